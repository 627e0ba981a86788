"""Labels beside their values."""

from __future__ import annotations

import pytest

from dossier_extract.model import Page, Rect, Style
from dossier_extract.stages.layout.pairs import find_pairs
from tests.pages import BODY, GREEN, STRONG, make_page, put, style


def test_a_label_of_no_list_goes_on_below_in_small_letters() -> None:
    labels = put(50, 100, "Porteur", STRONG) + put(50, 140, "Début de\nl'action", STRONG) + put(50, 180, "Zone", STRONG)
    values = put(200, 100, "Ligue de Pau") + put(200, 140, "juillet 2021") + put(200, 180, "Pau")
    pairs = find_pairs(make_page(1, labels, values), [("porteur", "porteur"), ("zone", "zone")])
    said = [" ".join(word.text for word in pair.label) for pair in pairs]
    assert said == ["Porteur", "Début de l'action", "Zone"]


def test_what_stands_beside_the_box_of_labels_and_values_is_no_value() -> None:
    facts = put(50, 100, "Porteur", STRONG) + put(50, 120, "Zone", STRONG)
    values = put(100, 100, "Ligue de Pau") + put(100, 120, "Pau")
    text = put(200, 100, "Le projet organise une tournée\net un atelier dans les villages.", leading=2)
    page = make_page(1, Rect(40, 85, 180, 130, GREEN, None), facts, values, text)
    pairs = find_pairs(page, [("porteur", "porteur"), ("zone", "zone")])
    assert [" ".join(word.text for word in pair.value) for pair in pairs] == ["Ligue de Pau", "Pau"]


def said(page: Page, *known: str) -> list[tuple[str, str]]:
    """The labels and values of a page on which some labels are known."""
    pairs = find_pairs(page, [(word, word) for word in known])
    return [(" ".join(word.text for word in label), " ".join(word.text for word in value)) for label, value in pairs]


@pytest.mark.parametrize("look", [BODY, STRONG])
def test_a_label_that_touches_its_value_is_parted_where_the_values_begin_in_another_look(look: Style) -> None:
    labels = (
        put(50, 100, "Porteur", STRONG) + put(50, 120, "Zone", STRONG) + put(50, 140, "Territoire concerné", STRONG)
    )
    x = labels[-1].x1 + 4  # less than parts two cells
    values = put(x, 100, "Ligue de Pau", look) + put(x, 120, "Pau", look) + put(x, 140, "Béarn", look)
    found = said(make_page(1, labels, values), "porteur", "zone")
    assert (("Territoire concerné", "Béarn") in found) is (look == BODY)
    assert found[:2] == [("Porteur", "Ligue de Pau"), ("Zone", "Pau")]


def test_a_colon_that_wraps_alone_belongs_to_the_label_above() -> None:
    labels = put(50, 100, "Porteur :", STRONG) + put(50, 120, "Territoire\n:", STRONG) + put(50, 150, "Zone :", STRONG)
    values = put(140, 100, "Ligue de Pau") + put(140, 120, "Pau et\nses voisins") + put(140, 150, "Béarn")
    assert said(make_page(1, labels, values), "porteur", "territoire", "zone") == [
        ("Porteur :", "Ligue de Pau"),
        ("Territoire :", "Pau et ses voisins"),
        ("Zone :", "Béarn"),
    ]


def test_a_known_label_goes_on_below_in_words_that_nobody_knows() -> None:
    labels = put(50, 100, "Porteur :", STRONG) + put(50, 120, "Enveloppe\nallouée :", STRONG)
    labels += put(50, 160, "Zone :", STRONG)
    values = put(140, 100, "Ligue de Pau") + put(140, 120, "9 000 €") + put(140, 160, "Pau")
    assert said(make_page(1, labels, values), "porteur", "enveloppe", "zone") == [
        ("Porteur :", "Ligue de Pau"),
        ("Enveloppe allouée :", "9 000 €"),
        ("Zone :", "Pau"),
    ]


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("Le projet organise une tournée et des ateliers dans les villages.", True),
        ("Ligue de Pau et Ligue de Dax", False),
    ],
)
def test_two_lines_of_prose_beside_the_values_are_a_column(text: str, apart: bool) -> None:
    """Of shorter lines it takes three: two may be the other half of a value."""
    small = style(8.0)
    labels = put(50, 100, "Porteur :", STRONG) + put(50, 114, "Zone :", STRONG)
    values = put(120, 100, "Ligue de Pau") + put(120, 114, "Pau")
    prose = put(220, 100, text, small) + put(220, 114, text, small)
    found = [value for _, value in said(make_page(1, labels, values, prose), "porteur", "zone")]
    assert found == (["Ligue de Pau", "Pau"] if apart else [f"Ligue de Pau {text}", f"Pau {text}"])
