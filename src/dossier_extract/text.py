"""Two texts and one map: printed text, repaired text of the same words, and a folded copy of equal length for matching.

Repairing is the only step that changes length (hyphens joined, ligatures undone, soft hyphens dropped); every word
keeps the place where it stands in both, so a match found on the folded copy is a span of the repaired text, a span of
the printed text, and boxes on the page.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise, zip_longest
from typing import NamedTuple

from dossier_extract.model import Line, Word, line_of
from dossier_extract.schema import Box, Method, Origin, unchecked

_SIGNS = ((0x2190, 0x21FF), (0x25A0, 0x275A), (0x2794, 0x27BE), (0x1F300, 0x1F6FF))  # arrows, shapes, pictograms
# What a list item may begin with, or a line that a pictogram announces; \uf0…: signs of symbol fonts.
LIST_MARKS = "-•–‣⌂☎\uf0b7\uf0a7\uf0d8\uf0fc" + "".join(chr(n) for one in _SIGNS for n in range(one[0], one[1] + 1))
SOFT_HYPHEN = "\u00ad"
HYPHENS = ("-", "‐", SOFT_HYPHEN)  # what a line may end with inside a word
LEADER = "‥"  # what dots become that lead from a text to the figure at the line's end
_LEADERS = re.compile(r"\.{5,}|_{5,}")
_RANGE = re.compile(r"\d[–—]$")  # « 14–17 », broken
_LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st", SOFT_HYPHEN: ""}
_LIGATURE_TABLE = str.maketrans(_LIGATURES)
_MENDED = frozenset(_LIGATURES)
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ´`′"), "'")
_DASHES = dict.fromkeys(map(ord, "‐‑"), "-")
_LONG = 150  # characters from which `fold` goes by character rather than by place


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
    return _folded_line(text) if len(text) < _LONG else _folded_text(text)


@lru_cache(maxsize=8192)  # the same words and lines come again and again
def _folded_line(text: str) -> str:
    return text.translate(_FOLD)


@lru_cache(maxsize=512)
def _folded_text(text: str) -> str:
    if text.isascii():
        return text.translate(_FOLD)
    # In a long text a pass for each of its few dozen characters is cheaper than a look-up a place.
    for char in set(text):
        folded = _FOLD[ord(char)]
        if folded != char:
            text = text.replace(char, folded)
    return text


class Stretch(NamedTuple):
    """A line's place in the repaired text: repaired[start:end]."""

    start: int
    end: int
    line: Line


class Piece(NamedTuple):
    """A word's place in the repaired text: repaired[start:end]."""

    start: int
    end: int
    word: Word
    line: int  # index of its stretch
    page: int


@dataclass(frozen=True, slots=True)
class Text:
    """The text of some lines. `starts` indexes `stretches` by their place in `repaired`.

    Most values go over whole lines: the places of words in a line, and the printed text, are worked out only where
    they are asked for.
    """

    repaired: str
    folded: str
    stretches: tuple[Stretch, ...]
    paragraphs: tuple[tuple[int, int], ...]  # spans in `repaired`
    starts: tuple[int, ...] = field(repr=False)
    _known: dict[int, tuple[Piece, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def pieces(self) -> list[Piece]:
        """Every word."""
        return [piece for index in range(len(self.stretches)) for piece in self.words_of(index)]

    def part(self, start: int, end: int) -> Text:
        """One of its paragraphs as a text of its own."""
        lines = [self.stretches[index] for index in self._touched(start, end)]
        held = tuple([Stretch(one.start - start, one.end - start, one.line) for one in lines])
        starts = tuple([one.start for one in held])
        return Text(self.repaired[start:end], self.folded[start:end], held, ((0, end - start),), starts)

    def pieces_in(self, start: int, end: int) -> list[Piece]:
        """The words that repaired[start:end] touches."""
        found: list[Piece] = []
        for index in self._touched(start, end):
            first, last, _ = self.stretches[index]
            own = self.words_of(index)
            whole = start <= first and last <= end
            found += own if whole else [piece for piece in own if piece.start < end and start < piece.end]
        return found

    def boxes(self, start: int, end: int) -> list[Box]:
        """One box a printed line under repaired[start:end], in points; the words it touches are in it whole."""
        boxes = []
        for index in self._touched(start, end):
            first, last, line = self.stretches[index]
            if start <= first and last <= end:
                boxes.append(_box(line, line.x0, line.x1))
            elif words := self._words_in(index, start, end):
                boxes.append(_box(line, words[0].x0, words[-1].x1))
        return boxes

    def origin(self, span: tuple[int, int], slot: str, source: str, method: Method = Method.PRINTED) -> Origin:
        """Where repaired[start:end] stands, for a value that `source` took from there."""
        raw = self.repaired[slice(*span)]
        return unchecked(Origin, self.boxes(*span), span, slot, raw, source, method, None)

    @property
    def flat(self) -> str:
        """The repaired text on one line."""
        return " ".join(self.repaired.split())

    def _touched(self, start: int, end: int) -> range:
        """Indices of the stretches that repaired[start:end] touches."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        if self.stretches and self.stretches[first].end <= start:
            first += 1
        return range(first, bisect_left(self.starts, end, first))

    def words_of(self, index: int) -> tuple[Piece, ...]:
        """The words of one stretch, worked out when they are first asked for."""
        if index not in self._known:
            page = self.stretches[index].line.page
            self._known[index] = tuple(
                [Piece(begin, end, word, index, page) for begin, end, word in self._places(index)]
            )
        return self._known[index]

    def _places(self, index: int) -> Iterator[tuple[int, int, Word]]:
        """Start and end of each word of one stretch."""
        begin, stop, line = self.stretches[index]
        end = begin - (not line.words[0].glued)
        for word in line.words:
            begin = end + (not word.glued)
            end = min(begin + len(_repair(word.text)), stop)
            yield begin, end, word

    def _words_in(self, index: int, start: int, end: int) -> Sequence[Word]:
        """The words of one stretch that repaired[start:end] touches."""
        first, last, line = self.stretches[index]
        count = self.repaired.count
        if count(" ", first, last) == len(line.words) - 1:  # no word touches another: spaces number them
            return line.words[count(" ", first, start + 1) : count(" ", first, end - 1) + 1]
        return [word for begin, stop, word in self._places(index) if begin < end and start < stop]

    @property
    def printed(self) -> str:
        """The words with spaces and line breaks as they stand."""
        return "".join(self._printed(self.pieces))

    def printed_span(self, start: int, end: int) -> tuple[int, int]:
        """The words of repaired[start:end] as a span of the printed text."""
        pieces = self.pieces_in(start, end)
        if not pieces:
            return 0, 0
        before = [piece for piece in self.pieces if piece.start < pieces[0].start]
        stop = sum(map(len, self._printed([*before, *pieces])))
        return stop - len("".join(self._printed(pieces))), stop

    @staticmethod
    def _printed(pieces: Sequence[Piece]) -> Iterator[str]:
        """Each word after what parts it from the word before, in the printed text."""
        line = pieces[0].line if pieces else 0
        for piece in pieces:
            if piece.line != line:
                yield "\n"
            elif piece is not pieces[0] and not piece.word.glued:
                yield " "
            yield piece.word.text
            line = piece.line


EMPTY = Text("", "", (), (), ())


def _box(line: Line, x0: float, x1: float) -> Box:
    return unchecked(Box, line.page, round(x0, 2), round(line.top, 2), round(x1, 2), round(line.bottom, 2))


def _repair(text: str) -> str:
    """Undo ligatures and drop soft hyphens; the dots of a leader are one sign."""
    if "..." in text or "___" in text:
        text = _LEADERS.sub(LEADER, text)
    return text if text.isascii() or _MENDED.isdisjoint(text) else text.translate(_LIGATURE_TABLE)


def _repaired(line: Line) -> str:
    """The repaired text of a line; dots of several words that touch are no leader."""
    if "..." not in line.text and "___" not in line.text:
        return _repair(line.text)
    return line_of([word._replace(text=_repair(word.text)) for word in line.words], line.page).text


class Hyphens:
    """Tells a soft line-end hyphen from one that the word owns.

    Evidence, strongest first: a capital or a digit follows; the joined or the hyphenated form stands elsewhere in the
    dossier; the first part is a known prefix ("socio-"). What is left follows the dossier's own habit: whether the
    hyphens that could be decided were soft.
    """

    def __init__(self, lines: Iterable[Line], prefixes: frozenset[str]) -> None:
        self.lines = list(lines)
        self.prefixes = prefixes

    @cached_property
    def seen(self) -> set[str]:
        """Every word of the dossier, folded; built only for a dossier with a hyphen that is in doubt."""
        words = {word.text for line in self.lines for word in line.words}
        bare = [word.strip('.,;:!?()«»"“”[] ') for word in fold("\n".join(words)).split("\n")]
        return {*bare, *[word.rpartition("'")[2] for word in bare]}

    @cached_property
    def typeset(self) -> bool:
        """Whether « ‐ », which is no key's, stands at the ends of words alone: then a program broke them there."""
        return not any("‐" in word.text[:-1] for line in self.lines for word in line.words)

    @cached_property
    def habit(self) -> Counter[bool | None]:
        """How many of the line-end hyphens inside words that could be decided were soft, and how many were not."""
        ends = [
            (above.words[-1].text, below.words[0].text)
            for above, below in pairwise(self.lines)
            if above.words[-1].text[-1] in HYPHENS and len(above.words[-1].text) > 1 and below.text[:1].islower()
        ]
        return Counter(self._evidence(*pair) for pair in ends)

    def is_soft(self, first: str, second: str) -> bool:
        """Whether the hyphen that ends `first` only marks a line break before `second`."""
        if first[-1] == "‐" and self.typeset:
            return True
        evidence = self._evidence(first, second)
        if evidence is not None:
            return evidence
        # Capitals are in doubt where all is in capitals: names that own a hyphen go on with one, too.
        return self.habit[True] >= max(self.habit[False], first.isupper())

    def _evidence(self, first: str, second: str) -> bool | None:
        goes_on = second.isupper() and len(second) > 1 if first[:-1].isupper() else second[:1].islower()
        if not goes_on or not first[-2:-1].isalpha():
            return False
        head, tail = _letters(fold(first[:-1])), fold(second).rstrip(".,;:!?)»\"' ")
        *before, last = head.split("-")
        prefixed = last in self.prefixes and all(part in self.prefixes or part.endswith("o") for part in before)
        if f"{head}-{tail}" in self.seen:
            return False
        return True if f"{head}{tail}" in self.seen else False if prefixed else None


def _letters(word: str) -> str:
    return word.lstrip("(«\"'“[ ").rpartition("'")[2]


def build_text(paragraphs: Sequence[Sequence[Line]], hyphens: Hyphens) -> Text:
    """Join lines to a text: one line feed between paragraphs, a space between lines, nothing after a soft hyphen."""
    repaired: list[str] = []
    stretches: list[Stretch] = []
    spans: list[tuple[int, int]] = []
    end = 0  # length so far
    for paragraph in paragraphs:
        gap = "\n" if end else ""
        start = end + len(gap)
        for line, following in zip_longest(paragraph, paragraph[1:]):
            text = _repaired(line)
            begin = end + len(gap)
            repaired += (gap, text)
            gap, last = " ", line.words[-1].text
            if last[-1:] == SOFT_HYPHEN:
                gap = ""
            elif following is not None and last[-1:] in HYPHENS and len(last) > 1:
                gap = ""
                if hyphens.is_soft(_repair(last), following.words[0].text):
                    repaired[-1] = text = text[:-1]
            elif following is not None and _RANGE.search(last) and following.words[0].text[:1].isdigit():
                gap = ""
            end = begin + len(text)
            stretches.append(Stretch(begin, end, line))
        spans.append((start, end))
    whole = "".join(repaired)
    return Text(whole, fold(whole), tuple(stretches), tuple(spans), tuple([stretch.start for stretch in stretches]))


class Texts:
    """The texts of some lines, the same one for the same lines: what is worked out of a text is kept with it."""

    def __init__(self, lines: Iterable[Line], prefixes: frozenset[str]) -> None:
        self.hyphens = Hyphens(lines, prefixes)
        self._known: dict[tuple[tuple[int, ...], ...], Text] = {}  # by the identity of their lines, which they hold

    def of(self, paragraphs: Sequence[Sequence[Line]]) -> Text:
        """See `build_text`."""
        key = tuple([tuple(map(id, paragraph)) for paragraph in paragraphs])
        if key not in self._known:
            self._known[key] = build_text(paragraphs, self.hyphens)
        return self._known[key]
