"""Tell carriers that look like natural persons, by what stands in `vocabulary/persons.yml`.

Sure cases only: a civility before a name, or a first name before a surname and nothing else. A body named after a
person (« Fondation Abbé Pierre », « Lycée Jean Jaurès ») says what it is; those that do not are `namesakes`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from dossier_extract.gazetteer import gazetteer, place_key
from dossier_extract.rules import Rules
from dossier_extract.stages.link.carriers import KEPT
from dossier_extract.text import fold

MOST = 4  # words of a person's name
TOWN = 20_000  # inhabitants from which a word behind a first name is rather the place of a body (« Rose Toulouse »)
_HEAD = re.compile(r"\s*(?:,|\(|\s[-–—]\s).*$", re.DOTALL)
_WORDS = re.compile(r"\w+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")


@lru_cache(KEPT)
def is_person(name: str, rules: Rules) -> bool:
    """Whether a carrier's name looks like that of a natural person."""
    known = _words_of(rules)
    words = _WORDS.findall(fold(name))
    if any(word.isdigit() for word in words) or known.is_body(words):
        return False
    head = _HEAD.sub("", name.strip())
    parts = head.split()
    if not parts or not all(map(_WORD.fullmatch, parts)):
        return False
    civil = fold(parts[0].rstrip(".")) in known.civilities
    if civil:
        parts = [part for part in parts if fold(part.rstrip(".")) not in known.civilities]
        return 1 <= len(parts) <= 2 * MOST and all(part[0].isupper() or fold(part) in known.joints for part in parts)
    if not 2 <= len(parts) <= MOST or fold(" ".join(parts)) in known.namesakes:
        return False
    if len(parts) == 2 and len(parts[0]) > 2 and parts[0].isupper() and not parts[1].isupper():
        parts.reverse()  # « DUPONT Marie »
    return known.is_first(parts[0]) and all(map(known.is_surname, parts[1:])) and parts[-1][0].isupper()


@lru_cache(maxsize=4)
def _words_of(rules: Rules) -> _Words:
    return _Words(rules)


class _Words:
    """The words of some rules, folded."""

    def __init__(self, rules: Rules) -> None:
        persons = rules.persons
        self.civilities = set(map(fold, persons.civilities))
        self.firsts = set(map(fold, persons.first_names))
        self.particles = set(map(fold, persons.particles))
        self.joints = self.particles | {"et"}
        self.namesakes = set(map(fold, persons.namesakes))
        bodies = (*rules.kinds.organisations, *persons.bodies)
        names = (*bodies, *(name for every in rules.networks.networks.values() for name in every))
        self.bodies: dict[str, set[tuple[str, ...]]] = {}
        for own in (tuple(re.split(r"[^\w]+", fold(name))) for name in names):
            self.bodies.setdefault(own[0], set()).add(own)

    def is_body(self, words: list[str]) -> bool:
        """Whether some of the words name a kind of body, or a network."""
        return any(
            tuple(words[begin : begin + len(own)]) == own
            for begin, word in enumerate(words)
            for own in self.bodies.get(word, ())
        )

    def is_first(self, word: str) -> bool:
        """Whether a word is a first name, or several with hyphens."""
        return word[0].isupper() and all(part in self.firsts for part in fold(word).split("-"))

    def is_surname(self, word: str) -> bool:
        """Whether a word may stand in a surname: a capital and no large town, or a particle."""
        if fold(word) in self.particles:
            return True
        towns = (place.population for place in gazetteer().places(place_key(word)))
        return word[0].isupper() and len(word) > 1 and max(towns, default=0) < TOWN
