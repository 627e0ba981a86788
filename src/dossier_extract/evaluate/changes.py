"""What a change of rules or program gained and lost, value by value: one evaluation against an earlier one."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from dossier_extract.evaluate.matching import value_key
from dossier_extract.evaluate.scores import Evaluation, Miss


@dataclass(frozen=True)
class Changes:
    """Values that were wrong before and are right now, as they were; values that are wrong only now, as they are.

    What was invented and no longer is counts as a gain. Things of meta.json come as fields "meta …" of no record.
    """

    gains: list[Miss]
    losses: list[Miss]


def compare(now: Evaluation, before: Evaluation) -> Changes:
    """Compare two evaluations against the same gold."""
    wrong_now, wrong_before = _wrong(now), _wrong(before)
    return Changes(
        gains=[miss for key, miss in wrong_before.items() if key not in wrong_now],
        losses=[miss for key, miss in wrong_now.items() if key not in wrong_before],
    )


def _wrong(evaluation: Evaluation) -> dict[Hashable, Miss]:
    """What is wrong, by what makes it the same in two evaluations; invented values, which have no place, by value."""
    wrong: dict[Hashable, Miss] = {}
    checks = [Miss(None, f"meta {c.key}", c.expected, c.found, None) for c in evaluation.meta if not c.right]
    for miss in [*evaluation.misses, *checks]:
        invented = miss.n is None and miss.found_n is not None
        key = (miss.n, miss.field, value_key(miss.found) if invented else None)
        copies = sum(key == known[:3] for known in wrong if isinstance(known, tuple)) if invented else 0
        wrong[*key, copies] = miss
    return wrong
