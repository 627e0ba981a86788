"""What rules leave open: lines of a record that no rule took, where the carrier that it lacks may stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from dossier_extract.drafts import ProjectBlock, Question, RawField
from dossier_extract.stages.extract.cuts import Span, trimmed

SHORTEST, LONGEST = 3, 130  # characters of a name; of the 1,503 carriers of gold looked at none has more


def open_questions(projects: Sequence[ProjectBlock], raw_fields: Sequence[RawField]) -> list[Question]:
    """One question a whole paragraph that no field touches, in records without a carrier."""
    carried = {raw.project for raw in raw_fields if raw.name == "carrier"}
    taken: dict[tuple[int, str], list[Span]] = defaultdict(list)
    for raw in raw_fields:
        taken[raw.project, raw.slot].extend(raw.covers)
    return [
        Question(index, "carrier", slot, span)
        for index, block in enumerate(projects)
        if index not in carried
        for slot in block.slots
        for span in _left(block, slot, taken[index, slot])
    ]


def _left(block: ProjectBlock, slot: str, taken: Sequence[Span]) -> Iterator[Span]:
    text = block.slots[slot]
    for begin, stop in text.paragraphs:
        if any(begin < end and start < stop for start, end in taken):
            continue
        span = trimmed(text.repaired, begin, stop)
        if SHORTEST <= span[1] - span[0] <= LONGEST:
            yield span
