"""Reading order of a page: lines, boxes and pairs, by bands, rows of cards and columns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

from dossier_extract.model import Line, Rect, Rule
from dossier_extract.stages.layout.beside import facts_beside, figured, heads_beside
from dossier_extract.stages.layout.columns import gutters_of, ruled_to
from dossier_extract.stages.layout.frames import Frame
from dossier_extract.stages.layout.items import (
    EDGES,
    ROW_OF_CARDS,
    Item,
    Unit,
    around,
    extent_of,
    is_line,
    join,
    rows_of,
)
from dossier_extract.stages.layout.rows import edge_between, gaps_of
from dossier_extract.stages.layout.spanning import below_columns, over_columns, stands_over_next
from dossier_extract.text import LIST_MARKS

ROWS, WIDE = 3, 12.0  # lines that part rows, at least; points by which they may end inside the text
LEADING = 1.7  # em; its baselines stand nearer
IN_BOX = 0.25  # of the lines of a box that may cross its gutters
HANGING = 4.0  # em; so far in front of its text a list mark may hang
NOTE = 0.85  # of the heading's size, for a note beside it
CARDS_APART = 2.0  # points; the least gap between two rows of cards
_LIST_MARK = re.compile(rf"(?:[Nn]° ?)?\d{{1,3}} ?[.):–—-]?|[{LIST_MARKS}]")


def place_of(unit: Unit) -> tuple[float, float]:
    return unit[1][0].top, unit[1][0].x0


def by_columns(
    units: Sequence[Unit], boxes: Sequence[Rect], starts: Sequence[Line], rules: Sequence[Rule] = ()
) -> list[Unit]:
    """Order units by bands (what crosses the columns parts them), in a band by column, in a column by height.

    Cards that stand in rows are read row by row: `starts` are the lines that records begin with, `boxes` and `rules`
    are the page's.
    """
    items = _underlined(figured(_hung(_justified(_items(units, boxes, starts)))), rules)
    if not items:
        return []
    gutters = gutters_of([item.box for item in items], [sum(len(lines) for _, lines in item.units) for item in items])
    items = sorted(_rejoined(items, gutters), key=lambda item: item.box[1])
    last = [items.pop()] if gutters and stands_over_next(items) else []
    over = {id(item) for item in (*over_columns(items, gutters), *below_columns(items, gutters))}
    drawn = _drawn(items, gutters, rules)
    bands: list[list[Item]] = [[]]
    for item in items:
        while drawn and drawn[0] <= item.box[1] + 1:
            drawn.pop(0)
            bands.append([])
        if id(item) in over or any(item.box[0] < gutter < item.box[2] for gutter in gutters):
            bands += [[item], []]
        else:
            bands[-1].append(item)
    ordered = [item for band in bands for item in _in_band(band, gutters, starts)]
    return [unit for item in (*ordered, *last) for unit in item.units]


def _drawn(items: Sequence[Item], gutters: Sequence[float], rules: Sequence[Rule]) -> list[float]:
    """Heights of the lines drawn over all columns that part rows, from top to bottom; none goes through an item."""
    if not gutters or len(rules) < ROWS:
        return []
    left, right = min(item.box[0] for item in items), max(item.box[2] for item in items)
    wide = {round(rule.top, 1) for rule in rules if rule.x0 <= left + WIDE and rule.x1 >= right - WIDE}
    free = [y for y in wide if not any(item.box[1] + 1 < y < item.box[3] - 1 for item in items)]
    return sorted(free) if len(free) >= ROWS else []


def _underlined(items: list[Item], rules: Sequence[Rule]) -> list[Item]:
    """The same with lines that are alone on their height as wide as the rule right below them: it is a heading's."""
    ends = (
        {id(row[0]): ruled_to(row[0].units[0][1][0], rules) for row in rows_of(items) if len(row) == 1} if rules else {}
    )
    return [item._replace(box=(*item.box[:2], ends.get(id(item), item.box[2]), item.box[3])) for item in items]


def _items(units: Sequence[Unit], boxes: Sequence[Rect], starts: Sequence[Line]) -> list[Item]:
    """Units that belong together as items: a label and its value, a card and the boxes in it."""
    groups: dict[object, list[Unit]] = defaultdict(list)
    for number, (frame, lines) in enumerate(units):
        if frame.pair is not None:
            groups["pair", frame.pair[0]].append((frame, lines))
        elif frame.rect is not None and (card := _card(frame.rect, boxes, starts)) is not None:
            groups["card", card].append((frame, lines))
        else:
            groups[number].append((frame, lines))
    items = []
    for key, own in groups.items():
        if isinstance(key, tuple) and key[0] == "card":
            items.append(Item(key[1][:4], _in_card(own)))
        else:
            items.append(
                Item(around([extent_of(unit) for unit in own]), sorted(own, key=lambda unit: unit[0].pair or ()))
            )
    return items


def _card(rect: Rect, boxes: Sequence[Rect], starts: Sequence[Line]) -> Rect | None:
    """The largest box around a box that holds one record's beginning at most."""
    x, y = (rect.x0 + rect.x1) / 2, (rect.top + rect.bottom) / 2
    around = [
        box for box in boxes if box.x0 <= x <= box.x1 and box.top <= y <= box.bottom and _size(box) >= _size(rect)
    ]
    held = [box for box in around if sum(_holds(box, line) for line in starts) <= 1]
    return max(held, key=_size, default=None)


def _size(box: Rect) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)


def _holds(box: Rect, line: Line) -> bool:
    return box.x0 <= line.x0 <= box.x1 and box.top <= (line.top + line.bottom) / 2 <= box.bottom


def _in_card(units: list[Unit]) -> list[Unit]:
    """The lines of a card from top to bottom, each box in it as a whole."""
    units = [(frame, _notes_first(_in_columns(frame, lines))) for frame, lines in units]
    if len(units) == 1:
        return units
    outer = max(units, key=lambda unit: _size(unit[0].rect) if unit[0].rect else 0.0)[0]
    pieces: list[Unit] = []
    for frame, lines in units:
        pieces += [(frame, [line]) for line in lines] if frame.rect == outer.rect else [(frame, lines)]
    return sorted(pieces, key=lambda unit: (unit[1][0].baseline, unit[1][0].x0))


def _in_columns(frame: Frame, lines: list[Line]) -> list[Line]:
    """The lines of one box, by column if it has several (facts side by side, labels above their values)."""
    plain = frame._replace(rect=None)
    items = _justified([Item(extent_of((plain, [line])), [(plain, [line])]) for line in lines])
    crossed = IN_BOX * len(items)
    gutters = [
        gutter
        for gutter in (gutters_of([item.box for item in items]) if len(items) > 1 else [])
        if sum(item.box[0] < gutter < item.box[2] for item in items) <= crossed
    ]
    if not gutters:
        return lines
    bands: list[list[Item]] = [[]]
    for item in sorted(_rejoined(items, gutters), key=lambda item: item.box[1]):
        if any(item.box[0] < gutter < item.box[2] for gutter in gutters):
            bands += [[item], []]
        else:
            bands[-1].append(item)
    return [line for band in bands for item in _in_band(band, gutters, []) for line in item.units[0][1]]


def _notes_first(lines: list[Line]) -> list[Line]:
    """The lines of a box with the small ones that stand on the right of its heading in front of the heading."""
    large = max(lines, key=lambda line: line.style.size)
    heading = [line for line in lines if line.style == large.style]
    right, top, bottom = max(line.x1 for line in heading), heading[0].top, heading[-1].bottom
    notes = [line for line in lines if line.x0 >= right and line.top < bottom and line.bottom > top]
    others = [line for line in lines if line not in notes]
    small = all(line.style.size <= NOTE * large.style.size for line in notes)
    return [*notes, *others] if small and others[0].style == large.style else lines


def _in_band(band: list[Item], gutters: Sequence[float], starts: Sequence[Line]) -> list[Item]:
    """The items of a band, by row of cards if they stand in rows, then by column, then by height."""
    side = 1
    if heights := heads_beside(band, gutters):
        edges = [height - 1 for height in heights]
        side = _headed_side(band, gutters[0])
    else:
        gutters = [] if facts_beside(band, gutters) else gutters  # each box is read where it begins
        edges = _row_edges(band, gutters, starts)
    return sorted(
        band,
        key=lambda item: (
            sum(item.box[1] >= edge for edge in edges),
            side * sum(item.box[0] >= gutter for gutter in gutters),
            item.box[1],
            item.box[0],
        ),
    )


def _headed_side(band: Sequence[Item], gutter: float) -> int:
    """1 where the column on the left has the larger type, thus the headings, and is read first; -1 for the other."""
    sizes: dict[bool, float] = defaultdict(float)
    for item in band:
        right = item.box[0] >= gutter
        sizes[right] = max(sizes[right], item.units[0][1][0].style.size)
    return 1 if sizes[False] >= sizes[True] else -1


def _row_edges(band: list[Item], gutters: Sequence[float], starts: Sequence[Line]) -> list[float]:
    """Heights between rows of cards; none if the cards do not stand in rows."""
    if not gutters or not band:
        return []
    top, bottom = min(item.box[1] for item in band), max(item.box[3] for item in band)
    rows: list[list[Line]] = []
    for line in sorted((line for line in starts if top <= line.top and line.bottom <= bottom), key=attrgetter("top")):
        if not rows or line.baseline - rows[-1][0].baseline > ROW_OF_CARDS:
            rows.append([])
        rows[-1].append(line)
    taken = [{sum(line.x0 >= gutter for gutter in gutters) for line in row} for row in rows]
    every: set[int] = set().union(*taken)
    if len(rows) < 2 or any(columns != every for columns in taken[:-1]):
        return []
    gaps = [gap for gap in gaps_of((i.box[1], i.box[3]) for i in band) if gap[1] - gap[0] >= CARDS_APART]
    edges = []
    for above, below in pairwise(rows):
        ends = (max(line.bottom for line in above), min(line.top for line in below))
        if not any(ends[0] - 1 <= gap[0] and gap[1] <= ends[1] + 1 for gap in gaps):
            return []
        edges.append(edge_between(gaps, (above[0].top, ends[0]), (ends[1], below[0].bottom)))
    return edges if (_beside(band, edges, gutters) if len(every) == 1 else _uneven(band, edges, gutters)) else []


def _beside(band: Sequence[Item], edges: Sequence[float], gutters: Sequence[float]) -> bool:
    """Whether something stands in another column beside more than one record: a heading may stand beside them all."""
    columns: dict[int, set[int]] = defaultdict(set)
    for item in band:
        row, column = sum(item.box[1] >= edge for edge in edges), sum(item.box[0] >= gutter for gutter in gutters)
        columns[column].add(row)
    return sum(len(rows) > 1 for rows in columns.values()) > 1


def _uneven(band: Sequence[Item], edges: Sequence[float], gutters: Sequence[float]) -> bool:
    """Whether texts side by side end at different heights above some edge: columns alike would be in rows by chance."""
    ends: dict[int, dict[int, float]] = defaultdict(dict)
    for item in band:
        row, column = sum(item.box[1] >= edge for edge in edges), sum(item.box[0] >= gutter for gutter in gutters)
        bottom = max(line.bottom for _, lines in item.units for line in lines)
        ends[row][column] = max(bottom, ends[row].get(column, bottom))
    return any(max(own.values()) - min(own.values()) > ROW_OF_CARDS for row, own in ends.items() if row < len(edges))


def _justified(items: list[Item]) -> list[Item]:
    """Join the pieces of lines that were cut at a wide space: the line above or below goes from edge to edge."""
    rows = rows_of(items)
    for order in (rows, rows[::-1]):
        for one, other in pairwise(order):
            if len(other) > 1 and len(one) == 1 and _same_paragraph(one[0], other):
                other[:] = [join(other)]
    return [item for row in rows for item in row] + [item for item in items if not is_line(item)]


def _hung(items: list[Item]) -> list[Item]:
    """Join numbers and bullets that hang in front of a text with its first line: they are no column."""
    joined = [item for item in items if not is_line(item)]
    for row in rows_of(items):
        marked = [False, *(_hangs(mark.units[0][1][0], text) for mark, text in pairwise(row))]
        for item, hung in zip(row, marked, strict=True):
            joined.append(join([joined.pop(), item]) if hung else item)
    return joined


def _hangs(line: Line, text: Item) -> bool:
    """Whether a line is nothing but a list mark, near in front of a text."""
    near = text.box[0] - line.x1 <= HANGING * line.style.size
    return near and _LIST_MARK.fullmatch(line.text) is not None


def _same_paragraph(whole: Item, pieces: Sequence[Item]) -> bool:
    line, first = whole.units[0][1][0], pieces[0].units[0][1][0]
    near = abs(line.baseline - first.baseline) <= LEADING * line.style.size and line.style.size == first.style.size
    return near and abs(whole.box[0] - pieces[0].box[0]) <= EDGES and abs(whole.box[2] - pieces[-1].box[2]) <= EDGES


def _rejoined(items: list[Item], gutters: Sequence[float]) -> list[Item]:
    """Join the pieces of one line that no gutter parts."""
    joined = [item for item in items if not is_line(item)]
    for row in rows_of(items):
        run = [row[0]]
        for item in row[1:]:
            if any(run[-1].box[2] - 1 <= gutter <= item.box[0] + 1 for gutter in gutters):
                joined.append(join(run))
                run = []
            run.append(item)
        joined.append(join(run))
    return joined
