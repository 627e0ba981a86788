"""A Data Package: every table as CSV with its Table Schema, hashes, and a README that says how good the data are.

Lists and further fields are JSON inside their cells, as Table Schema wants them. `datapackage.json` is written last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pydantic_core

from dossier_extract.dataset import TABLES, Column, table_rows
from dossier_extract.export.contacts import Contacts
from dossier_extract.export.quality import Quality, readme
from dossier_extract.textformats import Row, csv_lines, plain_text

KEYS = {"dossiers": ["id"], "projects": ["dossier_id", "id"]}
_TYPES = {bool: "boolean", int: "integer", float: "number", Decimal: "number", dict: "object"}
_DOSSIER = {"fields": ["dossier_id"], "reference": {"resource": "dossiers", "fields": ["id"]}}
_PROJECT = {
    "fields": ["dossier_id", "project_id"],
    "reference": {"resource": "projects", "fields": ["dossier_id", "id"]},
}


def package_files(
    root: Path, licence: str | None, contacts: Contacts, say: Callable[[str], str]
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The files of the package in the order of writing: tables, README.md, datapackage.json."""
    quality, resources = Quality(), []
    for name in ("projects", *(table for table in TABLES if table != "projects")):  # they tell who is a person
        rows = quality.counted(name, _rows(root, name, contacts))
        sums = _Sums(csv_lines([[column.name for column in _columns(name)]], map(_cells, rows)))
        yield f"data/{name}.csv", sums
        resources.append(_resource(name, sums))
    yield "README.md", [readme(quality, licence, contacts.kept, say).encode()]
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "dossier-extract",
        "title": say(quality.title),
        "description": say(quality.summary),
        **({"licenses": [_licence(licence)]} if licence else {}),
        "resources": resources,
    }
    yield "datapackage.json", [pydantic_core.to_json(package, indent=1), b"\n"]


class _Sums:
    """Parts of a file, with size and hash once they have gone by."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self.parts, self.size, self.hash = parts, 0, hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        for part in self.parts:
            self.size += len(part)
            self.hash.update(part)
            yield part


def _rows(root: Path, name: str, contacts: Contacts) -> Iterator[Row]:
    for row in table_rows(root, name):
        kept = contacts.project(row) if name == "projects" else contacts.other(row)
        if kept is not None:
            yield {column.name: kept[column.name] for column in _columns(name)}


def _columns(name: str) -> list[Column]:
    """The columns of a table, but for the hashes of files that the package does not hold."""
    return [column for column in TABLES[name] if column.name != "files"]


def _cells(row: Row) -> list[str | None]:
    return [_cell(value) for value in row.values()]


def _cell(value: object) -> str | None:
    if isinstance(value, (list, dict)):
        return pydantic_core.to_json(value).decode()
    return plain_text(value)


def _resource(name: str, sums: _Sums) -> dict[str, Any]:
    columns = _columns(name)
    keys = {"primaryKey": KEYS[name]} if name in KEYS else {}
    named = {column.name for column in columns}
    foreign = [key for key in (_DOSSIER, _PROJECT) if named.issuperset(key["fields"])]
    return {
        "name": name,
        "path": f"data/{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": sums.size,
        "hash": f"sha256:{sums.hash.hexdigest()}",
        "schema": {
            "fields": [_field(column) for column in columns],
            "missingValues": [""],
            **keys,
            **({"foreignKeys": foreign} if foreign else {}),
        },
    }


def _field(column: Column) -> dict[str, Any]:
    """The Table Schema of a column; identifiers and codes are texts, dates too, since they may be partial."""
    kind, values = _type(column.annotation)
    constraints = {"constraints": {"enum": values}} if values else {}
    return {"name": column.name, "type": kind, "description": column.description, **constraints}


def _type(annotation: Any) -> tuple[str, list[str]]:
    """The type of a model's annotation, and its values where they are a closed list."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Annotated, Union, UnionType):  # of a union, only `X | None` is in use
        return _type(args[0])
    if origin in (list, tuple):
        return "array", []
    if origin is Literal:
        return "string", list(args)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return "string", [str(one.value) for one in annotation]
    return _TYPES.get(origin or annotation, "string"), []


def _licence(licence: str) -> dict[str, str]:
    """A licence by its address, or by its identifier (such as etalab-2.0)."""
    return {"path": licence} if "/" in licence else {"name": licence}
