"""Marks, words and phrases that return between the values of records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from dossier_extract.text import LEADER
from dossier_extract.wording import SPACES, TURN, find

COLON, GLUED = " : ", ": "  # the space before a colon is narrow, or none
MARKS = (" - ", " | ", " / ", f" {LEADER} ", COLON, ", ", ". ")
HEAD = 220  # characters from a record's beginning in which marks are looked for
BEGINNING = 6  # words that records may all begin with, a colon among them
RETURNS = 0.5  # of the records that a mark stands in
PHRASES, RUN = 8, 6  # phrases that are tried, and words of one
JOINING = 5  # letters of a word that joins fields («porté»), half those of several («une aide de»), unless one of
SHORT = frozenset(("a", "par", "pour"))
_BEGINS = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*(?: ?:)?")


def beginning(texts: Sequence[str]) -> str:
    """The words that most texts begin with, up to the colon of a label, and a space."""
    begun = ""
    for n in range(1, BEGINNING + 1):
        heads = Counter(" ".join(text.split(" ", n)[:n]) for text in texts)
        [(head, count)] = heads.most_common(1)
        if count < RETURNS * len(texts) or begun.endswith(":") or _BEGINS.fullmatch(head) is None:
            break
        begun = head
    return f"{begun} "


def marks_of(heads: Sequence[str]) -> Iterator[str]:
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
    counts = Counter(phrase for head in heads for phrase in set(_runs(head.split(" "))))
    often = {phrase: count for phrase, count in counts.items() if count >= least}
    whole = [
        phrase
        for phrase, count in often.items()
        if phrase.strip() in SHORT
        or not any(phrase != other and phrase in other and often[other] >= 0.9 * count for other in often)
    ]
    return sorted(whole, key=lambda phrase: (-often[phrase] * len(phrase), phrase))[:PHRASES]


def _runs(words: Sequence[str]) -> Iterator[str]:
    """Runs of words that may join two fields, with a colon behind a label; neither a first word nor a last."""
    for start in range(1, len(words) - 1):
        before = words[start - 1]
        sign, closed = before[-1] if before.endswith((",", ".")) else "", before.endswith(("»", ")"))
        for stop in range(start + 1, min(start + RUN, len(words) - 1) + 1):
            last = words[stop - 1]
            if not last.isalpha() and (last != ":" or stop == start + 1):
                break
            if closed or _joins(words[start:stop]):
                yield f"{sign} {' '.join(words[start:stop])} "
            if last == ":":
                break


def _joins(words: Sequence[str]) -> bool:
    """Whether words may join two fields: not articles alone, which stand everywhere."""
    told = any(len(word) >= JOINING for word in words) or sum(map(len, words)) >= 2 * JOINING
    return told or (len(words) == 1 and words[0] in SHORT)
