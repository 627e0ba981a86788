"""A press release: records as short paragraphs of prose, in one to three columns, the carrier within a sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reportlab.platypus import Flowable

from .. import canvas, content, front, sentences, typeset
from ..content import Dossier, Section
from ..dice import Dice
from ..lines import Line, Run
from ..style import Look, Style
from ._templates import BULLETS, Prose, town_zones

# What tells the title is bold ("title"), the carrier's name is ("carrier"), or there are quotes ("").
FORMS = (
    (
        "title",
        "{title}. Projet porté par {the_carrier}[ à {zone}][ ({territories})]."
        "[ Aide accordée : {amount}.] {description}",
    ),
    ("title", "{title}. Porteur : {carrier}[ ({zone})][ – {territories}]. {description}[ Subvention : {amount}.]"),
    (
        "carrier",
        "{carrier}[ ({territories})][, à {zone},] pour son projet « {title} »"
        "[, soutenu à hauteur de {amount}]. {description}",
    ),
    ("", "« {title} », porté par {the_carrier}[ à {zone}][ ({territories})][, reçoit {amount}]. {description}"),
    (
        "title",
        "« {title} », un projet de {the_carrier}[ ({zone})][ – {territories}].[ Montant : {amount}.]\n{description}",
    ),
    (
        "title",
        "{title} : {description} Porteur : {carrier}[ – {zone}]"
        "[ ({territories})].[ Montant de la subvention : {amount}.]",
    ),
    ("title", "{title}\nPorté par {the_carrier}[ – {zone}][ ({territories})]\n{description}[\nAide : {amount}]"),
    ("title", "{title}\n{description}\n{carrier}[, {zone}][ ({territories})][ – {amount}]"),
    ("carrier", "{carrier}[ – {zone}][ ({territories})]\n{title}\n{description}[\nSoutien : {amount}]"),
    ("carrier", "{carrier}[ ({territories})] : {title}[, à {zone}]. {description}[ ({amount})]"),
)


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print a press release."""
    dossier = content.drawn(rng)
    style = Style.drawn(rng)
    columns = rng.pick("columns", (1, 1, 2, 2, 2, 3 if style.page[0] > 700 else 2))
    style = replace(style, columns=columns, size=min(style.size, 9.5) if columns > 1 else style.size)
    told, template = rng.pick("form", FORMS)
    if any("(" in (record.badge or "") for record in dossier.records):
        template = template.replace("[ ({territories})]", "[ – {territories}]")
    dossier = town_zones(rng, dossier)
    style = replace(style, looks=style.looks | _looks(rng, style, told), amount_form="{} €")
    bullet = rng.pick("record_bullet", BULLETS) if "\n" not in template else ""
    prose = Prose(
        template,
        {"title": "title", "carrier": "carrier", "the_carrier": "carrier"},
        rng.happens("articles", 0.6),
        bullet,
        rng.happens("hanging", 0.5),
        rng.choice((5, 8, 12)),
    )
    intro = rng.happens("introductions", 0.4)
    opening = {section: [Line((Run(_intro(rng, style)),))] for section in range(len(dossier.sections))} if intro else {}

    def typst(section: Section, index: int) -> str:
        before = "".join(typeset.line(style, line, index, 10) for line in opening.get(index, ()))
        return before + "".join(prose.typst(style, prose.lines(style, r), r.n, index) for r in section.records)

    def reportlab(section: Section, index: int) -> list[Flowable]:
        before = [f for line in opening.get(index, ()) for f in canvas.line(style, line, index, 10)]
        return before + [f for r in section.records for f in prose.reportlab(style, prose.lines(style, r), r.n, index)]

    matter = front.before(rng, dossier), front.after(rng, dossier)
    if style.engine == "typst":
        typeset.print_dossier(folder, style, dossier, matter, typst)
    else:
        canvas.print_dossier(folder, style, dossier, matter, reportlab)
    return dossier


def _intro(rng: Dice, style: Style) -> str:
    """What a theme is about, before its first record."""
    return style.say(" ".join(sentences.sentence(rng) for _ in range(2)))


def _looks(rng: Dice, style: Style, told: str) -> dict[str, Look]:
    colour = rng.choice(("#000000", style.colours[0]))
    lead, plain = Look(style.size + rng.choice((0, 0, 0, 1)), True, colour=colour), Look(style.size)
    body = {role: replace(style.looks[role], size=style.size) for role in ("body", "value", "strong", "label")}
    credit = Look(style.size, False, rng.chance(0.3))
    return body | {"title": lead if told == "title" else plain, "carrier": lead if told == "carrier" else credit}
