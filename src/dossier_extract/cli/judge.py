"""`evaluate`, `rules`, `schema`: judge a result, judge the rules, say what either may hold."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dossier_extract.cli import terminal
from dossier_extract.cli.extract import ProfileOption, RulesOption, load
from dossier_extract.errors import DossierError, ExitCode, OutputError, RulesError
from dossier_extract.messages import Message, system_reason

if TYPE_CHECKING:
    from dossier_extract.rules import Rules


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="gold.jsonl, or the folder that holds it, or many.")],
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="JSON file that `extract` wrote, or its folder.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
    against: Annotated[
        Path | None,
        typer.Option(metavar="OTHER", help="Another result, or scores (--json): list what was gained and lost."),
    ] = None,
) -> None:
    """Score a result against gold: per field, per whole record, the dossier itself; every miss is listed.

    A folder of results is scored against a folder of golds: a line a dossier, and all of them.
    """
    from dataclasses import asdict

    from dossier_extract import evaluate as scoring

    width = shutil.get_terminal_size((100, 24)).columns
    if result.is_dir():
        if against is not None:
            raise typer.BadParameter("compares two single results, not folders", param_hint="--against")
        scores = scoring.evaluate_folders(gold, result)
        plain, lines = scores.to_json(), scoring.folder_lines(scores, width)
    else:
        wanted = scoring.load_gold(gold)
        evaluation = scoring.evaluate(wanted, scoring.load_result(result))
        changes = scoring.compare(evaluation, scoring.load_evaluation(against, wanted)) if against else None
        plain = evaluation.to_json() | ({"against": asdict(changes)} if changes else {})
        lines = scoring.report_lines(evaluation, width, changes)
    print(json.dumps(plain, ensure_ascii=False, indent=1) if as_json else "\n".join(lines))


def rules_check(
    rules: RulesOption = None,
    profile: ProfileOption = "auto",
    trial: Annotated[
        tuple[Path, Path] | None,
        typer.Option("--on", metavar="FILE GOLD", help="Read FILE with these rules, and score it against GOLD."),
    ] = None,
) -> None:
    """Load every rule file, compile every pattern and run the examples that the files carry.

    With --on, the rules are tried on a dossier whose records were written by hand: every difference is listed.
    """
    from dossier_extract.rules import run_examples

    loaded, chosen = load(rules, profile)
    patterns, examples = 0, 0
    wrong: list[RulesError] = []
    for _, failures, count in run_examples(loaded):
        patterns, examples = patterns + 1, examples + count
        wrong.extend(failures)
    for error in wrong:
        terminal.complain(error.message)
    terminal.say(
        "{files} files, {profiles} profiles, {patterns} patterns, {examples} examples",
        files=len(loaded.files),
        profiles=len(loaded.profiles),
        patterns=patterns,
        examples=examples,
    )
    if wrong:
        raise typer.Exit(int(ExitCode.BAD_RULES))
    if trial is not None:
        _try_on(*trial, loaded, chosen)


def _try_on(file: Path, gold: Path, rules: Rules, profile: str) -> None:
    """Print how the records of a dossier compare with those written by hand. Raises `DossierError` where none came."""
    from dossier_extract import evaluate as scoring
    from dossier_extract.pipeline import extract_dossier, source_of

    wanted = scoring.load_gold(gold)
    outcome = extract_dossier(source_of(file), rules, profile)
    if outcome.result is None:
        raise DossierError(
            "{path}: {status}: {reason}", path=file, status=Message(outcome.status), reason=outcome.reason
        )
    scores = scoring.evaluate(wanted, json.loads(outcome.result.model_dump_json()))
    print("\n".join(scoring.report_lines(scores, shutil.get_terminal_size((100, 24)).columns)))


def rules_export(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write to; must be new or empty.")],
) -> None:
    """Write the built-in rule files out, to read or to edit; `--rules DIR` then layers them over the built-in ones."""
    from dossier_extract.rules import builtin_dir

    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise OutputError("{folder}: not an empty folder; choose a new one", folder=directory)
    try:
        shutil.copytree(builtin_dir(), directory, dirs_exist_ok=True)
    except OSError as error:
        wrong = "{folder}: cannot be written ({reason}); check its permissions"
        raise OutputError(wrong, folder=directory, reason=system_reason(error)) from None
    terminal.say("{folder}: {n} files", folder=directory, n=sum(1 for path in directory.rglob("*") if path.is_file()))


def schema(
    what: Annotated[
        str, typer.Argument(metavar="result|profile", help="Schema of a result, or of a profile.")
    ] = "result",
) -> None:
    """Print the JSON Schema of a result or of a profile file (for editors)."""
    from dossier_extract.profile import profile_schema
    from dossier_extract.schema import result_schema

    makers = {"result": result_schema, "profile": profile_schema}
    if what not in makers:
        raise typer.BadParameter(f"{what!r} is not one of {', '.join(makers)}", param_hint="WHAT")
    print(json.dumps(makers[what](), ensure_ascii=False, indent=1))
