"""Errors that end a run, and the exit codes that tell them apart.

Anything else that goes wrong with a dossier is data (`schema.Finding`, `pipeline.Outcome`), never an exception.
"""

from __future__ import annotations

from enum import IntEnum

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


class DossierError(Exception):
    """Base of the program's own errors; its text is one line: what, where, what to do.

    Made like a `Message`: a template and its values, or a message.
    """

    exit_code = ExitCode.SOME_FAILED

    def __init__(self, template: str, **values: object) -> None:
        self.message = template if isinstance(template, Message) else Message(template, **values)
        super().__init__(str(self.message))


class InputError(DossierError):
    """A path that cannot be read as a dossier at all."""

    exit_code = ExitCode.NO_INPUT


class DocumentError(DossierError):
    """A PDF that cannot be opened: not a PDF, truncated, protected by a password."""


class RulesError(DossierError):
    """A rule file that cannot be trusted; names the file, the key and the reason."""

    exit_code = ExitCode.BAD_RULES

    def __init__(self, file: str, key: str, reason: str) -> None:
        self.file, self.key, self.reason = file, key, reason
        super().__init__(Message.joined(": ", [part for part in (file, key, reason) if part]))


class OutputError(DossierError):
    """The output folder cannot be written."""

    exit_code = ExitCode.CANNOT_WRITE
