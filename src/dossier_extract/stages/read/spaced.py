"""Words that were read in pieces: « L O I R E », as headings are often set; a hyphen that comes from another font."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from dossier_extract.model import Word

HYPHEN = "‐"  # U+2010
FEWEST = 4  # pieces of a line; fewer are initials, or figures in a row
PIECE, CAPITALS = 2, 5  # characters of a piece at most, as kerning brings letters together, and of one in capitals
_PIECES = re.compile(f"s{{{FEWEST},}}")  # of a page's words, where s stands for a piece
SINGLE, LETTERS, DIGITS = 0.65, 0.5, 0.3  # of the pieces that must be one character; a letter; at most a digit
APART, WORDS_APART = 0.5, 1.2  # em between letters, and between words, at most; cells of a table stand further apart
WIDER = 1.5, 0.12  # times the usual distance, plus em: a wider one parts words


def closed_up(words: Sequence[Word]) -> list[Word]:
    """The words, those whose letters were read as words of their own put together again."""
    if HYPHEN in [word.text for word in words]:
        words = list(_hyphened(words))
    short = "".join(
        [
            "s" if len(text) <= PIECE or (len(text) <= CAPITALS and text.isupper()) else " "
            for text in [word[0] for word in words]
        ]
    )
    made, at = list[Word](), 0
    for pieces in _PIECES.finditer(short):
        start, stop = pieces.span()
        made += words[at:start]
        for run in _runs(words[start:stop]):
            made += _joined(run) if len(run) >= FEWEST else run
        at = stop
    return [*made, *words[at:]]


def _runs(pieces: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """The pieces, parted where one does not stand beside the one before."""
    cuts = [index for index in range(1, len(pieces)) if not _beside(pieces[index - 1], pieces[index])]
    yield from (pieces[start:stop] for start, stop in pairwise([0, *cuts, len(pieces)]))


def _hyphened(words: Sequence[Word]) -> Iterator[Word]:
    """The words with the hyphen « ‐ » that touches them: few fonts have one, so that it is drawn with another."""
    before: Word | None = None
    for word in words:
        if before is not None and word.text == HYPHEN and word.glued:
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
    digits = sum(word.text.isdecimal() for word in run)
    size, gaps = run[0].style.size, [right.x0 - left.x1 for left, right in pairwise(run)]
    usual = median(gaps)
    worded = letters >= LETTERS * len(run) and digits <= DIGITS * len(run)
    if usual > APART * size or single < SINGLE * len(run) or not worded:
        yield from run
        return
    wide = WIDER[0] * usual + WIDER[1] * size
    start = 0
    for index, gap in enumerate([*gaps, float("inf")], 1):
        if gap > wide:
            own = run[start:index]
            yield own[0]._replace(text="".join([word.text for word in own]), x1=own[-1].x1)
            start = index
