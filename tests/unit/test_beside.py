"""What stands beside a text and is no column of its own: figures, boxes of facts; and cards of a drawn grid."""

from __future__ import annotations

from typing import Any

import pytest

from dossier_extract import Rules
from dossier_extract.model import Page, Rect, Rule
from dossier_extract.stages.layout.columns import gutters_of
from tests.pages import BLUE, HEAD, STRONG, WHITE, Reading, block_text, grid, make_page, make_profile, put, style

FIGURE = style(30.0, BLUE, bold=True)
TEXT = "Une action pour tous les habitants\ndu quartier et des hameaux."


def order(rules: Rules, page: Page) -> list[str]:
    found = Reading([page], make_profile(reading="columns", record={"begins": {"size": 99}}), rules).blocks
    return [block_text(block).split("\n")[0] for block in found]


@pytest.mark.parametrize(
    ("figures", "read"),
    [
        (("76", "27", "2A"), ["76", "Un", "27", "Deux", "2A", "Trois"]),
        (("1", "2", "3"), ["1", "2", "3", "Un", "Deux", "Trois"]),  # numbers, not codes
    ],
)
def test_a_large_figure_is_read_with_the_heading_that_it_stands_in_front_of(
    figures: tuple[str, ...], read: list[str], rules: Rules
) -> None:
    parts = [
        put(60, 130 + 120 * n, figure, FIGURE)
        + put(110, 118 + 120 * n, title, HEAD)
        + put(110, 140 + 120 * n, TEXT + "\n" + TEXT)
        for n, (figure, title) in enumerate(zip(figures, ("Un", "Deux", "Trois"), strict=True))
    ]
    found = [text for text in order(rules, make_page(1, *parts)) if not text.startswith("Une action")]
    assert found == read


@pytest.mark.parametrize(
    ("down", "read"), [(4, ["Un", "Ligue", "Deux", "Foyer"]), (40, ["Un", "Deux", "Ligue", "Foyer"])]
)
def test_boxes_of_facts_are_read_below_the_headings_that_they_stand_under(
    down: int, read: list[str], rules: Rules
) -> None:
    parts: list[Any] = []
    for n, (title, carrier) in enumerate((("Un", "Ligue"), ("Deux", "Foyer"))):
        y = 100 + 200 * n
        parts += [put(60, y, title, HEAD) + put(60, y + 24, "\n".join([TEXT] * 3))]
        parts += [(put(410, y + 20 + down, carrier), [Rect(400, y + 8 + down, 540, y + 100 + down, WHITE, None)])]
    found = [text for text in order(rules, make_page(1, *parts)) if not text.startswith("Une action")]
    assert found == read


@pytest.mark.parametrize(
    ("xs", "cell", "cards"),
    [
        ((50.0, 300.0, 550.0), TEXT, 4),
        ((50.0, 300.0, 550.0), "", 0),  # one line a cell
        ((50.0, 200.0, 550.0), TEXT, 0),  # columns of other widths: a table
    ],
)
def test_cells_of_several_lines_in_columns_of_one_width_are_cards(
    xs: tuple[float, ...], cell: str, cards: int, rules: Rules
) -> None:
    words = [
        put(xs[column] + 5, 120 + 100 * line, text + ("\n" + cell.replace(" pour tous les", "") if cell else ""))
        for (line, column), text in zip(((0, 0), (0, 1), (1, 0), (1, 1)), "ABCD", strict=True)
    ]
    page = make_page(1, *words, rules=grid(xs, (100.0, 200.0, 300.0)))
    profile = make_profile(reading="columns", record={"box": True})
    found = Reading([page], profile, rules)
    names = [text for text in map(block_text, found.blocks) if not text.startswith("Une")]
    assert [name[0] for name in names] == ["A", "B", "C", "D"]  # row by row, cards or not: lines part the rows
    assert len(found.segmentation.projects) == cards


Y = {"Un": 100.0, "Deux": 300.0}
CARRIERS = {"Un": "Ligue", "Deux": "Foyer"}


def beside(*, boxed: bool = False, down: float = 0.0, left: float = 60.0, right: float = 400.0) -> list[Any]:
    """Two headings with texts below, and the facts of each in a column beside it, `down` points below its height."""
    parts: list[Any] = []
    for title, y in Y.items():
        facts = put(right, y + down, "Porteur", STRONG) + put(right, y + down + 14, CARRIERS[title])
        box = Rect(right - 10, y + down - 9, right + 150, y + down + 60, BLUE, None)
        parts += [put(left, y, title, HEAD) + put(left, y + 24, "\n".join([TEXT] * 3)), (facts, [box] * boxed)]
    return parts


def read_beside(rules: Rules, *parts: Any) -> list[str]:
    found = order(rules, make_page(1, *parts))
    return [text for text in found if not text.startswith("Une action") and text != "Porteur"]


@pytest.mark.parametrize("boxed", [False, True])
@pytest.mark.parametrize(("left", "right"), [(60.0, 400.0), (300.0, 60.0)])
def test_facts_level_with_headings_are_read_record_by_record(
    boxed: bool, left: float, right: float, rules: Rules
) -> None:
    parts = beside(boxed=boxed, left=left, right=right)
    assert read_beside(rules, *parts) == ["Un", "Ligue", "Deux", "Foyer"]


def test_a_section_s_heading_stands_over_the_heading_that_facts_are_level_with(rules: Rules) -> None:
    section = put(60, Y["Deux"] - 33, "Axe", style(12.5, bold=True))
    assert read_beside(rules, *beside(), section) == ["Un", "Ligue", "Axe", "Deux", "Foyer"]


def test_facts_beside_no_heading_are_a_column(rules: Rules) -> None:
    assert read_beside(rules, *beside(down=30)) == ["Un", "Deux", "Ligue", "Foyer"]
    before = put(60, 60, "Un mot pour commencer.")  # what stands over the first heading begins no record
    assert read_beside(rules, *beside(), before) == ["Un mot pour commencer.", "Un", "Deux", "Ligue", "Foyer"]


def rows(ends: float, ys: tuple[float, ...]) -> Page:
    """Three texts in each of two columns, with lines drawn at some heights up to an x."""
    words = [
        put(x, 100 + 100 * n, f"{name}\n{TEXT[:33]}")
        for x, names in ((60, "ABC"), (330, "DEF"))
        for n, name in enumerate(names)
    ]
    return make_page(1, *words, rules=[Rule(55, y, ends, y + 0.5, 0) for y in ys])


@pytest.mark.parametrize(
    ("ends", "ys", "read"),
    [
        (500.0, (85.0, 185.0, 285.0), "ADBECF"),
        (500.0, (185.0, 285.0), "ABCDEF"),  # too few
        (300.0, (85.0, 185.0, 285.0), "ABCDEF"),  # over one column
        (500.0, (85.0, 185.0, 298.0), "ABCDEF"),  # one goes through a text
    ],
)
def test_lines_drawn_over_all_columns_part_rows(ends: float, ys: tuple[float, ...], read: str, rules: Rules) -> None:
    assert "".join(text[0] for text in order(rules, rows(ends, ys)) if text[1:2] in ("", " ")) == read


@pytest.mark.parametrize(
    ("size", "x", "read"),
    [
        (20.0, 60.0, ["Haut", "Près", "Titre", "Thème", "Bas", "Loin"]),
        (12.0, 60.0, ["Haut", "Titre", "Près", "Thème", "Bas", "Loin"]),  # no larger than the heading
        (20.0, 90.0, ["Haut", "Titre", "Près", "Thème", "Bas", "Loin"]),  # begins elsewhere
    ],
)
def test_the_title_above_a_heading_over_columns_parts_them_too(
    size: float, x: float, read: list[str], rules: Rules
) -> None:
    columns = [
        put(x, y, f"{name}\n" + TEXT[:33] + "\n" + TEXT[:33])
        for y, names in ((80, ("Haut", "Près")), (220, ("Bas", "Loin")))
        for x, name in zip((60, 330), names, strict=True)
    ]
    title = put(x, 165, "Titre", style(size, bold=True)) + put(60, 190, "Thème", style(14.0, bold=True))
    found = [text.split(" ")[0] for text in order(rules, make_page(1, *columns, title))]
    assert [word for word in found if word in read] == read


@pytest.mark.parametrize(("amounts", "gutters"), [(3, 0), (4, 1)])
def test_a_gutter_that_more_lines_cross_than_stand_beside_it_is_none(amounts: int, gutters: int) -> None:
    lines = [(0.0, 240.0)] * 30 + [(130.0, 470.0)] * 4 + [(450.0, 500.0)] * amounts
    boxes = [(x0, 12.0 * n, x1, 12.0 * n + 10) for n, (x0, x1) in enumerate(lines)]
    assert len(gutters_of(boxes)) == gutters
