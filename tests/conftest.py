"""What all tests share: the rules, loaded once, and the four dossiers with their gold, extracted once."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dossier_extract import Outcome, Rules, extract_dossier, load_rules, source_of
from dossier_extract.__main__ import main

DOSSIERS = Path(__file__).parent / "dossiers"
NAMES = tuple(sorted(path.parent.name for path in DOSSIERS.glob("*/gold.jsonl")))


class Case(NamedTuple):
    """A dossier with its gold, extracted with its profile: one of rules/, or the one that lies beside it."""

    name: str
    folder: Path
    outcome: Outcome

    @property
    def result(self) -> dict[str, Any]:
        assert self.outcome.result is not None, self.outcome.reason
        loaded: dict[str, Any] = json.loads(self.outcome.result.model_dump_json())
        return loaded

    @property
    def gold(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()]


class Ran(NamedTuple):
    """What a command gave: its exit code, and what it printed."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process, as `dossier-extract` does."""

    def call(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["dossier-extract", *map(str, arguments)])
        monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, *capsys.readouterr())

    return call


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden/ from what is extracted now")


@pytest.fixture(scope="session")
def update_golden(pytestconfig: pytest.Config) -> bool:
    """Whether golden files are to be rewritten. A machine that checks must not: it would approve of anything."""
    wanted = bool(pytestconfig.getoption("update_golden"))
    if wanted and os.environ.get("CI"):
        pytest.exit("--update-golden is refused where CI is set: rewrite them by hand, and read the diff", 2)
    return wanted


@cache
def _rules() -> Rules:
    return load_rules()


@cache
def _case(name: str) -> Case:
    folder = DOSSIERS / name
    own = folder / "profile.yml"
    rules, profile = (load_rules(profile=own), own.stem) if own.exists() else (_rules(), "auto")
    return Case(name, folder, extract_dossier(source_of(folder / "dossier.pdf"), rules, profile))


@pytest.fixture(scope="session")
def rules() -> Rules:
    return _rules()


@pytest.fixture(params=NAMES)
def case(request: pytest.FixtureRequest) -> Case:
    return _case(request.param)


@pytest.fixture(scope="session")
def idf() -> Case:
    return _case("idf-2021")
