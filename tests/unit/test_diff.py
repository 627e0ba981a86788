"""`corpus diff`: dossiers and records correspond, and every value that differs is named with its rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dossier_extract import schema
from dossier_extract.corpus.diff import Change, Summary, compare_runs
from dossier_extract.dataset import Dataset, Versions
from dossier_extract.errors import ExitCode, InputError
from tests.builders import make_dossier, make_origin, make_project, make_result, make_source
from tests.conftest import Run


def project(title: str, top: int, **others: object) -> schema.Project:
    """A record of one value that a rule took; its id follows from its title, its anchor from where it stands."""
    origins = {"title": [make_origin(source=f"title[0]:{title[:1]}")]}
    values = {"id": f"id-{title}", "anchor": f"aaaaaaaa-1-{top}", "n": top, "title": title, "origins": origins}
    return make_project(**{**values, "extra": {}, **others})


def folder(root: Path, *projects: schema.Project, sha256: str = "a" * 64, file: str = "dossier.pdf") -> Path:
    dossier = make_dossier(source=make_source(sha256=sha256, file=file))
    Dataset(root, Versions("0.1.0", "cafe")).write(make_result(dossier=dossier, projects=list(projects)))
    return root


def compared(before: Path, after: Path) -> tuple[list[Change], Summary]:
    summary = Summary()
    return list(compare_runs(before, after, summary)), summary


def test_equal_runs_differ_in_nothing(tmp_path: Path) -> None:
    changes, summary = compared(folder(tmp_path / "a", project("x", 1)), folder(tmp_path / "b", project("x", 1)))
    assert changes == []
    assert (summary.dossiers, summary.records, summary.rules) == ({"same": 1}, {"same": 1}, {})


def test_records_correspond_by_place_then_by_id(tmp_path: Path) -> None:
    """One has another title at its place, one has moved, one has gone, one has come."""
    before = folder(tmp_path / "a", project("old", 1), project("moved", 2), project("gone", 3))
    after = folder(tmp_path / "b", project("new", 1), project("moved", 7), project("come", 8))
    changes, summary = compared(before, after)

    told = [(c.what, c.record, c.before, c.after, c.rule) for c in changes if c.field in ("title", "record")]
    assert told == [
        ("changed", "id-new", "old", "new", "title[0]:n"),
        ("lost", "id-gone", "gone", None, "title[0]:g"),
        ("lost", "id-gone", "gone", None, "title[0]:g"),
        ("added", "id-come", None, "come", "title[0]:c"),
        ("added", "id-come", None, "come", "title[0]:c"),
    ]
    assert summary.records == {"same": 1, "changed": 1, "lost": 1, "added": 1}
    assert summary.rules["title", "title[0]:n"] == {"changed": 1}
    assert summary.rules["record", "title[0]:g"] == {"lost": 1}


def test_side_by_side_records_of_one_anchor_keep_their_partner(tmp_path: Path) -> None:
    before = folder(tmp_path / "a", project("left", 1, n=1), project("right", 1, n=2))
    after = folder(tmp_path / "b", project("right", 1, n=1), project("left", 1, n=2))
    assert compared(before, after)[0] == []


def test_lists_differ_by_their_items_and_repeated_ones_count(tmp_path: Path) -> None:
    before = folder(tmp_path / "a", project("x", 1, territories=["75", "75", "08"], places=[]))
    after = folder(tmp_path / "b", project("x", 1, territories=["75", "93", "94"]))
    changes, _ = compared(before, after)
    told = {(c.what, c.field, c.before, c.after) for c in changes}
    assert told == {
        ("changed", "territories", "75", "93"),
        ("changed", "territories", "08", "94"),
        ("added", "places.zone", None, "Paris: 75056 Paris"),
    }


@pytest.mark.parametrize(("sha256", "file", "outcome"), [("b", "dossier.pdf", "same"), ("b", "other.pdf", "apart")])
def test_dossiers_correspond_by_hash_then_by_name(sha256: str, file: str, outcome: str, tmp_path: Path) -> None:
    before = folder(tmp_path / "a", project("x", 1))
    after = folder(tmp_path / "b", project("x", 1), sha256=sha256 * 64, file=file)
    assert compared(before, after)[1].dossiers == ({"same": 1} if outcome == "same" else {"lost": 1, "added": 1})


@pytest.mark.parametrize(
    ("version", "said"), [("2.0", "this program reads"), ("1.999", "newer than"), ("0.9", "extract the dossiers again")]
)
def test_folders_of_another_schema_are_refused(
    version: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(schema, "SCHEMA_VERSION", version)
        folder(tmp_path / "a", project("x", 1))
    with pytest.raises(InputError, match=said):
        compared(tmp_path / "a", tmp_path / "a")


def test_the_command_fits_the_terminal_and_writes_everything(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    before = folder(tmp_path / "a", project("x" * 99, 1), project("a\nb", 2, zone="Lille"))
    after = folder(tmp_path / "b", project("x" * 98 + "y", 1))
    ran = run("corpus", "diff", before, after, "--json", tmp_path / "c.json", "--show", "2")
    lines = ran.out.splitlines()
    assert lines[:2] == [
        "dossiers: 0 the same, 1 changed, 0 added, 0 lost",
        "records: 0 the same, 1 changed, 0 added, 1 lost",
    ]
    assert [line[0] for line in lines if line.startswith(("+", "~", "-"))] == ["~", "-"]
    assert "- dossier-aaaaaaaa 2 record: a\\nb" in lines
    assert max(map(len, lines)) <= 60
    written = json.loads((tmp_path / "c.json").read_text("utf-8"))
    assert [one["field"] for one in written["changes"]].count("title") == 2
    assert sum(rule["lost"] for rule in written["summary"]["rules"]) == len(written["changes"]) - 1
    assert run("corpus", "diff", before, tmp_path).code == ExitCode.NO_INPUT
    assert run("corpus", "diff", before, after, "--json", tmp_path / "a" / "manifest" / "x").code == ExitCode.OK
