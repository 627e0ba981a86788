"""Tests of which layouts are tried at all, and of which are looked at more closely."""

from __future__ import annotations

from typing import Any

from dossier_extract.discovery.contest import BEST, Contest, key_of
from dossier_extract.discovery.fields import Fit
from dossier_extract.discovery.hypothesis import Guess, Hypothesis
from tests.unit.test_candidates import make_block


def guess(name: str, n: int, **keys: Any) -> Guess:
    """A layout with so many records."""
    blocks = tuple(make_block(number, heading=f"Bus {number}") for number in range(1, n + 1))
    return Guess({"reading": "columns", "record": {"begins": {"match": name}}}, blocks, **keys)


class Trials:
    """Fits of a quality that is given for each layout, and the layouts that were tried."""

    def __init__(self, named: float = 1.0, **scores: float) -> None:
        self.named, self.scores, self.tried = named, scores, list[str]()

    def __call__(self, one: Guess) -> Hypothesis:
        name = one.layout["record"]["begins"]["match"]
        self.tried.append(name)
        fit = Fit({}, self.scores[name], {"territories": 1.0}, self.named, 0.0, 0, [], {})
        return Hypothesis(one.layout, one.projects, fit, agreed=one.agreed)


def test_what_reaches_most_is_tried_first_and_what_cannot_come_near_it_is_not_tried() -> None:
    trials = Trials(many=2.0, few=3.0, all=0.5)
    contest = Contest([guess("few", 6), guess("many", 20), guess("all", 24)], trials, {}, "")
    assert trials.tried == ["all", "many"]
    assert [one.fit.score for one in contest.best()] == [2.0]


def test_nothing_is_left_out_for_a_layout_that_is_not_to_be_believed() -> None:
    trials = Trials(many=0.8, few=0.6)
    Contest([guess("many", 20), guess("few", 4)], trials, {}, "")
    assert trials.tried == ["many", "few"]


def test_fewer_than_four_records_are_tried_only_where_there_are_no_others() -> None:
    trials = Trials(three=2.0, five=0.1)
    Contest([guess("three", 3), guess("five", 5)], trials, {}, "")
    assert trials.tried == ["five"]
    Contest([guess("three", 3)], trials, {}, "")
    assert trials.tried == ["five", "three"]


def test_on_further_pages_what_was_seen_to_be_poor_is_not_tried_again_beside_the_layout_of_the_document() -> None:
    trials = Trials(named=0.0, own=2.0, poor=0.1)  # none names a carrier, so none is to be believed
    both = [guess("own", 10), guess("poor", 10)]
    Contest(both, trials, seen := dict[str, float](), "")
    assert (sorted(trials.tried), len(seen)) == (["own", "poor"], 2)
    Contest(both, trials, {**seen, key_of(both[1]): -1.0}, key_of(both[0]))
    assert sorted(trials.tried) == ["own", "own", "poor"]


def test_of_layouts_with_the_same_records_one_is_looked_at_more_closely_and_of_many_a_few() -> None:
    names = [f"n{number}" for number in range(BEST + 3)]
    alike = Contest([guess(name, 10) for name in names], Trials(**dict.fromkeys(names, 2.0)), {}, "")
    assert len(alike.best()) == 1
    scores = {name: 2.0 - 0.01 * number for number, name in enumerate(names)}
    near = Contest([guess(name, 10) for name in names], Trials(**scores), {}, "")
    assert len(near.best()) == BEST


def test_a_layout_that_cannot_become_the_best_is_not_looked_at_more_closely() -> None:
    scores = {"best": 2.0, "near": 1.9, "far": 1.7}
    contest = Contest([guess(name, 10) for name in scores], Trials(**scores), {}, "")
    looked: list[float] = []

    def closer(one: Hypothesis) -> Hypothesis:
        looked.append(one.fit.score)
        return one

    assert [one.fit.score for one in contest.closely(closer)] == looked == [2.0, 1.9]
    unsure = Contest([guess(name, 10) for name in scores], Trials(0.0, **scores), {}, "")  # none is to be believed
    assert len(unsure.closely(lambda one: one)) == len(scores)


def test_fewer_than_four_records_are_not_tried_on_further_pages() -> None:
    trials = Trials(three=2.0)
    Contest([guess("three", 3)], trials, {}, key_of(guess("own", 10)))
    assert trials.tried == []


def test_of_a_table_s_columns_those_that_rules_draw_are_surer() -> None:
    drawn, aligned = (Guess({"table": table}, guess("", 12).projects) for table in ({}, {"ruled": False}))
    assert 1.0 < drawn.reach(100) / aligned.reach(100) < 1.02
