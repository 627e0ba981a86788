"""Where a paragraph ends: lines of one frame, in reading order, cut into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dossier_extract.model import Line, Style
from dossier_extract.text import HYPHENS, LIST_MARKS

COLUMN_LINES = 12  # lines above and below a line from which its column's right edge is told
ROOM = 1.2  # em beside a word that would have had room; justified lines and hyphens leave less
LABEL = 45  # characters in which a label's colon stands
INDENT = 2.5  # em by which lines of one paragraph may begin apart; centred lines differ by more
LEADING = 1.25  # a larger baseline distance than this share of the usual one ends a paragraph

_ENDS = (".", "!", "?", ":", ";", "…")
_LIST_START = re.compile(f"^[{LIST_MARKS}]")


def paragraphs_of(lines: list[Line], leading: dict[float, float], body: Style, cell: bool) -> Iterator[list[Line]]:
    """Cut a run of lines where the style changes, a list item begins, the distance is wide or a line ends early."""
    paragraph: list[Line] = []
    edges = [] if cell else _right_edges(lines)
    for index, line in enumerate(lines):
        if paragraph and (
            _parts(paragraph[-1], line, leading)
            or (not cell and (_opens(paragraph, line) or _ends_early(paragraph[-1], line, edges[index], body)))
        ):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def _right_edges(lines: Sequence[Line]) -> list[float]:
    """How far to the right the lines of each line's column go, among those near it."""
    edges: list[float] = []
    lefts, rights = [line.x0 for line in lines], [line.x1 for line in lines]
    one_column = max(lefts) < min(rights)
    for index, line in enumerate(lines):
        first, last = max(index - COLUMN_LINES, 0), index + COLUMN_LINES
        if one_column:
            edges.append(max(rights[first:last]))
            continue
        beside = (other.x1 for other in lines[first:last] if other.x0 < line.x1 and line.x0 < other.x1)
        edges.append(max(beside, default=line.x1))  # a line without width is not even beside itself
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


def _ends_early(above: Line, below: Line, right: float, body: Style) -> bool:
    """Whether a line ends a paragraph: the next line's first word would have had room on it, and begins something."""
    first, text = below.words[0], above.text
    labelled = above.words[0].style != above.words[-1].style or ":" in text[:LABEL]
    turned = _turns([above], below)  # a label in italics, or its value
    if not (labelled or turned or text.endswith(_ENDS) or _is_plain(above.style, body)):
        return False  # a heading's lines may be short for other reasons
    if text.endswith(HYPHENS) and len(above.words[-1].text) > 1:
        return False  # a word goes on
    if not (turned or first.text[:1].isupper()) or abs(above.x0 - below.x0) > INDENT * first.style.size:
        return False
    return above.x1 + (first.x1 - first.x0) + ROOM * first.style.size < right


def _is_plain(style: Style, body: Style) -> bool:
    """Whether text so set fills its lines like the body's: it is as large and as heavy."""
    return style.size == body.size and style.bold == body.bold


def _parts(above: Line, below: Line, leading: dict[float, float]) -> bool:
    last, first = above.words[-1].style, below.words[0].style
    if (last.size, last.bold, last.color) != (first.size, first.bold, first.color):
        return True
    gap = below.baseline - above.baseline
    if gap <= 0 or gap > LEADING * leading.get(last.size, 2 * last.size):
        return True
    return _LIST_START.match(below.words[0].text) is not None
