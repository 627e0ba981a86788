"""What a page is, whatever engine reads it: the house box, styles, what counts as a word, a rect, a rule; refusals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dossier_extract.errors import DocumentError, Ending
from dossier_extract.messages import Message
from dossier_extract.model import Image, Rect, Rule, Word
from dossier_extract.stages.read.geometry import Bounds, Point, bounds

# The house box (docs/architecture.md): engines differ by 3 points in what they call the top of a glyph, so top and
# bottom are the baseline minus and plus these shares of the font size.
ASCENT = 0.75
DESCENT = 0.25

SIZE_STEP = 0.5  # points; sizes come as 9.1999, styles are told apart at this step
INVISIBLE = 3  # text render mode that draws nothing (PDF 32000-1, table 106)
SUPERSCRIPT_SIZE = 0.8  # of the word before: ordinals are set at 0.58 to 0.7
SUPERSCRIPT_GAP = 0.2  # of the font size: an ordinal touches its number
TILT = 0.02  # rise over run below which text counts as horizontal
LINE_STEP = 0.8  # of the font size; characters whose baselines differ by more are on two lines
DOUBLED = 1.0  # points; a word drawn again nearer than this to itself is one word
BOLD_WEIGHT = 600  # of 100 to 900
RULE_THICKNESS = 2.5  # points; a filled or stroked rect at most this thick is a rule
SLIVER, TOUCHING = 0.5, 0.2  # of its height: a rect so narrow is the ground of a space; points between two of them
FRAME_WIDTH = 4.0  # points; two rects of one filled path nearer than this on all sides are a drawn border
HEADER_WITHIN = 1024  # bytes in which "%PDF" is looked for
# What no press kit comes near (the largest known: 200 pages, 9,000 characters and 20,000 objects a page), and what one
# page may cost: at these figures some ten seconds. More is a mistake, or meant to keep the program busy.
MAX_PAGES, MAX_CHARACTERS, MAX_OBJECTS = 10_000, 200_000, 200_000
# Dots that lead from a text to the figure at the line's end: a word of its own. Literals in front are found fast.
LEADER = r"(?:\.\.{4,}|__{4,}|··{4,}|……{2,})"
INFORMATION = ("Producer", "Creator", "Title", "Author", "CreationDate")  # keys of a PDF's metadata that are read

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_FACE = re.compile(
    r"[-, ]?(bold|italic|oblique|regular|roman|semi|demi|extra|black|heavy|medium|light|mt|ps|book|it)+$", re.I
)


class PasswordNeeded(DocumentError):
    """A document that no engine opens without its password: trying another one is no use."""

    ending = Ending.PASSWORD

    def __init__(self) -> None:
        super().__init__(Message("a password is needed to open it; save a copy without password"))


class TooMuch(DocumentError):
    """A document that holds more than any dossier does: another engine would only take longer."""

    ending = Ending.TOO_LARGE


def too_many(page: int, what: Message) -> TooMuch:
    """The error of a page, from 1, that holds too much."""
    return TooMuch("page {number} holds {what}; no dossier does, so it is not read", number=page, what=what)


def refusal(data: bytes, encrypted: bool = False) -> DocumentError:
    """Why these bytes, which an engine could not open, are no document: one line, with what to do."""
    header = data.find(b"%PDF")
    if not data:
        return DocumentError("the file is empty (0 bytes); fetch it again")
    if encrypted:
        return DocumentError("it is encrypted in a way that cannot be read; save a copy without encryption")
    if header < 0:
        return DocumentError("not a PDF; give a PDF file")
    if header >= HEADER_WITHIN:
        return DocumentError("the PDF begins only after {count} bytes of something else; fetch it again", count=header)
    return DocumentError("the PDF is damaged or truncated; fetch it again")


def unreadable(page: int) -> DocumentError:
    """The error of a page, from 1, that an engine cannot read."""
    return DocumentError("page {number} cannot be read; the PDF is damaged", number=page)


def pageless() -> DocumentError:
    """The error of a document that opens but has no pages."""
    return DocumentError("no page can be found in it; the PDF is damaged")


def visible(words: Sequence[Word], width: float, height: float) -> list[Word]:
    """Leave out what lies off the page, and text drawn again on the same spot (a poor man's bold)."""
    seen: dict[str, list[tuple[float, float]]] = {}
    kept = []
    for word in words:
        text, x0, top, x1, bottom, baseline, _, _, _ = word
        if not (x1 > 0 and x0 < width and bottom > 0 and top < height):
            continue
        if text in seen:
            for x, y in seen[text]:
                if -DOUBLED < baseline - y < DOUBLED and -DOUBLED < x0 - x < DOUBLED:
                    break
            else:
                seen[text].append((x0, baseline))
                kept.append(word)
        else:
            seen[text] = [(x0, baseline)]
            kept.append(word)
    return kept


def is_superscript(before: Word, word: Word) -> bool:
    """Whether `word` is an ordinal's ending or a note mark set raised against `before` ("1ère", "14ème")."""
    size = before.style.size
    return (
        word.style.size <= SUPERSCRIPT_SIZE * size
        and 0.05 * size < before.baseline - word.baseline < 0.8 * size
        and -SUPERSCRIPT_GAP * size < word.x0 - before.x1 < SUPERSCRIPT_GAP * size
    )


def face(base_font: str, weight: float, angle: float) -> tuple[str, bool, bool]:
    """Family, bold and italic of a font by its name, its weight (100 to 900) and its slope (degrees)."""
    name = _SUBSET.sub("", base_font)
    lower = name.lower()
    bold = any(mark in lower for mark in ("bold", "black", "heavy")) or weight >= BOLD_WEIGHT
    italic = "italic" in lower or "oblique" in lower or angle != 0
    return _FACE.sub("", name) or name, bold, italic


def slanted(points: Sequence[Point]) -> bool:
    """Whether a subpath is one line that is neither level nor upright, as between bubbles: it is no box."""
    x0, top, x1, bottom = bounds(points)
    return len(set(points)) == 2 and min(x1 - x0, bottom - top) > RULE_THICKNESS


class Shapes:
    """The rects, rules and pictures of one page, in drawing order."""

    def __init__(self) -> None:
        self.rects: list[Rect] = []
        self.rules: list[Rule] = []
        self.images: list[Image] = []
        self._sliver = False  # whether the last rect was one

    def add_path(self, boxes: list[Bounds], fill: int | None, stroke: int | None) -> None:
        """Sort in a path by the boxes of its subpaths; colours are 0xRRGGBB, None where it is not filled or stroked."""
        if fill is None and stroke is None:
            return
        if len(boxes) == 2 and fill is not None and all(abs(a - b) < FRAME_WIDTH for a, b in zip(*boxes, strict=True)):
            boxes, fill, stroke = [max(boxes, key=_area)], None, fill  # a border drawn as the space between two rects
        for x0, top, x1, bottom in boxes:
            if min(x1 - x0, bottom - top) > RULE_THICKNESS:
                self._add(Rect(x0, top, x1, bottom, fill, stroke))
            elif max(x1 - x0, bottom - top) > RULE_THICKNESS:
                color = stroke if fill is None and stroke is not None else fill or 0
                self.rules.append(Rule(x0, top, x1, bottom, color))

    def _add(self, rect: Rect) -> None:
        """Add a rect; the ground of a text may be drawn word by word, with slivers for the spaces between them."""
        narrow = rect.x1 - rect.x0 < SLIVER * (rect.bottom - rect.top)
        last, after_sliver = self.rects[-1] if self.rects else rect, self._sliver
        self._sliver = narrow
        goes_on = rect.fill == last.fill and rect.stroke is None is last.stroke and abs(rect.x0 - last.x1) < TOUCHING
        if goes_on and (narrow or after_sliver) and (rect.top, rect.bottom) == (last.top, last.bottom):
            self.rects[-1] = last._replace(x1=rect.x1)
        else:
            self.rects.append(rect)


def _area(box: Bounds) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
