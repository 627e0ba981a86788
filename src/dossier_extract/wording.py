"""How a line reads: « …, porté par {} (…) ». Marks and words between values, and where the values stand in a text.

"~" in a mark is a space at which the style changes: « {}~… » is a bold title with its text behind it. A part whose mark
is missing from a text is skipped, so that one wording fits records that lack a field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from dossier_extract.model import Style
from dossier_extract.rules import Rules
from dossier_extract.text import LEADER, Piece, Text

OTHER, VALUE, TURN = "…", "{}", "~"
SPACES = f" {TURN}"
PAIRS = {"«": "»", "“": "”", '"': '"', "(": ")", "[": "]"}
BRACKETS = ("(", "[")  # around all of a value they are no part of it
CLOSERS = {PAIRS[one]: one for one in BRACKETS}
LONGEST = 300  # characters of a value
_DASHES = str.maketrans("–—\n", "-- ")
_SLOT = re.compile(r"(…|\{\})")
_SENTENCE = re.compile(r"\. \w+ ")  # the beginning of a further sentence, which may stand anywhere
_EDGES = f"{SPACES},;:|/-{LEADER}\n"

Span = tuple[int, int]


class Step(NamedTuple):
    """What stands before a value, folded, and the bracket or quote that ends it; "" where the next mark does."""

    opens: str
    closes: str


class Place(NamedTuple):
    """Where the value of a step stands, and the same with the marks around it."""

    step: int
    value: Span
    cover: Span


class Wording(NamedTuple):
    """The steps of a wording, which of them is the value (-1: none), and what ends the last one ("": the paragraph)."""

    steps: tuple[Step, ...]
    own: int
    end: str


def flattened(folded: str) -> str:
    """A folded text on one line with one kind of dash, one character for one character."""
    return folded.translate(_DASHES)


def turned(text: Text) -> str:
    """A text flattened, with "~" for each space inside a paragraph at which the style changes."""
    flat = list(flattened(text.folded))
    before: Style | None = None
    for style, start in _tokens(text.pieces):
        if before is not None and style != before and text.folded[start - 1] == " ":
            flat[start - 1] = TURN
        before = style
    return "".join(flat)


def _tokens(pieces: Sequence[Piece]) -> Iterator[tuple[Style, int]]:
    """What stands between spaces: the style of its first letters or figures, and its place."""
    token: list[Piece] = []
    for piece in pieces:
        if token and piece.start > token[-1].end:
            yield _style(token), token[0].start
            token = []
        token.append(piece)
    if token:
        yield _style(token), token[0].start


def _style(token: Sequence[Piece]) -> Style:
    """Quotes and commas may be set otherwise than the word that they stand at."""
    lettered = (one for one in token if any(map(str.isalnum, one.word.text)))
    return next(lettered, token[0]).word.style


@lru_cache(maxsize=4096)
def _pattern(mark: str) -> re.Pattern[str]:
    return re.compile(re.escape(mark).replace(r"\ ", f"[{SPACES}]"))


def find(mark: str, flat: str, start: int = 0, stop: int | None = None) -> int:
    """Where a mark stands in a flat text, -1 if it does not: a space stands for a change of style, too."""
    found = _pattern(mark).search(flat, start, len(flat) if stop is None else stop)
    return found.start() if found is not None else -1


@lru_cache(maxsize=1024)
def opening(folded: str, rules: Rules) -> int:
    """Where a text begins after its list mark, its number or its « Projet n° 3 : »."""
    mark = rules.pattern(r"(?:[^\w\s«“\"(\[]{1,2}\s+)?(?:{opening}\s*)?(?:\s|[–—:-])*").match(folded)
    return mark.end() if mark is not None else 0


@lru_cache(maxsize=4096)
def wording(folded: str) -> Wording:
    """The wording that a folded text such as "… - {}" spells."""
    first, *others = _SLOT.split(flattened(folded))
    slots, marks = others[::2], others[1::2]
    steps, opens = [], first
    for mark in marks:
        closes = PAIRS.get(opens.rstrip(SPACES)[-1:], "")
        closes = closes if closes and mark.lstrip(SPACES).startswith(closes) else ""
        steps.append(Step(opens, closes))
        opens = mark[mark.index(closes) + len(closes) :] if closes else mark
    return Wording(tuple(steps), slots.index(VALUE) if VALUE in slots else -1, opens)


def places(said: Wording, folded: str, start: int, flat: str | None = None) -> tuple[Place, ...]:
    """The steps of a wording that a text from `start` has: as many as there can be. `flat`: flattened or `turned`."""
    flat, end = flat or flattened(folded), said.end.rstrip()
    found = max(_walk(said, (folded, flat), 0, (start, start)), key=len, default=())
    if found and end and flat.startswith(end, found[-1].cover[1]):  # the mark at the end is covered, too
        step, value, (begin, stop) = found[-1]
        found = (*found[:-1], Place(step, value, (begin, stop + len(end))))
    return found


def likeness(said: Wording, found: Sequence[Place]) -> tuple[bool, int]:
    """How well a text fits a wording: whether it has all its steps, and how many characters of its marks."""
    return len(found) == len(said.steps), sum(len(said.steps[one.step].opens) for one in found)


def _walk(said: Wording, texts: tuple[str, str], step: int, at: Span) -> Iterator[tuple[Place, ...]]:
    """Every way to go on from a step. `at`: where the mark before may begin and, if no value is open, must."""
    folded, flat = texts
    if step == len(said.steps):
        yield ()
        return
    opens, closes = said.steps[step]
    first, last = at
    far = _SENTENCE.match(opens) is not None  # its stop belongs to the sentence before
    limit = len(flat) if far else min(last + LONGEST, len(flat))
    found = find(opens, flat, first, limit) if opens else (first if step == 0 else -1)
    if found >= 0 and (found == first or last > first):
        begin = found + len(opens)
        if closes:
            stop = closing(flat, begin, opens.rstrip(SPACES)[-1], closes)
            while stop is not None and _pattern(opens).match(flat, stop + 1):  # « Name (of a kind) (93) »: the last one
                found, begin = stop + 1, stop + 1 + len(opens)
                stop = closing(flat, begin, opens.rstrip(SPACES)[-1], closes)
            if stop is not None:
                for more in _walk(said, texts, step + 1, (stop + 1, stop + 1)):
                    yield (Place(step, _trimmed(flat, begin, stop), (found, stop + 1)), *more)
        else:
            for more in _walk(said, texts, step + 1, (begin + 1, begin + 2)):
                stop = more[0].cover[0] if more else ending(folded, flat, begin, said.end)
                yield (Place(step, _trimmed(flat, begin, stop), (found + far, stop)), *more)
    if step:
        yield from _walk(said, texts, step + 1, at)


def closing(flat: str, begin: int, opener: str, closer: str) -> int | None:
    """Where the mark stands that ends what was opened before `begin`; inner pairs are left out."""
    depth = 0
    for at in range(begin, min(begin + LONGEST, len(flat))):
        if flat[at] == closer:
            if depth == 0:
                return at
            depth -= 1
        elif flat[at] == opener:
            depth += 1
    return None


def ending(folded: str, flat: str, begin: int, end: str) -> int:
    """Where a value ends that no mark follows."""
    mark = end if end.endswith(TURN) else f"{end.rstrip()} "
    found = find(mark, flat, begin) if end.strip() else folded.find("\n", begin)
    last = flat.rstrip()
    if found < 0 and end.strip() and last.endswith(end.rstrip()):
        found = len(last) - len(end.rstrip())
    return found if found >= 0 else len(last.rstrip("."))


def _trimmed(flat: str, start: int, stop: int) -> Span:
    while start < stop and flat[start] in SPACES:
        start += 1
    while stop > start and flat[stop - 1] in _EDGES:
        stop -= 1
    opener, closer = flat[start:stop][:1], flat[start:stop][-1:]
    if opener in BRACKETS and (closing(flat, start + 1, opener, PAIRS[opener]) or stop) >= stop - 1:
        start += 1  # around all of it, or around more: « ({}, …) »
    if closer in CLOSERS and flat.count(CLOSERS[closer], start, stop) < flat.count(closer, start, stop):
        stop -= 1
    return start, stop


def reads(steps: Sequence[Step], own: int, end: str) -> str:
    """The wording of such steps, with the value in place of one of them."""
    text = ""
    for index, step in enumerate(steps):
        text += step.opens + (VALUE if index == own else OTHER) + step.closes
    return text + end
