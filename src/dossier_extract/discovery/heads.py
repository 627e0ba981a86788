"""What may be a label: the beginnings of lines, of paragraphs, and of what follows a stop inside them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby

from dossier_extract.model import Style
from dossier_extract.rules import Pattern, Rules
from dossier_extract.text import Text, fold

LABEL_LENGTH, LABEL_WORDS = 45, 5  # characters; words of a line that is a label with nothing to say so
SAME = 0.6  # of the records that hold a head hold the longer one that it is a part of

# a label in the middle of a paragraph
_INSIDE = re.compile(r"[.!?;|•·●▪–—)\]»…] ([^\W\d_][^.!?;:|\n«»()]{1,44}?) ?:(?= )")
# one at a line's beginning that a dash, a bar or an arrow ends
_PARTED = re.compile(r"([^\W\d_][^:«»()\n]{2,44}?) +[^\w\s.,;!?«»“”\"'’()/%&°+€] ")


def heads_of(texts: Sequence[Text], rules: Rules) -> dict[str, tuple[frozenset[int], str]]:
    """What may be a label: folded → the records that hold it, as printed."""
    records: dict[str, set[int]] = defaultdict(set)
    forms: dict[str, str] = {}
    for index, text in enumerate(texts):
        for head in (*_line_heads(text, rules), *_wrapped(text, rules), *_INSIDE.findall(text.repaired)):
            folded = fold(head)
            short = len(folded) <= 2 and not rules.field_of_label(folded)  # « Où » is a label, « le » is none
            if folded[:1].isalpha() and len(folded) <= LABEL_LENGTH and not short:
                records[folded].add(index)
                forms.setdefault(folded, head)
    counts = {head: len(own) for head, own in records.items()}
    heads = {head: (frozenset(own), _capital(forms[head])) for head, own in records.items()}
    return {head: own for head, own in heads.items() if not _cut_short(head, counts[head], counts)}


def _cut_short(head: str, count: int, counts: Mapping[str, int]) -> bool:
    """Whether most of what a head stands in is a longer one: « Structure », « porteuse », where these are two lines."""
    return any(
        n >= SAME * count and (other.startswith(f"{head} ") or other.endswith(f" {head}"))
        for other, n in counts.items()
    )


@lru_cache(maxsize=4096)  # of the same lines in every layout that is tried
def _runs_on(folded: str, rules: Rules) -> int:
    """How long the label is that a line begins with and nothing parts from its value; 0 for none."""
    found = _running(rules).match(folded)
    return found.end() if found is not None else 0


def _line_heads(text: Text, rules: Rules) -> Iterator[str]:
    """Beginnings of printed lines that may be labels."""
    for start, end, line in text.stretches:
        printed = text.repaired[start:end]
        yield from line_heads(printed, [(w.text, w.style) for w in line.words])
        if runs_on := _runs_on(text.folded[start:end], rules):
            yield printed[:runs_on]


def _wrapped(text: Text, rules: Rules) -> Iterator[str]:
    """Labels of a narrow column, which go over several lines: up to a colon, in one look, or known words alone."""
    for start, end in text.paragraphs:
        head, colon, _ = text.repaired[start:end].partition(":")
        if len(head) <= LABEL_LENGTH and (colon or rules.field_of_label(fold(head.strip()))):
            yield head.strip()
        words = [(word, begin) for begin, stop, line in text.stretches if start <= begin < end for word in line.words]
        _, same = next(groupby(words, key=lambda pair: pair[0].style))
        run = list(same)
        if len(run) < len(words) and run[-1][1] > start:
            yield " ".join(word.text for word, _ in run).rstrip(" :")


@lru_cache(maxsize=4)
def _running(rules: Rules) -> Pattern:
    """The labels that nothing parts from their values: « Porté par »."""
    ends = rules.pattern(r"(?<!\w){label_running}$")
    words = "|".join(re.escape(word) for word in rules.label_fields if ends.search(word))
    return rules.pattern(rf"(?:{words})(?!\w)")


def line_heads(printed: str, words: Sequence[tuple[str, Style]]) -> Iterator[str]:
    head, colon, _ = printed.partition(":")
    if colon and len(head) <= LABEL_LENGTH:
        yield head.strip()
    elif (parted := _PARTED.match(printed)) is not None:
        yield parted[1]
    first = words[0][1]
    run = 0
    while run < len(words) and words[run][1] == first:
        run += 1
    if run < len(words) or len(words) <= LABEL_WORDS or printed.endswith("?"):
        yield printed[: len(" ".join(text for text, _ in words[:run]))].rstrip(" :–—-•|>")


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
