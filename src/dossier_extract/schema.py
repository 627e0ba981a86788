"""The published records: what a result holds, as pydantic models.

These models *are* the schema: `dossier-extract schema` prints their JSON Schema, and `docs/fields.md` is generated
from their descriptions. Lengths are PDF points (1/72 inch), origin at the top left of the page as displayed.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer
from pydantic.dataclasses import dataclass

SCHEMA_VERSION = "1.5"

# Euros, to the cent; a number in JSON (not a string) because that is what readers of JSON expect of an amount.
Euros = Annotated[
    Decimal,
    PlainSerializer(
        lambda v: int(v) if v == v.to_integral_value() else float(v), return_type=int | float, when_used="json"
    ),
]
ExtraValue = str | int | Euros | None


class Record(BaseModel):
    """Base of all published models: closed and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Box:
    """A rectangle on a page, in points, origin top left of the page as displayed."""

    page: int = Field(description="Page number, from 1.", ge=1)
    x0: float = Field(description="Left edge, points.")
    top: float = Field(description="Top edge, points.")
    x1: float = Field(description="Right edge, points.")
    bottom: float = Field(description="Bottom edge, points.")


class Method(StrEnum):
    """How a value came about."""

    PRINTED = "printed"
    INFERRED = "inferred"
    NER = "ner"


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Origin:
    """Where a value stands on the page, and which rule took it from there."""

    boxes: list[Box] = Field(description="One box a printed line. For an inferred value, the boxes of its evidence.")
    span: tuple[int, int] | None = Field(description="Start and end offsets in the text of the slot.")
    slot: str = Field(description="Part of the project's block that the value was read from (heading, body, badge…).")
    raw: str = Field(
        description="The text of those boxes as repaired (hyphens joined, ligatures undone), not yet cleaned."
    )
    source: str = Field(
        description="Id of the rule that gave the value, or `inferred:…` with what it was inferred from."
    )
    method: Method = Field(description="printed, inferred or ner.")
    confidence: float | None = Field(default=None, description="Between 0 and 1; null while nothing has measured it.")


_Placed = TypeVar("_Placed", Box, Origin)


def unchecked(kind: type[_Placed], *values: object) -> _Placed:
    """A box or an origin of values that are right, one for each field: there are thousands, and checks take time."""
    made, put = object.__new__(kind), object.__setattr__
    for name, value in zip(kind.__slots__, values, strict=True):
        put(made, name, value)
    return made


class PlaceCandidate(Record):
    """A place that a name may mean."""

    code: str = Field(description="INSEE code; SIREN of an EPCI or EPT.")
    name: str = Field(description="Official name.")
    kind: str = Field(description="As in places.")
    score: float = Field(description="How likely, 0 to 1: it orders candidates and is no probability.")


class Place(Record):
    """A place that a zone or a description names, with its official code where one is sure."""

    field: str = Field(description="Field that names it: zone or description.")
    text: str = Field(description="The name as printed.")
    span: tuple[int, int] = Field(description="Start and end offsets in the field's value.")
    boxes: list[Box] = Field(description="Where the name stands on the page, one box a printed line.")
    kind: str = Field(
        description="commune, commune_deleguee, commune_associee, arrondissement_municipal, arrondissement, "
        "departement, region, epci, ept; qpv: a district, with a code only where a list of yours has one."
    )
    code: str | None = Field(description="INSEE code; SIREN of an EPCI or EPT; null where there is none.")
    name: str | None = Field(description="Official name.")
    departements: list[str] = Field(description="Codes of the départements that it lies in, or that a region holds.")
    score: float | None = Field(description="How likely the link is, 0 to 1; null without a code.")
    margin: float | None = Field(description="How far it is ahead of the next candidate.")
    method: str = Field(description="exact; spelling; beginning or words of a longer name; district.")
    excluded: bool = Field(description="The text leaves this place out (« hors Paris »).")
    candidates: list[PlaceCandidate] = Field(description="The likeliest candidates, the one that was taken first.")
    reference: str = Field(description="Vintage of the official geographic code; of a district's code, your file.")


class Mention(Record):
    """An organisation or a place that a description names, as a statistical model found it: many are wrong."""

    field: str = Field(description="Field that holds it: description.")
    text: str = Field(description="The name as printed.")
    span: tuple[int, int] = Field(description="Start and end offsets in the field's value.")
    boxes: list[Box] = Field(description="Where the name stands on the page, one box a printed line.")
    label: Literal["ORG", "LOC"] = Field(description="Organisation or place, as the model says.")
    source: str = Field(description="Model that found it, with its version.")


class Project(Record):
    """One project that the dossier announces as a winner."""

    id: str = Field(description="Stable id: hash of title, carrier and occurrence; joins versions of one document.")
    anchor: str = Field(
        description="Where the record begins: source sha256 (8 digits), page, top. Survives rule changes."
    )
    n: int = Field(description="Rank in the dossier, from 1.", ge=1)
    theme: str | None = Field(description="Heading of the thematic section, as printed.")
    title: str | None = Field(description="Title, without the word « Projet » and its own outer quotes.")
    carrier: str | None = Field(description="Body that carries the project, without a leading la, le, les, l'.")
    carrier_printed: str | None = Field(description="The carrier as printed.")
    carriers: list[str] = Field(default=[], description="The bodies that carry it together, split from the carrier.")
    carrier_id: str | None = Field(
        default=None,
        description="Identifier of the carrier, one for all its spellings: its network and local body, or its words.",
    )
    carrier_siret: str | None = Field(
        default=None, description="SIRET of the carrier: 14 digits, printed and checked, or from a list of yours."
    )
    carrier_siren: str | None = Field(default=None, description="SIREN of the carrier: 9 digits, likewise.")
    carrier_rna: str | None = Field(default=None, description="RNA number of the carrier: W and 9 signs, likewise.")
    carrier_person: bool = Field(
        default=False,
        description="True: the carrier, or one of them, looks like a natural person; exports leave it out.",
    )
    territories: list[str] = Field(description="Codes of départements, or the acronym of a region or metropolis.")
    territories_printed: str | None = Field(
        description="Territory as printed on the block (badge, cell); null if none is."
    )
    departements: list[str] = Field(
        default=[], description="INSEE codes of the départements that the territories stand for."
    )
    departements_partial: bool = Field(
        default=False,
        description="True: the territory touches these départements without covering them (a metropolis).",
    )
    region: str | None = Field(
        default=None, description="INSEE code of the region of its territories; null for none or several."
    )
    zone: str | None = Field(description="Area of the project, as printed after its label.")
    zone_label: str | None = Field(description="Label that introduced the zone, as printed.")
    description: str | None = Field(
        description="Paragraphs and list items, joined by line feeds; items begin with « - »."
    )
    amount_eur: Euros | None = Field(description="Amount awarded, in euros; null if none is printed.")
    extra: dict[str, ExtraValue] = Field(description="Further fields that the profile declares.")
    pages: list[int] = Field(description="Pages that the record stands on.")
    places: list[Place] = Field(default=[], description="Places that zone and description name.")
    mentions: list[Mention] = Field(
        default=[],
        description="Organisations and places that the description names; looked for with `--ner always` alone.",
    )
    origins: dict[str, list[Origin]] = Field(description="Origins by field; a list value has one origin an item.")


class SectionKind(StrEnum):
    """What a section of the dossier is for."""

    COVER = "cover"
    CONTENTS = "contents"
    FRONT = "front"
    PART = "part"
    PROJECTS = "projects"
    CONTACTS = "contacts"


class Section(Record):
    """A part of the dossier under one heading."""

    kind: SectionKind = Field(description="cover, contents, front, part, projects or contacts.")
    title: str | None = Field(description="Heading as printed.")
    pages: list[int] = Field(description="Pages that the section stands on.")
    n_projects: int = Field(description="Projects found in it.", ge=0)
    text: str | None = Field(description="Its text apart from heading and projects: front matter, stated counts.")


class Subject(StrEnum):
    """What a claim counts."""

    AWARDED = "awarded"
    SUBMITTED = "submitted"
    OTHER = "other"


class Scope(StrEnum):
    """What part of the dossier a claim speaks of."""

    DOSSIER = "dossier"
    SECTION = "section"
    WAVE = "wave"
    DEPARTEMENT = "departement"


class Claim(Record):
    """A figure that the dossier states of itself."""

    subject: Subject = Field(description="awarded, submitted (applications) or other.")
    scope: Scope = Field(description="dossier, section, wave or departement.")
    unit: Literal["projects", "euros"] = Field(description="What the quantity counts.")
    quantity: Euros = Field(description="The stated figure.")
    tolerance: Euros = Field(description="How far a found figure may lie from it (rounding such as « près de »).")
    section: str | None = Field(default=None, description="Heading of the section that it speaks of.")
    wave: int | None = Field(default=None, description="Selection wave that it speaks of, from 1.")
    departement: str | None = Field(default=None, description="Code of the département that it speaks of.")
    origins: list[Origin] = Field(description="Every place where the dossier states it.")


FINDING_CODES = {
    "claim-dossier": "The number of awarded projects that the dossier states, against the records found.",
    "claim-wave": "The number stated for a selection wave, against the sum of what the sections state for it.",
    "claim-section": "What a section states of itself, against the records found in it.",
    "claim-departement": "The number stated for a département: recorded, not yet compared.",
    "claim-amount": "The total amount stated, against the sum of the records' amounts.",
    "claim-submitted": "A number of applications received: recorded, not compared.",
    "claim-other": "A figure about something else, such as a national envelope: recorded, not compared.",
    "territory-inferred": "No territory is printed on the block; it was worked out from the zone or the heading.",
    "territory-missing": "No territory is printed on the block, and nothing names one.",
    "place-elsewhere": "None of the places that the zone names lies in the record's territories.",
    "field-missing": "A record has no title or no carrier.",
    "title-quote-unclosed": "The title's opening guillemet has no closing one; it ends where the carrier begins.",
    "value-unreadable": "A value was found but cannot be read as its type (amount, date, integer).",
    "duplicate-record": "Two records say the same of title, carrier, territories and zone.",
    "layout-discovered": "No profile knows the layout; the program found it by itself, and the records want a look.",
    "engine-fallback": "PDFium could not open the damaged file; pdfplumber read it, and text may be missing.",
    "identifier-invalid": "A number printed as SIRET, SIREN or RNA is none: its length or its check digit is wrong.",
    "unclaimed-text": "A page with records holds text that no rule explains.",
}


class Severity(StrEnum):
    """How grave a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    """Outcome of a check."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "not-applicable"


def _known_code(code: str) -> str:
    if code not in FINDING_CODES:
        raise ValueError(f"unknown finding code {code!r}; FINDING_CODES lists them")
    return code


class Finding(Record):
    """Something that the reader of the records should know: a check's outcome or a doubt."""

    code: Annotated[str, AfterValidator(_known_code)] = Field(
        description="What kind of finding; docs/fields.md lists them."
    )
    severity: Severity = Field(description="error, warning or info.")
    verdict: Verdict | None = Field(default=None, description="For checks: pass, fail or not-applicable.")
    message: str = Field(description="One line for people.")
    page: int | None = Field(default=None, description="Page that it speaks of.")
    project: str | None = Field(default=None, description="Id of the project that it speaks of.")
    origin: Origin | None = Field(default=None, description="Where on the page.")


class Source(Record):
    """The file that a result was made from."""

    file: str = Field(description="File name.")
    sha256: str = Field(description="Hash of the bytes.")
    bytes: int = Field(description="Size in bytes.")
    pages: int = Field(description="Number of pages.")
    producer: str | None = Field(description="Software that made the PDF, as it says.")
    engine: Literal["pdfium", "pdfplumber"] = Field(description="Library that read the PDF.")


class ProfileUse(Record):
    """Which profile the records were read with."""

    name: str = Field(description="Name of the profile.")
    how: Literal["known", "discovered", "confirmed"] = Field(
        description="known: written by a person. discovered: found by the program. confirmed: so, and then confirmed."
    )
    confidence: float | None = Field(
        default=None,
        description="How sure the program is of a layout that it found, 0 to 1; null for others, or once edited.",
    )
    draft: bool = Field(
        default=False, description="True: the layout was found and is unsure, so the records want confirming."
    )


class Dossier(Record):
    """The document itself."""

    id: str = Field(description="Slug of the file's stem and 8 hex digits of its sha256.")
    title: str | None = Field(description="Largest lines of the cover, joined.")
    subtitle: str | None = Field(description="The next lines of the cover.")
    issuer: str | None = Field(description="Issuing authority, in ordinary case.")
    published: str | None = Field(description="Date of publication, ISO 8601; partial if it is printed so.")
    region: str | None = Field(description="INSEE code of the region of its issuer, or that its cover names.")
    language: str = Field(description="Language of the text, BCP 47.")
    source: Source = Field(description="The file.")
    profile: ProfileUse = Field(description="The profile that was used.")
    claims: list[Claim] = Field(description="What the dossier states of itself.")
    origins: dict[str, list[Origin]] = Field(description="Origins of title, subtitle, issuer and published.")


class PageSize(Record):
    """A page as displayed."""

    number: int = Field(description="Page number, from 1.", ge=1)
    width: float = Field(description="Points, after rotation.")
    height: float = Field(description="Points, after rotation.")
    turned: int = Field(
        default=0,
        description="Degrees clockwise by which it was turned to be read, where its text lies on its side; its sizes "
        "and all boxes are those of the turned page.",
    )


RESIDUE_KINDS = ("record", "section", "furniture", "caption", "front", "ignored", "unclaimed")


class UnclaimedText(Record):
    """Text that nothing explains."""

    text: str = Field(description="The text of one block.")
    box: Box = Field(description="Where it stands.")


class PageResidue(Record):
    """Where the characters of a page went; the kinds add up to all that is printed on it."""

    page: int = Field(description="Page number, from 1.", ge=1)
    record: int = Field(description="Characters that belong to a record.")
    section: int = Field(description="Characters of section headings and of the counts stated under them.")
    furniture: int = Field(description="Characters of running heads, footers and page numbers.")
    caption: int = Field(description="Characters of captions and credits of pictures.")
    front: int = Field(description="Characters of cover, contents, front matter and contacts.")
    ignored: int = Field(description="Characters that the profile says to ignore.")
    unclaimed: int = Field(description="Characters that nothing explains: where silent loss hides.")
    blocks: list[UnclaimedText] = Field(description="The unclaimed blocks.")


class Result(Record):
    """Everything that was extracted from one dossier; the JSON file of that dossier."""

    schema_version: str = Field(default=SCHEMA_VERSION, description="Version of this schema.")
    dossier: Dossier = Field(description="The document itself.")
    pages: list[PageSize] = Field(description="Sizes of its pages.")
    sections: list[Section] = Field(description="Its sections, in order.")
    projects: list[Project] = Field(description="Its projects, in order.")
    findings: list[Finding] = Field(description="Checks and doubts.")
    residue: list[PageResidue] = Field(description="Where the characters of each page went.")


def result_schema() -> dict[str, Any]:
    """JSON Schema of a dossier's JSON file."""
    return Result.model_json_schema(mode="serialization")
