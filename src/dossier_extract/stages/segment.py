"""Cut the blocks into sections and projects: what begins a section, what begins a record, which badge belongs to which.

A block joins a record only if it looks like the profile's `body`; whatever nothing asks for stays unclaimed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dossier_extract.drafts import ProjectBlock, SectionBlock, SectionRole, Segmentation
from dossier_extract.look import color_fits, looks_like, style_fits
from dossier_extract.model import Block, BlockKind, Line, line_of
from dossier_extract.profile import Layout, Profile, Selector, Table
from dossier_extract.rules import Rules
from dossier_extract.tables import cell_texts, header_columns, is_total
from dossier_extract.text import Hyphens, Text, build_text, fold

BADGE_AWAY = 14.0  # points by which a badge may stand higher or lower than any block of its record
_ENDINGS = (".", "!", "?", ":", ";", "»", "…")


@dataclass
class _Record:
    """A record being gathered."""

    section: int
    layout: int
    slots: dict[str, list[Block]] = field(default_factory=lambda: defaultdict(list))

    def blocks(self) -> list[Block]:
        return [block for blocks in self.slots.values() for block in blocks]


@dataclass
class _Row:
    """A table's row being gathered."""

    place: tuple[int, int]  # table and row
    table: Table
    layout: int
    blocks: list[Block] = field(default_factory=list)


@dataclass
class _Section:
    """A section being gathered."""

    role: SectionRole
    heading: Block | None
    blocks: list[Block] = field(default_factory=list)
    records: list[_Record] = field(default_factory=list)


def segment_projects(blocks: Sequence[Block], profile: Profile, rules: Rules) -> Segmentation:
    """Return the sections and the project blocks of a dossier, in order, and every block that is part of neither."""
    gathered = _Gatherer(profile, rules)
    for block in blocks:
        gathered.take(block)
    gathered.finish()
    lines = (line for block in blocks if block.kind is not BlockKind.FURNITURE for line in block.lines)
    hyphens = Hyphens(lines, frozenset(fold(prefix) for prefix in rules.dossier.hyphen_prefixes))
    return gathered.result(hyphens)


class _Gatherer:
    """Goes through the blocks once, in reading order."""

    def __init__(self, profile: Profile, rules: Rules) -> None:
        self.profile, self.rules = profile, rules
        self.sections: list[_Section] = []
        self.records: list[_Record] = []
        self.open: _Record | None = None
        self.badges: list[Block] = []
        self.others: list[tuple[Block, str]] = []
        self.columns: dict[int, str] = {}  # column → slot, from the last header row of a table
        self.row: _Row | None = None  # the row of a table that is being gathered
        self.claims = [pattern for rule, pattern in rules.claims.values() if rule.within in ("section", "any")]

    def take(self, block: Block) -> None:
        if self.row is not None and (block.cell is None or block.cell[:2] != self.row.place):
            self._end_row()
        if block.kind is BlockKind.BADGE:
            self.badges.append(block)
        elif block.kind in (BlockKind.FURNITURE, BlockKind.CAPTION):
            self.others.append((block, block.kind.value))
        elif block.kind is BlockKind.ASIDE:
            self._leave(block)
        else:
            self._take_text(block, fold(block.lines[0].text))

    def _take_text(self, block: Block, text: str) -> None:
        if block.layout < 0:
            self._take_rest(block, text)
            return
        layout = self.profile.layouts[block.layout]
        if any(self._fits(selector, block, text) for selector in layout.ignore):
            self.others.append((block, "ignored"))
            return
        for role, heads in ((SectionRole.PART, layout.part), (SectionRole.HEADING, layout.section)):
            for selector in heads:
                if self._fits(selector, block, text):
                    self._head(role, self._only(selector, block))
                    return
        if layout.record is not None and self._fits(layout.record.begins, block, text):
            self._begin(block.layout).slots["heading"].append(block)
        elif layout.table is not None and block.cell is not None:
            if self.row is None:
                self.row = _Row(block.cell[:2], layout.table, block.layout)
            self.row.blocks.append(block)
        else:
            self._take_rest(block, text)

    def _only(self, selector: Selector, block: Block) -> Block:
        """The heading without what stands on its baseline in another style, such as a section's number."""
        kept: list[Line] = []
        rest: list[Line] = []
        for line in block.lines:
            for part, fitting in ((kept, True), (rest, False)):
                words = [word for word in line.words if style_fits(selector, word.style) is fitting]
                if words:
                    part.append(line_of(words, line.page))
        if rest:
            self.others.append((block._replace(lines=tuple(rest)), "section"))
        return block._replace(lines=tuple(kept)) if kept else block

    def _head(self, role: SectionRole, block: Block) -> None:
        before = self.sections[-1] if self.sections else None
        head = before.heading if before is not None and not (before.blocks or before.records) else None
        if before is not None and head is not None and head.page == block.page and before.role is role:
            # A heading that a wide line distance cut in two.
            before.heading = head._replace(lines=head.lines + block.lines, bottom=block.bottom)
        else:
            self.sections.append(_Section(role, block))
        self.open = None

    def _begin(self, layout: int) -> _Record:
        self.open = _Record(len(self.sections) - 1, layout)
        self.records.append(self.open)
        if self.sections:
            self.sections[-1].records.append(self.open)
        return self.open

    def _take_rest(self, block: Block, text: str) -> None:
        if self.open is None:
            if not self.sections:
                self.sections.append(_Section(SectionRole.COVER, None))
            self.sections[-1].blocks.append(block)
            return
        layout = self.profile.layouts[self.open.layout]
        if layout.table is not None:  # what stands outside the table is no part of its rows
            self._leave(block)
            return
        begins, slots = layout.record.begins if layout.record else None, self.open.slots
        if begins and not slots["body"] and self._fits(begins.model_copy(update={"match": None}), block, text):
            slots["heading"].append(block)
        elif self._is_body(layout, block, text):
            slots["body"].append(block)
        else:
            self._leave(block)

    def _is_body(self, layout: Layout, block: Block, text: str) -> bool:
        """Whether the block looks like the body; a label or a marker may open it, so any line that does is enough.

        A box inside the flow of text is a note of its own, not a part of the record around it.
        """
        heading = self.open.slots["heading"] if self.open is not None else []
        if block.panel >= 0 and heading and heading[0].panel < 0:
            return False
        return any(
            looks_like(layout.body, word.style, block.fill, text, self.rules)
            for line in block.lines
            for word in (line.words[0], line.words[-1])
        )

    def _end_row(self) -> None:
        """Decide what the gathered row of a table is: header, sum, the going on of a record, or a record."""
        row, self.row = self.row, None
        if row is None:
            return
        texts = cell_texts(row.blocks)
        slots = header_columns(texts, row.table)
        if slots:
            self.columns = slots
            for block in row.blocks:
                self.others.append((block, "section" if block.cell and block.cell.column in slots else "unclaimed"))
        elif is_total(texts, row.table):
            self.others.extend((block, "section") for block in row.blocks)
        else:
            filled = {self.columns.get(column) for column in texts}
            if row.table.key in filled:
                self._begin(row.layout)
            for block in row.blocks:
                slot = self.columns.get(block.cell.column) if block.cell else None
                if self.open is None or slot is None:
                    self._leave(block)
                else:
                    self.open.slots[slot].append(block)

    def _leave(self, block: Block) -> None:
        self.others.append((block, "unclaimed"))

    def _fits(self, selector: Selector, block: Block, text: str) -> bool:
        return looks_like(selector, block.style, block.fill, text, self.rules)

    def finish(self) -> None:
        """Give each badge to the record beside it: by geometry, wherever it comes in drawing order."""
        self._end_row()
        places: dict[int, list[tuple[_Record, Block]]] = defaultdict(list)
        for record in self.records:
            for block in record.blocks():
                places[block.page].append((record, block))
        for badge in self.badges:
            owner = self._owner(badge, places[badge.page])
            if owner is None:
                self._leave(badge)
            else:
                owner.slots["badge"].append(badge)

    def _owner(self, badge: Block, places: Sequence[tuple[_Record, Block]]) -> _Record | None:
        """The record in the same box, else the one whose nearest block is nearest."""
        boxed = [place for place in places if badge.panel >= 0 and place[1].panel == badge.panel]
        best: tuple[float, float] | None = None
        owner = None
        for record, block in boxed or places:
            if not self._may_own(record, block, badge):
                continue
            across = max(block.x0 - badge.x1, badge.x0 - block.x1, 0.0)
            along = max(block.top - badge.bottom, badge.top - block.bottom, 0.0)
            if best is None or (along, across) < best:
                best, owner = (along, across), record
        return owner if best is not None and best[0] <= BADGE_AWAY else None

    def _may_own(self, record: _Record, block: Block, badge: Block) -> bool:
        wanted = self.profile.layouts[record.layout].badge
        if wanted is None or record.slots.get("badge"):
            return False
        if wanted.fill is not None and not color_fits(wanted.fill, badge.fill):
            return False
        middle = (badge.x0 + badge.x1) / 2
        if wanted.side == "left":
            return middle <= block.x0
        return wanted.side == "any" or middle >= block.x1

    def result(self, hyphens: Hyphens) -> Segmentation:
        others = list(self.others)
        sections = []
        for section in self.sections:
            texts = []
            if section.heading is not None:
                others.append((section.heading, "section" if section.records else "front"))
            for block in section.blocks:
                text = build_text([block.lines], hyphens)
                stated = any(pattern.search(text.folded) for pattern in self.claims)
                headed = section.records and section.heading is not None
                if headed and not stated:
                    others.append((block, "unclaimed"))
                    continue
                others.append((block, "section" if headed else "front"))
                texts.append(text)
            heading = build_text([section.heading.lines], hyphens) if section.heading else None
            pages = {block.page for block in ([section.heading] if section.heading else []) + section.blocks}
            pages.update(block.page for record in section.records for block in record.blocks())
            sections.append(
                SectionBlock(section.role, heading, tuple(texts), tuple(sorted(pages)), len(section.records))
            )
        projects = tuple(self._project(n, record, hyphens) for n, record in enumerate(self.records, 1))
        return Segmentation(tuple(sections), projects, tuple(others))

    def _project(self, n: int, record: _Record, hyphens: Hyphens) -> ProjectBlock:
        slots = {name: _slot_text(blocks, hyphens) for name, blocks in record.slots.items() if blocks}
        first = next(block for name, block in _by_place(record) if name != "badge")
        return ProjectBlock(n, record.section, record.layout, slots, first.page, first.top)


def _by_place(record: _Record) -> list[tuple[str, Block]]:
    every = [(name, block) for name, blocks in record.slots.items() for block in blocks]
    return sorted(every, key=lambda item: (item[1].page, item[1].top))


def _slot_text(blocks: Sequence[Block], hyphens: Hyphens) -> Text:
    """Text of a slot; a paragraph that goes on over a page or a column is one paragraph."""
    return build_text(list(_merged(blocks)), hyphens)


def _merged(blocks: Sequence[Block]) -> Iterator[list[Line]]:
    current: list[Line] = []
    before: Block | None = None
    for block in blocks:
        if before is not None and _goes_on(before, block):
            current.extend(block.lines)
        else:
            if current:
                yield current
            current = list(block.lines)
        before = block
    if current:
        yield current


def _goes_on(above: Block, below: Block) -> bool:
    last, first = above.lines[-1].words[-1], below.lines[0].words[0]
    moved = above.page != below.page or below.top < above.bottom
    return moved and not last.text.endswith(_ENDINGS) and first.text[:1].islower()
