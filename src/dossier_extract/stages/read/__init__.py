"""Read a PDF with PDFium: words with their style, filled rects, rules and images. The only door to a PDF engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from dossier_extract.errors import DocumentError
from dossier_extract.model import Page, Source
from dossier_extract.stages.read.engine import address, metadata, open_document
from dossier_extract.stages.read.geometry import PageFrame
from dossier_extract.stages.read.shapes import ShapeReader
from dossier_extract.stages.read.words import WordReader, visible

__all__ = ["read_information", "read_pages"]


def read_pages(source: Source) -> Iterator[Page]:
    """Yield the pages of `source`, in order, one at a time.

    Raises `DocumentError` when the bytes cannot be opened as a PDF; the message says why and what to do.
    """
    with open_document(source) as document:
        for index in range(pdfium.FPDF_GetPageCount(document)):
            yield _read_page(document, index)


def read_information(source: Source) -> dict[str, str]:
    """Return the PDF's own metadata (Producer, Title…), the keys that are filled."""
    with open_document(source) as document:
        found = {key: metadata(document, key) for key in ("Producer", "Creator", "Title", "Author", "CreationDate")}
    return {key: value for key, value in found.items() if value}


def _read_page(document: Any, index: int) -> Page:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise DocumentError(f"page {index + 1} cannot be read; the PDF is damaged")
    try:
        frame = PageFrame(page)
        shapes = ShapeReader(address(page), frame)
        shapes.read()
        text_page = pdfium.FPDFText_LoadPage(page)
        try:
            words = WordReader(text_page, frame).read()
        finally:
            pdfium.FPDFText_ClosePage(text_page)
        width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    finally:
        pdfium.FPDF_ClosePage(page)
    on_page = tuple(visible(words, width, height))
    drawn = tuple(shapes.rects), tuple(shapes.rules), tuple(shapes.images)
    return Page(index + 1, width, height, frame.turns * 90, on_page, *drawn)
