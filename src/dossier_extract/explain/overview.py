"""A whole dossier: how its profile was chosen, what began its records and nearly did, which source gave each field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from dossier_extract.discovery.verdict import said_of
from dossier_extract.drafts import ProjectBlock
from dossier_extract.explain.cues import Cues
from dossier_extract.explain.looks import Keys, Printed, all_said
from dossier_extract.explain.misses import Misses
from dossier_extract.explain.phrases import Groups, flat, line, ranges, rule_text
from dossier_extract.explain.readings import Readings, sources_of
from dossier_extract.messages import Message
from dossier_extract.model import Block, BlockKind
from dossier_extract.profile import FieldSource, Layout, Table
from dossier_extract.rules import Rules
from dossier_extract.schema import UnclaimedText
from dossier_extract.text import fold

NEARLY, UNCLAIMED = 5, 8  # lines shown
CELLS = 200  # of tables' first rows, that a column's header is compared with
_RANKS = {"unclaimed": 0, "front": 1}  # what went to no record comes before what did


def explain_records(readings: Readings, rules: Rules) -> list[Message]:
    """The explanation of a dossier that was read with a profile."""
    return list(_Overview(readings, rules).lines())


class _Overview:
    def __init__(self, readings: Readings, rules: Rules) -> None:
        self.readings, self.rules = readings, rules
        self.misses = Misses(readings, rules)
        self.blocks = readings.trace.blocks
        self.fates = _fates(readings)

    def lines(self) -> Iterator[Message]:
        trace, total = self.readings.trace, len(self.readings.blocks)
        name = flat(trace.choice.name)
        if trace.choice.named:
            yield Message("{file}: {n} records, read with {profile} as --profile says", **self._head(name, total))
        elif trace.choice.discovered:
            yield Message("{file}: {n} records, read with a layout that the program found", **self._head(name, total))
            yield from (line(1, one.said) for one in trace.reasons)
        else:
            yield Message("{file}: {n} records, read with {profile}, whose cues stand in it", **self._head(name, total))
        if trace.result is not None and trace.result.dossier.profile.how == "discovered":
            yield line(1, said_of(trace.result.dossier.profile, trace.choice, self.rules))
        yield from Cues(trace.pages).lines(self.readings.profile.recognise, 1)
        for number, layout in enumerate(self.readings.profile.layouts):
            yield from self._layout(number, layout)
        yield from self._unclaimed()

    def _head(self, profile: str, n: int) -> dict[str, object]:
        return {"file": flat(self.readings.trace.source.file), "n": n, "profile": profile}

    def _layout(self, number: int, layout: Layout) -> Iterator[Message]:
        pages = {block.page for block in self.blocks if block.layout == number}
        records = [block for block in self.readings.blocks if block.layout == number]
        where = {"number": number + 1, "pages": ranges(pages) or "–", "n": len(records)}
        if layout.record is not None:
            only = layout.record.model_fields_set == {"begins"}
            begins = rule_text(layout.record.begins if only else layout.record)
            yield Message("layout {number}, pages {pages}: {n} records begin by {begins}", begins=begins, **where)
            nearly = []
            for keys in (Keys(one, self.rules) for one in layout.record.begins):
                nearly += self._nearly(number, layout, keys, 1).lines(2, NEARLY)
                if not records and not nearly:  # another kind of dossier: what has anything in common
                    nearly = self._nearly(number, layout, keys, len(keys.keys) - 1).lines(2, NEARLY)
        else:
            assert layout.table is not None
            key = flat(layout.table.key)
            yield Message("layout {number}, pages {pages}: {n} rows with `{key}` filled", key=key, **where)
            nearly = self._columns(number, layout.table).lines(2, NEARLY)
        if nearly:
            yield line(1, Message("nearly:"))
            yield from nearly
        if records:
            for name, sources in sources_of(layout).items():
                yield from self._field(number, name, sources, records)

    def _nearly(self, number: int, layout: Layout, keys: Keys, allowed: int) -> Groups:
        """Blocks that miss no more keys of `begins` than allowed, or none, but were taken for something else."""
        groups = Groups()
        for block in self.blocks:
            fate = self.fates.get(_place(block), "section")
            if block.layout != number or fate in ("heading", "begins"):
                continue
            printed = _printed(block)
            misses = keys.misses(printed)
            if not misses:
                taken = self._taken(layout, printed) or (block.kind.value if block.kind is not BlockKind.TEXT else fate)
                why = Message("it looks so, but is taken for: {kind}", kind=taken)
                groups.add(("taken", taken), block.page, printed.text, why)
            elif (
                len(misses) <= allowed and fate in (*_RANKS, "body") and block.kind in (BlockKind.TEXT, BlockKind.CELL)
            ):
                near = all(keys.is_near(miss, block.style) for miss in misses)
                if near and (fate in _RANKS or len(keys.keys) > 2):
                    same = tuple((miss.key, "" if miss.key == "match" else miss.has) for miss in misses)
                    rank = 10 * len(misses) + _RANKS.get(fate, 2)
                    groups.add(same, block.page, printed.text, all_said(misses), rank)
        return groups

    def _taken(self, layout: Layout, printed: Printed) -> str:
        """The selector that takes a block before `record` is asked; empty for none."""
        for key in ("ignore", "part", "section"):
            for selector in getattr(layout, key):
                if not Keys(selector, self.rules).misses(printed):
                    return f"{key} {rule_text(selector)}"
        return ""

    def _columns(self, number: int, table: Table) -> Groups:
        """Columns whose header stands nowhere, with the likest cell in the first row of a table."""
        first: dict[int, list[Block]] = {}
        for block in self.blocks:
            if block.cell is not None and block.layout == number:
                row = first.setdefault(block.cell.table, [])
                if not row or row[0].cell is None or row[0].cell.row == block.cell.row:
                    row.append(block)
        cells = [(fold(_words(block)), block) for row in first.values() for block in row][:CELLS]
        heads = dict(reversed(cells))
        groups = Groups()
        for slot, words in table.columns.items():
            wanted = [fold(word) for word in words]
            near = [found for word in wanted for found in get_close_matches(word, heads, n=1, cutoff=0.0)]
            if near and not any(word in heads for word in wanted):
                cell = heads[near[0]]
                why = Message("column `{slot}` wants the header {words}", slot=flat(slot), words=rule_text(words))
                groups.add(slot, cell.page, _words(cell), why)
        return groups

    def _field(
        self, number: int, name: str, sources: Sequence[FieldSource], records: Sequence[ProjectBlock]
    ) -> Iterator[Message]:
        given = {block.n: self.readings.given(block, name) for block in records}
        by_source = Counter((one.rank, one.how) for one in given.values() if one is not None)
        failed: dict[int, list[ProjectBlock]] = {}
        for block in records:
            for rank, _ in self.readings.tried(block, name):
                failed.setdefault(rank, []).append(block)
        lacking = [n for n, one in given.items() if one is None]
        counts = {"field": name, "n": len(records) - len(lacking), "total": len(records)}
        if lacking:
            yield line(1, Message("{field}: {n} of {total}; none in {records}", records=ranges(lacking), **counts))
        else:
            yield line(1, Message("{field}: {n} of {total}", **counts))
        for rank, source in enumerate(sources):
            took = [
                Message("{n} by {pattern}", n=n, pattern=how) if source.pattern else str(n)
                for (at, how), n in sorted(by_source.items())
                if at == rank
            ]
            yield line(2, self.readings.key(number, name, rank, source), ": ", Message.joined(", ", took or ["0"]))
            if rank in failed:
                first = failed[rank][0]
                why = self.misses.why(first, name, rank, source)
                if len(failed[rank]) == 1:
                    yield line(3, Message("failed in record {n}: {why}", n=first.n, why=why))
                    continue
                which = ranges(block.n for block in failed[rank])
                told = Message("failed in records {records}; in record {n}: {why}", records=which, n=first.n, why=why)
                yield line(3, told)

    def _unclaimed(self) -> Iterator[Message]:
        """Text that no rule explains, with the reason nearest at hand."""
        result = self.readings.trace.result
        groups = Groups()
        reasons = self._reasons()
        for page in result.residue if result else ():
            for text in page.blocks:
                key, why = reasons.get(_corner(text), ("rest", Message("no field of its record takes it")))
                groups.add((key, why), page.page, text.text, why)
        if groups.found:
            total = sum(page.unclaimed for page in result.residue) if result else 0
            yield Message("unclaimed, {n} characters:", n=total)
            yield from groups.lines(1, UNCLAIMED)

    def _reasons(self) -> dict[tuple[int, float], tuple[str, Message]]:
        """Why each unclaimed block is in no record, by page and top."""
        reasons: dict[tuple[int, float], tuple[str, Message]] = {}
        headed, unclaimed = False, {id(block) for block, kind in self._others() if kind == "unclaimed"}
        heads = {
            number: [Keys(one, self.rules) for one in (*layout.part, *layout.section, *layout.group)]
            for number, layout in enumerate(self.readings.profile.layouts)
        }
        for block in self.blocks:
            if self.fates.get(_place(block)) == "begins":
                headed = False
            elif any(not keys.misses(_printed(block)) for keys in heads.get(block.layout, ())):
                headed = True
            if id(block) in unclaimed:
                top = round(min(one.top for part in block.lines for one in part.words), 2)
                reasons[block.page, top] = self._reason(block, headed)
        return reasons

    def _others(self) -> Sequence[tuple[Block, str]]:
        return self.readings.segmentation.others

    def _reason(self, block: Block, headed: bool) -> tuple[str, Message]:
        layout = self.readings.profile.layouts[block.layout] if block.layout >= 0 else None
        if block.kind is BlockKind.BADGE:
            return "badge", self.misses.badge_miss(block)
        if block.kind is BlockKind.ASIDE:
            return "aside", Message("it stands beside the column of text")
        if layout is None:
            return "layout", Message("no layout says how to read its page")
        if layout.table is not None:
            if block.cell is None:
                return "table", Message("it stands outside the table")
            return "column", Message("its column has no name in `table`, or no record is open")
        if headed:
            return "headed", Message("it stands between a section's heading and its first record")
        return "body", self.misses.body_miss(block)


def _fates(readings: Readings) -> dict[tuple[int, float, float], str]:
    """Place of a block's first line → what became of it: a slot's name, `begins`, or its residue kind."""
    fates = {_place(block): kind for block, kind in readings.segmentation.others}
    for project in readings.blocks:
        for name, text in project.slots.items():
            kind = name if name in ("heading", "badge") else "body"
            for stretch in text.stretches:
                fates[stretch.line.page, stretch.line.x0, stretch.line.top] = kind
        heading = project.slots.get("heading")
        if heading is not None:
            first = heading.stretches[0].line
            fates[first.page, first.x0, first.top] = "begins"
    return fates


def _place(block: Block) -> tuple[int, float, float]:
    first = block.lines[0]
    return first.page, first.x0, first.top


def _corner(text: UnclaimedText) -> tuple[int, float]:
    return text.box.page, text.box.top


def _printed(block: Block) -> Printed:
    text = block.lines[0].text
    return Printed(block.style, block.fill, text, fold(text))


def _words(block: Block) -> str:
    return " ".join(one.text for one in block.lines)
