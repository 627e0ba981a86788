"""How a line reads: where the values of a wording stand in a text."""

from __future__ import annotations

import pytest

from dossier_extract import load_rules
from dossier_extract.model import Style, line_of
from dossier_extract.text import Hyphens, Text, build_text, fold
from dossier_extract.wording import Step, opening, places, reads, turned, wording
from tests.pages import BODY, STRONG, put

SAID = "… ({}), à …, pour son projet « … », soutenu à hauteur de …. "


def values(said: str, text: str) -> list[str]:
    return [text[slice(*place.value)] for place in places(wording(fold(said)), fold(text), 0)]


@pytest.mark.parametrize(
    ("said", "text", "expected"),
    [
        (
            SAID,
            "Ligue (93), à Bondy, pour son projet « Le « bon » bus », soutenu à hauteur de 500 €. Il part (tôt).",
            ["Ligue", "93", "Bondy", "Le « bon » bus", "500 €"],
        ),
        (SAID, "Ligue, à Bondy, pour son projet « Bus ». Il part.", ["Ligue", "Bondy", "Bus"]),
        ("{} (…) – …", "Familles rurales (fédération) (35) – Café", ["Familles rurales (fédération)", "35", "Café"]),
        ("{} – … – …", "Ligue – (35) – Café", ["Ligue", "35", "Café"]),
        ("{} – …, …", "Bus – Ligue – délégation, Brest", ["Bus", "Ligue – délégation", "Brest"]),
        ("{} – …, …", "Bus – Ligue\nIl part tôt", ["Bus", "Ligue"]),
        ("[…] {} : …", "[Marne] Bus : Ligue", ["Marne", "Bus", "Ligue"]),
        ("…. Elle reçoit {} en 2024. ", f"Ligue. {'Il part. ' * 60}Elle reçoit 500 € en 2024.", [None, "500 €"]),
    ],
)
def test_values_stand_between_the_marks_and_parts_that_are_missing_are_skipped(
    said: str, text: str, expected: list[str | None]
) -> None:
    found = values(said, text)
    assert [value if wanted else None for value, wanted in zip(found, expected, strict=True)] == expected


def test_the_mark_at_the_end_is_covered() -> None:
    text = "Bus – Ligue. Il part."
    assert places(wording(fold("… – {}. ")), fold(text), 0)[-1].cover == (3, 12)
    text = "Il part. Elle reçoit 500 € en tout. Il revient."
    *_, place = places(wording(fold("…. Elle reçoit {} en tout. ")), fold(text), 0)
    assert text[slice(*place.cover)] == " Elle reçoit 500 € en tout."  # the stop before it is the first sentence's


def test_a_wording_is_spelt_with_the_value_in_its_place() -> None:
    assert reads([Step("", ""), Step(", par ", ""), Step(" (", ")")], 1, ". ") == "…, par {} (…). "


@pytest.mark.parametrize("text", ["• Bus", "3) Bus", "N° 3 – Bus", "Bus"])
def test_list_marks_and_numbers_stand_before_the_text(text: str) -> None:
    assert text[opening(fold(text), load_rules()) :] == "Bus"


def runs(*parts: tuple[str, Style]) -> Text:
    """One line of runs, each in a style of its own."""
    x, words = 50.0, []
    for text, look in parts:
        words += put(x, 100, text, look)
        x = words[-1].x1 + 3
    return build_text([[line_of(words, 1)]], Hyphens([], frozenset()))


def test_a_space_at_which_the_style_changes_is_a_mark_of_its_own() -> None:
    text = runs(("Bus du cœur,", STRONG), ("Ligue, Bondy", BODY))
    flat = turned(text)
    assert flat == "bus du cœur,~ligue, bondy"
    found = places(wording(fold("{}~…, …")), text.folded, 0, flat)
    assert [text.repaired[slice(*place.value)] for place in found] == ["Bus du cœur", "Ligue", "Bondy"]


def test_a_space_in_a_wording_stands_for_a_change_of_style_too() -> None:
    text = runs(("Bus –", STRONG), ("Ligue", BODY))
    found = places(wording(fold("{} – …")), text.folded, 0, turned(text))
    assert [text.repaired[slice(*place.value)] for place in found] == ["Bus", "Ligue"]
