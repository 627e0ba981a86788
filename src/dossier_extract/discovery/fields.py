"""Which source gives which field: candidates are taken from the records' own labels, looks and marks, and tried out.

A candidate is judged by the values that it gives over all records; of several the set that leaves the best records wins.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from dossier_extract.discovery.plausible import Judge
from dossier_extract.drafts import ProjectBlock, RawField
from dossier_extract.look import color_class
from dossier_extract.model import Style
from dossier_extract.profile import Layout, Profile, Recognise
from dossier_extract.rules import Rules
from dossier_extract.stages.extract import extract_fields
from dossier_extract.stages.extract.rest import Remains
from dossier_extract.text import Text, fold

FIELDS = ("territories", "amount", "carrier", "zone", "title", "description")
WEIGHTS = {"title": 1.0, "carrier": 1.0, "zone": 0.6, "description": 0.8, "territories": 0.5, "amount": 0.5}
MISSING = {"title": 0.8, "carrier": 0.5}  # what a record loses that lacks it
SPLITS = {"dash": 1.0, "bar": 1.0, "by": 1.0, "line": 1.0, "colon": 0.75, "comma": 0.75}  # kind of separator → trust
LABEL_LENGTH = 45  # characters
KNOWN_LABEL, NEW_LABEL = 0.06, 0.35  # share of records that it stands in
RUN_SHARE = 0.4  # of the records that must hold a run in a look
SEEN = 0.25  # of the records, for a value told by nothing but what it looks like
MERGED = 1.0  # what a record loses that holds a label twice
TOP = 5  # candidates of a field that are tried together with others'

Source = dict[str, Any]
Values = dict[int, str]  # record → value


class Fit(NamedTuple):
    """Field → source, and how good the records are that come out: 1 is every field right-looking."""

    sources: dict[str, Source]
    score: float
    presence: dict[str, float]
    named: float  # share of the records whose carrier has a label or is an organisation by its words
    labelled: int  # fields told by a label or by a column's header


def fit_fields(
    projects: Sequence[ProjectBlock], layout: Mapping[str, Any], rules: Rules, judge: Judge, sample: int
) -> Fit:
    """Find the sources for the records of one starter, by trying them on a sample taken evenly."""
    every = max(len(projects) // sample, 1)
    tried = _Trial(projects[::every], layout, rules, judge)
    offered: dict[str, list[tuple[float, Source]]] = defaultdict(list)
    for field, source, prior in tried.candidates:
        score = prior * tried.alone(field, source)
        if "looks" in source and "label" not in source and len(tried.run(field, source)) < SEEN * len(tried.projects):
            continue  # a figure or a place's name in running text
        if score > 0.02 or source.get("rest"):
            offered[field].append((score, source))
    for own in offered.values():
        own.sort(key=lambda pair: -pair[0])
    chosen = {field: offered[field][0][1] for field in FIELDS if offered[field]}
    best = tried.together(chosen)
    for _ in range(2):
        before = best
        for field in FIELDS:
            for source in [*(source for _, source in offered[field][:TOP]), None]:
                trial = {name: own for name, own in chosen.items() if name != field}
                if source is not None:
                    trial[field] = source
                if not _labels_once(trial):
                    continue
                if (score := tried.together(trial)) > best + 1e-6:
                    best, chosen = score, trial
        if best == before:
            break
    told = [name for name, source in chosen.items() if "label" in source or source["in"] == name]
    return Fit(chosen, best - MERGED * tried.merged(), tried.presence(chosen), tried.named(chosen), len(told))


def _labels_once(sources: Mapping[str, Source]) -> bool:
    """Whether no label is used for two fields."""
    labels = [label for source in sources.values() for label in source.get("label", ())]
    return len(labels) == len(set(labels))


class _Trial:
    """Runs sources over the records and judges what they give."""

    def __init__(self, projects: Sequence[ProjectBlock], layout: Mapping[str, Any], rules: Rules, judge: Judge) -> None:
        self.projects, self.layout, self.rules, self.judge = projects, layout, rules, judge
        self.candidates = list(_candidates(projects, rules))
        # Labels end one another's values: all that are known are read along with any source that is tried.
        self.known: dict[str, Source] = {}
        for field, source, prior in self.candidates:
            if "label" in source and prior > 1.5:
                self.known.setdefault(f"{field}_{source['in']}", source)
        self.taken: dict[str, dict[int, RawField]] = {}
        self.scores: dict[str, float] = {}
        self.sizes = [sum(len(text.repaired) for text in block.slots.values()) or 1 for block in projects]

    def run(self, field: str, source: Source) -> dict[int, RawField]:
        """What one source takes, by record."""
        key = f"{field}{source!r}"
        if key not in self.taken:
            extra = {name: {"sources": known} for name, known in self.known.items() if known is not source}
            layout = Layout.model_validate({**self.layout, "fields": {field: source}, "extra": extra})
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
                    if (raw := self._rest(index, field, source["in"], own)) is not None:
                        own[field] = raw
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
        told = "label" in source or source["in"] == "carrier"
        sure = sum(told or self.judge.organisation(self._value(raw)) > 0.8 for raw in raws)
        return sure / len(self.projects)

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
                    fold(head)
                    for head in _line_heads(text.repaired[start:end], [(w.text, w.style) for w in line.words])
                }
                found.update(head for head in heads if head in fields)
        return any(count > 1 for count in found.values())


# Candidates


def _candidates(projects: Sequence[ProjectBlock], rules: Rules) -> Iterator[tuple[str, Source, float]]:
    """Field, source and how much the source is to be trusted before it is tried."""
    slots = Counter(name for block in projects for name in block.slots)
    for slot in ("heading", "body", "above"):
        if slots[slot]:
            texts = [block.slots[slot] for block in projects if slot in block.slots]
            yield from _labelled(slot, texts, len(projects), rules)
            yield from _unlabelled(slot, texts, len(projects), rules)
    if slots["badge"]:
        yield "territories", {"in": "badge"}, 1.2
        yield "amount", {"in": "badge", "looks": "amount"}, 1.0
    for slot in slots:
        if slot == "badge":
            continue
        yield "territories", {"in": slot, "looks": "territory"}, 0.9
        yield "amount", {"in": slot, "looks": "amount"}, 0.8 if slot == "body" else 0.9
        if slot not in ("heading", "body", "above"):
            texts = [block.slots[slot] for block in projects if slot in block.slots]
            yield from _column(slot, texts, len(projects), rules)


def _column(slot: str, texts: Sequence[Text], n: int, rules: Rules) -> Iterator[tuple[str, Source, float]]:
    """Sources in a table's column: all of it, or a part of a cell that holds several fields."""
    for field in FIELDS:
        yield field, {"in": slot}, 1.5 if slot == field else 0.9
    yield from _labelled(slot, texts, len(texts), rules)
    for field, source, prior in _unlabelled(slot, texts, n, rules):
        if field != "description" or slot in ("title", "description") or slot.startswith("column"):
            yield field, source, prior * (1.1 if slot == field else 0.85)


def _labelled(slot: str, texts: Sequence[Text], n: int, rules: Rules) -> Iterator[tuple[str, Source, float]]:
    """Sources by the labels that stand in the records: known words, and new ones that return."""
    fields = {fold(word): field for field, words in rules.labels.items() for word in words}
    known: dict[str, dict[str, str]] = defaultdict(dict)
    new: list[str] = []
    for head, (count, printed) in sorted(_heads(texts).items()):
        bare = re.sub(r"^(?:le|la|les|l')\s*", "", head)
        field = fields.get(head) or fields.get(bare)
        if field is not None and count >= max(2, KNOWN_LABEL * n):
            known[field][head] = printed
        elif field is None and count >= max(3, NEW_LABEL * n):
            new.append(printed)
    for field, words in known.items():
        listed = sorted(words.values())
        for extent in ("label", "paragraph"):
            yield (
                field,
                {"in": slot, "label": listed, "ending": "any", "extent": extent},
                1.6 if extent == "label" else 1.5,
            )
            yield field, {"in": slot, "label": listed, "ending": "any", "where": "anywhere", "extent": extent}, 1.45
    for printed in new[:8]:
        for field in FIELDS:
            if field not in known:
                for extent in ("label", "paragraph"):
                    yield field, {"in": slot, "label": [printed], "ending": "any", "extent": extent}, 1.3


def _heads(texts: Sequence[Text]) -> dict[str, tuple[int, str]]:
    """Beginnings of lines that may be labels: folded → number of records that hold it, as printed."""
    counts: Counter[str] = Counter()
    forms: dict[str, str] = {}
    for text in texts:
        own: set[str] = set()
        for start, end, line in text.stretches:
            printed = text.repaired[start:end]
            for head in _line_heads(printed, [(w.text, w.style) for w in line.words]):
                folded = fold(head)
                if 2 < len(folded) <= LABEL_LENGTH and folded[0].isalpha():
                    own.add(folded)
                    forms.setdefault(folded, head)
        counts.update(own)
    return {head: (count, _capital(forms[head])) for head, count in counts.items()}


def _line_heads(printed: str, words: Sequence[tuple[str, Style]]) -> Iterator[str]:
    head, colon, _ = printed.partition(":")
    if colon and len(head) <= LABEL_LENGTH:
        yield head.strip()
    first = words[0][1]
    run = 0
    while run < len(words) and words[run][1] == first:
        run += 1
    if run < len(words) or len(words) <= 5:
        yield printed[: len(" ".join(text for text, _ in words[:run]))].rstrip(" :–—-•|>")


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _unlabelled(slot: str, texts: Sequence[Text], n: int, rules: Rules) -> Iterator[tuple[str, Source, float]]:
    """Sources by place, look and marks."""
    heading = slot != "body"
    yield "title", {"in": slot, "rest": True}, 1.0 if slot == "heading" else 0.4
    if slot not in ("heading", "above"):
        yield "description", {"in": slot, "rest": True}, 1.0
    quoted = sum("«" in text.repaired or "“" in text.repaired or '"' in text.repaired for text in texts)
    if quoted >= RUN_SHARE * n:
        yield "title", {"in": slot, "quoted": True}, 1.25 if heading else 0.8
    if sum("(" in text.repaired for text in texts) >= RUN_SHARE * n:
        yield "carrier", {"in": slot, "bracketed": True}, 0.9
        yield "zone", {"in": slot, "bracketed": True}, 0.8
    for field in ("title", "carrier", "zone"):
        for nth in (1, 2, 3, -1):
            if (heading and nth == 3) or (field == "title" and nth not in (1, 2)):
                continue
            late = 0.6 if field == "title" and not heading else 1.0
            yield field, {"in": slot, "nth": nth}, late * (0.9 if nth > 0 else 0.8)
    for look in _run_looks(texts, n):
        for field in ("title", "carrier", "zone", "territories", "amount"):
            yield field, {"in": slot, "style": look}, 1.05
    for kind, trust in SPLITS.items():
        if kind == "line":
            cut = sum(len(text.stretches) > 1 for text in texts) if heading else 0
        else:
            separator = rules.pattern(rules.parts[f"split_{kind}"])
            cut = sum(separator.search(text.folded) is not None for text in texts)
        if cut >= RUN_SHARE * n:
            for part in (1, 2, -1):
                for field in ("title", "carrier", "zone"):
                    yield field, {"in": slot, **({} if heading else {"nth": 1}), "split": [kind], "part": part}, trust


def _run_looks(texts: Sequence[Text], n: int) -> list[Source]:
    """Looks of runs that stand in most records but do not fill them."""
    held: Counter[tuple[float, bool, bool, str]] = Counter()
    chars: Counter[tuple[float, bool, bool, str]] = Counter()
    for text in texts:
        own = set()
        for stretch in text.stretches:
            for word in stretch.line.words:
                look = (word.style.size, word.style.bold, word.style.italic, color_class(word.style.color))
                own.add(look)
                chars[look] += len(word.text)
        held.update(own)
    total = sum(chars.values()) or 1
    looks = [look for look, count in held.most_common() if count >= RUN_SHARE * n and chars[look] < 0.75 * total]
    keys = ("size", "bold", "italic", "color")
    return [dict(zip(keys, look, strict=True)) for look in looks[:5]]
