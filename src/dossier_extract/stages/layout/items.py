"""What has one place in the reading order of a page: lines, boxes, labels with their values; and rows of lines."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from dossier_extract.model import Line, line_of
from dossier_extract.stages.layout.frames import BASELINE_STEP, Frame

ROW_OF_CARDS = 3.0  # points; cards whose headings' heights differ by less stand in one row
EDGES = 3.0  # points; lines of one paragraph begin and end so near each other

Unit = tuple[Frame, list[Line]]  # what is read in one go: a line of the page, or all of a box
Box = tuple[float, float, float, float]  # x0, top, x1, bottom in points


class Item(NamedTuple):
    """What has one place in reading order: a line, a box with the boxes in it, a label with its value."""

    box: Box
    units: list[Unit]


def is_line(item: Item) -> bool:
    frame, lines = item.units[0]
    return len(item.units) == 1 and frame.rect is None and frame.pair is None and frame.cell is None and len(lines) == 1


def rows_of(items: list[Item]) -> list[list[Item]]:
    """The lines outside boxes, those of one baseline together, from top to bottom and left to right."""
    rows: list[list[Item]] = []
    lines = sorted((item for item in items if is_line(item)), key=lambda item: item.units[0][1][0].baseline)
    for item in lines:
        first = rows[-1][0].units[0] if rows else None
        own = item.units[0]
        if first and first[0] is own[0] and own[1][0].baseline - first[1][0].baseline <= BASELINE_STEP:
            rows[-1].append(item)
        else:
            rows.append([item])
    for row in rows:
        row.sort(key=lambda item: item.box[0])
    return rows


def join(pieces: Sequence[Item]) -> Item:
    if len(pieces) == 1:
        return pieces[0]
    words = [word for item in pieces for word in item.units[0][1][0].words]
    line = line_of(sorted(words, key=attrgetter("x0")), pieces[0].units[0][1][0].page)
    return Item(around([item.box for item in pieces]), [(pieces[0].units[0][0], [line])])


def extent_of(unit: Unit) -> Box:
    frame, lines = unit
    return (
        frame.rect[:4] if frame.rect is not None else around([(one.x0, one.top, one.x1, one.bottom) for one in lines])
    )


def around(boxes: Sequence[Box]) -> Box:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
