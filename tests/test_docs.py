"""The pages for people say what the program does: generated files are fresh, nothing is left out, examples run."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest
import yaml
from pydantic import BaseModel
from typer.main import get_command

from dossier_extract import profile, schema
from dossier_extract.cli import app
from dossier_extract.dataset import TABLES
from dossier_extract.errors import ExitCode
from dossier_extract.french import FRENCH
from dossier_extract.rules import load_rules
from tests.conftest import Case
from tools.make_docs import stale_files

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
FRENCH_README = ROOT / "README.fr.md"
RULES_PAGE = ROOT / "docs" / "rules.md"
FRENCH_RULES_PAGE = ROOT / "docs" / "regles.md"
PAGES = sorted(
    path
    for folder in (ROOT, *(ROOT / name for name in ("docs", "docs/decisions", "rules", "input", "output")))
    for path in folder.glob("*.md")
) + sorted((ROOT / "tests").rglob("*.md"))
EXAMPLES = [README, FRENCH_README, *sorted((ROOT / "docs").glob("*.md"))]  # pages whose code blocks run
PROFILES = [*sorted((ROOT / "rules/profiles").glob("*.yml")), *sorted((ROOT / "tests/dossiers").glob("*/profile.yml"))]
LEFT_OUT = "…"  # a line of shown output that stands for any lines, and the end of a cell that is cut
MAKE_EXTRACT = "dossier-extract extract input -o output"  # what `make extract` runs, see test_make_extract


# What is generated


def test_generated_files_are_fresh() -> None:
    stale = [str(path.relative_to(ROOT)) for path, _ in stale_files(ROOT)]
    assert stale == [], "run `python tools/make_docs.py`"


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_profiles_fit_the_schema_for_editors(path: Path) -> None:
    described = json.loads((ROOT / "rules/profile.schema.json").read_text(encoding="utf-8"))
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    jsonschema.validate(written, described)
    jsonschema.validate(_long_form(written), described)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**written, "colour": "blue"}, described)


def _long_form(written: dict[str, Any]) -> dict[str, Any]:
    own = {key: written[key] for key in ("version", "title", "recognise")}
    return own | {"layouts": [{key: value for key, value in written.items() if key not in own}]}


# Nothing is left out


def _commands(command: Any, name: str = "") -> Iterator[tuple[str, list[str]]]:
    """Each command with its options."""
    for sub, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, f"{name} {sub}".strip())
    yield name, [option for param in command.params for option in param.opts if option.startswith("-")]


ENGLISH_PAGES = [page for page in EXAMPLES if page not in (FRENCH_README, FRENCH_RULES_PAGE)]


@pytest.mark.parametrize("pages", [ENGLISH_PAGES, [FRENCH_README]], ids=["English", "French"])
def test_every_command_and_option_is_mentioned(pages: list[Path]) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in pages)
    for name, options in _commands(get_command(app)):
        assert f"`{name}" in text or f"dossier-extract {name}" in text, name
        for option in options:
            assert re.search(rf"(?<![\w-]){option}\b", text), f"{name} {option}"


@pytest.mark.parametrize("page", [ROOT / "docs/fields.md", FRENCH_README], ids=lambda path: path.name)
def test_every_finding_code_is_described(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [code for code in schema.FINDING_CODES if f"| `{code}` |" not in text] == []


@pytest.mark.parametrize("page", [README, FRENCH_README], ids=lambda path: path.name)
def test_every_exit_code_is_in_the_readme(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [code for code in ExitCode if f"| {code.value} |" not in text] == []


@pytest.mark.parametrize("page", [RULES_PAGE, FRENCH_RULES_PAGE], ids=lambda path: path.name)
def test_every_key_of_the_rule_language_is_described(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    shapes = [kind for kind in vars(profile).values() if isinstance(kind, type) and issubclass(kind, BaseModel)]
    keys = {field.alias or name for kind in shapes for name, field in kind.model_fields.items()}
    assert {"having", "in", "near", "acronyms"} < keys
    assert [key for key in sorted(keys) if not re.search(rf"`{key}`|\b{key}:\s", text)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s#]*)#?([^)\s]*)\)", page.read_text(encoding="utf-8"))
    for path, anchor in links:
        if path.startswith("http"):
            continue
        target = page.parent / path if path else page
        assert target.exists(), f"{page.name} links to {path}"
        assert not anchor or anchor in _anchors(target), f"{page.name} links to {path}#{anchor}"


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_first_records_in_the_readme_are_those_of_the_sample(idf: Case) -> None:
    text = README.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (.+) \| (.+) \| (.+) \| (.+) \|$", text, re.MULTILINE)
    assert len(rows) >= 4
    for n, *cells in rows:
        project = idf.result["projects"][int(n) - 1]
        values = (project["title"], project["carrier"], " ".join(project["territories"]), project["zone"])
        for value, cell in zip(values, cells, strict=True):
            assert value.startswith(cell.removesuffix(LEFT_OUT)) if cell.endswith(LEFT_OUT) else value == cell


# The French pages


def test_every_column_of_a_project_is_described_in_french() -> None:
    text = FRENCH_README.read_text(encoding="utf-8")
    columns = {*schema.Project.model_fields, *(column.name for column in TABLES["projects"])}
    assert [name for name in sorted(columns) if not re.search(rf"^\|.*`{name}`", text, re.MULTILINE)] == []


def test_messages_explained_in_french_are_those_of_the_program() -> None:
    sentences = [re.sub(r"\{\w+\}", LEFT_OUT, said) for said in FRENCH.values()]
    table = FRENCH_README.read_text(encoding="utf-8").split("| message |")[1].split("\n\n")[0]
    messages = [message for row in table.splitlines()[2:] for message in re.findall(r"`(.+?)`", row.split("|")[1])]
    assert len(messages) > 10
    assert [message for message in messages if not any(message in said for said in sentences)] == []


def test_both_rules_pages_have_the_same_outline() -> None:
    english, french = (_prose(page) for page in (RULES_PAGE, FRENCH_RULES_PAGE))
    for marks in (r"^#+(?= )", r"^\*\*\w+\.\*\*", r"^\|(?= )"):  # headings, paragraphs on one key, rows of tables
        assert re.findall(marks, french, re.MULTILINE) == re.findall(marks, english, re.MULTILINE)


def test_both_rules_pages_have_the_same_examples() -> None:
    english, french = ([block for block in BLOCKS if block.page == page] for page in (RULES_PAGE, FRENCH_RULES_PAGE))
    assert [block.language for block in french] == [block.language for block in english]
    for here, there in zip(french, english, strict=True):
        if here.language == "yaml":  # the same keys and values, but for the name that people read
            assert {**yaml.safe_load(here.text), "title": ""} == {**yaml.safe_load(there.text), "title": ""}
        else:
            assert here.text.count("\n$ ") == there.text.count("\n$ "), f"{_name(here)}: commands"


@pytest.mark.parametrize("page", [FRENCH_README, FRENCH_RULES_PAGE], ids=lambda path: path.name)
def test_french_marks_have_their_no_break_space(page: Path) -> None:
    """U+00A0 inside « » and before : ; ? ! in what people read; what the program prints stays as it is printed."""
    read = re.sub(r"`[^`\n]+`|\]\([^)]*\)", "x", _prose(page))
    assert re.findall(r".{0,20}(?:«(?!\u00a0)|(?<!\u00a0)[»;?!]|(?<![\u00a0/]):).{0,20}", read) == []


def _prose(page: Path) -> str:
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


# Examples run


class Example(NamedTuple):
    """A code block of a page."""

    page: Path
    line: int
    language: str
    text: str
    after: str  # the block right after it, if that is `text`: what it prints


def _blocks(page: Path) -> list[Example]:
    text = page.read_text(encoding="utf-8")
    blocks = list(re.finditer(r"^```(\w*)\n(.*?)^```\n", text, re.MULTILINE | re.DOTALL))
    examples = []
    for block in blocks:
        shown = re.match(r"\n?```text\n(.*?)```", text[block.end() :], re.DOTALL)
        line = text.count("\n", 0, block.start()) + 1
        examples.append(Example(page, line, block[1], block[2], shown[1] if shown else ""))
    return examples


BLOCKS = [block for page in EXAMPLES if page.exists() for block in _blocks(page)]


def _name(block: Example) -> str:
    return f"{block.page.name}:{block.line}"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a checkout in which everything was extracted, with the files that the pages tell people to save."""
    folder = tmp_path_factory.mktemp("docs")
    for name in ("input", "rules", "tests"):
        (folder / name).symlink_to(ROOT / name)
    for block in BLOCKS:
        if named := re.match(r"# (\w+\.yml)\n", block.text):
            (folder / named[1]).write_text(block.text, encoding="utf-8")
    for name, arguments in (("dossier-extract", "-m dossier_extract"), ("python", "")):
        script = folder / "bin" / name
        script.parent.mkdir(exist_ok=True)
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
        script.chmod(0o755)
    ran = _shell(MAKE_EXTRACT, folder)
    assert ran.returncode == 0, ran.stderr
    return folder


def _shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    own = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "COLUMNS": "80", "DOSSIER_EXTRACT_LANG": "en"}
    return subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.language == "console"], ids=_name)
def test_console_examples_run(block: Example, workspace: Path) -> None:
    if re.search(r"^\$ .*\bjq ", block.text, re.MULTILINE) and shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block.text, re.MULTILINE):
        if command in ("make install", "make check", "make test"):  # they run this test
            continue
        ran = _shell(command.replace("make extract", MAKE_EXTRACT), workspace)
        assert "Traceback" not in ran.stderr, ran.stderr
        _compare(shown, ran.stdout + ran.stderr)


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.language == "python"], ids=_name)
def test_python_examples_run(block: Example, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block.text, str(block.page), "exec"), {})
    _compare(block.after, printed.getvalue())


def _compare(shown: str, printed: str) -> None:
    """Every line shown must be printed, in order; seconds differ, and `…` stands for any lines."""
    got = [_plain(line) for line in printed.splitlines()]
    lines = [_plain(line) for line in shown.splitlines()]
    for left_out, run in groupby(lines, key=LEFT_OUT.__eq__):
        wanted = [] if left_out else list(run)
        places = [at for at in range(len(got) - len(wanted) + 1) if got[at : at + len(wanted)] == wanted]
        assert places, "\n".join(["not printed:", *wanted, "", "printed:", *got])
        got = got[places[0] + len(wanted) :]
    assert not lines or got == [] or lines[-1] == LEFT_OUT


def _plain(line: str) -> str:
    return re.sub(r"\s*\d+\.\d\d s$", " 0.00 s", line.rstrip())


@pytest.mark.parametrize("block", [block for block in BLOCKS if block.language == "yaml"], ids=_name)
def test_yaml_examples_are_yaml(block: Example, workspace: Path) -> None:
    written = yaml.safe_load(block.text)
    assert isinstance(written, dict)
    if named := re.match(r"# (\w+\.yml)\n", block.text):
        file = workspace / named[1]
        assert load_rules(profile=file).profile(file.stem).title == written["title"]


def test_make_extract() -> None:
    recipe = re.search(r"^extract:.*\n\t@(.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert recipe is not None
    assert recipe[1] == f"$(BIN)/{MAKE_EXTRACT}"
