"""From pages to blocks in reading order: words → lines → paragraphs, with the box and the fill that they stand in.

Furniture (running heads, footers, page numbers) is found by repetition, captions by their words, badges by their small
box of their own, asides by the edges of the column of text. Nothing is dropped: every word ends in one block.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from statistics import median
from typing import NamedTuple

from dossier_extract.look import looks_like, style_fits
from dossier_extract.model import Block, BlockKind, Cell, Line, Page, Rect, Style, Word
from dossier_extract.profile import Layout, Profile
from dossier_extract.rules import Rules
from dossier_extract.tables import Grid, find_grids
from dossier_extract.text import fold

BASELINE_STEP = 2.0  # points; words whose baselines lie nearer are on one line (badges are split off before)
PAGE_SHARE = 0.8  # of both sides of the page; a larger rect is its background
SAME_RECT = 4.0  # points; a fill and its border come as two near-identical rects
MARGIN_SHARE = 0.12  # of the page's height, at its top and bottom, where furniture stands
FURNITURE_PAGES = 3  # furniture needs repetition on three pages or more
BADGE_WIDTH, BADGE_HEIGHT, BADGE_CHARS = 0.25, 60.0, 14  # share of the page's width; points; characters
LEADING = 1.25  # a larger baseline distance than this share of the usual one ends a paragraph
GUTTER = 8.0  # points; the least gap between two columns of text
FRAGMENT_GAP = 1.2  # em; on pages of several columns a line is cut at such gaps, and mended inside its column
COLUMN_ITEM = 0.6  # of the width of the text; a wider item crosses columns rather than standing in one
GUTTER_CROSSED = 0.15  # of a page's items that may cross a gutter: a heading above two columns
OUTLIERS = 0.02  # share of the body's words that may stand outside the column of text, on either side
COLUMN_SLACK = 3.0  # points; hanging punctuation and indents outside the column's edges

_DIGITS = re.compile(r"\d+")
_LIST_START = re.compile(r"^[-•–▪●◦‣]")
_X0, _X1, _BASELINE, _STYLE = (itemgetter(Word._fields.index(name)) for name in ("x0", "x1", "baseline", "style"))


class Frame(NamedTuple):
    """What a word stands in: the page's column of text, a box, a table's cell, or the space beside the column."""

    panel: int  # number of the box over the dossier; -1 outside any
    rect: Rect | None
    fill: int | None
    cell: Cell | None
    aside: bool
    parent: int  # number of the box around its box; -1 for none


class PageText(NamedTuple):
    """A page's lines by frame, before they are put in order."""

    page: Page
    layout: Layout | None
    frames: dict[Frame, list[Line]]


def order_blocks(pages: Sequence[Page], profile: Profile, rules: Rules) -> list[Block]:
    """Return the blocks of all pages in reading order, as the profile's layouts say how to read."""
    columns = {id(layout): _column(pages, layout) for layout in profile.layouts}
    texts: list[PageText] = []
    panels = tables = 0
    for page in pages:
        layout = _layout_of(page, profile, rules)
        column = columns[id(layout)] if layout is not None else None
        grids = find_grids(page) if layout is not None and layout.table else []
        words = _frames(page, grids, tables, panels, column)
        columned = layout is not None and layout.reading == "columns"
        frames = {frame: _lines(own, page.number, columned) for frame, own in words.items()}
        texts.append(PageText(page, layout, frames))
        panels, tables = panels + len(page.rects), tables + len(grids)
    classify = _Classifier(texts, rules)
    leading = _leading(texts)
    return [
        _block(classify.kind(lines, frame, text.page), lines, frame)
        for text in texts
        for frame, run in _in_order(text, classify)
        for lines in _paragraphs(run, leading)
    ]


def _layout_of(page: Page, profile: Profile, rules: Rules) -> Layout | None:
    for layout in profile.layouts:
        where = layout.pages
        if page.number < where.first or page.number > (where.last or page.number):
            continue
        having = where.having
        if having is None or any(looks_like(having, w.style, None, fold(w.text), rules) for w in page.words):
            return layout
    return None


def _column(pages: Sequence[Page], layout: Layout) -> tuple[float, float] | None:
    """Left and right edge of the column of text: where the words in the body's style begin and end."""
    body = layout.body
    if layout.reading != "lines" or layout.table or body.size is None:
        return None
    lefts: list[float] = []
    rights: list[float] = []
    for page in pages:
        for style, run in groupby(page.words, key=_STYLE):
            if style_fits(body, style):
                words = list(run)
                lefts += map(_X0, words)
                rights += map(_X1, words)
    if not lefts:
        return None
    lefts.sort()
    rights.sort()
    outside = int(len(lefts) * OUTLIERS)
    return lefts[outside] - COLUMN_SLACK, rights[-outside - 1] + COLUMN_SLACK


def _frames(
    page: Page, grids: list[Grid], first_table: int, first_panel: int, column: tuple[float, float] | None
) -> dict[Frame, list[Word]]:
    """Sort a page's words by what they stand in."""
    boxes = _boxes(page)
    background = next((r.fill for r in page.rects if _is_background(r, page)), None)
    plain = Frame(-1, None, background, None, False, -1)
    aside = plain._replace(aside=True)
    inside = [
        (
            *rect[:4],
            Frame(number, rect, rect.fill, None, False, _parent(rect, boxes[number - first_panel + 1 :], number + 1)),
        )
        for number, rect in enumerate(boxes, first_panel)
    ]
    left, right = column or (-math.inf, math.inf)
    boxed = min((rect.x0 for rect in boxes), default=math.inf), max((rect.x1 for rect in boxes), default=-math.inf)
    # A frame's hash is dear and there is a look-up a word: frames are told apart by identity.
    found: dict[int, tuple[Frame, list[Word]]] = {}
    cells: dict[Cell, Frame] = {}
    for word in page.words:
        _, x0, top, x1, bottom, _, _, _, _ = word
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        cell = _cell(grids, first_table, x, y) if grids else None
        if cell is not None:
            frame = cells.setdefault(cell, plain._replace(cell=cell))
        else:
            frame = plain if left <= x <= right else aside
            for box_x0, box_top, box_x1, box_bottom, own in inside if boxed[0] <= x <= boxed[1] else ():
                if box_x0 <= x <= box_x1 and box_top <= y <= box_bottom:
                    frame = own
                    break
        if id(frame) in found:
            found[id(frame)][1].append(word)
        else:
            found[id(frame)] = frame, [word]
    return dict(found.values())


def _cell(grids: list[Grid], first_table: int, x: float, y: float) -> Cell | None:
    for number, grid in enumerate(grids):
        if (at := grid.cell(x, y)) is not None:
            return Cell(first_table + number, *at)
    return None


def _parent(rect: Rect, larger: list[Rect], first: int) -> int:
    x, y = (rect.x0 + rect.x1) / 2, (rect.top + rect.bottom) / 2
    around = (first + i for i, r in enumerate(larger) if r.x0 <= x <= r.x1 and r.top <= y <= r.bottom)
    return next(around, -1)


def _boxes(page: Page) -> list[Rect]:
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


def _lines(words: list[Word], page: int, columned: bool) -> list[Line]:
    """Group the words of one frame into lines, by baseline; on pages of columns lines are cut at wide gaps."""
    lines: list[Line] = []
    row: list[Word] = []
    for word in sorted(words, key=_BASELINE):
        if row and word.baseline - row[0].baseline > BASELINE_STEP:
            lines.extend(_cut(row, page, columned))
            row = []
        row.append(word)
    if row:
        lines.extend(_cut(row, page, columned))
    return lines


def _cut(row: list[Word], page: int, columned: bool) -> Iterator[Line]:
    row.sort(key=_X0)
    start = 0
    if columned:
        for index, (left, right) in enumerate(pairwise(row), 1):
            if right.x0 - left.x1 > FRAGMENT_GAP * left.style.size:
                yield _line(row[start:index], page)
                start = index
    yield _line(row[start:], page)


def _line(words: list[Word], page: int) -> Line:
    texts, x0s, tops, x1s, bottoms, baselines, styles, _, _ = zip(*words, strict=True)
    style = styles[0]
    if styles.count(style) < len(styles):
        weights: Counter[Style] = Counter()
        for text, own in zip(texts, styles, strict=True):
            weights[own] += len(text)
        style = weights.most_common(1)[0][0]
    return Line(tuple(words), x0s[0], min(tops), max(x1s), max(bottoms), baselines[0], style, page)


class _Classifier:
    """Tells furniture, badges, captions and asides from text."""

    def __init__(self, texts: Sequence[PageText], rules: Rules) -> None:
        self.captions = [rules.pattern(source, "dossier.yml") for source in rules.dossier.captions]
        seen: dict[tuple[str, int], set[int]] = defaultdict(set)
        for text in texts:
            for lines in text.frames.values():
                for line in lines:
                    if (key := _furniture_key(line, text.page)) is not None:
                        seen[key].add(text.page.number)
        self.furniture = {key for key, pages in seen.items() if len(pages) >= FURNITURE_PAGES}

    def kind(self, lines: Sequence[Line], frame: Frame, page: Page) -> BlockKind:
        if self.is_badge(lines, frame, page):
            return BlockKind.BADGE
        if self.is_furniture(lines[0], page):
            return BlockKind.FURNITURE
        if frame.cell is not None:
            return BlockKind.CELL
        first = fold(" ".join(word.text for word in lines[0].words))
        if any(caption.search(first) for caption in self.captions):
            return BlockKind.CAPTION
        return BlockKind.ASIDE if frame.aside or not lines[0].words[0].upright else BlockKind.TEXT

    def is_furniture(self, line: Line, page: Page) -> bool:
        return _furniture_key(line, page) in self.furniture

    @staticmethod
    def is_badge(lines: Sequence[Line], frame: Frame, page: Page) -> bool:
        rect = frame.rect
        if rect is None or rect.x1 - rect.x0 > BADGE_WIDTH * page.width or rect.bottom - rect.top > BADGE_HEIGHT:
            return False
        return sum(len(word.text) for line in lines for word in line.words) <= BADGE_CHARS


def _furniture_key(line: Line, page: Page) -> tuple[str, int] | None:
    """What makes a line the same on other pages: its text without digits and its height; None in mid-page.

    A bare number is a page number only if it keeps its distance from the page's own.
    """
    if MARGIN_SHARE * page.height < line.baseline < (1 - MARGIN_SHARE) * page.height:
        return None
    text = fold("".join(word.text for word in line.words))
    height = round(line.baseline / 4)
    if text.isdecimal() and len(text) < 5:
        return f"page {int(text) - page.number:+}", height
    return _DIGITS.sub("#", text), height


def _leading(texts: Sequence[PageText]) -> dict[float, float]:
    """Usual baseline distance of consecutive lines, by font size."""
    gaps: dict[float, list[float]] = defaultdict(list)
    for text in texts:
        for lines in text.frames.values():
            for above, below in pairwise(lines):
                gap = below.baseline - above.baseline
                if above.style.size == below.style.size and 0 < gap < 2 * above.style.size:
                    gaps[above.style.size].append(gap)
    return {size: median(sorted(found)[: max(len(found) // 2, 1)]) for size, found in gaps.items()}


def _in_order(text: PageText, classify: _Classifier) -> Iterator[tuple[Frame, list[Line]]]:
    """Yield runs of lines of one frame, in reading order: badges, then boxes and lines, then what stands aside."""
    units: list[tuple[Frame, list[Line]]] = []
    aside: list[tuple[Frame, list[Line]]] = []
    for frame, lines in text.frames.items():
        if frame.aside:
            aside.append((frame, lines))
        elif frame.panel >= 0 and classify.is_badge(lines, frame, text.page):
            yield frame, lines
        elif frame.panel < 0 and frame.cell is None:
            for line in lines:
                if classify.is_furniture(line, text.page):
                    yield frame, [line]
                else:
                    units.append((frame, [line]))
        else:
            units.append((frame, lines))
    columned = text.layout is not None and text.layout.reading == "columns"
    ordered = _by_columns(units) if columned else sorted(units, key=_unit_key)
    run: list[Line] = []
    current: Frame | None = None
    for frame, lines in ordered:
        if frame is not current and run and current is not None:
            yield current, run
            run = []
        current = frame
        run.extend(lines)
    if run and current is not None:
        yield current, run
    yield from aside


def _unit_key(unit: tuple[Frame, list[Line]]) -> tuple[float, float]:
    return unit[1][0].top, unit[1][0].x0


def _by_columns(units: list[tuple[Frame, list[Line]]]) -> list[tuple[Frame, list[Line]]]:
    """Order units by bands (what crosses the columns parts them), in a band by column, in a column by height."""
    boxes = [_extent(unit) for unit in units]
    if not boxes:
        return []
    gutters = _gutters(boxes)
    keyed = []
    band = 0
    for box, unit in sorted(zip(boxes, units, strict=True), key=lambda pair: pair[0][1]):
        crosses = any(box[0] < gutter < box[2] for gutter in gutters)
        band += crosses
        column = 0 if crosses else sum(box[0] >= gutter for gutter in gutters)
        keyed.append(((band, column, box[1], box[0]), unit))
        band += crosses
    return [unit for _, unit in sorted(keyed, key=lambda pair: pair[0])]


def _gutters(boxes: Sequence[tuple[float, float, float, float]]) -> list[float]:
    """Where columns part: a gap of some width that hardly anything crosses, with several items on either side."""
    left, right = min(b[0] for b in boxes), max(b[2] for b in boxes)
    narrow = [(b[0], b[2]) for b in boxes if b[2] - b[0] <= COLUMN_ITEM * (right - left)]
    edges = sorted({round(x, 1) for item in narrow for x in item})
    gaps = [(sum(x0 < far - 0.1 and x1 > near + 0.1 for x0, x1 in narrow), near, far) for near, far in pairwise(edges)]
    gutters: list[float] = []
    for thin, run in groupby(gaps, key=lambda gap: gap[0] <= len(narrow) * GUTTER_CROSSED):
        stretch = list(run)
        if not thin or stretch[-1][2] - stretch[0][1] < GUTTER:
            continue
        fewest = min(count for count, _, _ in stretch)
        _, near, far = next(gap for gap in reversed(stretch) if gap[0] == fewest)
        if _parted(narrow, near, far, 2 if fewest else 1):
            gutters.append((near + far) / 2)
    return gutters


def _parted(items: Sequence[tuple[float, float]], near: float, far: float, least: int) -> bool:
    """Whether columns end before the gap and begin after it."""
    return sum(x1 <= near + 1 for _, x1 in items) >= least and sum(x0 >= far - 1 for x0, _ in items) >= least


def _extent(unit: tuple[Frame, list[Line]]) -> tuple[float, float, float, float]:
    frame, lines = unit
    if frame.rect is not None:
        return frame.rect[:4]
    return (
        min(line.x0 for line in lines),
        min(line.top for line in lines),
        max(line.x1 for line in lines),
        max(line.bottom for line in lines),
    )


def _paragraphs(lines: list[Line], leading: dict[float, float]) -> Iterator[list[Line]]:
    """Cut a run of lines where the style changes, a list item begins or the distance is wider than usual."""
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and _parts(paragraph[-1], line, leading):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def _parts(above: Line, below: Line, leading: dict[float, float]) -> bool:
    last, first = above.words[-1].style, below.words[0].style
    if (last.size, last.bold, last.color) != (first.size, first.bold, first.color):
        return True
    gap = below.baseline - above.baseline
    if gap <= 0 or gap > LEADING * leading.get(last.size, 2 * last.size):
        return True
    return _LIST_START.match(below.words[0].text) is not None


def _block(kind: BlockKind, lines: Sequence[Line], frame: Frame) -> Block:
    return Block(
        kind,
        tuple(lines),
        min(line.x0 for line in lines),
        lines[0].top,
        max(line.x1 for line in lines),
        lines[-1].bottom,
        lines[0].page,
        frame.fill,
        frame.parent if kind is BlockKind.BADGE else frame.panel,
        frame.cell,
    )
