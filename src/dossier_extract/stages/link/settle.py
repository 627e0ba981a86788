"""What becomes of all that a text may name: homonyms are settled, each place is kept once, doubt leaves no code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dossier_extract.rules import Pattern
from dossier_extract.stages.link.scope import Candidate

AGREED = 1.1  # for a place in a département that other names of the same text stand in
BEFORE = 24  # characters of « ème arrondissement de » between the number and the city
WITHIN = 12  # characters between a city and the number of its arrondissement


class Link(NamedTuple):
    """A place named in a text: text[start:end]. `margin`: how far the best candidate is ahead of the next."""

    start: int
    end: int
    kind: str
    candidates: tuple[Candidate, ...]  # the likeliest first; none for a district
    margin: float
    excluded: bool

    @property
    def code(self) -> str | None:
        """INSEE code or SIREN; None where no official code is known."""
        return self.candidates[0].place.code if self.candidates else None


def settled(found: Sequence[Link], folded: str, excluding: Pattern | None, least: float) -> list[Link]:
    """Each place once, homonyms told by where the other names are; `excluding` says in front of a name that it is not.

    What repeats its département in brackets is left out, and what stays in doubt: a margin under `least`.
    """
    sure = {d for one in found if one.margin >= least for c in one.candidates[:1] for d in c.place.departements}
    numbered = [one for one in found if one.kind == "arrondissement_municipal"]
    made: dict[str | int, Link] = {}
    for one in found:
        settling = _agreed(one, sure) if one.candidates and one.margin < least else one
        if settling.candidates and (settling.margin < least or _is_context(settling, numbered)):
            continue
        if _repeats(settling, made.values(), folded):
            continue
        excluded = excluding is not None and excluding.search(folded[: one.start]) is not None
        made.setdefault(settling.code or one.start, settling._replace(excluded=excluded))
    return list(made.values())


def _agreed(one: Link, sure: set[str]) -> Link:
    scored = [c._replace(score=c.score * (AGREED if set(c.place.departements) & sure else 1.0)) for c in one.candidates]
    scored.sort(key=lambda c: c.score, reverse=True)
    return one._replace(candidates=tuple(scored), margin=margin(scored), kind=scored[0].place.kind)


def _is_context(one: Link, numbered: Sequence[Link]) -> bool:
    """Whether it is the city of arrondissements that are named beside it."""
    own = set(one.candidates[0].place.departements)
    near = [n for n in numbered if n.start - one.end < WITHIN and one.start - n.end < BEFORE]
    here = any(own & set(n.candidates[0].place.departements) for n in near)
    return here and one.kind in ("commune", "departement", "arrondissement")


def _repeats(one: Link, before: Iterable[Link], folded: str) -> bool:
    """Whether it is a département in brackets after a place of its own."""
    if one.kind != "departement" or folded[: one.start].rstrip()[-1:] != "(" or folded[one.end :].lstrip()[:1] != ")":
        return False
    own = set(one.candidates[0].place.departements)
    return any(own & set(other.candidates[0].place.departements) for other in before if other.candidates)


def margin(candidates: Sequence[Candidate]) -> float:
    """How far the first is ahead of the next that is another place: Paris is a commune and a département."""
    first = candidates[0]
    for other in candidates[1:]:
        same = other.place.name == first.place.name and set(other.place.departements) <= set(first.place.departements)
        part = first.place.code in other.place.belongs or other.place.code in first.place.belongs
        if not same and not part:
            return first.score - other.score
    return first.score
