"""The headers of tables without vertical rules: the words of the columns' headers, standing side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from dossier_extract.model import Word
from dossier_extract.profile import Table
from dossier_extract.tables import squeezed

BASELINE_STEP = 2.0  # points
SPACE = 1.0  # em; the next word of a header stands nearer
WRAP = 1.9  # em; the next line of a header stands nearer
NEAR = 3.5  # em; the middles of header cells of one row differ by less
NAMED = 0.6  # of a table's columns whose headers must be found


class Placed(NamedTuple):
    """A column's header, or what else stands among them (`slot` is empty): its words' box, in points."""

    slot: str
    x0: float
    top: float
    x1: float
    bottom: float


class Header(NamedTuple):
    """A header row: its cells from left to right, and its extent in points."""

    cells: tuple[Placed, ...]
    top: float
    bottom: float

    @property
    def edges(self) -> list[tuple[float, float]]:
        """Between which x the edge of each column and the next lies."""
        return [(left.x1, right.x0) for left, right in pairwise(self.cells)]


def find_headers(words: Sequence[Word], table: Table) -> list[Header]:
    """The header rows among a page's words, from top to bottom."""
    phrases = [(squeezed(phrase), slot) for slot, every in table.columns.items() for phrase in every]
    placed: dict[str, list[Placed]] = {slot: [] for slot in table.columns}
    for slot, taken in spelled(words, phrases):
        placed[slot].append(_box(slot, taken))
    headers: list[Header] = []
    for key in placed[table.key]:
        em = (key.bottom - key.top) if key.bottom - key.top < 14 else 10.0
        row = [key]
        for slot, every in placed.items():
            near = [one for one in every if abs(_middle(one) - _middle(key)) <= NEAR * em]
            near.sort(key=lambda one: abs(_middle(one) - _middle(key)))
            if slot != table.key:
                row += [one for one in near if all(one.x1 <= r.x0 or one.x0 >= r.x1 for r in row)][:1]
        if len(row) >= max(2, NAMED * len(table.columns)):
            headers.append(_completed(row, words))
    kept: list[Header] = []
    for header in sorted(headers, key=lambda h: -len(h.cells)):
        if all(header.top >= other.bottom or header.bottom <= other.top for other in kept):
            kept.append(header)
    return sorted(kept, key=attrgetter("top"))


def _middle(one: Placed) -> float:
    return (one.top + one.bottom) / 2


def spelled(words: Sequence[Word], phrases: Sequence[tuple[str, str]]) -> Iterator[tuple[str, list[Word]]]:
    """The names of (squeezed phrase, name) with the words that spell them, close together, over lines or not."""
    opening: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for phrase, name in phrases:
        opening[phrase[:1]].append((phrase, name))
    lines = _lines(words)
    for number, line in enumerate(lines):
        for index, word in enumerate(line):
            start = bare(word.text)
            for phrase, name in opening[start[:1]] if start else ():
                if phrase.startswith(start):
                    taken = _follow(phrase, lines[number : number + 8], index)
                    if taken:
                        yield name, taken


def bare(text: str) -> str:
    """A word as it stands in a squeezed phrase: without what ends a label."""
    return squeezed(text).rstrip(":–—|")


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=attrgetter("baseline")):
        if not lines or word.baseline - lines[-1][0].baseline > BASELINE_STEP:
            lines.append([])
        lines[-1].append(word)
    for line in lines:
        line.sort(key=attrgetter("x0"))
    return lines


def _follow(phrase: str, lines: Sequence[list[Word]], index: int) -> list[Word]:
    """The words that spell `phrase`, from one word of the first line on, over lines below; none if it breaks."""
    taken = [lines[0][index]]
    rest, at, line = phrase[len(bare(taken[0].text)) :], index, 0
    while rest:
        last = taken[-1]
        after = lines[line][at + 1] if at + 1 < len(lines[line]) else None
        if after is not None and after.x0 - last.x1 <= SPACE * last.style.size and _opens(rest, after):
            at, word = at + 1, after
        else:
            left, right = min(w.x0 for w in taken), max(w.x1 for w in taken)
            below = [
                (row, n)
                for row in range(line + 1, len(lines))
                for n, one in enumerate(lines[row])
                if one.baseline - last.baseline <= WRAP * last.style.size
                and one.x0 < right + 1
                and one.x1 > left - 1
                and _opens(rest, one)
            ]
            if not below:
                return []
            line, at = below[0]
            word = lines[line][at]
        taken.append(word)
        rest = rest[len(bare(word.text)) :]
    return taken


def _opens(rest: str, word: Word) -> bool:
    start = bare(word.text)
    return bool(start) and rest.startswith(start)


def _box(slot: str, words: Sequence[Word]) -> Placed:
    x0, x1 = min(w.x0 for w in words), max(w.x1 for w in words)
    return Placed(slot, x0, min(w.top for w in words), x1, max(w.bottom for w in words))


def _completed(row: Sequence[Placed], words: Sequence[Word]) -> Header:
    """The header with the cells that stand among the named ones and are none of them."""
    top, bottom = min(one.top for one in row), max(one.bottom for one in row)
    cells = list(row)
    for word in sorted(words, key=attrgetter("x0")):
        if not top - 1 <= (word.top + word.bottom) / 2 <= bottom + 1:
            continue
        touched = [n for n, one in enumerate(cells) if word.x0 < one.x1 + 0.4 * word.style.size and word.x1 > one.x0]
        if touched:
            one = cells[touched[0]]
            cells[touched[0]] = one._replace(x0=min(one.x0, word.x0), x1=max(one.x1, word.x1))
        else:
            cells.append(Placed("", word.x0, word.top, word.x1, word.bottom))
    return Header(tuple(sorted(cells, key=attrgetter("x0"))), top, bottom)
