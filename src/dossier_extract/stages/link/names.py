"""Where names stand in a text: stretches of words with a capital, and the words around them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from dossier_extract.gazetteer import key_of
from dossier_extract.text import fold

JOINING = frozenset(
    ("de", "du", "des", "d", "la", "le", "les", "l", "en", "sur", "sous", "aux", "au", "a", "lez", "et")
)
MOST = 200  # names of one text that are looked at: what is more is no zone and no description
_TOKEN = re.compile(r"[^\W_]+")
_DASH = re.compile(r"\s[-–—&]\s*|\s*[-–—]\s|\n")  # a dash or a line's end may part two names, or belong to one
_PART = re.compile(r"[,;:()\[\]«»“”\"./!?•|]")
_SPACE = r"[-'’ \u00a0–—&\n]{1,3}"
_CAPITAL = r"[^a-zà-öø-ÿœ\W_][^\W_]*"
_SMALL = rf"(?:{'|'.join(sorted(JOINING, key=len, reverse=True))}|à)(?![^\W_])"
# Small words and those after a hyphen go on with a name that has begun; what is hyphened before it belongs to it, too.
_RUN = re.compile(
    rf"(?<![^\W_])(?:[^\W_]{{1,40}}-){{0,6}}{_CAPITAL}(?:-[^\W_]+|{_SPACE}{_CAPITAL}|(?:{_SPACE}{_SMALL}){{1,4}}{_SPACE}{_CAPITAL}){{0,24}}"
)


class Token(NamedTuple):
    """A word of a text. `between` is what stands between the word before it and this one, folded."""

    word: str
    start: int
    end: int
    capital: bool
    between: str

    @property
    def hyphened(self) -> bool:
        """Whether only a hyphen stands before it."""
        return self.between == "-"


class Sentence:
    """A text, cut at commas, brackets, quotes and full stops."""

    def __init__(self, text: str, begun: Callable[[str], frozenset[str]]) -> None:
        self.text, self.folded = text, fold(text)
        self.cues = begun(self.folded)  # those that it may hold anywhere: most texts hold none

    @cached_property
    def cuts(self) -> list[int]:
        """Where its parts end."""
        return [match.start() for match in _PART.finditer(self.folded)]

    def before(self, at: int) -> str:
        """Folded text of the same part before a place."""
        index = bisect_left(self.cuts, at)
        return self.folded[self.cuts[index - 1] + 1 if index else 0 : at]

    def after(self, at: int) -> tuple[Token, ...]:
        """The words of the same part from a place on."""
        index = bisect_left(self.cuts, at)
        return self.tokens(at, self.cuts[index] if index < len(self.cuts) else len(self.text))

    def bracket(self, at: int) -> int:
        """How many brackets were opened or closed before a place."""
        return bisect_right(self.brackets, at)

    @cached_property
    def brackets(self) -> list[int]:
        """Where brackets stand."""
        return [at for at in self.cuts if self.folded[at] in "()"]

    def tokens(self, start: int, end: int) -> tuple[Token, ...]:
        """The words between two places."""
        made = []
        last = start
        for match in _TOKEN.finditer(self.folded, start, end):
            first = self.text[match.start()]
            made.append(
                Token(
                    match.group(),
                    *match.span(),
                    first.isupper() or first.isdigit(),
                    self.folded[last : match.start()],
                )
            )
            last = match.end()
        return tuple(made)

    def name(self, start: int, end: int) -> Name:
        """The words between two places as a name."""
        return Name(self.tokens(start, end), self)


class Name(NamedTuple):
    """Words that may be a place's name."""

    tokens: tuple[Token, ...]
    sentence: Sentence

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end

    @property
    def before(self) -> str:
        """Folded text before it in the same part of the sentence."""
        return self.sentence.before(self.start)

    @property
    def after(self) -> tuple[Token, ...]:
        """Words after it in the same part of the sentence."""
        return self.sentence.after(self.end)

    @property
    def part(self) -> int:
        """Number of the part of the text between brackets, from 0."""
        return self.sentence.bracket(self.start)

    @property
    def words(self) -> str:
        """Its words, folded, with a space after each."""
        return "".join([f"{token.word} " for token in self.tokens])

    @property
    def key(self) -> str:
        """The name as the gazetteer spells it."""
        return key_of([token.word for token in self.tokens])

    def cut(self, begin: int, stop: int) -> Name:
        """Some of its words as a name of its own."""
        return Name(self.tokens[begin:stop], self.sentence)


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where words with a capital stand, with the small words that join them: start and end of each stretch."""
    return (match.span() for match in islice(_RUN.finditer(text), MOST))


def pieces(name: Name) -> list[Name]:
    """What « et », « & » or a dash between spaces makes of a stretch of words: one piece where nothing parts it."""
    starts = [0]
    for index, token in enumerate(name.tokens):
        if index and (token.word in ("et", "ou") or _DASH.fullmatch(token.between) is not None):
            starts.append(index)
    return [name.cut(begin, stop) for begin, stop in zip(starts, [*starts[1:], len(name.tokens)], strict=True)]


def together(every: Sequence[Name]) -> Name:
    """Pieces that stand side by side as one name again."""
    return Name(tuple([token for piece in every for token in piece.tokens]), every[0].sentence)


def bared(name: Name) -> Name | None:
    """Without « et », « de », « la » in front; None if nothing is left."""
    begin = next((index for index, token in enumerate(name.tokens) if token.capital or token.word not in JOINING), None)
    return None if begin is None else name.cut(begin, len(name.tokens))
