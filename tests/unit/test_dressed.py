"""Lines of carrier and zone that some records lack are told by their look."""

from __future__ import annotations

import pytest

from dossier_extract import load_rules
from dossier_extract.discovery.candidates import Source
from dossier_extract.discovery.dressed import dressed
from dossier_extract.discovery.plausible import Judge
from dossier_extract.discovery.trial import Trial
from dossier_extract.drafts import ProjectBlock
from dossier_extract.model import Style, line_of
from dossier_extract.text import Hyphens, build_text
from tests.pages import BODY, ITALIC, STRONG, make_block, put

RULES = load_rules()
LOOK = {"size": 10.0, "bold": False, "italic": True, "color": "black"}
TEXTS = {
    "Un café des parents": "Les bénévoles animent des ateliers ouverts à tous, trois jours par semaine.",
    "La clé des champs": "Un jardin est cultivé avec trente familles, qui se partagent la récolte en automne.",
    "Roue libre": "Des vélos donnés sont réparés, puis prêtés à des apprentis qui travaillent loin de chez eux.",
    "Repas partagés": "Chaque jeudi, des habitants cuisinent ensemble ce que les commerces n’ont pas vendu.",
    "Le bus du savoir": "Une équipe passe de village en village et aide à remplir des formulaires sur place.",
}
TITLES = list(TEXTS)
TITLE: Source = {"in": "heading", "rest": True}
REST: Source = {"in": "body", "rest": True}


def record(title: str, *lines: tuple[str, Style]) -> ProjectBlock:
    """A record with its lines above its description."""
    printed = [[line_of(put(50, 100 + 12 * n, *one), 1)] for n, one in enumerate((*lines, (TEXTS[title], BODY)))]
    return make_block(heading=title, body=build_text(printed, Hyphens([], frozenset())))


def told(field: str, source: Source, *blocks: ProjectBlock) -> tuple[Source, dict[int, str]]:
    """The source that comes out, and its values by record."""
    tried = Trial(blocks, RULES, Judge(RULES))
    own = dressed(tried, {"title": TITLE, field: source, "description": REST})[field]
    return own, {index: one.value for index, one in tried.run(own).items()}


TOWNS = [
    record(title, (town, ITALIC)) for title, town in zip(TITLES, ("Lyon", "Grenoble", "Sète", "Alès"), strict=False)
]


def test_prose_is_no_zone_where_a_record_has_none() -> None:
    own, values = told("zone", {"in": "body", "nth": 1}, *TOWNS, record(TITLES[4]))
    assert own == {"in": "body", "nth": 1, "style": LOOK}
    assert values == {0: "Lyon", 1: "Grenoble", 2: "Sète", 3: "Alès"}


def test_a_carrier_without_the_place_behind_it_is_one() -> None:
    source: Source = {"in": "body", "nth": 1, "split": ["bar"], "part": 1}
    lines = ("Ligue de l’Ain | Bourg", "Foyer rural Le Phare | Lyon", "Mairie de Dax | Dax", "Centre social Horizon")
    blocks = (record(title, (line, ITALIC)) for title, line in zip(TITLES, lines, strict=False))
    own, values = told("carrier", source, *blocks)
    assert own == {**source, "style": LOOK}
    assert values[3] == "Centre social Horizon"


@pytest.mark.parametrize(
    "blocks", [TOWNS, [*TOWNS, record(TITLES[4], ("Mende", STRONG))]], ids=["all have it", "one looks otherwise"]
)
def test_a_look_that_gains_nothing_is_not_asked_for(blocks: list[ProjectBlock]) -> None:
    source: Source = {"in": "body", "nth": 1}
    assert told("zone", source, *blocks)[0] == source


def test_a_look_that_cuts_a_value_is_not_asked_for() -> None:
    mixed = put(50, 100, "Mâcon", STRONG)
    line = line_of([*mixed, *put(mixed[-1].x1 + 3, 100, "et Lyon", ITALIC)], 1)
    text = build_text([[line], [line_of(put(50, 112, TEXTS[TITLES[4]]), 1)]], Hyphens([], frozenset()))
    source: Source = {"in": "body", "nth": 1}
    assert told("zone", source, *TOWNS, make_block(heading=TITLES[4], body=text))[0] == source
