"""How sure single values are: what speaks against one lowers its confidence, and nothing else changes."""

from __future__ import annotations

from typing import Any

import pytest

from dossier_extract.evaluate.reliability import ENOUGH, Stated, reliability_of
from dossier_extract.rules import Rules
from dossier_extract.schema import ProfileUse, Project
from dossier_extract.trust import weigh_values
from tests.builders import make_finding, make_origin, make_place, make_project

KNOWN = ProfileUse(name="idf-2021", how="known")
FOUND = ProfileUse(name="discovered", how="discovered", confidence=0.95)


def project(n: int = 1, **values: Any) -> Project:
    """A record whose title and carrier stand behind labels."""
    origins = {name: [make_origin(source=f"{name}[0]:label")] for name in ("title", "carrier", "zone")}
    given = {"title": "Un jardin partagé pour tous", "carrier": "Association Terre de liens", "zone": "Lyon"}
    return make_project(**{"n": n, "origins": origins, "id": f"{n}", **given, **values})


def sure(rules: Rules, use: ProfileUse = FOUND, field: str = "carrier", **values: Any) -> float:
    others = [project(n) for n in range(2, 12)]
    weighed = weigh_values([project(**values), *others], use, [], rules)
    return weighed[0].origins[field][0].confidence or 0.0


def test_a_value_of_a_known_profile_that_nothing_speaks_against_is_sure(rules: Rules) -> None:
    assert sure(rules, KNOWN) > 0.97


@pytest.mark.parametrize(
    "worse",
    [
        {"use": FOUND.model_copy(update={"confidence": 0.5})},
        {"carrier": "12 rue des Lilas, 69003 Lyon, de"},
        {"origins": {"carrier": [make_origin(source="carrier[0]:style")]}},
        {"title": None},
    ],
    ids=["unsure layout", "unsuited value", "told by looks alone", "record without title"],
)
def test_what_speaks_against_a_value_lowers_its_confidence(rules: Rules, worse: dict[str, Any]) -> None:
    assert sure(rules, **worse) < sure(rules) - 0.003


def test_a_finding_against_the_record_lowers_the_confidence_of_its_values(rules: Rules) -> None:
    plain = weigh_values([project()], KNOWN, [], rules)[0]
    warned = weigh_values([project()], KNOWN, [make_finding(code="place-elsewhere", project="1")], rules)[0]
    assert (warned.origins["zone"][0].confidence or 1) < (plain.origins["zone"][0].confidence or 0)


def test_a_zone_with_a_place_in_the_records_territory_is_surer(rules: Rules) -> None:
    inside = {"departements": ["69"], "places": [make_place(field="zone", code="69123", departements=["69"])]}
    outside = {**inside, "departements": ["75"]}
    assert sure(rules, KNOWN, "zone", **inside) > sure(rules, KNOWN, "zone", **outside)


def test_weighing_leaves_the_given_projects_and_all_values_as_they_were(rules: Rules) -> None:
    given = project()
    (weighed,) = weigh_values([given], KNOWN, [], rules)
    assert given.origins["title"][0].confidence == make_origin().confidence
    assert weighed.model_dump(exclude={"origins"}) == given.model_dump(exclude={"origins"})


def test_with_few_wrong_values_only_their_order_is_told() -> None:
    told = reliability_of([Stated(0.9, True), Stated(0.9, False), Stated(0.99, True), Stated(0.5, False)])
    assert (told.values, told.wrong, told.bins) == (4, 2, [])
    assert told.rank == pytest.approx(3.5 / 4)  # of four pairs three are in order and one is a tie


def test_with_enough_wrong_values_shares_come_with_an_interval() -> None:
    values = [Stated(0.85, True)] * 3 * ENOUGH + [Stated(0.85, False)] * ENOUGH + [Stated(1.0, True)] * 10
    low, high = reliability_of(values).bins
    assert (low.values, low.right, round(low.stated, 2)) == (4 * ENOUGH, 3 * ENOUGH, 0.85)
    assert low.lower == pytest.approx(0.719, abs=0.002)  # Wilson, 600 of 800
    assert low.upper == pytest.approx(0.779, abs=0.002)
    assert (high.low, high.high, high.right) == (0.95, 1.0, 10)


def test_nothing_wrong_nothing_to_order() -> None:
    assert reliability_of([Stated(0.9, True)]).rank is None
