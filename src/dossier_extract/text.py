"""Two texts and one map: printed text, repaired text of the same words, and a folded copy of equal length for matching.

Repairing is the only step that changes length (hyphens joined, ligatures undone, soft hyphens dropped); every word keeps the
place where it stands in both, so a match found on the folded copy is a span of the repaired text, a span of the printed
text, and boxes on the page.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dossier_extract.model import Line, Word
from dossier_extract.schema import Box

SOFT_HYPHEN = "\u00ad"
_LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st", SOFT_HYPHEN: ""}
_LIGATURE_TABLE = str.maketrans(_LIGATURES)
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ´`′"), "'")
_DASHES = dict.fromkeys(map(ord, "‐‑"), "-")


class _Fold(dict[int, str]):
    """Folding of one character to one character, worked out at first sight."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char.isspace() and char != "\n":
            folded = " "
        else:
            base = unicodedata.normalize("NFD", char)
            folded = base[0] if len(base) > 1 and all(unicodedata.combining(c) for c in base[1:]) else char
            lower = folded.lower()
            folded = lower if len(lower) == 1 else folded
        self[code] = folded
        return folded


_FOLD = _Fold({**_APOSTROPHES, **_DASHES})


def fold(text: str) -> str:
    """Fold case, accents, apostrophes and spaces, one character to one character: `len(fold(s)) == len(s)`.

    Guillemets stay as they are: they are structure.
    """
    return text.translate(_FOLD)


def repair(word: str) -> str:
    """Undo ligatures and drop soft hyphens."""
    return word.translate(_LIGATURE_TABLE)


class Piece(NamedTuple):
    """A word's place in both texts: repaired[start:end] and printed[printed_start:printed_end]."""

    start: int
    end: int
    printed_start: int
    printed_end: int
    word: Word
    line: int  # running number of its line
    page: int


@dataclass(frozen=True, slots=True)
class Text:
    """The text of some lines. `starts` indexes `pieces` by their place in `repaired`."""

    printed: str
    repaired: str
    folded: str
    pieces: tuple[Piece, ...]
    paragraphs: tuple[tuple[int, int], ...]  # spans in `repaired`
    starts: tuple[int, ...] = field(repr=False)

    def pieces_in(self, start: int, end: int) -> Sequence[Piece]:
        """The words that repaired[start:end] touches."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        while first < len(self.pieces) and self.pieces[first].end <= start:
            first += 1
        last = first
        while last < len(self.pieces) and self.pieces[last].start < end:
            last += 1
        return self.pieces[first:last]

    def boxes(self, start: int, end: int) -> list[Box]:
        """One box a printed line under repaired[start:end], in points."""
        boxes: list[Box] = []
        current: list[Piece] = []
        for piece in self.pieces_in(start, end):
            if current and (piece.line, piece.page) != (current[0].line, current[0].page):
                boxes.append(_union(current))
                current = []
            current.append(piece)
        return [*boxes, _union(current)] if current else boxes

    def printed_span(self, start: int, end: int) -> tuple[int, int]:
        """The words of repaired[start:end] as a span of the printed text."""
        pieces = self.pieces_in(start, end)
        return (pieces[0].printed_start, pieces[-1].printed_end) if pieces else (0, 0)


EMPTY = Text("", "", "", (), (), ())


def _union(pieces: Sequence[Piece]) -> Box:
    words = [piece.word for piece in pieces]
    return Box(
        page=pieces[0].page,
        x0=round(min(w.x0 for w in words), 2),
        top=round(min(w.top for w in words), 2),
        x1=round(max(w.x1 for w in words), 2),
        bottom=round(max(w.bottom for w in words), 2),
    )


class Hyphens:
    """Tells a soft line-end hyphen from one that the word owns.

    Evidence, strongest first: a capital or a digit follows; the joined or the hyphenated form stands elsewhere in the
    dossier; the first part is a known prefix ("socio-"). What is left follows the dossier's own habit: whether the
    hyphens that could be decided were soft.
    """

    def __init__(self, lines: Iterable[Line], prefixes: frozenset[str]) -> None:
        self.prefixes = prefixes
        ends: list[tuple[str, str]] = []
        self.seen: set[str] = set()
        before: Word | None = None
        for line in lines:
            for word in line.words:
                self.seen.update(_forms(word.text))
            if before is not None and before.text.endswith("-") and len(before.text) > 1:
                ends.append((before.text, line.words[0].text))
            before = line.words[-1]
        habit = Counter(verdict for pair in ends if (verdict := self._evidence(*pair)) is not None)
        self.soft_by_habit = habit[True] >= habit[False]

    def is_soft(self, first: str, second: str) -> bool:
        """Whether the hyphen that ends `first` only marks a line break before `second`."""
        evidence = self._evidence(first, second)
        return self.soft_by_habit if evidence is None else evidence

    def _evidence(self, first: str, second: str) -> bool | None:
        head, tail = fold(first[:-1]), fold(second)
        tail_letters = tail.rstrip(".,;:!?)»\"' ")
        if not second[:1].islower() or not head[-1:].isalpha() or first[:-1].isupper():
            return False
        if f"{_letters(head)}{tail_letters}" in self.seen:
            return True
        if f"{_letters(head)}-{tail_letters}" in self.seen or _letters(head).rpartition("-")[2] in self.prefixes:
            return False
        return None


def _letters(word: str) -> str:
    return word.lstrip("(«\"'“[ ").rpartition("'")[2]


def _forms(word: str) -> Iterator[str]:
    folded = fold(word).strip(".,;:!?()«»\"“”[] ")
    yield folded.rpartition("'")[2]
    if "'" in folded:
        yield folded


def build_text(paragraphs: Sequence[Sequence[Line]], hyphens: Hyphens) -> Text:
    """Join lines to a text: one line feed between paragraphs, a space between lines, nothing after a soft hyphen."""
    printed: list[str] = []
    repaired: list[str] = []
    pieces: list[Piece] = []
    spans: list[tuple[int, int]] = []
    p = r = number = 0  # lengths so far, number of the line
    for paragraph in paragraphs:
        if r:
            printed.append("\n")
            repaired.append("\n")
            p, r = p + 1, r + 1
        start, joint = r, ""
        for index, line in enumerate(paragraph):
            number += 1
            ahead = paragraph[index + 1].words[0] if index + 1 < len(paragraph) else None
            if index:
                printed.append("\n")
                repaired.append(joint)
                p, r = p + 1, r + len(joint)
            joint = " "
            for rank, word in enumerate(line.words):
                if rank and not word.glued:
                    printed.append(" ")
                    repaired.append(" ")
                    p, r = p + 1, r + 1
                text = repair(word.text)
                if rank == len(line.words) - 1 and ahead is not None and len(text) > 1 and text[-1] == "-":
                    joint = ""
                    if hyphens.is_soft(text, ahead.text):
                        text = text[:-1]
                pieces.append(Piece(r, r + len(text), p, p + len(word.text), word, number, line.page))
                printed.append(word.text)
                repaired.append(text)
                p, r = p + len(word.text), r + len(text)
        spans.append((start, r))
    whole = "".join(repaired)
    return Text("".join(printed), whole, fold(whole), tuple(pieces), tuple(spans), tuple(q.start for q in pieces))
