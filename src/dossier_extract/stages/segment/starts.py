"""What begins a record of one layout: a look, a label, a box or a page; and what stands above its heading."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

import regex

from dossier_extract.look import color_fits, looks_like
from dossier_extract.model import Block, BlockKind, Line
from dossier_extract.profile import Begins, Selector
from dossier_extract.rules import Rules
from dossier_extract.stages.segment.gathered import right_below, unfinished
from dossier_extract.text import fold

_TEXT = (BlockKind.TEXT, BlockKind.CELL)


class Part(StrEnum):
    """What a block is to the records."""

    HEADING = "heading"  # begins a record, or is the heading of the one that its box or page began
    LABEL = "label"  # begins a record; a heading right above belongs to it
    ABOVE = "above"
    REST = ""


def continues(block: Block) -> bool:
    """Whether a block at the top of a page goes on with what stands before: it begins small, or with a mark."""
    first = block.lines[0].text.lstrip("«“\"(['")[:1]
    return first.islower() or not first.isalnum()


class Starts:
    """The `record` of one layout, ready to be asked."""

    def __init__(self, record: Begins, layout: int, blocks: Sequence[Block], rules: Rules) -> None:
        self.record, self.rules = record, rules
        looks = [one for one in record.begins if one.model_fields_set - {"match"}]
        # The second line of a heading lacks its number or quote, but is no label either.
        self.bare = [one.model_copy(update={"match": None}) for one in looks]
        # A heading that a pattern alone tells may stand in the middle of a paragraph.
        self.patterned = [one for one in record.begins if one not in looks and one.match]
        self._spaced = record.space is not None and not record.begins
        words = "|".join(regex.escape(word, special_only=True) for word in rules.label_words(record.label))
        self.label = (
            rules.pattern(rf"^(?:{{article}})?(?:{words})s?(?P<after>{{label_ending}}|\s*$|\s)") if words else None
        )
        self.places = (
            {
                self.place(block)
                for block in blocks
                if block.layout == layout and block.kind in _TEXT and self._may_begin(block, fold(block.lines[0].text))
            }
            if record.box is not None or record.page
            else set()
        )

    def place(self, block: Block) -> int:
        """The number of the block's box, or its page."""
        return block.page if self.record.page else block.panel

    def _may_begin(self, block: Block, text: str) -> bool:
        box = self.record.box
        if box is not None and (block.panel < 0 or (box.fill is not None and not color_fits(box.fill, block.fill))):
            return False
        return not self.record.begins or self._fits(self.record.begins, block, text)

    def of(self, block: Block, text: str) -> Part:
        """What a block, the folded text of whose first line is given, is to the records."""
        if self.label is not None and self._labelled(block.lines[0], text):
            return Part.LABEL
        if self._fits(self.record.begins, block, text) or self._spaced:
            return Part.HEADING
        return Part.ABOVE if self._fits(self.record.above, block, text) else Part.REST

    def goes_on(self, heading: Block, block: Block) -> bool:
        """Whether a block goes on with a heading: it looks like one, but for `match`, in the same box or page."""
        if self.record.space is not None:
            return False
        alike = self._fits(self.bare, block, fold(block.lines[0].text)) and heading.panel == block.panel
        return alike and (not self.places or self.place(heading) == self.place(block))

    def continued(self, slots: Mapping[str, list[Block]], block: Block, columned: bool) -> list[Block]:
        """The heading of a record that a block is the next line of; in columns, what stands beside it may come between.

        Read line by line, it would come between because the lines of two columns are mixed.
        """
        heading = slots.get("heading", [])
        if not heading or not self.goes_on(heading[-1], block):
            return []
        follows = (
            (columned and right_below(heading[-1], block)) if slots.get("body") else unfinished(heading[-1], block)
        )
        return heading if follows else []

    def apart(self, block: Block, before: Block | None, headed: bool) -> bool:
        """Whether there is white space enough above a block for a record to begin; below a heading any will do.

        At the top of a page, column or box nothing tells: what begins small, or with a mark, goes on.
        """
        if self.record.space is None or before is None:
            return True
        space = block.below(before)
        if space == math.inf:
            return any(one.match for one in self.record.begins) or not continues(block)
        return headed or space >= self.record.space

    def cut(self, block: Block) -> Iterator[Block]:
        """The block, cut before each line that a label or a bare pattern makes the beginning of a record."""
        if (self.label is None and not self.patterned) or self.record.space is not None:
            yield block
            return
        starts = [
            index
            for index, line in enumerate(block.lines)
            if index and self._is_start(block._replace(lines=(line,)), fold(line.text))
        ]
        for begin, end in zip([0, *starts], [*starts, len(block.lines)], strict=True):
            lines = block.lines[begin:end]
            yield block._replace(lines=lines, top=lines[0].top, bottom=lines[-1].bottom) if starts else block

    def _is_start(self, block: Block, text: str) -> bool:
        return self._labelled(block.lines[0], text) or self._fits(self.patterned, block, text)

    def _labelled(self, line: Line, text: str) -> bool:
        """Whether a line begins with the label that opens a record, ended by a mark, by its end or by another style."""
        found = self.label.search(text) if self.label is not None else None
        if found is None or found["after"].strip() or found.end() >= len(line.text):
            return found is not None
        before = len(line.text[: found.start("after")].split())
        return line.words[before - 1].style != line.words[min(before, len(line.words) - 1)].style

    def _fits(self, selectors: Sequence[Selector], block: Block, text: str) -> bool:
        styles = block.styles if selectors else ()
        return any(looks_like(one, style, block.fill, text, self.rules) for one in selectors for style in styles)
