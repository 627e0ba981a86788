"""Take the fields out of each project block, as its layout's sources say: pattern, label, style, whole slot, rest; all
of it, its Nth paragraph, or the part in quotes, in brackets, between separators, that names a territory or an amount.

Every character that a source takes is noted (`covers`), so that what nothing took can be reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dossier_extract.drafts import ProjectBlock, RawField
from dossier_extract.look import style_fits
from dossier_extract.profile import FieldSource, Layout, Look, Profile
from dossier_extract.rules import Rules
from dossier_extract.stages.extract.cuts import Cutter, Span, styled, trimmed
from dossier_extract.stages.extract.labels import Label
from dossier_extract.stages.extract.rest import Remains
from dossier_extract.text import EMPTY, Text


class _Taken(NamedTuple):
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
        self.rules = rules
        sources: dict[str, tuple[FieldSource, ...]] = {str(name): every for name, every in layout.fields.items()}
        sources.update({f"extra.{name}": extra.sources for name, extra in layout.extra.items()})
        # What takes the rest must see what the others took.
        self.sources = sorted(sources.items(), key=lambda item: any(s.rest for s in item[1]))
        self.labels = {
            (source.label, source.ending, source.where): Label(source, rules)
            for _, every in self.sources
            for source in every
            if source.label
        }
        if layout.labels:
            others = FieldSource.model_validate({"label": layout.labels, "ending": "any"})
            self.labels[others.label, others.ending, others.where] = Label(others, rules)

    def read(self, index: int, block: ProjectBlock) -> Iterator[RawField]:
        taken: dict[str, list[RawField]] = {}
        for name, sources in self.sources:
            for rank, source in enumerate(sources):
                text = block.slots.get(source.slot, EMPTY)
                if source.infer or not text.repaired:
                    continue
                found = self._take(name, source, text, taken.get(source.slot, []))
                if found is None:
                    continue
                how = f"{name}[{rank}]:{found.how}"
                raw = RawField(index, name, source.slot, found.spans, found.covers, how, found.label, found.finding)
                taken.setdefault(source.slot, []).append(raw)
                yield raw
                break

    def _take(self, name: str, source: FieldSource, text: Text, taken: list[RawField]) -> _Taken | None:
        spans = [(0, len(text.repaired))] if source.nth is None else self._nth(source.nth, text)
        if not spans:
            return None
        if source.pattern:
            return self._by_pattern(name, source, text, spans[0])
        if source.label:
            return self._by_label(source, text)
        if source.rest:
            pieces = list(
                Remains(text, taken, self.rules, source.slot == "heading").pieces(
                    text.paragraphs if source.nth is None else spans, source.before
                )
            )
            kept, covers = tuple(kept for kept, _ in pieces), tuple(whole for _, whole in pieces)
            return _Taken(kept, covers, "rest") if kept else None
        cutter = Cutter(source, text, self.rules)
        if source.nth is None and (source.style is not None or (cutter.how and source.slot != "heading")):
            spans = list(text.paragraphs)
        if source.style is not None:
            spans = list(styled(text, source.style, spans))
        if cutter.how:
            cut = cutter.first(spans)
            return _Taken((cut.span,), (cut.cover,), cutter.how) if cut else None
        how = "style" if source.style is not None else "slot" if source.nth is None else "nth"
        return _Taken(tuple(spans), tuple(spans), how) if spans else None

    def _nth(self, nth: int, text: Text) -> list[Span]:
        """The Nth paragraph of those that are neither a label's nor begin its value; none if there are too few."""
        labelled = {
            place
            for label in self.labels.values()
            for found in label.every(text)
            for place in (found.start, found.value)
        }
        free = [
            (begin, stop) for begin, stop in text.paragraphs if not any(begin <= place < stop for place in labelled)
        ]
        at = nth - 1 if nth > 0 else nth + len(free)
        return free[at : at + 1] if at >= 0 else []

    def _by_pattern(self, name: str, source: FieldSource, text: Text, span: Span) -> _Taken | None:
        flat = text.folded[slice(*span)].replace("\n", " ")
        for pattern in (self.rules.patterns[one] for one in source.pattern):
            found = pattern.search(flat)
            group = name.removeprefix("extra.")
            if found is not None and group in found.groupdict() and found.group(group):
                (start, end), (begin, stop) = found.span(group), found.span()
                value, cover = (span[0] + start, span[0] + end), (span[0] + begin, span[0] + stop)
                return _Taken((value,), (cover,), pattern.name, finding=pattern.finding)
        return None

    def _by_label(self, source: FieldSource, text: Text) -> _Taken | None:
        found = self.labels[source.label, source.ending, source.where].search(text)
        if found is None or found.value >= len(text.repaired):
            return None
        start, stop = trimmed(text.repaired, found.value, self._label_end(source, text, found.value))
        if start >= stop:
            return None
        label = text.repaired[slice(*found.words)]
        cutter = Cutter(source, text, self.rules)
        if not cutter.how:
            return _Taken(((start, stop),), ((found.start, stop),), "label", label)
        cut = cutter.first([(start, stop)])
        return _Taken((cut.span,), ((found.start, found.value), cut.cover), "label", label) if cut else None

    def _label_end(self, source: FieldSource, text: Text, start: int) -> int:
        """Where a value that begins at `start` ends."""
        if source.extent == "end":
            return len(text.repaired)
        own = next((end for begin, end in text.paragraphs if begin <= start <= end), len(text.repaired))
        if source.extent == "paragraph":
            return own
        if isinstance(source.extent, Look):
            return _style_end(text, source.extent, own)
        ends = [found.start for label in self.labels.values() if (found := label.search(text, start)) is not None]
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
