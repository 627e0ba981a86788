"""`inspect` and `explain`: what the program saw on a page, and what each rule made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dossier_extract.cli import terminal
from dossier_extract.cli.extract import ProfileOption, RulesOption, load

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A PDF file.")]


def inspect(
    file: FileArgument,
    page: Annotated[int | None, typer.Option("--page", metavar="N", help="This page only; all by default.")] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="PATH", help="A folder, or with --page a .png file.")
    ] = Path("output/inspect"),
    profile: ProfileOption = "auto",
    rules: RulesOption = None,
) -> None:
    """Draw pages with what was found on them: words, lines, blocks, furniture, and the fields of each record."""
    from dossier_extract.picture import write_pictures
    from dossier_extract.pipeline import source_of, trace_dossier

    loaded, chosen = load(rules, profile)
    trace = trace_dossier(source_of(file), loaded, chosen)
    for path in write_pictures(trace, output, page):
        print(path)


def explain(
    file: FileArgument,
    record: Annotated[int | None, typer.Option("--record", metavar="N", help="This record only.")] = None,
    profile: ProfileOption = "auto",
    rules: RulesOption = None,
) -> None:
    """Say which rule gave each value and which failed, on which line, with what came nearest.

    Of a dossier that no profile fits: which profiles were tried, and what each lacked.
    """
    from dossier_extract.explain import explain_dossier
    from dossier_extract.pipeline import source_of, trace_dossier

    loaded, chosen = load(rules, profile)
    trace = trace_dossier(source_of(file), loaded, chosen)
    for line in explain_dossier(trace, loaded, record):
        terminal.say(line)
