"""Names of places in France: communes, intercommunalities, arrondissements, départements, régions.

The names are those of the official geographic code (its vintage, source and licence stand in the file's first line,
`Gazetteer.source`); `tools/make_gazetteer.py` writes the file. It is sorted text that is searched by halving: loading
it is reading it, about 10 ms, and it happens when the first name is looked up.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
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


class Mention(NamedTuple):
    """A place's name in a text: text[start:end], and the key under which its places stand."""

    start: int
    end: int
    key: str


def place_key(name: str) -> str:
    """What is compared of a name: words without case, accents, hyphens, abbreviations and leading article."""
    return " ".join(word for word, _, _ in _words(name))


def _words(text: str) -> list[tuple[str, int, int]]:
    """Words with their places, as keys spell them; of a name its leading article is left out."""
    folded = fold(text)
    found = [(match.group(), *match.span()) for match in _TOKEN.finditer(folded)]
    words = [(_SPELLED.get(word, word.replace("œ", "oe")), start, end) for word, start, end in found]
    while len(words) > 1 and words[0][0] in _ARTICLES:
        del words[0]
    return words


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer that comes with the program."""
    return Gazetteer(FILE.read_text(encoding="utf-8"))


class Gazetteer:
    """Finds places by name, and names of places in a text."""

    def __init__(self, text: str) -> None:
        head, _, rest = text.partition("\n")
        self.source = head.removeprefix(COMMENT)
        self.vintage = " ".join(re.findall(r"\b20\d\d\b", self.source)[:1])
        self.lines = rest.split("\n")
        if not self.lines[-1]:
            self.lines.pop()

    def places(self, key: str) -> Iterator[Place]:
        """The places of that key (see `place_key`), in no order that means anything."""
        return map(_place, self._from(key + "\t"))

    def beginning(self, key: str) -> Iterator[Place]:
        """The places whose name goes on after the words of `key`."""
        return map(_place, self._from(key + " "))

    def within(self, departement: str) -> Iterator[Place]:
        """The places of a département, one a name that each has."""
        return map(_place, self._within.get(departement, ()))

    @cached_property
    def _within(self) -> dict[str, list[str]]:
        lines: dict[str, list[str]] = defaultdict(list)
        for line in self.lines:
            for departement in line.split("\t", 5)[4].split(","):
                lines[departement].append(line)
        return lines

    def mentions(self, text: str) -> Iterator[Mention]:
        """Names of places in a text, the longest at each place, none over another.

        Only names that begin with a capital or a figure count, and none of one or two letters: « Y » is a commune.
        """
        words = _words(text)
        at = 0
        while at < len(words):
            length = self._longest([word for word, _, _ in words[at : at + 12]]) if _may_begin(text, words[at]) else 0
            if length:
                key = " ".join(word for word, _, _ in words[at : at + length])
                yield Mention(words[at][1], words[at + length - 1][2], key)
            at += length or 1

    def _longest(self, words: list[str]) -> int:
        """How many of the first words are the longest name that begins there."""
        longest = 0
        prefix = ""
        for count, word in enumerate(words, 1):
            prefix = f"{prefix} {word}" if prefix else word
            line = next(self._from(prefix), None)
            if line is None:
                break
            if next(self._from(prefix + "\t"), None) is not None and len(prefix) > 2:
                longest = count
        return longest

    def _from(self, prefix: str) -> Iterator[str]:
        at = bisect_left(self.lines, prefix)
        while at < len(self.lines) and self.lines[at].startswith(prefix):
            yield self.lines[at]
            at += 1


def _place(line: str) -> Place:
    key, kind, code, name, departements, population, belongs = line.split("\t")
    of = tuple(departements.split(",")) if departements else ()
    return Place(key, kind, code, name, of, int(population), tuple(belongs.split(",")) if belongs else ())


def _may_begin(text: str, word: tuple[str, int, int]) -> bool:
    return text[word[1]].isupper() or text[word[1]].isdigit()
