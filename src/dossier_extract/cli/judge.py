"""`evaluate`, `rules`, `schema`: judge a result, judge the rules, say what either may hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from dossier_extract.cli import terminal
from dossier_extract.cli.extract import RulesOption
from dossier_extract.errors import ExitCode, InputError, OutputError, RulesError
from dossier_extract.messages import system_reason


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="gold.jsonl, or the folder that holds it.")],
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="JSON file that `extract` wrote.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
) -> None:
    """Score a result against gold: per field, per whole record, the dossier itself; every miss is listed."""
    import shutil

    from dossier_extract import evaluate as scoring
    from dossier_extract.schema import Result

    try:
        found = json.loads(result.read_text(encoding="utf-8"))
        Result.model_validate(found)
    except OSError as error:
        wrong = "{file}: {reason}; give a JSON file that `extract` wrote"
        raise InputError(wrong, file=result, reason=system_reason(error)) from None
    except ValueError as error:
        reason = str(error).splitlines()[0]
        wrong = "{file}: not a result of `extract` ({reason}); extract the dossier again"
        raise InputError(wrong, file=result, reason=reason) from None
    evaluation = scoring.evaluate(scoring.load_gold(gold), found)
    if as_json:
        print(json.dumps(evaluation.to_json(), ensure_ascii=False, indent=1))
        return
    print("\n".join(scoring.report_lines(evaluation, shutil.get_terminal_size((100, 24)).columns)))


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


def rules_export(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write to; must be new or empty.")],
) -> None:
    """Write the built-in rule files out, to read or to edit; `--rules DIR` then layers them over the built-in ones."""
    import shutil

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
