"""List marks that are drawn as small discs or squares, as browsers print them: words like any printed mark."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from dossier_extract.model import Rect, Word

MARK = "•"
SIDES = 1.5, 6.0  # points; a mark is no smaller and no larger,
EM = 0.2, 0.6  # of the font size as well
ROUND = 0.4  # points by which its sides differ at most
APART = 2.0  # of the font size; so far in front of its text it stands at most
MIDDLE, OFF = 0.33, 0.2  # of the font size above the baseline: its middle, and how far off that it may be
ALONE = 2.0  # points around it in which nothing else is drawn: it is no piece of a picture
FEWEST = 2  # marks below one another
MOST = 500  # small shapes of a page; more are a drawing
BAND = 8.0  # points; words are looked up by the bands that their baselines lie in


def with_bullets(words: Sequence[Word], rects: Sequence[Rect]) -> tuple[Sequence[Word], Sequence[Rect]]:
    """The words with the marks drawn in front of them, and the boxes without these marks."""
    dots = [rect for rect in rects if _is_dot(rect)]
    if not FEWEST <= len(dots) <= MOST:
        return words, rects
    bands: dict[int, list[int]] = defaultdict(list)
    for index, word in enumerate(words):
        if word.upright:
            bands[int(word.baseline / BAND)].append(index)
    small = [rect for rect in rects if max(rect.x1 - rect.x0, rect.bottom - rect.top) <= 4 * SIDES[1]]
    marks: dict[int, Rect] = {}
    for dot in dots:
        at = _text_of(dot, words, bands)
        if at is not None and not _crowded(dot, small):
            marks[at] = dot
    places = Counter(round(dot.x0) for dot in marks.values())
    marks = {
        index: dot for index, dot in marks.items() if sum(places[round(dot.x0) + off] for off in (-1, 0, 1)) >= FEWEST
    }
    if not marks:
        return words, rects
    made: list[Word] = []
    for index, word in enumerate(words):
        if index in marks:
            made.append(word._replace(text=MARK, x0=marks[index].x0, x1=marks[index].x1, glued=False))
        made.append(word)
    taken = {dot[:4] for dot in marks.values()}
    return made, [rect for rect in rects if rect[:4] not in taken]


def _is_dot(rect: Rect) -> bool:
    wide, high = rect.x1 - rect.x0, rect.bottom - rect.top
    return SIDES[0] <= wide <= SIDES[1] and abs(wide - high) <= ROUND


def _text_of(dot: Rect, words: Sequence[Word], bands: dict[int, list[int]]) -> int | None:
    """Index of the word that a mark stands in front of; None where it stands elsewhere, or between words."""
    middle, side = (dot.top + dot.bottom) / 2, dot.x1 - dot.x0
    level = []
    for band in range(int(middle / BAND), int((middle + BAND) / BAND) + 1):
        for index in bands.get(band, ()):
            size = words[index].style.size
            if abs(words[index].baseline - MIDDLE * size - middle) <= OFF * size and EM[0] <= side / size <= EM[1]:
                level.append(index)
    behind = [i for i in level if 0 < words[i].x0 - dot.x1 <= APART * words[i].style.size]
    if any(abs(words[i].x1 - dot.x0) <= words[i].style.size or _over(words[i], dot) for i in level):
        return None
    return min(behind, key=lambda index: words[index].x0, default=None)


def _over(word: Word, dot: Rect) -> bool:
    return word.x0 < dot.x1 and word.x1 > dot.x0


def _crowded(dot: Rect, small: Sequence[Rect]) -> bool:
    """Whether another small shape touches it, as in a pictogram."""
    return any(
        one[:4] != dot[:4]
        and one.x0 - ALONE < dot.x1
        and one.x1 + ALONE > dot.x0
        and one.top - ALONE < dot.bottom
        and one.bottom + ALONE > dot.top
        for one in small
    )
