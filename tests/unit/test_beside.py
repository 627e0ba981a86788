"""What stands beside a text and is no column of its own: figures, boxes of facts; and cards of a drawn grid."""

from __future__ import annotations

from typing import Any

import pytest

from dossier_extract import Rules
from dossier_extract.model import Page, Rect
from tests.pages import BLUE, HEAD, WHITE, Reading, block_text, grid, make_page, make_profile, put, style

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
