"""The pages of the dossiers as each engine reads them, read once for all tests."""

from __future__ import annotations

from functools import cache

from dossier_extract import source_of
from dossier_extract.model import Page
from dossier_extract.stages.read import Engine, read_pages
from tests.conftest import DOSSIERS


@cache
def pages_of(name: str, engine: Engine) -> tuple[Page, ...]:
    """Return all pages of a dossier of tests/dossiers."""
    return tuple(read_pages(source_of(DOSSIERS / name / "dossier.pdf"), engine))
