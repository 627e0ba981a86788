"""Which keys of a selector a line does not fit, and what it has instead."""

from __future__ import annotations

from typing import NamedTuple

from dossier_extract.explain.phrases import flat, quoted, rule_text
from dossier_extract.look import color_class, looks_like
from dossier_extract.messages import Message
from dossier_extract.model import Style
from dossier_extract.profile import Look, Selector
from dossier_extract.rules import Rules

NEAR_SIZE = 0.25  # a size that lies further off than this share of the wanted one is another kind of text


class Printed(NamedTuple):
    """How a text looks, and what it says."""

    style: Style
    fill: int | None
    text: str
    folded: str


class Miss(NamedTuple):
    """One key of a selector that a text does not fit."""

    key: str
    has: str
    wanted: str

    @property
    def said(self) -> Message:
        return Message("{key} is {has}, wanted {wanted}", key=self.key, has=self.has, wanted=self.wanted)


class Keys:
    """A selector taken apart: each key by itself, tried as the program tries it."""

    def __init__(self, selector: Look, rules: Rules) -> None:
        self.rules = rules
        self.size = selector.size
        given = ((key, getattr(selector, key)) for key in type(selector).model_fields)
        self.keys = {key: Selector.model_construct(**{key: value}) for key, value in given if value is not None}

    def misses(self, printed: Printed) -> list[Miss]:
        """The keys that the text does not fit, in the order of the language."""
        style, fill, _, folded = printed
        return [
            Miss(key, _has(key, printed), rule_text(getattr(single, key)))
            for key, single in self.keys.items()
            if not looks_like(single, style, fill, folded, self.rules)
        ]

    def is_near(self, miss: Miss, style: Style) -> bool:
        """Whether one miss is little enough to speak of: of several keys, and a size not far off."""
        if miss.key != "size" or self.size is None:
            return len(self.keys) > 1
        low, high = self.size
        return low * (1 - NEAR_SIZE) <= style.size <= high * (1 + NEAR_SIZE)


def all_said(misses: list[Miss]) -> Message:
    """All misses of one text in one sentence."""
    return Message.joined("; ", [miss.said for miss in misses])


def _has(key: str, printed: Printed) -> str:
    """What the text has under a key of the language."""
    style = printed.style
    match key:
        case "size":
            return f"{style.size:g}"
        case "font":
            return flat(style.font)
        case "color":
            return f"{color_class(style.color)} (#{style.color:06x})"
        case "fill":
            fill = printed.fill
            return Message("nothing") if fill is None else f"{color_class(fill)} (#{fill:06x})"
        case "match":
            return quoted(printed.text)
        case _:
            return rule_text(getattr(style, key))
