"""Words that were read in pieces: « L O I R E », as headings are often set; a hyphen that comes from another font."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median

from dossier_extract.model import Word

FEWEST = 4  # pieces of a line; fewer are initials, or figures in a row
PIECE = 2  # characters of a piece at most: letters that a kerned pair brings together count as one
SINGLE, LETTERS = 0.65, 0.6  # of the pieces that must be one character; a letter
APART, WORDS_APART = 0.5, 1.2  # em between letters, and between words, at most; cells of a table stand further apart
WIDER = 1.5, 0.12  # times the usual distance, plus em: a wider one parts words


def closed_up(words: Iterable[Word]) -> Iterator[Word]:
    """The words, those whose letters were read as words of their own put together again."""
    run: list[Word] = []
    for word in _hyphened(words):
        piece = len(word.text) <= PIECE
        if run and not (piece and _beside(run[-1], word)):
            yield from _joined(run)
            run = []
        if piece:
            run.append(word)
        else:
            yield word
    if run:
        yield from _joined(run)


def _hyphened(words: Iterable[Word]) -> Iterator[Word]:
    """The words with the hyphen « ‐ » that touches them: few fonts have one, so that it is drawn with another."""
    before: Word | None = None
    for word in words:
        if before is not None and word.text == "‐" and word.glued:
            before = before._replace(text=before.text + word.text, x1=word.x1)
            continue
        if before is not None:
            yield before
        before = word
    if before is not None:
        yield before


def _beside(before: Word, word: Word) -> bool:
    return (
        before.style is word.style
        and before.baseline == word.baseline
        and 0 <= word.x0 - before.x1 <= WORDS_APART * word.style.size
    )


def _joined(run: Sequence[Word]) -> Iterator[Word]:
    """The words that a run of short pieces makes; itself where these are short words."""
    single = sum(len(word.text) == 1 for word in run)
    letters = sum(word.text.isalpha() for word in run)
    size, gaps = run[0].style.size, [right.x0 - left.x1 for left, right in pairwise(run)]
    usual = median(gaps) if len(run) >= FEWEST else size
    if usual > APART * size or single < SINGLE * len(run) or letters < LETTERS * len(run):
        yield from run
        return
    wide = WIDER[0] * usual + WIDER[1] * size
    start = 0
    for index, gap in enumerate([*gaps, float("inf")], 1):
        if gap > wide:
            own = run[start:index]
            yield own[0]._replace(text="".join([word.text for word in own]), x1=own[-1].x1)
            start = index
