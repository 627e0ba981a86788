"""Executors: every task ends once, whatever it does to its worker, and costs the others nothing."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest

from dossier_extract.errors import Ending
from dossier_extract.executors import Ended, Limits, Serial, WorkersError, executor
from dossier_extract.executors.processes import Processes
from tests.labour import broken, labour


def work(tasks: Iterable[Any], limits: Limits, workers: int = 2) -> dict[Any, Ended]:
    tasks = list(tasks)
    with closing(Processes(labour, workers, limits)) as processes:
        ended = [one for one in processes.run(tasks) if one is not None]
    assert sorted(map(str, (one.task for one in ended))) == sorted(map(str, tasks))
    return {one.task: one for one in ended}


def test_whatever_a_task_does_the_others_end_well(tmp_path: Path) -> None:
    good = [("echo", number) for number in range(6)]
    bad = [("eat", 0), ("ask", 0), ("die", 0), ("raise", 7), ("die once", tmp_path / "died")]
    ended = work([good[0], *bad, *good[1:]], Limits(seconds=60, megabytes=300))
    assert [ended[task].value.split()[:2] for task in good] == [["echo", str(number)] for number in range(6)]
    assert ended["eat", 0].failure is Ending.OUT_OF_MEMORY
    assert ended["ask", 0].failure is Ending.OUT_OF_MEMORY
    assert (ended["die", 0].failure, ended["die", 0].cause) == (Ending.CRASHED, "its worker was killed by signal 11")
    assert ended["raise", 7].failure is Ending.CRASHED
    assert "ValueError: no 7" in str(ended["raise", 7].cause)
    assert ended["die once", tmp_path / "died"].failure is None  # it was tried once more
    assert [one for one in psutil.Process().children() if "spawn_main" in str(one.cmdline())] == []


def test_a_task_late_in_the_run_is_killed_although_others_wait() -> None:
    began = time.monotonic()
    ended = work([("echo", 0), ("echo", 1), ("hang", 0)], Limits(seconds=1))
    assert ended["hang", 0].failure is Ending.TIMED_OUT
    assert time.monotonic() - began < 8


def test_workers_do_without_what_the_command_line_does_without() -> None:
    ended = work([("import", "pandas"), ("import", "json")], Limits(), workers=1)
    assert [one.value for one in ended.values()] == ["hidden", "found"]


def test_a_clock_that_jumps_ends_no_task(monkeypatch: pytest.MonkeyPatch) -> None:
    days = itertools.count(0, 86_400)
    monkeypatch.setattr(time, "time", lambda: float(next(days)))
    ended = work([("echo", 0), ("wait", 1)], Limits(seconds=60))
    assert [one.failure for one in ended.values()] == [None, None]


def test_workers_are_replaced_after_their_life() -> None:
    ended = work([("echo", number) for number in range(6)], Limits(life=2), workers=1)
    assert len({one.value.split()[-1] for one in ended.values()}) == 3


def test_workers_that_cannot_start_end_the_run(capfd: pytest.CaptureFixture[str]) -> None:
    with closing(Processes(broken, 2, Limits())) as processes, pytest.raises(WorkersError, match="code 1"):
        list(processes.run([("echo", 0)]))


def test_serial_gives_the_same_values() -> None:
    tasks = [("echo", 0), ("raise", 1)]
    ended = list(executor("serial", labour, None, Limits()).run(tasks))
    assert [one and one.failure for one in ended] == [None, Ending.CRASHED]
    assert isinstance(executor("serial", labour, None, Limits()), Serial)
