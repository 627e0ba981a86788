"""Numbers of carriers: taken where they are printed and right, a finding where they are wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier_extract.drafts import Draft, FieldValue, Linked
from dossier_extract.rules import Rules, load_rules
from dossier_extract.schema import Finding
from dossier_extract.stages.link.identify import is_valid, numbers_of
from tests.builders import make_origin
from tests.pages import make_block

SIRET, SIREN, RNA = "73282932000074", "732829320", "W751234567"


def numbers(rules: Rules, body: str = "", carriers: tuple[str, ...] = ("Ligue",), **fields: Any) -> dict[str, Any]:
    values = {name: FieldValue(0, name, value, (make_origin(),)) for name, value in fields.items()}
    draft = Draft(make_block(heading="Un titre", body=body), None, None, values, Linked(carriers=carriers))
    return numbers_of(draft, rules)


def found(rules: Rules, body: str = "", **more: Any) -> dict[str, object]:
    return {name.removeprefix("carrier_"): field.value for name, field in numbers(rules, body, **more).items()}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"SIRET : {SIRET}", {"siret": SIRET, "siren": SIREN}),
        ("(n° SIRET 732 829 320 00074)", {"siret": SIRET, "siren": SIREN}),
        ("SIREN/SIRET : 732 829 320", {"siren": SIREN}),
        ("Siren n° 732.829.320", {"siren": SIREN}),
        (f"Association Puzzle, {RNA}", {"rna": RNA}),
        ("RNA : w2a1000123", {"rna": "W2A1000123"}),
        ("dossier 73282932000074", {}),
        ("12 500 euros en 2021", {}),
    ],
)
def test_printed_numbers(rules: Rules, body: str, expected: dict[str, str]) -> None:
    assert found(rules, body) == expected


def test_the_origin_is_the_number_on_the_page(rules: Rules) -> None:
    field = numbers(rules, "Contact ; SIRET 732 829 320 00074, Paris")["carrier_siret"]
    assert [(one.raw, one.slot, one.source) for one in field.origins] == [
        ("732 829 320 00074", "body", "siret_printed"),
    ]


def test_fields_that_are_called_so(rules: Rules) -> None:
    assert found(rules, **{"extra.siret": "732 829 320 00074"}) == {"siret": SIRET, "siren": SIREN}
    assert found(rules, **{"extra.n_siren": 732829320}) == {"siren": SIREN}
    assert found(rules, **{"extra.sirets": "732 829 320 00074"}) == {}
    assert found(rules, carrier_printed=f"Ligue ({SIRET})") == {"siret": SIRET, "siren": SIREN}
    assert found(rules, carrier_printed="Ligue (73282932000075)") == {}


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("SIRET : 73282932000075", "73282932000075"),
        ("SIRET : 732829320000741", "732829320000741"),
        ("SIREN : 732 829 321", "732829321"),
        ("RNA : W12345", "W12345"),
    ],
)
def test_a_wrong_number_is_a_finding_and_no_value(rules: Rules, body: str, number: str) -> None:
    ((_, field),) = numbers(rules, body).items()
    assert field.value == ""
    (finding,) = field.findings
    assert isinstance(finding, Finding)
    assert (finding.code, finding.severity) == ("identifier-invalid", "warning")
    assert number in finding.message
    assert finding.origin is not None


def test_two_numbers_are_nobodys(rules: Rules) -> None:
    assert found(rules, f"SIRET {SIRET}", carriers=("Ligue", "Croix")) == {}
    assert found(rules, f"SIRET {SIRET} et SIRET 35600000000048") == {}


@given(st.text(max_size=80))
def test_any_text_can_be_searched(text: str) -> None:
    rules = RULES
    for name, value in found(rules, f"SIRET {text}").items():
        assert value == "" or is_valid(name, str(value))


RULES = load_rules()
