"""Columns: the edges of the one column of text, and the gutters between several."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby, pairwise
from operator import itemgetter

from dossier_extract.look import style_fits
from dossier_extract.model import Line, Page, Rule, Word
from dossier_extract.profile import Layout

GUTTER = 8.0  # points; the least gap between two columns of text
COLUMN_ITEM = 0.7  # of the width of the text; a wider item crosses columns rather than standing in one
GUTTER_CROSSED = 0.15  # of a page's items that may cross a gutter: a heading above two columns
OUTLIERS = 0.02  # share of the body's words that may stand outside the column of text, on either side
ENOUGH = 1500  # words, taken evenly over the dossier, from which those edges are told
COLUMN_SLACK = 3.0  # points; hanging punctuation and indents outside the column's edges
SLIVER = 1.0  # points; lines of one column begin so near each other
UNDERLINE = 0.8  # em below the baseline at most, for a rule that underlines a heading
RULED = 3.0  # points; so near each other a heading and the rule below it begin
TOUCH = 0.1  # points; items that lie over each other by less do not
NARROW = 0.6  # em; gap in front of a word that begins a column
COLUMN = 72.0  # points; narrower than that no column of text is
STRIP_ROWS = 8  # lines of both columns that stand on one height, at least, where only a narrow gap parts them

_X0, _X1, _STYLE = (itemgetter(Word._fields.index(name)) for name in ("x0", "x1", "style"))


def column_of(pages: Sequence[Page], layout: Layout) -> tuple[float, float] | None:
    """Left and right edge of the column of text: where the words in the body's style begin and end."""
    body = layout.body
    if layout.reading != "lines" or layout.table or body.size is None:
        return None
    lefts: list[float] = []
    rights: list[float] = []
    for page in pages:
        for style, run in groupby(page.words, key=_STYLE):
            if style_fits(body, style):
                words = list(run)
                lefts += map(_X0, words)
                rights += map(_X1, words)
    if not lefts:
        return None
    every = max(len(lefts) // ENOUGH, 1)
    lefts, rights = sorted(lefts[::every]), sorted(rights[::every])
    outside = int(len(lefts) * OUTLIERS)
    return lefts[outside] - COLUMN_SLACK, rights[-outside - 1] + COLUMN_SLACK


def gutters_of(boxes: Sequence[tuple[float, float, float, float]], lines: Sequence[int] = ()) -> list[float]:
    """Where columns part: a gap of some width that hardly anything crosses, with several items on either side.

    `lines`: how many each item counts for there, one unless given; a panel of facts beside a text is several.
    """
    left, right = min(b[0] for b in boxes), max(b[2] for b in boxes)
    narrow = [(b[0], b[2]) for b in boxes if b[2] - b[0] <= COLUMN_ITEM * (right - left)]
    sides = [
        (b[0], b[2], n)
        for b, n in zip(boxes, lines or [1] * len(boxes), strict=True)
        if b[2] - b[0] <= COLUMN_ITEM * (right - left)
    ]
    starts, ends = sorted(x0 for x0, _ in narrow), sorted(x1 for _, x1 in narrow)
    gaps = []
    for near, far in pairwise(sorted({round(x, 1) for x in (*starts, *ends)})):
        apart = bisect_right(ends, near + TOUCH) + len(starts) - bisect_left(starts, far - TOUCH)
        gaps.append((len(narrow) - apart, near, far))
    found: list[tuple[float, int]] = []  # with how many items cross it
    for thin, run in groupby(gaps, key=lambda gap: gap[0] <= len(narrow) * GUTTER_CROSSED):
        stretch = list(run)
        if not thin or stretch[-1][2] - stretch[0][1] < GUTTER:
            continue
        fewest = min(count for count, _, _ in stretch)
        clear = [gap for gap in stretch if gap[0] == fewest]
        _, near, far = next((gap for gap in reversed(clear) if gap[2] - gap[1] >= SLIVER), clear[-1])
        if _parted(sides, near, far, 2 if fewest else 1):
            found.append(((near + far) / 2, fewest))
    edges = [left, *(gutter for gutter, _ in found), right]
    held = [sum(x0 >= start and x1 <= end for x0, x1 in narrow) for start, end in pairwise(edges)]
    # What more lines cross than stand beside it is the space in front of a few, such as amounts on the right.
    return [gutter for (gutter, crossed), beside in zip(found, pairwise(held), strict=True) if crossed <= min(beside)]


def strips_of(rows: Sequence[Sequence[Word]]) -> list[float]:
    """Where columns begin that stand so near the ones before that a gap alone does not tell them from words apart.

    `rows` are the words of one frame by baseline, from left to right: in several of them a word begins at the same
    place behind a gap, and hardly any word between these rows stands over that place.
    """
    starts: dict[int, list[int]] = defaultdict(list)  # rows by the place of a word behind a gap, in whole points
    for number, row in enumerate(rows):
        for left, right in pairwise(row):
            if NARROW * left.style.size <= right.x0 - left.x1 and left.x1 - row[0].x0 >= COLUMN:
                starts[round(right.x0)].append(number)
    found: list[float] = []
    for place in sorted(starts):
        own = sorted({*starts[place], *starts.get(place + 1, ())})
        if len(own) < STRIP_ROWS or (found and place - found[-1] < COLUMN):
            continue
        over = sum(word.x0 < place - 1.5 < word.x1 for row in rows[own[0] : own[-1] + 1] for word in row)
        if over <= GUTTER_CROSSED * len(own):
            found.append(float(place))
    return found


def _parted(items: Sequence[tuple[float, float, int]], near: float, far: float, least: int) -> bool:
    """Whether columns end before the gap and begin after it."""
    left, right = (n for _, x1, n in items if x1 <= near + 1), (n for x0, _, n in items if x0 >= far - 1)
    return sum(left) >= least and sum(right) >= least


def ruled_to(line: Line, rules: Sequence[Rule]) -> float:
    """Where a line ends on the right with the rule that underlines it, if one does."""
    below = UNDERLINE * line.style.size
    under = [rule.x1 for rule in rules if 0 <= rule.top - line.baseline <= below and abs(rule.x0 - line.x0) <= RULED]
    return max(line.x1, *under) if under else line.x1
