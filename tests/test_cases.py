"""The cases of tests/cases/*.yml: each draws a small dossier and says what must come out of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, BaseModel, Field, create_model, model_validator

from dossier_extract import Outcome, extract_dossier, load_rules, source_of
from dossier_extract.errors import RulesError
from dossier_extract.profile import Shape, Strings
from dossier_extract.rulefiles import parse, read_yaml
from dossier_extract.schema import FINDING_CODES, Project
from tests.drawn import DrawnPage, draw

CASES = Path(__file__).parent / "cases"
RULES = CASES / "rules"  # layered over the built-in ones, as with `--rules`

Json = dict[str, Any]


# What a case may say


def _known_codes(codes: list[str]) -> list[str]:
    if unknown := sorted(set(codes) - FINDING_CODES.keys()):
        raise ValueError(f"unknown finding `{unknown[0]}`; docs/fields.md lists them")
    return codes


# Every field of a project may be named; what is left out is not compared.
_FIELDS: Any = {name: (Any, None) for name in Project.model_fields if name != "origins"}
ExpectedRecord: type[BaseModel] = create_model("ExpectedRecord", __base__=Shape, **_FIELDS)


class Expected(Shape):
    """What must come out. Only `unclaimed` has to be said if it is not empty; all else is compared where it is said."""

    status: Literal["done", "unrecognised", "failed"] = "done"
    records: list[ExpectedRecord] | None = None  # type: ignore[valid-type]
    findings: Annotated[list[str], AfterValidator(_known_codes)] | None = None
    unclaimed: Strings = ()

    @model_validator(mode="after")
    def _says_something(self) -> Expected:
        if not self.model_fields_set:
            raise ValueError("give at least one of status, records, findings and unclaimed")
        return self


class CaseFile(Shape):
    """One file of tests/cases/."""

    about: str = Field(description="What the case shows, in a sentence.")
    profile: str | Json = Field(description="Name of a profile (cases/rules/, rules/), `auto`, or a profile itself.")
    pages: list[DrawnPage] = Field(min_length=1)
    expect: Expected
    fails: str | None = Field(None, description="What the program does not do yet; the case must then fail.")


# From a case to records, the way of every dossier


def read_case(path: Path) -> CaseFile:
    """Read a case. Raises `RulesError` with file, key and reason for a file that is none."""
    return parse(CaseFile, read_yaml(path), str(path))


def run_case(case: CaseFile, path: Path, folder: Path) -> list[str]:
    """Draw a case in `folder` and extract it: what differs from what it says. Raises `RulesError` as `read_case`."""
    pdf, own = folder / "case.pdf", folder / "embedded.yml"
    draw(case.pages, str(path), pdf)
    if isinstance(case.profile, str):
        return list(_differences(case.expect, extract_dossier(source_of(pdf), load_rules(RULES), case.profile)))
    own.write_text(json.dumps(case.profile), encoding="utf-8")
    try:
        rules = load_rules(RULES, own)
    except RulesError as error:
        raise RulesError(str(path), f"profile.{error.key}", str(error.reason)) from None
    return list(_differences(case.expect, extract_dossier(source_of(pdf), rules, own.stem)))


def _differences(expect: Expected, outcome: Outcome) -> Iterator[str]:
    if outcome.status != expect.status:
        yield f"status: expected {expect.status}, ended {outcome.status} {outcome.reason or ''}"
    if outcome.result is None:
        yield from ["nothing was extracted"] if expect.records or expect.findings or expect.unclaimed else []
        return
    result = outcome.result.model_dump(mode="json")
    if expect.records is not None:
        wanted = [record.model_dump(exclude_unset=True) for record in expect.records]
        if len(wanted) != len(result["projects"]):
            titles = [project["title"] for project in result["projects"]]
            yield f"records: expected {len(wanted)}, found {len(titles)}: {titles}"
        for number, (one, project) in enumerate(zip(wanted, result["projects"], strict=False), 1):
            for name in (name for name in one if not _same(one[name], project[name])):
                yield f"record {number}, {name}: expected {one[name]!r}, found {project[name]!r}"
    if expect.findings is not None:
        found = sorted(finding["code"] for finding in result["findings"])
        if found != sorted(expect.findings):
            yield f"findings: expected {sorted(expect.findings)}, found {found}"
    unclaimed = [block["text"] for page in result["residue"] for block in page["blocks"]]
    if unclaimed != list(expect.unclaimed):
        yield f"unclaimed: expected {list(expect.unclaimed)}, found {unclaimed}"


def _same(wanted: Any, found: Any) -> bool:
    """Alike as text: who writes `territories: [33]` means the code, and a text block in YAML ends in a line feed."""
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(map(_same, wanted, found))
    return wanted == found or (None not in (wanted, found) and str(wanted).rstrip("\n") == str(found))


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yml")), ids=lambda path: path.stem)
def test_the_case_comes_out_as_it_says(path: Path, tmp_path: Path) -> None:
    case = read_case(path)
    settle(path.name, case.fails, run_case(case, path, tmp_path))


def settle(name: str, fails: str | None, differences: list[str]) -> None:
    """Pass, fail with what differs, or fail as expected; a case that `fails` no longer must say so no longer."""
    if fails and differences:
        pytest.xfail(fails)
    if fails:
        pytest.fail(f"{name} comes out as it says: delete `fails`", pytrace=False)
    if differences:
        pytest.fail("\n".join([f"{name}: {len(differences)} differences", *differences]), pytrace=False)


# The runner itself

GOOD = """
about: A case for the runner
profile: blocks
pages:
  - texts:
      - {text: Bus du cœur, size: 14, bold: true}
      - {text: "Un texte."}
      - {text: "Porteur : la Ligue"}
      - {text: Foreign, size: 7}
expect:
  records: [{title: Bus du cœur, carrier: Ligue, description: Un texte., amount_eur: null}]
  findings: [territory-missing, unclaimed-text]
  unclaimed: Foreign
"""


def written(folder: Path, old: str = "", new: str = "") -> Path:
    """The case above, with one thing changed."""
    assert old in GOOD
    path = folder / "written.yml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "differences"),
    [
        ("", "", []),
        ("title: Bus", "title: Car", ["record 1, title: expected 'Car du cœur', found 'Bus du cœur'"]),
        ("amount_eur: null", "amount_eur: 12", ["record 1, amount_eur: expected 12, found None"]),
        ("[{title", "[{}, {title", ["records: expected 2, found 1: ['Bus du cœur']"]),
        ("territory-missing, ", "", ["findings: expected ['unclaimed-text'], found ['territory-missing', '"]),
        ("  unclaimed: Foreign\n", "", ["unclaimed: expected [], found ['Foreign']"]),
        ("expect:", "expect:\n  status: failed", ["status: expected failed, ended done "]),
        ("profile: blocks", "profile: auto", ["status: expected done, ended unrecognised no ", "nothing was "]),
    ],
)  # fmt: skip
def test_what_differs_is_told(old: str, new: str, differences: list[str], tmp_path: Path) -> None:
    path = written(tmp_path, old, new)
    found = run_case(read_case(path), path, tmp_path)
    assert len(found) == len(differences)
    assert all(one.startswith(start) for one, start in zip(found, differences, strict=True)), found


@pytest.mark.parametrize(
    ("fails", "differences", "ending", "said"),
    [
        (None, ["a"], pytest.fail.Exception, "one.yml: 1 differences\na"),
        ("later", ["a"], pytest.xfail.Exception, "later"),
        ("later", [], pytest.fail.Exception, "one.yml comes out as it says: delete `fails`"),
    ],
)
def test_how_a_case_ends(fails: str | None, differences: list[str], ending: type[Exception], said: str) -> None:
    with pytest.raises(ending) as ended:
        settle("one.yml", fails, differences)
    assert str(ended.value) == said
    settle("one.yml", None, [])


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("about", "abuot", "abuot", "unknown key; did you mean `about`?"),
        ("size: 7", "sise: 7", "pages.0.texts.3.sise", "unknown key; did you mean `size`?"),
        ("size: 7", "color: pink", "pages.0.texts.3.color", "unknown colour `pink`; known are black, grey"),
        ("Foreign, size", '"ﬁn", size', "pages.0.texts.3.text", "cannot draw 'ﬁ'; the font has no such character"),
        ('"Un texte."', '" "', "pages.0.texts.1.text", "there is no text"),
        ("size: 7", "x: 590", "pages.0.texts.3.text", "runs off the page of 600 × 800 points"),
        ("title: Bus", "titel: Bus", "expect.records.0.titel", "unknown key; did you mean `title`?"),
        ("territory-missing", "territory-lost", "expect.findings", "unknown finding `territory-lost`"),
        ("expect:", "about: Again\nexpect:", "line 10", "key `about` is given twice"),
        ("  - texts", "  - table: {top: 9, columns: [1, 2], rows: [[a, b]]}\n    texts", "pages.0.table", "row 1 has"),
        ("profile: blocks", "profile: {version: 1}", "profile.", ""),
    ],
)  # fmt: skip
def test_a_wrong_case_is_named_with_its_key(old: str, new: str, key: str, reason: str, tmp_path: Path) -> None:
    path = written(tmp_path, old, new)
    with pytest.raises(RulesError) as caught:
        run_case(read_case(path), path, tmp_path)
    assert str(caught.value).startswith(f"{path}: {key}")
    assert reason in str(caught.value)


def test_a_case_must_say_what_comes_out(tmp_path: Path) -> None:
    path = tmp_path / "empty.yml"
    path.write_text(GOOD[: GOOD.index("expect:")] + "expect: {}\n", encoding="utf-8")
    with pytest.raises(RulesError, match="expect: give at least one of status, records"):
        read_case(path)
