"""Find the layout of a dossier that no profile knows: hypotheses are tried, and the records that come out decide.

A hypothesis is a profile like any other: a reading order, what begins a record, what heads a section, where each field
stands. `discover` returns the best one with what speaks for it; everything after it is the ordinary pipeline.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from dossier_extract.discovery.candidates import FIELDS
from dossier_extract.discovery.chapters import LEFT_OUT, Run, divided
from dossier_extract.discovery.contest import Contest, key_of
from dossier_extract.discovery.fields import Fit, fit_fields
from dossier_extract.discovery.flow import Flow
from dossier_extract.discovery.headers import Header, headers, table_layout
from dossier_extract.discovery.hypothesis import Guess, Hypothesis, believed, profile_of
from dossier_extract.discovery.mixture import by_turns
from dossier_extract.discovery.plausible import Judge
from dossier_extract.discovery.rubrics import rubric
from dossier_extract.discovery.running import running
from dossier_extract.discovery.sampling import LONG, parts, sampled
from dossier_extract.discovery.sections import table_sections
from dossier_extract.discovery.starters import Starter, starters, united
from dossier_extract.discovery.stated import awards, stated_numbers
from dossier_extract.drafts import ProjectBlock, Segmentation
from dossier_extract.headings import Above, headings_over
from dossier_extract.messages import Message
from dossier_extract.model import Block, Page
from dossier_extract.profile import Profile
from dossier_extract.rules import Rules
from dossier_extract.stages.layout import order_blocks
from dossier_extract.stages.segment import segment_projects, texts_of
from dossier_extract.text import Texts, fold

READINGS = ("columns", "pairs", "lines")
FIRST_SAMPLE, SAMPLE = 8, 24  # records on which fields are tried: of every hypothesis, and of the best ones
HEADING = 2  # lines of a heading
FRONT = r"(?:\d+[.)] ?)?{front}"  # pattern of headings that no project stands under

Contents = tuple[tuple[Any, ...], ...]  # records as slots with their texts


@dataclass(frozen=True)
class Discovery:
    """The best layout, if any is good enough, and all that were tried, the best first."""

    profile: Profile | None
    layout: dict[str, Any] | None
    score: float
    tried: list[Hypothesis] = field(default_factory=list)
    confidence: float = 0.0
    refused: Message | None = None  # why nothing was believed


class _Search:
    """Looks for layouts, in all of the document or in some of its pages; the pages are put in order once."""

    def __init__(self, pages: Sequence[Page], rules: Rules) -> None:
        self.pages, self.rules, self.judge = pages, rules, Judge(rules)
        self.numbers = [page.number for page in pages]
        self.texts = [fold(" ".join([word.text for word in page.words])) for page in pages]
        self.stated = stated_numbers(self.texts, rules)
        self.fits: dict[Contents, Fit] = {}  # what gives the same records is tried once
        self.seen: dict[str, float] = {}  # the quality of layouts on the pages that they were tried on last
        self.looked: dict[frozenset[int], list[Hypothesis]] = {}  # what was tried, by pages
        self.rival = ""  # the layout of the document, once it is found
        self.read: dict[str, list[Block]] = {}
        self.tables: dict[Header, list[Block]] = {}
        self.found: dict[str, tuple[ProjectBlock, ...]] = {}
        self.built: dict[tuple[int, ...], Texts] = {}  # by the identity of the blocks that are cut

    def order(self, reading: str) -> list[Block]:
        """The blocks of all pages in one reading order."""
        if reading not in self.read:
            plain: dict[str, Any] = {"reading": reading, "record": {"begins": {"size": 999}}, "fields": {}}
            if reading == "pairs":
                plain["fields"] = _all_labels(self.rules)
            self.read[reading] = order_blocks(self.pages, profile_of(plain), self.rules)
        return self.read[reading]

    @cached_property
    def orders(self) -> dict[str, list[Block]]:
        """The blocks of the document by reading order; orders that give the same blocks are one."""
        found: dict[str, list[Block]] = {}
        for reading in READINGS:
            blocks = self.order(reading)
            lines = [block.lines for block in blocks]
            if not any(lines == [block.lines for block in before] for before in found.values()):
                found[reading] = blocks
        return found

    @cached_property
    def annexes(self) -> frozenset[int]:
        """Pages with a heading that announces what is told elsewhere, or what was awarded in other years."""
        words = "|".join(re.escape(fold(word)) for word in self.rules.kinds.annexes)
        begins = self.rules.pattern(rf"\W*(?:{words})\b", "kinds.yml")
        blocks = self.order(READINGS[0])
        return frozenset(
            block.page
            for block in blocks
            if len(block.lines) <= HEADING and begins.match(fold(block.lines[0].text)) is not None
        )

    def tried(self, numbers: frozenset[int]) -> list[Hypothesis]:
        """The hypotheses for some pages, the best first; only those are fitted closely.

        Of a long document a sample is looked at: then a hypothesis has the records of the sample alone.
        """
        if numbers not in self.looked:
            self.looked[numbers] = self._tried(numbers)
        return self.looked[numbers]

    def _tried(self, numbers: frozenset[int]) -> list[Hypothesis]:
        if len(self.pages) > LONG:
            some = sampled(numbers)
            own = _Search([page for page in self.pages if page.number in some], self.rules).tried(some)
            return [replace(one, layout=_without(one.layout, "pages")) for one in own]
        contest = Contest(list(self._guesses(numbers)), self._first, self.seen, self.rival)
        for one, other in contest.pairs():
            contest.enter(list(self._united(one, other, numbers)))
        tried = contest.closely(lambda one: one.with_fields_of(self.fitted(one.layout, one.projects)))
        if (best := believed(tried)) is not None:
            self.rival = self.rival or key_of(best)
        return tried

    def best(self, pages: frozenset[int]) -> Hypothesis | None:
        """The best layout of some pages that is to be believed; of many pages also one that reads a part of them."""
        return next((one for some in parts(pages) if (one := believed(self.tried(some))) is not None), None)

    def records(self, layout: dict[str, Any]) -> tuple[ProjectBlock, ...]:
        """The records that a layout finds on all pages."""
        key = json.dumps(_without(layout, "fields", "labels", "extra"))  # which do not part records
        if key not in self.found:
            if "reading" in layout:
                cut = self._cut(layout, _read_by(layout, self.order(layout["reading"])))
            else:
                profile = profile_of(layout)
                blocks = order_blocks(self.pages, profile, self.rules)
                cut = segment_projects(_read_by(layout, blocks), profile, self.rules)
            self.found[key] = cut.projects
        return self.found[key]

    def _cut(self, layout: dict[str, Any], blocks: Sequence[Block]) -> Segmentation:
        """The records that a layout cuts from blocks of one of the orders, which the search holds."""
        key = tuple(map(id, blocks))
        if key not in self.built:
            self.built[key] = texts_of(blocks, self.rules)
        return segment_projects(blocks, profile_of(layout), self.rules, self.built[key])

    def themed(self, layout: dict[str, Any]) -> dict[str, Any]:
        """The layout with the line over its records that changes with their theme, if there is one, as a heading."""
        if "reading" not in layout:
            return layout
        look = rubric(self.order(layout["reading"]), self.records(layout), self.judge)
        return layout if look is None else {**layout, "section": [look, *layout["section"]], "theme": True}

    def fitted(self, layout: dict[str, Any], projects: tuple[ProjectBlock, ...]) -> Hypothesis:
        """The layout with its fields told from these records."""
        return self._fitted(layout, projects, SAMPLE)

    def _fitted(self, layout: dict[str, Any], projects: tuple[ProjectBlock, ...], sample: int) -> Hypothesis:
        some = projects[:: max(len(projects) // sample, 1)]  # taken evenly
        contents = _contents(some)
        if contents not in self.fits:
            fit = fit_fields(some, self.rules, self.judge)
            if not layout.get("record", {}).get("heading", True):
                fit = by_turns(fit, some, projects[:: max(len(projects) // SAMPLE, 1)], self.judge)
            self.fits[contents] = fit
        fit = self.fits[contents]
        further: dict[str, Any] = {"labels": fit.labels, "extra": _extra(fit.extra)}
        kept = _without(layout, *further)
        sources = {**fit.sources, "territories": _territories(fit.sources)}
        keys = {**kept, "fields": sources, **{key: own for key, own in further.items() if own}}
        return Hypothesis(keys, projects, fit, agreed=len(projects) in self.stated)

    def _first(self, guess: Guess) -> Hypothesis:
        """A guess with fields told from a few of its records."""
        above = headings_over(guess.sections, self.rules)
        over = [above[one.section] if one.section >= 0 else Above(None, None) for one in guess.projects]
        placed = sum(one.place is not None for one in over) / guess.n
        themed = len({one.theme.folded if one.theme is not None else "" for one in over}) > 1
        fitted = self._fitted(guess.layout, guess.projects, FIRST_SAMPLE)
        return replace(fitted, placed=placed, themed=themed, starter=guess.starter, apart=guess.apart)

    def _guesses(self, numbers: frozenset[int]) -> Iterator[Guess]:
        """What may be tried on some pages."""
        for header in headers([page for page in self.pages if page.number in numbers], self.rules):
            layout: dict[str, Any] = {"table": table_layout(header, self.rules), "fields": {}}
            if header not in self.tables:
                self.tables[header] = order_blocks(self.pages, profile_of(layout), self.rules)
            blocks = _of_pages(self.tables[header], numbers)
            layout["section"] = table_sections(Flow(blocks, self.rules))
            yield from self._guess(layout, blocks)
        for reading, every in self.orders.items():
            blocks = _of_pages(every, numbers)
            flow = Flow(blocks, self.rules)
            for starter in starters(flow):
                yield from self._guess(_layout(reading, starter), blocks, starter, starter.apart)
            for starter in running(flow, self.judge) if reading != "pairs" else ():
                record = {**starter.record, "heading": False}
                layout = {**_layout(reading, starter), "section": starter.sections, "record": record}
                if starter.pages:
                    layout["pages"] = starter.pages
                yield from self._guess(layout, _read_by(layout, blocks), apart=starter.apart)

    def _united(self, one: Guess, other: Guess, numbers: frozenset[int]) -> Iterator[Guess]:
        """Records that begin as those of either guess do."""
        if one.starter is not None and other.starter is not None:
            reading = one.layout["reading"]
            layout = _layout(reading, united(one.starter, other.starter))
            yield from self._guess(layout, _of_pages(self.orders[reading], numbers), apart=min(one.apart, other.apart))

    def _guess(
        self, layout: dict[str, Any], blocks: list[Block], starter: Starter | None = None, apart: float = 1.0
    ) -> Iterator[Guess]:
        """A layout with its records; nothing comes of one that finds none."""
        cut = self._cut(layout, blocks)
        if cut.projects:
            agreed = len(cut.projects) in self.stated
            yield Guess(layout, cut.projects, agreed=agreed, sections=cut.sections, starter=starter, apart=apart)


def discover(pages: Sequence[Page], rules: Rules) -> Discovery:
    """Find out how the records of a document are laid out."""
    search = _Search(pages, rules)
    tried = search.tried(frozenset(search.numbers))
    best = believed(tried)
    for part in parts(search.numbers)[1:]:
        best = best or believed(search.tried(part))
    if best is None or not awards(search.texts, rules):
        return Discovery(None, None, tried[0].fit.score if tried else 0.0, tried, refused=_refused(tried))
    divisions = divided(search, best)
    keys = _keys(divisions if best.themed else [(run, search.themed(layout)) for run, layout in divisions], best.themed)
    return Discovery(profile_of(keys), keys, best.fit.score, tried, confidence=min(best.fit.score, 1.0))


def _keys(parts: Sequence[tuple[Run, dict[str, Any]]], themed: bool) -> dict[str, Any]:
    """The keys of a profile: of one layout, or of several with their pages."""
    if not themed and {run.layout for run, own in parts if own is not LEFT_OUT and not own.get("again")} == {0}:
        parts = [(run, layout if layout is LEFT_OUT else {"theme": False, **layout}) for run, layout in parts]
    run, layout = parts[0]
    if len({own.layout for own, _ in parts}) == 1:
        return {**layout, "pages": {"from": run.first}} if run.first > 1 else layout
    return {"layouts": [{**layout, "pages": {"from": run.first, "to": run.last}} for run, layout in parts]}


def _without(layout: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in layout.items() if key not in keys}


def _of_pages(blocks: Sequence[Block], numbers: frozenset[int]) -> list[Block]:
    return [block for block in blocks if block.page in numbers]


def _read_by(layout: dict[str, Any], blocks: Sequence[Block]) -> list[Block]:
    """The blocks on the pages that a layout reads."""
    pages = layout.get("pages", {})
    return [block for block in blocks if pages.get("from", 0) <= block.page <= pages.get("to", block.page)]


def _refused(tried: Sequence[Hypothesis]) -> Message:
    """Why no layout is believed, by what the best guess lacked."""
    if not tried:
        return Message("nothing in it comes again as the beginnings of records do")
    lacking = Message.joined("; ", list(tried[0].lacks()))
    if not lacking:
        return Message("nothing in it says that projects were awarded something")
    return Message("of the best guess, {n} records: {lacking}", n=tried[0].n, lacking=lacking)


def _layout(reading: str, starter: Starter) -> dict[str, Any]:
    sections = [*starter.sections, *({**look, "match": FRONT} for look in starter.looks)]
    record = {key: value[0] if key == "begins" and len(value) == 1 else value for key, value in starter.record.items()}
    further = {"ignore": starter.ignored, "group": starter.groups}
    own = {key: looks for key, looks in further.items() if looks}
    return {"reading": reading, **own, "section": sections, "record": record, "badge": {"many": True}, "fields": {}}


def _all_labels(rules: Rules) -> dict[str, Any]:
    """Every label of the vocabulary: what the pairs of a page are told by before its own labels are known."""
    return {field: {"label": [field], "ending": ""} for field in FIELDS if field in rules.labels}


def _contents(projects: Sequence[ProjectBlock]) -> Contents:
    """What makes records the same, whatever layout found them."""
    return tuple(
        [
            tuple([(name, text.repaired, text.paragraphs, text.starts) for name, text in one.slots.items()])
            for one in projects
        ]
    )


def _extra(sources: dict[str, Any]) -> dict[str, Any]:
    """Further fields by names that are made of their labels."""
    return {re.sub(r"\W+", "_", fold(label)): {"label": label, "sources": source} for label, source in sources.items()}


def _territories(sources: dict[str, Any]) -> list[dict[str, Any]]:
    own = sources.get("territories")
    return [*([own] if own else []), {"infer": "section"}, {"infer": "zone"}]
