"""A dossier as read, with its gold: its runs of words, and where on its pages the values of the gold stand."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from dossier_extract import Rules, source_of
from dossier_extract.evaluate import Gold, load_gold
from dossier_extract.model import Page, Source, Style, Word
from dossier_extract.stages.read import read_document

ASCENT, DESCENT = 0.75, 0.25  # of the font size: the reader's house box
CHAR, SPACE = 0.5, 0.25  # of the font size: width of a typed character and of the space between two words
LEVEL = 1.0  # points; baselines that differ by less are one
VALUES = ("title", "carrier", "territories_printed", "zone", "description", "amount_eur")
ALIGNED = 2.0  # points; lines that begin no farther apart stand in one column
NEAR = 400  # letters before its title in which a record's carrier may begin: the cells left of it


class Run(NamedTuple):
    """Words side by side on one baseline, with no gap wider than the font size. `page` and `first` are indices."""

    page: int
    first: int
    words: tuple[Word, ...]

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return self.words[-1].x1

    @property
    def baseline(self) -> float:
        return self.words[0].baseline

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


class Place(NamedTuple):
    """Where a value stands: the runs from `first` to `last`, from the word `start` of the first."""

    first: int
    last: int
    start: int


Runs = Mapping[int, Sequence[Word]]  # what stands in place of a run, by the run's index


@dataclass(frozen=True)
class Dossier:
    """Pages as read, and the records that they hold. `labels` are the words before values that are known, by field."""

    source: Source
    pages: tuple[Page, ...]
    gold: Gold
    labels: Mapping[str, Sequence[str]]
    others: tuple[Dossier, ...] = ()  # to be bound together with it

    def with_pages(self, pages: Sequence[Page]) -> Dossier:
        """The same gold on other pages."""
        return replace(self, pages=tuple(pages))

    def each_page(self, change: Callable[[Page], Page]) -> Dossier:
        """Every page changed."""
        return self.with_pages([change(page) for page in self.pages])

    def each_word(self, change: Callable[[Word], Word]) -> Dossier:
        """Every word changed."""
        return self.each_page(lambda page: page._replace(words=tuple(map(change, page.words))))

    def with_runs(self, changed: Runs) -> Dossier:
        """Runs replaced, by their index; the words of a run may stand elsewhere, or be none.

        A line that has become longer than its column is wide is set closer, as nothing is wrapped anew.
        """
        words = [list(page.words) for page in self.pages]
        for index in sorted(changed, reverse=True):
            run = self.runs[index]
            words[run.page][run.first : run.first + len(run.words)] = _fitted(changed[index], self._room(run))
        return self.with_pages([page._replace(words=tuple(new)) for page, new in zip(self.pages, words, strict=True)])

    def _room(self, run: Run) -> float:
        """Width of the column that a run stands in: of the longest line of the page that begins below or above it."""
        return max(one.x1 for one in self.runs if one.page == run.page and abs(one.x0 - run.x0) <= ALIGNED) - run.x0

    @cached_property
    def body(self) -> Style:
        """The style of most letters."""
        weights: Counter[Style] = Counter()
        for page in self.pages:
            for style, words in groupby(page.words, key=lambda word: word.style):
                weights[style] += sum(len(word.text) for word in words)
        return weights.most_common(1)[0][0]

    @cached_property
    def runs(self) -> list[Run]:
        """All upright words, in the file's order."""
        runs = []
        for number, page in enumerate(self.pages):
            first = 0
            for index, word in enumerate(page.words):
                if index + 1 == len(page.words) or not _beside(word, page.words[index + 1]):
                    if word.upright:
                        runs.append(Run(number, first, page.words[first : index + 1]))
                    first = index + 1
        return runs

    @cached_property
    def places(self) -> list[dict[str, Place]]:
        """For each record of the gold, where its values stand; without those that are not found in one piece."""
        letters, owners = self._letters
        starts, after = [], 0
        for record in self.gold.records:
            start = _title(letters, record["title"], record["carrier"], after)
            starts.append(start)
            after = start + 1 if start >= 0 else after
        places = []
        for index, (record, start) in enumerate(zip(self.gold.records, starts, strict=True)):
            found: dict[str, Place] = {}
            following = next((other for other in starts[index + 1 :] if other >= 0), len(letters))
            for field in VALUES if start >= 0 else ():
                value = flat(_printed(record[field]))
                low = start if field == "title" else max(start - NEAR, 0)
                at = letters.find(value, start if letters.find(value, start, following) >= 0 else low, following)
                if value and at >= 0:
                    (first, word), (last, _) = owners[at], owners[at + len(value) - 1]
                    found[field] = Place(first, last, word)
            places.append(found)
        return places

    @cached_property
    def _letters(self) -> tuple[str, list[tuple[int, int]]]:
        """All letters and digits, folded, and the run and the word that each belongs to."""
        texts, owners = [], []
        for index, run in enumerate(self.runs):
            for place, word in enumerate(run.words):
                texts.append(flat(word.text))
                owners += [(index, place)] * len(texts[-1])
        return "".join(texts), owners


def read_dossier(folder: Path, rules: Rules, others: Sequence[Dossier] = ()) -> Dossier:
    """The dossier of a folder with gold; of a drawn one, the label words drawn for it are known too."""
    gold, source = load_gold(folder), source_of(folder / "dossier.pdf")
    drawn = gold.meta.get("choices", {}).get("labels", {})
    labels = {field: (*words, *filter(None, [drawn.get(field)])) for field, words in rules.labels.items()}
    return Dossier(source, tuple(read_document(source)[0]), gold, labels, tuple(others))


def _title(letters: str, title: str | None, carrier: str | None, after: int) -> int:
    """Where a record's title begins: the first place with the carrier near, since summaries print titles too."""
    wanted, near = flat(title or ""), flat(carrier or "")
    at = letters.find(wanted, after) if wanted else -1
    while at >= 0 and letters.find(near, max(at - NEAR, 0), at + len(wanted) + 10 * NEAR) < 0:
        at = letters.find(wanted, at + 1)
    return at


def _printed(value: object) -> str:
    """A value as text; of an amount the whole euros."""
    return "" if value is None else f"{int(value)}" if isinstance(value, int | float) else str(value)


def _fitted(words: Sequence[Word], room: float) -> Sequence[Word]:
    """A line at most `room` points wide; several lines as they are."""
    if not words or any(abs(word.baseline - words[0].baseline) > LEVEL for word in words):
        return words
    start = words[0].x0
    share = min(room / (words[-1].x1 - start), 1.0)
    return [w._replace(x0=start + (w.x0 - start) * share, x1=start + (w.x1 - start) * share) for w in words]


def _beside(word: Word, following: Word) -> bool:
    gap = following.x0 - word.x1
    level = abs(following.baseline - word.baseline) <= LEVEL
    return level and word.upright and following.upright and -LEVEL < gap + word.style.size / 2 < 1.5 * word.style.size


def flat(text: str) -> str:
    """Letters and digits alone, without case, accents, ligatures."""
    return "".join(char for char in unicodedata.normalize("NFKD", text).casefold() if char.isalnum())


def typed(x: float, baseline: float, text: str, style: Style) -> list[Word]:
    """A line of words, as wide as a common font would set them."""
    words = []
    for one in text.split():
        end = x + CHAR * style.size * len(one)
        top, bottom = baseline - ASCENT * style.size, baseline + DESCENT * style.size
        words.append(Word(one, x, top, end, bottom, baseline, style, False, True))
        x = end + SPACE * style.size
    return words


def moved(words: Sequence[Word], right: float = 0.0, down: float = 0.0) -> list[Word]:
    """Words elsewhere on the page, by points."""
    return [
        word._replace(
            x0=word.x0 + right,
            x1=word.x1 + right,
            top=word.top + down,
            bottom=word.bottom + down,
            baseline=word.baseline + down,
        )
        for word in words
    ]


def retyped(words: Sequence[Word], start: int, stop: int, texts: Sequence[str]) -> list[Word]:
    """A line with the words start..stop replaced by others in the style of the first; what follows closes up."""
    old = words[start:stop]
    width = (old[-1].x1 - old[0].x0) / max(sum(len(word.text) + 1 for word in old) - 1, 1)
    new: list[Word] = []
    x = old[0].x0
    for text in texts:
        new.append(old[0]._replace(text=text, x0=x, x1=x + width * len(text), glued=old[0].glued and not new))
        x = new[-1].x1 + width / 2
    rest = words[stop:]
    if rest and not new:
        rest = moved([rest[0]._replace(glued=old[0].glued), *rest[1:]], old[0].x0 - rest[0].x0)
    elif rest:
        rest = moved(rest, new[-1].x1 - old[-1].x1)
    return [*words[:start], *new, *rest]


def joined(line: Sequence[Word], more: Sequence[Word], separator: str = "") -> list[Word]:
    """Two lines on the first one's baseline, a space or a separator between."""
    style, space = line[-1].style, SPACE * line[-1].style.size
    between = typed(line[-1].x1 + space, line[0].baseline, separator, style)
    start = (between or line)[-1].x1 + space
    first = more[0]._replace(glued=False)  # after a line-end hyphen the reader glues the next line's word
    return [*line, *between, *moved([first, *more[1:]], start - first.x0, line[0].baseline - first.baseline)]
