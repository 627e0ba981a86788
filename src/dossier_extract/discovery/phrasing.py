"""How the records' text reads: which marks and words return between values, and which fields they part.

Wordings grow from left to right, a mark and the field behind it at a time; the values that they part decide which are
kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from dossier_extract.discovery.marks import COLON, GLUED, JOINING, RETURNS, beginning, marks_of
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
ENDS = ("", ". ")  # with a colon, what may end the last value; nothing is the paragraph's end
PARTING = f",;:|/–—-{LEADER}"  # no value begins with what parts it from the one before
HELD = 0.3  # of the records that must hold each field of a wording
KEPT = 36  # wordings that grow further
CLOSED = 0.02  # for a value with quotes or brackets around it: they belong to the wording, not to the value
CROSSING = 0.5  # times as likely is a value that goes on in the next paragraph
HINTED = 0.15  # for a value behind words that say what it is: « pour son projet », « porté par »
DENIED = 0.4  # for a value of another field behind such words
SPELT = 0.002  # for each character of a mark: « , porté par » says more than a comma
SHORTEST, SHORTEST_LINE = 40, 15  # characters of a text, on average, that may hold several fields; of a line of facts
GIVEN = 3  # wordings that are given
LONG = max(MOST.values())
TINY = 1e-9  # by which sums of the same differ
_SHARED = re.compile(r"[(\[][^()\[\]]+(?:, | [-|:] |; )[^()\[\]]*\d ?(?:k?€|euros?)[)\]]")


class _Place(NamedTuple):
    """Where a mark stands in one record, where the value behind it begins, and where its bracket or quote closes."""

    found: int
    begin: int
    stop: int | None


_Stands = list[_Place | None]  # by record


class _Grown(NamedTuple):
    """A wording so far: its steps and fields, where each record stands, and what its values have gained."""

    steps: tuple[Step, ...]
    fields: tuple[str, ...]
    at: tuple[tuple[int, str], ...]  # by record: where the next mark is looked for, and the field that is open
    gained: float

    @property
    def most(self) -> float:
        """What it has gained at most when its last value is ended, whatever that is."""
        return self.gained + sum(FIELDS[field] * (1 - EVEN[field]) for _, field in self.at if field)


class _Growth(NamedTuple):
    """A wording with a further mark and the field behind it: of those that are thought of, few grow."""

    one: _Grown
    step: Step
    field: str
    stands: _Stands
    gained: float

    @property
    def kind(self) -> tuple[frozenset[str], str, str, str]:
        """What those have in common of which the best one grows."""
        return frozenset((*self.one.fields, self.field)), self.field, self.step.opens.strip(SPACES), self.step.closes

    def grown(self) -> _Grown:
        """The wording that it becomes."""
        at = list(self.one.at)
        for index, stand in enumerate(self.stands):
            if stand is not None:
                at[index] = (stand.begin, self.field) if stand.stop is None else (stand.stop + 1, "")
        return _Grown((*self.one.steps, self.step), (*self.one.fields, self.field), tuple(at), self.gained)


class _Value(NamedTuple):
    """What may be a value: as printed, by how much another is likelier to be one, and whether no field has such."""

    text: str
    times: float
    none: bool


class Phrasing:
    """The wordings of some records' texts."""

    def __init__(self, texts: Sequence[Text], judge: Judge, running: bool, fields: Sequence[str]) -> None:
        self.judge, self.running = judge, running  # whether they are sentences, which may begin with a preposition
        self.fields = fields
        self.texts = list(texts)
        self.flat = [turned(text) for text in texts]
        self.starts = [opening(text.folded, judge.rules) for text in texts]
        self.marks = list(marks_of([flat[start:] for flat, start in zip(self.flat, self.starts, strict=True)]))
        self.phrases = [mark for mark in self.marks if len(mark) > JOINING + 2 and TURN not in mark]
        hints = {"title": "(?:{deed})", "carrier": "(?:{carried}|par)"}
        self.said = {field: judge.rules.pattern(rf"(?<!\w){words}[^\w]*$") for field, words in hints.items()}
        self.hints: dict[str, str] = {}  # mark → field whose words it ends with
        # A bracket that holds a place and an amount is no mark around one value: its two signs are marks of their own.
        shared = sum(_SHARED.search(flat) is not None for flat in self.flat) >= RETURNS * len(self.flat)
        self.opening = frozenset("([") if shared else frozenset[str]()
        self.ends = (*ENDS, GLUED if GLUED in self.marks else COLON, *([TURN] if TURN in self.marks else []))
        self.ends += tuple(PAIRS[sign] for sign in self.opening)
        # Wordings differ by a mark or a field: the same places and values are met again and again.
        self.stood: dict[tuple[tuple[Step, ...], str], _Stands] = {}
        self.values: dict[tuple[int, int, int], _Value] = {}
        self.gains: dict[tuple[str, int, int, int], float] = {}
        self.stops: dict[tuple[int, int, str], int] = {}

    def best(self) -> list[dict[str, str]]:
        """The best wordings, as field → what its source `reads`."""
        front = [self._begun(field, mark) for field in self.fields for mark in ("", *self._firsts())]
        every = [*front]
        for _ in self.fields[1:]:
            best: dict[tuple[frozenset[str], str, str, str], _Growth] = {}
            for more in sorted((more for one in front for more in self._longer(one)), key=lambda one: -one.gained):
                best.setdefault(more.kind, more)
            front = [more.grown() for more in list(best.values())[:KEPT]]
            every += front
        return [
            {field: reads(one.steps, own, end) for own, field in enumerate(one.fields)}
            for one, end in self._done(every)
            if len(one.fields) > 1
        ]

    def _done(self, every: Sequence[_Grown]) -> list[tuple[_Grown, str]]:
        """The best of all with what ends them; the last values of those that cannot be among them are not looked at."""
        done: list[tuple[float, int, int, int]] = []
        for most, number in sorted((-one.most, number) for number, one in enumerate(every)):
            if len(done) == GIVEN and most > done[-1][0] + TINY:
                break
            one = every[number]
            done += [(-self._ended(one, end), len(one.steps), number, at) for at, end in enumerate(self.ends)]
            done = sorted(done)[:GIVEN]
        return [(every[number], self.ends[at]) for _, _, number, at in done]

    def _firsts(self) -> Iterator[str]:
        """Quotes, brackets, phrases and words that most records begin with."""
        usual = (
            [beginning([flat[at:] for flat, at in zip(self.flat, self.starts, strict=True)])] if self.running else []
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

    def _longer(self, one: _Grown) -> Iterator[_Growth]:
        """The wording with each mark and field that may go on with it, where enough records have that mark."""
        left = [field for field in self.fields if field not in one.fields]
        for mark in self.marks:
            if (one.steps, mark) not in self.stood:
                self.stood[one.steps, mark] = self._stands(one, mark)
            stands = self.stood[one.steps, mark]
            if len(stands) - stands.count(None) < HELD * len(stands):
                continue
            ways = [(_step(mark, stands), stands)]
            if mark[-1] in self.opening:
                ways.append((Step(mark, ""), [place and place._replace(stop=None) for place in stands]))
            gained: dict[tuple[str, float, str], float] = {}  # nothing but what closes depends on the field behind
            for field in left:
                if field != "title" or not mark.endswith(("(", "[")):  # no title stands in brackets
                    for step, own in ways:
                        key = (step.closes, self._hinted(mark, field), field if step.closes else "")
                        if key not in gained:
                            gained[key] = self._gained(one, field, mark, own)
                        yield _Growth(one, step, field, own, gained[key])

    def _begun(self, field: str, mark: str) -> _Grown:
        """The wording that begins with a field."""
        empty = _Grown((), (), tuple((start, "") for start in self.starts), 0.0)
        stands = self._stands(empty, mark)
        return _Growth(empty, _step(mark, stands), field, stands, self._gained(empty, field, mark, stands)).grown()

    def _stands(self, one: _Grown, mark: str) -> _Stands:
        """By record: where a mark goes on with a wording, whatever the field behind it."""
        opener = mark.rstrip(SPACES)[-1:]
        closer = PAIRS.get(opener, "")
        stands: _Stands = []
        for flat, (place, is_open) in zip(self.flat, one.at, strict=True):
            found = place if not mark else find(mark, flat, place + bool(is_open), place + LONGEST)
            if found < 0 or (not is_open and found != place):
                stands.append(None)
                continue
            begin = found + len(mark)
            stop = closing(flat, begin, opener, closer) if closer else None
            stands.append(None if closer and stop is None else _Place(found, begin, stop))
        return stands

    def _gained(self, one: _Grown, field: str, mark: str, stands: _Stands) -> float:
        """What a wording has gained with a further mark and the field behind it; what the mark ends is judged."""
        gained, each = one.gained, SPELT * len(mark) + self._hinted(mark, field)
        for index, ((place, is_open), stand) in enumerate(zip(one.at, stands, strict=True)):
            if stand is not None:
                gained += each
                if is_open:
                    gained += self._gain(is_open, index, place, stand.found)
                if stand.stop is not None:
                    gained += self._gain(field, index, stand.begin, stand.stop) + CLOSED
        return gained

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
            if key[1:] not in self.values:
                self.values[key[1:]] = self._value(self.texts[index].repaired[start:stop])
            self.gains[key] = FIELDS[field] * (self._likely(field, self.values[key[1:]]) - EVEN[field])
        return self.gains[key]

    def _value(self, printed: str) -> _Value:
        """A part of a text as a value: none is a label, or holds a sentence's end, half as likely a phrase's return."""
        text = printed.strip().rstrip(" ,;:|/–—-\n")
        if not text or text[0] in PARTING or len(text) > LONG or SENTENCES.search(text) is not None:
            return _Value(text, 0.0, True)
        folded = flattened(fold(text))
        said = any(phrase in folded for phrase in self.phrases)
        return _Value(text, (0.5 if said else 1.0) * (CROSSING if "\n" in text else 1.0), folded in self.judge.labels)

    def _likely(self, field: str, value: _Value) -> float:
        """How well a value suits its field."""
        text, times, none = value
        if none or len(text) > MOST[field] or (field == "amount" and not text[0].isdigit()):
            return 0.0
        if field == "title" and self.judge.territory(text) > EVEN[field]:
            return 0.0
        if field == "zone" and (told := self._placed(text)):
            return told * (CROSSING if "\n" in text else 1.0)
        return self.judge.value(field, text) * times

    def _placed(self, text: str) -> float:
        """How likely a zone is that names a territory; 0 for any other."""
        if self.judge.territory(text) > EVEN["zone"]:
            return EVEN["zone"] / 2  # it says no more than territories would
        *before, last = text.rsplit(" – " if " – " in text else " - ", 1)
        # two fields in one: « Quimper – Finistère »
        return EVEN["zone"] if before and self.judge.territory(last) > EVEN["zone"] else 0.0


def _step(mark: str, stands: _Stands) -> Step:
    """The step that a mark is where it stands so: it closes what it opens where any of it is closed."""
    closed = any(stand is not None and stand.stop is not None for stand in stands)
    return Step(mark, PAIRS.get(mark.rstrip(SPACES)[-1:], "") if closed else "")


def wordings(
    texts: Sequence[Text], place: dict[str, Any], judge: Judge, fields: Sequence[str] = tuple(FIELDS)
) -> list[dict[str, dict[str, Any]]]:
    """Sets of sources, field by field, that go together. `place`: the keys of a source that say where they stand."""
    least = SHORTEST if fields == tuple(FIELDS) else SHORTEST_LINE
    if not texts or sum(len(text.repaired) for text in texts) < least * len(texts):
        return []
    found = Phrasing(texts, judge, place["in"] == "body", fields).best()
    return [{field: {**place, "reads": text} for field, text in one.items()} for one in found]
