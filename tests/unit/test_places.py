"""Territories named in labels and in prose."""

from __future__ import annotations

import pytest

from dossier_extract import Rules
from dossier_extract.places import Territories
from dossier_extract.text import fold


@pytest.fixture(scope="module")
def territories(rules: Rules) -> Territories:
    return Territories(rules)


def test_every_departement_is_found_by_its_code_and_by_its_name(territories: Territories) -> None:
    for one in territories.rules.territories.departements:
        assert [found.code for found in territories.in_label(fold(one.code))] == [one.code]
        (by_name,) = territories.in_label(fold(one.name))
        regions = {region.name: region.code for region in territories.rules.territories.regions}
        expected = ("region", regions[one.name]) if one.name in regions else ("departement", one.code)
        assert by_name[:2] == expected


def test_every_region_is_found_by_its_names_and_acronyms(territories: Territories) -> None:
    for one in territories.rules.territories.regions:
        for name in (one.name, one.name.upper(), one.name.replace("-", " "), one.name.replace("'", "’")):
            assert [found[:2] for found in territories.in_prose(fold(f"en {name}."))] == [("region", one.code)]
        for acronym in one.acronyms:
            assert [found[:2] for found in territories.in_label(fold(acronym))] == [("region", acronym)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("toute la Gironde", ["33"]),
        ("en Côte d’Or et dans l'Ain", ["21", "01"]),
        ("Bègles (33), Pau (64) et Ajaccio (2A)", ["33", "64", "2A"]),
        ("Gironde (33)", ["33"]),
        ("33 communes, 64 quartiers", []),
        ("(99) (1) (2021)", []),
        ("le Mainetour et l’arrière-Aude", []),
        ("Seine-et-Marne", ["77"]),
        ("Charente-Maritime", ["17"]),
        ("Loire-Atlantique et Loire", ["44", "42"]),
        ("Eure-et-Loir", ["28"]),
        ("Val-de-Marne, Val-d'Oise", ["94", "95"]),
        ("IDF et MGP", []),
    ],
)
def test_prose_names_departements(text: str, codes: list[str], territories: Territories) -> None:
    found = territories.in_prose(fold(text))
    assert [one.code for one in found] == codes
    assert {one.kind for one in found} <= {"departement"}


def test_a_longer_name_hides_the_shorter_ones_in_it(territories: Territories) -> None:
    found = territories.in_prose(fold("en Provence-Alpes-Côte d'Azur, en Centre Val de Loire"))
    assert [one[:2] for one in found] == [("region", "93"), ("region", "24")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bretagne et Mayenne", [("region", "53"), ("departement", "53")]),
        ("Aude (11) en Île-de-France", [("departement", "11"), ("region", "11")]),
    ],
)
def test_a_region_and_a_departement_of_the_same_code_are_two(
    text: str, expected: list[tuple[str, str]], territories: Territories
) -> None:
    assert [one[:2] for one in territories.in_prose(fold(text))] == expected


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("93, 2A et Moselle", ["93", "2A", "Moselle"]),
        ("Moselle (57)", ["57"]),
        ("93, Moselle, 93", ["93", "Moselle"]),
        ("MGP / Île-de-France", ["MGP", "Île-de-France"]),
        ("n° 93", ["93"]),
        ("A93, 93e, 1934", []),
    ],
)
def test_a_name_knows_where_it_stands(text: str, spans: list[str], territories: Territories) -> None:
    assert [text[one.start : one.end] for one in territories.in_label(fold(text))] == spans


@pytest.mark.parametrize(
    ("region", "used", "acronym"),
    [("53", (), "BZH"), ("53", ("BRE", "93"), "BRE"), ("53", ("IDF",), "BZH"), ("975", (), "975"), ("11", (), "IDF")],
)
def test_the_acronym_of_a_region(region: str, used: tuple[str, ...], acronym: str, territories: Territories) -> None:
    assert territories.acronym_of(region, used) == acronym


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("le nord de l'Essonne", ["91"]),
        ("un lieu moins cher", []),
        ("Nord (59) et Essonne", ["59", "91"]),
        ("le département du Nord", ["59"]),
    ],
)
def test_a_common_word_is_no_departement_in_prose(text: str, codes: list[str], rules: Rules) -> None:
    assert [one.code for one in Territories(rules).in_prose(fold(text))] == codes


def test_a_common_word_is_a_departement_in_a_label(rules: Rules) -> None:
    assert [one.code for one in Territories(rules).in_label(fold("Nord / Cher"))] == ["59", "18"]


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("Gard (30)", 0),
        ("Dép. 31 et 30", 0),
        ("toute la région Occitanie", 0),
        ("Lot (46)", 0),
        ("Lot 12", 1),  # another lot
        ("Albi (81)", 1),
        ("Gard (30) : un bus passe chaque jour", 3),  # or more
        ("est", None),  # no acronym in small letters
        ("Albi", None),
    ],
)
def test_what_stands_beside_a_territory_is_counted(printed: str, words: int | None, territories: Territories) -> None:
    assert territories.strangers(printed) == words


def test_every_name_and_code_is_one_that_a_text_may_hold(rules: Rules, territories: Territories) -> None:
    names = [one.name for one in (*rules.territories.departements, *rules.territories.regions)]
    for name in (*names, *(name.replace("-", " ") for name in names), *territories.codes, *territories.acronyms):
        assert territories.may_name(fold(f"un bus ({name})"))
    assert not territories.may_name(fold("Le bus de la réussite, à Albi"))
