"""Whose a badge is: by geometry, wherever it comes in drawing order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from dossier_extract.look import color_fits
from dossier_extract.model import Block
from dossier_extract.profile import Badge
from dossier_extract.stages.segment.gathered import Record

BADGE_AWAY = 14.0  # points by which a badge may stand higher or lower than any block of its record


def owners(
    badges: Sequence[Block], records: Sequence[Record], wanted: Sequence[Badge | None]
) -> Iterator[tuple[Block, Record | None]]:
    """Each badge with the record beside it, or None; `wanted`: what each layout says of badges.

    A record has one badge: what is yielded must be given to it before the next is asked for.
    """
    places: dict[int, list[tuple[Record, Block]]] = defaultdict(list)
    for record in records:
        for block in record.blocks():
            places[block.page].append((record, block))
    for badge in badges:
        yield badge, _owner(badge, places[badge.page], wanted)


def _owner(badge: Block, places: Sequence[tuple[Record, Block]], wanted: Sequence[Badge | None]) -> Record | None:
    """The record in the same box, else the one whose nearest block is nearest."""
    boxed = [place for place in places if badge.panel >= 0 and place[1].panel == badge.panel]
    best: tuple[float, float] | None = None
    owner = None
    for record, block in boxed or places:
        if record.slots.get("badge") or not _fits(wanted[record.layout], block, badge):
            continue
        across = max(block.x0 - badge.x1, badge.x0 - block.x1, 0.0)
        along = max(block.top - badge.bottom, badge.top - block.bottom, 0.0)
        if best is None or (along, across) < best:
            best, owner = (along, across), record
    return owner if best is not None and best[0] <= BADGE_AWAY else None


def _fits(wanted: Badge | None, block: Block, badge: Block) -> bool:
    """Whether a badge is of the wanted kind and on the wanted side of a block."""
    if wanted is None or (wanted.fill is not None and not color_fits(wanted.fill, badge.fill)):
        return False
    middle = (badge.x0 + badge.x1) / 2
    if wanted.side == "left":
        return middle <= block.x0
    return wanted.side == "any" or middle >= block.x1
