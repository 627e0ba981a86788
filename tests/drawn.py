"""Pages as the cases draw them: texts, filled boxes and ruled tables, written to a true PDF.

Lengths in points, places from the top left of a page of 600 × 800.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from dossier_extract.errors import RulesError
from dossier_extract.profile import Shape

WIDTH, HEIGHT = 600.0, 800.0
LEADING = 1.2  # from one line of a text to the next, in font sizes
GAP = 1.5  # more from one text to the next, in font sizes
PADDING = 4.0  # points around the text of a table's cell and of a filled box
COLORS = {
    "black": 0x000000, "grey": 0x808080, "white": 0xFFFFFF, "red": 0xC62828, "orange": 0xE67E22,
    "yellow": 0xF2D024, "green": 0x2E7D32, "blue": 0x1F4E9E, "purple": 0x7B1FA2,
}  # fmt: skip
FONTS = {(False, False): "", (True, False): "-Bold", (False, True): "-Oblique", (True, True): "-BoldOblique"}


def _color(name: str) -> str:
    if name not in COLORS:
        raise ValueError(f"unknown colour `{name}`; known are {', '.join(COLORS)}")
    return name


def _drawable(text: str) -> str:
    lost = "".join(char for char in text if char != "\n" and not char.encode("cp1252", "ignore"))
    if lost or not text.strip():
        raise ValueError(f"cannot draw {lost!r}; the font has no such character" if lost else "there is no text")
    return text


Color = Annotated[str, AfterValidator(_color)]


class Drawn(Shape):
    """A text; its lines stand one below the other. Places in points from the top left; `y` is the first baseline."""

    text: Annotated[str, AfterValidator(_drawable)]
    x: float | None = Field(None, description="Left edge; that of the text before, at first 100.")
    y: float | None = Field(None, description="Baseline; a paragraph below the text before, at first 100.")
    size: float = 10
    bold: bool = False
    italic: bool = False
    color: Color = "black"
    fill: Color | None = Field(None, description="Colour of a box drawn behind it.")


class Grid(Shape):
    """A ruled table."""

    top: float = Field(description="Top edge of its first row.")
    columns: list[float] = Field(description="Edges of its columns, from left to right: one more than columns.")
    rows: list[list[str]] = Field(description="Texts of its cells, '' for an empty one.")

    @model_validator(mode="after")
    def _full(self) -> Grid:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns) - 1:
                raise ValueError(f"row {number} has {len(row)} cells, the columns make {len(self.columns) - 1}")
        return self


class DrawnPage(Shape):
    texts: tuple[Drawn, ...] = ()
    table: Grid | None = None


def draw(pages: Sequence[DrawnPage], file: str, target: Path) -> None:
    """Write a PDF of these pages. Raises `RulesError`, naming `file` and the key, for what runs off its page."""
    _Pen(pages, file, target)


class _Pen:
    def __init__(self, pages: Sequence[DrawnPage], file: str, target: Path) -> None:
        self.file = file
        self.canvas = Canvas(str(target), pagesize=(WIDTH, HEIGHT), invariant=1)
        for number, page in enumerate(pages):
            x, y = 100.0, 100.0
            for index, drawn in enumerate(page.texts):
                x, y = (x if drawn.x is None else drawn.x), (y if drawn.y is None else drawn.y)
                y = self.text(drawn, x, y, f"pages.{number}.texts.{index}.text") + GAP * drawn.size
            if page.table is not None:
                self.table(page.table, f"pages.{number}.table.rows")
            self.canvas.showPage()
        self.canvas.save()

    def text(self, drawn: Drawn, x: float, y: float, key: str) -> float:
        """Draw a text; return the baseline of the line that would come next."""
        lines, font = drawn.text.rstrip("\n").split("\n"), f"Helvetica{FONTS[drawn.bold, drawn.italic]}"
        width = max(stringWidth(line, font, drawn.size) for line in lines)
        bottom = y + LEADING * drawn.size * (len(lines) - 1)
        if x < 0 or x + width > WIDTH or y - drawn.size < 0 or bottom > HEIGHT:
            raise RulesError(self.file, key, f"runs off the page of {WIDTH:g} × {HEIGHT:g} points")
        if drawn.fill is not None:
            self.canvas.setFillColor(HexColor(COLORS[drawn.fill]))
            high = bottom - y + drawn.size + 2 * PADDING
            self.canvas.rect(x - PADDING, HEIGHT - bottom - 2 * PADDING, width + 2 * PADDING, high, stroke=0, fill=1)
        self.canvas.setFillColor(HexColor(COLORS[drawn.color]))
        self.canvas.setFont(font, drawn.size)
        for index, line in enumerate(lines):
            self.canvas.drawString(x, HEIGHT - y - index * LEADING * drawn.size, line)
        return bottom + LEADING * drawn.size

    def table(self, grid: Grid, key: str) -> None:
        edges = [grid.top]
        for number, row in enumerate(grid.rows):
            ends = [edges[-1]]
            for x, cell in zip(grid.columns, row, strict=False):  # the last edge begins no column
                if cell:
                    ends.append(self.text(Drawn(text=cell), x + PADDING, edges[-1] + 10 + PADDING, f"{key}.{number}"))
            edges.append(max(ends) + PADDING)
        self.canvas.grid(grid.columns, [HEIGHT - y for y in edges])
