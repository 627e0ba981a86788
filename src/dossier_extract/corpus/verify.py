"""Whether an output folder is whole: every file as its dossier's row says, every row there, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

from dossier_extract.dataset import CANNOT_WRITE, FORMATS, TABLES, TEMPORARY, read_documents, read_dossiers
from dossier_extract.dataset.shards import Place, find_places, row_counts, shard_files
from dossier_extract.errors import InputError, OutputError
from dossier_extract.messages import Message, system_reason
from dossier_extract.textformats import Row


@dataclass
class Check:
    """What was found in an output folder: how much is there, what is wrong, what belongs to no dossier."""

    dossiers: int = 0
    files: int = 0
    wrong: list[tuple[Path, Message]] = field(default_factory=list)
    orphans: list[Path] = field(default_factory=list)
    unhashed: int = 0  # dossiers of an older version, which did not note hashes


def verify(root: Path) -> Check:
    """Compare all files with what the committed rows say of them: hashes, and the number of rows in each table.

    Raises `InputError` for a folder that is no output folder, or was written by another version of the schema.
    """
    rows, places = read_dossiers(root), find_places(root)
    expected = expected_files(root, rows)
    check = Check(len(rows), len(expected), unhashed=sum(not row["files"] for row in rows))
    check.wrong += _wrong_files(expected)
    check.wrong += _wrong_counts(root, rows, places)
    check.wrong += [
        (root / "dossiers" / one["dossier_id"], Message("no such dossier, though {path} ended well", path=one["path"]))
        for one in read_documents(root)
        if one["dossier_id"] is not None and one["dossier_id"] not in places
    ]
    check.orphans = sorted(path for path in _files(root) if path not in expected)
    return check


def expected_files(root: Path, rows: list[Row]) -> dict[Path, str]:
    """The files that make up the committed dossiers, each with its hash, or an empty text where none was noted.

    Raises `InputError` for a row that names files outside the folder.
    """
    places, expected = find_places(root), shard_files(root)
    for row in rows:
        own = places[row["id"]].groups is None
        if own:
            expected[root / "dossiers" / f"{row['id']}.parquet"] = ""
        for name, said in row["files"] or _usual_files(root, row["id"]):
            if ".." in Path(name).parts or Path(name).is_absolute():
                path = root / "dossiers" / f"{places[row['id']].file}.parquet"
                raise InputError("{path}: damaged; restore it, or extract into a new folder", path=path)
            if own or not name.endswith(".parquet"):
                expected[root / name] = said
    return expected


def clear(check: Check) -> None:
    """Remove what belongs to no dossier. Raises `OutputError`."""
    for path in check.orphans:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(CANNOT_WRITE, path=path, reason=system_reason(error), root=path.parent) from error


def hash_of(path: Path) -> str:
    """Hash of a file's bytes (sha256). Raises `OSError`."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _usual_files(root: Path, dossier_id: str) -> list[tuple[str, str]]:
    """Files of a dossier whose row does not name them."""
    found = [path for folder in (*TABLES, *FORMATS) for path in (root / folder).glob("*.*") if path.stem == dossier_id]
    return [(str(path.relative_to(root)), "") for path in found]


def _wrong_files(expected: dict[Path, str]) -> Iterator[tuple[Path, Message]]:
    for path, said in expected.items():
        try:
            if said and hash_of(path) != said:
                yield path, Message("its bytes have changed since it was written")
        except OSError as error:
            yield path, Message("cannot be read: {reason}", reason=system_reason(error))


def _wrong_counts(root: Path, rows: list[Row], places: dict[str, Place]) -> Iterator[tuple[Path, Message]]:
    for table, columns in (("projects", ["n_projects"]), ("findings", ["n_errors", "n_warnings", "n_infos"])):
        counts = row_counts(root, table, places)
        for row in rows:
            said, found = sum(row[column] for column in columns), counts[row["id"]]
            if found not in (said, -1):  # what cannot be read has been told already
                path = root / table / f"{places[row['id']].file}.parquet"
                wrong = "dossier {dossier}: {found} rows, its row in dossiers/ says {said}"
                yield path, Message(wrong, dossier=row["id"], found=found, said=said)


def _files(root: Path) -> Iterator[Path]:
    """Everything in the folders of tables and formats, and temporaries wherever they are."""
    for folder in (*TABLES, *FORMATS):
        yield from (path for path in (root / folder).glob("*") if path.is_file() or path.is_symlink())
    outside = (path for path in root.rglob(".*.tmp") if TEMPORARY.fullmatch(path.name))
    yield from (path for path in outside if str(path.parent.relative_to(root)) not in (*TABLES, *FORMATS))
