"""Words that say what a name is: « ville de », « golfe du », « quartiers », « région francilienne » (`places.yml`).

A pattern costs some 7 µs a text and hardly a word is one of these: what no pattern may begin with is told by a look-up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import regex

from dossier_extract.gazetteer import place_key
from dossier_extract.rules import Pattern, Rules

KEPT = 20_000  # words that are remembered for all territories: those of a dossier return in the next
NONE: frozenset[str] = frozenset()
# Every repetition has a bound, here and in `names`: texts are untrusted, and an open one costs its square.
_JOINT = r"(?:d[eu]s?|de la|de l'|d'|l'|les?|la|l|d)"
_FILLER = rf"\s*(?:(?:{_JOINT}|a savoir|notamment|suivants?|dits?|prioritaires?)\s*)*"
_STEM = 4  # letters that tell of most words that nothing begins with them
_START = re.compile(r"(?<!\w)\w")


@lru_cache(maxsize=4)
def cues_of(rules: Rules) -> Cues:
    """The cues of some rules, which linkers of all territories share."""
    return Cues(rules)


class Cues:
    """Finds words that say what a name is, in folded text."""

    def __init__(self, rules: Rules) -> None:
        words = rules.places
        kinds = "|".join(f"(?P<{kind}>{text})" for kind, text in words.kinds.items())
        wholes = {rf"(?<!\w)(?:{text})s?(?!\w)": place for text, place in words.adjectives.items()}
        district = rf"(?<!\w)(?:{words.districts})(?!\w)"
        self.never = {place_key(name) for name in words.never}
        self.wholes = [(rules.pattern(text), place) for text, place in wholes.items()]
        self.region_whole = rules.pattern(words.region_whole)
        self._district_before = rules.pattern(rf"{district}(?P<filler>{_FILLER})$")
        self.district_head = rules.pattern(rf"(?:{words.districts}) (?P<filler>(?:{_JOINT} )*)")
        self.excluding = rules.pattern(rf"(?<!\w)(?:{words.excluding})(?: (?:la|le|les))?\s*$")
        self._district = rules.pattern(district)
        self._kind = rules.pattern(rf"(?<!\w)(?:{kinds})\s*(?:{_JOINT}\s*)*$")
        self._kind_head = rules.pattern(rf"(?:{kinds}) (?:{_JOINT} )*")
        self._feature = rules.pattern(rf"(?<!\w)(?:{words.features})\s*(?:{_JOINT}\s*)*$")
        self._feature_head = rules.pattern(rf"(?:{words.features}) ")
        sources = {"kind": kinds, "feature": words.features, "district": district, "excluding": words.excluding}
        sources["whole"] = "|".join((*wholes, words.region_whole))
        self._begun = _Begun({cue: rules.pattern(source) for cue, source in sources.items()}, rules)

    def begun(self, text: str) -> frozenset[str]:
        """The cues that a text may hold, by what its words begin: kind, feature, district, excluding, whole."""
        words = text.split()
        if self._begun.nothing.issuperset(words):
            return NONE
        hits = [at for at, word in enumerate(words) if self._begun[word]]
        return NONE.union(*[self._begun[" ".join(words[at : at + 2])] for at in hits]) if hits else NONE

    def has_district(self, text: str) -> bool:
        """Whether a text speaks of districts."""
        return self._district.search(text) is not None

    def district_before(self, before: str) -> regex.Match[str] | None:
        """The words at the end of a text that say that the name behind it is a district's."""
        return self._district_before.search(before) if "district" in self.begun(before) else None

    def kind_before(self, before: str) -> str | None:
        """The kind of place that the end of a text says of the name behind it."""
        found = self._kind.search(before) if "kind" in self.begun(before) else None
        return found.lastgroup if found is not None else None

    def is_feature(self, before: str) -> bool:
        """Whether the end of a text says that the name behind it is of nature."""
        return "feature" in self.begun(before) and self._feature.search(before) is not None

    def head(self, words: str) -> tuple[str, int] | None:
        """The kind of place that the first of some words say, and how many say it; a space stands behind each word."""
        found = self._kind_head.match(words) if "kind" in self._begun[words.partition(" ")[0]] else None
        return (found.lastgroup or "", len(found.group().split())) if found is not None else None

    def is_feature_head(self, words: str) -> bool:
        """Whether the first of some words say that the name is of nature."""
        return "feature" in self._begun[words.partition(" ")[0]] and self._feature_head.match(words) is not None


class _Begun(dict[str, frozenset[str]]):
    """The patterns that may begin with some words, or within the first of them; found out at first sight."""

    def __init__(self, patterns: Mapping[str, Pattern], rules: Rules) -> None:
        super().__init__()
        self.nothing: set[str] = set()  # words that no pattern begins with
        self.patterns = patterns
        self.any = rules.pattern("|".join(f"(?:{one.source})" for one in patterns.values()))
        match = self.any.compiled.match  # without a timeout: no pattern takes long on a stem
        self.stem = lru_cache(KEPT)(lambda stem: match(stem, partial=True) is not None)

    def __missing__(self, words: str) -> frozenset[str]:
        if len(self) >= KEPT:
            self.clear()
            self.nothing.clear()
        starts = _START.finditer(words.partition(" ")[0])
        every = [f"{words[at.start() :]} " for at in starts]
        rests = [rest for rest in every if self.stem(rest[:_STEM]) and self.any.may_begin(rest)]
        found = (cue for cue, pattern in self.patterns.items() if any(map(pattern.may_begin, rests)))
        self[words] = begun = frozenset(found) if rests else NONE
        if not begun:
            self.nothing.add(words)
        return begun
