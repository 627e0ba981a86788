"""The output folder: one JSON and one Parquet file a table for each dossier, each replaced whole or not at all.

    output/dossiers/<dossier_id>.json                       the whole result
    output/{projects,fields,places,mentions,findings}/<dossier_id>.parquet  its rows
    output/dossiers/<dossier_id>.parquet                    its row in `dossiers`: written last, it is the commit
    output/{jsonl,csv,csv-excel}/<dossier_id>.…             on demand, see `textformats`
    output/{dossiers,projects,…}/shard-….parquet, catalogue.json   many dossiers in one file, see `shards`
    output/manifest.json                                    of the run; the only file where clocks may stand

Same result, same bytes. pyarrow is loaded at the first write or read, so importing this module costs nothing.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache, partial
from hashlib import sha256
from itertools import islice, zip_longest
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Union, get_args, get_origin
from uuid import uuid4

import pydantic_core

from dossier_extract import schema
from dossier_extract.errors import InputError, OutputError
from dossier_extract.messages import system_reason
from dossier_extract.textformats import (
    PROFILE_COLUMNS,
    PROJECT_COLUMNS,
    Row,
    extras_of,
    flat_row,
    plain_text,
    profile_columns,
    render,
    rows_of,
)

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.dataset

TEMPORARY = re.compile(r"\.[0-9a-f]{32}\.tmp")  # what a file is called while it is written
FORMATS = ("jsonl", "csv", "csv-excel")
ROW_GROUP = 2000  # rows that are held as Python and Arrow values at a time: some 10 MB of the widest table
CANNOT_WRITE = "cannot write {path}: {reason}; check rights and free space of {root}, or choose another output folder"


@dataclass(frozen=True)
class Versions:
    """What a file was made with, beside `schema.SCHEMA_VERSION`."""

    program: str
    rules_digest: str


class Column(NamedTuple):
    """A column of a table: its Arrow type follows from the annotation."""

    name: str
    annotation: Any
    description: str


def _of(model: Any, *names: str, note: str = "") -> list[Column]:
    """Columns that are fields of a published model, with its descriptions."""
    described = [(name, model.__pydantic_fields__[name]) for name in names]
    return [Column(name, field.annotation, f"{field.description}{note}") for name, field in described]


_DOSSIER_ID = Column("dossier_id", str, "Dossier that the row belongs to: `id` in the table dossiers.")
_USE = _of(schema.ProfileUse, *schema.ProfileUse.model_fields)
_PROFILE = [column._replace(name=name) for name, column in zip(PROFILE_COLUMNS, _USE, strict=True)]
_DOSSIER = ("id", "title", "subtitle", "issuer", "published", "region", "language")
_FINDING = [name for name in schema.Finding.model_fields if name != "origin"]
_BOX = [field.name for field in fields(schema.Box)]

TABLES: dict[str, list[Column]] = {
    "projects": [
        _DOSSIER_ID,
        *_of(schema.Project, *PROJECT_COLUMNS),
        *_of(schema.Dossier, "published"),
        *_PROFILE,
    ],
    "fields": [
        _DOSSIER_ID,
        Column("project_id", str, "Project that the value belongs to: `id` in the table projects."),
        *_of(schema.Project, "n"),
        Column("field", str, "Field of the project; `extra.<name>` for one that the profile declares."),
        Column("item", int | None, "Index in a list value, from 0; null for a single value."),
        Column("value", str | None, "The value as text; amounts as plain decimals."),
        *_of(schema.Origin, "raw", "slot"),
        Column("span_start", int | None, "Start offset in the text of the slot."),
        Column("span_end", int | None, "End offset in the text of the slot."),
        *_of(schema.Origin, "source", "method", "confidence"),
        *_of(schema.Box, *_BOX, note=" Of the first box."),
        *_of(schema.Origin, "boxes"),
    ],
    "places": [
        _DOSSIER_ID,
        Column("project_id", str, "Project that names the place: `id` in the table projects."),
        *_of(schema.Project, "n"),
        *_of(schema.Place, *schema.Place.model_fields),
    ],
    "mentions": [
        _DOSSIER_ID,
        Column("project_id", str, "Project that mentions it: `id` in the table projects."),
        *_of(schema.Project, "n"),
        *_of(schema.Mention, *schema.Mention.model_fields),
    ],
    "findings": [_DOSSIER_ID, *_of(schema.Finding, *_FINDING), *_of(schema.Origin, "raw", "boxes")],
    "dossiers": [
        *_of(schema.Dossier, *_DOSSIER),
        *_of(schema.Source, *schema.Source.model_fields),
        *_PROFILE,
        Column("n_projects", int, "Projects found."),
        Column("n_errors", int, "Findings of severity error."),
        Column("n_warnings", int, "Findings of severity warning."),
        Column("n_infos", int, "Findings of severity info."),
        Column("chars_unclaimed", int, "Characters that nothing explains: where silent loss hides."),
        Column("chars_total", int, "Characters printed on all pages."),
        Column("rules_digest", str, "Hash of the rules that were used."),
        Column("program_version", str, "Version of the program."),
        Column("schema_version", str, "Version of the published schema."),
        Column("files", dict[str, str], "Hash (sha256) of every other file of the dossier, by its path in the folder."),
    ],
}

DOCUMENTS: list[Column] = [
    Column("path", str, "Source: an absolute path, or a URL; bytes of its name that are not UTF-8 are escapes."),
    Column("sha256", str | None, "Hash of its bytes; null where they could not be read."),
    Column("bytes", int | None, "Its size."),
    Column("pages", int | None, "Pages, where the document was read."),
    Column("status", str, "How it ended: one of the endings of docs/corpus.md."),
    Column("cause", str | None, "Why there is no result, in English."),
    Column("dossier_id", str | None, "Its result: `id` in the table dossiers."),
    Column("duplicate_of", str | None, "Source with the same bytes, from which the result was made."),
    Column("retriable", bool, "Whether it may end otherwise next time though nothing changes."),
    Column("rules_digest", str, "Hash of the rules that were used."),
    Column("program_version", str, "Version of the program, and a digest of its source files."),
]


class Dataset:
    """The output folder: one JSON and one Parquet file a table for each dossier."""

    def __init__(self, root: Path, versions: Versions, formats: Collection[str] = ()) -> None:
        if unknown := sorted(set(formats) - set(FORMATS)):
            raise ValueError(f"unknown format: {', '.join(unknown)}; known: {', '.join(FORMATS)}")
        self.root, self.versions, self.formats = root, versions, formats

    def write(self, result: schema.Result) -> None:
        """Write all files of one dossier, or replace them.

        A value that does not fit (an amount in fractions of a cent) raises ValueError and leaves the folder as it was:
        all is rendered before anything is written, except the JSON, which is large, is rendered on the way and first.
        """
        self.put(self.render(result).items())

    def put(self, files: Iterable[tuple[Path, Iterable[bytes]]]) -> None:
        """Write rendered files in their order, or replace them."""
        for path, parts in files:
            self._replace(path, parts)

    def remove(self, dossier_id: str) -> None:
        """Remove all files of a dossier, its commit first; a shard that holds its rows lets go of them before."""
        from dossier_extract.dataset.shards import drop

        drop(self.root, [dossier_id])
        inside = sorted(self.root.glob(f"*/{dossier_id}.*"), key=lambda path: path.parts[-2:] != _commit(dossier_id))
        try:
            for path in inside:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(CANNOT_WRITE, path=path, reason=system_reason(error), root=self.root) from error

    def committed(self) -> set[str]:
        """Ids of the dossiers that are there, complete."""
        from dossier_extract.dataset.shards import find_places

        return set(find_places(self.root))

    def write_documents(self, rows: Iterable[Row]) -> None:
        """Write the table `documents`: how each source of a corpus ended."""
        versions = {"program_version": self.versions.program, "schema_version": schema.SCHEMA_VERSION}
        self._replace(Path("documents", "documents.parquet"), [_parquet("documents", iter(rows), versions)])

    def write_manifest(self, entries: dict[str, object]) -> None:
        """Write what is to be known of the run as a whole (`manifest.json`)."""
        self._replace(Path("manifest.json"), [pydantic_core.to_json(entries, indent=1), b"\n"])

    def render(self, result: schema.Result) -> dict[Path, Iterable[bytes]]:
        """The files of a dossier in the order of writing: its row in `dossiers` is the commit, so it comes last."""
        dossier_id, metadata = result.dossier.id, self._metadata(result)
        rows = {
            "projects": (_project_row(result, project) for project in result.projects),
            "fields": (row for project in result.projects for row in _field_rows(result, project)),
            "places": (row for project in result.projects for row in _nested_rows(result, project, project.places)),
            "mentions": (row for project in result.projects for row in _nested_rows(result, project, project.mentions)),
            "findings": (_finding_row(result, finding) for finding in result.findings),
        }
        files: dict[Path, Iterable[bytes]] = {Path("dossiers", f"{dossier_id}.json"): _json(result)}
        for name in self.formats:
            flat = rows_of(name, result)
            files[Path(name, f"{dossier_id}.{name.partition('-')[0]}")] = list(render(name, flat, extras_of(flat)))
        for table, own in rows.items():
            files[Path(table, f"{dossier_id}.parquet")] = [_parquet(table, own, metadata)]
        _parquet("dossiers", iter([_dossier_row(result, metadata, {})]), metadata)  # what does not fit shows now
        hashes: dict[str, str] = {}
        hashed: dict[Path, Iterable[bytes]] = {path: _hashed(path, parts, hashes) for path, parts in files.items()}
        return hashed | {Path("dossiers", f"{dossier_id}.parquet"): _row_file(result, metadata, hashes)}

    def _metadata(self, result: schema.Result) -> dict[str, str]:
        return {
            "schema_version": schema.SCHEMA_VERSION,
            "program_version": self.versions.program,
            "rules_digest": self.versions.rules_digest,
            "source_sha256": result.dossier.source.sha256,
            "dossier_id": result.dossier.id,
        }

    def _replace(self, name: Path, parts: Iterable[bytes]) -> None:
        write_file(self.root / name, parts, self.root)


def _commit(dossier_id: str) -> tuple[str, str]:
    return ("dossiers", f"{dossier_id}.parquet")


def write_file(path: Path, parts: Iterable[bytes], root: Path | None = None) -> None:
    """Write a file of the output folder `root`, or elsewhere, whole or not at all. Raises `OutputError`."""
    try:
        _write_atomically(path, parts)
    except OSError as error:
        raise OutputError(CANNOT_WRITE, path=path, reason=system_reason(error), root=root or path.parent) from error


def open_table(root: Path, name: str, dossiers: Collection[str] | None = None) -> pyarrow.dataset.Dataset:
    """Open a table of an output folder (one of `TABLES`) as one pyarrow dataset.

    Only dossiers whose row in `dossiers/` stands are read, so a run under way or broken off never shows a half;
    `dossiers` names the ones that are wanted. Rows come in the order of the dossiers' ids.

    Without this function: `pyarrow.dataset.dataset("output/projects")` reads a folder that holds Parquet alone. The
    folder `dossiers/` holds JSON too, so name its Parquet files: `sorted(Path("output/dossiers").glob("*.parquet"))`.
    DuckDB, any table: `read_parquet('output/dossiers/*.parquet')`.
    """
    from dossier_extract.dataset.shards import open_places

    return open_places(root, name, dossiers)


def table_rows(root: Path, name: str, dossiers: Collection[str] | None = None) -> Iterator[Row]:
    """The rows of a table of an output folder, one group of them in memory at a time; see `open_table`.

    Raises `InputError` for a table that cannot be read.
    """
    try:
        for batch in open_table(root, name, dossiers).to_batches(batch_size=ROW_GROUP):
            yield from batch.to_pylist()
    except (OSError, ValueError) as error:  # ArrowInvalid is a ValueError
        raise _unreadable(root / name, error) from None


def read_documents(root: Path) -> list[Row]:
    """The rows of the table `documents`: how each source of a corpus ended; none where no corpus was run."""
    import pyarrow.parquet as pq

    path = root / "documents" / "documents.parquet"
    try:
        rows: list[Row] = pq.read_table(path, schema=arrow_schema("documents")).to_pylist() if path.exists() else []
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    return rows


def _unreadable(path: Path, error: Exception) -> InputError:
    reason = str(error).splitlines()[0]
    return InputError("{path}: cannot be read ({reason}); extract again", path=path, reason=reason)


def read_dossiers(root: Path) -> list[Row]:
    """The rows of the table `dossiers`.

    Raises `InputError` for a folder that holds no dossier, or dossiers that another version of the schema wrote.
    """
    rows = list(table_rows(root, "dossiers"))
    if not rows:
        raise InputError("{folder}: no dossiers there; give a folder that `extract` or `corpus run` wrote", folder=root)
    for version in {row["schema_version"] for row in rows}:
        _check_version(root, version)
    return rows


def _check_version(root: Path, version: str) -> None:
    """Columns that an older version of the same line lacks are null; any other version may mean something else."""
    theirs, ours = ([int(part) for part in text.split(".")] for text in (version, schema.SCHEMA_VERSION))
    if theirs[0] != ours[0]:
        wrong = "{folder}: written with schema {theirs}, this program reads {ours}; extract the dossiers again"
        raise InputError(wrong, folder=root, theirs=version, ours=schema.SCHEMA_VERSION)
    if theirs > ours:
        wrong = (
            "{folder}: written with schema {theirs}, newer than {ours}, which this program reads; bring it up to date"
        )
        raise InputError(wrong, folder=root, theirs=version, ours=schema.SCHEMA_VERSION)


@cache
def arrow_schema(name: str) -> pa.Schema:
    """The declared schema of a table, each field with its description; the same in all files of the table."""
    import pyarrow as pa

    return pa.schema(
        [
            pa.field(c.name, _arrow_type(c.annotation), metadata={"description": c.description})
            for c in {**TABLES, "documents": DOCUMENTS}[name]
        ]
    )


def _arrow_type(annotation: Any) -> pa.DataType:
    """The Arrow type of a model's annotation; text for whatever has no type of its own (enums, literals)."""
    import pyarrow as pa

    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Annotated, Union, UnionType):  # of a union, only `X | None` is in use
        return _arrow_type(args[0])
    if origin is list:
        return pa.list_(_arrow_type(args[0]))
    if origin is dict:  # `extra`: each profile has its own keys, so a map of texts is alike over all dossiers
        return pa.map_(pa.string(), pa.string())
    if annotation is schema.Box:
        return pa.struct([(column.name, _arrow_type(column.annotation)) for column in _of(schema.Box, *_BOX)])
    if origin is tuple:
        return pa.list_(_arrow_type(args[0]))
    if isinstance(annotation, type) and issubclass(annotation, schema.Record):
        return pa.struct([(name, _arrow_type(one.annotation)) for name, one in annotation.model_fields.items()])
    numbers = {bool: pa.bool_(), int: pa.int64(), float: pa.float64(), Decimal: pa.decimal128(14, 2)}
    return numbers.get(annotation, pa.string())


def _hashed(path: Path, parts: Iterable[bytes], hashes: dict[str, str]) -> Iterator[bytes]:
    """The parts; when they have all been taken, the hash of the whole stands in `hashes`."""
    digest = sha256()
    for part in parts:
        digest.update(part)
        yield part
    hashes[path.as_posix()] = digest.hexdigest()


def _row_file(result: schema.Result, metadata: Mapping[str, str], hashes: Mapping[str, str]) -> Iterator[bytes]:
    """The row in `dossiers`, rendered only when it is written: by then the hashes of the other files are there."""
    yield _parquet("dossiers", iter([_dossier_row(result, metadata, hashes)]), metadata)


def _json(result: schema.Result) -> Iterator[bytes]:
    """The result as JSON, an item of its lists at a time: as one text, a long dossier takes its file's size thrice."""
    # Texts hold no line breaks once they are JSON, so every line break is of the layout and can be indented further.
    rendered = partial(pydantic_core.to_json, indent=1, inf_nan_mode="null")
    opening = b"{"
    for name in schema.Result.model_fields:
        value = getattr(result, name)
        yield b'%b\n "%b": ' % (opening, name.encode())
        opening = b","
        items = value if isinstance(value, list) else []
        for number, item in enumerate(items):
            yield (b",\n  " if number else b"[\n  ") + rendered(item).replace(b"\n", b"\n  ")
        yield b"\n ]" if items else rendered(value).replace(b"\n", b"\n ")
    yield b"\n}\n"


def _parquet(table: str, rows: Iterator[Row], metadata: Mapping[str, str]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    declared = arrow_schema(table).with_metadata(metadata)
    with pq.ParquetWriter(sink, declared, compression="zstd") as writer:
        while group := list(islice(rows, ROW_GROUP)):
            writer.write_table(pa.Table.from_pylist(group, schema=declared))
    return bytes(sink.getvalue())


def _project_row(result: schema.Result, project: schema.Project) -> Row:
    return {**flat_row(result, project), "extra": [(key, plain_text(v)) for key, v in project.extra.items()]}


def _field_rows(result: schema.Result, project: schema.Project) -> Iterator[Row]:
    """One row a value. An item without an origin, or an origin without an item, is still a row: nothing gets lost."""
    for field, origins in project.origins.items():
        extra = field.removeprefix("extra.")
        value: Any = project.extra.get(extra) if extra != field else getattr(project, field)
        listed = isinstance(value, list)
        values = value if listed else [value] * max(1, len(origins))
        for item, (single, origin) in enumerate(zip_longest(values, origins)):
            row = {"dossier_id": result.dossier.id, "project_id": project.id, "n": project.n, "field": field}
            row |= {"item": item if listed else None, "value": plain_text(single)}
            yield row | (_origin_columns(origin) if origin else {})


def _nested_rows(result: schema.Result, project: schema.Project, records: Sequence[schema.Record]) -> Iterator[Row]:
    """One row a record that a project holds."""
    for record in records:
        yield {"dossier_id": result.dossier.id, "project_id": project.id, "n": project.n, **record.model_dump()}


def _origin_columns(origin: schema.Origin) -> Row:
    start, end = origin.span or (None, None)
    columns = pydantic_core.to_jsonable_python(origin, exclude={"span"})
    first = columns["boxes"][0] if origin.boxes else {}
    return {**columns, "span_start": start, "span_end": end, **first}


def _finding_row(result: schema.Result, finding: schema.Finding) -> Row:
    origin = pydantic_core.to_jsonable_python(finding.origin, include={"raw", "boxes"}) if finding.origin else {}
    return {"dossier_id": result.dossier.id, **finding.model_dump(exclude={"origin"}), **origin}


def _dossier_row(result: schema.Result, versions: Mapping[str, str], hashes: Mapping[str, str]) -> Row:
    dossier, found = result.dossier, Counter(finding.severity for finding in result.findings)
    return {
        **dossier.model_dump(include=set(_DOSSIER)),
        **dossier.source.model_dump(),
        **profile_columns(dossier.profile),
        "n_projects": len(result.projects),
        **{f"n_{severity}s": found[severity] for severity in schema.Severity},
        "chars_unclaimed": sum(page.unclaimed for page in result.residue),
        "chars_total": sum(getattr(page, kind) for page in result.residue for kind in schema.RESIDUE_KINDS),
        **{name: versions[name] for name in ("rules_digest", "program_version", "schema_version")},
        "files": sorted(hashes.items()),
    }


def _write_atomically(path: Path, parts: Iterable[bytes]) -> None:
    """Put the parts, joined, at `path` whole or not at all, and on the disk; the folder is made if need be.

    The temporary's name begins with a dot (pyarrow passes over it) and does not end in .parquet (globs do).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{uuid4().hex}.tmp")
    try:
        with temporary.open("wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    if os.name == "posix":  # elsewhere a folder cannot be opened
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
