"""Everything published about the four dossiers, against tests/golden/: a text whose diff a person can read."""

from __future__ import annotations

import copy
import difflib
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.builders import make_dossier, make_finding, make_origin, make_result
from tests.conftest import NAMES, Case

GOLDEN = Path(__file__).parent / "golden"
UPDATE = "pytest tests/test_golden.py --update-golden"
MOST_LINES = 40  # of a diff; one wrong rule can change every record
LONG = 100  # characters from which a text is given by its ends, its length and a hash
BOXES = 3  # from which on only the first and the last are written out

Json = dict[str, Any]


# What is published, as text: a field a line, the places that it was read from below it


def golden_text(result: Json) -> str:
    """A `schema.Result`, as read from its JSON file: every published value in as few lines as a diff needs."""
    return "".join(f"{line}\n" for line in _golden_lines(result))


def _golden_lines(result: Json) -> Iterator[str]:
    dossier = dict(result["dossier"])
    claims, origins = dossier.pop("claims"), dossier.pop("origins")
    yield "# dossier"
    yield from _fields({"schema_version": result["schema_version"], **dossier}, origins)
    yield "\n# pages"
    for size, run in groupby(result["pages"], key=lambda page: (page["width"], page["height"], page["turned"])):
        first, *others = [page["number"] for page in run]
        turned = f", turned by {size[2]}°" if size[2] else ""
        yield f"{first}…{others[-1] if others else first}: {size[0]} × {size[1]} points{turned}"
    yield "\n# claims"
    for claim in claims:
        yield _inline(claim, without="origins")
        yield from map(_origin, claim["origins"])
    yield "\n# sections"
    for section in result["sections"]:
        yield _inline(section)
    yield "\n# projects"
    for project in result["projects"]:
        rest = {key: value for key, value in project.items() if key not in ("n", "extra", "origins")}
        extra = {f"extra.{name}": value for name, value in project["extra"].items()}
        yield f"\n## {project['n']}"
        yield from _fields(rest | extra, project["origins"])
    yield "\n# findings"
    for finding in result["findings"]:
        yield _inline(finding, without="origin")
        yield from map(_origin, [finding["origin"]] if finding["origin"] else [])
    yield "\n# residue: characters of each page by kind"
    for page in result["residue"]:
        yield _inline(page, without="blocks")
        for block in page["blocks"]:
            yield f"    unclaimed {_box(block['box'])} {_short(block['text'])}"
    for key in result.keys() - {"schema_version", "dossier", "pages", "sections", "projects", "findings", "residue"}:
        yield f"\n# {key}\n{_short(result[key])}"


def _fields(values: Json, origins: dict[str, list[Json]]) -> Iterator[str]:
    """A line a field, then a line an origin; an origin that no field has is not lost."""
    for name in [*values, *(origins.keys() - values.keys())]:
        yield f"{name}: {_short(values.get(name))}"
        for origin in origins.get(name, []):
            yield _origin(origin, values.get(name))


def _inline(record: Json, without: str = "") -> str:
    return " · ".join(f"{key}: {_short(one)}" for key, one in record.items() if key != without and one is not None)


def _origin(origin: Json, value: object = None) -> str:
    """Page and box of each line, slot and span, source, method; what was printed there if it is not the value."""
    boxes = [_box(box) for box in origin["boxes"]]
    if len(boxes) > BOXES:
        boxes = [boxes[0], f"… {len(boxes)} lines, {_digest(boxes)} …", boxes[-1]]
    place = f"{origin['slot']}{origin['span'] or ''} {origin['source']} {origin['method']}"
    known = {"boxes", "slot", "span", "source", "method", "raw"}
    rest = [f"{key}={one}" for key, one in origin.items() if key not in known and one is not None]
    raw = [] if origin["raw"] == value else [f"raw: {_short(origin['raw'])}"]
    return "    " + " · ".join([", ".join(boxes), place, *rest, *raw])


def _box(box: Json) -> str:
    """Page x0 top x1 bottom."""
    return " ".join(f"{edge:g}" for edge in box.values())


def _short(value: Any) -> str:
    """A value as JSON; of a long text its ends, its length and a hash."""
    text = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, str) or len(value) <= LONG:
        return text
    return f"{text[: LONG // 2]} … {text[-LONG // 4 :]} ({len(value)} characters, {_digest(value)})"


def _digest(value: Any) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:8]


# The comparison


def compare(path: Path, found: str, update: bool) -> None:
    """Fail with a short diff where the golden file says something else; `update` rewrites it instead."""
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    if found == kept:
        return
    if update:
        path.write_text(found, encoding="utf-8")
        return
    lines = list(difflib.unified_diff(kept.splitlines(), found.splitlines(), "golden", "found now", lineterm="", n=1))
    more = [f"… and {len(lines) - MOST_LINES} more lines"] if len(lines) > MOST_LINES else []
    shown = "\n".join([*lines[:MOST_LINES], *more])
    pytest.fail(f"{path.name} differs. If the change is right: {UPDATE}\n{shown}", pytrace=False)


def test_what_is_published_is_as_it_was(case: Case, update_golden: bool) -> None:
    compare(GOLDEN / f"{case.name}.txt", golden_text(case.result), update_golden)


def test_every_golden_file_has_a_dossier_and_is_listed() -> None:
    listed = re.findall(r"^\| `(.+?)\.txt`", (GOLDEN / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    stray = {path.stem for path in GOLDEN.glob("*.txt")} - set(NAMES)
    assert stray == set(), "no dossier of tests/dossiers/ goes by this name: delete the file"
    assert sorted(listed) == sorted(NAMES), "tests/golden/README.md lists one file a dossier"


# The machinery itself


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list) and value:
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, (*path, key))
    else:
        yield path


def _changed(result: Json, path: tuple[Any, ...]) -> Json:
    made = copy.deepcopy(result)
    holder: Any = made
    for key in path[:-1]:
        holder = holder[key]
    old = holder[path[-1]]
    holder[path[-1]] = old + 1 if isinstance(old, int | float) else f"{old}x"
    return made


def test_no_published_value_can_change_unseen() -> None:
    claim = {
        "subject": "awarded", "scope": "wave", "unit": "projects", "quantity": 7, "tolerance": 0, "section": "Titre",
        "wave": 1, "departement": "33", "origins": [make_origin(boxes=make_origin().boxes * 3)],
    }  # fmt: skip
    result = make_result(dossier=make_dossier(claims=[claim]), findings=[make_finding()])
    published = json.loads(result.model_dump_json())
    text, paths = golden_text(published), list(_leaves(published))
    assert [path for path in paths if golden_text(_changed(published, path)) == text] == []
    assert len(paths) > 150


def test_a_long_text_is_told_by_its_ends_and_a_hash() -> None:
    first, second = (_short("début " + middle * 200 + " fin") for middle in "ab")
    assert first.startswith('"début aaa')
    assert "aaa fin" in first
    assert "(210 characters, " in first
    assert first != second
    assert len(first) < 130


def test_a_difference_is_told_shortly_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text("".join(f"line {n}\n" for n in range(200)), encoding="utf-8")
    with pytest.raises(pytest.fail.Exception) as failed:
        compare(path, "".join(f"line {n}!\n" for n in range(200)), update=False)
    told = str(failed.value)
    assert told.startswith(f"one.txt differs. If the change is right: {UPDATE}\n--- golden\n+++ found now")
    assert told.endswith("… and 363 more lines")
    assert len(told.splitlines()) == MOST_LINES + 2


def test_a_missing_file_fails_and_an_update_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "new.txt"
    with pytest.raises(pytest.fail.Exception, match=r"new\.txt differs"):
        compare(path, "here\n", update=False)
    compare(path, "here\n", update=True)
    assert path.read_text(encoding="utf-8") == "here\n"


def test_an_update_is_refused_where_ci_is_set() -> None:
    before = {path.name: path.stat().st_mtime_ns for path in GOLDEN.iterdir()}
    command = [sys.executable, "-m", *UPDATE.split(), "-p", "no:cacheprovider", "-k", "as_it_was"]
    root, machine = GOLDEN.parents[1], {**os.environ, "CI": "true"}
    done = subprocess.run(command, cwd=root, env=machine, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--update-golden is refused where CI is set" in done.stdout + done.stderr
    assert {path.name: path.stat().st_mtime_ns for path in GOLDEN.iterdir()} == before
