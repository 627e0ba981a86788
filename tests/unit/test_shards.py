"""`corpus compact`, `corpus verify`: no record is lost or doubled, wherever it breaks off; what is wrong is found."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.dataset as ds
import pytest

from dossier_extract.corpus.verify import clear, verify
from dossier_extract.dataset import TABLES, Dataset, Versions, open_table
from dossier_extract.dataset.shards import compact, drop, find_places, row_counts
from dossier_extract.errors import ExitCode, InputError
from tests.builders import make_dossier, make_project, make_result, make_source
from tests.conftest import Run

Snapshot = dict[str, list[dict[str, Any]]]


def write(root: Path, numbers: range, title: str = "Horizon", formats: tuple[str, ...] = ()) -> Path:
    """Dossiers of one to three projects, and one of none."""
    for number in numbers:
        source = make_source(sha256=f"{number:08x}" * 8)
        projects = [make_project(id=f"p{number}-{n}", n=n + 1, title=title) for n in range(number % 4)]
        result = make_result(dossier=make_dossier(source=source), projects=projects)
        Dataset(root, Versions("0.1.0", "cafe"), formats).write(result)
    return root


def snapshot(root: Path) -> Snapshot:
    return {name: open_table(root, name).to_table().to_pylist() for name in TABLES}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four dossiers in two shards, one of them extracted anew since, and two that no shard holds."""
    root = write(tmp_path / "out", range(4))
    compact(root, 0, size=2)
    return write(root, range(3, 6), "anew")


def test_rows_are_the_same_before_and_after(folder: Path, tmp_path: Path) -> None:
    single = write(write(tmp_path / "single", range(3)), range(3, 6), "anew")
    assert snapshot(folder) == snapshot(single)
    assert compact(folder, 0, size=2) == (3, 3, [])
    assert snapshot(folder) == snapshot(single)
    assert len(list((folder / "projects").iterdir())) == 3
    assert verify(folder).wrong == verify(folder).orphans == []


def test_full_shards_stay_and_nothing_new_changes_nothing(folder: Path) -> None:
    kept = {path: path.stat().st_ino for path in folder.glob("fields/shard-*")}
    compact(folder, 0, size=2)
    left = {path: path.stat().st_ino for path in folder.glob("fields/shard-*")}
    assert len(kept.items() & left.items()) == 1
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert compact(folder, 0, size=2).merged == 0
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_readers_of_a_partly_replaced_shard_count_right(folder: Path) -> None:
    """pyarrow's own count of a file takes row groups that were left out."""
    projects = open_table(folder, "projects")
    assert projects.count_rows() == projects.to_table().num_rows == 1 + 2 + 3 + 0 + 1
    assert duckdb.sql("select count(*), count(distinct id) from projects").fetchall() == [(7, 7)]  # type: ignore[union-attr]
    assert row_counts(folder, "projects", find_places(folder))["dossier-00000002"] == 2
    assert open_table(folder, "projects", ["dossier-00000002"]).to_table().num_rows == 2


def test_plain_readers_of_a_compacted_folder_see_every_row_once(folder: Path) -> None:
    expected = snapshot(folder)["projects"]
    compact(folder, 0)
    assert ds.dataset(folder / "projects").to_table().to_pylist() == expected


def test_a_dropped_dossier_is_gone_at_once_and_its_rows_with_the_next_compaction(folder: Path) -> None:
    compact(folder, 0, size=3)
    drop(folder, ["dossier-00000001", "unknown"])
    assert {row["dossier_id"][-1] for row in snapshot(folder)["projects"]} == {"2", "3", "5"}
    compact(folder, 0, size=3)
    assert ds.dataset(folder / "projects").count_rows() == 6


class Killed(BaseException):
    """Stands for a process that ends between two calls of the system."""


def killed_at(nth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the nth change of a name on (rename or removal), none happens any more, clearing up neither."""
    calls = iter(range(1, 10_000))

    def guarded(ordinary: Callable[..., None]) -> Callable[..., None]:
        def call(*arguments: Any, **others: Any) -> None:
            if next(calls) >= nth:
                raise Killed
            ordinary(*arguments, **others)

        return call

    for name in ("replace", "unlink"):
        monkeypatch.setattr(os, name, guarded(getattr(os, name)))


@pytest.mark.parametrize("step", [pytest.param(1, marks=pytest.mark.slow), 11])
def test_broken_off_at_any_moment_every_record_is_there_once(
    step: int, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, points = snapshot(folder), 0
    for nth in range(1, 1000, step):
        root = shutil.copytree(folder, tmp_path / str(nth))
        with monkeypatch.context() as patched:
            killed_at(nth, patched)
            try:
                compact(root, 0, size=2)
                break
            except Killed:
                points += 1
        assert snapshot(root) == expected
        assert verify(root).wrong == []
        compact(root, 0, size=2)
        assert snapshot(root) == expected
        clear(verify(root))
        assert verify(root).orphans == []
    assert points > 40 // step


def test_readers_go_on_during_a_compaction(tmp_path: Path) -> None:
    root = write(tmp_path, range(8))
    expected, wrong, over, read = snapshot(root), [], threading.Event(), 0
    worker = threading.Thread(target=lambda: (compact(root, 0.3, size=3), over.set()))
    worker.start()
    while not over.is_set():
        if (seen := snapshot(root)) != expected:
            wrong.append(seen)
        read += 1
    worker.join()
    assert read > 3
    assert wrong == []
    assert len(list((root / "dossiers").glob("*.parquet"))) == 3


def test_a_dossier_whose_files_changed_stays_apart(folder: Path, run: Run) -> None:
    path = folder / "fields" / "dossier-00000004.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    ran = run("corpus", "compact", folder, "--grace", "0")
    assert (ran.code, ran.out) == (ExitCode.SOME_FAILED, "2 dossiers merged, 1 shards now\n")
    assert ran.err.startswith("dossier-00000004: its files are not as its row says")
    assert path.exists()


def damaged(folder: Path) -> Iterator[tuple[str, Path, str]]:
    shard = next(folder.glob("places/shard-*"))
    yield "a byte of a shard", shard, "its bytes have changed"
    yield "a byte of a JSON", folder / "dossiers" / "dossier-00000001.json", "its bytes have changed"
    yield "a byte of a table", folder / "findings" / "dossier-00000005.parquet", "its bytes have changed"


@pytest.mark.parametrize("which", range(3))
def test_a_changed_byte_and_a_missing_file_are_found(which: int, folder: Path) -> None:
    _, path, said = list(damaged(folder))[which]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    ((wrong, reason),) = verify(folder).wrong
    assert (wrong, said in reason) == (path, True)
    path.unlink()
    assert "no such file" in verify(folder).wrong[0][1]


def test_rows_too_few_are_found_though_no_hash_tells(folder: Path) -> None:
    """A row of an older version has no hashes; a table of another dossier in place of its own has its own."""
    for name in ("dossier-00000004", "dossier-00000005"):
        path = folder / "dossiers" / f"{name}.parquet"
        table = ds.dataset(path).to_table()
        import pyarrow.parquet as pq

        pq.write_table(table.drop_columns(["files"]), path)
    shutil.copy(folder / "projects/dossier-00000005.parquet", folder / "projects/dossier-00000004.parquet")
    check = verify(folder)
    assert check.unhashed == 2
    assert [str(reason) for _, reason in check.wrong] == [
        "dossier dossier-00000004: 1 rows, its row in dossiers/ says 0"
    ]


def test_orphans_are_told_and_cleared_and_strangers_stay(folder: Path, run: Run) -> None:
    (folder / "inspect").mkdir()
    strangers = [folder / "notes.txt", folder / "inspect" / ".hidden.tmp"]
    orphans = [folder / "projects" / "gone-00000000.parquet", folder / f".{'0' * 32}.tmp", folder / "csv" / "x.csv"]
    (folder / "csv").mkdir()
    for path in (*strangers, *orphans):
        path.write_text("x")
    told = run("corpus", "verify", folder)
    assert (told.code, told.out.count("belongs to no dossier\n")) == (ExitCode.SOME_FAILED, 3)
    assert run("corpus", "verify", folder, "--clear").code == ExitCode.OK
    assert [path.exists() for path in (*strangers, *orphans)] == [True, True, False, False, False]
    assert run("corpus", "verify", folder).out.splitlines() == [
        "6 dossiers, 36 files: 0 wrong, 0 that belong to no dossier"
    ]


@pytest.mark.parametrize(
    "catalogue", ["{", "[]", '{"shards": {"x": {}}}', '{"shards": {"shard-0000000000000000": {"files": {}}}}', None]
)
def test_a_damaged_catalogue_is_one_clear_line(catalogue: str | None, folder: Path) -> None:
    held = json.loads((folder / "catalogue.json").read_text())
    if catalogue is None:  # a dossier that would lead out of the folder
        dossiers = next(iter(held["shards"].values()))["dossiers"]
        dossiers["../x"] = next(iter(dossiers.values()))
    (folder / "catalogue.json").write_text(catalogue or json.dumps(held))
    with pytest.raises(InputError, match=r"catalogue\.json: damaged; restore it"):
        compact(folder, 0)
