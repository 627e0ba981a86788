"""French figures: "1 200", "15 750,50 €", "12,9 millions d'euros" → Decimal; "29 juin 2021" → ISO date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

_SCALES = {"m": 6, "million": 6, "millions": 6, "milliard": 9, "milliards": 9, "k": 3, "": 0}
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")
_SPACES = re.compile(r"\s")
_THOUSANDS = re.compile(r"\.(?=\d{3}(?!\d))")


def parse_number(text: str) -> Decimal:
    """Parse a French number; spaces and dots part thousands, the comma decimals. Raises `ValueError`."""
    plain = _THOUSANDS.sub("", _SPACES.sub("", text)).replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        raise ValueError(f"not a number of at most 15 digits: {text[:40]!r}")
    return Decimal(plain)


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


def parse_date(found: Mapping[str, str | None], months: Sequence[str]) -> str | None:
    """ISO date of a match with `year`, `month` (one of `months`, folded alike) and perhaps `day`; null if it is none.

    A month without day stays partial: 2021-06.
    """
    try:
        month = months.index(found["month"] or "") + 1
        day = date(int(found["year"] or 0), month, int(found["day"] or 1))
    except ValueError:  # such as 30 février
        return None
    return day.isoformat() if found["day"] else day.isoformat()[:7]
