"""The headings that stand over records: the looks of themes, departments, parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from dossier_extract.discovery.looks import KINDS, LONGEST, Seen, as_selector, body_look, chars, seen, stands_out
from dossier_extract.model import Block
from dossier_extract.rules import Rules
from dossier_extract.text import fold

HEADINGS = 0.5  # of a look's blocks that a record follows: from there it is a section's heading


def table_sections(blocks: Sequence[Block], rules: Rules) -> list[dict[str, Any]]:
    """Looks of the headings that stand over the rows of tables."""
    flow = [block for block in blocks if block.kind in KINDS]
    looks = [seen(block) for block in flow]
    claims = [pattern for rule, pattern in rules.claims.values() if rule.within in ("section", "any")]
    where: dict[Seen, list[bool]] = defaultdict(list)
    for index, (block, look) in enumerate(zip(flow, looks, strict=True)):
        if block.cell is None and not any(pattern.search(fold(block.lines[0].text)) for pattern in claims):
            following = [other.cell is not None for other in flow[index + 1 : index + 4]]
            where[look].append(any(following) and chars(block) < LONGEST)
    body = body_look(flow, looks) if flow else None
    return [
        as_selector(look)
        for look, over in where.items()
        if body is not None and sum(over) >= HEADINGS * len(over) and stands_out(look, body)
    ]


def sections(
    flow: Sequence[Block], looks: Sequence[Seen], fits: Sequence[bool], starts: set[int]
) -> Iterator[dict[str, Any]]:
    """Looks of headings that stand over records, or larger than what begins one."""
    first = looks[min(starts)]
    where: dict[Seen, list[int]] = defaultdict(list)
    for index, look in enumerate(looks):
        if not fits[index]:
            where[look].append(index)
    for look, places in where.items():
        heads = [i for n, i in enumerate(places) if not n or places[n - 1] != i - 1]
        if len(heads) >= max(0.8 * len(starts), 2) or any(chars(flow[i]) > 200 for i in heads):
            continue
        followed = sum(any(i + step in starts for step in (1, 2, 3)) for i in heads) / len(heads)
        after = sum(i - 1 in starts for i in heads) / len(heads)
        if after >= HEADINGS > followed:
            continue  # a title below the label or number that begins the record
        larger = look.size > first.size + 0.4 or (
            look.size >= first.size and look.fill is not None and first.fill is None
        )
        smaller = look.size < first.size - 0.4 and look.fill is None
        if larger or (followed >= HEADINGS and not smaller and stands_out(look, body_look(flow, looks))):
            yield as_selector(look)
