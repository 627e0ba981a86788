"""Every character of every page is accounted for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier_extract import Rules, load_rules
from dossier_extract.model import Page, Rect, Rule
from dossier_extract.schema import RESIDUE_KINDS, PageResidue
from dossier_extract.stages.account import unclaimed_findings
from tests.pages import (
    BLACK,
    BLUE,
    BODY,
    FOREIGN,
    HEAD,
    HEIGHT,
    ITALIC,
    PART,
    PLAIN,
    SECTION,
    STRONG,
    TABLE,
    TAG,
    XS,
    Reading,
    badge,
    grid,
    make_page,
    make_profile,
    put,
    style,
    table_page,
)

RULES = load_rules()
LONG = "Un texte assez long pour qu'il tienne toute la colonne."
ONE_PAGE = [
    put(150, 100, "Culture", SECTION),
    put(150, 118, "2 projets retenus", FOREIGN),
    put(150, 150, "Bus", HEAD) + put(150, 166, LONG) + put(150, 190, "Porteur : Ligue"),
    badge(90, 150, "93"),
    put(150, 220, "Encart", FOREIGN),
    put(520, 300, "Marge", FOREIGN),
    put(150, 350, "© Ligue"),
    put(150, 400, "v1", style(6)),
]


def counted(residue: PageResidue) -> dict[str, int]:
    return {kind: getattr(residue, kind) for kind in RESIDUE_KINDS if getattr(residue, kind)}


def printed(page: Page) -> int:
    return sum(len(word.text) for word in page.words)


def letters(*texts: str) -> int:
    return sum(len(text.replace(" ", "")) for text in texts)


def test_where_the_characters_of_a_page_went(rules: Rules) -> None:
    found = Reading([make_page(1, *ONE_PAGE)], make_profile(), rules)
    (residue,) = found.residue
    assert counted(residue) == {
        "record": letters("Bus", LONG, "Porteur : Ligue", "93"),
        "section": letters("Culture", "2 projets retenus"),
        "caption": letters("© Ligue"),
        "ignored": letters("v1"),
        "unclaimed": letters("Encart", "Marge"),
    }
    assert sorted(block.text for block in residue.blocks) == ["Encart", "Marge"]
    assert all(block.box.page == 1 and block.box.x0 < block.box.x1 for block in residue.blocks)


def test_a_heading_that_records_share_is_counted_once(rules: Rules) -> None:
    records = [put(150, y, title, HEAD) + put(150, y + 16, LONG) for y, title in ((120, "Un"), (200, "Deux"))]
    page = make_page(1, put(150, 100, "Ligue", FOREIGN), *records)
    for carrier, kind in (({"in": "group"}, "record"), ({"label": "carrier"}, "unclaimed")):
        fields = {**PLAIN["fields"], "carrier": carrier}
        counts = counted(Reading([page], make_profile(group={"size": 8}, fields=fields), rules).residue[0])
        assert sum(counts.values()) == printed(page)
        assert counts.get("unclaimed", 0) == (letters("Ligue") if kind == "unclaimed" else 0)


def test_a_cell_that_records_share_is_counted_once(rules: Rules) -> None:
    rows = [("N°", "Porteur", "Projet"), ("1", "Ligue", "Bus"), ("2", "", "Radio")]
    page = table_page(1, rows)
    parting = [rule for rule in page.rules if rule.top == 280.0]
    pieces = [Rule(XS[0], 280.0, XS[1], 280.5, BLACK), Rule(XS[2], 280.0, XS[3], 280.5, BLACK)]
    page = page._replace(rules=(*[rule for rule in page.rules if rule not in parting], *pieces))
    found = Reading([page], make_profile(TABLE), rules)
    assert [slots["carrier"] for slots in found.slots()] == ["Ligue", "Ligue"]
    assert counted(found.residue[0]) == {
        "record": letters("1", "Ligue", "Bus", "2", "Radio"),
        "section": letters("N°", "Porteur", "Projet"),
    }


def test_a_column_of_themes_is_taken_though_no_field_asks_for_it(rules: Rules) -> None:
    page = table_page(1, [("N°", "Axe", "Projet"), ("1", "Santé", "Bus")])
    for slot, unclaimed in (("theme", []), ("place", ["Santé"])):
        table = {"columns": {"number": "N°", slot: "Axe", "title": "Projet"}, "key": "number"}
        (residue,) = Reading([page], make_profile(TABLE, table=table, fields={"title": {"in": "title"}}), rules).residue
        assert [block.text for block in residue.blocks] == unclaimed


def test_what_no_field_asks_for_in_a_record_is_unclaimed(rules: Rules) -> None:
    fields = {name: PLAIN["fields"][name] for name in ("title", "carrier")}
    page = make_page(1, put(150, 150, "Bus", HEAD), put(150, 170, "Avant."), put(150, 200, "Porteur : Ligue"))
    after = make_page(2, put(150, 150, "Après\nla page."))
    found = Reading([page, after], make_profile(fields=fields), rules)
    assert [counted(residue) for residue in found.residue] == [
        {"record": letters("Bus", "Porteur : Ligue"), "unclaimed": letters("Avant.")},
        {"unclaimed": letters("Après la page.")},
    ]
    assert [[block.text for block in residue.blocks] for residue in found.residue] == [["Avant."], ["Après la page."]]


def test_a_cover_is_front_matter(rules: Rules) -> None:
    pages = [make_page(1, put(150, 200, "France relance", PART)), make_page(2)]
    found = Reading(pages, make_profile(reading="columns"), rules)
    assert [counted(residue) for residue in found.residue] == [{"front": letters("France relance")}, {}]


def test_furniture_is_counted_as_such(rules: Rules) -> None:
    pages = [make_page(n, put(150, 785, f"Plan de soutien {n}")) for n in (1, 2, 3)]
    found = Reading(pages, make_profile(), rules)
    assert [counted(residue) for residue in found.residue] == [{"furniture": letters("Plan de soutien 1")}] * 3


@pytest.mark.parametrize(
    ("record", "unclaimed", "told"),
    [(9, 3, True), (0, 3, False), (9, 0, False)],
    ids=["both", "no record", "all taken"],
)
def test_unclaimed_text_is_told_on_pages_with_records(record: int, unclaimed: int, told: bool) -> None:
    rest = dict.fromkeys(RESIDUE_KINDS, 0)
    residue = PageResidue(page=4, blocks=[], **{**rest, "record": record, "unclaimed": unclaimed})
    assert [(f.code, f.page) for f in unclaimed_findings([residue])] == ([("unclaimed-text", 4)] if told else [])


def test_the_finding_quotes_the_text(rules: Rules) -> None:
    (finding,) = unclaimed_findings(Reading([make_page(1, *ONE_PAGE)], make_profile(), rules).residue)
    assert finding.message.startswith(f"{letters('Encart', 'Marge')} characters are explained by no rule: ")
    assert "« Encart »" in finding.message


STYLES = st.sampled_from([BODY, BODY, HEAD, SECTION, PART, FOREIGN, STRONG, ITALIC, TAG, style(6)])
TEXTS = st.sampled_from(
    [
        "Un texte de la",
        "ville.",
        "Zone : Paris",
        "Porteur",
        "Montant : 5 €",
        "93",
        "12",
        "© Ligue",
        "- un point",
        "10 projets retenus",
        "Total",
        "N°",
        "Projet",
        "socio-",
        "\u00ad",
        "ﬁn",
    ]
)
LINES = st.builds(put, st.integers(0, 560), st.integers(10, int(HEIGHT) - 10), TEXTS, STYLES)
RECTS = st.builds(
    lambda x, y, w, h: Rect(x, y, x + w, y + h, BLUE, None),
    st.integers(0, 500),
    st.integers(0, 700),
    st.integers(5, 600),
    st.integers(5, 800),
)
PAGES = st.lists(st.lists(st.one_of(LINES, LINES, LINES, RECTS), max_size=14), min_size=1, max_size=4)
TWO_LAYOUTS = {"layouts": [{**PLAIN, "pages": {"to": 1}}, {**TABLE, "pages": {"from": 3}}]}
PROFILES = [make_profile(), make_profile(reading="columns"), make_profile(TABLE), make_profile(TWO_LAYOUTS)]


@given(PAGES, st.sampled_from(PROFILES), st.booleans())
@settings(max_examples=150, deadline=None)
def test_the_kinds_add_up_to_all_characters(drawn: list[list[Any]], profile: Any, ruled: bool) -> None:
    rules = grid(XS, [200, 300, 400, 500]) if ruled else []
    pages = [make_page(number, *parts, rules=rules) for number, parts in enumerate(drawn, 1)]
    found = Reading(pages, profile, RULES)
    assert [sum(counted(residue).values()) for residue in found.residue] == [printed(page) for page in pages]
    assert [residue.page for residue in found.residue] == [page.number for page in pages]
    for residue in found.residue:
        assert sum(len(block.text.replace(" ", "")) for block in residue.blocks) <= residue.unclaimed
    assert len(found.records.projects) == len(found.segmentation.projects)


def test_a_table_adds_up_too(rules: Rules) -> None:
    rows = [("N°", "Porteur", "Projet"), ("1", "Ligue\nde la ville", "Bus"), ("", "suite", "Car"), ("Total", "", "5")]
    pages = [table_page(1, rows), table_page(2, rows[1:])]
    assert [sum(counted(r).values()) for r in Reading(pages, make_profile(TABLE), rules).residue] == [
        printed(page) for page in pages
    ]
