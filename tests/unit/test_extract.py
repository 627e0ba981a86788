"""Where a field's value is taken from: pattern, label, style, whole slot, rest."""

from __future__ import annotations

from typing import Any

import pytest

from dossier_extract import Rules
from dossier_extract.drafts import ProjectBlock, RawField
from dossier_extract.errors import RulesError
from dossier_extract.model import line_of
from dossier_extract.profile import FieldSource
from dossier_extract.rules import check_profile
from dossier_extract.stages.extract import extract_fields
from dossier_extract.text import Hyphens, Text, build_text
from tests.pages import BODY, ITALIC, STRONG, Reading, make_block, make_page, make_profile, row


def taken(
    rules: Rules, fields: dict[str, Any], block: ProjectBlock, extra: dict[str, Any] | None = None
) -> dict[str, str]:
    """Field → the text of its value, its parts joined by a stroke."""
    return {raw.name: _value(raw, block) for raw in raws(rules, fields, block, extra)}


def raws(
    rules: Rules, fields: dict[str, Any], block: ProjectBlock, extra: dict[str, Any] | None = None
) -> list[RawField]:
    keys = {"record": {"begins": {"bold": True}}, "fields": fields, "extra": extra or {}}
    return extract_fields([block], make_profile(keys), rules)


def _value(raw: RawField, block: ProjectBlock, covers: bool = False) -> str:
    text = block.slots[raw.slot].repaired
    return "|".join(text[start:end] for start, end in (raw.covers if covers else raw.spans))


def styled(rules: Rules, *lines: list[tuple[str, Any]]) -> Text:
    """Paragraphs of one line each, with their styles."""
    page = make_page(1, *[row(100, 100 + 30 * index, *runs) for index, runs in enumerate(lines)])
    found = Reading([page], make_profile(), rules).blocks
    texts = [line for block in found for line in block.lines]
    return build_text([[line] for line in texts], Hyphens(texts, frozenset()))


# Labels


@pytest.mark.parametrize(
    ("source", "body", "zone"),
    [
        ({"label": "zone"}, "Un texte.\nZone : Paris", "Paris"),
        ({"label": "zone"}, "Un texte.\nZONE  D’INTERVENTION : Paris", None),
        ({"label": "zone"}, "Un texte.\nZONE D’INTERVENTION :  Paris ", "Paris"),
        ({"label": "zone"}, "Un texte. Zone : Paris", None),
        ({"label": "zone"}, "Un texte.\nZone Paris", None),
        ({"label": "zone"}, "Un texte.\nZone :", None),
        ({"label": "zone"}, "Un texte.\nZone : ", None),
        ({"label": "zone", "where": "anywhere"}, "Un texte. Zone : Paris", "Paris"),
        ({"label": "zone", "where": "anywhere"}, "Une ozone : Paris", None),
        ({"label": ["Périmètre (exact)"]}, "Perimetre (exact) : Paris", "Paris"),
        ({"label": ["Aire", "zone"]}, "Aire : Paris", "Paris"),
        ({"label": ["Aire", "zone"]}, "Zone : Paris", "Paris"),
        ({"label": "zone", "ending": ""}, "Zone\nParis", "Paris"),
        ({"label": "zone", "ending": ""}, "Zone \nParis", "Paris"),
        ({"label": "zone", "ending": ""}, "Zone Paris", None),
        ({"label": "zone", "ending": ""}, "Zone : Paris", None),
        ({"label": "zone", "ending": "–"}, "Zone – Paris", "Paris"),
        ({"label": "zone", "ending": "."}, "Zone, Paris", None),
        ({"in": "side", "label": "zone"}, "Zone : Paris", None),
    ],
)
def test_a_label_stands_before_its_value(source: dict[str, Any], body: str, zone: str | None, rules: Rules) -> None:
    found = taken(rules, {"zone": source}, make_block(body=body))
    assert found == ({} if zone is None else {"zone": zone})


@pytest.mark.parametrize(
    ("extent", "zone"),
    [
        ("label", "Paris et Nantes\net leurs communes"),
        ("paragraph", "Paris et Nantes"),
        ("end", "Paris et Nantes\net leurs communes\nMontant : 5 €\nUne suite."),
    ],
)
def test_how_far_a_labelled_value_goes(extent: str, zone: str, rules: Rules) -> None:
    block = make_block(body="Zone : Paris et Nantes\net leurs communes\nMontant : 5 €\nUne suite.")
    fields = {"zone": {"label": "zone", "extent": extent}, "amount": {"label": "amount", "extent": "paragraph"}}
    assert taken(rules, fields, block) == {"zone": zone, "amount": "5 €"}


def test_a_value_up_to_the_next_label_or_else_to_the_end(rules: Rules) -> None:
    fields = {"zone": {"label": "zone", "ending": ""}, "carrier": {"label": "carrier", "ending": ""}}
    assert taken(rules, fields, make_block(body="Porteur\nLigue\nZone\nParis\net Nantes")) == {
        "carrier": "Ligue",
        "zone": "Paris\net Nantes",
    }


def test_an_empty_labelled_value_is_none(rules: Rules) -> None:
    fields = {"zone": {"label": "zone", "ending": ""}, "carrier": {"label": "carrier", "ending": ""}}
    assert taken(rules, fields, make_block(body="Porteur\nZone\nParis")) == {"zone": "Paris"}


def test_a_labelled_value_goes_on_over_paragraphs_in_a_style(rules: Rules) -> None:
    text = styled(
        rules,
        [("Un texte.", BODY)],
        [("Zone :", BODY), ("Paris", ITALIC)],
        [("et Nantes", ITALIC)],
        [("et Lyon", ITALIC), ("aussi", BODY)],
        [("Autre chose", BODY), ("en penché", ITALIC)],
    )
    found = taken(rules, {"zone": {"label": "zone", "extent": {"italic": True}}}, make_block(body=text))
    assert found == {"zone": "Paris\net Nantes\net Lyon aussi"}


def test_a_label_is_kept_as_printed_and_covered_with_its_value(rules: Rules) -> None:
    block = make_block(body="Un texte.\nZone d’Intervention : Paris")
    (raw,) = raws(rules, {"zone": {"label": "zone"}}, block)
    assert (raw.label, raw.source, raw.slot) == ("Zone d’Intervention", "zone[0]:label", "body")
    assert _value(raw, block, covers=True) == "Zone d’Intervention : Paris"


# Styles


def test_only_the_words_in_a_style_one_run_a_paragraph(rules: Rules) -> None:
    text = styled(
        rules,
        [("Le bus", BODY), ("du cœur", STRONG), ("pour", BODY), ("tous", STRONG)],
        [("rien", BODY)],
        [("en ville", STRONG)],
    )
    assert taken(rules, {"title": {"style": {"bold": True}}}, make_block(body=text)) == {"title": "du cœur|en ville"}


def test_a_label_in_the_style_is_no_part_of_the_value(rules: Rules) -> None:
    fields = {"title": {"style": {"bold": True}}, "zone": {"label": ["Zone"], "ending": "any"}}
    text = styled(rules, [("Bus du cœur", STRONG), ("et plus", BODY)], [("Zone", STRONG), ("Dax", BODY)])
    assert taken(rules, fields, make_block(body=text)) == {"title": "Bus du cœur", "zone": "Dax"}


def test_no_word_in_the_style_is_no_value(rules: Rules) -> None:
    block = make_block(body="Un texte.")
    assert taken(rules, {"title": {"style": {"bold": True}}}, block) == {}


# Patterns


@pytest.mark.parametrize(
    ("heading", "found", "finding"),
    [
        ("Projet « Bus » par la Ligue", {"title": "Bus", "carrier": "la Ligue"}, None),
        ("Projet «Bus\ndu cœur» porté\npar la Ligue", {"title": "Bus\ndu cœur", "carrier": "la Ligue"}, None),
        ("PROJET « BUS » PAR LA LIGUE", {"title": "BUS", "carrier": "LA LIGUE"}, None),
        ("Projet « Bus par la Ligue", {"title": "Bus", "carrier": "la Ligue"}, "title-quote-unclosed"),
        ("Bus du cœur", {}, None),
    ],
)
def test_patterns_are_tried_in_order(heading: str, found: dict[str, str], finding: str | None, rules: Rules) -> None:
    source = {"in": "heading", "pattern": ["project_quoted", "project_unclosed"]}
    block = make_block(heading=heading)
    every = raws(rules, {"title": source, "carrier": source}, block)
    assert {raw.name: _value(raw, block) for raw in every} == found
    assert {raw.finding for raw in every} == ({finding} if found else set())
    assert {_value(raw, block, covers=True) for raw in every} == ({heading} if found else set())


def test_a_pattern_is_named_as_the_source(rules: Rules) -> None:
    source = [{"in": "heading"}, {"in": "heading", "pattern": "project_unclosed"}]
    (raw,) = raws(rules, {"title": source[::-1]}, make_block(heading="Projet « Bus par la Ligue"))
    assert raw.source == "title[0]:project_unclosed"


def test_a_pattern_without_a_group_of_the_fields_name_gives_nothing(rules: Rules) -> None:
    block = make_block(heading="Projet « Bus » par la Ligue")
    assert taken(rules, {"zone": {"in": "heading", "pattern": "project_quoted"}}, block) == {}


def test_a_further_field_takes_the_group_of_its_name(rules: Rules) -> None:
    block = make_block(heading="Projet « Bus » par la Ligue")
    extra = {"carrier": {"sources": {"in": "heading", "pattern": "project_quoted"}}}
    assert taken(rules, {"title": {"in": "heading"}}, block, extra)["extra.carrier"] == "la Ligue"


# Whole slots, rest, order of sources


def test_a_whole_slot(rules: Rules) -> None:
    block = make_block(heading="Bus\ndu cœur", body="Un texte.")
    (raw,) = raws(rules, {"title": {"in": "heading"}}, block)
    assert (_value(raw, block), raw.source) == ("Bus\ndu cœur", "title[0]:slot")


@pytest.mark.parametrize("slots", [{}, {"badge": ""}], ids=["missing", "empty"])
def test_the_first_source_that_gives_a_value_wins(slots: dict[str, str], rules: Rules) -> None:
    fields = {"territories": [{"in": "badge"}, {"infer": "zone"}, {"label": "Département"}, {"in": "body"}]}
    block = make_block(body="Département : 93", **slots)
    (raw,) = raws(rules, fields, block)
    assert (_value(raw, block), raw.source) == ("93", "territories[2]:label")


BODY_TEXT = "Avant un texte.\nPorteur : Ligue\nUn milieu.\nZone : Paris\nAprès."


@pytest.mark.parametrize(
    ("source", "description"),
    [
        ({"rest": True}, "Avant un texte.|Un milieu.|Après."),
        ({"rest": True, "before": "zone"}, "Avant un texte.|Un milieu."),
        ({"rest": True, "before": "carrier"}, "Avant un texte."),
        ({"rest": True, "before": "amount"}, "Avant un texte.|Un milieu.|Après."),
    ],
)
@pytest.mark.parametrize("first", [True, False], ids=["rest first", "rest last"])
def test_the_rest_is_what_no_other_field_took(source: Any, description: str, first: bool, rules: Rules) -> None:
    labelled = {name: {"label": name, "extent": "paragraph"} for name in ("carrier", "zone")}
    rest = {"description": source}
    fields = {**rest, **labelled} if first else {**labelled, **rest}
    found = taken(rules, fields, make_block(body=BODY_TEXT))
    assert found == {"carrier": "Ligue", "zone": "Paris", "description": description}


def test_the_rest_of_one_paragraph_stands_around_what_was_taken(rules: Rules) -> None:
    fields = {"description": {"rest": True}, "zone": {"label": ["Zone"], "where": "anywhere", "extent": "label"}}
    extra = {"wave": {"sources": {"label": ["Vague"], "where": "anywhere", "extent": "paragraph"}}}
    block = make_block(body="Un texte. Zone : Paris Vague : 2\nUne suite.")
    assert taken(rules, fields, block, extra) == {
        "zone": "Paris",
        "extra.wave": "2",
        "description": "Un texte.|Une suite.",
    }


def test_the_stop_behind_what_was_taken_is_no_part_of_the_rest(rules: Rules) -> None:
    fields = {"title": {"style": {"bold": True}}, "description": {"rest": True}}
    text = styled(rules, [("Un bus", STRONG), (". Il passe.", BODY)])
    assert taken(rules, fields, make_block(body=text)) == {"title": "Un bus", "description": "Il passe."}


@pytest.mark.parametrize("mark", ["A.3", "2.4", "réf. 24-0135", "Référence : LR/7"])
def test_a_number_or_a_reference_over_the_title_is_no_part_of_the_rest(mark: str, rules: Rules) -> None:
    fields = {"title": {"style": {"bold": True}}, "description": {"rest": True}}
    text = styled(rules, [(mark, BODY)], [("Un bus", STRONG)], [("Il passe.", BODY)])
    assert taken(rules, fields, make_block(body=text)) == {"title": "Un bus", "description": "Il passe."}


def test_nothing_left_is_no_value(rules: Rules) -> None:
    fields = {"description": {"rest": True}, "zone": {"label": "zone"}}
    assert taken(rules, fields, make_block(body="Zone : Paris")) == {"zone": "Paris"}


def test_the_rest_of_one_slot_leaves_other_slots_alone(rules: Rules) -> None:
    fields = {"title": {"in": "heading"}, "description": {"rest": True}}
    block = make_block(heading="Bus", body="Un texte.")
    assert taken(rules, fields, block) == {"title": "Bus", "description": "Un texte."}


def test_projects_are_told_by_their_rank(rules: Rules) -> None:
    profile = make_profile({"record": {"begins": {}}, "fields": {"title": {"in": "heading"}}})
    blocks = [make_block(heading="Un"), make_block(body="Sans titre"), make_block(heading="Trois")]
    assert [raw.project for raw in extract_fields(blocks, profile, rules)] == [0, 2]


# Parts of a slot


def heading(**source: Any) -> dict[str, Any]:
    return {"in": "heading", **source}


@pytest.mark.parametrize(
    ("source", "printed", "value"),
    [
        (heading(quoted=True), "Projet « Le « Bus » du cœur » par la Ligue", "Le « Bus » du cœur"),
        (heading(quoted=True), 'Projet "Le "Bus" du cœur" par la Ligue', 'Le "Bus" du cœur'),
        (heading(quoted=True), "“Bus”, “Car”", "Bus"),
        (heading(quoted=True), "« Bus par la Ligue", None),
        (heading(bracketed=True), "Bus (vert) (Ligue (33))", "Ligue (33)"),
        (heading(bracketed=True), "Bus (Ligue", None),
        (heading(split="dash", part=1), "Bus « A – B » – Ligue", "Bus « A – B »"),
        (heading(split="dash", part=2), "Bus — Ligue - Gironde", "Ligue"),
        (heading(split="dash", part=-1), "Bus — Ligue - Gironde", "Gironde"),
        (heading(split="dash", part=3), "Bus – Ligue", None),
        (heading(split="dash", part=1), "Porte-à-porte", None),
        (heading(split=" – ", part=2), "Bus - Ligue", "Ligue"),
        (heading(split=" / ", part=2), "Bus/Car / Ligue", "Ligue"),
        (heading(split=["bar", "colon"], part=-1), "Bus : car | Ligue", "Ligue"),
        (heading(split="by", part=2), "Bus, porté par la Ligue", "la Ligue"),
        (heading(split="comma", part=1), "Bus, Ligue", "Bus"),
        (heading(split="semicolon", part=2), "Bus ; Ligue, Dax; aide", "Ligue, Dax"),
        (heading(split="semicolon", part=1), "Bus ;Ligue", None),
        (heading(split="dash", part=2, bracketed=True), "Bus (A – B)", "B"),
        (heading(split="dash", part=2, looks="amount"), "Bus 5 € – 12 000 € en 2021", "12 000 €"),
        (heading(bracketed=True, looks="amount"), "Bus (Ligue) (12 000 €) (vert)", "12 000 €"),
        (heading(looks="amount"), "Bus : 1,8 M€ sur 2 M€", "1,8 M€"),
        (heading(looks="amount"), "Bus 12", None),
        (heading(looks="amount"), "Aide de 900 €", "900 €"),
        (heading(looks="amount"), "Bus à 2 € le trajet : 900 €", "900 €"),
        (heading(looks="territory"), "12. Bus (93)", "93"),
        (heading(looks="territory"), "12. Bus", None),
    ],
)
def test_a_part_of_a_heading(source: dict[str, Any], printed: str, value: str | None, rules: Rules) -> None:
    found = taken(rules, {"title": source}, make_block(heading=printed))
    assert found.get("title") == value


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("93", "93"),
        ("Dép. 93", "Dép. 93"),
        ("Gironde (33)", "Gironde (33)"),
        ("93 – Bus", "93"),
        ("93 Bus", "93"),
        ("31 / 65 « Bus »", "31 / 65"),
        ("2A et 2B Bus", "2A et 2B"),
        ("30 000 bus", None),
        ("99 bus", None),
        ("Bus (93)", "93"),
        ("Bus | Région Occitanie", "Région Occitanie"),
        ("Bus – Gironde (33)", "Gironde (33)"),
        ("Bus (IDF)", "IDF"),
        ("Ligue, Seine-Saint-Denis", "Seine-Saint-Denis"),
        ("35 €", None),
        ("13. Bus", None),  # the number of a record
        ("13) Bus (93)", "93"),
        ("Le nord de Paris", None),
        ("Bus (Ligue de Gironde)", None),
        ("Un bus va de Lyon à Paris, Gironde.", None),
        ("La Cor", None),
    ],
)
def test_what_names_a_territory_and_nothing_else(printed: str, value: str | None, rules: Rules) -> None:
    found = taken(rules, {"territories": heading(looks="territory")}, make_block(heading=printed))
    assert found.get("territories") == value


def test_a_territory_may_be_a_paragraph_or_a_run_of_its_own(rules: Rules) -> None:
    source = {"territories": {"looks": "territory"}}
    assert taken(rules, source, make_block(body="Un texte.\nGironde\nParis"))["territories"] == "Gironde"
    assert taken(rules, source, make_block(body=styled(rules, [("13.", STRONG), ("Bus", BODY)]))) == {}
    text = styled(rules, [("Bus du cœur", BODY), ("Gironde", STRONG), ("et plus", BODY)])
    assert taken(rules, source, make_block(body=text))["territories"] == "Gironde"


@pytest.mark.parametrize(("nth", "value"), [(1, "Un."), (2, "Deux (x)."), (-1, "Trois."), (4, None), (-4, None)])
def test_the_nth_paragraph_that_no_label_begins(nth: int, value: str | None, rules: Rules) -> None:
    fields = {"description": {"nth": nth}, "zone": {"label": "zone", "ending": ""}, "amount": {"label": "amount"}}
    block = make_block(body="Un.\nZone\nParis\nDeux (x).\nMontant : 5 €\nTrois.")
    assert taken(rules, fields, block).get("description") == value


def test_with_a_style_only_the_paragraphs_that_begin_in_it_are_counted(rules: Rules) -> None:
    text = styled(rules, [("Un texte.", BODY)], [("Ligue (33)", ITALIC)], [("9 projets", STRONG)])
    slope = {"style": {"italic": True}}
    assert taken(rules, {"carrier": {"nth": -1, **slope}}, make_block(body=text)) == {"carrier": "Ligue (33)"}
    assert taken(rules, {"carrier": {"nth": -1, "reads": "{} (…)", **slope}}, make_block(body=text)) == {
        "carrier": "Ligue"
    }
    assert taken(rules, {"carrier": {"nth": 2, **slope}}, make_block(body=text)) == {}
    marked = styled(rules, [("Un texte.", BODY)], [("▸", BODY), ("Ligue", ITALIC)])
    assert taken(rules, {"carrier": {"nth": 1, **slope}}, make_block(body=marked)) == {"carrier": "Ligue"}


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("Roubaix (59) ; montant : 9 000 €", "Roubaix (59)"),
        ("Roubaix – montant : 9 000 € ; zone : Nord", "Roubaix"),
        ("• montant : 9 000 €\nRoubaix", "Roubaix"),  # only a mark stands before it
        (f"{'Un bus à Roubaix, ' * 7}un car. Montant : 9 000 €\nLille", "Lille"),  # no line of facts
    ],
)
def test_a_short_line_counts_up_to_its_first_label(body: str, value: str, rules: Rules) -> None:
    labels = {name: {"label": name, "where": "anywhere"} for name in ("amount", "zone")}
    assert taken(rules, {"carrier": {"nth": 1}, **labels}, make_block(body=body))["carrier"] == value


def test_sources_of_parts_stand_together(rules: Rules) -> None:
    fields = {"carrier": {"nth": 1, "bracketed": True}, "title": {"nth": 1, "rest": True}}
    assert taken(rules, fields, make_block(body="Bus (Ligue)\nAutre (chose)")) == {"carrier": "Ligue", "title": "Bus"}
    text = styled(rules, [("Bus", STRONG), ("– Ligue (33)", ITALIC)], [("Un (texte)", BODY)])
    styles = {"territories": {"style": {"italic": True}, "bracketed": True}}
    assert taken(rules, styles, make_block(body=text)) == {"territories": "33"}


def test_the_bracket_around_an_amount_goes_with_it_but_for_a_sentence(rules: Rules) -> None:
    fields = {"amount": {"looks": "amount"}, "description": {"rest": True}}
    found = taken(rules, fields, make_block(body="Un bus passe. (soutien : 7 500 €)"))
    assert found == {"amount": "7 500 €", "description": "Un bus passe."}
    aside = "(avec l'aide de la région, qui a donné 7 500 € pour le bus et son chauffeur)"
    assert taken(rules, fields, make_block(body=f"Un bus passe {aside}."))["description"].startswith(
        "Un bus passe (avec"
    )


def test_a_list_mark_is_no_part_of_the_value_behind_it(rules: Rules) -> None:
    text = styled(rules, [("Un texte", BODY)], [("→ Dax", STRONG), ("– 900 €", BODY)])
    assert taken(rules, {"zone": {"style": {"bold": True}}}, make_block(body=text)) == {"zone": "Dax"}
    assert taken(rules, {"zone": {"nth": 2}}, make_block(body="Un texte\n→ Dax")) == {"zone": "Dax"}


def test_a_labelled_value_can_be_cut(rules: Rules) -> None:
    fields = {
        "carrier": {"label": "carrier", "split": "dash", "part": 1},
        "amount": {"label": "carrier", "looks": "amount"},
    }
    found = taken(rules, fields, make_block(body="Porteur : Ligue – 12 000 €"))
    assert found == {"carrier": "Ligue", "amount": "12 000 €"}


@pytest.mark.parametrize(("part", "value"), [(1, "Ligue"), (2, None), (-1, None)])
def test_what_stands_behind_a_label_is_its_first_part_where_nothing_parts_it(
    part: int, value: str | None, rules: Rules
) -> None:
    fields = {"carrier": {"label": "carrier", "split": "dash", "part": part}}
    assert taken(rules, fields, make_block(body="Porteur : Ligue")).get("carrier") == value


@pytest.mark.parametrize(("look", "value"), [(STRONG, "Ligue"), (BODY, None)])
def test_what_has_a_look_of_its_own_is_its_first_part_where_nothing_parts_it(
    look: Any, value: str | None, rules: Rules
) -> None:
    fields = {"carrier": {"nth": 1, "style": {"bold": True}, "split": "bar", "part": 1}}
    text = styled(rules, [("Ligue", look)], [("Un texte", BODY)])
    assert taken(rules, fields, make_block(body=text)).get("carrier") == value


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("12. Bus du cœur (93)", "Bus du cœur"),
        ("93 – Bus du cœur", "Bus du cœur"),
        ("Projet n° 3 : Bus | 93", "Bus"),
        ("Projet de bus (93)", "Projet de bus"),
        ("93", None),
    ],
)
def test_the_rest_of_a_heading_is_without_what_joined_it(printed: str, title: str | None, rules: Rules) -> None:
    fields = {"title": heading(rest=True), "territories": heading(looks="territory")}
    assert taken(rules, fields, make_block(heading=printed)).get("title") == title


def test_the_rest_of_a_body_keeps_its_own_marks(rules: Rules) -> None:
    block = make_block(body="Il propose :\n- un bus\n12. Fin : 5 €")
    assert taken(rules, {"description": {"rest": True}}, block) == {
        "description": "Il propose :|- un bus|12. Fin : 5 €"
    }


# Labels with any ending


@pytest.mark.parametrize(
    ("body", "zone"),
    [
        ("Zone : Paris", "Paris"),
        ("ZONES – Paris", "Paris"),
        ("La zone | Paris", "Paris"),
        ("Zone(s) • Paris", "Paris"),
        ("Zone\nParis", "Paris"),
        ("ZONE Paris", "Paris"),
        ("Zone Paris", None),
        ("Zone de Paris : ici", None),
        ("Zonage : Paris", None),
    ],
)
def test_a_label_with_any_ending(body: str, zone: str | None, rules: Rules) -> None:
    found = taken(rules, {"zone": {"label": ["Zone"], "ending": "any"}}, make_block(body=body))
    assert found.get("zone") == zone


def test_a_label_may_be_told_by_its_style_or_a_gap(rules: Rules) -> None:
    source = {"zone": {"label": ["Zone"], "ending": "any"}}
    assert taken(rules, source, make_block(body=styled(rules, [("Zone", STRONG), ("Paris", BODY)]))) == {
        "zone": "Paris"
    }
    assert taken(rules, source, make_block(body=styled(rules, [("Zone", BODY), ("Paris", BODY)]))) == {}
    words = [*row(100, 100, ("Zone", BODY)), *row(200, 100, ("Paris", BODY))]
    text = build_text([[line_of(words, 1)]], Hyphens([], frozenset()))
    assert taken(rules, source, make_block(body=text)) == {"zone": "Paris"}


@pytest.mark.parametrize(
    ("body", "zone"),
    [
        ("Un texte. Zone : Paris", "Paris"),
        ("Un texte – zone : Paris", "Paris"),
        ("Un texte Zone : Paris", "Paris"),
        ("Dans la zone : Paris", None),
    ],
)
@pytest.mark.parametrize("ending", [":", "any"])
def test_a_label_inside_running_text_stands_out(ending: str, body: str, zone: str | None, rules: Rules) -> None:
    source = {"label": ["Zone"], "ending": ending, "where": "anywhere"}
    assert taken(rules, {"zone": source}, make_block(body=body)).get("zone") == zone


def test_several_endings(rules: Rules) -> None:
    source = {"zone": {"label": ["Zone"], "ending": [":", ""]}}
    assert taken(rules, source, make_block(body="Zone : Paris")) == {"zone": "Paris"}
    assert taken(rules, source, make_block(body="Zone\nParis")) == {"zone": "Paris"}
    assert taken(rules, source, make_block(body="Zone – Paris")) == {}


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ({"split": "dash"}, "split and part stand together"),
        ({"part": 1}, "split and part stand together"),
        ({"reads": "…, …"}, "reads needs {} once"),
        ({"reads": ["{}, …", "{}, {}"]}, "reads needs {} once"),
        ({"nth": 0}, "count from 1"),
        ({"rest": True, "quoted": True}, "rest and quoted cannot stand together"),
        ({"nth": 1, "label": "zone"}, "nth counts paragraphs without a label"),
    ],
)
def test_sources_that_make_no_sense(source: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        FieldSource.model_validate(source)


@pytest.mark.parametrize(
    ("source", "key", "reason"),
    [
        ({"in": "headng"}, "in", "did you mean `heading`?"),
        ({"in": "carrier"}, "in", "there is no slot `carrier` here, only heading, above, body, badge"),
        ({"in": "heading", "split": "dahs", "part": 1}, "split", "did you mean `split_dash`?"),
        ({"label": "carier", "ending": "any"}, "label", "did you mean `carrier`?"),
    ],
)
def test_a_source_names_what_exists(source: dict[str, Any], key: str, reason: str, rules: Rules) -> None:
    profile = make_profile({"record": {"begins": {}}, "fields": {"title": source}})
    with pytest.raises(RulesError) as found:
        check_profile(rules, profile, "my.yml")
    assert f"layouts.0.fields.title.{key}" in str(found.value)
    assert reason in str(found.value)


def test_a_source_of_a_table_names_its_column(rules: Rules) -> None:
    table = {"columns": {"number": "N°", "text": "Projet"}, "key": "number"}
    good = {"title": {"in": "text"}, "territories": [{"in": "badge"}, {"infer": "section"}]}
    check_profile(rules, make_profile({"table": table, "fields": good}), "my.yml")
    below = {**good, "description": {"in": "body"}}  # below a row, or in a cell over several columns
    check_profile(rules, make_profile({"table": table, "fields": below}), "my.yml")
    with pytest.raises(RulesError, match="no slot `heading` here, only number, text, body, badge"):
        check_profile(rules, make_profile({"table": table, "fields": {"title": {"in": "heading"}}}), "my.yml")


def test_the_labels_that_open_a_record_exist(rules: Rules) -> None:
    profile = make_profile({"record": {"label": "titel"}, "fields": {"title": {"in": "heading"}}})
    with pytest.raises(RulesError, match=r"record\.label: no list `titel`.*did you mean `title`"):
        check_profile(rules, profile, "my.yml")


def test_a_capital_alone_makes_no_label_inside_running_text(rules: Rules) -> None:
    source = {"zone": {"label": ["Zone"], "ending": "any", "where": "anywhere"}}
    text = styled(rules, [("Dans une Zone", BODY), ("Nord", STRONG), ("de la ville", BODY)])
    assert taken(rules, source, make_block(body=text)) == {}


@pytest.mark.parametrize(
    ("lines", "carrier"),
    [
        (["Le porteur", "développe un bus"], "développe un bus"),
        (["Le bus roule : le porteur", "développe son action"], None),
        (["Le bus roule : porteur –", "la Ligue"], "la Ligue"),
    ],
)
def test_the_end_of_a_line_ends_a_label_that_fills_it(lines: list[str], carrier: str | None, rules: Rules) -> None:
    words = [line_of(row(100, 100 + 12 * n, (line, BODY)), 1) for n, line in enumerate(lines)]
    body = build_text([words], Hyphens([], frozenset()))
    source = {"label": ["Porteur"], "ending": "any", "where": "anywhere"}
    assert taken(rules, {"carrier": source}, make_block(body=body)).get("carrier") == carrier


@pytest.mark.parametrize(
    ("body", "where", "carrier"),
    [
        ("Porté par la Ligue", "start", "la Ligue"),
        ("porté par la Ligue", "start", "la Ligue"),
        ("Un bus porté par la Ligue", "anywhere", None),
        ("Porteur la Ligue", "start", None),  # nothing parts it from what follows
    ],
)
def test_a_label_that_ends_in_par_runs_on_into_its_value(
    body: str, where: str, carrier: str | None, rules: Rules
) -> None:
    source = {"label": ["Porteur", "Porté par"], "ending": "any", "where": where}
    assert taken(rules, {"carrier": source}, make_block(body=body)).get("carrier") == carrier


@pytest.mark.parametrize(
    ("heading", "place", "territory"),
    [
        ("Bus – Ligue (Sète, Hérault)", "Sète", "Hérault"),
        ("Bus – Ligue (Sète, Agde (34))", "Sète, Agde", "34"),
        ("Bus – Ligue (34 – Sète)", "Sète", "34"),
        ("Bus – Ligue (Sète)", "Sète", None),
    ],
)
def test_a_place_is_parted_from_the_territory_that_it_lies_in(
    rules: Rules, heading: str, place: str, territory: str | None
) -> None:
    said = {"in": "heading", "reads": "… – … ({})"}
    fields = {"zone": {**said, "looks": "place"}, "territories": {**said, "looks": "territory"}}
    found = taken(rules, fields, make_block(heading=heading))
    assert (found.get("zone"), found.get("territories")) == (place, territory)
    rest = {
        **fields,
        "title": {"in": "heading", "nth": 1, "split": "dash", "part": 1},
        "carrier": {"in": "heading", "rest": True},
    }
    assert taken(rules, rest, make_block(heading=heading))["carrier"] == "Ligue"


def test_a_wording_may_be_that_of_one_paragraph(rules: Rules) -> None:
    block = make_block(body="Il part, tôt.\nLigue, Sète – 500 €")
    assert taken(rules, {"carrier": {"reads": "{}, … – …", "nth": -1}}, block) == {"carrier": "Ligue"}


def test_a_wording_of_a_line_goes_on_over_the_labels_inside_it(rules: Rules) -> None:
    fields = {"zone": {"reads": "… ; montant : … a {}", "nth": 1}, "amount": {"label": "amount", "where": "anywhere"}}
    found = taken(rules, fields, make_block(body="Ligue ; montant : 9 000 € à Roubaix\nUn texte."))
    assert found["zone"] == "Roubaix"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Avec « Le bus », la Ligue va à Dax. Il roule.", {"title": "Le bus", "carrier": "la Ligue"}),
        (
            "« Le bus », porté par la Ligue, a 900 €. Il roule.",
            {"title": "Le bus", "carrier": "la Ligue", "amount": "900 €"},
        ),
        ("Un bus qui roule.", {}),
    ],
)
def test_of_several_wordings_the_one_that_fits_best_counts(body: str, found: dict[str, str], rules: Rules) -> None:
    fields = {
        "title": {"reads": ["Avec « {} », … va à …. ", "« {} », porté par …, a …. "]},
        "carrier": {"reads": ["Avec « … », {} va à …. ", "« … », porté par {}, a …. "]},
        "amount": {"reads": ["Avec « … », … va à …. ", "« … », porté par …, a {}. "]},
    }
    assert taken(rules, fields, make_block(body=body)) == found


def test_a_number_in_front_of_what_a_field_took_is_no_rest(rules: Rules) -> None:
    fields = {"carrier": {"label": "Porteur", "where": "anywhere"}, "description": {"rest": True}}
    assert taken(rules, fields, make_block(body="3. Porteur : Ligue")) == {"carrier": "Ligue"}
    assert taken(rules, fields, make_block(body="3 bus. Porteur : Ligue"))["description"] == "3 bus."


@pytest.mark.parametrize(
    ("body", "description"),
    [
        ("5 000 €\nMontant\nUn bus.", "Un bus."),
        ("5 000 €\nMontant :\nUn bus.", "Un bus."),
        ("5 000 €\nAction\nUn bus.", "Action|Un bus."),  # the label of a text stands above it
        ("5 000 €\nUn montant\nUn bus.", "Un montant|Un bus."),
        ("Montant\nUn bus.\n5 000 €", "Montant|Un bus."),  # nothing was taken above
    ],
)
def test_a_label_below_what_a_field_took_is_no_rest(body: str, description: str, rules: Rules) -> None:
    fields = {"amount": {"looks": "amount"}, "description": {"rest": True}}
    assert taken(rules, fields, make_block(body=body)) == {"amount": "5 000 €", "description": description}


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Bus du cœur n° 12", "Bus du cœur"),
        ("Bus du cœur n° 012", "Bus du cœur"),
        ("Bus du cœur (n° 12)", "Bus du cœur"),
        ("Lycée n° 2", "Lycée n° 2"),  # not the record's
        ("Bus du cœur 12", "Bus du cœur 12"),
        ("Bus n° 12 du cœur", "Bus n° 12 du cœur"),
    ],
)
def test_the_rest_of_a_heading_is_without_the_record_s_number_at_its_end(
    printed: str, title: str, rules: Rules
) -> None:
    assert taken(rules, {"title": heading(rest=True)}, make_block(12, heading=printed)) == {"title": title}
    assert taken(rules, {"description": {"rest": True}}, make_block(12, body=printed)) == {"description": printed}


def test_marks_alone_are_no_rest(rules: Rules) -> None:
    fields = {"zone": {"label": "Zone", "extent": "paragraph"}, "description": {"rest": True}}
    block = make_block(body="***\nZone : Paris\n— —\nUn bus.\n…")
    assert taken(rules, fields, block) == {"zone": "Paris", "description": "Un bus."}
