"""Facts in a row: labels side by side, each above its value."""

from __future__ import annotations

import pytest

from dossier_extract import Rules
from dossier_extract.model import Page, Rect, Style, Word
from dossier_extract.stages.layout.facts import fact_rows
from tests.pages import BODY, HEAD, STRONG, Reading, block_text, make_page, make_profile, put, style

X = (50.0, 150.0, 250.0)
SMALL = style(9.0)


def facts(x: float, y: float, *cells: tuple[str, str]) -> list[Word]:
    """Labels on the baseline at y, 80 points apart, and their values below."""
    return [
        word
        for index, (label, value) in enumerate(cells)
        for word in (*put(x + 80 * index, y, label, STRONG), *put(x + 80 * index, y + 12, value))
    ]


def slide(number: int, *halves: tuple[str, str, str]) -> Page:
    """A page with one or two projects side by side: title, place in two lines, carrier; a text below."""
    words: list[Word] = []
    for x, (title, place, carrier) in zip((50.0, 320.0), halves, strict=False):
        words += put(x, 100, title, HEAD)
        words += facts(x, 120, ("Ici", place), ("Machins", carrier))
        words += put(x, 160, "Un texte qui passe sous toute la rangée.")
    return make_page(number, words)


def read(rules: Rules, *pages: Page) -> list[list[tuple[str, str]]]:
    rows = [row for rows in fact_rows(pages, rules).values() for row in rows]
    return [[(said(pair.label), said(pair.value)) for pair in row] for row in rows]


def said(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


def test_unknown_labels_in_a_row_are_told_by_their_return(rules: Rules) -> None:
    pages = [slide(n, ("Jardin", "Sens et\nJoigny", f"Ligue {n}")) for n in (1, 2, 3)]
    assert read(rules, *pages)[1] == [("Ici", "Sens et Joigny"), ("Machins", "Ligue 2")]
    assert read(rules, *pages[:2]) == []


def test_two_projects_side_by_side_are_two_rows_and_read_one_after_the_other(rules: Rules) -> None:
    halves = ("Jardin", "Sens et\nJoigny", "Ligue"), ("Verger", "Auxerre", "Secours")
    pages = [slide(n, *halves) for n in (1, 2, 3)]
    assert read(rules, *pages)[:2] == [
        [("Ici", "Sens et Joigny"), ("Machins", "Ligue")],
        [("Ici", "Auxerre"), ("Machins", "Secours")],
    ]
    profile = make_profile(reading="columns")
    texts = [block_text(block) for block in Reading(pages, profile, rules).blocks if block.page == 1]
    text = "Un texte qui passe sous toute la rangée."
    one = ["Jardin", "Ici", "Sens et Joigny", "Machins", "Ligue", text]
    assert [" ".join(block.split()) for block in texts] == [
        *one,
        "Verger",
        "Ici",
        "Auxerre",
        "Machins",
        "Secours",
        text,
    ]


def test_labels_of_cards_side_by_side_are_no_row(rules: Rules) -> None:
    """Nothing goes over both: each stands in a column, or a box, of its own."""
    cards = [put(x, 120, label, STRONG) + put(x, 132, "Sens") for x, label in ((50, "Lieu"), (320, "Porteur"))]
    assert read(rules, *(make_page(n, *cards) for n in (1, 2, 3))) == []
    boxes = [Rect(x - 10, 90, x + 200, 200, 0xEEEEEE, None) for x in (50, 320)]
    assert read(rules, *(make_page(n, *cards, *boxes) for n in (1, 2, 3))) == []
    around = Rect(40, 90, 520, 200, 0xEEEEEE, None)
    assert read(rules, *(make_page(n, *cards, around) for n in (1, 2, 3)))[0] == [("Lieu", "Sens"), ("Porteur", "Sens")]


def test_a_label_goes_on_in_its_look_or_by_known_words(rules: Rules) -> None:
    def page(number: int, look: Style) -> Page:
        cells = zip(X, ("Structure\nporteuse", "Lieu"), ("Ligue", "Sens"), strict=False)
        words = [w for x, label, value in cells for w in put(x, 120, label, look) + put(x, 132 + 12 * (x < 60), value)]
        return make_page(number, words, Rect(40, 100, 500, 180, 0xEEEEEE, None))

    for look in (style(10.0, bold=True), BODY):
        pages = [page(n, look) for n in (1, 2, 3)]
        assert read(rules, *pages)[0] == [("Structure porteuse", "Ligue"), ("Lieu", "Sens")]


def test_a_value_ends_where_a_text_goes_over_two_cells(rules: Rules) -> None:
    pages = [
        make_page(n, facts(50, 100, ("Lieu", "Sens"), ("Qui", "Ligue")), put(50, 124, "Un texte plus large que cela."))
        for n in (1, 2, 3)
    ]
    assert read(rules, *pages)[0] == [("Lieu", "Sens"), ("Qui", "Ligue")]


def test_a_value_goes_on_beside_one_that_has_ended(rules: Rules) -> None:
    """The next label below the shorter value ends that value alone; a second row of labels ends both."""

    def sheet(number: int, *below: tuple[float, str]) -> Page:
        values = put(50, 112, f"Ligue {number}") + put(150, 112, "Une cantine ouverte\nle midi")
        values += put(150, 144, "aux voisins.")  # a second paragraph
        labels = [word for x, text in ((50.0, "Qui"), (150.0, "Quoi")) for word in put(x, 100, text, STRONG)]
        more = [word for x, text in below for word in (*put(x, 132, text, STRONG), *put(x, 144, "Sète"))]
        under = put(50, 170, "Un texte qui passe sous toute la rangée.")
        return make_page(number, labels, values if len(below) < 2 else values[:-2], more, under)

    assert read(rules, *(sheet(n, (50.0, "Ici")) for n in (1, 2, 3)))[0] == [
        ("Qui", "Ligue 1"),
        ("Quoi", "Une cantine ouverte le midi aux voisins."),
    ]
    rows = read(rules, *(sheet(n, (50.0, "Ici"), (150.0, "Là")) for n in (1, 2, 3)))
    assert [row[1] for row in rows[:2]] == [("Quoi", "Une cantine ouverte le midi"), ("Là", "Sète")]


def test_a_figure_in_large_type_between_two_cells_ends_none(rules: Rules) -> None:
    def page(number: int, size: float) -> Page:
        words = put(50, 100, "Ici", STRONG) + put(250, 100, "Machins", STRONG)
        words += put(50, 112, "Sens et\nJoigny") + put(250, 112, "Ligue")
        figure = put(150, 118, "12", style(size))
        return make_page(number, words, figure, Rect(40, 80, 500, 160, 0xEEEEEE, None))

    assert read(rules, *(page(n, 24.0) for n in (1, 2, 3)))[0] == [("Ici", "Sens et Joigny"), ("Machins", "Ligue")]
    assert read(rules, *(page(n, 10.0) for n in (1, 2, 3)))[0] == [("Ici", "Sens et"), ("Machins", "Ligue")]


@pytest.mark.parametrize(("off", "values"), [(0.0, ["Sens et", "Ligue des voisins"]), (1.0, ["", ""])])
def test_cells_that_nearly_touch_are_parted_right_below_their_labels(
    off: float, values: list[str], rules: Rules
) -> None:
    """A word of running text hardly ever begins just there: it goes over both, and is no value of theirs."""
    first = put(50, 109, "Sens et")
    x = first[-1].x1 + 4.0  # wider than a space, not wide enough for two cells
    second = put(x, 109, "Ligue") + put(x, 118, "des voisins")
    labels = put(50, 100, "Ici", STRONG) + put(x + off, 100, "Qui", STRONG)
    pages = [make_page(n, labels, first, second, Rect(40, 80, 500, 160, 0xEEEEEE, None)) for n in (1, 2, 3)]
    assert [value for _, value in read(rules, *pages)[0]] == values


def test_labels_that_have_a_box_of_their_own_stand_in_the_one_around_them(rules: Rules) -> None:
    """A box is one of a label and its value only where it has room for both."""

    def page(number: int, high: float) -> Page:
        words = facts(50, 100, ("Ici", "Sens"), ("Qui", "Ligue"))
        own = [Rect(x - 4, 90, x + 70, 90 + high, 0xDDDDDD, None) for x in (50, 130)]
        return make_page(number, words, *own, Rect(40, 80, 300, 160, 0xEEEEEE, None))

    assert read(rules, *(page(n, 14.0) for n in (1, 2, 3)))[0] == [("Ici", "Sens"), ("Qui", "Ligue")]
    assert read(rules, *(page(n, 40.0) for n in (1, 2, 3))) == []  # two cards


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        (("Lieu :", "Sens", "Qui :", "Ligue"), False),  # a label and its value, on two lines
        (("Lieu", "Porteur", "Sens", "Ligue"), True),
        (("Lieu :", "Porteur :", "Sens", "Ligue"), True),
    ],
)
def test_values_beside_their_labels_are_no_labels(cells: tuple[str, ...], row: bool, rules: Rules) -> None:
    places = ((50, 100), (130, 100), (50, 112), (130, 112))
    words = [word for (x, y), text in zip(places, cells, strict=True) for word in put(x, y, text)]
    pages = [make_page(n, words, Rect(40, 80, 300, 160, 0xEEEEEE, None)) for n in (1, 2, 3)]
    assert bool(read(rules, *pages)) is row


@pytest.mark.parametrize(("size", "found"), [(18.0, True), (10.0, False)])
def test_a_value_in_larger_type_stands_farther_below_its_label(size: float, found: bool, rules: Rules) -> None:
    labels = put(50, 100, "Ici", STRONG) + put(200, 100, "Qui", STRONG)
    values = put(50, 122, "Sens", style(size)) + put(200, 122, "Ligue", style(size))
    pages = [make_page(n, labels, values, Rect(40, 80, 400, 160, 0xEEEEEE, None)) for n in (1, 2, 3)]
    assert read(rules, *pages)[:1] == ([[("Ici", "Sens"), ("Qui", "Ligue")]] if found else [])
