"""Read a PDF: words with their style, filled rects, rules and images. The only door to PDF engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from dossier_extract.errors import DocumentError
from dossier_extract.messages import Message
from dossier_extract.model import Page, Source
from dossier_extract.stages.read import pdfium
from dossier_extract.stages.read.conventions import PasswordNeeded, TooMuch

__all__ = ["Engine", "PasswordNeeded", "read_document", "read_information", "read_pages"]

Engine = Literal["pdfium", "pdfplumber"]


def read_pages(source: Source, engine: Engine = "pdfium") -> Iterator[Page]:
    """Yield the pages of `source`, in order, one at a time.

    Raises `DocumentError` when the bytes cannot be opened as a PDF; the message says why and what to do.
    `PasswordNeeded` and `TooMuch` are the kinds that no other engine helps with.
    """
    if engine == "pdfium":
        return pdfium.read_pages(source)
    from dossier_extract.stages.read import plumber  # slow to import, seldom needed

    return plumber.read_pages(source)


def read_information(source: Source, engine: Engine = "pdfium") -> dict[str, str]:
    """Return the PDF's own metadata (Producer, Title…), the keys that are filled. Raises as `read_pages` does."""
    if engine == "pdfium":
        found = pdfium.read_information(source)
    else:
        from dossier_extract.stages.read import plumber

        found = plumber.read_information(source)
    return {key: value for key, value in found.items() if value}


def read_document(
    source: Source, engine: Engine | Literal["auto"] = "auto", on_page: Callable[[int], None] | None = None
) -> tuple[list[Page], Engine, Message | None]:
    """Return all pages, the engine that read them, and why the first engine could not (None if it could).

    `auto` is PDFium, and pdfplumber for what PDFium cannot open. `on_page` is told the number of each page read; it
    starts again at 1 with the second engine. Raises `DocumentError`; when both engines fail, that of the first.
    """
    try:
        first: Engine = "pdfium" if engine == "auto" else engine
        return _all_pages(source, first, on_page), first, None
    except (PasswordNeeded, TooMuch):
        raise
    except DocumentError as error:
        if engine != "auto" or b"obj" not in source.data:  # without an object it is no PDF, however damaged
            raise
        try:
            return _all_pages(source, "pdfplumber", on_page), "pdfplumber", error.message
        except DocumentError:
            raise error from None


def _all_pages(source: Source, engine: Engine, on_page: Callable[[int], None] | None) -> list[Page]:
    pages = []
    for page in read_pages(source, engine):
        pages.append(page)
        if on_page is not None:
            on_page(page.number)
    return pages
