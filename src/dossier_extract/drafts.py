"""What flows from segmentation to validation: sections, project blocks with their slots, raw fields, fields, drafts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from dossier_extract.model import Block
from dossier_extract.schema import Box, Claim, Finding, Mention, Method, Origin, Place, Project, Section
from dossier_extract.text import Text


class SectionRole(StrEnum):
    """What made a section begin."""

    COVER = "cover"
    HEADING = "heading"
    PART = "part"


GROUP = "group"  # slot of the heading that several records share
AGAIN = "again."  # before the slots, and the fields, of a record's second telling
THEME = "theme"  # slot of a table's column that tells the theme


@dataclass(frozen=True, slots=True)
class SectionBlock:
    """A section as segmented: its heading, and the texts under it that belong to no project."""

    role: SectionRole
    heading: Text | None
    texts: tuple[Text, ...]
    pages: tuple[int, ...]
    n_projects: int


@dataclass(frozen=True, slots=True)
class ProjectBlock:
    """One project's part of the pages, as named slots: heading, body, badge, or a table's columns."""

    n: int  # rank in the dossier, from 1
    section: int  # index of its section; -1 for none
    layout: int  # index of the profile's layout it was read with
    slots: dict[str, Text]
    page: int
    top: float  # points, of its first line


@dataclass(frozen=True, slots=True)
class Segmentation:
    """Sections, projects, and what is neither: blocks with their residue kind."""

    sections: tuple[SectionBlock, ...]
    projects: tuple[ProjectBlock, ...]
    others: tuple[tuple[Block, str], ...]


@dataclass(frozen=True, slots=True)
class RawField:
    """A value as it stands in a slot. `covers` is the match with its label; `spans` the value's parts."""

    project: int  # index of its project block
    name: str
    slot: str
    spans: tuple[tuple[int, int], ...]
    covers: tuple[tuple[int, int], ...]
    source: str
    label: str | None = None
    finding: str | None = None
    method: Method = Method.PRINTED


@dataclass(frozen=True, slots=True)
class Question:
    """A doubt that rules leave: whether the field `name` of a record stands at this span of a slot."""

    project: int  # index of its project block
    name: str
    slot: str
    span: tuple[int, int]


Value = str | Decimal | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A normalised value with its origins: one, or one an item of a list value."""

    project: int
    name: str
    value: Value
    origins: tuple[Origin, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class DossierDraft:
    """What the dossier says of itself."""

    title: str | None
    subtitle: str | None
    issuer: str | None
    published: str | None
    region: str | None
    claims: tuple[Claim, ...]
    origins: dict[str, tuple[Origin, ...]]


@dataclass(frozen=True, slots=True)
class Linked:
    """What the names of a record were linked to; see `schema.Project`."""

    places: tuple[Place, ...] = ()
    departements: tuple[str, ...] = ()
    partial: bool = False
    region: str | None = None
    carriers: tuple[str, ...] = ()
    carrier_id: str | None = None
    carrier_person: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """One project before validation: its block and its chosen fields by name."""

    block: ProjectBlock
    theme: str | None
    theme_origin: Origin | None
    fields: dict[str, FieldValue]
    linked: Linked = Linked()
    mentions: tuple[Mention, ...] = ()

    def boxes(self, field: str, span: tuple[int, int]) -> list[Box]:
        """Where a part of a field's value stands on the page, one box a printed line.

        The boxes of the whole value where the part is printed otherwise (hyphens, spaces).
        """
        value, origins = str(self.fields[field].value), self.fields[field].origins
        name = value[slice(*span)]
        before = value.count(name, 0, span[0])  # a name may stand in a value more than once
        for origin in origins:
            text = self.block.slots.get(origin.slot)
            at = text.repaired.find(name, *origin.span) if text is not None and origin.span is not None else -1
            while text is not None and origin.span is not None and at >= 0:
                if before == 0:
                    return text.boxes(at, at + len(name))
                before -= 1
                at = text.repaired.find(name, at + len(name), origin.span[1])
        return [box for origin in origins for box in origin.boxes]


@dataclass(frozen=True, slots=True)
class Records:
    """The validated records of one dossier and what is to be said about them."""

    projects: tuple[Project, ...]
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
