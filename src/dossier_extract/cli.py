"""The command line: extract, evaluate, rules, schema. Says what happened; the modules below do it."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from dossier_extract import __version__
from dossier_extract.errors import ExitCode, InputError, RulesError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from dossier_extract.dataset import Dataset
    from dossier_extract.pipeline import Outcome
    from dossier_extract.rules import Rules


class Run(NamedTuple):
    """One input of a run: where it lies, how it ended, seconds that it took."""

    path: Path
    outcome: Outcome
    seconds: float


app = typer.Typer(
    name="dossier-extract",
    help="Turn French press kits of project winners (PDF) into validated, structured records.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
rules_app = typer.Typer(help="Check the rule files, or write the built-in ones out to edit them.", no_args_is_help=True)
app.add_typer(rules_app, name="rules")

RulesOption = Annotated[
    Path | None, typer.Option("--rules", metavar="DIR", help="Your rule files, layered over the built-in ones.")
]


@app.callback(invoke_without_command=True)
def _main(version: Annotated[bool, typer.Option("--version", help="Say the version and stop.")] = False) -> None:
    if version:
        print(f"dossier-extract {__version__}")
        raise typer.Exit


@app.command(epilog="Example: dossier-extract extract input -o output")
def extract(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="PDF files, or folders that hold some.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where results go.")] = Path("output"),
    profile: Annotated[
        str, typer.Option(metavar="auto|NAME|FILE", help="auto picks the profile whose cues fit the dossier.")
    ] = "auto",
    rules: RulesOption = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="Further formats, such as jsonl,csv,csv-excel.")
    ] = "",
) -> None:
    """Extract the projects of dossiers into JSON and Parquet.

    Ends with 0 when every input was extracted, findings or not, and with 1 when some were not.
    """
    from dossier_extract.dataset import FORMATS, Dataset, Versions

    wanted = [name for name in formats.split(",") if name]
    for name in wanted:
        if name not in FORMATS:
            raise typer.BadParameter(f"{name!r} is not one of {', '.join(FORMATS)}", param_hint="--format")
    loaded, chosen = _load(rules, profile)
    sources = _inputs(paths)
    started = datetime.now(UTC)
    dataset = Dataset(output, Versions(__version__, loaded.digest), wanted)
    runs: list[Run] = []
    interrupted = False
    try:
        for path, show in _progress(sources):
            runs.append(_run_one(path, loaded, chosen, dataset, show))
    except KeyboardInterrupt:
        interrupted = True
    dataset.write_manifest(_manifest(started, loaded.digest, runs))
    _print_table(runs)
    failed = [run for run in runs if run.outcome.status != "done"]
    for path, outcome, _ in failed:
        print(f"{path}: {outcome.status}: {outcome.reason}", file=sys.stderr)
    if interrupted:
        print("dossier-extract: interrupted; what was written so far is whole", file=sys.stderr)
        raise typer.Exit(int(ExitCode.INTERRUPTED))
    if failed:
        raise typer.Exit(int(ExitCode.SOME_FAILED))
    print(f"\nResults in {output}/: dossiers/*.json, and Parquet tables projects/, fields/, findings/, dossiers/")


def _load(directory: Path | None, profile: str) -> tuple[Rules, str]:
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
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() == ".pdf" and p.is_file())
        found.update(dict.fromkeys(inside if path.is_dir() else [path]))
    if not any(path.exists() for path in found):
        named = ", ".join(map(str, paths))
        raise InputError(f"{named}: no PDF there; give PDF files, or folders that hold some")
    return list(found)


def _run_one(path: Path, rules: Rules, profile: str, dataset: Dataset, show: Callable[[int], None]) -> Run:
    """Extract and write one input."""
    from dossier_extract.pipeline import Outcome, extract_dossier, source_of

    began = time.perf_counter()
    try:
        outcome = extract_dossier(source_of(path), rules, profile, show)
        if outcome.result is not None:
            dataset.write(outcome.result)
    except InputError as error:
        outcome = Outcome(path.name, "failed", reason=str(error))
    except ValueError as error:  # a value that the tables cannot hold, such as an amount of 10**13 euros
        outcome = Outcome(path.name, "failed", reason=f"cannot be published: {error}")
    return Run(path, outcome, time.perf_counter() - began)


def _progress(paths: Sequence[Path]) -> Iterator[tuple[Path, Callable[[int], None]]]:
    """Yield each input with a function that is told the page being read: shown on a terminal, silent elsewhere."""
    if not sys.stderr.isatty():
        yield from ((path, lambda page: None) for path in paths)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=len(paths))
        for path in paths:
            progress.update(task, description=path.name)
            yield path, partial(_tell_page, progress, task, path.name)
            progress.advance(task)


def _tell_page(progress: Progress, task: TaskID, name: str, page: int) -> None:
    progress.update(task, description=f"{name}, page {page}")


def _manifest(started: datetime, digest: str, runs: Sequence[Run]) -> dict[str, object]:
    """What this run did; the only file in which clocks stand."""
    return {
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "program_version": __version__,
        "rules_digest": digest,
        "inputs": [
            {
                "path": str(path),
                "status": outcome.status,
                "reason": outcome.reason,
                "dossier_id": outcome.result.dossier.id if outcome.result else None,
                "seconds": round(seconds, 3),
            }
            for path, outcome, seconds in runs
        ],
    }


def _print_table(runs: Sequence[Run]) -> None:
    from rich.console import Console
    from rich.table import Table

    from dossier_extract.schema import RESIDUE_KINDS

    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    console = Console(highlight=False)
    table.add_column("dossier", no_wrap=True, overflow="ellipsis", max_width=max(console.width - 62, 12))
    table.add_column("profile", no_wrap=True, overflow="ellipsis")
    for name in ("projects", "sections", "err", "warn", "info", "unclaimed", "time"):
        table.add_column(
            name, justify="right", no_wrap=True, min_width=max(len(name), 6) if name == "time" else len(name)
        )
    for path, outcome, seconds in runs:
        result = outcome.result
        name = str(Path(*path.parts[-2:]))
        if result is None:
            table.add_row(name, outcome.status, *[""] * 6, f"{seconds:.2f} s")
            continue
        grave = Counter(finding.severity.value for finding in result.findings)
        total = sum(getattr(page, kind) for page in result.residue for kind in RESIDUE_KINDS)
        share = sum(page.unclaimed for page in result.residue) / total if total else 0.0
        counts = (len(result.projects), sum(1 for section in result.sections if section.n_projects))
        severities = (grave["error"], grave["warning"], grave["info"])
        table.add_row(
            name, result.dossier.profile.name, *map(str, counts + severities), f"{share:.1%}", f"{seconds:.2f} s"
        )
    console.print(table)


@app.command("evaluate", epilog="Example: dossier-extract evaluate gold.jsonl output/dossiers/my-dossier-1234abcd.json")
def evaluate_command(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="gold.jsonl, or the folder that holds it.")],
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="JSON file that `extract` wrote.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
) -> None:
    """Score a result against gold: per field, per whole record, the dossier itself; every miss is listed."""
    import shutil

    from dossier_extract.evaluate import evaluate, load_gold, report_lines
    from dossier_extract.schema import Result

    try:
        found = json.loads(result.read_text(encoding="utf-8"))
        Result.model_validate(found)
    except OSError as error:
        raise InputError(f"{result}: {error.strerror}; give a JSON file that `extract` wrote") from None
    except ValueError as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"{result}: not a result of `extract` ({reason}); extract the dossier again") from None
    evaluation = evaluate(load_gold(gold), found)
    if as_json:
        print(json.dumps(evaluation.to_json(), ensure_ascii=False, indent=1))
        return
    print("\n".join(report_lines(evaluation, shutil.get_terminal_size((100, 24)).columns)))


@rules_app.command("check", epilog="Example: dossier-extract rules check --rules my-rules")
def rules_check(rules: RulesOption = None) -> None:
    """Load every rule file, compile every pattern and run the examples that the files carry."""
    from dossier_extract.rules import load_rules, run_examples

    loaded = load_rules(rules)
    patterns, examples = 0, 0
    wrong: list[RulesError] = []
    for _, failures, count in run_examples(loaded):
        patterns, examples = patterns + 1, examples + count
        wrong.extend(failures)
    for error in wrong:
        print(error, file=sys.stderr)
    print(f"{len(loaded.files)} files, {len(loaded.profiles)} profiles, {patterns} patterns, {examples} examples")
    if wrong:
        raise typer.Exit(int(ExitCode.BAD_RULES))


@rules_app.command("export", epilog="Example: dossier-extract rules export my-rules")
def rules_export(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write to; must be new or empty.")],
) -> None:
    """Write the built-in rule files out, to read or to edit; `--rules DIR` then layers them over the built-in ones."""
    import shutil

    from dossier_extract.errors import OutputError
    from dossier_extract.rules import builtin_dir

    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise OutputError(f"{directory}: not an empty folder; choose a new one")
    try:
        shutil.copytree(builtin_dir(), directory, dirs_exist_ok=True)
    except OSError as error:
        raise OutputError(f"{directory}: cannot be written ({error.strerror}); check its permissions") from None
    print(f"{directory}: {sum(1 for path in directory.rglob('*') if path.is_file())} files")


@app.command("schema", epilog="Example: dossier-extract schema profile > profile.schema.json")
def schema_command(
    what: Annotated[
        str, typer.Argument(metavar="result|profile", help="Schema of a result, or of a profile.")
    ] = "result",
) -> None:
    """Print the JSON Schema of a result or of a profile file (for editors)."""
    from dossier_extract import profile, schema

    makers = {"result": schema.result_schema, "profile": profile.profile_schema}
    if what not in makers:
        raise typer.BadParameter(f"{what!r} is not one of {', '.join(makers)}", param_hint="WHAT")
    print(json.dumps(makers[what](), ensure_ascii=False, indent=1))
