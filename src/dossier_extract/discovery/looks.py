"""How blocks look, as classes that selectors can name: what discovery compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from dossier_extract.look import color_class
from dossier_extract.model import Block, BlockKind, Style
from dossier_extract.text import Text

LONGEST = 320  # characters of a heading
Plain = tuple[float, bool, bool]  # size, bold, italic: a look whatever its colour
Run = tuple[float, bool, bool, str]  # the same with its colour: a look inside a text
KINDS = (BlockKind.TEXT, BlockKind.CELL)


class Seen(NamedTuple):
    """How a block looks: classes, so that theme colours count as what they are."""

    size: float
    bold: bool
    italic: bool
    color: str
    fill: str | None


def seen(block: Block, style: Style | None = None) -> Seen:
    """How a block looks by a style, else by that of its first word."""
    style = style or next((w.style for w in block.lines[0].words if w.text[:1].isalnum()), block.style)
    fill = None if block.fill is None or color_class(block.fill) == "white" else color_class(block.fill)
    return Seen(style.size, style.bold, style.italic, color_class(style.color), fill)


def chars(block: Block) -> int:
    return sum(len(word.text) for line in block.lines for word in line.words)


def stands_out(look: Seen, body: Seen) -> bool:
    return look != body and (
        look.size > body.size + 0.4
        or (look.bold and not body.bold)
        or look.color not in (body.color, "grey")
        or look.fill != body.fill
        or look.italic != body.italic
    )


def as_selector(look: Seen) -> dict[str, Any]:
    made: dict[str, Any] = {"size": look.size, "bold": look.bold, "italic": look.italic, "color": look.color}
    if look.fill is not None:
        made["fill"] = look.fill
    return made


def as_plain(plain: Plain) -> dict[str, Any]:
    return dict(zip(Seen._fields, plain, strict=False))


def body_look(flow: Sequence[Block], looks: Sequence[Seen]) -> Seen:
    filled: Counter[Seen] = Counter()
    for block, look in zip(flow, looks, strict=True):
        filled[look] += chars(block)
    return max(filled, key=lambda look: filled[look])


def run_looks(texts: Sequence[Text], least: float) -> list[dict[str, Any]]:
    """Looks of runs that stand in so many texts at least but do not fill them."""
    held: Counter[Run] = Counter()
    chars: Counter[Run] = Counter()
    for text in texts:
        own = set()
        for stretch in text.stretches:
            for word in stretch.line.words:
                look = run_look(word.style)
                own.add(look)
                chars[look] += len(word.text)
        held.update(own)
    total = sum(chars.values()) or 1
    looks = [look for look, count in held.most_common() if count >= least and chars[look] < 0.75 * total]
    return [as_run(look) for look in looks[:5]]


def run_look(style: Style) -> Run:
    return style.size, style.bold, style.italic, color_class(style.color)


def as_run(look: Run) -> dict[str, Any]:
    return dict(zip(Seen._fields, look, strict=False))
