"""The data that a model of names is trained on: what is marked stands in the texts."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin

from dossier_extract.evaluate import load_gold
from dossier_extract.pipeline import read_dossier, source_of, trace_dossier
from dossier_extract.rules import Rules
from tests.pages import make_block
from tools import train_ner
from tools.train_ner import MARKS, Marked, Names, documents, lines, marked, records_of, renamed, write

GIVEN = Path(__file__).parents[1] / "dossiers"
BODY = "Porteur : {org}\nLieu : {loc}\nLe bus du {org} s’arrête à {loc} et à Albigny."
RECORD = {"title": "Le bus d'Albi", "carrier": "CCAS d'Albi", "zone": "Albi"}


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    monkeypatch.setattr(train_ner, "_lexicon", lambda: (["jardin", "foyer"], ["ouvert", "solidaire"]))
    return Names(1)


def bus() -> Marked:
    whole = marked(make_block(heading="Le bus d’Albi", body=BODY.format(org="CCAS d’Albi", loc="Albi")), RECORD)
    assert whole is not None
    return whole


def said(one: Marked) -> list[tuple[str, str]]:
    return [(one.text[start:end], label) for start, end, label in one.names]


def test_carrier_and_zone_are_marked_wherever_they_stand_as_whole_words() -> None:
    org, loc = ("CCAS d’Albi", "ORG"), ("Albi", "LOC")
    assert said(bus()) == [loc, org, loc, org, loc]  # none within a carrier, none in Albigny


def test_a_record_whose_carrier_stands_elsewhere_is_left_out() -> None:
    assert marked(make_block(body="Lieu : Albi"), RECORD) is None


def test_lines_keep_their_names() -> None:
    assert [(one.text, said(one)) for one in lines(bus())][1:3] == [
        ("Porteur : CCAS d’Albi", [("CCAS d’Albi", "ORG")]),
        ("Lieu : Albi", [("Albi", "LOC")]),
    ]


def test_made_up_names_stand_where_the_true_ones_stood(names: Names) -> None:
    for _ in range(50):
        whole, new = bus(), renamed(bus(), names)
        assert [label for *_, label in new.names] == [label for *_, label in whole.names]
        assert len(set(said(new))) == 2  # one carrier and one zone in the whole record
        text = new.text
        for start, end, label in reversed(new.names):
            text = text[:start] + f"{{{label}}}" + text[end:]
        for mark in MARKS:
            text = text.replace(mark, "")
        assert text.split("\n", 1)[1].upper() == BODY.upper()


def test_a_part_of_the_records_is_renamed(names: Names) -> None:
    true = [said(one) for one in documents([bus()], made=0, seed=1)]
    assert true == [said(bus()), *map(said, lines(bus()))]
    assert ("CCAS d’Albi", "ORG") not in [name for one in documents([bus()], made=1, seed=1) for name in said(one)]


def test_the_records_of_a_given_dossier_are_marked_with_its_gold(rules: Rules) -> None:
    folder = GIVEN / "dev-bretagne"
    trace, gold = trace_dossier(read_dossier(source_of(folder / "dossier.pdf")), rules), load_gold(folder)
    found = list(records_of(trace, gold))
    carriers = {record["carrier"] for record in gold.records}
    assert len(found) == 33
    assert {text.replace("’", "'") for one in found for text, label in said(one) if label == "ORG"} == {
        one.replace("’", "'") for one in carriers
    }


def test_what_is_written_for_training_holds_the_names(tmp_path: Path) -> None:
    within = Marked("Albigny", ((0, 4, "LOC"),))  # ends within a word: not written
    assert write(tmp_path / "train.spacy", [bus(), within]) == 2
    first, second = DocBin().from_disk(tmp_path / "train.spacy").get_docs(spacy.blank("fr").vocab)
    assert [(one.text, one.label_) for one in first.ents] == said(bus())
    assert not second.ents
