"""PDFium through ctypes: its hot functions bound to plain integers, opening a document."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as pdfium

from dossier_extract.model import Source
from dossier_extract.stages.read.conventions import PasswordNeeded, refusal
from dossier_extract.stages.read.geometry import PageFrame

_Bound = Callable[..., int]


def _bind(result: Any, function: Any, *arguments: Any) -> _Bound:
    """Rebind a PDFium function with plain integer handles: about a third of the cost of a typed ctypes call.

    `PYFUNCTYPE` lets no other thread run meanwhile: for so short a time, letting go of Python costs a tenth more.
    """
    bound: _Bound = ctypes.PYFUNCTYPE(result, *arguments)(address(function))
    return bound


def address(pointer: Any) -> int:
    """A typed pointer of PDFium's as the integer that the bound functions take."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


_CHANNELS = struct.Struct("=4I")  # red, green, blue, alpha
_P, _I = ctypes.c_void_p, ctypes.c_int
text_object = _bind(_P, pdfium.FPDFText_GetTextObject, _P, _I)
loose_box = _bind(_I, pdfium.FPDFText_GetLooseCharBox, _P, _I, _P)
char_origin = _bind(_I, pdfium.FPDFText_GetCharOrigin, _P, _I, _P, _P)
char_matrix = _bind(_I, pdfium.FPDFText_GetMatrix, _P, _I, _P)
font_of = _bind(_P, pdfium.FPDFTextObj_GetFont, _P)
render_mode = _bind(_I, pdfium.FPDFTextObj_GetTextRenderMode, _P)
font_size = _bind(_I, pdfium.FPDFTextObj_GetFontSize, _P, _P)
fill_color = _bind(_I, pdfium.FPDFPageObj_GetFillColor, _P, _P, _P, _P, _P)
stroke_color = _bind(_I, pdfium.FPDFPageObj_GetStrokeColor, _P, _P, _P, _P, _P)
count_page_objects = _bind(_I, pdfium.FPDFPage_CountObjects, _P)
page_object = _bind(_P, pdfium.FPDFPage_GetObject, _P, _I)
count_form_objects = _bind(_I, pdfium.FPDFFormObj_CountObjects, _P)
form_object = _bind(_P, pdfium.FPDFFormObj_GetObject, _P, ctypes.c_ulong)
object_type = _bind(_I, pdfium.FPDFPageObj_GetType, _P)
object_matrix = _bind(_I, pdfium.FPDFPageObj_GetMatrix, _P, _P)
draw_mode = _bind(_I, pdfium.FPDFPath_GetDrawMode, _P, _P, _P)
count_segments = _bind(_I, pdfium.FPDFPath_CountSegments, _P)
path_segment = _bind(_P, pdfium.FPDFPath_GetPathSegment, _P, _I)
segment_type = _bind(_I, pdfium.FPDFPathSegment_GetType, _P)
segment_point = _bind(_I, pdfium.FPDFPathSegment_GetPoint, _P, _P, _P)
clip_path = _bind(_P, pdfium.FPDFPageObj_GetClipPath, _P)
count_clips = _bind(_I, pdfium.FPDFClipPath_CountPaths, _P)
count_clip_segments = _bind(_I, pdfium.FPDFClipPath_CountPathSegments, _P, _I)
clip_segment = _bind(_P, pdfium.FPDFClipPath_GetPathSegment, _P, _I, _I)


class Colors:
    """Reads colours of page objects."""

    def __init__(self) -> None:
        self._channels = ctypes.create_string_buffer(_CHANNELS.size)
        start = ctypes.addressof(self._channels)
        self._addresses = (start, start + 4, start + 8, start + 12)

    def read(self, getter: _Bound, handle: int) -> int | None:
        """0xRRGGBB of an object's fill or stroke; None where it is fully transparent."""
        if not getter(handle, *self._addresses):
            return 0
        red, green, blue, alpha = _CHANNELS.unpack(self._channels)
        return (red << 16) | (green << 8) | blue if alpha else None


@contextmanager
def open_document(source: Source) -> Iterator[Any]:
    """The document of `source`, closed at the end. Raises `DocumentError` when the bytes cannot be opened as a PDF."""
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(source.data, len(source.data), None)
    if not document:
        reason = pdfium.FPDF_GetLastError()
        if source.data and reason == pdfium.FPDF_ERR_PASSWORD:
            raise PasswordNeeded()
        raise refusal(source.data, encrypted=reason == pdfium.FPDF_ERR_SECURITY)
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def frame_of(page: Any) -> PageFrame:
    """The part of user space that a page shows, and its quarter turns."""
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    return PageFrame(box.left, box.bottom, box.right, box.top, pdfium.FPDFPage_GetRotation(page) % 4)


def metadata(document: Any, key: str) -> str:
    """One entry of the PDF's own metadata; empty where it has none."""
    name = key.encode()
    size = pdfium.FPDF_GetMetaText(document, name, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(document, name, buffer, size)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace").strip()
