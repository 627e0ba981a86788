"""`profile draft`: the layout that the program found by itself, as a profile to edit or to confirm."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from dossier_extract.cli import terminal
from dossier_extract.cli.extract import RulesOption
from dossier_extract.cli.look import FileArgument
from dossier_extract.errors import DocumentError, OutputError
from dossier_extract.messages import system_reason

NOTHING_FOUND = "{file}: nothing in it is laid out like a list of projects; write a profile by hand (docs/rules.md)"


def draft(
    file: FileArgument,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write there; printed by default.")
    ] = None,
    rules: RulesOption = None,
) -> None:
    """Write the layout that the program finds by itself as a profile, with what speaks for it."""
    from dossier_extract.discovery import discover
    from dossier_extract.pipeline import source_of
    from dossier_extract.rulefiles import yaml_text
    from dossier_extract.rules import load_rules
    from dossier_extract.stages.read import read_document

    loaded = load_rules(rules)
    pages, _, _ = read_document(source_of(file))
    found = discover(pages, loaded)
    if found.layout is None:
        raise DocumentError(NOTHING_FOUND, file=file)
    best = next(one for one in found.tried if one.layout is found.layout)
    shares = ", ".join(f"{name} {share:.0%}" for name, share in best.fit.presence.items())
    comment = (
        f"# Found in {terminal.one_line(file.name)}: {best.n} records, with {shares}. Look it over, then save it.\n"
    )
    whole = {"version": 1, "title": file.stem, "recognise": {"all": _cues(found.layout)}, **found.layout}
    text = comment + yaml_text(whole)
    if output is None:
        print(text, end="")
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        wrong = "{folder}: cannot be written ({reason}); check its permissions"
        raise OutputError(wrong, folder=output, reason=system_reason(error)) from None
    print(output)


def _cues(layout: dict[str, Any]) -> list[str]:
    """Words by which such a dossier may be known again: its labels and the headers of its columns."""
    sources = [one for own in layout["fields"].values() for one in (own if isinstance(own, list) else [own])]
    labels = [label for source in sources for label in source.get("label", ())]
    headers = [word for words in layout.get("table", {}).get("columns", {}).values() for word in words]
    return [*dict.fromkeys([*labels, *headers])] or ["Dossier de presse"]
