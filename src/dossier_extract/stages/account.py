"""Account for every character of every page: record, section, furniture, caption, front, ignored, or unclaimed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from dossier_extract.drafts import THEME, RawField, Segmentation
from dossier_extract.model import Page, Word
from dossier_extract.schema import RESIDUE_KINDS, Box, Finding, PageResidue, Severity, UnclaimedText
from dossier_extract.text import Text


def account_residue(
    pages: Sequence[Page], segmentation: Segmentation, raw_fields: Sequence[RawField]
) -> list[PageResidue]:
    """Return, page by page, how many printed characters (spaces apart) went where, with the unclaimed text."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    unclaimed: dict[int, list[UnclaimedText]] = defaultdict(list)
    for block, kind in segmentation.others:
        words = [word for line in block.lines for word in line.words]
        counts[block.page][kind] += len("".join([word.text for word in words]))
        if kind == "unclaimed":
            text = " ".join(word.text for word in words)
            unclaimed[block.page].append(UnclaimedText(text=text, box=_box(block.page, words)))
    covered: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    for raw in raw_fields:
        covered[raw.project, raw.slot].extend(raw.covers)
    seen: set[tuple[int, float, float]] = set()  # several records share a heading, or a cell: it is counted once
    for index, project in enumerate(segmentation.projects):
        for name, slot in project.slots.items():
            first = slot.stretches[0].line
            if (place := (first.page, first.x0, first.top)) in seen:
                continue
            seen.add(place)
            covers = covered[index, name] if name != THEME else [(0, len(slot.repaired))]
            for (taken, page), run in groupby(_shares(slot, covers), key=itemgetter(0, 1)):
                shares = list(run)
                words = [word for share in shares for word in share[4]]
                counts[page]["record" if taken else "unclaimed"] += len("".join([word.text for word in words]))
                if not taken:
                    text = slot.repaired[shares[0][2] : shares[-1][3]]
                    unclaimed[page].append(UnclaimedText(text=text, box=_box(page, words)))
    return [
        PageResidue(
            page=page.number,
            blocks=unclaimed[page.number],
            **{kind: counts[page.number][kind] for kind in RESIDUE_KINDS},
        )
        for page in pages
    ]


def unclaimed_findings(residue: Sequence[PageResidue]) -> Iterator[Finding]:
    """One warning a page with records on it that holds text which nothing explains."""
    for page in residue:
        if page.unclaimed and page.record:
            texts = "; ".join(f"« {block.text[:60]} »" for block in page.blocks[:3])
            message = f"{page.unclaimed} characters are explained by no rule: {texts}"
            yield Finding(code="unclaimed-text", severity=Severity.WARNING, message=message, page=page.page)


def _shares(slot: Text, spans: list[tuple[int, int]]) -> Iterator[tuple[bool, int, int, int, Sequence[Word]]]:
    """Whether some field took it, page, start, end and words, of each line; of each word where a line is shared."""
    for index, (start, end, line) in enumerate(slot.stretches):
        touching = [(first, last) for first, last in spans if first < end and start < last]
        if not touching or any(first <= start and end <= last for first, last in touching):
            yield bool(touching), line.page, start, end, line.words
            continue
        for piece in slot.words_of(index):
            taken = any(first < piece.end and piece.start < last for first, last in touching)
            yield taken, line.page, piece.start, piece.end, (piece.word,)


def _box(page: int, words: Sequence[Word]) -> Box:
    return Box(
        page=page,
        x0=round(min(w.x0 for w in words), 2),
        top=round(min(w.top for w in words), 2),
        x1=round(max(w.x1 for w in words), 2),
        bottom=round(max(w.bottom for w in words), 2),
    )
