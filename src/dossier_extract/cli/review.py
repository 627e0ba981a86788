"""`review`: the values that want a look, the least sure first."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import Annotated, Any

import typer

from dossier_extract.cli import terminal
from dossier_extract.errors import InputError

COLUMNS = ("confidence", "dossier_id", "n", "field", "item", "value", "page", "source")
SHOWN = 40  # lines in a terminal; the file holds all


def review(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Output folder of `extract`.")],
    below: Annotated[
        float, typer.Option("--min-confidence", min=0, max=1, help="List the values whose confidence is below this.")
    ] = 0.9,
    file: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write the whole list as CSV.")] = None,
) -> None:
    """List the values of extracted dossiers that the program is least sure of, to compare them with the pages."""
    from dossier_extract.dataset import table_rows, write_file

    if not (folder / "dossiers").is_dir():
        raise InputError("{folder}: not an output folder of `extract`; give one", folder=folder)
    unsure = (
        row for row in table_rows(folder, "fields") if row["confidence"] is not None and row["confidence"] < below
    )
    rows = sorted(unsure, key=lambda row: (row["confidence"], row["dossier_id"], row["n"], row["field"]))
    if file is not None:
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore", lineterminator="\r\n")  # RFC 4180
        writer.writeheader()
        writer.writerows(rows)
        write_file(file, [text.getvalue().encode()])
    width = shutil.get_terminal_size((100, 24)).columns
    for row in rows[:SHOWN]:
        print(terminal.cut(terminal.one_line(_line(row)), width))
    if len(rows) > SHOWN:
        terminal.say("… and {n} more; --csv FILE writes all", n=len(rows) - SHOWN)
    terminal.say("{n} values below {bound}", n=len(rows), bound=f"{below:g}")


def _line(row: dict[str, Any]) -> str:
    where = f"{row['dossier_id']} n° {row['n']}, p. {row['page']}"
    return f"{row['confidence']:.2f}  {where}  {row['field']}: {' '.join(str(row['value']).split())}"
