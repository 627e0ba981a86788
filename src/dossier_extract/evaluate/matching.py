"""When two values are equal: strictly, by the conventions; and nearly, in the three ways that others report as well."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Hashable, Mapping
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from dossier_extract.evaluate.gold import FIELDS, Json

Row = Mapping[str, Hashable]  # what must be equal for each field of a record to be right; None where it is empty
Matching = Callable[[Hashable, Hashable], bool]

LEVENSHTEIN = 0.8  # both thresholds are those of GROBID's evaluation, so that figures can be compared
RATCLIFF_OBERSHELP = 0.95

STRAIGHT_QUOTES = str.maketrans("’‘“”", "''\"\"")
SOFT_HYPHEN = re.compile(r"\u00ad(?:[^\S\n]*\n[^\S\n]*)?")
LIST_MARKER = re.compile(r"^[^\S\n]*[-–—•▪■●◦○‣·](?=\s)", re.MULTILINE)
LINE_END_HYPHEN = re.compile(r"(?<=(\w))[-‐][^\S\n]*\n[^\S\n]*(?=(\w))")
IDLE_SPACE = re.compile(r" (?=[,.;:?!%)»])|(?<=«) ")


def strict_key(text: str | None) -> str:
    """The form under which two strings are equal by the conventions; empty for no text.

    Which line-end hyphens a word owns cannot be known from one string: before a small letter they are taken as
    hyphenation, before a capital or beside a digit as the word's own ("Saint-⏎Denis"). A hyphen within a line stays.
    """
    key = SOFT_HYPHEN.sub("", "\n".join((text or "").splitlines()))
    key = unicodedata.normalize("NFKC", key).translate(STRAIGHT_QUOTES)
    key = LINE_END_HYPHEN.sub(lambda at: "" if at[1].isalpha() and at[2].islower() else "-", LIST_MARKER.sub("-", key))
    key = IDLE_SPACE.sub("", " ".join(key.split()))
    return key.rstrip(" .;,") or key  # a lone "." is still something that was filled in


def soft_key(text: str) -> str:
    """Letters and digits alone, without case and accents; a text that has none of them as it is."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in plain if char.isalnum()) or text


def value_key(value: Any) -> Hashable:
    """What must be equal for a value to be right: strict keys, sets of them, amounts to the cent; None for nothing."""
    if isinstance(value, str):
        return strict_key(value) or None
    if isinstance(value, list):
        return frozenset(map(value_key, value)) or None
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


def row(record: Json) -> Row:
    """The keys of a record's fields."""
    return {field: value_key(record.get(field)) for field in FIELDS}


def _soft(asked: str, given: str) -> bool:
    return soft_key(asked) == soft_key(given)


def _levenshtein(asked: str, given: str) -> bool:
    from rapidfuzz.distance import Levenshtein  # 30 ms, and most evaluations of a good result never come here

    return Levenshtein.normalized_similarity(asked, given) >= LEVENSHTEIN


def _ratcliff_obershelp(asked: str, given: str) -> bool:
    matcher = SequenceMatcher(None, given, asked, autojunk=False)
    bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)  # from above, ever dearer
    return all(bound() >= RATCLIFF_OBERSHELP for bound in bounds)


def _of_texts(close: Callable[[str, str], bool]) -> Matching:
    """Texts that are close match; sets and amounts have no nearly, and nothing matches only nothing."""

    def matches(asked: Hashable, given: Hashable) -> bool:
        return asked == given or (isinstance(asked, str) and isinstance(given, str) and close(asked, given))

    return matches


# By name, on keys of values: strict; without case, accents, punctuation and spaces; at most a fifth of the characters
# edited; nearly the same runs of characters in the same order.
MATCHINGS: Mapping[str, Matching] = {
    "strict": operator.eq,
    "soft": _of_texts(_soft),
    "levenshtein": _of_texts(_levenshtein),
    "ratcliff_obershelp": _of_texts(_ratcliff_obershelp),
}
