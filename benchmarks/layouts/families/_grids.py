"""Small tables of two columns, one a record: what is drawn, and their rows, for both engines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ..content import Record
from ..dice import Dice
from ..lines import Line, Run, Title, described
from ..style import Look, Style, Wording
from ._beside import Beside

ORDERS = (
    ("carrier", "territories", "zone", "description", "amount"),
    ("carrier", "amount", "territories", "zone", "description"),
    ("carrier", "zone", "territories", "amount", "description"),
    ("territories", "carrier", "description", "zone", "amount"),
    ("description", "carrier", "territories", "zone", "amount"),
    ("carrier", "description", "territories", "zone", "amount"),
    ("amount", "territories", "carrier", "zone", "description"),
)
SIDEBAR = 128.0  # points


@dataclass(frozen=True)
class Plan:
    """What the tables of one dossier have in common. Distances in points."""

    title: Title
    place: str  # of the title: "row", "band" (across both columns), "above"
    order: tuple[str, ...]  # of the rows, the title's included
    badge: str  # "row", or "head": behind the title
    prose: str  # the description: a "row" like the others, "across" both columns, "below" the table
    band: str  # "full", "light", "none"
    labels: int  # alignment of the label column: 0 left, 1 centred, 2 right
    middle: bool  # labels in the middle of their row, not at its top
    tint: str  # of the label column: "", "light", "full"
    ruling: str  # "grid", "rows", "box", "column", "none"
    width: float  # of the label column, in widths of the table; 0: as narrow as its longest word
    split: str  # over pages: "rows" (between rows), "anywhere", "keep" (not at all)
    repeat: bool  # the band again on the next page
    pair: bool  # two tables side by side
    sidebar: str  # "", "contacts", "figures"
    sidebar_left: bool
    notes: float  # share of records with a footnote
    gap: float

    @classmethod
    def drawn(cls, rng: Dice, word: str) -> Plan:
        """All choices; `word` is the label for titles."""
        place = rng.pick("title_place", ("row", "band", "band", "above"))
        quotes = ("{}", "{}", "{}", "« {} »", "“{}”")
        title = Title(rng.pick("title_form", quotes)) if place == "row" else Title.drawn(rng, word)
        order: tuple[str, ...] = rng.pick("order", ORDERS)
        if place == "row":
            order = (order[0], "title", *order[1:]) if order[0] == "carrier" and rng.chance(0.25) else ("title", *order)
        pair = rng.happens("side_by_side", 0.1)
        sidebar = "" if pair else rng.pick("sidebar", ("", "", "", "", "contacts", "figures"))
        return cls(
            title=title,
            place=place,
            order=order,
            badge=rng.pick("badge_place", ("row", "row", "head")) if place != "row" else "row",
            prose=rng.pick("description_place", ("row", "row", "row", "across", "below")),
            **_looks(rng),
            split="keep" if pair or sidebar else rng.pick("split", ("rows", "rows", "anywhere", "anywhere", "keep")),
            repeat=rng.happens("band_repeated", 0.3),
            pair=pair,
            sidebar=sidebar,
            sidebar_left=rng.chance(0.3),
            notes=0.2 if rng.happens("footnotes", 0.2) else 0,
            gap=rng.choice((10, 14, 18, 24)),
        )


def _looks(rng: Dice) -> dict[str, Any]:
    """What a plan says of bands, labels and rules."""
    return {
        "band": rng.pick("band", ("full", "full", "light", "none")),
        "labels": rng.pick("label_alignment", (0, 0, 0, 2, 1)),
        "middle": rng.happens("labels_in_the_middle", 0.3),
        "tint": rng.pick("label_tint", ("", "", "light", "light", "full")),
        "ruling": rng.pick("ruling", ("grid", "grid", "rows", "box", "column", "none")),
        "width": rng.pick("label_width", (0, 0, 0.22, 0.28, 0.36)),
    }


@dataclass(frozen=True)
class Row:
    """A row of a table; without a label its lines stand across both columns."""

    label: str
    lines: tuple[Line, ...]
    head: bool = False  # the band
    noted: bool = False  # its last line bears the footnote's mark


@dataclass(frozen=True)
class Grids:
    """The tables of one dossier, before an engine prints them."""

    style: Style
    wording: Wording
    plan: Plan
    beside: dict[int, Beside]

    def label(self, field: str) -> str:
        """A label as it stands in a cell: a dash or a gap would be odd there."""
        return self.style.say(self.wording.label(field).rstrip("\t\n–").rstrip())

    def head(self, record: Record) -> Line:
        """The title, the badge behind it where it stands there."""
        text = self.plan.title.of(self.style, record)
        if record.badge and self.plan.badge == "head":
            text += self.style.say(f" – {record.badge}" if "(" in record.badge else f" ({record.badge})")
        return Line((Run(text, "title"),))

    def rows(self, record: Record) -> list[Row]:
        """The table, without what stands above or below it."""
        say, beside = self.style.say, self.beside[record.n]
        values = {
            "title": self.plan.place == "row" and self.plan.title.of(self.style, record),
            "carrier": say(record.carrier),
            "territories": record.badge and self.plan.badge == "row" and say(record.badge),
            "zone": record.zone and say(record.zone),
            "amount": record.amount is not None and self.style.amount(record.amount),
        }
        rows = [Row("", (self.head(record),), head=True)] if self.plan.place == "band" else []
        for field in self.plan.order:
            if field == "description":
                rows += self._prose(record)
            elif value := values[field]:
                role = field if field in {"title", "carrier"} else "value"
                rows.append(Row(self.label(field), (Line((Run(value, role),)),)))
        colon = " :" if ":" in self.wording.ending else ""
        extras = (Row(say(name + colon), (Line((Run(say(value), "value"),)),)) for name, value in beside.extras)
        return [*rows, *extras]

    def _prose(self, record: Record) -> list[Row]:
        lines = tuple(described(self.style, record))
        if not lines or self.plan.prose == "below":
            return []
        noted = self.beside[record.n].note is not None
        if self.plan.prose == "row":
            return [Row(self.label("description"), lines, noted=noted)]
        label = Line((Run(self.label("description"), "label"),))
        return [Row("", (label, *lines) if self.wording.ending == "\n" else lines, noted=noted)]

    def narrow(self, total: float) -> float:
        """The width of the label column in a table of that width, in points: no word is cut."""
        names = [self.label(field) for field in self.plan.order]
        names += [name for beside in self.beside.values() for name, _ in beside.extras]
        wide = 0.78 if self.wording.capitals or self.style.looks["label"].smallcaps else 0.64
        longest = max(len(word) for name in names for word in name.replace("\u00a0", " ").split())
        return max(longest * wide * self.style.size + 14, min(self.plan.width, 0.3 if self.plan.pair else 1) * total)

    def width(self) -> float:
        """Of a table, in points."""
        whole = self.style.page[0] - self.style.margins[0] - self.style.margins[2]
        return (whole - 12) / 2 if self.plan.pair else whole - (SIDEBAR + 10 if self.plan.sidebar else 0)

    def look(self, row: Row, index: int) -> Look:
        """Of a label or of the band's text."""
        look, full = self.style.look("title" if row.head else "label", index), "full"
        bold = look.bold or (not row.head and look == self.style.look("body", index) and self.wording.ending == "")
        white = (self.plan.band if row.head else self.plan.tint) == full
        return replace(look, bold=bold or white, colour="#ffffff" if white else look.colour)

    def fill(self, row: Row, index: int) -> str | None:
        """The colour behind a label or the band."""
        colour = self.style.colour(index)
        kind = self.plan.band if row.head else self.plan.tint
        return {"full": colour, "light": pale(colour)}.get(kind)


def smaller(style: Style) -> Style:
    """The style with less type, for tables side by side: what stands in them is at most 8.5 points large."""
    share = min(1.0, 8.5 / style.size)
    looks = {
        role: look if role in {"h1", "h2"} else replace(look, size=round(look.size * share, 1))
        for role, look in style.looks.items()
    }
    return replace(style, size=round(style.size * share, 1), looks=looks)


def pale(colour: str) -> str:
    """A tint of #rrggbb that black text can be read on."""
    return "#" + "".join(f"{255 - (255 - int(colour[i : i + 2], 16)) // 8:02x}" for i in (1, 3, 5))


def spoken(style: Style, lines: tuple[Line, ...]) -> list[Line]:
    """Lines as they are printed."""
    return [Line(tuple(Run(style.say(run.text), run.role) for run in line.runs), line.kind) for line in lines]
