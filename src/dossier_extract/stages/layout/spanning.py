"""Headings that stand over several columns though they are no wider than one, and the last one of a page."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from dossier_extract.stages.layout.items import EDGES, ROW_OF_CARDS, Item, is_line

HEAD_SPACE = 0.6  # em above the last heading of a page
RIGHT_BELOW = 1.5  # em below a heading over columns in which their text begins
LARGER = 1.2  # times the type of the headings in columns: that of a heading over all of them


def over_columns(items: Sequence[Item], gutters: Sequence[float]) -> Iterator[Item]:
    """Headings that stand alone on their height, with a text of a smaller size that begins right below in each column.

    They part the columns though they are short, and so does the title above such a line. `items` go from top to bottom.
    """
    reached = -math.inf
    title: Item | None = None
    for index, item in enumerate(items):
        below = items[index + 1 :]
        alone = reached <= item.box[1] and below and below[0].box[1] >= item.box[3]
        reached = max(reached, item.box[3])
        if gutters and alone and is_line(item):
            first: dict[int, Item] = {}
            for other in below:
                first.setdefault(sum(other.box[0] >= gutter for gutter in gutters), other)
            tops, size = [other.box[1] for other in first.values()], _size_of(item)
            level = max(tops) - min(tops) <= ROW_OF_CARDS and max(tops) - item.box[3] <= RIGHT_BELOW * size
            smaller = all(_size_of(other) < size for other in first.values())
            if len(first) == len(gutters) + 1 and level and smaller:
                yield item
                if title is not None and _heads(title, item):
                    yield title
        title = item if alone and is_line(item) else None


def below_columns(items: Sequence[Item], gutters: Sequence[float]) -> list[Item]:
    """Headings in larger type than all that stands in columns, below the end of every other column: they part them.

    Where one in such type stands lower than the top but beside a column, they are headings of what is in the columns.
    """
    sizes = sorted({_size_of(item) for item in items})
    if not gutters or len(sizes) < 2 or sizes[-1] < LARGER * sizes[-2]:
        return []
    inside = [item for item in items if not any(item.box[0] < gutter < item.box[2] for gutter in gutters)]
    columns = [(sum(item.box[0] >= gutter for gutter in gutters), item) for item in inside]
    below = []
    for column, item in columns:
        if _size_of(item) < sizes[-1] or not is_line(item):
            continue
        ends = [one.box[3] for other, one in columns if other != column]
        begins = any(
            other == column and abs(one.box[0] - item.box[0]) <= EDGES for other, one in columns if one != item
        )
        if begins and ends and max(ends) <= item.box[1]:
            below.append(item)
        elif any(one.box[3] <= item.box[1] and _size_of(one) < sizes[-1] for one in items):
            return []
    return below


def _size_of(item: Item) -> float:
    """The size of the type that an item begins in."""
    return item.units[0][1][0].style.size


def _heads(title: Item, item: Item) -> bool:
    """Whether a line is the title of the one below: larger, near it, and it begins there."""
    size = _size_of(title)
    near = item.box[1] - title.box[3] <= size and abs(item.box[0] - title.box[0]) <= EDGES
    return near and size > _size_of(item)


def stands_over_next(items: Sequence[Item]) -> bool:
    """Whether the lowest item, with white space above it, is a heading: it stands over the text of the next page."""
    *others, last = items
    if not others or not is_line(last):
        return False
    style, above = last.units[0][1][0].style, max(others, key=lambda item: item.box[3])
    usual = above.units[-1][1][-1].style
    heavy = (style.size, style.bold) > (usual.size, usual.bold)
    begins = any(abs(item.box[0] - last.box[0]) <= EDGES for item in others)  # no amount at the right edge
    return begins and heavy and last.box[1] - above.box[3] >= HEAD_SPACE * style.size
