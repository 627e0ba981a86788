"""Labels beside their values: which words are a label, and which lines to the right of it are its value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from dossier_extract.model import Line, Page, Rect, Word, line_of
from dossier_extract.profile import Layout
from dossier_extract.rules import Rules
from dossier_extract.stages.layout.headers import bare, spelled
from dossier_extract.stages.layout.rows import drawn_edges, edge_between, gaps_of, runs_of
from dossier_extract.tables import squeezed

ALIGNED = 3.0  # points; edges that differ by less are one
BESIDE = 0.6  # of the labels of a column that have a value beside them, at one and the same x
APART = 1.2  # em; lines of one value stand nearer
NEXT_LINE = 1.5  # em from one line of a label to the next
SHARED = 3  # lines that begin at one x, on the right of a gap, are a further column; two of them do if they are prose
PROSE = 60  # characters of such a line


class Pair(NamedTuple):
    """A label's words, and those of its value, which may be none."""

    label: list[Word]
    value: list[Word]


class _Column(NamedTuple):
    """Labels below each other with the x where their values begin and end."""

    labels: list[Line]
    value: float
    right: float


def label_phrases(layout: Layout, rules: Rules) -> list[tuple[str, str]]:
    """The labels of all sources of a layout, squeezed."""
    sources = [source for every in layout.fields.values() for source in every]
    sources += [source for extra in layout.extra.values() for source in extra.sources]
    words = {word for source in sources for word in rules.label_words(source.label)}
    return [(phrase, phrase) for phrase in sorted({squeezed(word).rstrip(":") for word in words}) if phrase]


def find_pairs(page: Page, phrases: Sequence[tuple[str, str]]) -> list[Pair]:
    """The pairs of a page, from top to bottom in each column of labels."""
    words = [word for word in page.words if word.upright]
    found = sorted(spelled(words, phrases), key=lambda one: -len(one[0]))
    runs = list(runs_of(words, page.number))
    labels = list(_labels(found, runs))
    if cuts := _touched(found, labels):
        runs = list(runs_of(words, page.number, cuts))
        labels = list(_labels(found, runs))
    columns = list(_columns(labels, runs))
    if more := _run_in(columns, runs):
        cuts |= more
        runs = list(runs_of(words, page.number, cuts))
        columns = list(_columns(list(_labels(found, runs)), runs))
    pairs: list[Pair] = []
    for column in columns:
        pairs += _pairs_in(_boxed(column, page), runs, page)
    return pairs


def _touched(found: Sequence[tuple[str, list[Word]]], labels: Sequence[Line]) -> frozenset[int]:
    """The first words of labels that a text on their left touches: what is aligned with a label and looks like it."""
    free = {(label.words[0].style, round(x)) for label in labels for x in (label.x0, label.x1)}
    own = {id(word) for label in labels for word in label.words}
    near = range(-1, 2)
    return frozenset(
        id(taken[0])
        for _, taken in found
        if id(taken[0]) not in own
        and any((taken[0].style, round(x) + off) in free for x in (taken[0].x0, taken[-1].x1) for off in near)
    )


def _run_in(columns: Sequence[_Column], runs: Sequence[Line]) -> frozenset[int]:
    """The first words of values that a label as wide as its column touches: they begin where the others do."""
    return frozenset(
        id(word)
        for column in columns
        for run in runs
        if run.x0 < column.value and _begins_alike(column.labels[0], run)
        for before, word in pairwise(run.words)
        if abs(word.x0 - column.value - ALIGNED) <= 1 and word.style != run.words[0].style == before.style
    )


def _begins_alike(label: Line, run: Line) -> bool:
    return abs(label.x0 - run.x0) < ALIGNED and label.words[0].style == run.words[0].style


def _labels(found: Sequence[tuple[str, list[Word]]], runs: Sequence[Line]) -> Iterator[Line]:
    """Labels as lines of words: each takes whole runs, the longest of several."""
    run_of = {id(word): run for run in runs for word in run.words}
    used: set[int] = set()
    for _, taken in found:
        own = {id(run): run for run in (run_of[id(word)] for word in taken)}
        every = [word for run in own.values() for word in run.words]
        whole = "".join(bare(word.text) for word in every) == "".join(bare(word.text) for word in taken)
        if whole and not used & own.keys():
            used |= own.keys()
            lines = list(own.values())
            yield line_of(every, lines[0].page)._replace(
                x0=min(line.x0 for line in lines), bottom=max(line.bottom for line in lines)
            )


def _columns(labels: Sequence[Line], runs: Sequence[Line]) -> Iterator[_Column]:
    """Labels that are aligned on the left, on the right or in the middle, with the x of the values beside them."""
    groups: list[list[Line]] = []
    for label in sorted(labels, key=attrgetter("top")):
        group = next((g for g in groups if _aligned(g[-1], label)), None)
        if group is None:
            groups.append([label])
        else:
            group.append(label)
    lefts = [min(label.x0 for label in group) for group in groups]
    for group in groups:
        edge = max(label.x1 for label in group)
        limit = min((x for x in lefts if x > edge + ALIGNED), default=float("inf"))
        first = [x for label in group if (x := _beside(label, edge, limit, runs)) is not None]
        if not first:
            continue
        value = Counter(round(x) for x in first).most_common(1)[0][0]
        near = sum(abs(x - value) <= ALIGNED for x in first)
        if near >= BESIDE * len(group):
            yield _Column(
                _with_unlisted(group, value, runs), value - ALIGNED, min(limit, _right(group, value, limit, runs))
            )


def _with_unlisted(group: list[Line], value: float, runs: Sequence[Line]) -> list[Line]:
    """The labels of a column with what looks like them, is aligned with them and has a value beside it."""
    group = [label if label.text.endswith(":") else _wrapped(label, runs) for label in group]
    known = {id(word) for label in group for word in label.words}
    style = group[0].words[0].style
    others = [
        run
        for run in runs
        if id(run.words[0]) not in known
        and run.words[0].style == style
        and run.text != ":"  # of a label that fills its column
        and run.x1 < value
        and _aligned(group[0], run)
        and _beside(run, run.x1, float("inf"), runs) is not None
    ]
    return sorted([*group, *(_wrapped(run, runs) for run in others)], key=attrgetter("top")) if others else group


def _wrapped(label: Line, runs: Sequence[Line]) -> Line:
    """A label of no list with its further lines: they begin below it, in small letters and in its look."""
    lines = [label]
    for run in runs:
        step = run.baseline - lines[-1].baseline
        follows = 0 < step <= NEXT_LINE * label.style.size and _aligned(lines[-1], run)
        if follows and (run.text[:1].islower() or run.text == ":") and run.words[0].style == label.words[0].style:
            lines.append(run)
    if len(lines) == 1:
        return label
    whole = line_of([word for line in lines for word in line.words], label.page)
    return whole._replace(x0=min(line.x0 for line in lines), bottom=lines[-1].bottom)


def _aligned(one: Line, other: Line) -> bool:
    ends = one.x0 - other.x0, one.x1 - other.x1, (one.x0 + one.x1 - other.x0 - other.x1) / 2
    return min(map(abs, ends)) < ALIGNED and one.style.size == other.style.size


def _beside(label: Line, edge: float, limit: float, runs: Sequence[Line]) -> float | None:
    """Where the nearest text on the right of a label begins."""
    return min(
        (
            run.x0
            for run in runs
            if edge - 1 <= run.x0 < limit - ALIGNED and run.top < label.bottom + 1 and run.bottom > label.top - 1
        ),
        default=None,
    )


def _right(group: Sequence[Line], value: float, limit: float, runs: Sequence[Line]) -> float:
    """Where a further column of text begins on the right of the values."""
    top, bottom = min(label.top for label in group), max(label.bottom for label in group)
    beside = [run for run in runs if run.bottom > top and run.top < bottom]
    starts: Counter[int] = Counter()
    for run in runs:
        if value + 40 < run.x0 < limit:
            starts[round(run.x0)] += 2 if len(run.text) > PROSE else 1
    free = [
        x
        for x, count in starts.items()
        if count >= SHARED and not any(run.x0 < x - 2 and run.x1 > x - 4 for run in beside)
    ]
    return min(free, default=float("inf")) - ALIGNED


def _boxed(column: _Column, page: Page) -> _Column:
    """The same, ended where the boxes end that hold the labels and the beginnings of their values."""
    around = ([r.x1 for r in page.rects if _holds(r, one) and r.x1 > column.value > one.x1] for one in column.labels)
    ends = [min(own, default=float("inf")) for own in around]
    return column._replace(right=min(column.right, max(ends)))


def _holds(rect: Rect, label: Line) -> bool:
    return rect.x0 - 1 <= label.x0 and label.x1 <= rect.x1 and rect.top <= label.baseline <= rect.bottom


def _pairs_in(column: _Column, runs: Sequence[Line], page: Page) -> Iterator[Pair]:
    """Each label with the lines beside it, as far as its row goes; what stands under the labels ends the rows."""
    own = {id(word) for label in column.labels for word in label.words}
    left = min(label.x0 for label in column.labels)
    inside = [run for run in runs if run.x0 < column.right and run.x1 > left - 1 and id(run.words[0]) not in own]
    breaks = [(run.top + run.bottom) / 2 for run in inside if run.x0 < column.value and run.text != ":"]
    values = [run for run in inside if run.x0 >= column.value]
    for top, bottom in pairwise([float("-inf"), *sorted(breaks), float("inf")]):
        labels = [label for label in column.labels if top < (label.top + label.bottom) / 2 < bottom]
        if labels:
            lines = [run for run in values if top < (run.top + run.bottom) / 2 < bottom]
            yield from _rows(labels, lines, drawn_edges(page, left, column.value + 20), top == float("-inf"))


def _rows(labels: list[Line], lines: list[Line], drawn: Sequence[float], first: bool) -> Iterator[Pair]:
    """Pairs of one group; `first`: its first lines may go on from the page before."""
    gaps = gaps_of((line.top, line.bottom) for line in (*labels, *lines))
    extents = [(label.top, label.bottom) for label in labels]
    edges = []
    for above, below in pairwise(extents):
        ruled = [edge for edge in drawn if above[1] - 1 <= edge <= below[0] + 1]
        edges.append(ruled[-1] if ruled else edge_between(gaps, above, below))
    start = float("-inf")
    upper = [edge for edge in drawn if edge <= extents[0][0] + 1]
    if upper:
        start = upper[-1]
    elif first:
        start = extents[0][0] - 2 if _top_aligned(labels, lines) else start
    lower = [edge for edge in drawn if edge >= extents[-1][1] - 1 and any(edge <= line.top + 1 for line in lines)]
    for label, (top, bottom) in zip(labels, pairwise([start, *edges, min(lower, default=float("inf"))]), strict=True):
        value = _near(label, [line for line in lines if top < (line.top + line.bottom) / 2 < bottom])
        yield Pair(list(label.words), [word for line in value for word in line.words])


def _near(label: Line, lines: list[Line]) -> list[Line]:
    """The lines beside a label, and those above and below that follow closely."""
    top, bottom = label.top - 1, label.bottom + 1
    kept: list[Line] = []
    for line in sorted(lines, key=attrgetter("top")):
        if line.bottom > top and line.top - bottom <= APART * line.style.size:
            kept.append(line)
            bottom = max(bottom, line.bottom)
    for line in sorted(lines, key=attrgetter("bottom"), reverse=True):
        if line.bottom <= label.top - 1 and top - line.bottom <= APART * line.style.size:
            kept.append(line)
            top = min(top, line.top)
    return sorted(kept, key=attrgetter("baseline", "x0"))


def _top_aligned(labels: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Whether most labels stand beside the first line of their value."""
    level = sum(any(abs(label.top - line.top) < 2.5 for line in lines) for label in labels)
    return 2 * level >= len(labels)
