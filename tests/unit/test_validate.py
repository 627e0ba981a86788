"""Published records and what is said about them: ids, doubts, duplicates, sections, claims against what was found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from dossier_extract import Rules
from dossier_extract.drafts import (
    DossierDraft,
    Draft,
    FieldValue,
    Records,
    SectionBlock,
    SectionRole,
    Segmentation,
)
from dossier_extract.schema import Claim, Finding, Method, Scope, SectionKind, Severity, Subject
from dossier_extract.stages.validate import validate_records
from tests.builders import make_origin
from tests.pages import HEAD, SECTION, SHA, Reading, badge, make_block, make_page, make_profile, make_text, put

NOTHING = DossierDraft(None, None, None, None, None, (), {})


def draft(n: int = 1, theme: str | None = None, findings: tuple[Finding, ...] = (), **values: Any) -> Draft:
    """A project with these values; territories are printed unless another method is given."""
    method = values.pop("method", Method.PRINTED)
    fields = {
        name: FieldValue(0, name, value, (make_origin(method=method),) if value != "" else (), findings)
        for name, value in values.items()
    }
    return Draft(make_block(n=n, heading="Un titre"), theme, make_origin() if theme else None, fields)


def section(
    title: str | None = None, n_projects: int = 0, role: SectionRole = SectionRole.HEADING, pages: Sequence[int] = (1,)
) -> SectionBlock:
    return SectionBlock(role, make_text(title) if title else None, (), tuple(pages), n_projects)


def claim(quantity: int | str, subject: Subject = Subject.AWARDED, scope: Scope = Scope.DOSSIER, **rest: Any) -> Claim:
    values = {"unit": "projects", "tolerance": Decimal(0), "origins": [make_origin()], **rest}
    return Claim(subject=subject, scope=scope, quantity=Decimal(quantity), **values)


def published(
    rules: Rules, drafts: Sequence[Draft], claims: Sequence[Claim] = (), sections: Sequence[SectionBlock] = ()
) -> Records:
    described = DossierDraft(None, None, None, None, None, tuple(claims), {})
    return validate_records(drafts, described, Segmentation(tuple(sections), (), ()), SHA, rules)


def whole(n: int, **changed: Any) -> Draft:
    values: dict[str, Any] = {"title": f"Titre {n}", "carrier": "Ligue", "territories": ("93",), "zone": "Paris"}
    return draft(n=n, **{**values, **changed})


# Ids


def test_ids_follow_from_title_carrier_and_occurrence_alone(rules: Rules) -> None:
    once = published(rules, [whole(1), whole(2)]).projects
    again = published(rules, [whole(2, zone="Lyon", theme="Culture"), whole(1)]).projects
    assert [project.id for project in once] == [again[1].id, again[0].id]
    assert all(re.fullmatch("[0-9a-f]{12}", project.id) for project in once)


@pytest.mark.parametrize(("name", "value"), [("title", "titre 1"), ("carrier", "LÏGUE")])
def test_ids_do_not_mind_case_and_accents(name: str, value: str, rules: Rules) -> None:
    (one,), (other,) = (published(rules, [d]).projects for d in (whole(1), whole(1, **{name: value})))
    assert one.id == other.id


@pytest.mark.parametrize(("name", "value"), [("title", "Autre"), ("carrier", "Foyer"), ("carrier", "")])
def test_ids_differ_where_title_or_carrier_do(name: str, value: str, rules: Rules) -> None:
    (one,), (other,) = (published(rules, [d]).projects for d in (whole(1), whole(1, **{name: value})))
    assert one.id != other.id


def test_twins_have_ids_of_their_own_that_keep_their_order(rules: Rules) -> None:
    first, second, third = published(rules, [whole(1), whole(1), whole(1)]).projects
    assert len({first.id, second.id, third.id}) == 3
    assert published(rules, [whole(1), whole(1)]).projects[1].id == second.id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "Ligue"}, {"carrier": "Ligue"}),
        ({"title": "Bus du", "carrier": "cœur"}, {"title": "Bus", "carrier": "du cœur"}),
    ],
)
def test_a_title_is_not_mistaken_for_a_carrier(one: dict[str, str], other: dict[str, str], rules: Rules) -> None:
    first, second = published(rules, [draft(**one), draft(**other)]).projects
    assert first.id != second.id


def test_the_anchor_names_source_page_and_top(rules: Rules) -> None:
    (project,) = published(rules, [whole(1)]).projects
    assert project.anchor == "01234567-p1-100"


# Records


def test_values_are_published_with_their_origins(rules: Rules) -> None:
    values: dict[str, Any] = {
        "title": "Bus",
        "carrier": "Ligue",
        "carrier_printed": "la Ligue",
        "territories": ("93", "75"),
        "territories_printed": "93 / 75",
        "zone": "Paris",
        "zone_label": "Zone",
        "description": "Un texte.",
        "amount_eur": Decimal("12.50"),
        "extra.wave": 2,
        "extra.date": "",
    }
    (project,) = published(rules, [draft(theme="Culture", **values)]).projects
    kept = {name: value for name, value in values.items() if not name.startswith("extra.")}
    assert {name: getattr(project, name) for name in kept} == {**kept, "territories": ["93", "75"]}
    assert (project.extra["wave"], project.theme, project.n, project.pages) == (2, "Culture", 1, [1])
    assert set(project.origins) == {*kept, "extra.wave", "theme"}


def test_a_further_field_that_could_not_be_read_is_null(rules: Rules) -> None:
    (project,) = published(rules, [draft(**{"extra.date": ""})]).projects
    assert project.extra == {"date": None}


def test_nothing_found_is_null(rules: Rules) -> None:
    (project,) = published(rules, [draft(title="")]).projects
    assert (project.title, project.carrier, project.territories, project.amount_eur, project.origins) == (
        None,
        None,
        [],
        None,
        {},
    )


# Doubts


def codes(records: Records) -> list[str]:
    return [finding.code for finding in records.findings]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"title": ""}, ["field-missing"]),
        ({"title": "", "carrier": ""}, ["field-missing", "field-missing"]),
        ({"territories": ()}, ["territory-missing"]),
        ({"method": Method.INFERRED}, ["territory-inferred"]),
    ],
)
def test_doubts_about_a_record(changed: dict[str, Any], expected: list[str], rules: Rules) -> None:
    records = published(rules, [whole(1, **changed)])
    assert codes(records) == expected
    for finding in records.findings:
        assert (finding.severity, finding.page, finding.project) == (Severity.WARNING, 1, records.projects[0].id)
        assert finding.message.startswith("n° 1 « ")


def test_a_doubt_of_a_field_is_given_its_project(rules: Rules) -> None:
    doubt = Finding(code="value-unreadable", severity=Severity.WARNING, message="amount: « X »", page=4)
    records = published(rules, [whole(1), draft(n=2, findings=(doubt,), title="Deux")])
    (found,) = [finding for finding in records.findings if finding.code == "value-unreadable"]
    assert (found.project, found.page) == (records.projects[1].id, 4)
    assert found.message == "n° 2 « Deux »: amount: « X »"


@pytest.mark.parametrize(
    ("changed", "duplicate"),
    [
        ({}, True),
        ({"title": "TITRÉ 1"}, True),
        ({"title": "Autre"}, False),
        ({"carrier": "Foyer"}, False),
        ({"zone": "Lyon"}, False),
        ({"territories": ("75",)}, False),
        ({"description": "Un autre texte."}, True),
    ],
)
def test_duplicates_say_the_same_in_four_fields(changed: dict[str, Any], duplicate: bool, rules: Rules) -> None:
    records = published(rules, [whole(1), draft(n=2, **{**_values(whole(1)), **changed})])
    found = [finding for finding in records.findings if finding.code == "duplicate-record"]
    assert [finding.project for finding in found] == ([records.projects[1].id] if duplicate else [])
    assert all("n° 2 says the same as n° 1" in finding.message for finding in found)


def test_records_without_title_are_no_duplicates(rules: Rules) -> None:
    assert "duplicate-record" not in codes(published(rules, [whole(1, title=""), whole(2, title="")]))


def _values(one: Draft) -> dict[str, Any]:
    return {name: field.value for name, field in one.fields.items()}


# Sections


@pytest.mark.parametrize(
    ("title", "role", "n_projects", "kind"),
    [
        ("Culture", SectionRole.HEADING, 2, SectionKind.PROJECTS),
        ("Sommaire", SectionRole.HEADING, 0, SectionKind.CONTENTS),
        ("SOMMAIRE", SectionRole.PART, 0, SectionKind.CONTENTS),
        ("Sommaire", SectionRole.HEADING, 1, SectionKind.PROJECTS),
        ("Contacts presse", SectionRole.HEADING, 0, SectionKind.CONTACTS),
        ("Les lauréats", SectionRole.PART, 0, SectionKind.PART),
        (None, SectionRole.COVER, 0, SectionKind.COVER),
        ("Édito", SectionRole.HEADING, 0, SectionKind.FRONT),
    ],
)
def test_the_kind_of_a_section(
    title: str | None, role: SectionRole, n_projects: int, kind: SectionKind, rules: Rules
) -> None:
    (found,) = published(rules, [], sections=[section(title, n_projects, role, [2, 3])]).sections
    assert (found.kind, found.title, found.pages, found.n_projects) == (kind, title, [2, 3], n_projects)


# Claims


def checks(records: Records) -> list[tuple[str, str | None]]:
    return [(f.code, f.verdict and f.verdict.value) for f in records.findings if f.code.startswith("claim-")]


@pytest.mark.parametrize(("stated", "verdict"), [(2, "pass"), (3, "fail"), (1, "fail")])
def test_the_records_are_counted(stated: int, verdict: str, rules: Rules) -> None:
    records = published(rules, [whole(1), whole(2)], [claim(stated)])
    assert checks(records) == [("claim-dossier", verdict)]
    (finding,) = records.findings
    assert finding.severity is (Severity.INFO if verdict == "pass" else Severity.ERROR)
    assert f"{stated} projects" in finding.message
    assert finding.message.endswith(": 2")
    assert finding.page == 3


@pytest.mark.parametrize(
    ("amounts", "verdict"),
    [
        (["40", "60.00"], "pass"),
        (["40", "62"], "pass"),
        (["40", "57.99"], "fail"),
        (["40", "62.01"], "fail"),
        (["40", None], "not-applicable"),
        ([None, None], "not-applicable"),
    ],
)
def test_the_amounts_are_summed_up_to_the_rounding(amounts: list[str | None], verdict: str, rules: Rules) -> None:
    drafts = [whole(n, **({"amount_eur": Decimal(a)} if a else {})) for n, a in enumerate(amounts, 1)]
    records = published(rules, drafts, [claim(100, unit="euros", tolerance=Decimal(2))])
    assert checks(records) == [("claim-amount", verdict)]


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (claim(2, Subject.SUBMITTED), "claim-submitted"),
        (claim(2, Subject.OTHER), "claim-other"),
        (claim(2, Subject.OTHER, unit="euros"), "claim-other"),
        (claim(2, scope=Scope.DEPARTEMENT), "claim-departement"),
        (claim(2, scope=Scope.WAVE, wave=1), "claim-wave"),
    ],
)
def test_what_cannot_be_compared_is_only_recorded(made: Claim, code: str, rules: Rules) -> None:
    records = published(rules, [whole(1), whole(2)], [made])
    assert checks(records) == [(code, "not-applicable")]
    assert records.findings[0].severity is Severity.INFO


def shares(*quantities: tuple[str, int, int]) -> list[Claim]:
    return [claim(q, scope=Scope.SECTION, section=title, wave=wave) for title, q, wave in quantities]


@pytest.mark.parametrize(("first", "verdict"), [(30, "pass"), (31, "fail")])
def test_a_wave_is_the_sum_of_what_the_sections_state(first: int, verdict: str, rules: Rules) -> None:
    stated = [claim(first, scope=Scope.WAVE, wave=1), *shares(("Culture", 20, 1), ("Culture", 4, 2), ("Santé", 10, 1))]
    assert checks(published(rules, [whole(1)], stated)) == [("claim-wave", verdict)]


@pytest.mark.parametrize(("stated", "verdict"), [((1, 1), "pass"), ((2, 1), "fail")])
def test_a_section_holds_the_sum_of_its_waves(stated: tuple[int, int], verdict: str, rules: Rules) -> None:
    claims = shares(*(("Culture", quantity, wave) for wave, quantity in enumerate(stated, 1)))
    drafts = [whole(1, theme="Culture"), whole(2, theme="Culture"), whole(3, theme="Santé")]
    records = published(rules, drafts, claims, [section("Culture", 2), section("Santé", 1)])
    assert checks(records) == [("claim-section", verdict)]
    assert f"« Culture » states {stated[0]} + {stated[1]}, 2 found" in records.findings[0].message


def test_a_section_over_several_headings_is_counted_once_by_theme(rules: Rules) -> None:
    drafts = [whole(n, theme="Culture") for n in (1, 2, 3)]
    sections = [section("Culture", 2), section("Culture", 1)]
    records = published(rules, drafts, shares(("Culture", 3, 1)), sections)
    assert checks(records) == [("claim-section", "pass")]


def test_a_section_whose_heading_is_no_theme_is_counted_by_itself(rules: Rules) -> None:
    records = published(rules, [whole(1)], shares(("Gironde (33)", 1, 1)), [section("Gironde (33)", 1)])
    assert checks(records) == [("claim-section", "pass")]


# From pages


def test_from_pages_to_records(rules: Rules) -> None:
    body = "Un texte assez long pour qu'il tienne toute la colonne.\nSuite."
    page = make_page(
        1,
        put(150, 100, "Culture", SECTION),
        put(150, 140, "Bus du cœur", HEAD) + put(150, 156, body) + put(150, 190, "Porteur : la Ligue"),
        put(150, 210, "Zone : Paris") + put(150, 230, "Montant : 1 200 €"),
        badge(90, 140, "93"),
        put(150, 270, "Car", HEAD) + put(150, 286, body) + put(150, 320, "Zone : en Gironde"),
    )
    records = Reading([page], make_profile(), rules).records
    bus, car = records.projects
    assert (bus.title, bus.carrier, bus.territories, bus.zone, bus.amount_eur, bus.theme) == (
        "Bus du cœur",
        "Ligue",
        ["93"],
        "Paris",
        Decimal(1200),
        "Culture",
    )
    assert (car.title, car.carrier, car.territories, car.zone) == ("Car", None, ["33"], "en Gironde")
    assert [(f.code, f.project) for f in records.findings] == [
        ("field-missing", car.id),
        ("territory-inferred", car.id),
    ]


def test_a_heading_that_only_names_a_territory_is_no_theme(rules: Rules) -> None:
    pages = [
        make_page(1, put(150, 100, heading, SECTION), put(150, 140, "Bus", HEAD), put(150, 156, "Un texte."))
        for heading in ("Gironde (33)", "Île-de-France", "La Gironde qui lit", "Culture")
    ]
    themes = [Reading([page], make_profile(reading="columns"), rules).records.projects[0].theme for page in pages]
    assert themes == [None, None, "La Gironde qui lit", "Culture"]
    assert Reading([pages[-1]], make_profile(reading="columns", theme=False), rules).records.projects[0].theme is None
