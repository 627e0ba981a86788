"""`explain`: the rule that gave a value, the one that failed, and the nearest miss, which must be the true one."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dossier_extract import load_rules, source_of
from dossier_extract.__main__ import main
from dossier_extract.discovery import Discovery
from dossier_extract.errors import InputError
from dossier_extract.explain import explain_dossier
from dossier_extract.explain.phrases import flat, ranges, rule_text
from dossier_extract.explain.prefix import reach
from dossier_extract.french import FRENCH
from dossier_extract.messages import spoken
from dossier_extract.model import Page
from dossier_extract.pipeline import Trace, read_dossier, trace_dossier
from dossier_extract.profile import FieldSource, Selector
from dossier_extract.rules import Pattern, Rules
from dossier_extract.stages.recognise import Choice
from dossier_extract.text import fold
from tests.builders import make_result
from tests.conftest import DOSSIERS
from tests.pages import (
    FOREIGN,
    GREEN,
    HEAD,
    ITALIC,
    PLAIN,
    SECTION,
    STRONG,
    TABLE,
    Reading,
    badge,
    make_page,
    make_profile,
    put,
    style,
    table_page,
)


def trace_of(rules: Rules, pages: Sequence[Page], **keys: Any) -> Trace:
    """Pages drawn by hand, read with PLAIN and other keys."""
    reading = Reading(pages, make_profile(**keys), rules)
    result = make_result(projects=list(reading.records.projects), residue=reading.residue)
    choice = Choice("mine", reading.profile, named=True)
    source = source_of(DOSSIERS / "dev-bretagne" / "dossier.pdf")
    return Trace(source, list(pages), choice, reading.blocks, reading.segmentation, tuple(reading.raw), result)


def told(rules: Rules, pages: Sequence[Page], n: int | None = None, **keys: Any) -> str:
    return "\n".join(explain_dossier(trace_of(rules, pages, **keys), rules, n))


def record_page(*parts: Any, head: str = "Bus") -> list[Page]:
    """A page with a record, its body to be given."""
    return [make_page(1, put(100, 100, head, HEAD), *parts)]


@cache
def explained(name: str, profile: str | None = None, record: int | None = None) -> str:
    """A dossier of tests/dossiers, explained; with a profile as its text, or the one that fits by itself."""
    if profile is None:
        rules, chosen = load_rules(), "auto"
        return "\n".join(explain_dossier(trace_dossier(read_dossier(_source(name)), rules, chosen), rules, record))
    path = Path(profile)
    rules = load_rules(profile=path)
    return "\n".join(explain_dossier(trace_dossier(read_dossier(_source(name)), rules, path.stem), rules, record))


@cache
def _source(name: str) -> Any:
    return source_of(DOSSIERS / name / "dossier.pdf")


def own(name: str) -> str:
    return str(DOSSIERS / name / "profile.yml")


# A profile with a planted error: explain names exactly the key that was changed.


@pytest.mark.parametrize(
    ("key", "value", "miss"),
    [
        ("size", 14, "size is 12, wanted 13.7..14.3"),
        ("bold", False, "bold is true, wanted false"),
        ("italic", True, "italic is false, wanted true"),
        ("color", "red", "color is blue (#1f4e9e), wanted red"),
        ("font", "Roboto", "font is Lora, wanted Roboto"),
        ("fill", "dark", "fill is nothing, wanted dark"),
        ("match", "action", "match is « Bus », wanted action"),
    ],
)
def test_a_changed_key_of_begins_is_the_one_that_is_named(key: str, value: object, miss: str, rules: Rules) -> None:
    begins = {"size": 12, "bold": True, "color": "blue", **{key: value}}
    text = told(rules, record_page(put(100, 130, "Un texte")), record={"begins": begins})
    assert ": 0 records begin by" in text
    assert f"    page 1, « Bus »: {miss}" in text.splitlines()


def test_a_line_that_misses_two_keys_is_not_near_where_records_begin(rules: Rules) -> None:
    pages = record_page(put(100, 200, "Car", style(12.0, GREEN)))
    text = told(rules, pages, record={"begins": {"size": 12, "bold": True, "color": "blue"}})
    assert "1 records begin by" in text
    assert "nearly" not in text


def test_where_nothing_is_near_the_line_that_misses_fewest_keys_comes_first(rules: Rules) -> None:
    begins = {"size": 12, "bold": True, "italic": True, "color": "red"}
    text = told(rules, record_page(put(100, 200, "Un mot"), put(100, 300, "Car", HEAD)), record={"begins": begins})
    told_of = "    page 1, « Bus » and 1 more: italic is false, wanted true; color is blue (#1f4e9e), wanted red"
    assert text.splitlines()[3] == told_of


def test_like_misses_stand_together_and_unclaimed_ones_first(rules: Rules) -> None:
    odd = style(13.0, HEAD.color, bold=True)
    parts = [put(100, 200 + 40 * n, f"Action {n}", odd) for n in range(9)]
    body = put(100, 700, "pareil mais pris", style(12.0, HEAD.color))
    text = told(rules, record_page(*parts, body), record={"begins": {"size": 12, "bold": True, "color": "blue"}})
    assert "    page 1, « Action 0 » and 8 more: size is 13, wanted 11.7..12.3" in text.splitlines()


def test_what_a_section_takes_first_is_said_with_its_selector(rules: Rules) -> None:
    text = told(rules, record_page(put(100, 200, "Car", style(12.0, GREEN, bold=True))), section={"color": "green"})
    assert "page 1, « Car »: it looks so, but is taken for: section {color: green}" in text


def test_a_header_that_changed_is_named_with_its_column(rules: Rules) -> None:
    pages = [table_page(1, [["N°", "Porteurs", "Projet"], ["1", "la Ligue", "Bus"]])]
    text = told(rules, pages, keys=TABLE)
    assert "page 1, « Porteurs »: column `carrier` wants the header Porteur" in text
    assert "column `title`" not in text
    assert "in record 1: its slot `carrier` is empty" in text


# Fields


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("Porteurs : la Ligue", "« Porteurs » on page 1 resembles the label « Porteur »"),
        ("Le Porteur : la Ligue", "« Porteur » stands on page 1 inside a paragraph: `where: anywhere`"),
        ("Porteur la Ligue", "« Porteur » stands on page 1, but « : » does not follow"),
        ("Porteur :", "« Porteur » stands on page 1, but no value follows"),
        ("Rien de tel", "the label « Porteur » does not stand in it"),
    ],
)
def test_why_a_label_was_not_found(body: str, why: str, rules: Rules) -> None:
    text = told(rules, record_page(put(100, 130, body)), 1)
    assert "carrier: none" in text
    assert f"  fields.carrier[0] {{label: Porteur, extent: paragraph}}: {why}" in text.splitlines()


def test_a_label_in_another_slot_or_in_unclaimed_text_is_found_there(rules: Rules) -> None:
    body, strange = (
        put(100, 130, "Un texte assez long pour toute la ligne"),
        put(100, 200, "Porteur : la Ligue", FOREIGN),
    )
    assert "« Porteur » stands on page 1, but in slot `heading`" in told(
        rules, record_page(body, head="Porteur : la Ligue"), 1
    )
    assert "« Porteur » stands on page 1, in unclaimed text" in told(rules, record_page(body, strange), 1)


def test_a_label_that_should_stand_alone_says_what_follows_it(rules: Rules) -> None:
    fields = {**PLAIN["fields"], "carrier": {"label": "Porteur", "ending": ""}}
    text = told(rules, record_page(put(100, 130, "Porteur la Ligue")), 1, fields=fields)
    assert "« Porteur » on page 1 does not stand alone on its line: « la Ligue »" in text
    text = told(rules, record_page(put(100, 130, "Le nom du porteur")), 1, fields=fields)
    assert "the label « Porteur » does not stand in it" in text


def test_why_a_slot_is_empty(rules: Rules) -> None:
    light, words = badge(60, 100, "75", fill=0xFFF0C0), put(100, 130, "Un texte")
    assert "[0] {in: badge}: its slot `badge` is empty\n" in told(rules, record_page(words), 1)
    near = told(rules, record_page(light, words), 1)
    assert "slot `badge` is empty; « 75 » on page 1: fill is yellow (#fff0c0), wanted dark" in near
    body = told(rules, record_page(put(100, 130, "Un texte", FOREIGN)), 1)
    assert "slot `body` is empty; « Un texte » on page 1: no part of `body`: size is 8, wanted 9.7..10.3" in body
    odd = told(rules, record_page(words), 1, fields={"title": {"in": "headng"}})
    assert "there is no slot `headng` here, only heading, body, badge" in odd


def test_why_a_style_took_nothing(rules: Rules) -> None:
    fields = {"title": {"in": "body", "style": {"bold": True, "size": 12}}}
    text = told(rules, record_page(put(100, 130, "penché", ITALIC), put(100, 160, "gras", STRONG)), 1, fields=fields)
    assert "nearest is « gras »: size is 10, wanted 11.7..12.3" in text


def test_a_value_that_cannot_be_read_is_told_from_one_that_is_missing(rules: Rules) -> None:
    text = told(rules, record_page(put(100, 130, "Montant : beaucoup")), 1)
    assert "it took « beaucoup », which cannot be read as a value" in text


def test_what_a_territory_was_inferred_from_or_why_not(rules: Rules) -> None:
    text = told(rules, record_page(put(100, 130, "Zone : Gironde")), 1)
    assert "territories: « 33 »" in text
    assert "    inferred from « Gironde », page 1" in text.splitlines()
    assert "{infer: zone}: the zone « ailleurs » names no" in told(
        rules, record_page(put(100, 130, "Zone : ailleurs")), 1
    )
    assert "{infer: zone}: the record has no zone" in told(rules, record_page(put(100, 130, "Un texte")), 1)


def test_sources_are_counted_and_failures_numbered(rules: Rules) -> None:
    pages = [
        make_page(n, put(100, 100, f"Bus {n}", HEAD), put(100, 130, f"Porteur : L{n}"), badge(60, 100, "75"))
        for n in (1, 2)
    ]
    pages.append(make_page(3, put(100, 100, "Bus 3", HEAD), put(100, 130, "Zone : Gironde")))
    text = told(rules, pages).splitlines()
    assert "  carrier: 2 of 3; none in 3" in text
    assert "    fields.territories[0] {in: badge}: 2" in text
    assert "      failed in record 3: its slot `badge` is empty" in text
    assert "    fields.territories[1] {infer: zone}: 1" in text


def test_unclaimed_text_says_what_it_lacks(rules: Rules) -> None:
    head, first = put(100, 80, "Précarité", SECTION), put(100, 130, "Un mot avant")
    note = put(100, 300, "Une note", FOREIGN)
    pages = [make_page(1, head, first, put(100, 160, "Bus", HEAD), put(100, 190, "Un texte"), note)]
    text = told(rules, pages, fields={"title": {"in": "heading"}})
    assert "page 1, « Une note »: no part of `body`: size is 8, wanted 9.7..10.3" in text
    assert "page 1, « Un texte »: no field of its record takes it" in text
    assert "page 1, « Un mot avant »: it stands between a section's heading and its first record" in text


# How far a pattern gets


@pytest.mark.parametrize(
    ("pattern", "text", "matched", "wanted"),
    [
        (
            r"^projet\s*(?:«\s*(?P<title>[^»]+?)\s*»)\s*(?:par|de)\s",
            "Projet « Bus » avec",
            "Projet « Bus » ",
            "(?:par|de)",
        ),
        (r"^projet\s*«(?P<title>[^»]+?)»", "Projet « Bus par la Ligue", "Projet « Bus par la Ligue", "»"),
        (r"lots? \d+ retenus$", "Lot 12 retenus hier", "Lot 12 retenus", "$"),
        (r"[(\])]x\(y{2}z", "]x(yyy", "]x(yy", "z"),
    ],
)
def test_how_far_a_pattern_gets(pattern: str, text: str, matched: str, wanted: str) -> None:
    got = reach(Pattern("p", pattern, "f"), fold(text))
    assert got is not None
    assert (text[: got.end], got.wanted) == (matched, wanted)


@pytest.mark.parametrize("pattern", ["^projet", "a(?:b|c)|d", r"(?<!x)zz", "("])
def test_a_pattern_that_does_not_begin_says_so(pattern: str) -> None:
    if pattern == "(":
        pattern = "(?P<a>zz)(?P=a)"
    assert reach(Pattern("p", pattern, "f"), "réseau") is None


def test_every_pattern_of_the_rules_can_be_cut(rules: Rules) -> None:
    for pattern in rules.patterns.values():
        whole = next(example.text for example in pattern.examples if example.gives)
        for end in range(6, len(whole) - 1, 7):
            if pattern.search(fold(whole[:end])) is None:
                got = reach(pattern, fold(whole[:end]))
                assert got is not None, (pattern.name, whole[:end])
                assert 0 < got.end <= end


def test_a_pattern_that_failed_says_where(rules: Rules) -> None:
    fields = {"title": {"in": "heading", "pattern": "project_quoted"}}
    text = told(rules, record_page(head="Projet « Bus » avec la Ligue"), 1, fields=fields)
    assert "after « Projet « Bus » », not « avec la Ligue »" in text
    text = told(rules, record_page(head="Réseau « Bus »"), 1, fields=fields)
    assert "project_quoted does not even begin in « Réseau « Bus » »" in text


# The four dossiers


def test_the_sample_as_it_is_read() -> None:
    text = explained("idf-2021").splitlines()
    assert text[0] == "dossier.pdf: 77 records, read with idf-2021, whose cues stand in it"
    assert "« Zone d'intervention » page 8" in text[1]
    assert "    fields.territories[0] {in: badge}: 75" in text
    assert "      failed in records 1, 54; in record 1: its slot `badge` is empty" in text
    assert not any(line.startswith("unclaimed") for line in text)


def test_every_value_of_a_record_has_its_line() -> None:
    text = explained("idf-2021", record=3)
    assert "(project_unclosed)" in text
    assert "project_quoted) " not in text
    assert "page 8, on the line « Projet « Renforcement" in text


@pytest.fixture
def lack(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Explains a dossier of tests/dossiers in which no layout is discovered either."""
    monkeypatch.setattr("dossier_extract.pipeline.discover", lambda pages, rules: Discovery(None, None, 0.0))
    rules = load_rules()
    return lambda name: "\n".join(explain_dossier(trace_dossier(read_dossier(_source(name)), rules), rules))


@pytest.mark.parametrize("name", ["dev-bretagne", "dev-grand-est", "dev-occitanie"])
def test_a_dossier_that_no_profile_fits(name: str, lack: Callable[[str], str]) -> None:
    """Each cue of each profile is told, and the looks that its own profile asks for are among those shown."""
    text = lack(name)
    assert "  idf-2021: 3 of 5 cues missing" in text.splitlines()
    cues = load_rules().profiles["idf-2021"].recognise.all
    assert all(f"« {cue} »" in text for cue in cues)
    size = {"dev-bretagne": "8.5", "dev-grand-est": "16", "dev-occitanie": "10.5"}[name]  # of keys, of titles
    assert f"{{size: {size}, " in text
    assert len(text.splitlines()) < 40


def test_a_layout_that_was_found_is_told_with_its_reasons_and_what_to_do() -> None:
    bare = dataclasses.replace(load_rules(), profiles={})
    text = "\n".join(explain_dossier(trace_dossier(read_dossier(_source("dev-occitanie")), bare), bare))
    assert "25 records, read with a layout that the program found" in text
    assert "  25 of 25 records have a title, a carrier and a territory" in text.splitlines()
    assert "`dossier-extract profile draft FILE` writes it" in text


def test_a_missing_cue_has_its_nearest_text_and_profiles_come_nearest_first(rules: Rules) -> None:
    cues = {"far": ["vague", "Lot", "Zone"], "near": ["Zone d'intervention", "En bref"]}
    profiles = {name: make_profile(recognise={"all": every}) for name, every in cues.items()}
    pages = [make_page(7, put(100, 100, "Zone d’invention, les Zones d’intervention, en bref"))]
    trace = Trace(_source("dev-bretagne"), pages, Choice("", None), [])
    lines = explain_dossier(trace, dataclasses.replace(rules, profiles=profiles))
    assert lines[1:7] == [
        "  near: 1 of 2 cues missing",
        "    found: « En bref » page 7",
        "    missing: « Zone d'intervention »; nearest is « Zones d’intervention, », page 7",
        "  far: 2 of 3 cues missing",
        "    found: « Zone » page 7",
        "    missing: « vague »",
    ]


def test_a_discovered_layout_is_not_said_to_have_cues(rules: Rules) -> None:
    trace = trace_of(rules, [make_page(1, put(150, 80, "Bus", HEAD), put(150, 100, "Porteur : Ligue"))])
    found = dataclasses.replace(trace, choice=Choice("discovered", trace.choice.profile, discovered=True))
    first = str(explain_dossier(found, rules)[0])
    assert first.startswith("dossier.pdf: 1 records, ")
    assert "cues" not in first


def test_labels_that_come_again_are_shown(lack: Callable[[str], str]) -> None:
    assert "« Porteur : » × 25" in lack("dev-occitanie")
    assert "« STRUCTURE PORTEUSE » × 18" in lack("dev-grand-est")


@pytest.mark.parametrize("name", ["dev-bretagne", "dev-grand-est", "dev-occitanie"])
def test_a_dossier_with_its_profile(name: str) -> None:
    text = explained(name, own(name)).splitlines()
    assert text[0].endswith(" records, read with profile as --profile says")
    assert not any(line.startswith("unclaimed") for line in text)
    assert len(text) < 45


def test_an_empty_field_says_why() -> None:
    text = explained("dev-grand-est", own("dev-grand-est"), 4)
    assert "zone: none" in text.splitlines()
    assert f"of the {len(load_rules().labels['zone'])} labels stands in it" in text


@pytest.mark.parametrize("record", [0, -1, 78])
def test_a_record_that_is_not_there(record: int) -> None:
    with pytest.raises(InputError, match=f"no record {record}; dossier.pdf has 77"):
        explained("idf-2021", record=record)


# Untrusted


def test_control_characters_are_not_passed_on(rules: Rules) -> None:
    nasty = "Bus\x1b[31m\x07\u202e"
    pages = record_page(put(100, 130, f"Zone{nasty} :"), put(100, 200, nasty, FOREIGN), head=nasty)
    for text in (told(rules, pages), told(rules, pages, 1), told(rules, pages, record={"begins": {"size": 99}})):
        assert all(char.isprintable() or char == "\n" for char in text)
    assert "\x1b" not in flat("\x1b[31m" * 100)


def test_a_large_dossier_is_explained_in_bounded_time_and_space(rules: Rules) -> None:
    pages = [
        make_page(
            n,
            *(
                put(50, 20 + 13 * row, f"projet {n}.{row} vagues", style(6.5 + row % 40, bold=row % 2 > 0))
                for row in range(50)
            ),
        )
        for n in range(1, 101)
    ]
    trace = Trace(_source("dev-bretagne"), pages, Choice("", None), Reading(pages, make_profile(), rules).blocks)
    began = time.perf_counter()
    lines = explain_dossier(trace, rules)
    assert time.perf_counter() - began < 2
    assert len(lines) < 40
    assert max(map(len, lines)) < 1200


# Wording


def test_rules_are_said_in_the_words_of_a_profile() -> None:
    given = {"size": "16..", "bold": True, "match": "l'eau\\b"}
    assert rule_text(Selector.model_validate(given)) == "{size: 16.., bold: true, match: 'l''eau\\b'}"
    source = {"in": "heading", "pattern": ["a", "b"], "extent": {"size": 9}}
    assert rule_text(FieldSource.model_validate(source)) == ("{in: heading, pattern: [a, b], extent: {size: 8.7..9.3}}")


def test_numbers_are_drawn_together() -> None:
    assert ranges([3, 1, 2, 7]) == "1–3, 7"
    assert ranges(range(1, 100, 2)).endswith("13, 15, …")


def test_an_explanation_is_said_in_the_users_language(rules: Rules) -> None:
    lines = explain_dossier(trace_of(rules, record_page(put(100, 130, "Un texte"))), rules)
    assert all(spoken(line, "fr", FRENCH) for line in lines)


@pytest.mark.parametrize("columns", [60, 300])
def test_lines_fit_the_terminal(
    columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = DOSSIERS / "dev-occitanie"
    arguments = ["explain", folder / "dossier.pdf", "--profile", folder / "profile.yml", "--record", 2]
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr("sys.argv", ["dossier-extract", "--lang", "en", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    lines = capsys.readouterr().out.splitlines()
    assert ended.value.code == 0
    assert lines[0].startswith("record 2 of 25, page 5")
    assert max(map(len, lines)) <= min(columns, 100)
    assert not any(line.endswith("«") for line in lines)
