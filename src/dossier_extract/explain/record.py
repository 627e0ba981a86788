"""One record: each field's value, the source that gave it and the line it stands on, and why the others failed."""

from __future__ import annotations

from collections.abc import Iterator

from dossier_extract.drafts import ProjectBlock
from dossier_extract.explain.misses import Misses, page_at
from dossier_extract.explain.phrases import line, quoted, ranges
from dossier_extract.explain.readings import AFTER_ALL, Given, Readings, sources_of
from dossier_extract.messages import Message
from dossier_extract.rules import Rules
from dossier_extract.schema import Origin


def explain_record(readings: Readings, rules: Rules, block: ProjectBlock) -> list[Message]:
    """The explanation of one record, its fields in the profile's order."""
    section = readings.section(block)
    heading = quoted(section.heading.repaired) if section is not None and section.heading is not None else "–"
    pages = ranges(one.line.page for text in block.slots.values() for one in text.stretches)
    place = {"n": block.n, "total": len(readings.blocks), "pages": pages, "layout": block.layout + 1}
    lines = [Message("record {n} of {total}, page {pages}, layout {layout}, under {heading}", heading=heading, **place)]
    for slot, text in block.slots.items():
        lines.append(line(1, Message("slot `{slot}`: {text}", slot=slot, text=quoted(text.repaired))))
    misses = Misses(readings, rules)
    for name in sources_of(readings.layout(block)):
        given = readings.given(block, name)
        lines.append(line(0, name, ": ", quoted(given.value) if given else Message("none")))
        if given is not None:
            lines.append(line(1, _told(readings, block, name, given)))
            lines += [line(2, place) for place in _places(readings, block, name, given)]
        for rank, source in readings.tried(block, name):
            why = misses.why(block, name, rank, source)
            lines.append(line(1, readings.key(block.layout, name, rank, source), ": ", why))
    return lines


def _told(readings: Readings, block: ProjectBlock, name: str, given: Given) -> Message:
    """What gave a value."""
    if given.rank == AFTER_ALL:
        return Message("a line that no rule took; a model of names ({label}) knows it", label=given.how)
    source = sources_of(readings.layout(block))[name][given.rank]
    return Message.joined("", (readings.key(block.layout, name, given.rank, source), *_how(given)))


def _how(given: Given) -> list[str]:
    """Which of several patterns took it."""
    named = given.how not in ("slot", "rest", "style", "label", "infer", "nth", "quoted", "bracketed", "split", "looks")
    return [" (", given.how, ")"] if named else []


def _places(readings: Readings, block: ProjectBlock, name: str, given: Given) -> Iterator[Message]:
    """The line where a value begins, or the text that it was inferred from."""
    raw = readings.raw_of(block, name)
    if given.how == "infer":
        origin: Origin | None = given.origin
        if origin is not None and origin.boxes:
            yield Message("inferred from {text}, page {page}", text=quoted(origin.raw), page=origin.boxes[0].page)
    elif raw is not None:
        text, start = block.slots[raw.slot], raw.covers[0][0]
        printed = next((one for one in text.stretches if one.end > start), text.stretches[-1])
        yield Message("page {page}, on the line {text}", page=page_at(text, start), text=quoted(printed.line.text))
