"""Several fields in a record's first line, told apart by looks, quotes, brackets and separators; few labels or none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from .. import canvas, content, front, typeset
from ..content import Dossier, Record
from ..dice import Dice
from ..lines import Line, fields
from ..style import Look, Style, Wording
from ._templates import BULLETS, Prose, mapped, town_zones

TOLD = ("bold", "bold", "bold", "colour", "italic", "quotes", "quotes", "carrier", "capitals", "separator")
CLEAR = (" | ", " / ", "\n")  # separators that stand in no title
SEPARATORS = (" – ", " – ", " : ", ", ", *CLEAR)
QUOTES = ("« {title} »", "« {title} »", "“{title}”", '"{title}"')
BEFORE_CARRIER = (", porté par ", " par ", ", un projet de ", " – présenté par ")
BADGES = ("[ ({territories})]", "[ ({territories})]", "[ ⟨{territories}⟩]", "[ – {territories}]", "[, {territories}]")
ZONES = ("[, {zone}]", "[, {zone}]", "[ ({zone})]", "[ à {zone}]", "[ | {zone}]")
AMOUNTS = ("[ – {amount}]", "[ : {amount}]", "[\t{amount}]", "[, {amount}]", "[ | {amount}]", "[ ({amount})]")


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print a dossier of records that begin with a full line."""
    texts = rng.pick("description", ("below", "below", "below", "run in", "none"))
    dossier = content.drawn(rng, without=("description",) if texts == "none" else ())
    style, wording = Style.drawn(rng), Wording.drawn(rng)
    told = rng.pick("told", TOLD)
    if told == "capitals":
        dossier = mapped(dossier, lambda record: replace(record, carrier=record.carrier.upper()))
    below = rng.pick("labelled_below", ((), (), (), ("amount",), ("zone",), ("zone", "amount")))
    head = _template(rng, dossier, told, below)
    if "({zone})" in head or "à {zone}" in head or rng.happens("town_zones", 0.6):
        dossier = town_zones(rng, dossier)
    style = replace(style, looks=style.looks | _looks(rng, style, told))
    tail = {"below": "\n", "run in": rng.choice((". ", " : ", "\t"))}.get(texts, "")
    prose = Prose(
        head + (f"[{tail}{{description}}]" if tail else ""),
        {field: field for field in ("title", "carrier", "amount")} | {"the_carrier": "carrier"},
        rng.happens("articles", 0.4),
        rng.pick("record_bullet", BULLETS),
        rng.happens("hanging", 0.6),
        rng.choice((6, 10, 14, 20)),
    )
    first = rng.happens("labels_before_description", 0.3)

    def lines(record: Record) -> list[Line]:
        own, more = prose.lines(style, record), fields(style, wording, record, below)
        return [own[0], *more, *own[1:]] if first and len(own) > 1 and "\n" not in head else [*own, *more]

    matter = front.before(rng, dossier), front.after(rng, dossier)
    if style.engine == "typst":
        typeset.print_dossier(
            folder,
            style,
            dossier,
            matter,
            lambda s, i: "".join(prose.typst(style, lines(r), r.n, i) for r in s.records),
        )
    else:
        canvas.print_dossier(
            folder,
            style,
            dossier,
            matter,
            lambda s, i: [f for r in s.records for f in prose.reportlab(style, lines(r), r.n, i)],
        )
    return dossier


def _template(rng: Dice, dossier: Dossier, told: str, below: tuple[str, ...]) -> str:
    """The head: every field that does not stand below, in an order and with separators of the dossier's own."""
    separator = rng.pick("separator", CLEAR if told == "separator" else SEPARATORS)
    title = rng.pick("quotes", QUOTES) if told == "quotes" else "{title}"
    badges = [b for b in BADGES if "(" not in b or not any("(" in (r.badge or "") for r in dossier.records)]
    badge, zone = rng.pick("badge_dress", badges), rng.pick("zone_dress", ZONES)
    if badge.startswith("[, ") and zone.startswith("[, "):
        badge = "[ – {territories}]"
    amount = rng.pick("amount_dress", AMOUNTS)
    zone = "" if "zone" in below else zone
    amount = "" if "amount" in below else amount
    places = badge + zone if rng.happens("badge_before_zone", 0.5) else zone + badge
    order = rng.pick("order", ("title", "title", "title", "carrier", "carrier", "badge"))
    if order == "title":
        joined = rng.pick(
            "joined", (*(f"{separator}{{carrier}}",) * 5, *(f"{by}{{the_carrier}}" for by in BEFORE_CARRIER))
        )
        return title + (f"{separator}{{carrier}}" if told == "separator" else joined) + places + amount
    if order == "badge":
        lead = rng.choice(("[{territories} – ]", "[⟨{territories}⟩ ]", "[{territories} : ]"))
        first, second = rng.choice(((title, "{carrier}"), ("{carrier}", title)))
        return lead + first + separator + second + zone + amount
    return "{carrier}" + places + separator + title + amount


def _looks(rng: Dice, style: Style, told: str) -> dict[str, Look]:
    """Looks of title, carrier and amount: the one that tells them apart differs from the text."""
    size, colour = style.size, style.colours[0]
    lead = {
        "bold": Look(size + rng.choice((0, 0, 0, 1, 2)), True, colour=rng.choice(("#000000", colour))),
        "colour": Look(size, False, colour=colour),
        "italic": Look(size, False, True),
        "carrier": Look(size, True, colour=rng.choice(("#000000", colour))),
    }.get(told, Look(size))
    plain = Look(
        size, told in ("quotes", "separator", "capitals") and rng.chance(0.3), told != "italic" and rng.chance(0.3)
    )
    amount = Look(size, rng.chance(0.3))
    if told == "carrier":
        return {"title": replace(plain, bold=False), "carrier": lead, "amount": amount}
    return {"title": replace(lead, bold=lead.bold or plain.bold), "carrier": plain, "amount": amount}
