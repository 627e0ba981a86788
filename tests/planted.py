"""Plant text and boxes into a copy of a PDF, so that tests can ask where they end."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import NamedTuple

import pypdfium2 as pdfium
from pypdfium2 import raw


class Planted(NamedTuple):
    """A line of text: page from 1, x and baseline in points from the top left, size in points."""

    text: str
    page: int
    x: float
    y: float
    size: float = 9.0
    boxed: bool = False  # on a light rect of its own


def plant(source: Path, target: Path, lines: list[Planted], font: str = "Helvetica") -> Path:
    """Write a copy of `source` with `lines` drawn on it in black, in a font that the dossier does not use."""
    document = pdfium.PdfDocument(source)
    for line in lines:
        page = document[line.page - 1]
        if line.boxed:
            width, height = 6 * len(line.text), 2 * line.size
            rect = raw.FPDFPageObj_CreateNewRect(line.x - 5, page.get_height() - line.y - line.size, width, height)
            raw.FPDFPageObj_SetFillColor(rect, 230, 230, 230, 255)
            raw.FPDFPath_SetDrawMode(rect, raw.FPDF_FILLMODE_WINDING, False)
            raw.FPDFPage_InsertObject(page.raw, rect)
        item = raw.FPDFPageObj_NewTextObj(document.raw, font.encode(), line.size)
        encoded = (line.text + "\0").encode("utf-16-le")
        raw.FPDFText_SetText(item, ctypes.cast(ctypes.create_string_buffer(encoded), raw.FPDF_WIDESTRING))
        raw.FPDFPageObj_Transform(item, 1, 0, 0, 1, line.x, page.get_height() - line.y)
        raw.FPDFPage_InsertObject(page.raw, item)
        page.gen_content()
    document.save(target)
    return target
