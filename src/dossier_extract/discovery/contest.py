"""Which layouts are tried: in the order of what they reach of the document, as long as one may come near the best."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from dossier_extract.discovery.hypothesis import FEWEST, Guess, Hypothesis, believed, reach

HOPED = (2.2, 3.0)  # quality that is hoped of a layout before it is tried, at least and at most:
BETTER = 1.3  # times that of the best one so far, or its own on other pages
CLOSE = 0.9  # of the best worth: less than that no closer look makes good
CLOSER, BEST = 0.8, 4  # of the best worth, and how many, are looked at more closely
ADDED = 1.15  # times what it was worth on few records a layout may be worth on more
UNITED, UNITE = 8, 0.8  # pairs of starters that are tried together, and the score that each needs


class Contest:
    """The guesses of one search, and what came of those that were tried.

    `seen`: the quality of layouts on the pages that they were tried on before, by `key_of`; it is added to. `rival`:
    the layout of the document, where others are looked for that read some of its pages better.
    """

    def __init__(
        self, guesses: Sequence[Guess], fit: Callable[[Guess], Hypothesis], seen: dict[str, float], rival: str
    ) -> None:
        self.fit, self.seen, self.rival = fit, seen, rival
        self.guesses: list[Guess] = []
        self.most = 0
        self.tried: list[Hypothesis] = []
        self.known: dict[int, Hypothesis] = {}
        # Fewer are never believed: without any others, they are to say so of the document.
        several = [one for one in guesses if one.n >= FEWEST]
        self.enter(several if several or rival else guesses)

    def enter(self, guesses: Sequence[Guess]) -> None:
        """Try some guesses, but for those that cannot come near the best even with the values that are hoped for."""
        self.guesses += guesses
        self.most = max([self.most, *(one.chars for one in guesses)])
        for guess in sorted(guesses, key=lambda one: -one.reach(self.most) * self.seen.get(key_of(one), 1.0)):
            if self.hopeful(guess.reach(self.most), self.seen.get(key_of(guess))):
                self.tried += [one for one in (self.fitted(guess),) if one.told]

    def fitted(self, guess: Guess) -> Hypothesis:
        """A guess with its fields."""
        if id(guess) not in self.known:
            self.known[id(guess)] = own = self.fit(guess)
            self.seen[key_of(guess)] = own.quality
        return self.known[id(guess)]

    def hopeful(self, reached: float, seen: float | None = None) -> bool:
        """Whether a layout that reaches so much may come near the best one that is to be believed."""
        best = max((one.quality for one in self.tried), default=0.0)
        least, most = HOPED
        hoped = max(best, min(max(BETTER * best, least), most))
        if seen is not None:
            hoped = min(hoped, max(BETTER * seen, 1.0))
        return reached * hoped >= CLOSE * self._best

    @property
    def _best(self) -> float:
        """What is to be reached: by a layout to be believed, or by what reads the other pages, too."""
        sure = (one for one in self.tried if believed([one]) is not None or key_of(one) == self.rival)
        return max((one.worth(self.most) for one in sure), default=0.0)

    def pairs(self) -> Iterator[tuple[Guess, Guess]]:
        """Guesses of one reading order, well formed alone, that together may be the records of one list."""
        sole = [one for one in self.guesses if one.sole]
        pairs = [
            (reach(one.n + other.n, (one.chars + other.chars) / self.most), one, other)
            for one, other in combinations(sole, 2)
            if one.beside(other)
        ]
        pairs = [pair for pair in pairs if self.hopeful(pair[0])]
        pairs.sort(key=lambda pair: -pair[0] * min(self.seen.get(key_of(one), 1.0) for one in pair[1:]))
        for reached, *both in pairs[:UNITED]:
            tried: list[Hypothesis] = []
            for one in sorted(both, key=lambda one: id(one) not in self.known):  # one that is poor says enough
                if all(before.fit.score > UNITE for before in tried):
                    tried.append(self.fitted(one))
            if tried[-1].fit.score > UNITE and self.hopeful(reached, max(one.quality for one in tried)):
                first, second = sorted(map(self.fitted, both), key=lambda one: -one.fit.score)
                yield first, second

    def closely(self, look: Callable[[Hypothesis], Hypothesis]) -> list[Hypothesis]:
        """The best ones after a closer look, the best first; one that cannot become the best is not looked at."""
        seen: list[Hypothesis] = []
        for one in self.best():
            sure = (own.worth(self.most) for own in seen if believed([own]) is not None)
            if one.worth(self.most) * ADDED >= max(sure, default=-math.inf):
                seen.append(look(one))
        return sorted(seen, key=lambda one: -one.worth(self.most))

    def best(self) -> list[Hypothesis]:
        """The best, each with records of its own."""
        ranked = sorted(self.tried, key=lambda one: -one.worth(self.most))
        distinct = [one for n, one in enumerate(ranked) if not any(one.same(before) for before in ranked[:n])]
        return [one for n, one in enumerate(distinct[:BEST]) if not n or one.worth(self.most) >= CLOSER * self._best]


def key_of(guess: Guess) -> str:
    """What a layout's records are told by, whatever their fields and sections."""
    return json.dumps([guess.layout.get("reading"), guess.layout.get("record"), guess.layout.get("table")])
