"""One draft a project: its fields by name, and the theme that it inherits from its section."""

from __future__ import annotations

from collections.abc import Sequence

from dossier_extract.drafts import Draft, FieldValue, Segmentation
from dossier_extract.places import Territories
from dossier_extract.profile import Profile
from dossier_extract.rules import Rules
from dossier_extract.schema import Method, Origin
from dossier_extract.text import Text


def assemble_records(
    segmentation: Segmentation, fields: Sequence[FieldValue], profile: Profile, rules: Rules
) -> list[Draft]:
    """Return one draft a project block, in order."""
    by_project: dict[int, dict[str, FieldValue]] = {}
    for field in fields:
        by_project.setdefault(field.project, {})[field.name] = field
    territories = Territories(rules)
    themes = [_theme(section.heading, territories) for section in segmentation.sections]
    drafts = []
    for index, block in enumerate(segmentation.projects):
        themed = block.section >= 0 and profile.layouts[block.layout].theme
        theme, origin = themes[block.section] if themed else (None, None)
        drafts.append(Draft(block, theme, origin, by_project.get(index, {})))
    return drafts


def _theme(heading: Text | None, territories: Territories) -> tuple[str | None, Origin | None]:
    """A section's heading as theme; one that only names a territory gives no theme."""
    if heading is None:
        return None, None
    span = (0, len(heading.repaired))
    named = territories.in_label(heading.folded)
    letters = sum(one.end - one.start for one in named)
    if named and letters >= len(heading.folded.replace(" ", "").strip("()")) - 2:
        return None, None
    origin = Origin(
        boxes=heading.boxes(*span),
        span=span,
        slot="section",
        raw=heading.repaired,
        source="section",
        method=Method.PRINTED,
    )
    return " ".join(heading.repaired.split()), origin
