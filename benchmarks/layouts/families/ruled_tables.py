"""Tables with rules or fills, as in annexes of préfectures: one a section, or one with a band above each section."""

from __future__ import annotations

from pathlib import Path

from ..content import Dossier
from ..dice import Dice
from ..ruling import Rules, finish, reportlab, start, typst
from ..style import Look


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print a dossier of ruled tables."""
    drawn = start(rng)
    style = drawn[1]
    rules = Rules.drawn(rng, style)
    header = Look(0, True, colour="#ffffff" if rules.header_fill else rng.choice(("#000000", style.colour())))
    return finish(rng, folder, drawn, (rules, header), (typst, reportlab))
