"""What is to be drawn on each page: marks of everything that the stages found there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, Protocol

from dossier_extract.drafts import GROUP, ProjectBlock, RawField, Segmentation
from dossier_extract.model import BlockKind, Line, Page
from dossier_extract.picture.looks import LOOKS
from dossier_extract.pipeline import Trace
from dossier_extract.schema import Method, Origin, Result

Bounds = tuple[float, float, float, float]  # x0, top, x1, bottom


class Boxed(Protocol):
    """Anything with a place on a page."""

    @property
    def x0(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def bottom(self) -> float: ...


class Mark(NamedTuple):
    """One thing to draw: its look (a key of `LOOKS`), its boxes in points, what its tag says (nothing: no tag)."""

    look: str
    boxes: tuple[Bounds, ...]
    tag: str = ""


Marks = dict[int, list[Mark]]  # by page number
_SEEN_BY_LAYOUT = (BlockKind.FURNITURE, BlockKind.CAPTION)  # kinds of blocks already


def bounds_of(thing: Boxed) -> Bounds:
    """The place of a word, a line, a block, a box."""
    return thing.x0, thing.top, thing.x1, thing.bottom


def union(one: Bounds, other: Bounds) -> Bounds:
    """The least rectangle around two."""
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def overlap(one: Bounds, other: Bounds) -> float:
    """The area that two rectangles share."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    return across * max(min(one[3], other[3]) - max(one[1], other[1]), 0) if across > 0 else 0


def marks_of(trace: Trace) -> Marks:
    """The marks of every page, in the order in which they are drawn.

    Of a dossier that no profile fits: what was read, and its blocks.
    """
    marks: Marks = defaultdict(list)
    plates = {}
    for block in trace.blocks:
        lines = tuple(map(bounds_of, block.lines))
        place = bounds_of(block)
        if block.kind is BlockKind.BADGE:
            place = _plate(place, trace.pages[block.page - 1])
            plates.update(dict.fromkeys(block.lines, place))
        marks[block.page] += [Mark("line", lines), Mark(block.kind.value, (place,))]
    for page in trace.pages:
        marks[page.number] += _read(page)
    if trace.segmentation is not None:
        _mark_others(marks, trace.segmentation)
        _mark_extents(marks, trace.segmentation.projects, plates)
        _mark_words(marks, trace.segmentation.projects, trace.raw_fields)
    if trace.result is not None:
        _mark_dossier(marks, trace.result)
        _mark_fields(marks, trace.result)
    order = list(LOOKS)
    return {number: sorted(found, key=lambda mark: order.index(mark.look)) for number, found in marks.items()}


def _read(page: Page) -> Iterator[Mark]:
    yield Mark("word", tuple(map(bounds_of, page.words)))
    things: list[Boxed] = [*page.rects, *page.rules]
    if things:
        yield Mark("drawn", tuple(map(bounds_of, things)))


def _plate(badge: Bounds, page: Page) -> Bounds:
    """The least filled rect that a badge stands on; the badge itself where none is drawn."""
    rects = [bounds_of(rect) for rect in page.rects if rect.fill is not None]
    under = [rect for rect in rects if overlap(badge, rect) > 0.8 * overlap(badge, badge)]
    return min(under, key=lambda rect: overlap(rect, rect), default=badge)


def _mark_others(marks: Marks, segmentation: Segmentation) -> None:
    """Blocks of no record: unclaimed ones, and those of front matter, sections…, with a tag a run of them."""
    named = [(block.page, kind, block) for block, kind in segmentation.others if kind not in _SEEN_BY_LAYOUT]
    for (page, kind), run in groupby(named, key=itemgetter(0, 1)):
        blocks = [block for _, _, block in run]
        if kind == "unclaimed":
            marks[page].append(Mark(kind, tuple(bounds_of(line) for block in blocks for line in block.lines)))
        else:
            marks[page].append(Mark("other", tuple(map(bounds_of, blocks)), kind))


def _mark_extents(marks: Marks, projects: Sequence[ProjectBlock], plates: Mapping[Line, Bounds]) -> None:
    """The outlines of every record; `plates` are the places of badges, by their lines."""
    places: dict[int, list[tuple[int, Bounds]]] = defaultdict(list)
    for project in projects:
        for text in (text for name, text in project.slots.items() if name != GROUP):
            for _, _, line in text.stretches:
                places[line.page].append((project.n, plates.get(line) or bounds_of(line)))
    for page, on_page in places.items():
        for n, own in groupby(on_page, key=itemgetter(0)):
            foreign = [place for other, place in on_page if other != n]
            boxes = _extent([place for _, place in own], foreign)
            marks[page].append(Mark("record", boxes, str(n)))


def _extent(lines: Iterable[Bounds], foreign: Sequence[Bounds]) -> tuple[Bounds, ...]:
    """As few boxes around a record's lines as may be without one that runs over the lines of another record."""
    boxes: list[Bounds] = []
    for line in lines:
        for index, box in enumerate(boxes):
            grown = union(box, line)
            if not any(overlap(grown, other) for other in foreign):
                boxes[index] = grown
                break
        else:
            boxes.append(line)
    return tuple(boxes)


def _mark_words(marks: Marks, projects: Sequence[ProjectBlock], raw_fields: Sequence[RawField]) -> None:
    """Words of records that are no field's value: labels and what stands between values, and what no field took."""
    taken: dict[tuple[int, str], list[RawField]] = defaultdict(list)
    for raw in raw_fields:
        taken[raw.project, raw.slot].append(raw)
    for index, project in enumerate(projects):
        for name, text in project.slots.items():
            fields = taken[index, name]
            values = [span for raw in fields for span in raw.spans]
            covers = [span for raw in fields for span in raw.covers]
            kinds = [
                (piece, "" if _touch(values, *piece[:2]) else "label" if _touch(covers, *piece[:2]) else "unclaimed")
                for piece in text.pieces
            ]
            for (_, page, kind), run in groupby(kinds, key=lambda pair: (pair[0].line, pair[0].page, pair[1])):
                words = [bounds_of(piece.word) for piece, _ in run]
                if kind:
                    marks[page].append(Mark(kind, (union(words[0], words[-1]),)))


def _touch(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(first < end and start < last for first, last in spans)


def _mark_dossier(marks: Marks, result: Result) -> None:
    """Title, issuer, date of the dossier, and what it claims of itself."""
    named = [(f"dossier {field}", origin) for field, origins in result.dossier.origins.items() for origin in origins]
    named += [
        (f"claim {claim.quantity} {claim.unit}", origin) for claim in result.dossier.claims for origin in claim.origins
    ]
    for tag, origin in named:
        for page, boxes in _by_page([origin]).items():
            marks[page].append(Mark("dossier", boxes, tag))


def _mark_fields(marks: Marks, result: Result) -> None:
    """The boxes of every field; one that several records share, as a theme, is drawn once with all their numbers."""
    shared: dict[tuple[int, str, bool, tuple[Bounds, ...]], list[int]] = defaultdict(list)
    for project in result.projects:
        printed: dict[tuple[str, bool], list[Origin]] = defaultdict(list)
        for name, origins in project.origins.items():
            for origin in origins:
                if name != "zone_label":
                    printed[_shown(name), origin.method is Method.INFERRED].append(origin)
        for (name, inferred), own in printed.items():
            for page, boxes in _by_page(own).items():
                shared[page, name, inferred, _outermost(boxes)].append(project.n)
    for (page, name, inferred, boxes), numbers in shared.items():
        look = "inferred" if inferred else name if name in LOOKS else "extra"
        marks[page].append(Mark(look, boxes, f"{_ranges(numbers)} {name.removeprefix('extra.')}"))


def _shown(field: str) -> str:
    return {"amount_eur": "amount"}.get(field, field.removesuffix("_printed"))


def _by_page(origins: Iterable[Origin]) -> dict[int, tuple[Bounds, ...]]:
    """The boxes of some origins on each page, each box once."""
    pages: dict[int, dict[Bounds, None]] = defaultdict(dict)
    for origin in origins:
        for box in origin.boxes:
            pages[box.page][bounds_of(box)] = None
    return {page: tuple(boxes) for page, boxes in pages.items()}


def _outermost(boxes: tuple[Bounds, ...]) -> tuple[Bounds, ...]:
    """The boxes that lie in no other."""
    return tuple(box for box in boxes if not any(other != box and union(other, box) == other for other in boxes))


def _ranges(numbers: Iterable[int]) -> str:
    """Numbers in order, runs of them drawn together: « 1-3, 7 »."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][-1] == number - 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)
