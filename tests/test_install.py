"""What an install brings: few distributions, and the rules in the wheel. `tools/try_wheel.py` installs for real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from hatchling import build
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
MOST_DISTRIBUTIONS = 60
RULES = sorted(path.relative_to(ROOT / "rules").as_posix() for path in (ROOT / "rules").rglob("*") if path.is_file())


def brought(name: str, extras: frozenset[str] = frozenset()) -> set[str]:
    """Every distribution that comes with `name[extras]` on this Python, its own name included."""
    found: set[tuple[str, frozenset[str]]] = set()

    def follow(name: str, extras: frozenset[str]) -> None:
        if (name, extras) in found:
            return
        found.add((name, extras))
        for line in requires(name) or []:
            one = Requirement(line)
            if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                follow(canonicalize_name(one.name), frozenset(one.extras))

    follow(canonicalize_name(name), extras)
    return {name for name, _ in found}


def test_an_install_brings_few_distributions() -> None:
    base = brought("dossier-extract")
    assert {"dossier-extract", "pydantic-core", "typing-extensions"} <= base, "nothing of nothing would be few, too"
    assert not base & {"pytest", "pandas"}, "a tool of development came along"
    assert len(base) <= MOST_DISTRIBUTIONS, sorted(base)


def test_extras_are_followed() -> None:
    assert "pytest" in brought("dossier-extract", frozenset({"dev"}))
    with pytest.raises(PackageNotFoundError):
        brought("no-such-distribution-anywhere")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a wheel and an sdist, built as pip builds them."""
    folder, before = tmp_path_factory.mktemp("built"), Path.cwd()
    os.chdir(ROOT)
    try:
        build.build_wheel(str(folder))
        build.build_sdist(str(folder))
        yield folder
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def unpacked(built: Path) -> Path:
    """The wheel as it lies in site-packages."""
    [wheel] = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(built / "site")
    return built / "site"


def test_the_wheel_holds_the_rules_and_every_module(unpacked: Path) -> None:
    held = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    package = {name.removeprefix("dossier_extract/") for name in held if name.startswith("dossier_extract/")}
    source = ROOT / "src" / "dossier_extract"
    files = [path for path in source.rglob("*") if path.suffix in (".py", ".typed", ".txt")]
    files += [path for path in (source / "ner_carriers").rglob("*") if path.is_file()]
    modules = {path.relative_to(source).as_posix() for path in files}
    assert RULES
    assert package == modules | {f"_rules/{name}" for name in RULES}
    assert {name.partition("/")[0].partition("-")[0] for name in held} == {"dossier_extract"}, "nothing beside it"


def test_the_sdist_holds_what_a_checkout_needs(built: Path) -> None:
    [sdist] = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"rules/{name}" for name in RULES} <= held
    assert {"pyproject.toml", "Makefile", "constraints.txt", "README.md", "tests/test_install.py"} <= held
    assert not [name for name in held if name.startswith(("output/", ".venv/", ".git/"))]


def test_the_wheel_extracts_far_from_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    code = (
        "import dossier_extract.rules as r, sys; print(r.__file__, r.builtin_dir(), file=sys.stderr);"
        "from dossier_extract.__main__ import run; run()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "extract", str(ROOT / "input" / "idf-2021.pdf"), "-o", "out"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    package = unpacked / "dossier_extract"
    assert done.stderr.split() == [str(package / "rules.py"), str(package / "_rules")]
    [result] = tmp_path.glob("out/dossiers/*.json")
    gold = (ROOT / "tests" / "dossiers" / "idf-2021" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(json.loads(result.read_bytes())["projects"]) == len(gold)
