"""Fonts of both engines: their own and those of font packages, never the machine's."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

FONT_PACKAGES = (
    "font_roboto", "font_source_sans_pro", "font_source_serif_pro", "font_manrope", "font_caladea", "reportlab",
)  # fmt: skip
# face → (regular, bold, italic); Type 1 faces are ReportLab's own, the others are files of font packages
_FACES = {
    "Helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    "Times": ("Times-Roman", "Times-Bold", "Times-Italic"),
    "Vera": ("Vera", "VeraBd", "VeraIt"),
    "Roboto": ("Roboto-Regular", "Roboto-Bold", "Roboto-Italic"),
    "Caladea": ("Caladea-Regular", "Caladea-Bold", "Caladea-Italic"),
    "SourceSansPro": ("SourceSansPro-Regular", "SourceSansPro-Bold", "SourceSansPro-It"),
    "SourceSerifPro": ("SourceSerifPro-Regular", "SourceSerifPro-Bold", "SourceSerifPro-It"),
}
_PACKAGES = {
    "Vera": "reportlab", "Roboto": "font_roboto", "Caladea": "font_caladea", "SourceSansPro": "font_source_sans_pro",
    "SourceSerifPro": "font_source_serif_pro",
}  # fmt: skip


@cache
def face(font: str, bold: bool = False, italic: bool = False) -> str:
    """The name under which ReportLab knows a face, registered at its first use. Bold goes before italic."""
    name = _FACES[font][1 if bold else 2 if italic else 0]
    if font in _PACKAGES:
        registerFont(TTFont(name, str(_folder(_PACKAGES[font]) / f"{name}.ttf")))
    return name


@cache
def typst_fonts() -> typst.Fonts:
    """Typst's own fonts and those of the packages; the machine's are left out."""
    return typst.Fonts(False, True, [str(_folder(package)) for package in FONT_PACKAGES])


def _folder(package: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"no font package {package}: pip install -e '.[dev]'")
    return Path(found.origin).parent / ("fonts" if package == "reportlab" else "files")
