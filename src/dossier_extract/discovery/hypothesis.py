"""A layout that was tried: what its records are worth, and whether it is to be believed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dossier_extract.discovery.fields import Fit
from dossier_extract.drafts import ProjectBlock
from dossier_extract.messages import Message

ENOUGH = 0.9  # score of a record from which a layout is taken for found
TOLD = 0.08  # for each field that a label or a header names
FEWEST = 4  # records; fewer that are alike are no list
NAMED = 0.4  # of the carriers must be told by a label or by the words of an organisation;
UNLABELLED = 0.5  # more where no field at all has a label, and fewer than these have a territory
LOCATED = 0.8
PLACED = 0.3  # what a record gains whose heading names its territory: nearly as much as for one of its own
AGREED = 0.5  # of that are enough where the document says that it awards as many as there are
STATED = 1.01  # for as many records as the document states: little, since documents miscount, and wrong cuts may agree
CARRIED = 0.75  # of the records must have a carrier told by its place alone: what stands there, stands there always


@dataclass(frozen=True)
class Hypothesis:
    """A layout that was tried: its keys, how good its records are, how many there are."""

    layout: dict[str, Any]
    projects: tuple[ProjectBlock, ...]
    fit: Fit
    placed: float = 0.0  # share of its records under a heading that names a territory
    agreed: bool = False  # whether the document says that it awards as many

    @property
    def n(self) -> int:
        return len(self.projects)

    @cached_property
    def chars(self) -> int:
        """Characters that its records hold."""
        return sum(len(text.repaired) for block in self.projects for text in block.slots.values())

    def worth(self, most: int) -> float:
        """The records' quality, for how much of the document they explain, how many they are and were said to be."""
        agreed = STATED if self.agreed else 1.0
        told = 1 + TOLD * self.fit.labelled
        covered = 1.0 if "table" in self.layout else 0.4 + 0.6 * self.chars / most
        own = "territories" in self.fit.sources
        quality = self.fit.score + (0.0 if own else PLACED * self.placed)
        return quality * covered * told * self.n / (self.n + 3) * agreed

    def same(self, other: Hypothesis) -> bool:
        """Whether another layout gives the same records: in another reading order, or by another look of theirs."""
        return self.fit.score == other.fit.score and self._texts == other._texts

    @cached_property
    def _texts(self) -> list[str]:
        return [text.repaired for block in self.projects for text in block.slots.values()]

    def lacks(self) -> Iterator[Message]:
        """What it lacks to be believed: its records must be several, well formed, and carried by somebody."""
        if self.n < FEWEST:
            yield Message("they are fewer than {fewest}", fewest=FEWEST)
        if self.fit.score < ENOUGH:
            score = {"score": f"{self.fit.score:.2f}", "enough": ENOUGH}
            yield Message("their values are not well formed enough ({score}, wanted {enough})", **score)
        wanted = NAMED if self.fit.labelled or self._located >= LOCATED else UNLABELLED
        wanted *= AGREED if self.agreed else 1.0
        if self.fit.named < wanted or self._stray():
            yield Message("too few name a carrier that looks like one ({share})", share=f"{self.fit.named:.0%}")

    @property
    def _located(self) -> float:
        """Share of the records that print a territory, or stand under one."""
        return max(self.fit.presence.get("territories", 0.0), self.placed)

    def _stray(self) -> bool:
        """Whether carriers are told by their place alone and that place is empty too often: words of running text."""
        own = self.fit.sources.get("carrier", {})
        placed = "label" not in own and own.get("in") in ("heading", "body")
        return placed and self.fit.presence.get("carrier", 0.0) < CARRIED


def believed(tried: Iterable[Hypothesis]) -> Hypothesis | None:
    """The first that is to be believed."""
    return next((one for one in tried if not any(one.lacks())), None)
