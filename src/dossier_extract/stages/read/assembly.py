"""From traced glyphs to words: parted at spaces, gaps, line ends and changes of style."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from dossier_extract.model import Word
from dossier_extract.stages.read.conventions import ASCENT, DESCENT, LEADER, LINE_STEP, TILT, is_superscript
from dossier_extract.stages.read.geometry import Point, bounds
from dossier_extract.stages.read.tracing import UNKNOWN, Glyph

GAP = 0.12  # of the font size; a wider gap between two characters parts words without a space character
BACK = 0.3  # of the font size; a character that begins further back than this does not go on with the word
SOFT_HYPHEN = "\u00ad"
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"})


def assemble_words(glyphs: Iterable[Glyph]) -> list[Word]:
    """Return the words that the glyphs make, in drawing order; those of glyphs that are not seen are left out."""
    assembly = _Assembly()
    for glyph in glyphs:
        assembly.take(glyph)
    assembly.end_word()
    return assembly.words


class _Assembly:
    """Goes through the glyphs once."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.open: list[Glyph] = []  # of the word that is being gathered
        self.glued = False  # it touches the word before
        self.last: Glyph | None = None  # the character before, seen or not; None after a space

    def take(self, glyph: Glyph) -> None:
        """Go on with the word, or begin another."""
        before, self.last = self.last, None if glyph.text.isspace() else glyph
        if self.last is None or not glyph.drawn:
            self.end_word()
            self.glued = False
            return
        touching = before is not None and _touches(before, glyph)
        if self.open and not (touching and _alike(self.open[-1], glyph)):
            hyphen = before is not None and _ends_line(self.open, glyph)
            self.end_word()
            self.glued = touching or hyphen
        elif not self.open:
            self.glued = touching
        self.open.append(glyph)

    def end_word(self) -> None:
        """Close the word that is being gathered."""
        if not self.open:
            return
        for part in _parted(self.open):
            word = _word(part, self.glued)
            before = self.words[-1] if self.words else None
            if before is not None and before.style is not word.style and is_superscript(before, word):
                self.words[-1] = before._replace(text=before.text + word.text, x1=word.x1)
            else:
                self.words.append(word)
            self.glued = False
        self.open = []


def _parted(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """The glyphs of a word, those of a leader in it apart."""
    text = "".join([glyph.text[:1] for glyph in glyphs])
    edges = sorted({0, len(glyphs), *(edge for match in re.finditer(LEADER, text) for edge in match.span())})
    return [glyphs[start:end] for start, end in pairwise(edges)]


def _offset(before: Glyph, glyph: Glyph) -> Point:
    """How far a glyph begins from the end of the one before: along the line and across it, in points."""
    dx, dy = glyph.start[0] - before.end[0], glyph.start[1] - before.end[1]
    x, y = before.along
    return dx * x + dy * y, dy * x - dx * y


def _touches(before: Glyph, glyph: Glyph) -> bool:
    size = max(before.size, glyph.size)
    gap, step = _offset(before, glyph)
    return -BACK * size < gap - max(before.tracking, 0) < GAP * size and abs(step) < LINE_STEP * size


def _alike(before: Glyph, glyph: Glyph) -> bool:
    return before.style is glyph.style and abs(before.size - glyph.size) < 0.01 and before.along == glyph.along


def _ends_line(word: list[Glyph], following: Glyph) -> bool:
    """Whether a hyphen cuts the word at the end of its line: the next one is its second half."""
    last = word[-1]
    hyphen = last.text in ("-", SOFT_HYPHEN) and len(word) > 1 and word[-2].text[-1:].isalpha()
    return hyphen and abs(_offset(last, following)[1]) >= LINE_STEP * last.size


def _word(glyphs: list[Glyph], glued: bool) -> Word:
    first, last = glyphs[0], glyphs[-1]
    text = "".join([glyph.text for glyph in glyphs]).translate(_LIGATURES)
    if text[-1:] == SOFT_HYPHEN:
        text = f"{text[:-1]}-"
    (x, y), size, baseline = first.along, first.size, first.start[1]
    upright = x > 0 and abs(y) < TILT * x
    x0, top, x1, bottom = bounds([glyph.start for glyph in glyphs] + [glyph.end for glyph in glyphs])
    if upright:
        top, bottom = baseline - ASCENT * size, baseline + DESCENT * size
    else:  # the house box, lying
        up, down = (y * ASCENT * size, -x * ASCENT * size), (-y * DESCENT * size, x * DESCENT * size)
        corners = [(px + dx, py + dy) for px, py in (first.start, last.end) for dx, dy in (up, down)]
        x0, top, x1, bottom = bounds(corners)
    return Word(text or UNKNOWN, x0, top, x1, bottom, baseline, first.style, glued, upright)
