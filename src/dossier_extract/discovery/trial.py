"""Sources tried out over the records of one starter, and how good the values are that they give."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from dossier_extract.discovery.candidates import EXTRA, LABEL_LENGTH, Source, candidates, line_heads
from dossier_extract.discovery.headers import fields_in
from dossier_extract.discovery.phrasing import wordings
from dossier_extract.discovery.plausible import Judge
from dossier_extract.drafts import ProjectBlock, RawField
from dossier_extract.profile import FieldSource
from dossier_extract.rules import Rules
from dossier_extract.stages.extract import Taker, further_labels
from dossier_extract.stages.extract.rest import Remains
from dossier_extract.text import Text, fold

WEIGHTS = {"title": 1.0, "carrier": 1.0, "zone": 0.6, "description": 0.8, "territories": 0.5, "amount": 0.5}
REPEATING = ("title", "carrier", "zone", "description")  # fields whose values begin each in its own way
LEAST = 0.4  # mean plausibility of a source's values
NOTE, NOTED = 90, 0.3  # characters of a note behind a label of no field; share of the records that have it
SENTENCE = (".", "!", "?", "…")
MISSING = {"title": 0.8, "carrier": 0.5}  # what a record loses that lacks it
LIKELY = 0.35  # plausibility from which a value adds to its record; less takes away from it
LEFT = 1.2  # what a record loses that no field takes anything of


class Taking(NamedTuple):
    """What a source took from one record, and the value that it makes, a line a paragraph."""

    raw: RawField
    value: str


class Trial:
    """Runs sources over the records and judges what they give. What a source takes does not depend on the field."""

    def __init__(self, projects: Sequence[ProjectBlock], rules: Rules, judge: Judge) -> None:
        self.projects, self.rules, self.judge = projects, rules, judge
        offered = list(candidates(projects, rules))
        self.candidates = [one for one in offered if one[0] != EXTRA]
        # Labels end one another's values: all that are known count, whatever source is tried, and new ones of notes.
        known = [word for _, source, prior in self.candidates if prior > 1.5 for word in source.get("label", ())]
        self._end_at(known)
        self.extras = [source for field, source, _ in offered if field == EXTRA and self._notes(source)]
        notes = [word for source in self.extras for word in source["label"]]
        self.candidates = [one for one in self.candidates if one[0] != "description" or not _any(notes, one[1])]
        self._end_at([*known, *notes])
        self.notes = frozenset(map(fold, notes))
        self.wordings = list(self._wordings())
        self.rests: dict[tuple[int, str, tuple[tuple[int, int], ...]], Taking | None] = {}
        self.scores: dict[str, float] = {}

    def _end_at(self, labels: Sequence[str]) -> None:
        """Let these labels end the values before them."""
        self.labels = list(dict.fromkeys(labels))
        self.taker = Taker([further_labels(self.labels)] if self.labels else [], self.rules)
        self.taken: dict[str, dict[int, Taking]] = {}

    def _notes(self, source: Source) -> bool:
        """Whether what stands behind a label that returns is short and no sentence: a partner, a date, a contact."""
        values = [one.value for one in self.run(source).values()]
        sentences = sum(value.endswith(SENTENCE) for value in values)
        often = values and len(values) >= NOTED * len(self.projects)
        return bool(often) and median(map(len, values)) <= NOTE and sentences <= len(values) / 2

    def _wordings(self) -> Iterator[dict[str, Source]]:
        """Sources that go together: what the heads of the records read like, or their whole text where all runs on."""
        headed = any("heading" in block.slots for block in self.projects)
        slot = "heading" if headed else "body"  # prose below a heading has no wording
        yield from wordings([block.slots[slot] for block in self.projects if slot in block.slots], slot, self.judge)

    def run(self, source: Source) -> dict[int, Taking]:
        """What one source takes, by record."""
        key = json.dumps(source)
        if key not in self.taken:
            self.taken[key] = dict(self._run(_shape(key)))
        return self.taken[key]

    def _run(self, source: FieldSource) -> Iterator[tuple[int, Taking]]:
        for index, block in enumerate(self.projects):
            text = block.slots.get(source.slot)
            if text is not None and (found := self.taker.take("", source, text, ())) is not None:
                raw = RawField(index, "", source.slot, found.spans, found.covers, found.how)
                yield index, Taking(raw, value_of(text, found.spans))

    def alone(self, field: str, source: Source) -> float:
        """How good the values of one source are: how many, how plausible, how distinct."""
        values = [one.value for one in self.run(source).values()]
        if not values:
            return 0.0
        likely = sum(self.judge.value(field, value) for value in values) / len(values)
        if likely < LEAST and field != "description":
            return 0.0
        share = len(values) / len(self.projects)
        if field in ("title", "description"):
            likely *= len(set(values)) / len(values)
        return float(likely * share ** (0.5 if field in ("amount", "territories") else 0.8))

    def together(self, sources: Mapping[str, Source]) -> float:
        """How good the records are that a set of sources gives."""
        key = repr(sorted(sources.items()))
        if key not in self.scores:
            self.scores[key] = self._together(sources) if sources else 0.0
        return self.scores[key]

    def presence(self, sources: Mapping[str, Source]) -> dict[str, float]:
        """Share of the records that have each field."""
        counts = Counter(name for own in self._records(sources) for name in own)
        return {field: counts[field] / len(self.projects) for field in sources}

    def _records(self, sources: Mapping[str, Source]) -> list[dict[str, Taking]]:
        records: list[dict[str, Taking]] = [{} for _ in self.projects]
        for field, source in sources.items():
            if not source.get("rest"):
                for index, one in self.run(source).items():
                    records[index][field] = one
        for field, source in sources.items():
            if source.get("rest"):
                for index, own in enumerate(records):
                    if (rest := self._rest(index, source["in"], own)) is not None:
                        own[field] = rest
        return records

    def _rest(self, index: int, slot: str, own: Mapping[str, Taking]) -> Taking | None:
        text = self.projects[index].slots.get(slot)
        if text is None:
            return None
        taken = [one.raw for one in own.values() if one.raw.slot == slot]
        key = (index, slot, tuple(sorted([span for raw in taken for span in raw.covers])))
        if key not in self.rests:
            pieces = list(Remains(text, taken, self.rules, slot == "heading").pieces(text.paragraphs, None))
            kept, covers = tuple([kept for kept, _ in pieces]), tuple([whole for _, whole in pieces])
            raw = RawField(index, "", slot, kept, covers, "rest")
            self.rests[key] = Taking(raw, value_of(text, kept)) if pieces else None
        return self.rests[key]

    def _together(self, sources: Mapping[str, Source]) -> float:
        records = self._records(sources)
        total = 0.0
        heads = self._subheadings(records)
        repeated = {
            field
            for field in REPEATING
            if _repeated([_without(own[field].value, heads, field) for own in records if field in own])
        }
        titles = Counter(own["title"].value for own in records if "title" in own)
        for index, own in enumerate(records):
            gained = 0.0
            for field, one in own.items():
                if field not in WEIGHTS:  # an extra field: it only keeps its text out of the others
                    continue
                likely = self.judge.value(field, _without(one.value, heads, field))
                if field == "title" and titles[one.value] > 1:
                    likely *= 0.6
                if field in repeated:
                    likely *= 0.6
                gained += WEIGHTS[field] * (likely - LIKELY)
            gained -= sum(cost for field, cost in MISSING.items() if field not in own)
            gained -= LEFT * left(self.projects[index], [one.raw for one in own.values()]) + 0.7 * _twice(own)
            total += gained
        return total / len(self.projects)

    def _subheadings(self, records: Sequence[Mapping[str, Taking]]) -> set[str]:
        """Lines that return in most descriptions (« Contexte », « Objectifs »); one alone is a label.

        Labels of other fields are none: with them, a description would hold what is not its own.
        """
        values = [own["description"].value for own in records if "description" in own]
        lines = Counter(line for value in values for line in {fold(line) for line in value.split("\n")})
        most = [line for line, n in lines.items() if n > max(3, 0.5 * len(values)) and len(line) <= LABEL_LENGTH]
        own = {line for line in most if self.judge.labels.get(line.rstrip(" :"), "description") == "description"}
        return own if len(own) > 1 else set()

    def swallowed(self, sources: Mapping[str, Source]) -> float:
        """What the records lose whose values swallowed the labels of notes."""
        values = [(WEIGHTS.get(field, 0.0), one.value) for own in self._records(sources) for field, one in own.items()]
        return sum(weight for weight, value in values if self.notes & _heads(value)) / len(self.projects)

    def named(self, sources: Mapping[str, Source]) -> float:
        """Share of the records whose carrier has a label, a column of its own, or the words of an organisation."""
        source = sources.get("carrier")
        if source is None:
            return 0.0
        known = any(self.judge.labels.get(fold(word)) == "carrier" for word in source.get("label", ()))
        told = known or "carrier" in fields_in(source["in"])
        sure = sum(told or self.judge.value("carrier", one.value) > 0.8 for one in self.run(source).values())
        return float(sure / len(self.projects))

    def merged(self) -> float:
        """Share of the records in which a known label stands twice: they are two records in one."""
        twice = sum(self._has_twice(block) for block in self.projects)
        return twice / len(self.projects)

    def _has_twice(self, block: ProjectBlock) -> bool:
        fields = self.judge.labels
        found: Counter[str] = Counter()
        for text in block.slots.values():
            for start, end, line in text.stretches:
                heads = {
                    fold(head) for head in line_heads(text.repaired[start:end], [(w.text, w.style) for w in line.words])
                }
                found.update(head for head in heads if head in fields)
        return any(count > 1 for count in found.values())


def left(block: ProjectBlock, raws: Sequence[RawField]) -> float:
    """Share of a record's characters that no field took."""
    size = sum(len(text.repaired) for text in block.slots.values()) or 1
    taken, last, end = 0, "", 0
    for slot, start, stop in sorted([(raw.slot, *span) for raw in raws for span in raw.covers]):
        end = end if slot == last else 0
        taken += max(0, stop - max(start, end))
        last, end = slot, max(end, stop)
    return 1 - min(1.0, taken / size)


def _heads(value: str) -> set[str]:
    """What stands before a colon or alone in the lines of a value."""
    return {line.partition(":")[0].strip() for line in fold(value).split("\n")}


def _any(labels: Sequence[str], source: Source) -> bool:
    return any(word in labels for word in source.get("label", ()))


@lru_cache(maxsize=4096)
def _shape(source: str) -> FieldSource:
    """The source that is written in JSON: hypotheses offer the same ones again and again."""
    return FieldSource.model_validate_json(source)


def value_of(text: Text, spans: Sequence[tuple[int, int]]) -> str:
    """The value that spans of a slot's text make, a line a paragraph."""
    return "\n".join([text.repaired[start:end].strip() for start, end in spans]).strip()


def _without(value: str, heads: set[str], field: str) -> str:
    """A description without its sub-headings; other values as they are."""
    if not heads or field != "description":
        return value
    return "\n".join([line for line in value.split("\n") if fold(line) not in heads])


def _repeated(values: Sequence[str]) -> bool:
    """Whether most values begin alike, by two words or a line of its own, or end so: with a label that is no part."""
    words = Counter(fold(" ".join(value.split(None, 2)[:2])) for value in values).most_common(1)
    several = [fold(value).split("\n") for value in values if "\n" in value]
    lines = [Counter(lines[end] for lines in several).most_common(1) for end in (0, -1)]
    return any(count > max(3, 0.5 * len(values)) for own in (words, *lines) for _, count in own)


def _twice(own: Mapping[str, Taking]) -> int:
    """How many fields claim what another one claims."""
    spans = sorted([(one.raw.slot, *span, name) for name, one in own.items() for span in one.raw.spans])
    doubled = set()
    for (slot, start, end, name), (other, begin, stop, second) in pairwise(spans):
        if (
            slot == other
            and name != second
            and begin < end
            and min(end, stop) - begin > 0.3 * min(end - start, stop - begin)
        ):
            doubled.add(second)
    return len(doubled)
