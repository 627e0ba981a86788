"""The headings that stand over records: the looks of themes, departments, parts."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise
from typing import Any

from dossier_extract.discovery.flow import Flow
from dossier_extract.discovery.looks import LONGEST, Seen, as_selector, chars, seen, stands_out
from dossier_extract.discovery.plausible import Judge, communes
from dossier_extract.model import Block
from dossier_extract.profile import TOTALS
from dossier_extract.tables import begins_sum

RIGHT_ABOVE = 0.8  # of its blocks, for a heading smaller than what begins the records
HEADINGS = 0.5  # of a look's blocks that a record follows: from there it is a section's heading
USUAL = 0.15  # of the records that have it, for a line of their own below what begins them
NAMES = 2  # headings, at most, on one page on which no record begins
NEARER = 2.0  # points
LARGER = 0.4  # points; in larger type
COUNTED = 0.8  # of the numbers in one look that follow the one before
TELLING = 0.8  # of a look's blocks that are sentences or figures: they are no headings
SELDOM = 0.5  # of the records, at most, for quotations that stand between them
NEAR = 3  # blocks below a heading among which a table's cells begin
FEWEST_SHARED = 4  # headings that name carriers or towns
SHARED = 0.5  # of them that must name one: carriers are also called by names that nothing tells
NAMED = 0.8  # plausibility of a carrier's name, and of a territory's, from which it is told
TITLED = 0.6  # of the records whose facts have the same title
DIVIDER = 200  # characters of a page at most that only a heading stands on, with what is said of its section

_QUOTED = re.compile(r"[«“\"].{30,}[»”\"]")  # all of what is said; titles in quotes are shorter, or below a number
_COUNT = re.compile(r"((?:[^\W\d_]+ )?)\d{1,2}\b")
_SAID = re.compile(r"[«“\"].{20,}[.!?…,] ?[»”\"]")  # a sentence in quotes; titles in quotes have no end

_SENTENCE = re.compile(r".{30,}[^.]\.")  # all of a heading that is none: a word of introduction


def table_sections(flow: Flow) -> list[dict[str, Any]]:
    """Looks of the headings that stand over the rows of tables."""
    blocks, looks = flow.blocks, flow.looks
    where: dict[Seen, list[bool]] = defaultdict(list)
    rows = _filled(blocks)
    inside = {
        look[:4]
        for block, look in zip(blocks, looks, strict=True)
        if block.cell is not None and block.cell.row > 0 and rows[block.cell[:2]] > 1  # row 0 may be the header
    }
    pale = {look for block, look in zip(blocks, looks, strict=True) if block.fill is not None and look.fill is None}
    texts: dict[Seen, list[str]] = defaultdict(list)
    pages = {block.page for block in blocks if block.cell is not None}
    beside = {look for block, look in zip(blocks, looks, strict=True) if block.cell is None and block.page in pages}
    for index, (block, look) in enumerate(zip(blocks, looks, strict=True)):
        if look in beside and block.page not in pages:
            continue  # a heading of the front matter may look so, too
        if (
            not flow.claimed[index]
            and not begins_sum(flow.heads[index], TOTALS)
            and (block.cell is None or rows[block.cell[:2]] == 1)
        ):
            following = [other.cell is not None for other in blocks[index + 1 : index + 1 + NEAR]]
            said = any(_SAID.match(_text(one)) for one in blocks[max(index - 1, 0) : index + 1])  # or who says it
            where[look].append(any(following) and chars(block) < LONGEST and not (said or _tells(block)))
            texts[look].append(flow.heads[index])
    shares = _shares(where)
    found = []
    for look in where:
        if shares[look] < HEADINGS or not stands_out(look, flow.body):
            continue
        if look.fill is not None or look[:4] not in inside:
            found.append(as_selector(look))
        # By its look alone, cells would be taken for headings.
        elif look in pale:
            found.append({**as_selector(look), "fill": "any"})
        elif (counted := _counted(texts[look])) is not None:
            found.append({**as_selector(look), "match": counted})
    return [*found, *(look for look in map(as_selector, _heading_pages(flow)) if look not in found)]


def _heading_pages(flow: Flow) -> Iterator[Seen]:
    """Looks of the largest lines that stand first on pages with a table, each over one: other text may be between."""
    blocks = flow.blocks
    tables = [index for index, block in enumerate(blocks) if block.cell is not None]
    pages = {blocks[index].page for index in tables}
    held = Counter(block.panel for block, claimed in zip(blocks, flow.claimed, strict=True) if not claimed)
    first: dict[int, int] = {}
    for index, block in enumerate(blocks):
        if not flow.claimed[index]:
            first.setdefault(block.page, index)
    looks = {  # a number may stand before it in another type
        index: seen(blocks[index], blocks[index].style)
        for index in first.values()
        if blocks[index].page in pages and blocks[index].cell is None
    }
    largest = max((look.size for look in looks.values()), default=0.0)
    heads = [index for index, look in looks.items() if look.size == largest > flow.body.size + LARGER]
    own = all(blocks[index].panel < 0 or held[blocks[index].panel] == 1 for index in heads)
    apart = all(any(above < index < below for index in tables) for above, below in pairwise(heads))
    if own and apart and len({flow.heads[index] for index in heads}) == len(heads) > 1:
        yield from dict.fromkeys(looks[index] for index in heads)


def _counted(heads: Sequence[str]) -> str | None:
    """What headings begin with that are counted: « Axe 1 », « Axe 2 », or numbers alone."""
    counts = [_COUNT.match(head) for head in heads]
    words = {count[1] for count in counts if count is not None}
    if words == {""} and any(above >= below for above, below in pairwise(int(count[0]) for count in counts if count)):
        return None  # codes of départements
    return rf"{words.pop()}\d" if len(heads) > 1 and None not in counts and len(words) == 1 else None


def _shares(where: Mapping[Seen, Sequence[bool]]) -> dict[Seen, float]:
    """Share of each look's blocks that records follow; where theme colours vary, of the look whatever its colour.

    The colour of one theme may be that of the headings in the front matter, too.
    """
    alike: dict[tuple[object, ...], list[bool]] = defaultdict(list)
    for look, over in where.items():
        alike[_kind(look)].extend(over)
    return {look: max(sum(one) / len(one) for one in (over, alike[_kind(look)])) for look, over in where.items()}


def _kind(look: Seen) -> tuple[object, ...]:
    """A look whatever its colour, which may be that of a theme."""
    return *look[:3], look.fill is None


def _filled(blocks: Sequence[Block]) -> dict[tuple[int, int], int]:
    """Number of cells with text of each row, by table and row."""
    cells = {block.cell for block in blocks if block.cell is not None}
    return Counter(cell[:2] for cell in cells)


def sections(
    flow: Flow, fits: Sequence[bool], starts: set[int], above: Set[int] = frozenset()
) -> Iterator[dict[str, Any]]:
    """Looks of headings that stand over records, or larger than what begins one; `above`: lines over the beginnings."""
    blocks, body, first = flow.blocks, flow.body, flow.looks[min(starts)]
    where = _where(flow, fits)
    heads = {look: [i for n, i in enumerate(at) if not n or at[n - 1] != i - 1] for look, at in where.items()}
    begun, cover = starts | above, {blocks[0].page}
    among = range(min(starts) - 3, max(starts))  # what stands before and after the records is no section of theirs
    inside = {look: [i for i in at if i in among] for look, at in heads.items()}
    over = {look: [any(i + n in begun for n in (1, 2, 3)) for i in at] for look, at in inside.items() if at}
    followed = _shares(over)
    dividers, pages = _dividers(blocks, starts), {blocks[i].page for i in starts}
    follows = Counter(_kind(flow.looks[start + 1]) for start in starts if start + 1 < len(blocks))
    for look, places in heads.items():
        if {blocks[i].page for i in places} == cover and blocks[min(starts)].page not in cover:
            continue  # the dossier's own title
        if sum(_tells(blocks[i]) or flow.claimed[i] for i in places) >= TELLING * len(places):
            continue  # what somebody says, what introduces the records, or how many follow
        on = {blocks[i].page for i in where[look]}
        if len(where[look]) > NAMES and len(on) == 1 and not on & pages:
            continue  # names on a map
        named = sum(flow.placed[i] for i in inside[look]) >= RIGHT_ABOVE * max(len(inside[look]), 1)
        if named and any(flow.heads[i] == flow.heads[j] for i, j in pairwise(inside[look])):
            named = False  # said of each record
        often = len(places) >= max(0.8 * len(starts), 2) and not named
        if often or any(chars(blocks[i]) > 200 for i in where[look]):
            continue
        below = sum(i - 1 in starts for i in places) / len(places)
        right_above = sum(i + 1 in begun for i in places) / len(places)
        if look.size <= body.size + 0.4 and _hangs(flow, places):
            continue  # the last line of a record, such as who carries it
        usual = follows[_kind(look)] >= USUAL * len(starts) or len(places) == 1
        own = inside[look] or places  # those of the front matter may look so, too
        near = sum(i + 1 in begun or i + 2 in begun for i in own) / len(own)  # a line may stand between
        short = near >= RIGHT_ABOVE and len(own) > 1 and look.size >= first.size  # sections of few records
        if usual and below >= HEADINGS > right_above and not short:
            continue  # a title below the label or number that begins the record, a carrier below the title
        larger = look.size > first.size + 0.4 or (
            look.size >= first.size and look.fill is not None and first.fill is None
        )
        parting = sum(i in dividers for i in inside[look]) >= HEADINGS * max(len(inside[look]), 1)
        inner = look.size > body.size + 0.4 and (near >= RIGHT_ABOVE or parting)  # departments below themes
        smaller = look.size < first.size - 0.4 and look.fill is None and not inner
        if larger or (followed.get(look, 0.0) >= HEADINGS and not smaller and stands_out(look, body)):
            told = any(flow.told[i] and flow.looks[i] == look for i in range(min(starts), len(blocks)))
            yield {**as_selector(look), **({"labelled": False} if told else {})}  # amounts may be set like headings


def shared(flow: Flow, heads: Sequence[dict[str, Any]], starts: set[int]) -> Iterator[dict[str, Any]]:
    """Looks of the headings that tell a field of the records below, since they name carriers or towns, not themes."""
    judge = Judge(flow.rules)
    among = [i for i in range(max(min(starts) - 3, 0), max(starts)) if i not in starts]
    for look in heads:
        own = {**look}
        own.pop("labelled", None)
        every = {_text(flow.blocks[i]) for i in among if as_selector(flow.looks[i]).items() >= own.items()}
        names = [name for name in every if judge.territory(name) <= NAMED]
        carriers = sum(judge.value("carrier", name) > NAMED for name in names)
        told = max(carriers, sum(map(communes, names)))
        if len(names) >= FEWEST_SHARED and told >= SHARED * len(every):
            yield look


def _hangs(flow: Flow, places: Sequence[int]) -> bool:
    """Whether most of these blocks are nearer to what stands above them than to what stands below."""
    spaces = [(flow.spaces[i], flow.spaces[i + 1]) for i in places if i + 1 < len(flow.blocks)]
    told = [above + NEARER < below for above, below in spaces if max(above, below) < math.inf]
    return sum(told) > len(told) / 2


def asides(flow: Flow, starts: Sequence[int]) -> list[dict[str, Any]]:
    """Looks of what stands between records and is no part of any: quotations with their names, the records' numbers."""
    blocks: dict[Seen, list[int]] = defaultdict(list)
    for index in range(max(min(starts) - 1, 0), min(max(starts) + 2, len(flow.blocks))):
        blocks[flow.looks[index]].append(index)
    begun, texts = {flow.looks[index] for index in starts}, list(map(_text, flow.blocks))
    found: list[Seen] = []
    spoken: set[int] = set()
    for look, at in blocks.items():
        own = [texts[index] for index in at]
        if look not in begun and stands_out(look, flow.body):
            titles = sum(index - 1 in starts for index in at) > len(at) / 2
            usual = len(at) >= SELDOM * len(starts) and not titles
            if said := _spoken(own, len(starts)) or (usual and all(map(_QUOTED.fullmatch, own))):
                spoken.update(at)
            if said or _counting(own):
                found.append(look)
    # A look means the blocks of which most looks so, too.
    mostly: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index in range(min(starts), max(starts)):
        mostly[seen(flow.blocks[index], flow.blocks[index].style)[:4]].append(index)
    names = (
        look
        for look, at in blocks.items()
        if look not in begun
        and look[:3] != flow.body[:3]
        and all({index - 1, index - 2} & spoken for index in (*at, *mostly[look[:4]]))
    )
    return [*map(as_selector, dict.fromkeys((*found, *names))), *_panel_titles(flow, starts)]


def _text(block: Block) -> str:
    return " ".join(line.text for line in block.lines)


def _tells(block: Block) -> bool:
    """Whether a block is what somebody says, or a sentence."""
    text = _text(block)
    return _SAID.match(text) is not None or _SENTENCE.fullmatch(text) is not None


def _panel_titles(flow: Flow, starts: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The same line over the labels of most records (« En bref », « Repères »): the title of their facts, no value."""
    labels = [flow.rules.field_of_label(head.partition(":")[0].strip()) for head in flow.heads]
    lines: dict[str, list[int]] = defaultdict(list)
    for index in set(range(min(starts), len(flow.blocks) - 1)) - set(starts):
        one = len(flow.blocks[index].lines) == 1 and labels[index] in (None, "description")
        if one and not _between_labels(flow.looks[index - 1 : index + 2]):
            lines[flow.heads[index]].append(index)
    for head, places in lines.items():
        over = sum(labels[index + 1] not in (None, "description") for index in places)
        if over >= TITLED * max(len(starts), len(places)):
            yield {"match": rf"{re.escape(head)}$"}


def _between_labels(looks: Sequence[Seen]) -> bool:
    """Whether the second of three blocks is the value of the first: what stands before and after it looks alike."""
    above, own, below = looks
    return above == below != own


def _spoken(texts: Sequence[str], n: int) -> bool:
    """Whether these are what people say of the call, on some pages."""
    return all(map(_SAID.match, texts)) and len(texts) < SELDOM * n


def _counting(texts: Sequence[str]) -> bool:
    """Whether these are numbers that count up, drawn apart from what they number."""
    numbers = [int(text) for text in texts if text.isdecimal()]
    follow = sum(above + 1 == below for above, below in pairwise(numbers))
    return len(numbers) == len(texts) > 2 and follow >= COUNTED * (len(texts) - 1)


def _where(flow: Flow, fits: Sequence[bool]) -> dict[Seen, list[int]]:
    """The blocks that each look means but for those that begin records: most of a line looks so, or its first word."""
    where: dict[Seen, list[int]] = {look: [] for look in flow.looks}
    for index, (block, look) in enumerate(zip(flow.blocks, flow.looks, strict=True)):
        for own in {look, seen(block, block.style)} & where.keys() if not fits[index] else ():
            where[own].append(index)
    return {look: at for look, at in where.items() if at}


def _dividers(blocks: Sequence[Block], starts: set[int]) -> set[int]:
    """The first blocks of pages that hold a few words and begin no record: headings, whatever their size."""
    sizes: Counter[int] = Counter()
    first: dict[int, int] = {}
    for index, block in enumerate(blocks):
        sizes[block.page] += chars(block)
        first.setdefault(block.page, index)
    begun = {blocks[index].page for index in starts}
    return {index for page, index in first.items() if page not in begun and sizes[page] <= DIVIDER}
