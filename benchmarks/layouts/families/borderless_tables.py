"""Tables told by alignment alone. With ReportLab the text of a row may be written line by line across its columns."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import CondPageBreak, Flowable, HRFlowable, Table

from ..content import Dossier
from ..dice import Dice
from ..fonts import face
from ..lines import Line
from ..ruling import Rules, finish, reportlab, start, typst
from ..style import NBSP, Look, Style
from ..tables import Cell, Plan, Row

Segment = tuple[str, Look]
Placed = tuple[float, float, list[Segment]]  # from the left edge and from the top down to the baseline, in points


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print a dossier of tables without rules."""
    dossier, style, wording, plan = start(rng)
    kind = rng.pick("header_told_by", ("bold", "bold", "colour", "underline", "rule"))
    colour = style.colour() if kind == "colour" or rng.chance(0.3) else "#000000"
    header = Look(0, kind in {"bold", "rule"}, colour=colour)
    rules = replace(
        Rules.drawn(rng, style),
        lines="none",
        zebra=False,
        header_fill=False,
        header_line=kind if kind in {"underline", "rule"} else "",
        band=rng.pick("band", ("plain", "plain", "plain", "tinted")),
        padding=(rng.choice((4, 6, 8, 10)), rng.choice((3, 4, 6, 8))),
    )
    across = rng.happens("lines_across", 0.8) and style.engine == "reportlab"
    if across:
        plan = replace(plan, hyphenated=False)
        rules = replace(rules, text_order=rng.pick("text_order", ("lines", "lines", "lines", "cells")))
    return finish(
        rng, folder, (dossier, style, wording, plan), (rules, header), (typst, _across if across else reportlab)
    )


class Across(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A row of text lines, written in the order given."""

    def __init__(self, style: Style, placed: list[Placed], size: tuple[float, float], fill: str | None) -> None:
        super().__init__()
        self.style, self.placed, (self.width, self.height), self.fill = style, placed, size, fill

    def wrap(self, *_: float) -> tuple[float, float]:
        """The size of the row, in points."""
        return (self.width, self.height)

    def split(self, _: float, height: float) -> list[Flowable]:
        """The lines that have room within the height, and the others; nothing where either is empty."""
        above = [line for line in self.placed if line[1] + 6 <= height]
        below = [line for line in self.placed if line[1] + 6 > height]
        if not above or not below:
            return []
        moved = min(y for _, y, _ in below) - self.style.size * self.style.leading
        rest = [(x, y - moved, segments) for x, y, segments in below]
        return [
            Across(self.style, above, (self.width, height), self.fill),
            Across(self.style, rest, (self.width, self.height - moved), self.fill),
        ]

    def draw(self) -> None:
        """Onto the canvas."""
        if self.fill:
            self.canv.setFillColor(HexColor(self.fill))
            self.canv.rect(0, 0, self.width, self.height, stroke=0, fill=1)
        for x, y, segments in self.placed:
            left = x
            for text, look in segments:
                self.canv.setFillColor(HexColor(look.colour))
                self.canv.setFont(_face(self.style, look), look.size)
                self.canv.drawString(left, self.height - y, text.rstrip(" "))
                left += _width(self.style, text, look)


def _across(style: Style, _: Plan, rules: Rules, rows: list[Row], widths: tuple[float, ...]) -> list[Flowable]:
    """The rows as flowables of their own, or in a table of one column where the header is repeated."""
    made = [_row(style, rules, row, widths) for row in rows]
    if rules.repeats:
        commands: list[tuple[Any, ...]] = [("PADDING", (0, 0), (-1, -1), 0)]
        commands += [("NOSPLIT", (0, y), (0, y + 1)) for y, row in enumerate(rows) if row.kind in {"header", "band"}]
        if rules.header_line:
            commands.append(("LINEBELOW", (0, 0), (0, 0), rules.stroke, HexColor(rules.colour)))
        return [Table([[row] for row in made], [sum(widths)], style=commands, repeatRows=1, hAlign="LEFT")]
    story: list[Flowable] = []
    for row, flowable in zip(rows, made, strict=True):
        needed = flowable.height if row.kind == "record" and not rules.splits else 60
        story += [CondPageBreak(needed), flowable]
        if row.kind == "header" and rules.header_line:
            story.append(HRFlowable(sum(widths), rules.stroke, color=HexColor(rules.colour), hAlign="LEFT"))
    return story


def _row(style: Style, rules: Rules, row: Row, widths: tuple[float, ...]) -> Across:
    (side, gap), at, columns = rules.padding, 0, []
    for cell in row.cells:
        left, room = sum(widths[:at]), sum(widths[at : at + cell.span]) - 2 * side
        columns.append(_placed(style, cell, row.section, (left + side, room)))
        at += cell.span
    tallest = max((lines[-1][1] for lines in columns if lines), default=0.0)
    placed: list[Placed] = []
    for lines in columns:
        share = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[rules.valign if row.kind == "record" else "middle"]
        drop = gap + (share * (tallest - lines[-1][1]) if lines else 0.0)
        placed += [(x, y + drop, segments) for x, y, segments in lines]
    if rules.text_order == "lines":
        placed.sort(key=lambda line: (round(line[1], 1), line[0]))
    height = tallest + 2 * gap + 0.3 * style.size
    return Across(style, placed, (sum(widths), height), rules.fill(style, row, False))


def _placed(style: Style, cell: Cell, section: int, room: tuple[float, float]) -> list[Placed]:
    """The lines of a cell, below its upper edge; `room`: its left edge and width in points."""
    placed: list[Placed] = []
    y = 0.0
    for line in cell.lines:
        for segments in _wrapped(style, line, section, room[1]):
            y += max(look.size for _, look in segments) * style.leading
            free = room[1] - sum(_width(style, text, look) for text, look in segments)
            x = room[0] + free * {"left": 0, "center": 0.5, "right": 1}[cell.align]
            placed.append((x, y, segments))
        y += 2
    return placed


def _wrapped(style: Style, line: Line, section: int, width: float) -> list[list[Segment]]:
    """The line's words in print lines no wider than that; words in the same look make one segment."""
    made: list[list[Segment]] = [[]]
    bullet = f"{style.bullet} " if line.kind == "li" else ""
    used = 0.0
    for number, run in enumerate(line.runs):
        look = style.look(run.role, section)
        text = (bullet if number == 0 else "") + run.text.replace("\t", NBSP * 3)
        for word in re.findall(r"\n|[^ \n]+ ?", text):
            if word == "\n" or (made[-1] and used + _width(style, word.rstrip(" "), look) > width):
                made.append([])
                used = 0.0
            if word != "\n":
                before = made[-1].pop()[0] if made[-1] and made[-1][-1][1] == look else ""
                made[-1].append((before + word, look))
                used += _width(style, word, look)
    return [[*line[:-1], (line[-1][0].rstrip(" "), line[-1][1])] for line in made if line]


def _face(style: Style, look: Look) -> str:
    return face(style.font, look.bold, look.italic)


def _width(style: Style, text: str, look: Look) -> float:
    return float(stringWidth(text, _face(style, look), look.size))
