"""Parts of a text: its Nth paragraph, runs of a style, what quotes or brackets hold, what separators part, what names
a territory or an amount. Each cut gives spans within a span, the likeliest first, with the marks that enclose them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from itertools import groupby, pairwise
from typing import NamedTuple

import regex

from dossier_extract.look import style_fits
from dossier_extract.model import Style
from dossier_extract.places import territories_of
from dossier_extract.profile import FieldSource, Look
from dossier_extract.rules import Rules
from dossier_extract.text import Text
from dossier_extract.wording import PAIRS

Span = tuple[int, int]
SHORT = 160  # characters; a longer text is prose, whose last words name its territory only by chance
ASIDE = 60  # characters of a bracket that says no more than its amount
PETTY = re.compile(r"\d{1,2}(?:,\d+)?\s*(?:€|euros?)")  # what something costs, no project's amount
_CODES_FIRST = re.compile(r"(\d[\dab]\d?(?: ?(?:[-/,+&]|et) ?\d[\dab]\d?)*) +(?=[«\"“]? ?[^\W\d])")  # « 31 / 65 Bus »
_QUOTES, _BRACKETS = '«“"', "(["
_PARTING = " \n,;:/|•·–—-"
_MARKS = re.compile(r"[«»“”\"()\[\]]")
_SIGNS = {" ": r"\s+", **dict.fromkeys("-–—", "[-–—]")}


class Cut(NamedTuple):
    """A part of a text, and the part with the marks around it."""

    span: Span
    cover: Span


class Cutter:
    """Narrows spans of one text as a source says."""

    def __init__(self, source: FieldSource, text: Text, rules: Rules) -> None:
        self.text, self.rules, self.heading = text, rules, source.slot == "heading"
        self.steps: list[tuple[str, Callable[[Span], Iterator[Cut]]]] = []
        if source.quoted:
            self.steps.append(("quoted", partial(self.enclosed, marks=_QUOTES)))
        if source.bracketed:
            self.steps.append(("bracketed", partial(self.enclosed, marks=_BRACKETS)))
        if source.split and source.part:
            told = bool(source.label or source.style)
            self.steps.append(("split", partial(self.part, names=source.split, nth=source.part, told=told)))
        if source.looks:
            looks = {"amount": self.amount, "territory": self.territory, "place": self.place}
            self.steps.append(("looks", looks[source.looks]))

    @property
    def how(self) -> str:
        """The last step's name; empty for no step."""
        return self.steps[-1][0] if self.steps else ""

    @cached_property
    def flat(self) -> str:
        """The folded text on one line."""
        return self.text.folded.replace("\n", " ")

    @cached_property
    def brackets(self) -> list[Span]:
        """The outermost brackets of the whole text."""
        return list(_closed(self.text.folded, (0, len(self.flat)), _BRACKETS))

    def first(self, spans: Iterable[Span]) -> Cut | None:
        """The first part of the first span that every step finds something in."""
        for span in spans:
            cuts = [Cut(span, span)]
            for _, step in self.steps:
                cuts = [found for cut in cuts for found in step(cut.span)]
            for cut in cuts:
                start, end = trimmed(self.text.repaired, *cut.span)
                if start < end:
                    return Cut((start, end), cut.cover)
        return None

    def enclosed(self, span: Span, marks: str) -> Iterator[Cut]:
        """What stands in quotes, from the first; in brackets, from the last."""
        found = [(start, end) for start, end in _closed(self.text.folded, span, marks)]
        for start, end in found if marks == _QUOTES else reversed(found):
            yield Cut((start + 1, end - 1), (start, end))

    def part(self, span: Span, names: tuple[str, ...], nth: int, told: bool = False) -> Iterator[Cut]:
        """The Nth part between separators; none where there is no separator, or too few.

        `told`: by a label or a look, where all of it is the first part of one.
        """
        gaps = list(self._gaps(span, names))
        if told and nth == 1 and not gaps:
            yield Cut(span, span)
        parts = list(pairwise([span[0], *(edge for gap in gaps for edge in gap), span[1]]))[::2]
        if gaps and -len(parts) <= nth <= len(parts):
            at = nth - 1 if nth > 0 else len(parts) + nth
            start, end = parts[at]
            yield Cut((start, end), (start, gaps[0][1]) if at == 0 else (gaps[at - 1][0], end))

    def _gaps(self, span: Span, names: tuple[str, ...]) -> Iterator[Span]:
        """The separators in a span, outside quotes and brackets."""
        if names == ("line",):  # the end of a printed line: no sign of the text tells it
            ends = [one.end for one in self.text.stretches if span[0] < one.end < span[1]]
            yield from ((end, end + (self.text.repaired[end].isspace())) for end in ends)
            return
        hidden = list(_closed(self.text.folded, span, _QUOTES + _BRACKETS))
        at = span[0]
        pattern = self.rules.pattern("|".join(map(separator, names)))
        while (found := pattern.search(self.flat, at, span[1])) is not None:
            at = max(found.end(), at + 1)
            inside = span[0] < found.start() and found.end() < span[1]
            if inside and not any(start < found.start() < end for start, end in hidden):
                yield found.span()

    def amount(self, span: Span) -> Iterator[Cut]:
        """Amounts with their currency, each with the bracket around it and few words (« (soutien : 7 500 €) »)."""
        pattern, at = self.rules.pattern("{figure}"), span[0]
        while (found := pattern.search(self.flat, at, span[1])) is not None:
            start, at = found.span()
            around = (pair for pair in self.brackets if pair[0] < start and at < pair[1] and pair[1] - pair[0] <= ASIDE)
            if PETTY.fullmatch(self.flat, start, at) is None:
                yield Cut((start, at), self._announced(start, at) or next(around, (start, at)))

    def _announced(self, start: int, end: int) -> Span | None:
        """The paragraph of an amount, if nothing but its label stands there too: « Aide de 4 000 € »."""
        for begin, stop in self.text.paragraphs:
            if begin < start and end <= stop:
                label = self.flat[begin:start].rstrip(" :").removesuffix(" de")
                told = self.rules.field_of_label(label) == "amount" and not self.flat[end:stop].strip(" .")
                return (begin, stop) if told else None
        return None

    def territory(self, span: Span) -> Iterator[Cut]:
        """What names a territory alone: all, a line, a run of one style, a part set off, an end in brackets.

        The number that a record begins with is none: « 10. ».
        """
        if span[0] == 0 and (number := self.rules.pattern(r"(?:{number_sign})?\d{1,3}\s*[.)]").match(self.flat)):
            span = number.end(), span[1]
        for start, end in (trimmed(self.text.repaired, *one) for one in self._candidates(span)):
            if self.is_territory(start, end):
                wrapped = [*_closed(self.text.folded, (start, end), _BRACKETS)] == [(start, end)]
                yield Cut((start + wrapped, end - wrapped), (start, end))
        first = _CODES_FIRST.match(self.text.folded, *span) if self.heading else None
        if first is not None and self.is_territory(*first.span(1)):
            yield Cut(first.span(1), first.span())
        if span[1] - span[0] <= SHORT and not self.text.folded[: span[1]].rstrip().endswith("."):
            for nth in (1, -1):
                for cut in self.part(span, ("dash", "bar", "comma"), nth):
                    if self.is_territory(*trimmed(self.text.repaired, *cut.span)):
                        yield cut
        for start, end in _closed(self.text.folded, span, _BRACKETS):
            ends = {span[1], *(one.end for one in self.text.stretches)}
            last = self.heading or any(not self.text.folded[end:stop].strip(" .") for stop in ends if stop >= end)
            if last and self.is_territory(start + 1, end - 1):
                yield Cut((start + 1, end - 1), (start, end))

    def place(self, span: Span) -> Iterator[Cut]:
        """What stands beside the territory that a place is said to lie in; all of it if none is."""
        parts = [cut.cover for cut in self.territory(span) if cut.cover != span]
        if not parts:
            yield Cut(span, span)
        for start, end in parts:
            beside = (span[0], start) if start - span[0] > span[1] - end else (end, span[1])
            yield Cut(_unparted(self.text.folded, *beside), beside)

    def _candidates(self, span: Span) -> Iterator[Span]:
        yield span
        for one in self.text.stretches:
            if span[0] < one.end <= span[1]:
                yield max(one.start, span[0]), one.end
        for _, run in groupby(self.text.pieces_in(*span), key=lambda piece: (piece.line, piece.word.style)):
            words = list(run)
            yield max(words[0].start, span[0]), min(words[-1].end, span[1])

    def is_territory(self, start: int, end: int) -> bool:
        """Whether a part names territories and says nothing else."""
        return 2 <= end - start <= SHORT and territories_of(self.rules).strangers(self.text.repaired[start:end]) == 0


def _unparted(folded: str, start: int, end: int) -> Span:
    """The span without the marks at its ends that part it from what stands beside it."""
    held = folded[start:end]
    return start + len(held) - len(held.lstrip(_PARTING)), end - len(held) + len(held.rstrip(_PARTING))


def separator(name: str) -> str:
    """The pattern of a separator: a part by its name, or the text itself; any dash for a dash, spaces for a space."""
    if name.isalpha() and name.islower():
        return f"{{split_{name}}}"
    return "".join(_SIGNS.get(sign) or regex.escape(sign) for sign in name)


def _closed(folded: str, span: Span, marks: str) -> Iterator[Span]:
    """The outermost pairs of quotes or brackets in a span, in order; marks without their other half do not count."""
    open_at: list[tuple[int, str]] = []
    pairs: list[Span] = []
    for mark in _MARKS.finditer(folded, *span):
        at, sign = mark.start(), mark.group()
        match = next((i for i in range(len(open_at) - 1, -1, -1) if PAIRS[open_at[i][1]] == sign), None)
        if match is not None and not (sign == '"' and _opens(folded, at, span)):
            pairs.append((open_at[match][0], at + 1))
            del open_at[match:]
        elif sign in marks:
            open_at.append((at, sign))
    last = span[0]
    for start, end in sorted(pairs):
        if start >= last:
            yield start, end
            last = end


def _opens(folded: str, at: int, span: Span) -> bool:
    """Whether a straight quote is an opening one: words follow it, and none stands right before it."""
    before, after = folded[span[0] : at][-1:], folded[at + 1 : span[1]][:1]
    return after.isalnum() and not before.isalnum() and before not in tuple(".!?…)")


def runs_of(text: Text, begin: int, stop: int) -> list[tuple[Style, int, int]]:
    """Runs of words of one style: style, start and end."""
    runs: list[tuple[Style, int, int]] = []
    for start, end, word, _, _ in text.pieces_in(begin, stop):
        if runs and runs[-1][0] == word.style:
            runs[-1] = (word.style, runs[-1][1], end)
        else:
            runs.append((word.style, start, end))
    return runs


def styled(style: Look, runs: Iterable[tuple[Style, int, int]]) -> Span | None:
    """The first of these runs, which follow one another, that are in a style."""
    found: Span | None = None
    for own, start, end in runs:
        if style_fits(style, own):
            found = (start if found is None else found[0]), end
        elif found is not None:
            break
    return found


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
