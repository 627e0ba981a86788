"""From words to blocks in reading order: lines, paragraphs, columns, boxes, furniture, captions, asides, cells."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier_extract import Rules, load_rules
from dossier_extract.model import Block, BlockKind, Image, Page, Rect, Rule, Style
from tests.pages import (
    BLUE,
    BODY,
    FOREIGN,
    HEAD,
    HEIGHT,
    ITALIC,
    SECTION,
    STRONG,
    TABLE,
    WHITE,
    WIDTH,
    Reading,
    badge,
    block_text,
    make_page,
    make_profile,
    put,
    row,
    style,
    table_page,
)

LONG = "Un texte assez long pour qu'il tienne toute la colonne."
LINES: dict[str, Any] = {"body": {}}  # no column of text, nothing stands aside
COLUMNS: dict[str, Any] = {"reading": "columns"}


def blocks(rules: Rules, *pages: Page, **keys: Any) -> list[Block]:
    return Reading(pages, make_profile(**keys), rules).blocks


def texts(found: list[Block], kind: BlockKind | None = None) -> list[str]:
    return [block_text(block) for block in found if kind is None or block.kind is kind]


# Lines and paragraphs


def test_words_on_one_baseline_are_a_line_from_left_to_right(rules: Rules) -> None:
    words = row(100, 200, ("du cœur", BODY))[::-1] + row(60, 201.9, ("Bus", BODY)) + row(60, 204.1, ("suite", BODY))
    (block,) = blocks(rules, make_page(1, words), **LINES)
    assert [[word.text for word in line.words] for line in block.lines] == [["Bus", "du", "cœur"], ["suite"]]


def test_a_line_has_the_style_of_most_of_its_characters(rules: Rules) -> None:
    page = make_page(1, row(100, 200, ("Zone :", STRONG), ("en Gironde et ailleurs", ITALIC)))
    (block,) = blocks(rules, page, **LINES)
    assert block.lines[0].style == block.style == ITALIC


def test_a_block_has_the_box_of_its_lines(rules: Rules) -> None:
    (block,) = blocks(rules, make_page(4, put(100, 200, "Bus du\ncœur")), **LINES)
    assert (block.page, block.x0, block.top, block.x1, block.bottom) == (4, 100.0, 192.5, 127.5, 214.5)
    assert (block.kind, block.fill, block.panel, block.cell) == (BlockKind.TEXT, None, -1, None)


@pytest.mark.parametrize(
    ("second", "y", "cut"),
    [
        (("la suite", BODY), 212, False),
        (("la suite", ITALIC), 212, False),
        (("la suite", STRONG), 212, True),
        (("la suite", style(11)), 212, True),
        (("la suite", style(10, BLUE)), 212, True),
        (("la suite", style(10, font="Anton")), 212, False),
        (("- la suite", BODY), 212, True),
        (("• la suite", BODY), 212, True),
        (("la suite", BODY), 214.9, False),
        (("la suite", BODY), 215.1, True),
        (("la suite", BODY), 230, True),
    ],
)
def test_where_a_paragraph_ends(second: tuple[str, Any], y: float, cut: bool, rules: Rules) -> None:
    usual = put(100, 400, "Trois lignes\nqui donnent\nla distance\nd'usage.")
    page = make_page(1, put(100, 200, "Un début"), row(100, y, second), usual)
    *found, _ = texts(blocks(rules, page, **LINES))
    assert found == (["Un début", second[0]] if cut else [f"Un début {second[0]}"])


FULL = "Des lignes pleines qui vont toutes jusqu'au bord de la colonne"
JUSTIFIED = [FULL] * 8


@pytest.mark.parametrize(
    ("last", "x", "below", "cut"),
    [
        ("Une ligne qui finit tôt", 100, "« Le titre » suit", True),  # the quote opens, the word begins
        (FULL, 100, "– 93, et la suite", False),  # wrapped at a dash
        (FULL[:-1] + ".", 100, "– un élément", True),  # a list
        (FULL, 90, "» Un titre", True),  # a mark that hangs out
        (FULL, 100, "» Un titre", True),  # it closes nothing: a list mark
        (f"« {FULL}", 100, "» Un titre", False),  # it closes what the line above opens
        ("Bondy, Sevran,", 100, "Montreuil", False),  # a list of names goes on
    ],
)
def test_where_a_paragraph_of_justified_lines_ends(last: str, x: float, below: str, cut: bool, rules: Rules) -> None:
    lines = [*JUSTIFIED, last]
    page = make_page(1, put(100, 200, "\n".join(lines)), put(x, 200 + 12 * len(lines), below))
    assert len(blocks(rules, page, **LINES)) == 1 + cut


@pytest.mark.parametrize(
    ("lines", "begun"),
    [
        # a full line goes on at a dash, though the lines of its column end where words do
        (["Le café des voisins", FULL.lower(), "– 93, et la suite"], ["Le café"]),
        (["Le café des voisins", FULL.lower()[:-16], "– 93, et la suite"], ["Le café", "– 93,"]),
        # an item that goes on ends where the next one begins, however far its last line goes
        (["- Le café des voisins", FULL.lower(), "- Le jardin"], ["- Le", "- Le"]),
    ],
)
def test_a_dash_under_a_full_line_goes_on_with_it_but_in_a_list(
    lines: list[str], begun: list[str], rules: Rules
) -> None:
    small = FULL.lower()
    usual = put(100, 400, f"{small}\n{small[:-9]}\n{small[:-12]}\n{small[:-3]}")
    found = texts(blocks(rules, make_page(1, put(100, 200, "\n".join(lines)), usual), **LINES))[:-1]
    assert [" ".join(text.split(" ")[:2]) for text in found] == begun


def test_the_line_over_a_list_in_a_narrow_column_is_not_full(rules: Rules) -> None:
    page = make_page(1, put(100, 200, "Nos actions\n- loger\n- nourrir"))
    assert texts(blocks(rules, page, **LINES)) == ["Nos actions", "- loger", "- nourrir"]


@pytest.mark.parametrize(
    ("lines", "begun"),
    [
        (["Le café des voisins", "{} le jardin", "{} le bus"], 3),
        (["Le {other} café", "{} des voisins {} le jardin"], 1),  # closes what stands open
        (["Le {other} café {} et {other} bar", "{} des voisins"], 1),
        (["Le {other} café {} des", "{} voisins"], 2),  # nothing stands open any more
        (["Le café des voisins", "{}", "le jardin"], 1),  # alone on its line
    ],
)
@pytest.mark.parametrize(("sign", "other"), ["»«", "›‹", "><"])
def test_a_sign_that_closes_nothing_begins_an_item(
    sign: str, other: str, lines: list[str], begun: int, rules: Rules
) -> None:
    said = [line.replace("{other}", other).replace("{}", sign) for line in lines]
    assert len(blocks(rules, make_page(1, put(100, 200, "\n".join(said))), **LINES)) == begun


@pytest.mark.parametrize(
    ("first", "second", "cut"),
    [
        ((("Le Relais", BODY), ("Un texte qui va plus loin", BODY)), BODY, True),  # a value without a full stop
        ((("Le Relais", BODY), ("un texte qui va plus loin", BODY)), BODY, False),
        ((("Gironde (33)", BODY), ("12 500 €", BODY)), BODY, True),
        ((("Gironde (33), une aide de", BODY), ("12 500 000 000 €", BODY)), BODY, False),  # a figure is one word
        ((("Le Relais", HEAD), ("Un titre qui va plus loin", HEAD)), HEAD, False),  # headings are cut by sense
        ((("Lieu", ITALIC), ("quartier du Val Fleuri", BODY)), BODY, True),  # a label in italics
        ((("Le mot de la fin, il va loin", ITALIC), ("quartier", BODY)), BODY, False),
        ((("Porté par la Ligue des Landes.", ITALIC), ("Quartier", BODY)), BODY, True),  # a sentence, however long
    ],
)
def test_a_line_of_running_text_that_had_room_ends_its_paragraph(
    first: tuple[tuple[str, Any], tuple[str, Any]], second: Any, cut: bool, rules: Rules
) -> None:
    (above, look), (below, other) = first
    leading = 1.2 * look.size
    lines = [*put(100, 200, above, look), *put(100, 200 + leading, below, other)]
    usual = put(100, 200 + 2 * leading, "la distance d'usage et\nencore une ligne de", second)
    ordinary = "Un texte ordinaire et long\nde bien plus de mots que les\nautres, de telle sorte\nest celui du texte."
    more = put(100, 500, ordinary)
    found = texts(blocks(rules, make_page(1, lines, usual, more), **LINES))
    assert (found[0] == above) == cut


def test_the_usual_distance_of_lines_is_told_in_each_column(rules: Rules) -> None:
    """Lines side by side, some points apart in height, are not one below the other."""
    left = put(50, 200, "Le projet organise une\ntournée de villages qui va\nde place en place et", leading=1.4)
    right = put(350, 205, "Une autre colonne dit aussi\nce que fait le projet et\noù il le fait.", leading=1.4)
    found = texts(blocks(rules, make_page(1, left, right), **{**LINES, "reading": "columns"}))
    assert len(found) == 2


def test_lines_that_run_on_tell_the_usual_distance(rules: Rules) -> None:
    """Rows of labels stand closer, and are more: the paragraphs are not cut at every line for all that."""
    running = put(100, 100, "Le projet organise\n" + "\n".join(["une tournée de villages"] * 9), leading=1.5)
    labels = [put(100, 300 + 12 * n, "Nom :") for n in range(30)]
    assert len(blocks(rules, make_page(1, running, *labels), **LINES)[0].lines) == 10


@pytest.mark.parametrize(("close", "parted"), [(4, True), (3, False)], ids=["returns", "too seldom"])
def test_a_small_distance_of_lines_that_returns_is_the_usual_one(close: int, parted: bool, rules: Rules) -> None:
    """Most paragraphs have one line, and stand further apart."""
    single = [put(100, 100 + 18 * n, "Un paragraphe d'une ligne.") for n in range(16)]
    running = put(100, 500, "\n".join(["Quelques lignes qui vont ensemble"] + ["et disent le reste"] * (close - 1)))
    found = texts(blocks(rules, make_page(1, *single, running), **LINES))
    assert (len(found) == 17) is parted


@pytest.mark.parametrize(("mark", "cut"), [("|", False), ("/", False), ("–", True)])
def test_a_change_of_style_at_a_bar_parts_no_paragraph(mark: str, cut: bool, rules: Rules) -> None:
    usual = put(100, 400, "Trois lignes\nqui donnent\nla distance\nd'usage.")
    for above, below in ((f"Ligue {mark}", "Roubaix"), ("Ligue", f"{mark} Roubaix")):
        page = make_page(1, put(100, 200, above, STRONG), put(100, 212, below), usual)
        assert len(texts(blocks(rules, page, **LINES))) == 2 + cut


def test_paragraphs_come_from_top_to_bottom_whatever_the_drawing_order(rules: Rules) -> None:
    page = make_page(1, put(100, 500, "Trois"), put(300, 200, "Un"), put(100, 350, "Deux"))
    assert texts(blocks(rules, page, **LINES)) == ["Un", "Deux", "Trois"]


def test_pages_come_in_their_order_and_a_block_stands_on_one(rules: Rules) -> None:
    found = blocks(rules, make_page(1, put(100, 700, "Un")), make_page(2, put(100, 100, "Deux")), **LINES)
    assert [(block.page, block_text(block)) for block in found] == [(1, "Un"), (2, "Deux")]


# Columns

LEFT = "À gauche un texte\nsur quelques lignes\net sa fin."
RIGHT = "À droite un texte\nsur quelques lignes\net sa fin."


def test_columns_are_read_one_after_the_other(rules: Rules) -> None:
    page = make_page(1, put(50, 200, LEFT), put(320, 200, RIGHT))
    assert texts(blocks(rules, page, **COLUMNS)) == [text.replace("\n", " ") for text in (LEFT, RIGHT)]


def test_what_crosses_the_columns_parts_them(rules: Rules) -> None:
    words = put(50, 200, LEFT) + put(320, 200, RIGHT) + put(50, 400, LEFT) + put(320, 400, RIGHT)
    wide = put(50, 160, "Un grand titre qui va d'un bord à l'autre", style(22)) + put(
        50, 330, "Un autre titre qui va d'un bord à l'autre", style(22)
    )
    left, right = (text.replace("\n", " ") for text in (LEFT, RIGHT))
    found = texts(blocks(rules, make_page(1, words, wide), **COLUMNS))
    assert [text.split()[1] for text in found] == ["grand", "gauche", "droite", "autre", "gauche", "droite"]
    assert (found[1], found[2]) == (left, right)


@pytest.mark.parametrize(("end", "parts"), [(560, True), (160, False)], ids=["all columns", "its own"])
def test_a_heading_with_a_rule_below_it_over_all_columns_parts_them(end: float, parts: bool, rules: Rules) -> None:
    words = put(50, 200, LEFT) + put(320, 200, RIGHT) + put(50, 400, LEFT) + put(320, 400, RIGHT)
    page = make_page(1, words, put(50, 340, "Landes", HEAD), rules=[Rule(50, 343, end, 344, BLUE)])
    found = [text.split()[-1] for text in texts(blocks(rules, page, **COLUMNS))]
    assert found == (
        ["fin.", "fin.", "Landes", "fin.", "fin."] if parts else ["fin.", "Landes", "fin.", "fin.", "fin."]
    )


@pytest.mark.parametrize(("y", "parts"), [(400, True), (420, False)], ids=["level", "by chance"])
def test_a_short_heading_parts_columns_that_begin_anew_right_below_it(y: float, parts: bool, rules: Rules) -> None:
    words = put(50, 200, LEFT) + put(320, 200, RIGHT) + put(50, 400, LEFT) + put(320, y, RIGHT)
    page = make_page(1, words, put(50, 375, "Landes", HEAD))
    found = [text.split()[-1] for text in texts(blocks(rules, page, **COLUMNS))]
    assert found.index("Landes") == (2 if parts else 1)


@pytest.mark.parametrize(("y", "look", "last"), [(400, style(18), True), (215, style(18), False), (400, BODY, False)])
def test_a_heading_in_larger_type_below_all_columns_comes_after_them(
    y: float, look: Style, last: bool, rules: Rules
) -> None:
    words = put(50, 200, LEFT) + put(50, 260, LEFT) + put(320, 200, RIGHT) + put(320, 300, RIGHT)
    page = make_page(1, words, put(50, y, "Contact", look), put(50, y + 30, "Une adresse qui suit."))
    found = texts(blocks(rules, page, **COLUMNS))
    assert (found.index("Contact") > found.index(RIGHT.replace("\n", " "))) is last


@pytest.mark.parametrize("x", [50, 320])
def test_headings_in_one_type_beside_a_column_and_below_all_are_headings_in_columns(x: float, rules: Rules) -> None:
    words = put(50, 200, LEFT) + put(50, 290, LEFT) + put(320, 200, RIGHT) + put(320, 290, RIGHT)
    heads = put(x, 270, "Un bus", HEAD) + put(50, 400, "Un jardin", HEAD)
    found = texts(blocks(rules, make_page(1, words, heads, put(50, 425, "Un texte qui suit.")), **COLUMNS))
    assert found.index("Un jardin") < found.index(RIGHT.replace("\n", " "), 2)


def test_the_last_heading_of_a_page_stands_over_what_comes_next(rules: Rules) -> None:
    words = put(50, 200, LEFT) + put(320, 200, RIGHT)
    assert texts(blocks(rules, make_page(1, words, put(50, 300, "Landes", HEAD)), **COLUMNS))[-1] == "Landes"
    assert texts(blocks(rules, make_page(1, words, put(50, 300, "Et encore.")), **COLUMNS))[1] == "Et encore."


def test_an_amount_at_the_right_edge_stands_over_nothing(rules: Rules) -> None:
    words = put(50, 200, LEFT) + put(320, 180, RIGHT)
    for x, last in ((50, True), (150, False)):
        page = make_page(1, words, put(x, 300, "9 000 €", HEAD))
        assert (texts(blocks(rules, page, **COLUMNS))[-1] == "9 000 €") is last


def test_a_note_beside_the_heading_of_a_box_is_read_before_it(rules: Rules) -> None:
    box, note = Rect(40, 180, 560, 260, 0xEEEEEE, None), put(480, 210, "Dép. 34")
    heading = put(50, 200, "Un bus du cœur qui va\nde village en village", style(18, BLUE, bold=True))
    found = texts(blocks(rules, make_page(1, box, heading, note, put(50, 250, "La suite")), **COLUMNS))
    assert found == ["Dép. 34", "Un bus du cœur qui va de village en village", "La suite"]


def test_three_columns(rules: Rules) -> None:
    page = make_page(1, *[put(x, 200, f"Colonne {x}\nqui a trois\nlignes.") for x in (400, 220, 40)])
    found = blocks(rules, page, **COLUMNS)
    assert [text.split()[1] for text in texts(found)] == ["40", "220", "400"]


@pytest.mark.parametrize("marks", [("1)", "2)", "3)"), ("•", "•", "•"), ("N° 1 –", "N° 2 –", "N° 3 –")])
def test_marks_that_hang_in_front_of_texts_are_no_column(marks: tuple[str, ...], rules: Rules) -> None:
    words = [
        word
        for x, side in ((50, LEFT), (320, RIGHT))
        for n, mark in enumerate(marks)
        for word in put(x, 200 + 100 * n, mark) + put(x + 40, 200 + 100 * n, side)
    ]
    found = [
        text[: len(mark) + 4] for text in texts(blocks(rules, make_page(1, words), **COLUMNS)) for mark in marks[:1]
    ]
    assert found == [f"{mark} À {side}" for side in "gd" for mark in marks]


def test_without_columns_lines_are_read_across(rules: Rules) -> None:
    page = make_page(1, put(50, 200, LEFT), put(320, 200, RIGHT))
    assert texts(blocks(rules, page, **LINES))[0].startswith("À gauche un texte À droite un texte")


def test_each_page_is_read_as_its_layout_says(rules: Rules) -> None:
    layout = {"record": {"begins": {"size": 12}}, "fields": {"title": {"in": "heading"}}}
    layouts = [{**layout, "pages": {"having": {"match": "cartes"}}, "reading": "columns"}, layout]
    words = put(50, 200, LEFT) + put(320, 200, RIGHT)
    pages = [make_page(1, words), make_page(2, words, put(50, 120, "Cartes"))]
    found = Reading(pages, make_profile({"layouts": layouts}), rules).blocks
    assert [len([block for block in found if block.page == page]) for page in (1, 2)] == [1, 3]


# Furniture


def footers(*texts_: str, y: float = 780, first: int = 1) -> list[Page]:
    return [make_page(n, put(100, 300, LONG), put(100, y, text)) for n, text in enumerate(texts_, first)]


@pytest.mark.parametrize(
    ("pages", "furniture"),
    [
        (footers("Plan de soutien", "Plan de soutien", "Plan de soutien"), 3),
        (footers("Plan de soutien", "Plan de soutien"), 0),
        (footers("PLAN DE SOUTIEN", "Plan de soutien", "plan  de soutien"), 3),
        (footers("Page 1 / 9", "Page 2 / 9", "Page 3 / 9"), 3),
        (footers("Plan", "Plan", "Plan", y=30), 3),
        (footers("Plan", "Plan", "Plan", y=400), 0),
        (footers("Plan", "Autre", "Plan", "Tiers"), 0),
        (footers("1", "2", "3"), 3),
        (footers("7", "8", "9"), 3),
        (footers("1", "2", "3", first=5), 3),
        (footers("12", "40", "93"), 0),
        (footers("Gironde", "A", "B", "Gironde", "C", "D", "Gironde", y=30), 0),
        (footers("Plan", "A", "Plan", "B", "Plan"), 3),
        (footers("Bilan 2024 7", "Bilan 2024 8", "Bilan 2024 9", first=7), 3),
        (footers("Bilan | 1", "Bilan | 2", "Bilan | 3", first=12), 3),
        (footers("Fiche 1", "Fiche 2", "Fiche 3", first=12, y=30), 0),
        (footers("Bilan 7", "Bilan 9", "Bilan 11", first=4), 3),
        (footers("Lot 27", "Lot 29", "Lot 31", first=4), 0),
        (footers("2", "1", "3"), 0),
        (footers("33", "33", "33"), 0),
    ],
    ids=[
        "three pages",
        "two pages",
        "case and spaces",
        "with numbers",
        "head",
        "mid-page",
        "not repeated",
        "page numbers",
        "page numbers with an offset",
        "page numbers behind",
        "a year and a page number",
        "dossiers bound together",
        "titles with a number",
        "other numbers",
        "a heading that returns",
        "every other page",
        "page numbers of spreads",
        "numbers far from the page's",
        "numbers out of order",
        "a code that is repeated",
    ],
)
def test_furniture_is_what_repeats_on_three_pages(pages: list[Page], furniture: int, rules: Rules) -> None:
    found = blocks(rules, *pages, **LINES)
    assert len(texts(found, BlockKind.FURNITURE)) == furniture
    assert len(found) == 2 * len(pages)


def test_furniture_does_not_join_the_paragraph_above_it(rules: Rules) -> None:
    lines = enumerate(("Un texte a", "Un texte b", "Un texte c"), 1)
    pages = [make_page(number, put(100, 756, text), put(100, 768, "Plan de soutien")) for number, text in lines]
    found = blocks(rules, *pages, **LINES)
    assert texts(found, BlockKind.TEXT) == ["Un texte a", "Un texte b", "Un texte c"]


@pytest.mark.parametrize(("pages", "furniture"), [(7, 0), (5, 3)], ids=["of some records", "on most pages"])
def test_what_repeats_beside_titles_in_their_bands_belongs_to_them(pages: int, furniture: int, rules: Rules) -> None:
    document = []
    for number in range(1, pages + 1):
        place = "Gironde (33)" if number < 4 else f"Ville {'abcd'[number - 4]}"
        page = make_page(
            number, put(100, 60, f"Le bus {'abcdefg'[number - 1]}"), put(300, 76, place, STRONG), put(100, 300, LONG)
        )
        document.append(page._replace(rects=(Rect(90, 40, 500, 90, BLUE, None),)))
    assert len(texts(blocks(rules, *document, **LINES), BlockKind.FURNITURE)) == furniture


# Boxes, badges, captions, asides


def test_a_box_is_read_whole_where_it_begins(rules: Rules) -> None:
    box = Rect(300, 180, 560, 300, 0xEEEEEE, None)
    inside = put(310, 200, "Dans la boîte", STRONG) + put(310, 260, "sa suite")
    found = blocks(rules, make_page(1, put(50, 190, "Avant"), put(50, 240, "Après"), box, inside), **LINES)
    assert [(block_text(block), block.panel, block.fill) for block in found] == [
        ("Avant", -1, None),
        ("Dans la boîte", 0, 0xEEEEEE),
        ("sa suite", 0, 0xEEEEEE),
        ("Après", -1, None),
    ]


def test_a_fill_and_its_border_are_one_box_and_the_background_is_none(rules: Rules) -> None:
    rects = [Rect(0, 0, WIDTH, HEIGHT, 0xFAFAFA, None), Rect(90, 180, 560, 300, 0xEEEEEE, None)]
    rects.append(Rect(89, 179, 561, 301, None, BLUE))
    found = blocks(rules, make_page(1, *rects, put(100, 200, "Dans"), put(100, 400, "Hors")), **LINES)
    assert [(block_text(block), block.fill, block.panel >= 0) for block in found] == [
        ("Dans", 0xEEEEEE, True),
        ("Hors", 0xFAFAFA, False),
    ]


def test_boxes_are_numbered_over_all_pages(rules: Rules) -> None:
    pages = [make_page(n, Rect(90, 180, 560, 300, WHITE, None), put(100, 200, "Dans")) for n in (1, 2)]
    assert len({block.panel for block in blocks(rules, *pages, **LINES)}) == 2


@pytest.mark.parametrize(
    ("text", "width", "height", "is_badge"),
    [
        ("93", 40, 20, True),
        ("Alpes-de-Haute-Provence", 140, 20, True),
        ("1234567890123456789012345", 140, 20, False),
        ("93", 151, 20, False),
        ("93", 149, 71, True),
        ("93", 40, 73, False),
        ("Objet :", 40, 20, False),
    ],
)
def test_a_badge_is_a_few_characters_in_a_small_box(
    text: str, width: float, height: float, is_badge: bool, rules: Rules
) -> None:
    tag = Rect(100, 190, 100 + width, 190 + height, BLUE, None)
    (block,) = blocks(rules, make_page(1, tag, put(104, 204, text)), **LINES)
    assert (block.kind is BlockKind.BADGE) is is_badge
    assert block.fill == BLUE


def test_labels_in_the_cells_of_a_grid_are_no_badges(rules: Rules) -> None:
    cells = [
        part
        for n, text in enumerate(("Bénéficiaire", "Lieu", "Montant"))
        for part in (Rect(100, 60 + 50 * n, 245, 80 + 50 * n, BLUE, None), put(104, 74 + 50 * n, text, style(7.0)))
    ]
    assert {block.kind for block in blocks(rules, make_page(1, *cells), **LINES)} == {BlockKind.TEXT}


@pytest.mark.parametrize(
    ("text", "is_badge"),
    [("Lieu\nRoubaix", False), ("Lieu :\nRoubaix", False), ("Vert\nRoubaix", True), ("Roubaix\nLieu", True)],
)
def test_a_box_with_a_label_over_its_value_is_no_badge(text: str, is_badge: bool, rules: Rules) -> None:
    (block, *_) = blocks(rules, make_page(1, Rect(100, 190, 160, 230, BLUE, None), put(104, 204, text)), **LINES)
    assert (block.kind is BlockKind.BADGE) is is_badge


@pytest.mark.parametrize(("short", "is_badge"), [(10, True), (5, False)])
def test_a_long_badge_is_told_by_the_short_ones_of_its_kind(short: int, is_badge: bool, rules: Rules) -> None:
    parts: list[Any] = []
    for n in range(short + 1):
        text = "93" if n < short else "Territoire de Belfort et Haute-Saône"
        parts += [Rect(100, 60 + 50 * n, 245, 80 + 50 * n, BLUE, None), put(104, 74 + 50 * n, text, style(7.0))]
    found = blocks(rules, make_page(1, *parts), **LINES)
    assert {block.kind is BlockKind.BADGE for block in found if len(block_text(block)) > 5} == {is_badge}


def test_a_badge_is_in_the_panel_of_its_card(rules: Rules) -> None:
    card = Rect(80, 180, 560, 300, 0xEEEEEE, None)
    found = blocks(rules, make_page(1, badge(100, 200, "93"), card, put(200, 200, "Bus")), **LINES)
    panels = {block.kind: block.panel for block in found}
    assert panels[BlockKind.BADGE] == panels[BlockKind.TEXT] >= 0


@pytest.mark.parametrize(
    ("top", "line", "held"),
    [(285, None, True), (298, None, False), (120, (300, 140, 180), True), (120, (300, 140, 170), False)],
    ids=["over its edge", "at its edge", "linked", "not linked"],
)
def test_a_badge_over_the_edge_of_a_card_or_linked_to_it_is_the_cards(
    top: float, line: tuple[float, float, float] | None, held: bool, rules: Rules
) -> None:
    card, tag = Rect(80, 180, 560, 300, 0xEEEEEE, None), Rect(280, top, 320, top + 20, BLUE, None)
    rule = [Rule(line[0], line[1], line[0], line[2], BLUE)] if line else []
    page = make_page(1, card, tag, put(290, top + 14, "93"), put(200, 200, "Bus"), rules=rule)
    panels = {block.kind: block.panel for block in blocks(rules, page, **LINES)}
    assert (panels[BlockKind.BADGE] == panels[BlockKind.TEXT]) is held


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ("© Ligue", True),
        ("Crédit photo : Ligue", True),
        ("CRÉDITS : Ligue", True),
        ("Crédits : 9 000 €", False),
        ("Une fête. Photo : Ligue", True),
        ("Les projets en 2023 – source : services de l’État", True),
        ("Photo d’illustration", True),
        ("Image non contractuelle.", True),
        ("Aller à la source : un atelier d’écriture", False),
        ("Le crédit accordé à la Ligue", False),
        ("Un atelier photo", False),
        ("Photo d’archives du quartier, exposée", False),
    ],
)
def test_captions_are_told_by_their_words(text: str, caption: bool, rules: Rules) -> None:
    (block,) = blocks(rules, make_page(1, put(100, 300, text)), **LINES)
    assert (block.kind is BlockKind.CAPTION) is caption


CAPTION, SMALL = "Une fête de quartier.", style(8.0)


@pytest.mark.parametrize(
    ("text", "look", "at", "caption"),
    [
        (CAPTION, SMALL, (100, 310), True),
        (CAPTION[:-1], SMALL, (100, 310), False),  # neither a sentence, nor grey, nor in italics
        (CAPTION[:-1], style(8.0, 0x888888), (100, 310), True),
        (CAPTION[:-1], style(8.0, italic=True), (100, 310), True),
        ("Une fête\nde quartier.", SMALL, (100, 310), True),
        ("Une fête\nde tout\nle quartier.", SMALL, (100, 305), False),  # too many lines
        ("Une fête.", SMALL, (100, 310), False),  # too few words
        ("Une fête en 2024.", SMALL, (100, 310), False),
        (CAPTION, BODY, (100, 310), False),
        (CAPTION, SMALL, (100, 330), False),  # too far below
        (CAPTION, SMALL, (100, 295), False),  # in the picture
        (CAPTION, SMALL, (90, 310), False),  # it begins before the picture
        (CAPTION, SMALL, (240, 310), False),  # it ends behind it
    ],
)
def test_a_few_small_words_right_below_a_picture_are_its_caption(
    text: str, look: Any, at: tuple[float, float], caption: bool, rules: Rules
) -> None:
    page = make_page(1, put(100, 500, "\n".join([LONG] * 4)), put(*at, text, look))
    page = page._replace(images=(Image(100.0, 200.0, 300.0, 300.0),))
    block, *_ = blocks(rules, page, **LINES)
    assert (block.kind is BlockKind.CAPTION) is caption


def test_a_caption_does_not_hide_where_columns_part(rules: Rules) -> None:
    facts, text = put(50, 112, "Porteur\nLigue"), put(250, 106, "\n".join([LONG] * 2))
    caption = put(50, 312, "Crédit photo : une ligue au nom fort long, dont le siège est à Lyon")
    page = make_page(1, facts, text, caption)._replace(images=(Image(50.0, 200.0, 540.0, 300.0),))
    found = texts(blocks(rules, page, **{**LINES, "reading": "columns"}), BlockKind.TEXT)
    assert found == ["Porteur Ligue", f"{LONG} {LONG}"]


@pytest.mark.parametrize(("text", "aside"), [("9 000 €", False), ("Une note en\nmarge de\ntout cela", True)])
def test_a_box_with_a_few_characters_is_no_sidebar(text: str, aside: bool, rules: Rules) -> None:
    """An amount in a circle belongs to its record."""
    keys = {"record": {"begins": {"size": HEAD.size}}, "body": {"size": 10}, **COLUMNS}
    pages = [
        make_page(
            n,
            put(50, 100, f"Titre {n}", HEAD) + put(50, 130, LEFT),
            Rect(420, 100, 560, 200, BLUE, None),
            put(430, 150, text, style(14.0)),
        )
        for n in (1, 2)
    ]
    kinds = {block.kind for block in blocks(rules, *pages, **keys) if block.fill == BLUE}
    assert kinds == {BlockKind.ASIDE if aside else BlockKind.TEXT}


@pytest.mark.parametrize(
    ("x", "look", "aside"),
    [(40, FOREIGN, True), (500, FOREIGN, True), (150, FOREIGN, False), (149, HEAD, False), (40, SECTION, True)],
)
def test_what_stands_beside_the_column_of_text_is_aside(x: float, look: Any, aside: bool, rules: Rules) -> None:
    found = blocks(rules, make_page(1, put(150, 200, LONG), put(x, 300, "Note", look)), body={"size": 10})
    assert [block.kind is BlockKind.ASIDE for block in found] == [False, aside]


def test_asides_are_read_after_the_column(rules: Rules) -> None:
    page = make_page(1, put(20, 100, "Note", FOREIGN), put(150, 200, LONG))
    assert texts(blocks(rules, page, body={"size": 10})) == [LONG, "Note"]


@pytest.mark.parametrize("keys", [LINES, COLUMNS], ids=["no size of body", "columns"])
def test_without_a_column_of_text_nothing_stands_aside(keys: dict[str, Any], rules: Rules) -> None:
    page = make_page(1, put(150, 200, LONG), put(20, 300, "Note", FOREIGN))
    assert {block.kind for block in blocks(rules, page, **keys)} == {BlockKind.TEXT}


def test_text_that_is_not_drawn_upright_is_aside(rules: Rules) -> None:
    page = make_page(1, put(150, 200, LONG), row(20, 300, ("Note", BODY), upright=False))
    assert texts(blocks(rules, page, **LINES), BlockKind.ASIDE) == ["Note"]


# Cells


def test_cells_know_their_place_and_tables_are_numbered(rules: Rules) -> None:
    pages = [table_page(1, [("N°", "", "Projet"), ("1", "Ligue", "Bus\ndu cœur")]), table_page(2, [("2", "", "")])]
    found = Reading(pages, make_profile(TABLE), rules).blocks
    assert [(block_text(block), block.cell and block.cell[:3]) for block in found] == [
        ("N°", (0, 0, 0)),
        ("Projet", (0, 0, 2)),
        ("1", (0, 1, 0)),
        ("Ligue", (0, 1, 1)),
        ("Bus du cœur", (0, 1, 2)),
        ("2", (1, 0, 0)),
    ]
    assert {block.kind for block in found} == {BlockKind.CELL}


def test_without_a_table_in_the_profile_rules_draw_no_cells(rules: Rules) -> None:
    page = table_page(1, [("N°", "Porteur", "Projet")])
    assert {block.cell for block in blocks(rules, page, **LINES)} == {None}


# Nothing is lost

RULES = load_rules()
WORDS = st.builds(
    put,
    st.integers(0, 560),
    st.integers(10, 790),
    st.sampled_from(["Un texte", "de la ville.", "93", "- point", "© Ligue", "1"]),
    st.sampled_from([BODY, HEAD, SECTION, FOREIGN, ITALIC]),
)
RECTS = st.builds(
    lambda x, y, w, h: Rect(x, y, x + w, y + h, BLUE, None),
    st.integers(0, 500),
    st.integers(0, 700),
    st.integers(5, 600),
    st.integers(5, 800),
)
DRAWN = st.lists(st.lists(st.one_of(WORDS, RECTS), max_size=12), min_size=1, max_size=4)
READ = st.sampled_from([make_profile(), make_profile(**COLUMNS), make_profile(**LINES)])


@given(DRAWN, READ)
@settings(max_examples=100, deadline=None)
def test_every_word_ends_in_one_block(drawn: list[list[Any]], profile: Any) -> None:
    pages = [make_page(number, *parts) for number, parts in enumerate(drawn, 1)]
    found = Reading(pages, profile, RULES).blocks
    for page in pages:
        placed = [word for block in found if block.page == page.number for line in block.lines for word in line.words]
        assert sorted(placed, key=repr) == sorted(page.words, key=repr)
    assert [block.page for block in found] == sorted(block.page for block in found)


@pytest.mark.parametrize(("notes", "first"), [((250,), True), ((150, 250, 350), False)])
def test_what_stands_in_mid_page_beside_all_records_is_read_before_them(
    notes: tuple[int, ...], first: bool, rules: Rules
) -> None:
    """A theme is; notes beside each record go with theirs."""
    beside = [put(40, y, f"Note {y}", SECTION) for y in notes]
    records = [put(320, y, f"Titre {y}", HEAD) + put(320, y + 25, LONG[:40]) for y in (140, 240, 340)]
    keys = {"record": {"begins": {"size": HEAD.size}}, **COLUMNS}
    found = texts(blocks(rules, make_page(1, *beside, *records), **keys))
    assert (found.index("Note 250") < found.index("Titre 140")) is first


def test_a_panel_beside_a_text_is_read_before_it_under_a_title_over_both(rules: Rules) -> None:
    """One box of several lines makes a column, though a title goes over the gutter."""
    panel = Rect(50, 135, 250, 200, 0xEEEEEE, None)
    facts = put(60, 150, "Lieu\nSens\nQui\nLigue")
    text = [word for y in range(138, 250, 12) for word in put(280, y, "Une ligne d'un texte assez long pour cela")]
    page = make_page(1, panel, put(50, 110, "Un titre qui va plus loin que le bord de la boîte", HEAD), facts, text)
    found = texts(blocks(rules, page, **{**LINES, "reading": "columns"}))
    assert [one.split(" ")[0] for one in found[:2]] == ["Un", "Lieu"]
    assert found[-1].startswith("Une ligne")


def test_what_records_print_in_mid_page_is_no_running_head(rules: Rules) -> None:
    """A département over each record: at the top of three pages it stands at one height."""
    pages = [make_page(n, put(100, 60, "Gironde", STRONG), put(100, 300, LONG)) for n in (1, 2, 3)]
    assert len(texts(blocks(rules, *pages, **LINES), BlockKind.FURNITURE)) == 3
    pages[1] = pages[1]._replace(words=(*pages[1].words, *put(100, 400, "Gironde", STRONG)))
    assert texts(blocks(rules, *pages, **LINES), BlockKind.FURNITURE) == []


def test_lines_in_italics_end_where_a_capital_begins_another_slope(rules: Rules) -> None:
    """Though the line is full: places in italics, their département below."""
    full, place = "Nantes, Ancenis et Rezé, Saint-Herblain", "Loire-Atlantique"
    page = make_page(1, put(100, 200, full, ITALIC), put(100, 212, f"{place}\nUn texte de même largeur que les lieux"))
    assert texts(blocks(rules, page, **LINES))[0] == full


def test_columns_part_though_lines_of_one_begin_a_hair_apart(rules: Rules) -> None:
    left = [word for n in range(8) for word in put(50, 100 + 12 * n, "Un texte de la colonne de gauche")]
    right = [word for n in range(8) for word in put(320 - 0.08 * (n == 3), 100 + 12 * n, "Un texte de droite")]
    found = texts(blocks(rules, make_page(1, left, right), reading="columns"))
    assert [text.split()[-1] for text in found] == ["gauche", "droite"]


WALL = Rule(229, 80, 229.5, 220, BLUE)


@pytest.mark.parametrize(
    ("lines", "rules_", "parted"),
    [
        (8, [], True),
        (4, [], False),
        (4, [WALL], True),
        (4, [Rule(229, 98, 229.5, 102, BLUE)], False),
        (4, [WALL, Rule(50, 170, 400, 170.5, BLUE)], False),
    ],
    ids=[
        "a strip that nothing crosses",
        "by chance",
        "a line drawn between",
        "a bar between two words",
        "a table's edge",
    ],
)
def test_columns_that_stand_near_each_other_are_parted(
    lines: int, rules_: list[Rule], parted: bool, rules: Rules
) -> None:
    left = [word for n in range(lines) for word in put(50, 100 + 12 * n, "Un texte de la colonne qui est à gauche")]
    right = [word for n in range(lines) for word in put(left[-1].x1 + 9, 100 + 12 * n, "Un texte de droite")]
    found = texts(blocks(rules, make_page(1, left, right, rules=rules_), **COLUMNS))
    assert ([text.split()[-1] for text in found] == ["gauche", "droite"]) is parted
