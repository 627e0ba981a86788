"""What may begin records that are paragraphs in which all runs on."""

from __future__ import annotations

import pytest

from dossier_extract import load_rules
from dossier_extract.discovery import profile_of
from dossier_extract.discovery.flow import Flow
from dossier_extract.discovery.plausible import Judge
from dossier_extract.discovery.running import running
from dossier_extract.model import Page
from dossier_extract.stages.layout import order_blocks
from tests.pages import make_page, put

RULES = load_rules()
CARRIERS = ["Association Le Phare", "Centre social Horizon", "Commune de Brest", "Ligue des quartiers", "CCAS de Dax"]
PROSE = "Un véhicule parcourt chaque semaine les quartiers, à la rencontre de tous."


def flow(page: Page) -> Flow:
    plain = {"reading": "columns", "record": {"begins": {"size": 999}}, "fields": {}}
    return Flow(order_blocks([page], profile_of(plain), RULES), RULES)


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


def test_marks_in_front_of_plain_text_begin_nothing() -> None:
    assert running(flow(page([f"• {PROSE}"] * 6)), Judge(RULES)) == []
