"""What flows between the stages: frozen values, lengths in points, origin top left of the page as displayed.

Words, lines and rects are named tuples rather than dataclasses: a dossier holds tens of thousands of them, and a tuple
is built about three times as fast as a frozen dataclass.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Style(NamedTuple):
    """How a run of text is drawn. `size` in points, to the half point; `color` is 0xRRGGBB."""

    font: str  # family, subset tag and weight/slope suffix stripped
    size: float
    bold: bool
    italic: bool
    color: int


class Word(NamedTuple):
    """One word of one style. x0, x1 from the glyphs' advances; top, bottom by the house rule (`stages.read`)."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    style: Style
    glued: bool  # no space before it: the word before touches it on the same line
    upright: bool  # drawn horizontally, as the page is displayed


class Rect(NamedTuple):
    """A drawn rectangle: filled (`fill` 0xRRGGBB) or only stroked (`fill` None)."""

    x0: float
    top: float
    x1: float
    bottom: float
    fill: int | None
    stroke: int | None


class Rule(NamedTuple):
    """A straight horizontal or vertical line (also a thin filled rect)."""

    x0: float
    top: float
    x1: float
    bottom: float
    color: int


class Image(NamedTuple):
    """A picture's place on the page."""

    x0: float
    top: float
    x1: float
    bottom: float


class Page(NamedTuple):
    """A page as displayed, after rotation."""

    number: int
    width: float
    height: float
    rotation: int  # degrees clockwise that the file asks for; already applied
    words: tuple[Word, ...]
    rects: tuple[Rect, ...]
    rules: tuple[Rule, ...]
    images: tuple[Image, ...]
    turned: int = 0  # degrees clockwise by which it was turned further to be read, since its text lay on its side


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one input. `id` is the dossier id; `file` the file's name."""

    id: str
    file: str
    sha256: str
    data: bytes


class Line(NamedTuple):
    """Words on one baseline of one column. `style` is that of most of its characters."""

    words: tuple[Word, ...]
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    style: Style
    page: int
    text: str  # its words, a space between those that do not touch


def line_of(words: Sequence[Word], page: int) -> Line:
    """The line of some words, which stand in order."""
    texts, x0s, tops, x1s, bottoms, baselines, styles, glued, _ = zip(*words, strict=True)
    style = styles[0]
    if styles.count(style) < len(styles):
        weights: Counter[Style] = Counter()
        for one, own in zip(texts, styles, strict=True):
            weights[own] += len(one)
        style = weights.most_common(1)[0][0]
    text = " ".join(texts)
    if True in glued[1:]:
        rest = zip(texts[1:], glued[1:], strict=True)
        text = texts[0] + "".join([one if own else f" {one}" for one, own in rest])
    return Line(tuple(words), x0s[0], min(tops), max(x1s), max(bottoms), baselines[0], style, page, text)


class BlockKind(StrEnum):
    """What a block is on its page, before any profile has spoken."""

    TEXT = "text"
    FURNITURE = "furniture"
    CAPTION = "caption"
    BADGE = "badge"  # a few characters in a small box of their own
    ASIDE = "aside"  # beside the column of text: sidebar, margin note
    CELL = "cell"  # a cell of a ruled table


class Cell(NamedTuple):
    """Place of a block in a table: number of the table in the dossier, row and column from 0."""

    table: int
    row: int
    column: int
    rows: tuple[int, int] | None = None  # first and last row, where it goes over several
    wide: bool = False  # whether it goes over several columns


class Block(NamedTuple):
    """Lines that belong together: a paragraph, a heading, a list item, a badge, a cell's paragraph."""

    kind: BlockKind
    lines: tuple[Line, ...]
    x0: float
    top: float
    x1: float
    bottom: float
    page: int
    fill: int | None  # 0xRRGGBB of the filled rect behind it
    panel: int  # number of the box that it stands in, unique in the dossier; -1 outside any
    cell: Cell | None
    layout: int  # index of the profile's layout that its page is read with; -1 for none

    @property
    def style(self) -> Style:
        """Style of its first line."""
        return self.lines[0].style

    @property
    def styles(self) -> tuple[Style, ...]:
        """What it looks like: as most of its first line does, or as the first word there."""
        own = self.lines[0].style
        for word in self.lines[0].words:
            if word.text[:1].isalnum():
                return (own,) if word.style == own else (own, word.style)
        return (own,)

    def below(self, above: Block) -> float:
        """White space between it and the block above in points; endless on another page, in another column or box."""
        moved = above.page != self.page or self.top < above.top - 1 or above.panel != self.panel
        return math.inf if moved else max(self.top - above.bottom, 0.0)
