"""The words of a page, with their style and their house box, through PDFium.

Calls are what costs: the characters of a page come in one call, geometry is asked for the first and last character of
a word only, and whatever the characters of one text object share (style, baseline) is asked for once.
"""

from __future__ import annotations

import ctypes
import math
import re
import struct
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise, repeat
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from dossier_extract.model import Style, Word
from dossier_extract.stages.read import engine
from dossier_extract.stages.read.conventions import (
    ASCENT,
    DESCENT,
    INVISIBLE,
    LEADER,
    LINE_STEP,
    SIZE_STEP,
    TILT,
    face,
    is_superscript,
)
from dossier_extract.stages.read.geometry import PageFrame

SPACE = 0.08  # of the font size; a smaller gap parts no words

# PDFium writes a line-end hyphen, soft or hard, as U+0002 or U+FFFE, and glues the next line's word to it.
_WORD = re.compile("[^\\s\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
_LED = re.compile(f"{LEADER}|(?:(?!{LEADER})[^\\s\x02\ufffe])+[\x02\ufffe]?|[\x02\ufffe]")  # the same where leaders are
_LONE = re.compile("\\s[\x02\ufffe]")  # a hyphen that does not stand right behind its word in the file
_UNKNOWN = re.compile("\ufffe")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LOOK = struct.Struct("=6ff2d")  # matrix, font size, origin
_BOXES = struct.Struct("=8f")  # left, top, right, bottom of two characters, in user space
_SIDES = struct.Struct("=f20xf4x")  # of the same: left of the first, right of the second


class _Look(NamedTuple):
    """What the characters of one text object share."""

    style: Style
    size: float  # exact, in points
    upright: bool
    level: bool  # on one baseline, on a page that is not turned; elsewhere there is no top, bottom, baseline
    top: float
    bottom: float
    baseline: float
    way: tuple[float, float]  # that the text goes, as the page is displayed: right and down, of any length


_Run = tuple[int, int, bool, _Look]  # first and last character, glued, look
_word, _look_of = partial(tuple.__new__, Word), partial(tuple.__new__, _Look)  # half the cost of `Word(…)`


class WordReader:
    """The words of one text page."""

    def __init__(self, text_page: Any, frame: PageFrame) -> None:
        self.handle, self.frame = engine.address(text_page), frame
        self.text = _page_text(text_page)
        self.looks: dict[int, _Look | None] = {}
        self.styles: dict[tuple[int, int, int], Style] = {}
        self.fonts: dict[int, tuple[str, bool, bool]] = {}
        self._colors = engine.Colors()
        self._scratch = ctypes.create_string_buffer(_LOOK.size)
        self._start = ctypes.addressof(self._scratch)

    def read(self) -> list[Word]:
        """Return all words that are drawn, in the order of the file's lines."""
        runs = self._runs()
        text, left, boxes, intern = (
            self.text.replace("\x02", "-").replace("\ufffe", "-"),
            self.frame.left,
            self._boxes(runs),
            sys.intern,
        )
        words: list[Word] = [
            _word((intern(text[first : last + 1]), x0 - left, top, x1 - left, bottom, baseline, style, glued, True))
            for (first, last, glued, (style, _, _, _, top, bottom, baseline, _)), (x0, x1) in zip(
                runs, _SIDES.iter_unpack(boxes), strict=True
            )
        ]  # interned: a dossier repeats most of its words
        if any(look is not None and not look.level for look in self.looks.values()):
            for index, run in enumerate(runs):
                if not run[3].level:
                    words[index] = self._turned(words[index].text, run, _BOXES.unpack_from(boxes, index * _BOXES.size))
        if any(before[6] is not word[6] and is_superscript(before, word) for before, word in pairwise(words)):
            words = _with_endings(words, [look.size for _, _, _, look in runs])
        if _LONE.search(self.text):
            words = list(_with_hyphens(words))
        if _SURROGATE.search(text):
            return [word._replace(text=_whole(word.text)) for word in words]
        return words

    def _runs(self) -> list[_Run]:
        """The words of the text, cut where their look changes, without what is not drawn."""
        handle, looks = self.handle, self.looks
        led = {match.start() for match in re.finditer(LEADER, self.text)}
        spans = [match.span() for match in (_LED if led else _WORD).finditer(self.text)]
        drawn = list(map(engine.text_object, repeat(handle), [first for first, _ in spans]))
        runs: list[_Run] = []
        before = -1
        for (first, stop), drawn_by, following in zip(spans, drawn, [*drawn[1:], 0], strict=False):
            look = looks[drawn_by] if drawn_by in looks else self._look(drawn_by, first)
            # The characters of an object stand together: if it draws the next word's first, it draws all of this word.
            if (drawn_by == following and drawn_by) or drawn_by == engine.text_object(handle, stop - 1):
                if look is not None:
                    runs.append((first, stop - 1, first == before, look))
            else:
                runs += self._cut(first, stop - 1, first == before)
            before = stop if not led or (first not in led and stop not in led) else -1
        return runs

    def _cut(self, first: int, last: int, glued: bool) -> Iterator[_Run]:
        """Split the characters first..last where style, size, direction or line change; mostly there is one run."""
        look = self._look_at(first)
        for index in range(first + 1, last + 1):
            here = self._look_at(index)
            if here is look:
                continue
            lower = _on_another_line(look, here)
            if lower or here is None or look is None or here[:3] != look[:3]:
                if look is not None:
                    yield first, index - 1, glued, look
                first, look, glued = index, here, not lower
        if look is not None:
            yield first, last, glued, look

    def _boxes(self, runs: Sequence[_Run]) -> ctypes.Array[ctypes.c_char]:
        """The boxes of the first and the last character of each run, one after the other."""
        buffer = ctypes.create_string_buffer(_BOXES.size * len(runs))
        start = ctypes.addressof(buffer)
        end = start + len(buffer)
        firsts, lasts = [run[0] for run in runs], [run[1] for run in runs]
        deque(map(engine.loose_box, repeat(self.handle), firsts, range(start, end, 32)), maxlen=0)
        deque(map(engine.loose_box, repeat(self.handle), lasts, range(start + 16, end + 16, 32)), maxlen=0)
        return buffer

    def _turned(self, text: str, run: _Run, box: tuple[float, ...]) -> Word:
        """A word that is not level, or on a page that is turned."""
        first, _, glued, (style, size, upright, _, _, _, _, (dx, dy)) = run
        left, right = min(box[0], box[4]), max(box[2], box[6])
        lower, upper = min(box[3], box[7]), max(box[1], box[5])
        x0, top, x1, bottom = self.frame.box(left, lower, right, upper)
        x, baseline = self._origin(first)
        above, below = ASCENT * size, -DESCENT * size
        if abs(dy) < TILT * abs(dx):  # the house box; of what lies aslant, that of its characters
            top, bottom = sorted(baseline - math.copysign(off, off * dx) for off in (above, below))
        elif abs(dx) < TILT * abs(dy):
            x0, x1 = sorted(x + math.copysign(off, off * dy) for off in (above, below))
        return Word(text, x0, top, x1, bottom, baseline, style, glued, upright)

    def _origin(self, index: int) -> tuple[float, float]:
        engine.char_origin(self.handle, index, self._start + 28, self._start + 36)
        return self.frame.point(*_LOOK.unpack(self._scratch)[7:])

    def _look_at(self, index: int) -> _Look | None:
        drawn_by = engine.text_object(self.handle, index)
        return self.looks[drawn_by] if drawn_by in self.looks else self._look(drawn_by, index)

    def _look(self, drawn_by: int, index: int) -> _Look | None:
        """Look of a text object that draws the character at `index`; None where nothing is drawn."""
        color = self._colors.read(engine.fill_color, drawn_by) if drawn_by else None
        if color is None or engine.render_mode(drawn_by) == INVISIBLE:
            self.looks[drawn_by] = None
            return None
        start = self._start
        engine.char_matrix(self.handle, index, start)
        engine.font_size(drawn_by, start + 24)
        engine.char_origin(self.handle, index, start + 28, start + 36)
        a, b, c, d, _, _, size, _, y = _LOOK.unpack(self._scratch)
        points, turns = size * math.hypot(c, d), self.frame.turns
        along, across = a, b
        for _ in range(turns):  # the page is turned clockwise, and its text with it
            along, across = across, -along
        upright = along > 0 and abs(across) < TILT * along
        level, baseline = upright and b == 0 and turns == 0, self.frame.top - y  # one baseline for all characters
        style = self._style(engine.font_of(drawn_by), round(points / SIZE_STEP), color)
        place = baseline - ASCENT * points, baseline + DESCENT * points, baseline, (along, -across)
        look: _Look = _look_of((style, points, upright, level, *place))
        self.looks[drawn_by] = look
        return look

    def _style(self, font: int, steps: int, color: int) -> Style:
        """The style of these; the same object for the same style, so that `is` tells styles apart."""
        key = (font, steps, color)
        if key not in self.styles:
            name, bold, italic = self._font(font)
            self.styles[key] = Style(name, steps * SIZE_STEP, bold, italic, color)
        return self.styles[key]

    def _font(self, handle: int) -> tuple[str, bool, bool]:
        if handle not in self.fonts:
            font = ctypes.cast(handle, pdfium.FPDF_FONT)
            buffer = ctypes.create_string_buffer(256)
            pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
            angle = ctypes.c_int()
            pdfium.FPDFFont_GetItalicAngle(font, angle)
            self.fonts[handle] = face(buffer.value.decode("latin-1"), pdfium.FPDFFont_GetWeight(font), angle.value)
        return self.fonts[handle]


def _on_another_line(before: _Look | None, here: _Look | None) -> bool:
    """Whether two looks are of two lines: PDFium parts no single characters that stand one below the other."""
    if before is None or here is None or not before.level or not here.level:
        return False
    return abs(before.baseline - here.baseline) > LINE_STEP * max(before.size, here.size)


def _with_endings(every: Sequence[Word], sizes: Sequence[float]) -> list[Word]:
    """The words, superscripts with what they stand at (« 1ère »). `sizes`: exact ones, in points."""
    words, raised = [every[0]], False  # whether the last word ends in a superscript
    for word, size in zip(every[1:], sizes[1:], strict=True):
        last = words[-1]
        if word.style is not last.style and is_superscript(last, word):
            words[-1] = last._replace(text=last.text + word.text, x1=word.x1)
            raised = True
            continue
        # PDFium sees a space where a raised ending goes back to the line: only a gap makes one.
        back = raised and -SPACE * size < word.x0 - last.x1 < SPACE * size and word.baseline == last.baseline
        words.append(word._replace(glued=True) if back else word)
        raised = False
    return words


def _with_hyphens(words: Sequence[Word]) -> Iterator[Word]:
    """The words, hyphens that were drawn apart with the words that they stand at."""
    before = words[0]
    for word in words[1:]:
        at = abs(word.x0 - before.x1) < SPACE * word.style.size and word.baseline == before.baseline
        if word.text == "-" and at:
            before = before._replace(text=f"{before.text}-", x1=word.x1)
        else:
            yield before
            before = word
    yield before


def _page_text(text_page: Any) -> str:
    """The characters of a page, one to an index of PDFium's."""
    count = pdfium.FPDFText_CountChars(text_page)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (2 * count + 1))()  # room for two units a character, whatever PDFium takes for one
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * (written - 1)].decode("utf-16-le", "replace")
    if len(text) != count:  # a character beyond the BMP, whose halves have an index each: go one by one
        codes = (pdfium.FPDFText_GetUnicode(text_page, index) for index in range(count))
        return "".join(chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes)
    for index in [match.start() for match in _UNKNOWN.finditer(text)]:
        if pdfium.FPDFText_IsHyphen(text_page, index) != 1:  # a glyph without Unicode value comes as U+FFFE, too
            text = f"{text[:index]}\ufffd{text[index + 1 :]}"
    return text


def _whole(text: str) -> str:
    """Join the halves of characters beyond the BMP; a half that stands alone is no character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
