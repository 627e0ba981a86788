"""Words that were read in pieces: « L O I R E », as headings are often set; a hyphen from another font; what lies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from math import inf
from statistics import median

from dossier_extract.model import Style, Word

HYPHEN = "‐"  # U+2010
FEWEST = 4  # pieces of a line; fewer are initials, or figures in a row
PIECE, CAPITALS = 2, 5  # characters of a piece at most, as kerning brings letters together, and of one in capitals
_PIECES = re.compile(f"s{{{FEWEST},}}")  # of a page's words, where s stands for a piece
SINGLE, LETTERS, DIGITS = 0.65, 0.5, 0.3  # of the pieces that must be one character; a letter; at most a digit
APART, WORDS_APART = 0.5, 1.2  # em between letters, and between words, at most; cells of a table stand further apart
NARROW, SPACE = 0.2, 0.18  # em; what is narrower may part letters; the least of a space, beside theirs on both sides
LYING = 0.1  # em between the pieces of a word that lies on its side, at most
WIDER = 1.5, 0.12  # times the usual distance, plus em: a wider one parts words


def closed_up(words: Sequence[Word]) -> list[Word]:
    """The words, those whose letters were read as words of their own put together again."""
    if HYPHEN in [word.text for word in words]:
        words = list(_together(words, _hyphened))
    if narrow := _narrow(words):
        touching = {id(words[index]) for index in narrow}
        words = list(_together(words, lambda _, word: id(word) in touching))
    if not all(word.upright for word in words):
        words = list(_together(words, _adjoin))  # PDFium parts the letters of what lies like lines
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


def _narrow(words: Sequence[Word]) -> set[int]:
    """Places of words that no space parts from the word before: every space of their look on the page is far wider."""
    near = [
        index  # by number, asked of all words: from x1 to x0, against the height of the house box
        for index, (one, two) in enumerate(pairwise(words), 1)
        if 0 < two[1] - one[3] < NARROW * (two[4] - two[2]) and _gap(words, index) < NARROW
    ]
    lettered = {words[index].style for index in near if (words[index - 1].text[-1] + words[index].text[0]).isalpha()}
    own: dict[Style, list[int]] = {look: [] for look in lettered}
    for index, word in enumerate(words) if lettered else ():
        if word.style in lettered:
            own[word.style].append(index)
    looks = {look for look, places in own.items() if _parts_letters(words, places)}
    return {index for index in near if words[index].style in looks}


def _parts_letters(words: Sequence[Word], places: Sequence[int]) -> bool:
    """Whether the narrow gaps of a look part letters: a space has one on both sides of its own width.

    Where the look has no spaces, its pieces must be single letters.
    """
    gaps = [_gap(words, index) for index in places]
    narrow, spaces = [gap for gap in gaps if gap < NARROW], [gap for gap in gaps if NARROW <= gap <= WORDS_APART]
    if spaces:
        return min(spaces) >= 2 * median(narrow) + SPACE
    single = sum(len(words[index].text) == 1 for index in places)
    return len(places) >= FEWEST and single >= SINGLE * len(places)


def _gap(words: Sequence[Word], index: int) -> float:
    """The space before a word, in em; infinite where it does not go on with the word before."""
    before, word = words[index - 1], words[index]
    return (word.x0 - before.x1) / word.style.size if index and _beside(before, word) else inf


def _hyphened(before: Word, word: Word) -> bool:
    """Whether a word is the hyphen « ‐ » that touches the one before: few fonts have it, it is drawn with another."""
    return word.text == HYPHEN and word.glued


def _together(words: Iterable[Word], one: Callable[[Word, Word], bool]) -> Iterator[Word]:
    """The words, those put together that are one with the word before."""
    before: Word | None = None
    for word in words:
        if before is not None and one(before, word):
            x0, top = min(before.x0, word.x0), min(before.top, word.top)
            x1, bottom = max(before.x1, word.x1), max(before.bottom, word.bottom)
            before = before._replace(text=before.text + word.text, x0=x0, top=top, x1=x1, bottom=bottom)
            continue
        if before is not None:
            yield before
        before = word
    if before is not None:
        yield before


def _adjoin(before: Word, word: Word) -> bool:
    """Whether two words that lie on their side touch, whichever way they are read."""
    apart = min(abs(before.top - word.bottom), abs(before.bottom - word.top))
    beside = before.x0 < word.x1 and word.x0 < before.x1
    lying = not before.upright and not word.upright and before.style is word.style
    return lying and beside and apart <= LYING * word.style.size


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
