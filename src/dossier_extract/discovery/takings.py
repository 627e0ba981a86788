"""What sources take from records, and what is asked of it: what is left, taken twice, or begins alike everywhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from dossier_extract.discovery.heads import LABEL_LENGTH, line_heads
from dossier_extract.discovery.plausible import Judge
from dossier_extract.drafts import ProjectBlock, RawField
from dossier_extract.text import Text, fold

CODES = re.compile(r"\d[\dAB]\d?(?:\W+(?:et )?\d[\dAB]\d?)*")  # of départements, as printed: « 93 », « 65 et 32 »
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class Taking:
    """What a source took from one record, and the value that it makes, a line a paragraph.

    In one trial what is taken alike is one object: what is worked out of it is worked out once.
    """

    raw: RawField
    value: str
    folded: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines, folded."""
        return self.folded.split("\n")

    @cached_property
    def spans(self) -> list[tuple[str, int, int]]:
        """Slot, start and end of all that it covers."""
        return [(self.raw.slot, start, stop) for start, stop in self.raw.covers]


def taking(raw: RawField, text: Text) -> Taking:
    """What a source took from the text of a slot."""
    value, folded = (
        "\n".join([own[start:end].strip() for start, end in raw.spans]).strip() for own in (text.repaired, text.folded)
    )
    return Taking(raw, value, folded)


def run_in(text: Text, spans: Spans) -> Spans:
    """The spans without the stop that ends a head in front of running text: « Le nom du projet. Il accompagne… »."""
    start, end = spans[-1]
    follows = text.repaired[end:].lstrip(" ")[:1] not in ("", "\n")
    stops = len(spans) == 1 and text.repaired[start:end].find(".") == end - start - 1
    return ((start, end - 1),) if follows and stops else spans


def left(block: ProjectBlock, covers: Sequence[tuple[str, int, int]]) -> float:
    """Share of a record's characters that no field took. `covers`: slot, start and end of what was taken."""
    size = sum(len(text.repaired) for text in block.slots.values()) or 1
    taken, last, end = 0, "", 0
    for slot, start, stop in sorted(covers):
        end = end if slot == last else 0
        taken += max(0, stop - max(start, end))
        last, end = slot, max(end, stop)
    return 1 - min(1.0, taken / size)


def twice(own: Mapping[str, Taking]) -> int:
    """How many fields claim what another one claims."""
    spans = sorted([(one.raw.slot, *span, name) for name, one in own.items() for span in one.raw.spans])
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


def twice_labelled(block: ProjectBlock, labels: Collection[str]) -> bool:
    """Whether a known label heads two lines of a record."""
    found: Counter[str] = Counter()
    for text in block.slots.values():
        for start, end, line in text.stretches:
            heads = line_heads(text.repaired[start:end], [(w.text, w.style) for w in line.words])
            found.update({folded for head in heads if (folded := fold(head)) in labels})
    return any(count > 1 for count in found.values())


def inner_lines(values: Sequence[Taking], judge: Judge) -> set[str]:
    """Lines that return in most descriptions: sub-headings (« Contexte », « Objectifs ») or, alone, a label.

    Labels of other fields are none: with them, a description would hold what is not its own.
    """
    lines = Counter(line for one in values for line in set(one.lines))
    most = [line for line, n in lines.items() if n > max(3, 0.5 * len(values)) and len(line) <= LABEL_LENGTH]
    return {line for line in most if judge.labels.get(line.rstrip(" :"), "description") == "description"}


def inside(one: Taking, projects: Sequence[ProjectBlock]) -> set[str]:
    """The parts of a value, folded, that stand in the middle of a paragraph: words that join other values."""
    text = projects[one.raw.project].slots[one.raw.slot]
    begun = {start for start, _ in text.paragraphs}
    return {text.folded[start:end].strip() for start, end in one.raw.spans if start not in begun}


def labelled(one: Taking, projects: Sequence[ProjectBlock], judge: Judge) -> bool:
    """Whether a value begins with a label, set otherwise than what follows: « **Association** Les Voisins »."""
    text = projects[one.raw.project].slots[one.raw.slot]
    start, end = one.raw.spans[0]
    pieces = text.pieces_in(start, min(end, start + LABEL_LENGTH))
    turn = next((n for n, piece in enumerate(pieces) if piece.word.style != pieces[0].word.style), 0)
    return turn > 0 and text.folded[start : pieces[turn - 1].end].rstrip(" :") in judge.labels


def without(one: Taking, heads: set[str]) -> str:
    """A value without its sub-headings."""
    if not heads:
        return one.value
    return "\n".join(
        [line for line, folded in zip(one.value.split("\n"), one.lines, strict=True) if folded not in heads]
    )


def repeated(values: Sequence[Taking], heads: set[str]) -> bool:
    """Whether most values begin alike, by two words or a line of its own, or end so: with a label that is no part.

    `heads`: the sub-headings, which do not count.
    """
    every = [[line for line in one.lines if line not in heads] for one in values]
    words = Counter(" ".join("\n".join(lines).split(None, 2)[:2]) for lines in every).most_common(1)
    ends = [Counter(lines[end] for lines in every if len(lines) > 1).most_common(1) for end in (0, -1)]
    return any(count > max(3, 0.5 * len(values)) for own in (words, *ends) for _, count in own)
