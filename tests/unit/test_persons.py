"""Natural persons among the carriers: sure ones only."""

import json
from pathlib import Path

import pytest

from benchmarks.layouts import people
from benchmarks.layouts.dice import Dice
from dossier_extract.rules import Rules
from dossier_extract.stages.link.carriers import bodies
from dossier_extract.stages.link.persons import is_person

GIVEN = Path(__file__).parents[1] / "dossiers"


@pytest.mark.parametrize(
    "name",
    [
        "M. Dupont",
        "Mme Marie Durand",
        "Dr Paul Lefèvre",
        "Marie Dupont",
        "DUPONT Marie",
        "Jean-Pierre Le Goff",
        "Claire de la Tour",
        "Mme Dupont et M. Martin",
        "Marie Dupont (agricultrice)",
        "Sophie Bernard, artiste",
    ],
)
def test_natural_persons(rules: Rules, name: str) -> None:
    assert is_person(name, rules)


@pytest.mark.parametrize(
    "name",
    [
        "Association Jean Moulin",
        "Fondation Abbé Pierre",
        "Lycée Jean Jaurès",
        "Jean Jaurès",
        "Léo Lagrange",
        "Simon de Cyrène",
        "Martin Toulouse",
        "Pierre Services",
        "Marie Dupont SARL",
        "EARL Jean Dupont",
        "Habitat et Humanisme",
        "Aurore",
        "La Maison de Marie",
        "M.J.C. de Dax",
        "Julie & Co",
        "Louise Martin 93",
        "Marie",
        "—",
    ],
)
def test_bodies_are_no_persons(rules: Rules, name: str) -> None:
    assert not is_person(name, rules)


def test_no_carrier_of_the_dossiers_is_taken_for_a_person(rules: Rules) -> None:
    lines = [line for path in GIVEN.glob("*/gold.jsonl") for line in path.open(encoding="utf-8")]
    names = {json.loads(line)["carrier"] for line in lines} - {None}
    assert len(names) > 100
    assert [name for name in names if any(is_person(body, rules) for body in bodies(name, rules))] == []


def test_most_drawn_persons_are_found(rules: Rules) -> None:
    names = {people.person(Dice("people", number)) for number in range(300)}
    assert sum(is_person(name, rules) for name in names) >= 0.85 * len(names)
