"""Say which rule gave each value, which failed and on which line, and what came nearest.

Untrusted as its input is, an explanation is bounded: so many lines, so much of a text, so many places compared.
"""

from __future__ import annotations

from dossier_extract.errors import InputError
from dossier_extract.explain.overview import explain_records
from dossier_extract.explain.readings import Readings
from dossier_extract.explain.record import explain_record
from dossier_extract.explain.unknown import describe_looks, explain_lack
from dossier_extract.messages import Message
from dossier_extract.pipeline import Trace
from dossier_extract.rules import Rules

__all__ = ["describe_looks", "explain_dossier"]


def explain_dossier(trace: Trace, rules: Rules, record: int | None = None) -> list[Message]:
    """The explanation of a dossier, or of its record number `record` (from 1), line by line.

    Raises `InputError` where there is no such record.
    """
    if trace.segmentation is None:
        return explain_lack(trace, rules)
    readings = Readings(trace)
    last = len(readings.blocks)
    if record is None:
        lines = explain_records(readings, rules)
        return lines if last else [*lines, *describe_looks(trace.blocks)]
    if not 1 <= record <= last:
        raise InputError("there is no record {record}; {file} has {n}", record=record, file=trace.source.file, n=last)
    return explain_record(readings, rules, readings.blocks[record - 1])
