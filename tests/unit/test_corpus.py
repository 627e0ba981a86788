"""`corpus run`: every source ends in a known state; what is done is left alone; nothing else is touched."""

from __future__ import annotations

import json
import os
import shutil
import threading
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from dossier_extract import __version__
from dossier_extract.corpus import work
from dossier_extract.corpus.lock import locked
from dossier_extract.corpus.plan import find_sources, quoted
from dossier_extract.corpus.run import Corpus, Options
from dossier_extract.corpus.state import State, code_digest
from dossier_extract.dataset import Versions
from dossier_extract.errors import Ending, ExitCode, OutputError
from dossier_extract.pipeline import extract_dossier as extract
from dossier_extract.rules import load_rules
from dossier_extract.storage import find, open_file
from tests.conftest import Ran, Run
from tests.labour import READ, small_dossier
from tests.test_bad_input import drawn, scanned


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Three dossiers, one of them twice."""
    for number, name in enumerate(("a.pdf", "b.pdf", "inner/c.PDF")):
        small_dossier(tmp_path / "in" / name, number)
    shutil.copy2(tmp_path / "in/b.pdf", tmp_path / "in/z.pdf")
    return tmp_path / "in"


@pytest.fixture
def corpus(run: Run, tmp_path: Path) -> Any:
    def call(*arguments: object, out: str = "out", executor: str = "serial") -> Ran:
        return run("corpus", "run", *arguments, "-o", tmp_path / out, *READ, "--executor", executor)

    return call


def rows(out: Path) -> dict[str, dict[str, Any]]:
    listed = pq.read_table(out / "documents/documents.parquet").to_pylist()
    return {Path(row["path"]).name: row for row in listed}


def worked(out: Path) -> int:
    return int(json.loads((out / "manifest.json").read_text("utf-8"))["worked"])


def files(out: Path) -> dict[str, bytes]:
    """What a run publishes: everything but clocks, the journal and the list with the folder's name in it."""
    own = {"manifest.json", "state.jsonl", ".lock", "failed.txt"}
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file() and p.name not in own}


def test_a_corpus_ends_as_it_should_and_is_left_alone_then(corpus: Any, sources: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert corpus(sources).code == ExitCode.OK
    table = rows(out)
    assert {name: row["status"] for name, row in table.items()} == dict.fromkeys(
        ("a.pdf", "b.pdf", "c.PDF", "z.pdf"), "done-with-findings"
    )
    assert table["z.pdf"]["duplicate_of"] == str(sources / "b.pdf")
    assert table["z.pdf"]["dossier_id"] == table["b.pdf"]["dossier_id"]
    assert (worked(out), len(list((out / "dossiers").glob("*.parquet")))) == (3, 3)
    before = files(out)
    assert corpus(sources).code == ExitCode.OK
    assert (worked(out), files(out)) == (0, before)


def test_processes_give_the_same_bytes(corpus: Any, sources: Path, tmp_path: Path) -> None:
    (sources / "bad.pdf").write_bytes(b"no")
    assert corpus(sources, out="one").code == ExitCode.SOME_FAILED
    assert corpus(sources, out="two", executor="processes").code == ExitCode.SOME_FAILED
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_every_kind_of_bad_file_has_its_status(corpus: Any, sources: Path, tmp_path: Path) -> None:
    drawn(sources / "locked.pdf", "secret")
    scanned(sources / "scan.pdf")
    (sources / "not.pdf").write_bytes(b"PK\x03\x04")
    drawn(sources / "nothing.pdf", text="Un texte")
    with (sources / "huge.pdf").open("wb") as file:
        file.truncate(3 * 1024 * 1024)
    ran = corpus(sources, sources / "missing.pdf", "--largest", 2)
    assert ran.code == ExitCode.SOME_FAILED
    table = rows(tmp_path / "out")
    assert {name: (row["status"], row["retriable"]) for name, row in table.items() if row["dossier_id"] is None} == {
        "locked.pdf": ("password", False),
        "scan.pdf": ("no-text", False),
        "not.pdf": ("unreadable", False),
        "nothing.pdf": ("unrecognised", False),
        "huge.pdf": ("too-large", False),
        "missing.pdf": ("unreadable", True),
    }
    assert sum(row["dossier_id"] is not None for row in table.values()) == 4
    assert all(row["rules_digest"] and row["program_version"] for row in table.values())
    assert "huge.pdf: too-large: its 3 MB are more than 2" in ran.err


def test_what_failed_can_be_fed_back(corpus: Any, sources: Path, tmp_path: Path) -> None:
    out, odd = tmp_path / "out", sources / "l'an\n2021 .pdf"
    odd.write_bytes(b"no")
    corpus(sources)
    failed = f"@{out / 'failed.txt'}"
    assert corpus(failed).code == ExitCode.SOME_FAILED
    assert worked(out) == 0  # the same bytes would fail again
    assert corpus(failed, "--retry", "failed").code == ExitCode.SOME_FAILED
    assert worked(out) == 1
    small_dossier(odd, 9)
    assert corpus(failed).code == ExitCode.OK
    assert worked(out) == 1
    assert not (out / "failed.txt").exists()


def test_what_changed_is_redone_and_what_is_gone_is_listed_then_removed(
    corpus: Any, sources: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    corpus(sources)
    before = {path.name for path in (out / "projects").iterdir()}
    small_dossier(sources / "a.pdf", 7)
    os.utime(sources / "a.pdf", (1_700_000_001, 1_700_000_001))
    (sources / "inner/c.PDF").unlink()
    ran = corpus(sources)
    assert (worked(out), ran.code) == (1, ExitCode.OK)
    assert "c.PDF: gone; its results stay until --prune" in ran.err
    after = {path.name for path in (out / "projects").iterdir()}
    assert sorted(name[0] for name in before) == sorted(name[0] for name in after) == ["a", "b", "c"]
    assert len(before & after) == 2
    corpus(sources, "--prune")
    assert sorted(path.name[0] for path in (out / "projects").iterdir()) == ["a", "b"]
    assert set(rows(out)) == {"a.pdf", "b.pdf", "z.pdf"}


def test_a_source_that_cannot_be_read_for_a_while_keeps_its_results(corpus: Any, sources: Path, tmp_path: Path) -> None:
    out, away = tmp_path / "out", sources / "a.pdf"
    corpus(sources)
    before = files(out)
    away.rename(tmp_path / "kept")
    away.symlink_to(away)  # a loop: it is there, and cannot be opened
    assert corpus(sources).code == ExitCode.SOME_FAILED
    assert rows(out)["a.pdf"]["status"] == "unreadable"
    away.unlink()
    (tmp_path / "kept").rename(away)
    assert corpus(sources).code == ExitCode.OK
    assert (worked(out), files(out)) == (0, before)


def test_limit_only_and_dry_run(corpus: Any, sources: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = corpus(sources, "--dry-run", "--only", "*.pdf", "--limit", 2)
    assert ran.out.splitlines() == [
        str(sources / "a.pdf"),
        str(sources / "b.pdf"),
        "3 sources: 2 new or changed, 0 to be made again, 1 done; 0 gone",
    ]
    assert not out.exists()
    corpus(sources, "--only", "*.pdf", "--limit", 2)
    assert set(rows(out)) == {"a.pdf", "b.pdf"}
    corpus(sources)
    assert (worked(out), len(rows(out))) == (1, 4)


def test_other_rules_and_lost_files_make_it_anew(corpus: Any, sources: Path, tmp_path: Path, run: Run) -> None:
    out = tmp_path / "out"
    corpus(sources)
    next((out / "dossiers").glob("a-*.parquet")).unlink()
    corpus(sources)
    assert worked(out) == 1
    own = tmp_path / "rules"
    shutil.copytree(READ[1], own)
    (own / "discovery.yml").write_text("draft_below: 0.5\n", encoding="utf-8")
    run("corpus", "run", sources, "-o", out, "--rules", own, "--profile", "blocks", "--executor", "serial")
    assert worked(out) == 3


def test_a_program_that_changed_makes_it_anew(
    corpus: Any, sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus(sources)
    version = rows(tmp_path / "out")["a.pdf"]["program_version"]
    assert version == f"{__version__}+{code_digest()}"
    monkeypatch.setattr("dossier_extract.corpus.run.code_digest", lambda: "changed")
    corpus(sources)
    assert worked(tmp_path / "out") == 3


def test_the_digest_of_the_program_follows_its_files(tmp_path: Path) -> None:
    def digest(**files: str) -> str:
        for name, text in files.items():
            (tmp_path / name.replace("_", ".")).write_text(text, encoding="utf-8")
        code_digest.cache_clear()
        return code_digest(tmp_path)

    same = [digest(a_py="1", b_txt="one"), digest(a_pyc="else", b_txt="two")]
    assert same[0] == same[1]  # of data, the size
    assert len({same[0], digest(a_py="2"), digest(a_py="1", b_txt="three"), digest(c_py="1")}) == 4


@pytest.mark.parametrize("ner", ["never", "always"])
def test_names_are_told_as_the_option_says(
    ner: str, corpus: Any, sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(work, "extract_dossier", lambda *a, **named: asked.append(named["ner"]) or extract(*a, **named))
    monkeypatch.setattr("dossier_extract.pipeline.with_mentions", list)
    corpus(sources)
    corpus(sources, "--ner", ner)
    assert (worked(tmp_path / "out"), asked) == (3, ["auto"] * 3 + [ner] * 3)


def test_a_second_run_is_refused(corpus: Any, sources: Path, tmp_path: Path) -> None:
    with locked(tmp_path / "out"):
        ran = corpus(sources)
    assert ran.code == ExitCode.CANNOT_WRITE
    assert "another run is at work there (process " in ran.err


def test_an_output_that_is_removed_or_replaced_ends_the_run(sources: Path, tmp_path: Path) -> None:
    rules, out = load_rules(READ[1]), tmp_path / "out"
    worker = work.Worker(rules, Versions("0", rules.digest), "blocks")

    def run(away: Callable[[], object]) -> None:
        Corpus(worker, Options(out, "serial"), lambda progress: away() if progress.ended == 2 else None).run(
            [str(sources)]
        )

    for away in (lambda: shutil.rmtree(out, ignore_errors=True), lambda: out.exists() and out.rename(tmp_path / "old")):
        with pytest.raises(OutputError, match="was removed during the run"):
            run(away)
        assert not out.exists()
    run(lambda: None)
    assert len(rows(out)) == 4


def test_files_of_the_future_and_of_long_ago(corpus: Any, sources: Path, tmp_path: Path) -> None:
    """A clock that is wrong costs looks, never results."""
    out, future = tmp_path / "out", 4_000_000_000
    os.utime(sources / "a.pdf", (future, future))
    os.utime(sources / "b.pdf", (0, 0))
    corpus(sources)
    assert State(out).files[str(sources / "a.pdf")].token is None  # looked at each time: it may change unseen
    corpus(sources)
    assert worked(out) == 0
    small_dossier(sources / "b.pdf", 8)
    os.utime(sources / "b.pdf", (-1, -1))  # older than before, and still another
    corpus(sources)
    assert worked(out) == 1


def test_a_pattern_that_hangs_costs_its_dossier_and_no_more(
    run: Run, sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dossier_extract.rules.TIMEOUT", 0.05)
    own = tmp_path / "rules"
    shutil.copytree(READ[1], own)
    profile = yaml.safe_load((own / "profiles/blocks.yml").read_text("utf-8"))
    profile["record"]["begins"] = {"match": "(?:[a-z', ]|[a-z', ]{2})+[0-9]$"}
    (own / "profiles/slow.yml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    options = ("--rules", own, "--profile", "slow", "--executor", "serial")
    ran = run("corpus", "run", sources, "-o", tmp_path / "out", *options)
    assert ran.code == ExitCode.SOME_FAILED
    assert {row["status"] for row in rows(tmp_path / "out").values()} == {"timed-out"}


@pytest.fixture
def served(sources: Path) -> Iterator[str]:
    """The address of a server that lists and gives the sources."""
    handler = partial(SimpleHTTPRequestHandler, directory=sources)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_corpus_on_a_web_server(corpus: Any, sources: Path, tmp_path: Path, served: str) -> None:
    out, listed = tmp_path / "out", tmp_path / "list.txt"
    listed.write_text(f"{served}/a.pdf\n{served}/b.pdf\n{served}/none.pdf\n", encoding="utf-8")
    assert corpus(f"@{listed}").code == ExitCode.SOME_FAILED
    statuses = {name: row["status"] for name, row in rows(out).items()}
    assert statuses == {"a.pdf": "done-with-findings", "b.pdf": "done-with-findings", "none.pdf": "unreadable"}
    corpus(f"@{listed}")
    assert worked(out) == 1
    small_dossier(sources / "a.pdf", 7)
    corpus(f"@{listed}")
    assert len(list((out / "dossiers").glob("*.parquet"))) == 2
    assert corpus(f"{served}/", out="folder").code == ExitCode.OK
    assert set(rows(tmp_path / "folder")) == {"a.pdf", "b.pdf", "c.PDF", "z.pdf"}


def test_nothing_to_work_on(corpus: Any, tmp_path: Path) -> None:
    assert corpus(tmp_path / "no.pdf").code == ExitCode.NO_INPUT
    assert not (tmp_path / "out").exists()


def test_a_journal_cut_short_at_any_byte_is_read(corpus: Any, sources: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    corpus(sources)
    whole = (out / "state.jsonl").read_bytes()
    for end in range(0, len(whole), 37):
        (out / "state.jsonl").write_bytes(whole[:end])
        state = State(out)
        assert len(state.files) + len(state.documents) <= 7
        state.put(next(iter(state.files.values()))) if state.files else None
        assert State(out).files == state.files
    (out / "state.jsonl").write_bytes(whole)
    assert Counter(one.ending for one in State(out).documents.values()) == {Ending.FINDINGS: 3}


def test_sources_are_files_folders_globs_lists_and_urls(sources: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    odd = sources / "#1\n.pdf"
    odd.write_bytes(b"")
    listed.write_text(f"# two\n{sources / 'a.pdf'}\n\n{quoted(str(odd))}\n", encoding="utf-8")
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(sources / "a.pdf", "deep/a.pdf")
    names = [Path(one.path).name for one in find_sources([f"@{listed}"])]
    assert names == ["#1\n.pdf", "a.pdf"]
    assert [Path(one.path).name for one in find_sources([f"{sources}/**/*.PDF"])] == ["c.PDF"]
    assert [one.path for one in find_sources([f"zip://::{packed}"])] == [f"zip://deep/a.pdf::{packed}"]
    for url in (f"zip://deep/a.pdf::{packed}", f"file://{sources}/a.pdf"):
        (found,) = find(url)
        assert found.bytes == (sources / "a.pdf").stat().st_size
        with open_file(found.path) as file:
            assert file.read() == (sources / "a.pdf").read_bytes()


def test_a_corpus_in_an_archive(corpus: Any, sources: Path, tmp_path: Path) -> None:
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(sources / "a.pdf", "a.pdf")
    assert corpus(f"zip://::{packed}").code == ExitCode.OK
    assert list(rows(tmp_path / "out")) == [f"a.pdf::{packed}".rpartition("/")[2]]
    assert corpus("what://nowhere/a.pdf").code == ExitCode.NO_INPUT
