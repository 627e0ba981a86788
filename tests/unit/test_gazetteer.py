"""The gazetteer: its file is what the code expects, names are found as they are printed."""

import pytest

from dossier_extract.gazetteer import FILE, gazetteer, place_key


def found(text: str) -> list[str]:
    return [text[one.start : one.end] for one in gazetteer().mentions(text)]


def test_the_file_is_sorted_small_and_says_where_it_comes_from() -> None:
    lines = gazetteer().lines
    assert lines == sorted(lines)
    assert FILE.stat().st_size < 3_000_000
    assert "INSEE, Licence Ouverte" in gazetteer().source
    assert "2026" in gazetteer().source


def test_keys_are_those_that_the_program_looks_up() -> None:
    """The file was made with the same folding; an EPCI has a second key, without « CC » and what stands in brackets."""
    for line in gazetteer().lines:
        key, kind, _, name = line.split("\t")[:4]
        assert place_key(name) == key or (kind in ("epci", "ept") and place_key(name.split(" (")[0]).endswith(key))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sucy en Brie, Ormesson sur Marne", ["Sucy en Brie", "Ormesson sur Marne"]),
        ("Le Blanc-Mesnil (93)", ["Blanc-Mesnil"]),
        ("LE BLANC MESNIL", ["BLANC MESNIL"]),
        ("St-Denis et Ste Foy", ["St-Denis", "Ste Foy"]),
        ("CC des deux Morin", ["CC des deux Morin"]),
        ("un bus pour le cœur du bourg", []),  # Bus, Cœur and Bourg are communes, but names have capitals
        ("Y a-t-il un projet ?", []),
        ("", []),
    ],
)
def test_names_are_found_as_press_kits_print_them(text: str, names: list[str]) -> None:
    assert found(text) == names


def test_the_longest_name_wins() -> None:
    assert found("à Clichy-sous-Bois et Clichy") == ["Clichy-sous-Bois", "Clichy"]


def test_a_place_knows_its_code_department_population_and_community() -> None:
    place = next(one for one in gazetteer().places(place_key("Aubervilliers")) if one.kind == "commune")
    assert (place.code, place.departements) == ("93001", ("93",))
    assert place.population > 50_000
    assert "200057867" in place.belongs  # Plaine Commune


def test_homonyms_are_all_given() -> None:
    communes = {one.departements for one in gazetteer().places(place_key("Saint-Denis")) if one.kind == "commune"}
    assert {("93",), ("974",)} <= communes


def test_an_unknown_name_has_no_places() -> None:
    assert list(gazetteer().places(place_key("Noisseau"))) == []
