"""Territories named in a text: département codes and names, regions, acronyms → codes, each with its span."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from dossier_extract.rules import Rules
from dossier_extract.text import fold

MANY = 3  # words beside the names of territories; how many more there are tells nothing


class Named(NamedTuple):
    """A territory named in a text. `code` is a département's code, a region's INSEE code or an acronym."""

    kind: str  # region | departement | other
    code: str
    start: int
    end: int


@lru_cache(maxsize=4)
def territories_of(rules: Rules) -> Territories:
    """The territories of some rules; three stages ask for them in every dossier."""
    return Territories(rules)


def _key(name: str) -> str:
    return fold(name).replace("-", " ")


class Territories:
    """Finds territories by code, name or acronym."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        table = rules.territories
        self.regions = {_key(region.name): region for region in table.regions}
        self.by_code = {region.code: region for region in table.regions}
        self.departements = {_key(one.name): one.code for one in table.departements}
        self.codes = {one.code.lower(): one.code for one in table.departements}
        self.common = {fold(name) for name in rules.dossier.common_words}
        self.acronyms = {fold(a): ("region", a) for region in table.regions for a in region.acronyms}
        self.acronyms.update({fold(other.acronym): ("other", other.acronym) for other in table.others})

    def may_name(self, folded: str) -> bool:
        """Whether a text may name a territory: far cheaper than to look which, and most short texts name none."""
        words = set(self._runs.findall(folded))
        return any(not words.isdisjoint(self._begun[word]) for word in words & self._begun.keys())

    @cached_property
    def _begun(self) -> dict[str, frozenset[str]]:
        """What names, codes and acronyms begin with: their first words → the second ones, the first where it is all."""
        begun = defaultdict(set, {token: {token} for token in self._tokens})
        for name in (*self.regions, *self.departements):
            first, *second = re.split(r"\W", name)[:2]
            begun[first].add(second[0] if second else first)
        return {first: frozenset(seconds) for first, seconds in begun.items()}

    @cached_property
    def _tokens(self) -> frozenset[str]:
        """The codes and acronyms of one run of signs."""
        return frozenset(token for token in (*self.codes, *self.acronyms) if token.isalnum())

    @cached_property
    def _runs(self) -> re.Pattern[str]:
        """Runs of the signs that these words are made of: each stands in a text as a run of its own."""
        words = (word for first, seconds in self._begun.items() for word in (first, *seconds))
        return re.compile(f"[{re.escape(''.join(sorted(set(''.join(words)))))}]+")

    @cached_property
    def _names(self) -> str:
        return r"(?<![\w-])(?:(?P<region>{region})|(?P<departement>{departement}))(?![\w-])"

    @cached_property
    def labelled(self) -> Callable[[str], list[Named]]:
        """Territories of a short label; the same badges come again and again."""
        return lru_cache(maxsize=4096)(self.in_label)

    def in_label(self, folded: str, names: list[Named] | None = None) -> list[Named]:
        """Territories of a short label (badge, cell): codes, acronyms and `names`, each once, in order."""
        pattern = self.rules.pattern(r"(?<!\w)(?P<token>2[ab]|\d{2,3}|\p{L}{2,4})(?!\w)")
        found = []
        names = self.in_prose(folded, label=True) if names is None else names
        for run in self._runs.finditer(folded):
            if run.group() not in self._tokens or (match := pattern.match(folded, run.start())) is None:
                continue
            start, end = match.span("token")
            if any(name.start <= start < name.end for name in names):
                continue
            token = match.group("token")
            if token in self.codes:
                found.append(Named("departement", self.codes[token], start, end))
            elif token in self.acronyms:
                found.append(Named(*self.acronyms[token], start, end))
        known = {(one.kind, one.code) for one in found}  # where both stand, the code is the better origin
        found += [name for name in names if (name.kind, name.code) not in known]
        return _distinct(sorted(found, key=lambda one: one.start))

    def in_prose(self, folded: str, label: bool = False) -> list[Named]:
        """Regions and départements named in running text, and codes in brackets.

        A name that is also a common word ("le nord de l'Essonne") counts in a label, or where its code or the word
        "département" stands beside it.
        """
        found = []
        for match in self.rules.pattern(self._names).finditer(folded):
            if match.group("region"):
                region = self.regions[_key(match.group("region"))]
                found.append(Named("region", region.code, *match.span()))
            elif label or self._is_meant(folded, *match.span()):
                found.append(Named("departement", self.departements[_key(match.group("departement"))], *match.span()))
        for match in self.rules.pattern(r"\((?P<code>2[ab]|\d{2,3})\)").finditer(folded):
            if match.group("code") in self.codes:
                found.append(Named("departement", self.codes[match.group("code")], *match.span("code")))
        return _distinct(sorted(found, key=lambda one: one.start))

    def _is_meant(self, folded: str, start: int, end: int) -> bool:
        if folded[start:end] not in self.common:
            return True
        coded = self.rules.pattern(r"\s*\((?:2[ab]|\d{2,3})\)").match(folded, end)
        named = self.rules.pattern(r"\bdepartements? (?:du |de la |des |de l'|de )$").search(folded[:start])
        return coded is not None or named is not None

    def name_of(self, one: Named) -> str:
        """The official name of a region or a département."""
        names = {d.code: d.name for d in self.rules.territories.departements}
        return self.by_code[one.code].name if one.kind == "region" else names[one.code]

    def region_of(self, one: Named) -> str | None:
        """INSEE code of the region that a territory is or lies in."""
        if one.kind == "region":
            return one.code
        return next((d.region for d in self.rules.territories.departements if d.code == one.code), None)

    @cached_property
    def _beside(self) -> str:
        """Pattern of what may stand beside a territory's name and say no more than it does."""
        words = "|".join(map(fold, self.rules.dossier.territory_words))
        return rf"(?<![^\W_])(?:{words}|{{territory_marks}})(?![^\W_])"

    @cached_property
    def strangers(self) -> Callable[[str], int | None]:
        """How many words of a text belong to no territory that it names, of many `MANY`; None where it names none."""
        return lru_cache(maxsize=20_000)(self._strangers)

    def _strangers(self, printed: str) -> int | None:
        folded = fold(printed)
        if not self.may_name(folded):
            return None
        in_prose = self.in_prose(folded, label=True)
        named = {*self.in_label(folded, in_prose), *in_prose}
        if not named:
            return None
        codes = Counter(one.code for one in named)
        if not self._words(folded, (one for one in named if self._is_name(printed[one.start : one.end]))):
            return 0  # names and nothing else: « Orne et Manche »
        plain = (one for one in named if codes[one.code] > 1 or self._is_plain(printed[one.start : one.end]))
        return self._words(folded, plain)

    def _words(self, folded: str, named: Iterable[Named]) -> int:
        """How many words a text has beside these names, of many `MANY`."""
        left = list(folded)
        for one in named:
            left[one.start : one.end] = " " * (one.end - one.start)
        words = self.rules.pattern(rf"{self._beside}|(?P<word>[^\W_]+|[^\s,;/&+()\[\]|•·:.'–—-])")
        return len(list(islice((one for one in words.finditer("".join(left)) if one.group("word") is not None), MANY)))

    def _is_name(self, word: str) -> bool:
        """Whether a word is written like a département's name: « Lot », and not « lot »."""
        return word[:1].isupper() and _key(word) in self.departements

    def _is_plain(self, word: str) -> bool:
        """Whether a name alone says that a territory is meant: « est » is no acronym, « Lot » may be another lot."""
        own = self._is_name(word) and fold(word) not in self.common
        return own or len(word) > 4 or word.isupper() or any(map(str.isdigit, word))

    def acronym_of(self, region: str, used: Iterable[str]) -> str:
        """The acronym of a region: the one that the dossier uses, else its first, else its code."""
        acronyms = self.by_code[region].acronyms
        printed = set(used)
        return next((a for a in acronyms if a in printed), acronyms[0] if acronyms else region)


def _distinct(names: list[Named]) -> list[Named]:
    """Each territory once, where it is named first; a region and a département may share a code."""
    first: dict[tuple[str, str], Named] = {}
    for one in names:
        first.setdefault((one.kind, one.code), one)
    return list(first.values())
