"""Dossiers with gold, changed on purpose: what the program loses where a dossier differs in one thing only.

`perturb` applies one change by name. A change takes a dossier and a source of chance and returns a dossier; its
docstring says what it imitates. Where it finds nothing to change (no labels, no badge) it does not apply.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.perturb import bindings, labels, looks, moves
from benchmarks.perturb.dossier import Dossier, read_dossier

__all__ = ["PERTURBATIONS", "Change", "Dossier", "perturb", "read_dossier"]

Change = Callable[[Dossier, Random], Dossier]

_CHANGES: tuple[Change, ...] = (
    looks.shapes_removed, looks.plain, looks.level, looks.smaller, looks.larger, looks.margins_shifted,
    looks.words_cut, looks.quotes_straight, looks.quotes_curly,
    labels.labels_deleted, labels.labels_replaced, labels.labels_unknown, labels.labels_glued,
    labels.colon_dropped, labels.colon_dash, labels.colon_bullet, labels.colon_chevron,
    labels.label_column_centred, labels.label_column_wrapped, labels.fields_swapped,
    moves.badge_joined, moves.carrier_and_amount_joined, moves.first_line_shared,
    moves.header_repeated, moves.sidebar_added, moves.furniture_added, moves.page_numbers_removed,
    moves.page_turned, moves.page_flagged,
    bindings.two_bound, bindings.three_bound, bindings.foreword_added, bindings.pages_between, bindings.hidden_text,
)  # fmt: skip
PERTURBATIONS: dict[str, Change] = {change.__name__.replace("_", "-"): change for change in _CHANGES}


def perturb(name: str, dossier: Dossier, seed: int = 0) -> Dossier | None:
    """The dossier changed, the same for the same seed; None where the change finds nothing to do. KeyError: no such."""
    changed = PERTURBATIONS[name](dossier, Random(f"{name} {dossier.source.file} {dossier.source.id} {seed}"))
    return None if (changed.pages, changed.source) == (dossier.pages, dossier.source) else changed
