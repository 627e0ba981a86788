"""`export`: an output folder as one data set for others."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dossier_extract.cli import terminal
from dossier_extract.cli.extract import RulesOption


def export(  # noqa: PLR0913, PLR0917 (its options)
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Output folder that `extract` wrote.")],
    target: Annotated[str, typer.Option("--to", metavar="datapackage|csv|jsonl|scdl", help="What to write.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help="Folder to write to.")],
    licence: Annotated[
        str | None, typer.Option(metavar="NAME|URL", help="Licence of a data package, such as etalab-2.0.")
    ] = None,
    with_contacts: Annotated[
        bool, typer.Option("--with-contacts", help="Keep contacts: they are left out otherwise.")
    ] = False,
    rules: RulesOption = None,
) -> None:
    """Write all dossiers of an output folder as one data set.

    datapackage: every table with its schema and a README on its quality. csv, jsonl: the projects.
    scdl: subsidies in the columns of the SCDL, and what the dossiers do not say of them.
    """
    from dossier_extract import export as exporting
    from dossier_extract.rules import load_rules

    if target not in exporting.TARGETS:
        raise typer.BadParameter(f"{target!r} is not one of {', '.join(exporting.TARGETS)}", param_hint="--to")
    wish = exporting.Wish(target, licence, with_contacts)
    for path in exporting.export(directory, output, wish, load_rules(rules), terminal.said):
        print(terminal.one_line(str(path)))
