"""How sure a found layout is: each reason lowers the confidence, and says why to people."""

from __future__ import annotations

from typing import Any

import pytest

from dossier_extract.discovery.confidence import confidence_of, doubt_of, reasons_of, surety_of
from dossier_extract.profile import Profile
from dossier_extract.schema import Finding, PageResidue, Project, Verdict
from tests.builders import make_finding, make_project, make_result
from tests.pages import make_profile

LABELLED = make_profile(fields={"title": {"in": "heading"}, "carrier": {"label": "carrier"}, "zone": {"label": "zone"}})
BARE = make_profile(fields={"title": {"in": "heading"}, "carrier": {"nth": 1}})
GOOD = [make_project(n=n) for n in range(1, 20)]
AGREED = [make_finding(verdict=Verdict.PASS)]


def residue(unclaimed: int) -> list[PageResidue]:
    counts: dict[str, Any] = dict.fromkeys(("section", "furniture", "caption", "front", "ignored"), 0)
    return [PageResidue(page=1, record=900, unclaimed=unclaimed, blocks=[], **counts)]


def sure(
    projects: list[Project] = GOOD,
    findings: list[Finding] = AGREED,
    unclaimed: int = 0,
    profile: Profile = LABELLED,
    searched: float = 1.0,
) -> float:
    return confidence_of(reasons_of(profile, projects, findings, residue(unclaimed)), searched)


def test_a_find_that_nothing_speaks_against_is_sure() -> None:
    assert sure() > 0.85


@pytest.mark.parametrize(
    ("worse", "least"),
    [
        ({"projects": GOOD[:4]}, 0.1),
        ({"projects": [make_project(n=n, territories=[]) for n in range(1, 20)]}, 0.25),
        ({"unclaimed": 900}, 0.4),
        ({"findings": []}, 0.05),
        ({"findings": [*AGREED, make_finding(verdict=Verdict.FAIL)]}, 0.2),
        ({"profile": BARE}, 0.15),
        ({"searched": 0.5}, 0.3),
    ],
    ids=["few", "without territories", "unclaimed text", "no figures", "other figures", "no labels", "the search"],
)
def test_each_reason_against_a_find_lowers_its_confidence(worse: dict[str, Any], least: float) -> None:
    assert sure(**worse) <= sure() - least


def test_columns_with_a_header_name_their_fields() -> None:
    table = {"table": {"columns": {"carrier": "Porteur", "title": "Projet"}, "key": "title"}, "record": None}
    headed = make_profile(table, fields={"title": {"in": "title"}, "carrier": {"in": "carrier"}})
    assert sure(profile=headed) == sure(profile=LABELLED)


def test_nothing_found_is_not_sure_at_all() -> None:
    assert sure(projects=[]) == 0.0


def test_reasons_are_sentences_with_their_figures() -> None:
    findings = [*AGREED, make_finding(verdict=Verdict.FAIL), make_finding(code="field-missing", verdict=None)]
    said = [str(reason.said) for reason in reasons_of(LABELLED, GOOD, findings, residue(100))]
    assert said == [
        "19 of 19 records have a title, a carrier and a territory",
        "90% of the text among the records is in one of them",
        "1 of 2 figures that the document states agree",
        "2 fields are named by a label or a header",
    ]


def test_nothing_is_doubted_of_a_profile_whose_records_are_whole() -> None:
    assert doubt_of(LABELLED, make_result(projects=GOOD, residue=residue(0))) is None
    few = make_result(projects=GOOD[:2], residue=residue(0))
    assert doubt_of(LABELLED, few) is None  # few records are no reason to look for another layout


@pytest.mark.parametrize(
    ("worse", "said"),
    [
        ({"projects": []}, "nothing begins a record as it says"),
        (
            {"projects": [make_project(n=n, zone="Blois" if n == 1 else None) for n in range(1, 30)]},
            "hardly a record has what it tells of: zone",
        ),
        (
            {"projects": [make_project(n=n, territories=[] if n % 2 else ["93"]) for n in range(1, 21)]},
            "10 of 20 records have a title, a carrier and a territory",
        ),
        ({"residue": residue(900)}, "50% of the text among the records is in one of them"),
    ],
    ids=["no records", "a field that none has", "records that lack much", "text left over"],
)
def test_a_profile_is_doubted_where_its_records_show_another_layout(worse: dict[str, Any], said: str) -> None:
    whole = {"projects": GOOD, "residue": residue(0)}
    doubted = make_result(**(whole | worse))
    assert doubt_of(LABELLED, doubted) == said
    assert surety_of(LABELLED, doubted) < surety_of(LABELLED, make_result(**whole))
