"""`profile draft`: the layout that the program found by itself, as a profile to correct or to confirm."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dossier_extract.cli import terminal
from dossier_extract.cli.extract import RulesOption
from dossier_extract.cli.look import FileArgument
from dossier_extract.errors import DocumentError
from dossier_extract.messages import Message

if TYPE_CHECKING:
    from dossier_extract.discovery import Discovery
    from dossier_extract.pipeline import Trace
    from dossier_extract.profile import Profile
    from dossier_extract.rules import Rules
    from dossier_extract.schema import Result

WIDTH = 110  # columns of a comment
FIELDS = ("title", "carrier", "territories", "zone", "description", "theme", "amount_eur")
PIECES, LABELS = 2, 3  # of the title, and words of the layout, that are cues
PIECE_WORDS = 2  # at least; fewer stand in any dossier
_JOINTS = r"[-–—:;,.|/«»()\s]+"
_TRAILING = re.compile(r"(?:\s+(?-i:[a-zà-ÿ]{1,3}|[dl]['’]))+$")  # « en », « de la », left where a name was cut off


def draft(
    file: FileArgument,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write there; printed by default.")
    ] = None,
    rules: RulesOption = None,
) -> None:
    """Write the layout that the program finds by itself as a profile, with what speaks for it."""
    from dossier_extract.dataset import write_file
    from dossier_extract.pipeline import read_dossier, source_of, trace_dossier
    from dossier_extract.rules import load_rules

    loaded = load_rules(rules)
    trace = trace_dossier(read_dossier(source_of(file)), replace(loaded, profiles={}))  # so that none fits
    if trace.result is None or trace.discovery is None or not trace.result.projects:
        why = trace.discovery.refused if trace.discovery else trace.choice.reason
        nothing = "{file}: no layout was found: {why}; write a profile by hand (docs/rules.md)"
        raise DocumentError(nothing, file=file, why=why or "")
    text = _profile_text(trace, trace.result, trace.discovery, loaded)
    if output is None:
        print(text, end="")
        return
    write_file(output, [text.encode()])
    print(output)


def _profile_text(trace: Trace, result: Result, found: Discovery, rules: Rules) -> str:
    """The profile as YAML, its comments in the user's language."""
    from dossier_extract.rulefiles import yaml_text

    assert found.profile is not None
    assert found.layout is not None
    cues = [*_pieces(trace, result.dossier.title or "", rules), *_words(trace, found.profile)]
    head = {"version": 1, "title": result.dossier.title or Path(trace.source.file).stem, "recognise": {"all": cues}}
    parts = (
        *(_comment(said) for said in _reasons(trace, result)),
        yaml_text(head).rstrip("\n"),
        "found:",
        f"  confidence: {trace.choice.confidence or 0:.2f}",
        f"  layout: '{found.profile.fingerprint}'",
        f"  confirmed: false  # {terminal.said('true once you have compared the records with the pages')}",
        yaml_text(found.layout),
    )
    return "\n".join(parts)


def _reasons(trace: Trace, result: Result) -> Iterator[Message]:
    """What a person should know before believing the find."""
    about = {"file": terminal.one_line(result.dossier.source.file), "confidence": f"{trace.choice.confidence or 0:.2f}"}
    yield Message(
        "Found by the program in {file}: {n} records, confidence {confidence}", n=len(result.projects), **about
    )
    for reason in trace.reasons:
        yield Message("- {reason}", reason=reason.said)
    shares = [f"{name} {sum(map(bool, _values(result, name))) / len(result.projects):.0%}" for name in FIELDS]
    yield Message("Records that have each field: {shares}", shares=", ".join(shares))
    yield Message(
        "Next: `dossier-extract extract {file} --profile THIS_FILE -o try`; compare some records with the pages; "
        "correct what is wrong here (docs/rules.md says how); then write `confirmed: true`. From the folder `profiles` "
        "of your rules, it reads all dossiers in which the words of `recognise` stand",
        file=about["file"],
    )


def _values(result: Result, name: str) -> list[Any]:
    return [getattr(project, name) for project in result.projects]


def _comment(said: Message) -> str:
    lines = textwrap.wrap(terminal.said(said), WIDTH, break_on_hyphens=False, break_long_words=False)
    return "\n".join(f"# {line}" for line in lines)


def _pieces(trace: Trace, title: str, rules: Rules) -> list[str]:
    """What a series shares in its title: what is left of it without figures and places, as far as it stands so."""
    from dossier_extract.text import fold

    cuts = rules.pattern(r"\b(?:{region}|{departement})\b|\S*\d\S*|" + _JOINTS.replace(r"\s", "") + r"(?=\s|$)")
    pieces, at = [], 0
    for found in cuts.finditer(fold(title)):
        pieces.append(title[at : found.start()])
        at = found.end()
    pieces.append(title[at:])
    plain = [_TRAILING.sub("", piece.strip(" -–—:;,.|/«»()")) for piece in pieces]
    return _standing(trace, [piece for piece in plain if len(piece.split()) >= PIECE_WORDS])[:PIECES]


def _words(trace: Trace, profile: Profile) -> list[str]:
    """Labels and headers of columns that the layouts count on, as far as they stand in the dossier."""
    layouts = profile.layouts
    labels = [label for own in layouts for sources in own.fields.values() for one in sources for label in one.label]
    headers = [word for own in layouts if own.table for words in own.table.columns.values() for word in words]
    return _standing(trace, [*dict.fromkeys([*headers, *labels])])[:LABELS] or _standing(trace, ["Dossier de presse"])


def _standing(trace: Trace, cues: list[str]) -> list[str]:
    from dossier_extract.explain.cues import Cues
    from dossier_extract.profile import Recognise

    printed = Cues(trace.pages)
    return [cue for cue in cues if not printed.lacking(Recognise(all=(cue,)))]
