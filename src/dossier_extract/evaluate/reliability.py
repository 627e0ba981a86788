"""Whether values are as often right as their confidence says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from dossier_extract.evaluate.gold import FIELDS, Json
from dossier_extract.evaluate.matching import row

BOUNDS = (0.0, 0.5, 0.8, 0.9, 0.95, 1.0)
ENOUGH = 200  # wrong values; with fewer, the share of right ones among the sure says little, and only ranks are told
_Z = 1.96  # of a 95 % interval


class Stated(NamedTuple):
    """A value's confidence, and whether the gold says the same."""

    confidence: float
    right: bool


@dataclass(frozen=True)
class Bin:
    """Values whose confidence lies from `low` to `high`: what was stated on average, how many were right."""

    low: float
    high: float
    values: int
    stated: float
    right: int
    lower: float  # 95 % interval of the share of right values (Wilson)
    upper: float


@dataclass(frozen=True)
class Reliability:
    """What confidence was worth. `rank`: how often a right value is surer than a wrong one (0.5 by chance)."""

    values: int
    wrong: int
    rank: float | None  # None without values of both kinds
    bins: list[Bin] = field(default_factory=list)  # with fewer than ENOUGH wrong values there are none


def stated_values(couples: Sequence[tuple[Json, Json]]) -> Iterator[Stated]:
    """Every value of the result that has a confidence."""
    for record, project in couples:
        wanted, given, origins = row(record), row(project), project.get("origins", {})
        for name in FIELDS:
            sure = origins[name][0].get("confidence") if origins.get(name) else None
            if given[name] is not None and sure is not None:
                yield Stated(sure, wanted[name] == given[name])


def reliability_of(values: Sequence[Stated]) -> Reliability:
    """Put values into bins, or only in order where too few are wrong."""
    wrong = sum(not value.right for value in values)
    bins = [*_bins(values)] if wrong >= ENOUGH else []
    return Reliability(len(values), wrong, _rank(values), bins)


def _bins(values: Sequence[Stated]) -> Iterator[Bin]:
    for low, high in pairwise(BOUNDS):
        inside = [one for one in values if low <= one.confidence < high or one.confidence == high == 1.0]
        if inside:
            right, n = sum(one.right for one in inside), len(inside)
            yield Bin(low, high, n, sum(one.confidence for one in inside) / n, right, *_wilson(right, n))


def _wilson(right: int, n: int) -> tuple[float, float]:
    """The score interval of a share (E. B. Wilson, 1927)."""
    share, spread = right / n, _Z**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _rank(values: Sequence[Stated]) -> float | None:
    """Share of pairs of a right and a wrong value in which the right one is surer; ties count half."""
    wrong = sum(not value.right for value in values)
    right = len(values) - wrong
    if not wrong or not right:
        return None
    below, won = 0, 0.0  # wrong values so far, from the least sure on; pairs won
    by_confidence: dict[float, list[bool]] = {}
    for value in values:
        by_confidence.setdefault(value.confidence, []).append(value.right)
    for confidence in sorted(by_confidence):
        alike = by_confidence[confidence]
        good = sum(alike)
        won += good * (below + (len(alike) - good) / 2)
        below += len(alike) - good
    return won / (right * wrong)
