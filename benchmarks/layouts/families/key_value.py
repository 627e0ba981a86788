"""One small table of two columns for each project: labels | values; the title is a row, a band over both, or above."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from .. import canvas, content, front, typeset
from ..content import Dossier
from ..dice import Dice
from ..style import Style, Wording
from . import _beside
from ._grids import Plan, smaller
from ._grids_reportlab import ReportLabGrids
from ._grids_typst import TypstGrids

ROOM = 34.0  # points more at the page foot where footnotes stand


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print a dossier of small tables."""
    dossier, wording = content.drawn(rng), Wording.drawn(rng)
    plan = Plan.drawn(rng, wording.words["title"])
    style = Style.drawn(rng, landscape=0.5 if plan.pair else 0.06)
    style = smaller(style) if plan.pair else style
    matter = front.before(rng, dossier), front.after(rng, dossier)
    grids = of(rng, style, wording, plan, dossier)
    if isinstance(grids, TypstGrids):
        typeset.print_dossier(folder, grids.style, dossier, matter, grids.section)
    else:
        canvas.print_dossier(folder, grids.style, dossier, matter, grids.section)
    return dossier


def of(rng: Dice, style: Style, wording: Wording, plan: Plan, dossier: Dossier) -> TypstGrids | ReportLabGrids:
    """The tables of a dossier; the style that they bear leaves room for footnotes."""
    beside = _beside.drawn(rng, dossier, plan.sidebar, plan.notes)
    if style.engine == "typst":
        return TypstGrids(style, wording, plan, beside)
    if plan.notes:
        left, top, right, bottom = style.margins
        style = replace(style, margins=(left, top, right, bottom + ROOM))
    return ReportLabGrids(style, wording, plan, beside)
