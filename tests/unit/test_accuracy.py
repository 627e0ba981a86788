"""The measure of accuracy and its gate: what lowers which score, what the gate refuses, what pinning may change."""

from __future__ import annotations

import os
import re
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks import accuracy, scoring
from benchmarks.accuracy import details, gains_and_losses, gold_digest, judge, measured, table, tasks
from benchmarks.floors import TOLERANCE, Baseline, Measured, lowered, pinned, violations
from benchmarks.scoring import Scored, Task, score, score_all
from dossier_extract.evaluate import NO_RESULT, load_gold

ALPHA, BETA = "alpha: median F1", "beta: worst tenth"
PINNED = Baseline({ALPHA: 0.9, BETA: 0.5}, 0, TOLERANCE, {"gold": "1", "generator": "2"})


def run(alpha: float = 0.9, beta: float = 0.5, **more: Any) -> Measured:
    made: dict[str, Any] = {"invented": 0, "crashed": (), "digests": {"gold": "1", "generator": "2"}}
    return Measured({ALPHA: alpha, BETA: beta}, **(made | more))


# --- the gate


@pytest.mark.parametrize("now", [run(), run(alpha=1.0), run(alpha=0.9 - TOLERANCE / 2)])
def test_the_gate_is_open_at_the_floor_above_it_and_within_the_tolerance(now: Measured) -> None:
    assert violations(now, PINNED) == []


@pytest.mark.parametrize(
    ("now", "line"),
    [
        (run(alpha=0.88), f"{ALPHA}: 0.8800, 0.0200 below its floor 0.9000"),
        (run(beta=0.0), f"{BETA}: 0.0000, 0.5000 below its floor 0.5000"),
        (run(invented=2), "invented records: 2, at most 0 may be"),
        (run(crashed=("alpha-3",)), "alpha-3 crashed or hung"),
        (run(digests={"gold": "9", "generator": "2"}), "gold has changed since the floors were pinned: run --pin"),
        (run(digests={"gold": "1"}), "generator has changed since the floors were pinned: run --pin"),
        (Measured({ALPHA: 1.0}, 0, (), PINNED.digests), f"{BETA}: floor 0.5000, not measured any more"),
    ],
)
def test_the_gate_is_closed_and_says_why(now: Measured, line: str) -> None:
    assert violations(now, PINNED) == [line]


def test_without_a_baseline_the_gate_is_closed() -> None:
    assert violations(run(), None) == ["nothing is pinned yet: run --pin"]


def test_every_reason_is_named() -> None:
    now = run(alpha=0.1, beta=0.1, invented=1, crashed=("a",), digests={"gold": "8", "generator": "9"})
    assert len(violations(now, PINNED)) == 6


# --- pinning


def test_floors_rise_to_what_is_measured() -> None:
    new, lines = pinned(run(alpha=0.95, digests={"gold": "3"}), PINNED, allow_lower=False)
    assert (new, lines) == (Baseline({ALPHA: 0.95, BETA: 0.5}, 0, TOLERANCE, {"gold": "3"}), [])


def test_a_score_within_the_tolerance_leaves_its_floor() -> None:
    for allowed in (False, True):  # else floors would sink a little with each pinning
        new, lines = pinned(run(alpha=0.9 - TOLERANCE / 2), PINNED, allowed)
        assert new is not None
        assert (new.floors[ALPHA], lines) == (0.9, [])


@pytest.mark.parametrize(
    "now", [run(alpha=0.8, beta=0.6), run(invented=1), Measured({ALPHA: 1.0}, 0, (), PINNED.digests)]
)
def test_lowering_is_refused_without_the_flag_and_told_with_it(now: Measured) -> None:
    assert pinned(now, PINNED, allow_lower=False) == (None, lowered(now, PINNED))
    new, lines = pinned(now, PINNED, allow_lower=True)
    assert new is not None
    assert (new.floors, new.invented, lines) == (now.scores, now.invented, lowered(now, PINNED))
    assert len(lines) == 1
    assert violations(now, new) == []


def test_fewer_invented_records_lower_the_ceiling() -> None:
    new, _ = pinned(run(invented=1), Baseline(PINNED.floors, 3, TOLERANCE, {}), allow_lower=False)
    assert new is not None
    assert new.invented == 1


def test_a_first_pinning_may_not_hold_invented_records() -> None:
    assert pinned(run(), None, allow_lower=False)[0] == PINNED
    assert pinned(run(invented=1), None, allow_lower=False)[0] is None


def test_a_run_with_a_crash_pins_nothing() -> None:
    new, lines = pinned(run(crashed=("alpha-3",)), PINNED, allow_lower=True)
    assert (new, lines) == (None, ["alpha-3 crashed or hung: nothing can be pinned"])


def test_the_gate_and_the_pin_as_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "baseline.json"
    monkeypatch.setattr(accuracy, "BASELINE", file)
    assert judge(run(), pin=False, allow_lower=False) == 1
    assert judge(run(), pin=True, allow_lower=False) == 0
    assert Baseline.read(file) == PINNED
    assert judge(run(), pin=False, allow_lower=False) == 0
    before = file.read_bytes()
    assert judge(run(alpha=0.1), pin=True, allow_lower=False) == 1
    assert file.read_bytes() == before
    assert judge(run(alpha=0.1), pin=True, allow_lower=True) == 0
    assert "lowered: alpha: median F1: 0.1000, 0.8000 below its floor 0.9000" in capsys.readouterr().out
    assert Baseline.read(file) != PINNED


# --- one dossier


def test_a_dossier_with_its_own_profile_is_scored_in_full() -> None:
    scored = score(Task("given", "dev-grand-est", own=True))
    assert (scored.status, scored.f1, scored.records_right, scored.records) == ("done", 1.0, 18, 18)
    assert (scored.pages > 5, scored.seconds > 0, scored.misses, scored.invented) == (True, True, {}, 0)
    assert scored.meta_right == scored.meta_asked > 10


def test_pieces_of_records_are_not_invented_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    faulty = replace(scoring.evaluate(load_gold(scoring.GIVEN / "dev-grand-est"), NO_RESULT), invented=3, split=1)
    monkeypatch.setattr(scoring, "evaluate", lambda *_: faulty)
    scored = score(Task("given", "dev-grand-est"))
    assert (scored.invented, scored.split) == (2, 1)


def test_an_unrecognised_dossier_scores_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "folder_of", lambda task: scoring.GIVEN / "dev-grand-est")
    monkeypatch.setattr(scoring, "_rules", lambda own=None: SimpleNamespace())
    monkeypatch.setattr(
        scoring, "extract_dossier", lambda *_: SimpleNamespace(status="unrecognised", reason="odd", result=None)
    )
    scored = score(Task("drawn", "alpha", 1))
    assert (scored.status, scored.reason, scored.f1, scored.segmentation) == ("unrecognised", "odd", 0.0, 0.0)
    assert (scored.records, scored.records_right, scored.meta_right) == (
        18,
        0,
        0,
    )  # a null asked for is not right either
    assert scored.misses["title: lost"] == 18


def test_a_fault_of_the_program_is_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = SimpleNamespace(status="failed", reason="fault of the program (KeyError)", result=None)
    monkeypatch.setattr(scoring, "extract_dossier", lambda *_: fault)
    assert score(Task("given", "dev-grand-est")).status == "crashed"


def test_what_is_found_in_a_document_without_projects_is_invented(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "folder_of", lambda task: scoring.GIVEN / "idf-2021")
    assert score(Task("empty", "blank", 1)).invented == 77


# --- many


def fake(task: Task) -> Scored:
    """What a worker runs: by its seed it scores, raises, hangs or dies."""
    if task.seed == 1:
        raise ValueError("odd")
    if task.seed == 2:
        os._exit(3)
    if task.seed == 3:
        time.sleep(60)
    return Scored(task, "done", f1=1.0)


def test_a_crash_or_a_hang_costs_its_dossier_alone() -> None:
    worker = scoring._Worker(fake)
    assert worker.ask(Task("drawn", "a", 1)) == Scored(Task("drawn", "a", 1), "crashed", "ValueError: odd")
    worker.timeout = 0.1
    assert worker.ask(Task("drawn", "a", 3)).status == "timeout"
    worker.timeout = 60
    assert worker.ask(Task("drawn", "a", 2)).status == "crashed"
    assert worker.ask(Task("drawn", "a", 0)).f1 == 1.0
    worker.stop()


def test_scores_come_in_the_order_of_the_tasks() -> None:
    wanted = [Task("drawn", "a", seed) for seed in (0, 1, 4)]
    assert [(s.task.seed, s.status) for s in score_all(wanted, 1, fake)] == [(0, "done"), (1, "crashed"), (4, "done")]


# --- the report

GIVEN_TASK = Task("given", "real", own=True)
RUN = [
    Scored(GIVEN_TASK, "done", f1=0.8, records=4, records_right=3, segmentation=1.0),
    *(Scored(Task("drawn", "alpha", seed), "done", f1=1 - seed / 10, records=2, records_right=1) for seed in range(3)),
    Scored(Task("drawn", "hidden", 0), "unrecognised", "secret", misses={"title: lost": 9}),
    Scored(Task("drawn", "alpha", 3), "timeout", "no end", misses={"zone: wrong": 5}),
    Scored(Task("empty", "blank", 0), "done", invented=2),
]


@pytest.fixture
def layouts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A generator that draws nothing."""
    import benchmarks

    made = SimpleNamespace(
        FAMILIES={"alpha": None, "hidden": None},
        EMPTY={"blank": None},
        UNSEEN=("hidden",),
        set_aside=lambda seed: seed % 3 == 2,
        rare_words=lambda seed: seed % 3 == 1,
        digest=lambda: "0123456789abcdef",
    )
    monkeypatch.setitem(sys.modules, "benchmarks.layouts", made)
    monkeypatch.setattr(benchmarks, "layouts", made, raising=False)


@pytest.mark.usefixtures("layouts")
def test_the_table_has_a_row_a_family_and_a_cut() -> None:
    rows = {
        label: cells.split() for line in list(table(RUN))[1:] for label, cells in [re.split(r" {3,}", line, maxsplit=1)]
    }
    sizes = {name: int(cells[0]) for name, cells in rows.items()}
    assert sizes == {
        "real (own profile)": 1, "alpha": 4, "hidden": 1, "all seen families": 4, "all unseen families": 1,
        "usual label words": 4, "rare label words": 1, "not set aside": 4, "set aside": 1, "blank": 1,
    }  # fmt: skip
    assert rows["alpha"][1:4] == ["0.850", "0.675", "0.000"]  # of 1.0, 0.9, 0.8 and a timeout
    assert "2 invented" in next(line for line in table(RUN) if line.startswith("blank"))


@pytest.mark.usefixtures("layouts")
def test_the_details_leave_out_what_nobody_may_look_at() -> None:
    lines = "\n".join(details(RUN))
    assert "alpha-3  0.000  0/0  timeout: no end" in lines
    assert "Invented records: blank-0 (2)" in lines
    assert "secret" not in lines  # an unseen family
    assert "alpha-2" not in lines  # a seed set aside
    assert [line.split() for line in lines.splitlines() if "  zone" in line] == [["zone", "5", "0", "0", "0", "0"]]


@pytest.mark.usefixtures("layouts")
def test_the_gate_looks_at_given_dossiers_and_families() -> None:
    now = measured(RUN)
    assert now.scores == {
        "real (own profile): F1": 0.8,
        "real (own profile): records right": 0.75,
        "alpha: median F1": pytest.approx(0.85),
        "alpha: worst tenth": 0.0,
        "hidden: median F1": 0.0,
        "hidden: worst tenth": 0.0,
    }
    assert (now.invented, now.crashed) == (2, ("alpha-3",))
    assert now.digests["generator"] == "0123456789abcdef"


@pytest.mark.usefixtures("layouts")
def test_families_and_seeds_choose_the_tasks() -> None:
    assert [task.name for task in tasks(["alpha", "blank"], range(2))] == ["alpha-0", "alpha-1", "blank-0", "blank-1"]
    assert {task.kind for task in tasks([], range(1))} == {"given", "drawn", "empty"}
    with pytest.raises(SystemExit, match="no family gamma; known are given, alpha"):
        tasks(["gamma"], range(1))


def test_gains_and_losses_by_dossier() -> None:
    earlier = {"real (own profile)": 0.5, "alpha-0": 1.0, "alpha-1": 0.95, "gone-7": 1.0}
    lines = list(gains_and_losses(RUN, earlier))
    assert lines[0] == "\nAgainst the earlier run: 1 gained, 1 lost, of 3 in both"
    assert [line.split()[:2] for line in lines[1:]] == [["-0.050", "alpha-1"], ["+0.300", "real"]]


def test_the_digest_of_gold_sees_every_byte(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    digests = set()
    for name, text in (("gold.jsonl", "1"), ("gold.jsonl", "2"), ("meta.json", "1"), ("dossier.pdf", "1")):
        (tmp_path / "a" / name).write_text(text, encoding="utf-8")
        digests.add(gold_digest(tmp_path))
    assert len(digests) == 4
    (tmp_path / "a" / "profile.yml").write_text("", encoding="utf-8")  # knowledge of the program, not gold
    assert gold_digest(tmp_path) in digests
