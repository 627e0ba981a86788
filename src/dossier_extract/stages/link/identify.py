"""Numbers of carriers: SIRET, SIREN and RNA that a record prints, checked; others from a user's lists.

A number that is printed wrong is a finding and no value. Where several bodies carry a project together, or a record
prints two numbers of a kind, no number is anybody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from dossier_extract.drafts import Draft, FieldValue
from dossier_extract.rules import Rules
from dossier_extract.schema import Finding, Method, Origin, Severity
from dossier_extract.stages.link.districts import communes_of
from dossier_extract.text import fold

KINDS = ("siret", "siren", "rna")
PRINTED = ("siret_printed", "siren_printed", "rna_printed", "rna_bare")  # patterns of parts.yml, their kind first
_RNA = re.compile(r"W\d[0-9A-Z]\d{7}")  # the register has no check digit: W, two signs of the département, seven digits
_FIGURES = re.compile(r"\d(?:[ .]?\d){4}")  # most texts hold no number so long, and are looked at no further
_SPACE = re.compile(r"[\s.\u00a0]+")


class _Number(NamedTuple):
    """A number as printed, without its spaces, and where."""

    kind: str
    digits: str
    origin: Origin


def numbers_of(draft: Draft, rules: Rules) -> dict[str, FieldValue]:
    """The fields `carrier_siret`, `carrier_siren`, `carrier_rna` of a record, with what is wrong with a number."""
    found: dict[str, dict[str, Origin]] = {kind: {} for kind in KINDS}
    wrong: dict[str, list[Finding]] = {kind: [] for kind in KINDS}
    for number in _printed(draft, rules):
        if is_valid(number.kind, number.digits):
            found[number.kind].setdefault(number.digits, number.origin)
        else:
            wrong[number.kind].append(_invalid(number))
    for siret, origin in found["siret"].items():
        found["siren"].setdefault(siret[:9], origin)
    printed = {kind for kind in KINDS if found[kind]}
    for number in _listed(draft, rules):
        if number.kind not in printed and is_valid(number.kind, number.digits):
            found[number.kind].setdefault(number.digits, number.origin)
    fields = {}
    for kind in KINDS:
        sure = len(found[kind]) == 1 and len(draft.linked.carriers) == 1
        value, origins = next(((v, (o,)) for v, o in found[kind].items() if sure), ("", ()))
        if value or wrong[kind]:
            name = f"carrier_{kind}"
            fields[name] = FieldValue(draft.block.n, name, value, origins, tuple(wrong[kind]))
    return fields


def is_valid(kind: str, digits: str) -> bool:
    """Whether a number can be a SIRET or SIREN by its check digit, an RNA number by its shape."""
    from stdnum.fr import siren, siret

    if kind == "rna":
        return _RNA.fullmatch(digits) is not None
    checked: bool = {"siret": siret, "siren": siren}[kind].is_valid(digits)
    return checked


def _printed(draft: Draft, rules: Rules) -> Iterator[_Number]:
    """Numbers behind their names anywhere in a record, fields that are called so, and bare ones beside the carrier."""
    for slot, text in draft.block.slots.items():
        for pattern in PRINTED if _FIGURES.search(text.folded) else ():
            kind = pattern.partition("_")[0]
            for match in rules.patterns[pattern].finditer(text.folded):
                yield _number(kind, match[kind], text.origin(match.span(kind), slot, pattern))
    for name, field in draft.fields.items():
        if not isinstance(field.value, (str, int)) or not field.origins:
            continue
        if name.startswith("extra.") and any(map(str.isdigit, str(field.value))):
            called = [kind for kind in KINDS if kind in re.split(r"[\W_]+", fold(name))]
            yield from (_number(kind, str(field.value), field.origins[0]) for kind in called[:1])
        elif name == "carrier_printed" and _FIGURES.search(folded := fold(str(field.value))):
            found = rules.patterns["siret_bare"].finditer(folded)
            bare = (_number("siret", match["siret"], field.origins[0]) for match in found)
            yield from (number for number in bare if is_valid("siret", number.digits))


def _listed(draft: Draft, rules: Rules) -> Iterator[_Number]:
    """Numbers that the user's own lists have for the carrier's name."""
    linked, carrier = draft.linked, draft.fields.get("carrier")
    if carrier is None or not isinstance(carrier.value, str) or not carrier.origins or linked.carrier_person:
        return
    for kind in ("rna", "sirene"):
        own = rules.references.get(kind)
        entry = own.pick(carrier.value, communes_of(linked.places), linked.departements) if own else None
        if own is not None and entry is not None:
            source = f"inferred:{kind} {own.path.name}"
            origin = replace(carrier.origins[0], source=source, method=Method.INFERRED)
            yield _Number("rna" if kind == "rna" else "siren", entry.code, origin)
            if entry.siret:
                yield _Number("siren", _SPACE.sub("", entry.siret)[:9], origin)


def _number(kind: str, printed: str, origin: Origin) -> _Number:
    digits = _SPACE.sub("", printed).upper()
    return _Number("siren" if kind == "siret" and len(digits) == 9 else kind, digits, origin)


def _invalid(number: _Number) -> Finding:
    message = f"« {number.digits} » is no {number.kind.upper()}: its length or its check digit is wrong"
    page = number.origin.boxes[0].page if number.origin.boxes else None
    return Finding(
        code="identifier-invalid", severity=Severity.WARNING, message=message, page=page, origin=number.origin
    )
