"""A layout that the program found: how sure it is, what `profile draft` writes of it, and how a person confirms it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from reportlab.pdfgen.canvas import Canvas

from dossier_extract import Rules
from dossier_extract.discovery import Discovery
from dossier_extract.discovery.verdict import finding_of, refusal, use_of
from dossier_extract.errors import ExitCode
from dossier_extract.messages import Message
from dossier_extract.profile import Found
from dossier_extract.rulefiles import yaml_text
from dossier_extract.stages.recognise import Choice
from tests.conftest import DOSSIERS, Run
from tests.pages import make_profile

BRETAGNE = DOSSIERS / "dev-bretagne" / "dossier.pdf"
PLAIN = make_profile()


def drafted(confirmed: bool = False, **changed: Any) -> Any:
    found = Found(confidence=0.9, layout=PLAIN.fingerprint, confirmed=confirmed)
    return make_profile(**changed).model_copy(update={"found": found})


# How sure


@pytest.mark.parametrize(
    ("profile", "choice", "wanted"),
    [
        (PLAIN, Choice("mine", PLAIN), ("known", None, False)),
        (PLAIN, Choice("discovered", PLAIN, discovered=True, confidence=0.796), ("discovered", 0.8, False)),
        (PLAIN, Choice("discovered", PLAIN, discovered=True, confidence=0.79), ("discovered", 0.79, True)),
        (drafted(), Choice("mine", PLAIN), ("discovered", 0.9, False)),
        (drafted(theme=False), Choice("mine", PLAIN), ("discovered", None, True)),
        (drafted(confirmed=True), Choice("mine", PLAIN), ("confirmed", None, False)),
        (drafted(confirmed=True, theme=False), Choice("mine", PLAIN), ("confirmed", None, False)),
    ],
    ids=["by hand", "sure", "unsure", "drafted", "drafted and edited", "confirmed", "edited and confirmed"],
)
def test_a_result_says_how_its_layout_came_about(
    profile: Any, choice: Choice, wanted: tuple[object, ...], rules: Rules
) -> None:
    sure = dataclasses.replace(rules, discovery=rules.discovery.model_copy(update={"draft_below": 0.8}))
    use = use_of(choice, profile, sure)
    assert (use.how, use.confidence, use.draft) == wanted
    finding = finding_of(use, choice, sure)
    assert (finding is not None) is (use.how == "discovered")
    if finding is not None:
        assert finding.message.startswith("a draft to confirm") is (use.draft or not choice.discovered)


def test_a_fingerprint_is_that_of_what_the_layout_says() -> None:
    title = {"in": "heading"}
    assert make_profile(fields={"title": title}).fingerprint == make_profile(fields={"title": [title]}).fingerprint
    assert make_profile(fields={"title": title}).fingerprint != make_profile(fields={"zone": title}).fingerprint


def test_a_refusal_says_what_the_nearest_profile_and_the_best_guess_lacked() -> None:
    found = Discovery(None, None, 0.5, refused=Message("of the best guess, {n} records: {lacking}", n=3, lacking="few"))
    said = refusal(found, Message("no profile fits; the nearest is {nearest}", nearest="idf"))
    assert said.startswith("no profile fits; the nearest is idf. A layout was searched for, but of the best guess, 3")
    assert "`dossier-extract explain FILE`" in said


# The draft


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    from dossier_extract.cli import terminal
    from dossier_extract.cli.draft import draft

    def write(language: str) -> str:
        path = tmp_path_factory.mktemp("draft") / "mine.yml"
        terminal.speak(language)
        draft(BRETAGNE, path, None)
        terminal.speak("en")
        return path.read_text(encoding="utf-8")

    return write


@pytest.fixture(scope="module")
def english(text: Callable[[str], str]) -> str:
    return text("en")


def test_a_draft_says_what_was_found_and_waits_for_a_person(english: str) -> None:
    assert english.startswith("# Found by the program in dossier.pdf: 33 records, confidence ")
    assert "confirmed: false  # true once" in english
    written = yaml.safe_load(english)
    assert written["title"] == "Plan pauvreté en Bretagne : 34 projets associatifs soutenus"
    assert written["found"]["confirmed"] is False


def test_a_draft_in_french_has_french_comments(text: Callable[[str], str]) -> None:
    comments = [line for line in text("fr").splitlines() if line.startswith("#")]
    assert comments[0].startswith("# Trouvé par le programme dans dossier.pdf : 33 fiches, confiance ")
    assert any("Ensuite : " in line for line in comments)


def test_a_draft_is_known_again_by_the_words_of_its_title_without_figures_and_places(english: str) -> None:
    cues = yaml.safe_load(english)["recognise"]["all"]
    assert cues[:2] == ["Plan pauvreté", "projets associatifs soutenus"]
    assert "Porteur" in cues


def test_a_draft_is_one_until_it_is_confirmed(english: str, run: Run, tmp_path: Path) -> None:
    def use(text: str) -> tuple[dict[str, Any], set[str]]:
        (tmp_path / "mine.yml").write_text(text, encoding="utf-8")
        ran = run("extract", BRETAGNE, "--profile", tmp_path / "mine.yml", "-o", tmp_path / "out")
        assert ran.code == ExitCode.OK
        (file,) = (tmp_path / "out" / "dossiers").glob("*.json")
        result = json.loads(file.read_text(encoding="utf-8"))
        assert ("Drafts to confirm, 1 of 1" in ran.out) is result["dossier"]["profile"]["draft"]
        return result["dossier"]["profile"], {finding["code"] for finding in result["findings"]}

    confidence = yaml.safe_load(english)["found"]["confidence"]
    profile, findings = use(english)
    assert (profile["name"], profile["how"], profile["confidence"]) == ("mine", "discovered", confidence)
    assert "layout-discovered" in findings
    profile, findings = use(english.replace("\ntheme: false\n", "\n"))
    assert (profile["how"], profile["confidence"], profile["draft"]) == ("discovered", None, True)
    profile, findings = use(english.replace("confirmed: false", "confirmed: true"))
    assert profile == {"name": "mine", "how": "confirmed", "confidence": None, "draft": False}
    assert "layout-discovered" not in findings


def test_a_document_without_projects_gives_no_draft(run: Run, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "letter.pdf"))
    canvas.drawString(100, 600, "Un texte")
    canvas.save()
    ran = run("profile", "draft", tmp_path / "letter.pdf")
    assert (ran.code, ran.out) == (ExitCode.SOME_FAILED, "")
    assert "no layout was found: nothing in it comes again as the beginnings of records do" in ran.err


def test_what_two_layouts_share_is_written_twice() -> None:
    """Rule files know no aliases: a draft that had some could not be read."""
    shared = {"section": {"size": 16}}
    text = yaml_text({"layouts": [shared, shared]})
    assert "&" not in text
    assert yaml.safe_load(text) == {"layouts": [shared, shared]}
