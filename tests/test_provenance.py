"""Provenance, proved with the other engine: what pdfplumber reads under the boxes of a value is what the value quotes.

PDFium read the dossier; the boxes of each origin are laid over pdfplumber's words. Those whose centre lies inside, line
by line, must spell the origin's `raw`, letter by letter, spaces apart. Only the two repairs may make a difference: a
hyphen at the end of a line that is not the last, and the soft hyphen. Boxes hold whole words, so where a span begins
or ends inside a word the words spell more: exactly the rest of that word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import pytest

from dossier_extract import Rules, load_rules, source_of
from dossier_extract.model import Word
from dossier_extract.pipeline import Trace, read_dossier, trace_dossier
from dossier_extract.schema import Box, Method, Origin, Result
from dossier_extract.text import SOFT_HYPHEN, Text, fold
from tests.conftest import DOSSIERS, NAMES
from tests.readings import pages_of

OVERHANG = 0.16  # of the font size, by which PDFium's boxes reach over the advance (tests/test_engines.py)
AT_LEAST = {"dev-bretagne": 300, "dev-grand-est": 180, "dev-occitanie": 260, "idf-2021": 700}  # 309, 184, 264, 720


class Claimed(NamedTuple):
    """An origin, and what it is an origin of. `texts` are those that its span may count in; none on the cover."""

    label: str
    origin: Origin
    texts: tuple[Text, ...]


@cache
def _trace(name: str) -> tuple[Trace, Rules]:
    own = DOSSIERS / name / "profile.yml"
    rules = load_rules(profile=own) if own.exists() else load_rules()
    source = source_of(DOSSIERS / name / "dossier.pdf")
    return trace_dossier(read_dossier(source), rules, own.stem if own.exists() else "auto"), rules


@cache
def _result(name: str) -> Result:
    result = _trace(name)[0].result
    assert result is not None
    return result


@cache
def claimed(name: str) -> tuple[Claimed, ...]:
    """Every origin of a dossier: of its projects, of itself and of what it claims."""
    return (*_of_projects(name), *_of_the_dossier(name))


def _of_projects(name: str) -> Iterator[Claimed]:
    segmentation = _trace(name)[0].segmentation
    assert segmentation is not None
    for project, block in zip(_result(name).projects, segmentation.projects, strict=True):
        heading = segmentation.sections[block.section].heading if block.section >= 0 else None
        slots = block.slots | ({"section": heading} if heading is not None else {})
        for field, origins in project.origins.items():
            for origin in origins:
                yield Claimed(f"n° {project.n} {field}", origin, (slots[origin.slot],))


def _of_the_dossier(name: str) -> Iterator[Claimed]:
    segmentation, dossier = _trace(name)[0].segmentation, _result(name).dossier
    assert segmentation is not None
    texts = [
        text for section in segmentation.sections for text in (section.heading, *section.texts) if text is not None
    ]
    for field, origins in dossier.origins.items():
        for origin in origins:
            yield Claimed(field, origin, ())
    for claim in dossier.claims:
        for origin in claim.origins:
            yield Claimed(
                f"claim {claim.quantity}", origin, tuple(t for t in texts if _quoted(t, origin) == origin.raw)
            )


def _quoted(text: Text, origin: Origin) -> str:
    assert origin.span is not None
    return text.repaired[slice(*origin.span)]


# --- what lies under the boxes ---------------------------------------------------------------------------------------


def under(name: str, box: Box) -> list[Word]:
    """pdfplumber's words whose centre lies in a box, from left to right."""
    words = pages_of(name, "pdfplumber")[box.page - 1].words
    inside = [
        word
        for word in words
        if box.x0 < (word.x0 + word.x1) / 2 < box.x1 and box.top < (word.top + word.bottom) / 2 < box.bottom
    ]
    return sorted(inside, key=lambda word: word.x0)


def _cut(one: Claimed) -> tuple[int, int] | None:
    """How many characters of the first and the last touched word lie outside the span; None on the cover."""
    if not one.texts or one.origin.span is None:
        return None
    start, end = one.origin.span
    pieces = one.texts[0].pieces_in(start, end)
    return start - pieces[0].start, pieces[-1].end - end


def spelled_wrongly(name: str, one: Claimed) -> str | None:
    """What is wrong with the words under an origin's boxes; None if they spell its `raw`."""
    lines = [under(name, box) for box in one.origin.boxes]
    if not all(lines):
        return "a box without words"
    texts = ["".join(word.text for word in line).replace(SOFT_HYPHEN, "") for line in lines]
    cut = _cut(one)
    if cut is not None:
        texts[0] = texts[0][cut[0] :]
        texts[-1] = texts[-1][: len(texts[-1]) - cut[1]]
    joined = "".join(f"{re.escape(text[:-1])}-?" if text[-1:] == "-" else re.escape(text) for text in texts[:-1])
    wanted = "".join(one.origin.raw.replace(SOFT_HYPHEN, "").split())
    if cut is None:  # on the cover: at most the rest of the first and of the last word
        spelled = "".join(texts)
        before, found, after = spelled.partition(wanted)
        rest = len(before) < len(lines[0][0].text) and len(after) < len(lines[-1][-1].text)
        return None if found and rest else f"{spelled!r} is not {wanted!r}"
    return None if re.fullmatch(joined + re.escape(texts[-1]), wanted) else f"{texts!r} is not {wanted!r}"


def boxed_wrongly(name: str, one: Claimed) -> str | None:
    """What is wrong with an origin's boxes: off the page, not as wide or not as high as their words."""
    sizes = {page.number: (page.width, page.height) for page in _result(name).pages}
    for box in one.origin.boxes:
        width, height = sizes[box.page]
        if not (0 <= box.x0 < box.x1 <= width and 0 <= box.top < box.bottom <= height):
            return f"{box} is not on its page"
        words = under(name, box)
        room = OVERHANG * max(word.style.size for word in words) + 0.05
        sides = min(word.x0 for word in words) - box.x0, box.x1 - max(word.x1 for word in words)
        if not all(-0.05 < side < room for side in sides):
            return f"{box} is not as wide as its words: {sides}"
        if min(word.top for word in words) < box.top - 0.05 or max(word.bottom for word in words) > box.bottom + 0.05:
            return f"{box} is not as high as its words"
    return None


def spanned_wrongly(one: Claimed) -> str | None:
    """What is wrong between an origin's `span`, `raw` and boxes and the text of its slot."""
    origin = one.origin
    if origin.span is None or len(origin.raw) != origin.span[1] - origin.span[0]:
        return "span and raw differ in length"
    if not one.texts:
        return None if origin.source.startswith("cover:") else "no text has it"
    if not any(_quoted(text, origin) == origin.raw and text.boxes(*origin.span) == origin.boxes for text in one.texts):
        return "the text of its slot is another there"
    return None


# --- every value -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_other_engine_reads_every_value_under_its_boxes(name: str) -> None:
    wrong = {one.label: why for one in claimed(name) if (why := spelled_wrongly(name, one)) is not None}
    assert wrong == {}
    assert len(claimed(name)) >= AT_LEAST[name]


@pytest.mark.parametrize("name", NAMES)
def test_boxes_are_those_of_their_words_and_on_the_page(name: str) -> None:
    assert {one.label: why for one in claimed(name) if (why := boxed_wrongly(name, one)) is not None} == {}


@pytest.mark.parametrize("name", NAMES)
def test_span_and_raw_are_the_text_of_the_slot(name: str) -> None:
    assert {one.label: why for one in claimed(name) if (why := spanned_wrongly(one)) is not None} == {}


@pytest.mark.parametrize("name", NAMES)
def test_titles_of_the_cover_are_boxed_without_excess(name: str) -> None:
    wholes = [one for one in claimed(name) if one.origin.source in ("cover:title", "cover:subtitle")]
    assert wholes
    for one in wholes:
        words = [word.text for box in one.origin.boxes for word in under(name, box)]
        assert "".join(words) == "".join(one.origin.raw.split())


def _evidence(name: str) -> Iterator[tuple[str, Origin, list[Origin]]]:
    """Code, its origin and the origins of the zone, of each territory that is inferred."""
    for project in _result(name).projects:
        for code, origin in zip(project.territories, project.origins.get("territories", []), strict=True):
            if origin.method is Method.INFERRED:
                yield code, origin, project.origins["zone"]


def test_an_inferred_territory_points_at_the_name_it_was_inferred_from() -> None:
    found = [(name, *one) for name in NAMES for one in _evidence(name)]
    assert len(found) == 5  # two in idf-2021, three (of one record) in dev-occitanie
    for name, code, origin, zones in found:
        table = _trace(name)[1].territories
        names = {one.name for one in table.departements if one.code == code}
        names |= {one.name for one in table.regions if code in (one.code, *one.acronyms)}
        said = fold(origin.raw).replace("-", " ")
        assert said in {fold(one).replace("-", " ") for one in names} | {code.lower()}, (name, code, origin.raw)
        assert origin.source == "inferred:zone"
        assert any(
            zone.span is not None and zone.span[0] <= origin.span[0] and origin.span[1] <= zone.span[1]  # type: ignore[index]
            for zone in zones
        )


@pytest.mark.parametrize("name", NAMES)
def test_only_what_is_inferred_says_so(name: str) -> None:
    for one in claimed(name):
        assert (one.origin.method is Method.INFERRED) == one.origin.source.startswith("inferred:"), one.label


# --- the proof sees faults -------------------------------------------------------------------------------------------


def _box(index: int, **shifts: float) -> Callable[[Origin], Origin]:
    def move(origin: Origin) -> Origin:
        boxes = list(origin.boxes)
        moved = {side: getattr(boxes[index], side) + shift for side, shift in shifts.items()}
        boxes[index] = replace(boxes[index], **moved)
        return replace(origin, boxes=boxes)

    return move


def _with(change: Callable[[Origin], dict[str, object]]) -> Callable[[Origin], Origin]:
    return lambda origin: replace(origin, **change(origin))


FAULTS: dict[str, tuple[Callable[[Origin], Origin], set[str]]] = {
    "a box of another line": (_box(0, top=14, bottom=14), {"spelled", "spanned"}),
    "a box of another page": (_box(0, page=1), {"spelled", "spanned"}),
    "a box lost": (_with(lambda origin: {"boxes": origin.boxes[:-1]}), {"spelled", "spanned"}),
    "boxes exchanged": (_with(lambda origin: {"boxes": origin.boxes[::-1]}), {"spelled", "spanned"}),
    "a box too narrow": (_box(0, x1=-60), {"spelled", "spanned"}),
    "a box too wide": (_box(-1, x1=8), {"boxed", "spanned"}),
    "a box off the page": (_box(0, x0=-500), {"boxed", "spanned"}),
    "a letter misread": (_with(lambda origin: {"raw": f"¿{origin.raw[1:]}"}), {"spelled", "spanned"}),
    "a letter too many": (_with(lambda origin: {"raw": f"{origin.raw}s"}), {"spelled", "spanned"}),
    "the span of the next word": (
        _with(lambda origin: {"span": tuple(at + 3 for at in origin.span or ())}),
        {"spelled", "spanned"},
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_proof_sees_a_planted_fault(fault: str) -> None:
    name, (plant, seen_by) = "idf-2021", FAULTS[fault]
    one = next(
        one for one in claimed(name) if one.label.endswith("description") and len(one.origin.boxes) > 3 and _cut(one)
    )
    faulty = one._replace(origin=plant(one.origin))
    checks = {
        "spelled": lambda claim: spelled_wrongly(name, claim),
        "boxed": lambda claim: boxed_wrongly(name, claim),
        "spanned": spanned_wrongly,
    }
    assert {check for check, wrong in checks.items() if wrong(one)} == set()
    assert {check for check, wrong in checks.items() if wrong(faulty)} >= seen_by
