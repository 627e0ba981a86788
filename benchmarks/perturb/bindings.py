"""Dossiers bound together, pages of others put in, text that cannot be seen."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

import pikepdf

from benchmarks.perturb.dossier import Dossier, flat
from dossier_extract.evaluate import Gold
from dossier_extract.model import Page
from dossier_extract.stages.read import read_document

TAIL = 20  # letters; the end of a value by which it is told where a record ends
FEW = 3  # pages put in
HIDDEN = "Projet fantome par Association invisible  Porteur : personne  Territoire : nulle part  Montant : 99 000 euros"


def _numbered(pages: Sequence[Page]) -> list[Page]:
    return [page._replace(number=number) for number, page in enumerate(pages, 1)]


def _bound(dossier: Dossier, others: Sequence[Dossier]) -> Dossier:
    """One after the other, covers and all: a dossier of several layouts. Its meta is the first one's."""
    every = [dossier, *others]
    records = [dict(record) for one in every for record in one.gold.records]
    gold = Gold([record | {"n": n} for n, record in enumerate(records, 1)], dossier.gold.meta)
    pages = _numbered([page for one in every for page in one.pages])
    return replace(dossier, pages=tuple(pages), gold=gold)


def two_bound(dossier: Dossier, rng: Random) -> Dossier:
    """Another dossier follows, in its own layout, with its own records."""
    return _bound(dossier, rng.sample(dossier.others, min(1, len(dossier.others))))


def three_bound(dossier: Dossier, rng: Random) -> Dossier:
    """Two other dossiers follow, in their own layouts, with their own records."""
    return _bound(dossier, rng.sample(dossier.others, 2)) if len(dossier.others) >= 2 else dossier


def _front(dossier: Dossier) -> tuple[Page, ...]:
    """The pages before the first record: cover, foreword, figures."""
    first = next((places["title"].first for places in dossier.places if "title" in places), 0)
    return dossier.pages[: dossier.runs[first].page]


def _fronts(dossier: Dossier, rng: Random) -> list[Page]:
    fronts = [front for front in map(_front, dossier.others) if front]
    return list(rng.choice(fronts)) if fronts else []


def foreword_added(dossier: Dossier, rng: Random) -> Dossier:
    """The pages before another dossier's records stand first: figures and words of another programme."""
    return dossier.with_pages(_numbered([*_fronts(dossier, rng), *dossier.pages]))


def pages_between(dossier: Dossier, rng: Random) -> Dossier:
    """Pages without records, of another dossier, wherever a page begins with a record: at most three."""
    fillers = [page for page in _fronts(dossier, rng) if page.words]
    ends = _record_ends(dossier)
    chosen = rng.sample(ends, min(FEW, len(ends))) if fillers else []
    pages: list[Page] = []
    for number, page in enumerate(dossier.pages):
        pages.append(page)
        if number in chosen:
            pages.append(fillers[chosen.index(number) % len(fillers)])
    return dossier.with_pages(_numbered(pages))


def _record_ends(dossier: Dossier) -> list[int]:
    """Indices of pages on which a record ends while the next begins on the following page."""
    texts = ["".join(flat(word.text) for word in page.words) for page in dossier.pages]
    titles = [dossier.runs[places["title"].first].page if "title" in places else None for places in dossier.places]
    ends = []
    for index, (here, following) in enumerate(pairwise(titles)):
        if here is not None and following == here + 1:
            record = dossier.gold.records[index]
            tails = [flat(record[field] or "")[-TAIL:] for field in ("zone", "description", "carrier")]
            if all(tail in texts[here] for tail in tails):
                ends.append(here)
    return ends


def hidden_text(dossier: Dossier, _: Random) -> Dossier:
    """Every page has lines that are not drawn (text render mode 3), as under a scan: the reader must drop them."""
    with pikepdf.open(io.BytesIO(dossier.source.data)) as pdf:
        font = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                                                    BaseFont=pikepdf.Name.Helvetica))  # fmt: skip
        for page in pdf.pages:
            name = page.add_resource(font, pikepdf.Name.Font)
            drawn = "".join(f"1 0 0 1 60 {200 * row} Tm ({HIDDEN}) Tj " for row in range(1, 4))
            page.contents_coalesce()
            page.contents_add(b"q", prepend=True)
            page.contents_add(f"Q q BT 3 Tr {name} 10 Tf {drawn}ET Q".encode("ascii"))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    source = replace(dossier.source, data=out.getvalue())
    return replace(dossier, source=source, pages=tuple(read_document(source)[0]))
