"""One draft a project: its fields by name, and the theme that it inherits from its section."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dossier_extract.drafts import Draft, FieldValue, Segmentation
from dossier_extract.places import Territories, territories_of
from dossier_extract.profile import Profile
from dossier_extract.rules import Rules
from dossier_extract.schema import Origin
from dossier_extract.text import Text, fold

_WORD = re.compile(r"\w+")


def assemble_records(
    segmentation: Segmentation, fields: Sequence[FieldValue], profile: Profile, rules: Rules
) -> list[Draft]:
    """Return one draft a project block, in order."""
    by_project: dict[int, dict[str, FieldValue]] = {}
    for field in fields:
        by_project.setdefault(field.project, {})[field.name] = field
    territories = territories_of(rules)
    words = frozenset(fold(word) for word in rules.dossier.territory_words)
    front = tuple(fold(word) for word in rules.kinds.front)
    themes = [
        (None, None)
        if section.heading is not None and section.heading.folded.startswith(front)
        else _theme(section.heading, territories, words)
        for section in segmentation.sections
    ]
    drafts = []
    for index, block in enumerate(segmentation.projects):
        themed = block.section >= 0 and profile.layouts[block.layout].theme
        theme, origin = themes[block.section] if themed else (None, None)
        drafts.append(Draft(block, theme, origin, by_project.get(index, {})))
    return drafts


def _theme(heading: Text | None, territories: Territories, words: frozenset[str]) -> tuple[str | None, Origin | None]:
    """A section's heading as theme; one that only names a territory gives no theme."""
    if heading is None:
        return None, None
    if _only_territory(heading.folded, territories, words):
        return None, None
    return heading.flat, heading.origin((0, len(heading.repaired)), "section", "section")


def _only_territory(folded: str, territories: Territories, words: frozenset[str]) -> bool:
    """Whether a heading names a territory and says nothing else."""
    named = [*territories.in_label(folded), *territories.in_prose(folded)]
    rest = list(folded)
    for one in named:
        rest[one.start : one.end] = " " * (one.end - one.start)
    others = (word for word in _WORD.findall("".join(rest)) if not word.isdigit())
    return bool(named) and all(word in words for word in others)
