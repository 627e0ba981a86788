"""List marks that are drawn."""

from __future__ import annotations

import pytest

from dossier_extract.model import Rect
from dossier_extract.stages.read.bullets import MARK, with_bullets
from tests.pages import BLACK, put

ITEMS = [put(110, 100 + 20 * n, f"{name} pour tous") for n, name in enumerate(("Vélos", "Radio", "Cuisine"))]
WORDS = [word for item in ITEMS for word in item]


def dot(x: float = 98, y: float = 95, side: float = 3) -> Rect:
    return Rect(x, y, x + side, y + side, BLACK, None)


MARKS = [dot(y=95 + 20 * n) for n in range(3)]
BOX = Rect(50, 50, 400, 300, BLACK, None)


def test_small_shapes_in_front_of_lines_are_list_marks() -> None:
    words, rects = with_bullets(WORDS, [BOX, *MARKS])
    assert [word.text for word in words][::4] == [MARK] * 3
    assert [(word.x0, word.x1, word.baseline) for word in words[::4]] == [(98, 101, 100 + 20 * n) for n in range(3)]
    assert list(rects) == [BOX]


@pytest.mark.parametrize(
    "rects",
    [
        MARKS[:1],
        [dot(x=98 + 12 * n, y=95 + 20 * n) for n in range(-3, 0)],
        [dot(x=60, y=95 + 20 * n) for n in range(3)],
        [dot(y=90 + 20 * n) for n in range(3)],
        [dot(x=140, y=95 + 20 * n) for n in range(3)],
        [dot(y=92 + 20 * n, side=9) for n in range(3)],
        [*MARKS, *(Rect(96, 98.5 + 20 * n, 103, 101 + 20 * n, BLACK, None) for n in range(3))],
    ],
    ids=["one", "askew", "far", "above", "between words", "large", "pictograms"],
)
def test_other_shapes_are_none(rects: list[Rect]) -> None:
    assert with_bullets(WORDS, rects) == (WORDS, rects)
