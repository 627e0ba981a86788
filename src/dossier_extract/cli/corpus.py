"""`corpus run`: thousands of dossiers; each ends in a known state, and a run that was broken off goes on."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from dossier_extract import __version__
from dossier_extract.cli import terminal
from dossier_extract.cli.extract import EngineOption, FormatsOption, NerOption, ProfileOption, RulesOption, load
from dossier_extract.errors import Ending, ExitCode
from dossier_extract.messages import Message

if TYPE_CHECKING:
    from dossier_extract.corpus.plan import Plan
    from dossier_extract.corpus.run import Options, Progress, Report

NAMED = 20  # failures that are named at the end; failed.txt has all
EVERY = 10.0  # seconds between two lines of progress where there is no terminal
DEADLINE, MEMORY, LARGEST = 300.0, 2000, 500  # seconds, MB and MB: ten times what the largest known dossier takes


def run(  # noqa: PLR0913, PLR0917 (its options)
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE…", help="PDF files, folders, globs, URLs, or @FILE: a list, one a line."),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where results go.")] = Path("corpus"),
    executor: Annotated[
        Literal["serial", "processes", "ray"],
        typer.Option("--executor", help="Here one by one, in processes of this machine, or on a Ray cluster."),
    ] = "processes",
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, help="How many; as many as processors by default.")
    ] = None,
    deadline: Annotated[
        float, typer.Option("--deadline", metavar="SECONDS", min=0.1, help="What one document may take.")
    ] = DEADLINE,
    memory: Annotated[
        int, typer.Option("--memory", metavar="MB", min=200, help="What a worker may take for one document.")
    ] = MEMORY,
    largest: Annotated[
        int, typer.Option("--largest", metavar="MB", min=1, help="Larger files are not read at all.")
    ] = LARGEST,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Work on this many documents, then stop.")
    ] = None,
    only: Annotated[
        str | None, typer.Option("--only", metavar="GLOB", help="Only sources whose path or name is like that.")
    ] = None,
    retry: Annotated[
        Literal["failed", "retriable"] | None,
        typer.Option("--retry", help="Work again on all that failed, or on what may pass with nothing changed."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and stop.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Remove results whose source is gone.")] = False,
    profile: ProfileOption = "auto",
    rules: RulesOption = None,
    formats: FormatsOption = "",
    engine: EngineOption = "auto",
    ner: NerOption = "auto",
) -> None:
    """Extract a corpus: what is done already, with the same rules and program, is left alone.

    Ends with 0 when every source has a result, and with 1 when some have none.
    """
    from dossier_extract.cli.extract import wanted_formats
    from dossier_extract.corpus.run import Corpus, Options
    from dossier_extract.corpus.work import Worker
    from dossier_extract.dataset import Versions
    from dossier_extract.executors import Limits

    loaded, chosen = load(rules, profile)
    versions = Versions(__version__, loaded.digest)
    worker = Worker(loaded, versions, chosen, engine, tuple(wanted_formats(formats)), largest, ner)
    again = tuple(one for one in Ending if one.failed and (retry == "failed" or (retry and one.retriable)))
    limits = Limits(deadline, memory)
    options = Options(output, executor, workers, limits, only, limit, again, prune)
    if dry_run:
        _tell_plan(Corpus(worker, options).plan(sources))
        return
    with _stoppable() as stopped, _shown() as tell:
        report = Corpus(worker, options, tell, stopped).run(sources)
    _tell_report(report, options)
    if report.interrupted:
        raise typer.Exit(int(ExitCode.INTERRUPTED))
    if any(ending.failed for ending in report.endings):
        raise typer.Exit(int(ExitCode.SOME_FAILED))


@contextmanager
def _stoppable() -> Iterator[Callable[[], bool]]:
    """SIGTERM and Ctrl-C ask the run to stop, which is what is yielded; a second one breaks it off."""
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        if len(asked) > 1:
            raise KeyboardInterrupt

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _shown() -> Iterator[Callable[[Progress], None]]:
    """A bar on a terminal; elsewhere a line of the log every few seconds, and at the end of each phase."""
    if not sys.stderr.isatty():
        yield _Lines().tell
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        pace = _Pace()

        def tell(progress: Progress) -> None:
            bar.update(task, description=terminal.said(pace.said(progress)))
            bar.update(task, total=progress.total, completed=progress.ended)

        yield tell


class _Pace:
    """How fast a phase goes."""

    def __init__(self) -> None:
        self._phase: bool | None = None
        self._since = 0.0

    def said(self, progress: Progress) -> Message:
        """Phase, how far it is, documents a second, time to go, failures."""
        if progress.looking is not self._phase:
            self._phase, self._since = progress.looking, time.monotonic()
        rate = progress.ended / max(time.monotonic() - self._since, 1e-9)
        togo = (progress.total - progress.ended) / rate if rate and progress.ended else None
        return Message(
            "{phase}: {ended} of {total}, {rate} a second, {eta} to go, {failed} failed",
            phase=Message("looking at sources") if progress.looking else Message("making documents"),
            ended=progress.ended,
            total=progress.total,
            rate=f"{rate:.1f}",
            eta="?" if togo is None else f"{togo // 3600:.0f}:{togo % 3600 // 60:02.0f}:{togo % 60:02.0f}",
            failed=progress.failed,
        )


class _Lines:
    """Progress as lines, with every failure as it comes."""

    def __init__(self) -> None:
        self._pace, self._last = _Pace(), 0.0
        self._told: tuple[str, Ending, str | None] | None = None

    def tell(self, progress: Progress) -> None:
        """Print what is new, if it is time to."""
        if progress.last is not None and progress.last is not self._told:
            self._told = progress.last
            _complain_of(*progress.last)
        now, said = time.monotonic(), self._pace.said(progress)
        if progress.total and (now - self._last > EVERY or progress.ended == progress.total):
            self._last = now
            terminal.complain(said)


def _complain_of(path: str, ending: Ending, cause: str | None) -> None:
    reason = "" if cause is None else cause
    terminal.complain("{path}: {status}: {reason}", path=path, status=Message(ending.value), reason=reason)


def _tell_plan(plan: Plan) -> None:
    for one in (*plan.look, *plan.make):
        print(terminal.one_line(one.path))
    terminal.say(
        "{sources} sources: {look} new or changed, {make} to be made again, {done} done; {gone} gone",
        sources=len(plan.sources),
        look=len(plan.look),
        make=len(plan.make),
        done=len(plan.sources) - len(plan.look) - len(plan.make),
        gone=len(plan.gone),
    )


def _tell_report(report: Report, options: Options) -> None:
    from dossier_extract.corpus.tables import FAILED

    if sys.stderr.isatty():  # else they were named as they came
        for failure in report.failed[:NAMED]:
            _complain_of(*failure)
    for path in report.gone:
        if not options.prune:
            terminal.complain("{path}: gone; its results stay until --prune", path=path)
    rows = [(terminal.said(ending.value), str(report.endings[ending])) for ending in Ending if report.endings[ending]]
    width = max((len(name) for name, _ in rows), default=0)
    for name, count in rows:
        print(name.ljust(width), count.rjust(7))
    terminal.say(
        "{sources} sources, {worked} worked on, {removed} results removed; documents/documents.parquet in {output}/ "
        "has a row for each",
        sources=report.sources,
        worked=report.worked,
        removed=len(report.removed),
        output=options.output,
    )
    if any(ending.failed for ending in report.endings):
        again = "Work again on what failed: dossier-extract corpus run @{failed} -o {output} --retry failed"
        terminal.say(again, failed=options.output / FAILED, output=options.output)
    if report.interrupted:
        terminal.complain(
            "dossier-extract: interrupted; what was written is whole, the same command goes on from there"
        )
