"""`extract`: dossiers in, records out; one bad input costs the others nothing."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from dossier_extract import __version__
from dossier_extract.cli import terminal
from dossier_extract.cli.terminal import Run
from dossier_extract.errors import ExitCode, InputError
from dossier_extract.messages import Message

if TYPE_CHECKING:
    from dossier_extract.dataset import Dataset
    from dossier_extract.model import Source
    from dossier_extract.pipeline import Outcome
    from dossier_extract.rules import Rules

NAMED = 5  # drafts whose names are said at the end of a run
RulesOption = Annotated[
    Path | None, typer.Option("--rules", metavar="DIR", help="Your rule files, layered over the built-in ones.")
]
EngineOption = Annotated[
    Literal["auto", "pdfium", "pdfplumber"],
    typer.Option("--engine", help="What reads the PDF; auto is pdfium, and pdfplumber for what that cannot open."),
]
NerOption = Annotated[
    Literal["auto", "always", "never"],
    typer.Option(
        "--ner", help="A model of names: auto, for carriers that rules leave open; always, for mentions, too."
    ),
]
ProfileOption = Annotated[
    str, typer.Option("--profile", metavar="auto|NAME|FILE", help="auto picks the profile whose cues fit the dossier.")
]

FormatsOption = Annotated[
    str, typer.Option("--format", metavar="LIST", help="Further formats, such as jsonl,csv,csv-excel.")
]


def extract(  # noqa: PLR0913, PLR0917 (its options)
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="PDF files, or folders that hold some.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where results go.")] = Path("output"),
    profile: ProfileOption = "auto",
    rules: RulesOption = None,
    formats: FormatsOption = "",
    engine: EngineOption = "auto",
    ner: NerOption = "auto",
) -> None:
    """Extract the projects of dossiers into JSON and Parquet.

    Ends with 0 when every input was extracted, findings or not, and with 1 when some were not.
    """
    from dossier_extract.dataset import Dataset, Versions
    from dossier_extract.pipeline import extract_dossier

    wanted = wanted_formats(formats)
    loaded, chosen = load(rules, profile)
    sources = _inputs(paths)
    started = datetime.now(UTC)
    dataset = Dataset(output, Versions(__version__, loaded.digest), wanted)
    runs: list[Run] = []
    interrupted = False
    try:
        for path, show in terminal.progress(sources):
            read = partial(extract_dossier, rules=loaded, profile=chosen, on_page=show, engine=engine, ner=ner)
            runs.append(_run_one(path, read, dataset))
    except KeyboardInterrupt:
        interrupted = True
    dataset.write_manifest(_manifest(started, loaded.digest, runs))
    terminal.print_table(runs)
    failed = [run for run in runs if run.outcome.status != "done"]
    for path, outcome, _ in failed:
        terminal.complain(
            "{path}: {status}: {reason}", path=path, status=Message(outcome.status), reason=outcome.reason
        )
    _tell_drafts(runs, loaded)
    if interrupted:
        terminal.complain("dossier-extract: interrupted; what was written so far is whole")
        raise typer.Exit(int(ExitCode.INTERRUPTED))
    if failed:
        raise typer.Exit(int(ExitCode.SOME_FAILED))
    print()
    terminal.say(
        "Results in {output}/: dossiers/*.json, and Parquet tables projects/, fields/, places/, mentions/, findings/, "
        "dossiers/",
        output=output,
    )


def _tell_drafts(runs: Sequence[Run], rules: Rules) -> None:
    """Name the dossiers whose layout the program found without being sure, and say what to do about them."""
    drafts = [path for path, outcome, _ in runs if outcome.result and outcome.result.dossier.profile.draft]
    if not drafts:
        return
    named = ", ".join(terminal.short_name(path) for path in drafts[:NAMED]) + (", …" if drafts[NAMED:] else "")
    print()
    terminal.say(
        "Drafts to confirm, {n} of {total}: {files}. The program found their layout and is not sure (confidence below "
        "{sure}). Compare the records with the pages; `dossier-extract profile draft FILE` writes the layout as a "
        "profile, to correct or to confirm",
        n=len(drafts),
        total=len(runs),
        files=named,
        sure=f"{rules.discovery.draft_below:g}",
    )


def wanted_formats(listed: str) -> list[str]:
    """The formats of a list parted by commas; an unknown one ends here."""
    from dossier_extract.dataset import FORMATS

    wanted = [name for name in listed.split(",") if name]
    for name in wanted:
        if name not in FORMATS:
            raise typer.BadParameter(f"{name!r} is not one of {', '.join(FORMATS)}", param_hint="--format")
    return wanted


def load(directory: Path | None, profile: str) -> tuple[Rules, str]:
    """The rules, and the name of the wanted profile among them (a file counts by its stem); unknown names end here."""
    from dossier_extract.rules import load_rules

    file = Path(profile) if profile.endswith((".yml", ".yaml")) else None
    rules = load_rules(directory, file)
    name = profile if file is None else file.stem
    if name != "auto":
        rules.profile(name)
    return rules, name


def _inputs(paths: Sequence[Path]) -> list[Path]:
    """The PDF files meant by `paths`, each once; a path that does not exist is kept, and fails by itself.

    Raises `InputError` when there is nothing to work on at all.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if os.path.isdir(path):  # unlike Path.is_dir and Path.exists, these raise nothing for an impossible name
            inside = (file for file in sorted(path.rglob("*")) if file.suffix.lower() == ".pdf" and file.is_file())
            found.update(dict.fromkeys(inside))
        else:
            found[path] = None
    if not any(map(os.path.exists, found)):
        named = ", ".join(map(str, paths))
        raise InputError("{paths}: no PDF there; give PDF files, or folders that hold some", paths=named)
    return list(found)


def _run_one(path: Path, read: Callable[[Source], Outcome], dataset: Dataset) -> Run:
    """Extract and write one input."""
    from dossier_extract.pipeline import Outcome, source_of

    began = time.perf_counter()
    try:
        outcome = read(source_of(path))
        if outcome.result is not None:
            dataset.write(outcome.result)
    except InputError as error:
        outcome = Outcome(path.name, "failed", reason=error.message)
    except ValueError as error:  # a value that the tables cannot hold, such as an amount of 10**13 euros
        outcome = Outcome(path.name, "failed", reason=Message("cannot be published: {problem}", problem=str(error)))
    return Run(path, outcome, time.perf_counter() - began)


def _manifest(started: datetime, digest: str, runs: Sequence[Run]) -> dict[str, object]:
    """What this run did; the only file in which clocks stand."""
    from dossier_extract.pipeline import utf8_path

    return {
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "program_version": __version__,
        "rules_digest": digest,
        "inputs": [
            {
                "path": utf8_path(path),
                "status": outcome.status,
                "reason": outcome.reason,
                "draft": outcome.result.dossier.profile.draft if outcome.result else None,
                "dossier_id": outcome.result.dossier.id if outcome.result else None,
                "seconds": round(seconds, 3),
            }
            for path, outcome, seconds in runs
        ],
    }
