"""Messages: every sentence has its French one with the same blanks, and it is said in the user's language."""

from __future__ import annotations

import ast
import pickle
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from dossier_extract.errors import DossierError, Ending, RulesError
from dossier_extract.french import FRENCH
from dossier_extract.messages import Message, language_of, spoken

SOURCE = Path(__file__).parents[1] / "src" / "dossier_extract"
SPEAKERS = {"Message", "said", "say", "complain"} | {
    "DocumentError", "TooMuch", "InputError", "OutputError", "NoText", "TooLarge", "WorkersError"
}  # fmt: skip
WORDS = {  # said through a variable: what a status is called, the headings of the table
    "unrecognised", "failed", "dossier", "profile", "projects", "sections", "err", "warn", "info", "unclaimed", "time",
    "draft", "discovered", "dossiers", "records", "added", "changed", "lost", *map(str, Ending),
}  # fmt: skip


def _texts(node: ast.expr, names: dict[str, list[str]]) -> Iterator[str]:
    """The texts that an expression may stand for."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name):
        yield from names.get(node.id, ())
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body, names), *_texts(node.orelse, names))


def _templates(path: Path) -> Iterator[str]:
    """The templates of all messages that a module makes."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            names.setdefault(node.targets[0].id, []).extend(_texts(node.value, {}))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in SPEAKERS:
                yield from _texts(node.args[0], names)


TEMPLATES = WORDS | {template for path in SOURCE.rglob("*.py") for template in _templates(path)}


def _blanks(template: str) -> set[str]:
    return {blank for _, blank, _, _ in Formatter().parse(template) if blank is not None}


def test_every_message_has_its_french_one_and_none_is_left_over() -> None:
    assert TEMPLATES - set(FRENCH) == set()
    assert set(FRENCH) - TEMPLATES == set()


@pytest.mark.parametrize("template", FRENCH)
def test_both_languages_have_the_same_blanks(template: str) -> None:
    assert _blanks(FRENCH[template]) == _blanks(template)


def test_no_error_is_made_of_a_text_that_cannot_be_translated() -> None:
    """An f-string as a message would be said in English to everybody."""
    found = [
        f"{path.name}:{node.lineno}"
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in SPEAKERS | {"RulesError"}
        and any(isinstance(argument, ast.JoinedStr) for argument in node.args[-1:])
    ]
    assert found == []


def test_values_that_are_messages_are_said_in_the_same_language() -> None:
    error = RulesError(
        "my.yml", "record", Message("{reason}; did you mean `{near}`?", reason=Message("unknown key"), near="x")
    )
    assert str(error) == "my.yml: record: unknown key; did you mean `x`?"
    assert spoken(error.message, "fr", FRENCH) == "my.yml: record: clé inconnue ; vouliez-vous dire `x` ?"
    assert spoken(error.message, "en", FRENCH) == str(error)


def test_braces_in_a_value_or_a_plain_text_are_text() -> None:
    assert Message("{file}: no {n}", file="{a}", n=1) == "{a}: no 1"
    assert str(DossierError("{odd}/name.pdf")) == "{odd}/name.pdf"
    assert spoken(Message.joined("; ", ["{a}", "b"]), "fr", FRENCH) == "{a}; b"


def test_a_message_survives_the_way_between_processes() -> None:
    message = pickle.loads(pickle.dumps(Message("{name} (lacks {cues})", name="a", cues="b")))
    assert (message, spoken(message, "fr", FRENCH)) == ("a (lacks b)", "a (il manque b)")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_CA", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "fr_BE", "LANG": "en_GB"}, "fr"),
        ({"LC_ALL": "", "LANG": "FR"}, "fr"),
        ({}, "en"),
    ],
)
def test_the_language_is_that_of_the_system(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language
