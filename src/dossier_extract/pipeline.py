"""One dossier, from bytes to validated records: about one line a stage. A reader starts here."""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import re
import traceback
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

from dossier_extract.discovery import Discovery, discover
from dossier_extract.discovery.confidence import Reason, confidence_of, doubt_of, reasons_of, surety_of
from dossier_extract.discovery.verdict import finding_of, refusal, use_of
from dossier_extract.drafts import DossierDraft, RawField, Segmentation
from dossier_extract.errors import DossierError, Ending, InputError
from dossier_extract.messages import Message, system_reason
from dossier_extract.model import Block, Page, Source
from dossier_extract.ner import Use, answer, with_mentions
from dossier_extract.profile import Profile, Recognise
from dossier_extract.rules import Rules
from dossier_extract.schema import Dossier, Finding, PageSize, ProfileUse, Result, Severity
from dossier_extract.schema import Source as SourceRecord
from dossier_extract.stages.account import account_residue, unclaimed_findings
from dossier_extract.stages.assemble import assemble_records
from dossier_extract.stages.describe import describe_dossier
from dossier_extract.stages.extract import extract_fields
from dossier_extract.stages.extract.questions import open_questions
from dossier_extract.stages.join import join_retold
from dossier_extract.stages.layout import order_blocks
from dossier_extract.stages.link import link_records
from dossier_extract.stages.normalise import normalise_fields
from dossier_extract.stages.read import Engine, read_document, read_information
from dossier_extract.stages.recognise import Choice, recognise
from dossier_extract.stages.segment import segment_projects
from dossier_extract.stages.validate import validate_records
from dossier_extract.trust import weigh_values

logger = logging.getLogger(__name__)

DISCOVERED = "discovered"  # name of a profile that the program found by itself
Status = Literal["done", "unrecognised", "failed"]
NOTHING_BEGINS = (
    "profile {profile} was used, but nothing begins a record as it says; check its `record` or `table`, "
    "`dossier-extract explain` shows what came near"
)
UNFIT = "the cues of profile {profile} stand in it, but {doubt}"
MEMORY_LACKS = "it takes more memory than there is; give it more, or split the file"
_NO_PROFILE = Profile.model_construct(version=1, title="", recognise=Recognise(), layouts=())  # pages in plain order


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one input ended. `reason` says why there is no result, `failure` what kind of failure it was."""

    file: str
    status: Status
    result: Result | None = None
    reason: Message | None = None
    failure: Ending = Ending.CRASHED

    @property
    def ending(self) -> Ending:
        """The same in the finer words of a corpus."""
        if self.result is not None:
            grave = any(finding.severity is not Severity.INFO for finding in self.result.findings)
            return Ending.FINDINGS if grave else Ending.DONE
        return Ending.UNRECOGNISED if self.status == "unrecognised" else self.failure


def source_of(path: Path) -> Source:
    """Read a file's bytes. Raises `InputError` when it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError("{reason}; check the path and its permissions", reason=system_reason(error)) from None
    return source_from(path, data)


def source_from(path: Path, data: bytes) -> Source:
    """The bytes of a file as a source; of the path, only the name counts."""
    sha256 = hashlib.sha256(data).hexdigest()
    stem = unicodedata.normalize("NFD", path.stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:60] or "dossier"
    return Source(f"{slug}-{sha256[:8]}", utf8_path(Path(path.name)), sha256, data)


def utf8_path(path: Path | str) -> str:
    """A path as text that can be published: bytes of its name that are not UTF-8 come as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


class Reading(NamedTuple):
    """A document as read: by which engine, and why the first engine could not."""

    source: Source
    pages: list[Page]
    engine: Engine
    refused: Message | None


def read_dossier(
    source: Source, engine: Engine | Literal["auto"] = "auto", on_page: Callable[[int], None] | None = None
) -> Reading:
    """Read the pages of a document. Raises `DocumentError` where it cannot be opened.

    `engine` reads the PDF, `auto` being PDFium, and pdfplumber for what that cannot open; `on_page` is told each page.
    """
    return Reading(source, *read_document(source, engine, on_page))


@dataclass(frozen=True, slots=True)
class Trace:
    """What each stage gave, from bytes to records: what `inspect` draws and `explain` tells.

    Of a dossier that no profile fits there are pages and blocks only.
    """

    source: Source
    pages: list[Page]
    choice: Choice
    blocks: list[Block]
    segmentation: Segmentation | None = None
    raw_fields: tuple[RawField, ...] = ()
    result: Result | None = None
    reasons: tuple[Reason, ...] = ()  # what a found layout is believed by
    discovery: Discovery | None = None  # what the search for a layout gave, where there was one


def extract_dossier(  # noqa: PLR0913 (its options)
    source: Source,
    rules: Rules,
    profile: str = "auto",
    on_page: Callable[[int], None] | None = None,
    engine: Engine | Literal["auto"] = "auto",
    *,
    ner: Use = "auto",
) -> Outcome:
    """Extract one dossier; what goes wrong with it is an `Outcome`, never an exception.

    `profile` is a name among the rules' profiles, or `auto`, the one whose cues fit; `ner` says when names are told by
    a model: `auto` where rules leave a carrier open, `always` for mentions, too; the others see `read_dossier`.
    """
    return _outcome(source, lambda: trace_dossier(read_dossier(source, engine, on_page), rules, profile, ner))


def extract_reading(reading: Reading, rules: Rules, profile: str = "auto") -> Outcome:
    """The same for a document whose pages are read already."""
    return _outcome(reading.source, partial(trace_dossier, reading, rules, profile))


def _outcome(source: Source, trace_it: Callable[[], Trace]) -> Outcome:
    try:
        with collector_at_rest():
            trace = trace_it()
        result, choice = trace.result, trace.choice
        if result is None:
            return Outcome(source.file, "unrecognised", reason=choice.reason)
        if not result.projects:
            return Outcome(source.file, "unrecognised", reason=Message(NOTHING_BEGINS, profile=choice.name))
        return Outcome(source.file, "done", result)
    except DossierError as error:
        return Outcome(source.file, "failed", reason=error.message, failure=error.ending)
    except MemoryError:
        return Outcome(source.file, "failed", reason=Message(MEMORY_LACKS), failure=Ending.OUT_OF_MEMORY)
    except Exception as error:  # a fault of the program costs this dossier only; the log holds the traceback
        logger.exception("%s: the program failed", source.file)
        return Outcome(source.file, "failed", reason=_fault(error))


def _fault(error: Exception) -> Message:
    """What to say of a fault of the program: its kind and the line where it happened."""
    steps = [step for step in traceback.extract_tb(error.__traceback__) if "dossier_extract" in step.filename]
    place = f"{Path(steps[-1].filename).name}:{steps[-1].lineno}" if steps else "?"
    said = " ".join(f"{type(error).__name__}: {error}".split())
    return Message("fault of the program ({error}, {place}); report it, --verbose tells more", error=said, place=place)


def trace_dossier(reading: Reading, rules: Rules, profile: str = "auto", ner: Use = "auto") -> Trace:
    """Extract a document that was read and keep what every stage gave; see `extract_dossier`.

    Raises `DossierError`, as where there is no text. Without a fitting profile there are pages and blocks only.
    """
    choice = recognise(reading.pages, rules, profile)
    if choice.profile is None:
        return _discovered(reading, choice, rules, ner)
    known = _extract(reading, choice, choice.profile, rules, ner)
    doubt = doubt_of(choice.profile, known.result) if known.result is not None and not choice.named else None
    if doubt is None:
        return known
    found = _discovered(reading, replace(choice, reason=Message(UNFIT, profile=choice.name, doubt=doubt)), rules, ner)
    return found if _surety(found) > _surety(known) else known


def _discovered(reading: Reading, choice: Choice, rules: Rules, ner: Use) -> Trace:
    """Extract with the layout that the program finds; `choice` says why with no other."""
    found = discover(reading.pages, rules)
    if found.profile is None:
        refused = replace(choice, profile=None, reason=refusal(found, choice.reason))
        return Trace(reading.source, reading.pages, refused, plain_blocks(reading, rules), discovery=found)
    unfit = choice.reason if choice.profile is not None else None
    choice = Choice(DISCOVERED, found.profile, unfit, discovered=True, confidence=found.confidence)
    return replace(_extract(reading, choice, found.profile, rules, ner), discovery=found)


def _surety(trace: Trace) -> float:
    """What speaks for the layout that a document was read with."""
    if trace.result is None or trace.choice.profile is None:
        return 0.0
    return surety_of(trace.choice.profile, trace.result)


def plain_blocks(reading: Reading, rules: Rules) -> list[Block]:
    """The blocks of a document line by line, as they are seen without any profile."""
    return order_blocks(reading.pages, _NO_PROFILE, rules)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Stages build tens of thousands of small tuples and no cycles: looking for cycles meanwhile costs a fifth."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if not gc.get_freeze_count():  # what is alive counts as old now, and is not looked through at once
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _extract(reading: Reading, choice: Choice, profile: Profile, rules: Rules, ner: Use) -> Trace:
    source, pages, _, refused = reading
    blocks = order_blocks(pages, profile, rules)
    segmentation = segment_projects(blocks, profile, rules)
    raw_fields = extract_fields(segmentation.projects, profile, rules)
    segmentation, raw_fields = join_retold(segmentation, raw_fields, profile)
    if ner != "never":
        raw_fields += answer(open_questions(segmentation.projects, raw_fields), segmentation.projects)
    fields = normalise_fields(raw_fields, segmentation, profile, rules)
    drafts = assemble_records(segmentation, fields, profile, rules)
    described = describe_dossier(blocks, segmentation, rules)
    drafts = link_records(drafts, described.region, rules)
    if ner == "always":
        drafts = with_mentions(drafts)
    records = validate_records(drafts, described, segmentation, source.sha256, rules)
    residue = account_residue(pages, segmentation, raw_fields)
    reasons = reasons_of(profile, records.projects, records.findings, residue) if choice.discovered else []
    if reasons:
        choice = replace(choice, confidence=confidence_of(reasons, choice.confidence or 0.0))
    use = use_of(choice, profile, rules)
    projects = weigh_values(records.projects, use, records.findings, rules)
    result = Result(
        dossier=_dossier(reading, described, use, rules.dossier.language),
        pages=[_size(page) for page in pages],
        sections=list(records.sections),
        projects=projects,
        findings=[
            *_reading_findings(refused, finding_of(use, choice, rules)),
            *records.findings,
            *unclaimed_findings(residue),
        ],
        residue=residue,
    )
    return Trace(source, pages, choice, blocks, segmentation, tuple(raw_fields), result, tuple(reasons))


def _size(page: Page) -> PageSize:
    return PageSize(number=page.number, width=round(page.width, 2), height=round(page.height, 2), turned=page.turned)


def _reading_findings(refused: Message | None, layout: Finding | None) -> Iterator[Finding]:
    if layout is not None:
        yield layout
    if refused is not None:
        message = f"PDFium could not open the file ({refused}); pdfplumber read it, and text may be missing"
        yield Finding(code="engine-fallback", severity=Severity.WARNING, message=message)


def _dossier(reading: Reading, described: DossierDraft, use: ProfileUse, language: str) -> Dossier:
    """The record of the document itself."""
    source, pages, engine, _ = reading
    return Dossier(
        id=source.id,
        title=described.title,
        subtitle=described.subtitle,
        issuer=described.issuer,
        published=described.published,
        region=described.region,
        language=language,
        source=SourceRecord(
            file=source.file,
            sha256=source.sha256,
            bytes=len(source.data),
            pages=len(pages),
            producer=read_information(source, engine).get("Producer"),
            engine=engine,
        ),
        profile=use,
        claims=list(described.claims),
        origins={field: list(origins) for field, origins in described.origins.items()},
    )
