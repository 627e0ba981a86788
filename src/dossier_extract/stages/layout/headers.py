"""The headers of tables without vertical rules: the words of the columns' headers, standing side by side."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from dossier_extract.model import Line, Word
from dossier_extract.profile import Table
from dossier_extract.tables import squeezed

BASELINE_STEP = 2.0  # points
SPACE = 1.0  # em; the next word of a header stands nearer
WRAP = 1.9  # em; the next line of a header stands nearer
NEAR = 3.5  # em; the middles of header cells of one row differ by less
EDGE = 1.5  # points; texts that begin or end so near are aligned
CROSSED = 0.03  # of the words that may cross the edge of a column
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
    lines, known = _lines(words), {bare(word.text) for word in words}
    for number, line in enumerate(lines):
        for index, word in enumerate(line):
            start = bare(word.text)
            for phrase, name in opening.get(start[:1], ()) if start else ():
                if phrase.startswith(start) and _goes_on(phrase[len(start) :], known):
                    taken = _follow(phrase, lines[number : number + 8], index)
                    if taken:
                        yield name, taken


def _goes_on(rest: str, known: Set[str]) -> bool:
    """Whether any of the words that are known may go on with a phrase, or nothing is left of it."""
    return not rest or any(rest[:end] in known for end in range(1, len(rest) + 1))


@lru_cache(maxsize=4096)  # the same words are asked for wherever a phrase may go on
def bare(text: str) -> str:
    """A word as it stands in a squeezed phrase: without what ends a label."""
    return squeezed(text).rstrip(":|")


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
        near = after is not None and after.x0 - last.x1 <= SPACE * last.style.size
        if after is not None and near and rest.startswith(bare(after.text)):  # a dash is no part of the phrase
            at, word = at + 1, after
        else:
            left, right = min(w.x0 for w in taken), max(w.x1 for w in taken)
            wrap = WRAP * last.style.size
            below = (
                (row, n)
                for row in range(line + 1, len(lines))
                if lines[row][0].baseline - last.baseline <= wrap + BASELINE_STEP
                for n, one in enumerate(lines[row])
                if one.x0 < right + 1
                and one.x1 > left - 1
                and one.baseline - last.baseline <= wrap
                and _opens(rest, one)
            )
            line, at = next(below, (0, 0))
            if not line:
                return []
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


def column_edges(header: Header, runs: Sequence[Line]) -> tuple[float, ...]:
    """Inner edges of the columns: between two headers, the gap that texts keep free and where most begin or end."""
    edges = []
    for near, far in header.edges:
        beside = [run for run in runs if run.x1 > near - 200 and run.x0 < far + 200]
        crossing = [run for run in beside if not (run.x0 < near and run.x1 > far)]
        edges.append(_edge(near, far, [word for run in crossing for word in run.words], crossing))
    return tuple(edges)


def _edge(near: float, far: float, words: Sequence[Word], runs: Sequence[Line]) -> float:
    if far <= near:
        return (near + far) / 2
    inside = [(max(w.x0, near), min(w.x1, far)) for w in words if w.x1 > near and w.x0 < far]
    marks = sorted({near, far, *(round(x, 1) for pair in inside for x in pair)})
    starts, ends = sorted(x0 for x0, _ in inside), sorted(x1 for _, x1 in inside)
    strips = [
        (bisect_right(starts, (left + right) / 2) - bisect_right(ends, (left + right) / 2), left, right)
        for left, right in pairwise(marks)
    ]
    fewest = min(count for count, _, _ in strips)
    limit = fewest + CROSSED * len(inside)
    gaps: list[list[float]] = []
    for count, left, right in strips:
        if count > limit:
            continue
        if gaps and left - gaps[-1][1] < 0.2:
            gaps[-1][1] = right
        else:
            gaps.append([left, right])

    def merit(gap: list[float]) -> float:
        begin = sum(abs(run.x0 - gap[1]) <= EDGE for run in runs) + (gap[1] == far)
        end = sum(abs(run.x1 - gap[0]) <= EDGE for run in runs) + (gap[0] == near)
        return (begin + end) / (len(runs) + 1) + min((gap[1] - gap[0]) / 20, 1)

    left, right = max(gaps, key=merit)
    # Where some texts hang over, the edge is in the widest part that the fewest of them reach.
    within = [strip for strip in strips if left <= strip[1] and strip[2] <= right]
    least = min(count for count, _, _ in within)
    free = max((strip for strip in within if strip[0] == least), key=lambda strip: strip[2] - strip[1])
    return (free[1] + free[2]) / 2
