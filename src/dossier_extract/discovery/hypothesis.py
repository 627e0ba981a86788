"""A layout that was tried: what its records are worth, and whether it is to be believed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from dossier_extract.discovery.fields import Fit
from dossier_extract.discovery.starters import Starter
from dossier_extract.drafts import ProjectBlock, SectionBlock
from dossier_extract.messages import Message
from dossier_extract.profile import Profile, Recognise

ENOUGH = 0.9  # score of a record from which a layout is taken for found
TOLD = 0.08  # for each field that a label or a header names
FEWEST = 4  # records; fewer that are alike are no list
NAMED = 0.4  # of the carriers must be told by a label or by the words of an organisation;
UNLABELLED = 0.5  # more where no field at all has a label, and fewer than these have a territory
LOCATED = 0.8
GIVEN, FEW = 0.7, 0.2  # records with an amount and a place: so many of them need fewer carriers that look like one
PLACED = 0.3  # what a record gains whose heading names its territory: nearly as much as for one of its own
PHASE = 0.1  # of its worth: that its records begin where white space, a box or a page does
AGREED = 0.5  # of that are enough where the document says that it awards as many as there are
DRAWN = 1.01  # for cells that rules draw: as much as the alignment of columns may seem better by chance
STATED = 1.01  # for as many records as the document states: little, since documents miscount, and wrong cuts may agree
TELLING = {"reads", "label", "style", "quoted"}  # what tells a field of records that run on
CARRIED = 0.75  # of the records must have a carrier told by its place alone: what stands there, stands there always


def reach(n: int, covered: float) -> float:
    """What is known of a layout's worth before its fields: how many records it has, how much they explain."""
    return (0.4 + 0.6 * min(covered, 1.0)) * n / (n + 3)


@dataclass(frozen=True)
class Guess:
    """A layout that may be tried: its keys, and the records that it cuts."""

    layout: dict[str, Any]
    projects: tuple[ProjectBlock, ...]
    agreed: bool = field(default=False, kw_only=True)  # whether the document says that it awards as many
    sections: tuple[SectionBlock, ...] = field(default=(), kw_only=True)
    starter: Starter | None = field(default=None, kw_only=True)  # what begins its records
    apart: float = field(default=1.0, kw_only=True)  # share of them that begin where white space, a box or a page does

    @property
    def n(self) -> int:
        return len(self.projects)

    @cached_property
    def chars(self) -> int:
        """Characters that its records hold."""
        return sum(len(text.repaired) for block in self.projects for text in block.slots.values())

    def reach(self, most: int) -> float:
        """How much of the document its records explain, how many they are and were said to be, where they begin."""
        table = self.layout.get("table")
        covered = 1.0 if table is not None else self.chars / most
        drawn = DRAWN if table is not None and table.get("ruled", True) else 1.0
        return reach(self.n, covered) * drawn * (STATED if self.agreed else 1.0) * (1 - PHASE * (1 - self.apart))

    @property
    def sole(self) -> bool:
        """Whether looks alone begin its records: then those of another look may belong to the same list."""
        looks = self.starter.looks if self.starter is not None else []
        return bool(looks) and not any("match" in look for look in looks)

    def beside(self, other: Guess) -> bool:
        """Whether both, of one reading order, may begin records of one list."""
        if self.starter is None or other.starter is None or self.layout["reading"] != other.layout["reading"]:
            return False
        return self.starter.beside(other.starter)


@dataclass(frozen=True)
class Hypothesis(Guess):
    """A layout that was tried: how good its records are with the fields that were told from them."""

    fit: Fit
    placed: float = field(default=0.0, kw_only=True)  # share of its records under a heading that names a territory
    themed: bool = field(default=True, kw_only=True)  # by several headings: one over all records is their list's title

    def with_fields_of(self, other: Hypothesis) -> Hypothesis:
        """The same with the fields that another sample of its records told."""
        return replace(self, layout=other.layout, fit=other.fit)

    @property
    def quality(self) -> float:
        """How good the records are, for the fields that something tells."""
        own = "territories" in self.fit.sources
        score = self.fit.score + (0.0 if own else PLACED * self.placed)
        return score * (1 + TOLD * self.fit.labelled)

    def worth(self, most: int) -> float:
        """The records' quality, for what they reach of the document."""
        return self.quality * self.reach(most)

    @property
    def told(self) -> bool:
        """Whether a wording, a label or a look tells title or carrier, as it must where records run on.

        Or both have a line of their own, among lines of which one names nothing but a territory.
        """
        headed = self.layout.get("record", {}).get("heading", True)
        title, carrier, place = (self.fit.sources.get(name, {}).keys() for name in ("title", "carrier", "territories"))
        lined = "nth" in title & carrier and {"looks", "nth"} & place
        often = self.fit.presence.get("territories", 0.0) >= CARRIED
        return headed or bool(TELLING & (title | carrier)) or bool(lined and often)

    def same(self, other: Hypothesis) -> bool:
        """Whether another layout gives the same records: in another reading order, or by another look of theirs."""
        return (self.fit.score, self.n) == (other.fit.score, other.n)

    def lacks(self) -> Iterator[Message]:
        """What it lacks to be believed: its records must be several, well formed, and carried by somebody."""
        if self.n < FEWEST:
            yield Message("they are fewer than {fewest}", fewest=FEWEST)
        if self.fit.score < ENOUGH:
            score = {"score": f"{self.fit.score:.2f}", "enough": ENOUGH}
            yield Message("their values are not well formed enough ({score}, wanted {enough})", **score)
        wanted = NAMED if self.fit.labelled or self._located >= LOCATED else UNLABELLED
        if self.fit.presence.get("amount", 0.0) >= GIVEN and self._located >= GIVEN:
            wanted = FEW
        wanted *= AGREED if self.agreed else 1.0
        if self.fit.named < wanted or self._stray():
            yield Message("too few name a carrier that looks like one ({share})", share=f"{self.fit.named:.0%}")

    @property
    def _located(self) -> float:
        """Share of the records that print a territory, or a zone that names a place, or stand under one."""
        return max(self.fit.presence.get("territories", 0.0), self.fit.sited, self.placed)

    def _stray(self) -> bool:
        """Whether carriers are told by their place alone and that place is empty too often: words of running text."""
        own = self.fit.sources.get("carrier", {})
        placed = "label" not in own and own.get("in") in ("heading", "body")
        return placed and self.fit.presence.get("carrier", 0.0) < CARRIED


def believed(tried: Iterable[Hypothesis]) -> Hypothesis | None:
    """The first that is to be believed."""
    return next((one for one in tried if not any(one.lacks())), None)


def profile_of(keys: dict[str, Any]) -> Profile:
    """A profile of one layout, or of several under `layouts`."""
    return Profile.model_validate({"version": 1, "title": "found by the program", "recognise": Recognise(), **keys})
