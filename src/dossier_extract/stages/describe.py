"""What the dossier says of itself: title, subtitle, issuer, date, region, and the figures that it claims."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import regex

from dossier_extract.drafts import DossierDraft, SectionBlock, Segmentation
from dossier_extract.figures import parse_amount, parse_date, parse_number
from dossier_extract.headings import is_front, outline
from dossier_extract.model import Block, BlockKind, Line
from dossier_extract.places import territories_of
from dossier_extract.profile import ClaimRule
from dossier_extract.rules import Rules
from dossier_extract.schema import Claim, Origin, Scope, Subject
from dossier_extract.text import Hyphens, Text, build_text, fold

SLOT = "dossier"  # what its origins give as slot
SMALL_WORD = 4  # letters; a name in capitals that opens with no longer word (« pour les… ») is no proper name
SAME_SIZE = 0.6  # points; lines of the cover's title are of one size


def describe_dossier(blocks: Sequence[Block], segmentation: Segmentation, rules: Rules) -> DossierDraft:
    """Read the cover (the first page with text) and the sections that hold no projects."""
    cover = _Cover(blocks, rules)
    title = cover.title()
    subtitle = cover.subtitle()
    issuer, issuer_origin = cover.issuer()
    published, date_origin = cover.date()
    claims = _merge([claim for section in outline(segmentation.sections, rules) for claim in _claims(section, rules)])
    origins = {
        "title": _whole(title, "cover:title"),
        "subtitle": _whole(subtitle, "cover:subtitle"),
        "issuer": issuer_origin,
        "published": date_origin,
    }
    return DossierDraft(
        title=title.flat if title is not None else None,
        subtitle=subtitle.flat if subtitle is not None else None,
        issuer=issuer,
        published=published,
        region=cover.region(),
        claims=tuple(claims),
        origins={name: found for name, found in origins.items() if found},
    )


def _whole(text: Text | None, source: str) -> tuple[Origin, ...]:
    return (text.origin((0, len(text.repaired)), SLOT, source),) if text is not None else ()


class _Cover:
    """The first page that has text."""

    def __init__(self, blocks: Sequence[Block], rules: Rules) -> None:
        self.rules = rules
        first = min((block.page for block in blocks), default=1)
        on_cover = [block for block in blocks if block.page == first]
        kinds = (BlockKind.TEXT, BlockKind.CELL, BlockKind.ASIDE)
        self.lines = [line for block in on_cover if block.kind in kinds for line in block.lines]
        self.every = [line for block in blocks if block.page <= first + 1 for line in block.lines]
        self.hyphens = Hyphens(self.lines, frozenset())
        kickers = [rules.pattern(source, "dossier.yml") for source in rules.dossier.kicker]
        self.folded = [fold(line.text) for line in self.lines]
        self.titles = [
            line
            for line, folded in zip(self.lines, self.folded, strict=True)
            if not any(kicker.search(folded) for kicker in kickers)
        ]
        self.issuing = self._issuing()

    def _text(self, lines: Iterable[Line]) -> Text:
        return build_text([list(lines)], self.hyphens)

    def title(self) -> Text | None:
        """The largest lines, joined."""
        return self._largest([line for line in self.titles if line not in self.issuing])

    def subtitle(self) -> Text | None:
        """The next largest lines, if they are larger than what names the issuer."""
        rest = [line for line in self.titles if line not in self.issuing]
        largest = max((line.style.size for line in rest), default=0.0)
        smaller = [line for line in rest if line.style.size < largest - SAME_SIZE]
        floor = max((line.style.size for line in self.issuing), default=0.0)
        return self._largest([line for line in smaller if line.style.size > floor])

    def _largest(self, lines: list[Line]) -> Text | None:
        size = max((line.style.size for line in lines), default=0.0)
        chosen = [line for line in lines if line.style.size >= size - SAME_SIZE]
        return self._text(chosen) if chosen else None

    def _issuing(self) -> list[Line]:
        """The lines that name the issuer: the shortest run of lines that the first possible pattern fits."""
        for pattern, _ in self.rules.issuers:
            for length in range(1, 5):
                for start in range(len(self.lines) - length + 1):
                    folded = " ".join(self.folded[start : start + length])
                    found = pattern.match(folded)
                    whole = found is not None and found.end() == len(folded)
                    if whole and self.lines[start].text[:1].isupper():  # « …dans la / région Bretagne » is none
                        return self.lines[start : start + length]
        return []

    def issuer(self) -> tuple[str | None, tuple[Origin, ...]]:
        """Name of the issuer in ordinary case."""
        text = self._text(self.issuing or self.lines)
        for pattern, value in self.rules.issuers:
            found = pattern.search(text.folded)
            if found is not None:
                names = {group: text.repaired[slice(*found.span(group))] for group in found.groupdict()}
                return self._written(value, names), (text.origin(found.span(), SLOT, "cover:issuer"),)
        return None, ()

    def _written(self, value: str, names: dict[str, str]) -> str:
        """An issuer's name: territories as they are spelled officially, nothing else in capitals as a whole."""
        territories = territories_of(self.rules)
        for group, printed in names.items():
            if group in ("region", "departement"):
                (named,) = territories.in_prose(fold(printed), label=True)
                names[group] = territories.name_of(named)
            elif group == "acronym":
                names[group] = printed.upper()
            elif group == "name" and printed.isupper() and len(re.split(r"[\s'’]", printed)[0]) > SMALL_WORD:
                names[group] = "-".join(part.capitalize() for part in printed.split("-"))
            elif group == "of" or printed.isupper():
                names[group] = printed.lower()
        written = value.format(**names)
        return written[:1].upper() + written[1:]

    def region(self) -> str | None:
        """INSEE code of the region: the issuer's, else the first that the cover names, else the page after it."""
        territories = territories_of(self.rules)
        for lines in (self.issuing, self.lines, self.every):
            for one in territories.in_prose(self._text(lines).folded) if lines else ():
                if (region := territories.region_of(one)) is not None:
                    return region
        return None

    def date(self) -> tuple[str | None, tuple[Origin, ...]]:
        """The first date in words on the cover, else on the page after it."""
        pattern = self.rules.pattern(self.rules.dossier.date, "dossier.yml")
        months = [fold(name) for name in self.rules.dossier.months]
        for line in (*self.lines, *self.every):
            text = self._text([line])
            found = pattern.search(text.folded)
            iso = parse_date(found.groupdict(), months) if found is not None else None
            if found is not None and iso is not None:
                return iso, (text.origin(found.span(), SLOT, "cover:date"),)
        return None, ()


def _claims(section: SectionBlock, rules: Rules) -> Iterator[Claim]:
    """Figures that a section's heading and texts state."""
    heading = section.heading
    texts = ([heading] if heading is not None and not section.n_projects else []) + list(section.texts)
    where = "section" if section.n_projects and not is_front(heading, rules) else "front"
    title = heading.flat if heading is not None and where == "section" else None
    for text in texts:
        flat = text.folded.replace("\n", " ")
        for name, (rule, pattern) in rules.claims.items():
            if rule.within not in (where, "any"):
                continue
            for found in pattern.finditer(flat):
                claim = _claim(rule, found, rules)
                if claim is not None:
                    section_title = title if rule.scope == "section" else None
                    origin = text.origin(found.span(), SLOT, f"claim:{name}")
                    yield claim.model_copy(update={"section": section_title, "origins": [origin]})


def _claim(rule: ClaimRule, found: regex.Match[str], rules: Rules) -> Claim | None:
    groups = found.groupdict()
    near = any(fold(word) in found.group(0) for word in rules.claim_words.near)
    try:
        if rule.unit == "euros":
            quantity, rounding = parse_amount(groups["amount"], groups.get("scale"))
            tolerance = rounding * 2 if near else rounding
        else:
            quantity, tolerance = parse_number(groups["number"]), Decimal(0)
    except (ValueError, KeyError, TypeError):
        return None
    wave = _ordinal(groups.get("wave"), rules)
    if groups.get("wave") and wave is None:
        return None
    return Claim(
        subject=Subject(rule.subject),
        scope=Scope(rule.scope),
        unit=rule.unit,
        quantity=quantity,
        tolerance=tolerance,
        wave=wave,
        origins=[],
    )


def _ordinal(printed: str | None, rules: Rules) -> int | None:
    """1ère → 1, seconde → 2."""
    if not printed:
        return None
    digits = "".join(char for char in printed if char.isdigit())
    if digits:
        return int(digits)
    return {fold(word): rank for word, rank in rules.claim_words.ordinals.items()}.get(printed)


def _merge(claims: list[Claim]) -> Iterator[Claim]:
    """The same claim stated in several places is one claim with several origins."""
    merged: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        key = (claim.subject, claim.scope, claim.unit, claim.quantity, claim.section, claim.wave, claim.departement)
        if key in merged:
            before = merged[key]
            tolerance = max(before.tolerance, claim.tolerance)
            merged[key] = before.model_copy(
                update={"origins": [*before.origins, *claim.origins], "tolerance": tolerance}
            )
        else:
            merged[key] = claim
    return iter(merged.values())
