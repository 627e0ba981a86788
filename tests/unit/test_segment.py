"""What begins a section and a record, whose a badge is, what goes on over a page, what stays unclaimed."""

from __future__ import annotations

from typing import Any

import pytest

from dossier_extract import Rules
from dossier_extract.drafts import SectionRole
from dossier_extract.model import Page, Rect, Rule, Word
from dossier_extract.stages.layout import order_blocks
from dossier_extract.stages.segment import segment_projects
from tests.pages import (
    BLACK,
    BODY,
    CELL_HEIGHT,
    FOREIGN,
    GREEN,
    HEAD,
    PART,
    PLAIN,
    RED,
    SECTION,
    STRONG,
    TABLE,
    WHITE,
    XS,
    Reading,
    badge,
    grid,
    make_page,
    make_profile,
    put,
    row,
    style,
    table_page,
)


def reading(rules: Rules, *pages: Page, keys: dict[str, Any] | None = None, **changed: Any) -> Reading:
    return Reading(pages, make_profile(keys, **changed), rules)


LONG = "Un texte assez long pour qu'il tienne toute la colonne, et\nla suite de ce texte."
LONG_REPAIRED = LONG.replace("\n", " ")


def record(y: float, title: str, body: str = LONG, x: float = 150.0) -> list[Word]:
    """A heading with its baseline at y, and its body from y + 16."""
    return put(x, y, title, HEAD) + put(x, y + 16, body)


# Sections


def test_headings_begin_sections_and_records_belong_to_the_last_one(rules: Rules) -> None:
    first = make_page(1, put(150, 80, "Culture", SECTION), record(120, "Un"), record(200, "Deux"))
    second = make_page(2, record(80, "Trois"), put(150, 160, "Santé", SECTION), record(200, "Quatre"))
    found = reading(rules, first, second).segmentation
    assert [(s.heading.repaired if s.heading else None, s.pages, s.n_projects) for s in found.sections] == [
        ("Culture", (1, 2), 3),
        ("Santé", (2,), 1),
    ]
    assert [(p.n, p.section, p.slots["heading"].repaired, p.page) for p in found.projects] == [
        (1, 0, "Un", 1),
        (2, 0, "Deux", 1),
        (3, 0, "Trois", 2),
        (4, 1, "Quatre", 2),
    ]


def test_a_record_before_any_heading_has_no_section(rules: Rules) -> None:
    found = reading(rules, make_page(1, record(80, "Un"))).segmentation
    assert [(p.section, p.top) for p in found.projects] == [(-1, 80 - 0.75 * HEAD.size)]
    assert found.sections == ()


def test_what_stands_before_the_first_heading_is_the_cover(rules: Rules) -> None:
    page = make_page(1, put(150, 80, "France relance", style(30)), put(150, 200, "Culture", SECTION), record(240, "Un"))
    found = reading(rules, page)
    cover, projects = found.segmentation.sections
    assert (cover.role, cover.heading, [text.repaired for text in cover.texts]) == (
        SectionRole.COVER,
        None,
        ["France relance"],
    )
    assert (projects.role, projects.texts) == (SectionRole.HEADING, ())
    assert found.others("front") == ["France relance"]


def test_a_divider_page_is_a_part(rules: Rules) -> None:
    pages = [make_page(1, put(100, 300, "Les lauréats", PART)), make_page(2, put(150, 80, "Culture", SECTION))]
    assert [section.role for section in reading(rules, *pages).segmentation.sections] == [
        SectionRole.PART,
        SectionRole.HEADING,
    ]


def test_a_heading_cut_by_a_wide_line_distance_is_one_heading(rules: Rules) -> None:
    page = make_page(1, put(150, 80, "Lutte contre\nl'exclusion", SECTION, leading=2.5), record(200, "Un"))
    (section,) = reading(rules, page).segmentation.sections
    assert section.heading is not None
    assert section.heading.repaired == "Lutte contre l'exclusion"
    assert len(section.heading.boxes(0, len(section.heading.repaired))) == 2


@pytest.mark.parametrize("between", ["page", "text", "record", "role"])
def test_two_headings_are_two_sections(between: str, rules: Rules) -> None:
    second = put(150, 400, "Santé", PART if between == "role" else SECTION)
    middle = {"text": put(150, 200, "Un mot.", FOREIGN), "record": record(200, "Un")}.get(between, [])
    first = [*put(150, 80, "Culture", SECTION), *middle]
    pages = [make_page(1, first), make_page(2, second)] if between == "page" else [make_page(1, first + second)]
    assert len(reading(rules, *pages).segmentation.sections) == 2


def test_a_heading_is_without_what_stands_beside_it_in_another_style(rules: Rules) -> None:
    page = make_page(1, row(150, 80, ("3", style(30, GREEN)), ("Culture et sport", SECTION)), record(120, "Un"))
    found = reading(rules, page)
    (section,) = found.segmentation.sections
    assert section.heading is not None
    assert section.heading.repaired == "Culture et sport"
    assert found.others("section") == ["3", "Culture et sport"]


def test_a_heading_may_be_told_by_its_first_word(rules: Rules) -> None:
    page = make_page(1, row(150, 80, ("Lot", SECTION), ("(12 lauréats – 412 700 €)", FOREIGN)), record(120, "Un"))
    (section,) = reading(rules, page).segmentation.sections
    assert section.heading is not None
    assert section.heading.repaired == "Lot"


def test_under_a_heading_only_stated_figures_belong_to_the_section(rules: Rules) -> None:
    stated = put(150, 100, "20 projets retenus en 1ère vague", FOREIGN)
    other = put(150, 130, "Autre chose", STRONG)
    found = reading(rules, make_page(1, put(150, 80, "Culture", SECTION), stated, other, record(200, "Un")))
    (section,) = found.segmentation.sections
    assert [text.repaired for text in section.texts] == ["20 projets retenus en 1ère vague"]
    assert found.others("unclaimed") == ["Autre chose"]
    assert found.others("section") == ["Culture", "20 projets retenus en 1ère vague"]


@pytest.mark.parametrize(("y", "owner"), [(280, "section"), (240, "record")], ids=["level with it", "above the box"])
def test_what_stands_level_with_a_heading_in_its_box_is_no_part_of_the_record_above(
    y: float, owner: str, rules: Rules
) -> None:
    box, note = Rect(40, 260, 560, 330, 0xEEEEEE, None), put(470, y, "13 projets", FOREIGN)
    page = make_page(1, record(120, "Un"), box, note, put(150, 280, "Travailler", SECTION), record(360, "Deux"))
    found = reading(rules, page, reading="columns", body={}, record={"begins": {"size": 12}, "boxes": True})
    assert ("13 projets" in found.others("section")) is (owner == "section")


# Records


def spaced(rules: Rules, *pages: Page, **more: Any) -> list[tuple[int, str]]:
    """The records below 12 points of white space: their page and first word."""
    found = reading(rules, *pages, record={"space": 12, "heading": False, **more}, body={}).segmentation
    return [(one.page, one.slots["body"].repaired.split()[0]) for one in found.projects]


def test_white_space_begins_records_and_below_a_heading_any_will_do(rules: Rules) -> None:
    first, second = (
        put(150, 200, "Un récit.\nSuite."),
        put(150, 230, "Autre paragraphe.") + put(150, 260, "Deux récits."),
    )
    page = make_page(1, put(150, 185, "Culture", SECTION), first, second, put(150, 286, "Trois", STRONG))
    assert spaced(rules, page) == [(1, "Un"), (1, "Deux"), (1, "Trois")]
    assert spaced(rules, page, begins={"bold": False}) == [(1, "Un"), (1, "Deux")]
    stated = make_page(1, put(150, 80, "Culture", SECTION), put(150, 100, "20 projets retenus en 1ère vague"), first)
    assert spaced(rules, stated) == [(1, "Un")]


@pytest.mark.parametrize(("text", "begun"), [("Deux", True), ("et la suite", False), ("– un vélo", False)])
def test_at_the_top_of_a_page_a_text_that_goes_on_begins_no_record(text: str, begun: bool, rules: Rules) -> None:
    pages = [make_page(1, put(150, 80, "Culture", SECTION), put(150, 120, "Un")), make_page(2, put(150, 80, text))]
    assert spaced(rules, *pages) == [(1, "Un"), (2, "Deux")][: 1 + begun]


def test_a_heading_goes_on_until_the_body_begins(rules: Rules) -> None:
    begins = {"begins": {"size": 12, "bold": True, "match": "projet"}}
    words = put(150, 80, "Projet « Un »\npar la Ligue", HEAD, leading=3) + put(150, 140, LONG)
    found = reading(rules, make_page(1, words, put(150, 200, "Projet « Deux »", HEAD)), record=begins)
    assert found.slots() == [
        {"heading": "Projet « Un »\npar la Ligue", "body": LONG_REPAIRED},
        {"heading": "Projet « Deux »"},
    ]


def test_a_line_that_looks_like_a_heading_without_its_words_is_unclaimed_after_the_body(rules: Rules) -> None:
    begins = {"begins": {"size": 12, "bold": True, "match": "projet"}}
    page = make_page(1, record(80, "Projet Un"), put(150, 140, "Encart", HEAD))
    found = reading(rules, page, record=begins)
    assert len(found.slots()) == 1
    assert found.others("unclaimed") == ["Encart"]


@pytest.mark.parametrize(
    ("runs", "taken"),
    [
        ([("Note étrangère", FOREIGN)], False),
        ([("Zone :", STRONG), ("Paris et sa banlieue", style(10))], True),
        ([("•", style(14)), ("un point", style(10))], True),
        ([("Un mot", style(10)), ("signé", style(10, italic=True))], True),
        ([("Un mot", style(11)), ("signé", style(11, italic=True))], False),
    ],
    ids=["foreign", "label first", "marker first", "italic last", "another size"],
)
def test_a_paragraph_joins_a_record_only_in_the_style_of_its_body(runs: list[Any], taken: bool, rules: Rules) -> None:
    text = " ".join(run[0] for run in runs)
    found = reading(rules, make_page(1, record(80, "Un"), row(150, 140, *runs)), body={"size": 10, "bold": False})
    assert (text in found.slots()[0]["body"]) is taken
    assert found.others("unclaimed") == ([] if taken else [text])


def test_what_stands_beside_the_column_stays_unclaimed(rules: Rules) -> None:
    page = make_page(1, record(80, "Un"), put(500, 90, "En marge", FOREIGN), put(20, 120, "Note", FOREIGN))
    found = reading(rules, page)
    assert found.slots() == [{"heading": "Un", "body": LONG_REPAIRED}]
    assert sorted(found.others("unclaimed")) == ["En marge", "Note"]


def test_what_is_to_be_ignored_and_captions_are_counted_as_such(rules: Rules) -> None:
    page = make_page(1, record(80, "Un"), put(150, 140, "Crédit photo : Ligue"), put(150, 160, "v1.2", style(6)))
    found = reading(rules, page)
    assert found.slots()[0]["body"] == LONG_REPAIRED
    assert (found.others("caption"), found.others("ignored")) == (["Crédit photo : Ligue"], ["v1.2"])


@pytest.mark.parametrize(
    ("last", "first", "paragraphs"),
    [
        ("Un texte de la", "ville et du port.", 1),
        ("Un texte de la", "Ville et du port.", 2),
        ("Un texte.", "ville et du port.", 2),
        ("Un texte :", "ville et du port.", 2),
        ("Un texte de la", "1 ville et un port.", 2),
    ],
)
@pytest.mark.parametrize("reads", ["lines", "columns"])
def test_a_paragraph_goes_on_over_a_page(last: str, first: str, paragraphs: int, reads: str, rules: Rules) -> None:
    one = make_page(1, put(150, 600, "Un", HEAD), put(150, 616, last))
    two = make_page(2, put(150, 200, first), put(150, 400, "Deux", HEAD))
    found = reading(rules, one, two, reading=reads).segmentation
    body = found.projects[0].slots["body"]
    assert body.repaired == (" " if paragraphs == 1 else "\n").join((last, first))
    assert len(body.paragraphs) == paragraphs
    assert [box.page for box in body.boxes(0, len(body.repaired))] == [1, 2]


def test_a_paragraph_goes_on_over_a_column(rules: Rules) -> None:
    left = put(50, 100, "Un", HEAD) + put(50, 116, "Un texte qui est long et\nqui va de la")
    right = put(320, 100, "ville au port.") + put(320, 200, "Deux", HEAD) + put(320, 216, "Un autre texte long.")
    found = reading(rules, make_page(1, left, right), reading="columns")
    assert [slots["body"] for slots in found.slots()] == [
        "Un texte qui est long et qui va de la ville au port.",
        "Un autre texte long.",
    ]


def test_paragraphs_of_one_page_stay_apart(rules: Rules) -> None:
    page = make_page(1, record(80, "Un", "sans point\nni fin"), put(150, 160, "et la suite\nne suit pas"))
    assert reading(rules, page).slots()[0]["body"] == "sans point ni fin\net la suite ne suit pas"


def test_the_first_layout_that_fits_the_page_takes_the_record(rules: Rules) -> None:
    layouts = [
        {**PLAIN, "pages": {"to": 1}},
        {**PLAIN, "pages": {"from": 3}, "record": {"begins": {"size": 10, "bold": True}}},
    ]
    pages = [make_page(number, put(150, 200, "Un", HEAD), put(150, 220, "Deux", STRONG)) for number in (1, 2, 3)]
    found = reading(rules, *pages, keys={"layouts": layouts})
    assert [(p.layout, p.page, p.slots["heading"].repaired) for p in found.segmentation.projects] == [
        (0, 1, "Un"),
        (1, 3, "Deux"),
    ]


# Badges


@pytest.mark.parametrize("order", ["before", "after"])
@pytest.mark.parametrize("x", [90.0, 540.0], ids=["left", "right"])
@pytest.mark.parametrize("y", [96.0, 100.0, 106.0, 124.0, 140.0], ids=["above", "level", "lower", "body", "below"])
def test_a_badge_goes_to_the_record_beside_it(order: str, x: float, y: float, rules: Rules) -> None:
    words, tag = record(100, "Un"), badge(x, y, "93")
    parts = (tag, words) if order == "before" else (words, tag)
    assert reading(rules, make_page(1, *parts)).slots()[0]["badge"] == "93"


@pytest.mark.parametrize("y", [60.0, 170.0], ids=["above", "below"])
def test_a_badge_far_from_any_record_is_unclaimed(y: float, rules: Rules) -> None:
    found = reading(rules, make_page(1, record(100, "Un"), badge(90, y, "93")))
    assert "badge" not in found.slots()[0]
    assert found.others("unclaimed") == ["93"]


@pytest.mark.parametrize("backwards", [False, True])
def test_badges_of_records_one_below_the_other(backwards: bool, rules: Rules) -> None:
    tags = [badge(90, 100, "93"), badge(90, 150, "75"), badge(90, 200, "92")]
    records = [record(100, "Un"), record(150, "Deux"), record(200, "Trois")]
    parts = [*reversed(tags), *records] if backwards else [*records, *tags]
    found = reading(rules, make_page(1, *parts)).slots()
    assert [(slots["heading"], slots["badge"]) for slots in found] == [("Un", "93"), ("Deux", "75"), ("Trois", "92")]


def test_badges_of_records_side_by_side(rules: Rules) -> None:
    left = [word for y in (100, 200) for word in record(y, "Un" if y == 100 else "Trois", x=100)]
    right = [word for y in (100, 200) for word in record(y, "Deux" if y == 100 else "Quatre", x=380)]
    tags = [badge(x, y, code) for x, y, code in ((50, 100, "1A"), (330, 100, "2A"), (50, 200, "3A"), (330, 200, "4A"))]
    found = reading(rules, make_page(1, *tags, left, right), reading="columns", badge={"side": "left"}).slots()
    assert [(slots["heading"], slots["badge"]) for slots in found] == [
        ("Un", "1A"),
        ("Trois", "3A"),
        ("Deux", "2A"),
        ("Quatre", "4A"),
    ]


def test_a_badge_in_a_card_belongs_to_its_card(rules: Rules) -> None:
    cards = [Rect(80, 80, 560, 139, 0xEEEEEE, None), Rect(80, 140, 560, 220, 0xEEEEEE, None)]
    tag = badge(90, 131, "93")  # its own card's text ends 13.75 points above it, the other's begins 7.75 points below
    words = record(92, "Un", "Texte court.") + record(150, "Deux", "Texte court.")
    found = reading(rules, make_page(1, *cards, words, tag)).slots()
    assert [slots.get("badge") for slots in found] == ["93", None]


@pytest.mark.parametrize(("bottom", "taken"), [(160, "93"), (300, None)], ids=["alone", "two records"])
def test_a_badge_in_the_box_of_one_record_may_stand_far_from_its_text(
    bottom: float, taken: str | None, rules: Rules
) -> None:
    card = Rect(80, 40, 560, bottom, 0xEEEEEE, None)
    found = reading(rules, make_page(1, card, badge(500, 60, "93"), record(100, "Un"), record(250, "Deux")))
    assert found.slots()[0].get("badge") == taken


@pytest.mark.parametrize(
    ("wanted", "x", "fill", "taken"),
    [
        ({"side": "left"}, 90, GREEN, True),
        ({"side": "left"}, 540, GREEN, False),
        ({"side": "right"}, 540, GREEN, True),
        ({"side": "right"}, 90, GREEN, False),
        ({"fill": "dark"}, 90, WHITE, False),
        ({"fill": "green"}, 90, GREEN, True),
        ({"fill": "blue"}, 90, GREEN, False),
        (None, 90, GREEN, False),
    ],
)
def test_a_badge_is_taken_only_as_the_profile_asks(wanted: Any, x: float, fill: int, taken: bool, rules: Rules) -> None:
    found = reading(rules, make_page(1, record(100, "Un"), badge(x, 100, "93", fill)), badge=wanted)
    assert found.slots()[0].get("badge") == ("93" if taken else None)
    assert found.others("unclaimed") == ([] if taken else ["93"])


def test_a_record_takes_one_badge(rules: Rules) -> None:
    found = reading(rules, make_page(1, record(100, "Un"), badge(90, 100, "93"), badge(540, 100, "75")))
    assert found.slots()[0]["badge"] == "93"
    assert found.others("unclaimed") == ["75"]


def test_a_record_takes_several_badges_where_the_profile_says_so(rules: Rules) -> None:
    tags = [badge(90, 100, "93"), badge(540, 100, "900 €")]
    found = reading(rules, make_page(1, record(100, "Un"), *tags), badge={"many": True})
    assert found.slots()[0]["badge"] == "93\n900 €"


def test_a_badge_belongs_to_the_record_in_whose_column_it_stands(rules: Rules) -> None:
    text = "Une phrase assez longue pour aller plus loin que la pastille."
    left, right = record(100, "Un", text, x=50), record(100, "Deux", text, x=380)
    tags = [badge(310, 100, "93"), badge(560, 100, "75")]  # nearer to the right heading than to the left one
    found = reading(rules, make_page(1, *tags, left, right), reading="columns", badge={"many": True}).slots()
    assert [(slots["heading"], slots.get("badge")) for slots in found] == [("Un", "93"), ("Deux", "75")]


def test_a_large_figure_makes_no_heading_of_what_the_dossier_states(rules: Rules) -> None:
    page = make_page(1, row(150, 80, ("23", SECTION), ("projets soutenus", BODY)), record(120, "Un"))
    assert [section.heading for section in reading(rules, page).segmentation.sections] == [None]


def test_figures_about_a_section_begin_no_record(rules: Rules) -> None:
    page = make_page(1, put(150, 60, "Gironde", SECTION), put(150, 80, "3 projets retenus", HEAD), record(120, "Un"))
    assert [slots["heading"] for slots in reading(rules, page).slots()] == ["Un"]


def test_a_badge_on_another_page_is_not_the_records(rules: Rules) -> None:
    found = reading(rules, make_page(1, record(100, "Un")), make_page(2, badge(90, 100, "93")))
    assert "badge" not in found.slots()[0]


# Ruled tables

HEADER = ("N°", "Porteur", "Projet")


def test_a_row_is_a_record(rules: Rules) -> None:
    found = reading(rules, table_page(1, [HEADER, ("1", "Ligue", "Épicerie"), ("2", "Foyer", "Bus")]), keys=TABLE)
    assert found.slots() == [
        {"number": "1", "carrier": "Ligue", "title": "Épicerie"},
        {"number": "2", "carrier": "Foyer", "title": "Bus"},
    ]
    assert found.others("section") == list(HEADER)


TWO_PAGES = {
    "a repeated header": [HEADER, ("2", "Foyer", "Bus")],
    "no header": [("2", "Foyer", "Bus")],
}


@pytest.mark.parametrize("rows", TWO_PAGES.values(), ids=TWO_PAGES)
def test_a_table_goes_on_over_a_page(rows: list[tuple[str, ...]], rules: Rules) -> None:
    found = reading(rules, table_page(1, [HEADER, ("1", "Ligue", "Épicerie")]), table_page(2, rows), keys=TABLE)
    assert found.slots() == [
        {"number": "1", "carrier": "Ligue", "title": "Épicerie"},
        {"number": "2", "carrier": "Foyer", "title": "Bus"},
    ]
    assert found.others("unclaimed") == []


@pytest.mark.parametrize("header", [[HEADER], []], ids=["with header", "without"])
def test_a_row_without_its_key_goes_on_with_the_record(header: list[tuple[str, ...]], rules: Rules) -> None:
    one = table_page(1, [HEADER, ("1", "Ligue de la", "Épicerie.")])
    two = table_page(2, [*header, ("", "ville", "Suite."), ("2", "Foyer", "Bus")])
    assert reading(rules, one, two, keys=TABLE).slots() == [
        {"number": "1", "carrier": "Ligue de la ville", "title": "Épicerie.\nSuite."},
        {"number": "2", "carrier": "Foyer", "title": "Bus"},
    ]


@pytest.mark.parametrize("total", [("Total", "", "30"), ("", "TOTAL général", "30")], ids=["first column", "second"])
def test_a_row_of_sums_is_no_record_and_ends_none(total: tuple[str, ...], rules: Rules) -> None:
    found = reading(rules, table_page(1, [HEADER, ("1", "Ligue", "Bus"), total]), keys=TABLE)
    assert found.slots() == [{"number": "1", "carrier": "Ligue", "title": "Bus"}]
    assert found.others("section") == [*HEADER, *filter(None, total)]


def test_a_record_may_hold_a_word_that_begins_like_a_sum(rules: Rules) -> None:
    found = reading(rules, table_page(1, [HEADER, ("1", "Totalement Solidaires", "Bus")]), keys=TABLE)
    assert found.slots() == [{"number": "1", "carrier": "Totalement Solidaires", "title": "Bus"}]


def test_the_key_need_not_stand_in_the_first_column(rules: Rules) -> None:
    rows = [("Porteur", "N°", "Projet"), ("Ligue", "1", "Épicerie"), ("Foyer", "2", "Bus")]
    assert reading(rules, table_page(1, rows), keys=TABLE).slots() == [
        {"number": "1", "carrier": "Ligue", "title": "Épicerie"},
        {"number": "2", "carrier": "Foyer", "title": "Bus"},
    ]


def test_the_key_may_stand_in_the_middle_of_a_high_row(rules: Rules) -> None:
    words = [word for x, text in zip(XS, HEADER, strict=False) for word in put(x + 4, 212, text)]
    for number, (y, text) in enumerate(((240.0, "Épicerie\nde quartier"), (280.0, "Bus\ndu cœur")), 1):
        words += put(XS[0] + 4, y + 22, str(number)) + put(XS[1] + 4, y + 22, "Ligue") + put(XS[2] + 4, y + 14, text)
    page = make_page(1, words, rules=grid(XS, [200 + index * CELL_HEIGHT for index in range(4)]))
    assert reading(rules, page, keys=TABLE).slots() == [
        {"number": "1", "carrier": "Ligue", "title": "Épicerie de quartier"},
        {"number": "2", "carrier": "Ligue", "title": "Bus du cœur"},
    ]


def test_a_header_may_take_two_lines(rules: Rules) -> None:
    columns = {"number": "N°", "carrier": "Porteur du projet", "title": "Projet"}
    page = table_page(1, [("N°", "Porteur\ndu projet", "Projet"), ("1", "Ligue", "Bus")])
    found = reading(rules, page, keys=TABLE, table={"columns": columns, "key": "number"})
    assert found.slots() == [{"number": "1", "carrier": "Ligue", "title": "Bus"}]


def test_a_column_that_the_profile_does_not_name_is_unclaimed(rules: Rules) -> None:
    found = reading(rules, table_page(1, [("N°", "Autre", "Projet"), ("1", "Ligue", "Bus")]), keys=TABLE)
    assert found.slots() == [{"number": "1", "title": "Bus"}]
    assert found.others("unclaimed") == ["Autre", "Ligue"]


def test_a_cell_alone_in_its_row_may_head_a_section(rules: Rules) -> None:
    rows = [HEADER, ("Santé", "", ""), ("1", "Ligue", "Bus"), ("Culture", "", ""), ("2", "Foyer", "Radio")]
    found = reading(rules, table_page(1, rows), keys=TABLE, section=[{"match": "sante|culture|ligue|foyer"}])
    assert [(one.heading.repaired, one.n_projects) for one in found.segmentation.sections if one.heading] == [
        ("Santé", 1),
        ("Culture", 1),
    ]
    assert [slots["number"] for slots in found.slots()] == ["1", "2"]


def test_a_drawn_table_with_other_columns_does_not_go_on(rules: Rules) -> None:
    page = table_page(1, [HEADER, ("1", "Ligue", "Bus")])
    other = make_page(
        2, put(60, 212, "Marne"), put(310, 212, "554 859"), rules=grid((50.0, 300.0, 550.0), (200.0, 240.0))
    )
    found = reading(rules, page, other, keys=TABLE)
    assert [slots["number"] for slots in found.slots()] == ["1"]


def test_a_row_of_a_subtotal_is_no_record(rules: Rules) -> None:
    rows = [HEADER, ("1", "Ligue", "Bus"), ("Sous-total : 12 000 €", "", "")]
    found = reading(
        rules, table_page(1, rows), keys=TABLE, table={"columns": TABLE["table"]["columns"], "key": "number"}
    )
    assert [slots["number"] for slots in found.slots()] == ["1"]


def test_text_before_and_after_a_table_is_no_part_of_a_record(rules: Rules) -> None:
    page = table_page(1, [HEADER, ("1", "Ligue", "Bus")], before=put(50, 150, "Liste des projets"))
    found = reading(rules, page, make_page(2, put(50, 150, "Une note.")), keys=TABLE)
    assert found.slots() == [{"number": "1", "carrier": "Ligue", "title": "Bus"}]
    assert (found.others("front"), found.others("unclaimed")) == (["Liste des projets"], ["Une note."])


FACTS = [HEADER, ("1", "Ligue", "Bus"), ("2", "Foyer", "Radio"), ("3", "Amis", "Jardin")]
NAMES, PROJECTS = (XS[1], XS[2]), (XS[2], XS[3])  # of the second column, of the third


def broken(page: Page, y: float, x0: float, x1: float) -> Page:
    """The page without the rules of its table between two points at a height: a cell that goes over two rows."""
    rules = [rule for rule in page.rules if not (rule.top == y and rule.x1 - rule.x0 > 1)]
    pieces = [Rule(a, y, b, y + 0.5, BLACK) for a, b in ((XS[0], x0), (x1, XS[-1])) if a < b]
    return page._replace(rules=(*rules, *pieces))


@pytest.mark.parametrize("row", [1, 2], ids=["in its first row", "in its second"])
def test_what_stands_in_a_cell_over_several_rows_belongs_to_all_of_their_records(row: int, rules: Rules) -> None:
    rows = [
        (n, "Ligue" if at == row else "" if at in (1, 2) else name, title) for at, (n, name, title) in enumerate(FACTS)
    ]
    page = broken(table_page(1, rows), 280.0, *NAMES)
    assert [one.get("carrier") for one in reading(rules, page, keys=TABLE).slots()] == ["Ligue", "Ligue", "Amis"]


def test_keys_that_no_rule_parts_are_not_shared(rules: Rules) -> None:
    page = broken(table_page(1, [(name, n, title) for n, name, title in FACTS]), 280.0, *NAMES)
    assert [one["number"] for one in reading(rules, page, keys=TABLE).slots()] == ["1", "2", "3"]


def test_what_lies_on_its_side_over_several_rows_is_read_in_one_go(rules: Rules) -> None:
    page = broken(
        table_page(1, [(n, "" if n in ("1", "2") else name, title) for n, name, title in FACTS]), 280.0, *NAMES
    )
    lying = [  # from the bottom to the top
        Word(text, 160.0, y, 170.0, y + 24, y + 24, BODY, False, False)
        for text, y in (("Ligue", 300.0), ("de", 275.0), ("Lens", 250.0))
    ]
    found = reading(rules, page._replace(words=(*page.words, *lying)), keys=TABLE).slots()
    assert [one["carrier"] for one in found] == ["Ligue de Lens", "Ligue de Lens", "Amis"]
    assert [one["title"] for one in found] == ["Bus", "Radio", "Jardin"]


def test_a_cell_over_several_rows_goes_on_over_the_next_page_up_to_one_with_its_own(rules: Rules) -> None:
    one = broken(table_page(1, [HEADER, ("1", "Ligue", "Bus"), ("2", "", "Radio")]), 280.0, *NAMES)
    two = table_page(2, [("3", "", "Jardin"), ("4", "Amis", "Vélo"), ("5", "", "Four")])
    found = reading(rules, one, two, keys=TABLE).slots()
    assert [slots.get("carrier") for slots in found] == ["Ligue", "Ligue", "Ligue", "Amis", None]


def test_a_cell_over_several_rows_goes_on_over_no_table_without_records(rules: Rules) -> None:
    one = broken(table_page(1, [HEADER, ("1", "Ligue", "Bus"), ("2", "", "Radio")]), 280.0, *NAMES)
    pages = [one, table_page(2, [HEADER]), table_page(3, [HEADER, ("3", "", "Jardin")])]
    assert [slots.get("carrier") for slots in reading(rules, *pages, keys=TABLE).slots()] == ["Ligue", "Ligue", None]


def test_a_cell_of_one_row_goes_on_over_no_page(rules: Rules) -> None:
    pages = table_page(1, [HEADER, ("1", "Ligue", "Bus")]), table_page(2, [("2", "", "Radio")])
    assert [one.get("carrier") for one in reading(rules, *pages, keys=TABLE).slots()] == ["Ligue", None]


def test_a_cell_over_several_columns_is_the_record_s_text_and_begins_none(rules: Rules) -> None:
    page = table_page(
        1, [HEADER, ("1", "Ligue", "Bus"), ("Le bus relie les quartiers.", "", ""), ("2", "Foyer", "Radio")]
    )
    cut = {XS[1], XS[2]}
    inner = [rule for rule in page.rules if rule.x0 in cut and rule.bottom - rule.top > 1]
    others = [rule for rule in page.rules if rule not in inner]
    pieces = [Rule(x, a, x + 0.5, b, BLACK) for x in cut for a, b in ((200.0, 280.0), (320.0, 360.0))]
    pieces.append(Rule(XS[2], 280.0, XS[2] + 0.5, 320.0, BLACK))
    found = reading(rules, page._replace(rules=(*others, *pieces)), keys=TABLE)
    assert found.slots() == [
        {"number": "1", "carrier": "Ligue", "title": "Bus", "body": "Le bus relie les quartiers."},
        {"number": "2", "carrier": "Foyer", "title": "Radio"},
    ]


@pytest.mark.parametrize(
    ("x", "y", "taken"),
    [(54.0, 290.0, True), (54.0, 310.0, False), (260.0, 290.0, False)],
    ids=["right below", "far below", "below one column"],
)
def test_text_right_below_a_row_over_its_columns_is_the_record_s_text(
    x: float, y: float, taken: bool, rules: Rules
) -> None:
    text = "Le bus relie chaque jour les quartiers de la ville."
    page = table_page(1, [HEADER, ("1", "Ligue", "Bus\nde la\nville")], before=put(x, y, text))
    found = reading(rules, page, keys=TABLE)
    assert [one.get("body") for one in found.slots()] == [text if taken else None]
    assert found.others("unclaimed") == ([] if taken else [text])


def test_a_box_inside_the_flow_is_no_part_of_the_record(rules: Rules) -> None:
    note = put(160, 200, "Bon à savoir"), [Rect(150, 185, 420, 210, 0xEEEEEE, None)]
    found = reading(rules, make_page(1, record(100, "Un"), note, record(260, "Deux")))
    assert [slots["body"] for slots in found.slots()] == [LONG_REPAIRED, LONG_REPAIRED]
    assert found.others("unclaimed") == ["Bon à savoir"]


def test_a_box_beside_records_without_a_heading_is_no_part_of_them(rules: Rules) -> None:
    note = put(160, 110, "Bon à savoir"), [Rect(150, 95, 420, 120, 0xEEEEEE, None)]
    page = make_page(1, put(150, 80, "Un", HEAD), put(150, 150, "Une suite."), note)
    begins = {"begins": {"size": 12}, "heading": False}
    assert begun(rules, begins, page, body={}) == [{"body": "Un\nUne suite."}]
    assert begun(rules, {**begins, "boxes": True}, page, body={}) == [{"body": "Un\nBon à savoir\nUne suite."}]


def test_a_box_below_its_heading_belongs_to_the_record_where_the_layout_says_so(rules: Rules) -> None:
    parts = [put(150, 80, "Un", HEAD), card(160, 110, *put(160, 110, "Le texte", HEAD), *put(160, 130, "Une suite."))]
    page = make_page(1, *parts, put(150, 300, "Deux", HEAD))
    assert begun(rules, {"begins": {"size": 12}, "boxes": True}, page, body={})[-1] == {"heading": "Deux"}
    first = {"begins": {"match": "un|deux", "size": 12}, "boxes": True}
    assert begun(rules, first, page, body={})[0] == {"heading": "Un", "body": "Le texte\nUne suite."}


def test_a_box_inside_a_record_is_a_slot_of_its_own_where_the_layout_says_so(rules: Rules) -> None:
    facts = put(170, 170, "Ligue", STRONG) + put(170, 190, "Sète"), [Rect(160, 150, 400, 200, 0xEEEEEE, None)]
    inside = [put(160, 110, "Un", HEAD) + put(160, 130, "Le texte."), facts]
    begins = {"begins": {"size": 12}, "panel": True}
    for page in (make_page(1, *inside), make_page(1, Rect(150, 90, 420, 220, WHITE, 0), *inside)):
        (found,) = begun(rules, begins, page, body={})
        assert found == {"heading": "Un", "body": "Le texte.", "panel": "Ligue\nSète"}


@pytest.mark.parametrize(("second", "n"), [("dans la ville", 1), ("Dans la ville", 2)])
def test_a_heading_set_wide_goes_on_with_a_small_letter(second: str, n: int, rules: Rules) -> None:
    page = make_page(1, put(150, 80, "Un bus", HEAD), put(150, 125, second, HEAD), put(150, 145, "Le texte."))
    found = begun(rules, {"begins": {"size": 12}}, page)
    assert len(found) == n
    assert ("Un bus dans la ville" in [one["heading"] for one in found]) is (n == 1)


@pytest.mark.parametrize(
    ("x", "y", "order", "n"),
    [(150, 134.4, "columns", 1), (180, 134.4, "columns", 2), (150, 150, "columns", 2), (150, 134.4, "lines", 2)],
)
def test_a_line_right_below_a_heading_goes_on_with_it_though_what_stands_beside_comes_between(
    x: float, y: float, order: str, n: int, rules: Rules
) -> None:
    heading, below, beside = put(150, 120, "Un jardin pour les", HEAD), put(x, y, "Voisins", HEAD), put(400, 127, "Pau")
    profile = make_profile(reading=order)
    blocks = [
        block for part in (heading, beside, below) for block in order_blocks([make_page(1, part)], profile, rules)
    ]
    assert len(segment_projects(blocks, profile, rules).projects) == n


def test_a_heading_goes_on_until_its_quotes_are_closed(rules: Rules) -> None:
    page = make_page(1, put(150, 80, "« Un bus :", HEAD), put(150, 125, "Paris »", HEAD), put(150, 145, "Le texte."))
    assert begun(rules, {"begins": {"size": 12}}, page)[0]["heading"] == "« Un bus : Paris »"


def test_a_label_that_looks_like_a_heading_begins_no_record_and_goes_on_with_none(rules: Rules) -> None:
    page = make_page(1, put(150, 80, "Bus", HEAD), put(150, 125, "Porteur : Ligue", HEAD), put(150, 145, "Le texte."))
    found = begun(rules, {"begins": {"size": 12, "labelled": False}}, page, body={})
    assert found == [{"heading": "Bus", "body": "Porteur : Ligue\nLe texte."}]


def test_the_box_of_a_heading_leaves_out_the_number_beside_it(rules: Rules) -> None:
    number = style(36.0, bold=True)
    heading = row(150, 80, ("Culture", SECTION), ("1", number))
    (section,) = reading(rules, make_page(1, heading, record(120, "Un"))).segmentation.sections
    assert section.heading is not None
    (box,) = section.heading.boxes(0, len("Culture"))
    assert (section.heading.repaired, box.x1) == ("Culture", heading[0].x1)


# What begins a record


def begun(rules: Rules, begins: dict[str, Any], *pages: Page, **changed: Any) -> list[dict[str, str]]:
    return reading(rules, *pages, record=begins, **changed).slots()


def card(x: float, y: float, *words: Word, fill: int | None = WHITE) -> tuple[list[Word], list[Rect]]:
    """Words in a box of 220 by 100 points."""
    return list(words), [Rect(x - 10, y - 20, x + 210, y + 80, fill, BLACK)]


def test_any_of_several_looks_begins_a_record(rules: Rules) -> None:
    page = make_page(1, record(80, "Un"), put(150, 200, "Deux", STRONG), put(150, 216, "Texte."))
    looks = [{"size": 12, "bold": True}, {"size": 10, "bold": True}]
    assert [one["heading"] for one in begun(rules, {"begins": looks}, page)] == ["Un", "Deux"]
    assert [one["heading"] for one in begun(rules, {"begins": looks[:1]}, page)] == ["Un"]


def test_numbered_items_in_the_style_of_their_text(rules: Rules) -> None:
    page = make_page(1, put(150, 80, "1. Bus\n2. Car\nsuite de 2"), put(150, 160, "Un texte."))
    assert begun(rules, {"begins": {"match": r"\d+[.)]"}}, page) == [
        {"heading": "1. Bus"},
        {"heading": "2. Car suite de 2", "body": "Un texte."},
    ]


def test_every_box_begins_a_record(rules: Rules) -> None:
    page = make_page(
        1,
        put(150, 60, "Un chapeau."),
        card(100, 120, *put(100, 120, "Bus", STRONG), *put(100, 140, "Texte un.")),
        card(100, 320, *put(100, 320, "Car", STRONG), *put(100, 340, "Texte deux."), fill=GREEN),
    )
    both = [{"heading": "Bus", "body": "Texte un."}, {"heading": "Car", "body": "Texte deux."}]
    assert begun(rules, {"box": True}, page) == both
    assert begun(rules, {"box": {"fill": "green"}}, page) == both[1:]
    assert begun(rules, {"box": True, "begins": {"bold": True, "match": "Bus"}}, page, body={"size": 99}) == [
        {"heading": "Bus"}
    ]


def test_the_heading_of_a_box_may_stand_below_its_eyebrow(rules: Rules) -> None:
    words = [*put(100, 120, "Santé", FOREIGN), *put(100, 136, "Bus", STRONG), *put(100, 152, "Texte.")]
    rule = {"box": True, "begins": {"bold": True}, "above": {"size": 8}}
    assert begun(rules, rule, make_page(1, card(100, 120, *words))) == [
        {"above": "Santé", "heading": "Bus", "body": "Texte."}
    ]


def test_every_page_begins_a_record(rules: Rules) -> None:
    pages = [make_page(n, put(150, 80, f"Titre {n}", STRONG), put(150, 120, LONG)) for n in (1, 2)]
    assert [one["heading"] for one in begun(rules, {"page": True}, *pages)] == ["Titre 1", "Titre 2"]


def test_a_page_without_the_heading_goes_on_with_the_record_before(rules: Rules) -> None:
    pages = [make_page(1, put(150, 80, "Titre", STRONG), put(150, 120, "Un.")), make_page(2, put(150, 80, "Deux."))]
    assert begun(rules, {"page": True, "begins": {"bold": True}}, *pages) == [
        {"heading": "Titre", "body": "Un.\nDeux."}
    ]


def test_an_eyebrow_belongs_to_the_record_below(rules: Rules) -> None:
    page = make_page(
        1,
        put(150, 80, "Gironde", FOREIGN),
        record(100, "Un"),
        put(150, 180, "Paris", FOREIGN),
        record(200, "Deux"),
        put(150, 280, "Une note.", FOREIGN),
    )
    found = reading(rules, page, record={**PLAIN["record"], "above": {"size": 8}})
    assert [(one.get("above"), one["heading"]) for one in found.slots()] == [("Gironde", "Un"), ("Paris", "Deux")]
    assert found.others("unclaimed") == ["Une note."]
    assert found.segmentation.projects[0].top == 80 - 0.75 * FOREIGN.size


def test_a_heading_is_shared_by_the_records_below_up_to_the_next_heading(rules: Rules) -> None:
    page = make_page(
        1,
        put(150, 60, "Seule", FOREIGN),
        put(150, 100, "Ligue", FOREIGN),
        *(record(y, title) for y, title in ((120, "Un"), (190, "Deux"))),
        put(150, 260, "Foyer", FOREIGN),
        record(280, "Trois"),
        put(150, 350, "Culture", SECTION),
        record(390, "Quatre"),
    )
    found = reading(rules, page, group={"size": 8})
    shared = [("Ligue", "Un"), ("Ligue", "Deux"), ("Foyer", "Trois"), (None, "Quatre")]
    assert [(one.get("group"), one["heading"]) for one in found.slots()] == shared
    assert found.others("unclaimed") == ["Seule"]
    assert found.segmentation.projects[0].top == 120 - 0.75 * HEAD.size


def test_a_label_opens_a_record_and_a_heading_right_above_belongs_to_it(rules: Rules) -> None:
    page = make_page(
        1,
        put(150, 80, "Bus", HEAD),
        put(150, 100, "Porteur : Ligue\nMontant : 5 €\nLe porteur : Foyer\nZone : Paris"),
        put(150, 200, "Un titre", HEAD),
        put(150, 230, "Une note."),
        put(150, 260, "Porteur de bonnes nouvelles."),
    )
    assert begun(rules, {"label": ["Porteur"], "begins": {"size": 12}}, page, body={"size": 10}) == [
        {"heading": "Bus", "body": "Porteur : Ligue\nMontant : 5 €"},
        {"body": "Le porteur : Foyer\nZone : Paris\nUne note.\nPorteur de bonnes nouvelles."},
    ]


def test_a_block_that_no_layout_reads_goes_on_with_no_heading(rules: Rules) -> None:
    heading = put(150, 80, "Bus", HEAD)
    pages = [make_page(1, heading), make_page(2, heading, put(150, 110, "Une note."))]
    found = Reading(pages, make_profile(pages={"to": 1}), rules)
    assert found.slots() == [{"heading": "Bus", "body": "Une note."}]
    assert found.others("unclaimed") == ["Bus"]


def test_a_label_may_be_told_by_its_style(rules: Rules) -> None:
    page = make_page(1, row(150, 80, ("Porteur", STRONG), ("Ligue", BODY)), row(150, 120, ("Porteur Ligue", BODY)))
    assert len(begun(rules, {"label": ["Porteur"]}, page, body={})) == 1


@pytest.mark.parametrize("begins", [{}, {"box": True, "page": True}, {"box": {"colour": "blue"}}, {"begins": 3}])
def test_what_begins_nothing_is_an_error(begins: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="record"):
        make_profile(record=begins)


def test_what_waits_before_a_section_belongs_to_no_record_below_it(rules: Rules) -> None:
    page = make_page(
        1, record(80, "Un"), put(150, 180, "Fin", FOREIGN), put(150, 210, "Santé", SECTION), record(250, "Deux")
    )
    found = reading(rules, page, record={**PLAIN["record"], "above": {"size": 8}})
    assert [one.get("above") for one in found.slots()] == [None, None]
    assert found.others("unclaimed") == ["Fin"]


def test_under_contacts_nothing_begins_a_record_on_that_page(rules: Rules) -> None:
    page = make_page(1, record(100, "Bus du cœur"), put(150, 300, "Contacts presse", SECTION), record(330, "Service"))
    found = reading(rules, page, make_page(2, record(100, "Vélos pour tous")))
    assert [slots["heading"] for slots in found.slots()] == ["Bus du cœur", "Vélos pour tous"]


def again(y: float, text: str = "Culture") -> list[Word]:
    """A line in a look that nothing asks for."""
    return put(150, y, text, FOREIGN)


def test_the_heading_of_a_theme_said_again_inside_a_record_is_none_of_its_text(rules: Rules) -> None:
    first = make_page(1, put(150, 80, "Culture", SECTION), record(120, "Un"))
    second = make_page(2, again(40), put(150, 80, "Sa fin."), record(120, "Deux"), again(300, "Le Culture"))
    found = reading(rules, first, second, body={})
    assert [slots["body"] for slots in found.slots()] == [f"{LONG_REPAIRED}\nSa fin.", f"{LONG_REPAIRED}\nLe Culture"]
    assert found.others("section") == ["Culture", "Culture"]


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Gironde", "Gironde"),  # a territory is a record's own
        ("Culture", "Culture\net sport"),  # more than that line
    ],
)
def test_what_is_more_than_a_theme_s_heading_is_text(heading: str, said: str, rules: Rules) -> None:
    page = make_page(1, put(150, 80, heading, SECTION), record(120, "Un"), again(300, said))
    (slots,) = reading(rules, page, body={}).slots()
    assert slots["body"] == f"{LONG_REPAIRED}\n{said.replace(chr(10), ' ')}"


def test_a_heading_without_records_is_text_where_it_is_said_again(rules: Rules) -> None:
    front = make_page(1, put(150, 80, "Culture", SECTION), put(150, 120, "Un mot."))
    other = make_page(2, put(150, 80, "Santé", SECTION), put(150, 120, "Un mot."))
    page = make_page(3, put(150, 80, "Sport", SECTION), record(150, "Un"), again(300))
    assert reading(rules, front, other, page, body={}).slots()[0]["body"] == f"{LONG_REPAIRED}\nCulture"


@pytest.mark.parametrize(
    ("body", "said", "begun"),
    [
        ({}, "Culture", [["Un"], ["Culture"], ["Deux"]]),  # all that it has, though a heading says the same
        ({"size": 10}, "Sport", [["Un"], ["Deux"]]),  # none of its text: nothing of it is left
    ],
)
def test_no_record_is_without_text(body: dict[str, Any], said: str, begun: list[list[str]], rules: Rules) -> None:
    """The heading that lets a record begin on the second page is that of a section."""
    heading = put(150, 120, "Santé", style(16.0, RED, bold=True))
    pages = [
        make_page(1, put(150, 80, "Culture", SECTION), put(150, 120, "Un", STRONG)),
        make_page(2, again(80, said), heading),
        make_page(3, put(150, 120, "Deux", STRONG)),
    ]
    found = reading(rules, *pages, record={"page": True, "begins": {"bold": True}}, body=body, reading="columns")
    assert [list(slots.values()) for slots in found.slots()] == begun
    assert [section.n_projects for section in found.segmentation.sections] == [len(begun) - 1, 1]
