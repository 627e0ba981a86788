"""What the program saw, as pictures: pages with words, lines, blocks, furniture, records and their fields marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image

from dossier_extract.dataset import write_file
from dossier_extract.errors import DocumentError, InputError
from dossier_extract.model import Page
from dossier_extract.picture.canvas import Canvas
from dossier_extract.picture.legend import draw_legend
from dossier_extract.picture.looks import LOOKS
from dossier_extract.picture.marks import Mark, bounds_of, marks_of
from dossier_extract.pipeline import Trace
from dossier_extract.stages.read.render import render_page

SCALE = 150 / 72  # pixels a point, at most
HEIGHT, WIDTH = 1600, 2400  # pixels of a page, at most
EDGE = (190, 190, 190)  # between page and legend


def write_pictures(trace: Trace, output: Path, number: int | None = None) -> Iterator[Path]:
    """Write a PNG for each page, or for page `number` only, and yield its path once it is written.

    `output` is a folder, which gets `<dossier id>-page-003.png`, or, with `number`, a path that ends in .png.
    Raises `InputError` when there is no such page, and `OutputError` when a picture cannot be written.
    """
    if number is not None and not 1 <= number <= len(trace.pages):
        last = len(trace.pages)
        raise InputError("page {page}: no such page; the document ends with page {last}", page=number, last=last)
    marks = marks_of(trace)
    for page in trace.pages if number is None else [trace.pages[number - 1]]:
        path = output
        if number is None or output.suffix.lower() != ".png":
            path = output / f"{trace.source.id}-page-{page.number:03}.png"
        file = BytesIO()
        draw_page(trace, page, marks.get(page.number, [])).save(file, "PNG")
        write_file(path, [file.getvalue()])
        yield path


def draw_page(trace: Trace, page: Page, marks: Sequence[Mark]) -> Image.Image:
    """Return one page with its marks, a legend on its right."""
    scale = min(SCALE, HEIGHT / max(page.height, 1), WIDTH / max(page.width, 1))
    width, height = max(round(page.width * scale), 1), max(round(page.height * scale), 1)
    heading = _heading(trace, page, marks)
    try:
        pixels = render_page(trace.source, page.number, width, height, page.turned)
        image = Image.frombytes("RGB", (width, height), pixels, "raw", "RGBX")
    except DocumentError:
        image = Image.new("RGB", (width, height), "white")
        heading.append("(the page itself cannot be painted)")
    canvas = Canvas(image, scale)
    for mark in marks:
        for box in mark.boxes:
            canvas.box(LOOKS[mark.look], canvas.pixels(box))
    canvas.tags([mark for mark in marks if mark.tag], [canvas.pixels(bounds_of(word)) for word in page.words])
    legend = draw_legend(heading, {mark.look for mark in marks if mark.boxes})
    whole = Image.new("RGB", (width + 1 + legend.width, max(height, legend.height)), "white")
    whole.paste(image, (0, 0))
    whole.paste(EDGE, (width, 0, width + 1, whole.height))
    whole.paste(legend, (width + 1, 0))
    return whole


def _heading(trace: Trace, page: Page, marks: Sequence[Mark]) -> list[str]:
    """File, page, profile, and the records on the page."""
    lines = [trace.source.file, f"page {page.number} of {len(trace.pages)}"]
    if trace.segmentation is None:
        return [*lines, "no profile fits"]
    numbers = [mark.tag for mark in marks if mark.look == "record"] or ["none"]
    return [
        *lines,
        f"profile: {trace.choice.name}",
        *_standing(trace),
        f"records: {' to '.join(dict.fromkeys((numbers[0], numbers[-1])))}",
    ]


def _standing(trace: Trace) -> list[str]:
    """What is to be known of a layout that the program found and nobody confirmed."""
    use = trace.result.dossier.profile if trace.result is not None else None
    if use is None or use.how != "discovered":
        return []
    sure = "" if use.confidence is None else f", confidence {use.confidence:.2f}"
    return [f"found by the program{sure}", *(["DRAFT TO CONFIRM"] if use.draft else [])]
