"""Rows without rules: where one row ends and the next begins, told from the gaps that all columns share.

Cells of a row may be top-, middle- or bottom-aligned, so a row's extent comes from all its columns: between two key
cells, the widest gap that no column fills is the edge. All extents are (top, bottom) in points, heights downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from dossier_extract.look import color_class
from dossier_extract.model import Line, Page, Rect, Word, line_of

BASELINE_STEP = 2.0  # points; words whose baselines lie nearer are on one line
RUN_GAP = 0.45  # em; words nearer than this are of one cell
ALIKE = 0.75  # points; gaps that differ by less are alike, and the lowest of them is the edge
USUAL = 0.3  # em; lines of one cell stand no wider apart, unless no lines of the page stand nearer
WIDER = 1.4, 1.0  # times that, plus points: a wider gap ends a cell
MEET = 2.5  # points; edges nearer than this are one
GREYS = frozenset({"black", "grey", "white"})
WHITE = 0xFFFFFF
DRAWN = 0.8  # of the table's width that the pieces of one drawn edge cover

Extent = tuple[float, float]
Look = tuple[float, bool, bool]


def runs_of(words: Sequence[Word], page: int, cuts: frozenset[int] = frozenset()) -> Iterator[Line]:
    """Words on one baseline that stand close together, from top to bottom; an `id` in `cuts` begins a run."""
    row: list[Word] = []
    for word in [*sorted(words, key=attrgetter("baseline")), None]:
        if row and (word is None or word.baseline - row[0].baseline > BASELINE_STEP):
            row.sort(key=attrgetter("x0"))
            start = 0
            for index, (left, right) in enumerate(pairwise(row), 1):
                if right.x0 - left.x1 > RUN_GAP * left.style.size or id(right) in cuts:
                    yield line_of(row[start:index], page)
                    start = index
            yield line_of(row[start:], page)
            row = []
        if word is not None:
            row.append(word)


def gaps_of(extents: Iterable[Extent]) -> list[Extent]:
    """The gaps between extents, from top to bottom."""
    gaps: list[Extent] = []
    reach: float | None = None
    for top, bottom in sorted(extents):
        if reach is not None and top > reach:
            gaps.append((reach, top))
        reach = bottom if reach is None else max(reach, bottom)
    return gaps


def edge_between(gaps: Sequence[Extent], above: Extent, below: Extent) -> float:
    """The edge between two key cells: the middle of the widest gap from the one to the other, the lowest of equals."""
    best: Extent | None = None
    for gap in gaps:
        if gap[0] < above[1] - 1 or gap[1] > below[0] + 1:
            continue
        if best is None or gap[1] - gap[0] > best[1] - best[0] - ALIKE:
            best = gap
    return below[0] - 0.1 if best is None else (best[0] + best[1]) / 2


def cells_of(lines: Sequence[Line], usual: float, look: Look) -> list[list[Line]]:
    """The lines of one column, from top to bottom, as cells: a wide gap and a line of that look begin one.

    `usual` is the gap between lines of one cell, in points. Numbers are cells of their own.
    """
    cells: list[list[Line]] = []
    for line in lines:
        if cells:
            last = cells[-1][-1]
            wide = line.top - last.bottom > WIDER[0] * usual + WIDER[1]
            numbers = line.words[0].text.isdecimal() and last.words[0].text.isdecimal()
            if not ((wide and look_of(line) == look) or numbers):
                cells[-1].append(line)
                continue
        cells.append([line])
    return cells


def look_of(line: Line) -> Look:
    """What tells the lines that begin a cell: its first word's size and weight, and whether it has a colour at all.

    Colours vary from section to section.
    """
    own = line.words[0].style
    return own.size, own.bold, color_class(own.color) not in GREYS


def usual_gap(columns: Iterable[Sequence[Line]]) -> float:
    """The gap between two lines of one cell: nearly the least of a table's columns, in points."""
    gaps, sizes = [], [8.0]
    for lines in columns:
        sizes += [line.style.size for line in lines]
        gaps += [below.top - above.bottom for above, below in pairwise(lines)]
    near = sorted(gap for gap in gaps if gap > -2)
    least = near[len(near) // 20] if near else 0.0
    return max(min(least, USUAL * sizes[len(sizes) // 2]), 0.0)


def extent_of(lines: Sequence[Line]) -> Extent:
    return min(line.top for line in lines), max(line.bottom for line in lines)


def drawn_edges(page: Page, left: float, right: float) -> list[float]:
    """Heights at which rules, or the edges of fills, go over the whole width from `left` to `right`."""
    pieces: list[tuple[float, float, float]] = []
    for rule in page.rules:
        if rule.x1 - rule.x0 > rule.bottom - rule.top:
            pieces.append(((rule.top + rule.bottom) / 2, rule.x0, rule.x1))
    for rect in page.rects:
        if _is_row(rect, page):
            pieces += [(rect.top, rect.x0, rect.x1), (rect.bottom, rect.x0, rect.x1)]
    edges: list[float] = []
    run: list[tuple[float, float, float]] = []
    for piece in [*sorted(pieces), (float("inf"), 0.0, 0.0)]:
        if run and piece[0] - run[0][0] > MEET:
            if _covered([(x0, x1) for _, x0, x1 in run], left, right) >= DRAWN * (right - left):
                edges.append(sum(y for y, _, _ in run) / len(run))
            run = []
        run.append(piece)
    return edges


def filled_bands(page: Page, left: float, right: float) -> list[Extent]:
    """Extents of the filled boxes, in one piece, that go over most of the width from `left` to `right`."""
    return [
        (rect.top, rect.bottom)
        for rect in page.rects
        if rect.fill not in (None, WHITE)
        and _is_row(rect, page)
        and _covered([(rect.x0, rect.x1)], left, right) >= DRAWN * (right - left)
    ]


def _is_row(rect: Rect, page: Page) -> bool:
    return rect.bottom - rect.top < 0.8 * page.height


def _covered(pieces: Sequence[Extent], left: float, right: float) -> float:
    """How much of the stretch from `left` to `right` the pieces cover."""
    covered, reach = 0.0, left
    for x0, x1 in sorted(pieces):
        start, end = max(x0, reach), min(x1, right)
        if end > start:
            covered, reach = covered + end - start, end
    return covered
