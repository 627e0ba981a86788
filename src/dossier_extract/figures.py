"""French figures: "1 200", "15 750,50 €", "12,9 millions d'euros" → Decimal."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_SCALES = {"m": 6, "million": 6, "millions": 6, "milliard": 9, "milliards": 9, "k": 3, "": 0}
_SPACES = re.compile(r"\s")
_THOUSANDS = re.compile(r"\.(?=\d{3}(?!\d))")


def parse_number(text: str) -> Decimal:
    """Parse a French number; spaces and dots part thousands, the comma decimals. Raises `ValueError`."""
    plain = _THOUSANDS.sub("", _SPACES.sub("", text)).replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise ValueError(f"not a number: {text!r}") from None
    if not number.is_finite():
        raise ValueError(f"not a number: {text!r}")
    return number


def parse_amount(number: str, scale: str | None) -> tuple[Decimal, Decimal]:
    """Return the amount in euros and half a unit of its last printed digit, its rounding. Raises `ValueError`."""
    word = (scale or "").strip().lower().removesuffix("d'").strip()
    if word not in _SCALES:
        raise ValueError(f"unknown scale: {scale!r}")
    value = parse_number(number)
    exponent = value.as_tuple().exponent
    unit = Decimal(1).scaleb(_SCALES[word] + (exponent if isinstance(exponent, int) else 0))
    rounding = unit / 2 if word else Decimal(0)
    return value.scaleb(_SCALES[word]).quantize(Decimal("0.01")), rounding
