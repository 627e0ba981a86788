"""What a terminal shows: the user's language, progress, the table of a run."""

from __future__ import annotations

import logging
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from dossier_extract import __version__
from dossier_extract.messages import Language, Message, language_of, spoken

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from dossier_extract.pipeline import Outcome
    from dossier_extract.schema import ProfileUse

LIBRARIES = ("pypdfium2", "pdfplumber", "pyarrow", "pydantic", "regex")  # whose versions may change a result
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_language: list[Language] = []  # chosen once a process; empty before the command line is read


class Run(NamedTuple):
    """One input of a run: where it lies, how it ended, seconds that it took."""

    path: Path
    outcome: Outcome
    seconds: float


def speak(wanted: str) -> None:
    """Choose the language of messages: `en`, `fr`, or `auto`, the user's environment."""
    choices: dict[str, Language] = {"auto": language_of(), "en": "en", "fr": "fr"}
    if wanted not in choices:
        raise typer.BadParameter(f"{wanted!r} is not one of {', '.join(choices)}", param_hint="--lang")
    _language[:] = [choices[wanted]]


def log(verbose: bool) -> None:
    """Send the log, which is in English, to the error stream; without `verbose` nothing of it is shown."""
    handler = logging.StreamHandler() if verbose else logging.NullHandler()
    logging.basicConfig(handlers=[handler], level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")


def said(text: str, **values: object) -> str:
    """A message, or a template with its values, in the user's language."""
    from dossier_extract.french import FRENCH

    message = Message(text, **values) if values or not isinstance(text, Message) else text
    return spoken(message, _language[0] if _language else language_of(), FRENCH)


def say(text: str, **values: object) -> None:
    """Print what happened."""
    print(one_line(said(text, **values)))


def complain(text: str, **values: object) -> None:
    """Print what went wrong, to the error stream."""
    print(one_line(said(text, **values)), file=sys.stderr)


def one_line(text: str) -> str:
    """A text whose control characters (a file's name may hold any) are shown instead of obeyed."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def cut(text: str, width: int) -> str:
    """A text that fits into so many columns, with « … » where it was cut."""
    return text if len(text) <= width else f"{text[: width - 1]}…"


def versions() -> str:
    """The program's version, and those of what it stands on."""
    from importlib.metadata import version
    from platform import python_version

    named = [f"{name} {version(name)}" for name in LIBRARIES]
    return f"dossier-extract {__version__} (Python {python_version()}, {', '.join(named)})"


def progress(paths: Sequence[Path]) -> Iterator[tuple[Path, Callable[[int], None]]]:
    """Yield each input with a function that is told the page being read: shown on a terminal, silent elsewhere."""
    if not sys.stderr.isatty():
        yield from ((path, lambda page: None) for path in paths)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=len(paths))
        for path in paths:
            shown.update(task, description=path.name)
            yield path, partial(_tell_page, shown, task, path.name)
            shown.advance(task)


def _tell_page(shown: Progress, task: TaskID, name: str, page: int) -> None:
    shown.update(task, description=said("{file}, page {number}", file=name, number=page))


def print_table(runs: Sequence[Run]) -> None:
    """One line an input, as wide as the terminal. (Not by rich: to load it costs a tenth of a short run.)"""
    import shutil

    names = ("dossier", "profile", "projects", "sections", "err", "warn", "info", "unclaimed", "time")
    rows = [tuple(map(said, names)), *map(_table_row, runs)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    spare = shutil.get_terminal_size((80, 24)).columns - sum(widths) - len(widths) + 1
    widths[0] = max(widths[0] + min(spare, 0), 12)
    for name, profile, *figures in rows:
        cells = [cut(name, widths[0]).ljust(widths[0]), profile.ljust(widths[1])]
        print(*cells, *map(str.rjust, figures, widths[2:]))


def _table_row(run: Run) -> tuple[str, ...]:
    from dossier_extract.schema import RESIDUE_KINDS

    result, name, took = run.outcome.result, short_name(run.path), f"{run.seconds:.2f} s"
    if result is None:
        return (name, said(run.outcome.status), *[""] * 6, took)
    grave = Counter(finding.severity.value for finding in result.findings)
    total = sum(getattr(page, kind) for page in result.residue for kind in RESIDUE_KINDS)
    share = sum(page.unclaimed for page in result.residue) / total if total else 0.0
    counts = (len(result.projects), sum(1 for section in result.sections if section.n_projects))
    figures = map(str, (*counts, grave["error"], grave["warning"], grave["info"]))
    return (name, _profile_cell(result.dossier.profile), *figures, f"{share:.1%}", took)


def short_name(path: Path) -> str:
    """A file's name with that of its folder: dossiers are often all called alike."""
    return one_line(str(Path(*path.parts[-2:])))


def _profile_cell(use: ProfileUse) -> str:
    """The profile's name; what the program found by itself is said to be a find, or a draft that wants confirming."""
    from dossier_extract.pipeline import DISCOVERED

    word = said("draft" if use.draft else "discovered")
    if use.name == DISCOVERED:
        return word
    return f"{use.name} ({word})" if use.how == DISCOVERED else use.name
