"""What flows between the stages: frozen values, lengths in points, origin top left of the page as displayed.

Words, lines and rects are named tuples rather than dataclasses: a dossier holds tens of thousands of them, and a tuple is
built about three times as fast as a frozen dataclass.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    break_after: bool  # the engine saw a line end behind it: a hint, not a fact


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


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one input. `id` is the dossier id; `file` the file's name."""

    id: str
    file: str
    sha256: str
    data: bytes
