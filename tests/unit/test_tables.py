"""The grid that rules draw."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

from dossier_extract.model import Rule
from dossier_extract.tables import Grid, find_grids
from tests.pages import BLACK, grid, make_page

XS, YS = (50.0, 100.0, 250.0), (200.0, 240.0, 300.0)


def across(y: float, x0: float = XS[0], x1: float = XS[-1]) -> Rule:
    return Rule(x0, y, x1, y + 0.5, BLACK)


def down(x: float, top: float = YS[0], bottom: float = YS[-1]) -> Rule:
    return Rule(x, top, x + 0.5, bottom, BLACK)


def edges(*rules: Sequence[Rule]) -> list[tuple[list[int], list[int]]]:
    page = make_page(1, rules=[rule for some in rules for rule in some])
    return [([round(x) for x in found.xs], [round(y) for y in found.ys]) for found in find_grids(page)]


FULL = ([50, 100, 250], [200, 240, 300])


@pytest.mark.parametrize("backwards", [False, True])
def test_rules_draw_a_grid_in_any_order(backwards: bool) -> None:
    rules = grid(XS, YS)
    assert edges(rules[::-1] if backwards else rules) == [FULL]


def test_rules_in_pieces_draw_the_same_grid() -> None:
    pieces = [down(x, top, bottom) for x in XS for top, bottom in ((200, 240), (241, 300))]
    assert edges([across(y) for y in YS], pieces) == [FULL]


def test_a_rule_drawn_twice_counts_once() -> None:
    again = grid([x + 1.5 for x in XS], [y - 1.5 for y in YS])
    assert edges(grid(XS, YS), again) == [([50, 100, 250], [198, 238, 298])]


def test_a_short_rule_parts_no_rows() -> None:
    assert edges(grid(XS, YS), [across(270, 160, 250)]) == [FULL]


def test_a_table_without_a_rule_at_its_foot_ends_with_its_columns() -> None:
    assert edges([across(200), across(240)], [down(x) for x in XS]) == [FULL]


@pytest.mark.parametrize(
    "rules",
    [
        [],
        [across(y) for y in YS],
        [down(x) for x in XS],
        [across(y) for y in YS] + [down(50), down(250)],
        [across(500), *[down(x) for x in XS]],
    ],
    ids=["nothing", "no columns", "no rows", "one column", "apart"],
)
def test_what_is_no_table(rules: list[Rule]) -> None:
    assert edges(rules) == []


def test_tables_come_from_top_to_bottom() -> None:
    lower, upper = grid(XS, (500, 550)), grid(XS, YS)
    assert edges(lower, upper) == [FULL, ([50, 100, 250], [500, 550])]


def test_two_tables_that_touch_only_through_a_third_rule_are_one() -> None:
    assert len(edges(grid(XS, (200, 240)), grid(XS, (260, 300)))) == 2
    assert len(edges(grid(XS, (200, 240)), grid(XS, (260, 300)), [down(50, 239, 261)])) == 1


@pytest.mark.parametrize(
    ("x", "y", "cell"),
    [
        (50, 200, (0, 0)),
        (99.9, 239.9, (0, 0)),
        (100, 200, (0, 1)),
        (60, 240, (1, 0)),
        (249, 299, (1, 1)),
        (250, 250, None),
        (49.9, 250, None),
        (60, 300, None),
        (60, 199.9, None),
    ],
)
def test_the_cell_of_a_point(x: float, y: float, cell: tuple[int, int] | None) -> None:
    assert Grid(XS, YS).cell(x, y) == cell


# Cells that go over several rows or columns

THREE, ROWS = (50.0, 100.0, 250.0, 550.0), (200.0, 240.0, 280.0, 320.0, 360.0)


def table(*rules: Sequence[Rule]) -> Grid:
    (found,) = find_grids(make_page(1, rules=[rule for some in rules for rule in some]))
    return found


def merging(column: int, *heights: float) -> Grid:
    """A table of three columns and four rows, without the rules at these heights in one column."""
    pieces = [across(y, THREE[n], THREE[n + 1]) for y in ROWS for n in range(3) if not (n == column and y in heights)]
    return table(pieces, [down(x, ROWS[0], ROWS[-1]) for x in THREE])


def widening(column: int, *rows: int) -> Grid:
    """The same with all its rows, without the rule at the right edge of a column in some of them."""
    pieces = [
        down(x, top, bottom)
        for n, (top, bottom) in enumerate(pairwise(ROWS))
        for at, x in enumerate(THREE)
        if not (at == column + 1 and n in rows)
    ]
    return table([across(y, THREE[0], THREE[-1]) for y in ROWS], pieces)


def test_a_cell_without_a_rule_below_goes_over_several_rows() -> None:
    found = merging(1, 240.0, 280.0)
    assert [round(y) for y in found.ys] == [200, 240, 280, 320, 360]
    assert found.merged == {(0, 1), (1, 1)}
    assert [found.rows(row, 1) for row in range(4)] == [(0, 2), (0, 2), (0, 2), None]
    assert [found.rows(row, 0) for row in range(4)] == [None] * 4
    assert table(grid(THREE, ROWS)).rows(0, 0) is None


def test_a_narrow_cell_may_go_over_several_rows() -> None:
    xs = (50.0, 80.0, 300.0, 550.0)
    found = table(grid(xs, (200.0, 280.0)), [across(240, 80, 550)])
    assert (len(found.ys), found.merged) == (3, frozenset({(0, 0)}))


def test_a_rule_over_half_of_the_columns_parts_rows_and_a_shorter_one_does_not() -> None:
    half = table(grid(THREE, (200.0, 280.0)), [across(240, 250, 550)])
    assert (len(half.ys), half.merged) == (3, frozenset({(0, 0), (0, 1)}))
    less = table(grid(THREE, (200.0, 280.0)), [across(240, 320, 550)])
    assert (len(less.ys), less.merged) == (2, frozenset())


def test_a_cell_without_a_rule_on_its_right_goes_over_several_columns() -> None:
    found = widening(1, 2)
    assert found.wide == {(2, 1)}
    assert [found.cell(400, y) for y in (220, 300)] == [(0, 2), (2, 1)]
    assert found.cell(60, 300) == (2, 0)


def test_a_cell_over_three_columns_is_told_by_the_first() -> None:
    whole = [down(x, ROWS[0], ROWS[-1]) for x in (50.0, 400.0, 550.0)]
    broken = [down(x, top, bottom) for x in (100.0, 250.0) for top, bottom in ((200, 280), (320, 360))]
    found = table([across(y, 50, 550) for y in ROWS], whole, broken)
    assert found.wide == {(2, 0), (2, 1)}
    assert [found.cell(x, 300) for x in (60, 150, 300, 500)] == [(2, 0), (2, 0), (2, 0), (2, 3)]


def test_a_rule_that_the_header_alone_has_makes_nothing_wide() -> None:
    assert widening(1, 1, 2).wide == {(1, 1), (2, 1)}
    assert widening(1, 1, 2, 3).wide == frozenset()
