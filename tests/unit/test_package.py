"""`corpus package`: all that is needed later, whole or not at all; a changed byte is found."""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from datetime import date
from pathlib import Path

import bagit
import pytest

from dossier_extract.corpus.package import make_package, package_faults
from dossier_extract.dataset import TABLES, Dataset, Versions, open_table
from dossier_extract.dataset.shards import compact
from dossier_extract.errors import DossierError, ExitCode, InputError, OutputError
from tests.builders import make_dossier, make_result, make_source
from tests.conftest import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two dossiers as `extract` leaves them, and their sources."""
    dataset = Dataset(tmp_path / "out", Versions("0.1.0", "cafe"))
    inputs = []
    for name in ("a", "b"):
        pdf = tmp_path / f"{name}.pdf"
        pdf.write_bytes(name.encode())
        dossier = make_dossier(source=make_source(sha256=hashlib.sha256(name.encode()).hexdigest(), file=pdf.name))
        dataset.write(make_result(dossier=dossier))
        inputs.append({"path": str(pdf), "status": "done", "dossier_id": dossier.id})
    dataset.write_manifest({"inputs": inputs})
    return tmp_path / "out"


@pytest.mark.parametrize("compacted", [False, True])
def test_a_package_holds_all_and_is_valid(compacted: bool, folder: Path, tmp_path: Path, run: Run) -> None:
    if compacted:
        compact(folder, 0)
    bag = tmp_path / "bag"
    ran = run("corpus", "package", folder, "-o", bag, "--info", "Source-Organization=Préfecture")
    assert (ran.code, ran.out) == (ExitCode.OK, f"{bag}: packed and checked, 2 files of sources\n")
    assert bagit.Bag(str(bag)).is_valid()
    assert "Source-Organization: Préfecture" in (bag / "bag-info.txt").read_text("utf-8")
    for name in TABLES:
        assert open_table(bag / "data" / "corpus", name).to_table() == open_table(folder, name).to_table()
    with (bag / "data/sources/sources.csv").open(encoding="utf-8", newline="") as file:
        sources = list(csv.DictReader(file))
    assert [(bag / "data/sources" / one["file"]).read_bytes() for one in sources] == [b"a", b"b"]
    with (bag / "data/dictionary.csv").open(encoding="utf-8", newline="") as file:
        dictionary = {(row["table"], row["column"]): row for row in csv.DictReader(file)}
    assert dictionary["projects", "amount_eur"]["type"] == "decimal128(14, 2)"
    assert {name for name, _ in dictionary} == {*TABLES, "documents"}
    assert all(row["description"] for row in dictionary.values())
    assert json.loads((bag / "data/schemas/result.schema.json").read_text("utf-8"))["title"] == "Result"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", "b.pdf", "bag", "out"]


def test_the_package_describes_itself_as_a_crate(folder: Path, tmp_path: Path) -> None:
    """As RO-Crate 1.1 asks: a root that the descriptor is about, every entity once, no link to nowhere, files there."""
    bag = tmp_path / "bag"
    make_package(folder, bag, {"Source-Organization": "Préfecture"}, sources=True)
    metadata = json.loads((bag / "data/ro-crate-metadata.json").read_text("utf-8"))
    assert metadata["@context"] == "https://w3id.org/ro/crate/1.1/context"
    entities = {entity["@id"]: entity for entity in metadata["@graph"]}
    assert len(entities) == len(metadata["@graph"])
    descriptor, root = entities["ro-crate-metadata.json"], entities["./"]
    assert (descriptor["@type"], descriptor["about"]) == ("CreativeWork", {"@id": "./"})
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert root["@type"] == "Dataset"
    assert date.fromisoformat(root["datePublished"]).year > 2000
    assert root["name"]
    assert root["description"]
    assert entities[root["publisher"]["@id"]]["name"] == "Préfecture"
    values = [value for entity in entities.values() for key, value in entity.items() if key != "conformsTo"]
    linked = [
        one["@id"]
        for value in values
        for one in (value if isinstance(value, list) else [value])
        if isinstance(one, dict)
    ]
    assert set(linked) <= entities.keys()
    reached = {*linked} | {"./", "ro-crate-metadata.json"}
    assert entities.keys() == reached
    for key, entity in entities.items():
        path = bag / "data" / key
        assert {"File": path.is_file, "Dataset": path.is_dir}.get(entity["@type"], lambda: True)(), key
    pdfs = {
        entity["name"]: key for key, entity in entities.items() if entity.get("encodingFormat") == "application/pdf"
    }
    assert sorted(pdfs) == ["a.pdf", "b.pdf"]
    assert (bag / "data" / pdfs["a.pdf"]).read_bytes() == b"a"


@pytest.mark.parametrize("name", ["data/sources/sources.csv", "data/corpus/manifest.json", "bag-info.txt"])
def test_a_changed_byte_a_missing_and_a_strange_file_are_found(
    name: str, folder: Path, tmp_path: Path, run: Run
) -> None:
    bag = tmp_path / "bag"
    make_package(folder, bag, {}, sources=True)
    assert run("corpus", "verify", bag).out == f"{bag}: the package is whole\n"
    data = (bag / name).read_bytes()
    (bag / name).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    told = run("corpus", "verify", bag)
    assert told.code == ExitCode.SOME_FAILED
    assert name in told.err
    (bag / name).unlink()
    assert package_faults(bag)
    (bag / name).write_bytes(data)
    assert package_faults(bag) == []
    (bag / "data" / "strange").write_bytes(b"")
    assert package_faults(bag)


def test_nothing_is_packed_that_is_not_whole(folder: Path, tmp_path: Path) -> None:
    bag = tmp_path / "bag"
    (tmp_path / "a.pdf").write_bytes(b"changed")
    with pytest.raises(
        InputError, match=r"a\.pdf: its bytes have changed since it was extracted; package it --without"
    ):
        make_package(folder, bag, {}, sources=True)
    (tmp_path / "a.pdf").unlink()
    with pytest.raises(InputError, match=r"a\.pdf: no such file or folder"):
        make_package(folder, bag, {}, sources=True)
    (folder / "manifest.json").write_text("{}")
    with pytest.raises(InputError, match=r"where the source of a-[0-9a-f]{8} lies is not known"):
        make_package(folder, bag, {}, sources=True)
    next(folder.glob("fields/*")).write_bytes(b"changed")
    with pytest.raises(InputError, match=r"out/fields/.*: its bytes have changed"):
        make_package(folder, bag, {}, sources=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.pdf", "out"]


def test_sources_may_be_left_out(folder: Path, tmp_path: Path) -> None:
    assert make_package(folder, tmp_path / "bag", {}, sources=False) == 0
    assert [path.name for path in (tmp_path / "bag/data/sources").iterdir()] == ["sources.csv"]


def test_what_the_command_refuses(folder: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with pytest.raises(OutputError, match="not an empty folder"):
        make_package(folder, tmp_path / "full", {}, sources=True)
    assert run("corpus", "package", folder, "-o", tmp_path / "bag", "--info", "no value").code == ExitCode.USAGE
    assert run("corpus", "package", tmp_path / "full", "-o", tmp_path / "bag").code == ExitCode.NO_INPUT
    monkeypatch.setitem(sys.modules, "bagit", None)
    with pytest.raises(DossierError, match=r"install dossier-extract\[archive\]"):
        make_package(folder, tmp_path / "bag", {}, sources=True)
