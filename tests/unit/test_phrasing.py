"""How the records' text reads is learnt from the marks and words that return."""

from __future__ import annotations

from dossier_extract import load_rules
from dossier_extract.discovery.phrasing import wordings
from dossier_extract.discovery.plausible import Judge
from dossier_extract.discovery.refrains import refrains
from dossier_extract.model import line_of
from dossier_extract.text import Hyphens, Text, build_text, fold
from tests.pages import BODY, STRONG, put

RULES = load_rules()
RECORDS = (
    ("Association Le Phare", "69", "Lyon", "Un café des parents", "Il ouvre trois jours par semaine."),
    ("Centre social Horizon", "38", "Grenoble", "La clé des champs", "Les bénévoles animent des ateliers."),
    ("Ligue des quartiers", "42", "Saint-Étienne", "Roue libre : un garage solidaire", "Des vélos sont réparés."),
    ("Fédération des foyers ruraux", "01", "Bourg-en-Bresse", "Repas partagés", "Un bus va de village en village."),
)


def of(line: str) -> Text:
    return Text(line, fold(line), (), ((0, len(line)),), ())


def test_marks_that_return_tell_the_fields_between_them() -> None:
    lines = [
        f"{who} ({code}), à {town}, pour son projet « {title} ». {text}" for who, code, town, title, text in RECORDS
    ]
    best = wordings([of(line) for line in lines], {"in": "body"}, Judge(RULES))[0]
    assert best["carrier"]["reads"].startswith("{} (…), a …, pour son projet « …»")
    assert "« {}»" in best["title"]["reads"]
    assert "({})" in best["territories"]["reads"]


def test_several_short_words_join_fields() -> None:
    lines = [
        f"Porté par {who}, à {town}, avec une aide de {n}0 000 €." for n, (who, _, town, *_) in enumerate(RECORDS, 1)
    ]
    best = wordings([of(line) for line in lines], {"in": "body"}, Judge(RULES))[0]
    assert best["amount"]["reads"].endswith(", avec une aide de {}")


def test_a_colon_parts_fields_without_a_space_before_it() -> None:
    lines = [f"{who}, à {town}: {text}" for who, _, town, _, text in RECORDS]
    found = wordings([of(line) for line in lines], {"in": "body"}, Judge(RULES))
    assert any(one["carrier"]["reads"].startswith("{}, a …: ") for one in found)


def test_a_small_word_behind_a_quotation_joins_fields() -> None:
    lines = [f"Le projet « {title} » de {who} se déroule à {town}." for who, _, town, title, _ in RECORDS]
    best = wordings([of(line) for line in lines], {"in": "body"}, Judge(RULES))[0]
    assert best["carrier"]["reads"] == "le projet « …» de {} se deroule a …"


def test_short_texts_and_texts_without_common_marks_have_no_wording() -> None:
    assert wordings([of("Bus – Ligue")] * 4, {"in": "heading"}, Judge(RULES)) == []
    assert wordings([of(text * 2) for *_, text in RECORDS], {"in": "body"}, Judge(RULES)) == []


def test_a_change_of_style_parts_fields_without_a_mark() -> None:
    texts = []
    for who, _, town, title, text in RECORDS:
        bold = put(50, 100, title, STRONG)
        plain = put(bold[-1].x1 + 3, 100, f"{who}, à {town}. {text}", BODY)
        texts.append(build_text([[line_of([*bold, *plain], 1)]], Hyphens([], frozenset())))
    best = wordings(texts, {"in": "body"}, Judge(RULES))[0]
    assert best["title"]["reads"].startswith("{}~…")
    assert best["carrier"]["reads"].startswith("…~{}, ")


def test_a_label_in_running_text_is_a_mark_with_its_colon_and_the_full_stop_before_it() -> None:
    lines = [f"{title}. Porteur : {who} ({town}). {text}" for who, _, town, title, text in RECORDS]
    best = wordings([of(line) for line in lines], {"in": "body"}, Judge(RULES))[0]
    assert best["title"]["reads"].startswith("{}. porteur : ")
    assert best["carrier"]["reads"].startswith("…. porteur : {} (…)")


def test_a_wording_may_begin_with_the_word_that_all_records_begin_with() -> None:
    lines = [
        f"À {town} ({code}), {who} porte le projet « {title} ». {text}" for who, code, town, title, text in RECORDS
    ]
    best = wordings([of(line) for line in lines], {"in": "body"}, Judge(RULES))[0]
    assert best["zone"]["reads"].startswith("a {} (…), … porte le projet « …»")


def test_a_bracket_that_holds_a_place_and_an_amount_holds_two_values() -> None:
    sums = ("12 000 €", "9 000 €", "25 000 €", "7 500 €")
    lines = [
        f"{title} – {who} ({town}, {sum_}) et {text}"
        for (who, _, town, title, text), sum_ in zip(RECORDS, sums, strict=True)
    ]
    best = wordings([of(line) for line in lines], {"in": "body"}, Judge(RULES))[0]
    assert best["zone"]["reads"] == "… - … ({}, …)"
    assert best["amount"]["reads"] == "… - … (…, {})"


def test_records_may_all_begin_with_a_label_of_several_words_and_its_colon() -> None:
    lines = [f"Nom de l’association lauréate : {who}, à {town}. {text}" for who, _, town, _, text in RECORDS]
    fields = ("carrier", "zone")
    best = wordings([of(line) for line in lines], {"in": "body"}, Judge(RULES), fields)[0]
    assert best["carrier"]["reads"].startswith("nom de l'association laureate : {}, a …")


def test_a_sentence_that_returns_around_a_value_is_found_with_its_end() -> None:
    sums = ("12 000 €", "9 000 €", "25 000 €", "7 500 €")
    lines = [
        f"{who}, à {town}. {text} Une subvention de {sum_} lui est accordée."
        for (who, _, town, _, text), sum_ in zip(RECORDS, sums, strict=True)
    ]
    assert list(refrains([of(line) for line in lines])) == ["…. une subvention de {} lui est accordee. "]


def test_the_first_sentence_and_sub_headings_are_no_refrains() -> None:
    lines = [f"Le projet aide {town} et {who}." for who, _, town, *_ in RECORDS]
    assert list(refrains([of(line) for line in lines])) == []
    headed = [f"Il aide {town}.\nRéponse apportée {text}" for _, _, town, _, text in RECORDS]
    assert list(refrains([two_paragraphs(text) for text in headed])) == []
    assert list(refrains([of(text.replace("\n", " ")) for text in headed])) == ["…. reponse apportee {}. "]


def two_paragraphs(text: str) -> Text:
    end = text.index("\n")
    return Text(text, fold(text), (), ((0, end), (end + 1, len(text))), ())


def test_the_words_that_all_records_begin_with_say_what_stands_behind_them() -> None:
    names = ("La Fabrique des voisins", "Un toit pour demain", "Les Jardins de Cocagne", "Le Temps des cerises")
    lines = [f"Portée par {name} | {title}" for name, (*_, title, _) in zip(names, RECORDS, strict=True)]
    best = wordings([of(line) for line in lines], {"in": "body"}, Judge(RULES), ("title", "carrier"))[0]
    assert best == {
        "carrier": {"in": "body", "reads": "portee par {} | …"},
        "title": {"in": "body", "reads": "portee par … | {}"},
    }


def test_a_place_and_the_territory_behind_a_dash_are_two_values() -> None:
    places = zip(("Rhône", "Isère", "Loire", "Ain"), RECORDS, strict=True)
    lines = [f"{who} | {town} – {name} | {title}" for name, (who, _, town, title, _) in places]
    best = wordings([of(line) for line in lines], {"in": "body"}, Judge(RULES))[0]
    assert best["zone"]["reads"] == "… | {} – … | …".replace("–", "-")
    assert best["territories"]["reads"] == "… | … - {} | …"
