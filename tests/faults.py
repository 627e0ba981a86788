"""A corpus run that dies at one point of its writing: before or after the n-th time that something reaches the disk.

`python -m tests.faults` reads orders, one a line of JSON, and answers each with the number of points that the run
passed and how it ended. It loads the program once and forks for every order: a run costs a fraction of a second.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dossier_extract import __version__
from dossier_extract.corpus.run import Corpus, Options
from dossier_extract.corpus.work import Worker
from dossier_extract.dataset import Versions
from dossier_extract.pipeline import extract_dossier, source_of
from dossier_extract.rules import Rules, load_rules
from tests.labour import READ, small_dossier

HALF = b'{"Seen":["half'  # what is written of a file in the middle of which the run dies


class Points:
    """Counts what reaches the disk, and dies at the wanted point, if any."""

    def __init__(self, wanted: int | None) -> None:
        self.wanted, self.passed = wanted, 0

    def pass_one(self) -> bool:
        """Whether this is where to die."""
        self.passed += 1
        return self.passed == self.wanted

    def watch(self) -> None:
        """Stand before and after every flush, renaming and removal, and in the middle of every file that is opened."""
        for name in ("fsync", "replace", "unlink"):
            setattr(os, name, self._around(getattr(os, name)))
        opened = Path.open

        def half(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
            file = opened(path, mode, *rest, **named)
            if mode[0] in "wa" and self.pass_one():
                file.write(HALF)
                file.flush()
                die()
            return file

        Path.open = half  # type: ignore[method-assign,assignment]

    def _around(self, call: Any) -> Any:
        def called(*arguments: Any, **named: Any) -> Any:
            if self.pass_one():
                die()
            given = call(*arguments, **named)
            if self.pass_one():
                die()
            return given

        return called


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run(rules: Rules, order: dict[str, Any], points: Points) -> None:
    worker = Worker(rules, Versions(__version__, rules.digest), "blocks")
    options = Options(Path(order["out"]), "serial", prune=True)
    points.watch()
    Corpus(worker, options).run([order["sources"]])


def main() -> None:
    rules = load_rules(READ[1])
    with TemporaryDirectory() as folder:  # loaded once, not in every child: readers, patterns, names of places
        extract_dossier(source_of(small_dossier(Path(folder, "first.pdf"), 0)), rules, "blocks")
    import_module("pyarrow.parquet")
    for line in sys.stdin:
        order = json.loads(line)
        receive, send = os.pipe()
        if (child := os.fork()) == 0:
            points = Points(order["point"])
            run(rules, order, points)
            os.write(send, str(points.passed).encode())
            os._exit(0)
        os.close(send)
        _, status = os.waitpid(child, 0)
        with open(receive) as answer:
            print(json.dumps([answer.read(), os.waitstatus_to_exitcode(status)]), flush=True)


if __name__ == "__main__":
    main()
