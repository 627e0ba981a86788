"""Cards that a drawn grid parts: cells of several lines each, in columns of one width, are boxes like any other."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from dossier_extract.model import Page, Rect
from dossier_extract.tables import Grid, find_grids, outlines

LINES = 3  # of text in a card; fewer are a cell of a table
CARDS = 0.8  # of the cells with text that must be cards
ALIKE = 1.1  # times the width of the narrowest column, for the widest


def with_cards(page: Page) -> Page:
    """The page with a box for each card of its grids, and for each box drawn line by line."""
    if not page.rules:
        return page
    cards = [card for grid in find_grids(page) if _alike(grid) for card in _cards(page, grid)]
    boxes = [*cards, *outlines(page)]
    return page._replace(rects=(*page.rects, *boxes)) if boxes else page


def _alike(grid: Grid) -> bool:
    widths = [right - left for left, right in pairwise(grid.xs)]
    return max(widths) <= ALIKE * min(widths)


def _cards(page: Page, grid: Grid) -> list[Rect]:
    """The cells that hold text, if most are cards."""
    lines: dict[tuple[int, int], set[int]] = defaultdict(set)
    for word in page.words:
        if (at := grid.cell((word.x0 + word.x1) / 2, (word.top + word.bottom) / 2)) is not None:
            lines[at].add(round(word.baseline))
    if sum(len(own) >= LINES for own in lines.values()) < CARDS * len(lines) or len({at[1] for at in lines}) < 2:
        return []
    return [
        Rect(grid.xs[column], grid.ys[row], grid.xs[column + 1], grid.ys[row + 1], None, None) for row, column in lines
    ]
