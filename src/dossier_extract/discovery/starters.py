"""Which of the things that might begin a record are worth trying: those whose records are regular and stand apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from dossier_extract.discovery.flow import Flow
from dossier_extract.discovery.looks import LONGEST, Plain, as_plain, as_selector, chars, seen
from dossier_extract.discovery.openings import FEWEST, NUMBER, openings
from dossier_extract.discovery.sections import asides, sections, shared
from dossier_extract.look import color_class
from dossier_extract.stages.segment.starts import continues

WORTH_TRYING = 0.3  # of the best rank
PER_LOOK = 3  # of them that look alike but for their colour or first words
TRIED = 9  # starters of one reading order
BOXED = 0.5  # of the records that hold a box below a heading that stands in none: from there boxes are no notes
FEW = 0.7  # of the records that have a line above them, at most, for a heading over several
ABOVE = 0.6  # of the records that a line of one look stands directly above, and of such lines that stand so
SOME = 0.3  # of the records that have such a line at least, where others begin at the top of a page
EYEBROW = 100  # characters of such a line at most
SEVERAL, RARE = 8, 0.2  # records; and records a page of a long document: fewer are worth less
HEADS = 0.5  # of the beginnings of one kind that another kind stands right below
PLACED = 0.9  # of the beginnings name nothing but a territory
PHASE = 0.5  # of the rank: what it is worth that records begin where white space, a box or a page does


@dataclass
class Starter:
    """What may begin a record, as the keys of a layout, and how often it does."""

    record: dict[str, Any]  # with `begins` as a list
    sections: list[dict[str, Any]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)  # indices of blocks
    rank: float = 0.0
    apart: float = 0.0  # share of the records that begin where white space, a box, a column or a page does
    ignored: list[dict[str, Any]] = field(default_factory=list)  # looks of what stands between records
    pages: dict[str, int] = field(default_factory=dict)  # `from` and `to`, of a layout that does not read them all
    stated: frozenset[int] = frozenset()  # blocks that state a figure about a section
    groups: list[dict[str, Any]] = field(default_factory=list)  # headings that tell a field of the records below

    @property
    def looks(self) -> list[dict[str, Any]]:
        """What `begins` a record; none where a box does."""
        return list(self.record.get("begins", ()))

    @property
    def plain(self) -> bool:
        """Whether one look begins the records, whatever its colour."""
        return len(self.looks) == 1 and self.looks[0].keys() - {"labelled"} == {"size", "bold", "italic"}

    def heads(self, other: Starter) -> bool:
        """Whether a record of the other begins right below most of these: then they are headings of its sections."""
        begun = set(other.starts)
        among = [start for start in self.starts if min(begun) - 1 <= start < max(begun)]
        below = [start + 2 if start + 1 in self.stated else start + 1 for start in among]
        return len(among) > 1 and sum(start in begun for start in below) > HEADS * len(among)

    def beside(self, other: Starter) -> bool:
        """Whether both may begin records of one list: never the same one, and neither stands over the other."""
        if self.heads(other) or other.heads(self):
            return False
        above = [look for one in (self, other) for look in one.record.get("above", ())]
        if {"page", "space"} <= self.record.keys() | other.record.keys():
            return False
        return not set(self.starts) & set(other.starts) and not any(
            _among(look, above) for look in self.looks + other.looks
        )


def starters(flow: Flow) -> list[Starter]:
    """The starters of a document in one reading order, the most promising first."""
    found: dict[tuple[bool, ...], Starter] = {}  # by the blocks that are meant: the same ones give the same records
    for record, fits in openings(flow) if flow.blocks else ():
        starts = _starts(flow, record, fits)
        if tuple(fits) in found or len(starts) < FEWEST or (_too_long(flow, starts) and not _counted(record)):
            continue
        found[tuple(fits)] = _starter(flow, record, fits, starts)
    ranked = sorted(found.values(), key=lambda one: -one.rank)
    ranked = [one for one in ranked if not _placed(flow, one.starts)] or ranked
    worth = [one for one in _varied(flow, ranked)[:TRIED] if one.rank >= WORTH_TRYING * ranked[0].rank]
    return [own for one in worth for own in ((one, _panelled(one)) if holds_panels(flow, one) else (one,))]


def holds_panels(flow: Flow, starter: Starter) -> bool:
    """Whether most records hold a box in which their heading does not stand: what is in it may be their facts."""
    if "begins" not in starter.record or "box" in starter.record:
        return False
    starts = starter.starts
    boxed = [
        any(flow.blocks[i].panel >= 0 and flow.blocks[i].panel != flow.blocks[start].panel for i in range(start, end))
        for start, end in zip(starts, _ends(flow, starts), strict=True)
    ]
    return sum(boxed) >= BOXED * len(boxed)


def _panelled(starter: Starter) -> Starter:
    """The same with a slot for the boxes inside the records."""
    record = {key: value for key, value in starter.record.items() if key != "boxes"}
    return replace(starter, record={**record, "panel": True})


def _varied(flow: Flow, ranked: Sequence[Starter]) -> list[Starter]:
    """The starters without those of one look, but for its colour and words, of which enough better ones are tried.

    A look whatever its colour comes with the first of its colours, which are too many where every theme has its own.
    """
    plain = {flow.looks[one.starts[0]][:3]: one for one in ranked if one.plain}
    tried: Counter[Plain] = Counter()
    kept: list[Starter] = []
    for one in ranked:
        look = flow.looks[one.starts[0]][:3]
        for own in (one, plain.get(look, one)) if one.looks and "color" in one.looks[0] else (one,):
            tried[look] += own not in kept
            if tried[look] <= PER_LOOK and own not in kept:
                kept.append(own)
    return kept


def united(one: Starter, other: Starter) -> Starter:
    """Either of two begins a record; a heading of sections is one that neither of them is."""
    record = {**other.record, **one.record, "begins": one.looks + other.looks}
    sections = [look for look in one.sections if look in other.sections]
    starts = sorted({*one.starts, *other.starts})
    ignored = [look for look in one.ignored if look in other.ignored]
    groups = [look for look in one.groups if look in other.groups]
    apart = min(one.apart, other.apart)
    return Starter(record, sections, starts, max(one.rank, other.rank), apart, ignored, groups=groups)


def _placed(flow: Flow, starts: Sequence[int]) -> bool:
    """Whether nearly all of these name a territory alone: such headings stand over groups of records."""
    return sum(flow.placed[start] for start in starts) >= PLACED * len(starts)


def _starts(flow: Flow, record: dict[str, Any], fits: Sequence[bool]) -> list[int]:
    """The blocks that begin a record: of a heading in several blocks the first, but every one with a mark in front."""
    marked = any("match" in look for look in record.get("begins", ()))
    return [i for i, good in enumerate(fits) if good and (marked or not (i and fits[i - 1] and flow.adjoin(i)))]


def _counted(record: dict[str, Any]) -> bool:
    """Whether numbers begin the records: a paragraph may go on behind one, however long it is."""
    return any(look.get("match") == NUMBER for look in record.get("begins", ()))


def _too_long(flow: Flow, starts: Sequence[int]) -> bool:
    lengths = [chars(flow.blocks[i]) for i in starts]
    return sum(length > LONGEST for length in lengths) > 0.1 * len(lengths)


def _starter(flow: Flow, record: dict[str, Any], fits: Sequence[bool], starts: list[int]) -> Starter:
    above = _above(flow, starts)
    if above:
        record = {**record, "above": above}
    if "begins" in record and holds_boxes(flow, starts):
        record = {**record, "boxes": True}
    if "begins" in record and "space" not in record and _has_own_page(flow, starts, above):
        record = {**record, "page": True}
    kept = [any(one) for one in zip(fits, flow.claimed, flow.told, strict=True)]
    over = {i - 1 for i in starts if i and _among(as_selector(flow.looks[i - 1]), above)}
    own, ignored = _own(flow, starts), asides(flow, starts)
    heads = [
        look
        for look in sections(flow, kept, set(starts), over)
        if not _among(look, [*above, *ignored]) and not _among(own, [look])
    ]
    groups = list(shared(flow, heads, set(starts)))
    stated = frozenset(i for i, claimed in enumerate(flow.claimed) if claimed)
    over_all = [look for look in heads if look not in groups]
    begun = 1.0 if "page" in record else apart(flow, starts, heads, above)
    starter = Starter(record, over_all, starts, apart=begun, ignored=ignored, stated=stated, groups=groups)
    starter.rank = _rank(flow, starts) * (1 - PHASE + PHASE * starter.apart)
    return starter


def _own(flow: Flow, starts: Sequence[int]) -> dict[str, Any]:
    """The look of what begins most records, behind its number or mark."""
    styles = Counter(flow.blocks[i].style for i in starts if flow.blocks[i].fill is None)
    if not styles:
        return {}
    style = styles.most_common(1)[0][0]
    return {"size": style.size, "bold": style.bold, "italic": style.italic, "color": color_class(style.color)}


def _ends(flow: Flow, starts: Sequence[int]) -> list[int]:
    """Where each record ends; the last one is as long as the longest but no longer than a dozen blocks."""
    return [*starts[1:], min(len(flow.blocks), starts[-1] + 12)]


def holds_boxes(flow: Flow, starts: Sequence[int]) -> bool:
    """Whether boxes below headings that stand in none are a part of the records: most records have one."""
    outside = [
        (start, end) for start, end in zip(starts, _ends(flow, starts), strict=True) if flow.blocks[start].panel < 0
    ]
    boxed = sum(any(flow.blocks[i].panel >= 0 for i in range(start, min(end, start + 12))) for start, end in outside)
    return bool(outside) and boxed >= BOXED * len(outside)


def _has_own_page(flow: Flow, starts: Sequence[int], above: Sequence[dict[str, Any]]) -> bool:
    """Whether each record has a page of its own, on which some words stand over its heading: a place, a theme."""
    first: dict[int, int] = {}
    for index, block in enumerate(flow.blocks):
        first.setdefault(block.page, index)
    pages = [flow.blocks[start].page for start in starts]
    over = [flow.blocks[first[page] : start] for page, start in zip(pages, starts, strict=True)]
    worded = sum(bool(own) and not _among(as_selector(seen(own[-1])), above) for own in over)
    short = all(sum(map(chars, own)) <= EYEBROW and not any(map(continues, own)) for own in over)
    return len(set(pages)) == len(pages) and short and worded >= SOME * len(starts)


def _above(flow: Flow, starts: Sequence[int]) -> list[dict[str, Any]]:
    """Looks, whatever the colour, of the short line above most headings, nearer to them than to what precedes it."""
    begun, spaces = set(starts), flow.gaps
    kinds = [(*look[:3], look.fill is not None) for look in flow.looks]
    over = Counter(kinds[i - 1] for i in starts if i and i - 1 not in begun and _eyebrow(flow, i))
    if not over:
        return []
    kind, times = over.most_common(1)[0]
    every = kinds.count(kind)
    near = sum(spaces[i] < spaces[i - 1] for i in starts if i and kinds[i - 1] == kind and spaces[i] < math.inf)
    usual = kind == (*flow.body[:3], flow.body.fill is not None)
    room = sum(spaces[i] < math.inf or kinds[i - 1] == kind for i in starts if i)  # a running head is in no flow
    if times < max(ABOVE * room, SOME * len(starts)) or times < ABOVE * every or near < 0.8 * times or usual:
        return []
    if _parting(flow, [i - 1 for i in starts if i and kinds[i - 1] == kind], len(starts)):
        return []
    plain = as_plain(kind[:3])
    alike = {flow.body[:3], *(flow.looks[start][:3] for start in starts)}
    return [{**plain, "fill": "any"} if kind[3] and kind[:3] in alike else plain]  # in a band, which alone tells it


def _parting(flow: Flow, lines: Sequence[int], n: int) -> bool:
    """Whether lines over some of the records name territories in one order, in each chapter anew: they stand over all.

    `n`: number of the records.
    """
    heads = [flow.heads[i] for i in lines]
    order: dict[str, str] = {}
    ordered = all(above != below and order.setdefault(above, below) == below for above, below in pairwise(heads))
    return len(lines) < FEW * n and ordered and all(flow.placed[i] for i in lines)


def _eyebrow(flow: Flow, start: int) -> bool:
    """Whether a short line stands above the heading, no larger than it, or of any size beside its first line."""
    above, heading = flow.blocks[start - 1 : start + 1]
    smaller = flow.looks[start - 1].size <= flow.looks[start].size and not flow.inner[start - 1]
    beside = above.bottom > heading.top + 1  # a figure in larger type
    short = len(above.lines) <= 2 and chars(above) <= EYEBROW
    return flow.gaps[start] < math.inf and short and (smaller or beside)


def _among(look: dict[str, Any], looks: Sequence[dict[str, Any]]) -> bool:
    return any(
        all(look.get(key) == value or (value == "any" and key in look) for key, value in one.items()) for one in looks
    )


def apart(flow: Flow, starts: Sequence[int], *heads: Sequence[dict[str, Any]]) -> float:
    """Share of the records whose first line has more white space above it than any line inside them."""
    over = [look for looks in heads for look in looks]
    found = 0
    for start, end in zip(starts, _ends(flow, starts), strict=True):
        first = start
        while first and start - first < 4 and _among(as_selector(flow.looks[first - 1]), over):
            first -= 1
        inside = [flow.spaces[i] for i in range(start + 1, end) if flow.spaces[i] < math.inf or flow.boxed(i)]
        found += flow.spaces[first] >= max(inside, default=0.0)
    return found / len(starts)


def _rank(flow: Flow, starts: Sequence[int]) -> float:
    """How regular the stretches between starts are: looks and labels that stand in nearly all of them, or in few."""
    features: Counter[str] = Counter()
    filled = 0
    for start, end in zip(starts, _ends(flow, starts), strict=True):
        own = set()
        for index in range(start + 1, min(end, start + 40)):
            own.add(str(flow.looks[index][:4]))
            head, colon, _ = flow.heads[index].partition(":")
            if colon and len(head) < 40:
                own.add(head.strip())
        filled += bool(own)
        features.update(own)
    n, pages = len(starts), len({block.page for block in flow.blocks})
    regular = sum((count / n) ** 2 for count in features.values() if count > 0.3 * n)
    prominent = flow.looks[starts[0]].size / 10 + 0.3 * flow.looks[starts[0]].bold
    return (filled / n) * (min(regular, 4.0) + prominent) * min(1.0, n / max(SEVERAL, RARE * pages))
