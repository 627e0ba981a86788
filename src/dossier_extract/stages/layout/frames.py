"""What a word stands in (the column of text, a box, a table's cell, the space beside), and the lines of each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from operator import itemgetter
from typing import NamedTuple

from dossier_extract.model import Cell, Line, Page, Rect, Rule, Word, line_of
from dossier_extract.stages.layout.columns import strips_of
from dossier_extract.stages.layout.pairs import Pair
from dossier_extract.tables import MOST_RULES, Grid

BASELINE_STEP = 2.0  # points; words whose baselines lie nearer are on one line (badges are split off before)
PAGE_SHARE = 0.8  # of both sides of the page; a larger rect is its background
SAME_RECT = 4.0  # points; a fill and its border come as two near-identical rects
HUNG = 0.2  # of a tag that lies over the edge of a box, inside it
WORD_GAP = 0.6  # em; what stands nearer than this to a word of the column goes on its line
FRAGMENT_GAP = 1.2  # em; on pages of several columns a line is cut at such gaps, and mended inside its column
WALL = 36.0  # points; a lower line between two words is no edge of columns

_X0, _BASELINE = (itemgetter(Word._fields.index(name)) for name in ("x0", "baseline"))


class Frame(NamedTuple):
    """What a word stands in: the page's column of text, a box, a table's cell, or the space beside the column."""

    panel: int  # number of the box over the dossier; -1 outside any
    rect: Rect | None
    fill: int | None
    cell: Cell | None
    aside: bool
    parent: int  # number of the box around its box; -1 for none
    pair: tuple[int, int] | None = (
        None  # number of a row of facts on the page, and the place in it: label, value, label…
    )


def frames_of(
    page: Page, grids: list[Grid], first_table: int, first_panel: int, column: tuple[float, float] | None
) -> dict[Frame, list[Word]]:
    """Sort a page's words by what they stand in."""
    boxes = boxes_of(page)
    background = next((r.fill for r in page.rects if _is_background(r, page)), None)
    plain = Frame(-1, None, background, None, False, -1)
    aside = plain._replace(aside=True)
    framed: dict[int, Frame] = {}  # from the outermost to the innermost
    bars: dict[tuple[int, int | None], Frame] = {}  # frames are told apart by identity: one for both ends of a box
    for number, rect in reversed(list(enumerate(boxes, first_panel))):
        parent = _parent(rect, boxes[number - first_panel + 1 :], number + 1, page.rules)
        framed[number] = Frame(number, rect, rect.fill, None, False, parent)
        around = framed.get(parent)
        if around is not None and around.rect is not None and _is_bar(rect, around.rect):
            framed[number] = bars.setdefault((around.panel, rect.fill), around._replace(fill=rect.fill))
    inside = [(*rect[:4], framed[number]) for number, rect in enumerate(boxes, first_panel)]
    left, right = column or (-math.inf, math.inf)
    boxed = min((rect.x0 for rect in boxes), default=math.inf), max((rect.x1 for rect in boxes), default=-math.inf)
    ordinary: list[Word] = []
    # A frame's hash is dear and there is a look-up a word: frames are told apart by identity.
    found: dict[int, tuple[Frame, list[Word]]] = {id(plain): (plain, ordinary)}
    cells: dict[Cell, Frame] = {}
    for word in page.words:
        x = (word[1] + word[3]) / 2  # between x0 and x1
        if left <= x <= right and not (boxed[0] <= x <= boxed[1] or grids):
            ordinary.append(word)  # nearly all words of nearly all pages
            continue
        y = (word.top + word.bottom) / 2
        cell = _cell(grids, first_table, x, y) if grids else None
        if cell is not None:
            lies = cell.rows is not None and not word.upright  # over its rows: all words of the cell are one text
            frame = cells.setdefault(cell._replace(row=-1) if lies else cell, plain._replace(cell=cell))
        else:
            frame = plain if left <= x <= right else aside
            for box_x0, box_top, box_x1, box_bottom, own in inside:
                if box_x0 <= x <= box_x1 and box_top <= y <= box_bottom:
                    frame = own
                    break
        found.setdefault(id(frame), (frame, []))[1].append(word)
    if id(aside) in found and column is not None:
        beside = found[id(aside)][1]
        joined = {id(word) for word in _joined(ordinary, beside)}
        ordinary += [word for word in beside if id(word) in joined]
        beside[:] = [word for word in beside if id(word) not in joined]
    return {frame: words for frame, words in found.values() if words}


def paired(frames: dict[Frame, list[Word]], rows: Sequence[Sequence[Pair]]) -> dict[Frame, list[Word]]:
    """The frames with labels and values taken out of them, into frames of their own outside any box.

    The pairs of one row are read one after the other, in one go.
    """
    marks: dict[int, tuple[int, int]] = {}
    for number, row in enumerate(rows):
        for place, words in enumerate(chain.from_iterable(row)):
            for word in words:
                marks.setdefault(id(word), (number, place))
    kept: dict[Frame, list[Word]] = {}
    own: dict[tuple[int, int], tuple[Frame, list[Word]]] = {}
    for frame, words in frames.items():
        for word in words:
            if mark := marks.get(id(word)):
                apart = Frame(-1, None, frame.fill, None, False, -1, mark)
                own.setdefault(mark, (apart, []))[1].append(word)
            else:
                kept.setdefault(frame, []).append(word)
    return kept | dict(own.values())


def _joined(column: list[Word], beside: list[Word]) -> Iterator[Word]:
    """The words beside the column that touch a line of it: a heading may be wider than the text, or hang out of it."""
    beyond = {id(word) for word in beside}
    every = sorted((*column, *beside), key=_BASELINE)
    for row in _parted(every, lambda first, _, word: word.baseline - first.baseline > BASELINE_STEP):
        for run in _parted(sorted(row, key=_X0), lambda _, last, word: word.x0 - last.x1 > WORD_GAP * last.style.size):
            if any(id(word) not in beyond for word in run):
                yield from (word for word in run if id(word) in beyond)


def _parted(words: list[Word], parts: Callable[[Word, Word, Word], bool]) -> Iterator[list[Word]]:
    """Runs of words; `parts` says whether one begins, from the first and the last word of the run and the next."""
    run: list[Word] = []
    for word in words:
        if run and parts(run[0], run[-1], word):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _cell(grids: list[Grid], first_table: int, x: float, y: float) -> Cell | None:
    for number, grid in enumerate(grids):
        if (at := grid.cell(x, y)) is not None:
            return Cell(first_table + number, *at, grid.rows(*at), at in grid.wide)
    return None


def _is_bar(rect: Rect, box: Rect) -> bool:
    """Whether a filled rect is the bar at the head or the foot of a drawn box, thus a part of it."""
    wide = abs(rect.x0 - box.x0) < SAME_RECT and abs(rect.x1 - box.x1) < SAME_RECT
    ends = min(abs(rect.top - box.top), abs(rect.bottom - box.bottom)) < SAME_RECT
    return box.fill is None and rect.fill is not None and wide and ends


def _parent(rect: Rect, larger: list[Rect], first: int, rules: Sequence[Rule]) -> int:
    """The number of the box around a box, else of one whose edge it lies over, or to which a line leads from it."""
    x, y = (rect.x0 + rect.x1) / 2, (rect.top + rect.bottom) / 2
    around = (n for n, r in enumerate(larger, first) if r.x0 <= x <= r.x1 and r.top <= y <= r.bottom)
    hung = (n for n, r in enumerate(larger, first) if _covered(rect, r) >= HUNG or _linked(rect, r, rules))
    return next(chain(around, hung), -1)


def _covered(rect: Rect, box: Rect) -> float:
    """Share of a rect that lies over a box."""
    wide, high = min(rect.x1, box.x1) - max(rect.x0, box.x0), min(rect.bottom, box.bottom) - max(rect.top, box.top)
    return max(wide, 0.0) * max(high, 0.0) / max((rect.x1 - rect.x0) * (rect.bottom - rect.top), 1.0)


def _linked(rect: Rect, box: Rect, rules: Sequence[Rule]) -> bool:
    """Whether an upright line goes from the foot of one to the head of the other."""
    above, below = (rect, box) if rect.top < box.top else (box, rect)
    return any(
        abs(rule.top - above.bottom) < SAME_RECT
        and abs(rule.bottom - below.top) < SAME_RECT
        and all(one.x0 < rule.x0 and rule.x1 < one.x1 for one in (rect, box))
        for rule in rules
    )


def boxes_of(page: Page) -> list[Rect]:
    """The page's drawn boxes, innermost first; a fill and its border count once, the background not at all."""
    kept: list[Rect] = []
    for rect in sorted(page.rects, key=lambda r: ((r.x1 - r.x0) * (r.bottom - r.top), r.fill is None)):
        twin = any(max(abs(a - b) for a, b in zip(rect[:4], other[:4], strict=True)) < SAME_RECT for other in kept[-8:])
        if not twin and not _is_background(rect, page):
            kept.append(rect)
    return kept


def _is_background(rect: Rect, page: Page) -> bool:
    wide = rect.x1 - rect.x0 > PAGE_SHARE * page.width
    return wide and rect.bottom - rect.top > PAGE_SHARE * page.height


def lines_of(words: list[Word], page: Page, columned: bool) -> list[Line]:
    """Group the words of one frame into lines, by baseline; on pages of columns lines are cut where columns part.

    Words that lie on their side stand in the order in which they are drawn, from the bottom to the top or down.
    """
    beside = _parted([word for word in words if not word.upright], lambda _, last, word: not _overlie(last, word))
    lines = [line_of(run, page.number) for run in beside]
    rows: list[list[Word]] = []
    for word in sorted([word for word in words if word.upright] if lines else words, key=_BASELINE):
        if not rows or word.baseline - rows[-1][0].baseline > BASELINE_STEP:
            rows.append([])
        rows[-1].append(word)
    for row in rows:
        row.sort(key=_X0)
    if not columned:
        return [*lines, *[line_of(row, page.number) for row in rows]]
    walls, strips = _walls(page.rules), strips_of(rows)
    return [*lines, *[line for row in rows for line in _cut(row, page.number, walls, strips)]]


def _overlie(one: Word, other: Word) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1


@lru_cache(maxsize=4)  # asked for each frame of a page
def _walls(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The upright lines between columns: higher than a few lines of text, and crossed by none, as in a table."""
    if len(rules) > MOST_RULES:
        return ()
    high = [rule for rule in rules if rule.x1 - rule.x0 < BASELINE_STEP and rule.bottom - rule.top >= WALL]
    level = [rule for rule in rules if rule.bottom - rule.top < BASELINE_STEP] if high else []
    return tuple(wall for wall in high if not any(_crosses(rule, wall) for rule in level))


def _crosses(level: Rule, wall: Rule) -> bool:
    return level.x0 - 1 <= wall.x0 <= level.x1 + 1 and wall.top + 1 < level.top < wall.bottom - 1


def _cut(row: list[Word], page: int, walls: Sequence[Rule], strips: Sequence[float]) -> Iterator[Line]:
    start = 0
    for index, (left, right) in enumerate(pairwise(row), 1):
        gap = right.x0 - left.x1
        if gap > FRAGMENT_GAP * left.style.size or (
            gap > 0
            and (
                any(left.x1 - 1 < strip <= right.x0 + 1 for strip in strips)
                or any(left.x1 - 1 < w.x0 < right.x0 + 1 and w.top < right.baseline < w.bottom for w in walls)
            )
        ):
            yield line_of(row[start:index], page)
            start = index
    yield line_of(row[start:], page)
