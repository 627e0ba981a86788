"""A plain document for both engines: lines and tables one after the other, with a cover or without."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, PageBreak, Spacer, Table

from .. import canvas, typeset
from ..content import Claims, Dossier
from ..dice import Dice
from ..lines import Line, Run
from ..places import REGIONS, Region
from ..style import Style

NOTHING = Claims(None, None)


@dataclass(frozen=True)
class Grid:
    """A table. `widths` are shares of the page's; `ruled`: "grid", "rows" or "" (no rules)."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    ruled: str = "grid"
    head: bool = True
    right: tuple[int, ...] = ()  # the columns set flush right


Part = Line | Grid | None  # None: a page break
_ROLES = {"h1": "h1", "h2": "h2", "figure": "h1", "picture": "quiet", "small": "quiet", "strong": "strong"}
_KINDS = {"small": "p", "strong": "p"}


def line(kind: str, *texts: str) -> Line:
    """A line: "h1", "h2", "p", "strong", "small", "li", "figure", "picture"; the first text bears the look."""
    first, *others = texts
    return Line((Run(first, _ROLES.get(kind, "body")), *(Run(text) for text in others)), _KINDS.get(kind, kind))


def about(rng: Dice, region: Region, title: str, issuer: str, subtitle: str | None = None) -> Dossier:
    """What meta.json says of the document. Whoever calls prints all of it, on a cover or by `letterhead`."""
    date = datetime.date(2019, 1, 1) + datetime.timedelta(rng.randrange(2500))
    return Dossier(region, region.acronym, title, title, subtitle, issuer, date, NOTHING, ())


def region_of(rng: Dice) -> Region:
    """The région where the document is at home."""
    region = rng.choice(REGIONS)
    rng.choices_made["region"] = region.acronym
    return region


def letterhead(document: Dossier) -> list[Part]:
    """The head of a document without a cover: issuer, place and date, title, subtitle."""
    town = document.region.departements[0].towns[0]
    parts: list[Part] = [line("strong", document.issuer), line("p", f"{town}, le {document.written_date}")]
    parts.append(line("h1", document.title))
    return [*parts, line("strong", document.subtitle)] if document.subtitle else parts


def euros(cents: int) -> str:
    """Cents as "1 234,50 €"."""
    return f"{cents / 100:,.2f} €".replace(",", " ").replace(".", ",")


def write(rng: Dice, folder: Path, document: Dossier, parts: list[Part], cover: bool = False) -> Dossier:
    """dossier.pdf in a style that the dice draw."""
    style = Style.drawn(rng)
    if style.engine == "typst":
        body = "".join(_typst(style, part) for part in parts)
        first = typeset.cover(style, document) if cover else ""
        typeset.compile_pdf(folder, typeset.setup(style, document) + first + body)
    else:
        story = [flowable for part in parts for flowable in _reportlab(style, part)]
        canvas.build_pdf(folder, style, document, [*(canvas.cover(style, document) if cover else []), *story])
    return document


def _said(style: Style, part: Line) -> Line:
    return Line(tuple(Run(style.say(run.text), run.role) for run in part.runs), part.kind)


def _typst(style: Style, part: Part) -> str:
    if part is None:
        return "#pagebreak(weak: true)\n"
    if isinstance(part, Line):
        head = part.kind in {"h1", "h2", "figure"}
        text = typeset.line(style, _said(style, part), after=14 if head else 9)
        return text.replace("#block(", "#block(sticky: true, ", 1) if head else text
    strokes = {"grid": "0.5pt + gray", "rows": "(x: none, y: 0.5pt + gray)"}
    align = ", ".join("right" if column in part.right else "left" for column in range(len(part.widths)))
    looks = [style.look("strong" if part.head and not number else "body") for number in range(len(part.rows))]
    rows = [
        "".join(f"[{typeset.styled(style.say(text), look)}], " for text in row)
        for row, look in zip(part.rows, looks, strict=True)
    ]
    body = (f"table.header({rows[0]}), " if part.head else rows[0]) + "".join(rows[1:])
    columns = ", ".join(f"{width}fr" for width in part.widths)
    return (
        f"#block(above: 8pt, below: 12pt)[#set par(justify: false)\n#table(columns: ({columns},), "
        f"stroke: {strokes.get(part.ruled, 'none')}, inset: 4.5pt, align: ({align},), {body})]\n"
    )


def _reportlab(style: Style, part: Part) -> list[Flowable]:
    if part is None:
        return [PageBreak()]
    if isinstance(part, Line):
        above = {"spaceBefore": 10} if part.kind in {"h1", "h2"} else {}
        return canvas.line(style, _said(style, part), 0, 10 if part.kind in {"h1", "h2", "figure"} else 6, **above)
    grey = HexColor("#999999")
    rules: dict[str, list[Any]] = {
        "grid": [("GRID", (0, 0), (-1, -1), 0.5, grey)], "rows": [("LINEBELOW", (0, 0), (-1, -1), 0.5, grey)],
    }  # fmt: skip

    def cell(text: str, row: int, column: int) -> Flowable:
        look = style.look("strong" if part.head and not row else "body")
        right = {"alignment": 2} if column in part.right else {}
        return canvas.paragraph(style, canvas.markup(style, style.say(text), look), look, **right)

    cells = [[cell(text, y, x) for x, text in enumerate(row)] for y, row in enumerate(part.rows)]
    whole = style.page[0] - style.margins[0] - style.margins[2]
    return [
        Table(
            cells,
            colWidths=[whole * width / sum(part.widths) for width in part.widths],
            style=[("VALIGN", (0, 0), (-1, -1), "TOP"), *rules.get(part.ruled, [])],
            hAlign="LEFT",
            repeatRows=int(part.head),
        ),
        Spacer(1, 12),
    ]
