"""How well a value suits its field, between 0 and 1: what charges a hypothesis that fills fields with rubbish.

Nothing here knows a layout. The words that tell organisations and places are rules (vocabulary/kinds.yml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from dossier_extract.gazetteer import gazetteer, place_key
from dossier_extract.places import territories_of
from dossier_extract.rules import Rules
from dossier_extract.text import LIST_MARKS, fold

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_DANGLING = re.compile(r"(?:\b(?:de|du|des|d|la|le|les|l|et|a|au|aux|en|pour|par|avec|sur|dans|un|une)|[-–—,:(«|/])$")
_ENDS_WELL = (".", "!", "?", "…", ";", ":", ")", "»", '"', "”")
_ACRONYM = re.compile(r"^\W*[^\W\d_a-zà-ÿ]{3,}[\W\d]*$")  # one word in capitals: ASKORIA, ESPERER 95
_TAIL = re.compile(r"[\W\d_]{1,24}\n")  # the line of a number: no description begins with one
_LAST = re.compile(r"[;|–—-]\s+([^;|–—\n]{2,40}?)\s*:?$")  # what is set off at the end: « Roubaix ; aide »
_PAIRS = (("«", "»"), ("(", ")"), ("“", "”"), ("[", "]"))
_AND = re.compile(r",|;|/| et | [–-] ")
SENTENCES = re.compile(r"[^\W\d_]{2}[.!?] +[^\W\d_]")  # one ends, another begins
PARAGRAPHS = 0.75  # times as likely is a carrier's name that goes over several
SENTENCE = 60  # characters of a paragraph from which it is no heading
_CONTACT = re.compile(r"@|\b0\d(?:[ .]?\d\d){4}\b")  # mail address, telephone number
_AMOUNT = re.compile(r"\d\s*(?:k|m|millions?|milliers?)?\s*(?:d'\s*)?(?:€|euros?)", re.I)


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of these names as whole words, in a text of folded words parted by single spaces."""
    keys = {" ".join(fold(word) for word in _WORD.findall(name)) for name in names}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(keys, key=len, reverse=True)))})\b")


def _folded(words: list[str]) -> list[str]:
    return fold("\n".join(words)).split("\n") if words else []


def _balanced(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in _PAIRS)


def _leads_well(text: str) -> bool:
    first = text.lstrip("«“\"'(’‘[ \u00a0")[:1]
    return first.isupper() or first.isdigit()


def dangles(folded: str) -> bool:
    """Whether a folded text ends with a word that wants another one: « porté par », « situé à »."""
    last = folded.rstrip(" ")
    return last[-1:].isalpha() and _DANGLING.search(last) is not None


def prose(text: str) -> bool:
    """Whether a text is sentences rather than a name or a list of places: most of its words are in small letters."""
    words = _WORD.findall(text)
    small = sum(word[0].islower() and len(word) > 3 for word in words)
    return len(text) > 70 and small > 0.45 * len(words)


def title(text: str) -> float:
    """A project's title: begins with a capital, ends like a heading, neither a sentence nor a label."""
    words = _WORD.findall(text)
    if not 3 <= len(text) <= 260 or not words:
        return 0.0
    score = 1.0
    if not _leads_well(text):
        score *= 0.4
    if _DANGLING.search(fold(text).rstrip()):
        score *= 0.4
    if not _balanced(text):
        score *= 0.6
    if text.rstrip().endswith((".", ":", ";")) and not text.rstrip().endswith("..."):
        score *= 0.5
    if _AMOUNT.search(fold(text)) or SENTENCES.search(text):
        score *= 0.4
    if len(text) > 170:
        score *= 0.6
    if len(words) == 1 and len(text) < 6:
        score *= 0.6
    return score


@lru_cache(maxsize=4)
def _words_of(rules: Rules) -> tuple[frozenset[str], frozenset[str], re.Pattern[str]]:
    """Words for organisations, for places, and the names of networks: every dossier is judged by them."""
    names = (name for every in rules.networks.networks.values() for name in every)
    return frozenset(map(fold, rules.kinds.organisations)), frozenset(map(fold, rules.kinds.places)), _any_of(names)


class Judge:
    """Judges values by the words of some rules."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.territories = territories_of(rules)
        self.organisations, self.places, self.networks = _words_of(rules)
        self.labels = rules.label_fields
        words = "|".join(re.escape(fold(word)) for word in rules.kinds.sentences)
        self.sentences = rules.pattern(rf"(?:{words}) ", "kinds.yml")
        self.longest = max(map(len, self.labels), default=0)
        self.cache = lru_cache(maxsize=20_000)(self._judge)

    def value(self, field: str, text: str) -> float:
        """How well `text`, a line a paragraph, suits `field`."""
        return self.cache(field, text.strip())

    def _judge(self, field: str, text: str) -> float:
        if not text:
            return 0.0
        if self._has_label(text, field) or (field != "description" and _CONTACT.search(text)):
            return 0.1
        several = "\n" in text
        if field != "description":
            text = " ".join(text.split())
        if field == "title":
            return self._title(text)
        if field == "carrier":
            return self._carrier(text) * (PARAGRAPHS if several else 1.0)
        if field == "zone":
            return self._zone(text)
        if field == "description":
            return _description(text)
        if field == "territories":
            return self.territory(text)
        bare = re.fullmatch(r"[\d\s.,]{3,}", text) is not None
        return 1.0 if (bare or _AMOUNT.search(fold(text))) and len(text) < 60 else 0.2

    def _title(self, text: str) -> float:
        score = title(text)
        if not score:
            return 0.0
        carried = self.rules.pattern("(?:{carried}|par) ").match(fold(text)) is not None
        ends_placed = text.endswith(")") and self.territory(text[text.rfind("(") + 1 : -1]) > 0.9
        doubt = (0.7 if self.organisation(text) > 0.85 else 1.0) * (0.3 if carried else 1.0)
        placed = self.territory(text) > 0.9 or communes(text)
        doubt *= 0.4 if self.sentences.match(fold(text)) is not None else 1.0
        doubt *= 0.3 if self.rules.pattern(r"(?:{kind_word})?\s*{number_label}\d+\W*$").match(fold(text)) else 1.0
        return score * doubt * (0.6 if ends_placed else 0.5 if placed else 1.0)

    def _has_label(self, text: str, field: str) -> bool:
        """Whether a label stands at the beginning of the value, or of one of its lines, or a further one at its end."""
        # « Somme » is a label and a département: in what names territories alone it is one of them.
        placed = field in ("territories", "zone") and self._is_placed(text)
        last = _LAST.search(text) if field != "description" else None
        if last is not None and fold(last[1]) in self.labels and not (placed and self._is_placed(last[1])):
            return True
        for line in text.split("\n"):
            head, colon, _ = line.partition(":")
            if len(head := head.strip()) > self.longest or (label := self.labels.get(fold(head))) is None:
                continue
            if placed and self._is_placed(head):
                continue
            if field != "title" or (colon and label != "title"):
                return True
        return False

    def _is_placed(self, text: str) -> bool:
        return self.territories.strangers(text) == 0

    def organisation(self, text: str) -> float:
        """How much a text looks like the name of an organisation."""
        words = _folded(_WORD.findall(text)) if len(text) <= 130 else []
        if not words:
            return 0.0
        pairs = {" ".join(pair) for pair in pairwise(words)}
        if words[0] in self.organisations or " ".join(words[:2]) in self.organisations:
            return 1.0
        if pairs & self.organisations or set(words) & self.organisations or self.networks.search(" ".join(words)):
            return 0.85
        return 0.82 if len(words) == 1 and _ACRONYM.search(text) and not communes(text) else 0.5

    def _carrier(self, text: str) -> float:
        score = self.organisation(text)
        if not score:
            return 0.0
        if score < 0.8 and _DANGLING.search(fold(text)):
            score *= 0.4
        if text.rstrip().endswith(".") and not re.search(r"\b\w\.$", text.rstrip()):
            score *= 0.7
        if not text[:1].isupper() and score < 1 and not re.match(r"(?:la|le|les|l['’]|une?|d['’])\b", text):
            score *= 0.6
        if self.territory(text) > 0.9:
            score *= 0.2
        if prose(text):
            score *= 0.3
        if _AMOUNT.search(fold(text)):
            score *= 0.3
        if not _balanced(text):
            score *= 0.6
        if text[:1] in LIST_MARKS or text[:1].isdigit():
            score *= 0.5
        letters = [c for c in text if c.isalpha()]
        if len(letters) < 2:
            return 0.0
        return score

    def territory(self, text: str) -> float:
        """Whether a text names territories and says little else."""
        strangers = self.territories.strangers(text)
        if strangers is None:
            return 0.0
        return max(0.0, 0.5 - 0.2 * strangers) if strangers else 1.0

    def _zone(self, text: str) -> float:
        if len(text) > 500:
            return 0.1
        folded = fold(text)
        words = _folded(_WORD.findall(text))
        if not words:
            return 0.1
        named = not self.places.isdisjoint(words) or (
            self.territories.may_name(folded) and bool(self.territories.in_prose(folded, label=True))
        )
        within = text[text.rfind("(") + 1 : -1] if text.endswith(")") and "(" in text else ""
        placed = named or communes(text) or communes(within)  # « Les Tarterêts (Évry) »
        score = 0.95 if placed else 0.6
        if prose(text):
            score *= 0.6 if placed else 0.3
        if _AMOUNT.search(fold(text)):
            score *= 0.3
        if text.rstrip().endswith((",", ":", "(")):
            score *= 0.6
        if self.rules.pattern("(?:{carried}) ").match(folded) is not None:
            score *= 0.3
        if not _balanced(text):
            score *= 0.7
        if words[0] in self.organisations and not communes(text):  # but « Métropole de Lyon »
            score *= 0.5
        return score


def communes(text: str) -> bool:
    """Whether a text is the name of a commune, or several."""
    keys = [place_key(part) for part in _AND.split(text)]
    return all(key and any(gazetteer().places(key)) for key in keys)


def _description(text: str) -> float:
    if len(text) < 25:
        return 0.3
    score = 1.0 if len(text) > 70 else 0.7
    if (not _leads_well(text) and text[:1] not in LIST_MARKS) or _TAIL.match(text) is not None:
        score *= 0.5
    *before, last = text.rstrip().split("\n")
    if not last.endswith(_ENDS_WELL):
        score *= 0.75
    if any(len(line) > SENTENCE and line[0] not in LIST_MARKS and not line.endswith(_ENDS_WELL) for line in before):
        score *= 0.8  # something else stands in the middle of a sentence
    if not _balanced(text):
        score *= 0.85
    return score
