"""Links of places to official codes, held against gold: the codes that the zones of records name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dossier_extract.evaluate.gold import Json


@dataclass(frozen=True)
class LinkMiss:
    """A code that the gold has and the result lacks (`found` is null), or the other way round."""

    n: int
    text: str
    expected: str | None
    found: str | None


def link_counts(
    couples: Sequence[tuple[Json, Json]], links: Mapping[int, Sequence[Json]]
) -> tuple[int, int, int, list[LinkMiss]]:
    """How many codes the gold has, the result has, both have, and every miss.

    Only records that the gold links count; a place without an official code counts neither way. Either of a place's
    codes is right (`also`: Paris is 75056 and 75).
    """
    asked = given = right = 0
    misses: list[LinkMiss] = []
    for record, project in couples:
        if not record or record["n"] not in links:
            continue
        places = [place for place in links[record["n"]] if place["code"]]
        found = [
            (one["code"], one["text"]) for one in project.get("places", ()) if one["field"] == "zone" and one["code"]
        ]
        asked, given = asked + len(places), given + len(found)
        own = list(_misses(record["n"], places, found))
        right += len(places) - sum(miss.found is None for miss in own)
        misses += own
    return asked, given, right, misses


def _misses(n: int, places: Sequence[Json], found: list[tuple[str, str]]) -> Iterator[LinkMiss]:
    left = list(found)
    for place in places:
        good = next((one for one in left if one[0] in (place["code"], *place.get("also", ()))), None)
        if good is None:
            yield LinkMiss(n, place["text"], place["code"], None)
        else:
            left.remove(good)
    yield from (LinkMiss(n, text, None, code) for code, text in left)
