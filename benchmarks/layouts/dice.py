"""The random numbers of one dossier. What is picked by name is remembered, and stands in meta.json as "choices"."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, TypeVar

Option = TypeVar("Option")


class Dice(Random):
    """Random numbers that depend on nothing but the family and the seed."""

    def __init__(self, family: str, number: int) -> None:
        super().__init__(f"{family}-{number}")
        self.family = family
        self.number = number  # the dossier's seed
        self.rare = number % 3 == 1  # a third of the label words come from words.RARE
        self.choices_made: dict[str, Any] = {}

    def __reduce__(self) -> Any:  # Random's own forgets the arguments
        return type(self), (self.family, self.number)

    def chance(self, share: float) -> bool:
        """True in `share` (0 to 1) of the draws."""
        return self.random() < share

    def pick(self, name: str, options: Sequence[Option]) -> Option:
        """One of the options, remembered under `name`; repeat an option to make it more frequent."""
        made = self.choice(options)
        self.choices_made[name] = made
        return made

    def happens(self, name: str, share: float) -> bool:
        """Whether something happens in this dossier, remembered under `name`."""
        made = self.chance(share)
        self.choices_made[name] = made
        return made
