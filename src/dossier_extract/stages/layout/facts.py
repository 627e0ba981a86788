"""Facts in a row: labels side by side on one baseline, each with its value below it, as slides and cards print them.

No word needs to be known. Labels are told by what returns over the document: the same words beside each other, each
with a text below that begins where it begins, in one box or under one text that goes over several of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from dossier_extract.model import Line, Page, Rect, Style, Word, line_of
from dossier_extract.rules import Rules
from dossier_extract.stages.layout.pairs import Pair
from dossier_extract.stages.layout.rows import BASELINE_STEP, runs_of
from dossier_extract.tables import squeezed
from dossier_extract.text import HYPHENS

LONGEST = 45  # characters of a label
RETURNS = 3  # times that two labels stand beside each other, at least
ONE_COLUMN = 1 / 3  # of them in one box or under one text: else they are labels of two columns
SPACE = 0.3  # em; words of running text stand nearer, unless they are spaced out
EXACT = 0.2  # points; so near a label's beginning a word of running text hardly ever begins
ALIGNED = 2.5  # points; a value begins so near below its label
BELOW = 1.7  # em from a baseline to the next of one cell
PARAGRAPH = 2.2  # em to the next paragraph of a value, in its look
ROOM = 1.5  # em below its label's baseline in which a value has room
LARGER = 1.3  # times the size of a cell's text
APART = 2.0  # em from a cell's text; what is larger and stands farther is no part of it
NEAR = 9.0  # em above or below a row; a text that goes over two of its cells stands no farther

Known = frozenset[str]  # labels of the vocabulary, squeezed


class _Row(NamedTuple):
    """What may be labels in a row: runs of one look on one baseline, from left to right."""

    page: Page
    labels: list[Line]
    runs: list[Line]  # of the page, from top to bottom


def fact_rows(pages: Sequence[Page], rules: Rules) -> dict[int, list[list[Pair]]]:
    """Rows of labels with the values below them, by page number; the labels of a row from left to right."""
    rows = [row for page in pages for row in _candidates(page)]
    beside = Counter(pair for row in rows for pair in {(_name(a), _name(b)) for a, b in pairwise(row.labels)})
    often = {pair for pair, count in beside.items() if count >= RETURNS and pair[0] != pair[1]}
    rows = [row for row in rows if any((_name(a), _name(b)) in often for a, b in pairwise(row.labels))]
    held = Counter((_name(a), _name(b)) for row in rows for a, b in pairwise(row.labels) if _in_one_column(row, a, b))
    joined = {pair for pair in often if held[pair] >= ONE_COLUMN * beside[pair]}
    found: dict[int, list[list[Pair]]] = defaultdict(list)
    taken: set[int] = set()  # words of earlier rows: the second lines of labels return, too
    known = frozenset(squeezed(word).rstrip(":") for words in rules.labels.values() for word in words)
    for row in rows:
        if not any((_name(a), _name(b)) in joined for a, b in pairwise(row.labels)):
            continue
        for labels in _cut([one for one in row.labels if id(one.words[0]) not in taken], joined):
            right = min((one.x0 for one in row.labels if one.x0 > labels[-1].x1), default=row.page.width)
            pairs = _pairs(row, labels, right, known)
            taken |= {id(word) for pair in pairs for words in pair for word in words}
            found[row.page.number].append(pairs)
    return dict(found)


def _candidates(page: Page) -> Iterator[_Row]:
    """Runs of one look that share a baseline and have text below that begins where they begin, two at least."""
    runs = list(runs_of([word for word in page.words if word.upright], page.number))
    below: dict[int, list[Line]] = defaultdict(list)
    for run in runs:
        below[round(run.x0)].append(run)
    for _, level in groupby(runs, key=_Level()):
        looks: dict[Style, list[Line]] = defaultdict(list)
        for run in level:
            if len(run.text) <= LONGEST and run.text[:1].isalpha() and _has_below(run, below):
                looks[run.words[0].style].append(run)
        for every in looks.values():
            for colon in (True, False):  # what stands beside « Lieu : » without one is its value
                labels = [one for one in every if one.text.endswith(":") == colon]
                if len(labels) > 1:
                    yield _Row(page, labels, runs)


class _Level:
    """A number for each baseline, of runs from top to bottom."""

    def __init__(self) -> None:
        self.baseline, self.number = float("-inf"), 0

    def __call__(self, run: Line) -> int:
        if run.baseline - self.baseline > BASELINE_STEP:
            self.baseline, self.number = run.baseline, self.number + 1
        return self.number


def _has_below(run: Line, below: dict[int, list[Line]]) -> bool:
    for x in range(round(run.x0 - ALIGNED), round(run.x0 + ALIGNED) + 1):
        lines = below.get(x, [])
        place = bisect_left(lines, run.baseline + BASELINE_STEP, key=attrgetter("baseline"))
        if place < len(lines):
            size = max(run.style.size, lines[place].style.size)
            if lines[place].baseline - run.baseline <= BELOW * size + BASELINE_STEP:
                return True
    return False


def _name(label: Line) -> str:
    return squeezed(label.text).rstrip(":")


def _in_one_column(row: _Row, label: Line, other: Line) -> bool:
    """Whether two neighbours stand in one box, or a text above or below goes from one over the other's beginning."""
    if _box(row.page, label) is not None and _box(row.page, label) == _box(row.page, other):
        return True
    reach = NEAR * label.style.size
    return any(
        run.x0 <= label.x0 + ALIGNED and run.x1 > other.x0 + ALIGNED
        for run in row.runs
        if BASELINE_STEP < abs(run.baseline - label.baseline) <= reach
    )


def _box(page: Page, line: Line) -> Rect | None:
    """The smallest box around a line's beginning that is not as wide as the page and has room for a line below it."""
    floor = line.baseline + ROOM * line.style.size
    around = (
        rect
        for rect in page.rects
        if rect.x0 <= line.x0 <= rect.x1 and rect.top <= line.baseline and floor <= rect.bottom
        if rect.x1 - rect.x0 < page.width
    )
    return min(around, key=lambda rect: (rect.x1 - rect.x0) * (rect.bottom - rect.top), default=None)


def _cut(labels: Sequence[Line], joined: set[tuple[str, str]]) -> Iterator[list[Line]]:
    """The labels of each record: neighbours that belong together, none of them twice."""
    run: list[Line] = []
    for label in labels:
        if run and ((_name(run[-1]), _name(label)) not in joined or _name(label) in map(_name, run)):
            yield run
            run = []
        run.append(label)
    if run:
        yield run


def _pairs(row: _Row, labels: Sequence[Line], right: float, known: Known) -> list[Pair]:
    """The labels with the lines below each, down to a line that goes over several cells, or to a further row.

    Where a line stands apart, its cell has ended; the one beside it may be longer.
    """
    cells: list[list[list[Line]]] = [[[label]] for label in labels]
    own, closed = {id(label) for label in row.labels}, set[int]()
    starts = [label.x0 - ALIGNED for label in labels]
    box = _box(row.page, labels[0])
    floor, right = (box.bottom + 1, min(box.x1, right)) if box is not None else (row.page.height, right)
    below = (line for line in row.runs if line.baseline > labels[0].baseline + BASELINE_STEP)
    for run in (part for line in below for part in _at_labels(line, labels)):
        if run.x1 <= starts[0] or run.x0 >= right - ALIGNED:
            continue
        if (
            id(run) in own
            or run.baseline > floor
            or any(run.x0 < start and run.x1 > start + 2 * ALIGNED for start in starts)
        ):
            break
        column = sum(start <= run.x0 for start in starts) - 1
        if column == len(labels) - 1 and run.x0 > max(line.x1 for level in cells[-1] for line in level) + ALIGNED:
            continue  # of another column of text
        if _stands_between(cells[column], run):
            continue
        if column in closed or _goes_on(cells[column], run, labels[column]):
            continue
        closed.add(column)
        if len(closed) == len(labels) or _heads_row(run, row):
            break
    return [_pair([line for level in cell for line in level], known) for cell in cells]


def _stands_between(cell: Sequence[Sequence[Line]], run: Line) -> bool:
    """Whether a line is a figure in large type between two cells, which has no label above."""
    if len(cell) < 2:
        return False
    last = cell[-1][-1]
    return run.style.size > LARGER * last.style.size and run.x0 - last.x1 > APART * last.style.size


def _at_labels(run: Line, labels: Sequence[Line]) -> Iterator[Line]:
    """A line cut where a word begins right below a label: two cells that nearly touch."""
    cuts = [
        index
        for index, word in enumerate(run.words)
        if index
        and word.x0 - run.words[index - 1].x1 > SPACE * word.style.size
        and any(abs(word.x0 - label.x0) <= EXACT for label in labels)
    ]
    if not cuts:
        yield run
        return
    for start, end in pairwise([0, *cuts, len(run.words)]):
        yield line_of(list(run.words[start:end]), run.page)


def _heads_row(run: Line, row: _Row) -> bool:
    """Whether a line in the look of the labels stands in a row of such: the next row begins there."""
    look = row.labels[0].words[0].style
    level = (one for one in row.runs if abs(one.baseline - run.baseline) <= BASELINE_STEP)
    return run.words[0].style == look and sum(one.words[0].style == look for one in level) > 1


def _goes_on(cell: list[list[Line]], run: Line, label: Line) -> bool:
    """Add a run to a cell, by baselines, if it is its next line or stands on its last; whether it was."""
    last = cell[-1][-1]
    if abs(run.baseline - last.baseline) <= BASELINE_STEP and last is not label:
        cell[-1].append(run)
        return True
    size = max(run.style.size, last.style.size)
    next_line = PARAGRAPH if last is not label and run.words[0].style == last.words[0].style else BELOW
    if run.baseline - last.baseline > next_line * size or abs(run.x0 - label.x0) > ALIGNED:
        return False
    cell.append([run])
    return True


def _pair(lines: Sequence[Line], known: Known) -> Pair:
    """A cell's label, which may go over several lines, and its value."""
    look = lines[0].words[0].style
    end = next((i for i, line in enumerate(lines) if line.words[0].style != look), len(lines))
    if end == len(lines):  # all of one look: words tell
        end = 1
        while end < len(lines) - 1 and lines[end - 1].text.endswith(HYPHENS):
            end += 1
        spelled = (n for n in range(1, len(lines)) if squeezed(" ".join(line.text for line in lines[:n])) in known)
        end = max(spelled, default=end)
    return Pair(_words(lines[:end]), _words(lines[end:]))


def _words(lines: Iterable[Line]) -> list[Word]:
    return [word for line in sorted(lines, key=attrgetter("baseline", "x0")) for word in line.words]
