"""One sheet a page: a band with the title, a panel of facts, a large amount, the description under sub-headings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from .. import content, front, sentences, typeset
from ..content import Dossier, Record, Section
from ..dice import Dice
from ..lines import Line, Run, Title, described
from ..style import Look, Style, Wording
from ._templates import mapped

TOPICS = (
    ("Contexte", "Objectifs", "Public visé"), ("Le projet", "Les actions", "Les résultats attendus"),
    ("Constat", "Réponse apportée"), ("Contexte et enjeux", "Description de l'action", "Partenaires"),
    ("Pourquoi ?", "Comment ?", "Pour qui ?"), ("Objectifs", "Déroulement", "Moyens", "Public visé"),
)  # fmt: skip
ORDERS = (
    ("carrier", "zone", "territories", "amount"), ("carrier", "territories", "amount", "zone"),
    ("territories", "carrier", "zone", "amount"), ("amount", "carrier", "territories", "zone"),
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What the sheets of one dossier have in common."""

    title: Title
    band: str  # "full" (white on colour), "tint", "rule", ""
    carrier: str  # "fact", "band" (under the title), "over" (above it)
    badge: str  # "fact", "band" (right of the title)
    amount: str  # "fact", "large" (in the panel), "band", "end" (below the description)
    panel: str  # "left", "right", "top"
    facts: str  # "stacked" (label over value), "beside" (two columns)
    fill: bool  # of the panel
    order: tuple[str, ...]
    running: bool  # the theme over the title

    @classmethod
    def drawn(cls, rng: Dice, wording: Wording, running: bool) -> Plan:
        """All choices."""
        return cls(
            Title.drawn(rng, wording.words["title"]),
            rng.pick("band", ("full", "full", "tint", "rule", "")),
            rng.pick("carrier_place", ("fact", "fact", "fact", "band", "over")),
            rng.pick("badge_place", ("fact", "fact", "band")),
            rng.pick("amount_place", ("fact", "large", "large", "band", "end")),
            rng.pick("panel", ("left", "right", "right", "top")),
            rng.pick("facts", ("stacked", "stacked", "beside")),
            rng.happens("panel_filled", 0.6),
            rng.pick("order", ORDERS),
            running or rng.happens("running", 0.3),
        )


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print a dossier of sheets."""
    dossier = content.drawn(rng)
    style, wording = Style.drawn(rng, ("typst",)), Wording.drawn(rng)
    dossier = _sectioned(rng, dossier)
    running = rng.happens("running_alone", 0.35) and not any(section.place for section in dossier.sections)
    if running:  # the theme stands on every sheet, and on no page of its own
        dossier = replace(dossier, sections=tuple(replace(section, stated=None) for section in dossier.sections))
    style = replace(style, heading="divider", looks=style.looks | _looks(rng, style))
    plan = Plan.drawn(rng, wording, running)
    matter = front.before(rng, dossier), front.after(rng, dossier)
    topic = rng.pick("topic", ("", "", wording.words["description"]))

    def typst(_: Section, index: int) -> str:
        section = dossier.sections[index]
        return "".join(_sheet(style, wording, plan, (section, index, record, topic)) for record in section.records)

    bare = tuple(replace(section, theme=None) for section in dossier.sections)
    typeset.print_dossier(folder, style, replace(dossier, sections=bare) if running else dossier, matter, typst)
    return dossier


def _sectioned(rng: Dice, dossier: Dossier) -> Dossier:
    """Descriptions in parts under sub-headings, which are lines of it like the others."""
    topics = rng.pick("topics", (*TOPICS, (), ()))

    def parted(record: Record) -> Record:
        if not topics or not record.description:
            return record
        text: list[str] = []
        for topic in topics:
            text += [topic, *sentences.description(rng, dossier.date.year)]
        return replace(record, description=tuple(text))

    return mapped(dossier, parted)


def _looks(rng: Dice, style: Style) -> dict[str, Look]:
    size, colour = style.size, style.colours[0]
    return {
        "title": Look(rng.choice((15, 18, 22)), rng.chance(0.8), colour=rng.choice((colour, "#000000"))),
        "carrier": Look(size + rng.choice((0, 2)), rng.chance(0.4), rng.chance(0.3)),
        "figure": Look(rng.choice((20, 26, 32)), True, colour=colour),
        "topic": Look(size + rng.choice((0, 1, 3)), True, colour=rng.choice((colour, "#000000"))),
        "fact_label": Look(size - rng.choice((0, 1)), rng.chance(0.7), colour=rng.choice((colour, "#666666"))),
        "fact": Look(size, rng.chance(0.2)),
    }


def _sheet(style: Style, wording: Wording, plan: Plan, told: tuple[Section, int, Record, str]) -> str:
    """One page."""
    section, index, record, topic = told
    text = "#pagebreak(weak: true)\n" + _band(style, plan, section, index, record)
    facts, prose = _facts(style, wording, plan, record, index), _description(style, record, index, topic)
    if plan.amount == "end" and record.amount is not None:
        prose += _amount(style, wording, record, index)
    if plan.panel == "top":
        return f"{text}{facts}\n#v(10pt)\n{prose}"
    columns = "(32%, 1fr)" if plan.panel == "left" else "(1fr, 32%)"
    cells = f"[{facts}][{prose}]" if plan.panel == "left" else f"[{prose}][{facts}]"
    return f"{text}#grid(columns: {columns}, column-gutter: 18pt){cells}\n"


def _band(style: Style, plan: Plan, section: Section, index: int, record: Record) -> str:
    """Theme, title, carrier, and what stands right of them."""
    white = plan.band == "full"

    def said(text: str, role: str) -> str:
        look = style.look(role, index)
        return typeset.styled(style.say(text), replace(look, colour="#ffffff") if white else look)

    lines = [said(plan.title.of(style, record), "title")]
    if plan.carrier == "band":
        lines.append(said(record.carrier, "carrier"))
    if plan.carrier == "over":
        lines.insert(0, said(record.carrier, "carrier"))
    if plan.running and section.theme:
        lines.insert(0, said(section.theme, "quiet"))
    right = [said(record.badge, "carrier")] if plan.badge == "band" and record.badge else []
    if plan.amount == "band" and record.amount is not None:
        right.append(said(style.amount(record.amount), "figure"))
    left = "".join(f"#block(above: 4pt, below: 5pt)[{line}]" for line in lines)
    inner = f"#set par(justify: false)\n{left}"
    if right:
        cell = "".join(f"#block(above: 4pt, below: 5pt)[{line}]" for line in right)
        inner = (
            f"#set par(justify: false)\n#grid(columns: (1fr, auto), gutter: 12pt)[{left}][#set align(right)\n{cell}]"
        )
    colour = style.colour(index)
    fills = {"full": f'fill: rgb("{colour}"), ', "tint": f'fill: rgb("{colour}").lighten(82%), '}
    rule = f'stroke: (bottom: 1.2pt + rgb("{colour}")), ' if plan.band == "rule" else ""
    inset = "inset: 10pt, " if plan.band in fills else "inset: (bottom: 6pt), "
    return f"#block(width: 100%, {fills.get(plan.band, '')}{rule}{inset}below: 14pt)[{inner}]\n"


def _facts(style: Style, wording: Wording, plan: Plan, record: Record, index: int) -> str:
    """The panel: labels with their values."""
    rows: list[tuple[str, str]] = []
    placed = {"carrier": plan.carrier == "fact", "territories": plan.badge == "fact"}
    values = {"carrier": record.carrier, "territories": record.badge, "zone": record.zone}
    for field in plan.order:
        label = typeset.styled(style.say(wording.label(field).strip()), style.look("fact_label", index))
        if field == "amount" and record.amount is not None and plan.amount in ("fact", "large"):
            role = "fact" if plan.amount == "fact" else "figure"
            rows.append((label, typeset.styled(style.amount(record.amount), style.look(role, index))))
        elif placed.get(field, True) and (value := values.get(field)):
            rows.append((label, typeset.styled(style.say(value), style.look("fact", index))))
    if not rows:
        return ""
    if plan.panel == "top" and plan.facts == "stacked":
        cells = "".join(f"[{label}#linebreak(){value}]" for label, value in rows)
        inner = f"#grid(columns: ({'1fr, ' * len(rows)}), gutter: 10pt){cells}"
    elif plan.facts == "beside":
        cells = "".join(f"[{label}][{value}]" for label, value in rows)
        inner = f"#grid(columns: (35%, 1fr), gutter: 7pt){cells}"
    else:
        inner = "".join(f"#block(above: 8pt)[{label}#linebreak(){value}]" for label, value in rows)
    fill = f'fill: rgb("{style.colour(index)}").lighten(88%), inset: 9pt, ' if plan.fill else ""
    return f"#block(width: 100%, {fill})[#set par(justify: false)\n{inner}]\n"


def _amount(style: Style, wording: Wording, record: Record, index: int) -> str:
    assert record.amount is not None
    label = typeset.styled(style.say(wording.words["amount"]), style.look("fact_label", index))
    figure = typeset.styled(style.amount(record.amount), style.look("figure", index))
    return f"#block(above: 14pt)[{label}#linebreak(){figure}]\n"


def _description(style: Style, record: Record, index: int, topic: str) -> str:
    """Paragraphs, items and sub-headings; a word over all of it is a label."""
    topics = {word for words in TOPICS for word in words}
    lines = described(style, record)
    heads = [text in topics for text in record.description]
    text = ""
    if topic and lines and not any(heads):
        text = typeset.line(style, Line((Run(style.say(topic), "topic"),)), index, 4)
    for line, head in zip(lines, heads, strict=True):
        own = Line((Run(line.runs[0].text, "topic"),)) if head else line
        text += ("#v(6pt)\n" if head else "") + typeset.line(style, own, index, 4)
    return text
