"""Themes and places that records inherit from one or two levels of headings."""

from __future__ import annotations

import pytest

from dossier_extract.drafts import SectionBlock, SectionRole
from dossier_extract.headings import headings_over, outline
from dossier_extract.rules import Rules
from dossier_extract.text import Hyphens, Text, build_text
from tests.pages import SECTION, TABLE, Reading, make_profile, plain_lines, put, style, table_page


def heading(text: str, size: float) -> Text:
    lines = plain_lines(text, 1, style(size))
    return build_text([lines], Hyphens(lines, frozenset()))


def blocks(*sections: tuple[str | None, float, int]) -> list[SectionBlock]:
    """Sections given as heading, size in points, number of projects; each on a page of its own."""
    return [
        SectionBlock(SectionRole.HEADING, heading(text, size) if text else None, (), (page,), n)
        for page, (text, size, n) in enumerate(sections, 1)
    ]


def over(rules: Rules, *sections: tuple[str | None, float, int]) -> list[tuple[str | None, str | None]]:
    """Theme and place of sections."""
    return [(a.theme and a.theme.flat, a.place and a.place.flat) for a in headings_over(blocks(*sections), rules)]


def test_a_theme_holds_over_the_places_below_it(rules: Rules) -> None:
    found = over(
        rules,
        ("Santé et prévention", 16, 0),
        ("Oise (60)", 13, 2),
        ("Aisne", 13, 1),
        ("Sport pour tous", 16, 0),
        ("Département de l'Oise", 13, 3),
        ("Annexe", 16, 1),
    )
    assert found[1:3] == [("Santé et prévention", "Oise (60)"), ("Santé et prévention", "Aisne")]
    assert found[4:] == [("Sport pour tous", "Département de l'Oise"), (None, None)]


def test_a_place_holds_over_the_themes_below_it(rules: Rules) -> None:
    found = over(rules, ("Oise", 16, 0), ("Santé", 13, 2), ("Sport", 13, 2), ("Aisne", 16, 0), ("Santé", 13, 2))
    assert found[1:3] == [("Santé", "Oise"), ("Sport", "Oise")]
    assert found[4] == ("Santé", "Aisne")


def test_an_arrondissement_leaves_what_stands_above_it(rules: Rules) -> None:
    found = over(rules, ("Orne (61)", 16, 0), ("Arrondissement d’Alençon", 13, 2), ("Canton de Sées", 13, 1))
    assert found[1:] == [(None, "Orne (61)")] * 2


def test_headings_of_one_level_follow_one_another(rules: Rules) -> None:
    assert over(rules, ("Santé", 16, 2), ("Oise", 13, 2), ("Sport", 16, 1)) == [
        ("Santé", None),
        (None, "Oise"),
        ("Sport", None),
    ]


def test_what_is_said_again_below_each_theme_is_the_title_of_a_list(rules: Rules) -> None:
    again = ("Également soutenus", 13, 2)
    found = over(rules, ("Santé", 20, 0), again, ("Sport pour tous", 20, 0), again)
    assert [theme for theme, _ in found] == ["Santé", "Santé", "Sport pour tous", "Sport pour tous"]
    found = over(rules, ("Santé", 20, 0), again, ("Sport pour tous", 20, 0), ("Vélo", 13, 2), again)
    assert [theme for theme, _ in found][-2:] == ["Vélo", "Également soutenus"]  # themes below others


def test_the_title_of_a_list_is_no_theme(rules: Rules) -> None:
    found = over(rules, ("Nos projets par département", 16, 0), ("Oise", 13, 2), ("Aisne", 13, 1))
    assert [theme for theme, _ in found[1:]] == [None, None]


def test_a_number_with_its_name_is_a_place_though_the_name_is_a_word(rules: Rules) -> None:
    assert over(rules, ("80 – Somme", 16, 2)) == [(None, "80 – Somme")]


@pytest.mark.parametrize("again", ["Santé (suite)", "Santé – suite", "Santé (suite et fin)"])
def test_a_heading_goes_on_over_the_page(again: str, rules: Rules) -> None:
    assert over(rules, ("Santé", 16, 2), (again, 16, 2)) == [("Santé", None), ("Santé", None)]


def test_no_heading_no_theme(rules: Rules) -> None:
    assert over(rules, (None, 0, 3)) == [(None, None)]


@pytest.mark.parametrize(("slot", "themes"), [("theme", ["Santé", "Sport"]), ("axis", ["Se nourrir"] * 2)])
def test_the_cell_of_a_column_of_themes_is_nearer_than_the_heading(slot: str, themes: list[str], rules: Rules) -> None:
    rows = [("N°", "Axe", "Projet"), ("1", "Santé", "Bus"), ("2", "Sport", "Vélo")]
    table = {"columns": {"number": "N°", slot: "Axe", "title": "Projet"}, "key": "number"}
    profile = make_profile(TABLE, table=table, theme=True, fields={"title": {"in": "title"}})
    page = table_page(1, rows, before=put(50, 150, "Se nourrir", SECTION))
    drafts = Reading([page], profile, rules).drafts
    assert [draft.theme for draft in drafts] == themes
    assert [draft.theme_origin is not None and draft.theme_origin.boxes[0].top > 200 for draft in drafts] == [
        slot == "theme"
    ] * 2


def test_the_places_of_a_theme_are_one_section(rules: Rules) -> None:
    found = outline(
        blocks(
            ("Santé", 16, 0), ("Oise", 13, 2), ("Aisne", 13, 1), ("Sport", 16, 0), ("Oise", 13, 3), ("Bilan", 16, 0)
        ),
        rules,
    )
    assert [(one.heading and one.heading.flat, one.n_projects, one.pages) for one in found] == [
        ("Santé", 3, (1, 2, 3)),
        ("Sport", 3, (4, 5)),
        ("Bilan", 0, (6,)),
    ]


def test_what_a_heading_counts_does_not_keep_it_from_naming_a_place(rules: Rules) -> None:
    counted = "Gironde (33) – 6 lauréats, 71 500 €"
    assert over(rules, (counted, 16, 2), ("80 actions retenues", 16, 1)) == [
        (None, counted),
        ("80 actions retenues", None),
    ]
