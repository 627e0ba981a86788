"""Errors that end a run, and the exit codes that tell them apart.

Anything else that goes wrong with a dossier is data (`schema.Finding`, `pipeline.Outcome`), never an exception.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

from dossier_extract.messages import Message


class ExitCode(IntEnum):
    """The process' exit codes: a documented contract (see README, "Exit codes")."""

    OK = 0  # every input was extracted, findings or not
    SOME_FAILED = 1  # at least one input was not extracted; the others were written
    USAGE = 2  # the command line does not make sense (Typer's own code)
    BAD_RULES = 3  # a rule file cannot be trusted; nothing was read
    NO_INPUT = 4  # nothing to work on: missing path, folder without PDF
    CANNOT_WRITE = 5  # the output folder cannot be written
    INTERRUPTED = 130  # Ctrl-C


class Ending(StrEnum):
    """How a source of a corpus ended: a published list (docs/corpus.md)."""

    DONE = "done"
    FINDINGS = "done-with-findings"  # warnings or errors among them
    UNRECOGNISED = "unrecognised"
    NO_TEXT = "no-text"
    UNREADABLE = "unreadable"
    PASSWORD = "password"
    TOO_LARGE = "too-large"
    TIMED_OUT = "timed-out"
    OUT_OF_MEMORY = "out-of-memory"
    CRASHED = "crashed"

    @property
    def failed(self) -> bool:
        """Whether there is no result."""
        return self not in (Ending.DONE, Ending.FINDINGS)

    @property
    def retriable(self) -> bool:
        """Whether the same bytes may pass next time: with more time or memory, or on a machine that is less busy."""
        return self in (Ending.TIMED_OUT, Ending.OUT_OF_MEMORY, Ending.CRASHED)


class DossierError(Exception):
    """Base of the program's own errors; its text is one line: what, where, what to do.

    Made like a `Message`: a template and its values, or a message. `ending` is how a document ends that raises it.
    """

    exit_code = ExitCode.SOME_FAILED
    ending = Ending.CRASHED

    def __init__(self, template: str, **values: object) -> None:
        self.message = template if isinstance(template, Message) else Message(template, **values)
        super().__init__(str(self.message))


class InputError(DossierError):
    """A path that cannot be read as a dossier at all."""

    exit_code = ExitCode.NO_INPUT
    ending = Ending.UNREADABLE


class DocumentError(DossierError):
    """A PDF that cannot be opened: not a PDF, truncated, protected by a password."""

    ending = Ending.UNREADABLE


class NoText(DocumentError):
    """A PDF of pictures alone."""

    ending = Ending.NO_TEXT


class TooLarge(DocumentError):
    """A document that is refused for its size."""

    ending = Ending.TOO_LARGE


class RulesError(DossierError):
    """A rule file that cannot be trusted; names the file, the key and the reason."""

    exit_code = ExitCode.BAD_RULES

    def __init__(self, file: str, key: str, reason: str) -> None:
        self.file, self.key, self.reason = file, key, reason
        super().__init__(Message.joined(": ", [part for part in (file, key, reason) if part]))


class SlowPattern(RulesError):
    """A pattern that takes too long on a text."""

    ending = Ending.TIMED_OUT


class OutputError(DossierError):
    """The output folder cannot be written."""

    exit_code = ExitCode.CANNOT_WRITE
