"""What a selector means."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dossier_extract import Rules
from dossier_extract.look import color_class, color_fits, looks_like, luminance, style_fits
from dossier_extract.profile import Selector
from dossier_extract.text import fold
from tests.pages import BLUE, RED, WHITE, style

CLASSES = ("black", "grey", "white", "red", "orange", "yellow", "green", "blue", "purple")


@pytest.mark.parametrize(
    ("color", "name"),
    [
        (0x000000, "black"),
        (0x1D1D1B, "black"),
        (0x140808, "black"),
        (0x808080, "grey"),
        (0xDDDDDD, "grey"),
        (0xFFFFFF, "white"),
        (0xF8F8FA, "white"),
        (0xE1000F, "red"),
        (0xFF0066, "red"),
        (0xF28C00, "orange"),
        (0xFFD800, "yellow"),
        (0x00A95F, "green"),
        (0x000091, "blue"),
        (0x1F4E9E, "blue"),
        (0x009FE3, "blue"),
        (0x7D4E9E, "purple"),
    ],
)
def test_the_class_of_a_color(color: int, name: str) -> None:
    assert color_class(color) == name
    assert [wanted for wanted in CLASSES if color_fits(wanted, color)] == [name]


@given(st.integers(0, 0xFFFFFF))
def test_every_color_has_one_class(color: int) -> None:
    assert color_class(color) in CLASSES
    assert 0 <= luminance(color) <= 1
    assert not (color_fits("dark", color) and color_fits("light", color))
    assert color_fits("any", color)


@pytest.mark.parametrize(
    ("color", "fits"),
    [(BLUE, {"dark"}), (0x000000, {"dark"}), (WHITE, {"light"}), (0xFFFF00, {"light"}), (0x999999, set())],
)
def test_dark_and_light(color: int, fits: set[str]) -> None:
    assert {wanted for wanted in ("dark", "light") if color_fits(wanted, color)} == fits


@pytest.mark.parametrize("wanted", [*CLASSES, "dark", "light", "any"])
def test_no_color_is_of_no_class(wanted: str) -> None:
    assert not color_fits(wanted, None)


STYLE = style(12, RED, "Open Sans", bold=True)


@pytest.mark.parametrize(
    ("keys", "fits"),
    [
        ({}, True),
        ({"size": 12}, True),
        ({"size": 12.2}, True),
        ({"size": 12.5}, False),
        ({"size": "11..12"}, True),
        ({"size": "12..13"}, True),
        ({"size": "12.5..13"}, False),
        ({"size": "12.."}, True),
        ({"size": "13.."}, False),
        ({"size": "..12"}, True),
        ({"size": "..11.5"}, False),
        ({"bold": True}, True),
        ({"bold": False}, False),
        ({"italic": False}, True),
        ({"italic": True}, False),
        ({"color": "red"}, True),
        ({"color": "any"}, True),
        ({"color": "blue"}, False),
        ({"font": "open"}, True),
        ({"font": "OpenSans"}, True),
        ({"font": "Roboto"}, False),
        ({"size": 12, "bold": True, "color": "red", "font": "sans"}, True),
        ({"size": 12, "bold": True, "color": "red", "font": "serif"}, False),
    ],
)
def test_a_style_fits_if_every_key_does(keys: dict[str, Any], fits: bool, rules: Rules) -> None:
    assert style_fits(Selector(**keys), STYLE) is fits
    assert looks_like(Selector(**keys), STYLE, None, "", rules) is fits


@pytest.mark.parametrize(
    ("keys", "fill", "text", "fits"),
    [
        ({"fill": "dark"}, BLUE, "", True),
        ({"fill": "dark"}, None, "", False),
        ({"fill": "any"}, WHITE, "", True),
        ({"fill": "any"}, None, "", False),
        ({"match": "Été"}, None, "L’été", False),
        ({"match": "L'Été"}, None, "L’ÉTÉ dernier", True),
        ({"match": "{number} projets"}, None, "20 projets", True),
        ({"match": "Été", "bold": False}, None, "Été", False),
        ({"match": "Été", "fill": "dark"}, WHITE, "Été", False),
    ],
)
def test_fill_and_text_count_too(keys: dict[str, Any], fill: int | None, text: str, fits: bool, rules: Rules) -> None:
    assert looks_like(Selector(**keys), STYLE, fill, fold(text), rules) is fits


@pytest.mark.parametrize("size", ["big", "a..b", True, [1, 2]])
def test_a_size_is_a_number_or_a_range(size: Any) -> None:
    with pytest.raises(ValidationError):
        Selector.model_validate({"size": size})
