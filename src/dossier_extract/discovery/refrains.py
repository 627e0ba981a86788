"""Sentences of running text that return around a value: « Une subvention de {} lui est accordée. »."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from dossier_extract.text import Text
from dossier_extract.wording import OTHER, VALUE, flattened

WORDS = range(2, 7)  # of a sentence's beginning
RETURNS = 0.4  # of the records that a sentence's beginning returns in
WHOLE = 0.9  # of the times that a beginning returns a longer one does: then that one is meant
TRIED = 4
LONGEST = 160  # characters of such a sentence
_SENTENCE = re.compile(r"(?:(?<=[^\W_]{2}\. )|(?<=[)»]\. ))(?=[^\W\d_])(?:(?!\. [^\W\d_]).)+")


def refrains(texts: Sequence[Text]) -> Iterator[str]:
    """What such sentences read like, the most frequent first; no first sentence of a record, and none with a label."""
    sentences = [
        [
            own
            for start, end in text.paragraphs
            for own in _SENTENCE.findall(flattened(text.folded[start:end]))
            if len(own) <= LONGEST
        ]
        for text in texts
    ]
    counts: Counter[str] = Counter()
    for every in sentences:
        words = [own.split(" ") for own in every]
        counts.update({" ".join(own[:n]) for own in words for n in WORDS if n < len(own) and ":" not in own[:n]})
    often = {head: n for head, n in counts.items() if n >= max(3, RETURNS * len(texts))}
    whole = [head for head, n in often.items() if not any(_goes_on(head, other, n, often[other]) for other in often)]
    for head in sorted(whole, key=lambda head: (-often[head], head))[:TRIED]:
        ends = [own.rstrip(" .").split(" ")[::-1] for every in sentences for own in every if own.startswith(f"{head} ")]
        # Many amounts end in « 000 € », which is a part of them.
        same = takewhile(lambda words: len(set(words)) == 1 and _worded(words[0]), zip(*ends, strict=False))
        tail = " ".join(["", *reversed([words[0] for words in same])])
        yield f"{OTHER}. {head} {VALUE}{tail}. "


def _worded(word: str) -> bool:
    return any(map(str.isalpha, word)) and not any(map(str.isdigit, word))


def _goes_on(head: str, other: str, times: int, others: int) -> bool:
    return other.startswith(f"{head} ") and others >= WHOLE * times
