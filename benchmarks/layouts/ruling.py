"""How tables look, and the rows of `tables` printed by both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, Spacer, Table

from . import canvas, content, front, tables, typeset
from .content import Dossier, Section
from .dice import Dice
from .lines import Line, Run
from .style import A4, Look, Style, Wording
from .tables import Cell, Plan, Row, tint

LISTS = ("Liste des lauréats", "Annexe – Liste des projets retenus", "Tableau récapitulatif", "Projets lauréats", "")
_SMALLEST = 6.5  # points
_LEAST = 30  # points of a row on either side of a page's end
Drawn = tuple[Dossier, Style, Wording, Plan]


@dataclass(frozen=True)
class Rules:
    """How the tables of one dossier look. Lengths in points."""

    lines: str  # "grid", "horizontal", "none", "frame" (horizontal rules in a frame)
    stroke: float
    colour: str  # of the rules
    zebra: bool
    header_fill: bool
    header_line: str  # "" or, below a header without fill, "rule" or "underline"
    band: str  # "filled", "tinted", "plain"
    padding: tuple[float, float]  # left and right, above and below
    valign: str  # "top", "middle", "bottom"
    splits: bool  # rows go on over pages
    repeats: bool  # headers are repeated on each page
    header_in_page: bool  # repeated above a row that is cut, too (ReportLab alone)
    bands_repeat: bool  # and section bands (Typst alone)
    text_order: str = "cells"  # "lines": across the columns, line by line

    @classmethod
    def drawn(cls, rng: Dice, style: Style) -> Rules:
        """All choices."""
        lines, zebra = rng.pick(
            "rules", (("grid", False), ("grid", False), ("horizontal", False), ("none", True), ("horizontal", True),
                      ("frame", False), ("grid", True)),
        )  # fmt: skip
        return cls(
            lines=lines,
            stroke=rng.choice((0.4, 0.5, 0.75, 1)),
            colour=rng.choice(("#000000", "#888888", "#bbbbbb", style.colour())),
            zebra=zebra,
            header_fill=rng.happens("header_fill", 0.7),
            header_line="",
            band=rng.pick("band", ("filled", "tinted", "tinted", "plain")),
            padding=(rng.choice((3, 4, 5)), rng.choice((2, 3, 4, 6))),
            valign=rng.pick("valign", ("top", "top", "top", "middle", "middle", "bottom")),
            splits=rng.happens("rows_split", 0.6),
            repeats=rng.happens("headers_repeat", 0.75),
            header_in_page=rng.happens("header_in_page", 0.3),
            bands_repeat=rng.happens("bands_repeat", 0.3),
        )

    def fill(self, style: Style, row: Row, odd: bool) -> str | None:
        """The colour behind a row, if any."""
        colour = style.colour(row.section)
        match row.kind:
            case "header":
                return colour if self.header_fill else None
            case "band":
                below = row.cells[0].lines[0].runs[0].role == "place"  # under a theme's band
                return {"filled": tint(colour, 0.15) if below else colour, "tinted": tint(colour, 0.15)}.get(self.band)
            case "total":
                return "#e6e6e6" if self.zebra or self.header_fill else None
        return tint(colour, 0.08) if self.zebra and odd else None


def start(rng: Dice) -> Drawn:
    """What every dossier of tables begins with; descriptions are often absent."""
    dossier = content.drawn(rng, without=("description",) if rng.happens("no_descriptions", 0.3) else ())
    style, wording = Style.drawn(rng, landscape=0.2), Wording.drawn(rng)
    plan = Plan.drawn(rng, wording, dossier)
    if len(plan.columns) + (("description",) in plan.columns) >= 6 and rng.happens("wide_table", 0.7):
        style = replace(style, page=A4[::-1])
    return dossier, style, wording, plan


def finish(
    rng: Dice,
    folder: Path,
    drawn: Drawn,
    looks: tuple[Rules, Look],
    engines: tuple[Callable[..., str], Callable[..., list[Flowable]]],
) -> Dossier:
    """Print the dossier: `looks` of the tables and of header cells, `engines` print rows with Typst or ReportLab."""
    dossier, style, wording, plan = drawn
    matter = front.before(rng, dossier), front.after(rng, dossier)
    plan, printed = tables.totalled(plan, dossier)
    style, cells, widths = _fitted(rng, (style, wording), plan, printed, looks)
    heading = rng.choice(LISTS) if plan.whole else ""
    note = [Line((Run(style.say(plan.note), "quiet"),))] if plan.note else []
    title = [Line((Run(style.say(heading), "h1"),), "h1")] if heading else []

    def rows(index: int) -> list[Row]:
        return list(tables.rows(cells, wording, plan, printed, None if plan.whole else index))

    # a table of all sections prints their headings itself: the engine sees one section without any
    sections = (Section(None, None, (), printed.records),) if plan.whole else printed.sections
    seen = replace(printed, sections=sections)
    if style.engine == "typst":
        typeset.print_dossier(folder, style, seen, matter, lambda _, index: "".join((
            *(typeset.line(style, line, after=12) for line in title),
            engines[0](cells, plan, looks[0], rows(index), widths),
            *(typeset.line(style, line, after=12) for line in note),
        )))  # fmt: skip
    else:
        canvas.print_dossier(folder, style, seen, matter, lambda _, index: [
            *(flowable for line in title for flowable in canvas.line(style, line, after=12)),
            *engines[1](cells, plan, looks[0], rows(index), widths),
            Spacer(1, 6), *(flowable for line in note for flowable in canvas.line(style, line, after=12)),
        ])  # fmt: skip
    return printed


def _fitted(
    rng: Dice, words: tuple[Style, Wording], plan: Plan, dossier: Dossier, looks: tuple[Rules, Look]
) -> tuple[Style, Style, tuple[float, ...]]:
    """The style (across the page if need be), that of cells in the largest size that has room, widths of columns."""
    style, size = words[0], max(_SMALLEST, words[0].size - rng.choice((0, 1, 1.5, 2)))
    while True:
        room = (style.page[0] - style.margins[0] - style.margins[2], 2 * looks[0].padding[0])
        cells = tables.compact(style, size, looks[1])
        if looks[0].band == "filled":
            cells.looks.update({role: replace(cells.looks[role], colour="#ffffff") for role in ("band", "count")})
        rng.choices_made["cell_size"] = size
        try:
            rows = [r for i in range(len(dossier.sections)) for r in tables.rows(cells, words[1], plan, dossier, i)]
            return style, cells, tables.fitted(rng, cells, plan, room, rows)
        except ValueError:
            if size > _SMALLEST:
                size -= 0.5
            elif style.page == A4:
                style, size = replace(style, page=A4[::-1]), words[0].size
            else:
                raise


def typst(style: Style, plan: Plan, rules: Rules, rows: list[Row], widths: tuple[float, ...]) -> str:
    """The rows as a Typst table."""
    stroke = f'{rules.stroke}pt + rgb("{rules.colour}")'
    strokes = {"grid": stroke, "none": "none"}.get(rules.lines, f"(x: none, y: {stroke})")
    header, *others = [_typst_row(style, rules, row, odd) for odd, row in _odd(rows)]
    line = f"table.hline(stroke: {stroke})," if rules.header_line == "rule" else ""
    made = (
        f"#table(columns: ({', '.join(f'{width:.1f}pt' for width in widths)},), stroke: {strokes}, "
        f"inset: (x: {rules.padding[0]}pt, top: {rules.padding[1]}pt, bottom: {rules.padding[1]}pt + 0.25em), "
        f"table.header(repeat: {str(rules.repeats).lower()}, {header}{line}), {''.join(others)})"
    )
    made = f"#block(stroke: {stroke}, breakable: true)[{made}]" if rules.lines == "frame" else made
    return (
        f"#[#set text(size: {style.size}pt, hyphenate: {str(plan.hyphenated).lower()})\n#set par(justify: false)\n"
        f"#set table.cell(breakable: {str(rules.splits).lower()})\n{made}]\n"
    )


def _odd(rows: list[Row]) -> list[tuple[bool, Row]]:
    return [(index % 2 == 1, row) for index, row in enumerate(rows)]


def _typst_row(style: Style, rules: Rules, row: Row, odd: bool) -> str:
    cells = "".join(_typst_cell(style, rules, row, cell, odd) for cell in row.cells)
    if row.kind != "band":
        return cells
    level = 3 if row.cells[0].lines[0].runs[0].role == "place" else 2
    return f"table.header(level: {level}, repeat: {str(rules.bands_repeat).lower()}, {cells}),"


def _typst_cell(style: Style, rules: Rules, row: Row, cell: Cell, odd: bool) -> str:
    fill = rules.fill(style, row, odd)
    valign = {"middle": "horizon"}.get(rules.valign, rules.valign) if row.kind == "record" else "horizon"
    colour = f'rgb("{fill}")' if fill else "none"
    gap = (style.leading - 0.72) * style.size + rules.padding[1] / 2  # never less than between the lines
    text = "".join(typeset.line(style, line, row.section, round(gap, 1)) for line in cell.lines)
    text = f"#underline[{text}]" if row.kind == "header" and rules.header_line == "underline" else text
    return f"table.cell(colspan: {cell.span}, fill: {colour}, align: {cell.align} + {valign})[{text}],"


def reportlab(style: Style, plan: Plan, rules: Rules, rows: list[Row], widths: tuple[float, ...]) -> list[Flowable]:
    """The rows as a ReportLab table."""
    data: list[list[Any]] = []
    commands: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    commands += [(f"{side}PADDING", (0, 0), (-1, -1), rules.padding[side in {"TOP", "BOTTOM"}])
                 for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]  # fmt: skip
    for y, (odd, row) in enumerate(_odd(rows)):
        printed: list[Any] = []
        for cell in row.cells:
            if cell.span > 1:
                commands.append(("SPAN", (len(printed), y), (len(printed) + cell.span - 1, y)))
            printed += [flowables(style, plan, rules, row, cell), *[""] * (cell.span - 1)]
        data.append(printed)
        if row.kind in {"header", "band"}:
            commands.append(("NOSPLIT", (0, y), (0, y + 1)))
        if row.kind == "record":
            commands.append(("VALIGN", (0, y), (-1, y), rules.valign.upper()))
        if fill := rules.fill(style, row, odd):
            commands.append(("BACKGROUND", (0, y), (-1, y), HexColor(fill)))
    pen = (rules.stroke, HexColor(rules.colour))
    inner = {"grid": ["GRID"], "horizontal": ["LINEABOVE", "LINEBELOW"], "frame": ["LINEABOVE", "BOX"], "none": []}
    commands += [(name, (0, 0), (-1, -1), *pen) for name in inner[rules.lines]]
    commands += [("LINEBELOW", (0, 0), (-1, 0), *pen)] if rules.header_line == "rule" else []
    # a row cut below its middle leaves an empty strip unless its cells begin at the top
    cut = rules.splits and rules.valign == "top"
    by_row = rules.header_in_page or not cut
    more = {"repeatRows": int(rules.repeats), "splitInRow": _LEAST * cut, "splitByRow": int(by_row)}
    return [Table(data, widths, style=commands, hAlign="LEFT", **more)]


def flowables(style: Style, plan: Plan, rules: Rules, row: Row, cell: Cell) -> list[Flowable]:
    """What stands in a cell."""
    more: dict[str, Any] = {"alignment": ("left", "center", "right").index(cell.align), "splitLongWords": 0}
    more |= (
        {"spaceBefore": 0, "hyphenationLang": "fr_FR", "embeddedHyphenation": 1}
        if plan.hyphenated
        else {"spaceBefore": 0}
    )
    made: list[Flowable] = []
    for line in cell.lines:
        if row.kind == "header" and rules.header_line == "underline":
            made.append(canvas.paragraph(style, f"<u>{canvas.runs(style, line, row.section)}</u>", **more))
        else:
            made += canvas.line(style, line, row.section, 0 if line is cell.lines[-1] else 3, **more)
    for flowable in made if row.kind != "record" else ():
        flowable.split = lambda *_: []  # these rows are never cut
    return made
