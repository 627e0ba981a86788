"""Records that are paragraphs in which all runs on: told by their first mark, and by what their first words hold."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import Any

from dossier_extract.discovery.flow import Flow
from dossier_extract.discovery.looks import as_plain, stands_out
from dossier_extract.discovery.openings import FEWEST, NUMBER, QUOTE
from dossier_extract.discovery.plausible import Judge
from dossier_extract.discovery.sections import asides, sections, shared
from dossier_extract.discovery.starters import Starter, apart, holds_boxes
from dossier_extract.text import fold

LOOKS = 3  # looks that are tried
TRIED = 5  # starters
SPACES, WIDER = 2, 1.4  # kinds of white space that are tried; times the next narrower one
LINES = 3  # paragraphs at a record's beginning that may say who carries it
POOR = 0.5  # of the usual share of telling paragraphs: pages at either end that have less are none of the list
TELLING = 0.5  # of the paragraphs must hold something that only a record's beginning does
_BRACKETED = re.compile(r"\(([^()]{4,40})\)")
_MARK = re.compile(r"[^\w\s«“\"(\[]{1,2} ")


def running(flow: Flow, judge: Judge) -> list[Starter]:
    """What may begin records that run on, the most telling first."""
    telling = [_telling(" ".join(line.text for line in block.lines[:3]), judge) for block in flow.blocks]
    found: dict[tuple[int, ...], Starter] = {}
    for begins, space in _begins(flow):
        match = re.compile(begins.get("match", ""))
        fits = [
            all(getattr(look, key) == value for key, value in begins.items() if key != "match")
            and match.match(head) is not None
            for look, head in zip(flow.looks, flow.heads, strict=True)
        ]
        if space is not None:
            fits = [one and parted for one, parted in zip(fits, flow.apart(space), strict=True)]
        starts = tuple(index for index, good in enumerate(fits) if good)
        if len(starts) <= FEWEST or sum(flow.placed[index] for index in starts) > len(starts) / 2:
            continue  # too few, or départements over the records
        marked = "match" in begins  # then the next line may tell, too
        tells = _lined(flow, starts, telling) if space is not None or marked else [False] * len(starts)
        if space is None:
            tells = [one or other for one, other in zip(tells, _closed(flow, starts, telling), strict=True)]
        told = sum(tells)
        if told >= TELLING * len(starts) and starts not in found:
            kept = [a or b for a, b in zip(fits, flow.claimed, strict=True)]
            held = {  # inside paragraphs, too
                index
                for index, block in enumerate(flow.blocks)
                if "match" in begins and any(match.match(fold(line.text)) for line in block.lines)
            }
            ignored = asides(flow, starts)
            heads = [look for look in sections(flow, kept, {*starts, *held}) if look not in ignored]
            rank = told / len(starts) * told / (told + 3)
            record = _record(begins, space) | ({"boxes": True} if holds_boxes(flow, starts) else {})
            groups = list(shared(flow, heads, set(starts)))
            over = [look for look in heads if look not in groups]
            begun = apart(flow, starts, heads)
            found[starts] = Starter(record, over, list(starts), rank, begun, ignored, groups=groups)
            if "match" not in begins:  # front matter and annexes have paragraphs that look so, too
                pages = [flow.blocks[index].page for index in starts]
                found[starts].pages = _pages(list(zip(pages, tells, strict=True)))
    return sorted(found.values(), key=lambda one: -one.rank)[:TRIED]


def _closed(flow: Flow, starts: Sequence[int], telling: Sequence[bool]) -> list[bool]:
    """Whether records begin or end with a telling paragraph; the end is nearer to them than to the next one."""
    ends = [index - 1 for index in starts[1:]]
    closed = [telling[end] and flow.gaps[end] <= flow.gaps[end + 1] for end in ends]
    return [telling[index] or end for index, end in zip_longest(starts, closed, fillvalue=False)]


def _lined(flow: Flow, starts: Sequence[int], telling: Sequence[bool]) -> list[bool]:
    """Whether the records that white space parts are telling in their first lines, or in a first that stands out."""
    looks = Counter(flow.looks[start] for start in starts)
    lines = 1 if looks and stands_out(looks.most_common(1)[0][0], flow.body) else LINES
    ends = [*starts[1:], len(telling)]
    return [any(telling[start : min(start + lines, end)]) for start, end in zip(starts, ends, strict=True)]


def _record(begins: dict[str, Any], space: float | None) -> dict[str, Any]:
    return ({"begins": [begins]} if begins else {}) | ({"space": space} if space is not None else {})


def _pages(starts: Sequence[tuple[int, bool]]) -> dict[str, int]:
    """The pages of a layout, without those before and after on which paragraphs tell of something else than records.

    `starts`: the page of each paragraph that may begin a record, and whether it is telling.
    """
    usual = POOR * sum(told for _, told in starts) / len(starts)
    worth: dict[int, float] = defaultdict(float)
    for page, told in starts:
        worth[page] += told - usual
    best, begun, gained = (0.0, 0, 0), 0, 0.0
    for page in sorted(worth):
        begun, gained = (begun, gained) if gained > 0 else (page, 0)
        gained += worth[page]
        best = max(best, (gained, begun, page))
    before, after = ([page for page in worth if page < best[1]], [page for page in worth if page > best[2]])
    return ({"from": max(before) + 1} if before else {}) | ({"to": min(after) - 1} if after else {})


def _begins(flow: Flow) -> Iterator[tuple[dict[str, Any], float | None]]:
    """Looks, white space, and list marks, numbers and quotes in whatever look of one size; the space above, if any."""
    looks = [look for look, _ in Counter(flow.looks).most_common(LOOKS)]
    for look in looks:
        yield {"size": look.size, "bold": look.bold, "italic": look.italic, "color": look.color}, None
    for plain in {look[:3]: None for look in looks if look[:3] != flow.body[:3]}:  # theme colours
        yield as_plain(plain), None
    for space in _spaces(flow):
        yield {}, space
        yield {"size": flow.body.size}, space
    marks = Counter(found.group() for head in flow.heads if (found := _MARK.match(head)) is not None)
    common = [(mark, count) for mark, count in marks.most_common(3) if count > FEWEST]
    quoted = [mark for mark, count in common if FEWEST < sum(_quoted(head, mark) for head in flow.heads) < count]
    fronts = [re.escape(mark) for mark, _ in common]
    fronts += [*(re.escape(mark) + QUOTE for mark in quoted), NUMBER, QUOTE]  # items below may have the same mark
    for front in fronts:
        yield {"match": front}, None
        for size in dict.fromkeys(look.size for look in looks):
            yield {"size": size, "match": front}, None


def _quoted(head: str, mark: str) -> bool:
    return head.startswith(mark) and re.match(QUOTE, head[len(mark) :]) is not None


def _spaces(flow: Flow) -> list[float]:
    """White space that parts paragraphs, each in the middle of a gap between the sizes that occur, the widest first."""
    seen = sorted(
        space
        for space, look, above in zip(flow.spaces[1:], flow.looks[1:], flow.looks, strict=False)
        if 0 < space < math.inf and look.size == above.size == flow.body.size
    )
    gaps = [(below / above, (above + below) / 2) for above, below in pairwise(seen) if below - above > 2]
    return [round(space, 1) for ratio, space in sorted(gaps, reverse=True)[:SPACES] if ratio > WIDER]


def _telling(text: str, judge: Judge) -> bool:
    """Whether a paragraph's beginning names an organisation, an amount or a territory, or says who carries it."""
    folded = fold(text)
    words = set(re.findall(r"[^\W\d_]+", folded[:200]))
    return (
        bool(words & judge.organisations)
        or judge.rules.pattern("{figure}|{carried} |\\(\\d\\d").search(folded) is not None
        or judge.networks.search(folded[:200]) is not None
        or any(judge.territory(inside) == 1.0 for inside in _BRACKETED.findall(text[:200]))
    )
