"""The legend beside a page: what the picture is of, and what its marks mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PIL import Image

from dossier_extract.picture.canvas import TEXT, Canvas, font, plain
from dossier_extract.picture.looks import LOOKS

WIDTH, MARGIN, LEADING = 330, 20, 26  # pixels
SWATCH = 40  # pixels across
INK = (20, 20, 20)


def draw_legend(heading: Sequence[str], looks: Iterable[str]) -> Image.Image:
    """Return the legend: the lines of the heading, then a sample and a name for each of `looks`."""
    lines = [line for text in heading for line in _wrapped(plain(text))]
    used = [look for name, look in LOOKS.items() if name in set(looks)]
    height = 2 * MARGIN + LEADING * (len(lines) + 1 + len(used))
    image = Image.new("RGB", (WIDTH, height), "white")
    canvas = Canvas(image, 1)
    middle = MARGIN + LEADING / 2
    for line in lines:
        canvas.draw.text((MARGIN, middle), line, INK, font(TEXT), "lm")
        middle += LEADING
    for look in used:
        middle += LEADING
        pad = min(look.pad, 2)
        sample = (MARGIN + pad, middle - 8 + pad, MARGIN + SWATCH - pad, middle + 8 - pad)
        canvas.box(look._replace(pad=pad), sample)
        canvas.draw.text((MARGIN + SWATCH + 14, middle), look.label, INK, font(TEXT), "lm")
    return image


def _wrapped(text: str) -> list[str]:
    """The text in lines that fit, cut wherever need be: a file's name may have no spaces."""
    lines = [""]
    for char in text:
        if font(TEXT).getlength(lines[-1] + char) > WIDTH - 2 * MARGIN:
            lines.append("")
        lines[-1] += char
    return lines
