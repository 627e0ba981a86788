"""Which file holds a dossier's rows: its own, or a shard that `compact` made of many.

    output/<table>/shard-<hash>.parquet     rows of up to `SIZE` dossiers, each dossier in row groups of its own
    output/catalogue.json                   which dossiers the shards hold, and where in them; replaced as a whole

A dossier that was extracted anew has files of its own beside its old rows in a shard: they win. A shard that the
catalogue does not name counts for nothing, so what a broken-off compaction leaves behind is neither lost nor doubled.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dossier_extract import schema
from dossier_extract.dataset import CANNOT_WRITE, ROW_GROUP, TABLES, arrow_schema, write_file
from dossier_extract.errors import InputError, OutputError
from dossier_extract.messages import system_reason

if TYPE_CHECKING:
    import pyarrow.dataset

CATALOGUE = "catalogue.json"
SIZE = 1000  # dossiers in a shard: some 25 MB of projects, 50 of fields, footers of 4 MB
_SHARD = re.compile(r"shard-[0-9a-f]{16}")  # no dossier is called so: their ids end in 8 digits after a hyphen


@dataclass(frozen=True)
class Place:
    """Where the rows of a dossier are."""

    row: str  # hash of its row in `dossiers`, as a file; empty where nobody asked for it
    file: str  # stem of the files that hold them: its own id, or the name of a shard
    groups: dict[str, list[int]] | None = None  # of a shard: first row group and number of them, by table


@dataclass(frozen=True)
class Shard:
    """What the catalogue says of a shard."""

    files: dict[str, str]  # hash of each of its files, by table
    dossiers: dict[str, Place]


class Compacted(NamedTuple):
    """What `compact` did: dossiers that were merged, into how many shards; dossiers left apart, with damaged files."""

    merged: int
    shards: int
    apart: list[str]


def read_catalogue(root: Path) -> dict[str, Shard]:
    """The shards of an output folder, by name. Raises `InputError` if the catalogue is damaged."""
    path = root / CATALOGUE
    try:
        found = json.loads(path.read_bytes())["shards"]
        shards = {
            name: Shard(shard["files"], {key: Place(file=name, **place) for key, place in shard["dossiers"].items()})
            for name, shard in found.items()
        }
        if not all(_SHARD.fullmatch(name) and set(shard.files) <= set(TABLES) for name, shard in shards.items()):
            raise ValueError
        if any(Path(key).name != key for shard in shards.values() for key in shard.dossiers):
            raise ValueError  # it would lead out of the folder
        return shards
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InputError("{path} cannot be read: {reason}", path=path, reason=system_reason(error)) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError("{path}: damaged; restore it, or extract into a new folder", path=path) from None


def find_places(root: Path) -> dict[str, Place]:
    """Where the rows of every committed dossier are, in the order of their ids.

    Files are listed before the catalogue is read: a file that a compaction removes in between is in the catalogue then.
    """
    own = [path.stem for path in (root / "dossiers").glob("*.parquet") if not _SHARD.fullmatch(path.stem)]
    places = {key: place for shard in read_catalogue(root).values() for key, place in shard.dossiers.items()}
    for key in own:
        if key not in places:
            places[key] = Place("", key)
        elif (row := _hash_of(root / "dossiers" / f"{key}.parquet")) not in (places[key].row, None):
            places[key] = Place(row or "", key)
    return dict(sorted(places.items()))


def open_places(root: Path, name: str, dossiers: Collection[str] | None = None) -> pyarrow.dataset.Dataset:
    """A table as one pyarrow dataset; see `dataset.open_table`."""
    places = find_places(root)
    wanted = [place for key, place in places.items() if dossiers is None or key in dossiers]
    return _dataset(root, name, wanted)


def _dataset(root: Path, name: str, places: Sequence[Place]) -> pyarrow.dataset.Dataset:
    import pyarrow.dataset
    from pyarrow.fs import LocalFileSystem

    files, form, fragments = LocalFileSystem(), pyarrow.dataset.ParquetFileFormat(), []
    known = (root / name).is_dir()  # not so for a table that an older version did not write
    for stem, together in groupby(places if known else (), key=lambda place: place.file):
        ranges = [place.groups[name] for place in together if place.groups and name in place.groups]
        groups = [start + one for start, n in ranges for one in range(n)] if _SHARD.fullmatch(stem) else None
        if groups != []:
            path = str(root / name / f"{stem}.parquet")
            fragments.append(form.make_fragment(path, files, row_groups=groups))
    table = pyarrow.dataset.FileSystemDataset(fragments, arrow_schema(name), form, files)
    if any(_SHARD.fullmatch(place.file) for place in places):
        # Without a filter, pyarrow's count_rows takes the whole file for the row groups that are asked for.
        return table.filter(pyarrow.dataset.field(TABLES[name][0].name).is_valid())
    return table


def row_counts(root: Path, name: str, places: dict[str, Place]) -> dict[str, int]:
    """How many rows each dossier has in a table; of a file that cannot be read, -1."""
    counts = {}
    for key, place in places.items():
        try:
            counts[key] = _dataset(root, name, [place]).count_rows()
        except (OSError, ValueError):  # ArrowInvalid is a ValueError
            counts[key] = -1
    return counts


def compact(root: Path, grace: float, size: int = SIZE) -> Compacted:
    """Merge the files of single dossiers into shards of up to `size` of them; shards that are full already stay.

    Nothing is removed before the catalogue, replaced as a whole, names the new shards; `grace` seconds later, when
    readers that opened the old files are through with them, those are. Broken off at any moment, every record is there
    once.
    Dossiers whose files are not as their row says stay apart. Raises `InputError` or `OutputError`.
    """
    old, places = read_catalogue(root), find_places(root)
    full = {
        name
        for name, shard in old.items()
        if len(shard.dossiers) == size and all(places[key].file == name for key in shard.dossiers)
    }
    own = {key for key, place in places.items() if not place.groups}
    apart = [key for key in sorted(own) if not _sound(root, key)]
    rest = [key for key, place in places.items() if place.file not in full and key not in apart]
    new = {name: old[name] for name in full}
    new |= dict(
        _write_shard(root, {key: places[key] for key in rest[at : at + size]}) for at in range(0, len(rest), size)
    )
    if new != old:
        _write_catalogue(root, new)
        time.sleep(grace)
    _remove_replaced(root, new)
    return Compacted(len(own) - len(apart), len(new), apart)


def drop(root: Path, dossiers: Collection[str]) -> None:
    """Let the shards hold these dossiers no more; their rows go with the next compaction."""
    shards = read_catalogue(root)
    if any(key in shard.dossiers for shard in shards.values() for key in dossiers):
        left = {
            name: Shard(shard.files, {key: place for key, place in shard.dossiers.items() if key not in dossiers})
            for name, shard in shards.items()
        }
        _write_catalogue(root, {name: shard for name, shard in left.items() if shard.dossiers})


def shard_files(root: Path) -> dict[Path, str]:
    """The files of the shards that the catalogue names, each with its hash."""
    shards = read_catalogue(root).items()
    return {root / table / f"{name}.parquet": said for name, shard in shards for table, said in shard.files.items()}


def _sound(root: Path, key: str) -> bool:
    """Whether the dossier's own files are there, and are those that its row names (older versions named none)."""
    if not all((root / table / f"{key}.parquet").is_file() for table in TABLES if (root / table).is_dir()):
        return False
    try:
        (row,) = _dataset(root, "dossiers", [Place("", key)]).to_table(["files"]).to_pylist()
    except (OSError, ValueError):
        return False
    return all(_hash_of(root / path) == said for path, said in row["files"] or ())


def _write_shard(root: Path, places: dict[str, Place]) -> tuple[str, Shard]:
    """Write the files of a new shard; its name follows from what it holds."""
    rows = {key: place.row or _hash_of(root / "dossiers" / f"{key}.parquet") or "" for key, place in places.items()}
    name = f"shard-{sha256(repr(sorted(rows.items())).encode()).hexdigest()[:16]}"
    groups: dict[str, dict[str, list[int]]] = {key: {} for key in places}
    files = {}
    for table in TABLES:
        data = _shard_file(root, table, places, groups)
        files[table] = sha256(data).hexdigest()
        write_file(root / table / f"{name}.parquet", [data], root)
    return name, Shard(files, {key: Place(rows[key], name, groups[key]) for key in places})


def _shard_file(root: Path, table: str, places: dict[str, Place], groups: dict[str, dict[str, list[int]]]) -> bytes:
    """A table of some dossiers as one Parquet file; which row groups each of them got goes into `groups`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink, start = pa.BufferOutputStream(), 0
    declared = arrow_schema(table).with_metadata({"schema_version": schema.SCHEMA_VERSION})
    with pq.ParquetWriter(sink, declared, compression="zstd") as writer:
        for key, place in places.items():
            rows = _dataset(root, table, [place]).to_table()
            count = -(-rows.num_rows // ROW_GROUP)
            if count:
                writer.write_table(rows, row_group_size=ROW_GROUP)
            groups[key][table] = [start, count]
            start += count
    return bytes(sink.getvalue())


def _write_catalogue(root: Path, shards: dict[str, Shard]) -> None:
    plain: dict[str, Any] = {
        name: {
            "files": shard.files,
            "dossiers": {key: {"row": p.row, "groups": p.groups} for key, p in sorted(shard.dossiers.items())},
        }
        for name, shard in sorted(shards.items())
    }
    text = json.dumps({"schema_version": schema.SCHEMA_VERSION, "shards": plain}, separators=(",", ":"))
    write_file(root / CATALOGUE, [text.encode(), b"\n"], root)


def _remove_replaced(root: Path, shards: dict[str, Shard]) -> None:
    """Remove the dossiers' own files that a shard holds now, the row first, and shards that are named no more."""
    path = root
    try:
        for path in _replaced(root, shards):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(CANNOT_WRITE, path=path, reason=system_reason(error), root=root) from error


def _replaced(root: Path, shards: dict[str, Shard]) -> Iterator[Path]:
    for shard in shards.values():
        for key, place in shard.dossiers.items():
            row = root / "dossiers" / f"{key}.parquet"
            if _hash_of(row) in (place.row, None):
                yield from (root / table / row.name for table in sorted(TABLES, key=lambda table: table != "dossiers"))
    for table in TABLES:
        for path in (root / table).glob("shard-*.parquet"):
            if _SHARD.fullmatch(path.stem) and path.stem not in shards:
                yield path


def _hash_of(path: Path) -> str | None:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError("{path} cannot be read: {reason}", path=path, reason=system_reason(error)) from None
