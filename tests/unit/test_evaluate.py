"""evaluate: what counts as equal, and that each kind of error lowers exactly the numbers that it should."""

from __future__ import annotations

import json
import time
from collections import Counter
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from dossier_extract import Rules, extract_dossier, source_of
from dossier_extract.cli import app
from dossier_extract.errors import InputError
from dossier_extract.evaluate import (
    FIELDS,
    MATCHINGS,
    NO_RESULT,
    Evaluation,
    Gold,
    change_lines,
    compare,
    evaluate,
    evaluate_folders,
    folder_lines,
    load_evaluation,
    load_gold,
    load_result,
    report_lines,
    strict_key,
    worst_tenth,
)

DOSSIERS = Path(__file__).parents[1] / "dossiers"
NAMES = ("dev-bretagne", "dev-grand-est", "dev-occitanie", "idf-2021")


def claim(quantity: float, unit: str = "projects", scope: str = "dossier", **more: Any) -> dict[str, Any]:
    blank: dict[str, Any] = {
        "subject": "awarded",
        "section": None,
        "wave": None,
        "departement": None,
        "tolerance": 0,
        "origins": [],
    }
    return blank | {"quantity": quantity, "unit": unit, "scope": scope} | more


def perfect(gold: Gold) -> dict[str, Any]:
    """The result that says just what the gold says."""
    meta, claims, sections = gold.meta, [], []
    for key, unit in (("stated_total", "projects"), ("stated_total_amount", "euros")):
        if key in meta:
            claims.append(claim(meta[key], unit))
    for part in meta.get("sections", []):
        sections.append({"kind": "projects", "title": part["theme"], "n_projects": part["n_records"], "pages": []})
        if part.get("stated_count"):
            claims.append(claim(part["stated_count"], scope="section", section=part["theme"]))
        for wave, count in enumerate(part.get("stated_by_wave", []), 1):
            claims.append(claim(count, scope="section", section=part["theme"], wave=wave))
    texts = {key: meta.get(key) for key in ("title", "subtitle", "issuer", "published", "region")}
    projects = [dict(record) for record in gold.records]
    return {"dossier": {**texts, "claims": claims}, "sections": sections, "projects": projects, "findings": []}


@pytest.fixture
def gold() -> Gold:
    """Occitanie: 25 records, every field filled but one territories_printed."""
    return load_gold(DOSSIERS / "dev-occitanie")


@pytest.fixture
def result(gold: Gold) -> dict[str, Any]:
    return deepcopy(perfect(gold))


def changes(gold: Gold, result: dict[str, Any]) -> dict[str, Any]:
    """What differs from a perfect evaluation: only the numbers of fields, records and segmentation that moved."""
    before, after = flat(evaluate(gold, perfect(gold))), flat(evaluate(gold, result))
    return {key: after[key] for key in after if after[key] != before.get(key)}


def flat(evaluation: Evaluation) -> dict[str, Any]:
    numbers: dict[str, Any] = {
        field: (score.n_gold, score.n_result, score.correct) for field, score in evaluation.fields.items()
    }
    segmentation = evaluation.segmentation
    numbers["segmentation"] = (segmentation.n_gold, segmentation.n_result, segmentation.correct)
    for key in ("missed", "invented", "out_of_order", "records_right"):
        numbers[key] = getattr(evaluation, key)
    return numbers | {
        f"meta {check.key}": (check.expected, check.found) for check in evaluation.meta if not check.right
    }


def wrong_meta(gold: Gold, result: dict[str, Any]) -> dict[str, Any]:
    return {check.key: check.found for check in evaluate(gold, result).meta if not check.right}


# --- strict_key: each clause of the conventions

EQUAL = {
    "NFKC: ligature": ("ﬁnancé", "financé"),
    "NFKC: composed and decomposed": ("e\u0301picerie", "épicerie"),
    "NFKC: superscript": ("850 m²", "850 m2"),
    "apostrophes": ("l’accès ‘libre’", "l'accès 'libre'"),
    "double quotes": ("“Le Chaudron”", '"Le Chaudron"'),
    "soft hyphen inside a word": ("asso\u00adciation", "association"),
    "soft hyphen at a line end": ("asso\u00ad\nciation", "association"),
    "line-end hyphenation": ("asso-\nciation", "association"),
    "line-end hyphenation, CRLF and indent": ("asso- \r\n  ciation", "association"),
    "line-end hyphenation, typographic hyphen": ("asso‐\nciation", "association"),
    "true hyphen at a line end, capital": ("Seine-\nSaint-Denis", "Seine-Saint-Denis"),
    "true hyphen at a line end, digits": ("Solidarité 65-\n32", "Solidarité 65-32"),
    "true hyphen at a line end, after a digit": ("modules B2-\nb", "modules B2-b"),
    "spaced dash at a line end": ("Bel Air -\nGrands Pêcheurs", "Bel Air - Grands Pêcheurs"),
    "no-break space": ("24\u00a0500\u202f€", "24 500 €"),
    "white space of any kind": ("un \t deux\u2003trois", "un deux trois"),
    "line break": ("un\ndeux", "un deux"),
    "paragraph break": ("un\n\n deux", "un deux"),
    "white space at the ends": ("  un\n", "un"),
    "list marker • at the start": ("• un", "- un"),
    "list marker – after a line feed": ("un :\n– deux\n – trois", "un :\n- deux\n- trois"),
    "list marker ▪": ("un :\n▪ deux", "un :\n- deux"),
    "list marker after any line break": ("un :\u2028• deux\r• trois", "un :\n- deux\n- trois"),
    "list marker, tab after it": ("•\tun", "- un"),
    "no space inside « »": ("« Kafe Pro »", "«Kafe Pro»"),
    "no space inside « », no-break": ("«\u202fKafe Pro\u00a0»", "«Kafe Pro»"),
    **{f"no space before {mark}": (f"un {mark} deux", f"un{mark} deux") for mark in ",.;:?!%)"},
    "trailing dot": ("un.", "un"),
    "trailing semicolon": ("un ;", "un"),
    "trailing comma and space": ("un, ", "un"),
    "trailing dot, initials": ("E.N.S.E.M.B.L.E.", "E.N.S.E.M.B.L.E."),
    "nothing": (None, ""),
    "white space only": (" \n", ""),
}

UNEQUAL = {
    "letters": ("Épicerie solidaire", "Epiceries solidaires"),
    "case": ("CROIX-ROUGE", "Croix-Rouge"),
    "accents": ("Ile-de-France", "Île-de-France"),
    "true hyphen": ("Saint-Denis", "Saint Denis"),
    "true hyphen, joined": ("porte-monnaie", "portemonnaie"),
    "true hyphen, kept as printed": ("asso-ciation", "association"),
    "hyphenation turned to a space": ("asso- ciation", "association"),
    "dash within a line": ("Bel Air – Espoir", "Bel Air - Espoir"),
    "bullet within a line": ("un • deux", "un - deux"),
    "list marker or none": ("- un", "un"),
    "no item, a number below zero": ("–5 degrés", "- 5 degrés"),
    "space after a mark": ("un,deux", "un, deux"),
    "space before an opening bracket": ("un(deux)", "un (deux)"),
    "guillemets": ("« Kafe Pro »", "Kafe Pro"),
    "guillemets and quotes": ("« Kafe Pro »", '"Kafe Pro"'),
    "dot within": ("U.D.A.F. 22", "UDAF 22"),
    "trailing bracket": ("un)", "un"),
    "trailing exclamation mark": ("un !", "un"),
    "trailing colon": ("un :", "un"),
    "leading dot": (". un", "un"),
    "a lone dot is not nothing": (".", ""),
}


@pytest.mark.parametrize(("one", "other"), EQUAL.values(), ids=EQUAL)
def test_equal(one: str | None, other: str) -> None:
    assert strict_key(one) == strict_key(other)


@pytest.mark.parametrize(("one", "other"), UNEQUAL.values(), ids=UNEQUAL)
def test_unequal(one: str, other: str) -> None:
    assert strict_key(one) != strict_key(other)


def test_no_text_has_the_empty_key() -> None:
    assert strict_key(None) == strict_key("") == ""


TRICKY = st.text(st.sampled_from("aéA1\n\r\t \u00a0\u2028\u00ad-‐–•▪«»“’'\".,;:?!%)(\u0301…²ﬁ´"), max_size=12)


@settings(max_examples=1000)
@given(st.text() | TRICKY)
def test_strict_key_is_idempotent(text: str) -> None:
    assert strict_key(strict_key(text)) == strict_key(text)


@given(TRICKY, TRICKY)
def test_spaces_of_any_kind_and_number_are_one(one: str, other: str) -> None:
    assert strict_key(f"{one}x \u00a0\tx{other}") == strict_key(f"{one}x x{other}")


# --- the four matchings

#                         strict soft levenshtein ratcliff-obershelp
NEAR: dict[str, tuple[Any, Any, str]] = {
    "the same": ("Épicerie", "Épicerie", "1111"),
    "nothing and nothing": (None, None, "1111"),
    "nothing and something": (None, "Épicerie", "0000"),
    "something and nothing": ("Épicerie", None, "0000"),
    "case": ("CROIX-ROUGE", "Croix-Rouge", "0100"),
    "accents": ("Île-de-France", "Ile-de-France", "0110"),
    "punctuation and spaces": ("U.D.A.F. 22", "UDAF 22", "0100"),
    "a fifth of the characters": ("abcde", "abcdx", "0010"),
    "more than a fifth": ("abcd", "abcx", "0000"),
    "insertions count against the longer": ("abcd", "abcde", "0010"),
    "one of twenty characters": ("abcdefghijklmnopqrst", "abcdefghijxlmnopqrst", "0011"),
    "one of nineteen": ("abcdefghijklmnopqrs", "abcdefghijxlmnopqrs", "0010"),
    "the same letters in another order": ("abcdefghijklmnopqrst", "klmnopqrstabcdefghij", "0000"),
    "marks alone, the same": ("?!", "?!", "1111"),
    "marks alone, others": ("?", "!", "0000"),
    "marks alone are not nothing": ("?", None, "0000"),
    "another script": ("Ω", "Я", "0000"),
}


def one_record(**values: Any) -> dict[str, Any]:
    return {"n": 1, **dict.fromkeys(FIELDS)} | values


def matched(field: str, asked: Any, given: Any) -> str:
    """Under which matchings a record is wholly right that differs in one field, as a string of 0 and 1."""
    record, project = (one_record(carrier="Secours", **{field: value}) for value in (asked, given))
    evaluation = evaluate(Gold([record], {}), {**NO_RESULT, "projects": [project]})
    scores = [evaluation, *evaluation.lenient.values()]
    return "".join(str(s.records_right) for s in scores)


@pytest.mark.parametrize(("asked", "given", "expected"), NEAR.values(), ids=NEAR)
def test_each_matching(asked: Any, given: Any, expected: str) -> None:
    assert list(MATCHINGS) == ["strict", "soft", "levenshtein", "ratcliff_obershelp"]
    assert matched("description", asked, given) == expected


@pytest.mark.parametrize(
    ("field", "asked", "given"),
    [("territories", ["IDF"], ["Idf"]), ("territories", ["31", "32"], ["31"]), ("amount_eur", 1000000, 1000001)],
)
def test_sets_and_amounts_have_no_nearly(field: str, asked: Any, given: Any) -> None:
    assert matched(field, asked, given) == "0000"


def test_near_matches_count_in_fields_micro_and_macro(gold: Gold, result: dict[str, Any]) -> None:
    for project in result["projects"][:5]:
        project["title"] = project["title"].upper()
    evaluation = evaluate(gold, result)
    soft, levenshtein = evaluation.lenient["soft"], evaluation.lenient["levenshtein"]
    assert (evaluation.fields["title"].correct, evaluation.records_right) == (20, 20)
    assert (soft.fields["title"].correct, soft.records_right, soft.micro.f1, soft.macro_f1) == (25, 25, 1.0, 1.0)
    assert levenshtein.fields["title"].correct < 25
    assert evaluation.macro_precision == evaluation.macro_recall == pytest.approx((7 + 20 / 25) / 8)


def test_a_lost_record_is_lost_under_every_matching(gold: Gold, result: dict[str, Any]) -> None:
    del result["projects"][6]
    evaluation = evaluate(gold, result)
    for scores in (evaluation, *evaluation.lenient.values()):
        assert {score.n_gold - score.correct for score in scores.fields.values()} == {1}
        assert scores.records_right == 24


def test_near_matches_of_long_texts_stay_quick(gold: Gold, result: dict[str, Any]) -> None:
    for project in result["projects"]:
        project["description"] = f"{project['description'] * 4} x"
    wanted = Gold([{**record, "description": record["description"] * 4} for record in gold.records], gold.meta)
    begun = time.perf_counter()
    assert evaluate(wanted, result).lenient["ratcliff_obershelp"].fields["description"].correct == 25
    assert time.perf_counter() - begun < 3  # 0.4 s


# --- the four dossiers against themselves


@pytest.mark.parametrize("name", NAMES)
def test_gold_against_itself_is_perfect(name: str) -> None:
    gold = load_gold(DOSSIERS / name)
    evaluation = evaluate(gold, perfect(gold))
    scores = [*evaluation.fields.values(), evaluation.micro, evaluation.segmentation]
    assert {(score.precision, score.recall, score.f1) for score in scores} == {(1.0, 1.0, 1.0)}
    assert evaluation.macro_f1 == 1.0
    assert evaluation.records_right == evaluation.segmentation.correct == len(gold.records)
    assert (evaluation.missed, evaluation.invented, evaluation.out_of_order) == (0, 0, 0)
    assert evaluation.misses == []
    assert [check.key for check in evaluation.meta if not check.right] == []


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_result_finds_nothing(name: str) -> None:
    gold = load_gold(DOSSIERS / name)
    evaluation = evaluate(gold, perfect(gold) | {"projects": []})
    filled = [score for score in evaluation.fields.values() if score.n_gold]
    assert {(score.correct, score.recall, score.f1) for score in filled} == {(0, 0.0, 0.0)}
    assert (evaluation.micro.f1, evaluation.macro_f1, evaluation.segmentation.f1) == (0.0, 0.0, 0.0)
    assert evaluation.missed == len(gold.records)


def test_each_thing_of_meta_is_checked() -> None:
    counts = {}
    for name in NAMES:
        gold = load_gold(DOSSIERS / name)
        checks = evaluate(gold, perfect(gold)).meta
        counts[name] = Counter(check.key.rpartition(": ")[2] for check in checks)
    common = ("title", "subtitle", "issuer", "published", "region", "stated_total", "stated_total_amount", "themes")
    assert all(count[key] == 1 for count in counts.values() for key in common)
    assert {name: count["n_records"] for name, count in counts.items()} == dict(zip(NAMES, (2, 4, 4, 5), strict=True))
    assert {name: count["stated_count"] for name, count in counts.items()} == dict(
        zip(NAMES, (1, 3, 3, 0), strict=True)
    )
    assert counts["idf-2021"]["stated in wave 1"] == counts["idf-2021"]["stated in wave 2"] == 4


# --- single errors


def test_a_title_changed(gold: Gold, result: dict[str, Any]) -> None:
    result["projects"][3]["title"] += "!"
    assert changes(gold, result) == {"title": (25, 25, 24), "records_right": 24}
    (miss,) = evaluate(gold, result).misses
    title = gold.records[3]["title"]
    assert asdict(miss) == {"n": 4, "field": "title", "expected": title, "found": title + "!", "found_n": 4}


def test_a_title_changed_beyond_recognition_still_aligns_by_carrier_and_description(
    gold: Gold, result: dict[str, Any]
) -> None:
    result["projects"][3]["title"] = "?"
    assert changes(gold, result) == {"title": (25, 25, 24), "records_right": 24}


def test_a_null_filled(gold: Gold, result: dict[str, Any]) -> None:
    (at,) = [i for i, record in enumerate(gold.records) if record["territories_printed"] is None]
    result["projects"][at]["territories_printed"] = "31"
    assert changes(gold, result) == {"territories_printed": (24, 25, 24), "records_right": 24}
    score = evaluate(gold, result).fields["territories_printed"]
    assert (score.precision, score.recall, score.f1) == (24 / 25, 1.0, 48 / 49)


def test_a_value_left_empty(gold: Gold, result: dict[str, Any]) -> None:
    result["projects"][0]["zone"] = ""
    assert changes(gold, result) == {"zone": (25, 24, 24), "records_right": 24}
    score = evaluate(gold, result).fields["zone"]
    assert (score.precision, score.recall) == (1.0, 24 / 25)


def test_a_field_that_nobody_should_fill(gold: Gold) -> None:
    gold = load_gold(DOSSIERS / "dev-bretagne")
    result = perfect(gold)
    result["projects"][0]["theme"] = "Les projets retenus"
    assert changes(gold, result) == {"theme": (0, 1, 0), "records_right": 32}
    evaluation = evaluate(gold, result)
    assert evaluation.fields["theme"].f1 == 0.0
    assert evaluation.macro_f1 == 7 / 8  # seven perfect fields, and theme


def test_unused_fields_do_not_flatter_the_macro(gold: Gold) -> None:
    gold = load_gold(DOSSIERS / "dev-bretagne")  # its theme is null throughout
    result = perfect(gold)
    for project in result["projects"]:
        project["zone"] = None
    assert evaluate(gold, result).macro_f1 == 6 / 7


def test_a_territory_missing(gold: Gold, result: dict[str, Any]) -> None:
    assert len(result["projects"][3]["territories"]) > 1
    result["projects"][3]["territories"] = result["projects"][3]["territories"][1:]
    assert changes(gold, result) == {"territories": (25, 25, 24), "records_right": 24}


def test_territories_are_a_set(gold: Gold, result: dict[str, Any]) -> None:
    codes = result["projects"][3]["territories"]
    result["projects"][3]["territories"] = [*reversed(codes), codes[0]]
    assert changes(gold, result) == {}


def test_no_territory_is_nothing(gold: Gold, result: dict[str, Any]) -> None:
    result["projects"][3]["territories"] = []
    assert changes(gold, result) == {"territories": (25, 24, 24), "records_right": 24}


@pytest.mark.parametrize(("amount", "correct"), [(96000.0, 25), (96000.004, 25), (96000.01, 24), (96, 24), (0, 24)])
def test_amounts_are_compared_to_the_cent(gold: Gold, result: dict[str, Any], amount: float, correct: int) -> None:
    assert result["projects"][3]["amount_eur"] == 96000
    result["projects"][3]["amount_eur"] = amount
    assert evaluate(gold, result).fields["amount_eur"].correct == correct
    assert evaluate(gold, result).fields["amount_eur"].n_result == 25


def test_an_amount_that_the_gold_does_not_have(gold: Gold) -> None:
    gold = load_gold(DOSSIERS / "idf-2021")  # without the key amount_eur
    result = perfect(gold)
    result["projects"][0]["amount_eur"] = 5
    assert changes(gold, result) == {"amount_eur": (0, 1, 0), "records_right": 76}


def test_a_record_dropped(gold: Gold, result: dict[str, Any]) -> None:
    del result["projects"][6]
    expected: dict[str, Any] = dict.fromkeys(FIELDS, (25, 24, 24))
    expected["territories_printed"] = (24, 23, 23)
    assert changes(gold, result) == expected | {
        "segmentation": (25, 24, 24),
        "missed": 1,
        "records_right": 24,
        "meta n_records": (25, 24),
    }
    misses = evaluate(gold, result).misses
    assert [(miss.n, miss.field, miss.found, miss.found_n) for miss in misses] == [(7, f, None, None) for f in FIELDS]


def test_a_record_invented(gold: Gold, result: dict[str, Any]) -> None:
    blank = dict.fromkeys(FIELDS)
    result["projects"].insert(6, blank | {"n": 99, "title": "Mentions légales", "territories": []})
    assert changes(gold, result) == {
        "title": (25, 26, 25),
        "segmentation": (25, 26, 25),
        "invented": 1,
        "meta n_records": (25, 26),
    }
    (miss,) = evaluate(gold, result).misses
    assert (miss.n, miss.field, miss.expected, miss.found, miss.found_n) == (
        None,
        "title",
        None,
        "Mentions légales",
        99,
    )


def test_an_empty_record_invented(gold: Gold, result: dict[str, Any]) -> None:
    result["projects"].append({"n": 26, **dict.fromkeys(FIELDS)})
    assert changes(gold, result) == {"segmentation": (25, 26, 25), "invented": 1, "meta n_records": (25, 26)}


def test_two_records_merged(gold: Gold, result: dict[str, Any]) -> None:
    first, second = result["projects"][4], result["projects"].pop(5)
    first["description"] += f"\n{second['title']}\n{second['description']}"
    expected: dict[str, Any] = dict.fromkeys(FIELDS, (25, 24, 24))
    expected |= {"territories_printed": (24, 23, 23), "description": (25, 24, 23)}
    assert changes(gold, result) == expected | {
        "segmentation": (25, 24, 24),
        "missed": 1,
        "records_right": 23,
        "meta n_records": (25, 24),
    }


def test_a_record_cut_in_two(gold: Gold, result: dict[str, Any]) -> None:
    head, tail = gold.records[0]["description"].split("\n")
    result["projects"][0]["description"] = head
    result["projects"].insert(1, {"n": 99, **dict.fromkeys(FIELDS), "description": tail})
    assert changes(gold, result) == {
        "description": (25, 26, 24),
        "segmentation": (25, 26, 25),
        "invented": 1,
        "records_right": 24,
        "meta n_records": (25, 26),
    }


def test_two_records_swapped(gold: Gold, result: dict[str, Any]) -> None:
    projects = result["projects"]
    projects[8], projects[9] = projects[9] | {"n": 9}, projects[8] | {"n": 10}
    assert changes(gold, result) == {"out_of_order": 1}


# --- what became of records that have no counterpart


def ends(gold: Gold, result: dict[str, Any]) -> dict[str, int]:
    evaluation = evaluate(gold, result)
    return {key: n for key in ("missed", "merged", "invented", "split") if (n := getattr(evaluation, key))}


def test_a_merged_record_is_missed_and_merged(gold: Gold, result: dict[str, Any]) -> None:
    swallowed = result["projects"].pop(5)
    result["projects"][4]["description"] += f"\n{swallowed['title']}\n{swallowed['description']}"
    assert ends(gold, result) == {"missed": 1, "merged": 1}


def test_half_of_a_description_betrays_a_merged_record(gold: Gold, result: dict[str, Any]) -> None:
    words = result["projects"].pop(5)["description"].split()
    result["projects"][4]["description"] += " " + " ".join(words[len(words) // 2 :])
    assert ends(gold, result) == {"missed": 1, "merged": 1}


def test_its_title_alone_betrays_a_merged_record(gold: Gold, result: dict[str, Any]) -> None:
    result["projects"][0]["zone"] += f" {result['projects'].pop(1)['title']}"
    assert ends(gold, result) == {"missed": 1, "merged": 1}


def test_only_the_project_of_a_record_can_hold_a_merged_one(gold: Gold, result: dict[str, Any]) -> None:
    title = result["projects"].pop(1)["title"]
    result["projects"].append(one_record(n=26, title="Annexe", description=f"{'Sommaire ' * 30}{title}"))
    assert ends(gold, result) == {"missed": 1, "invented": 1}


def test_a_lost_record_is_not_merged(gold: Gold, result: dict[str, Any]) -> None:
    del result["projects"][5]
    assert ends(gold, result) == {"missed": 1}


def test_a_title_that_another_record_names_itself_is_not_merged() -> None:
    long = "Épicerie itinérante du Comminges"
    records = [one_record(n=1, title=long), one_record(n=2, title="Suite", description=f"Suite de : {long}")]
    assert ends(Gold(records, {}), {**NO_RESULT, "projects": records[1:]}) == {"missed": 1}
    assert ends(Gold(records, {}), {**NO_RESULT, "projects": [records[1] | {"zone": long * 2}]}) == {"missed": 1}


def test_a_short_phrase_betrays_nothing() -> None:
    records = [one_record(n=1, title="Épicerie"), one_record(n=2, title="Bus", description="Vers le lycée")]
    found = [records[1] | {"description": "Vers le lycée et l'épicerie"}]
    assert ends(Gold(records, {}), {**NO_RESULT, "projects": found}) == {"missed": 1}


def test_a_piece_of_a_record_is_invented_and_split(gold: Gold, result: dict[str, Any]) -> None:
    head, tail = gold.records[0]["description"].split("\n")
    result["projects"][0]["description"] = head
    result["projects"].insert(1, one_record(n=99, description=tail))
    assert ends(gold, result) == {"invented": 1, "split": 1}


def test_a_second_copy_is_invented_and_not_split(gold: Gold, result: dict[str, Any]) -> None:
    result["projects"].append(result["projects"][3] | {"n": 26})
    assert ends(gold, result) == {"invented": 1}


def test_text_of_no_record_is_invented(gold: Gold, result: dict[str, Any]) -> None:
    result["projects"].append(one_record(n=26, title="Pour en savoir plus sur la stratégie nationale"))
    assert ends(gold, result) == {"invented": 1}


# --- alignment


def record(n: int, title: str | None, carrier: str | None, description: str | None = None) -> dict[str, Any]:
    return {"n": n, "title": title, "carrier": carrier, "description": description}


def matches(wanted: list[dict[str, Any]], found: list[dict[str, Any]]) -> dict[int, int | None]:
    """Rank found by wanted rank, read off a zone that is always wrong."""
    projects = [project | {"zone": "wrong"} for project in found]
    result = {"projects": projects, "dossier": {**perfect(Gold([], {}))["dossier"]}, "sections": [], "findings": []}
    evaluation = evaluate(Gold([row | {"zone": "right"} for row in wanted], {}), result)
    return {miss.n: miss.found_n for miss in evaluation.misses if miss.field == "zone" and miss.n}


def test_same_title_and_carrier_goes_before_same_title() -> None:
    wanted = [record(1, "Épicerie", "Secours"), record(2, "Épicerie", "Emmaüs")]
    found = [record(1, "Épicerie", "Emmaüs"), record(2, "Épicerie", "Croix-Rouge")]
    assert matches(wanted, found) == {1: 2, 2: 1}


def test_same_title_is_enough_and_is_used_once() -> None:
    wanted = [record(1, "Épicerie", "Secours", "Mutualisation de la ramasse auprès de 19 grandes surfaces.")]
    found = [record(1, "Épicerie", "Ehop", "Torréfaction artisanale ; six personnes en contrat d'insertion.")]
    assert matches(wanted, found) == {1: 1}
    assert matches(wanted, [wanted[0], found[0] | {"n": 2}]) == {1: 1}


def test_duplicates_are_paired_in_order() -> None:
    twins = [record(n, "Épicerie", "Secours") for n in (1, 2, 3)]
    assert matches(twins, twins) == {1: 1, 2: 2, 3: 3}
    assert matches(twins, twins[:2]) == {1: 1, 2: 2, 3: None}


def test_the_most_alike_are_paired_first() -> None:
    wanted = [
        record(1, "Maraudes de nuit à Brest", "Croix-Rouge"),
        record(2, "Maraudes de nuit à Lorient", "Croix-Rouge"),
    ]
    found = [record(1, "Maraudes de nuit à Lorlent", "Croix-Rouge"), record(2, "Maraudes de nuit", "Croix-Rouge")]
    assert matches(wanted, found) == {1: 2, 2: 1}


def test_what_is_not_alike_is_not_paired() -> None:
    assert matches([record(1, "Bagagerie de la gare", "Puzzle")], [record(1, "Vélo 100 %", "Ehop")]) == {1: None}


def test_a_record_without_title_is_found_by_its_description() -> None:
    text = "Mutualisation de la ramasse auprès de 19 grandes surfaces."
    other = record(1, None, "Banque alimentaire", "Torréfaction artisanale employant six personnes.")
    assert matches([record(1, "Collecte", "Banque", text)], [other, record(2, None, None, text)]) == {1: 2}


def test_titles_all_wrong_stays_quick() -> None:
    gold = load_gold(DOSSIERS / "idf-2021")
    result = perfect(gold)
    for project in result["projects"]:
        project["title"] = f"Projet {project['title']}"
    begun = time.perf_counter()
    assert changes(gold, result) == {"title": (77, 77, 0), "records_right": 0}
    assert time.perf_counter() - begun < 2  # 0.1 s; comparing all with all takes 6


# --- meta


@pytest.mark.parametrize("key", ["title", "subtitle", "issuer", "published", "region"])
@pytest.mark.parametrize("value", [None, "autre"])
def test_a_wrong_text_of_meta(gold: Gold, result: dict[str, Any], key: str, value: str | None) -> None:
    result["dossier"][key] = value
    assert wrong_meta(gold, result) == {key: value}
    assert changes(gold, result) == {f"meta {key}": (gold.meta[key], value)}


def test_a_null_of_meta_must_stay_empty() -> None:
    gold = load_gold(DOSSIERS / "dev-grand-est")
    result = perfect(gold)
    result["dossier"]["subtitle"] = "Dossier de presse"
    assert wrong_meta(gold, result) == {"subtitle": "Dossier de presse"}


def test_keys_that_meta_lacks_are_not_scored(gold: Gold, result: dict[str, Any]) -> None:
    evaluation = evaluate(Gold(gold.records, {"title": gold.meta["title"]}), result)
    assert [(check.key, check.right) for check in evaluation.meta] == [("title", True)]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ([claim(27)], [25, 27]),
        ([claim(25)], 25),
        ([claim(27, subject="submitted")], 25),
        ([claim(27, subject="other")], 25),
        ([claim(27, scope="departement")], 25),
    ],
)
def test_only_claims_of_these_awards_count(gold: Gold, result: dict[str, Any], more: list[Any], found: Any) -> None:
    result["dossier"]["claims"] += more
    assert wrong_meta(gold, result) == ({} if found == 25 else {"stated_total": found})


def test_claims_that_are_missing(gold: Gold, result: dict[str, Any]) -> None:
    result["dossier"]["claims"] = []
    stated = {f"section {part['theme']}: stated_count": None for part in gold.meta["sections"]}
    assert wrong_meta(gold, result) == {"stated_total": None, "stated_total_amount": None} | stated


def test_the_count_of_a_wave_is_not_that_of_the_section(gold: Gold, result: dict[str, Any]) -> None:
    result["dossier"]["claims"].append(claim(3, scope="section", section=gold.meta["sections"][0]["theme"], wave=1))
    assert wrong_meta(gold, result) == {}


def test_a_wrong_amount_claimed(gold: Gold, result: dict[str, Any]) -> None:
    result["dossier"]["claims"][1]["quantity"] = 826000.5
    assert wrong_meta(gold, result) == {"stated_total_amount": 826000.5}


def test_waves_are_told_apart() -> None:
    gold = load_gold(DOSSIERS / "idf-2021")
    result = perfect(gold)
    theme = gold.meta["sections"][1]["theme"]  # 9 in the first wave, 4 in the second
    for stated in result["dossier"]["claims"]:
        if stated["section"] == theme:
            stated["wave"] = 3 - stated["wave"]
    assert wrong_meta(gold, result) == {
        f"section {theme}: stated in wave 1": 4,
        f"section {theme}: stated in wave 2": 9,
    }


def test_a_section_lost(gold: Gold, result: dict[str, Any]) -> None:
    lost = result["sections"].pop()
    themes = [part["theme"] for part in gold.meta["sections"]]
    assert wrong_meta(gold, result) == {"themes": themes[:-1], f"section {lost['title']}: n_records": 0}


def test_a_section_invented(gold: Gold, result: dict[str, Any]) -> None:
    result["sections"].append({"kind": "projects", "title": "Annexes", "n_projects": 0})
    assert list(wrong_meta(gold, result)) == ["themes"]


def test_other_kinds_of_section_do_not_count(gold: Gold, result: dict[str, Any]) -> None:
    result["sections"].append({"kind": "contacts", "title": "Contacts presse", "n_projects": 0})
    assert wrong_meta(gold, result) == {}


def test_a_project_in_the_wrong_section(gold: Gold, result: dict[str, Any]) -> None:
    first, second = result["sections"][:2]
    first["n_projects"] -= 1
    second["n_projects"] += 1
    assert wrong_meta(gold, result) == {
        f"section {first['title']}: n_records": 9,
        f"section {second['title']}: n_records": 9,
    }


def test_a_gold_section_without_theme_takes_any_heading_and_any_number_of_them() -> None:
    gold = load_gold(DOSSIERS / "dev-bretagne")
    result = perfect(gold)
    result["sections"] = [
        {"kind": "projects", "title": t, "n_projects": n} for t, n in (("Les projets", 30), ("Suite", 3))
    ]
    assert wrong_meta(gold, result) == {}
    result["sections"].pop()
    assert list(wrong_meta(gold, result).values()) == [30]


# --- verdicts on claims


def judged(gold: Gold, *findings: tuple[str, str, str | None]) -> dict[str, int]:
    """Verdicts other than none, of a result with these checks: code, verdict, heading of the section."""
    result = perfect(gold)
    for at, (code, verdict, section) in enumerate(findings):
        origin = {"boxes": [{"page": at}]}
        result["dossier"]["claims"].append(claim(0, section=section, subject="submitted") | {"origins": [origin]})
        result["findings"].append({"code": code, "verdict": verdict, "origin": origin})
    return {key: n for key, n in asdict(evaluate(gold, result).verdicts).items() if n}


CLAIMS = {"n_records": 3, "stated_total": 4, "sum_amounts": 500.5, "stated_total_amount": 500.5}
PARTS = [{"theme": "A", "n_records": 2, "stated_count": 2}, {"theme": "B", "n_records": 1, "stated_by_wave": [1, 1]}]


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], {}),
        ([("claim-dossier", "fail", None)], {"wrong_found": 1}),
        ([("claim-dossier", "pass", None)], {}),
        ([("claim-dossier", "fail", None)] * 2, {"wrong_found": 1, "false_alarms": 1}),
        ([("claim-amount", "pass", None)], {"right_passed": 1}),
        ([("claim-amount", "fail", None)], {"false_alarms": 1}),
        ([("claim-amount", "not-applicable", None)], {}),
        ([("claim-section", "pass", "A"), ("claim-section", "fail", "B")], {"right_passed": 1, "wrong_found": 1}),
        ([("claim-section", "fail", "A"), ("claim-section", "pass", "B")], {"false_alarms": 1}),
        ([("claim-wave", "fail", None), ("unclaimed-text", "fail", None)], {}),
    ],
)
def test_verdicts_are_held_against_the_gold(findings: list[Any], expected: dict[str, int]) -> None:
    gold = Gold([one_record(n=n, title=f"{n}") for n in (1, 2, 3)], {**CLAIMS, "sections": PARTS})
    assert judged(gold, *findings) == {"wrong": 2, "right": 2} | expected


def test_claims_that_nothing_contradicts_or_bears_out_are_not_judged() -> None:
    gold = Gold([one_record(title="1")], {"stated_total": None, "stated_total_amount": 5})
    assert judged(gold, ("claim-dossier", "fail", None), ("claim-amount", "fail", None)) == {}


# --- gains and losses


def test_each_value_gained_or_lost_is_listed_once(gold: Gold, result: dict[str, Any]) -> None:
    before = deepcopy(result)
    before["projects"][0]["title"] = "Titre faux"
    before["projects"][1]["zone"] = "toujours faux"
    before["projects"].append(one_record(n=26, title="Mentions légales"))
    result["projects"][1]["zone"] = "encore faux"
    result["projects"][2]["carrier"] = None
    result["dossier"]["title"] = "Autre"
    changes = compare(evaluate(gold, result), evaluate(gold, before))
    assert [(miss.n, miss.field, miss.found) for miss in changes.gains] == [
        (1, "title", "Titre faux"), (None, "title", "Mentions légales"), (None, "meta n_records", 26),
    ]  # fmt: skip
    assert [(miss.n, miss.field, miss.found) for miss in changes.losses] == [
        (3, "carrier", None),
        (None, "meta title", "Autre"),
    ]
    title = strict_key(gold.records[0]["title"])
    lines = ["3 gained, 2 lost", "+ 1 title", f"  expected  {title}", "  was       Titre faux"]
    assert change_lines(changes, 80)[:4] == lines
    assert "+ invented title" in change_lines(changes, 80)


def test_nothing_changed(gold: Gold, result: dict[str, Any]) -> None:
    result["projects"] += [one_record(n=n, title="Mentions légales") for n in (26, 27)]
    evaluation = evaluate(gold, result)
    assert change_lines(compare(evaluation, evaluation), 80) == ["0 gained, 0 lost"]
    result["projects"].pop()
    assert len(compare(evaluate(gold, result), evaluation).gains) == 1  # one of the two copies


def test_scores_written_as_json_can_be_compared_with(gold: Gold, faulty: Evaluation, tmp_path: Path) -> None:
    file = tmp_path / "scores.json"
    file.write_text(json.dumps(faulty.to_json()), encoding="utf-8")
    assert load_evaluation(file, gold) == faulty
    with pytest.raises(InputError, match="another gold"):
        load_evaluation(file, load_gold(DOSSIERS / "dev-bretagne"))


@pytest.mark.parametrize("text", ["", "[]", "5", '{"fields": {}}', '{"projects": []}'])
def test_what_is_neither_result_nor_scores_is_named(gold: Gold, tmp_path: Path, text: str) -> None:
    file = tmp_path / "odd.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"odd\.json.*result of `extract`") as caught:
        load_evaluation(file, gold)
    assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match=r"odd\.json: not a result"):
        load_result(file)


# --- folders


@pytest.fixture(scope="module")
def written(rules: Rules, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of one dossier, as `extract` writes them."""
    outcome = extract_dossier(source_of(DOSSIERS / "idf-2021" / "dossier.pdf"), rules)
    assert outcome.result is not None
    folder = tmp_path_factory.mktemp("output") / "dossiers"
    folder.mkdir()
    (folder / f"{outcome.result.dossier.id}.json").write_text(outcome.result.model_dump_json(), encoding="utf-8")
    return folder.parent


def test_a_folder_of_results_is_scored_by_dossier_and_in_all(written: Path) -> None:
    scores = evaluate_folders(DOSSIERS, written)
    assert list(scores.dossiers) == list(NAMES)
    assert scores.without_result == ["dev-bretagne", "dev-grand-est", "dev-occitanie"]
    assert [evaluation.micro.f1 for evaluation in scores.dossiers.values()] == [0.0, 0.0, 0.0, 1.0]
    assert (scores.segmentation.n_gold, scores.segmentation.correct, scores.records_right) == (153, 77, 77)
    assert scores.micro.correct == scores.dossiers["idf-2021"].micro.correct
    assert (scores.median_f1, scores.worst_tenth_f1) == (0.0, 0.0)
    lines = folder_lines(scores, 80)
    assert lines[4].split() == ["idf-2021", "77", "77", "0", "0", "1.00", "21/21"]
    assert [line.endswith("no result") for line in lines[1:5]] == [True, True, True, False]
    assert max(map(len, folder_lines(scores, 40))) <= 40


def test_without_pdf_a_result_belongs_to_the_folder_of_its_name(written: Path, tmp_path: Path) -> None:
    for name in ("dossier", "other"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, GOOD)
    scores = evaluate_folders(tmp_path, written / "dossiers")
    assert scores.without_result == ["other"]
    assert scores.dossiers["dossier"].segmentation.n_result == 77


def test_folders_without_gold_or_results_are_named(written: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no gold\.jsonl"):
        evaluate_folders(tmp_path, written)
    with pytest.raises(InputError, match="no JSON file"):
        evaluate_folders(DOSSIERS, tmp_path)


@pytest.mark.parametrize(
    ("values", "mean"),
    [([], 1.0), ([0.5], 0.5), ([1.0, 0.2], 0.2), ([*[1.0] * 18, 0.2, 0.4], 0.3), ([1.0] * 10 + [0], 0.5)],
)
def test_the_worst_tenth_is_the_mean_of_at_least_one(values: list[float], mean: float) -> None:
    assert worst_tenth(values) == pytest.approx(mean)


# --- the command


def run(*arguments: str | Path) -> Any:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)], env={"COLUMNS": "100"})


def test_the_command_compares_two_results(written: Path, tmp_path: Path) -> None:
    (file,) = (written / "dossiers").iterdir()
    worse = json.loads(file.read_text(encoding="utf-8"))
    worse["projects"][0]["title"] = "Faux"
    other = tmp_path / "worse.json"
    other.write_text(json.dumps(worse), encoding="utf-8")
    shown = run(DOSSIERS / "idf-2021", file, "--against", other).output.splitlines()
    assert shown[-4:] == ["1 gained, 0 lost", "+ 1 title", "  expected  Horizon Fait maison", "  was       Faux"]
    plain = json.loads(run(DOSSIERS / "idf-2021", other, "--json", "--against", file).output)
    assert [(miss["n"], miss["field"]) for miss in plain["against"]["losses"]] == [(1, "title")]
    assert plain["micro"]["correct"] == 536


def test_the_command_scores_folders(written: Path) -> None:
    assert run(DOSSIERS, written).output.splitlines()[0].startswith("dossier")
    assert json.loads(run(DOSSIERS, written, "--json").output)["records_right"] == 77
    assert run(DOSSIERS, written, "--against", written).exit_code == 2


# --- the gold file


GOOD = '{"n": 1, "title": "Épicerie"}'


def write(folder: Path, lines: str, meta: str | None = None) -> Path:
    (folder / "gold.jsonl").write_text(lines, encoding="utf-8")
    if meta is not None:
        (folder / "meta.json").write_text(meta, encoding="utf-8")
    return folder / "gold.jsonl"


def test_a_folder_or_its_gold_file(tmp_path: Path) -> None:
    file = write(tmp_path, f"{GOOD}\n\n", '{"n_records": 1}')
    assert load_gold(tmp_path) == load_gold(file)
    assert load_gold(file).meta == {"n_records": 1}
    assert [row["title"] for row in load_gold(file).records] == ["Épicerie"]


def test_meta_may_be_absent(tmp_path: Path) -> None:
    assert load_gold(write(tmp_path, GOOD)).meta == {}


def test_amounts_are_read_to_the_cent(tmp_path: Path) -> None:
    assert load_gold(write(tmp_path, '{"n": 1, "amount_eur": 15750.5}')).records[0]["amount_eur"] == 15750.5


@pytest.mark.parametrize(
    ("lines", "meta", "names"),
    [
        (f'{GOOD}\n{{"n": 2,', None, ["gold.jsonl", "line 2", "line 2 column", "EOF"]),
        (f"{GOOD}\n[]", None, ["gold.jsonl", "line 2", "object"]),
        (f'{GOOD}\n{{"n": 2, "tittle": "x"}}', None, ["gold.jsonl", "line 2", "tittle", "not permitted"]),
        ('{"n": 1, "territories": "75"}', None, ["gold.jsonl", "line 1", "territories", "array"]),
        ('{"title": "x"}', None, ["gold.jsonl", "line 1", "n:", "required"]),
        ("\n", None, ["gold.jsonl", "no record"]),
        (GOOD, '{\n"title": }', ["meta.json", "line 2", "expected value"]),
        (GOOD, "[]", ["meta.json", "object"]),
    ],
)
def test_a_bad_file_is_named_with_line_and_reason(
    tmp_path: Path, lines: str, meta: str | None, names: list[str]
) -> None:
    write(tmp_path, lines, meta)
    with pytest.raises(InputError) as caught:
        load_gold(tmp_path)
    assert [name for name in names if name not in str(caught.value)] == []
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gold\.jsonl.*cannot be read"):
        load_gold(tmp_path)


def test_bytes_that_are_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_bytes(GOOD.encode("latin-1"))
    with pytest.raises(InputError, match="line 1"):
        load_gold(tmp_path)


# --- what is shown


@pytest.fixture
def faulty(gold: Gold, result: dict[str, Any]) -> Evaluation:
    """One of each: a late difference in a long text, a missed record, an invented one, a wrong claim."""
    first = result["projects"][1]
    first["description"] = first["description"].replace("112 associations", "113 associations")
    result["dossier"]["claims"][0]["quantity"] = 26
    result["projects"][7] = {"n": 8, **dict.fromkeys(FIELDS), "title": "Mentions légales"}
    return evaluate(gold, result)


@pytest.mark.parametrize("width", [30, 44, 60, 80, 120, 400])
def test_the_report_fits_the_terminal(faulty: Evaluation, width: int) -> None:
    lines = report_lines(faulty, width)
    assert max(map(len, lines)) <= width
    assert not any("\n" in line for line in lines)


@pytest.mark.parametrize("width", [44, 80, 120])
def test_the_first_difference_shows_one_under_the_other(faulty: Evaluation, width: int) -> None:
    lines = report_lines(faulty, width)
    at = lines.index("2 description")
    expected, found = lines[at + 1 : at + 3]
    assert expected.find("112") == found.find("113") > 0
    assert (expected.split()[0], found.split()[0]) == ("expected", "found")


def test_each_error_is_listed_once(faulty: Evaluation, gold: Gold) -> None:
    lines = report_lines(faulty, 200)
    assert f"8 missed: {gold.records[7]['title']}" in lines
    assert "8 invented: Mentions légales" in lines
    assert lines[lines.index("meta stated_total") + 1 :][:2] == ["  expected  25", "  found     26"]
    assert next(line for line in lines if line.startswith("title")).split() == [
        "title",
        "25",
        "25",
        "24",
        *["0.96"] * 3,
    ]
    assert any("23 of 25 records right, 1 missed, 1 invented, 0 out of order" in line for line in lines)


def test_the_json_is_plain(faulty: Evaluation) -> None:
    plain = faulty.to_json()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["fields"]["title"]["f1"] == faulty.fields["title"].f1
    assert plain["micro"]["correct"] == sum(score["correct"] for score in plain["fields"].values())
    assert plain["misses"][0]["n"] == 2


# Links


def linked(code: str | None, *found: tuple[str, str | None]) -> Evaluation:
    record = one_record(title="Bus", zone="Clichy") | {"n": 1}
    places = [{"field": "zone", "text": text, "code": own} for text, own in found]
    gold = Gold([record], {}, {1: [{"text": "Clichy", "code": code, "also": ["93"]}]})
    return evaluate(gold, {**NO_RESULT, "projects": [{**record, "places": places}]})


@pytest.mark.parametrize(
    ("code", "found", "counts"),
    [
        ("93014", [("Clichy", "93014")], (1, 1, 1)),
        ("93014", [("Clichy", "93")], (1, 1, 1)),  # another code that is as good
        ("93014", [("Clichy", "92024")], (1, 1, 0)),
        ("93014", [], (1, 0, 0)),
        (None, [("Clichy", None)], (0, 0, 0)),  # no official code: counts neither way
        (None, [("Clichy", "92024")], (0, 1, 0)),
    ],
)
def test_links_are_counted_by_code(code: str | None, found: list[tuple[str, str]], counts: tuple[int, ...]) -> None:
    evaluation = linked(code, *found)
    assert evaluation.links is not None
    assert (evaluation.links.n_gold, evaluation.links.n_result, evaluation.links.correct) == counts
    assert len(evaluation.link_misses) == counts[0] + counts[1] - 2 * counts[2]


def test_without_gold_of_links_nothing_is_said_of_them(gold: Gold, result: dict[str, Any]) -> None:
    assert evaluate(Gold(gold.records, gold.meta), result).links is None
