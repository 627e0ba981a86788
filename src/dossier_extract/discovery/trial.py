"""Sources tried out over the records of one starter, and how good the values are that they give."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from statistics import median

from dossier_extract.discovery.candidates import EXTRA, RETURNING, TITLED, Source, candidates
from dossier_extract.discovery.headers import fields_in
from dossier_extract.discovery.phrasing import CROSSING, wordings
from dossier_extract.discovery.plausible import Judge, dangles, prose
from dossier_extract.discovery.takings import (
    CODES,
    Spans,
    Taking,
    inner_lines,
    inside,
    labelled,
    left,
    repeated,
    run_in,
    taking,
    twice,
    twice_labelled,
    without,
)
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
LINED, LINE = 0.6, 160  # of the records that have a line below their heading, or at their end; its characters
JOINTS = 5  # values in which words are looked for that join others
SPLIT = 2  # fields of a line that a separator parts as well as a wording
SENTENCED = 0.9  # times as likely is a title that reads like a sentence, where it stands among some
BELOW = 0.1  # what a record loses whose title stands below its heading
APPENDED = 3  # characters between a zone and its territory in brackets
ALIKE = 0.4  # different carriers among those of the records, at most, that are no carriers
SITED = 0.9  # plausibility of a zone that names a place
CARRIED = 30  # characters before a value in which words are looked for that say what it is
NAMED, UNSITED = 0.3, 0.5  # of the zones that a wording tells must name a place; times as likely they are else
TINY = 1e-9  # by which sums of the same differ
LEFT = 1.2  # what a record loses that no field takes anything of


class Trial:
    """Runs sources over the records and judges what they give. What a source takes does not depend on the field."""

    def __init__(self, projects: Sequence[ProjectBlock], rules: Rules, judge: Judge) -> None:
        self.projects, self.rules, self.judge = projects, rules, judge
        self.keys: dict[int, tuple[Source, str]] = {}
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
        self.remains: dict[tuple[int, str], Remains] = {}
        self.rests: dict[tuple[int, str, tuple[tuple[int, int], ...]], Taking | None] = {}
        self.scores: dict[tuple[tuple[str, str], ...], float] = {}
        self.told: dict[tuple[str, str], list[float]] = {}
        self.worths: dict[tuple[str, bool, tuple[int, ...]], list[float]] = {}  # by the identity of the values
        self.costs: dict[tuple[int, tuple[tuple[str, int], ...]], float] = {}

    @cached_property
    def merged(self) -> float:
        """Share of the records in which a known label stands twice: they are two records in one."""
        return sum(twice_labelled(block, self.judge.labels) for block in self.projects) / len(self.projects)

    def _end_at(self, labels: Sequence[str]) -> None:
        """Let these labels end the values before them."""
        self.labels = list(dict.fromkeys(labels))
        self.taker = Taker([further_labels(self.labels)] if self.labels else [], self.rules)
        self.taken: dict[str, dict[int, Taking]] = {}
        self.takings: dict[tuple[int, str, Spans, Spans], Taking] = {}

    def _notes(self, source: Source) -> bool:
        """Whether what stands behind a label that returns is short and no sentence: a partner, a date, a contact.

        Nothing does behind a heading beside a panel of facts that is read line by line: another label follows.
        """
        values = [one.value for one in self.run(source).values() if not self._heads_label(one.value)]
        sentences = sum(value.endswith(SENTENCE) for value in values)
        often = values and len(values) >= NOTED * len(self.projects)
        return bool(often) and median(map(len, values)) <= NOTE and sentences <= len(values) / 2

    def _heads_label(self, value: str) -> bool:
        return fold(value.partition("\n")[0]).rstrip(" :") in self.judge.labels

    def _wordings(self) -> Iterator[dict[str, Source]]:
        """Sources that go together: what the heads of the records read like, or their whole text where all runs on."""
        headed = any("heading" in block.slots for block in self.projects)
        told = []
        for said in self._said(headed):  # a field may stand for what parts the others, as a sentence does
            if len(kept := {field: own for field, own in said.items() if self.alone(field, own)}) > 1:
                told.append(kept)
        yield from told
        # Two lines may share the fields between them.
        for one in (own for own in told if not _nth(own)):
            if other := next((own for own in told if _nth(own) and not own.keys() & one.keys()), None):
                yield {**one, **other}

    def _said(self, headed: bool) -> Iterator[dict[str, Source]]:
        """All wordings that the same place has in most records; prose below a heading has none."""
        slot = "heading" if headed else "body"
        texts = [block.slots[slot] for block in self.projects if slot in block.slots]
        yield from wordings(texts, {"in": slot}, self.judge)
        # But a line at the beginning or the end may have one.
        bodies = [text for block in self.projects if (text := block.slots.get("body")) is not None]
        bodies = [text for text in bodies if len(text.paragraphs) > 1]
        for nth, place in ((0, {"in": "body"}), (1, {"in": "body", "nth": 2}), (-1, {"in": "body", "nth": -1})):
            lines = [text.part(*span) for text in bodies if not self._labelled(text, span := text.paragraphs[nth])]
            if len(lines) >= LINED * len(self.projects) and median([len(text.repaired) for text in lines]) <= LINE:
                yield from (said for said in wordings(lines, place, self.judge, RETURNING) if len(said) > SPLIT or nth)

    def _labelled(self, text: Text, span: tuple[int, int]) -> bool:
        head, colon, _ = text.folded[slice(*span)].partition(":")
        return bool(colon) and head.strip() in self.judge.labels

    def run(self, source: Source) -> dict[int, Taking]:
        """What one source takes, by record."""
        key = self._key(source)
        if key not in self.taken:
            self.taken[key] = dict(self._run(_shape(key)))
        return self.taken[key]

    def _key(self, source: Source) -> str:
        """A source in JSON; those that were spelt before are kept, so that none takes the place of another."""
        if id(source) not in self.keys:
            self.keys[id(source)] = (source, json.dumps(source))
        return self.keys[id(source)][1]

    def _run(self, source: FieldSource) -> Iterator[tuple[int, Taking]]:
        for index, block in enumerate(self.projects):
            text = block.slots.get(source.slot)
            if text is not None and (found := self.taker.take("", source, text, ())) is not None:
                spans = found.spans if source.rest else run_in(text, found.spans)
                yield index, self._taking(index, source.slot, spans, found.covers)

    def _taking(self, index: int, slot: str, spans: Spans, covers: Spans) -> Taking:
        key = (index, slot, spans, covers)
        if key not in self.takings:
            raw = RawField(index, "", slot, spans, covers, "")
            self.takings[key] = taking(raw, self.projects[index].slots[slot])
        return self.takings[key]

    def alone(self, field: str, source: Source) -> float:
        """How good the values of one source are: how many, how plausible, how distinct."""
        values = [one.value for one in self.run(source).values()]
        if not values:
            return 0.0
        likely = sum([self.judge.value(field, value) for value in values]) / len(values)
        if likely < LEAST and field != "description":
            return 0.0
        share = len(values) / len(self.projects)
        if field in ("title", "description"):
            likely *= len(set(values)) / len(values)
        return float(likely * share ** (0.5 if field in ("amount", "territories") else 0.8))

    def together(self, sources: Mapping[str, Source]) -> float:
        """How good the records are that a set of sources gives."""
        key = tuple(sorted([(field, self._key(source)) for field, source in sources.items()]))
        if key not in self.scores:
            self.scores[key] = self._together(sources) if sources else 0.0
        return self.scores[key]

    def presence(self, sources: Mapping[str, Source]) -> dict[str, float]:
        """Share of the records that have each field."""
        counts = Counter(name for own in self.records(sources) for name in own)
        return {field: counts[field] / len(self.projects) for field in sources}

    def records(self, sources: Mapping[str, Source]) -> list[dict[str, Taking]]:
        """What each record has of the fields that sources give."""
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
            if (index, slot) not in self.remains:
                self.remains[index, slot] = Remains(text, self.rules, slot == "heading", self.projects[index].n)
            pieces = list(self.remains[index, slot].pieces(taken, text.paragraphs, None))
            kept, covers = tuple([kept for kept, _ in pieces]), tuple([whole for _, whole in pieces])
            self.rests[key] = self._taking(index, slot, kept, covers) if pieces else None
        return self.rests[key]

    def _together(self, sources: Mapping[str, Source]) -> float:
        records = self.records(sources)
        # An extra field has no worth: it only keeps its text out of the others.
        worths = {
            field: self._worths(field, [own.get(field) for own in records], "reads" in source)
            if source.get("rest")
            else self._told(field, source)
            for field, source in sources.items()
            if field in WEIGHTS
        }
        total = 0.0
        for index, own in enumerate(records):
            total += sum([worths[field][index] for field in own if field in worths])
            if {"zone", "territories"} <= own.keys() and self._appended(index, own["zone"], own["territories"]):
                total -= max(worths["territories"][index], 0.0)
            total -= sum([cost for field, cost in MISSING.items() if field not in own]) + self._cost(index, own)
        return total / len(self.projects)

    def _told(self, field: str, source: Source) -> list[float]:
        """What the values of a source add to each record, whatever the other sources are."""
        key = (field, self._key(source))
        if key not in self.told:
            own = self.run(source)
            self.told[key] = self._worths(
                field, [own.get(index) for index in range(len(self.projects))], "reads" in source
            )
        return self.told[key]

    def at_most(self, sources: Mapping[str, Source]) -> float:
        """What `together` cannot exceed: what the values add, as if no text were left and every rest were good."""
        total = TINY
        for field, source in sources.items():
            if field in WEIGHTS:
                rest = source.get("rest")
                total += WEIGHTS[field] * (1 - LIKELY) if rest else sum(self._told(field, source)) / len(self.projects)
        for field, cost in MISSING.items():
            if field not in sources:
                total -= cost
            elif not sources[field].get("rest"):
                total -= cost * (1 - len(self.run(sources[field])) / len(self.projects))
        return total

    def _appended(self, index: int, zone: Taking, territory: Taking) -> bool:
        """Whether a territory's code stands in brackets behind the zone: « Lieu : Sète (34) », which is one value."""
        end, start = zone.raw.spans[-1][1], territory.raw.spans[0][0]
        near = zone.raw.slot == territory.raw.slot and 0 < start - end <= APPENDED
        if not near or CODES.fullmatch(territory.value) is None:
            return False
        text = self.projects[index].slots[zone.raw.slot].folded
        said = dangles(text[: zone.raw.spans[0][0]])  # « à Sète (34) » is two
        return text[end:start].strip() == "(" and not said

    def _worths(self, field: str, values: Sequence[Taking | None], read: bool) -> list[float]:
        """What the values of a field add to each record; values that begin alike, or titles that return, add less.

        `read`: by a wording, which may run over the end of a paragraph.
        """
        key = (field, read, tuple(map(id, values)))
        if key not in self.worths:
            held = [one for one in values if one is not None]
            inner = inner_lines(held, self.judge) if field == "description" else set()
            joints = inner & {line for one in held[:JOINTS] for line in inside(one, self.projects)}
            inner -= joints
            heads = inner if len(inner) > 1 else set()  # one alone is a label, and what stands behind it another value
            doubtful = len(inner) == 1 or joints or (field in REPEATING and repeated(held, heads))
            few = len({one.value for one in held}) <= ALIKE * len(held)
            doubt = 0.6 if doubtful or (field == "carrier" and few) else 1.0  # themes
            crossing = sum("\n" in one.value for one in held) / max(len(held), 1) if read and field in TITLED else 0.0
            doubt *= 1 - CROSSING * crossing
            if field == "zone" and read:  # « pour les gens du voyage » is said of no place
                named = sum(self.judge.value(field, one.value) > SITED for one in held)
                doubt *= 1.0 if named > NAMED * len(held) else UNSITED
            times = Counter(one.value for one in held) if field == "title" else Counter()
            self.worths[key] = [
                0.0 if one is None else WEIGHTS[field] * (self._likely(field, one, heads, times) * doubt - LIKELY)
                for one in values
            ]
        return self.worths[key]

    def _likely(self, field: str, one: Taking, heads: set[str], times: Mapping[str, int]) -> float:
        sentence = field == "title" and one.raw.slot == "body" and prose(one.value)
        again = 0.6 if times[one.value] > 1 else SENTENCED if sentence else 1.0
        other = 0.3 if field in ("title", "zone") and self._carried(one) else 1.0
        other *= 0.6 if field in ("carrier", "zone") and labelled(one, self.projects, self.judge) else 1.0
        return self.judge.value(field, without(one, heads)) * again * other

    def _carried(self, one: Taking) -> bool:
        """Whether words before a value say that it is a carrier: « portée par »."""
        start = one.raw.spans[0][0]
        before = self.projects[one.raw.project].slots[one.raw.slot].folded[max(start - CARRIED, 0) : start]
        return self.rules.pattern(r"(?<!\w)(?:{carried})[^\w]*$").search(before) is not None

    def _cost(self, index: int, own: Mapping[str, Taking]) -> float:
        """What a record loses by text that no field took, or that two did."""
        key = (index, tuple([(name, id(one)) for name, one in own.items()]))
        if key not in self.costs:
            unclaimed = left(self.projects[index], [span for one in own.values() for span in one.spans])
            below = "title" in own and own["title"].raw.slot == "body" and "heading" in self.projects[index].slots
            self.costs[key] = LEFT * unclaimed + 0.7 * twice(own) + BELOW * below
        return self.costs[key]

    def swallowed(self, sources: Mapping[str, Source]) -> float:
        """What the records lose whose values swallowed the labels of notes."""
        values = [(WEIGHTS.get(field, 0.0), one.folded) for own in self.records(sources) for field, one in own.items()]
        return sum(weight for weight, value in values if self.notes & _heads(value)) / len(self.projects)

    def begun(self, sources: Mapping[str, Source]) -> bool:
        """Whether most descriptions begin with the label of a note."""
        values = [own["description"].folded for own in self.records(sources) if "description" in own]
        return sum(bool(self.notes & _heads(value.partition("\n")[0])) for value in values) > len(values) / 2

    def named(self, sources: Mapping[str, Source]) -> float:
        """Share of the records whose carrier has a label, a column of its own, or the words of an organisation."""
        source = sources.get("carrier")
        if source is None:
            return 0.0
        known = any(self.judge.labels.get(fold(word)) == "carrier" for word in source.get("label", ()))
        told = known or "carrier" in fields_in(source["in"])
        values = list(self.run(source).values())
        small = sum(one.value[:1].islower() for one in values) > len(values) / 2
        if not told and small and repeated(values, set()):
            return 0.0  # « en mairie au mois de mai »: words of a sentence that returns
        sure = sum(told or self.judge.value("carrier", one.value) > 0.8 for one in values)
        return float(sure / len(self.projects))

    def sited(self, sources: Mapping[str, Source]) -> float:
        """Share of the records whose zone names a place, or a territory."""
        zones = [one.value for one in self.run(sources["zone"]).values()] if "zone" in sources else []
        named = self.judge.territories.in_prose
        sited = (self.judge.value("zone", zone) > SITED or bool(named(fold(zone), label=True)) for zone in zones)
        return sum(sited) / len(self.projects)


def _nth(wording: Mapping[str, Source]) -> bool:
    """Whether a wording is that of one line below the first."""
    return any("nth" in source for source in wording.values())


def _heads(folded: str) -> set[str]:
    """What stands before a colon or alone in the lines of a value."""
    return {line.partition(":")[0].strip() for line in folded.split("\n")}


def _any(labels: Sequence[str], source: Source) -> bool:
    return any(word in labels for word in source.get("label", ()))


@lru_cache(maxsize=4096)
def _shape(source: str) -> FieldSource:
    """The source that is written in JSON: hypotheses offer the same ones again and again."""
    return FieldSource.model_validate_json(source)
