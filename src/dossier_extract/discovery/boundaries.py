"""Whether records are cut where they end: in one of them nothing stands twice, and nothing begins in its last line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from dossier_extract.discovery.candidates import Source
from dossier_extract.discovery.takings import Taking
from dossier_extract.discovery.trial import Trial
from dossier_extract.drafts import ProjectBlock
from dossier_extract.text import LEADER, fold
from dossier_extract.wording import TURN, VALUE, Wording, flattened, opening, places, turned, wording

SIGNS = frozenset(f"|/{LEADER}")  # in the wording of a line of facts: prose has none
FEW = 3  # steps of a wording that a paragraph must have all: « par » alone stands in any
APART = 60  # characters between two titles of one look: the carrier and the text of the first


def miscut(tried: Trial, sources: Mapping[str, Source]) -> float:
    """Share of the records that seem two in one, or part of two."""
    return max(tried.merged, told_twice(tried, sources), belated(tried, sources))


def told_twice(tried: Trial, sources: Mapping[str, Source]) -> float:
    """Share of the records in which two paragraphs have the wording or look of the title: two records in one."""
    title, carrier = sources.get("title", {}), sources.get("carrier", {})
    source = title if "nth" not in carrier or not SIGNS.intersection(carrier.get("reads", "")) else carrier
    if "style" in source:
        return sum(map(_parted, tried.run(source).values())) / len(tried.projects)
    reads = source.get("reads", VALUE)
    ways = [wording(fold(one)) for one in ([reads] if isinstance(reads, str) else reads)]
    ways = [said for said in ways if len(said.steps) >= (3 if source is title else 2)]
    if not ways:
        return 0.0
    return sum(_told_again(tried, block, source, ways) for block in tried.projects) / len(tried.projects)


def _parted(taking: Taking) -> bool:
    """Whether more than a line of other text stands between the parts of a value."""
    return any(below - above > APART for (_, above), (below, _) in pairwise(taking.raw.spans))


def _told_again(tried: Trial, block: ProjectBlock, source: Source, ways: Sequence[Wording]) -> bool:
    """Whether two paragraphs have all steps of a wording, or of many all but one, which stands in one above."""
    text = block.slots.get(source["in"])
    if text is None:
        return False
    flat = turned(text) if TURN in str(source["reads"]) else flattened(text.folded)
    parts = [(text.folded[start:end], flat[start:end]) for start, end in text.paragraphs]
    most = 0 if len(ways) > 1 or len(ways[0].steps) <= FEW else 1  # steps that may lack
    told = [
        any(
            len(places(said, folded, opening(folded, tried.rules), own)) >= max(len(said.steps) - most, 2)
            for said in ways
        )
        for folded, own in parts
    ]
    return sum(told) > 1


def belated(tried: Trial, sources: Mapping[str, Source]) -> float:
    """Share of the records whose last paragraph is the title, below their description: that of the next record."""
    if not {"title", "description"} <= sources.keys():
        return 0.0
    late = 0
    for block, own in zip(tried.projects, tried.records(sources), strict=True):
        if "title" in own and "description" in own:
            title, description = own["title"].raw, own["description"].raw
            text = block.slots[title.slot]
            last = len(text.paragraphs) > 1 and title.spans[0][0] >= text.paragraphs[-1][0]
            late += last and description.slot == title.slot and description.spans[0][0] < title.spans[0][0]
    return late / len(tried.projects)
