"""Sources tried out over the records of one starter, and how good the values are that they give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from dossier_extract.discovery.candidates import Source, candidates, line_heads
from dossier_extract.discovery.plausible import Judge
from dossier_extract.drafts import ProjectBlock, RawField
from dossier_extract.profile import Layout, Profile, Recognise
from dossier_extract.rules import Rules
from dossier_extract.stages.extract import extract_fields
from dossier_extract.stages.extract.rest import Remains
from dossier_extract.text import fold

WEIGHTS = {"title": 1.0, "carrier": 1.0, "zone": 0.6, "description": 0.8, "territories": 0.5, "amount": 0.5}
LEAST = 0.4  # mean plausibility of a source's values
MISSING = {"title": 0.8, "carrier": 0.5}  # what a record loses that lacks it


class Trial:
    """Runs sources over the records and judges what they give."""

    def __init__(self, projects: Sequence[ProjectBlock], layout: Mapping[str, Any], rules: Rules, judge: Judge) -> None:
        self.projects, self.layout, self.rules, self.judge = projects, layout, rules, judge
        self.candidates = list(candidates(projects, rules))
        # Labels end one another's values: all that are known count, whatever source is tried.
        known = (word for _, source, prior in self.candidates if prior > 1.5 for word in source.get("label", ()))
        self.labels = list(dict.fromkeys(known))
        self.taken: dict[str, dict[int, RawField]] = {}
        self.scores: dict[str, float] = {}
        self.sizes = [sum(len(text.repaired) for text in block.slots.values()) or 1 for block in projects]

    def run(self, field: str, source: Source) -> dict[int, RawField]:
        """What one source takes, by record."""
        key = f"{field}{source!r}"
        if key not in self.taken:
            others = [word for word in self.labels if word not in source.get("label", ())]
            layout = Layout.model_validate({**self.layout, "fields": {field: source}, "labels": others})
            profile = Profile.model_construct(version=1, title="", recognise=Recognise(), layouts=(layout,))
            raws = extract_fields(self.projects, profile, self.rules)
            self.taken[key] = {raw.project: raw for raw in raws if raw.name == field}
        return self.taken[key]

    def alone(self, field: str, source: Source) -> float:
        """How good the values of one source are: how many, how plausible, how distinct."""
        values = [self._value(raw) for raw in self.run(field, source).values()]
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

    def _records(self, sources: Mapping[str, Source]) -> list[dict[str, RawField]]:
        records: list[dict[str, RawField]] = [{} for _ in self.projects]
        for field, source in sources.items():
            if not source.get("rest"):
                for index, raw in self.run(field, source).items():
                    records[index][field] = raw
        for field, source in sources.items():
            if source.get("rest"):
                for index, own in enumerate(records):
                    if (rest := self._rest(index, field, source["in"], own)) is not None:
                        own[field] = rest
        return records

    def _rest(self, index: int, field: str, slot: str, own: Mapping[str, RawField]) -> RawField | None:
        text = self.projects[index].slots.get(slot)
        if text is None:
            return None
        taken = [raw for raw in own.values() if raw.slot == slot]
        pieces = list(Remains(text, taken, self.rules, slot == "heading").pieces(text.paragraphs, None))
        if not pieces:
            return None
        kept, covers = zip(*pieces, strict=True)
        return RawField(index, field, slot, tuple(kept), tuple(covers), "rest")

    def _together(self, sources: Mapping[str, Source]) -> float:
        records = self._records(sources)
        total = 0.0
        repeated = {field: self._repeated(field, records) for field in ("title", "carrier", "zone", "description")}
        titles = Counter(self._value(own["title"]) for own in records if "title" in own)
        for index, own in enumerate(records):
            gained = 0.0
            for field, raw in own.items():
                value = self._value(raw)
                likely = self.judge.value(field, value)
                if field == "title" and titles[value] > 1:
                    likely *= 0.6
                if repeated.get(field):
                    likely *= 0.6
                gained += WEIGHTS[field] * (likely - 0.35)
            gained -= sum(cost for field, cost in MISSING.items() if field not in own)
            gained -= 1.2 * self._left(index, own) + 0.7 * self._twice(own)
            total += gained
        return total / len(self.projects)

    def _repeated(self, field: str, records: Sequence[Mapping[str, RawField]]) -> bool:
        """Whether most values of a field begin with the same two words: a label that was taken for a part of them."""
        heads = Counter(
            " ".join(fold(self._value(own[field])).split()[:2]) for own in records if field in own
        ).most_common(1)
        return bool(heads) and heads[0][1] > max(3, 0.5 * len(records))

    def _value(self, raw: RawField) -> str:
        text = self.projects[raw.project].slots[raw.slot]
        return "\n".join(text.repaired[start:end].strip() for start, end in raw.spans).strip()

    def _left(self, index: int, own: Mapping[str, RawField]) -> float:
        """Share of a record's characters that no field took."""
        taken = 0
        for name in self.projects[index].slots:
            spans = sorted(span for raw in own.values() if raw.slot == name for span in raw.covers)
            end = 0
            for start, stop in spans:
                taken += max(0, stop - max(start, end))
                end = max(end, stop)
        return 1 - min(1.0, taken / self.sizes[index])

    def _twice(self, own: Mapping[str, RawField]) -> int:
        """How many fields claim what another one claims."""
        spans = sorted((raw.slot, *span, name) for name, raw in own.items() for span in raw.spans)
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

    def named(self, sources: Mapping[str, Source]) -> float:
        """Share of the records whose carrier has a label, a column of its own, or the words of an organisation."""
        source = sources.get("carrier")
        if source is None:
            return 0.0
        raws = self.run("carrier", source).values()
        known = any(self.judge.labels.get(fold(word)) == "carrier" for word in source.get("label", ()))
        told = known or source["in"] == "carrier"
        sure = sum(told or self.judge.value("carrier", self._value(raw)) > 0.8 for raw in raws)
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
