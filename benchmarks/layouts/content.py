"""What a dossier says, drawn before anything is printed. No layout here: families print every field that is not None.

Texts are plain: ' for apostrophes, one space before : ; ? ! », list items as "- …". `Style.say` makes print of them.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from . import sentences, words
from .dice import Dice
from .places import REGIONS, Departement, Region, of


@dataclass(frozen=True)
class Record:
    """One winner. What is None (description: empty) is not printed, and null in gold."""

    n: int
    title: str
    carrier: str
    article: str  # what stands before the carrier within a sentence: "", "le ", "la ", "les ", "l'"; not in gold
    codes: tuple[str, ...]  # départements, or the région's acronym
    badge: str | None  # the codes as the block prints them: "35 et 56", "Dép. 93", "Gironde (33)", "BZH"
    zone: str | None
    zone_codes: tuple[str, ...]  # what the zone names, when neither badge nor heading says more
    description: tuple[str, ...]  # paragraphs; items of lists begin with "- "
    amount: Decimal | None  # euros


@dataclass(frozen=True)
class Section:
    """Records under headings. A section whose theme is that of the one before stands under the same theme heading."""

    theme: str | None
    place: str | None  # the second heading, or the only one: "Gironde (33)"
    place_codes: tuple[str, ...]
    records: tuple[Record, ...]
    stated: int | None = None  # "12 projets retenus" under the theme heading; None: not printed


@dataclass(frozen=True)
class Claims:
    """What the dossier says of all its awards; `total` may be wrong."""

    total: int | None
    amount: Decimal | None
    wrong: bool = False


@dataclass(frozen=True)
class Dossier:
    """A whole dossier."""

    region: Region
    acronym: str
    plan: str
    title: str
    subtitle: str | None
    issuer: str  # in ordinary case
    date: datetime.date
    claims: Claims
    sections: tuple[Section, ...]

    @property
    def records(self) -> tuple[Record, ...]:
        """All records, in order."""
        return tuple(record for section in self.sections for record in section.records)

    @property
    def written_date(self) -> str:
        """The date in words: "1er mars 2023"."""
        day = "1er" if self.date.day == 1 else str(self.date.day)
        return f"{day} {words.MONTHS[self.date.month - 1]} {self.date.year}"


def drawn(rng: Dice, without: Collection[str] = ()) -> Dossier:
    """A dossier of 12 to 40 records. `without`: fields that the family never prints ("badge", "zone", "amount",
    "description", "theme", "place")."""
    region, date = rng.pick("region", REGIONS), datetime.date(2019, 1, 1) + datetime.timedelta(rng.randrange(2500))
    rng.choices_made["region"] = region.acronym
    plan = rng.choice(words.PLANS)
    numbers = iter(range(1, 100))
    sections = tuple(_sections(rng, region, numbers, date.year, without))
    sections = _quoted(rng, _thinned(rng, _distinct(rng, sections, region), without))
    claims = _claims(rng, tuple(r for s in sections for r in s.records))
    title, subtitle = _titles(rng, plan, region, date.year, claims)
    issuer = rng.choice(words.ISSUERS).format(name=region.name, of=region.of, dep=region.departements[0].of)
    return Dossier(region, region.acronym, plan, title, subtitle, issuer, date, claims, sections)


def _sections(
    rng: Dice, region: Region, numbers: Iterator[int], year: int, without: Collection[str]
) -> Iterator[Section]:
    kinds = [("theme",), ("theme",), ("theme",), ("place",), ("theme", "place"), ()]
    kind = rng.pick("sections", [k for k in kinds if not set(k) & set(without)])
    badge_form = rng.pick("badge_form", ("code", "code", "dep", "name", "name_code"))
    themes = rng.sample(words.THEMES, rng.randint(2, 5)) if "theme" in kind else [""]
    mark = rng.pick("theme_mark", ("", "", "Axe {} – ", "{}. ", "Volet {} : "))
    places = rng.sample(region.departements, rng.randint(2, 4)) if "place" in kind else [None]
    form = rng.pick("place_form", ("{name}", "{name} ({code})", "{code} – {name}", "Département {of}"))
    groups = len(themes) * len(places)
    whole, more = divmod(max(rng.randint(12, 40), groups), groups)
    sizes = [whole + (group < more) for group in range(groups)]
    rng.shuffle(sizes)
    stated = rng.chance(0.4)
    for index, theme in enumerate(themes, 1):
        here = sizes[(index - 1) * len(places) : index * len(places)]
        for place, size in zip(places, here, strict=True):
            records = tuple(_record(rng, next(numbers), (region, place), badge_form, year) for _ in range(size))
            yield Section(
                mark.format(index) + theme if theme else None,
                form.format(name=place.name, code=place.code, of=place.of) if place else None,
                (place.code,) if place else (),
                records,
                sum(here) if theme and stated else None,
            )


def _record(rng: Dice, n: int, where: tuple[Region, Departement | None], badge_form: str, year: int) -> Record:
    region, place = where
    wide = place is None and rng.chance(0.1)
    departements = [place] if place else rng.sample(region.departements, 2 if rng.chance(0.12) else 1)
    zone, zone_codes = sentences.zone(rng, departements)
    if wide:
        zone = rng.choice((region.name, f"toute la région {region.name}", f"ensemble de la région {region.name}"))
        zone_codes = (region.acronym,)
    article, carrier = sentences.carrier(rng, departements[0])
    return Record(
        n,
        sentences.title(rng, departements[0]),
        carrier,
        article,
        (region.acronym,) if wide else tuple(d.code for d in departements),
        _badge(rng, badge_form, region if wide else None, departements),
        zone,
        zone_codes,
        sentences.description(rng, year),
        _amount(rng),
    )


def _distinct(rng: Dice, sections: tuple[Section, ...], region: Region) -> tuple[Section, ...]:
    """The same with every title only once, so that gold can be told apart."""
    seen: set[str] = set()

    def rename(record: Record) -> Record:
        title = record.title
        while title in seen:
            title = sentences.title(rng, rng.choice(region.departements))
        seen.add(title)
        return replace(record, title=title)

    return tuple(replace(section, records=tuple(map(rename, section.records))) for section in sections)


def _badge(rng: Dice, form: str, region: Region | None, departements: list[Departement]) -> str:
    if region:
        return region.name if form.startswith("name") else region.acronym
    codes, names = [d.code for d in departements], [d.name for d in departements]
    if form == "dep":
        return f"Dép. {' et '.join(codes)}"
    if form == "name":
        return " et ".join(names)
    if form == "name_code":
        return ", ".join(f"{d.name} ({d.code})" for d in departements)
    return rng.choice((" et ", " / ", ", ")).join(codes)


def _amount(rng: Dice) -> Decimal:
    if rng.chance(0.04):
        return Decimal(rng.randint(10, 35)) * 100_000
    if rng.chance(0.08):
        return Decimal(rng.randint(200_000, 9_000_000)) / 100
    return Decimal(rng.randint(4, 180)) * 500


def _thinned(rng: Dice, sections: tuple[Section, ...], without: Collection[str]) -> tuple[Section, ...]:
    """The same without some fields, in the whole dossier or here and there."""
    has_place = any(section.place for section in sections)
    shares = {"badge": 0.7 if has_place else 0.25, "zone": 0.15, "description": 0.08, "amount": 0.3}
    gone = {field for field, share in shares.items() if field in without or rng.chance(share)}
    if {"zone", "description", "amount"} <= gone:  # something beside title and carrier has to be there
        gone -= {"zone"} - set(without)
    rng.choices_made["absent"] = sorted(gone)
    holes = {field: rng.choice((0, 0, 0.06, 0.15)) for field in shares}

    def thin(record: Record) -> Record:
        absent = {field for field in shares if field in gone or rng.chance(holes[field])}
        changes = {field: () if field == "description" else None for field in absent}
        return replace(record, **changes)  # type: ignore[arg-type]

    return tuple(replace(section, records=tuple(map(thin, section.records))) for section in sections)


def _quoted(rng: Dice, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The same with the dossier's quotation marks inside titles, names and descriptions."""
    opening, closing = rng.pick("inner_quotes", (("« ", " »"), ("« ", " »"), ("“", "”"), ('"', '"')))

    def say(text: str) -> str:
        return text.replace("« ", opening).replace(" »", closing)

    def quote(r: Record) -> Record:
        return replace(r, title=say(r.title), carrier=say(r.carrier), description=tuple(map(say, r.description)))

    return tuple(replace(section, records=tuple(map(quote, section.records))) for section in sections)


def _claims(rng: Dice, records: tuple[Record, ...]) -> Claims:
    kind = rng.pick("claims", ("right",) * 12 + ("wrong",) * 3 + ("none",) * 5)
    if kind == "none":
        return Claims(None, None)
    total = len(records) + (rng.choice((-2, -1, 1, 1, 2)) if kind == "wrong" else 0)
    amounts = [record.amount for record in records if record.amount is not None]
    if rng.chance(0.45):
        return Claims(total, None, kind == "wrong")
    whole = len(amounts) == len(records)
    return Claims(total, sum(amounts, Decimal()) if whole else Decimal(rng.randint(5, 60)) * 100_000, kind == "wrong")


def _titles(rng: Dice, plan: str, region: Region, year: int, claims: Claims) -> tuple[str, str | None]:
    many = rng.choice(words.MANY)
    titles = [plan, f"{plan} : les lauréats {year}", f"{plan} – {region.name}"]
    if claims.total is not None:
        titles += [f"{plan} : {claims.total} {many} dans la région {region.name}"] * 2
    title = rng.choice(titles)
    if rng.happens("title_in_capitals", 0.15):
        title = title.upper()
    subtitles = (
        None, f"Édition {year}", f"Les lauréats de l'appel à projets {year} dans la région {region.name}",
        f"Présentation des {many} {region.of}", f"Résultats {year}",
    )  # fmt: skip
    return title, rng.choice(subtitles)


def shortened(dossier: Dossier, limit: int) -> Dossier:
    """The same with no more of a description than its first paragraph and what stays within `limit` characters."""

    def short(record: Record) -> Record:
        kept: list[str] = []
        for text in record.description:
            if kept and sum(map(len, kept)) + len(text) > limit:
                break
            kept.append(text)
        while len(kept) > 1 and kept[-1].endswith(":"):  # announces a list that is gone
            kept.pop()
        return replace(record, description=tuple(kept))

    return replace(
        dossier,
        sections=tuple(replace(section, records=tuple(map(short, section.records))) for section in dossier.sections),
    )


def town_of(dossier: Dossier) -> str:
    """The town that the dossier is written in; `of` gives it after "de"."""
    return dossier.region.departements[0].towns[0]


__all__ = ["Claims", "Dossier", "Record", "Section", "drawn", "of", "shortened", "town_of"]
