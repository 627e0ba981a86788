"""What the dossier says of itself: the cover, and the figures that it claims."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from dossier_extract import Rules
from dossier_extract.drafts import DossierDraft, SectionBlock, SectionRole, Segmentation
from dossier_extract.model import Style, Word
from dossier_extract.schema import Claim, Scope, Subject
from dossier_extract.stages.describe import describe_dossier
from tests.pages import FOREIGN, SECTION, WHITE, Reading, make_page, make_profile, make_text, put, style

TITLE, SUBTITLE, SMALL = style(30), style(18), style(11)


def cover(rules: Rules, *lines: tuple[str, Style], second: list[Word] | None = None) -> DossierDraft:
    """The description of a dossier whose cover has these paragraphs, one below the other."""
    page = make_page(1, *[put(100, 120 + 90 * index, text, look) for index, (text, look) in enumerate(lines)])
    pages = [page, make_page(2, second or put(100, 200, "Une page.", SMALL))]
    return Reading(pages, make_profile(reading="columns"), rules).described


# Cover


@pytest.mark.parametrize(
    ("lines", "title", "subtitle"),
    [
        ([("France relance", TITLE), ("Plan de soutien", SUBTITLE)], "France relance", "Plan de soutien"),
        ([("Plan de soutien", SUBTITLE), ("France relance", TITLE)], "France relance", "Plan de soutien"),
        ([("France\nrelance", TITLE)], "France relance", None),
        ([("France relance", TITLE), ("pour tous", style(29.5))], "France relance pour tous", None),
        ([("France relance", TITLE), ("pour tous", style(29))], "France relance", "pour tous"),
        ([("Dossier de presse", style(40)), ("France relance", TITLE)], "France relance", None),
        ([("D O S S I E R  D E  P R E S S E", style(40)), ("France relance", TITLE)], "France relance", None),
        ([("Liberté", style(40)), ("France relance", TITLE)], "France relance", None),
        ([("Paris, le 1er mars 2021", style(40)), ("France relance", TITLE)], "France relance", None),
        ([("Préfet de la région Bretagne", style(40)), ("Plan de soutien", TITLE)], "Plan de soutien", None),
        ([("38 projets retenus dans la\nrégion Bretagne", TITLE)], "38 projets retenus dans la région Bretagne", None),
        ([("Plan", TITLE), ("Préfet de la région Bretagne", SUBTITLE), ("en 2021", SMALL)], "Plan", None),
    ],
)
def test_title_and_subtitle_are_the_largest_lines(
    lines: list[tuple[str, Style]], title: str, subtitle: str | None, rules: Rules
) -> None:
    found = cover(rules, *lines)
    assert (found.title, found.subtitle) == (title, subtitle)
    assert ("subtitle" in found.origins) is (subtitle is not None)


def test_the_origin_of_a_title_has_a_box_a_line(rules: Rules) -> None:
    found = cover(rules, ("France\nrelance", TITLE))
    (origin,) = found.origins["title"]
    assert (origin.raw, origin.source, [box.page for box in origin.boxes]) == ("France relance", "cover:title", [1, 1])


def test_a_title_may_begin_left_of_the_column_of_text(rules: Rules) -> None:
    pages = [
        make_page(1, put(40, 200, "Plan", TITLE)),
        make_page(2, put(150, 200, "Un texte assez long pour tenir toute la colonne.")),
    ]
    assert Reading(pages, make_profile(), rules).described.title == "Plan"


@pytest.mark.parametrize(
    ("printed", "issuer", "region"),
    [
        ("Préfet de la région Bretagne", "Préfet de la région Bretagne", "53"),
        ("PRÉFET\nDE LA RÉGION\nÎLE-DE-FRANCE", "Préfet de la région Île-de-France", "11"),
        ("PRÉFÈTE DE LA RÉGION GRAND EST", "Préfète de la région Grand Est", "44"),
        ("Préfet de région Provence Alpes Côte d’Azur", "Préfet de la région Provence-Alpes-Côte d'Azur", "93"),
        ("Préfet de la Gironde", "Préfet de la Gironde", "75"),
        ("PRÉFÈTE DE LA GIRONDE", "Préfète de la Gironde", "75"),
        ("Préfecture de la Gironde", "Préfecture de la Gironde", "75"),
        ("Ministère des solidarités", "Ministère des solidarités", None),
        ("CONSEIL RÉGIONAL DU CENTRE-VAL DE LOIRE", "Conseil régional du Centre-Val de Loire", "24"),
        ("RÉGION GRAND EST", "Région Grand Est", "44"),
        ("ADEME Occitanie", "ADEME Occitanie", "76"),
        ("Agence régionale de santé Normandie", "Agence régionale de santé Normandie", "28"),
        ("CAISSE D'ALLOCATIONS FAMILIALES\nDE LA DRÔME", "Caisse d'allocations familiales de la Drôme", "84"),
        ("SECRÉTARIAT GÉNÉRAL POUR LES AFFAIRES RÉGIONALES", "Secrétariat général pour les affaires régionales", None),
        ("FONDATION VIAL-RÉMOND", "Fondation Vial-Rémond", None),
        ("Fondation : 12 projets retenus", None, None),
    ],
)
def test_the_issuer_is_written_in_ordinary_case(
    printed: str, issuer: str | None, region: str | None, rules: Rules
) -> None:
    found = cover(rules, ("France relance", TITLE), (printed, SMALL))
    assert (found.issuer, found.region) == (issuer, region)
    assert [origin.raw for origin in found.origins.get("issuer", ())] == ([" ".join(printed.split())] if issuer else [])
    assert found.title == "France relance"


def test_the_region_is_named_on_the_cover_where_the_issuer_has_none(rules: Rules) -> None:
    found = cover(rules, ("Les lauréats en Normandie", TITLE), ("Ministère des solidarités", SMALL))
    assert found.region == "28"


@pytest.mark.parametrize(
    ("first", "second", "published"),
    [
        ("Paris, le 1er mars 2021", None, "2021-03-01"),
        ("MARS 2021", None, "2021-03"),
        ("Dossier de presse - 19 septembre 2022", None, "2022-09-19"),
        ("Sans date", "Le 3 mai 2021, la préfète annonce", "2021-05-03"),
        ("Mars 2021", "Le 3 mai 2021, la préfète annonce", "2021-03"),
        ("Sans date", None, None),
    ],
)
def test_the_date_is_the_first_in_words(first: str, second: str | None, published: str | None, rules: Rules) -> None:
    after = put(100, 200, second, SMALL) if second else None
    found = cover(rules, ("France relance", TITLE), (first, SMALL), second=after)
    assert found.published == published
    assert ("published" in found.origins) is (published is not None)


def test_a_dossier_without_text_says_nothing(rules: Rules) -> None:
    found = Reading([make_page(1)], make_profile(), rules).described
    assert found == DossierDraft(None, None, None, None, None, (), {})


# Claims


def claims(rules: Rules, *texts: str, heading: str | None = None, n_projects: int = 0) -> list[Claim]:
    """The claims of one section with these paragraphs."""
    title = make_text(heading) if heading else None
    section = SectionBlock(SectionRole.HEADING, title, tuple(map(make_text, texts)), (1,), n_projects)
    return list(describe_dossier([], Segmentation((section,), (), ()), rules).claims)


def shown(found: list[Claim]) -> list[tuple[Any, ...]]:
    return [(c.subject.value, c.scope.value, c.unit, int(c.quantity), int(c.tolerance), c.wave) for c in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Au total, 78 projets lauréats retenus.", ("awarded", "dossier", "projects", 78, 0, None)),
        ("1 200 projets retenus", ("awarded", "dossier", "projects", 1200, 0, None)),
        ("portant le nombre total de projets à 78.", ("awarded", "dossier", "projects", 78, 0, None)),
        (
            "41 projets ont été retenus en avril dans une première vague",
            ("awarded", "wave", "projects", 41, 0, 1),
        ),
        ("Une 2ème vague a permis de retenir 37 autres projets", ("awarded", "wave", "projects", 37, 0, 2)),
        ("Une seconde vague a permis de retenir 37 projets", ("awarded", "wave", "projects", 37, 0, 2)),
        (
            "pour un montant de près de 12,9 millions d’euros",
            ("awarded", "dossier", "euros", 12_900_000, 100_000, None),
        ),
        ("pour un montant de 12,9 millions d’euros", ("awarded", "dossier", "euros", 12_900_000, 50_000, None)),
        ("pour un montant total de 781 800,50 €", ("awarded", "dossier", "euros", 781_800, 0, None)),
        ("pour un montant de 3 M€", ("awarded", "dossier", "euros", 3_000_000, 500_000, None)),
        ("un plan de soutien de 100 millions d’euros", ("other", "dossier", "euros", 100_000_000, 500_000, None)),
        ("2610 projets ont été déposés", ("submitted", "dossier", "projects", 2610, 0, None)),
        ("40 actions soutenues", ("awarded", "dossier", "projects", 40, 0, None)),
        ("826 000 € de subventions attribuées", ("awarded", "dossier", "euros", 826_000, 0, None)),
        ("132 candidatures reçues", ("submitted", "dossier", "projects", 132, 0, None)),
    ],
)
def test_claims_in_front_matter(text: str, expected: tuple[Any, ...], rules: Rules) -> None:
    (claim,) = claims(rules, text)
    assert shown([claim]) == [expected]
    (origin,) = claim.origins
    assert origin.raw in text
    assert origin.boxes
    assert claim.section is None


def test_a_part_of_the_submitted_is_a_claim_of_its_own(rules: Rules) -> None:
    found = claims(rules, "2610 projets ont été déposés en France dont 420 en région")
    assert sorted((c.subject, c.scope, int(c.quantity)) for c in found) == [
        (Subject.SUBMITTED, Scope.DOSSIER, 420),
        (Subject.SUBMITTED, Scope.DOSSIER, 2610),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "78 communes sont concernées",
        "Après le premier appel à projets (27 lauréats)",
        "Après le premier appel à projets (27 lauréats, 640 000 €)",
        "20 projets retenus en 1ère vague",  # belongs under a section's heading
        "12 projets retenus dans une énième vague",
        "plus de projets retenus",
        "le montant de la subvention",
        "En 2021, 640 000 € de subventions attribuées",
    ],
)
def test_what_only_looks_like_a_claim(text: str, rules: Rules) -> None:
    assert claims(rules, text) == []


@pytest.mark.parametrize(
    ("text", "quantity", "wave"),
    [
        ("20 projets retenus en 1ère vague", 20, 1),
        ("20 projets lauréats en deuxième vague", 20, 2),
        ("10 projets retenus", 10, None),
        ("10 lauréats", 10, None),
    ],
)
def test_claims_under_a_heading_with_records(text: str, quantity: int, wave: int | None, rules: Rules) -> None:
    (claim,) = claims(rules, text, heading="Culture\net sport", n_projects=3)
    assert (claim.scope, claim.section, claim.quantity, claim.wave) == (
        Scope.SECTION,
        "Culture et sport",
        quantity,
        wave,
    )


def test_front_matters_sentences_do_not_count_among_records(rules: Rules) -> None:
    assert claims(rules, "2610 projets ont été déposés", heading="Culture", n_projects=3) == []


def test_a_heading_in_front_matter_may_state_a_figure(rules: Rules) -> None:
    assert shown(claims(rules, heading="78 projets lauréats")) == [("awarded", "dossier", "projects", 78, 0, None)]
    assert claims(rules, heading="78 projets lauréats", n_projects=3) == []


def test_a_claim_over_a_line_end(rules: Rules) -> None:
    (claim,) = claims(rules, "portant le nombre total\nde projets à 78.")
    assert claim.quantity == 78
    assert len(claim.origins[0].boxes) == 2


def test_the_same_claim_twice_is_one_with_two_origins(rules: Rules) -> None:
    near, exact = "pour un montant de près de 12,9 millions d’euros", "pour un montant de 12,9 millions d’euros"
    (claim,) = claims(rules, exact, near, exact)
    assert [origin.raw for origin in claim.origins] == [text.removeprefix("pour un ") for text in (exact, near, exact)]
    assert claim.tolerance == Decimal(100_000)


def test_figures_that_differ_are_claims_that_differ(rules: Rules) -> None:
    assert [int(claim.quantity) for claim in claims(rules, "78 projets lauréats", "77 projets lauréats")] == [78, 77]


def test_a_figure_too_long_for_any_amount_is_no_claim(rules: Rules) -> None:
    assert claims(rules, f"pour un montant de {'9' * 40} euros") == []


def test_claims_of_a_whole_dossier(rules: Rules) -> None:
    """From pages: front matter, then a section with its count, its records and a decoy in a record."""
    head, white = style(12, bold=True), style(11, WHITE)
    pages = [
        make_page(1, put(100, 120, "Plan", TITLE), put(100, 300, "132 candidatures reçues", white)),
        make_page(2, put(100, 120, "2 projets lauréats", SMALL)),
        make_page(
            3,
            put(100, 120, "Culture", SECTION),
            put(100, 140, "2 projets retenus", FOREIGN),
            put(100, 200, "Bus", head) + put(100, 220, "Lors du bilan, 55 projets retenus."),
            put(100, 300, "Car", head) + put(100, 320, "Un texte."),
        ),
    ]
    found = Reading(pages, make_profile(reading="columns"), rules).described.claims
    assert [(c.subject.value, c.scope.value, int(c.quantity), c.section) for c in found] == [
        ("submitted", "dossier", 132, None),
        ("awarded", "dossier", 2, None),
        ("awarded", "section", 2, "Culture"),
    ]


def test_a_front_heading_with_records_below_states_the_total(rules: Rules) -> None:
    (claim,) = claims(rules, "Après instruction, 27 projets ont été retenus.", heading="Les résultats", n_projects=27)
    assert (claim.scope, claim.section, int(claim.quantity)) == (Scope.DOSSIER, None, 27)
