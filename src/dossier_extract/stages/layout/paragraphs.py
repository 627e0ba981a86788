"""Where a paragraph ends: lines of one frame, in reading order, cut into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dossier_extract.model import Line, Style, Word
from dossier_extract.text import HYPHENS, LIST_MARKS

COLUMN_LINES = 12  # lines above and below a line from which its column's right edge is told
ROOM = 1.2  # em beside a word that would have had room; hyphens leave less
EVEN, JUSTIFIED = 2.5, 0.5  # points from the edge, over which hyphens may hang; share of lines that end there
FILLED, WIDE = 6, 15  # lines, and em of a column's width, from which that is told; from there lines are full, too
LABEL = 45  # characters in which a label's colon stands
INDENT = 2.5  # em by which lines of one paragraph may begin apart; centred lines differ by more
HANGING = 0.5  # em by which a mark stands to the left of its text
LEADING = 1.25  # a larger baseline distance than this share of the usual one ends a paragraph

OPENING = "«“\"('"  # may stand before the capital that begins a paragraph
POINTERS = {"»": "«", "›": "‹", ">": "<"}  # marks of lists that may also close what the other sign opened
SEPARATORS = frozenset("|/")  # between two fields of one paragraph
DASHES = ("-", "–", "—")
_ENDS = (".", "!", "?", ":", ";", "…")
_LIST_START = re.compile(f"^[{LIST_MARKS}]")


class _Edge(NamedTuple):
    """The right edge of a column, and whether lines are spaced out to end there."""

    x: float
    justified: bool


def paragraphs_of(lines: list[Line], leading: dict[float, float], body: Style, cell: bool) -> Iterator[list[Line]]:
    """Cut a run of lines where the style changes, a list item begins, the distance is wide or a line ends early."""
    paragraph: list[Line] = []
    edges = [] if cell else _right_edges(lines)
    for index, line in enumerate(lines):
        if paragraph and (
            _parts(paragraph[-1], line, leading)
            or _hangs(paragraph[-1], line)
            or _points(paragraph, line)
            or (_lists(line) and (cell or not _wraps(paragraph, line, edges[index])))
            or (not cell and (_opens(paragraph, line) or _ends_early(paragraph[-1], line, edges[index], body)))
        ):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def _right_edges(lines: Sequence[Line]) -> list[_Edge]:
    """How far to the right the lines of each line's column go, among those near it."""
    edges: list[_Edge] = []
    lefts, rights = [line.x0 for line in lines], [line.x1 for line in lines]
    one_column = max(lefts) < min(rights)
    for index, line in enumerate(lines):
        first, last = max(index - COLUMN_LINES, 0), index + COLUMN_LINES
        beside = rights[first:last]
        if not one_column:
            beside = [other.x1 for other in lines[first:last] if other.x0 < line.x1 and line.x0 < other.x1]
        x = max(beside, default=line.x1)  # a line without width is not even beside itself
        even = len(beside) >= FILLED and x - line.x0 > WIDE * line.style.size
        edges.append(_Edge(x, even and sum(x - x1 < EVEN for x1 in beside) >= JUSTIFIED * len(beside)))
    return edges


def _opens(paragraph: Sequence[Line], below: Line) -> bool:
    """Whether a line of another slope than all lines above it opens a paragraph: what goes on begins small."""
    return below.text[:1].isupper() and _turns(paragraph, below)


def _turns(paragraph: Sequence[Line], below: Line) -> bool:
    """Whether whole lines in italics end, or begin."""
    if paragraph[-1].style.italic == below.style.italic:  # the slope of most of a line
        return False
    slopes = [{word.style.italic for line in lines for word in line.words} for lines in (paragraph, [below])]
    return slopes in ([{True}, {False}], [{False}, {True}])


def _ends_early(above: Line, below: Line, right: _Edge, body: Style) -> bool:
    """Whether a line ends a paragraph: the next line's first word would have had room on it, and begins something."""
    first, text = _first(below), above.text
    labelled = above.words[0].style != above.words[-1].style or ":" in text[:LABEL]
    turned = _turns([above], below)  # a label in italics, or its value
    if not (labelled or turned or text.endswith(_ENDS) or _is_plain(above.style, body)):
        return False  # a heading's lines may be short for other reasons
    if text.endswith(",") or (text.endswith(HYPHENS) and len(above.words[-1].text) > 1):
        return False  # a list or a word goes on
    start = first.text.lstrip(OPENING)[:1]
    begins = turned or start.isupper() or start.isdigit()
    if not begins or abs(above.x0 - below.x0) > INDENT * first.style.size:
        return False
    return _has_room(above, below, right)


def _has_room(above: Line, below: Line, right: _Edge) -> bool:
    """Whether the first word of a line would have had room on the one above; justified lines leave none."""
    first = _first(below)
    if first.text.isdigit():  # a figure is not cut (« 12 500 € »)
        first = next((word for word in below.words if any(map(str.isalpha, word.text))), below.words[-1])
    word = 0.0 if right.justified else first.x1 - below.words[0].x0
    return above.x1 + word + ROOM * first.style.size < right.x


def _first(line: Line) -> Word:
    """The first word of a line; a quote that opens, or a dash, stands on one line with it."""
    return next((word for word in line.words if any(map(str.isalnum, word.text))), line.words[0])


def _lists(line: Line) -> bool:
    """Whether a line begins with the mark of a list."""
    return _LIST_START.match(line.words[0].text) is not None


def _hangs(above: Line, below: Line) -> bool:
    """Whether a line begins with a mark of any kind that stands further to the left than the line above."""
    mark = below.words[0].text
    return not any(map(str.isalnum, mark)) and mark not in OPENING and above.x0 - below.x0 > HANGING * below.style.size


def _points(paragraph: Sequence[Line], below: Line) -> bool:
    """Whether a line begins with a sign that closes nothing, thus with the mark of a list."""
    sign = below.words[0].text
    if sign not in POINTERS or len(below.words) == 1:
        return False
    text = "".join(line.text for line in paragraph).lstrip(sign)
    return text.count(POINTERS[sign]) <= text.count(sign)


def _wraps(paragraph: Sequence[Line], below: Line, right: _Edge) -> bool:
    """Whether a line that begins with a dash goes on with a full one above, in a paragraph that is no item itself."""
    above = paragraph[-1]
    dash, apart = below.words[0].text in DASHES, abs(above.x0 - below.x0) > 1
    ended = above.text.endswith((*_ENDS, ",")) or _lists(paragraph[0])
    narrow = right.x - above.x0 <= WIDE * above.style.size  # there the line over a list is soon full
    return dash and not (apart or ended or narrow or _has_room(above, below, right))


def _is_plain(style: Style, body: Style) -> bool:
    """Whether text so set fills its lines like the body's: it is as large and as heavy."""
    return style.size == body.size and style.bold == body.bold


def _parts(above: Line, below: Line, leading: dict[float, float]) -> bool:
    last, first = above.words[-1].style, _first(below).style
    restyled = (last.size, last.bold, last.color) != (first.size, first.bold, first.color)
    if restyled and not SEPARATORS & {above.words[-1].text, below.words[0].text}:
        return True
    gap = below.baseline - above.baseline
    return gap <= 0 or gap > LEADING * leading.get(last.size, 2 * last.size)
