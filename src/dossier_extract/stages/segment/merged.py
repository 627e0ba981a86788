"""Cells that go over several rows of a table: what stands in one belongs to every record that begins in these rows."""

from __future__ import annotations

from dossier_extract.model import Block
from dossier_extract.stages.segment.gathered import Record, goes_over


class Merged:
    """The merged cells of a dossier's tables, and the records that share them."""

    def __init__(self) -> None:
        self.rows: dict[tuple[int, int], Record] = {}  # by table and row: the records of the table that is read
        self.cells: list[tuple[str, Block]] = []  # slot and block, of the same table
        self.every: list[tuple[int, Record]] = []  # table and record, of all tables
        self.slots: set[str] = set()  # in which some table has such cells

    def begin(self, place: tuple[int, int], record: Record) -> None:
        """A row begins a record; `place`: its table and number."""
        if not any(table == place[0] for table, _ in self.rows):
            self.rows, self.cells = {}, []
        self.rows[place] = record
        self.every.append((place[0], record))
        for slot, block in self.cells:
            if goes_over(block, place):
                record.slots[slot].append(block)

    def share(self, slot: str, block: Block) -> None:
        """Give what stands in a merged cell to the records of its rows, to those that are still to come, too."""
        self.cells.append((slot, block))
        self.slots.add(slot)
        for place, record in self.rows.items():
            if goes_over(block, place):
                record.slots[slot].append(block)

    def carry(self) -> None:
        """Give cells to the rows that they go on over on the next page, where they are empty."""
        for slot in self.slots:
            last: list[Block] = []
            told = reached = -1  # the table that has a cell of its own, and the last one that one was carried to
            for table, record in self.every:
                if own := record.slots.get(slot):
                    last, told, reached = own, table, table
                elif last and told < table <= reached + 1:
                    record.slots[slot], reached = list(last), table
