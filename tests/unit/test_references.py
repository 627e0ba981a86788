"""A user's own lists: what is found in them, what is not sure enough, and what is wrong with a list."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dossier_extract import extract_dossier, references, source_of
from dossier_extract.errors import RulesError
from dossier_extract.references import Reference, open_reference
from dossier_extract.rules import Rules, load_rules
from dossier_extract.stages.link.districts import with_codes
from tests.builders import make_place
from tests.conftest import DOSSIERS

COLUMNS = (("code", ("id", "rna")), ("name", ("titre",)), ("commune", ("adrs_codeinsee",)), ("siret", ("siret",)))
ROWS = [
    ("W751000001", "ASSOCIATION PUZZLE", "75114"),
    ("W931000002", "Le Phare", "93066"),
    ("W751000003", "LE PHARE", "75120"),
    ("W751000004", "Le Phare", "75119"),
    ("W291000005", "Phare d'Ouessant", "29155"),
    ("W291000006", "Amis du vieux phare d’Ouessant", "29155"),
    ("ancien numéro", "Sans code", "75101"),
]


def listed(folder: Path, text: str | None = None, name: str = "rna.csv") -> Reference:
    path = folder / name
    made = "id;titre;adrs_codeinsee\n" + "".join(f'{code};"{title}";{commune}\n' for code, title, commune in ROWS)
    path.write_text(made if text is None else text, encoding="utf-8")
    return open_reference("rna", path, COLUMNS)


def picked(reference: Reference, name: str, communes: tuple[str, ...] = (), departements: tuple[str, ...] = ()) -> Any:
    entry = reference.pick(name, communes, departements)
    return entry.code if entry else None


@pytest.mark.parametrize(
    ("name", "communes", "departements", "code"),
    [
        ("association Puzzle", (), ("75",), "W751000001"),
        ("association Puzzle", (), (), "W751000001"),
        ("association Puzzle", (), ("93",), None),  # a short name, and its seat is elsewhere
        ("Puzzle", (), ("75",), None),  # not the same name
        ("le Phare", (), ("93",), "W931000002"),  # the one of its département
        ("Le phare", (), ("75",), None),  # two
        ("Le phare", ("75120",), ("75",), "W751000003"),  # the one of its commune
        ("Le phare", (), (), None),
        ("Amis du vieux phare d'Ouessant", (), ("75",), "W291000006"),  # a name that says enough
        ("Sans code", (), (), None),
        ("", (), (), None),
    ],
)
def test_exact_names_where_they_are_sure(
    tmp_path: Path, name: str, communes: tuple[str, ...], departements: tuple[str, ...], code: str | None
) -> None:
    assert picked(listed(tmp_path), name, communes, departements) == code


def test_csv_and_parquet_say_the_same(tmp_path: Path) -> None:
    own = listed(tmp_path)
    columns = list(zip(*ROWS, strict=True))
    pq.write_table(pa.table(dict(zip(("id", "titre", "adrs_codeinsee"), columns, strict=True))), tmp_path / "a.parquet")
    other = open_reference("rna", tmp_path / "a.parquet", COLUMNS)
    for _, title, commune in ROWS:
        assert picked(own, title, (commune,)) == picked(other, title, (commune,))


def test_a_mark_and_other_delimiters_do_not_matter(tmp_path: Path) -> None:
    assert picked(listed(tmp_path, "\ufeffrna,titre\r\nW751000001,Puzzle\r\n"), "Puzzle") == "W751000001"
    assert picked(listed(tmp_path, "rna\ttitre\nW751000001\tPuzzle\n", "b.csv"), "Puzzle") == "W751000001"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("numero;titre\nW751000001;A\n", "no column for the code; it may be called id, rna"),
        ("", "no column for the code"),
        ("id;titre\n;\nW1;A\n", "no row of it has a name and a valid RNA code"),
        ('id;titre\nW751000001;"' + "a" * 200_000, "line 2: not CSV: field larger"),
    ],
)
def test_a_wrong_list_is_one_clear_line(tmp_path: Path, text: str, reason: str) -> None:
    limit = csv.field_size_limit(131_072)  # Python's own; a library that other tests load raises it for good
    try:
        with pytest.raises(RulesError) as error:
            listed(tmp_path, text)
    finally:
        csv.field_size_limit(limit)
    assert str(tmp_path / "rna.csv") in str(error.value)
    assert reason in str(error.value)
    assert "\n" not in str(error.value)


def test_other_wrong_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_bytes("id;titre\nW751000001;Été".encode("latin-1"))
    (tmp_path / "b.parquet").write_bytes(b"PAR1" + random.Random(1).randbytes(300))
    for name, reason in (("a.csv", "not UTF-8"), ("b.parquet", "not Parquet"), ("none.csv", "no such file")):
        with pytest.raises(RulesError, match=reason):
            open_reference("rna", tmp_path / name, COLUMNS)
    monkeypatch.setattr(references, "MOST", 3)
    with pytest.raises(RulesError, match="more than 3 rows"):
        listed(tmp_path, name="long.csv")


# In rules, and in results


def own_rules(folder: Path, tables: str, **files: str) -> Rules:
    (folder / "references.yml").write_text(f"version: 1\ntables: {{{tables}}}\n", encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return load_rules(folder)


def test_lists_are_layered_like_rules(tmp_path: Path, rules: Rules) -> None:
    assert rules.references == {}
    own = own_rules(tmp_path, "rna: rna.csv", rna="id;titre\nW751000001;Puzzle\n")
    assert set(own.references) == {"rna"}
    changed = own_rules(tmp_path, "rna: rna.csv", rna="id;titre\nW751000002;Puzzle\n")
    assert len({rules.digest, own.digest, changed.digest}) == 3
    with pytest.raises(RulesError, match="leads out of the folder"):
        own_rules(tmp_path, "rna: ../rna.csv")
    with pytest.raises(RulesError, match="cannot be read"):
        own_rules(tmp_path, "rna: none/rna.csv")


@pytest.mark.parametrize(
    ("city", "excluded", "code"), [("75119", False, "QP075001"), ("75120", False, "QP075002"), ("75120", True, None)]
)
def test_a_district_is_told_by_the_commune_beside_it(
    tmp_path: Path, city: str, excluded: bool, code: str | None
) -> None:
    text = "code_qp;nom_qp;insee_com\nQP075001;Le Centre;75119\nQP075002;Centre;75120\n"
    own = own_rules(tmp_path, "qpv: qpv.csv", qpv=text)
    beside = make_place(code=city, kind="arrondissement_municipal", excluded=excluded)
    district = make_place(text="Centre", kind="qpv", code=None, name=None, departements=[], candidates=[])
    assert [one.code for one in with_codes([beside, district], ["75"], own)] == [city, code]


def test_codes_of_lists_stand_in_the_result(tmp_path: Path) -> None:
    own = own_rules(
        tmp_path,
        "rna: rna.csv, sirene: sirene.csv, qpv: qpv.csv",
        rna="id;titre\nW751000001;Equalis\nW751000002;Wimoov\nW751000003;Wimoov\n",
        sirene="siren;denomination\n732829320;CANTINES RESPONSABLES\n",
        qpv="code_qp;nom_qp;insee_com\nQP075001;Stalingrad Riquet;75119\nQP013002;Rue de Nantes;13055\n",
    )
    outcome = extract_dossier(source_of(DOSSIERS / "idf-2021" / "dossier.pdf"), own)
    assert outcome.result is not None
    by_carrier = {project.carrier: project for project in outcome.result.projects}
    assert by_carrier["Equalis"].carrier_rna == "W751000001"
    assert by_carrier["Wimoov"].carrier_rna is None  # two of that name
    one = by_carrier["Cantines responsables"]
    assert (one.carrier_siren, one.carrier_rna) == ("732829320", None)
    (origin,) = one.origins["carrier_siren"]
    assert (origin.source, origin.method) == ("inferred:sirene sirene.csv", "inferred")
    assert origin.boxes == one.origins["carrier"][0].boxes
    districts = [place for project in outcome.result.projects for place in project.places if place.kind == "qpv"]
    found = {place.text: (place.code, place.departements, place.reference) for place in districts if place.code}
    assert found == {"Stalingrad-Riquet": ("QP075001", ["75"], "qpv.csv")}
