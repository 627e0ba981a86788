"""Sections, records and rows of tables while they are gathered, and the texts of a record's slots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dossier_extract.drafts import GROUP, ProjectBlock, SectionRole
from dossier_extract.look import looks_like, style_fits
from dossier_extract.model import Block, Line, line_of
from dossier_extract.profile import Selector, Table
from dossier_extract.rules import Rules, claims_some
from dossier_extract.text import Texts

ROW_SPACE = 1.2  # em; nearer than that the text below a row of facts belongs to it
ALIGNED = 3.0  # points; lines of one heading begin so near each other

_ENDINGS = (".", "!", "?", ":", ";", "»", "…")


@dataclass
class Record:
    """A record being gathered."""

    section: int
    layout: int
    slots: dict[str, list[Block]] = field(default_factory=lambda: defaultdict(list))

    def blocks(self) -> list[Block]:
        """Its own blocks, without the heading that it shares with other records."""
        return [block for name, blocks in self.slots.items() if name != GROUP for block in blocks]

    def project(self, n: int, texts: Texts) -> ProjectBlock:
        """The record as the Nth project block of the dossier."""
        slots = {name: texts.of(list(_merged(blocks))) for name, blocks in self.slots.items() if blocks}
        every = [(name, block) for name, blocks in self.slots.items() for block in blocks]
        by_place = sorted(every, key=lambda item: (item[1].page, item[1].top))
        first = next(block for name, block in by_place if name not in ("badge", GROUP))
        return ProjectBlock(n, self.section, self.layout, slots, first.page, first.top)


@dataclass
class Row:
    """A table's row being gathered."""

    place: tuple[int, int]  # table and row
    table: Table
    layout: int
    blocks: list[Block] = field(default_factory=list)

    def holds(self, block: Block) -> bool:
        """Whether a block stands in the row, or lies on its side in a cell that goes over it and others."""
        lies = not block.lines[0].words[0].upright
        return block.cell is not None and (block.cell[:2] == self.place or (lies and goes_over(block, self.place)))


@dataclass
class Section:
    """A section being gathered."""

    role: SectionRole
    heading: Block | None
    contacts: bool = False  # whether its heading announces names and addresses
    blocks: list[Block] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)


def _merged(blocks: Sequence[Block]) -> Iterator[list[Line]]:
    """The paragraphs of a slot; one that goes on over a page or a column is one paragraph."""
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


def goes_over(block: Block, place: tuple[int, int]) -> bool:
    """Whether a block's cell goes over a row."""
    table, row = place
    own = block.cell.rows if block.cell is not None and block.cell.table == table else None
    return own is not None and own[0] <= row <= own[1]


def _goes_on(above: Block, below: Block) -> bool:
    last, first = above.lines[-1].words[-1], below.lines[0].words[0]
    moved = above.page != below.page or below.top < above.bottom
    return moved and not last.text.endswith(_ENDINGS) and first.text[:1].islower()


def unfinished(heading: Block, block: Block) -> bool:
    """Whether a block is a heading's second line, set wide or on the next page: it begins small, or quotes are open."""
    text = " ".join(line.text for line in heading.lines)
    small = block.lines[0].text[:1].islower()
    return small or any(text.count(opening) > text.count(closing) for opening, closing in ("«»", "“”"))


def right_below(heading: Block, block: Block) -> bool:
    """Whether a block is set as the next line of a heading."""
    apart = block.top - heading.bottom
    return heading.page == block.page and abs(block.x0 - heading.x0) < ALIGNED and 0 <= apart < block.style.size / 2


def below_row(row: Sequence[Block], block: Block) -> bool:
    """Whether a block stands right below a table's row, over several of its columns: the text of that record."""
    here = [one for one in row if one.page == block.page]
    if not here:
        return False
    apart = block.top - max(one.bottom for one in here)
    over = sum(one.x0 < block.x1 and block.x0 < one.x1 for one in here)
    return 0 <= apart <= ROW_SPACE * block.style.size and over > 1


def alike(heading: Block, block: Block) -> bool:
    """Whether two blocks may be one heading of a section, by their page, size and weight."""
    one, other = heading.style, block.style
    return (heading.page, one.size, one.bold) == (block.page, other.size, other.bold)


def joined(heading: Block, block: Block) -> Block:
    """A heading with its second line."""
    x0, x1 = min(heading.x0, block.x0), max(heading.x1, block.x1)
    return heading._replace(lines=heading.lines + block.lines, x0=x0, x1=x1, bottom=block.bottom)


def states(selector: Selector, block: Block, text: str, rules: Rules) -> bool:
    """Whether a large figure alone makes a line look like a heading: « 23 projets soutenus »."""
    whole = looks_like(selector, block.style, block.fill, text, rules)
    return text[:1].isdigit() and not whole and claims_some(text, rules)


def parted(selector: Selector, heading: Block) -> tuple[Block, list[Block]]:
    """A heading without what stands on its baseline in another style, such as a section's number; and that."""
    kept: list[Line] = []
    rest: list[Line] = []
    for line in heading.lines:
        for part, fitting in ((kept, True), (rest, False)):
            words = [word for word in line.words if style_fits(selector, word.style) is fitting]
            if words:
                part.append(line_of(words, line.page))
    others = [heading._replace(lines=tuple(rest))] if rest else []
    return (heading._replace(lines=tuple(kept)) if kept else heading), others
