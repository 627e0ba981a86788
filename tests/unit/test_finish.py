"""Pages whose text lies on its side, or stands on its head, are turned before they are read."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from dossier_extract import Rules, extract_dossier, source_of
from dossier_extract.model import Page, Rect, Source, Word
from dossier_extract.stages.read import Engine, read_pages
from dossier_extract.stages.read.finish import set_upright
from tests.conftest import DOSSIERS
from tests.pages import BLUE, HEAD, make_page, put

BRETAGNE = DOSSIERS / "dev-bretagne" / "dossier.pdf"
UPRIGHT = make_page(1, put(100, 100, "Un bus", HEAD), put(100, 130, "Un texte."), Rect(90, 80, 400, 160, BLUE, None))


def test_a_page_of_upright_text_stays_as_it_is() -> None:
    assert set_upright(UPRIGHT) is UPRIGHT
    some = UPRIGHT._replace(words=tuple(word._replace(upright=n > 2) for n, word in enumerate(UPRIGHT.words)))
    assert set_upright(some) is some  # a word in the margin


@pytest.mark.parametrize("engine", ["pdfium", "pdfplumber"])
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_is_read_as_if_it_stood(turn: int, engine: Engine) -> None:
    plain, turned = (list(read_pages(source, engine)) for source in (source_of(BRETAGNE), _turned(turn)))
    for before, after in zip(plain, turned, strict=True):
        assert after.turned == 360 - turn
        assert (after.width, after.height) == pytest.approx((before.width, before.height))
        assert all(word.upright for word in after.words)
        assert [word.text for word in _sorted(after)] == [word.text for word in _sorted(before)]
        assert _places(after) == pytest.approx(_places(before), abs=0.1)
        assert len(after.rects) == len(before.rects)


def _turned(turn: int) -> Source:
    file = io.BytesIO()
    with pikepdf.open(BRETAGNE) as pdf:
        for page in pdf.pages:
            page.rotate(turn, relative=True)
        pdf.save(file)
    return replace(source_of(BRETAGNE), data=file.getvalue())


def _sorted(page: Page) -> list[Word]:
    """The words, whatever the order in which an engine gives them."""
    return sorted(page.words, key=lambda word: (word.text, round(word.baseline / 5), word.x0))


def _places(page: Page) -> list[float]:
    return [length for w in _sorted(page) for length in (w.x0, w.top, w.x1, w.bottom, w.baseline)]


def test_the_result_says_how_its_pages_were_turned(rules: Rules) -> None:
    outcome = extract_dossier(_turned(90), rules)
    assert outcome.result is not None
    assert {page.turned for page in outcome.result.pages} == {270}
    assert len(outcome.result.projects) == 33
