"""The output folder: what its files hold, and that they appear whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier_extract import schema
from dossier_extract.dataset import FORMATS, TABLES, Dataset, Versions, arrow_schema, open_table
from dossier_extract.errors import ExitCode, OutputError
from tests.builders import TEXT, make_dossier, make_finding, make_origin, make_project, make_result, make_source

VERSIONS = Versions(program="0.1.0", rules_digest="cafe" * 16)
FIRST = "dossier-aaaaaaaa"
OTHER = make_result(
    dossier=make_dossier(source=make_source(sha256="b" * 64, producer=None), region=None, published=None),
    projects=[make_project(id="other", amount_eur=None, extra={}, origins={}, territories=[])],
    findings=[],
    residue=[],
)
EMPTY = make_result(dossier=make_dossier(id="empty-cccccccc"), projects=[], findings=[], residue=[])


def write(root: Path, *results: schema.Result, formats: tuple[str, ...] = ()) -> Path:
    dataset = Dataset(root, VERSIONS, formats)
    for result in results:
        dataset.write(result)
    return root


def rows(root: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = open_table(root, table).to_table().to_pylist()
    return found


def query(sql: str) -> duckdb.DuckDBPyRelation:
    found = duckdb.sql(sql)
    assert found is not None
    return found


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def read_csv(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
    text = path.read_bytes().decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


# What is written


def test_files_of_a_dossier(tmp_path: Path) -> None:
    write(tmp_path, make_result(), formats=FORMATS)

    assert sorted(files(tmp_path)) == [
        f"csv-excel/{FIRST}.csv",
        f"csv/{FIRST}.csv",
        f"dossiers/{FIRST}.json",
        f"dossiers/{FIRST}.parquet",
        f"fields/{FIRST}.parquet",
        f"findings/{FIRST}.parquet",
        f"jsonl/{FIRST}.jsonl",
        f"mentions/{FIRST}.parquet",
        f"places/{FIRST}.parquet",
        f"projects/{FIRST}.parquet",
    ]


def test_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown format: xlsx; known: jsonl, csv, csv-excel"):
        Dataset(tmp_path, VERSIONS, ["csv", "xlsx"])


def test_json_holds_the_whole_result(tmp_path: Path) -> None:
    write(tmp_path, make_result())
    text = (tmp_path / "dossiers" / f"{FIRST}.json").read_bytes().decode()

    assert text.endswith("}\n")
    assert "œuvre d'Île-de-France" in text
    assert '"amount_eur": 1250.5,' in text
    assert '"share_eur": 300000,' in text
    assert json.loads(text)["projects"][0]["extra"]["beneficiaries"] == 300
    assert schema.Result.model_validate_json(text) == make_result()


BOXES = "list<item: struct<page: int64, x0: double, top: double, x1: double, bottom: double>>"
CONTRACT = {
    "projects": """dossier_id, id, anchor, n: int64, theme, title, carrier, carrier_printed,
        carriers: list<item: string>, carrier_id, carrier_siret, carrier_siren, carrier_rna, carrier_person: bool,
        territories: list<item: string>, territories_printed,
        departements: list<item: string>, departements_partial: bool, region, zone, zone_label, description,
        amount_eur: decimal128(14, 2), extra: map<string, string>, pages: list<item: int64>, published,
        profile, profile_how, profile_confidence: double, profile_draft: bool""",
    "fields": f"""dossier_id, project_id, n: int64, field, item: int64, value, raw, slot, span_start: int64,
        span_end: int64, source, method, confidence: double, page: int64, x0: double, top: double, x1: double,
        bottom: double, boxes: {BOXES}""",
    "places": f"""dossier_id, project_id, n: int64, field, text, span: list<item: int64>, boxes: {BOXES}, kind, code,
        name, departements: list<item: string>, score: double, margin: double, method, excluded: bool,
        candidates: list<item: struct<code: string, name: string, kind: string, score: double>>, reference""",
    "mentions": f"""dossier_id, project_id, n: int64, field, text, span: list<item: int64>, boxes: {BOXES}, label,
        source""",
    "findings": f"""dossier_id, code, severity, verdict, message, page: int64, project, raw, boxes: {BOXES}""",
    "dossiers": """id, title, subtitle, issuer, published, region, language, file, sha256, bytes: int64,
        pages: int64, producer, engine, profile, profile_how, profile_confidence: double, profile_draft: bool,
        n_projects: int64, n_errors: int64, n_warnings: int64,
        n_infos: int64, chars_unclaimed: int64, chars_total: int64, rules_digest, program_version, schema_version,
        files: map<string, string>""",
}


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_a_contract(table: str) -> None:
    """Readers rely on these names, types (text where none is named) and order: a change is one of the schema."""
    found = [f.name if str(f.type) == "string" else f"{f.name}: {f.type}" for f in arrow_schema(table)]
    assert ", ".join(found) == " ".join(CONTRACT[table].split())


@pytest.mark.parametrize("table", TABLES)
def test_all_files_of_a_table_have_the_declared_schema(tmp_path: Path, table: str) -> None:
    write(tmp_path, make_result(), OTHER, EMPTY)
    paths = sorted((tmp_path / table).glob("*.parquet"))

    assert len(paths) == 3
    for path in paths:
        found = pq.read_schema(path)
        assert found.equals(arrow_schema(table))
        described = {f.name: f.metadata[b"description"].decode() for f in found}
        assert described == {column.name: column.description for column in TABLES[table]}
        assert all(described.values())


def test_descriptions_are_those_of_the_published_schema() -> None:
    described = arrow_schema("projects").field("amount_eur").metadata[b"description"].decode()
    assert described == schema.Project.model_fields["amount_eur"].description


@pytest.mark.parametrize("table", TABLES)
def test_parquet_metadata_and_compression(tmp_path: Path, table: str) -> None:
    write(tmp_path, make_result())
    file = pq.ParquetFile(tmp_path / table / f"{FIRST}.parquet")

    metadata = {k.decode(): v.decode() for k, v in file.schema_arrow.metadata.items()}
    assert metadata == {
        "schema_version": schema.SCHEMA_VERSION,
        "program_version": "0.1.0",
        "rules_digest": "cafe" * 16,
        "source_sha256": "a" * 64,
        "dossier_id": FIRST,
    }
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"


@pytest.mark.parametrize("table", TABLES)
def test_rows_have_the_declared_columns_only(tmp_path: Path, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Arrow drops a row's unknown keys in silence; no value may get lost that way."""
    import pyarrow as pa

    seen: list[dict[str, Any]] = []

    class Spy(pa.Table):  # type: ignore[misc]
        @staticmethod
        def from_pylist(rows: list[dict[str, Any]], schema: Any) -> Any:
            if schema.equals(arrow_schema(table)):
                seen.extend(rows)
            return original(rows, schema=schema)

    original = pa.Table.from_pylist
    monkeypatch.setattr(pa, "Table", Spy)
    write(tmp_path, make_result())

    assert seen
    for row in seen:
        assert set(row) <= {column.name for column in TABLES[table]}
    assert {name for row in seen for name in row} == {column.name for column in TABLES[table]}


def test_projects_row(tmp_path: Path) -> None:
    write(tmp_path, make_result())

    assert rows(tmp_path, "projects") == [{
        "dossier_id": FIRST, "id": "1234e567", "anchor": "aaaaaaaa-3-100", "n": 1, "theme": "Précarité alimentaire",
        "title": "Horizon", "carrier": "Cité Caritas", "carrier_printed": "la Cité Caritas",
        "carriers": ["Cité Caritas"], "carrier_id": "cite-caritas",
        "carrier_siret": None, "carrier_siren": None, "carrier_rna": None, "carrier_person": False,
        "territories": ["75", "08"], "territories_printed": "75 - 08", "departements": ["75", "08"],
        "departements_partial": False, "zone": "Paris ; Ardennes",
        "zone_label": "Territoire", "description": TEXT, "amount_eur": Decimal("1250.50"),
        "extra": [("beneficiaries", "300"), ("share_eur", "300000"), ("partner", "Emmaüs"), ("wave", None)],
        "pages": [3, 4], "published": "2021-05", "region": "11", "profile": "idf-2021", "profile_how": "known",
        "profile_confidence": None, "profile_draft": False,
    }]  # fmt: skip


def test_fields_has_a_row_a_value(tmp_path: Path) -> None:
    write(tmp_path, make_result())
    found = rows(tmp_path, "fields")

    values = [(row["field"], row["item"], row["value"], row["raw"], row["slot"], row["page"]) for row in found]
    assert values == [
        ("title", None, "Horizon", "Projet « Horizon »", "heading", 3),
        ("territories", 0, "75", "75", "badge", 3),
        ("territories", 1, "08", "08", "badge", 4),
        ("amount_eur", None, "1250.50", "1 250,50 €", "body", 3),
        ("extra.share_eur", None, "300000", "300 k€", "body", 3),
    ]
    assert {(row["dossier_id"], row["project_id"], row["n"]) for row in found} == {(FIRST, "1234e567", 1)}
    first, inferred = found[0], found[3]
    assert (first["span_start"], first["span_end"]) == (4, 23)
    assert (first["source"], first["method"], first["confidence"]) == ("idf-2021/title", "printed", 0.75)
    assert [first[edge] for edge in ("x0", "top", "x1", "bottom")] == [56.7, 100.25, 300.0, 112.5]
    assert first["boxes"] == [asdict(box) for box in make_origin().boxes]
    assert (inferred["method"], inferred["span_start"], inferred["span_end"]) == ("inferred", None, None)


def test_fields_loses_neither_items_nor_origins(tmp_path: Path) -> None:
    """Not what a stage should hand over; still nothing may vanish."""
    lone = make_origin(raw="lone", boxes=[])
    origins = {"territories": [lone], "pages": [], "title": [lone, make_origin(raw="again")], "zone": [lone]}
    origins["extra.gone"] = [lone]
    write(tmp_path, make_result(projects=[make_project(zone=None, pages=[], origins=origins)]))

    found = [(row["field"], row["item"], row["value"], row["raw"], row["page"]) for row in rows(tmp_path, "fields")]
    assert found == [
        ("territories", 0, "75", "lone", None),
        ("territories", 1, "08", None, None),
        ("title", None, "Horizon", "lone", None),
        ("title", None, "Horizon", "again", 3),
        ("zone", None, None, "lone", None),
        ("extra.gone", None, None, "lone", None),
    ]


def test_places_rows(tmp_path: Path) -> None:
    write(tmp_path, make_result())
    [row] = rows(tmp_path, "places")

    assert (row["dossier_id"], row["project_id"], row["n"]) == (FIRST, "1234e567", 1)
    assert {key: row[key] for key in ("field", "text", "code", "departements", "excluded")} == {
        "field": "zone", "text": "Paris", "code": "75056", "departements": ["75"], "excluded": False,
    }  # fmt: skip
    assert row["candidates"] == [{"code": "75056", "name": "Paris", "kind": "commune", "score": 0.95}]
    assert row["span"] == [0, 5]


def test_mentions_rows(tmp_path: Path) -> None:
    write(tmp_path, make_result())
    [row] = rows(tmp_path, "mentions")

    assert (row["dossier_id"], row["project_id"], row["n"]) == (FIRST, "1234e567", 1)
    assert (row["field"], row["text"], row["label"]) == ("description", "Île-de-France", "LOC")
    assert row["boxes"][0]["page"] == 3


def test_findings_rows(tmp_path: Path) -> None:
    write(tmp_path, make_result())
    error, doubt, note = rows(tmp_path, "findings")

    assert error == {
        "dossier_id": FIRST, "code": "claim-dossier", "severity": "error", "verdict": "fail",
        "message": "the dossier says 2 projects, 1 was found", "page": 2, "project": "1234e567",
        "raw": "2 projets lauréats", "boxes": [asdict(box) for box in make_origin().boxes],
    }  # fmt: skip
    assert [doubt[name] for name in ("severity", "verdict", "page", "raw", "boxes")] == ["warning", *[None] * 4]
    assert (note["severity"], note["verdict"], note["project"]) == ("info", "pass", None)


def test_dossiers_row(tmp_path: Path) -> None:
    extra_finding = make_finding(severity=schema.Severity.WARNING)
    write(tmp_path, make_result(findings=[*make_result().findings, extra_finding]))

    assert rows(tmp_path, "dossiers") == [{
        "id": FIRST, "title": "France relance", "subtitle": "Plan de soutien",
        "issuer": "Préfet de la région Île-de-France", "published": "2021-05", "region": "11", "language": "fr",
        "file": "dossier.pdf", "sha256": "a" * 64, "bytes": 5_000_000_000, "pages": 4,
        "producer": "Adobe PDF Library 15.0", "engine": "pdfium", "profile": "idf-2021",
        "profile_how": "known",
        "profile_confidence": None, "profile_draft": False, "n_projects": 1,
        "n_errors": 1, "n_warnings": 2, "n_infos": 1, "chars_unclaimed": 10, "chars_total": 100,
        "rules_digest": "cafe" * 16, "program_version": "0.1.0", "schema_version": schema.SCHEMA_VERSION,
        "files": sorted(
            (name, sha256(data).hexdigest())
            for name, data in files(tmp_path).items()
            if name != f"dossiers/{FIRST}.parquet"
        ),
    }]  # fmt: skip


@pytest.mark.parametrize("amount", ["0", "0.01", "1250.5", "3E+5", "999999999999.99"])
def test_amounts_are_exact(tmp_path: Path, amount: str) -> None:
    write(tmp_path, make_result(projects=[make_project(amount_eur=Decimal(amount))]))
    assert rows(tmp_path, "projects")[0]["amount_eur"] == Decimal(amount)
    [value] = [row["value"] for row in rows(tmp_path, "fields") if row["field"] == "amount_eur"]
    assert re.fullmatch(r"[0-9]+(\.[0-9]+)?", value)
    assert Decimal(value) == Decimal(amount)


# Many dossiers, one table


@pytest.mark.parametrize("table", ["projects", "fields", "places", "mentions", "findings"])
def test_folder_reads_plainly_as_one_dataset(tmp_path: Path, table: str) -> None:
    write(tmp_path, make_result(), OTHER, EMPTY)
    expected = rows(tmp_path, table)
    assert expected
    assert ds.dataset(tmp_path / table).to_table().to_pylist() == expected


def test_dossiers_folder_reads_as_its_docstring_says(tmp_path: Path) -> None:
    write(tmp_path, make_result(), OTHER, EMPTY)
    expected = rows(tmp_path, "dossiers")

    named = ds.dataset(sorted((tmp_path / "dossiers").glob("*.parquet")))
    tolerant = ds.dataset(tmp_path / "dossiers", exclude_invalid_files=True)
    assert [row["id"] for row in expected] == ["dossier-aaaaaaaa", "dossier-bbbbbbbb", "empty-cccccccc"]
    assert named.to_table().to_pylist() == expected
    assert tolerant.to_table().to_pylist() == expected


@pytest.mark.parametrize("table", TABLES)
def test_duckdb_reads_every_table(tmp_path: Path, table: str) -> None:
    write(tmp_path, make_result(), OTHER, EMPTY)
    expected = open_table(tmp_path, table).to_table()
    (tmp_path / table / ".0.tmp").write_bytes(b"left by a killed run")

    found = query(f"select * from read_parquet('{tmp_path}/{table}/*.parquet')")
    assert found.columns == expected.column_names
    assert len(found.fetchall()) == expected.num_rows > 0


def test_duckdb_joins_the_tables(tmp_path: Path) -> None:
    write(tmp_path, make_result(), OTHER, EMPTY)
    found = query(
        f"""select d.id, p.amount_eur, list_contains(p.territories, '08'), p.extra['partner'], f.value
        from read_parquet('{tmp_path}/dossiers/*.parquet') d
        join read_parquet('{tmp_path}/projects/*.parquet') p on p.dossier_id = d.id
        join read_parquet('{tmp_path}/fields/*.parquet') f on f.dossier_id = d.id and f.project_id = p.id
        where f.field = 'extra.share_eur'"""
    )
    assert found.fetchall() == [(FIRST, Decimal("1250.50"), True, "Emmaüs", "300000")]


def test_files_of_one_name_do_not_collide(tmp_path: Path) -> None:
    write(tmp_path, make_result(), OTHER)

    found = {row["sha256"][0]: (row["file"], row["id"]) for row in rows(tmp_path, "dossiers")}
    assert found == {"a": ("dossier.pdf", FIRST), "b": ("dossier.pdf", "dossier-bbbbbbbb")}
    assert [row["id"] for row in rows(tmp_path, "projects")] == ["1234e567", "other"]


def test_empty_folder_is_an_empty_table(tmp_path: Path) -> None:
    assert open_table(tmp_path, "projects").to_table().schema.equals(arrow_schema("projects"))
    assert rows(tmp_path, "projects") == []


def test_odd_folder_names(tmp_path: Path) -> None:
    root = write(tmp_path / "été %20 [x] #?*", make_result())
    assert len(rows(root, "projects")) == 1


# Whole or not at all


@pytest.fixture
def replaced(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Path, Path]]]:
    calls: list[tuple[Path, Path]] = []
    replace = os.replace

    def spy(source: Path, target: Path) -> None:
        calls.append((Path(source), Path(target)))
        replace(source, target)

    monkeypatch.setattr(os, "replace", spy)
    return calls


def break_replace(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    replace = os.replace

    def fail(source: Path, target: Path) -> None:
        if str(target).endswith(name):
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)


def test_row_in_dossiers_is_written_last(tmp_path: Path, replaced: list[tuple[Path, Path]]) -> None:
    write(tmp_path, make_result(), formats=FORMATS)
    assert len(replaced) == 10
    assert replaced[-1][1] == tmp_path / "dossiers" / f"{FIRST}.parquet"


def test_temporaries_are_hidden_from_readers(tmp_path: Path, replaced: list[tuple[Path, Path]]) -> None:
    write(tmp_path, make_result(), formats=FORMATS)
    assert len(replaced) == 10
    for source, target in replaced:
        assert source.parent == target.parent
        assert source.name.startswith(".")
        assert source.suffix == ".tmp"
        assert not source.exists()


def test_data_is_on_disk_before_its_name_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []
    fsync, replace = os.fsync, os.replace

    def spy_fsync(descriptor: int) -> None:
        target = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        events.append("folder" if target.is_dir() else f"file of {target.stat().st_size} bytes")
        fsync(descriptor)

    def spy_replace(source: Path, target: Path) -> None:
        events.append("replace")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", spy_fsync)
    monkeypatch.setattr(os, "replace", spy_replace)
    Dataset(tmp_path, VERSIONS).write_manifest({"é": 1})
    size = (tmp_path / "manifest.json").stat().st_size
    assert events == [f"file of {size} bytes", "replace", "folder"]


def test_failure_at_the_commit_leaves_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    break_replace(monkeypatch, f"dossiers/{FIRST}.parquet")

    with pytest.raises(OutputError) as caught:
        write(tmp_path, make_result(), formats=FORMATS)

    assert str(caught.value) == (
        f"cannot write {tmp_path}/dossiers/{FIRST}.parquet: the disk is full; "
        f"check rights and free space of {tmp_path}, or choose another output folder"
    )
    assert caught.value.exit_code is ExitCode.CANNOT_WRITE
    left = files(tmp_path)
    assert f"projects/{FIRST}.parquet" in left
    assert f"dossiers/{FIRST}.parquet" not in left
    assert not [name for name in left if name.endswith(".tmp")]
    assert [rows(tmp_path, table) for table in TABLES] == [[] for _ in TABLES]


@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_failure_keeps_the_file_that_stood_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    write(tmp_path, make_result())
    before = files(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(OutputError, match="Input/output error"):
        write(tmp_path, make_result(projects=[]))
    assert files(tmp_path) == before


def test_interruption_leaves_no_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, make_result())
    assert files(tmp_path) == {}


def test_output_folder_that_is_a_file(tmp_path: Path) -> None:
    root = tmp_path / "output"
    root.write_text("in the way")
    with pytest.raises(OutputError, match=r"cannot write .*output.*choose another output folder"):
        write(root, make_result())
    assert root.read_text() == "in the way"


def test_value_that_does_not_fit_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Decimal"):
        write(tmp_path, make_result(projects=[make_project(amount_eur=Decimal("1.005"))]), formats=FORMATS)
    assert files(tmp_path) == {}


def test_second_run_replaces(tmp_path: Path) -> None:
    write(tmp_path, make_result(), OTHER, formats=FORMATS)
    names = set(files(tmp_path))
    write(tmp_path, make_result(projects=[make_project(title="Nouveau")]), formats=FORMATS)

    assert set(files(tmp_path)) == names
    assert [row["title"] for row in rows(tmp_path, "projects")] == ["Nouveau", "Horizon"]
    assert read_csv(tmp_path / "csv" / f"{FIRST}.csv")[0]["title"] == "Nouveau"


def test_same_result_same_bytes(tmp_path: Path) -> None:
    first = files(write(tmp_path / "a", make_result(), OTHER, EMPTY, formats=FORMATS))
    second = files(write(tmp_path / "b", EMPTY, OTHER, make_result(), formats=FORMATS))
    assert len(first) == 30
    assert first == second


def test_manifest(tmp_path: Path) -> None:
    Dataset(tmp_path, VERSIONS).write_manifest({"started": "2026-01-01T00:00:00Z", "input": Path("été"), "failed": []})
    data = (tmp_path / "manifest.json").read_bytes()
    assert data.endswith(b"}\n")
    assert "été".encode() in data
    assert json.loads(data) == {"started": "2026-01-01T00:00:00Z", "input": "été", "failed": []}


def test_importing_the_module_does_not_load_pyarrow() -> None:
    code = "import sys, dossier_extract.dataset; print('pyarrow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


# Text formats


def test_csv(tmp_path: Path) -> None:
    write(tmp_path, make_result(), formats=("csv",))
    path = tmp_path / "csv" / f"{FIRST}.csv"

    assert path.read_bytes().startswith(b"dossier_id,id,anchor,n,theme,")
    assert path.read_bytes().endswith(b"\r\n")
    assert read_csv(path) == [{
        "dossier_id": FIRST, "id": "1234e567", "anchor": "aaaaaaaa-3-100", "n": "1",
        "theme": "Précarité alimentaire", "title": "Horizon", "carrier": "Cité Caritas",
        "carrier_printed": "la Cité Caritas", "carriers": "Cité Caritas", "carrier_id": "cite-caritas",
        "carrier_siret": "", "carrier_siren": "", "carrier_rna": "", "carrier_person": "false",
        "territories": "75|08", "territories_printed": "75 - 08", "departements": "75|08",
        "departements_partial": "false",
        "zone": "Paris ; Ardennes", "zone_label": "Territoire", "description": TEXT, "amount_eur": "1250.50",
        "pages": "3|4", "published": "2021-05", "region": "11", "profile": "idf-2021", "profile_how": "known",
        "profile_confidence": "", "profile_draft": "false",
        "extra.beneficiaries": "300", "extra.share_eur": "300000", "extra.partner": "Emmaüs", "extra.wave": "",
    }]  # fmt: skip


def test_csv_excel(tmp_path: Path) -> None:
    project = make_project(territories=["08"], description='- « un » ; "deux"\n- trois', title="=1+1")
    write(tmp_path, make_result(projects=[project]), formats=("csv-excel",))
    path = tmp_path / "csv-excel" / f"{FIRST}.csv"

    assert path.read_bytes().startswith("\ufeffdossier_id;id;anchor;n;".encode())
    [row] = read_csv(path, "utf-8-sig", ";")
    assert row["territories"] == '="08"'
    assert row["id"] == '="1234e567"'
    assert row["published"] == '="2021-05"'
    assert row["amount_eur"] == "1250,50"
    assert row["n"] == "1"
    assert row["description"] == '\'- « un » ; "deux"\n- trois'
    assert row["title"] == "'=1+1"
    assert row["carrier"] == "Cité Caritas"
    assert row["extra.share_eur"] == "300000"


@pytest.mark.parametrize("text", ["08", "75", "2A", "1e5", "78945612300012", "1/2", "3 mai 2021", "mars 2021", "-5"])
def test_csv_excel_keeps_what_excel_would_convert(tmp_path: Path, text: str) -> None:
    write(tmp_path, make_result(projects=[make_project(zone=text)]), formats=("csv-excel",))
    assert read_csv(tmp_path / "csv-excel" / f"{FIRST}.csv", "utf-8-sig", ";")[0]["zone"] == f'="{text}"'


@pytest.mark.parametrize("text", ["=cmd|'/c'!A1", "+a", "-a", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+a"])
def test_csv_excel_disarms_formulas(tmp_path: Path, text: str) -> None:
    write(tmp_path, make_result(projects=[make_project(zone=text)]), formats=("csv-excel",))
    assert read_csv(tmp_path / "csv-excel" / f"{FIRST}.csv", "utf-8-sig", ";")[0]["zone"] == f"'{text}"


def test_csv_has_the_extras_of_all_projects(tmp_path: Path) -> None:
    projects = [make_project(extra={"b": "x"}), make_project(extra={"a": 0, "b": None})]
    write(tmp_path, make_result(projects=[make_project(extra={}, origins={}), *projects]), formats=("csv",))
    found = read_csv(tmp_path / "csv" / f"{FIRST}.csv")
    assert list(found[0])[-2:] == ["extra.b", "extra.a"]
    assert [(row["extra.b"], row["extra.a"]) for row in found] == [("", ""), ("x", ""), ("", "0")]


def test_csv_without_projects_has_a_header(tmp_path: Path) -> None:
    write(tmp_path, EMPTY, formats=FORMATS)
    assert (tmp_path / "csv/empty-cccccccc.csv").read_text().startswith("dossier_id,id,")
    assert (tmp_path / "jsonl/empty-cccccccc.jsonl").read_bytes() == b""


def test_jsonl(tmp_path: Path) -> None:
    projects = [make_project(), make_project(n=2, title="a\u2028b\x85c\nd")]
    write(tmp_path, make_result(projects=projects), formats=("jsonl",))
    first, second = (tmp_path / "jsonl" / f"{FIRST}.jsonl").read_bytes().decode().splitlines()

    record = json.loads(first)
    assert "origins" not in record
    assert (record["dossier_id"], record["region"], record["territories"]) == (FIRST, "11", ["75", "08"])
    assert '"amount_eur":1250.5,' in first
    assert record["extra"] == {"beneficiaries": 300, "share_eur": 300000, "partner": "Emmaüs", "wave": None}
    assert json.loads(second)["title"] == "a\u2028b\x85c\nd"


# Any text at all

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
EUROS = st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2)
PROJECTS = st.builds(
    make_project,
    title=TEXTS | st.none(),
    description=TEXTS | st.sampled_from(["- a\n- b", '« a ; "b" »\r\n', "=1", '""', "\ufeff"]),
    territories=st.lists(TEXTS),
    amount_eur=EUROS | st.none(),
    extra=st.dictionaries(TEXTS, TEXTS | st.integers(-(2**40), 2**40) | EUROS | st.none(), max_size=3),
    origins=st.builds(lambda raw: {"title": [make_origin(raw=raw)]}, TEXTS),
)


def text_of(value: Any) -> str | None:
    return None if value is None else str(value)


@settings(deadline=None, max_examples=60)
@given(st.lists(PROJECTS, max_size=3))
def test_any_text_comes_back(projects: list[schema.Project]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = write(Path(folder), make_result(projects=projects), formats=("jsonl", "csv"))
        table, fields = rows(root, "projects"), rows(root, "fields")
        lines = (root / "jsonl" / f"{FIRST}.jsonl").read_bytes().decode().splitlines()
        cells = read_csv(root / "csv" / f"{FIRST}.csv")
        whole = schema.Result.model_validate_json((root / "dossiers" / f"{FIRST}.json").read_bytes())

    assert [project.title for project in whole.projects] == [project.title for project in projects]
    assert [row["raw"] for row in fields] == [project.origins["title"][0].raw for project in projects]
    assert [row["value"] for row in fields] == [project.title for project in projects]
    for project, row, line, record in zip(projects, table, lines, cells, strict=True):
        parsed = json.loads(line)
        for name in ("title", "description", "territories"):
            assert row[name] == parsed[name] == getattr(project, name)
        assert row["amount_eur"] == project.amount_eur
        assert row["extra"] == [(name, text_of(value)) for name, value in project.extra.items()]
        assert record["title"] == (project.title or "")
        assert record["description"] == project.description
        assert record["territories"] == "|".join(project.territories)
        assert {name: record[f"extra.{name}"] for name in project.extra} == {
            name: text_of(value) or "" for name, value in project.extra.items()
        }


@settings(deadline=None, max_examples=60)
@given(TEXTS | st.from_regex(r"[=+\-@'\t]?[0-9 .,:/e-]{0,6}[a-z\";]{0,4}", fullmatch=True))
def test_no_cell_for_excel_is_a_live_formula(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = make_project(title=text, extra={text: text}, origins={})
        root = write(Path(folder), make_result(projects=[project]), formats=("csv-excel",))
        [record] = read_csv(root / "csv-excel" / f"{FIRST}.csv", "utf-8-sig", ";")

    assert None not in record
    cell = record["title"]
    assert cell == record[f"extra.{text}"]
    assert cell in (text, f"'{text}", f'="{text}"')
    if cell.startswith("="):
        assert re.fullmatch(r'="[^"=@]*"', cell)
    else:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert not re.fullmatch(r"\s*[0-9]+([.,e][0-9]+)?\s*", cell)
