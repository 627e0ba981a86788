"""A page as PDFium paints it, for pictures of what the program saw."""

from __future__ import annotations

import ctypes

import pypdfium2.raw as pdfium

from dossier_extract.errors import DocumentError
from dossier_extract.model import Source
from dossier_extract.stages.read.engine import open_document

WHITE = 0xFFFFFFFF


def render_page(source: Source, number: int, width: int, height: int, turned: int = 0) -> bytearray:
    """Paint a page as displayed, turned by degrees clockwise, on width × height pixels.

    Rows come from the top, R, G, B and a spare byte.

    Raises `DocumentError` when PDFium cannot open the document or the page.
    """
    pixels = bytearray(width * height * 4)
    buffer = (ctypes.c_ubyte * len(pixels)).from_buffer(pixels)
    with open_document(source) as document:
        page = pdfium.FPDF_LoadPage(document, number - 1)
        if not page:
            raise DocumentError("page {number} cannot be painted; the PDF is damaged", number=number)
        bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRx, buffer, width * 4)
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE)
            flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
            pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, turned // 90, flags)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
            pdfium.FPDF_ClosePage(page)
    return pixels
