"""What holds for any input: no text and no page is lost, every place leads back, nothing but the named errors."""

from __future__ import annotations

import copy
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier_extract import Rules, load_rules, schema
from dossier_extract.dataset import Dataset, Versions, open_table
from dossier_extract.drafts import Segmentation
from dossier_extract.errors import RulesError
from dossier_extract.figures import parse_date
from dossier_extract.model import Line, line_of
from dossier_extract.places import territories_of
from dossier_extract.profile import Profile
from dossier_extract.rulefiles import read_yaml
from dossier_extract.rules import builtin_dir, run_examples
from dossier_extract.stages.extract import extract_fields
from dossier_extract.stages.normalise import find_date, normalise_fields
from dossier_extract.text import Hyphens, Text, build_text, fold
from tests.builders import make_dossier, make_finding, make_origin, make_project, make_result
from tests.pages import (
    BODY,
    FOREIGN,
    HEAD,
    ITALIC,
    SECTION,
    TABLE,
    Reading,
    badge,
    grid,
    make_block,
    make_page,
    make_profile,
    put,
    row,
)

few = settings(derandomize=True, deadline=None, max_examples=60)


# A text and its map


@st.composite
def texts(draw: st.DrawFn) -> Text:
    """Paragraphs of lines of words, with hyphens, ligatures, soft hyphens, and words that touch."""
    word = st.text("aéB’-1.«ﬁﬃ\u00ad", min_size=1, max_size=6).filter(lambda one: one.strip("\u00ad"))
    line = st.lists(st.tuples(word, st.booleans()), min_size=1, max_size=4)
    paragraphs: list[list[Line]] = []
    baseline = 100.0
    for paragraph in draw(st.lists(st.lists(line, min_size=1, max_size=3), min_size=1, max_size=3)):
        lines = []
        for drawn in paragraph:
            baseline += 12
            words = row(100, baseline, *((one, BODY) for one, _ in drawn))
            glued = (touches and place > 0 for place, (_, touches) in enumerate(drawn))
            lines.append(line_of([one._replace(glued=own) for one, own in zip(words, glued, strict=True)], 1))
        paragraphs.append(lines)
    return build_text(paragraphs, Hyphens([line for lines in paragraphs for line in lines], frozenset({"a"})))


SPANS = st.tuples(st.integers(0, 80), st.integers(1, 80))


def _span(text: Text, drawn: tuple[int, int]) -> tuple[int, int]:
    """A span of the text that is not empty."""
    start = drawn[0] % len(text.repaired)
    return start, min(start + drawn[1], len(text.repaired))


def _letters(text: str) -> str:
    """What repairing never changes."""
    return re.sub(r"[\s\u00ad-]", "", text.replace("ﬁ", "fi").replace("ﬃ", "ffi"))


@few
@given(texts(), SPANS)
def test_a_span_leads_to_the_printed_words_it_touches_and_back(text: Text, drawn: tuple[int, int]) -> None:
    start, end = _span(text, drawn)
    begin, stop = text.printed_span(start, end)
    assert _letters(text.repaired[start:end]) in _letters(text.printed[begin:stop])
    assert _letters(text.printed) == _letters(text.repaired)
    pieces = text.pieces_in(start, end)
    assert text.printed[begin:stop].replace("\n", "").replace(" ", "") == "".join(one.word.text for one in pieces)


@few
@given(texts(), SPANS)
def test_an_origin_is_the_text_and_the_boxes_of_its_span(text: Text, drawn: tuple[int, int]) -> None:
    span = _span(text, drawn)
    origin = text.origin(span, "body", "zone[0]:label")
    assert (origin.raw, origin.span) == (text.repaired[slice(*span)], span)
    lines = [[one.word for one in run] for _, run in groupby(text.pieces_in(*span), key=lambda one: one.line)]
    assert [(box.x0, box.x1, box.bottom) for box in origin.boxes] == [
        (words[0].x0, words[-1].x1, words[0].bottom) for words in lines
    ]


@few
@given(texts(), SPANS, SPANS)
def test_a_span_inside_another_has_its_boxes_inside(text: Text, drawn: tuple[int, int], inner: tuple[int, int]) -> None:
    start, end = _span(text, drawn)
    first = start + inner[0] % (end - start)
    last = min(first + inner[1], end)
    outer, own = text.printed_span(start, end), text.printed_span(first, last)
    assert outer[0] <= own[0] <= own[1] <= outer[1] or not text.pieces_in(first, last)
    around = {box.top: box for box in text.boxes(start, end)}
    assert all(around[box.top].x0 <= box.x0 and box.x1 <= around[box.top].x1 for box in text.boxes(first, last))


# Any page, through all stages: nothing is lost, nothing twice


SPOKEN = (
    "Porteur : Zone la Ligue Gironde 33 (92) Montant 1 200,5 € k€ M€ « » Projet par - • © N° Total associa- tion "
    "Contacts Sommaire 12 projets retenus 29 juin 2021 ÎLE-DE-FRANCE l’été"
)
WORDS = st.sampled_from(SPOKEN.split()) | st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=5)
PHRASES = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
LOOKS = st.sampled_from([BODY, BODY, BODY, ITALIC, HEAD, HEAD, SECTION, FOREIGN])


@st.composite
def parts(draw: st.DrawFn) -> Any:
    """Something on a page: a line somewhere, or a badge."""
    x, y = draw(st.sampled_from([40, 100, 100, 100, 330])), draw(st.integers(2, 63)) * 12
    if draw(st.integers(0, 5)) == 0:
        return badge(x, y, draw(st.sampled_from(["33", "IDF", "75 - 92", "?"])))
    return put(x, y, draw(PHRASES), draw(LOOKS))


PAGES = st.lists(st.lists(parts(), max_size=12), min_size=1, max_size=3)
PROFILES = [
    make_profile(),
    make_profile(reading="columns"),
    make_profile(TABLE),
    make_profile(body={}, badge=None, section=[], ignore={"match": "total"}),
]


@few
@given(PAGES, st.sampled_from(PROFILES), st.booleans())
def test_every_word_of_any_page_ends_in_one_place(
    rules: Rules, drawn: list[list[Any]], profile: Profile, ruled: bool
) -> None:
    lines = grid((30, 200, 320, 560), (60, 200, 330, 480, 700)) if ruled else []
    pages = [make_page(number, *parts, rules=lines) for number, parts in enumerate(drawn, 1)]
    reading = Reading(pages, profile, rules)
    words = Counter(word for page in pages for word in page.words)
    assert Counter(word for block in reading.blocks for line in block.lines for word in line.words) == words
    printed = {page.number: sum(len(word.text) for word in page.words) for page in pages}
    assert {one.page: sum(getattr(one, kind) for kind in schema.RESIDUE_KINDS) for one in reading.residue} == printed
    records = reading.records
    assert [project.n for project in records.projects] == [*range(1, len(reading.segmentation.projects) + 1)]
    assert len({project.id for project in records.projects}) == len(records.projects)
    for project in records.projects:
        boxes = [box for origins in project.origins.values() for origin in origins for box in origin.boxes]
        assert {box.page for box in boxes} <= set(printed)


# Values


@few
@given(st.lists(PHRASES, max_size=6), PHRASES, PHRASES)
def test_any_block_gives_fields_with_places_or_findings(rules: Rules, body: list[str], head: str, code: str) -> None:
    kinds = ("text", "amount", "date", "integer", "code")
    extra = {kind: {"type": kind, "sources": {"label": "Zone", "where": "anywhere"}} for kind in kinds}
    profile = make_profile(extra=extra)
    slots: dict[str, Any] = {"heading": head, "badge": code, **({"body": "\n".join(body)} if body else {})}
    block = make_block(**slots)
    raws = extract_fields([block], profile, rules)
    known = territories_of(rules)
    codes = {*known.codes.values(), *known.by_code, *(code for _, code in known.acronyms.values())}
    for field in normalise_fields(raws, Segmentation((), (block,), ()), profile, rules):
        assert field.value != "" or [one.code for one in field.findings] == ["value-unreadable"]
        assert isinstance(field.value, tuple) is (field.name == "territories")
        for origin in field.origins:
            assert origin.span is not None
            assert origin.raw == block.slots[origin.slot].repaired[slice(*origin.span)] != ""
            assert origin.boxes
        if isinstance(field.value, tuple):
            assert len(field.origins) == len(field.value)
            assert set(field.value) <= codes
        if isinstance(field.value, Decimal):
            assert field.value == field.value.quantize(Decimal("0.01"))


@few
@given(st.text() | PHRASES)
def test_any_text_names_territories_where_it_says_so(rules: Rules, text: str) -> None:
    folded, territories = fold(text), territories_of(rules)
    for found in (territories.in_label(folded), territories.in_prose(folded)):
        assert len({(one.kind, one.code) for one in found}) == len(found)
        assert [one.start for one in found] == sorted(one.start for one in found)
        assert all(0 <= one.start < one.end <= len(folded) for one in found)


DATES = st.builds(
    "{} {} {}".format, st.integers(0, 40), st.sampled_from(["février", "JUIN", "août"]), st.integers(1800, 2120)
)


@few
@given(st.text() | PHRASES | DATES)
def test_any_text_has_an_iso_date_or_none(rules: Rules, text: str) -> None:
    found = find_date(text, rules)
    assert found is None or date.fromisoformat(found if len(found) > 7 else f"{found}-01")


@few
@given(
    st.fixed_dictionaries({name: st.none() | st.text("0123456789é", max_size=6) for name in ("year", "month", "day")})
)
def test_any_match_is_a_date_or_none(found: dict[str, str | None]) -> None:
    made = parse_date(found, ["1", "2", "é"])
    assert made is None or date.fromisoformat(made if found["day"] else f"{made}-01")


# What is written is what is read


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LENGTHS = st.floats(-1e4, 1e4).map(lambda value: round(value, 2))
EUROS = st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2)
NUMBERS = st.integers(1, 10**6)
BOXES = st.builds(schema.Box, page=NUMBERS, x0=LENGTHS, top=LENGTHS, x1=LENGTHS, bottom=LENGTHS)
ORIGINS = st.builds(
    make_origin,
    boxes=st.lists(BOXES, max_size=2),
    span=st.none() | st.tuples(NUMBERS, NUMBERS),
    raw=TEXTS,
    source=TEXTS,
    method=st.sampled_from(schema.Method),
    confidence=st.none() | st.floats(0, 1),
)
CLAIMS = st.builds(
    schema.Claim,
    subject=st.sampled_from(schema.Subject),
    scope=st.sampled_from(schema.Scope),
    unit=st.sampled_from(["projects", "euros"]),
    quantity=EUROS,
    tolerance=EUROS,
    section=st.none() | TEXTS,
    origins=st.lists(ORIGINS, max_size=1),
)
FINDINGS = st.builds(
    make_finding,
    code=st.sampled_from(sorted(schema.FINDING_CODES)),
    severity=st.sampled_from(schema.Severity),
    verdict=st.none() | st.sampled_from(schema.Verdict),
    message=TEXTS,
    page=st.none() | NUMBERS,
    project=st.none() | TEXTS,
    origin=st.none() | ORIGINS,
)
PROJECTS = st.builds(
    make_project,
    n=NUMBERS,
    zone=st.none() | TEXTS,
    amount_eur=st.none() | EUROS,
    pages=st.lists(NUMBERS, max_size=3),
    extra=st.dictionaries(TEXTS, st.none() | TEXTS | NUMBERS | EUROS, max_size=2),
    origins=st.fixed_dictionaries({"zone": st.lists(ORIGINS, max_size=2)}),
)
RESULTS = st.builds(
    lambda claims, **lists: make_result(dossier=make_dossier(claims=claims), **lists),
    claims=st.lists(CLAIMS, max_size=2),
    projects=st.lists(PROJECTS, max_size=2),
    findings=st.lists(FINDINGS, max_size=3),
)


@settings(few, max_examples=20)  # each example is written and flushed to the disk
@given(RESULTS)
def test_a_result_comes_back_from_json_and_parquet(result: schema.Result) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        Dataset(root, Versions("1", "2")).write(result)
        (whole,) = [schema.Result.model_validate_json(path.read_bytes()) for path in root.glob("dossiers/*.json")]
        tables = {name: open_table(root, name).to_table().to_pylist() for name in ("fields", "findings", "dossiers")}
    assert whole == result
    origins = [(project, one) for project in result.projects for one in project.origins["zone"] or [None]]
    for line, (project, origin) in zip(tables["fields"], origins, strict=True):
        assert (line["project_id"], line["n"], line["value"]) == (project.id, project.n, project.zone)
        if origin is None:
            assert (line["raw"], line["boxes"]) == (None, None)
            continue
        kept = (line["raw"], line["source"], line["method"], line["confidence"], line["boxes"])
        assert kept == (
            origin.raw,
            origin.source,
            origin.method,
            origin.confidence,
            [asdict(box) for box in origin.boxes],
        )
        assert (line["span_start"], line["span_end"]) == (origin.span or (None, None))
    for line, finding in zip(tables["findings"], result.findings, strict=True):
        assert {key: line[key] for key in ("code", "severity", "verdict", "message", "page", "project")} == {
            key: value for key, value in finding if key != "origin"
        }
        assert line["raw"] == (finding.origin.raw if finding.origin else None)
    (line,) = tables["dossiers"]
    severities = Counter(finding.severity for finding in result.findings)
    assert (line["n_projects"], line["n_errors"], line["n_warnings"], line["n_infos"]) == (
        len(result.projects), *(severities[one] for one in schema.Severity),
    )  # fmt: skip


# Rule files: whatever they hold, one line of what is wrong


def _refused(error: RulesError, folder: str) -> None:
    assert folder in error.file
    assert error.reason
    assert "\n" not in str(error)


SCRAPS = st.lists(
    st.sampled_from(["a: ", "- ", "\n", " ", "{", "]", "'", '"', "&x ", "*x", "!x ", "1e9", "~", "? ", "|", "\t"])
)


@settings(few, max_examples=200)
@given(st.binary(max_size=60) | SCRAPS.map(lambda some: "".join(some).encode()) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_a_mapping_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "any.yml")
        path.write_bytes(data)
        try:
            assert isinstance(read_yaml(path), dict)
        except RulesError as error:
            _refused(error, folder)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("parts.yml", "version: 1\0"),
        ("parts.yml", "version: !!int"),
        ("parts.yml", "version: !!bool perhaps"),
        ("parts.yml", "version: !!timestamp soon"),
        ("dossier.yml", "issuers: [{pattern: a, value: '{'}]"),
    ],
)
def test_what_no_file_may_hold_is_refused_in_one_line(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        load_rules(tmp_path)
    assert "\n" not in str(caught.value)


FILES = sorted(path.relative_to(builtin_dir()).as_posix() for path in builtin_dir().rglob("*.yml"))
DOCUMENTS = {name: yaml.safe_load((builtin_dir() / name).read_text(encoding="utf-8")) for name in FILES}
SCALARS: list[Any] = [
    None,
    True,
    -1,
    10**30,
    1e300,
    "",
    "x",
    "..",
    "a..b",
    "{",
    "}",
    "{nothing}",
    "(",
    "(?P<a>",
    "[",
    "\\",
]
ODD = st.sampled_from([*SCALARS, [], {}, [[]], {"": ""}]) | st.text(
    st.characters(exclude_categories=["C", "Z"]), max_size=4
)


def _nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _nodes(inner, (*path, key))


@pytest.mark.parametrize("name", [name for name in FILES if "territories" not in name])
@settings(few, max_examples=25)
@given(data=st.data())
def test_a_rule_file_with_anything_in_it_loads_or_is_refused(name: str, data: st.DataObject) -> None:
    document = copy.deepcopy(DOCUMENTS[name])
    *above, last = data.draw(st.sampled_from(list(_nodes(document))))
    holder = document
    for key in above:
        holder = holder[key]
    holder[last] = data.draw(ODD)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document), encoding="utf-8")
        try:
            for pattern, wrong, _ in run_examples(load_rules(Path(folder))):
                assert isinstance(pattern.name, str)
                assert all(isinstance(one, RulesError) for one in wrong)
        except RulesError as error:
            _refused(error, "")
