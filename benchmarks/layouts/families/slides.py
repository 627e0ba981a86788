"""Slides: pages across with one or two projects, a big title, key facts in a panel, photographs, maps, big amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportlab.lib.colors import HexColor, linearlyInterpolatedColor, white
from reportlab.platypus import Flowable, Spacer, Table

from .. import canvas, content, front, typeset
from ..content import Dossier, Record, Section
from ..dice import Dice
from ..lines import Line, Run, Title, described
from ..style import Style, Wording
from ._slides import CREDITS, ORDERS, Slides, on_colour, styled

GAP, PAD = 22, 11  # between the parts of a slide; inside the panel; in points


class Printed(Slides):
    """The slides of a dossier in both engines."""

    def typst(self, section: Section, index: int) -> str:
        """The slides of a section."""
        text = ""
        for records in self.pages(section):
            each = [self._typst(section, record, index) for record in records]
            halves = f"#grid(columns: (1fr, 1fr), gutter: {GAP}pt)" + "".join(f"[{slide}]" for slide in each)
            text += (
                halves if self.on_page == "halves" else "#v(1fr)".join(each) + "#v(1fr)"
            ) + "\n#pagebreak(weak: true)\n"
        return text

    def _typst(self, section: Section, record: Record, index: int) -> str:
        style, colour = self.style, f'rgb("{self.style.colour(index)}")'
        head = "".join(typeset.line(style, line, index, 9) for line in self.head(section, record))
        if record.badge and self.badge == "corner":
            head = f"#grid(columns: (1fr, auto), gutter: 8pt)[{head}][{typeset.badge(style, record.badge, index, 3)}]"
        facts = self.facts(record)
        n, wide = max(map(len, facts), default=1), self.labels == "beside" and self.panel != "top"
        cells = "".join(
            f"grid.cell(colspan: {n if len(row) == 1 else 1})[{typeset.runs(style, line, index)}],"
            for row in facts
            for line in row
        )
        columns = "(35%, 1fr)" if wide and n == 2 else f"(1fr,) * {n}"
        panel = f"#grid(columns: {columns}, column-gutter: 14pt, row-gutter: 12pt, {cells})"
        fill = {"full": colour, "tint": f"{colour}.lighten(88%)", "": "none"}[self.fill]
        panel = (
            f"#block(width: 100%, fill: {fill}, inset: {PAD if self.fill else 0}pt)[#set par(justify: false)\n{panel}]"
        )
        lines = described(style, record) + self.picture(record)
        main = "".join(typeset.line(style, line, index, 6) for line in lines)
        body = {
            "top": f"{panel}\n{main}",
            "left": f"#grid(columns: (32%, 1fr), gutter: {GAP}pt)[{panel}][{main}]",
            "right": f"#grid(columns: (1fr, 32%), gutter: {GAP}pt)[{main}][{panel}]",
        }[self.panel]
        return f"#block(breakable: false, width: 100%)[#block(below: 18pt)[{head}]{body}]\n"

    def reportlab(self, section: Section, index: int) -> list[Flowable]:
        """The slides of a section."""
        width = self.style.page[0] - self.style.margins[0] - self.style.margins[2]
        story: list[Flowable] = []
        for records in self.pages(section):
            if self.on_page == "halves":
                half = (width - GAP) / 2
                each = [self._reportlab(section, record, index, half) for record in records]
                story.append(_table([[each[0], "", each[1] if len(each) > 1 else ""]], [half, GAP, half]))
            else:
                first, *others = [self._reportlab(section, record, index, width) for record in records]
                story += [*first, *(f for slide in others for f in (Spacer(1, 44), *slide))]
            story.append(canvas.page_break(self.style))
        return story

    def _reportlab(self, section: Section, record: Record, index: int, width: float) -> list[Flowable]:
        style, head = self.style, list[Flowable]()
        more: dict[str, Any] = {"keepWithNext": 1, "alignment": 0}
        if record.badge and self.badge == "corner":
            wide = canvas.badge_width(style, record.badge)
            head.append(canvas.Badge(style, record.badge, index, width - wide))
            more["rightIndent"] = wide + 8
        for line in self.head(section, record):
            head += canvas.line(style, line, index, 5, **more)
        main_width = width if self.panel == "top" else width * 0.68 - GAP
        main = [f for line in described(style, record) for f in canvas.line(style, line, index, 6)]
        for line in self.picture(record):
            picture, *caption = canvas.line(style, line, index)
            picture.width = main_width
            main += [picture, *caption]
        if self.panel == "top":
            return [*head, self._panel(record, index, width), Spacer(1, 10), *main]
        cells, widths = [self._panel(record, index, width * 0.32), "", main], [width * 0.32, GAP, main_width]
        turn = 1 if self.panel == "left" else -1
        return [*head, Spacer(1, 6), _table([cells[::turn]], widths[::turn])]

    def _panel(self, record: Record, index: int, width: float) -> Table:
        facts, colour = self.facts(record) or [[Line((Run(""),))]], HexColor(self.style.colour(index))
        n = max(map(len, facts)) or 1
        rows = [
            [*(canvas.line(self.style, c, index, alignment=0) for c in row), *[""] * (n - len(row))] for row in facts
        ]
        widths = (
            [width * 0.35, width * 0.65]
            if self.labels == "beside" and n == 2 and self.panel != "top"
            else [width / n] * n
        )
        fill = {"full": colour, "tint": linearlyInterpolatedColor(white, colour, 0, 1, 0.12)}.get(self.fill)
        style: list[tuple[Any, ...]] = [("BACKGROUND", (0, 0), (-1, -1), fill)] if fill else []
        style += [("SPAN", (0, y), (-1, y)) for y, row in enumerate(facts) if len(row) == 1 < n]
        return _table(rows, widths, style, PAD if fill else 0)


def _table(rows: list[list[Any]], widths: list[float], style: Sequence[tuple[Any, ...]] = (), pad: float = 0) -> Table:
    sides = {"LEFTPADDING": pad, "RIGHTPADDING": pad, "TOPPADDING": pad / 2, "BOTTOMPADDING": pad / 2}
    every = [("VALIGN", (0, 0), (-1, -1), "TOP"), *((side, (0, 0), (-1, -1), value) for side, value in sides.items())]
    return Table(rows, colWidths=widths, style=[*every, *style], splitInRow=1)


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print a dossier of slides."""
    dossier = content.drawn(rng)
    style, wording = Style.drawn(rng, landscape=1), Wording.drawn(rng)
    on_page = rng.pick("on_page", ("one", "one", "halves", "bands"))
    dossier = content.shortened(dossier, 700 if on_page == "one" else 300)
    narrow = on_page == "halves" or not any(record.description for record in dossier.records)
    panel = rng.pick("panel", ("top",) if narrow else ("left", "right", "right", "top"))
    labels = rng.pick("labels", ("above", "above", "beside", "inline"))
    if labels == "above" or panel == "top":
        wording = replace(wording, ending="\n")
    short = all(len(record.badge or "") <= 12 for record in dossier.records)
    slides = Printed(
        style=styled(rng, style, on_page),
        wording=wording,
        title=Title.drawn(rng, wording.words["title"]),
        on_page=on_page,
        panel=panel,
        fill=rng.pick("panel_fill", ("full", "tint", "tint", "")),
        labels=labels,
        badge=rng.pick(
            "badge_place", ("fact", "fact", *(("caption",) * 2 if on_page == "one" else ()), *("corner",) * short)
        ),
        carrier=rng.pick("carrier_place", ("fact", "fact", "subtitle")),
        amount=rng.pick("amount_place", ("fact", "fact", "figure", "over", "under")),
        order=rng.pick("order", ORDERS),
        credits=tuple(rng.sample(CREDITS, 3)) if rng.happens("photographs", 0.75) else ("",),
        running=rng.happens("running_theme", 0.4),
    )
    slides = replace(slides, style=on_colour(slides))
    matter = front.before(rng, dossier), front.after(rng, dossier)
    if style.engine == "typst":
        typeset.print_dossier(folder, slides.style, dossier, matter, slides.typst)
    else:
        canvas.print_dossier(folder, slides.style, dossier, matter, slides.reportlab)
    return dossier
