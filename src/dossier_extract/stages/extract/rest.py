"""What no other field took of a slot, without the marks that joined it to what they took."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dossier_extract.drafts import RawField
from dossier_extract.rules import Rules
from dossier_extract.stages.extract.cuts import Span, trimmed
from dossier_extract.text import Text
from dossier_extract.wording import opening

CAPTIONED = ("amount", "carrier", "territories", "zone")  # fields whose label may stand below the value
EDGE = 60  # characters at the end of a piece in which joining words are looked for


class Remains:
    """The rest of one slot's text.

    `heading`: without its opening words ("Projet n° 12 :") and its number at the end, if it is `n`, the record's rank.
    """

    def __init__(self, text: Text, rules: Rules, heading: bool, n: int = 0) -> None:
        self.text, self.rules, self.heading, self.n = text, rules, heading, n
        self._known: dict[tuple[int, int, bool, bool], tuple[Span, Span] | None] = {}  # pieces, by what bounds them

    def pieces(
        self, taken: Sequence[RawField], paragraphs: Iterable[Span], before: str | None
    ) -> Iterator[tuple[Span, Span]]:
        """Each piece with what it covers; `before`: only what stands before that field, if it was found."""
        repaired = self.text.repaired
        covered = sorted(span for raw in taken for span in raw.covers)
        limit = min((span[0] for raw in taken if raw.name == before for span in raw.covers), default=len(repaired))
        ends = {end for _, end in covered}
        for begin, stop in paragraphs:
            if begin - 1 in ends and self._captions(begin, stop):
                continue
            at, last = begin, min(stop, limit)
            for start, end in covered:
                if end <= at or start >= last:
                    continue
                yield from self._kept(at, start, at > begin, True)
                at = end
            yield from self._kept(at, last, at > begin, False)

    def _captions(self, start: int, end: int) -> bool:
        """Whether a paragraph is nothing but a label, below its value: « 5 000 € », and in small type « Montant »."""
        return self.rules.label_fields.get(self.text.folded[start:end].strip(" :")) in CAPTIONED

    def _kept(self, start: int, end: int, after: bool, before: bool) -> Iterator[tuple[Span, Span]]:
        """What is left between two places, if anything; `after`, `before`: whether something was taken there."""
        bounds = (start, end, after, before)
        if bounds not in self._known:
            self._known[bounds] = self._piece(*bounds)
        if (piece := self._known[bounds]) is not None:
            yield piece

    def _piece(self, start: int, end: int, after: bool, before: bool) -> tuple[Span, Span] | None:
        """A piece without white space, and without joining marks on the sides where something was taken."""
        whole = start, end = trimmed(self.text.repaired, start, max(start, end))
        folded = self.text.folded
        if self.heading and start == 0:
            opened = self.rules.pattern(r"{opening}\s*").match(folded, 0, end)
            start = opened.end() if opened is not None else start
            closed = self.rules.pattern(rf"\s+[(\[]?{{number_sign}}\s?0*{self.n}[)\]]?$").search(folded, start, end)
            end = closed.start() if closed is not None else end
        if after:
            joint = self.rules.pattern(r"(?:\.(?=\s))?(?:\s|{separators}|[)\]])*").match(folded, start, end)
            start = joint.end() if joint is not None else start
        if before and start < end:
            joint = self.rules.pattern(r"(?:\s|{separators}|[(\[]|(?<!\w)(?:{carried}|par)(?=\s*$))+$").search(
                folded, max(start, end - EDGE), end
            )
            end = joint.start() if joint is not None else end
        start, end = trimmed(self.text.repaired, start, end)
        marked = before or any(map(str.isdigit, folded[start:end]))  # a paragraph of its own: « réf. 24-0135 »
        numbered = whole[0] == 0 and marked and opening(folded[:end], self.rules) >= end
        if not numbered and any(map(str.isalnum, folded[start:end])):
            return (start, end), whole
        return None
