"""From pages to blocks in reading order: words → lines → paragraphs, with the box and the fill that they stand in.

Furniture (running heads, footers, page numbers) is found by repetition, captions by their words, badges by their small
box of their own, asides by the edges of the column of text. Nothing is dropped: every word ends in one block.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from dossier_extract.look import looks_like
from dossier_extract.model import Block, BlockKind, Line, Page
from dossier_extract.profile import Layout, Profile
from dossier_extract.rules import Rules
from dossier_extract.stages.layout.columns import Unit, by_columns, column_of, place_of
from dossier_extract.stages.layout.frames import Frame, frames_of, lines_of
from dossier_extract.tables import find_grids
from dossier_extract.text import fold

MARGIN_SHARE = 0.12  # of the page's height, at its top and bottom, where furniture stands
FURNITURE_PAGES = 3  # furniture needs repetition on three pages or more
NUMBER_NEAR = 3  # a number in a running line that lies nearer to the page's own is taken for the page number
BADGE_WIDTH, BADGE_HEIGHT, BADGE_CHARS = 0.25, 60.0, 14  # share of the page's width; points; characters
LEADING = 1.25  # a larger baseline distance than this share of the usual one ends a paragraph

_DIGITS = re.compile(r"\d+")
_LIST_START = re.compile(r"^[-•–▪●◦‣]")


class PageText(NamedTuple):
    """A page's lines by frame, before they are put in order."""

    page: Page
    layout: Layout | None
    frames: dict[Frame, list[Line]]


def order_blocks(pages: Sequence[Page], profile: Profile, rules: Rules) -> list[Block]:
    """Return the blocks of all pages in reading order, as the profile's layouts say how to read."""
    columns = {id(layout): column_of(pages, layout) for layout in profile.layouts}
    texts: list[PageText] = []
    panels = tables = 0
    for page in pages:
        layout = _layout_of(page, profile, rules)
        column = columns[id(layout)] if layout is not None else None
        grids = find_grids(page) if layout is not None and layout.table else []
        words = frames_of(page, grids, tables, panels, column)
        columned = layout is not None and layout.reading == "columns"
        frames = {frame: lines_of(own, page.number, columned) for frame, own in words.items()}
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
    columned = text.layout is not None and text.layout.reading == "columns"
    ordered = by_columns(units) if columned else sorted(units, key=place_of)
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
