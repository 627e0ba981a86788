"""A user's own lists of districts (QPV), associations (RNA) and bodies (SIRENE), as CSV or Parquet.

`references.yml` says where they lie and how their columns may be called. They are untrusted: a list that cannot be
read, lacks a column or holds no usable row is an error; single rows without a name or a valid code are passed over.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from dossier_extract.errors import RulesError
from dossier_extract.messages import Message, system_reason
from dossier_extract.text import fold

MOST = 1_000_000  # rows of a list; some 400 bytes each in memory
DISTINCT = 3  # words from which a name alone, without its commune, is taken to be one body's
DELIMITERS = (",", ";", "\t", "|")
CODES = {"qpv": r"Q[PN][0-9A-Z]{6}", "rna": r"W\d[0-9A-Z]\d{7}", "sirene": r"\d{9}(?:\d{5})?"}
OPTIONAL = ("commune", "siret")  # roles of columns that a list may lack
_ARTICLES = frozenset(("le", "la", "les", "l"))
_WORD = re.compile(r"[^\W_]+")


class Entry(NamedTuple):
    """A row of a list: its code, its name, the INSEE codes of its communes, its SIRET where a column has it."""

    code: str
    name: str
    communes: tuple[str, ...]
    siret: str

    @property
    def departements(self) -> tuple[str, ...]:
        """Codes of the départements of its communes."""
        own = (commune[:3] if commune.startswith(("97", "98")) else commune[:2] for commune in self.communes)
        return tuple(dict.fromkeys(own))


@dataclass(frozen=True)
class Reference:
    """A list of a user's: what it holds (qpv, rna, sirene), where it lies, the names that its columns may have."""

    kind: str
    path: Path
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    digest: str = ""

    def pick(self, name: str, communes: Collection[str], departements: Collection[str]) -> Entry | None:
        """The one entry of that name in the communes, else in the départements; None where that is not sure.

        A body whose name says enough may have its seat elsewhere, if it is the only one of that name.
        """
        entries = _table(self).get(name_key(name), [])
        for near in (
            [one for one in entries if not set(communes).isdisjoint(one.communes)],
            [one for one in entries if not set(departements).isdisjoint(one.departements)],
        ):
            if near:
                return near[0] if len({one.code for one in near}) == 1 else None
        if len({one.code for one in entries}) != 1:
            return None
        told = not departements or not entries[0].communes
        distinct = self.kind != "qpv" and len(name_key(name).split()) >= DISTINCT
        return entries[0] if told or distinct else None


def open_reference(kind: str, path: Path, columns: Iterable[tuple[str, Sequence[str]]]) -> Reference:
    """A list, read and checked. Raises `RulesError` naming the file, and the line or column."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise RulesError(str(path), "", Message("cannot be read: {reason}", reason=system_reason(error))) from None
    reference = Reference(kind, path, tuple((role, tuple(names)) for role, names in columns), digest)
    if not _table(reference):
        raise RulesError(str(path), "", Message("no row of it has a name and a valid {kind} code", kind=kind.upper()))
    return reference


def name_key(name: str) -> str:
    """What is compared of a name: its words, without case, accents, signs and leading article."""
    words = _WORD.findall(fold(name).replace("œ", "oe"))
    while len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    return " ".join(words)


@lru_cache(maxsize=8)
def _table(reference: Reference) -> dict[str, list[Entry]]:
    """The entries of a list by the key of their names."""
    code_of, kind = re.compile(CODES[reference.kind]), reference.kind
    table: dict[str, list[Entry]] = {}
    rows = iter(_rows(reference))
    for row in islice(rows, MOST):
        code, key = re.sub(r"\s", "", row["code"]).upper(), name_key(row["name"])
        if not key or not code_of.fullmatch(code):
            continue
        communes = tuple(re.findall(r"\b\d[0-9AB]\d{3}\b", row.get("commune", "")))
        entry = Entry(code[:9] if kind == "sirene" else code, row["name"].strip(), communes, row.get("siret", ""))
        table.setdefault(key, []).append(entry)
    if next(rows, None) is not None:
        too_long = Message("more than {most} rows; keep those of the départements that you need", most=MOST)
        raise RulesError(str(reference.path), "", too_long)
    return table


def _rows(reference: Reference) -> Iterator[dict[str, str]]:
    """The rows by the role of their columns, all as text."""
    read = _parquet if reference.path.suffix.lower() == ".parquet" else _csv
    lines = read(reference.path)
    header = next(lines, [])
    places = {}
    for role, names in reference.columns:
        place = next((header.index(name) for name in names if name in header), None)
        if place is not None:
            places[role] = place
        elif role not in OPTIONAL:
            lacking = Message("no column for the {role}; it may be called {names}", role=role, names=", ".join(names))
            raise RulesError(str(reference.path), role, lacking)
    for line in lines:
        if len(line) >= len(header):
            yield {role: line[place] for role, place in places.items()}


def _csv(path: Path) -> Iterator[list[str]]:
    """Header and rows of a CSV: UTF-8; commas, semicolons, tabs or bars, as its header has most."""
    lines = None
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline(100_000)
            file.seek(0)
            lines = csv.reader(file, delimiter=max(DELIMITERS, key=first.count))
            yield from lines
    except UnicodeDecodeError:
        raise RulesError(str(path), "", Message("not UTF-8; save it as UTF-8")) from None
    except csv.Error as error:
        place = Message("line {number}", number=lines.line_num if lines else 1)
        raise RulesError(str(path), place, Message("not CSV: {problem}", problem=str(error))) from None


def _parquet(path: Path) -> Iterator[list[str]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            yield list(file.schema_arrow.names)
            for batch in file.iter_batches(batch_size=10_000):
                for row in batch.to_pylist():
                    yield ["" if value is None else str(value) for value in row.values()]
    except (pa.ArrowException, OSError) as error:
        problem = str(error).splitlines()[0]
        raise RulesError(str(path), "", Message("not Parquet: {problem}", problem=problem)) from None
