"""What might begin a record: looks, whatever their colour too, numbers, quotes and words in front, boxes, pages."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from dossier_extract.discovery.flow import Flow
from dossier_extract.discovery.looks import Plain, Seen, as_plain, as_selector, chars, stands_out
from dossier_extract.text import fold

FEWEST = 3  # records; less is no list of projects
WORDS = 3  # in front of the blocks of one look that are tried
GROUPS = 6  # looks, and looks whatever the colour, that are tried with a mark in front
BOXES = 0.7  # of the text from the first box to the last that stands in boxes
NUMBER, QUOTE = r"(?:n° ?)?\d{1,3} ?(?:[.):–-]|/(?= ))", r"[«“\"]"  # in front of a line; the quote opens
STACKED, WIDER = 0.5, 1.4  # lines of one look below others, a record; times the white space between them, above all
COUNTED = 0.6  # of the numbers in front of lines that follow the one before

RETURNS = 0.2  # of the lines of a look that are one and the same, from which it is no title
_BULLET = re.compile(r"[^\w\s«“\"'(\[] ")

Opening = tuple[dict[str, Any], list[bool]]  # the keys of a layout's `record`, and which blocks of the flow it means


def openings(flow: Flow) -> Iterator[Opening]:
    """Everything that might begin the records of a document, with the blocks that it means."""
    counts = Counter(flow.looks)
    plain: dict[Plain, list[Seen]] = defaultdict(list)
    for look in counts:
        plain[look[:3]].append(look)
    for look, count in counts.most_common():
        if count >= 2 and stands_out(look, flow.body):
            for begins in _selectors(look, plain[look[:3]], flow.body):
                own = _unlabelled(flow, [begins], [_is(begins, one) for one in flow.looks])
                for one in (own, *_distinct(flow, *own)):
                    yield one
                    yield from _spaced(flow, *one)
    for alike in plain.values():  # theme colours: one look in several
        body = flow.body
        family = [look for look in alike if look.color not in (body.color, "grey", "black") or look.fill != body.fill]
        if body in alike and len(family) > 1:
            yield _unlabelled(flow, [as_selector(look) for look in family], [one in family for one in flow.looks])
    yield from _marked(flow, counts)
    yield from _listed(flow)
    yield from _boxed(flow)


def _unlabelled(flow: Flow, begins: list[dict[str, Any]], fits: list[bool]) -> Opening:
    """The same without the labels that look so."""
    if any(good and bad for good, bad in zip(fits, flow.inner, strict=True)):
        begins = [{**look, "labelled": False} for look in begins]
        fits = [good and not bad for good, bad in zip(fits, flow.inner, strict=True)]
    return {"begins": begins}, fits


def _distinct(flow: Flow, record: dict[str, Any], fits: list[bool]) -> Iterator[Opening]:
    """The same without the lines that return word for word: labels that no vocabulary knows, and no titles."""
    heads = Counter(head for head, good in zip(flow.heads, fits, strict=True) if good)
    again = sorted(head for head, times in heads.items() if times >= max(FEWEST, RETURNS * sum(fits)))
    if again and len(again) < len(heads):
        match = rf"(?!(?:{'|'.join(map(re.escape, again))})$)"
        kept = [good and head not in again for head, good in zip(flow.heads, fits, strict=True)]
        yield {"begins": [{**look, "match": match} for look in record["begins"]]}, kept


def _spaced(flow: Flow, record: dict[str, Any], fits: Sequence[bool]) -> Iterator[Opening]:
    """The same with white space above, where a title and the lines below it look alike: only that tells the first."""
    inside: list[float] = []
    above: list[float] = []
    for index, good in enumerate(fits):
        if good and flow.spaces[index] < math.inf:
            stacked = fits[index - 1] and flow.adjoin(index)
            beside = flow.spaces[index] <= 0  # a value beside its label
            (inside if stacked or beside else above).append(max(flow.spaces[index], 0.0))
    if len(inside) >= STACKED * len(above) > 0 and median(above) > WIDER * median(inside):
        space = round((median(above) + median(inside)) / 2, 1)
        parted = flow.apart(space)
        yield {**record, "space": space}, [good and first for good, first in zip(fits, parted, strict=True)]


def _marked(flow: Flow, counts: Counter[Seen]) -> Iterator[Opening]:
    """Blocks of one look, or of one whatever its colour, that begin with a mark or with a word that returns."""
    groups: Counter[tuple[Any, ...]] = Counter()
    for look, count in counts.items():
        groups[look] += count
        groups[look[:3]] += count
    for group, _ in groups.most_common(2 * GROUPS):  # of three or five keys
        alike = [look[: len(group)] == group for look in flow.looks]
        own = [good and not bad for good, bad in zip(alike, flow.inner, strict=True)]
        selector = as_plain(group) if len(group) == 3 else as_selector(Seen(*group))
        for match in (NUMBER, QUOTE, *_words(flow.heads, own, sum(alike))):
            pattern = re.compile(match)
            fits = [good and pattern.match(head) is not None for good, head in zip(own, flow.heads, strict=True)]
            yield {"begins": [{**selector, "match": match}]}, fits


def _listed(flow: Flow) -> Iterator[Opening]:
    """Lines that begin with a bullet, or with numbers that count up, whatever they look like, inside paragraphs too."""
    lines = [[fold(line.text) for line in block.lines] for block in flow.blocks]
    texts = [text for own in lines for text in own]
    numbers = [int(re.sub(r"\D", "", found.group())) for text in texts if (found := re.match(NUMBER, text))]
    if sum(above + 1 == below for above, below in pairwise(numbers)) >= COUNTED * len(numbers):
        yield _lines_with(NUMBER, lines)
    bullets = Counter(text[0] for text in texts if _BULLET.match(text))
    for bullet, times in bullets.items():
        if times >= FEWEST:
            yield _lines_with(rf"{re.escape(bullet)} ", lines)


def _lines_with(match: str, lines: Sequence[Sequence[str]]) -> Opening:
    pattern = re.compile(match)
    return {"begins": [{"match": match}]}, [any(map(pattern.match, own)) for own in lines]


def _words(heads: Sequence[str], own: Sequence[bool], alike: int) -> Iterator[str]:
    """Words that stand in front of some blocks, but not of all that are alike."""
    words = Counter(head.split(" ")[0] for good, head in zip(own, heads, strict=True) if good)
    for word, times in words.most_common(WORDS):
        if FEWEST <= times < alike and len(word) > 3 and word.isalpha():
            yield rf"{word}\b"


def _boxed(flow: Flow) -> Iterator[Opening]:
    """The first block of each box, or of each box of one colour, where boxes hold most of the text around them."""
    tops = {block.panel: index for index, block in reversed(list(enumerate(flow.blocks))) if block.panel >= 0}
    around = flow.blocks[min(tops.values(), default=0) : max(tops.values(), default=0) + 1]
    if sum(chars(block) for block in around if block.panel >= 0) < BOXES * sum(map(chars, around)):
        return  # rows of a table that are filled by turns, panels of facts
    first = [index == tops.get(block.panel) for index, block in enumerate(flow.blocks)]
    colors = Counter(look.fill for look, good in zip(flow.looks, first, strict=True) if good)
    for color in (None, *colors) if len(colors) > 1 else (None,):
        fits = [good and color in (None, look.fill) for good, look in zip(first, flow.looks, strict=True)]
        yield {"box": True if color is None else {"fill": color}}, fits


def _selectors(look: Seen, alike: Sequence[Seen], body: Seen) -> Iterator[dict[str, Any]]:
    base: dict[str, Any] = {"size": look.size, "bold": look.bold, "italic": look.italic}
    if len(alike) > 1:
        filled = len({one.fill for one in alike if one.color == look.color}) > 1
        yield {**base, "color": look.color} | ({"fill": look.fill or "none"} if look.fill or filled else {})
    if look[:3] != body[:3]:
        yield base


def _is(begins: dict[str, Any], look: Seen) -> bool:
    return all(
        (getattr(look, key) or "none") == value if key == "fill" else getattr(look, key) == value
        for key, value in begins.items()
    )
