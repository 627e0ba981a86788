"""Whose a badge is: by geometry, wherever it comes in drawing order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dossier_extract.look import color_fits
from dossier_extract.model import Block
from dossier_extract.profile import Badge
from dossier_extract.stages.segment.gathered import Record

SEVERAL = 1.2  # badges a record
BADGE_AWAY = 14.0  # points by which a badge may stand higher or lower than any block of its record, outside its box


class _Place(NamedTuple):
    """A block of a record, and how far the record's blocks on that page go to the left and to the right."""

    record: Record
    block: Block
    x0: float
    x1: float


def owners(
    badges: Sequence[Block], records: Sequence[Record], wanted: Sequence[Badge | None]
) -> Iterator[tuple[Block, Record | None]]:
    """Each badge with the record beside it, or None; `wanted`: what each layout says of badges.

    Unless its layout says `many`, a record has one badge: what is yielded must be given to it before the next is asked
    for.
    """
    places: dict[int, list[_Place]] = defaultdict(list)
    for record in records:
        own: dict[int, list[Block]] = defaultdict(list)
        for block in record.blocks():
            own[block.page].append(block)
        for page, blocks in own.items():
            x0, x1 = min(block.x0 for block in blocks), max(block.x1 for block in blocks)
            places[page] += [_Place(record, block, x0, x1) for block in blocks]
    several = len(badges) > SEVERAL * len(records)  # else the one that is nearest to two records is the free one's
    for badge in badges:
        yield badge, _owner(badge, places[badge.page], wanted, several)


def _owner(badge: Block, places: Sequence[_Place], wanted: Sequence[Badge | None], several: bool) -> Record | None:
    """The record in the same box, else the one with the nearest block; in its own column rather than beside another."""
    boxed = [place for place in places if badge.panel >= 0 and place.block.panel == badge.panel]
    alone = len({id(place.record) for place in boxed}) == 1  # in a record's own box
    best: tuple[float, float, float] | None = None
    owner = None
    for record, block, x0, x1 in boxed or places:
        own = wanted[record.layout]
        if own is None or (record.slots.get("badge") and not (own.many and several)) or not _fits(own, block, badge):
            continue
        outside = max(x0 - badge.x0, badge.x1 - x1, 0.0)
        across = max(block.x0 - badge.x1, badge.x0 - block.x1, 0.0)
        along = max(block.top - badge.bottom, badge.top - block.bottom, 0.0)
        if best is None or (along, outside, across) < best:
            best, owner = (along, outside, across), record
    return owner if best is not None and (alone or best[0] <= BADGE_AWAY) else None


def _fits(wanted: Badge, block: Block, badge: Block) -> bool:
    """Whether a badge is of the wanted kind and on the wanted side of a block."""
    if wanted.fill is not None and not color_fits(wanted.fill, badge.fill):
        return False
    middle = (badge.x0 + badge.x1) / 2
    if wanted.side == "left":
        return middle <= block.x0
    return wanted.side == "any" or middle >= block.x1
