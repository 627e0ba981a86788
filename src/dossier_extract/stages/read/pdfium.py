"""The first engine: pages through PDFium, fast."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from dossier_extract.messages import Message
from dossier_extract.model import Page, Source
from dossier_extract.stages.read.conventions import (
    INFORMATION,
    MAX_CHARACTERS,
    MAX_OBJECTS,
    MAX_PAGES,
    TooMuch,
    pageless,
    too_many,
    unreadable,
)
from dossier_extract.stages.read.engine import address, frame_of, metadata, open_document
from dossier_extract.stages.read.finish import finished
from dossier_extract.stages.read.shapes import ShapeReader
from dossier_extract.stages.read.words import WordReader


def read_pages(source: Source) -> Iterator[Page]:
    """Yield the pages, in order, one at a time. Raises `DocumentError` when a page or all of it cannot be read."""
    with open_document(source) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if count < 1:
            raise pageless()
        if count > MAX_PAGES:
            raise TooMuch("it has {count} pages; more than {most} are not read", count=count, most=MAX_PAGES)
        for index in range(count):
            yield _read_page(document, index)


def read_information(source: Source) -> dict[str, str]:
    """Return the PDF's own metadata. Raises `DocumentError` when it cannot be opened."""
    with open_document(source) as document:
        return {key: metadata(document, key) for key in INFORMATION}


def _read_page(document: Any, index: int) -> Page:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise unreadable(index + 1)
    try:
        frame = frame_of(page)
        if pdfium.FPDFPage_CountObjects(page) > MAX_OBJECTS:
            raise too_many(index + 1, Message("more than {most} objects", most=MAX_OBJECTS))
        shapes = ShapeReader(address(page), frame).read()
        text_page = pdfium.FPDFText_LoadPage(page)
        try:
            if pdfium.FPDFText_CountChars(text_page) > MAX_CHARACTERS:
                raise too_many(index + 1, Message("more than {most} characters", most=MAX_CHARACTERS))
            words = WordReader(text_page, frame).read()
        finally:
            pdfium.FPDFText_ClosePage(text_page)
        width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    finally:
        pdfium.FPDF_ClosePage(page)
    drawn = tuple(shapes.rects), tuple(shapes.rules), tuple(shapes.images)
    return finished(Page(index + 1, width, height, frame.turns * 90, tuple(words), *drawn))
