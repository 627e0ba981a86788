"""Places of one département whose name is spelt nearly as a text has it, or has all words of it.

Names are told from each other without words that every second name has. What is asked for is remembered for all
territories: the départements of one record are the neighbours of the next one's.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from math import ceil, floor

from rapidfuzz import fuzz, process

from dossier_extract.gazetteer import Place, gazetteer, place_of
from dossier_extract.stages.link.cues import KEPT
from dossier_extract.stages.link.names import JOINING

MOST = 2  # names of a département that are kept as likely
_EMPTY = JOINING | {"communaute", "agglomeration", "agglo", "metropole", "cc", "ca", "cu"}


def bare(key: str) -> str:
    """A name's key without the words that every second name has, if anything is left."""
    return " ".join([word for word in key.split() if word not in _EMPTY]) or key


@lru_cache(maxsize=KEPT)
def nearly(departement: str, name: str, least: int) -> tuple[tuple[Place, float], ...]:
    """Communes and EPCI whose bare name has `least` per cent of its letters in common with one, and how many it has."""
    lines, alike = _lines(departement), _of_length(departement, len(name), least)
    found = process.extract(name, alike, scorer=fuzz.ratio, limit=None, score_cutoff=least)
    if len(found) > MOST:  # of names as near as each other, those that come first in the gazetteer
        order = list(lines)
        found = sorted(found, key=lambda one: (-one[1], order.index(one[0])))[:MOST]
    return tuple((place_of(line), percent / 100) for own, percent, _ in found for line in lines[own])


def holding(departement: str, name: str) -> list[Place]:
    """EPCI and EPT whose bare name has all words of one of several words."""
    words = set(name.split())
    return [place for own, place in _groups(departement) if words <= own] if len(words) > 1 else []


@lru_cache(maxsize=KEPT)
def _of_length(departement: str, length: int, least: int) -> list[str]:
    """Names that may be so alike to one of that length: two names have no more in common than the shorter is long."""
    low, high = ceil(length * least / (200 - least)), floor(length * (200 - least) / least)
    lengths = _lengths(departement)
    return [name for own in range(low, high + 1) for name in lengths.get(own, ())]


@cache
def _lengths(departement: str) -> dict[int, list[str]]:
    """The bare names of a département's communes and EPCI by how long they are."""
    found: dict[int, list[str]] = defaultdict(list)
    for name in _lines(departement):
        found[len(name)].append(name)
    return found


@cache
def _lines(departement: str) -> dict[str, list[str]]:
    """The bare names of a département's communes and EPCI with their lines in the gazetteer."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in gazetteer().within(departement):
        key, kind, _ = line.split("\t", 2)
        if kind in ("commune", "epci", "ept"):
            found[bare(key)].append(line)
    return found


@cache
def _groups(departement: str) -> list[tuple[frozenset[str], Place]]:
    """A département's EPCI and EPT with the words of their bare names."""
    places = (place_of(line) for lines in _lines(departement).values() for line in lines)
    return [(frozenset(bare(place.key).split()), place) for place in places if place.kind != "commune"]
