"""From what an engine saw of a page to the page that is read: text upright, words and list marks put together."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TypeVar

from dossier_extract.model import Image, Page, Rect, Rule, Word
from dossier_extract.stages.read.bullets import with_bullets
from dossier_extract.stages.read.capitals import in_their_case
from dossier_extract.stages.read.conventions import ASCENT, visible
from dossier_extract.stages.read.spaced import closed_up

Box = TypeVar("Box", Word, Rect, Rule, Image)
LYING = 0.8  # of a page's characters, for a page that lies on its side
SAME = 1.0  # points; words of one line that lies begin so near each other, across it


def finished(page: Page) -> Page:
    """The page as it is read."""
    page = set_upright(page._replace(words=tuple(visible(page.words, page.width, page.height))))
    words, rects = with_bullets(closed_up(in_their_case(page.words)), page.rects)
    return page._replace(words=tuple(words), rects=tuple(rects))


def set_upright(page: Page) -> Page:
    """The page turned so that its text is upright, where nearly all of it lies on its side or stands on its head."""
    lying = [word for word in page.words if not word.upright]
    if not lying or sum(len(w.text) for w in lying) < LYING * sum(len(w.text) for w in page.words):
        return page
    turn = _turn(lying)
    return page if turn is None else _turned(page, turn)


def _turn(words: list[Word]) -> int | None:
    """Degrees clockwise by which words must be turned to be read: told by where each stands from the one before."""
    ways: Counter[int] = Counter()
    for before, word in pairwise(words):
        if abs(word.x0 - before.x0) < SAME and word.top != before.top:
            ways[270 if word.top > before.top else 90] += 1
        elif abs(word.top - before.top) < SAME and word.x0 < before.x0:
            ways[180] += 1
    return ways.most_common(1)[0][0] if ways else None


def _turned(page: Page, turn: int) -> Page:
    wide, high = page.width, page.height

    def box(old: Box) -> Box:
        if turn == 90:
            return old._replace(x0=high - old.bottom, top=old.x0, x1=high - old.top, bottom=old.x1)
        if turn == 180:
            return old._replace(x0=wide - old.x1, top=high - old.bottom, x1=wide - old.x0, bottom=high - old.top)
        return old._replace(x0=old.top, top=wide - old.x1, x1=old.bottom, bottom=wide - old.x0)

    def word(old: Word) -> Word:
        new = box(old)
        return new._replace(baseline=round(new.top + ASCENT * new.style.size, 2), upright=not old.upright)

    return page._replace(
        width=wide if turn == 180 else high,
        height=high if turn == 180 else wide,
        words=tuple(map(word, page.words)),
        rects=tuple(map(box, page.rects)),
        rules=tuple(map(box, page.rules)),
        images=tuple(map(box, page.images)),
        turned=turn,
    )
