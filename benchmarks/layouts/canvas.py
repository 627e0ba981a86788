"""The ReportLab layer: the same pieces as `typeset`, as Platypus flowables, and `build_pdf`.

Text goes through `markup`, which escapes it for ReportLab's paragraph language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, white
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    HRFlowable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)  # fmt: skip

from .content import Dossier, Section, town_of
from .fonts import face
from .front import Pages
from .lines import Line, Run
from .style import GUTTER, NBSP, Look, Style

_TAB = NBSP * 7


def markup(style: Style, text: str, look: Look) -> str:
    """Text in a look, in ReportLab's paragraph language."""
    inner = escape(text).replace("\n", "<br/>").replace("\t", _TAB)
    name = face(style.font, look.bold, look.italic)
    return f'<font name="{name}" size="{look.size}" color="{look.colour}">{inner}</font>'


def runs(style: Style, line: Line, section: int = 0) -> str:
    """The runs of a line as paragraph language: for cells, title lines, cards."""
    return "".join(markup(style, run.text, style.look(run.role, section)) for run in line.runs)


def paragraph(style: Style, text: str, look: Look | None = None, **more: Any) -> Paragraph:
    """A paragraph from paragraph language; the look says the leading, `more` goes to ParagraphStyle."""
    size = (look or style.look("body")).size
    options: dict[str, Any] = {
        "fontName": face(style.font), "fontSize": size, "leading": size * style.leading, "spaceBefore": 2,
        "spaceAfter": 4,
    }  # fmt: skip
    if style.justified and not look:
        options |= {"alignment": 4, "hyphenationLang": "fr_FR", "embeddedHyphenation": 1}
    return Paragraph(text, ParagraphStyle("p", **(options | more)))


def line(style: Style, line: Line, section: int = 0, after: float = 4, **more: Any) -> list[Flowable]:
    """A line as flowables; `after` is the gap below, in points."""
    text = runs(style, line, section)
    largest = style.look(max(line.runs, key=lambda run: style.looks[run.role].size).role)
    look = largest if largest.size > style.size else None
    options: dict[str, Any] = {"spaceAfter": after} | more
    match line.kind:
        case "li":
            bullet = {
                "bulletIndent": 6,
                "leftIndent": 18,
                "bulletFontName": face(style.font),
                "bulletFontSize": style.size,
            }
            return [paragraph(style, f"<bullet>{style.bullet}</bullet>{text}", look, **(options | bullet))]
        case "picture":
            return [Picture(style, section), paragraph(style, text, style.look("quiet"), **options)]
        case "entry":
            row = [
                [paragraph(style, markup(style, run.text, style.look("body")), style.look("body")) for run in line.runs]
            ]
            return [Table(row, colWidths=[style.width - 60, 40], hAlign="LEFT")]
        case "h1" | "h2":
            options["keepWithNext"] = 1
    return [paragraph(style, text, look, **options)]


class Picture(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A stand-in for a photograph or a map: coloured shapes."""

    def __init__(self, style: Style, section: int = 0) -> None:
        super().__init__()
        self.colour = HexColor(style.colour(section))
        self.width, self.height = style.width - 12, 120.0

    def draw(self) -> None:
        """Onto the canvas."""
        canvas: Canvas = self.canv
        canvas.setFillColor(self.colour, 0.3)
        canvas.rect(0, 8, self.width, 105, stroke=0, fill=1)
        canvas.setFillColor(self.colour, 0.8)
        canvas.circle(self.width * 0.3, 55, 35, stroke=0, fill=1)
        canvas.wedge(self.width * 0.5, 20, self.width * 0.9, 100, 20, 120, stroke=0, fill=1)
        canvas.setFillColor(self.colour, 1)


class Badge(Flowable):  # type: ignore[misc]
    """A badge beside what follows, without height. `x`: points from the frame's left edge; negative: in the margin."""

    def __init__(self, style: Style, text: str, section: int = 0, x: float = 0, drop: float | None = None) -> None:
        super().__init__()
        self.style, self.text, self.x, self.colour = style, text, x, HexColor(style.colour(section))
        self.drop = style.size * 1.1 if drop is None else drop  # from here down to the badge's baseline
        self.keepWithNext = 1
        self.width = badge_width(style, text)

    def wrap(self, *_: float) -> tuple[float, float]:
        """No room taken."""
        return (0, 0)

    def draw(self) -> None:
        """Onto the canvas."""
        canvas, size = self.canv, self.style.size
        canvas.setFillColor(self.colour)
        canvas.rect(self.x, -self.drop - 0.35 * size, self.width, size * 1.4, stroke=0, fill=1)
        canvas.setFillColor(white)
        canvas.setFont(face(self.style.font, True), size)
        canvas.drawString(self.x + 4, -self.drop, self.text)


def rule() -> Flowable:
    """A thin grey rule over the frame's width."""
    return HRFlowable(width="100%", thickness=0.4, color=HexColor("#999999"), spaceBefore=2, spaceAfter=8)


def page_break(style: Style) -> Flowable:
    """A new page, unless this one is still empty."""
    _, top, _, bottom = style.margins
    return CondPageBreak(style.page[1] - top - bottom - 1)


def badge_width(style: Style, text: str) -> float:
    """The width of a badge, in points."""
    return float(stringWidth(text, face(style.font, True), style.size)) + 8


def heading(style: Style, section: Section, index: int, new_theme: bool) -> list[Flowable]:
    """The headings of a section: its theme where that is new, the count that it claims, its place."""
    story: list[Flowable] = [CondPageBreak(130)]
    if section.theme and new_theme:
        story += _theme(style, style.say(section.theme), index)
        if section.stated is not None:
            story += line(style, Line((Run(f"{section.stated} projets retenus", "strong"),)), index, 12, keepWithNext=1)
        story += [page_break(style)] if style.heading == "divider" else []
    if section.place:
        role = "h2" if section.theme else "h1"
        story += line(style, Line((Run(style.say(section.place), role),), role), index, 10, spaceBefore=12)
    return story


def _theme(style: Style, text: str, index: int) -> list[Flowable]:
    look, colour = style.look("h1", index), HexColor(style.colour(index))
    options: dict[str, Any] = {"spaceBefore": 18, "spaceAfter": 10, "keepWithNext": 1}
    if style.heading == "band":
        band = {"backColor": colour, "borderPadding": 9, "spaceAfter": 18, "leftIndent": 9}
        return [
            paragraph(style, markup(style, text, Look(look.size, True, colour="#ffffff")), look, **(options | band))
        ]
    if style.heading == "ruled":
        options |= {"borderColor": colour, "borderWidth": 1.2, "borderPadding": 4, "spaceAfter": 14}
    before: list[Flowable] = [page_break(style), Spacer(1, 180)] if style.heading == "divider" else []
    return [*before, paragraph(style, markup(style, text, look), look, **options)]


def pages(style: Style, content: Pages) -> list[Flowable]:
    """Front or back matter, each page followed by a page break."""
    story: list[Flowable] = []
    for page in content:
        rows = [line for line in page if line.kind == "row"]
        for item in page:
            said = Line(tuple(Run(style.say(run.text), run.role) for run in item.runs), item.kind)
            if item.kind != "row":
                story += line(style, said, after=12 if item.kind in {"h1", "h2"} else 7)
            elif item is rows[0]:
                story.append(_table(style, rows))
        story.append(page_break(style))
    return story


def _table(style: Style, rows: list[Line]) -> Table:
    def cell(run: Run) -> Paragraph:
        return paragraph(style, markup(style, style.say(run.text), style.look("body")), style.look("body"))

    grid = [("GRID", (0, 0), (-1, -1), 0.5, HexColor("#999999")), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Table([[cell(run) for run in row.runs] for row in rows], style=grid, hAlign="LEFT", repeatRows=1)


def cover(style: Style, dossier: Dossier) -> list[Flowable]:
    """The first page: issuer, title in the largest type, subtitle, date; a band or a picture."""
    centred = {"alignment": 1 if style.cover == "centred" else 0, "spaceAfter": 10}
    issuer = (
        dossier.issuer.upper().replace(" DE LA RÉGION ", "\nDE LA RÉGION\n")
        if style.issuer_capitals
        else dossier.issuer
    )
    title = Look(25, True, colour="#ffffff" if style.cover == "band" else style.colour())
    parts: list[tuple[str, Look]] = [(issuer, Look(12, True)), ("DOSSIER DE PRESSE", Look(10, colour="#555555"))]
    parts += [(style.say(dossier.title), title)]
    parts += [(style.say(dossier.subtitle), Look(15, colour="#222222"))] if dossier.subtitle else []
    place = f"{town_of(dossier)}, le " if style.town_before_date else ""
    parts += [(place + dossier.written_date, Look(11))]
    story: list[Flowable] = []
    for index, (text, look) in enumerate(parts):
        story.append(Spacer(1, 110 if index == 1 else 6))
        more = (
            {"backColor": HexColor(style.colour()), "borderPadding": 12}
            if look is title and style.cover == "band"
            else {}
        )
        story.append(paragraph(style, markup(style, text, look), look, **(centred | more)))
        story += [Spacer(1, 16)] if more else []
    return [*story, *([Picture(style)] if style.cover == "picture" else []), page_break(style)]


def print_dossier(
    folder: Path,
    style: Style,
    dossier: Dossier,
    matter: tuple[Pages, Pages],
    body: Callable[[Section, int], list[Flowable]],
) -> None:
    """dossier.pdf: cover, front matter, each section's headings and its `body(section, index)`, back matter."""
    whole, theme = replace(style, columns=1), None
    story = [*cover(whole, dossier), *pages(whole, matter[0])]
    story.insert(-1, NextPageTemplate("records"))
    for index, section in enumerate(dossier.sections):
        story += heading(style, section, index, section.theme != theme) + body(section, index)
        theme = section.theme
    story += [NextPageTemplate("whole"), PageBreak() if style.columns > 1 else page_break(style)]
    build_pdf(folder, style, dossier, [*story, *pages(whole, matter[1])])


class _Counted(Canvas):  # type: ignore[misc]
    """A canvas that knows how many pages there will be when it writes the page numbers."""

    style: Style
    written: str  # the running header

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.states: list[dict[str, Any]] = []

    def showPage(self) -> None:
        """Keep the page; it is written when the last one is known."""
        self.states.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write all pages with their furniture (the cover has none)."""
        for number, state in enumerate(self.states, 1):
            self.__dict__.update(state)
            if number > 1:
                self._furnish(number, len(self.states))
            super().showPage()
        super().save()

    def _furnish(self, number: int, total: int) -> None:
        (left, _, right, _), (width, height) = self.style.margins, self.style.page
        self.setFont(face(self.style.font), 7.5)
        self.setFillColor(HexColor("#666666"))
        if self.style.header:
            self.drawString(left, height - 30, self.written)
        if self.style.header == "boxed":
            self.line(left, height - 34, width - right, height - 34)
        if self.style.page_number:
            self.drawRightString(width - right, 26, self.style.page_number.format(number, total=total))


def build_pdf(folder: Path, style: Style, dossier: Dossier, story: list[Flowable]) -> None:
    """dossier.pdf in the folder."""
    left, top, right, bottom = style.margins
    height = style.page[1] - top - bottom
    whole = Frame(left, bottom, style.page[0] - left - right, height, 0, 0, 0, 0, "page")
    lefts = [left + i * (style.width + GUTTER) for i in range(style.columns)]
    columns = [Frame(x, bottom, style.width, height, 0, 0, 0, 0, "page") for x in lefts]
    templates = [PageTemplate("whole", [whole]), PageTemplate("records", columns)]
    document = BaseDocTemplate(str(folder / "dossier.pdf"), pagesize=style.page, pageTemplates=templates, invariant=1)
    written = style.say(f"{dossier.plan} – {dossier.written_date}")
    document.build(story, canvasmaker=type("Furnished", (_Counted,), {"style": style, "written": written}))
