"""Names become codes: places of the zones and descriptions, the départements of each record, the bodies that carry it.

Precision comes first: a doubtful name gets no code. Nothing printed is changed; what is linked stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dossier_extract.drafts import Draft, Linked
from dossier_extract.gazetteer import gazetteer
from dossier_extract.rules import Rules
from dossier_extract.schema import Place, PlaceCandidate
from dossier_extract.stages.link.carriers import bodies, carrier_id
from dossier_extract.stages.link.districts import with_codes
from dossier_extract.stages.link.identify import numbers_of
from dossier_extract.stages.link.linker import Linker, linker
from dossier_extract.stages.link.persons import is_person
from dossier_extract.stages.link.scope import home_of
from dossier_extract.stages.link.settle import Link

PROSE = 0.8  # score that a place in a description needs: sentences begin with capitals, too


def link_records(drafts: Sequence[Draft], region: str | None, rules: Rules) -> list[Draft]:
    """Return the drafts with what is linked. `region`: INSEE code of the dossier's region."""
    return [_with_numbers(replace(draft, linked=_linked(draft, region, rules)), rules) for draft in drafts]


def _with_numbers(draft: Draft, rules: Rules) -> Draft:
    numbers = numbers_of(draft, rules)
    return replace(draft, fields={**draft.fields, **numbers}) if numbers else draft


def _linked(draft: Draft, region: str | None, rules: Rules) -> Linked:
    codes = draft.fields["territories"].value if "territories" in draft.fields else ()
    territories = codes if isinstance(codes, tuple) else ()
    home = home_of(territories, rules)
    carrier = draft.fields["carrier"].value if "carrier" in draft.fields else None
    name = carrier if isinstance(carrier, str) and carrier else None
    carriers = bodies(name, rules) if name else ()
    return Linked(
        places=with_codes(_places(draft, linker(territories, region, rules), rules), home.departements, rules),
        departements=home.departements,
        partial=home.partial,
        region=home.region,
        carriers=carriers,
        carrier_id=carrier_id(name, rules) if name else None,
        carrier_person=any(is_person(body, rules) for body in carriers),
    )


def _places(draft: Draft, places: Linker, rules: Rules) -> Iterator[Place]:
    for field in ("zone", "description"):
        value = draft.fields[field].value if field in draft.fields else None
        if not isinstance(value, str):
            continue
        for one in places.link(value):
            if field == "zone" or (one.code and one.candidates[0].score >= PROSE and places.is_home(one)):
                yield _place(draft, field, value, one, rules)


def _place(draft: Draft, field: str, value: str, one: Link, rules: Rules) -> Place:
    first = one.candidates[0] if one.candidates else None
    return Place(
        field=field,
        text=value[one.start : one.end],
        span=(one.start, one.end),
        boxes=draft.boxes(field, (one.start, one.end)),
        kind=one.kind,
        code=one.code,
        name=first.place.name if first else None,
        departements=list(_departements(one, rules)),
        score=round(first.score, 3) if first else None,
        margin=round(one.margin, 3) if first else None,
        method=first.method if first else "district",
        excluded=one.excluded,
        candidates=[
            PlaceCandidate(code=c.place.code, name=c.place.name, kind=c.place.kind, score=round(c.score, 3))
            for c in one.candidates
        ],
        reference=gazetteer().vintage,
    )


def _departements(one: Link, rules: Rules) -> tuple[str, ...]:
    """Codes of the départements that a place lies in; of a region, those that it holds."""
    if one.kind == "region":
        code = one.code
        return tuple(d.code for d in rules.territories.departements if d.region == code)
    return one.candidates[0].place.departements if one.candidates else ()
