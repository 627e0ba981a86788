"""`corpus diff`: what is done with output folders that are there already."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dossier_extract.cli import terminal
from dossier_extract.cli.terminal import said

if TYPE_CHECKING:
    from dossier_extract.corpus.diff import Change, Summary

SIGNS = {"added": "+", "changed": "~", "lost": "-"}
COUNT = 8  # columns that a count of the table takes
RULE = 40  # columns that a rule takes at most


def diff(
    before: Annotated[Path, typer.Argument(metavar="RUN_A", help="Output folder of the earlier run.")],
    after: Annotated[Path, typer.Argument(metavar="RUN_B", help="Output folder of the later run.")],
    as_json: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write every change here.")] = None,
    show: Annotated[int, typer.Option(metavar="N", help="How many changes to list.", min=0)] = 20,
) -> None:
    """Compare two output folders: records and values added, changed and lost, by the rule that gave them."""
    from dossier_extract.corpus.diff import RECORD, Summary, compare_runs
    from dossier_extract.dataset import write_file

    summary = Summary()
    shown: list[Change] = []

    def parts() -> Iterator[bytes]:
        """All changes as JSON, one at a time. The first are kept to be shown: one of a record that only one run has."""
        whole = ""
        yield b'{"changes": ['
        for number, change in enumerate(compare_runs(before, after, summary)):
            if len(shown) < show and change.record != whole:
                shown.append(change)
            if change.field == RECORD:
                whole = change.record
            yield (b",\n" if number else b"\n") + json.dumps(vars(change), ensure_ascii=False).encode()
        yield b'\n],\n"summary": %b}\n' % json.dumps(summary.to_json(), ensure_ascii=False, indent=1).encode()

    if as_json is None:
        sum(map(len, parts()))
    else:
        write_file(as_json, parts())
    width = shutil.get_terminal_size((100, 24)).columns
    for line in _diff_lines(summary, shown, width):
        print(terminal.one_line(line))


def _diff_lines(summary: Summary, shown: list[Change], width: int) -> Iterator[str]:
    """How many differ, a table by rule, the changes to be shown; no line is wider than the terminal."""
    for name, counted in (("dossiers", summary.dossiers), ("records", summary.records)):
        figures = {key: counted[key] for key in ("same", "changed", "added", "lost")}
        yield said("{what}: {same} the same, {changed} changed, {added} added, {lost} lost", what=said(name), **figures)
    if not summary.rules:
        return
    yield ""
    names = max(len(name) for name, _ in [*summary.rules, (said("field"), "")])
    rules = min(RULE, max(len(rule) for _, rule in [*summary.rules, ("", said("rule"))]), width - names - 3 * COUNT - 1)
    rows = [(said("field"), said("rule"), [said(what) for what in SIGNS])]
    for (name, rule), counted in sorted(summary.rules.items()):
        rows.append((name, rule, [str(counted[what] or "") for what in SIGNS]))
    for name, rule, cells in rows:
        counts = "".join(f"{cell:>{COUNT}}" for cell in cells)
        yield _cut(f"{name:<{names}} {_cut(rule, max(rules, 1)):<{max(rules, 1)}}{counts}", width)
    yield ""
    for change in shown:
        values = [terminal.one_line(value) for value in (change.before, change.after) if value is not None]
        yield _cut(f"{SIGNS[change.what]} {change.dossier} {change.n} {change.field}: {values[0]}", width)
        if change.what == "changed":
            yield _cut(f"{'':{len(change.dossier) + 3}}→ {values[1]}", width)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
