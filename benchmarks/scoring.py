"""Score one dossier, or many in processes of their own: a dossier that crashes or hangs costs itself alone."""

from __future__ import annotations

import json
import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from itertools import groupby
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter
from typing import Literal

from benchmarks.perturb import Dossier, perturb, read_dossier
from dossier_extract import Rules, extract_dossier, load_rules, source_of
from dossier_extract.evaluate import NO_RESULT, Evaluation, evaluate, load_gold
from dossier_extract.model import Page, Word
from dossier_extract.pipeline import Reading, extract_reading
from dossier_extract.stages.read import read_pages
from dossier_extract.stages.read.finish import set_upright
from dossier_extract.text import fold

GIVEN = Path(__file__).parents[1] / "tests" / "dossiers"
TIMEOUT = 120.0  # seconds for one dossier, drawing it included
LABEL_WORDS = 6  # of the longest label that is looked for
CRASHED = ("crashed", "timeout")


@dataclass(frozen=True)
class Task:
    """One dossier to score. `seed` is that of a drawn one.

    A given one is read with its profile (`own`), or without its own label words (`unlabelled`), else with `auto`.
    """

    kind: Literal["given", "drawn", "empty"]
    family: str  # of a given dossier, its name
    seed: int = 0
    own: bool = False
    unlabelled: bool = False
    change: str = ""  # name of the perturbation that it is read with; none if empty

    @property
    def name(self) -> str:
        """What it is called in tables and in the baseline."""
        how = "own profile" if self.own else "its labels unknown" if self.unlabelled else "auto"
        name = f"{self.family} ({how})" if self.kind == "given" else f"{self.family}-{self.seed}"
        return f"{name} {self.change}".strip()


@dataclass(frozen=True)
class Scored:
    """How one dossier fared; of one that did not end as `done`, nothing counts as right.

    `misses` counts wrong fields as "field: how": wrong, empty, filled (against the gold), lost (with its record),
    invented (with its record). `invented` leaves out pieces of true records, which are `split`.
    """

    task: Task
    status: str  # done, unrecognised, failed, crashed or timeout; inapplicable: the perturbation finds nothing to do
    reason: str = ""
    f1: float = 0.0  # micro, strict
    records: int = 0
    records_right: int = 0
    segmentation: float = 0.0  # F1
    merged: int = 0
    split: int = 0
    invented: int = 0
    meta_asked: int = 0
    meta_right: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)  # on claims: wrong, wrong_found, right, …
    pages: int = 0
    seconds: float = 0.0
    misses: dict[str, int] = field(default_factory=dict)


def folder_of(task: Task) -> Path:
    """The folder with the dossier and its gold; a drawn one is drawn if it is not there yet."""
    if task.kind == "given":
        return GIVEN / task.family
    from benchmarks import layouts

    return layouts.dossier(task.family, task.seed)


@cache
def _rules(own: Path | None = None) -> Rules:
    return load_rules(profile=own)


@lru_cache(maxsize=8)
def _perturbable(folder: Path) -> Dossier:
    """A dossier as read; the given ones but itself are at hand for it."""
    others = [read_dossier(one, _rules()) for one in sorted(GIVEN.iterdir()) if one.is_dir() and one != folder]
    return read_dossier(folder, _rules(), others)


def score(task: Task) -> Scored:
    """Extract one dossier and score it against its gold."""
    folder, rules, profile = folder_of(task), _rules(), "auto"
    if task.own:
        own = folder / "profile.yml"
        rules, profile = (_rules(own), own.stem) if own.exists() else (rules, task.family)
    if task.unlabelled:
        rules = without_labels(rules, folder / "dossier.pdf")
    started = perf_counter()
    if task.change:
        changed = perturb(task.change, _perturbable(folder), task.seed)
        if changed is None:
            return Scored(task, "inapplicable")
        gold, pages = changed.gold, len(changed.pages)
        read = list(map(set_upright, changed.pages))
        outcome = extract_reading(Reading(changed.source, read, "pdfium", None), rules, profile)
    else:
        seen = [0]
        outcome = extract_dossier(source_of(folder / "dossier.pdf"), rules, profile, seen.append)
        gold, pages = None, max(seen)
    seconds, reason = perf_counter() - started, outcome.reason or ""
    result = json.loads(outcome.result.model_dump_json()) if outcome.result else NO_RESULT
    status = "crashed" if "fault of the program" in reason else outcome.status
    if task.kind == "empty":
        return Scored(task, status, reason, invented=len(result["projects"]), pages=pages, seconds=seconds)
    evaluation = evaluate(gold or load_gold(folder), result)
    return Scored(
        task=task,
        status=status,
        reason=reason,
        f1=evaluation.micro.f1,
        records=evaluation.segmentation.n_gold,
        records_right=evaluation.records_right,
        segmentation=evaluation.segmentation.f1,
        merged=evaluation.merged,
        split=evaluation.split,
        invented=evaluation.invented - evaluation.split,
        meta_asked=len(evaluation.meta),
        meta_right=sum(check.right for check in evaluation.meta) if status == "done" else 0,
        verdicts=vars(evaluation.verdicts),
        pages=pages,
        seconds=seconds,
        misses=dict(Counter(_misses(evaluation))),
    )


def without_labels(rules: Rules, pdf: Path) -> Rules:
    """The rules without the label words that lines of a dossier begin with, and without the profiles that know it."""
    pages = read_pages(source_of(pdf))
    heads = {fold(" ".join(run)) for page in pages for words in _lines(page) for run in _beginnings(words)}
    labels = {name: tuple(word for word in words if fold(word) not in heads) for name, words in rules.labels.items()}
    return replace(rules, labels=labels, profiles={})


def _lines(page: Page) -> Iterator[list[str]]:
    """Words on one baseline, cut where more than a space parts them: cells, columns."""
    for _, words in groupby(page.words, key=lambda word: round(word.baseline)):
        run: list[Word] = []
        for word in words:
            if run and word.x0 - run[-1].x1 > word.style.size / 2:
                yield [one.text for one in run]
                run = []
            run.append(word)
        yield [one.text for one in run]


def _beginnings(words: Sequence[str]) -> Iterator[list[str]]:
    """The first words of a line, one to six, without the mark that ends them."""
    for count in range(1, min(len(words), LABEL_WORDS) + 1):
        last = words[count - 1].rstrip(" :–—-")
        yield [*words[: count - 1], *([last] if last else [])]


def _misses(evaluation: Evaluation) -> Iterator[str]:
    for miss in evaluation.misses:
        if miss.n is None or miss.found_n is None:
            how = "invented" if miss.n is None else "lost"
        else:
            how = "empty" if miss.found in (None, "", []) else "filled" if miss.expected in (None, "", []) else "wrong"
        yield f"{miss.field}: {how}"


def score_all(tasks: Sequence[Task], jobs: int, scorer: Callable[[Task], Scored] = score) -> Iterator[Scored]:
    """Score tasks in `jobs` processes, in the order of the tasks."""
    workers = [_Worker(scorer) for _ in range(jobs)]
    idle: SimpleQueue[_Worker] = SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def one(task: Task) -> Scored:
        worker = idle.get()
        try:
            return worker.ask(task)
        finally:
            idle.put(worker)

    try:
        with ThreadPoolExecutor(jobs) as threads:
            yield from threads.map(one, tasks)
    finally:
        for worker in workers:
            worker.stop()


class _Worker:
    """A process that scores one task after the other; ended when one takes too long, begun anew for the next."""

    def __init__(self, scorer: Callable[[Task], Scored], timeout: float = TIMEOUT) -> None:
        self.scorer, self.timeout = scorer, timeout
        self.process: multiprocessing.process.BaseProcess | None = None

    def ask(self, task: Task) -> Scored:
        """Score a task; what happens to the process is a miss."""
        if self.process is None:
            context = multiprocessing.get_context("spawn")  # nothing that the parent holds can leak in
            self.pipe, theirs = context.Pipe()
            self.process = context.Process(target=_serve, args=(theirs, self.scorer), daemon=True)
            self.process.start()
            theirs.close()
        try:
            self.pipe.send(task)
            if self.pipe.poll(self.timeout):
                scored: Scored = self.pipe.recv()
                return scored
            lost = Scored(task, "timeout", f"no end after {self.timeout:g} s", seconds=self.timeout)
        except (EOFError, OSError):
            lost = Scored(task, "crashed", "its process died")
        self.stop()
        return lost

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.pipe.close()
            self.process = None


def _serve(pipe: Connection, scorer: Callable[[Task], Scored]) -> None:
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            task: Task = pipe.recv()
            try:
                scored = scorer(task)
            except Exception as error:
                scored = Scored(task, "crashed", f"{type(error).__name__}: {error}")
            pipe.send(scored)
