"""The line over records that changes with their theme, page after page: a rubric above the title, a running head."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from dossier_extract.discovery.looks import Seen, as_selector, seen
from dossier_extract.discovery.plausible import Judge
from dossier_extract.drafts import ProjectBlock
from dossier_extract.model import Block

OFTEN = 0.8  # of the pages on which records begin
LONGEST = 100  # characters
SEVERAL = 2  # records at least, in the mean, under one rubric


def rubric(blocks: Sequence[Block], projects: Sequence[ProjectBlock], judge: Judge) -> dict[str, Any] | None:
    """The look of the line that stands over the first record of nearly every page and stays the same for some pages."""
    tops: dict[int, float] = {}
    for project in projects:
        tops[project.page] = min(project.top, tops.get(project.page, project.top))
    over: dict[Seen, dict[int, str]] = defaultdict(dict)
    others: set[Seen] = set()  # looks of what stands elsewhere, too, or twice on a page
    for block in blocks:
        look, top = seen(block), tops.get(block.page)
        if top is None:
            continue
        if block.top > top + 1 or len(block.lines) > 1 or block.page in over[look]:
            others.add(look)
        words = (word.text for word in block.lines[0].words if word.style == block.style)
        over[look].setdefault(block.page, " ".join(words))
    for look, texts in over.items():
        if look not in others and len(texts) >= OFTEN * len(tops) and _changes(texts, judge):
            return as_selector(look)
    return None


def _changes(texts: Mapping[int, str], judge: Judge) -> bool:
    """Whether short texts, by page, change now and then, never back to an earlier one, and name no places."""
    runs = [text for text, _ in groupby(texts[page] for page in sorted(texts))]
    named = all(len(text) <= LONGEST and any(map(str.isalpha, text)) and judge.territory(text) < 1 for text in runs)
    return named and 1 < len(set(runs)) == len(runs) <= len(texts) / SEVERAL
