"""Where work is done: in this process, in processes beside it, on a cluster. One protocol, the same outcomes.

A *setup* is made once in every worker and gives the function that works on a task; setups, tasks and values are
pickled. A task that kills its worker, takes too long or too much memory ends as a failure and costs nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

from dossier_extract.errors import DossierError, Ending
from dossier_extract.messages import Message

Setup = Callable[[], Callable[[Any], Any]]
Name = Literal["serial", "processes", "ray"]
NAMES: tuple[Name, ...] = ("serial", "processes", "ray")


class WorkersError(DossierError):
    """Workers do not start, or are lost faster than they work."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may take in a worker of its own; None is no limit. `life` is the tasks of one worker."""

    seconds: float | None = None
    megabytes: int | None = None
    life: int = 1000  # a new worker costs what ten dossiers do, and nothing is known that grows with their number


class Ended(NamedTuple):
    """A task that ended: its value, or what kind of failure it was and why."""

    task: Any
    value: Any = None
    failure: Ending | None = None
    cause: Message | None = None


class Executor(Protocol):
    """Works on tasks; `close` ends its workers at once, whatever they do."""

    def run(self, tasks: Iterable[Any]) -> Iterator[Ended | None]:
        """Yield each task as it ends, in any order, and None where nothing ended for a moment.

        Tasks are taken as workers become free. Raises `WorkersError` where no worker can be had.
        """

    def close(self) -> None:
        """End the workers."""


class Serial:
    """In this process, one task after the other: to look for faults. It cannot enforce limits."""

    def __init__(self, setup: Setup) -> None:
        self._work = setup()

    def run(self, tasks: Iterable[Any]) -> Iterator[Ended | None]:
        """See `Executor.run`."""
        return (attempt(self._work, task) for task in tasks)

    def close(self) -> None:
        """Nothing to end."""


def attempt(work: Callable[[Any], Any], task: Any) -> Ended:
    """Work on a task; what it raises is a failure of the task."""
    try:
        return Ended(task, work(task))
    except MemoryError:
        return Ended(task, failure=Ending.OUT_OF_MEMORY, cause=Message("there is no memory left"))
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())
        return Ended(
            task, failure=Ending.CRASHED, cause=Message("fault of the program ({error}); report it", error=said)
        )


def executor(name: Name, setup: Setup, workers: int | None, limits: Limits) -> Executor:
    """The executor of that name; `workers` is as many as there are processors, if None."""
    if name == "serial":
        return Serial(setup)
    if name == "processes":
        from dossier_extract.executors.processes import Processes

        return Processes(setup, workers, limits)
    from dossier_extract.executors.cluster import Cluster

    return Cluster(setup, workers, limits)
