"""The Typst layer: text, lines, badges, headings, cover and front matter as Typst markup, and `compile_pdf`.

Everything that is text goes through `literal`, so no markup can arise from it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typst

from .content import Dossier, Section, town_of
from .fonts import typst_fonts
from .front import Pages
from .lines import Line, Run
from .style import GUTTER, Look, Style


def literal(text: str) -> str:
    """A Typst string, for code: `"…"`."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def styled(text: str, look: Look) -> str:
    """Text in a look, as markup; line ends and tabs are kept."""
    weight, slope = ("bold" if look.bold else "regular"), ("italic" if look.italic else "normal")
    head = f'#text(size: {look.size}pt, weight: "{weight}", style: "{slope}", fill: rgb("{look.colour}"))'
    inner = literal(text).replace("\n", '" + linebreak() + "').replace("\t", '" + h(2em) + "')
    return f"{head}[#smallcaps({inner})]" if look.smallcaps else f"{head}[#({inner})]"


def runs(style: Style, line: Line, section: int = 0) -> str:
    """The runs of a line, without a paragraph around them: for cells, title lines, cards."""
    return "".join(styled(run.text, style.look(run.role, section)) for run in line.runs)


def line(style: Style, line: Line, section: int = 0, after: float = 4) -> str:
    """A line as a block of its own; `after` is the gap below, in points."""
    text = runs(style, line, section)
    first, *others = line.runs
    match line.kind:
        case "li":
            text = f"#list(marker: {literal(style.bullet)}, indent: 6pt)[{text}]"
        case "picture":
            return picture(style, section) + f"#block(below: 10pt)[{text}]"
        case "entry":
            page = styled(others[0].text, style.look("body"))
            text = f"{styled(first.text, style.look('body'))} #box(width: 1fr, repeat[.]) {page}"
    return f"#block(below: {after}pt, above: {after}pt)[{text}]\n"


def picture(style: Style, section: int = 0) -> str:
    """A stand-in for a photograph or a map: coloured shapes."""
    colour = style.colour(section)
    return (
        f'#block(width: 100%, height: 110pt, fill: rgb("{colour}").lighten(70%), clip: true, above: 10pt, below: 3pt)['
        f'#place(dx: 20%, dy: 40pt, circle(radius: 50pt, fill: rgb("{colour}").lighten(30%)))'
        f'#place(dx: 55%, dy: 15pt, polygon(fill: rgb("{colour}"), (0pt, 95pt), (60pt, 10pt), (120pt, 95pt)))]\n'
    )


def badge(style: Style, text: str, section: int = 0, round_: float = 0) -> str:
    """A badge: white text on the section's colour; `round_` is the radius in points."""
    look = Look(style.size, True, colour="#ffffff")
    fill = f'rgb("{style.colour(section)}")'
    return f"#box(fill: {fill}, inset: (x: 4pt, y: 2.5pt), outset: (y: 1pt), radius: {round_}pt)[{styled(text, look)}]"


def heading(style: Style, section: Section, index: int, new_theme: bool) -> str:
    """The headings of a section: its theme where that is new, the count that it claims, its place."""
    text, colour = "", style.colour(index)
    if section.theme and new_theme:
        look = style.look("h1", index)
        words = styled(style.say(section.theme), look)
        if style.heading == "band":
            white = styled(style.say(section.theme), Look(look.size, True, colour="#ffffff"))
            words = f'#block(width: 100%, fill: rgb("{colour}"), inset: 10pt)[{white}]'
        elif style.heading == "ruled":
            words += f'#v(-6pt)#line(length: 100%, stroke: 1.5pt + rgb("{colour}"))'
        elif style.heading == "divider":
            words = f"#pagebreak(weak: true)#v(30%){words}"
        text += f"#block(above: 20pt, below: 10pt, sticky: true)[{words}]\n" if style.heading != "divider" else words
        if section.stated is not None:
            count = styled(f"{section.stated} projets retenus", style.look("strong"))
            text += f"#block(below: 12pt, sticky: true)[{count}]\n"
        text += "#pagebreak()\n" if style.heading == "divider" else ""
    if section.place:
        look = style.look("h2" if section.theme else "h1", index)
        text += f"#block(above: 16pt, below: 10pt, sticky: true)[{styled(style.say(section.place), look)}]\n"
    return text


def pages(style: Style, content: Pages) -> str:
    """Front or back matter, each page followed by a page break."""
    text = ""
    for page in content:
        rows = [line for line in page if line.kind == "row"]
        for item in page:
            if item.kind == "row":
                text += _table(style, rows) if item is rows[0] else ""
            else:
                said = Line(tuple(Run(style.say(run.text), run.role) for run in item.runs), item.kind)
                text += line(style, said, after=12 if item.kind in {"h1", "h2"} else 7)
        text += "#pagebreak(weak: true)\n"
    return text


def _table(style: Style, rows: list[Line]) -> str:
    cells = "".join(f"[{styled(style.say(run.text), style.look('body'))}]" for row in rows for run in row.runs)
    return f"#table(columns: {len(rows[0].runs)}, stroke: 0.5pt + gray, inset: 5pt){cells}\n"


def cover(style: Style, dossier: Dossier) -> str:
    """The first page: issuer, title in the largest type, subtitle, date; a band, a picture or a logo's shapes."""
    colour, align = style.colour(), "center" if style.cover == "centred" else "left"
    issuer = (
        dossier.issuer.upper().replace(" DE LA RÉGION ", "\nDE LA RÉGION\n")
        if style.issuer_capitals
        else dossier.issuer
    )
    title = styled(style.say(dossier.title), Look(26, True, colour="#ffffff" if style.cover == "band" else colour))
    if style.cover == "band":
        title = f'#block(width: 100%, fill: rgb("{colour}"), inset: 18pt)[{title}]'
    subtitle = styled(style.say(dossier.subtitle), Look(15, colour="#222222")) if dossier.subtitle else ""
    date = (f"{town_of(dossier)}, le " if style.town_before_date else "") + dossier.written_date
    return (
        f"#page(header: none, footer: none)[#set align({align})\n"
        "#set par(justify: false)\n#set text(hyphenate: false)\n"
        f'#box(width: 40pt, height: 8pt, fill: rgb("{colour}"))\n\n{styled(issuer, Look(12, True))}\n#v(18%)\n'
        f"{styled('DOSSIER DE PRESSE', Look(10, colour='#555555'))}\n\n#block[{title}]\n#v(8pt)\n{subtitle}\n#v(20pt)\n"
        f"{styled(date, Look(11))}\n{picture(style) if style.cover == 'picture' else ''}]\n"
    )


def print_dossier(
    folder: Path, style: Style, dossier: Dossier, matter: tuple[Pages, Pages], body: Callable[[Section, int], str]
) -> None:
    """dossier.pdf: cover, front matter, each section's headings and its `body(section, index)`, back matter."""
    source, theme = setup(style, dossier) + cover(style, dossier) + pages(style, matter[0]), None
    source += f"#set columns(gutter: {GUTTER}pt)\n#set page(columns: {style.columns})\n" if style.columns > 1 else ""
    for index, section in enumerate(dossier.sections):
        source += heading(style, section, index, section.theme != theme) + body(section, index)
        theme = section.theme
    source += "#set page(columns: 1)\n" if style.columns > 1 else "#pagebreak(weak: true)\n"
    compile_pdf(folder, source + pages(style, matter[1]))


def setup(style: Style, dossier: Dossier) -> str:
    """Page, furniture, font and paragraphs."""
    left, top, right, bottom = style.margins
    quiet = Look(7.5, colour="#666666")
    header = styled(style.say(f"{dossier.plan} – {dossier.written_date}"), quiet) if style.header else ""
    header += "#v(-7pt)#line(length: 100%, stroke: 0.4pt + gray)" if style.header == "boxed" else ""
    number = "#context counter(page).display((n, total) => FORM, both: true)"
    parts = style.page_number.replace("{}", '" + str(n) + "').replace("{total}", '" + str(total) + "')
    number = number.replace("FORM", f'"{parts}"') if style.page_number else ""
    justify = str(style.justified).lower()
    return (
        f"#set page(width: {style.page[0]}pt, height: {style.page[1]}pt, margin: (left: {left}pt, top: {top}pt, "
        f"right: {right}pt, bottom: {bottom}pt), header: [{header}], "
        f"footer: align(right)[#text(size: 7.5pt)[{number}]])\n"
        f'#set text(font: ({literal(style.font)}, "Libertinus Serif"), size: {style.size}pt, lang: "fr", '
        f"hyphenate: {justify})\n#set par(justify: {justify}, leading: {style.leading - 0.72:.2f}em)\n"
    )


def compile_pdf(folder: Path, source: str) -> None:
    """dossier.pdf in the folder."""
    output = str(folder / "dossier.pdf")
    typst.compile(source.encode("utf-8"), output, font_paths=typst_fonts(), timestamp=0)  # type: ignore[type-var]
