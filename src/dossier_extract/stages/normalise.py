"""From printed text to values: names without their article, amounts as Decimal, territories as codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from dossier_extract.drafts import AGAIN, FieldValue, RawField, Segmentation, Value
from dossier_extract.figures import parse_amount, parse_date, parse_number
from dossier_extract.headings import headings_over, without_figures
from dossier_extract.places import Named, territories_of
from dossier_extract.profile import Profile
from dossier_extract.rules import Rules
from dossier_extract.schema import Finding, Method, Origin, Severity
from dossier_extract.text import EMPTY, LIST_MARKS, Text, fold

_NOTHING = re.compile(r"[\s–—-]+")  # a dash in a cell
_MARKER = re.compile(rf"^[{LIST_MARKS}]\s*")
_INITIALS = re.compile(r"(?:\b\w\.){2,}$")
_OUTER_QUOTES = (("«", "»"), ("“", "”"), ('"', '"'))


def normalise_fields(
    raw_fields: Sequence[RawField], segmentation: Segmentation, profile: Profile, rules: Rules
) -> list[FieldValue]:
    """Return the values of all raw fields, and the territories that are inferred where none is printed."""
    return list(_Normaliser(segmentation, profile, rules).values(raw_fields))


class _Normaliser:
    def __init__(self, segmentation: Segmentation, profile: Profile, rules: Rules) -> None:
        self.projects, self.sections = segmentation.projects, segmentation.sections
        self.profile, self.rules = profile, rules
        self.territories = territories_of(rules)
        self.headings = headings_over(self.sections, rules)

    def values(self, raw_fields: Sequence[RawField]) -> Iterator[FieldValue]:
        located: set[int] = set()
        printed: set[str] = set()
        zones: dict[int, RawField] = {}
        for raw in raw_fields:
            if raw.name.startswith(AGAIN):
                continue
            if raw.name == "zone":
                zones[raw.project] = raw
            for field in self._field(raw):
                if field.name == "territories":
                    located.add(raw.project)
                    printed.update(field.value if isinstance(field.value, tuple) else ())
                yield field
        for index in range(len(self.projects)):
            if index not in located:
                yield from self._inferred(index, zones.get(index), printed)

    def _field(self, raw: RawField) -> Iterator[FieldValue]:
        text = self.projects[raw.project].slots[raw.slot]
        origins = tuple(_origins(raw, text))
        findings = tuple(self._doubts(raw, origins))
        printed = "\n".join(text.repaired[start:end] for start, end in raw.spans)
        name = raw.name
        if _NOTHING.fullmatch(printed):
            return
        if name == "territories":
            yield FieldValue(raw.project, "territories_printed", _line(printed), origins, findings)
            found = self.territories.labelled(text.folded[slice(*raw.spans[0])])
            if found:
                yield self._listed(raw, text, found)
            return
        if name == "carrier":
            yield FieldValue(raw.project, "carrier_printed", _line(printed), origins, findings)
            yield FieldValue(raw.project, name, self._name(_line(printed)), origins)
            return
        if name == "zone" and raw.label is not None:
            yield FieldValue(raw.project, "zone_label", _line(raw.label), _label_origin(raw, text), ())
        value = self._value(raw, printed)
        if value is None:
            yield FieldValue(raw.project, name, "", origins, (_unreadable(raw, origins[0]),))
        elif value != "":
            yield FieldValue(raw.project, "amount_eur" if name == "amount" else name, value, origins, findings)

    def _value(self, raw: RawField, printed: str) -> Value | None:
        """The value of one field; None where it cannot be read as its type."""
        kind = self._type(raw)
        if kind == "amount":
            return self._amount(printed)
        if kind == "integer":
            try:
                number = parse_number(printed)
            except ValueError:
                return None
            return int(number) if number == number.to_integral_value() else None
        if kind == "date":
            return find_date(printed, self.rules)
        if kind == "paragraphs":
            return "\n".join(_MARKER.sub("- ", line).strip() for line in printed.split("\n"))
        if raw.name == "title":
            return _unquoted(_line(printed))
        return _line(printed) if kind == "code" else printed.strip()

    def _type(self, raw: RawField) -> str:
        if raw.name.startswith("extra."):
            layout = self.profile.layouts[self.projects[raw.project].layout]
            return layout.extra[raw.name.removeprefix("extra.")].type
        return {"amount": "amount", "description": "paragraphs"}.get(raw.name, "text")

    def _amount(self, printed: str) -> Decimal | None:
        folded = fold(printed).strip()
        found = self.rules.pattern("{figure}").search(folded)
        if found is None:  # a column of euros may say so in its header alone
            found = self.rules.pattern("^(?P<amount>{amount_number})(?P<scale>)$").match(folded)
        try:
            return parse_amount(found["amount"], found["scale"])[0] if found else None
        except ValueError:
            return None

    def _name(self, printed: str) -> str:
        """A carrier's name: no lower-case article before it, no final dot unless it ends initials."""
        article = self.rules.pattern(self.rules.dossier.leading_articles, "dossier.yml").match(fold(printed))
        if article is not None and printed[:1].islower():
            printed = printed[article.end() :]
        if printed.endswith(".") and not _INITIALS.search(printed):
            printed = printed[:-1].rstrip()
        return printed

    def _listed(self, raw: RawField, text: Text, found: list[Named]) -> FieldValue:
        """The codes that a label prints, each once ("Grand Est (GES)" is one), each with its origin."""
        start = raw.spans[0][0]
        origins: dict[str, Origin] = {}
        for one in found:
            span = (start + one.start, start + one.end)
            origins.setdefault(self._code(one, ()), text.origin(span, raw.slot, raw.source))
        return FieldValue(raw.project, "territories", tuple(origins), tuple(origins.values()))

    def _inferred(self, index: int, zone: RawField | None, printed: set[str]) -> Iterator[FieldValue]:
        """Territories that no slot prints, from what the layout says to work them out of: the first that names one."""
        block = self.projects[index]
        for source in self.profile.layouts[block.layout].fields.get("territories", ()):
            if source.infer == "zone" and zone is not None:
                text, slot = block.slots[zone.slot], zone.slot
                start, end = zone.spans[0][0], zone.spans[-1][1]
                named = self.territories.in_prose(text.folded[start:end])
            elif source.infer == "section" and block.section >= 0:
                text, slot, start = self._place(block.section), "section", 0
                named = self._in_heading(block.section, text)
            else:
                continue
            # The widest: a region, by the acronym that the dossier itself uses, else its départements.
            widest = [one for one in named if one.kind == "region"][:1] or named
            if widest:
                codes = tuple(self._code(one, printed) for one in widest)
                spans = [(start + one.start, start + one.end) for one in widest]
                how = f"inferred:{source.infer}"
                origins = tuple(text.origin(span, slot, how, Method.INFERRED) for span in spans)
                yield FieldValue(index, "territories", codes, origins)
                return

    def _place(self, section: int) -> Text:
        """The heading that tells where: one that names a place alone, else the section's own."""
        return self.headings[section].place or self.sections[section].heading or EMPTY

    def _in_heading(self, section: int, heading: Text) -> list[Named]:
        """The territories of a heading; a number alone is a code only where nothing but a place is named.

        « Rouler moins cher » names none: beside other words a name has its capital.
        """
        folded = without_figures(heading.folded, self.rules)
        if self.headings[section].place is not None:
            return self.territories.labelled(folded)
        meant, printed = self.territories.in_prose(folded), heading.repaired
        named = self.territories.in_prose(folded, label=True)
        return [one for one in named if one in meant or (printed[one.start].isupper() and not printed.isupper())]

    def _code(self, one: Named, printed: Iterable[str]) -> str:
        """A département's code as it is; a region by its acronym."""
        by_region = one.kind == "region" and one.code in self.territories.by_code
        return self.territories.acronym_of(one.code, printed) if by_region else one.code

    def _doubts(self, raw: RawField, origins: tuple[Origin, ...]) -> Iterator[Finding]:
        if raw.finding is not None and raw.name == "title":
            page = origins[0].boxes[0].page
            yield Finding(
                code=raw.finding,
                severity=Severity.WARNING,
                message="the title's guillemet is not closed; the title was cut where the carrier begins",
                page=page,
                origin=origins[0],
            )


def find_date(text: str, rules: Rules) -> str | None:
    """ISO date of the first date in words; a month without day stays partial."""
    found = rules.pattern(rules.dossier.date, "dossier.yml").search(fold(text))
    if found is None:
        return None
    return parse_date(found.groupdict(), [fold(name) for name in rules.dossier.months])


def _unreadable(raw: RawField, origin: Origin) -> Finding:
    return Finding(
        code="value-unreadable",
        severity=Severity.WARNING,
        message=f"{raw.name}: « {origin.raw[:60]} » cannot be read as its type",
        page=origin.boxes[0].page,
        origin=origin,
    )


def _origins(raw: RawField, text: Text) -> Iterator[Origin]:
    """One origin a run of spans that nothing but white space parts."""
    start, end = raw.spans[0]
    for begin, stop in raw.spans[1:]:
        if text.repaired[end:begin].strip():
            yield text.origin((start, end), raw.slot, raw.source, raw.method)
            start = begin
        end = stop
    yield text.origin((start, end), raw.slot, raw.source, raw.method)


def _label_origin(raw: RawField, text: Text) -> tuple[Origin, ...]:
    start = text.repaired.index(raw.label or "", raw.covers[0][0])
    return (text.origin((start, start + len(raw.label or "")), raw.slot, raw.source),)


def _line(text: str) -> str:
    return " ".join(text.split())


def _unquoted(title: str) -> str:
    """Drop the title's own outer quotes, if they are one pair around all of it."""
    for opening, closing in _OUTER_QUOTES:
        inner = title[1:-1]
        if len(title) > 2 and title[0] == opening and title[-1] == closing and _balanced(inner, opening, closing):
            return inner.strip()
        if opening != closing and title[:1] == opening and closing not in title:
            return title[1:].strip()
    return title


def _balanced(inner: str, opening: str, closing: str) -> bool:
    """Whether the quotes inside a quoted title are pairs of their own: « A » et « B » has none around it."""
    if opening == closing:  # straight quotes do not tell which way they open: words stand before one that closes
        return not re.search(rf"{opening}\s.*\s{opening}", inner) and inner.count(opening) % 2 == 0
    depth = 0
    for sign in inner:
        depth += (sign == opening) - (sign == closing)
        if depth < 0:
            return False
    return depth == 0
