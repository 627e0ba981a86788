"""What a trace says of each field of each record: which source gave its value, and which were tried before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dossier_extract.drafts import ProjectBlock, RawField, SectionBlock
from dossier_extract.explain.phrases import rule_text
from dossier_extract.pipeline import Trace
from dossier_extract.profile import FieldSource, Layout, Profile
from dossier_extract.schema import Method, Origin, Project

AFTER_ALL = 1_000  # rank of what no source of the profile gave


class Given(NamedTuple):
    """A value with its source: the rank among the field's sources, what took it, and where it stands."""

    value: str
    rank: int
    how: str
    origin: Origin | None


class Readings:
    """The fields of a dossier that was read with a profile."""

    def __init__(self, trace: Trace) -> None:
        assert trace.choice.profile is not None
        assert trace.segmentation is not None
        self.trace = trace
        self.profile: Profile = trace.choice.profile
        self.segmentation = trace.segmentation
        self.blocks: tuple[ProjectBlock, ...] = trace.segmentation.projects
        self.raw: dict[tuple[int, str], RawField] = {(raw.project, raw.name): raw for raw in trace.raw_fields}
        self.records = {one.n: one for one in trace.result.projects} if trace.result else {}

    def layout(self, block: ProjectBlock) -> Layout:
        """The layout that a record was read with."""
        return self.profile.layouts[block.layout]

    def section(self, block: ProjectBlock) -> SectionBlock | None:
        """The section that a record stands in."""
        return self.segmentation.sections[block.section] if block.section >= 0 else None

    def raw_of(self, block: ProjectBlock, name: str) -> RawField | None:
        """What a source took for a field, readable or not."""
        return self.raw.get((block.n - 1, name))

    def given(self, block: ProjectBlock, name: str) -> Given | None:
        """The published value of a field; None where the record has none."""
        record = self.records.get(block.n)
        value = _value(record, name) if record else ""
        if not value or record is None:
            return None
        origin = next(iter(record.origins.get("amount_eur" if name == "amount" else name, ())), None)
        inferred = origin.source.removeprefix("inferred:") if origin else ""
        for rank, source in enumerate(sources_of(self.layout(block))[name]):
            if source.infer and source.infer == inferred:
                return Given(value, rank, "infer", origin)
        raw = self.raw_of(block, name)
        if raw is None:
            return None
        return Given(value, rank_of(raw), raw.source.partition(":")[2], origin)

    def tried(self, block: ProjectBlock, name: str) -> Iterator[tuple[int, FieldSource]]:
        """The sources that gave nothing, though they came before the one that did; all, where none did."""
        given, raw = self.given(block, name), self.raw_of(block, name)
        for rank, source in enumerate(sources_of(self.layout(block))[name]):
            if source.infer:  # what is inferred is looked for after all that may be printed
                if given is None or (given.how == "infer" and rank < given.rank):
                    yield rank, source
            elif raw is None or rank < rank_of(raw) or (rank == rank_of(raw) and (not given or given.how == "infer")):
                yield rank, source

    def key(self, layout: int, name: str, rank: int, source: FieldSource) -> str:
        """A source by its place in the profile, and as the profile says it."""
        where = f"layouts.{layout}." if len(self.profile.layouts) > 1 else ""
        of = name if name.startswith("extra.") else f"fields.{name}"
        return f"{where}{of}[{rank}] {rule_text(source)}"


def sources_of(layout: Layout) -> dict[str, tuple[FieldSource, ...]]:
    """Field → its sources, in the profile's order; extra fields last."""
    fields: dict[str, tuple[FieldSource, ...]] = {str(name): sources for name, sources in layout.fields.items()}
    return fields | {f"extra.{name}": extra.sources for name, extra in layout.extra.items()}


def rank_of(raw: RawField) -> int:
    """Rank of the source that took a field (`title[0]:project_quoted`); after all sources where a model did."""
    if raw.method is Method.NER:
        return AFTER_ALL
    return int(raw.source.partition(":")[0].rpartition("[")[2].rstrip("]"))


def _value(record: Project, name: str) -> str:
    """A field of a published record, as text; empty where it has none."""
    if name.startswith("extra."):
        value: object = record.extra.get(name.removeprefix("extra."))
    else:
        value = getattr(record, "amount_eur" if name == "amount" else name)
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else str(value)
