"""An output folder as one data set for others: `datapackage`, `csv`, `jsonl`, `scdl`.

Every file is written whole or not at all. Contacts are left out unless they are asked for (`contacts`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dossier_extract.dataset import write_file
from dossier_extract.errors import InputError, OutputError
from dossier_extract.export.contacts import Contacts
from dossier_extract.export.datapackage import package_files
from dossier_extract.export.results import committed, results
from dossier_extract.export.scdl import grant_files
from dossier_extract.rules import Rules
from dossier_extract.textformats import extras_of, render, rows_of

TARGETS = ("datapackage", "csv", "jsonl", "scdl")
File = tuple[str, Iterable[bytes]]  # path in the folder, its parts


@dataclass(frozen=True)
class Wish:
    """What is wanted: a format of `TARGETS`; the licence of a data package, if it has one; contacts or not."""

    target: str
    licence: str | None = None
    with_contacts: bool = False


def export(root: Path, out: Path, wish: Wish, rules: Rules, say: Callable[[str], str]) -> list[Path]:
    """Write the dossiers of an output folder to the folder `out`; return the files.

    `say` puts what a README says into the reader's language.

    Raises `InputError` for a folder without results or one that cannot be read, `OutputError` where nothing can be
    written.
    """
    if not committed(root):
        raise InputError("{folder}: no results in it; give a folder that `extract` wrote", folder=root)
    if out.resolve() == root.resolve():
        raise OutputError("{folder}: holds the results themselves; choose another folder", folder=out)
    contacts = Contacts(rules, wish.with_contacts)
    written = []
    for name, parts in _files(root, wish, contacts, say):
        path = out / name
        write_file(path, parts, out)
        written.append(path)
    return written


def _files(root: Path, wish: Wish, contacts: Contacts, say: Callable[[str], str]) -> Iterator[File]:
    """The files in the order of writing; each is made while it is written."""
    if wish.target == "datapackage":
        yield from package_files(root, wish.licence, contacts, say)
    elif wish.target == "scdl":
        yield from grant_files(root, contacts, say)
    else:
        yield _projects(root, wish.target, contacts)


def _projects(root: Path, name: str, contacts: Contacts) -> File:
    """All projects in one file, as `extract --format` writes those of one dossier."""
    names = (extra for result in results(root) for extra in extras_of(rows_of(name, result)))
    extras = list(dict.fromkeys(extra for extra in names if not contacts.hides(extra)))
    rows = (contacts.project(row) for result in results(root) for row in rows_of(name, result))
    return f"projects.{name}", render(name, rows, extras)
