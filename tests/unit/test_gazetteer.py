"""The gazetteer: its file is what the code expects, names are found as they are printed."""

import pytest

from dossier_extract.gazetteer import FILE, gazetteer, place_key


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
    ("printed", "code"),
    [
        ("Sucy en Brie", "94071"),
        ("Ormesson sur Marne", "94055"),
        ("LE BLANC MESNIL", "93007"),
        ("Blanc-Mesnil", "93007"),
        ("St-Denis", "93066"),
        ("Ste Foy la Grande", "33402"),
        ("CC des deux Morin", "200072544"),
    ],
)
def test_names_are_found_as_press_kits_print_them(printed: str, code: str) -> None:
    assert code in {one.code for one in gazetteer().places(place_key(printed))}


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
