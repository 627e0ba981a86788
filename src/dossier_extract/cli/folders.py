"""`corpus diff`, `verify`, `compact`, `package`: what is done with output folders that are there already."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dossier_extract.cli import terminal
from dossier_extract.cli.terminal import cut, said
from dossier_extract.errors import ExitCode

if TYPE_CHECKING:
    from dossier_extract.corpus.diff import Change, Summary
    from dossier_extract.messages import Message

SIGNS = {"added": "+", "changed": "~", "lost": "-"}
COUNT = 8  # columns that a count of the table takes
RULE = 40  # columns that a rule takes at most

FolderArgument = Annotated[Path, typer.Argument(metavar="DIR", help="Output folder.")]


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


def verify(
    folder: FolderArgument,
    clear: Annotated[bool, typer.Option("--clear", help="Remove files that belong to no dossier.")] = False,
) -> None:
    """Check an output folder: every hash, every count, and files that belong to no dossier."""
    from dossier_extract.corpus import package as packing
    from dossier_extract.corpus import verify as checking
    from dossier_extract.corpus.lock import locked

    if packing.is_package(folder):
        _say_package(packing.package_faults(folder), folder)
        return
    if clear:
        with locked(folder):
            check = checking.verify(folder)
            checking.clear(check)
    else:
        check = checking.verify(folder)
    for path, reason in check.wrong:
        terminal.complain("{path}: {reason}", path=path, reason=reason)
    for path in check.orphans:
        terminal.say("{path}: belongs to no dossier", path=path)
    if check.unhashed:
        terminal.say("{n} dossiers are of an older version, which did not note hashes: only counted", n=check.unhashed)
    terminal.say(
        "{dossiers} dossiers, {files} files: {wrong} wrong, {orphans} that belong to no dossier",
        dossiers=check.dossiers,
        files=check.files,
        wrong=len(check.wrong),
        orphans=len(check.orphans),
    )
    if check.wrong or (check.orphans and not clear):
        raise typer.Exit(int(ExitCode.SOME_FAILED))


def compact(
    folder: FolderArgument,
    grace: Annotated[
        float, typer.Option(metavar="SECONDS", help="How long readers may still need the old files.", min=0)
    ] = 5,
) -> None:
    """Merge the Parquet files of single dossiers into shards of up to 1,000; readers may go on meanwhile."""
    from dossier_extract.corpus.lock import locked
    from dossier_extract.dataset import read_dossiers, shards

    read_dossiers(folder)  # refuses what another version wrote, and a folder that holds none
    with locked(folder):
        merged, made, apart = shards.compact(folder, grace)
    for key in apart:
        terminal.complain(
            "{dossier}: its files are not as its row says, so it stays apart; `corpus verify` tells more", dossier=key
        )
    terminal.say("{n} dossiers merged, {shards} shards now", n=merged, shards=made)
    if apart:
        raise typer.Exit(int(ExitCode.SOME_FAILED))


def package(
    folder: FolderArgument,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="Where to; new or empty.")],
    info: Annotated[
        list[str] | None,
        typer.Option("--info", metavar="KEY=VALUE", help="What bag-info.txt is to say; again and again."),
    ] = None,
    without_sources: Annotated[bool, typer.Option("--without-sources", help="Leave the PDF files out.")] = False,
) -> None:
    """Pack an output folder for an archive (BagIt): sources, tables, JSON, schemas, data dictionary, checksums."""
    from dossier_extract.corpus.lock import locked
    from dossier_extract.corpus.package import make_package
    from dossier_extract.dataset import read_dossiers

    said_of = dict(one.partition("=")[::2] for one in info or ())
    if not all(re.fullmatch(r"[A-Za-z][A-Za-z-]*", key) and value.isprintable() for key, value in said_of.items()):
        raise typer.BadParameter("wants KEY=VALUE on one line, such as Source-Organization=…", param_hint="--info")
    read_dossiers(folder)
    with locked(folder):
        sources = make_package(folder, output, said_of, not without_sources)
    terminal.say("{folder}: packed and checked, {n} files of sources", folder=output, n=sources)


def _say_package(faults: list[tuple[Path, Message]], folder: Path) -> None:
    for path, reason in faults:
        terminal.complain("{path}: {reason}", path=path, reason=reason)
    if faults:
        raise typer.Exit(int(ExitCode.SOME_FAILED))
    terminal.say("{folder}: the package is whole", folder=folder)


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
        yield cut(f"{name:<{names}} {cut(rule, max(rules, 1)):<{max(rules, 1)}}{counts}", width)
    yield ""
    for change in shown:
        values = [terminal.one_line(value) for value in (change.before, change.after) if value is not None]
        yield cut(f"{SIGNS[change.what]} {change.dossier} {change.n} {change.field}: {values[0]}", width)
        if change.what == "changed":
            yield cut(f"{'':{len(change.dossier) + 3}}→ {values[1]}", width)
