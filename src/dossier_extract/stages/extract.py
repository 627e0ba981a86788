"""Take the fields out of each project block, as its layout's sources say: pattern, label, style, whole slot, rest.

Every character that a source takes is noted (`covers`), so that what nothing took can be reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import regex

from dossier_extract.drafts import ProjectBlock, RawField
from dossier_extract.look import style_fits
from dossier_extract.profile import FieldSource, Layout, Look, Profile
from dossier_extract.rules import Pattern, Rules
from dossier_extract.text import EMPTY, Text

Span = tuple[int, int]


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
            (source.label, source.ending, source.where): self._label_pattern(source)
            for _, every in self.sources
            for source in every
            if source.label
        }

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
        if source.pattern:
            return self._by_pattern(name, source, text)
        if source.label:
            return self._by_label(source, text)
        if source.style is not None:
            spans = tuple(_styled(text, source.style))
            return _Taken(spans, spans, "style") if spans else None
        if source.rest:
            spans = tuple(_rest(text, taken, source.before))
            return _Taken(spans, spans, "rest") if spans else None
        whole = (0, len(text.repaired))
        return _Taken((whole,), (whole,), "slot")

    def _by_pattern(self, name: str, source: FieldSource, text: Text) -> _Taken | None:
        flat = text.folded.replace("\n", " ")
        for pattern in (self.rules.patterns[one] for one in source.pattern):
            found = pattern.search(flat)
            group = name.removeprefix("extra.")
            if found is not None and group in found.groupdict() and found.group(group):
                return _Taken((found.span(group),), (found.span(),), pattern.name, finding=pattern.finding)
        return None

    def _label_pattern(self, source: FieldSource) -> Pattern:
        words = "|".join(regex.escape(word, special_only=True) for word in self.rules.label_words(source.label))
        lead = "(?m:^)" if source.where == "start" else r"(?<!\w)"
        ending = rf"\s*{regex.escape(source.ending)}" if source.ending else "[ ]*(?m:$)"
        return self.rules.pattern(rf"{lead}(?P<label>{words}){ending}\s*")

    def _by_label(self, source: FieldSource, text: Text) -> _Taken | None:
        found = self.labels[source.label, source.ending, source.where].search(text.folded)
        if found is None or found.end() >= len(text.repaired):
            return None
        end = self._label_end(source, text, found.end())
        start, stop = _trimmed(text.repaired, found.end(), end)
        if start >= stop:
            return None
        label = text.repaired[slice(*found.span("label"))]
        return _Taken(((start, stop),), ((found.start(), stop),), "label", label)

    def _label_end(self, source: FieldSource, text: Text, start: int) -> int:
        """Where a value that begins at `start` ends."""
        if source.extent == "end":
            return len(text.repaired)
        own = next((end for begin, end in text.paragraphs if begin <= start <= end), len(text.repaired))
        if source.extent == "paragraph":
            return own
        if isinstance(source.extent, Look):
            return _style_end(text, source.extent, own)
        ends = [
            found.start()
            for pattern in self.labels.values()
            if (found := pattern.search(text.folded, start)) is not None
        ]
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


def _styled(text: Text, style: Look) -> Iterator[Span]:
    """Runs of words in a style, one a paragraph at most."""
    for begin, stop in text.paragraphs:
        start: int | None = None
        end = begin
        for piece in text.pieces_in(begin, stop):
            if not style_fits(style, piece.word.style):
                if start is not None:
                    break
                continue
            start, end = (piece.start if start is None else start), piece.end
        if start is not None:
            yield start, end


def _rest(text: Text, taken: Iterable[RawField], before: str | None) -> Iterator[Span]:
    """What no other field took, by paragraph; `before`: only what stands before that field, if it was found."""
    covered = sorted(span for raw in taken for span in raw.covers)
    limit = min((span[0] for raw in taken if raw.name == before for span in raw.covers), default=len(text.repaired))
    for begin, stop in text.paragraphs:
        at, last = begin, min(stop, limit)
        for start, end in covered:
            if end <= at or start >= last:
                continue
            yield from _kept(text.repaired, at, start)
            at = end
        yield from _kept(text.repaired, at, last)


def _kept(text: str, start: int, end: int) -> Iterator[Span]:
    start, end = _trimmed(text, start, end)
    if start < end:
        yield start, end


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
