"""SCDL: what a dossier says goes into the columns of subsidies; what it does not say is a gap, never a guess."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from dossier_extract.dataset import Dataset, Versions
from dossier_extract.export import Wish, export
from dossier_extract.export.scdl import COLUMNS, NEVER
from dossier_extract.rules import Rules
from tests.builders import make_dossier, make_project, make_result

PERSON = {"carrier": "Ana Lee", "carrier_printed": "Ana Lee", "carriers": ["Ana Lee"], "carrier_person": True}
PROJECTS = [
    make_project(id="a", carrier_siret="73282932000074", carrier_siren="732829320", carrier_rna="W751000001"),
    make_project(id="b", n=2, carrier_siren="732829320", amount_eur=Decimal("100000"), title="x" * 300),
    make_project(id="c", n=3, amount_eur=None, **PERSON),
    make_project(id="d", n=4, carrier="A / B", carriers=["A", "B"]),
]
RESULT = make_result(dossier=make_dossier(issuer="Préfet de la région Bretagne"), projects=PROJECTS, findings=[])


def tables(folder: Path, rules: Rules, with_contacts: bool = False) -> dict[str, list[dict[str, str]]]:
    Dataset(folder / "results", Versions(program="0.1.0", rules_digest="cafe" * 16)).write(RESULT)
    paths = export(folder / "results", folder / "out", Wish("scdl", with_contacts=with_contacts), rules, str)
    return {path.stem: list(csv.DictReader(path.open(encoding="utf-8", newline=""), strict=True)) for path in paths}


@pytest.fixture
def made(tmp_path: Path, rules: Rules) -> dict[str, list[dict[str, str]]]:
    return tables(tmp_path, rules)


def test_what_the_dossier_says_is_filled(made: dict[str, list[dict[str, str]]]) -> None:
    rows = made["subventions"]
    assert list(rows[0]) == list(COLUMNS)
    assert {name: value for name, value in rows[0].items() if value} == {
        "nomAttribuant": "Préfet de la région Bretagne",
        "nomBeneficiaire": "Cité Caritas",
        "idBeneficiaire": "73282932000074",
        "rnaBeneficiaire": "W751000001",
        "objet": "Horizon",
        "montant": "1250.5",
    }
    assert rows[1]["montant"] == "100000"
    assert len(rows[1]["objet"]) == 256


def test_every_empty_cell_is_a_gap_with_its_reason(made: dict[str, list[dict[str, str]]]) -> None:
    gaps = {(int(gap["row"]), gap["column"]): gap for gap in made["gaps"]}
    for number, row in enumerate(made["subventions"], 1):
        for column, value in row.items():
            assert value or gaps[number, column]["reason"], (number, column)
    assert len(gaps) == len(made["gaps"])
    told = {key: gap["reason"] for key, gap in gaps.items() if key[1] not in NEVER}
    assert told == {
        (2, "idBeneficiaire"): "only the SIREN is known",
        (2, "rnaBeneficiaire"): "not printed, or not found",
        (2, "objet"): "cut after 256 characters",
        (3, "nomBeneficiaire"): "a natural person, left out",
        (3, "idBeneficiaire"): "a natural person, left out",
        (3, "rnaBeneficiaire"): "a natural person, left out",
        (3, "montant"): "not printed, or not found",
        (4, "nomBeneficiaire"): "2 bodies carry the project together",
        (4, "idBeneficiaire"): "not printed, or not found",
        (4, "rnaBeneficiaire"): "not printed, or not found",
    }
    assert (gaps[3, "montant"]["project_id"], gaps[3, "montant"]["n"]) == ("c", "3")


def test_columns_are_counted(made: dict[str, list[dict[str, str]]]) -> None:
    counts = {row["column"]: (int(row["filled"]), int(row["empty"])) for row in made["columns"]}
    assert list(counts) == list(COLUMNS)
    assert counts["montant"] == (3, 1)
    assert counts["nature"] == (0, 4)
    for row in made["columns"]:
        assert row["filled"] == str(sum(bool(one[row["column"]]) for one in made["subventions"]))


def test_persons_are_named_if_asked_for(tmp_path: Path, rules: Rules) -> None:
    assert tables(tmp_path, rules, with_contacts=True)["subventions"][2]["nomBeneficiaire"] == "Ana Lee"
