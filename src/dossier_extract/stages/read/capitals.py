"""Small capitals: most programs print them as capitals of a smaller size, « S » at 12 points and « OURIRE » at 9.6.

Their text has the case that the sizes tell: « Sourire ».
"""

from __future__ import annotations

from collections.abc import Sequence

from dossier_extract.model import Style, Word
from dossier_extract.stages.read.conventions import ASCENT, DESCENT

SMALLER = 0.65, 0.9  # of the capitals' size: CSS and LibreOffice draw small ones at 0.8, others at 0.7 or so
APART, LINES_APART = 1.2, 1.6  # of the capitals' size, between words and between baselines, at most

_Sizes = tuple[Style, Style]  # of capitals, and of small ones


def in_their_case(words: Sequence[Word]) -> Sequence[Word]:
    """The words, small capitals among them as lower-case letters of the size that their capitals have."""
    sizes = {
        (words[index - 1].style, word.style)
        for index, word in enumerate(words)
        if word[7] and index and word[0].isupper() and _smaller(words[index - 1], word)  # by number: asked of all words
    }
    if not sizes:
        return words
    made, open_ = list[Word](), None
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else None
        if open_ is not None and _goes_on(words[index - 1], word, open_):
            _add(made, word, open_)
            continue
        begins = following is not None and (word.style, following.style) in sizes and _smaller(word, following)
        open_ = (word.style, following.style) if following is not None and begins else None
        made.append(word)
    return made


def _smaller(before: Word, word: Word) -> bool:
    """Whether a word in capitals goes on behind one that ends with a capital, smaller but of the same look."""
    large, small = before.style, word.style
    return (
        SMALLER[0] * large.size <= small.size <= SMALLER[1] * large.size
        and small._replace(size=large.size) == large
        and before.text[-1:].isupper()
        and not _has_small(before.text + word.text)
        and before.upright
        and _beside(before, word)
    )


def _goes_on(before: Word, word: Word, sizes: _Sizes) -> bool:
    """Whether a word stands in the same small capitals, on the same line or, begun by a small one, on the next."""
    below = word.style == sizes[1] and 0 < word.baseline - before.baseline <= LINES_APART * sizes[0].size
    return word.style in sizes and not _has_small(word.text) and (below or _beside(before, word))


def _beside(before: Word, word: Word) -> bool:
    return before.baseline == word.baseline and abs(word.x0 - before.x1) <= APART * before.style.size


def _has_small(text: str) -> bool:
    return text != text.upper()


def _add(made: list[Word], word: Word, sizes: _Sizes) -> None:
    """Add a word among small capitals as its size tells it; one that touches the word before belongs to it."""
    large = sizes[0].size
    if word.style != sizes[0]:
        top, bottom = word.baseline - ASCENT * large, word.baseline + DESCENT * large
        word = word._replace(text=word.text.lower(), top=top, bottom=bottom, style=sizes[0])
    if word.glued and word.baseline == made[-1].baseline:
        made[-1] = made[-1]._replace(text=made[-1].text + word.text, x1=word.x1)
    else:
        made.append(word)
