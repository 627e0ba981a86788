"""Blocks one below the other: a title line with a look of its own, a badge beside or inside it, then the fields."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reportlab.platypus import CondPageBreak, Flowable, Spacer

from .. import canvas, content, front, typeset
from ..content import Dossier, Record
from ..dice import Dice
from ..lines import Line, Run, Title, described, fields, labelled
from ..style import Style, Wording
from ..words import BEFORE_CARRIER

ORDERS = (
    ("description", "zone", "amount"), ("zone", "description", "amount"), ("amount", "zone", "description"),
    ("zone", "amount", "description"), ("description", "amount", "zone"),
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What the blocks of one dossier have in common."""

    title: Title
    carrier: str  # one of words.BEFORE_CARRIER joins it to the title; "line", "par" (porté par X), "label": below
    badge: str  # "left", "right" (of the title line), "margin", "inside" (between title and carrier), "label"
    order: tuple[str, ...]
    description_label: bool
    articles: bool  # "par la Fédération …", not "par Fédération …"
    gap: float  # between blocks, in points
    rule: bool  # a thin rule between blocks

    @classmethod
    def drawn(cls, rng: Dice, wording: Wording, short: bool) -> Plan:
        """All choices; `short`: all badges are."""
        return cls(
            title=Title.drawn(rng, wording.words["title"]),
            carrier=rng.pick("carrier_place", (*BEFORE_CARRIER, *("line", "par", "label", "label") * 2)),
            # a name in words is too wide for the margin
            badge=rng.pick("badge_place", ("left", "right", "inside", "label", *("margin",) * (2 if short else 0))),
            order=rng.pick("order", ORDERS),
            description_label=rng.happens("description_label", 0.25),
            articles=rng.happens("articles", 0.5),
            gap=rng.choice((10, 14, 18, 24)),
            rule=rng.happens("rule_between", 0.2),
        )


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print a dossier of blocks."""
    dossier = content.drawn(rng)
    style, wording = Style.drawn(rng), Wording.drawn(rng)
    short = all(len(record.badge or "") <= 8 for record in dossier.records)
    plan = Plan.drawn(rng, wording, short)
    matter = front.before(rng, dossier), front.after(rng, dossier)
    if style.engine == "typst":
        typeset.print_dossier(
            folder, style, dossier, matter, lambda s, i: "".join(_typst(style, wording, plan, r, i) for r in s.records)
        )
    else:
        canvas.print_dossier(
            folder,
            style,
            dossier,
            matter,
            lambda s, i: [f for r in s.records for f in _reportlab(style, wording, plan, r, i)],
        )
    return dossier


def head(style: Style, plan: Plan, record: Record) -> list[Run]:
    """The title line: title, badge where it stands inside, carrier where it is joined."""
    runs = [Run(plan.title.of(style, record), "title")]
    if record.badge and plan.badge == "inside":
        runs.append(Run(style.say(f" ({record.badge})" if "(" not in record.badge else f" – {record.badge}"), "title"))
    if plan.carrier in BEFORE_CARRIER:
        article = record.article if plan.articles and plan.carrier.endswith((" par ", "présenté par ")) else ""
        runs.append(Run(style.say(f"{plan.carrier}{article}{record.carrier}"), "title" if plan.articles else "carrier"))
    return runs


def body(style: Style, wording: Wording, plan: Plan, record: Record) -> list[Line]:
    """The lines below the title line."""
    lines: list[Line] = []
    if plan.carrier == "line":
        lines.append(Line((Run(style.say(record.carrier), "carrier"),)))
    elif plan.carrier == "par":
        article = record.article if plan.articles else ""
        lines.append(Line((Run(style.say(f"Porté par {article}{record.carrier}"), "carrier"),)))
    elif plan.carrier == "label":
        lines.append(labelled(style, wording, "carrier", record.carrier, "carrier"))
    if plan.badge == "label":
        lines += fields(style, wording, record, ("territories",))
    for field in plan.order:
        if field == "description" and not plan.description_label:
            lines += described(style, record)
        else:
            lines += fields(style, wording, record, (field,))
    return lines


def _typst(style: Style, wording: Wording, plan: Plan, record: Record, section: int) -> str:
    """One block as markup. Blocks may break over pages; their title stays with what follows."""
    title = typeset.runs(style, Line(tuple(head(style, plan, record))), section)
    if record.badge and plan.badge in {"left", "right", "margin"}:
        badge = typeset.badge(style, record.badge, section, 3 if plan.rule else 0)
        side = {
            "margin": f"#place(dx: -{style.margins[0] - 14}pt, dy: -3pt, {badge[1:]}){title}",
            "left": f"{badge} {title}",
            "right": f"#grid(columns: (1fr, auto), gutter: 8pt)[{title}][{badge}]",
        }
        title = side[plan.badge]
    rule = "#line(length: 100%, stroke: 0.4pt + gray)\n" if plan.rule else ""
    text = f"{rule}#block(above: {plan.gap}pt, below: 6pt, sticky: true)[#set par(justify: false)\n{title}]\n"
    return text + "".join(typeset.line(style, line, section, 5) for line in body(style, wording, plan, record))


def _reportlab(style: Style, wording: Wording, plan: Plan, record: Record, section: int) -> list[Flowable]:
    """One block as flowables."""
    look = style.look("title")
    story: list[Flowable] = [CondPageBreak(60), canvas.rule()] if plan.rule else [CondPageBreak(60)]
    indent: dict[str, float] = {}
    if record.badge and plan.badge in {"left", "right", "margin"}:
        width = canvas.badge_width(style, record.badge)
        inside = style.page[0] - style.margins[0] - style.margins[2] - width
        x = {"margin": 14 - style.margins[0], "left": 0.0, "right": inside}[plan.badge]
        story.append(canvas.Badge(style, record.badge, section, x, drop=look.size * 1.05))
        indent = {"left": {"leftIndent": width + 6}, "right": {"rightIndent": width + 6}}.get(plan.badge, {})
    title = canvas.runs(style, Line(tuple(head(style, plan, record))), section)
    story.append(canvas.paragraph(style, title, look, spaceBefore=0, keepWithNext=1, **indent))
    for line in body(style, wording, plan, record):
        story += canvas.line(style, line, section, 5)
    return [*story, Spacer(1, plan.gap)]
