"""Where a field's value is taken from: pattern, label, style, whole slot, rest."""

from __future__ import annotations

from typing import Any

import pytest

from dossier_extract import Rules
from dossier_extract.drafts import ProjectBlock, RawField
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
