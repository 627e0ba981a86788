"""What stands beside the text that it belongs to, and is no column: large figures in front, boxes of facts behind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

from dossier_extract.stages.layout.items import Item, around, is_line

LARGER = 1.5  # times the size of the text that it stands in front of, for a figure
FACTS = 12.0  # points below the top of a box of facts in which the text beside it begins
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
