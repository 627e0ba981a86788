"""Bad input: one clear line in the user's language, the documented exit code, nothing half written, others unharmed."""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from dossier_extract import dataset
from dossier_extract.errors import ExitCode
from tests.conftest import DOSSIERS, Run

SAMPLE = DOSSIERS / "idf-2021" / "dossier.pdf"


def drawn(path: Path, password: str | None = None, text: str = "Un texte") -> Path:
    canvas = Canvas(str(path), encrypt=StandardEncryption(password) if password else None)
    canvas.drawString(100, 600, text)
    canvas.save()
    return path


def scanned(path: Path) -> Path:
    canvas = Canvas(str(path))
    canvas.rect(100, 100, 300, 500)
    canvas.save()
    return path


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def looped(path: Path) -> Path:
    path.symlink_to(path)
    return path


def as_folder(path: Path) -> Path:
    path.mkdir()
    return path


class Bad(NamedTuple):
    """A bad input: how it is made, and what is said of it in English and in French."""

    make: Callable[[Path], Path]
    english: str
    french: str


BAD = {
    "missing": Bad(lambda path: path, "no such file or folder", "ni fichier ni dossier de ce nom"),
    "0 bytes": Bad(lambda path: written(path, b""), "the file is empty", "le fichier est vide"),
    "not a PDF": Bad(lambda path: written(path, b"PK\x03\x04" * 99), "not a PDF", "ce n'est pas un PDF"),
    "only a head": Bad(lambda path: written(path, b"%PDF-1.7\n"), "damaged or truncated", "endommagé ou tronqué"),
    "truncated": Bad(
        lambda path: written(path, SAMPLE.read_bytes()[: SAMPLE.stat().st_size // 2]),
        "damaged or truncated",
        "endommagé ou tronqué",
    ),
    "password": Bad(lambda path: drawn(path, "secret"), "a password is needed", "un mot de passe est nécessaire"),
    "no text": Bad(scanned, "no text in it, only pictures; run OCR", "pas de texte, seulement des images"),
    "no project": Bad(drawn, "no profile fits; the nearest is ", "aucun profil ne convient ; le plus proche est "),
    "circle of links": Bad(looped, "its symbolic links lead in a circle", "ses liens symboliques forment une boucle"),
    "name too long": Bad(lambda path: path.with_name("x" * 300 + ".pdf"), "the name is too long", "trop long"),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_input_has_one_line_and_costs_the_others_nothing(bad: Bad, run: Run, tmp_path: Path) -> None:
    path = bad.make(tmp_path / "bad.pdf")
    for lang, said in (("en", bad.english), ("fr", bad.french)):
        out = tmp_path / lang
        ran = run("--lang", lang, "extract", path, SAMPLE, "-o", out)
        assert ran.code == ExitCode.SOME_FAILED
        (line,) = ran.err.splitlines()
        assert line.startswith(str(path))
        assert said in line
        assert "Traceback" not in ran.err + ran.out
        (result,) = (out / "dossiers").glob("*.json")
        assert len(json.loads(result.read_text(encoding="utf-8"))["projects"]) == 77
        statuses = [one["status"] for one in json.loads((out / "manifest.json").read_text("utf-8"))["inputs"]]
        assert statuses == ["unrecognised" if bad is BAD["no project"] else "failed", "done"]


@pytest.mark.parametrize("command", ["inspect", "explain"])
@pytest.mark.parametrize("bad", [bad for name, bad in BAD.items() if name != "no project"], ids=lambda bad: bad.english)
def test_one_line_from_every_command_that_reads_a_dossier(bad: Bad, command: str, run: Run, tmp_path: Path) -> None:
    ran = run("--lang", "fr", command, bad.make(tmp_path / "bad.pdf"))
    assert ran.code in (ExitCode.SOME_FAILED, ExitCode.NO_INPUT)
    (line,) = ran.err.splitlines()
    assert bad.french in line
    assert ran.out == ""


def test_a_folder_without_a_pdf(run: Run, tmp_path: Path) -> None:
    written(tmp_path / "notes.txt", b"...")
    ran = run("--lang", "fr", "extract", tmp_path, "-o", tmp_path / "out")
    assert (ran.code, ran.out) == (ExitCode.NO_INPUT, "")
    assert ran.err == (
        f"dossier-extract : {tmp_path} : aucun PDF ; donnez des fichiers PDF, ou des dossiers qui en contiennent\n"
    )
    assert not (tmp_path / "out").exists()


def test_a_folder_that_ends_in_pdf_is_a_folder(run: Run, tmp_path: Path) -> None:
    written(as_folder(tmp_path / "dossiers.pdf") / "a.pdf", SAMPLE.read_bytes())
    assert run("extract", tmp_path, "-o", tmp_path / "out").code == ExitCode.OK


def test_an_unknown_profile(run: Run, tmp_path: Path) -> None:
    ran = run("--lang", "fr", "extract", SAMPLE, "--profile", "idf-2012", "-o", tmp_path / "out")
    assert ran.code == ExitCode.BAD_RULES
    assert ran.err == (
        "dossier-extract : --profile: idf-2012: aucun profil de ce nom ; vouliez-vous dire `idf-2021` ?\n"
    )
    assert not (tmp_path / "out").exists()


BROKEN = {
    "not YAML": ("version: [1", ": not YAML: "),
    "not UTF-8": (b"title: d\xe9j\xe0", "not UTF-8; save it as UTF-8"),
    "no mapping": ("- 1", "expected keys and values at the top"),
    "an alias bomb": ("a: &a [1]\nb: *a", "YAML aliases (*name) are not allowed"),
    "unknown key": ("version: 1\ntitel: x", "titel: unknown key; did you mean `title`?"),
    "nested too deeply": ("a: " + "[" * 100_000, "nested too deeply"),
    "nested too deeply in lines": ("- " * 100_000, "nested too deeply"),
    "larger than 1 MB": ("a: " + "x" * 1_000_001, "larger than 1000000 bytes"),
    "a NUL": ("a: \0", ": not YAML: "),
    "an object": ("!!python/object/apply:os.system ['true']", "not YAML: could not determine a constructor"),
}


@pytest.mark.parametrize(("content", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_rule_file_ends_the_run_before_anything_is_read(
    content: str | bytes, said: str, run: Run, tmp_path: Path
) -> None:
    file = as_folder(tmp_path / "rules") / "profiles" / "mine.yml"
    file.parent.mkdir()
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    ran = run("extract", SAMPLE, "--rules", tmp_path / "rules", "-o", tmp_path / "out")
    assert ran.code == ExitCode.BAD_RULES
    (line,) = ran.err.splitlines()
    assert line.startswith(f"dossier-extract: {file}: ")
    assert said in line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["a\nb.pdf", "a\x1b[31mb.pdf", os.fsdecode(b"\xff.pdf"), "\u202efdp.pdf", " .pdf"])
def test_an_odd_name_is_a_name(name: str, run: Run, tmp_path: Path) -> None:
    odd = written(tmp_path / name, SAMPLE.read_bytes())
    broken = written(tmp_path / f"{name[:-4]}-broken.pdf", b"no")
    ran = run("extract", odd, broken, "-o", tmp_path / "out")
    assert ran.code == ExitCode.SOME_FAILED
    assert len(ran.err.splitlines()) == 1
    assert "\x1b" not in ran.err + ran.out
    assert len(list((tmp_path / "out" / "dossiers").glob("*.json"))) == 1
    assert len(json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["inputs"]) == 2


# The output


def left_behind(out: Path) -> list[str]:
    """Temporary files, and tables of a dossier that is not committed."""
    committed = {path.stem for path in (out / "dossiers").glob("*.parquet")}
    return [
        str(path)
        for path in out.rglob("*")
        if path.name.endswith(".tmp") or (path.suffix == ".parquet" and path.stem not in committed)
    ]


@pytest.mark.parametrize("nth", range(1, 9))
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES], ids=errno.errorcode.get)
def test_a_disk_that_refuses_ends_the_run_and_leaves_no_half_file(
    code: int, nth: int, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nth file is refused while it is written: every file that stands is whole, and the row is not there."""
    calls, ordinary = [], os.fsync

    def fsync(descriptor: int) -> None:
        if os.path.isfile(f"/proc/self/fd/{descriptor}"):
            calls.append(descriptor)
            if len(calls) == nth:
                raise OSError(code, os.strerror(code))
        ordinary(descriptor)

    monkeypatch.setattr(dataset.os, "fsync", fsync)
    ran = run("--lang", "fr", "extract", SAMPLE, "-o", tmp_path / "out")
    assert ran.code == ExitCode.CANNOT_WRITE
    (line,) = ran.err.splitlines()
    assert line.startswith("dossier-extract : impossible d'écrire ")
    assert {errno.ENOSPC: "le disque est plein", errno.EROFS: "lecture seule", errno.EACCES: "refusé"}[code] in line
    assert not list((tmp_path / "out").rglob("*.tmp"))
    committed = list((tmp_path / "out" / "dossiers").glob("*.parquet"))
    assert len(committed) == (nth > 7)


def test_a_folder_that_cannot_be_made(run: Run, tmp_path: Path) -> None:
    written(tmp_path / "file", b"mine")
    ran = run("--lang", "fr", "extract", SAMPLE, "-o", tmp_path / "file" / "out")
    assert ran.code == ExitCode.CANNOT_WRITE
    assert "une partie du chemin n'est pas un dossier" in ran.err
    assert (tmp_path / "file").read_bytes() == b"mine"


# Processes of their own


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "dossier_extract", *map(str, arguments)]


def test_a_limit_on_the_size_of_files_is_told_as_such(tmp_path: Path) -> None:
    """The kernel itself refuses here, nothing is patched."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    done = subprocess.run(
        command("extract", SAMPLE, "-o", tmp_path / "out"),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )
    assert done.returncode == ExitCode.CANNOT_WRITE
    (line,) = done.stderr.splitlines()
    assert "the file is too large" in line
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == []


def test_ctrl_c_leaves_whole_files_and_says_so(tmp_path: Path) -> None:
    source, many = pypdfium2.PdfDocument(SAMPLE), pypdfium2.PdfDocument.new()
    for _ in range(20):
        many.import_pages(source)
    many.save(tmp_path / "b-many.pdf")
    written(tmp_path / "a.pdf", SAMPLE.read_bytes())
    out = tmp_path / "out"
    with subprocess.Popen(
        command("extract", tmp_path, "-o", out),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(  # noqa: PLW1509
            signal.SIGINT, signal.default_int_handler
        ),  # a shell's background job ignores it
    ) as process:
        deadline = time.monotonic() + 60
        while not list(out.glob("dossiers/a-*.parquet")) and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.5)  # well inside the second dossier, which takes some seconds
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED
    assert err == "dossier-extract: interrupted; what was written so far is whole\n"
    assert left_behind(out) == []
    statuses: list[dict[str, Any]] = json.loads((out / "manifest.json").read_text("utf-8"))["inputs"]
    assert [(Path(one["path"]).name, one["status"]) for one in statuses] == [("a.pdf", "done")]


def test_a_reader_that_goes_away_is_no_error_of_ours() -> None:
    """`dossier-extract schema | head -1`."""
    done = subprocess.run(
        ["bash", "-c", '"$0" -m dossier_extract schema | head -1', sys.executable],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("{\n", "")
