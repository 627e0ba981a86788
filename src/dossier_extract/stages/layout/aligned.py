"""Tables whose columns no rules draw: columns from the header's words and the alignment below, rows from key cells.

What comes out are the grids that rules would have drawn; headings and notes between rows stay outside of them.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter

from dossier_extract.look import looks_like
from dossier_extract.model import Line, Page, Style, Word, line_of
from dossier_extract.profile import Layout, Table
from dossier_extract.rules import Rules
from dossier_extract.stages.layout.headers import EDGE, Header, column_edges, find_headers
from dossier_extract.stages.layout.rows import (
    Extent,
    Look,
    cells_of,
    drawn_edges,
    edge_between,
    extent_of,
    filled_bands,
    gaps_of,
    look_of,
    runs_of,
    usual_gap,
)
from dossier_extract.tables import Grid, find_grids, same_columns
from dossier_extract.text import fold

BASELINE_STEP = 2.0  # points
SAME_HEADER = 4.0  # points; headers whose cells stand so near each other head columns that are alike
PARTED = 0.5  # of a table's rows that drawn edges part, or they are no rows' edges
FEW = 0.5  # of the rows with text in the first column, for headings in it
ASTRAY = 0.25  # of the lines of a page without header that may cross columns, or the table has ended


@dataclass
class Stretch:
    """What stands on one page under one header: from the header, or from the top of the page, to the next header."""

    page: Page
    header: Header
    repeated: bool  # whether the table has begun before
    printed: bool  # whether the header stands on this page
    runs: list[Line] = field(default_factory=list)  # from top to bottom


def aligned_grids(
    pages: Sequence[Page], repeated: frozenset[Word], layout: Layout, rules: Rules
) -> dict[int, list[Grid]]:
    """The grids of a layout's tables by page number; of the words that are `repeated` only headers count."""
    assert layout.table is not None
    stretches = list(_stretches(pages, repeated, layout.table))
    columns: list[tuple[Header, list[Stretch]]] = []
    for stretch in stretches:
        alike = next((own for head, own in columns if _alike(head, stretch.header)), None)
        if alike is None:
            columns.append((stretch.header, [stretch]))
        else:
            alike.append(stretch)
    grids: dict[int, list[Grid]] = defaultdict(list)
    for header, every in columns:
        xs = column_edges(header, [run for stretch in every if stretch.printed for run in stretch.runs])
        own = _going_on(every, _Reader(header, xs, layout, rules))
        xs = column_edges(header, [run for stretch in own for run in stretch.runs])
        reader = _Reader(header, xs, layout, rules)
        for stretch in own:
            grids[stretch.page.number] += reader.grids(stretch)
    return {number: sorted(found, key=lambda grid: grid.ys[0]) for number, found in grids.items()}


def _going_on(stretches: Sequence[Stretch], reader: _Reader) -> list[Stretch]:
    """Those that hold the table: pages without header are in doubt, and what is none would blur the columns."""
    drawn = [grid for one in stretches if one.printed for grid in find_grids(one.page)]
    return [one for one in stretches if one.printed or reader.goes_on(one, drawn)]


def _stretches(pages: Sequence[Page], repeated: frozenset[Word], table: Table) -> Iterator[Stretch]:
    header: Header | None = None
    before = 0
    for page in pages:
        if page.number != before + 1:
            header = None
        before = page.number
        found = find_headers(page.words, table)
        runs = list(runs_of([word for word in page.words if word not in repeated], page.number))
        for current, following in pairwise([None, *found, None]):
            top = current.bottom if current else -1.0
            bottom = following.top if following else page.height
            own = [run for run in runs if top < (run.top + run.bottom) / 2 < bottom]
            if following and len(own) > 1 and own[-1].style.size > max(run.style.size for run in own[:-1]):
                del own[-1]  # a heading over the next header
            if current is not None:
                again = header is not None and _alike(header, current)
                header = current
                yield Stretch(page, header, again, True, own)
            elif header is not None and own:
                yield Stretch(page, header, True, False, own)


def _alike(one: Header, other: Header) -> bool:
    if one is other:
        return True
    pairs = list(zip(one.cells, other.cells, strict=False))
    return len(one.cells) == len(other.cells) and all(
        a.slot == b.slot and abs(a.x0 - b.x0) < SAME_HEADER and abs(a.x1 - b.x1) < SAME_HEADER for a, b in pairs
    )


class _Reader:
    """Cuts what stands under one header into bands and rows."""

    def __init__(self, header: Header, inner: tuple[float, ...], layout: Layout, rules: Rules) -> None:
        assert layout.table is not None
        self.inner, self.layout, self.rules = inner, layout, rules
        self.key = next(n for n, cell in enumerate(header.cells) if cell.slot == layout.table.key)
        self.totals = [fold(word) for word in layout.table.total]
        self.drawn = False
        self.looks: Counter[Look] = Counter()  # of the lines that key cells begin with
        self.top_aligned: list[bool] = []

    def grids(self, stretch: Stretch) -> list[Grid]:
        """The header's grid, and one for the rows from each heading or note to the next."""
        xs = (0.0, *self.inner, stretch.page.width)
        found = [Grid(xs, (stretch.header.top - 1, stretch.header.bottom + 1))] if stretch.printed else []
        regions = list(self._regions(stretch.runs, stretch.page))
        every = [run for region in regions for run in region]
        if not every:
            return found
        edges = drawn_edges(stretch.page, min(run.x0 for run in every), max(run.x1 for run in every))
        usual = usual_gap(self._by_column(every).values())
        self.drawn = self.drawn or self._draws_rows(regions, edges, usual)
        for number, region in enumerate(regions):
            top, bottom = extent_of(region)
            inner = [edge for edge in edges if top < edge < bottom]
            if not self.drawn:
                inner = self._row_edges(region, usual, stretch.repeated and number == 0)
            found.append(Grid(xs, (top - 1, *inner, bottom + 1)))
        return found

    def _column(self, run: Line) -> int:
        return bisect_right(self.inner, (run.x0 + run.x1) / 2)

    def _by_column(self, runs: Iterable[Line]) -> dict[int, list[Line]]:
        columns: dict[int, list[Line]] = defaultdict(list)
        for run in runs:
            columns[self._column(run)].append(run)
        return columns

    def _crosses(self, run: Line) -> bool:
        return any(run.x0 < edge - EDGE and run.x1 > edge + EDGE for edge in self.inner)

    def _is_heading(self, run: Line, page: Page) -> bool:
        looks = (*self.layout.section, *self.layout.part, *self.layout.group)
        return any(looks_like(look, run.style, fill_at(page, run), fold(run.text), self.rules) for look in looks)

    def _regions(self, runs: Sequence[Line], page: Page) -> Iterator[list[Line]]:
        """The runs between those that cross the columns or look like headings, and what goes on with these."""
        region: list[Line] = []
        rows: dict[float, list[Line]] = defaultdict(list)
        for run in runs:
            near = next((y for y in reversed(rows) if abs(y - run.baseline) <= BASELINE_STEP), run.baseline)
            rows[near].append(run)
        bands, alone = self._bands(runs, page), self._alone(rows.values())
        band: Line | None = None
        for y, row in rows.items():
            apart = any(self._crosses(run) for run in row) or all(self._is_heading(run, page) for run in row)
            apart = apart or any(top < y < bottom for top, bottom in bands) or row[0].style in alone
            if not apart and band is not None and len(row) == 1:
                apart = row[0].style == band.style and abs(row[0].x0 - band.x0) < EDGE
                apart = apart and row[0].baseline - band.baseline < 1.6 * band.style.size
            if apart and region:
                yield region
                region = []
            band = row[0] if apart else None
            region += [] if apart else row
        if region:
            yield region

    def _alone(self, rows: Iterable[Sequence[Line]]) -> set[Style]:
        """Looks of a few headings in the first column: heavier than its cells, and nothing ever stands beside them."""
        lone: Counter[Style] = Counter()
        beside: set[Style] = set()
        weights: list[tuple[float, bool]] = []  # of the cells in the first column
        for row in rows:
            first = [run for run in row if not self._column(run)]
            if len(row) == 1 and first:
                lone[row[0].style] += 1
            else:
                beside.update(run.style for run in row)
                weights += [(run.style.size, run.style.bold) for run in first]
        least = max(weights, default=(math.inf, True))
        few = (one for one, times in lone.items() if times <= FEW * len(weights) and one not in beside)
        return {one for one in few if one.bold and (one.size, one.bold) > least}

    def _bands(self, runs: Sequence[Line], page: Page) -> list[Extent]:
        """Filled bands over the whole width in which nothing stands but a heading: it begins in the first column."""
        found = []
        for top, bottom in filled_bands(page, min(run.x0 for run in runs), max(run.x1 for run in runs)) if runs else ():
            inside = [run for run in runs if top < (run.top + run.bottom) / 2 < bottom]
            if inside and all(not self._column(run) or self._crosses(run) for run in inside):
                found.append((top, bottom))
        return found

    def goes_on(self, stretch: Stretch, drawn: Sequence[Grid]) -> bool:
        """Whether a page without header still holds the table: nothing crosses its columns, no rules draw others.

        `drawn`: the grids of the pages with its header.
        """
        runs, regions = stretch.runs, list(self._regions(stretch.runs, stretch.page))
        others = (grid for grid in find_grids(stretch.page) if not any(same_columns(grid, one) for one in drawn))
        if any(grid.cell((run.x0 + run.x1) / 2, (run.top + run.bottom) / 2) for grid in others for run in runs):
            return False
        inside = sum(len(region) for region in regions)
        side_by_side = {
            round(run.baseline / BASELINE_STEP) for region in regions for run in region if self._column(run) != self.key
        } & {
            round(run.baseline / BASELINE_STEP) for region in regions for run in region if self._column(run) == self.key
        }
        return bool(side_by_side) and len(runs) - inside <= ASTRAY * len(runs)

    def _draws_rows(self, regions: Sequence[Sequence[Line]], edges: Sequence[float], usual: float) -> bool:
        """Whether drawn edges part the rows: not if they part only few of the key's cells, as bands of headings do."""
        cuts = sum(self._is_cut(region, edge) for region in regions for edge in edges)
        keys = sum(len(self._keys(region, usual, False)) - 1 for region in regions)
        return cuts > 0 and cuts >= PARTED * keys

    def _is_cut(self, region: Sequence[Line], edge: float) -> bool:
        return any(run.bottom <= edge + 1 for run in region) and any(run.top >= edge - 1 for run in region)

    def _row_edges(self, region: Sequence[Line], usual: float, carried: bool) -> list[float]:
        """Heights between the rows of a region; `carried`: its first row may have begun on the page before."""
        keys = self._keys(region, usual, carried)
        gaps = gaps_of((run.top, run.bottom) for run in region)
        edges = [edge_between(gaps, above, below) for above, below in pairwise(keys)]
        for edge, key in zip(edges, keys[1:], strict=True):
            first = min((run.top for run in region if run.top >= edge - 1), default=key[0])
            self.top_aligned.append(key[0] - first < 2)
        if carried and keys:
            edges = self._carried_edge(region, gaps, keys[0]) + edges
        return edges

    def _keys(self, region: Sequence[Line], usual: float, carried: bool) -> list[Extent]:
        """Extents of the key cells, and of the words that begin a row of sums."""
        totals = [run for run in region if any(fold(run.text).startswith(word) for word in self.totals)]
        sums = {run.baseline for run in totals}
        lines = _whole([run for run in region if self._column(run) == self.key and run.baseline not in sums])
        if lines and not (carried and self.looks):
            self.looks[look_of(lines[0])] += 1
        look = max(self.looks, key=lambda one: self.looks[one], default=(0.0, False, False))
        cells = cells_of(lines, usual, look)
        if carried and len(cells) > 1 and look_of(cells[0][0]) != look:
            del cells[0]  # it goes on from the page before
        return sorted([*map(extent_of, cells), *((run.top, run.bottom) for run in totals)])

    def _carried_edge(self, region: Sequence[Line], gaps: Sequence[Extent], key: Extent) -> list[float]:
        """The edge above the first key cell, if what stands there goes on from the page before."""
        above = [gap for gap in gaps if gap[1] <= key[0] + 1]
        if not above:
            return []
        if sum(self.top_aligned) * 2 >= len(self.top_aligned):
            return [sum(above[-1]) / 2]
        widest = max(above, key=lambda gap: gap[1] - gap[0])
        between = sorted(gap[1] - gap[0] for gap in gaps)
        return [sum(widest) / 2] if widest[1] - widest[0] >= between[-max(len(between) // 10, 1)] - 1 else []


def _whole(runs: Sequence[Line]) -> list[Line]:
    """The lines of one column: runs on one baseline joined."""
    lines: list[Line] = []
    for run in sorted(runs, key=attrgetter("baseline", "x0")):
        if lines and run.baseline - lines[-1].baseline <= BASELINE_STEP:
            words = sorted((*lines[-1].words, *run.words), key=attrgetter("x0"))
            lines[-1] = line_of(words, run.page)
        else:
            lines.append(run)
    return lines


def fill_at(page: Page, line: Line) -> int | None:
    """The fill of the smallest box behind the middle of a line."""
    x, y = (line.x0 + line.x1) / 2, (line.top + line.bottom) / 2
    behind = [r for r in page.rects if r.fill is not None and r.x0 <= x <= r.x1 and r.top <= y <= r.bottom]
    return min(behind, key=lambda r: (r.x1 - r.x0) * (r.bottom - r.top)).fill if behind else None
