"""The shapes of the rule files, as pydantic models: what each file may say, with a sentence for each key.

`profile_schema()` is what editors check a profile against (`rules/profile.schema.json`).
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

ColorClass = Literal[
    "black", "grey", "white", "red", "orange", "yellow", "green", "blue", "purple", "dark", "light", "any"
]
FieldType = Literal["text", "amount", "date", "integer", "code"]
TOTALS = ("total", "sous-total")  # begin a row of sums where a profile names no other words


class Shape(BaseModel):
    """Base of all shapes: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _span(value: Any) -> Any:
    """Accept 12, "11..12.5", "16.." and "..8"."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (value - 0.3, value + 0.3)
    if isinstance(value, str) and ".." in value:
        low, _, high = value.partition("..")
        return (float(low or "-inf"), float(high or "inf"))
    raise ValueError('expected a number or a range such as "11..12.5", "16.." or "..8"')


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Span = Annotated[tuple[float, float], BeforeValidator(_span, json_schema_input_type=float | str)]
Strings = Annotated[tuple[str, ...], BeforeValidator(_listed, json_schema_input_type=str | tuple[str, ...])]
Version = Annotated[Literal[1], Field(description="Version of the rule language; 1 today.")]


class Look(Shape):
    """How text looks; all given keys must hold."""

    size: Span | None = Field(None, description="Font size in points: 12, or a range such as 11..12.5.")
    font: str | None = Field(None, description="Part of the font's name.")
    bold: bool | None = Field(None, description="Bold or not.")
    italic: bool | None = Field(None, description="Slanted or not.")
    color: ColorClass | None = Field(None, description="Class of the text's colour.")


class Selector(Look):
    """Which lines are meant, by how they look, what is behind them and what they begin with."""

    fill: ColorClass | Literal["none"] | None = Field(
        None, description="Class of the colour behind the text; any = some fill, none = none."
    )
    match: str | None = Field(None, description="Pattern that the text begins with (case and accents do not count).")
    labelled: bool | None = Field(
        None,
        description="false: only text that does not begin like the middle of a record: no label but the title's, no "
        "amount, no « porté par ». true: only text that does.",
    )


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


Selectors = Annotated[
    tuple[Selector, ...],
    BeforeValidator(_one_or_more, json_schema_input_type=Selector | tuple[Selector, ...]),
]


def _or_one(value: Any, several: ValidatorFunctionWrapHandler) -> Any:
    """One selector counts as a list of it; its errors name its keys, not its rank."""
    return (Selector.model_validate(value),) if isinstance(value, dict) else several(value)


AnySelector = Annotated[
    tuple[Selector, ...], WrapValidator(_or_one, json_schema_input_type=Selector | tuple[Selector, ...])
]


class Box(Shape):
    """Which boxes begin a record."""

    fill: ColorClass | None = Field(None, description="Class of the colour of the box; any = some fill.")


def _box(value: Any) -> Any:
    """Accept true for any box, false for none."""
    return ({} if value else None) if isinstance(value, bool) else value


class Begins(Shape):
    """What a record begins with: a look, white space, a box, a page, or a label."""

    begins: AnySelector = Field(
        (),
        description="Look of the line that a record begins with; of several looks, any. In a box or page: its heading.",
    )
    box: Annotated[Box | None, BeforeValidator(_box, json_schema_input_type=bool | Box | None)] = Field(
        None, description="Every box with text begins a record; with begins: every box that holds such a line."
    )
    page: bool = Field(
        False, description="Every page of the layout begins a record; with begins: every page that holds such a line."
    )
    label: Strings = Field(
        (),
        description="Labels that open a record, or the name of a list; a heading in the look of begins may be above.",
    )
    above: AnySelector = Field(
        (), description="Look of lines directly above the heading that belong to the record below; their slot is above."
    )

    boxes: bool = Field(
        False,
        description="Whether a box below a heading that stands in none belongs to the record; if not, it is a note.",
    )
    panel: bool = Field(
        False, description="Whether what stands in a box of its own inside the record is a slot of its own, panel."
    )
    space: float | None = Field(
        None,
        description="A record begins only below so much white space in points, a heading, or at the top of a page, "
        "column or box if its text does not go on. With begins: only what looks so.",
        gt=0,
    )
    heading: bool = Field(
        True, description="false: the text that a record begins with is a part of its body, as where all runs on."
    )

    @model_validator(mode="after")
    def _one_kind(self) -> Begins:
        kinds = [name for name in ("box", "page", "label") if getattr(self, name)]
        if len(kinds) > 1:
            raise ValueError(f"{' and '.join(kinds)} cannot stand together; give one")
        if kinds and self.space is not None:
            raise ValueError(f"{kinds[0]} and space cannot stand together; give one")
        if not kinds and not self.begins and self.space is None:
            raise ValueError("say what a record begins with: begins, space, box, page or label")
        return self


class Badge(Shape):
    """A short text in a box of its own that belongs to the record beside it."""

    side: Literal["left", "right", "any"] = Field("any", description="On which side of the record's heading it stands.")
    fill: ColorClass | None = Field(None, description="Class of the colour of its box.")
    many: bool = Field(False, description="Whether a record may have several: each is a paragraph of the slot.")


class Table(Shape):
    """A ruled table: one record a row."""

    columns: dict[str, Strings] = Field(description="Slot name → words of the column's header.")
    key: str = Field(description="Slot that is filled in a row that begins a record, and empty in one that goes on.")
    total: Strings = Field(TOTALS, description="Words that begin a row of sums, which is no record.")
    ruled: bool = Field(True, description="Whether rules draw its cells; false: only the columns' alignment does.")


class FieldSource(Shape):
    """Where a field's value is taken from; the first source that gives a value wins."""

    slot: str = Field(
        "body", alias="in", description="Slot to look in: heading, above, body, group, badge, or a table's column."
    )
    nth: int | None = Field(
        None, description="Only the slot's Nth paragraph that no label begins: 1 is the first, -1 the last."
    )
    pattern: Strings = Field(
        (), description="Names of patterns (rules/parts.yml), tried in order; a group of the field's name is the value."
    )
    label: Strings = Field(
        (), description="Labels that stand before the value, or the name of a list in rules/vocabulary/labels.yml."
    )
    ending: Strings = Field(
        (":",),
        description="What ends a label; empty for a label on a line of its own; any = a colon, dash or bar, a gap, the "
        "line's end or a change of style.",
    )
    where: Literal["start", "anywhere"] = Field("start", description="Whether the label begins a paragraph.")
    extent: Literal["paragraph", "label", "end"] | Look = Field(
        "label",
        description="How far a labelled value goes: to the end of its paragraph, to the next label, to the end, "
        "or over the following paragraphs that look so.",
    )
    style: Look | None = Field(
        None, description="Only the words that look so; with nth, of the paragraphs that begin so."
    )
    quoted: bool = Field(False, description="Only what stands between the outermost quotes.")
    bracketed: bool = Field(False, description="Only what stands in brackets, the last ones first.")
    split: Strings = Field(
        (),
        description="Cut at these separators (parts `split_…` in rules/parts.yml): dash, bar, colon, comma, "
        "semicolon, by, line.",
    )
    part: int | None = Field(None, description="With split: which part, 1 is the first, -1 the last.")
    looks: Literal["territory", "place", "amount"] | None = Field(
        None,
        description="Only what names a territory and nothing else, the place beside it (« Sète » of « Sète, Hérault ») "
        "or the first amount with its currency.",
    )
    reads: Strings = Field(
        (),
        description="How the text reads: {} for the value, … for others, what stands between them as printed; of "
        "several the one that fits best.",
    )
    rest: bool = Field(False, description="All that no other field took.")
    before: str | None = Field(None, description="With rest: only what stands before this field.")
    infer: Literal["zone", "section"] | None = Field(
        None, description="With territories: work the codes out of the zone or the section's heading."
    )

    @model_validator(mode="after")
    def _one_way(self) -> FieldSource:
        ways = [name for name in ("pattern", "label", "style", "reads", "rest", "infer") if getattr(self, name)]
        if len(ways) > 1 and (ways != ["style", "reads"] or self.nth is None):
            raise ValueError(f"{' and '.join(ways)} cannot stand together; give one source each")
        cuts = [name for name in ("quoted", "bracketed", "split", "looks") if getattr(self, name)]
        whole = [name for name in ("pattern", "reads", "rest", "infer") if getattr(self, name)]
        whole = [name for name in whole if (name, cuts) != ("reads", ["looks"])]
        if cuts and whole:
            raise ValueError(f"{whole[0]} and {cuts[0]} cannot stand together; give one source each")
        if self.nth is not None and (self.label or self.infer):
            raise ValueError("nth counts paragraphs without a label; it cannot stand with label or infer")
        if self.reads and {1} != {one.count("{}") for one in self.reads} - {0}:
            raise ValueError("reads needs {} once, where the value stands")
        if bool(self.split) != (self.part is not None):
            raise ValueError("split and part stand together: where to cut, and which part to take")
        if 0 in (self.nth, self.part):
            raise ValueError("nth and part count from 1, or from -1 at the end")
        return self


Sources = Annotated[
    tuple[FieldSource, ...],
    BeforeValidator(_one_or_more, json_schema_input_type=FieldSource | tuple[FieldSource, ...]),
]


class Extra(Shape):
    """A further field that this profile declares."""

    type: FieldType = Field("text", description="text, amount, date, integer or code.")
    label: str | None = Field(None, description="Name for people.")
    sources: Sources = Field(description="Where its value is taken from.")


class Pages(Shape):
    """Pages that a layout applies to."""

    first: int = Field(1, alias="from", description="First page.", ge=1)
    last: int | None = Field(None, alias="to", description="Last page.")
    having: Selector | None = Field(None, description="Only pages that have such a line.")


class Layout(Shape):
    """How the records of some pages are laid out."""

    pages: Pages = Field(default_factory=Pages, description="Where this layout applies.")
    reading: Literal["lines", "columns", "pairs"] = Field(
        "lines", description="Reading order: line by line, column by column, or so with each label before its value."
    )
    part: Selectors = Field((), description="Headings of a divider page.")
    section: Selectors = Field((), description="Headings of sections, thematic and others.")
    group: Selectors = Field(
        (), description="Headings over several records that tell a field of each, such as the carrier; slot: group."
    )
    again: bool = Field(
        False,
        description="Whether its records tell again of projects that another layout reads, and add what is not said "
        "there; they are told by their titles.",
    )
    theme: bool = Field(True, description="Whether the heading above a record is its theme.")
    record: Begins | None = Field(None, description="What a record begins with.")
    table: Table | None = Field(None, description="A ruled table, one record a row.")
    body: Selector = Field(
        default_factory=Selector,
        description="Look of the lines that belong to a record after its heading; others stay unclaimed.",
    )
    badge: Badge | None = Field(None, description="A badge beside or in the record.")
    ignore: Selectors = Field((), description="Lines to leave out, counted as ignored.")
    fields: dict[
        Literal["title", "carrier", "territories", "zone", "description", "amount"],
        Sources,
    ] = Field(description="Field → where its value is taken from.")
    extra: dict[str, Extra] = Field(default_factory=dict, description="Further fields, by name.")
    labels: Strings = Field((), description="Further words that are labels: the value before them ends there.")

    @model_validator(mode="after")
    def _one_start(self) -> Layout:
        if (self.record is None) == (self.table is None):
            raise ValueError("give either record (what a record begins with) or table")
        return self

    @property
    def slots(self) -> list[str]:
        """Names of the slots that a field may be taken from."""
        if self.table is not None:
            parts = [*self.table.columns, "body"]
        else:
            above, panel = ([name] if getattr(self.record, name) else [] for name in ("above", "panel"))
            parts = ["heading", *above, "body", *panel]
        return [*parts, *(["group"] if self.group else []), *(["badge"] if self.badge else [])]


class Recognise(Shape):
    """Cues by which a dossier is recognised: strings of its text; case, accents and spaces do not count."""

    all: Strings = Field((), description="Every one must stand in the text.")
    any: Strings = Field((), description="At least one must stand in the text, if any are given.")


class Found(Shape):
    """Written by `profile draft`: that the program found this layout by itself, and whether a person confirmed it."""

    confidence: float = Field(description="How sure the program was of it, between 0 and 1.", ge=0, le=1)
    layout: str = Field(description="Fingerprint of the layout as found: after a change its confidence counts no more.")
    confirmed: bool = Field(False, description="true once a person has compared its records with the pages.")


class Profile(Shape):
    """How one kind of dossier is read. A single layout's keys may stand at the top, without `layouts`."""

    version: Version
    title: str = Field(description="What kind of dossier this is, for people.")
    recognise: Recognise = Field(description="Cues by which `--profile auto` picks this profile.")
    found: Found | None = Field(
        None, description="For a layout that the program found: how sure, and confirmed or not."
    )
    layouts: tuple[Layout, ...] = Field(description="Layouts, the first that fits a page is used.", min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "layouts" in data:
            return data
        own = {key: value for key, value in data.items() if key not in cls.model_fields}
        rest = {key: value for key, value in data.items() if key in cls.model_fields}
        return {**rest, "layouts": [own]} if own else data

    @property
    def fingerprint(self) -> str:
        """8 hex digits that change when its layouts say something else; comments and order of keys do not count."""
        said = [layout.model_dump(mode="json", by_alias=True, exclude_defaults=True) for layout in self.layouts]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:8]


def profile_schema() -> dict[str, Any]:
    """JSON Schema of a profile file, in its long form and in its short one (a layout's keys at the top)."""
    made = Profile.model_json_schema(by_alias=True)
    made["properties"] |= made["$defs"]["Layout"]["properties"]
    made["required"] = [key for key in made["required"] if key != "layouts"]
    made["oneOf"] = [{"required": ["layouts"]}, {"required": ["fields"]}]
    return made


class PatternExample(Shape):
    """A text and what the pattern must take from it; `gives: null` for no match."""

    text: str
    gives: dict[str, str | None] | None


class PatternRule(Shape):
    """A named pattern. `{name}` stands for a part; matching is done on folded text."""

    pattern: str = Field(description="Regular expression; {name} stands for a part.")
    finding: str | None = Field(None, description="Finding to report when a value was taken with this pattern.")
    examples: tuple[PatternExample, ...] = Field((), description="Texts with what must come out; they run as tests.")


class Parts(Shape):
    """rules/parts.yml: named fragments and the patterns made of them."""

    version: Version
    parts: dict[str, str]
    patterns: dict[str, PatternRule]


class ClaimRule(Shape):
    """How a dossier states a figure about itself. Groups: `number` (or `amount` and `scale`), `wave`."""

    pattern: str
    subject: Literal["awarded", "submitted", "other"]
    scope: Literal["dossier", "section", "wave", "departement"] = "dossier"
    unit: Literal["projects", "euros"] = "projects"
    within: Literal["section", "front", "any"] = Field(
        "any", description="Where such a sentence counts: under a section's heading, in front matter, or both."
    )
    examples: tuple[PatternExample, ...] = ()


class Claims(Shape):
    """rules/claims.yml."""

    version: Version
    near: Strings = Field(description="Words that say a figure is rounded (« près de »).")
    ordinals: dict[str, int] = Field(description="Ordinals in words → number.")
    claims: dict[str, ClaimRule]


class IssuerRule(Shape):
    """How an issuing authority is printed; `{office}` and `{region}` are filled from the match."""

    pattern: str
    value: str


class DossierRules(Shape):
    """rules/dossier.yml: the cover, kinds of sections, captions."""

    version: Version
    language: str
    months: tuple[str, ...]
    date: str = Field(description="Pattern of a date in words.")
    kicker: Strings = Field(description="Patterns of cover lines that are neither title nor subtitle.")
    issuers: tuple[IssuerRule, ...]
    contents: Strings = Field(description="Headings of a table of contents.")
    contacts: Strings = Field(description="Headings of the contacts.")
    captions: Strings = Field(description="Patterns of picture captions and credits.")
    common_words: Strings = Field(description="Départements whose names are common words too (Nord, Cher).")
    territory_words: Strings = Field(description="Words beside a territory's name that make a heading no theme.")
    hyphen_prefixes: Strings = Field(description="Prefixes that keep their hyphen at a line's end.")
    leading_articles: str = Field(description="Pattern of the lower-case article dropped from a carrier.")


class Region(Shape):
    code: str
    name: str
    acronyms: tuple[str, ...] = ()


class Departement(Shape):
    code: str
    name: str
    region: str


class Other(Shape):
    acronym: str
    name: str


class TerritoryTable(Shape):
    """rules/vocabulary/territories.yml, generated from the official geographic code."""

    version: Version
    source: str
    regions: tuple[Region, ...]
    departements: tuple[Departement, ...]
    others: tuple[Other, ...] = ()


class Labels(Shape):
    """rules/vocabulary/labels.yml: words that stand before a value, by field."""

    version: Version
    labels: dict[str, Strings]


class Discovered(Shape):
    """rules/discovery.yml: how much is believed of a layout that the program found."""

    version: Version
    draft_below: float = Field(description="Confidence below which records are a draft to confirm.", ge=0, le=1)


class Trust(Shape):
    """rules/trust.yml: how evidence adds up to the confidence of a value (logistic regression)."""

    version: Version
    base: float = Field(description="What a value without any sign starts from, in logits.")
    signs: dict[str, float] = Field(description="Sign of `trust.evidence_of` → weight; below 0 it speaks against.")
    fields: dict[str, float] = Field(description="Field → what is added for it.")


class Kinds(Shape):
    """rules/vocabulary/kinds.yml: words that tell what is what where no profile is known."""

    version: Version
    organisations: Strings
    places: Strings
    front: Strings
    annexes: Strings = ()
    awards: Strings
    themes: Strings = ()
    costs: Strings = ()
    sentences: Strings = ()


class PlaceRules(Shape):
    """rules/places.yml: how places are named. Patterns are matched on folded text."""

    version: Version
    kinds: dict[Literal["epci", "ept", "commune", "departement", "region", "arrondissement"], str] = Field(
        description="Kind of place → pattern of the words that stand before a name of that kind."
    )
    features: str = Field(description="Pattern of words that make a name one of nature: « golfe du Morbihan ».")
    districts: str = Field(description="Pattern of words before names of districts, which have no code.")
    excluding: str = Field(description="Pattern of words before a place that is left out.")
    region_whole: str = Field(description="Pattern of the dossier's own region without its name.")
    adjectives: dict[str, str] = Field(description="Pattern of an adjective with its noun → the place it stands for.")
    never: Strings = Field(description="Names of places that are common words: never linked.")
    match: float = Field(description="Per cent of letters that a misspelt name must share with a known one.")
    match_near: float = Field(description="The same for places of the départements beside the record's.")
    likely: float = Field(description="Score from which a link is made.")
    margin: float = Field(description="By which the best candidate must be ahead of the next one.")
    neighbours: tuple[str, ...] = Field(description="Pairs of départements that touch, such as 01-38.")


class Networks(Shape):
    """rules/vocabulary/networks.yml: national networks by the words that name them."""

    version: Version
    empty: Strings = Field(description="Words that tell no body from another.")
    local: Strings = Field(description="Words that make a body a local one, where no other word tells which.")
    joint: Strings = Field(description="Words between the carriers of one project.")
    networks: dict[str, Strings] = Field(description="Identifier → words by which the network is printed.")


class Persons(Shape):
    """rules/vocabulary/persons.yml: what tells natural persons, and how to reach them."""

    version: Version
    contact_labels: Strings = Field(description="Names of further fields that hold a contact.")
    civilities: Strings = Field(description="Words before a person's name, without their dot.")
    particles: Strings = Field(description="Small words inside a surname.")
    bodies: Strings = Field(description="Words that make a name that of a body, beside those of kinds.yml.")
    namesakes: Strings = Field(description="Persons after whom bodies are called, often by the name alone.")
    first_names: Strings = Field(description="First names: one before a surname makes a natural person.")


class References(Shape):
    """rules/references.yml: a user's own lists of districts, associations and bodies."""

    version: Version
    tables: dict[Literal["qpv", "rna", "sirene"], str] = Field(
        {}, description="What a list holds → its CSV or Parquet file, in the folder of references.yml."
    )
    columns: dict[
        Literal["qpv", "rna", "sirene"], dict[Literal["code", "name", "commune", "siret"], tuple[str, ...]]
    ] = Field(description="What a list holds → its columns, by the names that they may have.")

    @model_validator(mode="after")
    def _complete(self) -> References:
        for kind in self.tables:
            if not {"code", "name"} <= set(self.columns.get(kind, ())):
                raise ValueError(f"columns.{kind} names no column for code, or none for name")
        return self
