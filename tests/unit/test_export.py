"""Exports of an output folder: whole, valid, without contacts unless asked for."""

from __future__ import annotations

import csv
import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dossier_extract import schema
from dossier_extract.dataset import TABLES, Dataset, Versions
from dossier_extract.errors import InputError, OutputError
from dossier_extract.export import Wish, export
from dossier_extract.rules import Rules
from tests.builders import make_dossier, make_finding, make_origin, make_project, make_result

CONTACT = {"contact": "Zoé Martin", "N° de téléphone": "12", "partner": "Emmaüs, zoe@emmaus.org ou 01 42 00 00 00"}
ODD = make_result(
    dossier=make_dossier(id="odd-bbbbbbbb", published=None, title='Guillemets "droits", et\nune ligne'),
    projects=[
        make_project(id="first", extra={"wave": 2}, amount_eur=Decimal("100000"), territories=["01"]),
        make_project(
            id="third",
            n=3,
            carrier_person=True,
            **dict.fromkeys(("carrier", "carrier_printed"), "Ana Lee"),
            carriers=["Ana Lee"],
            carrier_id="ana-lee",
            title="Le bus",
            extra={},
            origins={"carrier": [make_origin(raw="Ana Lee")]},
        ),
        make_project(
            id="second", n=2, extra=CONTACT, amount_eur=None, origins={}, title="=1+1; 08\u2028fin", places=[]
        ),
    ],
    findings=[make_finding(project="first", message="appeler le 06.12.34.56.78")],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("export") / "results"
    dataset = Dataset(root, Versions(program="0.1.0", rules_digest="cafe" * 16), ("csv", "jsonl"))
    for result in (make_result(), ODD):
        dataset.write(result)
    (root / "dossiers" / "broken-off.json").write_text("{")  # no row in the table: a run broke off here
    return root


def written(folder: Path, out: Path, target: str, rules: Rules, **wish: Any) -> Path:
    export(folder, out, Wish(target, **wish), rules, str)
    return out


def test_a_line_a_record_as_extract_writes_them(folder: Path, tmp_path: Path, rules: Rules) -> None:
    out = written(folder, tmp_path, "jsonl", rules, with_contacts=True)
    each = b"".join(path.read_bytes() for path in sorted((folder / "jsonl").iterdir()))
    assert (out / "projects.jsonl").read_bytes() == each
    assert [json.loads(line)["id"] for line in each.decode().split("\n")[:-1]] == [
        "1234e567",
        "first",
        "third",
        "second",
    ]


def test_csv_has_the_columns_of_all_dossiers(folder: Path, tmp_path: Path, rules: Rules) -> None:
    out = written(folder, tmp_path, "csv", rules)
    rows = list(csv.DictReader((out / "projects.csv").open(encoding="utf-8", newline=""), strict=True))
    assert [row["extra.wave"] for row in rows] == ["", "2", "", ""]
    assert [row["amount_eur"] for row in rows] == ["1250.5", "100000", "1250.5", ""]
    assert rows[1]["territories"] == "01"
    assert rows[3]["title"] == "=1+1; 08\u2028fin"


def test_contacts_are_left_out_unless_asked_for(folder: Path, tmp_path: Path, rules: Rules) -> None:
    for target, files in (("csv", 1), ("jsonl", 1), ("datapackage", 8)):
        out = written(folder, tmp_path / target, target, rules)
        texts = [path.read_text(encoding="utf-8") for path in out.rglob("*") if path.is_file()]
        assert len(texts) == files
        for secret in (
            "Zoé Martin",
            "N° de téléphone",
            "zoe@emmaus.org",
            "01 42 00 00 00",
            "06.12.34.56.78",
            "Ana Lee",
            "ana-lee",
        ):
            assert not any(secret in text for text in texts), (target, secret)
        assert any("Emmaüs, […] ou […]" in text for text in texts)
        kept = written(folder, tmp_path / f"{target}-kept", target, rules, with_contacts=True)
        assert any("zoe@emmaus.org" in path.read_text(encoding="utf-8") for path in kept.rglob("*.*"))


def test_a_data_package_is_valid_and_has_every_table(folder: Path, tmp_path: Path, rules: Rules) -> None:
    import frictionless

    out = written(folder, tmp_path, "datapackage", rules)
    report = frictionless.Package(str(out / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "note", "fieldName"])
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert {resource["name"] for resource in package["resources"]} == set(TABLES)
    assert "licenses" not in package
    for resource in package["resources"]:
        data = (out / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        header = data.split(b"\r\n")[0].decode().split(",")
        assert header == [field["name"] for field in resource["schema"]["fields"]]


def test_a_changed_table_is_found(folder: Path, tmp_path: Path, rules: Rules) -> None:
    import frictionless

    out = written(folder, tmp_path, "datapackage", rules)
    table = out / "data" / "findings.csv"
    table.write_bytes(table.read_bytes().replace(b"odd-bbbbbbbb", b"odd-cccccccc"))
    report = frictionless.Package(str(out / "datapackage.json")).validate()
    found = {kind for (kind,) in report.flatten(["type"])}
    assert {"foreign-key", "hash-count"} <= found


def test_the_package_says_licence_quality_and_gaps(folder: Path, tmp_path: Path, rules: Rules) -> None:
    out = written(folder, tmp_path, "datapackage", rules, licence="etalab-2.0")
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"] == [{"name": "etalab-2.0"}]
    text = (out / "README.md").read_text(encoding="utf-8")
    assert "4 projects of 2 dossiers" in text
    assert "| projects | amount_eur | 1 | 25% |" in text
    assert "etalab-2.0" in text


@pytest.mark.parametrize("target", ["csv", "datapackage"])
def test_the_same_folder_gives_the_same_bytes(folder: Path, tmp_path: Path, rules: Rules, target: str) -> None:
    one, other = (written(folder, tmp_path / name, target, rules) for name in ("one", "other"))
    files = [{path.name: path.read_bytes() for path in out.rglob("*.*")} for out in (one, other)]
    assert files[0] == files[1]


def test_what_cannot_be_exported_is_said_in_one_line(folder: Path, tmp_path: Path, rules: Rules) -> None:
    with pytest.raises(InputError, match="no results in it"):
        written(tmp_path, tmp_path / "out", "csv", rules)
    with pytest.raises(OutputError, match="holds the results themselves"):
        written(folder, folder / ".", "csv", rules)
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"):
        written(folder, tmp_path / "file", "jsonl", rules)


def test_damaged_results_are_named(tmp_path: Path, rules: Rules) -> None:
    root = tmp_path / "results"
    Dataset(root, Versions(program="0.1.0", rules_digest="cafe" * 16)).write(make_result())
    (next((root / "dossiers").glob("*.json"))).write_text('{"projects": []}')
    (next((root / "projects").glob("*.parquet"))).write_bytes(b"PAR1")
    with pytest.raises(InputError, match="not a result of `extract`"):
        written(root, tmp_path / "out", "csv", rules)
    with pytest.raises(InputError, match="projects: cannot be read"):
        written(root, tmp_path / "out", "datapackage", rules)
    assert not list((tmp_path / "out").rglob("*.csv"))


def test_the_command_names_what_it_wrote(folder: Path, tmp_path: Path, run: Any) -> None:
    done = run("export", folder, "--to", "jsonl", "-o", tmp_path)
    assert (done.code, done.out) == (0, f"{tmp_path / 'projects.jsonl'}\n")
    assert run("export", folder, "--to", "xls", "-o", tmp_path).code == 2
    assert schema.SCHEMA_VERSION in (folder / "dossiers" / "odd-bbbbbbbb.json").read_text()
