"""Small capitals, which are printed as capitals of a smaller size."""

from __future__ import annotations

import pytest

from dossier_extract.model import Word
from dossier_extract.stages.read.capitals import in_their_case
from tests.pages import BODY, HEAD, put, style

SMALL = HEAD._replace(size=9.5)


def printed(*parts: tuple[str, float]) -> list[Word]:
    """Words in two sizes; one that begins with « + » stands right behind the word before it."""
    words: list[Word] = []
    x = 100.0
    for text, size in parts:
        for piece in text.split(" "):
            [word] = put(x, 100, piece.removeprefix("+"), HEAD._replace(size=size))
            words.append(word._replace(glued=piece.startswith("+")))
            x = word.x1 + (0 if piece.startswith("+") else 3)
    return words


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (printed(("1. S", 12), ("+OURIRE EN", 9.5), ("L", 12), ("+OIRE", 9.5)), "1. Sourire en Loire"),
        (printed(("C", 12), ("+YCLO", 9.5), ("+-", 12), ("+INSERTION 2.0", 9.5)), "Cyclo-insertion 2.0"),
        (printed(("S", 12), ("+OURIRE", 9.5), ("À", 12), ("LA CAMPAGNE", 9.5)), "Sourire À la campagne"),
        ([*printed(("S", 12), ("+OURIRE", 9.5)), *put(100, 114, "À LA CAMPAGNE", SMALL)], "Sourire à la campagne"),
        ([*printed(("S", 12), ("+OURIRE", 9.5)), *put(100, 114, "LES JARDINS", BODY)], "Sourire LES JARDINS"),
        (printed(("S", 12), ("+OURIRE", 9.5), ("Projet", 12), ("CAF", 9.5)), "Sourire Projet CAF"),
        (printed(("SOURIRE", 12), ("EN CAMPAGNE", 9.5)), "SOURIRE EN CAMPAGNE"),
        (printed(("S", 12), ("+ourire", 9.5)), "S ourire"),
        (printed(("M", 12), ("+2", 9.5)), "M 2"),
        (printed(("S", 24), ("+OURIRE", 9.5)), "S OURIRE"),
    ],
    ids=[
        "words",
        "a hyphen",
        "a capital alone",
        "a second line",
        "a line that looks otherwise",
        "small letters between",
        "none glued",
        "small letters",
        "a figure",
        "a drop capital",
    ],
)
def test_small_capitals_have_the_case_that_their_size_tells(words: list[Word], read: str) -> None:
    assert " ".join(word.text for word in in_their_case(words)) == read


def test_small_capitals_have_the_look_and_the_box_of_their_capitals() -> None:
    words = printed(("S", 12), ("+OURIRE EN", 9.5))
    whole = put(100, 100, "S", HEAD)[0]
    for word in in_their_case(words):
        assert (word.style, word.top, word.bottom) == (HEAD, whole.top, whole.bottom)


def test_words_without_small_capitals_stay_as_they_are() -> None:
    words = put(100, 100, "SOURIRE EN CAMPAGNE", style(12))
    assert in_their_case(words) is words
