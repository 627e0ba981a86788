"""Which carriers are one body, held against gold: pairs of records whose carriers have one identifier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import combinations
from math import comb

from dossier_extract.schema import Record

Key = tuple[str, int]  # name of the dossier's folder, number of the record
Where = dict[str, list[int]]  # dossier → its records


class CarrierGold(Record):
    """carriers.json: the bodies that carry several records; every other record has a body of its own."""

    about: str = ""
    bodies: dict[str, Where]  # name → the records that it carries
    unsure: tuple[Where, ...] = ()  # records whose printed name does not tell: pairs among them count neither way


def pair_counts(gold: CarrierGold, found: Mapping[Key, str | None]) -> tuple[int, int, int]:
    """How many pairs of these records have one body by the gold, by the identifiers that were found, by both.

    `found` has every record that counts, None where it has no identifier.
    """
    body = {key: name for name, where in gold.bodies.items() for key in _keys(where) if key in found}
    told = {key: one for key, one in found.items() if one is not None}
    right = ((body[key], one) for key, one in told.items() if key in body)
    counts = [_pairs(body.values()), _pairs(told.values()), _pairs(right)]
    for one, other in {pair for where in gold.unsure for pair in combinations(sorted(_keys(where)), 2)}:
        same = one in body and body[one] == body.get(other)
        alike = found.get(one) is not None and found.get(one) == found.get(other)
        for at, counted in enumerate((same, alike, same and alike)):
            counts[at] -= counted
    return counts[0], counts[1], counts[2]


def _keys(where: Where) -> Iterator[Key]:
    return ((dossier, n) for dossier, own in where.items() for n in own)


def _pairs(groups: Iterable[Hashable]) -> int:
    return sum(comb(size, 2) for size in Counter(groups).values())
