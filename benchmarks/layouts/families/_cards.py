"""What stands on cards: head (band, badge in its corner), body (fields), foot (amount); no engine here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..content import Record, Section
from ..dice import Dice
from ..lines import Line, Run, Title, described, fields, labelled
from ..style import Style, Wording

PAD = 7  # inside a card, in points
ORDERS = (("description", "zone", "amount"), ("zone", "description", "amount"), ("amount", "zone", "description"))
# form of a box → its sides that have a line, and the width of that
BOXES: dict[str, tuple[tuple[str, ...], float]] = {
    "lines": (("left", "right", "top", "bottom"), 0.8), "bar": (("left",), 3), "top": (("top",), 2), "tint": ((), 0),
    "none": ((), 0),
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """What the cards of one dossier have in common."""

    columns: int
    down: bool  # read column by column; else row by row
    equal: bool  # the cards of a row are of one height
    box: str  # one of BOXES
    head: str  # "band" (white on colour), "inside" the box, "above" it
    title: Title
    badge: str  # "corner" of the head, "line" over the title, "label"
    carrier: str  # "head", "line" (the body's first), "par" (Porté par X), "label"
    order: tuple[str, ...]
    foot: str  # the amount: "fill" (white on colour), "text" (in colour, at the right), "" (a field)
    plain: tuple[str, ...]  # fields without a label
    gap: int  # between cards, in points
    radius: int
    split: bool  # a card may go on over a column or page

    @property
    def pad(self) -> int:
        """The room inside a card, in points."""
        return 0 if self.box in {"top", "none"} and self.head != "band" and self.foot != "fill" else PAD

    @classmethod
    def drawn(cls, rng: Dice, wording: Wording, short: bool) -> Plan:
        """All choices; `short`: all badges are."""
        columns = rng.pick("columns", (1, 2, 2, 2, 3))
        down = rng.happens("read_down", 0.45 if columns > 1 else 0)
        equal = rng.happens("equal_heights", 0 if down else 0.6)
        box = rng.pick("box", ("lines", "lines", *BOXES))
        head = rng.pick("head", ("band", "band", "inside", "inside", "above"))
        round_ = box == "lines" and head != "above" and not equal
        return cls(
            columns=columns,
            down=down,
            equal=equal,
            box=box,
            head=head,
            title=Title.drawn(rng, wording.words["title"]),
            badge=rng.pick("badge_place", ("line", "label", *("corner",) * (4 if short else 0))),
            carrier=rng.pick("carrier_place", ("head", "line", "par", "label", "label")),
            order=rng.pick("order", ORDERS),
            foot=rng.pick("foot", ("fill", "fill", "text", "text", "")),
            plain=rng.pick("plain", (("description",), ("description",), ("description", "amount"), ("amount",), ())),
            gap=rng.pick("gap", (9, 12, 16)),
            radius=rng.pick("radius", (0, 4, 8)) if round_ else 0,
            split=rng.happens("split_cards", 0.15),
        )


@dataclass(frozen=True)
class Cell:
    """The head, the body or the foot of a card."""

    lines: list[Line]
    badge: str | None  # in its corner
    fill: str  # "full", "tint", ""
    sides: tuple[str, ...]  # that have a line
    right: bool  # lines end at the right


@dataclass(frozen=True)
class Cards:
    """What the cards of a dossier say."""

    style: Style
    wording: Wording
    plan: Plan

    def head(self, record: Record) -> list[Line]:
        """The title, a badge over it, the carrier below."""
        lines = [Line((Run(self.plan.title.of(self.style, record), "title"),))]
        if record.badge and self.plan.badge == "line":
            lines.insert(0, Line((Run(self.style.say(record.badge), "over"),)))
        if self.plan.carrier == "head":
            role = "on_colour" if self.plan.head == "band" else "carrier"
            lines.append(Line((Run(self.style.say(record.carrier), role),)))
        return lines

    def body(self, record: Record) -> list[Line]:
        """The fields."""
        style, plan, lines = self.style, self.plan, list[Line]()
        if plan.carrier == "label":
            lines.append(labelled(style, self.wording, "carrier", record.carrier, "carrier"))
        elif plan.carrier != "head":
            before = f"Porté par {record.article}" if plan.carrier == "par" else ""
            lines.append(Line((Run(style.say(before + record.carrier), "carrier"),)))
        for field in ("territories", *plan.order) if plan.badge == "label" else plan.order:
            if field == "description" and field in plan.plain:
                lines += described(style, record)
            elif field != "amount" or not plan.foot:
                lines += fields(style, self.wording, record, (field,))
        return lines

    def foot(self, record: Record) -> list[Line]:
        """The amount, where it stands in the foot."""
        made = fields(self.style, self.wording, record, ("amount",)) if self.plan.foot else []
        return [Line(tuple(Run(r.text, "foot") for r in li.runs["amount" in self.plan.plain :])) for li in made]

    def cells(self, records: Sequence[Record]) -> list[list[Cell]]:
        """Heads, bodies and feet of cards side by side; a row that is empty in all of them is left out."""
        plan = self.plan
        parts = {"head": self.head, "body": self.body, "foot": self.foot}
        rows = {name: made for name, part in parts.items() if any(made := [part(record) for record in records])}
        boxed = [name for name in rows if name != "head" or plan.head != "above"]
        return [[self._cell(name, boxed, *both) for both in zip(records, rows[name], strict=True)] for name in rows]

    def _cell(self, name: str, boxed: list[str], record: Record, lines: list[Line]) -> Cell:
        plan = self.plan
        coloured = (name == "head" and plan.head == "band") or (name == "foot" and plan.foot == "fill")
        inner = ({"top"} if name != boxed[0] else set()) | ({"bottom"} if name != boxed[-1] else set())
        tint = "tint" if name in boxed and plan.box in {"tint", "bar"} else ""
        return Cell(
            lines,
            record.badge if name == "head" and plan.badge == "corner" else None,
            "full" if coloured and lines else tint,
            tuple(side for side in BOXES[plan.box][0] if name in boxed and side not in inner),
            name == "foot" and plan.foot == "text",
        )

    def groups(self, section: Section) -> list[tuple[Record, ...]]:
        """The cards that are printed as one: rows of cards of one height, or single cards."""
        n = self.plan.columns if self.plan.equal else 1
        return [section.records[i : i + n] for i in range(0, len(section.records), n)]
