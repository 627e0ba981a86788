"""What a run has to do: which sources are new, which documents are to be made, what is gone."""

from __future__ import annotations

import fnmatch
import json
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from dossier_extract import storage
from dossier_extract.corpus.state import Document, Key, Seen, State
from dossier_extract.errors import Ending, InputError
from dossier_extract.messages import system_reason
from dossier_extract.storage import Found

SETTLED = 2_000_000_000  # nanoseconds after which a file's time tells whether it changed: some disks' clocks are coarse


@dataclass(frozen=True)
class Wish:
    """What is wanted of a run, of all that could be done."""

    key: Key
    only: str | None = None  # a glob that a source's path or name fits
    limit: int | None = None  # documents
    retry: Collection[Ending] = ()


@dataclass(frozen=True)
class Plan:
    """Sources of a run, those to look at again, and those whose document is to be made; `gone` are there no more."""

    sources: list[Found]
    look: list[Found] = field(default_factory=list)
    make: list[Found] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def find_sources(named: Sequence[str]) -> list[Found]:
    """The sources that arguments name, sorted, each once. `@FILE` is a list: a source a line.

    Raises `InputError` when there is nothing to work on.
    """
    found = {one.path: one for source in _listed(named) for one in storage.find(source)}
    if all(one.bytes is None and not one.path.partition("://")[1] for one in found.values()):
        raise InputError("{paths}: no PDF there; give PDF files, or folders that hold some", paths=", ".join(named))
    return [found[path] for path in sorted(found)]


def make_plan(named: Sequence[str], sources: list[Found], state: State, done: Collection[str], wish: Wish) -> Plan:
    """What is to be done about the sources that `named` gave. `done` are ids of dossiers that are there."""
    there = {one.path for one in sources}
    gone = [
        path
        for path in sorted(state.files)
        if storage.gone(path) or (path not in there and any(storage.under(path, url) for url in named))
    ]
    chosen = [one for one in sources if wish.only is None or _fits(one.path, wish.only)]
    todo = (one for one in chosen if not known(one, state) or pending(state.files[one.path], state, done, wish))
    picked = list(islice(todo, wish.limit))
    look = [one for one in picked if not known(one, state)]
    make = [one for one in picked if known(one, state)]
    return Plan(chosen, look, make, gone)


def known(found: Found, state: State) -> bool:
    """Whether the bytes of a source are those that were looked at before."""
    seen = state.files.get(found.path)
    return seen is not None and seen.ending is None and found.token is not None and seen.token == found.token


def pending(seen: Seen, state: State, done: Collection[str], wish: Wish) -> bool:
    """Whether the document of a source that was looked at is to be made, or made again."""
    if seen.sha256 is None or seen.ending is not None:
        return False
    document = state.documents.get(seen.sha256)
    if document is None or document.key != wish.key:
        return True
    return document.ending in wish.retry if document.ending.failed else document.dossier_id not in done


def token_of(found: Found) -> str | None:
    """The token to remember: none for a file written just now, which may change again without a sign."""
    if found.token is None or "://" in found.path:
        return found.token
    changed = int(found.token.partition("-")[2])
    return found.token if time.time_ns() - changed > SETTLED else None


def read_from(paths: Sequence[str], document: Document | None) -> str:
    """The source that a document is made from, of all with the same bytes: the one of last time, else the first."""
    return document.path if document is not None and document.path in paths else paths[0]


def quoted(path: str) -> str:
    """A path as a line of a list."""
    plain = path.isprintable() and path == path.strip() and not path.startswith(("#", '"', "@"))
    return path if plain else json.dumps(path)


def _listed(named: Sequence[str]) -> Iterator[str]:
    for source in named:
        if not source.startswith("@"):
            yield source
            continue
        try:
            text = Path(source[1:]).read_text(encoding="utf-8", errors="surrogateescape")
        except OSError as error:
            raise InputError("{path}: {reason}", path=source[1:], reason=system_reason(error)) from None
        for line in text.split("\n"):
            stripped = line.strip()
            if stripped and not stripped.startswith("#"):
                yield _unquoted(stripped, source[1:])


def _unquoted(line: str, file: str) -> str:
    if not line.startswith('"'):
        return line
    try:
        return str(json.loads(line))
    except ValueError:
        wrong = '{path}: the line {line} begins with a quote but is no JSON text; write "…" with \\" inside, or none'
        raise InputError(wrong, path=file, line=line) from None


def _fits(path: str, pattern: str) -> bool:
    return fnmatch.fnmatchcase(path, pattern) or fnmatch.fnmatchcase(storage.name_of(path), pattern)
