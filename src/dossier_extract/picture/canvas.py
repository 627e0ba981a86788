"""Drawing with Pillow: boxes, hatching, and tags that keep off the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFont

from dossier_extract.picture.looks import LOOKS, Color, Look
from dossier_extract.picture.marks import Bounds, Mark, overlap

TAG, NUMBER, TEXT = 13, 20, 16  # sizes of letters, pixels: tags of fields, numbers of records, legend
HATCH = 9  # pixels between two lines of a hatching
GAP = 4  # pixels between a box and its tag
BEYOND = 20  # pixels outside the image to which boxes are cut
_PLAIN = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "–": "-", "—": "-"})


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font, which comes with it."""
    return ImageFont.load_default(size)


def plain(text: str) -> str:
    """The text in letters that Pillow's own font has: without accents, a question mark for what is left."""
    letters = [
        char for char in unicodedata.normalize("NFKD", text.translate(_PLAIN)) if not unicodedata.combining(char)
    ]
    return "".join(letters).encode("ascii", "replace").decode()


class Canvas:
    """An image that is drawn on; `scale` is pixels a point."""

    def __init__(self, image: Image.Image, scale: float) -> None:
        self.image, self.scale = image, scale
        self.draw = ImageDraw.Draw(image, "RGBA")  # blends what is translucent
        self._used: list[Bounds] = []  # where tags stand

    def pixels(self, box: Bounds) -> Bounds:
        """A box in points as pixels, cut a little outside the image: a PDF may draw rects as wide as it likes."""
        (x0, x1), (top, bottom) = (
            sorted(round(max(-BEYOND, min(edge * self.scale, size + BEYOND))) for edge in edges)
            for edges, size in ((box[::2], self.image.width), (box[1::2], self.image.height))
        )
        return x0, top, x1, bottom

    def box(self, look: Look, box: Bounds) -> None:
        """Draw one box (pixels)."""
        x0, top, x1, bottom = box
        edge = (*look.color, look.outline)
        if look.under:
            self.draw.line((x0, bottom, x1, bottom), edge, look.width)
            return
        x0, top, x1, bottom = x0 - look.pad, top - look.pad, x1 + look.pad, bottom + look.pad
        if look.fill:
            self._tint(look, (x0, top, x1, bottom))
        if look.hatch:
            self._hatch((*look.color, look.hatch), (x0, top, x1, bottom))
        if look.outline and look.dash:
            for stretch in _dashes((x0, top, x1, bottom), look.dash):
                self.draw.line(stretch, edge, look.width)
        elif look.outline:
            self.draw.rectangle((x0, top, x1, bottom), None, edge, look.width)

    def _tint(self, look: Look, box: Bounds) -> None:
        """Colour the inside of a box like a marker pen: what is dark stays dark."""
        x0, top, x1, bottom = map(int, box)
        inside = (max(x0, 0), max(top, 0), min(x1, self.image.width), min(bottom, self.image.height))
        if inside[0] < inside[2] and inside[1] < inside[3]:
            part = self.image.crop(inside)
            shade = tuple(255 - (255 - channel) * look.fill // 255 for channel in look.color)
            self.image.paste(ImageChops.multiply(part, Image.new("RGB", part.size, shade)), inside)

    def _hatch(self, color: tuple[int, int, int, int], box: Bounds) -> None:
        x0, top, x1, bottom = box
        for total in range(int(x0 + top) + HATCH, int(x1 + bottom), HATCH):  # the line where x + y is `total`
            left, right = max(x0, total - bottom), min(x1, total - top)
            self.draw.line((left, total - left, right, total - right), color)

    def tags(self, marks: Sequence[Mark], text: Sequence[Bounds]) -> None:
        """Write the tags of some marks, each beside its first box, where it covers least of `text` (pixels)."""
        for mark in marks:
            big = mark.look == "record"
            size = NUMBER if big else TAG
            words = plain(mark.tag)
            width, height = font(size).getlength(words) + size * 0.7, size + 5
            boxes = [self.pixels(box) for box in (*mark.boxes[:1], *mark.boxes[:-4:-1])]
            place = self._free_place(_places(boxes, width, height, LOOKS[mark.look].pad + GAP), text)
            self._used.append(place)
            self._tag(place, words, size, LOOKS[mark.look].color)

    def _free_place(self, places: Iterable[Bounds], text: Sequence[Bounds]) -> Bounds:
        """The first place that covers no text, no other tag and stays in the image, or that which does so least."""
        costs: dict[float, Bounds] = {}
        for place in places:
            area = (place[2] - place[0]) * (place[3] - place[1])
            outside = area - overlap(place, (0, 0, self.image.width, self.image.height))
            tags = sum(overlap(place, box) for box in self._used)
            cost = sum(overlap(place, box) for box in text) + 2 * tags + 4 * outside
            if not cost:
                return place
            costs.setdefault(cost, place)
        return costs[min(costs)]

    def _tag(self, place: Bounds, words: str, size: int, color: Color) -> None:
        x0, top, x1, bottom = place
        red, green, blue = color
        ink = (0, 0, 0) if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else (255, 255, 255)
        self.draw.rounded_rectangle(place, 3, (*color, 235))
        self.draw.text(((x0 + x1) / 2, (top + bottom) / 2), words, ink, font(size), "mm")


def _places(boxes: Sequence[Bounds], width: float, height: float, gap: float) -> Iterator[Bounds]:
    """Where a tag may stand, best first: beside, below or above the first box, then beside the others."""
    for number, (x0, top, x1, bottom) in enumerate(boxes):
        level = (top + bottom - height) / 2 if bottom - top < 2 * height else top
        corners = [(x1 + gap, level), (x0 - width - gap, level)]
        if not number:
            corners += [(x0, bottom + gap), (x0, top - height - gap), (x1 - width, top - height - gap)]
        for left, upper in corners:
            yield left, upper, left + width, upper + height


def _dashes(box: Bounds, dash: int) -> Iterator[Bounds]:
    """The dashes around a box."""
    x0, top, x1, bottom = box
    for start in _steps(x0, x1, dash):
        end = min(start + dash, x1)
        yield start, top, end, top
        yield start, bottom, end, bottom
    for start in _steps(top, bottom, dash):
        end = min(start + dash, bottom)
        yield x0, start, x0, end
        yield x1, start, x1, end


def _steps(start: float, end: float, dash: int) -> Iterable[int]:
    return range(int(start), int(end) + 1, 2 * dash)
