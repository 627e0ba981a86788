"""What is proposed as the beginning of records: marks, boxes, lines above, and which of it is tried first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from dossier_extract import Rules
from dossier_extract.discovery import profile_of
from dossier_extract.discovery.flow import Flow
from dossier_extract.discovery.openings import openings
from dossier_extract.discovery.starters import PER_LOOK, Starter, apart, starters
from dossier_extract.model import Block, Page, Rect
from dossier_extract.stages.layout import order_blocks
from dossier_extract.text import fold
from tests.pages import BLUE, BODY, GREEN, HEAD, ITALIC, RED, WHITE, make_page, put, style

NAMES = ["Bus du cœur", "Jardins de la gare", "Vélos pour tous", "Atelier de couture"]
TEXT = "Un véhicule parcourt chaque semaine les quartiers de la ville\npour aller à la rencontre des familles isolées."
THEMES = [BLUE, RED, GREEN, 0x111111]


def blocks(rules: Rules, document: Sequence[Page]) -> list[Block]:
    plain: dict[str, Any] = {"reading": "columns", "record": {"begins": {"size": 999}}, "fields": {}}
    return order_blocks(document, profile_of(plain), rules)


def tried(rules: Rules, *document: Page) -> list[Starter]:
    return starters(Flow(blocks(rules, document), rules))


def test_a_quote_in_front_begins_records_in_the_look_of_the_text(rules: Rules) -> None:
    page = make_page(
        1, *(put(100, 100 + 150 * n, f"« {name} »") + put(100, 130 + 150 * n, TEXT) for n, name in enumerate(NAMES))
    )
    best = tried(rules, page)[0]
    assert "«" in best.looks[0]["match"]
    assert len(best.starts) == len(NAMES)


def test_a_word_in_front_begins_records_whatever_their_colour(rules: Rules) -> None:
    page = make_page(
        1,
        *(
            put(100, 100 + 150 * n, f"Action {name}", style(color=color)) + put(100, 130 + 150 * n, TEXT)
            for n, (name, color) in enumerate(zip(NAMES, THEMES, strict=True))
        ),
    )
    best = tried(rules, page)[0]
    assert best.looks == [{"size": 10.0, "bold": False, "italic": False, "match": r"action\b"}]


def headed(gap: float) -> Page:
    """Records whose heading is in no box and whose text is in one, `gap` points below."""
    parts: list[Any] = []
    for n, name in enumerate(NAMES):
        y = 100.0 + 150 * n
        parts += [
            put(100, y, name, HEAD),
            (put(110, y + gap, TEXT), [Rect(100, y + gap - 15, 500, y + gap + 40, WHITE, 0)]),
        ]
    return make_page(1, *parts)


def test_white_space_tells_a_title_from_the_carrier_below_it_in_the_same_look(rules: Rules) -> None:
    page = make_page(
        1,
        *(
            put(100, 100 + 170 * n, name, HEAD)
            + put(100, 134 + 170 * n, f"Ligue {n}", HEAD)
            + put(100, 166 + 170 * n, TEXT)
            for n, name in enumerate(NAMES)
        ),
    )
    spaced = [one for one in tried(rules, page) if "space" in one.record]
    assert [len(one.starts) for one in spaced] == [len(NAMES)] * len(spaced) != []


def test_lines_of_one_look_with_equal_white_space_are_told_by_none(rules: Rules) -> None:
    page = make_page(1, *(put(100, 100 + 40 * n, name, HEAD) for n, name in enumerate(NAMES)))
    assert not any("space" in one.record for one in tried(rules, page))


def test_records_that_begin_inside_boxes_are_not_apart(rules: Rules) -> None:
    parts: list[Any] = []
    for n, name in enumerate(NAMES):
        y = 100.0 + 100 * n
        parts += [Rect(90, y - 20, 500, y + 60, WHITE, 0), put(100, y, name, HEAD), put(100, y + 40, "Gironde", ITALIC)]
    flow = Flow(blocks(rules, [make_page(1, *parts)]), rules)
    firsts, lasts = ([i for i, look in enumerate(flow.looks) if look.italic is last] for last in (False, True))
    assert (apart(flow, firsts), apart(flow, lasts[:-1])) == (1.0, 0.0)


def test_boxes_below_most_headings_belong_to_the_records(rules: Rules) -> None:
    best = next(one for one in tried(rules, headed(30)) if one.looks)
    assert best.record["boxes"] is True


def test_boxes_inside_most_records_are_tried_as_a_slot_of_their_own(rules: Rules) -> None:
    ways = [one.record for one in tried(rules, headed(30)) if one.looks]
    assert {("boxes" in one, "panel" in one) for one in ways} == {(True, False), (False, True)}
    words = [put(100, 100 + 150 * n, name, HEAD) + put(100, 130 + 150 * n, TEXT) for n, name in enumerate(NAMES)]
    assert not any("panel" in one.record for one in tried(rules, make_page(1, *words)))


def test_a_box_below_one_heading_is_a_note(rules: Rules) -> None:
    words = [put(100, 100 + 150 * n, name, HEAD) + put(100, 130 + 150 * n, TEXT) for n, name in enumerate(NAMES)]
    note = (put(110, 185, "À noter"), [Rect(100, 170, 500, 200, WHITE, 0)])
    assert "boxes" not in tried(rules, make_page(1, *words, note))[0].record


@pytest.mark.parametrize(
    ("nearer", "above"), [("below", [{"size": 8.0, "bold": False, "italic": True}]), ("above", None)]
)
def test_a_small_line_belongs_to_the_heading_that_it_is_near(nearer: str, above: Any, rules: Rules) -> None:
    small, away = style(8.0, italic=True), {"below": -14, "above": -95}[nearer]
    words = [
        put(100, 120 + 150 * n + away, f"Ville de {name}", small)
        + put(100, 120 + 150 * n, name, HEAD)
        + put(100, 136 + 150 * n, TEXT)
        for n, name in enumerate(NAMES)
    ]
    best = next(one for one in tried(rules, make_page(1, *words)) if one.looks[0]["size"] == 12)
    assert best.record.get("above") == above


def test_a_line_above_in_the_band_of_the_title_is_told_by_the_band(rules: Rules) -> None:
    """In the look of the text, it would be any line; and the colours of the bands vary."""
    words = [
        put(100, 100 + 150 * n, f"Ligue de {name}", style(10.0, WHITE))
        + put(100, 114 + 150 * n, name, style(16.0, WHITE))
        + put(100, 140 + 150 * n, TEXT)
        for n, name in enumerate(NAMES)
    ]
    bands = tuple(Rect(90, 88 + 150 * n, 400, 122 + 150 * n, color, None) for n, color in enumerate(THEMES))
    pages = [make_page(number, *words)._replace(rects=bands) for number in (1, 2)]
    found = tried(rules, *pages)
    best = next(one for one in found if one.looks and one.looks[0]["size"] == 16)
    assert best.record["above"] == [{"size": 10.0, "bold": False, "italic": False, "fill": "any"}]


def test_a_figure_in_larger_type_beside_the_title_belongs_to_it(rules: Rules) -> None:
    words = [
        put(400, 104 + 150 * n, f"{n + 2} 500 €", style(26.0, RED, bold=True))
        + put(100, 112 + 150 * n, f"{name}\nen ville", style(16.0))
        + put(100, 155 + 150 * n, TEXT)
        for n, name in enumerate(NAMES)
    ]
    profile = profile_of({"reading": "lines", "record": {"begins": {"size": 999}}, "fields": {}})
    found = starters(Flow(order_blocks([make_page(1, *words)], profile, rules), rules))
    best = next(one for one in found if one.looks and one.looks[0]["size"] == 16)
    assert best.record["above"] == [{"size": 26.0, "bold": True, "italic": False}]


def test_records_begin_where_the_white_space_is(rules: Rules) -> None:
    """Cut at the italic lines, the records are as regular as cut at the bold ones."""
    words = [
        put(100, 100 + 150 * n, name, style(bold=True))
        + put(100, 118 + 150 * n, TEXT)
        + put(100, 148 + 150 * n, "Ligue des voisins", ITALIC)
        for n, name in enumerate(NAMES)
    ]
    found = tried(rules, make_page(1, *words))
    assert found[0].looks == [{"size": 10.0, "bold": True, "italic": False}]
    assert found[0].apart == 1.0
    assert next(one for one in found if one.looks[0]["italic"]).apart < 0.5


def test_boxes_begin_records_where_they_hold_the_text(rules: Rules) -> None:
    cards = [
        (put(110, 100 + 150 * n, f"{name}\n{TEXT}"), [Rect(100, 85 + 150 * n, 500, 160 + 150 * n, WHITE, 0)])
        for n, name in enumerate(NAMES)
    ]
    assert [one.record for one in tried(rules, make_page(1, *cards))] == [{"box": True}]


def test_rows_filled_by_turns_are_no_cards(rules: Rules) -> None:
    rows = [
        (
            put(110, 100 + 30 * n, f"{NAMES[n % 4]} {n}"),
            [Rect(100, 85 + 30 * n, 500, 110 + 30 * n, GREEN, 0)] if n % 2 else [],
        )
        for n in range(12)
    ]
    assert not any("box" in one.record for one in tried(rules, make_page(1, *rows)))


def test_space_is_endless_at_the_top_of_a_page_a_column_and_a_box(rules: Rules) -> None:
    page = make_page(
        1,
        put(100, 100, "Un", HEAD),
        put(100, 140, "Deux", HEAD),
        (put(110, 180, "Trois, et pas deux"), [Rect(100, 165, 400, 190, WHITE, 0)]),
    )
    spaces = Flow(blocks(rules, [page, make_page(2, put(100, 100, "Quatre", BODY))]), rules).spaces
    assert [round(space) if space < 1000 else None for space in spaces] == [None, 28, None, None]


@pytest.mark.parametrize(("numbers", "counted"), [((1, 2, 3, 4), True), ((7, 2, 9, 4), False)])
def test_numbers_that_count_up_begin_records_whatever_their_look(
    numbers: Sequence[int], counted: bool, rules: Rules
) -> None:
    """However long their paragraphs are; numbers that do not count up begin lines by chance."""
    looks = [BODY, HEAD, ITALIC, style(9.0)]
    words = [
        put(100, 100 + 150 * n, f"{number}. {NAMES[n]}\n{TEXT}\n{TEXT}\n{TEXT}", looks[n])
        for n, number in enumerate(numbers)
    ]
    assert bool(tried(rules, make_page(1, *words))) is counted


@pytest.mark.parametrize(("mark", "begins"), [("/ ", True), (" / ", True), ("/2 ", False)])
def test_numbers_with_a_stroke_begin_records(mark: str, begins: bool, rules: Rules) -> None:
    words = [put(100, 100 + 150 * n, f"{n + 1}{mark}{name}\n{TEXT}") for n, name in enumerate(NAMES)]
    assert bool(tried(rules, make_page(1, *words))) is begins


def test_bullets_begin_records_whatever_their_look(rules: Rules) -> None:
    looks = [BODY, HEAD, ITALIC, style(9.0)]
    words = [
        put(100, 100 + 150 * n, f"• {name}", look) + put(100, 130 + 150 * n, TEXT)
        for n, (name, look) in enumerate(zip(NAMES, looks, strict=True))
    ]
    assert tried(rules, make_page(1, *words))[0].looks == [{"match": "• "}]


def test_a_line_that_always_stands_below_the_title_heads_no_section(rules: Rules) -> None:
    """A carrier in a band of its own colour, two short records a heading: as near to the next title as a heading is."""
    words: list[Any] = []
    for n, name in enumerate(NAMES * 2):
        y = 100 + 80 * n
        words += [put(100, y - 22, f"Pays {n}", style(11.5, RED))] if n % 2 == 0 else []
        words += [put(100, y, name, HEAD), put(100, y + 16, f"Ligue {n}", ITALIC), put(100, y + 32, TEXT[:58])]
    best = next(one for one in tried(rules, make_page(1, *words)) if one.looks[0]["size"] == 12)
    assert [look["size"] for look in best.sections + best.groups] == [11.5]


def test_starters_of_one_look_leave_room_for_others(rules: Rules) -> None:
    words = [
        put(100, 60 + 45 * n, f"{('Action', 'Projet')[n % 2]} {name}", style(12.0, THEMES[n % 3], bold=True))
        + put(100, 78 + 45 * n, TEXT[:58])
        for n, name in enumerate(NAMES * 4)
    ]
    sizes = [one.looks[0]["size"] for one in tried(rules, make_page(1, *words))]
    assert sizes.count(12.0) == PER_LOOK


def test_what_stands_right_above_most_others_heads_their_sections() -> None:
    titles, themes = Starter({"begins": [{"size": 10}]}), Starter({"begins": [{"size": 18}]})
    titles.starts, themes.starts = [3, 6, 10, 13], [0, 2, 9, 20]  # the first and the last stand around the records
    assert not titles.beside(themes)
    assert not themes.beside(titles)
    themes.starts = [8, 15, 18]
    assert titles.beside(themes)


def test_a_look_whatever_its_colour_is_tried_however_many_colours_are_more_regular_alone(rules: Rules) -> None:
    """Each theme has a colour, and labels of its own below its headings: no colour reads more than its theme."""
    parts = []
    for theme, color in enumerate(THEMES):
        for n in range(8):
            x, y = 60 + 250 * (n % 2), 60 + 170 * (n // 2)
            labels = "\n".join(f"{word} {theme}: tout" for word in ("Lieu", "Date", "Suivi", "Volet"))
            parts.append(
                (theme + 1, put(x, y, NAMES[n % 4], style(14.0, bold=True, color=color)) + put(x, y + 25, labels))
            )
    document = [make_page(number, *(part for page, part in parts if page == number)) for number in range(1, 5)]
    looks = [one.looks[0] for one in tried(rules, *document) if one.looks and one.looks[0].get("size") == 14.0]
    assert sum("color" in look for look in looks) < PER_LOOK
    assert {"size": 14.0, "bold": True, "italic": False} in looks


def test_a_line_in_a_box_of_its_own_stands_above_the_heading_that_it_is_near(rules: Rules) -> None:
    """A pill with the place above each title: its box parts it from the title that it is near."""
    parts = []
    for n, name in enumerate(NAMES):
        top = 100 + 150 * n
        pill = put(104, top, f"Sète et Agde {n}", style(size=8))
        box = Rect(100, top - 3, 260, top + 12, GREEN, None)
        parts += [pill, box, put(100, top + 22, name, HEAD), put(100, top + 50, TEXT)]
    best = tried(rules, make_page(1, *parts))[0]
    assert [look["size"] for look in best.record["above"]] == [8.0]


def test_the_place_above_the_heading_on_the_page_of_a_record_belongs_to_it(rules: Rules) -> None:
    """It looks like the text: nothing but the page tells."""
    records = [
        put(100, 100, place) + put(100, 130, name, HEAD) + put(100, 160, TEXT)
        for name, place in zip(NAMES, ["Gironde", "Landes", "Gers", "Aude"], strict=True)
    ]
    (best, *_) = tried(rules, *(make_page(n, own) for n, own in enumerate(records, 1)))
    assert best.record["page"]
    assert best.apart == 1.0
    lower = [[word._replace(top=word.top + 300, bottom=word.bottom + 300) for word in own] for own in records]
    two = [make_page(n, records[n], lower[n + 1]) for n in (0, 2)]
    assert not any("page" in one.record for one in tried(rules, *two))


def test_places_begin_no_records(rules: Rules) -> None:
    """They stand over groups of them, be it groups of one."""
    places = ["49 – Maine-et-Loire", "Département de la Sarthe", "Vendée (85)", "Mayenne"]
    large = style(16.0, RED, bold=True)
    records = [
        put(100, 100, place, large) + put(100, 130, name, HEAD) + put(100, 160, TEXT)
        for name, place in zip(NAMES, places, strict=True)
    ]
    looks = [
        look for one in tried(rules, *(make_page(n, own) for n, own in enumerate(records, 1))) for look in one.looks
    ]
    assert {look["size"] for look in looks} == {12.0}


def test_white_space_and_a_page_do_not_both_begin_records(rules: Rules) -> None:
    """Titles and carriers in one look, each record on a page of its own, with its place above."""
    pages = [
        make_page(
            n,
            put(100, 100, place),
            put(100, 140, f"{name}\npour tous", HEAD),
            put(100, 174, "Ligue", HEAD),
            put(100, 200, TEXT),
        )
        for n, (name, place) in enumerate(zip(NAMES, ["Gironde", "Landes", "Gers", "Aude"], strict=True), 1)
    ]
    assert not any({"page", "space"} <= one.record.keys() for one in tried(rules, *pages))


def test_theme_colours_come_in_the_order_of_the_dossier(rules: Rules) -> None:
    """In any other, which hangs on the process, the same dossier would be read in several ways."""
    colors = {"blue": BLUE, "red": RED, "green": GREEN, "orange": 0xEF6C00, "purple": 0x8E24AA}
    themes = [*colors.values()] * 2
    page = make_page(
        1,
        *(
            put(100, 60 + 70 * n, f"Titre {n}", style(color=color)) + put(100, 75 + 70 * n, TEXT)
            for n, color in enumerate(themes)
        ),
    )
    begins = [record["begins"] for record, _ in openings(Flow(blocks(rules, [page]), rules)) if "begins" in record]
    family = next(looks for looks in begins if len(looks) > 1)
    assert [look["color"] for look in family] == list(colors)


@pytest.mark.parametrize(("times", "told"), [(4, True), (2, False)])
def test_lines_that_return_word_for_word_begin_no_record(times: int, told: bool, rules: Rules) -> None:
    """A label that no vocabulary knows may look like the titles; what stands so but twice may be a title."""
    page = make_page(
        1,
        *(
            put(100, 80 + 150 * n, name, HEAD)
            + put(100, 105 + 150 * n, TEXT)
            + put(100, 150 + 150 * n, "Le petit plus" if n < times else f"Le plus {n}", HEAD)
            + put(100, 175 + 150 * n, "Il va partout.")
            for n, name in enumerate(NAMES)
        ),
    )
    flow = Flow(blocks(rules, [page]), rules)
    without = [
        [head for head, good in zip(flow.heads, fits, strict=True) if good]
        for record, fits in openings(flow)
        if any(r"petit\ plus" in look.get("match", "") for look in record.get("begins", ()))
    ]
    assert bool(without) is told
    assert all(found == list(map(fold, NAMES)) for found in without)


@pytest.mark.parametrize(
    ("names", "above"),
    [
        (["Gironde", "Landes", "Gironde", "Landes"], False),  # in one order, in each chapter anew
        (["Gironde", "Landes", "Gironde", "Aude"], True),  # each a record's own, as they come
        (["Se loger", "Bouger", "Se loger", "Bouger"], True),
    ],
)
def test_departements_over_some_of_the_records_head_groups(names: list[str], above: bool, rules: Rules) -> None:
    pages = []
    for n, name in enumerate(names):
        first = (
            put(100, 100, name, style(11.0, RED)) + put(100, 118, f"{NAMES[n]} du bourg", HEAD) + put(100, 150, TEXT)
        )
        second = put(100, 60, f"{NAMES[n]} du quartier", HEAD) + put(100, 92, TEXT)
        pages += [make_page(2 * n + 1, first), make_page(2 * n + 2, second)]
    (best,) = [one for one in tried(rules, *pages) if one.looks == [{"size": 12.0, "bold": True, "italic": False}]]
    assert len(best.starts) == 2 * len(names)
    assert ("above" in best.record) is above
    assert (11.0 in [look["size"] for look in best.sections]) is not above
