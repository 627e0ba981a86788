"""Tables: the grid that the rules of a page draw, and what a row of it is."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from dossier_extract.model import Block, Page, Rect, Rule
from dossier_extract.profile import Table
from dossier_extract.text import fold

TOUCH = 2.5  # points; rules nearer than this meet, and edges nearer than this are one
SAME = 6.0  # points; columns whose edges differ by less are the same
MOST_RULES = 5000  # on a page; more is a drawing (a table of 60 rows in 10 columns has 2,400), and would take minutes
SPAN = 0.9  # of the table's width; a horizontal rule this long parts two rows
OPEN = 0.6  # of the rows, at most, in which a rule between two columns may lack; else the header alone has it
PART = 0.5  # the same where cells go over several rows: no rule crosses these
_BREAKS = dict.fromkeys(map(ord, " \n-–—\u00ad"))


class Grid(NamedTuple):
    """Edges of columns and rows, in points: `len(xs) - 1` columns, `len(ys) - 1` rows."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    bands: frozenset[int] = frozenset()  # rows that no rule parts into columns: headings over the whole width
    merged: frozenset[tuple[int, int]] = frozenset()  # row and column of cells that go on in the row below
    wide: frozenset[tuple[int, int]] = frozenset()  # the same of cells that go on in the column on the right

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of a point; None outside, and in a band."""
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]):
            return None
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        while (row, column - 1) in self.wide:
            column -= 1
        return None if row in self.bands else (row, column)

    def rows(self, row: int, column: int) -> tuple[int, int] | None:
        """The first and the last row of a cell that goes over several; None for any other."""
        if not self.merged:
            return None
        first = last = row
        while (first - 1, column) in self.merged:
            first -= 1
        while (last, column) in self.merged:
            last += 1
        return (first, last) if first < last else None


def outlines(page: Page) -> Iterator[Rect]:
    """Boxes that are drawn line by line, each side whole or in pieces, and nothing inside."""
    for rules in _components(list(page.rules)) if 4 <= len(page.rules) <= MOST_RULES else ():
        x0, x1 = min(r.x0 for r in rules), max(r.x1 for r in rules)
        top, bottom = min(r.top for r in rules), max(r.bottom for r in rules)
        sides = [
            [r for r in rules if r.x1 - x0 <= TOUCH],
            [r for r in rules if x1 - r.x0 <= TOUCH],
            [r for r in rules if r.bottom - top <= TOUCH],
            [r for r in rules if bottom - r.top <= TOUCH],
        ]
        if sum(map(len, sides)) != len(rules) or not all(sides):
            continue
        high, wide = min(map(_reach, sides[:2])), min(map(_length, sides[2:]))
        if high >= SPAN * (bottom - top) and wide >= SPAN * (x1 - x0):
            yield Rect(x0, top, x1, bottom, None, rules[0].color)


def _reach(rules: Sequence[Rule]) -> float:
    """Height over which rules go, in points."""
    return max(rule.bottom for rule in rules) - min(rule.top for rule in rules)


def find_grids(page: Page) -> list[Grid]:
    """The tables that the page's rules draw: two columns and one row at least."""
    grids = []
    for rules in _components(list(page.rules)) if len(page.rules) <= MOST_RULES else ():
        horizontal = [r for r in rules if r.x1 - r.x0 >= r.bottom - r.top]
        vertical = [r for r in rules if r.x1 - r.x0 < r.bottom - r.top]
        if not horizontal or not vertical:
            continue
        left, right = min(r.x0 for r in rules), max(r.x1 for r in rules)
        full = _full(horizontal, PART * (right - left))
        ys = _cluster([*full, min(r.top for r in vertical), max(r.bottom for r in vertical)])
        xs = _cluster([r.x0 for r in vertical])
        if len(xs) > 2 and len(ys) > 1:
            inner = [r for r in vertical if xs[0] + TOUCH < r.x0 < xs[-1] - TOUCH]
            middles = enumerate((top + bottom) / 2 for top, bottom in pairwise(ys))
            bands = frozenset(n for n, y in middles if not _parts(inner, y))
            merged, wide = frozenset(_merged(horizontal, xs, ys)), frozenset(_wide(inner, xs, ys, bands))
            grids.append(Grid(xs, ys, bands, merged, wide))
    return sorted(grids, key=lambda grid: grid.ys[0])


def _full(horizontal: list[Rule], least: float) -> list[float]:
    """Heights at which rules, whole or in pieces, go over `least` points."""
    heights = []
    run: list[Rule] = []
    for rule in sorted(horizontal, key=lambda r: r.top):
        if run and rule.top - run[0].top > TOUCH:
            run = []
        run.append(rule)
        if _length(run) >= least:
            heights.append(run[0].top)
    return heights


def _merged(horizontal: list[Rule], xs: Sequence[float], ys: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Row and column of the cells that no rule parts from those below, where one parts most of the row."""
    centres = [(left + right) / 2 for left, right in pairwise(xs)]
    at: dict[int, list[Rule]] = defaultdict(list)
    for rule in horizontal:
        at[bisect_right(ys, rule.top + TOUCH) - 1].append(rule)
    for row, y in enumerate(ys[1:-1]):
        rules = [rule for rule in at[row + 1] if rule.top - y <= TOUCH]
        yield from (
            (row, column) for column, x in enumerate(centres) if not any(rule.x0 <= x <= rule.x1 for rule in rules)
        )


def _wide(inner: list[Rule], xs: Sequence[float], ys: Sequence[float], bands: Set[int]) -> Iterator[tuple[int, int]]:
    """Row and column of the cells that no rule parts from those on the right, where one does in other rows."""
    rows = [(n, (top + bottom) / 2) for n, (top, bottom) in enumerate(pairwise(ys)) if n not in bands]
    for column, x in enumerate(xs[1:-1]):
        own = [rule for rule in inner if abs(rule.x0 - x) <= TOUCH]
        open_ = [n for n, y in rows if not _parts(own, y)]
        if len(open_) <= OPEN * len(rows):
            yield from ((n, column) for n in open_)


def _length(rules: list[Rule]) -> float:
    """Length that rules at one height cover, in points."""
    covered, reach = 0.0, float("-inf")
    for rule in sorted(rules, key=lambda r: r.x0):
        covered += max(rule.x1 - max(rule.x0, reach), 0.0)
        reach = max(reach, rule.x1)
    return covered


def _parts(vertical: list[Rule], y: float) -> bool:
    return any(rule.top <= y <= rule.bottom for rule in vertical)


def _cluster(values: list[float]) -> tuple[float, ...]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > TOUCH:
            kept.append(value)
    return tuple(kept)


def _components(rules: list[Rule]) -> list[list[Rule]]:
    """Group rules that touch, directly or by way of others."""
    groups: list[tuple[list[float], list[Rule]]] = []
    for rule in sorted(rules, key=lambda r: (r.top, r.x0)):
        box, members = [rule.x0, rule.top, rule.x1, rule.bottom], [rule]
        apart = []
        for other, theirs in groups:
            if _touch(box, other):
                box = [min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3])]
                members += theirs
            else:
                apart.append((other, theirs))
        groups = [*apart, (box, members)]
    return [members for _, members in groups]


def _touch(a: list[float], b: list[float]) -> bool:
    return a[0] - TOUCH <= b[2] and b[0] - TOUCH <= a[2] and a[1] - TOUCH <= b[3] and b[1] - TOUCH <= a[3]


def same_columns(one: Grid, other: Grid) -> bool:
    """Whether two grids have their columns in the same places: one table that goes on over a page."""
    return len(one.xs) == len(other.xs) and all(abs(a - b) < SAME for a, b in zip(one.xs, other.xs, strict=True))


def is_headed(page: Page, grid: Grid, table: Table) -> bool:
    """Whether a row of a grid is a header of the table."""
    rows: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for word in sorted(page.words, key=lambda word: (round(word.baseline), word.x0)):
        at = grid.cell((word.x0 + word.x1) / 2, (word.top + word.bottom) / 2)
        if at is not None:
            rows[at[0]][at[1]].append(word.text)
    texts = ({column: " ".join(own) for column, own in row.items()} for row in rows.values())
    return any(header_columns(row, table) for row in texts)


def cell_texts(blocks: Sequence[Block]) -> dict[int, str]:
    """Folded text of a row's cells, by column."""
    lines: dict[int, list[str]] = defaultdict(list)
    for block in blocks:
        if block.cell is not None:
            lines[block.cell.column].extend(line.text for line in block.lines)
    return {column: fold(" ".join(texts)) for column, texts in lines.items()}


@lru_cache(maxsize=8192)
def squeezed(text: str) -> str:
    """Folded text without spaces, hyphens and dashes: a narrow column breaks the words of its header."""
    return fold(text).translate(_BREAKS)


def header_columns(texts: dict[int, str], table: Table) -> dict[int, str]:
    """Column → slot, if the row is a header: it names the key's column and one more; else nothing."""
    slots = {squeezed(word): slot for slot, words in table.columns.items() for word in words}
    found = {column: slots[bare] for column, text in texts.items() if (bare := squeezed(text)) in slots}
    return found if len(found) > 1 and table.key in found.values() else {}


def is_total(texts: dict[int, str], table: Table) -> bool:
    """Whether a cell of the row begins with a word that announces a sum."""
    return any(begins_sum(text, table.total) for text in texts.values())


def begins_sum(folded: str, words: Sequence[str]) -> bool:
    """Whether a folded text begins with one of the words that announce a sum."""
    begun = (word for word in map(fold, words) if folded.startswith(word))
    return any(not folded[len(word) :][:1].isalnum() for word in begun)
