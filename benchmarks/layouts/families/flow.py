"""Flowing text in columns, as in a magazine: a bold title run in or alone, facts within the text, quotes between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reportlab.platypus import CondPageBreak, Flowable, Spacer

from .. import canvas, content, front, typeset
from ..content import Dossier, Record, Section
from ..dice import Dice
from ..lines import Line, Run, Title, described, fields
from ..style import Look, Style, Wording
from . import _decor as decor

PLAN: dict[str, tuple[Any, ...]] = {  # what the blocks of one dossier have in common
    "columns": (1, 2, 2, 2, 2), "run_in": (True, False),  # the title begins the paragraph, or has a line of its own
    "title_end": (". ", ". ", " – ", " : "),  # where the title runs in
    "carrier": ("brackets", "brackets", "italic", "italic", "par", "line", "label"),
    "badge": ("title", "carrier", "label"),  # after the one, after the other, or in the facts
    "facts": ("end", "end", "start", "own"),  # in the last, in the first, in a paragraph of their own
    "order": (("zone", "amount"), ("amount", "zone")),
    "between": (". ", ". ", " – ", " | "),  # two facts in a paragraph of their own; elsewhere they are sentences
    "amount_bare": (False, False, False, True),  # the last fact, bold, without a label
    "label": (False, False, False, True),  # before the description
    "indent": (0, 0, 12), "gap": (4, 8, 12),  # of later paragraphs' first lines; between blocks; in points
    "decor": (0.05, 0.15, 0.25), "within": (0, 0, 0.1),  # how often something stands between blocks, or paragraphs
    "float": (False, True),  # pictures stand at the top or the foot of a column
}  # fmt: skip


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print a dossier of flowing text."""
    dossier = content.drawn(rng)
    style, wording = Style.drawn(rng), Wording.drawn(rng)
    plan = {name: rng.pick(name, options) for name, options in PLAN.items()}
    if plan["run_in"] and plan["carrier"] == "line":
        plan["carrier"] = rng.choices_made["carrier"] = "italic"
    title = rng.choice((Title("{}"), Title.drawn(rng, wording.words["title"])))
    rng.choices_made["title_form"] = title.form
    larger = 0 if plan["run_in"] else rng.choice((0, 1, 2))
    looks = {
        "title": Look(style.size + larger, True, False, style.looks["title"].colour),
        "carrier": Look(style.size, False, plan["carrier"] in {"italic", "line"}),
        "quote": Look(style.size + rng.choice((2, 3, 4)), False, True, style.colour()),
    }
    heading = style.heading if plan["columns"] == 1 else style.heading.replace("divider", "ruled")
    style = replace(style, columns=plan["columns"], looks=style.looks | looks, heading=heading)
    ending = wording.ending if wording.ending.strip() and plan["between"] != " – " else " :"
    flow = Flow(rng, style, replace(wording, ending=ending), plan, title)
    matter = front.before(rng, dossier), front.after(rng, dossier)
    if style.engine == "typst":
        typeset.print_dossier(folder, style, dossier, matter, flow.typst)
    else:
        canvas.print_dossier(folder, style, dossier, matter, flow.reportlab)
    return dossier


def joined(pieces: list[list[Run]], mark: str = ". ") -> list[Run]:
    """The pieces that are not empty with the mark between; no full stop follows on another end of a sentence."""
    made: list[Run] = []
    for piece in filter(None, pieces):
        ended = made and made[-1].text.endswith((".", "?", "!"))
        made += ([Run(" " if ended and mark == ". " else mark)] if made else []) + piece
    return made


@dataclass(frozen=True)
class Flow:
    """The text of a dossier, for both engines."""

    rng: Dice  # for what stands between the blocks
    style: Style
    wording: Wording
    plan: dict[str, Any]
    title: Title

    def lines(self, section: Section) -> Iterator[Line]:
        """All paragraphs of a section. Kinds beside "p" and "li": "title" and "carrier" (lines of their own), "next" (a
        later paragraph of a description), decor.KINDS, "end" (of a block, without text)."""
        for record in section.records:
            before = "title"
            for line in self.block(record):
                if before in {"p", "next"} and line.kind == "next" and self.rng.chance(self.plan["within"]):
                    yield decor.drawn(self.rng, self.style, "quote")
                yield line
                before = line.kind
            yield Line((), "end")
            if self.rng.chance(self.plan["decor"]):
                yield decor.drawn(self.rng, self.style, self.rng.choice(decor.KINDS))

    def block(self, record: Record) -> list[Line]:
        """The paragraphs of one record."""
        plan, head, carrier, facts = self.plan, *self._head(record), self._facts(record)
        labelled = fields(self.style, self.wording, record, ("description",)) if plan["label"] else []
        text = labelled or described(self.style, record) or [Line(())]
        lines = [] if plan["run_in"] else [Line(tuple(head), "title")]
        if plan["carrier"] == "line":
            lines, carrier = [*lines, Line(tuple(carrier), "carrier")], []
        start = joined([carrier, joined(facts) if plan["facts"] == "start" else [], list(text[0].runs)])
        text[0] = Line(tuple(joined([head if plan["run_in"] else [], start], plan["title_end"])))
        text[1:] = [replace(line, kind="next") if line.kind == "p" else line for line in text[1:]]
        lines += [line for line in text if line.runs]
        if plan["facts"] == "own":
            lines += [Line(tuple(joined(facts, plan["between"])))] if facts else []
        elif facts and plan["facts"] == "end":
            last = lines.pop() if lines[-1].kind in {"p", "next"} else Line(())
            lines.append(replace(last, runs=tuple(joined([list(last.runs), joined(facts)]))))
        return lines

    def _head(self, record: Record) -> tuple[list[Run], list[Run]]:
        """The title with what belongs to it; the carrier, if it stands neither there nor in the facts."""
        form, say, at = self.plan["carrier"], self.style.say, self.plan["badge"] if record.badge else ""
        badge = say(f" – {record.badge}" if "(" in (record.badge or "") else f" ({record.badge})")
        head = [Run(self.title.of(self.style, record), "title")] + ([Run(badge, "title")] if at == "title" else [])
        name, after = Run(say(record.carrier), "carrier"), [Run(badge)] if at == "carrier" else []
        if form == "brackets":
            return [*head, Run(" ("), name, Run(say(f", {record.badge})" if after else ")"))], []
        if form == "par" and self.plan["run_in"]:
            return [*head, Run(say(f", porté par {record.article}")), name, *after], []
        by = [Run(say(f"Un projet porté par {record.article}"))] if form == "par" else []
        return (head + after, []) if form == "label" else (head, [*by, name, *after])

    def _facts(self, record: Record) -> list[list[Run]]:
        """Label and value of each fact."""
        bare = self.style.amount(record.amount) if self.plan["amount_bare"] and record.amount is not None else ""
        first = {"carrier": self.plan["carrier"], "territories": self.plan["badge"]}
        names = [*(name for name, place in first.items() if place == "label"), *self.plan["order"]]
        wanted = tuple(name for name in names if not (bare and name == "amount"))
        facts = [list(line.runs) for line in fields(self.style, self.wording, record, wanted)]
        return [*facts, *([[Run(bare, "strong")]] if bare else [])]

    def typst(self, section: Section, index: int) -> str:
        """A section as markup."""
        source = ""
        for line in self.lines(section):
            if line.kind in decor.KINDS:
                source += decor.typst(self.style, line, index, self.plan["float"])
            elif line.kind in {"title", "carrier"}:
                text = f"#set par(justify: false)\n{typeset.runs(self.style, line, index)}"
                source += f"#block(sticky: true, above: {12 if line.kind == 'title' else 5}pt, below: 6pt)[{text}]\n"
            elif line.kind == "end":
                source += f"#v({self.plan['gap'] + 4}pt)\n"
            else:
                indent = f"#h({self.plan['indent']}pt)" if line.kind == "next" else ""
                source += typeset.line(self.style, line, index, 6).replace(")[", f")[{indent}", 1)
        return source

    def reportlab(self, section: Section, index: int) -> list[Flowable]:
        """A section as flowables."""
        style, story = self.style, list[Flowable]()
        for line in self.lines(section):
            if line.kind in decor.KINDS:
                story.append(decor.reportlab(style, line, index))
            elif line.kind in {"title", "carrier"}:
                text, look = canvas.runs(style, line, index), style.look(line.kind, index)
                story += [CondPageBreak(50)] if line.kind == "title" else []
                story.append(canvas.paragraph(style, text, look, spaceAfter=2, keepWithNext=1))
            elif line.kind == "end":
                story.append(Spacer(1, self.plan["gap"]))
            else:
                indent = {"firstLineIndent": self.plan["indent"]} if line.kind == "next" else {}
                story += canvas.line(style, line, index, 3, **indent)
        return story
