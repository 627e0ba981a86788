"""What stands on slides: a big title, key facts, a description, a photograph or a map; no engine here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..content import Record, Section
from ..dice import Dice
from ..lines import Line, Run, Title, fields
from ..style import Look, Style, Wording

WIDE = (960.0, 540.0)  # a screen's page, in points
ORDERS = (
    ("carrier", "territories", "zone", "amount"), ("carrier", "amount", "territories", "zone"),
    ("amount", "carrier", "zone", "territories"), ("territories", "zone", "carrier", "amount"),
)  # fmt: skip
CREDITS = (
    "© Tous droits réservés", "Crédit photo : service communication", "Un atelier au printemps – © DR",
    "L'équipe et des bénévoles. Photo : L. Marchand", "Visite du site, octobre – crédit : P. Le Goff",
)  # fmt: skip


@dataclass(frozen=True)
class Slides:
    """What the slides of one dossier have in common, and what they say."""

    style: Style
    wording: Wording
    title: Title
    on_page: str  # "one", "halves" (two side by side), "bands" (two, one above the other)
    panel: str  # where the facts stand: "left", "right", "top"
    fill: str  # of the panel: "full" (white on colour), "tint", ""
    labels: str  # "above" the values, "beside" them in a column of their own, "inline"
    badge: str  # "fact", "caption" (of a map), "corner" (beside the title)
    carrier: str  # "fact", "subtitle"
    amount: str  # "fact"; in big type: "figure", "over" its label, "under" it
    order: tuple[str, ...]
    credits: tuple[str, ...]  # the captions of photographs, one after the other; "" is a slide without
    running: bool  # the theme stands over the title

    def head(self, section: Section, record: Record) -> list[Line]:
        """The running theme, the title, the carrier."""
        lines = [Line((Run(self.title.of(self.style, record), "title"),))]
        if self.running and section.theme:
            lines.insert(0, Line((Run(self.style.say(section.theme), "quiet"),)))
        if self.carrier == "subtitle":
            lines.append(Line((Run(self.style.say(record.carrier), "subtitle"),)))
        return lines

    def facts(self, record: Record) -> list[list[Line]]:
        """The key facts as rows of cells: one row over the slide; rows of label and value; rows of one cell."""
        made: list[tuple[Run, ...]] = []
        amount = Run(self.wording.words["amount"], "fact_label")
        for field in self.order:
            if field in {self.carrier == "subtitle" and "carrier", self.badge != "fact" and "territories"}:
                continue
            for line in fields(self.style, self.wording, record, (field,)):
                label, value = Run(line.runs[0].text, "fact_label"), Run(line.runs[1].text, "fact")
                figure = Run(value.text, "figure")
                big = {"figure": (figure,), "under": (amount, Run("\n"), figure), "over": (figure, Run("\n"), amount)}
                made.append(big.get(self.amount, (label, value)) if field == "amount" else (label, value))
        if self.panel == "top":
            return [[Line(runs) for runs in made]]
        if self.labels == "beside":
            return [[Line((run,)) for run in runs] if len(runs) == 2 else [Line(runs)] for runs in made]
        return [[Line(runs)] for runs in made]

    def picture(self, record: Record) -> list[Line]:
        """A map named by the badge, or a photograph with its credit."""
        if self.badge == "caption" and record.badge:
            return [Line((Run(self.style.say(record.badge), "caption"),), "picture")]
        credit = self.credits[record.n % len(self.credits)] if self.on_page == "one" and self.badge != "caption" else ""
        return [Line((Run(self.style.say(credit), "quiet"),), "picture")] if credit else []

    def pages(self, section: Section) -> list[tuple[Record, ...]]:
        """The records of each page."""
        n = 1 if self.on_page == "one" else 2
        return [section.records[i : i + n] for i in range(0, len(section.records), n)]


def styled(rng: Dice, style: Style, on_page: str) -> Style:
    """The style with the page and the type of slides."""
    more = {"one": rng.choice((3, 5)), "halves": 2.5, "bands": 1.5}[on_page]  # slides are read from afar
    style = replace(style, size=style.size + more)
    size = rng.choice((22, 26, 30)) if on_page == "one" else 17
    looks = {role: replace(look, size=look.size + more) for role, look in style.looks.items()} | {
        "title": Look(size, rng.chance(0.8), colour=rng.choice((style.colours[0], style.colours[0], "#000000"))),
        "subtitle": Look(style.size + 2, rng.chance(0.3), colour="#444444"),
        "caption": Look(style.size, True),
        "fact": Look(style.size, rng.chance(0.2)),
        "fact_label": Look(style.size - 1, rng.chance(0.8), colour=rng.choice((style.colours[0], "#000000"))),
        "figure": Look(32 if on_page == "one" else 19, True, colour=style.colours[0]),
    }
    page = WIDE if rng.happens("wide", 0.6) else style.page
    heading = rng.pick("slide_heading", ("divider", "divider", "divider", style.heading))
    return replace(style, page=page, margins=(48, 56, 48, 48), heading=heading, looks=looks)


def on_colour(slides: Slides) -> Style:
    """The style with the panel's text in white where the panel is in colour."""
    looks, roles = slides.style.looks, ("fact", "fact_label", "figure") if slides.fill == "full" else ()
    return replace(slides.style, looks=looks | {role: replace(looks[role], colour="#ffffff") for role in roles})
