"""Labels beside their values."""

from __future__ import annotations

from dossier_extract.model import Rect
from dossier_extract.stages.layout.pairs import find_pairs
from tests.pages import GREEN, STRONG, make_page, put


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
