"""Labels before values: which words stand for one, what ends it, and whether a word in running text is one at all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

from dossier_extract.model import Word
from dossier_extract.rules import Rules
from dossier_extract.stages.extract.cuts import trimmed
from dossier_extract.text import Piece, Text, fold

FEW = 3  # letters that the labels of a source begin with: more of them stand everywhere
WIDE = 1.5  # em; a gap this wide parts a label from its value
_BREAKS = ".!?;:|¦•·●▪–—-)]»…/"  # what a label inside running text may follow
_LONG_WORD = re.compile(r"(?<=[^\W\d_]{2}[^\W\d_sx])(?![\w'’])")


class Found(NamedTuple):
    """A label in a text: folded[start:value] is the label with its ending, `words` the label's own span."""

    start: int
    words: tuple[int, int]
    value: int


@lru_cache(maxsize=512)
def label_of(names: tuple[str, ...], ending: tuple[str, ...], where: str, rules: Rules) -> Label:
    """The label of a source; to make its pattern costs more than a search, and the same ones are asked for often."""
    return Label(names, ending, where, rules)


class Label:
    """The labels of one source, ready to be looked for."""

    def __init__(self, names: tuple[str, ...], ending: tuple[str, ...], where: str, rules: Rules) -> None:
        self.anywhere, self.any = where == "anywhere", "any" in ending
        endings = [rf"\s*{regex.escape(one)}" if one else "[ ]*(?m:$)" for one in ending if one != "any"]
        words = [regex.escape(word, special_only=True) for word in rules.label_words(names)]
        lead, heads = r"(?<!\w)" if self.anywhere else "(?m:^)", {fold(word)[:1] for word in words}
        if self.any:  # as printed or in the plural, with or without an article
            lead, after = lead + "(?:{article})?", r"(?!\w)"
            words = [_LONG_WORD.sub(r"(?:s|\\(s\\))?", word) for word in words]
        else:
            after = rf"(?:{'|'.join(endings)})\s*"
            if 0 < len(heads) <= FEW and all(map(str.isalpha, heads)):  # told first, nearly all places are passed over
                lead = f"(?=[{''.join(sorted(heads))}]){lead}"
        self.pattern = rules.pattern(rf"{lead}(?P<label>{_either(words)}){after}")
        self.running = rules.pattern(r"(?<!\w){label_running}$")
        self.ended = rules.pattern(rf"(?:{'|'.join(['{label_ending}', *endings])})\s*")

    def every(self, text: Text) -> Iterator[Found]:
        """The labels in a text, in order."""
        at = 0
        while (match := self.pattern.search(text.folded, at)) is not None:
            at = match.end() if match.end() > at else at + 1
            value = self._value(text, match) if self.any else match.end()
            if value is not None and (not self.anywhere or self._stands_out(text, match, value)):
                yield Found(match.start(), match.span("label"), value)

    def _value(self, text: Text, match: regex.Match[str]) -> int | None:
        """Where the value begins, if anything ends the label: a mark, the line's end, a gap or a change of style."""
        end: int = match.end()
        marked = self.ended.match(text.folded, end)
        if marked is not None:
            return int(marked.end())
        following: int = trimmed(text.folded, end, len(text.folded))[0]
        if text.folded[end:following].count("\n") or following == len(text.folded):
            return following
        last, first = text.pieces_in(end - 1, end), text.pieces_in(following, following + 1)
        if not last or not first:
            return None
        above = text.pieces_in(match.start() - 2, match.start())
        if last[-1].line != first[0].line and above and above[-1].line == last[-1].line:
            return None  # the last words of a line of prose
        return following if _apart(last[-1], first[0]) or self._runs_on(text, match) else None

    def _runs_on(self, text: Text, match: regex.Match[str]) -> bool:
        """Whether a label's last word carries on into its value; in the middle of a text it takes a capital."""
        begins = not self.anywhere or text.repaired[match.start("label")].isupper()
        return begins and self.running.search(match.group("label")) is not None

    def _stands_out(self, text: Text, match: regex.Match[str], value: int) -> bool:
        """Whether a label inside running text is one: at a line's start, after a mark, in a style or with a capital."""
        start = match.start()
        before = text.folded[:start].rstrip(" ")
        if not before or before[-1] in "\n" or before[-1] in _BREAKS:
            return True
        last, first = text.pieces_in(len(before) - 1, len(before)), text.pieces_in(start, start + 1)
        if last and first and (last[-1].line != first[0].line or _apart(last[-1], first[0])):
            return True
        marked = text.repaired[match.end("label") : value].strip() != ""
        return marked and text.repaired[start].isupper()


def _either(words: list[str], depth: int = 3) -> str:
    """A pattern of alternatives, those that begin alike together: where none begins, a few looks say so."""
    groups: dict[str, list[str]] = defaultdict(list)
    for word in words:
        groups[word[:1] if depth and word[:1].isalpha() else word].append(word)
    return "|".join(
        every[0] if len(every) == 1 else f"{head}(?:{_either([word[1:] for word in every], depth - 1)})"
        for head, every in groups.items()
    )


def _apart(left: Piece, right: Piece) -> bool:
    """Whether two words that follow one another are set apart: by another line, a gap, a style, or capitals."""
    if left.line != right.line or _look(left.word) != _look(right.word):
        return True
    if right.word.x0 - left.word.x1 > WIDE * left.word.style.size:
        return True
    return len(left.word.text) > 1 and left.word.text.isupper() and any(char.islower() for char in right.word.text)


def _look(word: Word) -> tuple[object, ...]:
    style = word.style
    return style.font, style.size, style.bold, style.italic, style.color
