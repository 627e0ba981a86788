"""The second engine: pages through pdfplumber, slowly; to compare with, and for what PDFium cannot open.

pdfminer, below it, raises what it likes on damaged input (assertions, key errors, endless recursion), so all of it is
caught here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdftypes import PDFObjRef, dict_value, resolve1

from dossier_extract.errors import DocumentError
from dossier_extract.model import Page, Source
from dossier_extract.stages.read.assembly import assemble_words
from dossier_extract.stages.read.conventions import INFORMATION, PasswordNeeded, pageless, refusal, unreadable
from dossier_extract.stages.read.finish import finished
from dossier_extract.stages.read.geometry import PageFrame
from dossier_extract.stages.read.tracing import Interpreter, Tracer

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every oddity of a file, to the terminal
_follow = PDFObjRef.resolve


def _resolved(reference: PDFObjRef, default: object = None) -> Any:
    """What a reference leads to; one that leads back to itself leads nowhere: pdfminer would go round for ever."""
    found, seen = _follow(reference, default), {reference.objid}
    while isinstance(found, PDFObjRef):
        if found.objid in seen:
            return default
        seen.add(found.objid)
        found = _follow(found, default)
    return found


PDFObjRef.resolve = _resolved  # type: ignore[method-assign, assignment]


def read_pages(source: Source) -> Iterator[Page]:
    """Yield the pages, in order, one at a time. Raises `DocumentError` when a page or all of it cannot be read."""
    with _open(source) as document:
        pages = document.pages
        stated = resolve1(dict_value(document.doc.catalog.get("Pages", {})).get("Count"))
    if not pages:
        raise pageless()
    if isinstance(stated, int) and len(pages) < stated:
        raise DocumentError(
            "only {found} of its {stated} pages can be found; the PDF is damaged or truncated",
            found=len(pages),
            stated=stated,
        )
    for index, page in enumerate(pages):
        try:
            read = _read_page(document, page.page_obj, index + 1)
        except Exception as error:
            raise unreadable(index + 1) from error
        yield read


def read_information(source: Source) -> dict[str, str]:
    """Return the PDF's own metadata. Raises `DocumentError` when it cannot be opened."""
    with _open(source) as document:
        return {key: str(document.metadata.get(key) or "").strip() for key in INFORMATION}


@contextmanager
def _open(source: Source) -> Iterator[Any]:
    """The document of `source`; whatever goes wrong within is a `DocumentError`."""
    if not source.data:
        raise refusal(source.data)
    try:
        yield pdfplumber.open(BytesIO(source.data))
    except Exception as error:
        causes = (error, *error.args)  # pdfplumber wraps what pdfminer raises
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in causes):
            raise PasswordNeeded() from error
        encrypted = any(isinstance(cause, PDFEncryptionError) for cause in causes)
        raise refusal(source.data, encrypted) from error


def _read_page(document: Any, page: Any, number: int) -> Page:
    frame = _frame(page)
    tracer = Tracer(document.rsrcmgr)
    Interpreter(document.rsrcmgr, tracer).render_contents(page.resources, page.contents, ctm=frame.matrix)
    across, along = frame.right - frame.left, frame.top - frame.bottom
    width, height = (along, across) if frame.turns % 2 else (across, along)
    shapes, words = tracer.shapes, tuple(assemble_words(tracer.glyphs))
    drawn = tuple(shapes.rects), tuple(shapes.rules), tuple(shapes.images)
    return finished(Page(number, width, height, frame.turns * 90, words, *drawn))


def _frame(page: Any) -> PageFrame:
    """The part of user space that a page shows: its crop box as far as it lies in its media box."""
    (x0, y0, x1, y1), crop = _sorted(page.mediabox), _sorted(page.cropbox)
    left, bottom, right, top = max(x0, crop[0]), max(y0, crop[1]), min(x1, crop[2]), min(y1, crop[3])
    if left >= right or bottom >= top:
        left, bottom, right, top = x0, y0, x1, y1
    return PageFrame(left, bottom, right, top, page.rotate // 90 % 4)


def _sorted(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = box
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
