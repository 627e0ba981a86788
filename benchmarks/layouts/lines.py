"""Lines of text that do not know their engine: runs with a role, which `Style.look` gives a look.

In a run "\\n" breaks the line and "\\t" leaves a gap of two ems. `typeset.line` and `canvas.line` print them.
"""

from __future__ import annotations

from dataclasses import dataclass

from .content import Record
from .dice import Dice
from .style import Style, Wording


@dataclass(frozen=True)
class Run:
    """Text with the role of its look: title, carrier, label, value, body, strong, quiet, h1, h2."""

    text: str
    role: str = "body"


@dataclass(frozen=True)
class Line:
    """A paragraph ("p"), an item of a list ("li"), a heading ("h1", "h2"), a figure or a picture with its caption."""

    runs: tuple[Run, ...]
    kind: str = "p"


@dataclass(frozen=True)
class Title:
    """How titles are printed: a word before, quotation marks around."""

    form: str

    @classmethod
    def drawn(cls, rng: Dice, word: str) -> Title:
        """One of the forms; `word` is the dossier's label for titles."""
        forms = (
            "{}",
            "{}",
            "{}",
            "« {} »",
            "“{}”",
            '"{}"',
            f"{word} « {{}} »",
            f"{word} : {{}}",
            f"{word} n° {{n}} : {{}}",
        )
        return cls(rng.pick("title_form", forms))

    def of(self, style: Style, record: Record) -> str:
        """The title of a record as printed."""
        return style.say(self.form.format(record.title, n=record.n))


def labelled(style: Style, wording: Wording, field: str, value: str, role: str = "value") -> Line:
    """A label and its value on one line, or on two where labels stand on lines of their own."""
    label = style.say(wording.label(field))
    hidden = style.looks["label"] == style.looks["body"] and wording.ending in {"", "\t", "\n"}
    gap = "" if label.endswith(("\n", "\t")) else " "
    return Line((Run(label + gap, "strong" if hidden else "label"), Run(style.say(value), role)))


def fields(style: Style, wording: Wording, record: Record, order: tuple[str, ...]) -> list[Line]:
    """The record's fields with their labels in that order; those that it lacks are left out.

    Order may name carrier, territories (the badge), zone, amount, description.
    """
    values = {
        "carrier": record.carrier,
        "territories": record.badge,
        "zone": record.zone,
        "amount": record.amount is not None and style.amount(record.amount),
    }
    lines: list[Line] = []
    for field in order:
        if field == "description":
            paragraphs = described(style, record)
            if paragraphs and paragraphs[0].kind == "p":
                first = labelled(style, wording, field, "", "body").runs[0]
                paragraphs[0] = Line((first, *paragraphs[0].runs))
            lines += paragraphs
        elif value := values[field]:
            lines.append(labelled(style, wording, field, value, "carrier" if field == "carrier" else "value"))
    return lines


def described(style: Style, record: Record) -> list[Line]:
    """The description's paragraphs and items, without a label."""
    return [
        Line((Run(style.say(text.removeprefix("- "))),), "li" if text.startswith("- ") else "p")
        for text in record.description
    ]
