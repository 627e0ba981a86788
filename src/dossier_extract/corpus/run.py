"""A corpus: thousands of sources, each of which ends in a known state. A run may be killed at any moment.

Workers only read and extract. The driver alone writes: the files of a dossier, then a line of the state; so nothing is
ever half done, and a run that goes on knows what is (docs/corpus.md, docs/decisions/0012-the-driver-writes.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dossier_extract.corpus.lock import Lock, locked
from dossier_extract.corpus.plan import Plan, Wish, find_sources, make_plan, pending, read_from, token_of
from dossier_extract.corpus.state import Document, Key, Seen, State, code_digest
from dossier_extract.corpus.tables import corpus_rows, write_failed
from dossier_extract.corpus.work import Look, Looked, Made, Make, Worker
from dossier_extract.dataset import Dataset
from dossier_extract.errors import Ending
from dossier_extract.executors import Ended, Executor, Limits, executor
from dossier_extract.executors import Name as ExecutorName
from dossier_extract.messages import Message
from dossier_extract.pipeline import utf8_path


@dataclass(frozen=True)
class Options:
    """How a run goes about it; what makes its results is in `Worker`."""

    output: Path
    executor: ExecutorName = "processes"
    workers: int | None = None
    limits: Limits = field(default_factory=Limits)
    only: str | None = None
    limit: int | None = None
    retry: tuple[Ending, ...] = ()
    prune: bool = False


@dataclass
class Progress:
    """How far a run is: `total` tasks of a phase, how many of them ended, and how many failed."""

    looking: bool
    total: int
    ended: int = 0
    failed: int = 0
    last: tuple[str, Ending, str | None] | None = None  # source, ending and cause of what failed last


@dataclass
class Report:
    """What a run came to: how its sources ended, all of them and those worked on, and what is gone."""

    sources: int
    endings: Counter[Ending] = field(default_factory=Counter)
    worked: int = 0
    failed: list[tuple[str, Ending, str | None]] = field(default_factory=list)  # of those worked on
    gone: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)  # ids of dossiers
    interrupted: bool = False


def key_of(worker: Worker) -> Key:
    """What makes the results of a worker, beside the bytes; formats are among it, as each is a file of a dossier."""
    options = " ".join((worker.profile, worker.engine, worker.ner, *sorted(worker.formats)))
    return Key(worker.versions.rules_digest, f"{worker.versions.program}+{code_digest()}", options)


class Corpus:
    """One run over some sources into one output folder."""

    def __init__(
        self,
        worker: Worker,
        options: Options,
        tell: Callable[[Progress], None] = lambda progress: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self._worker, self._options, self._tell, self._stopped = worker, options, tell, stopped
        self._dataset = Dataset(options.output, worker.versions, worker.formats)
        self._wish = Wish(key_of(worker), options.only, options.limit, options.retry)

    def plan(self, named: Sequence[str]) -> Plan:
        """What a run would do; nothing is written. Raises `InputError` when there is nothing to work on."""
        sources, state = find_sources(named), State(self._options.output)
        return make_plan(named, sources, state, self._dataset.committed(), self._wish)

    def run(self, named: Sequence[str]) -> Report:
        """Work on the sources until all are done, or `stopped` says so.

        Raises `InputError` when there is nothing to work on, `OutputError` when the output cannot be written or
        another run is at work there, `WorkersError` when there are no workers. What was written so far is whole then.
        """
        sources, started = find_sources(named), datetime.now(UTC)
        with locked(self._options.output) as lock:
            state = State(self._options.output)
            plan = make_plan(named, sources, state, self._dataset.committed(), self._wish)
            report = Report(len(plan.sources), gone=plan.gone)
            if plan.look or plan.make:
                self._work(plan, state, lock, report)
            self._finish(plan, state, lock, report)
            self._dataset.write_manifest(self._manifest(started, report))
        return report

    def _manifest(self, started: datetime, report: Report) -> dict[str, object]:
        """What this run did; the only file in which clocks stand."""
        options = self._options
        return {
            "started": started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            **self._wish.key._asdict(),
            "executor": options.executor,
            "workers": options.workers,
            "seconds": options.limits.seconds,
            "megabytes": options.limits.megabytes,
            "interrupted": report.interrupted,
            "sources": report.sources,
            "worked": report.worked,
            "statuses": {str(ending): report.endings[ending] for ending in Ending if report.endings[ending]},
            "gone": [utf8_path(path) for path in report.gone],
            "removed": report.removed,
        }

    def _work(self, plan: Plan, state: State, lock: Lock, report: Report) -> None:
        options = self._options
        with closing(executor(options.executor, self._worker, options.workers, options.limits)) as workers:
            looked = {one.path: one for one in plan.look}
            progress = Progress(True, len(looked))
            for ended in self._ended(workers, [Look(path) for path in looked], progress):
                lock.check()
                found = looked[ended.task.path]
                seen = _seen(ended, token_of(found), state.files.get(found.path))
                state.put(seen)
                self._count(progress, report, seen.path, seen.ending, ended.cause or ended.value.cause)
            tasks = self._to_make(plan, state)
            progress = Progress(False, len(tasks))
            for ended in self._ended(workers, tasks, progress):
                lock.check()
                document = self._keep(ended, state)
                cause = ended.cause or ended.value.cause
                self._count(progress, report, ended.task.path, document.ending, cause)
        report.interrupted = self._stopped()

    def _ended(self, workers: Executor, tasks: Iterable[Any], progress: Progress) -> Iterable[Ended]:
        """The tasks as they end, until the run is to stop."""
        self._tell(progress)
        for ended in workers.run(task for task in tasks if not self._stopped()):
            if self._stopped():
                return
            if ended is not None:
                yield ended
            self._tell(progress)

    def _to_make(self, plan: Plan, state: State) -> list[Make]:
        """A document a bytes, of all that are to be made."""
        paths, done = state.paths(), self._dataset.committed()
        wanted = {state.files[one.path].sha256: None for one in plan.make}
        for one in plan.look:
            seen = state.files.get(one.path)
            if seen is not None and pending(seen, state, done, self._wish):
                wanted[seen.sha256] = None
        return [
            Make(read_from(paths[sha256], state.documents.get(sha256)), sha256)
            for sha256 in wanted
            if sha256 is not None
        ]

    def _keep(self, ended: Ended, state: State) -> Document:
        """Write a document that ended, and what it came to."""
        path, sha256 = ended.task
        made: Made = ended.value or Made(sha256, ended.failure or Ending.CRASHED, ended.cause)
        if made.sha256 != sha256:
            changed = made.cause or Message("it changed while it was read; run again")
            state.put(state.files[path]._replace(token=None, ending=Ending.UNREADABLE, cause=str(changed)))
            return Document(sha256, path, Ending.UNREADABLE, str(changed), None, None, self._wish.key)
        before = state.documents.get(sha256)
        self._dataset.put((Path(name), [data]) for name, data in made.files)
        if before is not None and before.dossier_id not in (None, made.dossier_id):
            self._dataset.remove(str(before.dossier_id))
        cause = None if made.cause is None else str(made.cause)
        document = Document(sha256, path, made.ending, cause, made.dossier_id, made.pages, self._wish.key)
        state.put(document)
        return document

    def _count(self, progress: Progress, report: Report, path: str, ending: Ending | None, cause: str | None) -> None:
        progress.ended += 1
        progress.last = None
        if not progress.looking or ending is not None:
            report.worked += 1
        if ending is not None and ending.failed:
            progress.failed += 1
            progress.last = (path, ending, cause)
            report.failed.append(progress.last)

    def _finish(self, plan: Plan, state: State, lock: Lock, report: Report) -> None:
        """Remove what no source stands for, and write the table of documents, the list of failures, the state."""
        lock.check()
        if self._options.prune:
            for path in plan.gone:
                state.drop(state.files[path])
        used = state.paths()
        for document in [one for sha256, one in state.documents.items() if sha256 not in used]:
            if document.dossier_id is not None:
                self._dataset.remove(document.dossier_id)
                report.removed.append(document.dossier_id)
            state.drop(document)
        rows = corpus_rows(state, self._wish.key)
        self._dataset.write_documents(row for _, row in rows)
        write_failed(self._options.output, rows)
        chosen = {one.path for one in plan.sources}
        report.endings = Counter(Ending(row["status"]) for path, row in rows if path in chosen)
        state.close()


def _seen(ended: Ended, token: str | None, before: Seen | None) -> Seen:
    """What a look at a source gave; where its bytes cannot be had, its results of the time before stay."""
    looked: Looked = ended.value or Looked(None, None, ended.failure, ended.cause)
    sha256 = looked.sha256 or (before.sha256 if before else None)
    cause = None if looked.cause is None else str(looked.cause)
    return Seen(ended.task.path, token, looked.bytes, sha256, looked.ending, cause)
