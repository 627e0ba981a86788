"""From printed text to values: names, codes, amounts, dates, paragraphs, each with its origin."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from dossier_extract import Rules
from dossier_extract.drafts import FieldValue, SectionBlock, SectionRole, Segmentation
from dossier_extract.schema import Method, Severity
from dossier_extract.stages.extract import extract_fields
from dossier_extract.stages.normalise import find_date, normalise_fields
from dossier_extract.text import Text
from tests.pages import make_block, make_profile, make_text

FIELDS: dict[str, Any] = {
    "title": {"in": "heading"},
    "carrier": {"in": "carrier"},
    "territories": [{"in": "badge"}, {"infer": "zone"}],
    "zone": {"in": "zone"},
    "amount": {"in": "amount"},
    "description": {"in": "body"},
}


def values(rules: Rules, extra: str | None = None, heading: str | None = None, **slots: Any) -> dict[str, FieldValue]:
    """The fields of one project with these slots; `extra` is the type of a further field in the slot of that name."""
    fields = slots.pop("fields", FIELDS)
    further = {"more": {"type": extra, "sources": {"in": "more"}}} if extra else {}
    profile = make_profile({"record": {"begins": {}}, "fields": fields, "extra": further})
    title = None if heading is None else make_text(heading)
    section = SectionBlock(SectionRole.HEADING, title, (), (1,), 1)
    segmentation = Segmentation((section,), (make_block(section=0, **slots),), ())
    found = normalise_fields(extract_fields(segmentation.projects, profile, rules), segmentation, profile, rules)
    assert len({field.name for field in found}) == len(found)
    return {field.name: field for field in found}


@pytest.mark.parametrize("dash", ["–", "- -", "—"])
def test_a_dash_alone_is_no_value(dash: str, rules: Rules) -> None:
    assert values(rules, carrier=dash, zone=dash, amount=dash, badge=dash) == {}


# Titles and names


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Bus du cœur", "Bus du cœur"),
        ("Bus\ndu  cœur", "Bus du cœur"),
        ("« Bus du cœur »", "Bus du cœur"),
        ("“Bus du cœur”", "Bus du cœur"),
        ('"Bus du cœur"', "Bus du cœur"),
        ("« Bus » et « Car »", "« Bus » et « Car »"),
        ("Le « Bus » du cœur", "Le « Bus » du cœur"),
        ("« Le « Bus » du cœur »", "Le « Bus » du cœur"),
        ('"Le "Bus" du cœur"', 'Le "Bus" du cœur'),
        ('"Bus" et "Car"', '"Bus" et "Car"'),
        ("« Bus", "Bus"),
        ("Le « Bus", "Le « Bus"),
        ("Bus »", "Bus »"),
        ("« Bus » et « Car", "« Bus » et « Car"),
        ("«»", "«»"),
    ],
)
def test_a_title_is_one_line_without_its_outer_quotes(printed: str, title: str, rules: Rules) -> None:
    fields = {"title": {"in": "title"}}
    assert values(rules, fields=fields, title=printed)["title"].value == title


@pytest.mark.parametrize(
    ("printed", "carrier"),
    [
        ("la Ligue", "Ligue"),
        ("le Secours populaire", "Secours populaire"),
        ("les Petits frères", "Petits frères"),
        ("l’Armée du salut", "Armée du salut"),
        ("l'Armée du salut", "Armée du salut"),
        ("La Ligue", "La Ligue"),
        ("L’Armée", "L’Armée"),
        ("LA LIGUE", "LA LIGUE"),
        ("lagarde", "lagarde"),
        ("des Jardins", "des Jardins"),
        ("Ligue.", "Ligue"),
        ("Ligue .", "Ligue"),
        ("E.N.S.E.M.B.L.E.", "E.N.S.E.M.B.L.E."),
        ("Association S.O.S.", "Association S.O.S."),
        ("Plan B.", "Plan B"),
        ("Ligue\nde la ville", "Ligue de la ville"),
        ("Ligue et Foyer", "Ligue et Foyer"),
        ("les « Petits » frères", "« Petits » frères"),
    ],
)
def test_a_carrier_is_without_article_and_final_dot(printed: str, carrier: str, rules: Rules) -> None:
    found = values(rules, carrier=printed)
    assert found["carrier"].value == carrier
    assert found["carrier_printed"].value == " ".join(printed.split())


# Territories


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("93", ["93"]),
        ("93 / 94", ["93", "94"]),
        ("93/94", ["93", "94"]),
        ("35 et 56", ["35", "56"]),
        ("75 - 92", ["75", "92"]),
        ("75-92", ["75", "92"]),
        ("2A", ["2A"]),
        ("2a, 2B", ["2A", "2B"]),
        ("971", ["971"]),
        ("IDF", ["IDF"]),
        ("MGP", ["MGP"]),
        ("Moselle (57)", ["57"]),
        ("(57) Moselle", ["57"]),
        ("Moselle", ["57"]),
        ("Meuse et Vosges", ["55", "88"]),
        ("CÔTES D’ARMOR", ["22"]),
        ("Région (GES)", ["GES"]),
        ("Région Grand Est (GES)", ["GES"]),
        ("Grand Est", ["GES"]),
        ("BRE", ["BRE"]),
        ("Bretagne", ["BZH"]),
        ("93, 75 et 93", ["93", "75"]),
        ("Essonne, 93", ["91", "93"]),
    ],
)
def test_territories_of_a_label(printed: str, codes: list[str], rules: Rules) -> None:
    found = values(rules, badge=printed)
    territories = found["territories"]
    assert territories.value == tuple(codes)
    assert [origin.method for origin in territories.origins] == [Method.PRINTED] * len(codes)
    assert found["territories_printed"].value == printed


@pytest.mark.parametrize("printed", ["National", "99", "1", "2021", "toute la région"])
def test_a_label_without_territory_gives_only_what_is_printed(printed: str, rules: Rules) -> None:
    found = values(rules, badge=printed)
    assert "territories" not in found
    assert found["territories_printed"].value == printed


def test_each_territory_has_its_own_place(rules: Rules) -> None:
    found = values(rules, badge="93 et Moselle (57)")["territories"]
    assert [(origin.raw, origin.span) for origin in found.origins] == [("93", (0, 2)), ("57", (15, 17))]
    assert all(origin.slot == "badge" and len(origin.boxes) == 1 for origin in found.origins)


@pytest.mark.parametrize(
    ("zone", "codes", "raws"),
    [
        ("en Gironde et dans les Landes", ["33", "40"], ["Gironde", "Landes"]),
        ("toute l’Île-de-France, dont l’Essonne", ["IDF"], ["Île-de-France"]),
        ("Occitanie et Bretagne", ["OCC"], ["Occitanie"]),
        ("Bègles (33)", ["33"], ["33"]),
        ("Bègles (33), Landes, Gironde", ["33", "40"], ["33", "Landes"]),
    ],
)
def test_territories_are_inferred_from_the_zone(zone: str, codes: list[str], raws: list[str], rules: Rules) -> None:
    found = values(rules, zone=zone)
    assert found["territories"].value == tuple(codes)
    assert [(o.raw, o.method, o.source) for o in found["territories"].origins] == [
        (raw, Method.INFERRED, "inferred:zone") for raw in raws
    ]
    assert "territories_printed" not in found


def test_a_zone_that_names_nothing_gives_no_territory(rules: Rules) -> None:
    assert "territories" not in values(rules, zone="le quartier du port")


def test_a_printed_territory_comes_before_an_inferred_one(rules: Rules) -> None:
    assert values(rules, badge="93", zone="en Gironde")["territories"].value == ("93",)


def test_a_region_is_named_by_the_acronym_that_the_dossier_prints(rules: Rules) -> None:
    profile = make_profile({"record": {"begins": {}}, "fields": FIELDS})
    blocks = (make_block(badge="BRE"), make_block(n=2, zone="toute la Bretagne"))
    segmentation = Segmentation((), blocks, ())
    found = normalise_fields(extract_fields(blocks, profile, rules), segmentation, profile, rules)
    assert [field.value for field in found if field.name == "territories"] == [("BRE",), ("BRE",)]


@pytest.mark.parametrize(("heading", "codes"), [("Gironde (33)", ("33",)), ("Culture", None), (None, None)])
def test_territories_are_inferred_from_the_sections_heading(
    heading: str | None, codes: tuple[str, ...] | None, rules: Rules
) -> None:
    fields = {"territories": [{"infer": "zone"}, {"infer": "section"}], "zone": {"in": "zone"}}
    found = values(rules, heading=heading, fields=fields, zone="le port").get("territories")
    assert (found and found.value) == codes
    assert [(o.source, o.slot) for o in (found.origins if found else ())] == (
        [("inferred:section", "section")] if codes else []
    )


# Zones and descriptions


def test_a_zone_keeps_its_label_and_its_place(rules: Rules) -> None:
    found = values(rules, fields={"zone": {"label": "zone"}}, body="Un mot.\nZone géographique : Paris")
    assert (found["zone"].value, found["zone_label"].value) == ("Paris", "Zone géographique")
    (origin,) = found["zone_label"].origins
    assert (origin.raw, origin.span) == ("Zone géographique", (8, 25))


def test_the_items_of_a_list_begin_alike(rules: Rules) -> None:
    text = make_text("Un texte :", "• un", "– deux", "-trois", "Une suite.")
    assert values(rules, body=text)["description"].value == "Un texte :\n- un\n- deux\n- trois\nUne suite."


def test_a_value_in_pieces_has_an_origin_a_piece(rules: Rules) -> None:
    fields = {"carrier": {"label": ["Porteur"], "extent": "paragraph"}, "description": {"rest": True}}
    found = values(rules, fields=fields, body="Un.\nDeux.\nPorteur : Ligue\nTrois.")["description"]
    assert found.value == "Un.\nDeux.\nTrois."
    assert [origin.raw for origin in found.origins] == ["Un.\nDeux.", "Trois."]


def test_an_origin_has_a_box_a_line(rules: Rules) -> None:
    (origin,) = values(rules, zone=make_text("Paris\net Nantes"))["zone"].origins
    assert [(box.x0, box.top) for box in origin.boxes] == [(100.0, 92.5), (100.0, 104.5)]
    assert (origin.raw, origin.span, origin.slot) == ("Paris et Nantes", (0, 15), "zone")


# Amounts and further fields


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("1 200 €", "1200"),
        ("15 750,50 €", "15750.50"),
        ("15\u202f750,50\u00a0€", "15750.50"),
        ("15.750 euros", "15750"),
        ("1,8 M€", "1800000"),
        ("12,9 millions d’euros", "12900000"),
        ("30 k€", "30000"),
        ("Montant : 500 € par an", "500"),
    ],
)
def test_amounts(printed: str, amount: str, rules: Rules) -> None:
    found = values(rules, amount=printed)
    assert found["amount_eur"].value == Decimal(amount)
    assert "amount" not in found


@pytest.mark.parametrize("printed", ["en cours", "€", "9" * 40 + " €"], ids=["words", "no digit", "long"])
def test_an_unreadable_amount_is_told(printed: str, rules: Rules) -> None:
    field = values(rules, amount=printed)["amount"]
    (finding,) = field.findings
    assert (field.value, finding.code, finding.severity, finding.page) == ("", "value-unreadable", Severity.WARNING, 1)
    assert printed[:60] in finding.message


@pytest.mark.parametrize(
    ("kind", "printed", "value"),
    [
        ("text", " Un\nmot ", "Un\nmot"),
        ("code", "AB\n12", "AB 12"),
        ("integer", "1 200", 1200),
        ("integer", "0", 0),
        ("amount", "1 200 €", Decimal(1200)),
        ("date", "1er mars 2021", "2021-03-01"),
        ("date", "le 14 juillet 2021 à Paris", "2021-07-14"),
        ("date", "DÉCEMBRE 2021", "2021-12"),
    ],
)
def test_further_fields_by_type(kind: str, printed: str, value: Any, rules: Rules) -> None:
    field = values(rules, extra=kind, more=printed)["extra.more"]
    assert (field.value, type(field.value), field.findings) == (value, type(value), ())


@pytest.mark.parametrize(
    ("kind", "printed"),
    [
        ("integer", "douze"),
        ("integer", "3,5"),
        ("integer", "1e99"),
        ("amount", "douze euros"),
        ("date", "bientôt"),
        ("date", "99 mars 2021"),
        ("date", "30 février 2021"),
    ],
)
def test_a_further_field_that_is_not_of_its_type_is_told(kind: str, printed: str, rules: Rules) -> None:
    field = values(rules, extra=kind, more=printed)["extra.more"]
    assert (field.value, [finding.code for finding in field.findings]) == ("", ["value-unreadable"])
    assert f"« {printed} »" in field.findings[0].message


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Paris, le 1er mars 2021", "2021-03-01"),
        ("9 août 2021", "2021-08-09"),
        ("FÉVRIER 2022", "2022-02"),
        ("fevrier 1999", "1999-02"),
        ("mars 1821", None),
        ("le 3 du mois", None),
    ],
)
def test_dates_in_words(text: str, iso: str | None, rules: Rules) -> None:
    assert find_date(text, rules) == iso


def test_a_title_cut_at_an_unclosed_guillemet_is_told(rules: Rules) -> None:
    source = {"in": "heading", "pattern": ["project_quoted", "project_unclosed"]}
    block: dict[str, Text | str] = {"heading": "Projet « Bus par la Ligue"}
    profile = make_profile({"record": {"begins": {}}, "fields": {"title": source, "carrier": source}})
    segmentation = Segmentation((), (make_block(**block),), ())
    found = normalise_fields(extract_fields(segmentation.projects, profile, rules), segmentation, profile, rules)
    assert [(field.name, [f.code for f in field.findings]) for field in found if field.findings] == [
        ("title", ["title-quote-unclosed"])
    ]
