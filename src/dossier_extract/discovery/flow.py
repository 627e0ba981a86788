"""The blocks of a document in one reading order, with what is asked of each over and over: look, head, space above."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from dossier_extract.discovery.looks import KINDS, Seen, body_look, seen, stands_out
from dossier_extract.headings import only_territory
from dossier_extract.model import Block
from dossier_extract.places import territories_of
from dossier_extract.rules import Rules
from dossier_extract.stages.layout.beside import LARGER
from dossier_extract.stages.segment.starts import continues
from dossier_extract.text import fold

SHORT = 60  # characters of a line that may name a territory alone


class Flow:
    """Text blocks in order; every list is as long as `blocks`."""

    def __init__(self, blocks: Sequence[Block], rules: Rules) -> None:
        self.rules = rules
        self.blocks = [block for block in blocks if block.kind in KINDS]
        self.looks = [seen(block) for block in self.blocks]
        self.heads = [fold(block.lines[0].text) for block in self.blocks]
        self.inner = [rules.inner.match(head) is not None for head in self.heads]

    @cached_property
    def body(self) -> Seen:
        """The look of most characters."""
        return body_look(self.blocks, self.looks)

    @cached_property
    def spaces(self) -> list[float]:
        """White space above each block in points; endless at the top of a page, a column or a box."""
        return [math.inf, *(below.below(above) for above, below in pairwise(self.blocks))]

    @cached_property
    def gaps(self) -> list[float]:
        """The same, but a block in a box of its own, such as a pill above a title, is near what it stands over."""
        return [math.inf, *(_gap(above, below) for above, below in pairwise(self.blocks))]

    def apart(self, least: float) -> list[bool]:
        """Whether so much white space stands above a block, or a heading, or it begins a page and does not go on."""
        heads = [False, *(stands_out(look, self.body) and look.size > self.body.size for look in self.looks)]
        return [
            not continues(block) if space == math.inf else space >= least or (under and not head)
            for block, space, under, head in zip(self.blocks, self.spaces, heads, heads[1:], strict=False)
        ]

    @cached_property
    def claimed(self) -> list[bool]:
        """Whether a block states a figure about its section (« 8 projets retenus »), and names none before it."""
        claims = [pattern for rule, pattern in self.rules.claims.values() if rule.within in ("section", "any")]
        found = ([pattern.search(head) for pattern in claims] for head in self.heads)
        return [
            any(one is not None and not any(map(str.isalpha, head[: one.start()])) for one in own)
            for head, own in zip(self.heads, found, strict=True)
        ]

    @cached_property
    def placed(self) -> list[bool]:
        """Whether a block's first line names a territory and nothing else: « Département de la Sarthe »."""
        words, territories = frozenset(map(fold, self.rules.dossier.territory_words)), territories_of(self.rules)
        alone = {head: only_territory(head, territories, words) for head in set(self.heads) if len(head) <= SHORT}
        return [alone.get(head, False) for head in self.heads]

    @cached_property
    def told(self) -> list[bool]:
        """Whether a block is a label or an amount, thus no heading; a number alone may be a part of one."""
        return [
            bad and any(char.isalpha() or char == "€" for char in head)
            for bad, head in zip(self.inner, self.heads, strict=True)
        ]

    def boxed(self, index: int) -> bool:
        """Whether a box begins where another one ends."""
        before, block = self.blocks[index - 1 : index + 1]
        return -1 < before.panel != block.panel > -1

    def adjoin(self, index: int) -> bool:
        """Whether a block looks like the one before it on the same page and in the same box."""
        if not index or self.looks[index - 1] != self.looks[index]:
            return False
        before, block = self.blocks[index - 1 : index + 1]
        return before.page == block.page and before.panel == block.panel


def _gap(above: Block, below: Block) -> float:
    space = below.below(above)
    figure = above.style.size >= LARGER * below.style.size and above.x1 <= below.x0  # in front of a heading in a box
    row = above.panel == below.panel >= 0  # a note beside a heading in its box
    heavy = (below.style.size, below.style.bold) >= (above.style.size, above.style.bold)
    tag = heavy and above.panel >= 0 > below.panel and above.x1 <= below.x0  # in its own box in front of a heading
    if (figure or row or tag) and above.page == below.page and above.top < below.bottom and below.top < above.bottom:
        return 0.0
    over = above.page == below.page and above.bottom <= below.top + 1 and above.x0 < below.x1 and below.x0 < above.x1
    return max(below.top - above.bottom, 0.0) if space == math.inf and over else space
