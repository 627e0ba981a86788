"""Districts (QPV) get the code that a user's own list has for their name; without a list they have none."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from dossier_extract.rules import Rules
from dossier_extract.schema import Place, PlaceCandidate
from dossier_extract.stages.link.linker import DISTRICT


def with_codes(places: Iterable[Place], departements: Collection[str], rules: Rules) -> tuple[Place, ...]:
    """The places of a record, its districts with their codes where the list is sure of them."""
    every = tuple(places)
    return tuple(_coded(one, every, departements, rules) if one.kind == DISTRICT else one for one in every)


def _coded(one: Place, every: tuple[Place, ...], departements: Collection[str], rules: Rules) -> Place:
    districts = rules.references.get(DISTRICT)
    entry = districts.pick(one.text, communes_of(every), departements) if districts else None
    if districts is None or entry is None:
        return one
    candidate = PlaceCandidate(code=entry.code, name=entry.name, kind=DISTRICT, score=1.0)
    changed = {
        "code": entry.code,
        "name": entry.name,
        "departements": list(entry.departements),
        "score": 1.0,
        "margin": 1.0,
        "candidates": [candidate],
        "reference": districts.path.name,
    }
    return one.model_copy(update=changed)


def communes_of(places: Iterable[Place]) -> set[str]:
    """INSEE codes of the communes, and municipal arrondissements, that places name."""
    return {one.code for one in places if one.code and not one.excluded and one.kind.startswith(("commune", "arrond"))}
