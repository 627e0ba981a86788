"""One draft a project: its fields by name, and the theme that it inherits from the headings above it."""

from __future__ import annotations

from collections.abc import Sequence

from dossier_extract.drafts import Draft, FieldValue, Segmentation
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
        drafts.append(Draft(block, theme, origin, by_project.get(index, {})))
    return drafts


def _theme(heading: Text | None) -> tuple[str | None, Origin | None]:
    """A heading as theme, as printed."""
    if heading is None:
        return None, None
    return heading.flat, heading.origin((0, len(heading.repaired)), "section", "section")
