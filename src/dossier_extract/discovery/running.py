"""Records that are paragraphs in which all runs on: told by their first mark, and by what their first words hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from dossier_extract.discovery.flow import Flow
from dossier_extract.discovery.openings import FEWEST, NUMBER, QUOTE
from dossier_extract.discovery.plausible import Judge
from dossier_extract.discovery.sections import sections
from dossier_extract.discovery.starters import Starter
from dossier_extract.text import fold

LOOKS = 3  # looks that are tried
TRIED = 5  # starters
TELLING = 0.5  # of the paragraphs must hold something that only a record's beginning does
_MARK = re.compile(r"[^\w\s«“\"(\[]{1,2} ")


def running(flow: Flow, judge: Judge) -> list[Starter]:
    """What may begin records that run on, the most telling first."""
    telling = [_telling(" ".join(line.text for line in block.lines[:3]), judge) for block in flow.blocks]
    found: dict[tuple[int, ...], Starter] = {}
    for begins in _begins(flow):
        match = re.compile(begins.get("match", ""))
        fits = [
            all(getattr(look, key) == value for key, value in begins.items() if key != "match")
            and match.match(head) is not None
            for look, head in zip(flow.looks, flow.heads, strict=True)
        ]
        starts = tuple(index for index, good in enumerate(fits) if good)
        told = sum(telling[index] for index in starts)
        if len(starts) > FEWEST and told >= TELLING * len(starts) and starts not in found:
            kept = [a or b for a, b in zip(fits, flow.claimed, strict=True)]
            held = {  # inside paragraphs, too
                index
                for index, block in enumerate(flow.blocks)
                if "match" in begins and any(match.match(fold(line.text)) for line in block.lines)
            }
            heading = sections(flow, kept, {*starts, *held})
            rank = told / len(starts) * told / (told + 3)
            found[starts] = Starter({"begins": [begins]}, list(heading), list(starts), rank)
    return sorted(found.values(), key=lambda one: -one.rank)[:TRIED]


def _begins(flow: Flow) -> Iterator[dict[str, Any]]:
    """Looks, and list marks, numbers and quotes in whatever look of one size."""
    common = [look for look, _ in Counter(flow.looks).most_common(LOOKS)]
    for look in common:
        yield {"size": look.size, "bold": look.bold, "italic": look.italic, "color": look.color}
    marks = Counter(found.group() for head in flow.heads if (found := _MARK.match(head)) is not None)
    fronts = [*(re.escape(mark) for mark, count in marks.most_common(3) if count > FEWEST), NUMBER, QUOTE]
    for front in fronts:
        yield {"match": front}
        for size in dict.fromkeys(look.size for look in common):
            yield {"size": size, "match": front}


def _telling(text: str, judge: Judge) -> bool:
    """Whether a paragraph's beginning names an organisation, an amount or a territory, or says who carries it."""
    folded = fold(text)
    words = set(re.findall(r"[^\W\d_]+", folded[:200]))
    return (
        bool(words & judge.organisations)
        or judge.rules.pattern("{figure}|{carried} |\\(\\d\\d").search(folded) is not None
    )
