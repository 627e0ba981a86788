"""How each kind of mark looks: the colours are Okabe and Ito's and Tol's, which colour-blind people tell apart too."""

from __future__ import annotations

from typing import NamedTuple

Color = tuple[int, int, int]


class Look(NamedTuple):
    """How a mark is drawn; lengths in pixels."""

    label: str  # what the legend calls it
    color: Color
    fill: int = 0  # opacity of its inside, from 0 to 255
    outline: int = 0  # opacity of its edge
    width: int = 1  # of its edge
    dash: int = 0  # length of a dash of its edge and of the gap after it; 0 for a whole edge
    pad: int = 0  # how far the edge stands from the box: nested boxes stay apart
    hatch: int = 0  # opacity of diagonal lines over its inside
    under: bool = False  # only a line under the box


def _field(label: str, color: Color) -> Look:
    return Look(label, color, fill=88, outline=255, width=2, pad=1)


SLATE, GREY = (70, 90, 130), (105, 105, 105)
# Drawn, and listed in the legend, in this order.
LOOKS = {
    "drawn": Look("drawn rects and rules", (200, 60, 200), outline=110, dash=2),
    "word": Look("words", (120, 120, 120), outline=110),
    "line": Look("lines", (0, 130, 140), outline=170, under=True),
    "text": Look("blocks: text", SLATE, outline=190, pad=3),
    "cell": Look("blocks: table cell", SLATE, outline=190, pad=3, dash=8),
    "badge": Look("blocks: badge", (190, 90, 0), outline=230, width=2, pad=2),
    "aside": Look("blocks: aside", (122, 60, 140), outline=230, width=2, pad=3, dash=6),
    "caption": Look("blocks: caption", (122, 80, 20), outline=230, width=2, pad=3, dash=3),
    "furniture": Look("furniture", GREY, fill=50, outline=200, pad=3, hatch=150),
    "other": Look("front matter, sections, ignored", (150, 140, 110), fill=36, pad=2),
    "dossier": Look("the dossier's own fields", (153, 153, 51), fill=88, outline=255, width=2, pad=1),
    "record": Look("record, with its number", (0, 0, 0), outline=255, width=3, pad=7),
    "label": Look("label of a field", GREY, fill=60, pad=1),
    "title": _field("title", (0, 114, 178)),
    "carrier": _field("carrier", (230, 159, 0)),
    "territories": _field("territories", (0, 158, 115)),
    "zone": _field("zone", (86, 180, 233)),
    "description": _field("description", (240, 228, 66)),
    "amount": _field("amount", (204, 121, 167)),
    "theme": _field("theme", (51, 34, 136)),
    "extra": _field("extra", (136, 34, 85)),
    "inferred": Look("inferred from this text", (0, 0, 0), outline=255, width=2, dash=4, pad=2),
    "unclaimed": Look("unclaimed text", (220, 0, 0), fill=70, outline=255, width=2, pad=1, hatch=140),
}
