"""Tasks on a Ray cluster: blocks of them go to actors, each of which keeps a worker process of its own.

Ray knows no deadline for a batch and restarts what takes too much memory over and over; so an actor works with
`processes`, whose limits hold, and Ray only places the actors and moves blocks and outcomes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from types import ModuleType
from typing import Any

from dossier_extract.errors import Ending
from dossier_extract.executors import Ended, Limits, Setup, WorkersError
from dossier_extract.executors.processes import IDLE, Processes
from dossier_extract.messages import Message

BLOCK = 8  # tasks that go to an actor at a time; their outcomes are held in memory together
TRIES = 3  # for a block whose actor was lost, with its node for instance


class Cluster:
    """Actors of a Ray cluster: that of RAY_ADDRESS, or one started here for the run; see `Executor`."""

    def __init__(self, setup: Setup, workers: int | None, limits: Limits) -> None:
        try:
            import ray
        except ImportError:
            raise WorkersError("Ray is not installed; `pip install 'dossier-extract[ray]'`") from None
        self._ray: Any = ray
        self._ours = not ray.is_initialized()
        if self._ours:
            ray.init(log_to_driver=False, include_dashboard=False, configure_logging=False)
        self._wanted = workers or max(1, int(self._ray.cluster_resources().get("CPU", 1)))
        self._actor: Any = self._ray.remote(num_cpus=1, max_restarts=0)(_Actor)
        self._made = (setup, limits)
        self._free: list[Any] = []
        self._busy: dict[Any, tuple[Any, list[Any], int]] = {}  # outcome to come → actor, block, try

    def run(self, tasks: Iterable[Any]) -> Iterator[Ended | None]:
        """See `Executor.run`."""
        waiting, again = iter(tasks), list[tuple[list[Any], int]]()
        while True:
            self._feed(waiting, again)
            if not self._busy:
                return
            done, _ = self._ray.wait(list(self._busy), num_returns=1, timeout=IDLE)
            ended = [one for future in done for one in self._ended(future, again)]
            self._feed(waiting, again)
            yield from ended or (None,)

    def close(self) -> None:
        """Kill the actors; their worker processes end with them. A cluster started here ends, too."""
        for actor in [*self._free, *(actor for actor, _, _ in self._busy.values())]:
            self._ray.kill(actor)
        self._free, self._busy = [], {}
        if self._ours:
            self._ray.shutdown()

    def _feed(self, waiting: Iterator[Any], again: list[tuple[list[Any], int]]) -> None:
        while len(self._busy) < self._wanted:
            block, tries = again.pop() if again else (list(islice(waiting, BLOCK)), 1)
            if not block:
                return
            actor = self._free.pop() if self._free else self._actor.remote(*self._made)
            self._busy[actor.run.remote(block)] = (actor, block, tries)

    def _ended(self, future: Any, again: list[tuple[list[Any], int]]) -> list[Ended]:
        actor, block, tries = self._busy.pop(future)
        try:
            ended: list[Ended] = self._ray.get(future)
        except self._ray.exceptions.RayActorError:
            if tries < TRIES:
                again.append((block, tries + 1))
                return []
            lost = Message("the node that worked on it was lost {n} times", n=tries)
            return [Ended(task, failure=Ending.CRASHED, cause=lost) for task in block]
        except self._ray.exceptions.RayTaskError as error:
            said = " ".join(str(error.cause or error).split())
            raise WorkersError("a worker of the cluster failed: {error}", error=said) from None
        self._free.append(actor)
        return ended


class _Actor:
    """Lives in a process of Ray's; what it is given is done by a worker process beside it."""

    def __init__(self, setup: Setup, limits: Limits) -> None:
        sys.modules["__main__"] = ModuleType("__main__")  # Ray's own: a spawned process would import it, and Ray
        self._processes = Processes(setup, 1, limits)

    def run(self, block: list[Any]) -> list[Ended]:
        return [ended for ended in self._processes.run(block) if ended is not None]
