"""What may begin records that are paragraphs in which all runs on."""

from __future__ import annotations

import pytest

from dossier_extract import load_rules
from dossier_extract.discovery import profile_of
from dossier_extract.discovery.flow import Flow
from dossier_extract.discovery.plausible import Judge
from dossier_extract.discovery.running import running
from dossier_extract.model import Page, Style
from dossier_extract.stages.layout import order_blocks
from tests.pages import BODY, STRONG, make_page, put, style

RULES = load_rules()
CARRIERS = ["Association Le Phare", "Centre social Horizon", "Commune de Brest", "Ligue des quartiers", "CCAS de Dax"]
PROSE = "Un véhicule parcourt chaque semaine les quartiers, à la rencontre de tous."


def flow(*pages: Page) -> Flow:
    plain = {"reading": "columns", "record": {"begins": {"size": 999}}, "fields": {}}
    return Flow(order_blocks(pages, profile_of(plain), RULES), RULES)


def page(lines: list[str]) -> Page:
    return make_page(1, *[put(50, 60 + 30 * index, line) for index, line in enumerate(lines)])


@pytest.mark.parametrize(("front", "match"), [("• ", r"•\ "), ("{n}) ", None)])
def test_marks_in_front_of_paragraphs_that_name_organisations(front: str, match: str | None) -> None:
    lines = []
    for number, carrier in enumerate(CARRIERS, 1):
        lines += [front.format(n=number) + f"{carrier} (29), pour son projet", PROSE]
    found = running(flow(page(lines)), Judge(RULES))
    looks = [one.record["begins"][0] for one in found]
    assert any("match" in look and match in (None, look["match"]) for look in looks)
    assert all(len(one.starts) == len(CARRIERS) for one in found if "match" in one.record["begins"][0])


@pytest.mark.parametrize(
    ("names", "grouped"), [(CARRIERS, True), (["Santé", "Sport", "Emploi", "Lien", "Vélo"], False)]
)
def test_carriers_over_marked_lists_are_shared_by_their_records(names: list[str], grouped: bool) -> None:
    lines = []
    for n, name in enumerate(names):
        y = 60 + 100 * n
        lines += [put(50, y, name, style(12.0, bold=True))]
        lines += [put(50, y + 30 * k, f"• Un bus pour tous : 9 000 € {PROSE}") for k in (1, 2)]
    found = running(flow(make_page(1, *lines)), Judge(RULES))
    listed = [one for one in found if len(one.starts) == 2 * len(names)]
    assert listed
    for one in listed:
        assert [look["size"] for look in one.groups] == ([12.0] if grouped else [])
        assert [look["size"] for look in one.sections] == ([] if grouped else [12.0])


def test_marks_in_front_of_plain_text_begin_nothing() -> None:
    assert running(flow(page([f"• {PROSE}"] * 6)), Judge(RULES)) == []


@pytest.mark.parametrize(("far", "found"), [(15, True), (40, False)], ids=["own", "of the next"])
def test_who_carries_it_may_stand_at_the_end(far: float, found: bool) -> None:
    drawn = [
        put(50, 60 + 70 * n, "Un bus", STRONG)
        + put(90, 60 + 70 * n, PROSE)
        + put(50, 60 + 70 * n + far, carrier, style(10, italic=True))
        for n, carrier in enumerate(CARRIERS)
    ]
    starters = running(flow(make_page(1, *drawn)), Judge(RULES))
    assert any(one.record["begins"][0].get("bold") for one in starters if "begins" in one.record) is found


@pytest.mark.parametrize(("head", "told"), [(BODY, True), (STRONG, False)], ids=["plain", "a heading"])
def test_white_space_tells_records_whose_carrier_stands_in_their_second_line(head: Style, told: bool) -> None:
    lines = [
        put(50, 60 + 80 * n, "Un bus pour tous", head) + put(50, 74 + 80 * n, carrier) + put(50, 88 + 80 * n, PROSE)
        for n, carrier in enumerate(CARRIERS)
    ]
    found = running(flow(make_page(1, *lines)), Judge(RULES))
    assert any(len(one.starts) == len(CARRIERS) and "space" in one.record for one in found) is told


def test_white_space_tells_paragraphs_and_leaves_out_pages_that_tell_of_something_else() -> None:
    front = [put(50, 60 + 30 * n, PROSE) for n in range(3)]
    records = [
        put(50, 60 + 60 * n, f"{carrier} (29)") + put(50, 74 + 60 * n, "Zone : Brest") + put(50, 88 + 60 * n, PROSE)
        for n, carrier in enumerate(CARRIERS)
    ]
    found = running(flow(make_page(1, *front), make_page(2, *records)), Judge(RULES))
    (best,) = [one for one in found if one.record == {"space": 12.0}]
    assert len(best.starts) == len(CARRIERS) + len(front)
    assert best.pages == {"from": 2}


def test_of_items_with_one_mark_those_that_begin_with_a_quotation_begin_records() -> None:
    lines = []
    for n, carrier in enumerate(CARRIERS):
        lines += [f"• « Un bus {n} », porté par {carrier} (29)", "• un repas", "• une sortie"]
    found = running(flow(page(lines)), Judge(RULES))
    quoted = [one for one in found if "«" in one.record["begins"][0].get("match", "")]
    assert quoted
    assert {one.record["begins"][0]["match"] for one in quoted} == {r"•\ [«“\"]"}
    assert {len(one.starts) for one in quoted} == {len(CARRIERS)}


@pytest.mark.parametrize(("between", "told"), [(0, True), (1, True), (2, False)])
def test_the_lines_below_a_number_tell_who_carries_it(between: int, told: bool) -> None:
    lines = []
    for n, carrier in enumerate(CARRIERS, 1):
        lines += [f"{n}. Un bus pour tous", *["Il va partout."] * between, f"{carrier} (29)", "Il passe le soir."]
    found = running(flow(page(lines)), Judge(RULES))
    assert any(len(one.starts) == len(CARRIERS) and "match" in one.record["begins"][0] for one in found) is told
