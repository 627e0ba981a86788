"""What discovery offers as sources of the fields."""

from __future__ import annotations

from dossier_extract import Rules
from dossier_extract.discovery.candidates import candidates
from tests.pages import make_block

TOWNS = ["Sète, Béziers", "Alès", "Revel et Muret", "Castres", "Tarbes, Lourdes", "Mende"]


def labels(rules: Rules, *bodies: str) -> set[str]:
    offers = candidates([make_block(body=body) for body in bodies], rules)
    return {word for _, source, _ in offers for word in source.get("label", ())}


def test_a_label_that_wraps_is_offered_whole(rules: Rules) -> None:
    bodies = [f"STRUCTURE\vPORTEUSE : Ligue {n}" for n in "ABCD"]
    found = labels(rules, *(body.replace("\v", "\n", 1) for body in bodies))
    assert "STRUCTURE" in found  # two paragraphs: the first stands alone
    assert "STRUCTURE PORTEUSE" in labels(rules, *(body.replace("\v", " ") for body in bodies))


def test_a_label_without_an_ending_is_offered(rules: Rules) -> None:
    assert "Porté par" in labels(rules, *(f"Porté par la Ligue des voisins de {town}" for town in TOWNS))
