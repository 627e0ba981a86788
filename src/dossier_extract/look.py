"""What a selector means: size, weight, slope, colour class, fill and beginning of a line."""

from __future__ import annotations

import colorsys
from functools import lru_cache

from dossier_extract.model import Style
from dossier_extract.profile import Look, Selector
from dossier_extract.rules import Rules

DARK, LIGHT = 0.5, 0.75  # luminance below which a fill is dark, above which it is light
GREY = 0.15  # HSV saturation below which a colour is black, grey or white
HUES = (
    (20, "red"),
    (45, "orange"),
    (70, "yellow"),
    (170, "green"),
    (255, "blue"),
    (325, "purple"),
    (361, "red"),
)  # degrees


@lru_cache(maxsize=4096)
def color_class(color: int) -> str:
    """Name the class of a colour 0xRRGGBB: theme colours vary from section to section, their class says enough."""
    r, g, b = (color >> 16) / 255, (color >> 8 & 255) / 255, (color & 255) / 255
    hue, saturation, value = colorsys.rgb_to_hsv(r, g, b)
    if value < 0.3 and (saturation < 0.4 or value < 0.15):
        return "black"
    if saturation < GREY:
        return "white" if value > 0.9 else "grey"
    return next(name for limit, name in HUES if hue * 360 < limit)


def luminance(color: int) -> float:
    """Relative brightness between 0 and 1 (ITU-R BT.601 weights)."""
    return (0.299 * (color >> 16) + 0.587 * (color >> 8 & 255) + 0.114 * (color & 255)) / 255


def color_fits(wanted: str, color: int | None) -> bool:
    """Whether a colour, or the lack of one, is of the wanted class."""
    if wanted == "none" or color is None:
        return wanted == "none" and (color is None or color_class(color) == "white")
    if wanted in ("dark", "light"):
        return luminance(color) < DARK if wanted == "dark" else luminance(color) > LIGHT
    return wanted == "any" or wanted == color_class(color)


def style_fits(selector: Look, style: Style) -> bool:
    """Whether a style is the wanted one; fill and text are not looked at."""
    return (
        (selector.size is None or selector.size[0] <= style.size <= selector.size[1])
        and (selector.bold is None or selector.bold == style.bold)
        and (selector.italic is None or selector.italic == style.italic)
        and (selector.color is None or color_fits(selector.color, style.color))
        and (selector.font is None or selector.font.replace(" ", "").lower() in style.font.replace(" ", "").lower())
    )


def looks_like(selector: Selector, style: Style, fill: int | None, folded: str, rules: Rules) -> bool:
    """Whether a line of this style, on this fill, with this folded text, is meant by the selector."""
    return (
        style_fits(selector, style)
        and (selector.fill is None or color_fits(selector.fill, fill))
        and (selector.match is None or rules.pattern(selector.match).match(folded) is not None)
        and (selector.labelled is None or selector.labelled == (rules.inner.match(folded) is not None))
    )
