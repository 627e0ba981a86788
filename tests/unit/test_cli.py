"""The command line: exit codes, what goes where, and that one bad input costs the others nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from dossier_extract import __version__, pipeline
from dossier_extract.errors import ExitCode
from dossier_extract.rules import builtin_dir, load_rules
from tests.conftest import DOSSIERS, Run

PROFILE = """
version: 1
title: Drawn by a test
recognise: {all: [Dossier de presse, Bus du cœur]}
record: {begins: {size: 14, bold: true}}
body: {size: 10}
fields:
  title: {in: heading}
  carrier: {label: carrier, extent: paragraph}
  zone: {label: zone, extent: paragraph}
  territories: {infer: zone}
  amount: {label: amount, extent: paragraph}
  description: {rest: true}
"""

BODY = [  # points below the heading
    (20, "Un texte qui dit ce que"),
    (32, "l'on y fait."),
    (56, "Porteur : la Ligue"),
    (80, "Zone : Gironde"),
    (104, "Montant : 1 200,50 €"),
]


def draw(path: Path, *titles: str) -> Path:
    """A dossier with one record a title."""
    canvas = Canvas(str(path), pagesize=(600, 800), invariant=1)
    canvas.setFont("Helvetica", 30)
    canvas.drawString(100, 600, "Plan de soutien")
    canvas.setFont("Helvetica", 12)
    canvas.drawString(100, 500, "Dossier de presse")
    canvas.showPage()
    for index, title in enumerate(titles):
        y = 600 - index * 150
        canvas.setFillColor(HexColor("#1f4e9e"))
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(100, y, title)
        canvas.setFillColor(HexColor("#000000"))
        canvas.setFont("Helvetica", 10)
        for below, text in BODY:
            canvas.drawString(100, y - below, text)
    canvas.save()
    return path


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return draw(tmp_path / "dossier.pdf", "Bus du cœur", "Épicerie")


@pytest.fixture
def rules_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "rules"
    (folder / "profiles").mkdir(parents=True)
    (folder / "profiles" / "drawn.yml").write_text(PROFILE, encoding="utf-8")
    return folder


def results(output: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted((output / "dossiers").glob("*.json"))]


def manifest(output: Path) -> dict[str, Any]:
    (path,) = [path for path in output.glob("*.json") if "inputs" in json.loads(path.read_text("utf-8"))]
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


# extract


def test_a_dossier_is_extracted(run: Run, pdf: Path, rules_dir: Path, tmp_path: Path) -> None:
    ran = run("extract", pdf, "-o", tmp_path / "out", "--rules", rules_dir)
    assert (ran.code, ran.err) == (ExitCode.OK, "")
    (result,) = results(tmp_path / "out")
    assert [(p["title"], p["carrier"], p["territories"], p["amount_eur"]) for p in result["projects"]] == [
        ("Bus du cœur", "Ligue", ["33"], 1200.5),
        ("Épicerie", "Ligue", ["33"], 1200.5),
    ]
    assert result["dossier"]["profile"] == {"name": "drawn", "how": "known", "confidence": None, "draft": False}
    assert str(tmp_path / "out") in ran.out
    assert "drawn" in ran.out


@pytest.mark.parametrize("profile", ["drawn", "FILE"])
def test_a_profile_by_name_or_file(profile: str, run: Run, pdf: Path, rules_dir: Path, tmp_path: Path) -> None:
    wanted = rules_dir / "profiles" / "drawn.yml" if profile == "FILE" else profile
    layered = [] if profile == "FILE" else ["--rules", rules_dir]
    ran = run("extract", pdf, "-o", tmp_path / "out", "--profile", wanted, *layered)
    assert ran.code == ExitCode.OK
    assert [len(result["projects"]) for result in results(tmp_path / "out")] == [2]


def test_a_folder_stands_for_the_pdfs_in_it_each_once(run: Run, pdf: Path, rules_dir: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in" / "deep"
    folder.mkdir(parents=True)
    draw(folder / "A.PDF", "Bus du cœur")
    (folder / "note.txt").write_text("no dossier")
    ran = run("extract", tmp_path / "in", folder / "A.PDF", pdf, "-o", tmp_path / "out", "--rules", rules_dir)
    assert ran.code == ExitCode.OK
    assert [Path(one["path"]).name for one in manifest(tmp_path / "out")["inputs"]] == ["A.PDF", "dossier.pdf"]


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def blank(path: Path) -> Path:
    canvas = Canvas(str(path))
    canvas.rect(100, 100, 50, 50)
    canvas.save()
    return path


BAD: dict[str, tuple[Callable[[Path], Path], str, str]] = {
    "missing": (lambda path: path, "failed", "no such file"),
    "no PDF": (lambda path: written(path, b"%PDF-1.7 and no more"), "failed", ""),
    "empty file": (lambda path: written(path, b""), "failed", ""),
    "no text": (blank, "failed", "no text in it"),
    "no profile": (
        lambda path: draw(path, "Autre chose"),
        "unrecognised",
        "no profile fits; the nearest is drawn (lacks ",
    ),
}


@pytest.mark.parametrize(("make", "status", "reason"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("first", [True, False], ids=["first", "last"])
def test_a_bad_input_costs_the_others_nothing(
    make: Callable[[Path], Path], status: str, reason: str, first: bool, request: pytest.FixtureRequest
) -> None:
    run, pdf, rules_dir, tmp_path = map(request.getfixturevalue, ("run", "pdf", "rules_dir", "tmp_path"))
    bad = make(tmp_path / "bad.pdf")
    paths = [bad, pdf] if first else [pdf, bad]
    ran = run("extract", *paths, "-o", tmp_path / "out", "--rules", rules_dir)
    assert ran.code == ExitCode.SOME_FAILED
    (line,) = ran.err.splitlines()
    assert line.startswith(f"{bad}: {status}: ")
    assert reason in line
    assert [len(result["projects"]) for result in results(tmp_path / "out")] == [2]
    statuses = {Path(one["path"]).name: one["status"] for one in manifest(tmp_path / "out")["inputs"]}
    assert statuses == {"bad.pdf": status, "dossier.pdf": "done"}


def test_a_crash_in_one_dossier_costs_the_others_nothing(
    run: Run, pdf: Path, rules_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(tmp_path / "crash.pdf", "Bus du cœur", "Un", "Deux")
    ordinary = pipeline.segment_projects

    def segment(blocks: Any, *others: Any) -> Any:
        if sum(block.style.bold for block in blocks) == 3:
            raise ZeroDivisionError("planted")
        return ordinary(blocks, *others)

    monkeypatch.setattr(pipeline, "segment_projects", segment)
    ran = run("extract", tmp_path / "crash.pdf", pdf, "-o", tmp_path / "out", "--rules", rules_dir)
    assert ran.code == ExitCode.SOME_FAILED
    assert "ZeroDivisionError: planted" in ran.err
    assert [len(result["projects"]) for result in results(tmp_path / "out")] == [2]


def test_an_interruption_ends_the_run_and_says_so(
    run: Run, pdf: Path, rules_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "segment_projects", interrupt)
    ran = run("extract", pdf, "-o", pdf.parent / "out", "--rules", rules_dir)
    assert ran.code == ExitCode.INTERRUPTED
    assert ran.err == "dossier-extract: interrupted; what was written so far is whole\n"


@pytest.mark.parametrize("path", ["nowhere", "nowhere.pdf", "empty"])
def test_nothing_to_work_on(path: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = run("extract", tmp_path / path, "-o", tmp_path / "out")
    assert (ran.code, ran.out) == (ExitCode.NO_INPUT, "")
    assert ran.err.startswith(f"dossier-extract: {tmp_path / path}: no PDF there")
    assert not (tmp_path / "out").exists()


def test_an_output_that_is_no_folder(run: Run, pdf: Path, rules_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    ran = run("extract", pdf, "-o", tmp_path / "out", "--rules", rules_dir)
    assert ran.code == ExitCode.CANNOT_WRITE
    assert ran.err.startswith("dossier-extract: ")
    assert (tmp_path / "out").read_text() == "a file"


@pytest.mark.parametrize("formats", ["nonsense", "csv,nonsense"])
def test_an_unknown_format(formats: str, run: Run, pdf: Path, tmp_path: Path) -> None:
    ran = run("extract", pdf, "-o", tmp_path / "out", "--format", formats)
    assert ran.code == ExitCode.USAGE
    assert "nonsense" in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [["extract"], ["extract", "--nope", "x"], ["nope"], ["schema", "nope"]])
def test_a_command_line_that_makes_no_sense(arguments: list[str], run: Run) -> None:
    assert run(*arguments).code == ExitCode.USAGE


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("dran", "did you mean `drawn`?"),
        ("zzz", "known are drawn, idf-2021"),
        ("nowhere.yml", "cannot be read"),
    ],
)
def test_a_profile_that_does_not_exist(wanted: str, said: str, run: Run, pdf: Path, rules_dir: Path) -> None:
    output = pdf.parent / "out"
    ran = run("extract", pdf, "-o", output, "--rules", rules_dir, "--profile", wanted)
    assert ran.code == ExitCode.BAD_RULES
    assert wanted in ran.err
    assert said in ran.err
    assert not output.exists()


@pytest.mark.parametrize("command", [["extract", "PDF", "-o", "OUT"], ["rules", "check"]], ids=["extract", "check"])
def test_a_broken_rule_file_is_named_with_its_key(
    command: list[str], run: Run, pdf: Path, rules_dir: Path, tmp_path: Path
) -> None:
    broken = rules_dir / "profiles" / "drawn.yml"
    broken.write_text(PROFILE.replace("recognise:", "recognize:"), encoding="utf-8")
    arguments = [{"PDF": str(pdf), "OUT": str(tmp_path / "out")}.get(word, word) for word in command]
    ran = run(*arguments, "--rules", rules_dir)
    assert (ran.code, ran.out) == (ExitCode.BAD_RULES, "")
    assert str(broken) in ran.err
    assert "recognize: unknown key; did you mean `recognise`?" in ran.err
    assert not (tmp_path / "out").exists()


def test_a_pattern_that_is_no_regular_expression_is_a_fault_of_the_rules(
    run: Run, pdf: Path, rules_dir: Path, tmp_path: Path
) -> None:
    broken = rules_dir / "profiles" / "drawn.yml"
    broken.write_text(PROFILE.replace("size: 14, bold: true", "match: 'bus ('"), encoding="utf-8")
    ran = run("extract", pdf, "-o", tmp_path / "out", "--rules", rules_dir)
    assert ran.code == ExitCode.BAD_RULES
    assert str(broken) in ran.err
    assert "not a regular expression" in ran.err


# explain


def test_the_looks_of_lines_are_told_without_any_profile(run: Run, pdf: Path, rules_dir: Path) -> None:
    ran = run("explain", pdf, "--looks", "--rules", rules_dir)
    assert (ran.code, ran.err) == (ExitCode.OK, "")
    assert "{size: 14, color: blue, bold: true}" in ran.out
    assert "records" not in ran.out


def test_an_unrecognised_dossier_is_told_which_layouts_were_tried(run: Run, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "unknown.pdf"), invariant=1)
    for n in range(3):
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(100, 700 - 200 * n, f"Menu du {n + 1}")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(100, 680 - 200 * n, "Des légumes, des fruits.")
    canvas.save()
    ran = run("explain", tmp_path / "unknown.pdf")
    assert ran.code == ExitCode.OK
    for said in ("the nearest first", "A layout was searched for, but", "tried: 3 records by", "they are fewer than 4"):
        assert said in ran.out, said


# rules, schema, version


def test_the_built_in_rules_pass_their_check(run: Run) -> None:
    ran = run("rules", "check")
    assert (ran.code, ran.err) == (ExitCode.OK, "")
    assert f"{len(load_rules().files)} files, " in ran.out


def test_an_example_that_fails_is_told(run: Run, rules_dir: Path) -> None:
    (rules_dir / "parts.yml").write_text(
        "patterns: {mine: {pattern: 'a(?P<b>.)', examples: [{text: ab, gives: {b: c}}, {text: ac, gives: {b: c}}]}}"
    )
    ran = run("rules", "check", "--rules", rules_dir)
    assert ran.code == ExitCode.BAD_RULES
    (line,) = ran.err.splitlines()
    assert line == f"{rules_dir / 'parts.yml'}: mine: example « ab »: b is 'b'"


def test_rules_are_tried_on_a_dossier_and_every_difference_to_its_gold_is_told(
    run: Run, pdf: Path, rules_dir: Path, tmp_path: Path
) -> None:
    right = {"carrier": "Ligue", "zone": "Gironde", "territories": ["33"], "amount_eur": 1200.5}
    right |= {"description": "Un texte qui dit ce que l'on y fait."}
    records = [{**right, "n": 1, "title": "Bus du cœur"}, {**right, "n": 2, "title": "Épicerie sociale"}]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    ran = run("rules", "check", "--rules", rules_dir, "--on", pdf, gold)
    assert (ran.code, ran.err) == (ExitCode.OK, "")
    assert "1 of 2 records right" in ran.out
    assert ran.out.index("2 title") < ran.out.index("Épicerie sociale")


def test_rules_that_read_nothing_of_a_dossier_fail_its_trial(run: Run, pdf: Path, rules_dir: Path) -> None:
    profile = rules_dir / "profiles" / "drawn.yml"
    profile.write_text(PROFILE.replace("size: 14", "size: 44"), encoding="utf-8")
    ran = run("rules", "check", "--profile", profile, "--on", pdf, DOSSIERS / "dev-occitanie")
    assert ran.code == ExitCode.SOME_FAILED
    assert f"{pdf}: unrecognised: profile drawn was used, but nothing begins a record" in ran.err


def test_exported_rules_give_the_same_result(run: Run, pdf: Path, rules_dir: Path, tmp_path: Path) -> None:
    exported = tmp_path / "exported"
    ran = run("rules", "export", exported)
    assert ran.code == ExitCode.OK
    assert {p.relative_to(exported) for p in exported.rglob("*")} == {
        p.relative_to(builtin_dir()) for p in builtin_dir().rglob("*")
    }
    assert load_rules(exported).digest == load_rules().digest
    profile = rules_dir / "profiles" / "drawn.yml"
    for name, layered in (("a", []), ("b", ["--rules", exported])):
        assert run("extract", pdf, "-o", tmp_path / name, "--profile", profile, *layered).code == ExitCode.OK
    first, second = (
        {p.relative_to(tmp_path / name): p.read_bytes() for p in (tmp_path / name / "dossiers").rglob("*.json")}
        for name in ("a", "b")
    )
    assert first == second
    assert first


@pytest.mark.parametrize("taken", ["file", "full folder"])
def test_rules_are_never_exported_over_anything(taken: str, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "target"
    if taken == "file":
        target.write_text("mine")
    else:
        target.mkdir()
        (target / "parts.yml").write_text("mine")
    ran = run("rules", "export", target)
    assert ran.code == ExitCode.CANNOT_WRITE
    assert "not an empty folder" in ran.err
    assert (target if taken == "file" else target / "parts.yml").read_text() == "mine"


def test_a_result_is_valid_by_the_printed_schema(run: Run, pdf: Path, rules_dir: Path, tmp_path: Path) -> None:
    run("extract", pdf, "-o", tmp_path / "out", "--rules", rules_dir)
    schema = json.loads(run("schema").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    (result,) = results(tmp_path / "out")
    assert list(validator.iter_errors(result)) == []
    assert list(validator.iter_errors({**result, "projects": [{}]})) != []


def test_every_shipped_profile_is_valid_by_its_printed_schema(run: Run) -> None:
    schema = json.loads(run("schema", "profile").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert {"version", "title", "recognise", "layouts"} <= set(schema["properties"])


def test_the_versions(run: Run) -> None:
    ran = run("--version")
    assert (ran.code, ran.err) == (ExitCode.OK, "")
    assert ran.out.startswith(f"dossier-extract {__version__} (Python 3.")
    for name in ("pypdfium2", "pdfplumber", "pyarrow"):
        assert f"{name} {version(name)}" in ran.out


@pytest.mark.parametrize("arguments", [[], ["rules"]])
def test_without_a_command_the_help_is_shown(arguments: list[str], run: Run) -> None:
    ran = run(*arguments)
    assert "Usage" in ran.out + ran.err
    assert "dossier-extract" in ran.out + ran.err


def test_progress_is_shown_on_a_terminal_only(
    run: Run, pdf: Path, rules_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("extract", pdf, "-o", tmp_path / "out", "--rules", rules_dir)
    assert run(*arguments).err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    ran = run(*arguments)
    assert "dossier.pdf" in ran.err
    assert "\x1b[2K" in ran.err  # and is wiped off again
    assert "drawn" in ran.out


# Judging


@pytest.fixture
def judged(run: Run, pdf: Path, rules_dir: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A result, and gold that says the same but for one title."""
    run("extract", pdf, "-o", tmp_path / "out", "--rules", rules_dir)
    (result,) = (tmp_path / "out" / "dossiers").glob("*.json")
    fields = ("n", "carrier", "territories", "zone", "description", "amount_eur")
    rows = [{name: project[name] for name in fields} for project in json.loads(result.read_text("utf-8"))["projects"]]
    gold = tmp_path / "gold.jsonl"
    titles = ("Bus du cœur", "Épicerie du coin")
    lines = [json.dumps(row | {"title": title}) for row, title in zip(rows, titles, strict=True)]
    gold.write_text("\n".join(lines), encoding="utf-8")
    return gold, result


def test_evaluate_lists_what_differs(run: Run, judged: tuple[Path, Path]) -> None:
    ran = run("evaluate", *judged)
    assert (ran.code, ran.err) == (ExitCode.OK, "")
    assert "Épicerie du coin" in ran.out
    assert "Bus du cœur" not in ran.out


def test_evaluate_as_json(run: Run, judged: tuple[Path, Path]) -> None:
    scores = json.loads(run("evaluate", *judged, "--json").out)
    assert (scores["fields"]["title"]["correct"], scores["fields"]["zone"]["correct"]) == (1, 2)


@pytest.mark.parametrize(
    ("content", "said"), [(None, "no such file"), ("no JSON", "not a result of `extract`"), ("{}", "not a result of")]
)
def test_evaluate_wants_a_result(content: str | None, said: str, run: Run, judged: tuple[Path, Path]) -> None:
    gold, result = judged
    wrong = result.with_name("wrong.json")
    if content is not None:
        wrong.write_text(content)
    ran = run("evaluate", gold, wrong)
    assert (ran.code, ran.out) == (ExitCode.NO_INPUT, "")
    assert str(wrong) in ran.err
    assert said in ran.err


def test_a_schema_of_nothing_known(run: Run) -> None:
    ran = run("schema", "dossiers")
    assert ran.code == ExitCode.USAGE
    assert "'dossiers' is not one of result, profile" in " ".join(ran.err.replace("│", " ").split())


def test_rules_that_cannot_be_written_out(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("shutil.copytree", refuse)
    ran = run("rules", "export", tmp_path / "mine")
    assert ran.code == ExitCode.CANNOT_WRITE
    assert f"{tmp_path / 'mine'}: cannot be written (no permission)" in ran.err


# As a process of its own


def test_a_process_ends_with_the_code_and_without_escape_codes(pdf: Path, rules_dir: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dossier_extract", "extract", str(pdf), str(tmp_path / "nowhere.pdf")]
    command += ["-o", str(tmp_path / "out"), "--rules", str(rules_dir)]
    source = str(Path(pipeline.__file__).parents[1])
    environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": source}
    environment = {name: value for name, value in environment.items() if name not in ("FORCE_COLOR", "COLORTERM")}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)
    assert done.returncode == ExitCode.SOME_FAILED
    assert "\x1b" not in done.stdout + done.stderr
    assert "drawn" in done.stdout
    assert "nowhere.pdf: failed: " in done.stderr
    assert "Traceback" not in done.stderr
