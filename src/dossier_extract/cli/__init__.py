"""The command line: which commands there are. Each says what happened; the modules below do it."""

from __future__ import annotations

from typing import Annotated

import typer

from dossier_extract.cli import corpus, draft, extract, folders, judge, look, review, share, terminal

app = typer.Typer(
    name="dossier-extract",
    help="Turn French press kits of project winners (PDF) into validated, structured records.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
rules_app = typer.Typer(help="Check the rule files, or write the built-in ones out to edit them.", no_args_is_help=True)
app.command("extract", epilog="Example: dossier-extract extract input -o output")(extract.extract)
app.command("inspect", epilog="Example: dossier-extract inspect dossier.pdf --page 8 -o page.png")(look.inspect)
app.command("explain", epilog="Example: dossier-extract explain dossier.pdf --record 3")(look.explain)
app.command("evaluate", epilog="Example: dossier-extract evaluate gold.jsonl output/dossiers/my-dossier-1234abcd.json")(
    judge.evaluate
)
app.command("export", epilog="Example: dossier-extract export output --to datapackage -o package")(share.export)
app.command("review", epilog="Example: dossier-extract review output --min-confidence 0.8 --csv review.csv")(
    review.review
)
app.command("schema", epilog="Example: dossier-extract schema profile > profile.schema.json")(judge.schema)
rules_app.command("check", epilog="Example: dossier-extract rules check --rules my-rules")(judge.rules_check)
rules_app.command("export", epilog="Example: dossier-extract rules export my-rules")(judge.rules_export)
app.add_typer(rules_app, name="rules")
profile_app = typer.Typer(help="Make a profile of a dossier's layout.", no_args_is_help=True)
profile_app.command("draft", epilog="Example: dossier-extract profile draft dossier.pdf -o my.yml")(draft.draft)
app.add_typer(profile_app, name="profile")
corpus_app = typer.Typer(help="Work on thousands of dossiers, again and again; nothing is lost.", no_args_is_help=True)
corpus_app.command("run", epilog="Example: dossier-extract corpus run scans -o corpus --workers 4")(corpus.run)
corpus_app.command("diff", epilog="Example: dossier-extract corpus diff before after --json changes.json")(folders.diff)
corpus_app.command("verify", epilog="Example: dossier-extract corpus verify output --clear")(folders.verify)
corpus_app.command("compact", epilog="Example: dossier-extract corpus compact output")(folders.compact)
corpus_app.command("package", epilog="Example: dossier-extract corpus package output -o bag")(folders.package)
app.add_typer(corpus_app, name="corpus")


@app.callback(invoke_without_command=True)
def _main(
    version: Annotated[bool, typer.Option("--version", help="Say the versions and stop.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log what happens, with tracebacks.")] = False,
    lang: Annotated[
        str,
        typer.Option(
            metavar="auto|en|fr", envvar="DOSSIER_EXTRACT_LANG", help="Language of messages; auto follows your system."
        ),
    ] = "auto",
) -> None:
    terminal.speak(lang)
    terminal.log(verbose)
    if version:
        print(terminal.versions())
        raise typer.Exit
