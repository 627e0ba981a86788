"""What stands beside the text that it belongs to, and is no column: large figures in front, boxes of facts behind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

from dossier_extract.stages.layout.items import Item, around, is_line

LARGER = 1.5  # times the size of the text that it stands in front of, for a figure
FACTS = 12.0  # points below the top of a box of facts in which the text beside it begins
LEVEL = 5.0  # points; so near each other a heading and the first of the facts beside it begin
OVER = 2.0  # em between a heading and that of its section
TOUCH = 3.0  # points by which a heading may reach into the height of a box
_FIGURE = re.compile(r"\d{1,3}|2[AB]|[A-Z]{3}")  # a number, or the code of a département or region


def figured(items: list[Item]) -> list[Item]:
    """The same with each large figure put with the highest line or box that it stands in front of.

    Figures that count up stay where they are: they are numbers of what stands beside them.
    """
    figures = [item for item in items if is_line(item) and _FIGURE.fullmatch(item.units[0][1][0].text)]
    lines = sorted((figure.units[0][1][0] for figure in figures), key=attrgetter("top"))
    numbers = [int(line.text) if line.text.isdecimal() else -1 for line in lines]
    counting = len(numbers) > 1 and all(above + 1 == below for above, below in pairwise(numbers))
    for figure in figures if not counting else ():
        own = figure.units[0][1][0]
        behind = [
            item
            for item in items
            if -1 <= item.box[0] - own.x1 <= own.style.size
            and max(item.box[1], own.top) < min(item.box[3], own.baseline)
            and item.units[0][1][0].style.size * LARGER <= own.style.size
        ]
        if behind:
            text = min(behind, key=lambda item: item.box[1])
            both = Item(around([figure.box, text.box]), [*figure.units, *text.units])
            items = [both if item is text else item for item in items if item is not figure]
    return items


def heads_beside(band: Sequence[Item], gutters: Sequence[float]) -> list[float]:
    """Heights at which records begin whose facts fill a column beside their heading and text; none without.

    The facts stand in boxes, or are lines of which the first is the same each time: a label. Each box or such line is
    level with a heading, over which those of a section may stand.
    """
    if len(gutters) != 1:
        return []
    items = sorted(band, key=lambda item: item.box[1])
    sides = [[one for one in items if (one.box[0] >= gutters[0]) == right] for right in (True, False)]
    for facts, text in (sides, sides[::-1]):
        if facts and text and all(map(is_line, text)) and (heights := _heights(facts, text)):
            return heights
    return []


def _heights(facts: Sequence[Item], text: Sequence[Item]) -> list[float]:
    """Where the headings of a column of text begin that stand beside the beginnings of facts; none if one does not."""
    boxed = all(item.units[0][0].rect is not None for item in facts)
    first = _words(facts[0])
    begun = [item for item in facts if boxed or _words(item) == first]
    looks = list(map(_look, text))
    body = Counter(looks).most_common(1)[0][0]
    found = []
    for item in begun:
        tops = (item.box[1], item.units[0][1][0].top)
        level = [n for n, one in enumerate(text) if min(abs(one.box[1] - top) for top in tops) <= LEVEL]
        at = next((n for n in level if looks[n] > max(body, _look(item))), None)
        if at is None:
            return []
        while at and looks[at - 1] >= looks[at] and text[at].box[1] - text[at - 1].box[3] <= OVER * looks[at][0]:
            at -= 1  # a section's heading above
        found.append(min(text[at].box[1], item.box[1]))
    return found if facts[0] is begun[0] and text[0].box[1] >= found[0] else []


def _words(item: Item) -> str:
    return item.units[0][1][0].text


def _look(item: Item) -> tuple[float, bool]:
    """Size and weight of an item's first line."""
    style = item.units[0][1][0].style
    return style.size, style.bold


def facts_beside(band: Sequence[Item], gutters: Sequence[float]) -> bool:
    """Whether boxes alone stand beside the text, most of them below a heading, at the height of the line below it."""
    if len(gutters) != 1:
        return False
    boxes = [item for item in band if item.box[0] >= gutters[0]]
    text = sorted((item for item in band if item.box[0] < gutters[0] and is_line(item)), key=lambda item: item.box[1])
    if not boxes or any(item.units[0][0].rect is None for item in boxes):
        return False
    styles = [item.units[0][1][0].style for item in text]
    headed = 0
    for box in boxes:
        at = next((n for n, item in enumerate(text) if item.box[1] >= box.box[1] - TOUCH), 0)
        near = at and text[at].box[1] - box.box[1] <= FACTS and text[at - 1].box[3] <= box.box[1] + TOUCH
        headed += bool(near) and (styles[at - 1].size, styles[at - 1].bold) > (styles[at].size, styles[at].bold)
    return headed >= len(boxes) / 2
