"""Names of places in France: communes, intercommunalities, arrondissements, départements, régions.

The names are those of the official geographic code (its vintage, source and licence stand in the file's first line,
`Gazetteer.source`); `tools/make_gazetteer.py` writes the file. It is sorted text that is searched by halving: loading
it is reading it, about 10 ms, and it happens when the first name is looked up.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from dossier_extract.text import fold

FILE = Path(__file__).with_suffix(".txt")
COMMENT = "# "
_TOKEN = re.compile(r"[^\W_]+")
_ARTICLES = frozenset(("le", "la", "les", "l"))
_SPELLED = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


class Place(NamedTuple):
    """A place of the official geographic code."""

    key: str
    kind: str  # commune, commune_deleguee, commune_associee, arrondissement_municipal, epci, ept, arrondissement, …
    code: str
    name: str
    departements: tuple[str, ...]
    population: int  # 0 where the code tells none
    belongs: tuple[str, ...]  # codes: a commune's EPCI and EPT; a delegated commune's commune; a département's region


def place_key(name: str) -> str:
    """What is compared of a name: words without case, accents, hyphens, abbreviations and leading article."""
    return key_of(_TOKEN.findall(fold(name)))


def key_of(folded: Iterable[str]) -> str:
    """The same of a name's words, folded."""
    words = [_SPELLED.get(word, word) for word in folded]
    while len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    return " ".join(words).replace("œ", "oe")


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer that comes with the program."""
    return Gazetteer(FILE.read_text(encoding="utf-8"))


class Gazetteer:
    """Finds places by name."""

    def __init__(self, text: str) -> None:
        head, _, rest = text.partition("\n")
        self.source = head.removeprefix(COMMENT)
        self.vintage = " ".join(re.findall(r"\b20\d\d\b", self.source)[:1])
        self.lines = rest.split("\n")
        if not self.lines[-1]:
            self.lines.pop()

    def places(self, key: str) -> Iterator[Place]:
        """The places of that key (see `place_key`), in no order that means anything."""
        return map(place_of, self._from(key + "\t"))

    def beginning(self, key: str) -> Iterator[Place]:
        """The places whose name goes on after the words of `key`."""
        return map(place_of, self._from(key + " "))

    def within(self, departement: str) -> list[str]:
        """The lines of a département's places, one a name that each has: key, kind and more; `place_of` reads one."""
        return self._within.get(departement, [])

    @cached_property
    def _within(self) -> dict[str, list[str]]:
        lines: dict[str, list[str]] = defaultdict(list)
        for line in self.lines:
            for departement in line.split("\t", 5)[4].split(","):
                lines[departement].append(line)
        return lines

    def _from(self, prefix: str) -> Iterator[str]:
        at = bisect_left(self.lines, prefix)
        while at < len(self.lines) and self.lines[at].startswith(prefix):
            yield self.lines[at]
            at += 1


def place_of(line: str) -> Place:
    """The place of a line."""
    key, kind, code, name, departements, population, belongs = line.split("\t")
    of = tuple(departements.split(",")) if departements else ()
    return Place(key, kind, code, name, of, int(population), tuple(belongs.split(",")) if belongs else ())
