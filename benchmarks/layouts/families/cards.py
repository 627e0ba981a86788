"""Cards in one to three columns: boxed, tinted or only spaced, of one height or of their own, read across or down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor, linearlyInterpolatedColor, white
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table

from .. import canvas, content, front, typeset
from ..content import Dossier, Record, Section
from ..dice import Dice
from ..style import Look, Style, Wording
from ._cards import BOXES, Cards, Plan

SIDES = {"left": "LINEBEFORE", "right": "LINEAFTER", "top": "LINEABOVE", "bottom": "LINEBELOW"}  # in ReportLab
# Columns that are read down are no higher than their cards need, if that is less than a page.
DOWN = """#layout(size => {{
  let cards = ({cards},)
  let heights = cards.map(it => measure(block(width: (size.width + {gap}pt) / {n} - {gap}pt, it)).height + {gap}pt)
  let needed(height) = heights.fold((1, 0pt), ((k, y), h) => if y + h > height {{ (k + 1, h) }} else {{ (k, y + h) }})
  let height = calc.max(..heights)
  while needed(height).first() > {n} {{ height += 4pt }}
  let all = columns({n}, gutter: {gap}pt, cards.join())
  if height < 0.85 * size.height {{ block(height: height, breakable: false, all) }} else {{
    block(height: heights.first(), below: -heights.first()) // goes to the next page if the first card does not fit
    all
  }}
}})
"""


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print a dossier of cards."""
    dossier = content.drawn(rng)
    style, wording = Style.drawn(rng, landscape=0.12), Wording.drawn(rng)
    plan = Plan.drawn(rng, wording, all(len(record.badge or "") <= 8 for record in dossier.records))
    if rng.happens("labels_stacked", 0.2):
        wording = replace(wording, ending="\n")
    dossier, style = _fitted(dossier, style, plan)
    cards = Printed(style, wording, plan)
    matter = front.before(rng, dossier), front.after(rng, dossier)
    if style.engine == "typst":
        typeset.print_dossier(folder, style, dossier, matter, cards.typst)
    else:
        canvas.print_dossier(folder, style, dossier, matter, cards.reportlab)
    return dossier


def _fitted(dossier: Dossier, style: Style, plan: Plan) -> tuple[Dossier, Style]:
    """The looks of cards; in three columns or across a page, small type and short texts, so that a card fits."""
    looks = dict(style.looks)
    looks["on_colour"] = Look(style.size, colour="#ffffff")
    looks["foot"] = Look(style.size, True, colour="#ffffff" if plan.foot == "fill" else style.colour())
    looks["over"] = Look(style.size - 1, True, colour="#ffffff" if plan.head == "band" else style.colour())
    if plan.head == "band":
        looks["title"] = replace(looks["title"], bold=True, colour="#ffffff")
    if plan.columns == 3 or style.page[0] > style.page[1]:
        dossier, smaller = content.shortened(dossier, 600), max(style.size - 9, 0)
        looks = {role: replace(look, size=look.size - smaller) for role, look in looks.items()}
        style = replace(style, size=style.size - smaller, margins=(44, 60, 44, 56), justified=False)
    return dossier, replace(style, looks=looks)


class Printed(Cards):
    """The cards of a dossier in both engines."""

    def typst(self, section: Section, index: int) -> str:
        """The cards of a section."""
        n, gap = self.plan.columns, self.plan.gap
        each = [self._typst(records, index) for records in self.groups(section)]
        if self.plan.down:
            return DOWN.format(cards=", ".join(f"[{card}]" for card in each), n=n, gap=gap)
        if self.plan.equal:
            return "".join(each)
        return f"#grid(columns: (1fr,) * {n}, gutter: {gap}pt){''.join(f'[{card}]' for card in each)}\n"

    def _typst(self, records: Sequence[Record], index: int) -> str:
        style, plan, colour = self.style, self.plan, f'rgb("{self.style.colour(index)}")'
        fills = {"full": colour, "tint": f"{colour}.lighten(90%)", "": "none"}
        line = f"{BOXES[plan.box][1]}pt + {colour}"
        parts = ""
        for row in self.cells(records):
            for cell in row:
                sides = "".join(f"{side}: {line}, " for side in cell.sides if not plan.radius) or ":"
                text = "".join(typeset.line(style, said, index) for said in cell.lines)
                text = f"#set align(right)\n{text}" if cell.right else text
                if cell.badge:
                    text = (
                        f"#grid(columns: (1fr, auto), gutter: 6pt)[{text}][{typeset.badge(style, cell.badge, index)}]"
                    )
                inset = f"(x: {plan.pad}pt, y: 5pt)"
                parts += f"grid.cell(fill: {fills[cell.fill]}, stroke: ({sides}), inset: {inset})[{text}],\n"
            parts += "[]," * ((plan.columns if plan.equal else 1) - len(row))
        n = plan.columns if plan.equal else 1
        frame = f"radius: {plan.radius}pt, clip: true, stroke: {line}, " if plan.radius else ""
        return (
            f"#block(width: 100%, breakable: {str(plan.split).lower()}, above: 0pt, below: {plan.gap}pt, {frame})["
            f"#set par(justify: false)\n#grid(columns: (1fr,) * {n}, column-gutter: {plan.gap}pt, {parts})]\n"
        )

    def reportlab(self, section: Section, index: int) -> list[Flowable]:
        """The cards of a section."""
        plan, n = self.plan, self.plan.columns
        each = [self._reportlab(records, index) for records in self.groups(section)]
        if plan.down:
            return [Columns(each, self.widths)]
        if plan.equal or n == 1:
            spaced = [f for card in each for f in (card if plan.split else KeepTogether([card]), Spacer(1, plan.gap))]
            return spaced
        rows = [[cell for card in each[i : i + n] for cell in (card, "")][: 2 * n - 1] for i in range(0, len(each), n)]
        rows[-1] += [""] * (2 * n - 1 - len(rows[-1]))
        return [
            Table(rows, colWidths=self.widths, style=[*_padded(0, 0), ("BOTTOMPADDING", (0, 0), (-1, -1), plan.gap)])
        ]

    @property
    def widths(self) -> list[float]:
        """Of the columns and the gutters between them, in points."""
        gap, n = self.plan.gap, self.plan.columns
        width = (self.style.page[0] - self.style.margins[0] - self.style.margins[2] - gap * (n - 1)) / n
        return ([width, gap] * n)[:-1]

    def _reportlab(self, records: Sequence[Record], index: int) -> Table:
        style, plan, colour = self.style, self.plan, HexColor(self.style.colour(index))
        fills = {"full": colour, "tint": linearlyInterpolatedColor(white, colour, 0, 1, 0.1)}
        commands: list[tuple[Any, ...]] = _padded(plan.pad, 3)
        commands += [("ROUNDEDCORNERS", [plan.radius] * 4)] if plan.radius else []
        widths = self.widths if plan.equal else self.widths[:1]
        rows: list[list[Any]] = []
        for y, row in enumerate(self.cells(records)):
            rows.append([""] * len(widths))
            for x, cell in enumerate(row):
                at = ((2 * x, y), (2 * x, y))
                commands += [("BACKGROUND", *at, fills[cell.fill])] if cell.fill else []
                commands += [(SIDES[side], *at, BOXES[plan.box][1], colour) for side in cell.sides]
                more: dict[str, Any] = {"alignment": 2 if cell.right else 0}
                if cell.badge:
                    wide = canvas.badge_width(style, cell.badge)
                    more["rightIndent"] = wide + 6
                    drop = style.look("title").size * 1.05
                    badge = canvas.Badge(style, cell.badge, index, self.widths[0] - 2 * plan.pad - wide, drop)
                rows[y][2 * x] = [badge] if cell.badge else []
                rows[y][2 * x] += [f for said in cell.lines for f in canvas.line(style, said, index, **more)]
        return Table(rows, colWidths=widths, style=commands, splitInRow=1)


class Columns(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """Cards in columns that are read down, no higher than the cards need or the page allows."""

    def __init__(self, cards: list[Table], widths: list[float]) -> None:
        super().__init__()
        self.cards, self.widths = cards, widths
        self.heights = [card.wrap(widths[0], 9999)[1] for card in cards]
        self.gap = widths[1]

    def _columns(self, height: float) -> list[list[Table]]:
        columns, used = list[list[Table]](), height + 1
        for card, high in zip(self.cards, self.heights, strict=True):
            if used + high > height:
                columns.append([])
                used = 0
            columns[-1] += [card, Spacer(1, self.gap)]
            used += high + self.gap
        return columns

    def _table(self, columns: list[list[Table]]) -> Table:
        row = [cell for column in columns for cell in (column, "")]
        return Table([[*row, *[""] * len(self.widths)][: len(self.widths)]], colWidths=self.widths, style=_padded(0, 0))

    def wrap(self, width: float, _: float) -> tuple[float, float]:
        """Balanced columns."""
        height = max(self.heights)
        while 2 * len(columns := self._columns(height)) - 1 > len(self.widths):
            height += 4
        self.table = self._table(columns)
        self.height = self.table.wrap(width, 9999)[1]
        return width, self.height

    def draw(self) -> None:
        """Onto the canvas."""
        self.table.drawOn(self.canv, 0, 0)

    def split(self, _: float, height: float) -> list[Flowable]:
        """Columns as high as the page allows, and the other cards; nothing if the first card does not fit."""
        if self.heights[0] > height - self.gap:
            return []
        now = self._columns(height - self.gap)[: (len(self.widths) + 1) // 2]
        later = self.cards[sum(len(column) // 2 for column in now) :]
        return [self._table(now), *([Columns(later, self.widths)] if later else [])]


def _padded(x: float, y: float) -> list[tuple[Any, ...]]:
    """A table's style: cells with that much room inside, in points."""
    every = ((0, 0), (-1, -1))
    sides = {"LEFTPADDING": x, "RIGHTPADDING": x, "TOPPADDING": y, "BOTTOMPADDING": y}
    return [("VALIGN", *every, "TOP"), *((name, *every, value) for name, value in sides.items())]
