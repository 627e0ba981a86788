"""A record as sentences: a template with fields in braces, filled to lines of runs; no engine here.

`{title}`, `{carrier}`, `{the_carrier}` (with its article), `{territories}` (the badge), `{zone}`, `{amount}` and
`{description}` stand for values. What is in `[ ]` is printed where the record has the field in it. `⟨ ⟩` are printed
brackets, `\\n` begins a new paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from reportlab.platypus import Flowable, Spacer

from .. import canvas, typeset
from ..content import Dossier, Record
from ..dice import Dice
from ..fonts import face
from ..lines import Line, Run
from ..places import REGIONS
from ..style import Style

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(r"(\{\w+\}|\n)")
BULLETS = ("", "", "", "-", "–", "•", "»", "{n}.", "{n})", "{n} –", "N° {n} –")


@dataclass(frozen=True)
class Prose:
    """How the records of one dossier are written; distances in points."""

    template: str
    roles: Mapping[str, str]  # field → role of its look; others look like the text
    articles: bool
    bullet: str  # before every record, with its number in {n}; "" is none
    hanging: bool  # the text stands right of the bullet, line by line
    gap: float  # between records

    def lines(self, style: Style, record: Record) -> list[Line]:
        """The paragraphs of a record."""
        values = _values(style, record, self.articles)
        paragraphs: list[tuple[str, list[Run]]] = [("p", [])]
        text = _OPTIONAL.sub(lambda part: part[1] if all(map(values.get, _names(part[1]))) else "", self.template)
        for piece in _FIELD.split(text):
            name = piece.strip("{}")
            if piece == "\n":
                paragraphs.append(("p", []))
            elif name == "description" and piece != name:
                _describe(style, record, paragraphs)
            elif piece:
                said = values[name] or "" if piece != name else style.say(piece.replace("⟨", "[").replace("⟩", "]"))
                paragraphs[-1][1].append(Run(said, self.roles.get(name, "body") if piece != name else "body"))
        return [Line(tuple(own), kind) for kind, own in paragraphs if any(run.text.strip() for run in own)]

    def typst(self, style: Style, lines: list[Line], n: int, section: int) -> str:
        """Paragraphs as markup."""
        mark = style.say(self.bullet.format(n=n))
        if mark and not self.hanging:
            lines = [_marked(lines[0], mark), *lines[1:]]
        text = "".join(typeset.line(style, line, section, 5) for line in lines)
        if mark and self.hanging:
            head = typeset.styled(mark, style.look("body"))
            text = f"#grid(columns: (auto, 1fr), column-gutter: 6pt)[#block(above: 5pt)[{head}]][{text}]\n"
        return f"#v({self.gap}pt, weak: true)\n{text}"

    def reportlab(self, style: Style, lines: list[Line], n: int, section: int) -> list[Flowable]:
        """Paragraphs as flowables."""
        mark, story = style.say(self.bullet.format(n=n)), []
        if mark and not self.hanging:
            lines = [_marked(lines[0], mark), *lines[1:]]
        indent = 10 + 6 * len(mark) if mark and self.hanging else 0
        for index, line in enumerate(lines):
            made = line
            more: dict[str, object] = {"leftIndent": indent} if indent and line.kind == "p" else {}
            if indent and not index:
                tag = f"<bullet>{escape(mark)}</bullet>"
                look = style.look("body")
                largest = max((style.look(run.role) for run in line.runs), key=lambda one: one.size)
                more |= {"bulletIndent": 0, "bulletFontSize": look.size, "bulletFontName": face(style.font)}
                text = tag + canvas.runs(style, line, section)
                story.append(
                    canvas.paragraph(style, text, largest if largest.size > look.size else None, spaceAfter=5, **more)
                )
                continue
            story += canvas.line(style, made, section, 5, **more)
        return [*story, Spacer(1, self.gap)]


def town_zones(rng: Dice, dossier: Dossier) -> Dossier:
    """The same with one or two communes for a zone, for lines that have no room for more."""
    towns = {d.code: d.towns for region in REGIONS for d in region.departements}

    def short(record: Record) -> Record:
        own = [town for code in record.codes for town in towns.get(code, ())]
        if record.zone is None or not own:
            return record
        return replace(record, zone=" et ".join(rng.sample(own, 2 if rng.chance(0.15) else 1)), zone_codes=())

    return mapped(dossier, short)


def mapped(dossier: Dossier, change: Callable[[Record], Record]) -> Dossier:
    """The dossier with every record changed."""
    sections = tuple(replace(one, records=tuple(map(change, one.records))) for one in dossier.sections)
    return replace(dossier, sections=sections)


def _names(text: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", text)


def _values(style: Style, record: Record, articles: bool) -> dict[str, str | None]:
    return {
        "title": style.say(record.title),
        "carrier": style.say(record.carrier),
        "the_carrier": style.say((record.article if articles else "") + record.carrier),
        "territories": record.badge and style.say(record.badge),
        "zone": record.zone and style.say(record.zone),
        "amount": None if record.amount is None else style.amount(record.amount),
        "description": record.description[0] if record.description else None,
    }


def _describe(style: Style, record: Record, paragraphs: list[tuple[str, list[Run]]]) -> None:
    """Add the description: its first paragraph goes on where the last one stopped."""
    for index, text in enumerate(record.description):
        run = Run(style.say(text.removeprefix("- ")))
        if index or text.startswith("- "):
            paragraphs.append(("li" if text.startswith("- ") else "p", []))
        paragraphs[-1][1].append(run)
    if record.description and record.description[-1].startswith("- "):
        paragraphs.append(("p", []))


def _marked(line: Line, mark: str) -> Line:
    return Line((Run(f"{mark} "), *line.runs), line.kind)
