"""What a document says of its projects as a whole: that they were awarded something, and how many were."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dossier_extract.rules import Rules
from dossier_extract.text import fold


def awards(texts: Sequence[str], rules: Rules) -> bool:
    """Whether the document speaks of projects that were awarded something."""
    words = rules.pattern("|".join(rf"\b{re.escape(fold(word))}" for word in rules.kinds.awards), "kinds.yml")
    return len({match.group() for text in texts for match in words.finditer(text)}) >= 2


def stated_numbers(texts: Sequence[str], rules: Rules) -> frozenset[int]:
    """Numbers of awarded projects that the document states."""
    patterns = [p for rule, p in rules.claims.values() if rule.subject == "awarded" and rule.unit == "projects"]
    found = (match.groupdict().get("number") or "" for text in texts for p in patterns for match in p.finditer(text))
    return frozenset({int(number) for number in found if number.isdigit()} - {0, 1, 2})
