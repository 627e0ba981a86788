"""One draft a project: its fields by name, and its theme: of a cell, or inherited from the headings above it."""

from __future__ import annotations

from collections.abc import Sequence

from dossier_extract.drafts import THEME, Draft, FieldValue, Segmentation
from dossier_extract.headings import headings_over
from dossier_extract.profile import Profile
from dossier_extract.rules import Rules
from dossier_extract.schema import Origin
from dossier_extract.text import Text


def assemble_records(
    segmentation: Segmentation, fields: Sequence[FieldValue], profile: Profile, rules: Rules
) -> list[Draft]:
    """Return one draft a project block, in order."""
    by_project: dict[int, dict[str, FieldValue]] = {}
    for field in fields:
        by_project.setdefault(field.project, {})[field.name] = field
    themes = [_theme(above.theme) for above in headings_over(segmentation.sections, rules)]
    drafts = []
    for index, block in enumerate(segmentation.projects):
        themed = block.section >= 0 and profile.layouts[block.layout].theme
        theme, origin = themes[block.section] if themed else (None, None)
        if THEME in block.slots:
            theme, origin = _theme(block.slots[THEME], THEME)
        drafts.append(Draft(block, theme, origin, by_project.get(index, {})))
    return drafts


def _theme(text: Text | None, slot: str = "section") -> tuple[str | None, Origin | None]:
    """A heading, or a cell, as theme, as printed."""
    if text is None:
        return None, None
    return text.flat, text.origin((0, len(text.repaired)), slot, slot)
