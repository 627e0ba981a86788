"""What tables say, for both engines: columns, header, section bands, totals, and widths in which no word is cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from reportlab.pdfbase.pdfmetrics import stringWidth

from .content import Claims, Dossier, Record, Section
from .dice import Dice
from .fonts import face
from .lines import Line, Run, Title, described, labelled
from .style import Look, Style, Wording

FIELDS = ("n", "badge", "carrier", "title", "description", "zone", "amount")
ORDERS = (
    ("n", "badge", "carrier", "title", "description", "zone", "amount"),
    ("n", "title", "carrier", "badge", "zone", "description", "amount"),
    ("badge", "n", "carrier", "zone", "title", "description", "amount"),
    ("carrier", "badge", "zone", "amount", "title", "description"),
    ("n", "carrier", "title", "description", "amount", "badge", "zone"),
    ("amount", "zone", "carrier", "title", "badge", "description"),
)
JOINS = (
    (), (), (("title", "description"),), (("title", "description"),), (("carrier", "zone"),), (("title", "carrier"),),
    (("carrier", "title"),), (("badge", "zone"),), (("title", "description"), ("carrier", "zone")),
    (("title", "carrier", "description"),), (("carrier", "badge"),),
)  # fmt: skip
_WEIGHTS = {"n": 0.1, "badge": 0.6, "carrier": 3, "title": 4, "zone": 3, "description": 8, "amount": 0.6}
_NOTES = (
    "Sous réserve de la signature des conventions.", "Source : services de l'État, comité de sélection régional.",
    "Montants arrondis à l'euro ; versements échelonnés sur deux ans.", "* projets examinés par ordre d'arrivée",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """Lines in a cell over `span` columns."""

    lines: tuple[Line, ...]
    align: str = "left"  # "left", "center", "right"
    span: int = 1


@dataclass(frozen=True)
class Row:
    """A row of one kind: "header", "band" (a section's heading), "record", "total"."""

    kind: str
    cells: tuple[Cell, ...]
    section: int = 0


@dataclass(frozen=True)
class Plan:
    """What the tables of one dossier hold."""

    columns: tuple[tuple[str, ...], ...]  # the fields of each; several stand one below the other
    headers: tuple[str, ...]
    title: Title
    title_role: str
    zone_label: bool  # a label before a zone that stands below something else
    whole: bool  # one table with section bands, else one a section
    header_again: bool  # below each band
    totals: str  # "none", "total", "subtotals", "both"
    money: str  # "unit" (as the style says), "bare" (the unit stands in the header), "cents"
    empty: str  # printed where a record lacks département, zone or amount
    aligned: tuple[str, str, str]  # n and badge, amount, header
    hyphenated: bool
    note: str

    @classmethod
    def drawn(cls, rng: Dice, wording: Wording, dossier: Dossier) -> Plan:
        """All choices."""
        columns = _columns(rng, dossier)
        money = rng.pick("money_form", ("unit", "unit", "unit", "bare", "cents"))
        several = rng.pick("header_join", ("", "", " / ", " et ", " – "))
        return cls(
            columns=columns,
            headers=tuple(_header(wording, column, several, money) for column in columns),
            title=Title(rng.pick("title_form", ("{}", "{}", "{}", "« {} »", '"{}"', "“{}”"))),
            title_role="title" if any(len(c) > 1 and "title" in c for c in columns) else rng.choice(("title", "body")),
            zone_label=rng.happens("zone_label", 0.25),
            whole=rng.happens("whole_table", 0.5),
            header_again=rng.happens("header_again", 0.2),
            totals=rng.pick("totals", ("none", "none", "total", "subtotals", "both")),
            money=money,
            empty=rng.pick("empty", ("", "", "", "–")),
            aligned=(
                rng.choice(("left", "center", "center")),
                rng.pick("amount_aligned", ("right", "right", "right", "left", "center")),
                rng.choice(("left", "center")),
            ),
            hyphenated=rng.happens("cells_hyphenated", 0.35),
            note=rng.choice(_NOTES) if rng.happens("note", 0.25) else "",
        )


def _columns(rng: Dice, dossier: Dossier) -> tuple[tuple[str, ...], ...]:
    order = list(rng.choice(ORDERS))
    if rng.happens("shuffled", 0.25):
        rng.shuffle(order)
    wanted = set(FIELDS) - (set() if rng.happens("number_column", 0.3) else {"n"})
    held = {f for f in FIELDS if any(getattr(r, f) not in {None, ()} for r in dossier.records)} & wanted
    order = [field for field in order if field in held]
    columns: dict[str, tuple[str, ...]] = {field: (field,) for field in order}
    joins: tuple[tuple[str, ...], ...] = rng.pick("composite", JOINS)
    for join in joins:
        if held.issuperset(join):
            columns = {f: join if f == join[0] else c for f, c in columns.items() if f not in join[1:]}
    rng.choices_made["columns"] = ["+".join(column) for column in columns.values()]
    return tuple(columns.values())


def _header(wording: Wording, column: tuple[str, ...], several: str, money: str) -> str:
    words = {"n": "N°", **wording.words, "badge": wording.words["territories"]}
    if not several and "title" in column:
        column = ("title",)
    first, *others = (words[field] for field in column)
    text = first + "".join(f"{several}{word[0].lower()}{word[1:]}" for word in others if several)
    text += " (en €)" if money == "bare" and column == ("amount",) else ""
    return text.upper() if wording.capitals else text


def compact(style: Style, size: float, header: Look) -> Style:
    """The style of cells: everything in one size, titles a little larger at most; further roles header, band, total."""
    looks = {role: replace(look, size=size) for role, look in style.looks.items() if role not in {"h1", "h2"}}
    looks["title"] = replace(looks["title"], size=size + min(1, max(0, style.looks["title"].size - style.size)))
    looks |= {"header": replace(header, size=size), "total": Look(size, True), "quiet": Look(size, colour="#555555")}
    looks |= {"band": Look(size + 1, True, colour=style.colour()), "place": Look(size, True), "count": Look(size)}
    form = "{} €" if "(" in style.amount_form else style.amount_form
    return replace(style, size=size, looks=looks, amount_form=form, justified=False)


def tint(colour: str, share: float) -> str:
    """A colour mixed with white; share 0 is white, 1 the colour itself."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)


def money(style: Style, form: str, euros: Decimal) -> str:
    """An amount as the plan's form says."""
    if form == "unit":
        return style.amount(euros)
    text = f"{euros:,.2f}" if form == "cents" or euros % 1 else f"{euros:,.0f}"
    return text.replace(",", style.space).replace(".", ",") + (f"{style.space}€" if form == "cents" else "")


def totalled(plan: Plan, dossier: Dossier) -> tuple[Plan, Dossier]:
    """The plan without the total row where it would contradict the claims, the dossier with the claim that it makes."""
    amounts = [record.amount for record in dossier.records if record.amount is not None]
    total, claims = sum(amounts, Decimal()), dossier.claims
    alone = not any("amount" in column for column in plan.columns)
    if alone or claims.amount not in {None, total}:
        return replace(plan, totals="none" if alone or plan.totals == "total" else "subtotals"), dossier
    if plan.totals in {"none", "subtotals"}:
        return plan, dossier
    return plan, replace(dossier, claims=Claims(claims.total, total, claims.wrong))


def record_row(style: Style, wording: Wording, plan: Plan, record: Record, section: int) -> Row:
    """A record's row."""
    sides = {"n": plan.aligned[0], "badge": plan.aligned[0], "amount": plan.aligned[1]}
    cells = []
    for column in plan.columns:
        lines = [line for field in column for line in _said(style, wording, plan, record, field)]
        lines = lines or ([Line((Run(plan.empty),))] if plan.empty and column[0] in {"badge", "zone", "amount"} else [])
        cells.append(Cell(tuple(lines), sides.get(column[0], "left")))
    return Row("record", tuple(cells), section)


def _said(style: Style, wording: Wording, plan: Plan, record: Record, field: str) -> list[Line]:
    below = any(field in column[1:] for column in plan.columns)
    match field:
        case "title":
            return [Line((Run(plan.title.of(style, record), plan.title_role),))]
        case "description":
            return described(style, record)
        case "amount":
            text = None if record.amount is None else money(style, plan.money, record.amount)
        case "zone" if record.zone and below and plan.zone_label and wording.ending.strip():
            return [labelled(style, wording, "zone", record.zone)]
        case _:
            text = getattr(record, field)
    role = {"carrier": "carrier", "zone": "quiet" if below else "body"}.get(field, "body")
    return [] if text is None else [Line((Run(style.say(str(text)), role),))]


def rows(style: Style, wording: Wording, plan: Plan, dossier: Dossier, one: int | None = None) -> Iterator[Row]:
    """The rows of the section counted `one`, or of the whole dossier with a band above each section."""
    header = Row(
        "header", tuple(Cell(_line(style, text, "header"), plan.aligned[2]) for text in plan.headers), one or 0
    )
    yield header
    theme = None
    for index, section in enumerate(dossier.sections):
        if one not in {None, index}:
            continue
        if one is None:
            bands = list(_bands(style, plan, section, index, section.theme != theme))
            yield from bands
            yield from [header] if bands and plan.header_again and index else []
        yield from (record_row(style, wording, plan, record, index) for record in section.records)
        counted = sum(record.amount is not None for record in section.records)
        if plan.totals in {"subtotals", "both"} and len(dossier.sections) > 1 and counted > 1:
            yield _total(style, plan, "Sous-total", section.records, index)
        theme = section.theme
    if plan.totals in {"total", "both"} and one in {None, len(dossier.sections) - 1}:
        yield _total(style, plan, "TOTAL" if wording.capitals else "Total général", dossier.records, one or 0)


def _line(style: Style, text: str, role: str) -> tuple[Line, ...]:
    return (Line((Run(style.say(text), role),)),)


def _bands(style: Style, plan: Plan, section: Section, index: int, new_theme: bool) -> Iterator[Row]:
    span = len(plan.columns)
    if section.theme and new_theme:
        count = (Run(f"\n{section.stated} projets retenus", "count"),) if section.stated is not None else ()
        line = Line((Run(style.say(section.theme), "band"), *count))
        yield Row("band", (Cell((line,), span=span),), index)
    if section.place:
        yield Row("band", (Cell(_line(style, section.place, "place" if section.theme else "band"), span=span),), index)


def _total(style: Style, plan: Plan, word: str, records: tuple[Record, ...], section: int) -> Row:
    """The sum below the column of amounts, or behind the word where amounts have no column with room before it."""
    total = sum((record.amount for record in records if record.amount is not None), Decimal())
    said = money(style, "cents" if plan.money == "cents" else "unit", total)
    at, count = (plan.columns.index(("amount",)) if ("amount",) in plan.columns else 0), len(plan.columns)
    if at == 0:
        return Row("total", (Cell(_line(style, f"{word} : {said}", "total"), span=count),), section)
    cells = (Cell(_line(style, word, "total"), "left", at), Cell(_line(style, said, "total"), plan.aligned[1]))
    return Row("total", cells + (Cell(()),) * (count - at - 1), section)


def fitted(rng: Dice, style: Style, plan: Plan, room: tuple[float, float], all_rows: list[Row]) -> tuple[float, ...]:
    """Widths of the columns within `room` (points: width of the table, padding of a cell on both sides together).

    Raises ValueError where the longest words have no room; the caller tries a smaller size.
    """
    least = [0.0] * len(plan.columns)
    for row in all_rows:
        if row.kind in {"header", "record"} or len(row.cells) > 1:
            at = 0
            for cell in row.cells:
                if cell.span == 1:
                    least[at] = max(least[at], _longest(style, plan, cell, plan.columns[at]) + room[1])
                at += cell.span
    least = [max(w, 16 * style.size if "description" in c else 0) for w, c in zip(least, plan.columns, strict=True)]
    if sum(least) > 0.93 * room[0]:
        raise ValueError(f"{sum(least):.0f} of {room[0]:.0f} points are taken by the longest words")
    wanted = [max(_WEIGHTS[field] for field in column) * rng.uniform(0.75, 1.3) for column in plan.columns]
    return _shared(room[0], least, wanted)


def _shared(room: float, least: list[float], wanted: list[float]) -> tuple[float, ...]:
    """Widths of the wanted proportions, none below its least."""
    wide = set(range(len(least)))
    while True:
        free = room - sum(width for at, width in enumerate(least) if at not in wide)
        share = free / sum(wanted[at] for at in wide)
        narrow = {at for at in wide if wanted[at] * share < least[at]}
        if not narrow:
            return tuple(wanted[at] * share if at in wide else width for at, width in enumerate(least))
        wide -= narrow


def _longest(style: Style, plan: Plan, cell: Cell, column: tuple[str, ...]) -> float:
    """The width of what is never broken in a cell, in points."""
    font = style.font if style.engine == "reportlab" else "Vera"  # the latter is as wide as any of Typst's
    longest = 0.0
    for run in (run for line in cell.lines for run in line.runs):
        look = style.looks[run.role]
        whole = run.role in {"body", "total"} and column[0] in {"amount", "n"}
        for piece in [run.text] if whole else re.split(r"[ \n\t]+", run.text):
            width = float(stringWidth(piece, face(font, look.bold), look.size)) + 1
            # ReportLab parts words that are of letters alone
            parted = (
                plan.hyphenated
                and not whole
                and (style.engine == "typst" or piece.strip('«»()“”".,;:\u00a0').isalpha())
            )
            longest = max(longest, min(width, 5.5 * style.size) if parted else width)
    return longest
