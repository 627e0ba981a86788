"""What a worker does for a corpus: it looks at a source's bytes, or makes a document of them. It writes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from dossier_extract import storage
from dossier_extract.dataset import Dataset, Versions
from dossier_extract.errors import DossierError, Ending, InputError, TooLarge
from dossier_extract.messages import Message
from dossier_extract.ner import Use
from dossier_extract.pipeline import extract_dossier, source_from
from dossier_extract.rules import Rules

MEGABYTE = 1024 * 1024


class Look(NamedTuple):
    """A source whose bytes are to be hashed."""

    path: str


class Make(NamedTuple):
    """A source of which a document is to be made, if it still holds these bytes."""

    path: str
    sha256: str


class Looked(NamedTuple):
    """Hash and size of a source, or why its bytes cannot be had."""

    sha256: str | None
    bytes: int | None
    ending: Ending | None = None
    cause: Message | None = None


class Made(NamedTuple):
    """How a document ended, with the files to write in their order. `sha256` is that of the bytes that were read."""

    sha256: str
    ending: Ending
    cause: Message | None = None
    dossier_id: str | None = None
    pages: int | None = None
    files: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True)
class Worker:
    """Rules and options of a run, sent to every worker once; called there, it gives the function that works."""

    rules: Rules
    versions: Versions
    profile: str = "auto"
    engine: Literal["auto", "pdfium", "pdfplumber"] = "auto"
    formats: tuple[str, ...] = ()
    largest: int | None = None  # megabytes of a source
    ner: Use = "auto"

    def __call__(self) -> Callable[[Look | Make], Looked | Made]:
        """The function that works on a task."""
        return self._work

    def _work(self, task: Look | Make) -> Looked | Made:
        return self._look(task.path) if isinstance(task, Look) else self._make(task.path)

    def _look(self, path: str) -> Looked:
        try:
            with storage.open_file(path) as file:
                size = file.seek(0, 2)
                if self.largest is not None and size > self.largest * MEGABYTE:
                    large = "its {size} MB are more than {largest} (--largest); split it"
                    raise TooLarge(large, size=size // MEGABYTE, largest=self.largest)
                file.seek(0)
                return Looked(hashlib.file_digest(file, "sha256").hexdigest(), size)
        except DossierError as error:
            return Looked(None, None, error.ending, error.message)

    def _make(self, path: str) -> Made:
        try:
            with storage.open_file(path) as file:
                source = source_from(Path(storage.name_of(path)), file.read())
        except InputError as error:
            return Made("", error.ending, error.message)
        outcome = extract_dossier(source, self.rules, self.profile, engine=self.engine, ner=self.ner)
        if outcome.result is None:
            return Made(source.sha256, outcome.ending, outcome.reason)
        try:
            files = Dataset(Path(), self.versions, self.formats).render(outcome.result)
        except ValueError as error:  # a value that the tables cannot hold, such as an amount of 10**13 euros
            return Made(source.sha256, Ending.CRASHED, Message("cannot be published: {problem}", problem=str(error)))
        pages = outcome.result.dossier.source.pages
        rendered = tuple((path.as_posix(), b"".join(parts)) for path, parts in files.items())
        return Made(source.sha256, outcome.ending, None, source.id, pages, rendered)
