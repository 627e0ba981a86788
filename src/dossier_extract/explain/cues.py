"""Where the cues of a profile stand in a dossier, and what is most like those that do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from dossier_extract.explain.phrases import line, more, quoted
from dossier_extract.messages import Message
from dossier_extract.model import Page
from dossier_extract.profile import Recognise
from dossier_extract.text import fold

WORDS = 50_000  # of the dossier, among which a missing cue is looked for
SHOWN = 12  # cues
STEM = 3  # letters that a word must share with one of the cue's to be compared at all
PLACES = 1000  # compared for one cue
ALIKE = 0.7  # share of like characters (difflib) from which a text resembles a cue


class Cues:
    """The text of a dossier, ready to look for cues."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.flat = {page.number: fold("".join([word.text for word in page.words])) for page in pages}
        words = [(word.text, page.number) for page in pages for word in page.words][:WORDS]
        self.words = [text for text, _ in words]
        self.pages = [page for _, page in words]
        self.folded = fold("\n".join(self.words)).split("\n") if words else []
        self.stems: dict[str, list[int]] = {}
        for at, text in enumerate(self.folded):
            self.stems.setdefault(_stem(text), []).append(at)

    def page(self, cue: str) -> int | None:
        """The first page that has the cue, as recognition looks for it."""
        wanted = "".join(fold(cue).split())
        return next((number for number, text in self.flat.items() if wanted in text), None)

    def lacking(self, wanted: Recognise) -> int:
        """How many of the cues do not stand in the text; those of `any` count as one."""
        missing = sum(self.page(cue) is None for cue in wanted.all)
        return missing + bool(wanted.any and all(self.page(cue) is None for cue in wanted.any))

    def lines(self, wanted: Recognise, depth: int) -> Iterator[Message]:
        """The cues that stand, in one line; then a line for each that does not."""
        pages = {cue: self.page(cue) for cue in dict.fromkeys((*wanted.all, *wanted.any))}
        found = [Message("{cue} page {page}", cue=quoted(cue), page=page) for cue, page in pages.items() if page]
        if found:
            yield line(depth, Message("found: {cues}", cues=Message.joined(", ", found[:SHOWN])))
        either = any(pages[cue] for cue in wanted.any)
        missing = [cue for cue, page in pages.items() if page is None and not (either and cue not in wanted.all)]
        yield from (line(depth, self._missing(cue)) for cue in missing[:SHOWN])
        yield from more(depth, missing[SHOWN:])

    def _missing(self, cue: str) -> Message:
        near = self.nearest(cue)
        if near is None:
            return Message("missing: {cue}", cue=quoted(cue))
        text, page = near
        return Message("missing: {cue}; nearest is {text}, page {page}", cue=quoted(cue), text=quoted(text), page=page)

    def nearest(self, cue: str) -> tuple[str, int] | None:
        """The text most like a cue, with its page: of as many words or one less, with a word that begins alike."""
        wanted = fold(cue).split()
        best: tuple[float, int, int] | None = None
        matcher = SequenceMatcher(None, "", " ".join(wanted)[:200])
        for start, length in self._places(wanted):
            matcher.set_seq1(" ".join(self.folded[start : start + length])[:200])
            floor = max(ALIKE, best[0] if best else 0.0)
            if matcher.quick_ratio() >= floor and (share := matcher.ratio()) >= floor and (not best or share > best[0]):
                best = share, start, length
        if best is None:
            return None
        _, start, length = best
        return " ".join(self.words[start : start + length]), self.pages[start]

    def _places(self, wanted: Sequence[str]) -> list[tuple[int, int]]:
        """Where to look: start and number of words."""
        places: dict[tuple[int, int], None] = {}
        for index, word in enumerate(wanted):
            if len(_stem(word)) < STEM:
                continue
            for at in self.stems.get(_stem(word), ()):
                if len(places) > PLACES:
                    return list(places)
                for length in {len(wanted), max(len(wanted) - 1, 1)}:
                    places[max(at - index, 0), length] = None
        return list(places)


def _stem(word: str) -> str:
    return word.lstrip("«\"'(“")[:STEM]
