"""Lists under group headings: an item is a title, a carrier, a place and an amount that run on, told apart by signs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from .. import canvas, content, front, typeset
from ..content import Dossier, Record, Section
from ..dice import Dice
from ..fonts import face
from ..lines import Line, Run, described, fields
from ..style import Look, Style, Wording

# Segments between ¦ (left out where the record lacks what they name), lines of an item between /; # is for a label.
SHAPES = (
    "{title}¦ – {carrier}¦ ({zone}, {badge})¦ : {amount}", "{title}¦ – {carrier}¦ ({zone}, {badge})¦ : {amount}",
    "{title}¦, {carrier}¦, {zone}¦ ({badge})¦ – {amount}", "{carrier}¦ : {title}¦ ({zone} – {badge})¦, {amount}",
    "{carrier}¦ – {title}¦ – {zone}, {badge}¦ – {amount}", "{title}¦ ({carrier}, {zone})¦ – {badge}¦ : {amount}",
    "{title}¦ | {carrier}¦ | {zone}¦ | {badge}¦ | {amount}", "{badge} – ¦{title}¦ ({carrier})¦ – {zone}¦ – {amount}",
    "{title}¦, porté par {by}¦ [{zone}, {badge}]¦ : {amount}", "{amount} – ¦{title}¦, {carrier}¦ ({zone}, {badge})",
    "{title}¦ : {amount}/{carrier}¦ – {zone}¦ ({badge})", "{carrier}¦ ({badge})¦ – {amount}/{title}/{zone}",
    "{title}¦ ({badge})/{carrier}¦, {zone}/{amount}", "{zone} ¦({badge}) ¦– {carrier}/{title}¦ : {amount}",
    "{title}¦ ({badge})¦ – {carrier}/#zone/#amount", "{title}/{carrier}¦ ({badge})/#amount/#zone",
)  # fmt: skip
PLAN: dict[str, tuple[Any, ...]] = {  # what the items of one dossier have in common
    "mark": ("{}.", "{}.", "{}.", "{})", "N° {}", "{:02d}", "•", "•", "–", ""),
    "restart": (False, False, True),  # numbers begin anew in each section
    "hanging": (True, True, False),  # the text stands off the mark, or runs on after it
    "amount": ("value", "value", "strong"), "aside": (False, False, False, False, True),  # role; at the right edge
    "label": (False, False, False, False, False, True), "below": ("body", "body", "value", "grey"),  # the description's
    "end": ("", "", "", ".", " ;"), "gap": (4, 6, 8, 11),  # of items without description; between items, in points
    "rule": (False, False, False, False, False, True), "columns": (1, 1, 1, 2, 2),
}  # fmt: skip


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print a dossier of lists."""
    bare = rng.happens("without_descriptions", 0.45)
    dossier = _brief(rng, content.drawn(rng, without=("description",) if bare else ()))
    style, wording = Style.drawn(rng), Wording.drawn(rng)
    told = rng.pick("told_by", ("title", "title", "both", "quotes", "carrier", "carrier and quotes"))
    plan = {name: rng.pick(name, options) for name, options in PLAN.items()}
    plan["shape"] = rng.pick("shape", [shape for shape in SHAPES if told != "title" or _clear(shape, dossier)])
    quotes = [q for q in ("« {} »", "“{}”", '"{}"') if q[0] != rng.choices_made["inner_quotes"][0][0]]
    plan["quotes"] = rng.pick("title_quotes", quotes if "quotes" in told else ("{}", "{}", "{}", quotes[0]))
    plan["hanging"] *= (1.3 + 0.45 * len(plan["mark"].format(10))) * style.size * bool(plan["mark"])  # now in points
    plan["aside"] &= any(record.amount is not None for record in dossier.records)
    looks, heading = style.looks | _looks(rng, style, told), style.heading.replace("divider", "band")
    style = replace(style, looks=looks, heading=heading, columns=plan["columns"])
    items = Items(style, replace(wording, ending=wording.ending.replace("\n", " :")), plan)
    matter = front.before(rng, dossier), front.after(rng, dossier)
    if style.engine == "typst":
        typeset.print_dossier(folder, style, dossier, matter, items.typst)
    else:
        canvas.print_dossier(folder, style, dossier, matter, items.reportlab)
    return dossier


def _clear(shape: str, dossier: Dossier) -> bool:
    """Whether no carrier holds the sign that ends it, where nothing else does."""
    ends = re.search(r"\{(?:carrier|by)\}¦? ?([,–|:])", shape)
    return ends is None or not any(ends[1] in record.carrier for record in dossier.records)


def _brief(rng: Dice, dossier: Dossier) -> Dossier:
    """The same with one paragraph of description at most, and in most dossiers with one commune for a zone."""
    communes = rng.happens("communes", 0.7)

    def brief(record: Record) -> Record:
        text = tuple(text for text in record.description[:1] if not text.endswith(":"))
        if not communes or not record.zone or (record.zone_codes and "(" not in record.zone):
            return replace(record, description=text)
        return replace(record, description=text, zone=re.split(r", | \(| ainsi", record.zone)[0], zone_codes=())

    return replace(dossier, sections=tuple(replace(s, records=tuple(map(brief, s.records))) for s in dossier.sections))


def _looks(rng: Dice, style: Style, told: str) -> dict[str, Look]:
    """Looks of one size, in which what tells the title from the carrier stands out and the other does not."""
    plain, strong = Look(style.size), Look(style.size, True, False, rng.choice(("#000000", style.colour())))
    return {
        "title": strong if told in {"title", "both"} else plain,
        "carrier": strong if "carrier" in told else replace(plain, italic=told == "both"),
        "grey": Look(style.size - 0.5, False, False, "#555555"),
        "mark": Look(style.size, rng.chance(0.6), False, rng.choice(("#000000", style.colour()))),
    }


@dataclass(frozen=True)
class Items:
    """The items of a dossier, for both engines."""

    style: Style
    wording: Wording
    plan: dict[str, Any]

    def head(self, record: Record, aside: str) -> list[Run]:
        """The item's runs but for mark and description, with line ends; `aside`: the amount that stands elsewhere."""
        amount = "" if aside or record.amount is None else self.style.amount(record.amount)
        values = {"title": self.plan["quotes"].format(record.title), "carrier": record.carrier, "amount": amount}
        values |= {"by": record.article + record.carrier, "zone": record.zone or "", "badge": record.badge or ""}
        made = list[Run]()
        for line in self.plan["shape"].split("/"):
            runs = [run for segment in line.split("¦") for run in self._segment(segment, values)]
            if line[0] == "#" and values[line[1:]]:
                runs = list(fields(self.style, self.wording, record, (line[1:],))[0].runs)
            if runs:
                first = Run(re.sub(r"^ ?[–,:|]? ", "", runs[0].text), runs[0].role)
                made += [Run("\n")] * bool(made) + [first, *runs[1:]]
        ended = record.description or "".join(run.text for run in made).endswith((".", "?"))
        return [run for run in made if run.text] + ([] if ended else [Run(self.style.say(self.plan["end"]))])

    def _segment(self, segment: str, values: dict[str, str]) -> list[Run]:
        """The runs of a segment; nothing of it where all that it names is lacking."""
        before, *parts = re.split(r"\{(\w+)\}", segment)
        if not (names := [name for name in parts[::2] if values[name]]):
            return []
        brackets = values[names[0]].startswith("(")  # of its own
        roles = {"title": "title", "carrier": "carrier", "by": "carrier", "amount": self.plan["amount"]}
        said = [Run(self.style.say(values[name]), roles.get(name, "value")) for name in names]
        joint = [Run(parts[1])] * (len(said) - 1)  # between two
        return [Run(" " if brackets else self.style.say(before)), said[0], *joint, *said[1:], Run(parts[-1])]

    def parts(self, record: Record, number: int) -> tuple[str, Line, Line, Line]:
        """Mark, head, description, amount at the right edge; only the head is never empty."""
        mark = self.plan["mark"].format(number if self.plan["restart"] else record.n)
        aside = self.style.amount(record.amount) if self.plan["aside"] and record.amount is not None else ""
        start = [] if self.plan["hanging"] or not mark else [Run(f"{mark} ", "mark")]
        labelled = fields(self.style, self.wording, record, ("description",)) if self.plan["label"] else []
        below = [run for line in labelled or described(self.style, record) for run in line.runs]
        grey = tuple(Run(run.text, self.plan["below"] if run.role == "body" else run.role) for run in below)
        return mark, Line((*start, *self.head(record, aside))), Line(grey), Line((Run(aside, self.plan["amount"]),))

    def typst(self, section: Section, index: int) -> str:
        """The items of a section as markup."""
        style, plan, source = self.style, self.plan, ""
        for number, record in enumerate(section.records, 1):
            mark, head, below, aside = self.parts(record, number)
            text = typeset.runs(style, head, index)
            text += f"#block(above: 5pt, below: 0pt)[{typeset.runs(style, below, index)}]" if below.runs else ""
            cells = {"1fr": text} | ({"auto": typeset.runs(style, aside, index)} if plan["aside"] else {})
            if plan["hanging"]:
                cells = {f"{plan['hanging']}pt": typeset.styled(mark, style.look("mark", index))} | cells
            inside = f"#grid(columns: ({', '.join(cells)},), gutter: 5pt)[{']['.join(cells.values())}]"
            inside += "#v(4pt, weak: true)#line(length: 100%, stroke: 0.4pt + gray)" if plan["rule"] else ""
            source += f"#block(above: {plan['gap'] + 4}pt, below: {plan['gap'] + 4}pt, breakable: false)[{inside}]\n"
        return source

    def reportlab(self, section: Section, index: int) -> list[Flowable]:
        """The items of a section as flowables."""
        style, plan, story, look = self.style, self.plan, list[Flowable](), self.style.look("mark", index)
        off: dict[str, Any] = {"leftIndent": plan["hanging"], "bulletFontSize": style.size}
        off |= {"bulletFontName": face(style.font, look.bold), "bulletColor": HexColor(look.colour)}
        for number, record in enumerate(section.records, 1):
            mark, head, below, aside = self.parts(record, number)
            said = f"<bullet>{mark}</bullet>" * bool(plan["hanging"]) + canvas.runs(style, head, index)
            item = [canvas.paragraph(style, said, **off)]
            item += [canvas.paragraph(style, canvas.runs(style, below, index), **off)] if below.runs else []
            if plan["aside"]:
                right = canvas.paragraph(style, canvas.runs(style, aside, index), Look(style.size), alignment=2)
                zero = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")]
                item = [Table([[item, right]], colWidths=[style.width - 90, 90], style=zero, hAlign="LEFT")]
            story += [KeepTogether(item), *([canvas.rule()] if plan["rule"] else []), Spacer(1, plan["gap"])]
        return story
