"""Zero configuration: the given dossiers read with a layout that the program finds; documents that list nothing."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from typing import Any

import pytest

from benchmarks.perturb import perturb, read_dossier
from dossier_extract import Outcome, Rules, extract_dossier, load_rules, source_of
from dossier_extract.evaluate import evaluate, load_gold
from dossier_extract.pipeline import Reading, extract_reading
from tests.conftest import DOSSIERS

LEAST = {"dev-occitanie": 0.99, "dev-grand-est": 0.99, "dev-bretagne": 0.98, "idf-2021": 0.93}  # strict micro F1
LAYOUTS = ("empty-menu", "empty-invoice", "empty-communes", "empty-directory")


@cache
def _bare() -> Rules:
    """The rules without a single profile."""
    return dataclasses.replace(load_rules(), profiles={})


@cache
def _outcome(name: str) -> Outcome:
    return extract_dossier(source_of(DOSSIERS / name / "dossier.pdf"), _bare())


def _result(name: str) -> dict[str, Any]:
    outcome = _outcome(name)
    assert outcome.result is not None, outcome.reason
    loaded: dict[str, Any] = json.loads(outcome.result.model_dump_json())
    return loaded


@pytest.mark.parametrize("name", LEAST)
def test_a_dossier_is_read_without_any_profile(name: str) -> None:
    evaluation = evaluate(load_gold(DOSSIERS / name), _result(name))
    assert evaluation.micro.f1 >= LEAST[name], evaluation.misses[:3]
    assert evaluation.segmentation.n_result == evaluation.segmentation.n_gold


@pytest.mark.parametrize("name", LEAST)
def test_the_result_says_that_its_layout_was_discovered(name: str) -> None:
    result = _result(name)
    use = result["dossier"]["profile"]
    assert (use["name"], use["how"]) == ("discovered", "discovered")
    assert use["draft"] is (use["confidence"] < load_rules().discovery.draft_below)
    (finding,) = [one for one in result["findings"] if one["code"] == "layout-discovered"]
    assert finding["severity"] == "warning"
    assert f"confidence {use['confidence']:.2f}" in finding["message"]
    assert "profile draft FILE" in finding["message"]


def test_a_known_dossier_is_not_said_to_be_discovered(rules: Rules) -> None:
    outcome = extract_dossier(source_of(DOSSIERS / "idf-2021" / "dossier.pdf"), rules)
    assert outcome.result is not None
    assert outcome.result.dossier.profile.how == "known"
    assert "layout-discovered" not in {finding.code for finding in outcome.result.findings}


@pytest.mark.parametrize("name", LEAST)
def test_every_value_has_an_origin_with_boxes_on_a_page(name: str) -> None:
    result = _result(name)
    sizes = {page["number"]: (page["width"], page["height"]) for page in result["pages"]}
    for project in result["projects"]:
        for field in ("title", "carrier", "zone", "description", "territories", "amount_eur"):
            assert not project[field] or project["origins"].get(field), (project["n"], field)
        for origin in (one for origins in project["origins"].values() for one in origins):
            assert origin["boxes"]
            for box in origin["boxes"]:
                width, height = sizes[box["page"]]
                assert 0 <= box["x0"] < box["x1"] <= width
                assert 0 <= box["top"] < box["bottom"] <= height


@pytest.mark.parametrize("family", LAYOUTS)
def test_a_document_that_lists_no_projects_is_unrecognised(family: str, rules: Rules) -> None:
    layouts = pytest.importorskip("benchmarks.layouts", reason="what renders the test bed is not installed")
    folder = layouts.dossier(family, 0)
    assert (folder / "gold.jsonl").read_text(encoding="utf-8").strip() == ""
    outcome = extract_dossier(source_of(folder / "dossier.pdf"), rules)
    assert (outcome.status, outcome.result) == ("unrecognised", None)
    assert "no profile fits; the nearest is idf-2021 (lacks " in str(outcome.reason)
    assert "A layout was searched for, but " in str(outcome.reason)


@pytest.mark.parametrize("change", ["smaller", "colon-dash"])
def test_a_known_profile_gives_way_where_its_cues_stand_in_another_layout(change: str, rules: Rules) -> None:
    changed = perturb(change, read_dossier(DOSSIERS / "idf-2021", rules))
    assert changed is not None
    reading = Reading(changed.source, list(changed.pages), "pdfium", None)
    outcome = extract_reading(reading, rules)
    assert outcome.result is not None
    assert outcome.result.dossier.profile.how == "discovered"
    messages = [finding.message for finding in outcome.result.findings if finding.code == "layout-discovered"]
    assert "the cues of profile idf-2021 stand in it, but " in messages[0]
    found = json.loads(outcome.result.model_dump_json())
    assert evaluate(changed.gold, found).micro.f1 > 0.98
    named = extract_reading(reading, rules, "idf-2021")  # who names a profile gets what it reads
    assert named.result is None or named.result.dossier.profile.how == "known"
