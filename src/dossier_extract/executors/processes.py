"""Tasks in processes of this machine, each with a deadline and a memory limit that kill the worker, not the run.

Every worker has a pipe of its own: whichever way it ends, the driver sees its end of the pipe close and knows the task
that was under way, and no lock stays behind that others wait for (docs/decisions/0011-workers-with-pipes.md).
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from multiprocessing import connection, get_context, parent_process
from typing import Any

import psutil

from dossier_extract import imports
from dossier_extract.errors import Ending
from dossier_extract.executors import Ended, Limits, Setup, WorkersError, attempt
from dossier_extract.messages import Message

TICK = 0.05  # seconds between two looks at clocks and memory
IDLE = 0.5  # seconds without an end after which None is yielded
TRIES = 2  # for a task whose worker died: it may have been killed for another reason
STARTS = 6  # workers lost in a row before they could work: then something is wrong with all of them
MEGABYTE = 1024 * 1024
HEADROOM = 2  # address space over the memory limit: what is asked for but never touched costs nothing
_SPAWN = get_context("spawn")  # forked processes would share locks and open files with the driver


class Processes:
    """A few worker processes; see `Executor`."""

    def __init__(self, setup: Setup, workers: int | None, limits: Limits) -> None:
        self._setup, self._limits = setup, limits
        self._wanted = workers or processors()
        self._workers: list[_Worker] = []
        self._lost = 0

    def run(self, tasks: Iterable[Any]) -> Iterator[Ended | None]:
        """See `Executor.run`."""
        queue, heard = _Queue(tasks), time.monotonic()
        while queue or self._busy():
            self._feed(queue)
            ended = self._listen(queue)
            self._feed(queue)  # nobody waits while what ended is written
            if ended or time.monotonic() - heard > IDLE:
                heard = time.monotonic()
                yield from ended or (None,)

    def close(self) -> None:
        """Kill the workers."""
        for worker in self._workers:
            worker.kill()
        self._workers.clear()

    def _busy(self) -> int:
        return sum(worker.busy for worker in self._workers)

    def _feed(self, queue: _Queue) -> None:
        """Give a task to every worker that waits for one; start more as long as there is work for them."""
        for worker in self._workers:
            if worker.ready and queue:
                worker.give(*queue.take())
        waiting = sum(not worker.busy for worker in self._workers)
        for _ in range(min(self._wanted - len(self._workers), queue.depth(self._wanted) - waiting)):
            self._workers.append(_Worker(self._setup, self._limits))

    def _listen(self, queue: _Queue) -> list[Ended]:
        """The tasks that end within a tick; those to try once more go back to the queue."""
        heard = set(connection.wait([worker.pipe for worker in self._workers], TICK))
        every = [(worker, worker.hear() if worker.pipe in heard else worker.overrun()) for worker in self._workers]
        for worker, ended in every:
            if not worker.alive and ended is None:
                self._count_lost(worker)
            elif worker.started:
                self._lost = 0
            if worker.worn:
                worker.kill()
        self._workers = [worker for worker in self._workers if worker.alive]
        final = []
        for worker, ended in every:
            if ended is not None and worker.died and worker.tries < TRIES:
                queue.put_back(ended.task, worker.tries + 1)
            elif ended is not None:
                final.append(ended)
        return final

    def _count_lost(self, worker: _Worker) -> None:
        self._lost += 1
        if self._lost >= STARTS:
            raise WorkersError(
                "{n} workers in a row ended before they could work (each {how}); `--executor serial` shows why",
                n=self._lost,
                how=worker.how_it_ended(),
            )


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Queue:
    """Tasks that wait: those to try once more first. Taken from their source as they are needed."""

    def __init__(self, tasks: Iterable[Any]) -> None:
        self._tasks = iter(tasks)
        self._next: deque[tuple[Any, int]] = deque()

    def __bool__(self) -> bool:
        return self.depth(1) > 0

    def depth(self, most: int) -> int:
        """How many tasks wait, counted up to `most`."""
        self._next.extend((task, 1) for task in islice(self._tasks, max(0, most - len(self._next))))
        return min(most, len(self._next))

    def take(self) -> tuple[Any, int]:
        """A task, and which try it is; only if there is one."""
        return self._next.popleft()

    def put_back(self, task: Any, tries: int) -> None:
        """To be tried once more."""
        self._next.appendleft((task, tries))


class _Worker:
    """A worker process as the driver sees it."""

    def __init__(self, setup: Setup, limits: Limits) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(theirs, limits.megabytes), daemon=True)
        self._process.start()
        theirs.close()  # so that the pipe closes when the worker ends
        with suppress(OSError):  # that it is gone already is heard later
            # Not as an argument: `start` holds both ends of a pipe of 64 kB, and hangs if the worker dies early.
            self.pipe.send(setup)
        self._limits, self._seen = limits, psutil.Process(self._process.pid)
        self._task: Any = None
        self._since = 0.0
        self.alive, self.started, self.busy, self.died, self.served, self.tries = True, False, False, False, 0, 0

    @property
    def ready(self) -> bool:
        """Whether it waits for a task."""
        return self.alive and self.started and not self.busy

    @property
    def worn(self) -> bool:
        """Whether it worked long enough, or keeps so much memory that the next task had less of it than others."""
        if not self.ready or not self.served:
            return False
        limit = self._limits.megabytes
        return self.served >= self._limits.life or (limit is not None and self._resident() > limit * MEGABYTE / 2)

    def give(self, task: Any, tries: int = 1) -> None:
        """Send a task; that its worker is gone is heard later."""
        self._task, self._since, self.busy, self.tries = task, time.monotonic(), True, tries
        try:
            self.pipe.send(task)
        except OSError:
            return

    def hear(self) -> Ended | None:
        """What it sends: that it is ready (None), or how its task ended; a closed pipe is a crash."""
        try:
            ended: Ended | None = self.pipe.recv()
        except (EOFError, OSError):
            return self._died()
        if ended is None:
            self.started = True
            return None
        self.busy, self.served = False, self.served + 1
        return ended._replace(task=self._task)

    def overrun(self) -> Ended | None:
        """The failure of its task, if that takes too long or too much; the worker is killed then."""
        if not self.busy:
            return None
        seconds, megabytes = self._limits.seconds, self._limits.megabytes
        if seconds is not None and time.monotonic() - self._since > seconds:
            self.kill()
            late = Message("it took more than {seconds} s; --deadline gives it more", seconds=f"{seconds:g}")
            return Ended(self._task, failure=Ending.TIMED_OUT, cause=late)
        if megabytes is not None and self._resident() > megabytes * MEGABYTE:
            self.kill()
            large = Message("it took more than {megabytes} MB; --memory gives it more", megabytes=megabytes)
            return Ended(self._task, failure=Ending.OUT_OF_MEMORY, cause=large)
        return None

    def _resident(self) -> int:
        try:
            return int(self._seen.memory_info().rss)
        except psutil.Error:  # it ended meanwhile: the pipe will say so
            return 0

    def _died(self) -> Ended | None:
        self.kill()
        if not self.busy:
            return None
        self.died = True
        return Ended(self._task, failure=Ending.CRASHED, cause=Message("its worker {how}", how=self.how_it_ended()))

    def how_it_ended(self) -> Message:
        """By a signal, or with a code."""
        code = self._process.exitcode or 0
        if code < 0:
            return Message("was killed by signal {number}", number=-code)
        return Message("ended with code {number}", number=code)

    def kill(self) -> None:
        """End it, whatever it does."""
        if self.alive:
            self.alive = False
            self.pipe.close()
            self._process.join(TICK if not self.busy else 0)
            if self._process.is_alive():
                self._process.kill()
            self._process.join()


def _serve(pipe: connection.Connection, megabytes: int | None) -> None:
    """The life of a worker: until the pipe closes, or the driver is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all processes of a terminal; the driver decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_follow_driver, daemon=True).start()
    imports.hide()
    try:
        setup: Setup = pipe.recv()
    except (EOFError, OSError):
        return
    work = setup()
    if megabytes is not None and os.name == "posix":
        import resource

        space = psutil.Process().memory_info().vms + HEADROOM * megabytes * MEGABYTE
        resource.setrlimit(resource.RLIMIT_AS, (space, space))
    try:
        pipe.send(None)
        while True:
            pipe.send(attempt(work, pipe.recv())._replace(task=None))
    except (EOFError, OSError):
        return


def _follow_driver() -> None:
    """End with the driver, even in the middle of a document that never ends."""
    driver = parent_process()
    if driver is not None:
        connection.wait([driver.sentinel])
    os._exit(1)
