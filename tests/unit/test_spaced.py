"""Words whose letters stand apart."""

from __future__ import annotations

import pytest

from dossier_extract.model import Word
from dossier_extract.stages.read.spaced import closed_up
from tests.pages import BODY, STRONG, put


def spaced(text: str, letter: float = 2.0, space: float = 7.0) -> list[Word]:
    """Each letter as a word of its own; `_` is a space."""
    words: list[Word] = []
    x = 100.0
    for part in text.split("_"):
        for piece in part.split(" "):
            words += put(x, 100, piece, STRONG)
            x = words[-1].x1 + letter
        x += space - letter
    return words


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (spaced("L O I R E"), ["LOIRE"]),
        (spaced("D O S SI E R_D E_P RE S S E"), ["DOSSIER", "DE", "PRESSE"]),
        (spaced("E U R E - E T- L O I R"), ["EURE-ET-LOIR"]),
        (spaced("D O U B S_( 2 5 )"), ["DOUBS", "(25)"]),
        (spaced("RENC ON T R E S"), ["RENCONTRES"]),
        (spaced("Renc on t r e s"), ["Renc", "ontres"]),
        (spaced("RENCON T R E"), ["RENCON", "T", "R", "E"]),
        (put(100, 100, "UN BUS DE NUIT"), ["UN", "BUS", "DE", "NUIT"]),
        (spaced("VA R_et_L oire", letter=1.2), ["VAR", "et", "Loire"]),
        (spaced("Ma y enne_( 5 3 )", letter=1.2), ["Mayenne", "(53)"]),
        (spaced("VA R_et_Loire", letter=1.2, space=2.5), ["VA", "R", "et", "Loire"]),
        (spaced("VA R", letter=1.2), ["VA", "R"]),
        ([*spaced("L O I R E", letter=1.2), *spaced("VA R", letter=1.2)], ["LOIRE", "VAR"]),
        (spaced("1 000_euros", letter=1.2), ["1", "000", "euros"]),
        (spaced("J R R"), ["J", "R", "R"]),
        (spaced("1 2 3 4 5"), ["1", "2", "3", "4", "5"]),
        (spaced("A B C D", letter=30), ["A", "B", "C", "D"]),
        (put(100, 100, "Une phrase"), ["Une", "phrase"]),
        (spaced("de_0_à_3", space=2.0), ["de", "0", "à", "3"]),
        (put(100, 100, ": pas à pas –"), [":", "pas", "à", "pas", "–"]),
    ],
    ids=[
        "a word",
        "words",
        "a kerned pair",
        "a code",
        "a piece in capitals",
        "small letters",
        "a long piece",
        "words in capitals",
        "a few letters apart",
        "figures among letters",
        "spaces not much wider",
        "no space to compare with",
        "letters to compare with",
        "a narrow space in a figure",
        "initials",
        "figures",
        "cells",
        "no pieces",
        "ages",
        "short words",
    ],
)
def test_letters_that_stand_apart_are_one_word(words: list[Word], read: list[str]) -> None:
    assert [word.text for word in closed_up(words)] == read


def test_a_word_is_as_wide_as_its_letters_and_ends_where_the_look_changes() -> None:
    words = [*spaced("L O I R E"), *put(130, 100, "a b", BODY)]
    first, *others = closed_up(words)
    assert (first.text, first.x0, first.x1) == ("LOIRE", words[0].x0, words[4].x1)
    assert [word.text for word in others] == ["a", "b"]


def test_a_hyphen_of_another_font_is_a_part_of_the_word_that_it_touches() -> None:
    word, hyphen, other = put(100, 100, "inter ‐ venant")
    (joined, *_) = closed_up([word, hyphen._replace(glued=True), other])
    assert (joined.text, joined.x1) == ("inter‐", hyphen.x1)
    assert [one.text for one in closed_up([word, hyphen, other])] == ["inter", "‐", "venant"]


def lying(*pieces: tuple[str, float, float]) -> list[Word]:
    """Words on their side, each with its top and its bottom."""
    return [Word(text, 45.0, top, 55.0, bottom, bottom, STRONG, False, False) for text, top, bottom in pieces]


def test_the_letters_of_a_word_on_its_side_are_one_word() -> None:
    upwards = lying(("S", 94.0, 100.0), ("oig", 80.0, 94.0), ("ner", 66.0, 80.0), ("mieux", 40.0, 63.0))
    downwards = lying(("S", 40.0, 46.0), ("oigner", 46.0, 74.0), ("mieux", 77.0, 100.0))
    for words in (upwards, downwards):
        assert [word.text for word in closed_up(words)] == ["Soigner", "mieux"]
    assert closed_up(upwards)[0][1:5] == (45.0, 66.0, 55.0, 100.0)
