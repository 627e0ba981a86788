"""Small tables of two columns as ReportLab flowables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table

from .. import canvas
from ..content import Record, Section
from ..fonts import face
from ..lines import Line, described
from ..style import Style
from ._grids import SIDEBAR, Grids, Row, pale, spoken

_PLAIN: list[Any] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
]  # fmt: skip


@dataclass(frozen=True)
class ReportLabGrids(Grids):
    """Prints them."""

    marks: Iterator[int] = field(default_factory=lambda: count(1))  # of the footnotes

    def section(self, section: Section, index: int) -> list[Flowable]:
        """All tables of a section as flowables."""
        blocks = [self._one(record, index) for record in section.records]
        if not self.plan.pair:
            return [flowable for block in blocks for flowable in block]
        half = self.width() + 6
        pairs = ([*blocks[start : start + 2], ""][:2] for start in range(0, len(blocks), 2))
        tables = (Table([pair], colWidths=[half, half], style=_PLAIN, hAlign="LEFT", splitInRow=1) for pair in pairs)
        return [KeepTogether([table]) for table in tables]

    def _one(self, record: Record, index: int) -> list[Flowable]:
        beside, plan, style = self.beside[record.n], self.plan, self.style
        block: list[Flowable] = [self._table(self.rows(record), record, index)]
        if beside.sidebar:
            side = [
                f for line in spoken(style, beside.sidebar) for f in canvas.line(style, line, index, 3, alignment=0)
            ]
            cells, widths, column = [block, side], [self.width() + 10, SIDEBAR], 1
            if plan.sidebar_left:
                cells, widths, column = [side, block], [SIDEBAR + 10, self.width()], 0
            paint = ("BACKGROUND", (column, 0), (column, 0), HexColor(pale(style.colour(index))))
            inset = [(f"{edge}PADDING", (column, 0), (column, 0), 7) for edge in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
            block = [Table([cells], colWidths=widths, style=[*_PLAIN, *inset, paint], hAlign="LEFT", splitInRow=1)]
        if plan.place == "above":
            title = canvas.runs(style, self.head(record), index)
            block.insert(0, canvas.paragraph(style, title, style.look("title"), spaceAfter=5, keepWithNext=1))
        if plan.prose == "below":
            lines = described(style, record)
            block += [f for line in lines for f in self._line(line, index, beside.note if line is lines[-1] else None)]
        gap = Spacer(1, plan.gap)
        if plan.pair:
            return [*block, gap]
        return [KeepTogether(block), gap] if plan.split == "keep" else [CondPageBreak(70), *block, gap]

    def _line(self, line: Line, index: int, note: str | None = None) -> list[Flowable]:
        if not note:
            return canvas.line(self.style, line, index)
        mark = next(self.marks)
        text = canvas.runs(self.style, line, index)
        text = canvas.paragraph(self.style, f"{text}<super>{mark}</super>")
        return [Note(self.style, self.style.say(note), mark), text]

    def _table(self, rows: list[Row], record: Record, index: int) -> Table:
        plan, colour = self.plan, HexColor(self.style.colour(index))
        commands: list[Any] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3), *_ruled(plan.ruling, colour),
        ]  # fmt: skip
        for number, row in enumerate(rows):
            if not row.label:
                commands.append(("SPAN", (0, number), (1, number)))
            if (fill := self.fill(row, index)) and (row.label or row.head):
                commands.append(("BACKGROUND", (0, number), (1 if row.head else 0, number), HexColor(fill)))
            if plan.middle and row.label:
                commands.append(("VALIGN", (0, number), (0, number), "MIDDLE"))
        label = self.narrow(self.width())
        again = int(plan.repeat and rows[0].head)
        return Table(
            [self._cells(row, self.beside[record.n].note, index) for row in rows],
            colWidths=[label, self.width() - label],
            style=commands,
            hAlign="LEFT",
            repeatRows=again,
            splitInRow=int(plan.split == "anywhere"),
            spaceAfter=5 if plan.prose == "below" else 0,
        )

    def _cells(self, row: Row, note: str | None, index: int) -> list[Any]:
        style, look = self.style, self.look(row, index)
        if row.head:
            return [canvas.paragraph(style, canvas.markup(style, row.lines[0].runs[0].text, look), look), ""]
        lines = ((line, note if row.noted and line is row.lines[-1] else None) for line in row.lines)
        inside = [flowable for line, mark in lines for flowable in self._line(line, index, mark)]
        if not row.label:
            return [inside, ""]
        label = canvas.paragraph(style, canvas.markup(style, row.label, look), look, alignment=self.plan.labels)
        return [[label], inside]


def _ruled(ruling: str, colour: Color) -> list[Any]:
    rules: dict[str, list[Any]] = {
        "grid": [("GRID", (0, 0), (-1, -1), 0.5, colour)],
        "rows": [("LINEBELOW", (0, 0), (-1, -1), 0.5, colour)],
        "box": [("BOX", (0, 0), (-1, -1), 0.8, colour)],
        "column": [("LINEAFTER", (0, 0), (0, -1), 1, colour)],
    }
    return rules.get(ruling, [])


class Note(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A footnote: takes no room where it stands, and is written at the foot of that page. `mark`: its number."""

    def __init__(self, style: Style, text: str, mark: int) -> None:
        super().__init__()
        self.style, self.text, self.mark = style, text, mark

    def wrap(self, *_: float) -> tuple[float, float]:
        """No room taken."""
        return (0, 0)

    def draw(self) -> None:
        """Onto the canvas."""
        canvas, (left, _, _, bottom) = self.canv, self.style.margins
        notes: dict[int, int] = canvas.__dict__.setdefault("notes", {})
        page = canvas.getPageNumber()
        x, y = canvas.absolutePosition(0, 0)
        canvas.saveState()
        canvas.translate(left - x, bottom - y)
        canvas.setLineWidth(0.4)
        canvas.line(0, -8, 100, -8)
        canvas.setFillColor(HexColor("#444444"))
        canvas.setFont(face(self.style.font), 7)
        canvas.drawString(0, -17 - 9 * notes.get(page, 0), f"{self.mark} {self.text}")
        canvas.restoreState()
        notes[page] = notes.get(page, 0) + 1
