"""Cut the blocks into sections and projects: what begins a section, what begins a record, which badge belongs to which.

A block joins a record only if it looks like the profile's `body`; whatever nothing asks for stays unclaimed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dossier_extract.drafts import GROUP, SectionBlock, SectionRole, Segmentation
from dossier_extract.headings import only_territory
from dossier_extract.look import looks_like
from dossier_extract.model import Block, BlockKind
from dossier_extract.places import territories_of
from dossier_extract.profile import Layout, Profile, Selector
from dossier_extract.rules import Rules, claims_some
from dossier_extract.stages.segment.badges import owners
from dossier_extract.stages.segment.gathered import Record, Row, Section, alike, below_row, joined, parted, states
from dossier_extract.stages.segment.merged import Merged
from dossier_extract.stages.segment.starts import Part, Starts
from dossier_extract.tables import begins_sum, cell_texts, header_columns, is_total
from dossier_extract.text import Texts, fold


def texts_of(blocks: Sequence[Block], rules: Rules) -> Texts:
    """What makes texts of the blocks' lines; all of them tell which hyphens are soft."""
    lines = (line for block in blocks if block.kind is not BlockKind.FURNITURE for line in block.lines)
    return Texts(lines, frozenset(fold(prefix) for prefix in rules.dossier.hyphen_prefixes))


def segment_projects(
    blocks: Sequence[Block], profile: Profile, rules: Rules, texts: Texts | None = None
) -> Segmentation:
    """Return the sections and the project blocks of a dossier, in order, and every block that is part of neither.

    `texts`: those of the same blocks, where they are cut more than once.
    """
    gathered = _Gatherer(profile, rules, blocks)
    for block in blocks:
        gathered.take(block)
    gathered.finish()
    return gathered.result(texts or texts_of(blocks, rules))


class _Gatherer:
    """Goes through the blocks once, in reading order."""

    def __init__(self, profile: Profile, rules: Rules, blocks: Sequence[Block]) -> None:
        self.profile, self.rules = profile, rules
        self.starts = {
            number: Starts(layout.record, number, blocks, rules)
            for number, layout in enumerate(profile.layouts)
            if layout.record is not None
        }
        self.waiting: list[tuple[str, Block]] = []  # slot and block of what may belong to the next record
        self.begun: set[tuple[int, int]] = set()  # layout and number of the boxes or pages that began a record
        self.heads: dict[str, int] = {}  # heading that names no place, folded → its section
        self.places = frozenset(map(fold, rules.dossier.territory_words))
        self.sections: list[Section] = []
        self.records: list[Record] = []
        self.open: Record | None = None
        self.group: Block | None = None  # the heading that the next records share
        self.before: Block | None = None  # the text before the one that is taken
        self.badges: list[Block] = []
        self.others: list[tuple[Block, str]] = []
        self.columns: dict[int, str] = {}  # column → slot, from the last header row of a table
        self.row: Row | None = None  # the row of a table that is being gathered
        self.merged = Merged()  # the cells that several rows of a table share
        self.contacts = rules.pattern("|".join(rules.dossier.contacts), "dossier.yml")

    def take(self, block: Block) -> None:
        if self.row is not None and not self.row.holds(block):
            self._end_row()
        if block.kind is BlockKind.BADGE:
            self.badges.append(block)
        elif block.kind in (BlockKind.FURNITURE, BlockKind.CAPTION):
            self.others.append((block, block.kind.value))
        elif block.kind is BlockKind.ASIDE:
            self._leave(block)
        else:
            self._take_text(block, fold(block.lines[0].text))
            self.before = block

    def _take_text(self, block: Block, text: str) -> None:
        if block.layout < 0:
            self._take_rest(block, text)
            return
        layout = self.profile.layouts[block.layout]
        if any(self._fits(selector, block, text) for selector in layout.ignore):
            self.others.append((block, "ignored"))
            return
        in_row = layout.table is not None and block.cell is not None  # no heading, unless it stands alone in its row
        if not in_row and self._takes_heading(block, text, layout):
            return
        if self._in_contacts(block):
            self.sections[-1].blocks.append(block)
        elif layout.record is not None:
            starts = self.starts[block.layout]
            take = self._take_placed if starts.places else self._take_part
            for part in starts.cut(block):
                take(starts, part, text if part is block else fold(part.lines[0].text))
        elif layout.table is not None and block.cell is not None:
            if self.row is None:
                self.row = Row(block.cell[:2], layout.table, block.layout)
            self.row.blocks.append(block)
        else:
            self._take_rest(block, text)

    def _in_contacts(self, block: Block) -> bool:
        """Whether a block stands on the page of a heading « Contacts », below it: names and addresses, no records."""
        head = self.sections[-1].heading if self.sections and self.sections[-1].contacts else None
        return head is not None and head.page == block.page

    def _take_part(self, starts: Starts, block: Block, text: str) -> None:
        """Take a block where a look or a label begins records."""
        part = starts.of(block, text)
        if part is Part.HEADING and not self._apart(starts, block, text):
            part = Part.REST
        slots = self.open.slots if self.open is not None else {}
        columned = self.profile.layouts[block.layout].reading != "lines"
        if part is Part.HEADING and (heading := starts.continued(slots, block, columned)):
            heading[-1] = joined(heading[-1], block)
        elif part is Part.LABEL or (part is Part.HEADING and starts.label is None):
            waiting, self.waiting = self.waiting, []
            record = self._begin(block.layout)
            own = "heading" if part is Part.HEADING and starts.record.heading else "body"
            for slot, one in [*waiting, (own, block)]:
                record.slots[slot].append(one)
        elif part is Part.REST:
            self._release()
            self._take_rest(block, text)
        else:
            self.waiting.append((part.value, block))

    def _apart(self, starts: Starts, block: Block, text: str) -> bool:
        """Whether white space lets a record begin, if the layout asks for it; figures about a section begin none."""
        headed = self.open is None and bool(self.sections) and self.sections[-1].heading is not None
        stated = headed and claims_some(text, self.rules)
        return starts.apart(block, self.before, headed) and not stated

    def _take_placed(self, starts: Starts, block: Block, text: str) -> None:
        """Take a block where boxes or pages begin records: the first of a place begins one."""
        place, part = starts.place(block), starts.of(block, text)
        if place in starts.places and (block.layout, place) not in self.begun:
            self.begun.add((block.layout, place))
            self._begin(block.layout)
            part = part if starts.record.begins or part is Part.ABOVE else Part.HEADING
        slots = self.open.slots if self.open is not None else {}
        if self.open is not None and place in starts.places and part is not Part.REST and not slots.get("heading"):
            self.open.slots[part.value].append(block)
        else:
            self._take_rest(block, text)

    def _release(self) -> None:
        """What waited for a record below it belongs to the one before after all."""
        waiting, self.waiting = self.waiting, []
        for _, block in waiting:
            self._take_rest(block, fold(block.lines[0].text))

    def _head(self, role: SectionRole, block: Block) -> None:
        self._release()
        before = self.sections[-1] if self.sections else None
        head = before.heading if before is not None and not (before.blocks or before.records) else None
        if not any(any(map(str.isalpha, word.text)) for line in block.lines for word in line.words):
            self.others.append((block, "section"))  # a section's number, drawn apart from its heading
            return
        if before is not None and head is not None and alike(head, block) and before.role is role:
            before.heading = joined(head, block)  # a wide line distance cut it in two
        else:
            contacts = self.contacts.search(fold(block.lines[0].text)) is not None
            self.sections.append(Section(role, block, contacts))
            self._draw_in(block)
            said = fold(" ".join(line.text for line in block.lines))
            if not only_territory(said, territories_of(self.rules), self.places):
                self.heads[said] = len(self.sections) - 1
        self._share(None)

    def _draw_in(self, heading: Block) -> None:
        """Take what a record got last for the section, where it stands in the heading's box, level with it."""
        block = self.before
        if block is None or not block.panel == heading.panel >= 0:
            return
        level = block.top < heading.bottom and heading.top < block.bottom
        for blocks in self.open.slots.values() if self.open is not None and level else ():
            if blocks and blocks[-1] is block:
                self.sections[-1].blocks.append(blocks.pop())

    def _heads_records(self, text: str) -> bool:
        """Whether a text is the heading of a section that holds records, or of the one around it."""
        at = self.heads.get(text)
        return at is not None and any(section.records for section in self.sections[at : at + 2])

    def _share(self, block: Block | None) -> None:
        """Let the next records share a heading, or none; one that no record shared is left."""
        self._release()
        if self.group is not None and not (self.records and self.group in self.records[-1].slots.get(GROUP, ())):
            self._leave(self.group)
        self.group, self.open = block, None

    def _begin(self, layout: int) -> Record:
        self.open = Record(len(self.sections) - 1, layout)
        if self.group is not None:
            self.open.slots[GROUP].append(self.group)
        self.records.append(self.open)
        if self.sections:
            self.sections[-1].records.append(self.open)
        return self.open

    def _take_rest(self, block: Block, text: str) -> None:
        if self.open is None:
            if not self.sections:
                self.sections.append(Section(SectionRole.COVER, None))
            self.sections[-1].blocks.append(block)
            return
        again = len(block.lines) == 1 and self._heads_records(text)  # over a page of its section
        if again and self.open.blocks():
            self.others.append((block, "section"))
            return
        layout = self.profile.layouts[self.open.layout]
        if layout.table is not None:  # what stands elsewhere is no part of its rows
            if below_row(self.open.blocks(), block):
                self.open.slots["body"].append(block)
            else:
                self._leave(block)
            return
        slots = self.open.slots
        heading = slots["heading"]
        starts = self.starts.get(block.layout)  # none where no layout reads the page
        if starts is not None and heading and not slots["body"] and starts.goes_on(heading[-1], block):
            heading.append(block)
        elif layout.record is not None and layout.record.panel and heading and heading[0].panel != block.panel >= 0:
            slots["panel"].append(block)
        elif self._is_body(layout, block, text):
            slots["body"].append(block)
        else:
            self._leave(block)

    def _is_body(self, layout: Layout, block: Block, text: str) -> bool:
        """Whether the block looks like the body; a label or a marker may open it, so any line that does is enough.

        A box inside the flow of text is a note of its own, not a part of the record around it, unless `boxes` says so.
        """
        first = (self.open.slots["heading"] or self.open.blocks())[:1] if self.open is not None else []
        boxed = layout.record is not None and layout.record.boxes
        if block.panel >= 0 and first and first[0].panel < 0 and not boxed:
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
        elif len(texts) > 1 or not self._heads_rows(row):
            self._take_row(row, texts)

    def _take_row(self, row: Row, texts: dict[int, str]) -> None:
        """Take a row as a record, or as the going on of the one above."""
        wide = {block.cell.column for block in row.blocks if block.cell is not None and block.cell.wide}
        if row.table.key in {self.columns.get(column) for column in texts.keys() - wide}:
            self.merged.begin(row.place, self._begin(row.layout))
        for block in row.blocks:
            own = self._slot(block)
            if self.open is None or own is None:
                self._leave(block)
            elif block.cell is None or block.cell.rows is None or own == row.table.key:
                self.open.slots[own].append(block)
            else:
                self.merged.share(own, block)

    def _slot(self, block: Block) -> str | None:
        """The slot of a table's cell: its column's; what goes over several columns is the record's text."""
        if block.cell is None:
            return None
        return "body" if block.cell.wide else self.columns.get(block.cell.column)

    def _takes_heading(self, block: Block, text: str, layout: Layout) -> bool:
        """Take a block for the heading of a section, if it looks like one; the sum of a table's rows is none."""
        if layout.table is not None and begins_sum(text, layout.table.total):
            return False
        for role, heads in ((SectionRole.PART, layout.part), (SectionRole.HEADING, layout.section)):
            for selector in heads:
                if self._fits(selector, block, text) and not states(selector, block, text, self.rules):
                    heading, rest = parted(selector, block)
                    self.others += [(one, "section") for one in rest]
                    self._head(role, heading)
                    return True
        shared = any(self._fits(selector, block, text) for selector in layout.group)
        if shared:
            self._share(block)
        return shared

    def _heads_rows(self, row: Row) -> bool:
        """Take the only cell of a row for the heading of the rows below, if it looks like one."""
        first, *rest = row.blocks
        if not self._takes_heading(first, fold(first.lines[0].text), self.profile.layouts[row.layout]):
            return False
        for block in rest:
            self._take_rest(block, fold(block.lines[0].text))
        return True

    def _leave(self, block: Block) -> None:
        self.others.append((block, "unclaimed"))

    def _fits(self, selector: Selector, block: Block, text: str) -> bool:
        return any(looks_like(selector, style, block.fill, text, self.rules) for style in block.styles)

    def finish(self) -> None:
        """Give each badge to the record beside it: by geometry, wherever it comes in drawing order."""
        self._end_row()
        self._share(None)
        self.merged.carry()
        # What begins on a page or in a box whose text is all a heading, or is left, is no record.
        for records in (self.records, *(section.records for section in self.sections)):
            records[:] = [record for record in records if record.blocks()]
        for badge, owner in owners(self.badges, self.records, [layout.badge for layout in self.profile.layouts]):
            if owner is None:
                self._leave(badge)
            else:
                owner.slots["badge"].append(badge)

    def _numbered(self) -> Iterator[tuple[int, Record]]:
        """The records with their ranks; those that tell of projects again are counted by themselves."""
        counts: Counter[bool] = Counter()
        for record in self.records:
            again = self.profile.layouts[record.layout].again
            counts[again] += 1
            yield counts[again], record

    def result(self, texts: Texts) -> Segmentation:
        others = list(self.others)
        sections = []
        for section in self.sections:
            own = []
            if section.heading is not None:
                others.append((section.heading, "section" if section.records else "front"))
            for block in section.blocks:
                text = texts.of([block.lines])
                stated = claims_some(text.folded, self.rules)
                headed = section.records and section.heading is not None
                if headed and not stated:
                    others.append((block, "unclaimed"))
                    continue
                others.append((block, "section" if headed else "front"))
                own.append(text)
            heading = texts.of([section.heading.lines]) if section.heading else None
            pages = {block.page for block in ([section.heading] if section.heading else []) + section.blocks}
            pages.update(block.page for record in section.records for block in record.blocks())
            sections.append(SectionBlock(section.role, heading, tuple(own), tuple(sorted(pages)), len(section.records)))
        projects = tuple(record.project(n, texts) for n, record in self._numbered())
        return Segmentation(tuple(sections), projects, tuple(others))
