"""Read a PDF with PDFium: words with their style, filled rects, rules and images. The only door to a PDF engine.

PDFium is called through ctypes, and calls are what costs: the characters of a page come in one call, geometry is asked for
the first and last character of a word only, and styles are kept by text object.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as pdfium

from dossier_extract.errors import DocumentError
from dossier_extract.model import Image, Page, Rect, Rule, Source, Style, Word

# The house box (docs/architecture.md): engines differ by 3 points in what they call the top of a glyph, so top and bottom
# are the baseline minus and plus these shares of the font size.
ASCENT = 0.75
DESCENT = 0.25

SIZE_STEP = 0.5  # points; sizes come as 9.1999, styles are told apart at this step
RULE_THICKNESS = 2.5  # points; a filled or stroked rect at most this thick is a rule
INVISIBLE = 3  # text render mode that draws nothing (PDF 32000-1, table 106)
SUPERSCRIPT_SIZE = 0.8  # of the word before: ordinals are set at 0.58 to 0.7
SUPERSCRIPT_GAP = 0.2  # of the font size: an ordinal touches its number
SPACE = 0.08  # of the font size; a smaller gap parts no words
TILT = 0.02  # rise over run below which text counts as horizontal
DOUBLED = 1.0  # points; a word drawn again nearer than this to itself is one word
FRAME_WIDTH = 4.0  # points; two rects of one filled path nearer than this on all sides are a drawn border

# PDFium writes a line-end hyphen, soft or hard, as U+0002 or U+FFFE, and glues the next line's word to it.
_WORD = re.compile("[^\\s\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_FACE = re.compile(r"[-, ]?(bold|italic|oblique|regular|roman|semi|demi|extra|black|heavy|medium|light|mt|ps|book|it)+$", re.I)

_Matrix = tuple[float, float, float, float, float, float]
_Bounds = tuple[float, float, float, float]  # x0, top, x1, bottom


def _bind(function: Any, *arguments: Any) -> Callable[..., int]:
    """Rebind a PDFium function with plain integer handles: about a third of the cost of a typed ctypes call."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    bound: Callable[..., int] = ctypes.CFUNCTYPE(ctypes.c_void_p, *arguments)(address)
    return bound


_P, _I = ctypes.c_void_p, ctypes.c_int
_text_object = _bind(pdfium.FPDFText_GetTextObject, _P, _I)
_loose_box = _bind(pdfium.FPDFText_GetLooseCharBox, _P, _I, _P)
_char_origin = _bind(pdfium.FPDFText_GetCharOrigin, _P, _I, _P, _P)
_char_matrix = _bind(pdfium.FPDFText_GetMatrix, _P, _I, _P)
_get_font = _bind(pdfium.FPDFTextObj_GetFont, _P)
_render_mode = _bind(pdfium.FPDFTextObj_GetTextRenderMode, _P)
_font_size = _bind(pdfium.FPDFTextObj_GetFontSize, _P, _P)
_fill_color = _bind(pdfium.FPDFPageObj_GetFillColor, _P, _P, _P, _P, _P)
_stroke_color = _bind(pdfium.FPDFPageObj_GetStrokeColor, _P, _P, _P, _P, _P)
_get_type = _bind(pdfium.FPDFPageObj_GetType, _P)


def read_pages(source: Source) -> Iterator[Page]:
    """Yield the pages of `source`, in order, one at a time.

    Raises `DocumentError` when the bytes cannot be opened as a PDF; the message says why and what to do.
    """
    with _open(source) as document:
        for index in range(pdfium.FPDF_GetPageCount(document)):
            yield _read_page(document, index)


def read_information(source: Source) -> dict[str, str]:
    """Return the PDF's own metadata (Producer, Title…), the keys that are filled."""
    with _open(source) as document:
        found = {key: _meta(document, key) for key in ("Producer", "Creator", "Title", "Author", "CreationDate")}
    return {key: value for key, value in found.items() if value}


@contextmanager
def _open(source: Source) -> Iterator[Any]:
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(source.data, len(source.data), None)
    if not document:
        raise DocumentError(f"{source.file}: {_reason(source.data, pdfium.FPDF_GetLastError())}")
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _reason(data: bytes, code: int) -> str:
    if not data:
        return "the file is empty (0 bytes); fetch it again"
    if code == pdfium.FPDF_ERR_PASSWORD:
        return "a password is needed to open it; save a copy without password"
    if b"%PDF" not in data[:1024]:
        return "not a PDF; give a PDF file"
    return "the PDF is damaged or truncated; fetch it again"


def _meta(document: Any, key: str) -> str:
    name = key.encode()
    size = pdfium.FPDF_GetMetaText(document, name, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(document, name, buffer, size)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace").strip()


class _Frame:
    """Turns PDF user space (origin bottom left, before rotation) into the page as displayed (origin top left)."""

    def __init__(self, page: Any) -> None:
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        self.left, self.bottom, self.right, self.top = box.left, box.bottom, box.right, box.top
        self.turns = pdfium.FPDFPage_GetRotation(page) % 4

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.turns == 0:
            return x - self.left, self.top - y
        if self.turns == 1:
            return y - self.bottom, x - self.left
        if self.turns == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> _Bounds:
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _read_page(document: Any, index: int) -> Page:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise DocumentError(f"page {index + 1} cannot be read; the PDF is damaged")
    try:
        frame = _Frame(page)
        rects, rules, images = _shapes(page, frame)
        text_page = pdfium.FPDFText_LoadPage(page)
        try:
            words = _TextReader(text_page, frame).words()
        finally:
            pdfium.FPDFText_ClosePage(text_page)
        width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    finally:
        pdfium.FPDF_ClosePage(page)
    on_page = [w for w in _distinct(words) if w.x1 > 0 and w.x0 < width and w.bottom > 0 and w.top < height]
    return Page(index + 1, width, height, frame.turns * 90, tuple(on_page), tuple(rects), tuple(rules), tuple(images))


def _distinct(words: list[Word]) -> Iterator[Word]:
    """Leave out text drawn twice on the same spot (a poor man's bold)."""
    seen: dict[str, list[Word]] = {}
    for word in words:
        twins = seen.setdefault(word.text, [])
        for twin in twins:
            if abs(word.x0 - twin.x0) < DOUBLED and abs(word.baseline - twin.baseline) < DOUBLED:
                break
        else:
            twins.append(word)
            yield word


class _TextReader:
    """The words of one text page."""

    def __init__(self, text_page: Any, frame: _Frame) -> None:
        self.handle = ctypes.cast(text_page, ctypes.c_void_p).value
        self.frame = frame
        self.text = _page_text(text_page)
        self.styles: dict[int, tuple[Style, float, bool] | None] = {}
        self.looks: dict[tuple[int, int, int], Style] = {}
        self.fonts: dict[int, tuple[str, bool, bool]] = {}
        self._font_matrix, self._size = pdfium.FS_MATRIX(), ctypes.c_float()
        self._first, self._last = pdfium.FS_RECTF(), pdfium.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._raised = False  # the last word ends in a superscript
        self._addresses = tuple(map(ctypes.addressof, (self._first, self._last, self._x, self._y)))

    def words(self) -> list[Word]:
        words: list[Word] = []
        handle, styles, end = self.handle, self.styles, -1
        for match in _WORD.finditer(self.text):
            first, stop = match.span()
            last = stop - 1
            drawn_by = _text_object(handle, first)
            if drawn_by not in styles:
                self._style(first)
            if first == last or drawn_by == _text_object(handle, last):
                self._add(words, first, last, first == end)
            else:
                for a, b in self._runs(first, last):
                    self._add(words, a, b, a == end or a > first)
            end = stop
        return words

    def _runs(self, first: int, last: int) -> list[tuple[int, int]]:
        """Split the characters first..last where their style changes; nearly always there is one run."""
        runs, start = [], first
        for index in range(first + 1, last + 1):
            if self._style(index) != self._style(start):
                runs.append((start, index - 1))
                start = index
        return [*runs, (start, last)]

    def _add(self, words: list[Word], first: int, last: int, glued: bool) -> None:
        """Append the word of the characters first..last, all of one style, unless nothing is drawn."""
        style = self._style(first)
        box_a, box_b, x, y = self._addresses
        if style is None or not _loose_box(self.handle, first, box_a):
            return
        start = stop = self._first
        if last > first and _loose_box(self.handle, last, box_b):
            stop = self._last
        _char_origin(self.handle, first, x, y)
        look, size, upright = style
        text = self.text[first : last + 1]
        if text[-1] in "\x02\ufffe":
            text = text[:-1] + "-"
        frame = self.frame
        if upright and frame.turns == 0:  # nearly all words of nearly all pages
            baseline = frame.top - self._y.value
            x0, x1 = start.left - frame.left, stop.right - frame.left
            top, bottom = baseline - ASCENT * size, baseline + DESCENT * size
        else:
            lower, upper = min(start.bottom, stop.bottom), max(start.top, stop.top)
            left, right = min(start.left, stop.left), max(start.right, stop.right)
            x0, top, x1, bottom = frame.box(left, lower, right, upper)
            baseline = frame.point(self._x.value, self._y.value)[1]
            if upright:
                top, bottom = baseline - ASCENT * size, baseline + DESCENT * size
        word = Word(text, x0, top, x1, bottom, baseline, look, glued, upright)
        if words and _is_superscript(words[-1], word):
            words[-1] = words[-1]._replace(text=words[-1].text + text, x1=x1)
            self._raised = True
        else:
            # PDFium sees a space where a raised ending goes back to the line: only a gap makes one.
            if self._raised and 0 <= x0 - words[-1].x1 < SPACE * size and baseline == words[-1].baseline:
                word = word._replace(glued=True)
            words.append(word)
            self._raised = False

    def _style(self, index: int) -> tuple[Style, float, bool] | None:
        """Style, exact size and uprightness of one character; None where nothing is drawn."""
        handle = _text_object(self.handle, index)
        if handle not in self.styles:
            self.styles[handle] = self._read_style(handle, index) if handle else None
        return self.styles[handle]

    def _read_style(self, handle: int, index: int) -> tuple[Style, float, bool] | None:
        color = _color(_fill_color, handle)
        if color is None or (_render_mode(handle) or 0) & 0xFF == INVISIBLE:
            return None
        matrix, size = self._font_matrix, self._size
        _char_matrix(self.handle, index, ctypes.addressof(matrix))
        _font_size(handle, ctypes.addressof(size))
        points = size.value * math.hypot(matrix.c, matrix.d)
        along = (matrix.a, matrix.b)
        for _ in range(self.frame.turns):  # the page is turned clockwise, and its text with it
            along = (along[1], -along[0])
        upright = along[0] > 0 and abs(along[1]) < TILT * along[0]
        key = (_get_font(handle), round(points / SIZE_STEP), color)
        if key not in self.looks:
            font, bold, italic = self._font(key[0])
            self.looks[key] = Style(font, key[1] * SIZE_STEP, bold, italic, color)
        return self.looks[key], points, upright

    def _font(self, handle: int) -> tuple[str, bool, bool]:
        if handle not in self.fonts:
            font = ctypes.cast(handle, pdfium.FPDF_FONT)
            buffer = ctypes.create_string_buffer(256)
            pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
            name = _SUBSET.sub("", buffer.value.decode("latin-1"))
            angle = ctypes.c_int()
            pdfium.FPDFFont_GetItalicAngle(font, angle)
            lower = name.lower()
            bold = any(mark in lower for mark in ("bold", "black", "heavy")) or pdfium.FPDFFont_GetWeight(font) >= 600
            italic = "italic" in lower or "oblique" in lower or angle.value != 0
            self.fonts[handle] = _FACE.sub("", name) or name, bold, italic
        return self.fonts[handle]


def _is_superscript(before: Word, word: Word) -> bool:
    """Whether `word` is an ordinal's ending or a note mark set raised against `before` ("1ère", "14ème")."""
    size = before.style.size
    return (
        word.style.size <= SUPERSCRIPT_SIZE * size
        and 0.05 * size < before.baseline - word.baseline < 0.8 * size
        and -SUPERSCRIPT_GAP * size < word.x0 - before.x1 < SUPERSCRIPT_GAP * size
    )


def _page_text(text_page: Any) -> str:
    """The characters of a page, one to an index of PDFium's."""
    count = pdfium.FPDFText_CountChars(text_page)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * (written - 1)].decode("utf-16-le", "replace")
    if len(text) == count:
        return text
    # Characters without Unicode value or beyond the BMP shift the buffer against the indices: go one by one.
    codes = (pdfium.FPDFText_GetUnicode(text_page, index) for index in range(count))
    return "".join(chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd" for code in codes)


def _color(getter: Callable[..., int], handle: int) -> int | None:
    """0xRRGGBB of an object's fill or stroke; None where it is fully transparent."""
    channels = (ctypes.c_uint * 4)()
    start = ctypes.addressof(channels)
    if not getter(handle, start, start + 4, start + 8, start + 12):
        return 0
    red, green, blue, alpha = channels
    return (red << 16) | (green << 8) | blue if alpha else None


def _objects(page: Any) -> Iterator[tuple[Any, int, _Matrix]]:
    """Yield the page's objects that are not text, those inside forms too, with the matrix that maps them to the page."""
    count = pdfium.FPDFPage_CountObjects(page)
    todo = [(pdfium.FPDFPage_GetObject(page, i), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)) for i in range(count)]
    todo.reverse()
    while todo:
        item, outer = todo.pop()
        kind = _get_type(item)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            inner = _compose(_matrix(item), outer)
            children = range(pdfium.FPDFFormObj_CountObjects(item))
            todo.extend((pdfium.FPDFFormObj_GetObject(item, i), inner) for i in reversed(children))
        elif kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
            yield item, kind, outer


def _matrix(page_object: Any) -> _Matrix:
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(page_object, m)
    return m.a, m.b, m.c, m.d, m.e, m.f


def _compose(m: _Matrix, n: _Matrix) -> _Matrix:
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _apply(m: _Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _shapes(page: Any, frame: _Frame) -> tuple[list[Rect], list[Rule], list[Image]]:
    rects: list[Rect] = []
    rules: list[Rule] = []
    images: list[Image] = []
    for item, kind, outer in _objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            corners = [_apply(_compose(_matrix(item), outer), x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
            images.append(Image(*_bounds([frame.point(*corner) for corner in corners])))
            continue
        mode, stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, mode, stroked)
        handle = ctypes.cast(item, ctypes.c_void_p).value or 0
        fill = _color(_fill_color, handle) if mode.value else None
        stroke = _color(_stroke_color, handle) if stroked.value else None
        if fill is None and stroke is None:
            continue
        boxes = [_bounds(points) for points in _subpaths(item, _compose(_matrix(item), outer), frame)]
        if len(boxes) == 2 and fill is not None and all(abs(a - b) < FRAME_WIDTH for a, b in zip(*boxes, strict=True)):
            boxes, fill, stroke = [max(boxes, key=_area)], None, fill  # a border drawn as the space between two rects
        for x0, top, x1, bottom in boxes:
            if min(x1 - x0, bottom - top) > RULE_THICKNESS:
                rects.append(Rect(x0, top, x1, bottom, fill, stroke))
            elif max(x1 - x0, bottom - top) > RULE_THICKNESS:
                rules.append(Rule(x0, top, x1, bottom, stroke if fill is None and stroke is not None else fill or 0))
    return rects, rules, images


def _area(box: _Bounds) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _bounds(points: list[tuple[float, float]]) -> _Bounds:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _subpaths(path: Any, matrix: _Matrix, frame: _Frame) -> Iterator[list[tuple[float, float]]]:
    """Yield the points of each subpath: one path can hold many rules."""
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(frame.point(*_apply(matrix, x.value, y.value)))
    if len(points) > 1:
        yield points
