"""From pages to blocks in reading order: words → lines → paragraphs, with the box and the fill that they stand in.

Furniture (running heads, footers, page numbers) is found by repetition, captions by their words, badges by their small
box of their own, asides by the edges of the column of text. Nothing is dropped: every word ends in one block.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from statistics import median

from dossier_extract.look import looks_like
from dossier_extract.model import Block, BlockKind, Line, Page, Style
from dossier_extract.profile import Layout, Profile, Selector, Table
from dossier_extract.rules import Rules
from dossier_extract.stages.layout.aligned import aligned_grids, fill_at
from dossier_extract.stages.layout.cards import with_cards
from dossier_extract.stages.layout.columns import column_of
from dossier_extract.stages.layout.facts import fact_rows
from dossier_extract.stages.layout.frames import Frame, boxes_of, frames_of, lines_of, paired
from dossier_extract.stages.layout.furniture import Badges, Classifier, Furniture, is_band
from dossier_extract.stages.layout.items import Unit
from dossier_extract.stages.layout.order import by_columns, place_of
from dossier_extract.stages.layout.pairs import find_pairs, label_phrases
from dossier_extract.stages.layout.paragraphs import LEADING, paragraphs_of
from dossier_extract.stages.layout.sidebars import PageText, without_sidebars
from dossier_extract.tables import Grid, find_grids, is_headed, same_columns
from dossier_extract.text import fold

CLOSER = 3  # lines nearer to each other than paragraphs of one line are
RUNNING = 8  # lines that begin small, from which the distance of lines is told
SIDE_BY_SIDE = 6  # lines of other columns that may stand between a line and the next one below it


def order_blocks(pages: Sequence[Page], profile: Profile, rules: Rules) -> list[Block]:
    """Return the blocks of all pages in reading order, as the profile's layouts say how to read."""
    columns = [column_of(pages, layout) for layout in profile.layouts]
    numbers = [_layout_of(page, profile, rules) for page in pages]
    grids = _grids(pages, numbers, profile, rules)
    facts = fact_rows([page for page, number in zip(pages, numbers, strict=True) if _columned(profile, number)], rules)
    texts: list[PageText] = []
    panels = tables = 0
    for one, number in zip(pages, numbers, strict=True):
        layout = profile.layouts[number] if number >= 0 else None
        own = grids.get(one.number, [])
        page = with_cards(one) if _columned(profile, number) and not own else one
        words = frames_of(page, own, tables, panels, columns[number] if number >= 0 else None)
        rows = facts.get(page.number, [])
        if layout is not None and layout.reading == "pairs":
            rows = [*rows, *([pair] for pair in find_pairs(page, label_phrases(layout, rules)))]
        words = paired(words, rows) if rows else words
        columned = _columned(profile, number)
        frames = {frame: lines_of(some, page, columned and not frame.pair) for frame, some in words.items()}
        starts = _starts(frames, layout, rules) if columned and layout is not None else []
        texts.append(PageText(page, number, columned, frames, starts))
        panels, tables = panels + len(page.rects), tables + len(own)
    texts = without_sidebars(texts, profile, rules)
    every = ((text.page, line) for text in texts for lines in text.frames.values() for line in lines)
    headers = (lines for text in texts for frame, lines in text.frames.items() if frame.cell and frame.cell.row == 0)
    furniture = Furniture(every, _head_finder(profile, rules))
    bands = ((text.page, own) for text in texts for frame, own in text.frames.items() if is_band(frame, text.page))
    furniture.keep(bands, len(pages))
    badges = Badges(((text.page, text.frames) for text in texts), rules)
    leading, body = _leading(texts), _body(texts)
    classify = Classifier(furniture, badges, chain.from_iterable(headers), rules, body.size)
    return [
        _block(classify.kind(lines, frame, text.page), lines, frame, text.layout)
        for text in texts
        for frame, run in _in_order(text, classify)
        for lines in paragraphs_of(run, leading, body, frame.cell is not None)
    ]


def _grids(pages: Sequence[Page], numbers: Sequence[int], profile: Profile, rules: Rules) -> dict[int, list[Grid]]:
    """The grids of tables by page number: those that rules draw, else those that the columns' alignment tells."""
    grids: dict[int, list[Grid]] = {}
    for index, layout in enumerate(profile.layouts):
        if layout.table is None:
            continue
        own = [page for page, number in zip(pages, numbers, strict=True) if number == index]
        if layout.table.ruled:
            grids |= _drawn_grids(own, layout.table)
        lines = {page.number: lines_of(list(page.words), page, False) for page in own}
        every = ((page, line) for page in own for line in lines[page.number])
        furniture = Furniture(every, _head_finder(profile, rules))
        repeated = (line.words for page in own for line in lines[page.number] if furniture.holds(line, page))
        bare = [page for page in own if page.number not in grids]
        grids |= aligned_grids(bare, frozenset(chain.from_iterable(repeated)), layout, rules)
    return grids


def _columned(profile: Profile, number: int) -> bool:
    """Whether pages of that layout may have several columns."""
    return number >= 0 and profile.layouts[number].reading != "lines"


def _drawn_grids(pages: Sequence[Page], table: Table) -> dict[int, list[Grid]]:
    """The grids that rules draw for a table: those with its header, and those whose columns are like these.

    Without any header, nothing tells which is the table: all are.
    """
    found = [(page, grid) for page in pages for grid in find_grids(page)]
    headed = [grid for page, grid in found if is_headed(page, grid, table)]
    grids: dict[int, list[Grid]] = defaultdict(list)
    for page, grid in found:
        if not headed or any(same_columns(grid, one) for one in headed):
            grids[page.number].append(grid)
    return grids


def _head_finder(profile: Profile, rules: Rules) -> Callable[[Line, Page], bool]:
    """What tells whether a line looks like a heading of any layout."""
    looks = [look for layout in profile.layouts for look in (*layout.section, *layout.part, *layout.group)]

    def is_head(line: Line, page: Page) -> bool:
        return any(looks_like(look, line.style, fill_at(page, line), fold(line.text), rules) for look in looks)

    return is_head


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
        for line in lines_of(words, page, columned=True)
    )


def _starts(frames: dict[Frame, list[Line]], layout: Layout, rules: Rules) -> list[Line]:
    """The lines that records begin with; of a heading that wraps, the first."""
    if layout.record is None:
        return []
    starts: list[Line] = []
    for frame, lines in frames.items():
        for line in lines:
            if any(looks_like(look, line.style, frame.fill, fold(line.text), rules) for look in layout.record.begins):
                last = starts[-1] if starts else None
                below = last and last.x0 < line.x1 and line.x0 < last.x1
                if not (below and last and 0 < line.baseline - last.baseline < 1.8 * line.style.size):
                    starts.append(line)
    return starts


def _leading(texts: Sequence[PageText]) -> dict[float, float]:
    """Usual baseline distance of consecutive lines, by font size: of those that run on, where there are enough."""
    gaps: dict[float, list[float]] = defaultdict(list)
    running: dict[float, list[float]] = defaultdict(list)
    for text in texts:
        for lines in text.frames.values():
            for above, below in _stacked(lines):
                gap = below.baseline - above.baseline
                if above.style.size == below.style.size and 0 < gap < 2 * above.style.size:
                    gaps[above.style.size].append(gap)
                    if below.text[0].islower():
                        running[above.style.size].append(gap)
    gaps |= {size: found for size, found in running.items() if len(found) >= RUNNING}
    return {size: _usual(sorted(found)) for size, found in gaps.items()}


def _usual(gaps: Sequence[float]) -> float:
    """The distance of lines: the usual one of the smaller half; where few run on, a smaller one that returns."""
    usual = median(gaps[: max(len(gaps) // 2, 1)])
    closer = [gap for gap in gaps if gap * LEADING < usual]
    return median(closer) if len(closer) >= CLOSER else usual


def _stacked(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Each line with the next one below it: between them may stand lines of other columns."""
    for index, line in enumerate(lines):
        after = (one for one in lines[index + 1 : index + 1 + SIDE_BY_SIDE] if one.x0 < line.x1 and line.x0 < one.x1)
        if (below := next(after, None)) is not None:
            yield line, below


def _in_order(text: PageText, classify: Classifier) -> Iterator[Unit]:
    """Yield runs of lines of one frame, in reading order: badges, captions, boxes and lines, then what stands aside."""
    units: list[Unit] = []
    aside: list[Unit] = []
    for frame, lines in text.frames.items():
        if frame.aside:
            aside.append((frame, lines))
        elif classify.badges.holds(lines, frame, text.page):
            yield frame, lines
        elif frame.panel < 0 and frame.cell is None and frame.pair is None:
            outside = [line for line in lines if classify.furniture.holds(line, text.page)]
            outside += classify.captions(lines, frame, text.page)  # a wide one would hide where columns part
            yield from ((frame, [line]) for line in outside)
            units += [(frame, [line]) for line in lines if line not in outside]
        else:
            units.append((frame, lines))
    page = text.page
    ordered = (
        by_columns(units, boxes_of(page), text.starts, page.rules) if text.columned else sorted(units, key=place_of)
    )
    yield from _joined(ordered)
    yield from aside


def _joined(units: Sequence[Unit]) -> Iterator[Unit]:
    """Units of one frame that follow each other as one run of lines."""
    run: list[Line] = []
    current: Frame | None = None
    for frame, lines in units:
        if frame is not current and run and current is not None:
            yield current, run
            run = []
        current = frame
        run.extend(lines)
    if run and current is not None:
        yield current, run


def _body(texts: Sequence[PageText]) -> Style:
    """The style of most words."""
    words: Counter[Style] = Counter()
    for text in texts:
        for lines in text.frames.values():
            for line in lines:
                words[line.style] += len(line.words)
    return max(words, key=words.__getitem__, default=Style("", 0.0, False, False, 0))


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
