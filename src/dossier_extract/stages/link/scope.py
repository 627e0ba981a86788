"""The places among which a name is looked for: those of a record's territories first, of their neighbours next."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from dossier_extract.gazetteer import Place, gazetteer, place_key
from dossier_extract.places import territories_of
from dossier_extract.rules import Rules
from dossier_extract.stages.link.spelling import bare, holding, nearly

INSIDE, NEAR, FAR = 1.0, 0.8, 0.45  # factor for a place in the record's départements, beside them, anywhere else
BEGINNING = 0.8  # for a name of which only the first words are printed
OTHER_KIND = 0.75  # where the words before the name say another kind of place
PEOPLE = 0.3  # at most, what having few inhabitants costs
KNOWN = 20_000  # inhabitants from which a place is named far from home
KEPT = 5_000  # names whose candidates are remembered, for some départements
KINDS = {"commune": 1.0, "departement": 1.0, "region": 1.0, "epci": 0.96, "ept": 0.96, "arrondissement": 0.5}
PEOPLED = frozenset(("commune", "commune_deleguee", "commune_associee", "epci", "ept"))
OLD = 0.85  # delegated and associated communes, which a commune of today has taken in
_FINE = 4  # letters; a shorter name is not looked for misspelt


class Candidate(NamedTuple):
    """A place that a name may mean, how likely (0 to 1), and how it was found: exact, beginning, spelling."""

    place: Place
    score: float
    method: str


class Scope:
    """Places by how near they are to some départements."""

    def __init__(self, departements: Sequence[str], rules: Rules) -> None:
        self.departements = frozenset(departements)
        self.rules = rules
        self.gazetteer = gazetteer()
        pairs = [pair.split("-") for pair in rules.places.neighbours]
        touching = {b for a, b in pairs if a in self.departements} | {a for a, b in pairs if b in self.departements}
        self.near = touching - self.departements
        self.searched = (*sorted(self.departements), *sorted(self.near))
        self.known: dict[tuple[str, str | None], list[Candidate]] = {}

    def candidates(self, key: str, kind: str | None) -> list[Candidate]:
        """What a name may mean, the likeliest first. `kind`: what the words before it say that it is."""
        if (key, kind) not in self.known:
            if len(self.known) >= KEPT:
                self.known.clear()
            self.known[key, kind] = self._candidates(key, kind)
        return self.known[key, kind]

    def _candidates(self, key: str, kind: str | None) -> list[Candidate]:
        found = [self._scored(place, 1.0, kind, "exact") for place in self.gazetteer.places(key)]
        if not any(one.place.departements and self._inside(one.place) == INSIDE for one in found) and len(key) >= _FINE:
            found += self._alike(key, kind)
        best: dict[str, Candidate] = {}
        for one in sorted(found, key=lambda one: one.score, reverse=True):
            best.setdefault(one.place.code, one)
        return list(best.values())

    def _alike(self, key: str, kind: str | None) -> Iterator[Candidate]:
        """Places inside whose name begins so; places inside and near whose name is spelt nearly so."""
        group = kind in ("epci", "ept")
        for place in self.gazetteer.beginning(key):
            named = place.kind in ("epci", "ept") if group else place.kind.startswith("commune")
            if named and self._inside(place) == INSIDE:
                yield self._scored(place, BEGINNING, kind, "beginning")
        name, rules = bare(key), self.rules.places
        for departement in self.searched:
            least = rules.match if departement in self.departements else rules.match_near
            for place, share in nearly(departement, name, least):
                yield self._scored(place, share, kind, "spelling")
            for place in holding(departement, name) if group else ():
                yield self._scored(place, BEGINNING, kind, "words")

    def _scored(self, place: Place, match: float, kind: str | None, method: str) -> Candidate:
        own = KINDS.get(place.kind, OLD)
        if kind is not None:
            same = kind == place.kind or {kind, place.kind} == {"epci", "ept"} or place.kind.startswith(f"{kind}_")
            own = max(own, 0.9) if same else own * OTHER_KIND
        people = PEOPLE * (1 - min(1.0, math.log10(place.population + 10) / 6)) if place.kind in PEOPLED else 0.0
        return Candidate(place, match * self._inside(place) * own * (1 - people), method)

    def _inside(self, place: Place) -> float:
        if place.kind == "region":
            return INSIDE
        own = set(place.departements)
        if not self.departements or own & self.departements:
            return INSIDE if self.departements else NEAR
        if place.kind == "departement":
            return 0.9
        return NEAR if own & self.near else FAR * (1.3 if place.population >= KNOWN else 1.0)


@lru_cache(maxsize=KEPT)
def is_name(key: str) -> bool:
    """Whether any place has that name, spelt so."""
    return next(gazetteer().places(key), None) is not None


class Home(NamedTuple):
    """What a record's territories stand for, as codes."""

    departements: tuple[str, ...]
    partial: bool  # not the whole of them: a metropolis
    region: str | None  # where all lie in one


@lru_cache(maxsize=256)
def home_of(territories: tuple[str, ...], rules: Rules) -> Home:
    """The départements that territories stand for: their own, a region's by its acronym, a metropolis'."""
    table = territories_of(rules)
    partial = False
    found: dict[str, None] = {}
    for code in territories:
        kind, named = table.acronyms.get(code.lower(), (None, code))
        if kind == "region":
            region = next(one.code for one in rules.territories.regions if named in one.acronyms)
            found |= dict.fromkeys(one.code for one in rules.territories.departements if one.region == region)
        elif kind == "other":
            name = next(one.name for one in rules.territories.others if one.acronym == named)
            found |= dict.fromkeys(d for place in gazetteer().places(place_key(name)) for d in place.departements)
            partial = True
        else:
            found[code] = None
    regions = {one.region for one in rules.territories.departements if one.code in found}
    return Home(tuple(found), partial, regions.pop() if len(regions) == 1 else None)
