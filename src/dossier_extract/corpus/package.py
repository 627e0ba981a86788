"""An output folder as a package for an archive: BagIt (RFC 8493), with what is needed to understand it later.

data/corpus/       the output folder: JSON, tables, catalogue, documents/, manifest.json
data/sources/      the PDF files, by the hash of their bytes; sources.csv says which was called what
data/schemas/      the JSON Schema of a result
data/dictionary.csv  each column of each table with its type and description
data/ro-crate-metadata.json  what all this is, for programs (RO-Crate)
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from dossier_extract import __version__
from dossier_extract.corpus.crate import CRATE, crate_files
from dossier_extract.corpus.verify import expected_files, verify
from dossier_extract.dataset import CANNOT_WRITE, TABLES, arrow_schema, read_documents, read_dossiers
from dossier_extract.dataset.shards import CATALOGUE
from dossier_extract.errors import DossierError, InputError, OutputError
from dossier_extract.messages import Message, system_reason
from dossier_extract.schema import result_schema
from dossier_extract.storage import open_file
from dossier_extract.textformats import Row, csv_lines

BESIDE = ("manifest.json", "failed.txt", CATALOGUE, "documents/documents.parquet")  # what a folder holds of no dossier
COLUMNS = ("sha256", "file", "path", "status", "dossier_id")  # of sources.csv; `file` is null for one left out
CHUNK = 1 << 20  # bytes of a source that are held at a time


def make_package(root: Path, out: Path, info: Mapping[str, str], sources: bool) -> int:
    """Write the package to `out`, a new folder, check it, and return how many files of sources it holds.

    Raises `InputError` for an output folder that is not whole or a source that is gone or has changed, `OutputError`.
    """
    bagit, rows = _bagit(), read_dossiers(root)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError("{folder}: not an empty folder; choose a new one", folder=out)
    with _unfinished(out) as making:
        _copy(root, [*expected_files(root, rows), *(root / name for name in BESIDE)], making / "corpus")
        for path, reason in verify(making / "corpus").wrong:
            wrong = "{path}: {reason}; `corpus verify` tells more"
            raise InputError(wrong, path=root / path.relative_to(making / "corpus"), reason=reason)
        known = _sources(root, rows, sources)
        held = [_keep(row, making / "sources") if sources else None for row in known]
        listed = [{**row, "file": file} for row, file in zip(known, held, strict=True)]
        _write(making / "sources" / "sources.csv", csv_lines([COLUMNS], ([row[c] for c in COLUMNS] for row in listed)))
        _write(making / "dictionary.csv", _dictionary())
        schema = json.dumps(result_schema(), ensure_ascii=False, indent=1).encode()
        _write(making / "schemas" / "result.schema.json", [schema, b"\n"])
        _write(making / CRATE, crate_files(root, listed, info))
        agent = {"Bag-Software-Agent": f"dossier-extract {__version__}"}
        bagit.make_bag(str(making.resolve()), {**agent, **info}, checksums=["sha256"]).validate()
    return len({file for file in held if file})


def package_faults(folder: Path) -> list[tuple[Path, Message]]:
    """What is wrong with a package: files that are missing, changed or not listed."""
    bagit = _bagit()
    try:
        bagit.Bag(str(folder)).validate()
    except bagit.BagValidationError as error:
        details = [(Path(getattr(one, "path", "")), str(one)) for one in error.details] or [(Path(), str(error))]
        return [(folder / path, Message("{problem}", problem=said)) for path, said in details]
    except bagit.BagError as error:
        return [(folder, Message("{problem}", problem=str(error)))]
    return []


def is_package(folder: Path) -> bool:
    """Whether a folder is a package, not an output folder."""
    return (folder / "bagit.txt").is_file()


def _bagit() -> Any:
    try:
        import bagit
    except ModuleNotFoundError:
        raise DossierError(Message("packages need bagit; install dossier-extract[archive]")) from None
    return bagit


@contextmanager
def _unfinished(out: Path) -> Iterator[Path]:
    """A hidden folder beside `out` that becomes it when all is well, and is removed otherwise."""
    making = out.parent / f".{uuid4().hex}.tmp"
    try:
        making.mkdir(parents=True)
        yield making
        if out.exists():
            out.rmdir()
        os.rename(making, out)
    except OSError as error:
        raise OutputError(CANNOT_WRITE, path=out, reason=system_reason(error), root=out.parent) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _copy(root: Path, files: Iterable[Path], target: Path) -> None:
    for path in files:
        if path.exists():  # one that is missing is found by `verify`, which knows which must be there
            copy = target / path.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def _sources(root: Path, rows: list[Row], wanted: bool) -> list[Row]:
    """Every source of which bytes are known: those of the table `documents`, or of the manifest of `extract`."""
    by_id = {row["id"]: row["sha256"] for row in rows}
    known: list[Row] = [row for row in read_documents(root) if row["sha256"]]
    if not known:
        try:
            inputs = json.loads((root / "manifest.json").read_bytes())["inputs"]
            known = [{**one, "sha256": by_id[one["dossier_id"]]} for one in inputs if one["dossier_id"] in by_id]
        except (OSError, ValueError, KeyError, TypeError):
            known = []
    missing = by_id.keys() - {row["dossier_id"] for row in known}
    if wanted and missing:
        wrong = "{folder}: where the source of {dossier} lies is not known; package it --without-sources"
        raise InputError(wrong, folder=root, dossier=min(missing))
    return known


def _keep(row: Row, folder: Path) -> str:
    """Copy a source; the same bytes are kept once. Returns the name of the copy."""
    name = f"{row['sha256']}.pdf"
    if not (folder / name).exists():
        try:
            with open_file(row["path"]) as source:
                _write(folder / name, iter(lambda: source.read(CHUNK), b""), row["sha256"])
        except DossierError as error:
            wrong = "{path}: {reason}; package it --without-sources, or bring the file back"
            raise InputError(wrong, path=row["path"], reason=error.message) from None
    return name


def _write(path: Path, parts: Iterable[bytes], hashed: str | None = None) -> None:
    digest = sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for part in parts:
            digest.update(part)
            file.write(part)
    if hashed not in (None, digest.hexdigest()):
        raise InputError("its bytes have changed since it was extracted")


def _dictionary() -> Iterator[bytes]:
    names = [*TABLES, "documents"]
    columns = ((name, field.name, str(field.type), _described(field)) for name in names for field in arrow_schema(name))
    return csv_lines([("table", "column", "type", "description")], columns)


def _described(field: Any) -> str:
    said: bytes = field.metadata[b"description"]
    return said.decode()
