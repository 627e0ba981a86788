"""`inspect` and `explain`: what the program saw on a page, and what each rule made of it."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dossier_extract.cli import terminal
from dossier_extract.cli.extract import ProfileOption, RulesOption, load
from dossier_extract.errors import DossierError
from dossier_extract.messages import Message

if TYPE_CHECKING:
    from dossier_extract.pipeline import Reading, Trace
    from dossier_extract.rules import Rules

WIDTH = 100  # columns at most
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

    if page is None and output.suffix.lower() == ".png":
        raise typer.BadParameter("a .png file is one page: say which with --page, or give a folder", param_hint="-o")
    loaded, chosen = load(rules, profile)
    trace = _trace(file, _read(file), loaded, chosen)
    for path in write_pictures(trace, output, page):
        print(path)


def explain(
    file: FileArgument,
    record: Annotated[int | None, typer.Option("--record", metavar="N", help="This record only.")] = None,
    looks: Annotated[bool, typer.Option("--looks", help="Only how its lines look, to write a profile by.")] = False,
    profile: ProfileOption = "auto",
    rules: RulesOption = None,
) -> None:
    """Say which rule gave each value and which failed, on which line, with what came nearest.

    Of a dossier that no profile fits: which profiles were tried, and what each lacked.
    """
    from dossier_extract.explain import describe_looks, explain_dossier
    from dossier_extract.pipeline import plain_blocks

    loaded, chosen = load(rules, profile)
    reading = _read(file)
    if looks:
        lines = describe_looks(plain_blocks(reading, loaded))
    else:
        lines = explain_dossier(_trace(file, reading, loaded, chosen), loaded, record)
    width = min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH)
    for line in lines:
        said = terminal.said(line).replace("« ", "«\xa0").replace(" »", "\xa0»")  # no line ends there
        indent = " " * (len(said) - len(said.lstrip()) + 4)
        print("\n".join(textwrap.wrap(said, width, subsequent_indent=indent)).replace("\xa0", " "))


def _read(file: Path) -> Reading:
    from dossier_extract.pipeline import read_dossier, source_of

    with _named(file):
        return read_dossier(source_of(file))


def _trace(file: Path, reading: Reading, rules: Rules, profile: str) -> Trace:
    """What every stage made of the file."""
    from dossier_extract.pipeline import trace_dossier

    with _named(file):
        return trace_dossier(reading, rules, profile)


@contextmanager
def _named(file: Path) -> Iterator[None]:
    """Errors name the file."""
    try:
        yield
    except DossierError as error:
        error.message = Message.joined(": ", (str(file), error.message))
        raise
