"""One run at a time on an output folder, and none on a folder that is gone."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dossier_extract.dataset import CANNOT_WRITE, TEMPORARY
from dossier_extract.errors import OutputError
from dossier_extract.messages import system_reason

LOCK = ".lock"  # stays in the folder: to remove it would let two runs hold two locks


class Lock:
    """A lock held on an output folder. The system frees it however the process ends."""

    def __init__(self, root: Path, file: int) -> None:
        self.root, self._file = root, file

    def check(self) -> None:
        """Raises `OutputError` when the folder was removed or replaced meanwhile."""
        held = os.fstat(self._file)
        try:
            there = os.stat(self.root / LOCK)
        except OSError:
            there = None
        if there is None or (there.st_ino, there.st_dev) != (held.st_ino, held.st_dev):
            raise OutputError("{root}: the output folder was removed during the run; start it again", root=self.root)


@contextmanager
def locked(root: Path) -> Iterator[Lock]:
    """Hold the lock of a folder, which is made if need be, and clear what a killed run left half written.

    Raises `OutputError` where another run holds it, or the folder cannot be written.
    """
    import fcntl  # POSIX only, as are the workers' limits

    try:
        root.mkdir(parents=True, exist_ok=True)
        file = os.open(root / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise OutputError(CANNOT_WRITE, path=root, reason=system_reason(error), root=root) from error
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(file, 200, 0).decode("utf-8", "replace")
            busy = "{root}: another run is at work there ({holder}); wait for it, or choose another output folder"
            raise OutputError(busy, root=root, holder=holder) from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)
        _clear_temporaries(root)
        yield Lock(root, file)
    finally:
        os.close(file)


def _clear_temporaries(root: Path) -> None:
    for path in (*root.glob(".*.tmp"), *root.glob("*/.*.tmp")):
        if TEMPORARY.fullmatch(path.name):
            path.unlink(missing_ok=True)
