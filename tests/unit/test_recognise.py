"""Which profile reads a dossier."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from dossier_extract import Rules
from dossier_extract.errors import DocumentError, RulesError
from dossier_extract.profile import Profile
from dossier_extract.stages.recognise import recognise
from tests.pages import make_page, make_profile, put

PAGES = [make_page(1, put(100, 100, "DOSSIER DE\npresse")), make_page(2, put(100, 100, "Zone d’Intervention : Été"))]


def cued(**cues: Any) -> Profile:
    return make_profile(recognise=cues)


def with_profiles(rules: Rules, **profiles: Profile) -> Rules:
    return dataclasses.replace(rules, profiles=profiles)


@pytest.mark.parametrize(
    ("cues", "fits"),
    [
        ({}, True),
        ({"all": "dossier de presse"}, True),
        ({"all": ["Dossier de Presse", "zone d'intervention :"]}, True),
        ({"all": ["Dossier de Presse", "vague"]}, False),
        ({"any": ["vague", "ete"]}, True),
        ({"any": ["vague", "lot"]}, False),
        ({"all": "dossier", "any": "vague"}, False),
        ({"all": "« dossier »"}, False),
    ],
)
def test_cues_stand_in_the_text(cues: dict[str, Any], fits: bool, rules: Rules) -> None:
    profile = cued(**cues)
    choice = recognise(PAGES, with_profiles(rules, mine=profile))
    assert (choice.name, choice.profile) == (("mine", profile) if fits else ("", None))
    assert (choice.reason is None) is fits


def test_the_first_profile_that_fits_is_chosen(rules: Rules) -> None:
    profiles = {"no": cued(all="vague"), "yes": cued(all="dossier"), "also": cued(all="presse")}
    assert recognise(PAGES, with_profiles(rules, **profiles)).name == "yes"


def test_where_none_fits_the_nearest_says_what_it_lacks(rules: Rules) -> None:
    profiles = {"far": cued(all=["vague", "lot"]), "near": cued(all="dossier", any=["Bus", "Car"])}
    choice = recognise(PAGES, with_profiles(rules, **profiles))
    assert choice.profile is None
    assert choice.reason is not None
    assert choice.reason == "no profile fits; the nearest is near (lacks « Bus / Car »)"


def test_rules_without_a_profile_say_so(rules: Rules) -> None:
    assert recognise(PAGES, with_profiles(rules)).reason == "the rules hold no profile"


def test_a_name_is_taken_without_asking_for_cues(rules: Rules) -> None:
    profile = cued(all="vague")
    choice = recognise(PAGES, with_profiles(rules, mine=profile), "mine")
    assert (choice.name, choice.profile) == ("mine", profile)


@pytest.mark.parametrize(
    ("name", "hint"), [("idf-2012", "did you mean `idf-2021`?"), ("zzz", "known are idf-2021, mine")]
)
def test_a_name_that_does_not_exist_is_told(name: str, hint: str, rules: Rules) -> None:
    profiles = {"mine": cued(), "idf-2021": cued()}
    with pytest.raises(RulesError, match="no such profile") as caught:
        recognise(PAGES, with_profiles(rules, **profiles), name)
    assert caught.value.key == name
    assert hint in caught.value.reason


@pytest.mark.parametrize("pages", [[], [make_page(1), make_page(2)]], ids=["no pages", "no words"])
@pytest.mark.parametrize("wanted", ["auto", "idf-2021", "nope"])
def test_a_dossier_without_text_is_refused(pages: list[Any], wanted: str, rules: Rules) -> None:
    with pytest.raises(DocumentError, match="no text in it"):
        recognise(pages, rules, wanted)
