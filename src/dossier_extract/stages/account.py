"""Account for every character of every page: record, section, furniture, caption, front, ignored, or unclaimed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from dossier_extract.drafts import RawField, Segmentation
from dossier_extract.model import Page, Word
from dossier_extract.schema import RESIDUE_KINDS, Box, Finding, PageResidue, Severity, UnclaimedText
from dossier_extract.text import Piece, Text


def account_residue(
    pages: Sequence[Page], segmentation: Segmentation, raw_fields: Sequence[RawField]
) -> list[PageResidue]:
    """Return, page by page, how many printed characters (spaces apart) went where, with the unclaimed text."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    unclaimed: dict[int, list[UnclaimedText]] = defaultdict(list)
    for block, kind in segmentation.others:
        words = [word for line in block.lines for word in line.words]
        counts[block.page][kind] += sum([len(word.text) for word in words])
        if kind == "unclaimed":
            text = " ".join(word.text for word in words)
            unclaimed[block.page].append(UnclaimedText(text=text, box=_box(block.page, words)))
    covered: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    for raw in raw_fields:
        covered[raw.project, raw.slot].extend(raw.covers)
    for index, project in enumerate(segmentation.projects):
        for name, slot in project.slots.items():
            for taken, page, pieces in _runs(slot, covered[index, name]):
                counts[page]["record" if taken else "unclaimed"] += sum([len(piece.word.text) for piece in pieces])
                if not taken:
                    text = slot.repaired[pieces[0].start : pieces[-1].end]
                    box = _box(page, [piece.word for piece in pieces])
                    unclaimed[page].append(UnclaimedText(text=text, box=box))
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


def _runs(slot: Text, spans: list[tuple[int, int]]) -> Iterator[tuple[bool, int, list[Piece]]]:
    """Runs of words on one page that some field took, or that none did."""
    taken: set[int] = set()
    for start, end in spans:
        taken.update([piece.start for piece in slot.pieces_in(start, end)])
    if len(taken) == len(slot.pieces) and len(pages := {piece.page for piece in slot.pieces}) == 1:
        yield True, pages.pop(), list(slot.pieces)  # nearly always all is taken: no need to look at each word
        return

    def key(piece: Piece) -> tuple[bool, int]:
        return piece.start in taken, piece.page

    for (is_taken, page), pieces in groupby(slot.pieces, key=key):
        yield is_taken, page, list(pieces)


def _box(page: int, words: Sequence[Word]) -> Box:
    return Box(
        page=page,
        x0=round(min(w.x0 for w in words), 2),
        top=round(min(w.top for w in words), 2),
        x1=round(max(w.x1 for w in words), 2),
        bottom=round(max(w.bottom for w in words), 2),
    )
