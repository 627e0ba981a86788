"""How the records' text reads: which marks and words return between values, and which fields they part.

Wordings grow from left to right, a mark and the field behind it at a time; the values that they part decide which are
kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from dossier_extract.discovery.plausible import SENTENCES, Judge
from dossier_extract.text import LEADER, Text, fold
from dossier_extract.wording import (
    LONGEST,
    PAIRS,
    SPACES,
    TURN,
    Step,
    closing,
    ending,
    find,
    flattened,
    opening,
    reads,
    turned,
)

FIELDS = {"title": 1.0, "carrier": 1.0, "territories": 0.5, "amount": 0.5, "zone": 0.6}  # field → weight
EVEN = {"title": 0.55, "carrier": 0.45, "territories": 0.5, "amount": 0.5, "zone": 0.7}  # judged so, it gains nothing
MOST = {"title": 220, "carrier": 130, "territories": 80, "amount": 22, "zone": 120}  # characters of a value
COLON, GLUED = " : ", ": "  # the space before a colon is narrow, or none
MARKS = (" - ", " | ", " / ", f" {LEADER} ", COLON, ", ", ". ")
ENDS = ("", ". ")  # with a colon, what may end the last value; nothing is the paragraph's end
PARTING = f",;:|/–—-{LEADER}"  # no value begins with what parts it from the one before
HEAD = 220  # characters from a record's beginning in which marks are looked for
BEGINNING = 6  # words that records may all begin with, a colon among them
RETURNS = 0.5  # of the records that a mark stands in
HELD = 0.3  # of the records that must hold each field of a wording
PHRASES = 8  # phrases that are tried
KEPT = 36  # wordings that grow further
CLOSED = 0.02  # for a value with quotes or brackets around it: they belong to the wording, not to the value
CROSSING = 0.5  # times as likely is a value that goes on in the next paragraph
JOINING = 5  # letters of a word that joins fields («porté»), half those of several («une aide de»), unless one of
HINTED = 0.15  # for a value behind words that say what it is: « pour son projet », « porté par »
DENIED = 0.4  # for a value of another field behind such words
SPELT = 0.002  # for each character of a mark: « , porté par » says more than a comma
SHORT = frozenset(("a", "par", "pour"))
SHORTEST, SHORTEST_LINE = 40, 15  # characters of a text, on average, that may hold several fields; of a line of facts
GIVEN = 3  # wordings that are given
_SHARED = re.compile(r"[(\[][^()\[\]]+(?:, | [-|:] |; )[^()\[\]]*\d ?(?:k?€|euros?)[)\]]")
_BEGINS = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*(?: ?:)?")


@dataclass(frozen=True)
class _Grown:
    """A wording so far: its steps and fields, where each record stands, and what its values have gained."""

    steps: tuple[Step, ...]
    fields: tuple[str, ...]
    at: tuple[tuple[int, str], ...]  # by record: where the next mark is looked for, and the field that is open
    gained: float


class _Place(NamedTuple):
    """Where a mark stands in one record, where the value behind it begins, and where its bracket or quote closes."""

    found: int
    begin: int
    stop: int | None


class Phrasing:
    """The wordings of some records' texts."""

    def __init__(self, texts: Sequence[Text], judge: Judge, running: bool, fields: Sequence[str]) -> None:
        self.judge, self.running = judge, running  # whether they are sentences, which may begin with a preposition
        self.fields = fields
        self.texts = list(texts)
        self.flat = [turned(text) for text in texts]
        self.starts = [opening(text.folded, judge.rules) for text in texts]
        self.marks = list(_marks([flat[start:] for flat, start in zip(self.flat, self.starts, strict=True)]))
        self.phrases = [mark for mark in self.marks if len(mark) > JOINING + 2 and TURN not in mark]
        hints = {"title": "(?:{deed})", "carrier": "(?:{carried}|par)"}
        self.said = {field: judge.rules.pattern(rf"(?<!\w){words}[^\w]*$") for field, words in hints.items()}
        self.hints: dict[str, str] = {}  # mark → field whose words it ends with
        # A bracket that holds a place and an amount is no mark around one value: its two signs are marks of their own.
        shared = sum(_SHARED.search(flat) is not None for flat in self.flat) >= RETURNS * len(self.flat)
        self.opening = frozenset("([") if shared else frozenset[str]()
        self.ends = (*ENDS, GLUED if GLUED in self.marks else COLON, *([TURN] if TURN in self.marks else []))
        self.ends += tuple(PAIRS[sign] for sign in self.opening)
        # Wordings differ by a mark or a field: the same values are met again and again.
        self.gains: dict[tuple[str, int, int, int], float] = {}
        self.stops: dict[tuple[int, int, str], int] = {}

    def best(self) -> list[dict[str, str]]:
        """The best wordings, as field → what its source `reads`."""
        front = [self._begun(field, mark) for field in self.fields for mark in ("", *self._firsts())]
        done: list[tuple[float, _Grown, str]] = []
        for _ in range(len(self.fields)):
            done += [(self._ended(one, end), one, end) for one in front for end in self.ends]
            grown = [more for one in front for more in self._longer(one)]
            best: dict[tuple[frozenset[str], str, str, str], _Grown] = {}
            for one in sorted(grown, key=lambda one: -one.gained):
                opens, closes = one.steps[-1]
                best.setdefault((frozenset(one.fields), one.fields[-1], opens.strip(SPACES), closes), one)
            front = list(best.values())[:KEPT]
        done.sort(key=lambda item: (-item[0], len(item[1].steps)))
        return [
            {field: reads(one.steps, own, end) for own, field in enumerate(one.fields)}
            for _, one, end in done[:GIVEN]
            if len(one.fields) > 1
        ]

    def _firsts(self) -> Iterator[str]:
        """Quotes, brackets, phrases and words that most records begin with."""
        usual = (
            [_beginning([flat[at:] for flat, at in zip(self.flat, self.starts, strict=True)])] if self.running else []
        )
        marks = (mark.lstrip(f"{SPACES},") for mark in self.marks)
        quotes = ("« ", "“", '"')
        quoted = [f"{words}{quote}" for words in usual for quote in quotes]
        for mark in dict.fromkeys([*quotes, "(", "[", *marks, *usual, *quoted]):
            begun = sum(
                find(mark, flat, at, at + len(mark)) == at for flat, at in zip(self.flat, self.starts, strict=True)
            )
            if mark.strip() and begun >= RETURNS * len(self.flat):
                yield mark

    def _longer(self, one: _Grown) -> Iterator[_Grown]:
        """The wording with each mark and field that may go on with it, where enough records have that mark."""
        for mark in self.marks:
            found = self._stands(one, mark)
            if sum(place is not None for place in found) >= HELD * len(found):
                bracket = mark.endswith(("(", "["))  # no title stands in brackets
                for field in self.fields:
                    if field not in one.fields and not (bracket and field == "title"):
                        yield self._with(one, field, mark, found)
                        if mark[-1] in self.opening:
                            begun = [place and place._replace(stop=None) for place in found]
                            yield self._with(one, field, mark, begun)

    def _begun(self, field: str, mark: str) -> _Grown:
        """The wording that begins with a field."""
        empty = _Grown((), (), tuple((start, "") for start in self.starts), 0.0)
        return self._with(empty, field, mark, self._stands(empty, mark))

    def _stands(self, one: _Grown, mark: str) -> list[_Place | None]:
        """By record: where a mark goes on with a wording, whatever the field behind it."""
        closer = PAIRS.get(mark.rstrip(SPACES)[-1:], "")
        stands: list[_Place | None] = []
        for flat, (place, is_open) in zip(self.flat, one.at, strict=True):
            found = place if not mark else find(mark, flat, place + bool(is_open), place + LONGEST)
            begin = found + len(mark)
            stop = closing(flat, begin, mark.rstrip(SPACES)[-1], closer) if closer and found >= 0 else None
            fails = found < 0 or (not is_open and found != place) or (closer and stop is None)
            stands.append(None if fails else _Place(found, begin, stop))
        return stands

    def _with(self, one: _Grown, field: str, mark: str, stands: Sequence[_Place | None]) -> _Grown:
        """The wording with a further mark and the field behind it; what the mark ends is judged."""
        gained, at, hinted = one.gained, list(one.at), self._hinted(mark, field)
        for index, stand in enumerate(stands):
            if stand is None:
                continue
            place, is_open = one.at[index]
            gained += SPELT * len(mark) + hinted
            gained += self._gain(is_open, index, place, stand.found) if is_open else 0.0
            if stand.stop is not None:
                gained += self._gain(field, index, stand.begin, stand.stop) + CLOSED
            at[index] = (stand.begin, field) if stand.stop is None else (stand.stop + 1, "")
        closed = any(stand is not None and stand.stop is not None for stand in stands)
        step = Step(mark, PAIRS.get(mark.rstrip(SPACES)[-1:], "") if closed else "")
        return _Grown((*one.steps, step), (*one.fields, field), tuple(at), gained)

    def _hinted(self, mark: str, field: str) -> float:
        """What the words of a mark add to the field behind it, or take away from another one."""
        if mark not in self.hints:
            self.hints[mark] = next((own for own, words in self.said.items() if words.search(mark)), "")
        hint = self.hints[mark]
        return 0.0 if not hint else HINTED if hint == field else -DENIED

    def _ended(self, one: _Grown, end: str) -> float:
        """What a wording has gained when its last value is ended."""
        gained = one.gained
        for index, (place, is_open) in enumerate(one.at):
            if is_open:
                key = (index, place, end)
                if key not in self.stops:
                    self.stops[key] = ending(self.texts[index].folded, self.flat[index], place, end)
                gained += self._gain(is_open, index, place, self.stops[key])
        return gained

    def _gain(self, field: str, index: int, start: int, stop: int) -> float:
        key = (field, index, start, stop)
        if key not in self.gains:
            value = self.texts[index].repaired[start:stop].strip().rstrip(" ,;:|/–—-\n")
            likely = self._likely(field, value) * (CROSSING if "\n" in value else 1.0)
            self.gains[key] = FIELDS[field] * (likely - EVEN[field])
        return self.gains[key]

    def _likely(self, field: str, value: str) -> float:
        """How well a value suits its field; none is a label, or holds a sentence's end or a phrase that returns."""
        if not value or value[0] in PARTING or len(value) > MOST[field] or SENTENCES.search(value):
            return 0.0
        if (field == "amount" and not value[0].isdigit()) or (
            field == "title" and self.judge.territory(value) > EVEN[field]
        ):
            return 0.0
        folded = flattened(fold(value))
        if folded in self.judge.labels:
            return 0.0
        if field == "zone" and self.judge.territory(value) > EVEN[field]:
            return EVEN[field] / 2  # it says no more than territories would
        *before, last = value.rsplit(" – ", 1) if " – " in value else value.rsplit(" - ", 1)
        if field == "zone" and before and self.judge.territory(last) > EVEN[field]:
            return EVEN[field]  # two fields in one: « Quimper – Finistère »
        return self.judge.value(field, value) * (0.5 if any(phrase in folded for phrase in self.phrases) else 1.0)


def _beginning(texts: Sequence[str]) -> str:
    """The words that most texts begin with, up to the colon of a label, and a space."""
    begun = ""
    for n in range(1, BEGINNING + 1):
        heads = Counter(" ".join(text.split(" ", n)[:n]) for text in texts)
        [(head, count)] = heads.most_common(1)
        if count < RETURNS * len(texts) or begun.endswith(":") or _BEGINS.fullmatch(head) is None:
            break
        begun = head
    return f"{begun} "


def _marks(heads: Sequence[str]) -> Iterator[str]:
    """Marks and words that return in the beginnings of most texts, with a quote or a bracket that follows them."""
    heads = [head[:HEAD] for head in heads]
    least = RETURNS * len(heads)

    def returns(mark: str) -> bool:
        return sum(find(mark, head) >= 0 for head in heads) >= least

    signs = [GLUED if mark == COLON and not returns(COLON) else mark for mark in MARKS]
    for mark in [*signs, *phrases_of([head.replace(TURN, " ") for head in heads], least)]:
        if returns(mark):
            yield mark
            yield from (mark + quote for quote in ("« ", "“", '"', "(", "[") if returns(mark + quote))
            yield from (form for form in _turned(mark) if returns(form))
    yield from (mark for mark in (" (", " [", " « ", TURN) if returns(mark))


def _turned(mark: str) -> list[str]:
    """The mark with a change of style before it, behind it, or both."""
    fronts = SPACES if mark[0] == " " else mark[0]
    forms = [front + mark[1:-1] + end for front in fronts for end in SPACES]
    return [form for form in forms if TURN in form]


def phrases_of(heads: Sequence[str], least: float) -> list[str]:
    """Runs of one to six words that return, with the comma or stop before them; the longest of those alike."""
    counts: Counter[str] = Counter()
    for head in heads:
        words = head.split(" ")
        counts.update(
            {
                (words[i - 1][-1] if words[i - 1].endswith((",", ".")) else "") + f" {' '.join(words[i : i + n])} "
                for n in range(1, 7)
                for i in range(1, len(words) - n)
                if _worded(words[i : i + n]) and (_joins(words[i : i + n]) or words[i - 1].endswith(("»", ")")))
            }
        )
    often = {phrase: count for phrase, count in counts.items() if count >= least}
    whole = [
        phrase
        for phrase, count in often.items()
        if phrase.strip() in SHORT
        or not any(phrase != other and phrase in other and often[other] >= 0.9 * count for other in often)
    ]
    return sorted(whole, key=lambda phrase: (-often[phrase] * len(phrase), phrase))[:PHRASES]


def _worded(words: Sequence[str]) -> bool:
    """Whether these are words, with a colon behind a label."""
    *before, last = words
    return all(map(str.isalpha, before)) and (last.isalpha() or (bool(before) and last == ":"))


def _joins(words: Sequence[str]) -> bool:
    """Whether words may join two fields: not articles alone, which stand everywhere."""
    told = any(len(word) >= JOINING for word in words) or sum(map(len, words)) >= 2 * JOINING
    return told or (len(words) == 1 and words[0] in SHORT)


def wordings(
    texts: Sequence[Text], place: dict[str, Any], judge: Judge, fields: Sequence[str] = tuple(FIELDS)
) -> list[dict[str, dict[str, Any]]]:
    """Sets of sources, field by field, that go together. `place`: the keys of a source that say where they stand."""
    least = SHORTEST if fields == tuple(FIELDS) else SHORTEST_LINE
    if not texts or sum(len(text.repaired) for text in texts) < least * len(texts):
        return []
    found = Phrasing(texts, judge, place["in"] == "body", fields).best()
    return [{field: {**place, "reads": text} for field, text in one.items()} for one in found]
