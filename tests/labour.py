"""Work for executors that goes wrong in every way, and small dossiers for a corpus; spawned workers import it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from tests.drawn import Drawn, DrawnPage, draw

RULES = Path(__file__).parent / "cases" / "rules"
READ = ("--rules", RULES, "--profile", "blocks")  # options that small dossiers are read with


def labour() -> Callable[[tuple[str, Path | int]], str]:
    """A setup: tasks are a kind of work, and a number or a folder for marks."""
    return _work


def _work(task: tuple[str, Path | int]) -> str:
    kind, what = task
    if kind == "hang":
        time.sleep(600)
    elif kind == "wait":
        time.sleep(0.3)
    elif kind == "eat":
        held = [bytes(b"x" * 1_000_000) for _ in range(1000)]
        time.sleep(600 if held else 0)
    elif kind == "ask":
        return str(len(bytearray(10**13)))  # more address space than there is
    elif kind == "die":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif kind == "die once" and not os.path.exists(str(what)):
        Path(str(what)).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    elif kind == "import":
        return "hidden" if find_spec_fails(str(what)) else "found"
    elif kind == "raise":
        raise ValueError(f"no {what}")
    return f"{kind} {what if kind == 'echo' else ''} {os.getpid()}"


def find_spec_fails(name: str) -> bool:
    try:
        return find_spec(name) is None
    except ModuleNotFoundError:
        return True


def broken() -> Callable[[object], object]:
    """A setup that fails."""
    raise RuntimeError("no rules")


def small_dossier(path: Path, number: int) -> Path:
    """A dossier of one page with two projects, another for every number."""
    texts = [
        Drawn(text="Un paragraphe d’une largeur ordinaire, comme il s’en\ntrouve dans la plupart des dossiers."),
        *(
            text
            for letter in "ab"
            for text in (
                Drawn(text=f"Projet {number}{letter}", size=14, bold=True),
                Drawn(text=f"Porteur : Association {number}"),
                Drawn(text=f"Montant : {number + 1} 000 €"),
            )
        ),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    draw([DrawnPage(texts=tuple(texts))], "small", path)
    os.utime(path, (1_700_000_000, 1_700_000_000))  # settled
    return path
