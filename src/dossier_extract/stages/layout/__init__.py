"""From pages to blocks in reading order: words → lines → paragraphs, with the box and the fill that they stand in.

Furniture (running heads, footers, page numbers) is found by repetition, captions by their words, badges by their small
box of their own, asides by the edges of the column of text. Nothing is dropped: every word ends in one block.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from dossier_extract.look import looks_like
from dossier_extract.model import Block, BlockKind, Line, Page
from dossier_extract.profile import Profile, Selector
from dossier_extract.rules import Rules
from dossier_extract.stages.layout.columns import Unit, by_columns, column_of, place_of
from dossier_extract.stages.layout.frames import Frame, frames_of, lines_of
from dossier_extract.tables import find_grids
from dossier_extract.text import LIST_MARKS, fold

MARGIN_SHARE = 0.12  # of the page's height, at its top and bottom, where furniture stands
FURNITURE_PAGES = 3  # furniture needs repetition on three pages or more
NUMBER_NEAR = 3  # a page number may lie so far from the page's own: covers are often not counted
BADGE_WIDTH, BADGE_HEIGHT, BADGE_CHARS = 0.25, 60.0, 14  # share of the page's width; points; characters
LEADING = 1.25  # a larger baseline distance than this share of the usual one ends a paragraph

_DIGITS = re.compile(r"\d+")
_LIST_START = re.compile(f"^[{LIST_MARKS}]")


class PageText(NamedTuple):
    """A page's lines by frame, before they are put in order."""

    page: Page
    layout: int  # index of the profile's layout that the page is read with; -1 for none
    columned: bool
    frames: dict[Frame, list[Line]]


def order_blocks(pages: Sequence[Page], profile: Profile, rules: Rules) -> list[Block]:
    """Return the blocks of all pages in reading order, as the profile's layouts say how to read."""
    columns = [column_of(pages, layout) for layout in profile.layouts]
    texts: list[PageText] = []
    panels = tables = 0
    for page in pages:
        number = _layout_of(page, profile, rules)
        layout = profile.layouts[number] if number >= 0 else None
        grids = find_grids(page) if layout is not None and layout.table else []
        words = frames_of(page, grids, tables, panels, columns[number] if number >= 0 else None)
        columned = layout is not None and layout.reading == "columns"
        frames = {frame: lines_of(own, page.number, columned) for frame, own in words.items()}
        texts.append(PageText(page, number, columned, frames))
        panels, tables = panels + len(page.rects), tables + len(grids)
    classify = _Classifier(texts, rules)
    leading = _leading(texts)
    return [
        _block(classify.kind(lines, frame, text.page), lines, frame, text.layout)
        for text in texts
        for frame, run in _in_order(text, classify)
        for lines in _paragraphs(run, leading)
    ]


def _layout_of(page: Page, profile: Profile, rules: Rules) -> int:
    """Index of the first layout that applies to the page; -1 for none."""
    for number, layout in enumerate(profile.layouts):
        where = layout.pages
        if page.number < where.first or page.number > (where.last or page.number):
            continue
        if where.having is None or _has_line(page, where.having, rules):
            return number
    return -1


def _has_line(page: Page, wanted: Selector, rules: Rules) -> bool:
    frames = frames_of(page, [], 0, 0, None)
    return any(
        looks_like(wanted, line.style, frame.fill, fold(line.text), rules)
        for frame, words in frames.items()
        for line in lines_of(words, page.number, columned=True)
    )


class _Classifier:
    """Tells furniture, badges, captions and asides from text."""

    def __init__(self, texts: Sequence[PageText], rules: Rules) -> None:
        self.caption = rules.pattern("|".join(rules.dossier.captions), "dossier.yml")
        seen: dict[tuple[str, int], dict[int, list[int]]] = defaultdict(dict)
        for text in texts:
            for lines in text.frames.values():
                for line in lines:
                    if (key := _furniture_key(line, text.page)) is not None:
                        seen[key][text.page.number] = [int(digits[-9:]) for digits in _DIGITS.findall(_flat(line))]
        self.furniture = {key for key, numbers in seen.items() if _is_repeated(key[0], numbers)}

    def kind(self, lines: Sequence[Line], frame: Frame, page: Page) -> BlockKind:
        if self.is_badge(lines, frame, page):
            return BlockKind.BADGE
        if self.is_furniture(lines[0], page):
            return BlockKind.FURNITURE
        if frame.cell is not None:
            return BlockKind.CELL
        first = fold(lines[0].text)
        if self.caption.search(first):
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
    """What makes a line the same on other pages: its text without digits, and its height; None in mid-page."""
    if MARGIN_SHARE * page.height < line.baseline < (1 - MARGIN_SHARE) * page.height:
        return None
    return _DIGITS.sub("#", _flat(line)), round(line.baseline / 4)


def _is_repeated(text: str, numbers: dict[int, list[int]]) -> bool:
    """Whether lines alike but for their digits are furniture: on pages enough, their numbers the same or the page's.

    A page number keeps its distance from the page's own; "Lot 1", "Lot 2"… at one height on three pages are titles, and
    a bare number that stays the same is a code.
    """
    if len(numbers) < FURNITURE_PAGES:
        return False
    for column in zip(*numbers.values(), strict=True):
        commonest = Counter(column).most_common(1)[0][1]
        offsets = Counter(value - page for page, value in zip(numbers, column, strict=True))
        offset, numbering = offsets.most_common(1)[0]
        counts_pages = numbering >= FURNITURE_PAGES and (text == "#" or abs(offset) <= NUMBER_NEAR)
        stays = commonest == len(numbers) and text != "#"
        if not (counts_pages or stays):
            return False
    return True


def _flat(line: Line) -> str:
    return fold("".join([word.text for word in line.words]))


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


def _in_order(text: PageText, classify: _Classifier) -> Iterator[Unit]:
    """Yield runs of lines of one frame, in reading order: badges, then boxes and lines, then what stands aside."""
    units: list[Unit] = []
    aside: list[Unit] = []
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
    ordered = by_columns(units) if text.columned else sorted(units, key=place_of)
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


def _block(kind: BlockKind, lines: Sequence[Line], frame: Frame, layout: int) -> Block:
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
        layout,
    )
