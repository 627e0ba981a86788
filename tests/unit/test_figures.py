"""French figures, their scales and their rounding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dossier_extract.figures import parse_amount, parse_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", "7"),
        ("1 200", "1200"),
        ("1\u202f200\u00a0000", "1200000"),
        ("1.200", "1200"),
        ("1.200.300,5", "1200300.5"),
        ("15 750,50", "15750.50"),
        ("12,9", "12.9"),
        ("1.5", "1.5"),
        ("0,05", "0.05"),
        ("-3", "-3"),
    ],
)
def test_french_numbers(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", " ", "douze", "1,2,3", "12 €", "nan", "inf", "-Infinity", "sNaN", "1..2", "."])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="not a number") as caught:
        parse_number(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize(
    ("number", "scale", "amount", "rounding"),
    [
        ("1 200", None, "1200", "0"),
        ("15 750,50", "", "15750.50", "0"),
        ("12,9", "millions d'", "12900000", "50000"),
        ("12,90", "millions", "12900000", "5000"),
        ("100", "millions d'", "100000000", "500000"),
        ("1", "million", "1000000", "500000"),
        ("1,8", "M", "1800000", "50000"),
        ("30", "k", "30000", "500"),
        ("2", "Milliards d'", "2000000000", "500000000"),
        ("1,234567891", "m", "1234567.89", "0.0005"),
        ("0,125", None, "0.12", "0"),
    ],
)
def test_amounts_with_half_a_unit_of_their_last_digit(
    number: str, scale: str | None, amount: str, rounding: str
) -> None:
    assert parse_amount(number, scale) == (Decimal(amount), Decimal(rounding))


def test_an_amount_has_cents() -> None:
    assert str(parse_amount("5", "k")[0]) == "5000.00"


@pytest.mark.parametrize("scale", ["milliers", "mm", "%"])
def test_an_unknown_scale(scale: str) -> None:
    with pytest.raises(ValueError, match="unknown scale"):
        parse_amount("5", scale)


NUMBERS = st.one_of(st.text(), st.text("0123456789 .,-eE_", max_size=60), st.integers().map(str))
SCALES = st.one_of(st.none(), st.text(max_size=8), st.sampled_from(["m", "k", "millions d'", "milliards", ""]))


@given(NUMBERS)
def test_parsing_a_number_raises_nothing_but_value_error(text: str) -> None:
    try:
        number = parse_number(text)
    except ValueError:
        return
    assert number.is_finite()


@given(NUMBERS, SCALES)
@example("9" * 40, None)
@example("1" + " 000" * 12, "milliards")
@example("1e999999", "milliards")
@example("1e-999999", "milliards")
@example("0," + "0" * 40 + "1", None)
def test_parsing_an_amount_raises_nothing_but_value_error(number: str, scale: str | None) -> None:
    try:
        amount, rounding = parse_amount(number, scale)
    except ValueError:
        return
    assert amount.is_finite()
    assert rounding >= 0


@given(st.integers(0, 10**12), st.sampled_from([" ", "\u00a0", "\u202f", ".", ""]))
def test_any_grouping_of_thousands_reads_the_same(value: int, separator: str) -> None:
    assert parse_number(f"{value:,}".replace(",", separator)) == value
