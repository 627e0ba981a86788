"""One dossier, from bytes to validated records: about one line a stage. A reader starts here."""

from __future__ import annotations

import gc
import hashlib
import logging
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from dossier_extract.errors import DossierError, InputError
from dossier_extract.model import Page, Source
from dossier_extract.profile import Profile
from dossier_extract.rules import Rules
from dossier_extract.schema import Dossier, PageSize, ProfileUse, Result
from dossier_extract.schema import Source as SourceRecord
from dossier_extract.stages.account import account_residue, unclaimed_findings
from dossier_extract.stages.assemble import assemble_records
from dossier_extract.stages.describe import describe_dossier
from dossier_extract.stages.extract import extract_fields
from dossier_extract.stages.layout import order_blocks
from dossier_extract.stages.normalise import normalise_fields
from dossier_extract.stages.read import read_information, read_pages
from dossier_extract.stages.recognise import recognise
from dossier_extract.stages.segment import segment_projects
from dossier_extract.stages.validate import validate_records

logger = logging.getLogger(__name__)

Status = Literal["done", "unrecognised", "failed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one input ended. `reason` says why there is no result."""

    file: str
    status: Status
    result: Result | None = None
    reason: str | None = None


def source_of(path: Path) -> Source:
    """Read a file's bytes. Raises `InputError` when it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{error.strerror}; check the path and its permissions") from None
    sha256 = hashlib.sha256(data).hexdigest()
    stem = unicodedata.normalize("NFD", path.stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:60] or "dossier"
    return Source(f"{slug}-{sha256[:8]}", path.name, sha256, data)


def extract_dossier(
    source: Source, rules: Rules, profile: str = "auto", on_page: Callable[[int], None] | None = None
) -> Outcome:
    """Extract one dossier; what goes wrong with it is an `Outcome`, never an exception.

    `profile` is a name among the rules' profiles, or `auto`, the one whose cues fit; `on_page` is told each page read.
    """
    try:
        with _collector_at_rest():
            pages = []
            for page in read_pages(source):
                pages.append(page)
                if on_page is not None:
                    on_page(page.number)
            choice = recognise(pages, rules, profile)
            if choice.profile is None:
                return Outcome(source.file, "unrecognised", reason=choice.reason)
            result = _extract(source, pages, choice.profile, choice.name, rules)
        if not result.projects:
            reason = (
                f"profile {choice.name} was used, but nothing begins a record as it says; check its `record` or `table`"
            )
            return Outcome(source.file, "unrecognised", reason=reason)
        return Outcome(source.file, "done", result)
    except DossierError as error:
        return Outcome(source.file, "failed", reason=str(error))
    except Exception as error:  # a fault of the program costs this dossier only; the log holds the traceback
        logger.exception("%s: the program failed", source.file)
        return Outcome(
            source.file, "failed", reason=f"fault of the program ({type(error).__name__}: {error}); report it"
        )


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Stages build tens of thousands of small tuples and no cycles: looking for cycles meanwhile costs a fifth."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _extract(source: Source, pages: list[Page], profile: Profile, name: str, rules: Rules) -> Result:
    blocks = order_blocks(pages, profile, rules)
    segmentation = segment_projects(blocks, profile, rules)
    raw_fields = extract_fields(segmentation.projects, profile, rules)
    fields = normalise_fields(raw_fields, segmentation, profile, rules)
    drafts = assemble_records(segmentation, fields, profile, rules)
    described = describe_dossier(blocks, segmentation, rules)
    records = validate_records(drafts, described, segmentation, source.sha256, rules)
    residue = account_residue(pages, segmentation, raw_fields)
    dossier = Dossier(
        id=source.id,
        title=described.title,
        subtitle=described.subtitle,
        issuer=described.issuer,
        published=described.published,
        region=described.region,
        language=rules.dossier.language,
        source=SourceRecord(
            file=source.file,
            sha256=source.sha256,
            bytes=len(source.data),
            pages=len(pages),
            producer=read_information(source).get("Producer"),
        ),
        profile=ProfileUse(name=name, how="known"),
        claims=list(described.claims),
        origins={field: list(origins) for field, origins in described.origins.items()},
    )
    return Result(
        dossier=dossier,
        pages=[PageSize(number=p.number, width=round(p.width, 2), height=round(p.height, 2)) for p in pages],
        sections=list(records.sections),
        projects=list(records.projects),
        findings=[*records.findings, *unclaimed_findings(residue)],
        residue=residue,
    )
