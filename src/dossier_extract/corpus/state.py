"""What is known of a corpus: which bytes lie at each path, and how the document of each bytes ended.

It is kept in one file of the output folder, a journal of JSON lines: what comes later counts. A line is on the disk
before the next document is, so a run that is killed at any moment loses one at most; a line cut short is passed over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from dossier_extract.dataset import write_file
from dossier_extract.errors import Ending, OutputError
from dossier_extract.messages import system_reason

JOURNAL = Path("state.jsonl")


class Seen(NamedTuple):
    """A source: its token and size when its bytes were last looked at, and their hash.

    `ending` and `cause` say why its bytes could not be had; the hash is then that of the time before, if any.
    """

    path: str
    token: str | None
    bytes: int | None
    sha256: str | None
    ending: Ending | None = None
    cause: str | None = None


class Key(NamedTuple):
    """What makes a result, beside the bytes: while nothing of it changes, a document is not read again."""

    rules_digest: str
    program_version: str
    options: str


@cache
def code_digest(root: Path = Path(__file__).parents[1]) -> str:
    """12 hex digits over the program's source files, the sizes of its lists, its model's card and PDFium's version.

    Its version alone would not tell a program that was changed from the one before; this takes 5 ms.
    """
    digest = sha256(version("pypdfium2").encode())
    for folder, inner, names in os.walk(root):
        inner.sort()
        for path in (Path(folder, name) for name in sorted(names) if name.endswith((".py", ".json", ".txt"))):
            data = b"%d" % path.stat().st_size if path.suffix == ".txt" else path.read_bytes()
            digest.update(b"\0%b\0%b" % (path.relative_to(root).as_posix().encode(), data))
    return digest.hexdigest()[:12]


class Document(NamedTuple):
    """How the document of some bytes ended, and made by what; `path` is the source that it was read from."""

    sha256: str
    path: str
    ending: Ending
    cause: str | None
    dossier_id: str | None
    pages: int | None
    key: Key


class State:
    """The journal, read and kept up to date. Close it at the end."""

    def __init__(self, root: Path) -> None:
        self._path = root / JOURNAL
        self.files: dict[str, Seen] = {}
        self.documents: dict[str, Document] = {}
        self._file: BinaryIO | None = None
        for entry in _entries(self._path):
            self._take(entry)

    def put(self, entry: Seen | Document) -> None:
        """Keep an entry, in place of an earlier one of the same path or bytes. Raises `OutputError`."""
        self._keep(entry)
        self._write({type(entry).__name__: entry}, sync=isinstance(entry, Document))

    def drop(self, entry: Seen | Document) -> None:
        """Forget an entry. Raises `OutputError`."""
        self._forget(entry)
        self._write({f"no {type(entry).__name__}": entry}, sync=False)

    def paths(self) -> dict[str, list[str]]:
        """Hash → the paths at which these bytes lie, sorted."""
        found: dict[str, list[str]] = {}
        for path in sorted(self.files):
            if (sha256 := self.files[path].sha256) is not None:
                found.setdefault(sha256, []).append(path)
        return found

    def close(self) -> None:
        """Write the journal anew, each entry once."""
        if self._file is not None:
            self._file.close()
        lines = (_line({type(entry).__name__: entry}) for entry in (*self.files.values(), *self.documents.values()))
        write_file(self._path, lines)

    def _take(self, entry: dict[str, Any]) -> None:
        """Raises ValueError or TypeError for an entry that is none."""
        for name, values in entry.items():
            made = _made(name.removeprefix("no "), values)
            (self._forget if name.startswith("no ") else self._keep)(made)

    def _keep(self, entry: Seen | Document) -> None:
        if isinstance(entry, Seen):
            self.files[entry.path] = entry
        else:
            self.documents[entry.sha256] = entry

    def _forget(self, entry: Seen | Document) -> None:
        if isinstance(entry, Seen):
            self.files.pop(entry.path, None)
        else:
            self.documents.pop(entry.sha256, None)

    def _write(self, entry: dict[str, Any], sync: bool) -> None:
        try:
            if self._file is None:
                self._file = self._path.open("ab", buffering=0)
                self._file.write(b"\n")  # the last line may be one that was cut short
            self._file.write(_line(entry))
            if sync:
                os.fsync(self._file.fileno())
        except OSError as error:
            raise OutputError("cannot write {path}: {reason}", path=self._path, reason=system_reason(error)) from None


def _line(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry, separators=(",", ":")).encode() + b"\n"  # ASCII: a name that is not UTF-8 survives


def _made(name: str, values: list[Any]) -> Seen | Document:
    if name == "Seen":
        path, token, size, sha256, ending, cause = values
        return Seen(path, token, size, sha256, ending and Ending(ending), cause)
    sha256, path, ending, cause, dossier_id, pages, key = values
    return Document(sha256, path, Ending(ending), cause, dossier_id, pages, Key(*key))


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return
    except OSError as error:
        raise OutputError("cannot read {path}: {reason}", path=path, reason=system_reason(error)) from None
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:  # cut short; what it said is found out again
            continue
        yield entry
