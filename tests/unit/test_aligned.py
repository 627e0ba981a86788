"""Tables without rules, labels beside their values, cards in rows: what geometry alone tells."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from dossier_extract import Rules
from dossier_extract.model import Block, BlockKind, Page, Rect, Rule, Word
from tests.pages import (
    BLACK,
    BODY,
    FOREIGN,
    HEAD,
    SECTION,
    STRONG,
    TABLE,
    Reading,
    block_text,
    make_page,
    make_profile,
    put,
    row,
    table_page,
)

COLUMNS = {"number": "N°", "carrier": "Porteur", "title": "Intitulé du projet", "amount": "Montant"}
ALIGNED: dict[str, Any] = {**TABLE, "table": {"columns": COLUMNS, "key": "number", "ruled": False}}
X = (60.0, 110.0, 260.0, 480.0)
Cells = tuple[str, ...]
FIRST = ("1", "Ligue de\nl'enseignement", "Bus du cœur\nsur les routes\nde la région", "12 000 €")
SECOND = ("2", "Secours", "Épicerie", "900 €")
THIRD = ("3", "Relais\nsolidaire", "Jardin", "7 500 €")


def ending(x1: float, y: float, text: str) -> list[Word]:
    words = row(0, y, (text, BODY))
    return [word._replace(x0=word.x0 + x1 - words[-1].x1, x1=word.x1 + x1 - words[-1].x1) for word in words]


def header(y: float) -> list[Word]:
    wrapped = put(X[2], y - 6, "Intitulé\ndu projet", STRONG)
    return put(X[0], y, "N°", STRONG) + put(X[1], y, "Porteur", STRONG) + wrapped + put(X[3], y, "Montant", STRONG)


def record(y: float, cells: Cells, align: float = 0.0, padding: float = 8.0) -> tuple[list[Word], float]:
    """A row's words, and where the next begins; `align`: 0 top, 0.5 middle, 1 bottom. Amounts end together."""
    height = max(cell.count("\n") for cell in cells) * 12.0
    words = []
    for x, cell in zip(X, cells, strict=True):
        top = y + align * (height - cell.count("\n") * 12.0)
        words += ending(X[3] + 40, top, cell) if x == X[3] else put(x, top, cell)
    return words, y + height + 12 + padding


def rows(y: float, *records: Cells, **how: float) -> list[Word]:
    words: list[Word] = []
    for cells in records:
        own, y = record(y, cells, **how)
        words += own
    return words


def slots(*pages: Page, rules: Rules, keys: dict[str, Any] = ALIGNED) -> list[Cells]:
    found = Reading(pages, make_profile(keys), rules).slots()
    return [tuple(one.get(name, "") for name in COLUMNS) for one in found]


def flat(*records: Cells) -> list[Cells]:
    return [tuple(cell.replace("\n", " ") for cell in one) for one in records]


@pytest.mark.parametrize("align", [0.0, 0.5, 1.0], ids=["top", "middle", "bottom"])
def test_rows_come_from_all_columns_however_cells_are_aligned(align: float, rules: Rules) -> None:
    page = make_page(1, header(150), rows(180, FIRST, SECOND, THIRD, align=align))
    assert slots(page, rules=rules) == flat(FIRST, SECOND, THIRD)


def test_drawing_order_does_not_matter(rules: Rules) -> None:
    words = header(150) + rows(180, FIRST, SECOND, THIRD)
    across = sorted(words, key=lambda word: (word.baseline, word.x0))
    assert slots(make_page(1, words[::-1]), rules=rules) == slots(make_page(1, across), rules=rules) != []


def test_rows_without_room_between_them_begin_with_the_key(rules: Rules) -> None:
    page = make_page(1, header(150), rows(180, FIRST, SECOND, THIRD, padding=0))
    assert slots(page, rules=rules) == flat(FIRST, SECOND, THIRD)


@pytest.mark.parametrize("again", [True, False], ids=["header again", "header once"])
def test_a_table_goes_on_over_the_page(again: bool, rules: Rules) -> None:
    rest = put(X[2], 130, "et la suite")
    pages = [make_page(1, header(150), rows(180, SECOND, THIRD, FIRST))]
    pages.append(make_page(2, header(100) if again else [], rest, rows(150, SECOND, THIRD)))
    first = (*FIRST[:2], FIRST[2] + " et la suite", FIRST[3])
    assert slots(*pages, rules=rules) == flat(SECOND, THIRD, first, SECOND, THIRD)


def test_text_that_is_no_table_ends_it(rules: Rules) -> None:
    prose = put(60, 150, "Contacts\nJeanne Martin\nla Ligue\nprès de la gare")
    pages = [make_page(1, header(150), rows(180, FIRST, SECOND)), make_page(2, prose)]
    reading = Reading(pages, make_profile(ALIGNED), rules)
    assert {block.kind for block in reading.blocks if block.page == 2} == {BlockKind.TEXT}


def test_headings_and_notes_between_rows_stay_outside_the_cells(rules: Rules) -> None:
    note = put(60, 360, "Une note qui va de la première à la dernière colonne du tableau de cette page.")
    words = rows(180, FIRST) + put(60, 250, "Santé", SECTION) + rows(290, SECOND, THIRD) + note
    reading = Reading([make_page(1, header(150), words)], make_profile(ALIGNED), rules)
    assert slots(*reading.pages, rules=rules) == flat(FIRST, SECOND, THIRD)
    outside = [block_text(block) for block in reading.blocks if block.cell is None]
    assert [text.split()[0] for text in outside] == ["Santé", "Une"]


def test_filled_bands_of_headings_are_no_rows(rules: Rules) -> None:
    """Bands part the rows only here and there: the rows themselves are told by gaps."""
    words = put(60, 180, "Santé", BODY) + rows(210, FIRST, SECOND, THIRD)
    words += put(60, 380, "Culture", BODY) + rows(410, FIRST, SECOND)
    bands = [Rect(50, y, 550, y + 16, 0xF6DCE6, None) for y in (168, 368)]
    page = make_page(1, header(150), words, *bands)
    assert slots(page, rules=rules) == flat(FIRST, SECOND, THIRD, FIRST, SECOND)
    blocks = Reading([page], make_profile(ALIGNED), rules).blocks
    assert [block_text(block) for block in blocks if block.cell is None] == ["Santé", "Culture"]


def test_another_drawn_table_on_the_next_page_ends_it(rules: Rules) -> None:
    other = table_page(2, [("Département", "Habitants", "Taux"), ("Marne", "554 859", "18,4 %")])
    assert slots(make_page(1, header(150), rows(180, FIRST, SECOND)), other, rules=rules) == flat(FIRST, SECOND)


def test_pages_after_the_table_do_not_blur_its_columns(rules: Rules) -> None:
    """What crosses the columns on later pages is no part of the table and does not move their edges."""
    prose = put(
        60, 150, "\n".join("Une ligne de texte courant qui va d'un bord de la page à l'autre bord." for _ in range(30))
    )
    overlapping = ("1", "Association des voisins du port", "Bus", "1 €")  # ends close to the next column
    pages = [make_page(1, header(150), rows(180, overlapping, SECOND)), make_page(2, prose)]
    assert slots(*pages, rules=rules) == flat(overlapping, SECOND)


@pytest.mark.parametrize("drawn", ["rules", "zebra", "boxes"])
def test_drawn_rows_need_no_gaps(drawn: str, rules: Rules) -> None:
    """Key cells of two lines that stand as far apart as rows: only what is drawn tells the rows."""
    wide = [("1", "Ligue", "Bus\n\ndu cœur", "1 €"), ("2", "Secours", "Épicerie\n\nmobile", "2 €"), SECOND]
    ys, words = [165.0], header(150)
    for cells in wide:
        own, y = record(ys[-1] + 15, tuple(cell.replace("\n\n", "\n \n") for cell in cells))
        words += [word for word in own if word.text]
        ys.append(y - 3)
    lines = [Rule(50, y, 550, y + 0.5, BLACK) for y in ys] if drawn == "rules" else []
    pairs = list(pairwise(ys))
    fills = [Rect(50, a, 550, b, 0xEEEEEE, None) for a, b in (pairs[::2] if drawn == "zebra" else pairs)]
    keys = {**ALIGNED, "table": {**ALIGNED["table"], "key": "title", "ruled": True}}
    page = make_page(1, words, *([] if drawn == "rules" else fills), rules=lines)
    assert [one[0] for one in slots(page, rules=rules, keys=keys)] == ["1", "2", "2"]


def test_a_dash_may_stand_in_a_header(rules: Rules) -> None:
    table = {"columns": {**COLUMNS, "title": "Intitulé – Projet"}, "key": "number", "ruled": False}
    heads = zip(X, ("N°", "Porteur", "Intitulé – Projet", "Montant"), strict=True)
    page = make_page(1, *(put(x, 100, text, STRONG) for x, text in heads), rows(130, FIRST, SECOND))
    assert slots(page, rules=rules, keys={**TABLE, "table": table}) == flat(FIRST, SECOND)


def test_without_its_header_there_is_no_table(rules: Rules) -> None:
    assert slots(make_page(1, rows(180, FIRST, SECOND)), rules=rules) == []


# Labels beside values

PAIRS: dict[str, Any] = {
    "reading": "pairs",
    "record": {"begins": {"size": 12, "bold": True}},
    "fields": {
        "title": {"in": "heading"},
        "carrier": {"label": "Porteur", "ending": ""},
        "zone": {"label": "Territoire d'intervention", "ending": ""},
        "amount": {"label": "Montant", "ending": ""},
    },
}
VALUE = "Une association\nde trois mots\net de plusieurs lignes."


def texts(rules: Rules, *pages: Page, keys: dict[str, Any] = PAIRS) -> list[str]:
    return [block_text(block) for block in found(rules, *pages, keys=keys)]


def found(rules: Rules, *pages: Page, keys: dict[str, Any] = PAIRS) -> list[Block]:
    return Reading(pages, make_profile(keys), rules).blocks


def pairs_at(x: float, y: float, middle: bool = False) -> list[Word]:
    label = put(x, y + 12 if middle else y, "Porteur :", STRONG)
    wrapped = put(x, y + 50, "Territoire\nd'intervention", STRONG)
    zone = put(x + 90, y + (56 if middle else 50), "Creuse")
    return (
        label + put(x + 90, y, VALUE) + wrapped + zone + put(x, y + 88, "Montant", STRONG) + put(x + 90, y + 88, "9 €")
    )


EXPECTED = ["Porteur :", VALUE.replace("\n", " "), "Territoire d'intervention", "Creuse", "Montant", "9 €"]


@pytest.mark.parametrize("middle", [False, True], ids=["top", "middle"])
def test_each_label_stands_before_its_value(middle: bool, rules: Rules) -> None:
    assert texts(rules, make_page(1, put(60, 170, "Bus", HEAD), pairs_at(60, 200, middle))) == ["Bus", *EXPECTED]


def test_a_stacked_label_reads_what_stood_beside_it(rules: Rules) -> None:
    keys = {**PAIRS, "fields": {**PAIRS["fields"], "carrier": {"label": "Porteur", "ending": ":"}}}
    (one,) = Reading([make_page(1, put(60, 170, "Bus", HEAD), pairs_at(60, 200))], make_profile(keys), rules).drafts
    assert one.fields["zone"].value == "Creuse"


def test_two_grids_side_by_side_are_two_columns(rules: Rules) -> None:
    assert texts(rules, make_page(1, pairs_at(330, 200), pairs_at(50, 200))) == EXPECTED * 2


def test_what_goes_over_labels_and_values_is_no_value(rules: Rules) -> None:
    across = put(60, 310, "Une description qui va sous les étiquettes et sous les valeurs.")
    assert texts(rules, make_page(1, pairs_at(60, 200), across))[-2:] == ["9 €", block_text_of(across)]


def block_text_of(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


def test_a_label_in_running_text_is_no_pair(rules: Rules) -> None:
    page = make_page(1, put(60, 200, "Le Montant accordé est connu.\nPorteur de la Ligue"))
    assert texts(rules, page) == ["Le Montant accordé est connu. Porteur de la Ligue"]


# Cards

CARDS: dict[str, Any] = {**PAIRS, "reading": "columns"}


def card(x: float, y: float, title: str, lines: int) -> list[Word]:
    return put(x, y, title, HEAD) + put(x, y + 18, "\n".join([f"Texte de {title} ici"] * lines))


@pytest.mark.parametrize("boxed", [True, False])
def test_cards_in_rows_are_read_row_by_row(boxed: bool, rules: Rules) -> None:
    places = [(60, 100, "Un", 5), (330, 100, "Deux", 2), (60, 200, "Trois", 3), (330, 200, "Quatre", 4)]
    boxes = [Rect(x - 8, y - 20, x + 220, y + 74, 0xEEEEEE, None) for x, y, _, _ in places] if boxed else []
    page = make_page(1, *boxes, *[card(x, y, title, lines) for x, y, title, lines in places[::-1]])
    assert [text for text in texts(rules, page, keys=CARDS) if " " not in text] == ["Un", "Deux", "Trois", "Quatre"]


def test_cards_whose_tops_differ_are_read_column_by_column(rules: Rules) -> None:
    places = [(60, 100, "Un", 5), (60, 200, "Deux", 3), (330, 100, "Trois", 2), (330, 160, "Quatre", 4)]
    page = make_page(1, *[card(x, y, title, lines) for x, y, title, lines in places[::-1]])
    assert [text for text in texts(rules, page, keys=CARDS) if " " not in text] == ["Un", "Deux", "Trois", "Quatre"]


def test_boxes_in_a_card_are_read_with_it(rules: Rules) -> None:
    def drawn(x: float, title: str) -> list[Any]:
        rects = [Rect(x - 8, 80, x + 230, 220, 0xEEEEEE, None), Rect(x - 8, 190, x + 230, 220, 0x1F4E9E, None)]
        return [*rects, card(x, 100, title, 4), put(x, 210, f"Montant de {title} en euros")]

    found_ = texts(rules, make_page(1, *drawn(330, "Deux"), *drawn(60, "Un")), keys=CARDS)
    assert [text.split()[-1] for text in found_] == ["Un", "ici", "euros", "Deux", "ici", "euros"]


def test_facts_side_by_side_in_a_box_are_read_one_after_the_other(rules: Rules) -> None:
    facts = [put(x, 130, f"{name}\nvaleur\nde {name}") for x, name in ((70, "Un"), (230, "Deux"), (390, "Trois"))]
    page = make_page(1, Rect(60, 110, 550, 180, 0xEEEEEE, None), put(60, 100, "Bus", HEAD), *facts[::-1])
    expected = [f"{name} valeur de {name}" for name in ("Un", "Deux", "Trois")]
    assert texts(rules, page, keys=CARDS) == ["Bus", *expected]


def test_a_justified_line_is_not_cut_at_its_wide_spaces(rules: Rules) -> None:
    line = put(60, 212, "Une ligne étirée") + put(250, 212, "où les mots sont loin.")
    wide = put(60, 200, "Une ligne pleine qui va d'un bord du texte à l'autre bord.")
    stretched = [word._replace(x1=352.5) if word is wide[-1] else word for word in wide]
    last = line[-1]._replace(x1=352.5)
    assert len(texts(rules, make_page(1, stretched, line[:-1], [last]), keys=CARDS)) == 1


def test_a_narrow_box_in_one_place_on_several_pages_is_aside(rules: Rules) -> None:
    def drawn(n: int) -> Page:
        note = put(430, 120, "Le saviez-vous\nde la région\nen chiffres", FOREIGN)
        return make_page(n, Rect(420, 100, 560, 240, 0xEEEEEE, None), note, card(60, 100, f"Projet{n}", 6))

    kinds = [block.kind for block in found(rules, drawn(1), drawn(2), keys=CARDS)]
    assert kinds.count(BlockKind.ASIDE) == 2
    assert BlockKind.ASIDE not in [block.kind for block in found(rules, drawn(1), keys=CARDS)]


# Running heads


def test_a_running_head_that_names_the_section_is_read_where_it_is_new(rules: Rules) -> None:
    heads = ["Santé"] * 3 + ["Emploi"] * 3
    pages = [make_page(n, put(60, 40, head, SECTION), put(60, 300, "Un texte")) for n, head in enumerate(heads, 1)]
    keys = {**PAIRS, "reading": "lines", "section": {"size": 16, "color": "red"}}
    blocks = [block for block in found(rules, *pages, keys=keys) if block_text(block) in heads]
    assert [block.page for block in blocks if block.kind is BlockKind.TEXT] == [1, 4]
    assert [block.page for block in blocks if block.kind is BlockKind.FURNITURE] == [2, 3, 5, 6]


def test_a_larger_heading_over_the_next_header_is_in_no_row(rules: Rules) -> None:
    parts = rows(140, FIRST, SECOND), put(50, 260, "Santé", SECTION), header(300), rows(320, THIRD, FIRST)
    page = make_page(1, header(120), *parts)
    found = Reading([page], make_profile({**ALIGNED, "section": {"size": 99}}), rules).blocks
    assert [block.kind for block in found if block_text(block) == "Santé"] == [BlockKind.TEXT]
