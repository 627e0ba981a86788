"""Take the fields out of each project block, as its layout's sources say: pattern, label, style, whole slot, rest; all
of it, its Nth paragraph, or the part in quotes, in brackets, between separators, that names a territory or an amount.

Every character that a source takes is noted (`covers`), so that what nothing took can be reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from dossier_extract.drafts import ProjectBlock, RawField
from dossier_extract.look import style_fits
from dossier_extract.model import Style
from dossier_extract.profile import FieldSource, Layout, Look, Profile
from dossier_extract.rules import Rules
from dossier_extract.stages.extract.cuts import Cutter, Span, runs_of, styled, trimmed
from dossier_extract.stages.extract.labels import Found, Label, label_of
from dossier_extract.stages.extract.rest import Remains
from dossier_extract.text import EMPTY, LIST_MARKS, Text, fold
from dossier_extract.wording import TURN, flattened, likeness, opening, places, turned, wording

SHORT = frozenset(("title", "carrier", "zone", "territories"))  # fields that are no lists of items
_PARTING_BEFORE, _PARTING_AFTER = re.compile(rf"[{LIST_MARKS}—|·]\s+"), re.compile(r"\s+[–—|•·-]$")
PARTING = " ,;:|/–—-·•→("  # before a label inside a line
FACTS = 120  # characters of a line that may tell several facts

_LIST_MARK = re.compile(rf"[{LIST_MARKS}]\s+")


class Taken(NamedTuple):
    """What a source took from a slot; see `RawField`."""

    spans: tuple[Span, ...]
    covers: tuple[Span, ...]
    how: str
    label: str | None = None
    finding: str | None = None


def extract_fields(projects: Sequence[ProjectBlock], profile: Profile, rules: Rules) -> list[RawField]:
    """Return the raw fields of all projects; of a field's sources the first that gives a value counts."""
    readers = [_LayoutReader(layout, rules) for layout in profile.layouts]
    fields: list[RawField] = []
    for index, block in enumerate(projects):
        fields.extend(readers[block.layout].read(index, block))
    return fields


class _LayoutReader:
    """The sources of one layout, ready to run."""

    def __init__(self, layout: Layout, rules: Rules) -> None:
        sources: dict[str, tuple[FieldSource, ...]] = {str(name): every for name, every in layout.fields.items()}
        sources.update({f"extra.{name}": extra.sources for name, extra in layout.extra.items()})
        # What takes the rest must see what the others took.
        self.sources = sorted(sources.items(), key=lambda item: any(s.rest for s in item[1]))
        labelled = {
            (source.label, source.ending, source.where): source
            for _, every in self.sources
            for source in every
            if source.label
        }
        # Where anything may end a label, one inside a paragraph ends a value: its line was joined to the one above.
        loose = [word for source in labelled.values() if "any" in source.ending for word in source.label]
        further = [*layout.labels, *loose]
        self.taker = Taker([*labelled.values(), *([further_labels(further)] if further else [])], rules)

    def read(self, index: int, block: ProjectBlock) -> Iterator[RawField]:
        taken: dict[str, list[RawField]] = {}
        for name, sources in self.sources:
            for rank, source in enumerate(sources):
                text = block.slots.get(source.slot, EMPTY)
                if source.infer or not text.repaired:
                    continue
                found = self.taker.take(name, source, text, taken.get(source.slot, []), block.n)
                if found is None:
                    continue
                how = f"{name}[{rank}]:{found.how}"
                spans = unparted(text, found.spans) if name in SHORT else found.spans
                raw = RawField(index, name, source.slot, spans, found.covers, how, found.label, found.finding)
                taken.setdefault(source.slot, []).append(raw)
                yield raw
                break


def unparted(text: Text, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans without what parts the value from what stands beside it: a dash or a bar at either end, a list mark."""
    (start, _), *_, (_, end) = spans * 2
    value = text.repaired[start:end]
    before, after = _PARTING_BEFORE.match(value), _PARTING_AFTER.search(value)
    first, last = start + (before.end() if before else 0), start + after.start() if after else end
    return tuple((max(one, first), min(other, last)) for one, other in spans) if first < last else spans


def further_labels(words: Sequence[str]) -> FieldSource:
    """What a layout's `labels` mean: words that end a value and give none."""
    return FieldSource.model_validate({"label": list(words), "ending": "any", "where": "anywhere"})


class Taker:
    """Takes from a text what a source says. `ends`: the labelled sources whose labels end a value.

    Where labels stand in a text is worked out once: the texts must live as long as the taker.
    """

    def __init__(self, ends: Sequence[FieldSource], rules: Rules) -> None:
        self.rules = rules
        self.ends = [label_of(source.label, source.ending, source.where, rules) for source in ends]
        self._found: dict[tuple[int, Label], list[Found]] = {}
        self._free: dict[int, list[Span]] = {}
        self._parts: dict[tuple[int, int, int], Text] = {}
        self._flat: dict[tuple[int, bool], str] = {}
        self._styled: dict[tuple[int, int, int], list[tuple[Style, int, int]]] = {}

    def found(self, label: Label, text: Text) -> list[Found]:
        """Where a label stands in a text."""
        key = (id(text), label)
        if key not in self._found:
            self._found[key] = list(label.every(text))
        return self._found[key]

    def take(self, name: str, source: FieldSource, text: Text, taken: Sequence[RawField], n: int = 0) -> Taken | None:
        """What a source of the field `name` takes; `taken`: what other fields took of the text, `n`: the record's."""
        spans = [(0, len(text.repaired))] if source.nth is None else self._nth(source.nth, text, source.style)
        if not spans:
            return None
        if source.pattern:
            return self._by_pattern(name, source, text, spans[0])
        if source.label:
            return self._by_label(source, text)
        if source.reads:
            paragraph = next(own for own in text.paragraphs if own[0] == spans[0][0])  # with the labels inside it
            return self._by_wording(source, text, paragraph if source.nth is not None else None)
        if source.rest:
            pieces = list(
                Remains(text, self.rules, source.slot == "heading", n).pieces(
                    taken, text.paragraphs if source.nth is None else spans, source.before
                )
            )
            kept, covers = tuple(kept for kept, _ in pieces), tuple(whole for _, whole in pieces)
            return Taken(kept, covers, "rest") if kept else None
        cutter = Cutter(source, text, self.rules)
        if source.nth is None and (source.style is not None or (cutter.how and source.slot != "heading")):
            spans = list(text.paragraphs)
        if source.style is not None:
            labels = [one for label in self.ends for one in self.found(label, text)]
            spans = [
                (begin, stop)
                for begin, stop in filter(None, [styled(source.style, self._runs(text, span)) for span in spans])
                if not any(one.start <= begin and stop <= one.value for one in labels)
            ]
        if cutter.how:
            cut = cutter.first(spans)
            return Taken((cut.span,), (cut.cover,), cutter.how) if cut else None
        how = "style" if source.style is not None else "slot" if source.nth is None else "nth"
        if how != "slot" and spans:  # the number of a record, or a list mark, is no part of what it stands before
            first, stop = spans[0]
            mark = _LIST_MARK.match(text.folded, first, stop)
            begin = opening(text.folded[:stop], self.rules) if first == 0 else mark.end() if mark else first
            return Taken(((begin, stop), *spans[1:]), tuple(spans), how)
        return Taken(tuple(spans), tuple(spans), how) if spans else None

    def _nth(self, nth: int, text: Text, style: Look | None) -> list[Span]:
        """The Nth paragraph of those that are neither a label's nor begin its value; none if there are too few.

        Of a short one what stands before the first label inside it: « Roubaix (59) ; aide : 9 000 € ». With a style,
        only the paragraphs count that begin in it.
        """
        if id(text) not in self._free:
            found = [one for label in self.ends for one in self.found(label, text)]
            labelled = {place for one in found for place in (one.start, one.value)}
            firsts = [min((at for at in labelled if at in range(*own)), default=own[1]) for own in text.paragraphs]
            self._free[id(text)] = [
                (begin, stop if first == stop else begin + len(text.folded[begin:first].rstrip(PARTING)))
                for (begin, stop), first in zip(text.paragraphs, firsts, strict=True)
                if first == stop or (stop - begin <= FACTS and any(map(str.isalnum, text.folded[begin:first])))
            ]
        free = self._free[id(text)]
        if style is not None:
            free = [span for span in free if self._begins(style, text, span)]
        at = nth - 1 if nth > 0 else nth + len(free)
        return free[at : at + 1] if at >= 0 else []

    def _begins(self, style: Look, text: Text, span: Span) -> bool:
        """Whether the first words of a paragraph, behind its list mark, are in a style."""
        worded = (own for own, start, end in self._runs(text, span) if any(map(str.isalnum, text.folded[start:end])))
        return any(style_fits(style, own) for own in islice(worded, 1))

    def _by_pattern(self, name: str, source: FieldSource, text: Text, span: Span) -> Taken | None:
        flat = text.folded[slice(*span)].replace("\n", " ")
        for pattern in (self.rules.patterns[one] for one in source.pattern):
            found = pattern.search(flat)
            group = name.removeprefix("extra.")
            if found is not None and group in found.groupdict() and found.group(group):
                (start, end), (begin, stop) = found.span(group), found.span()
                value, cover = (span[0] + start, span[0] + end), (span[0] + begin, span[0] + stop)
                return Taken((value,), (cover,), pattern.name, finding=pattern.finding)
        return None

    def _by_wording(self, source: FieldSource, whole: Text, span: Span | None) -> Taken | None:
        """What a wording takes of a text, or of one of its paragraphs."""
        text, at = (self._part(whole, span), span[0]) if span is not None else (whole, 0)
        start, ways = opening(text.folded, self.rules), []
        for reads in source.reads:
            said = wording(fold(reads))
            ways.append((said, places(said, text.folded, start, self._flattened(text, TURN in reads))))
        said, steps = max(ways, key=lambda way: likeness(*way)) if len(ways) > 1 else ways[0]
        found = next((one for one in steps if one.step == said.own), None)
        if found is None or found.value[0] >= found.value[1]:
            return None
        begin = 0 if found.cover[0] == start else found.cover[0]  # a number or a list mark in front is nobody's
        value, cover = found.value, (begin, found.cover[1])
        if source.looks:
            cut = Cutter(source, text, self.rules).first([value])
            if cut is None:
                return None
            start, end = cut.cover  # the marks around the whole go with the parts at its ends
            cover = (begin if start == value[0] else start, cover[1] if end == value[1] else end)
            value = cut.span
        return Taken(((at + value[0], at + value[1]),), ((at + cover[0], at + cover[1]),), "reads")

    def _part(self, text: Text, span: Span) -> Text:
        """A paragraph of a text, the same one whenever it is asked for."""
        key = (id(text), *span)
        if key not in self._parts:
            self._parts[key] = text.part(*span)
        return self._parts[key]

    def _flattened(self, text: Text, turning: bool) -> str:
        """A text on one line, with its changes of style if these are asked for."""
        key = (id(text), turning)
        if key not in self._flat:
            self._flat[key] = turned(text) if turning else flattened(text.folded)
        return self._flat[key]

    def _runs(self, text: Text, span: Span) -> list[tuple[Style, int, int]]:
        """The runs of one style in a part of a text: of each look that is asked for the same ones."""
        key = (id(text), *span)
        if key not in self._styled:
            self._styled[key] = runs_of(text, *span)
        return self._styled[key]

    def _by_label(self, source: FieldSource, text: Text) -> Taken | None:
        own = label_of(source.label, source.ending, source.where, self.rules)
        found = next(iter(self.found(own, text)), None)
        if found is None or found.value >= len(text.repaired):
            return None
        start, stop = trimmed(text.repaired, found.value, self._label_end(source, own, text, found.value))
        if start >= stop:
            return None
        label = text.repaired[slice(*found.words)]
        cutter = Cutter(source, text, self.rules)
        if not cutter.how:
            return Taken(((start, stop),), ((found.start, stop),), "label", label)
        cut = cutter.first([(start, stop)])
        return Taken((cut.span,), ((found.start, found.value), cut.cover), "label", label) if cut else None

    def _label_end(self, source: FieldSource, label: Label, text: Text, start: int) -> int:
        """Where a value that begins at `start` ends."""
        if source.extent == "end":
            return len(text.repaired)
        paragraph = next((end for begin, end in text.paragraphs if begin <= start <= end), len(text.repaired))
        if isinstance(source.extent, Look):
            return _style_end(text, source.extent, paragraph)
        ends = [one.start for end in (label, *self.ends) for one in self.found(end, text) if one.start >= start]
        if source.extent == "paragraph":  # whose first word is its value, though it looks like a label
            return min([paragraph, *(end for end in ends if end > start)])
        return min(ends, default=len(text.repaired))


def _style_end(text: Text, style: Look, end: int) -> int:
    """Go on over the paragraphs after `end` while they begin in a style."""
    for begin, stop in text.paragraphs:
        if begin < end:
            continue
        following = text.pieces_in(begin, stop)
        if not following or not style_fits(style, following[0].word.style):
            break
        end = stop
    return end
