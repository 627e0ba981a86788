"""The layout that the program finds by itself: values judged, headers, starters and sources found, and refusals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from dossier_extract import Rules
from dossier_extract.discovery import Discovery, discover, profile_of
from dossier_extract.discovery.boundaries import belated, told_twice
from dossier_extract.discovery.candidates import Source
from dossier_extract.discovery.fields import Fit, begun_with, fit_fields
from dossier_extract.discovery.flow import Flow
from dossier_extract.discovery.headers import Header, headers, table_layout
from dossier_extract.discovery.hypothesis import Guess, Hypothesis
from dossier_extract.discovery.plausible import Judge, prose
from dossier_extract.discovery.sections import table_sections
from dossier_extract.discovery.starters import starters
from dossier_extract.discovery.trial import Trial
from dossier_extract.messages import Message
from dossier_extract.model import Page, Word
from dossier_extract.stages.layout import order_blocks
from tests.pages import (
    BODY,
    CARRIERS,
    HEAD,
    SECTION,
    STRONG,
    TEXTS,
    TITLES,
    ZONES,
    Reading,
    badge,
    make_block,
    make_page,
    make_profile,
    make_text,
    put,
    row,
    style,
    table_page,
)

AWARDED = "Dossier de presse : les lauréats de l’appel à projets"
N = len(TITLES)


def cover(text: str = AWARDED) -> Page:
    return make_page(1, put(100, 100, text, STRONG))


def pages(records: Sequence[Sequence[Word]], first: Page | None = None, each: int = 2) -> list[Page]:
    """A cover, then pages with some records each."""
    cut = [records[at : at + each] for at in range(0, len(records), each)]
    return [first or cover(), *(make_page(number, *own) for number, own in enumerate(cut, 2))]


def labelled(first: Page | None = None) -> list[Page]:
    """A heading, two labels and a text a record."""
    return pages(
        [
            [
                *put(100, y, TITLES[n], HEAD),
                *put(100, y + 20, f"Porteur : {CARRIERS[n]}"),
                *put(100, y + 40, f"Zone : {ZONES[n]}"),
                *put(100, y + 60, TEXTS[n]),
            ]
            for n, y in enumerate([100, 300] * (N // 2))
        ],
        first,
    )


def found(rules: Rules, document: Sequence[Page]) -> Discovery:
    discovery = discover(document, rules)
    assert discovery.profile is not None, discovery.score
    return discovery


def values(rules: Rules, document: Sequence[Page], field: str) -> list[Any]:
    """The values of a field, of each record that the discovered layout gives."""
    profile = found(rules, document).profile
    assert profile is not None
    return [getattr(project, field) for project in Reading(document, profile, rules).records.projects]


# Values judged


@pytest.fixture
def judge(rules: Rules) -> Judge:
    return Judge(rules)


PROSE = "Le bus emmène chaque semaine les familles isolées vers les services sociaux de la ville voisine."


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        (
            "title",
            ["Bus du cœur", "Les 40 vélos", "« Bus » et « Car »", "Un été, un bus"],
            ["bus du cœur", "Un jardin pour", "Un jardin (bis", "Un jardin.", "Porteur : Ligue", "par la Ligue", "A",
             "", "Un été. Un bus", "Vélos, 12 000 €", "Bus (93)", PROSE],
        ),
        (
            "carrier",
            ["Association Mobile", "association Mobile", "la Ligue des voisins", "Réseau vélo"],
            ["Gironde", "12 000 €", "accueil des", "• Mobile", "3", "Porteur : Ligue", PROSE, ""],
        ),
        (
            "zone",
            ["Gironde", "quartier des Minguettes", "Paris et Lyon"],
            ["12 000 €", "Association Mobile", "Zone : Paris", PROSE, "", "Paris ("],
        ),
        ("description", [PROSE], ["Bus", PROSE[3:], PROSE[:-5], "Montant : 5 €", ""]),
        ("territories", ["93", "Gironde", "Paris et Gironde"], ["Bus", PROSE, "le bus de Gironde", ""]),
        ("amount", ["12 000 €", "12000", "3 millions d’euros", "40 k€"], ["un bus", PROSE, "", "Montant : 5 €"]),
    ],
)  # fmt: skip
def test_what_suits_a_field_is_worth_more_than_what_does_not(
    field: str, good: list[str], bad: list[str], judge: Judge
) -> None:
    right = {text: judge.value(field, text) for text in good}
    wrong = {text: judge.value(field, text) for text in bad}
    assert min(right.values()) > max(wrong.values()), (right, wrong)
    assert all(0 <= score <= 1 for score in [*right.values(), *wrong.values()])


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("description", PROSE, f"12 000 €\n{PROSE}"),
        ("title", "Projet numérique", "Projet n° 3"),
        ("title", "Numéro vert", "N° 12"),
        ("zone", "Roubaix ; Lille", "Roubaix ; Montant"),
        ("carrier", "Association Mobile – Lille", "Association Mobile – Montant :"),
        # a département that is called like a label is one where nothing but territories is named
        ("zone", "Somme", "Somme : 12 000 €"),
        ("territories", "Somme", "Somme : 12 000 €"),
        ("zone", "Aisne ; Somme", "Aisne ; Montant"),
        ("zone", "Hérault", "Territoire : Hérault"),
        ("territories", "Hérault", "Territoire : Hérault"),
        ("carrier", "Association Somme", "Somme"),
        # an organisation of communes is a place, too
        ("zone", "Métropole du Grand Paris", "Association du Grand Paris"),
    ],
)
def test_the_ends_of_other_values_and_labels_are_no_part_of_one(field: str, good: str, bad: str, judge: Judge) -> None:
    assert judge.value(field, bad) <= 0.5 < judge.value(field, good)


def test_a_quarter_with_its_town_in_brackets_is_a_place(judge: Judge) -> None:
    assert judge.value("zone", "Les Tarterêts (Évry)") == judge.value("zone", "Évry")
    assert judge.value("zone", "Les Tarterêts (au sud)") == judge.value("zone", "Les Tarterêts") < 0.7


def test_a_description_is_doubtful_that_breaks_off_in_the_middle(judge: Judge) -> None:
    whole = judge.value("description", f"{PROSE}\n{PROSE}")
    assert judge.value("description", f"{PROSE.rstrip('.')}\n{PROSE}") < whole
    assert judge.value("description", f"Contexte du projet\n{PROSE}") == whole  # a sub-heading
    assert judge.value("description", f"{PROSE}\n- {PROSE.rstrip('.')}\n- {PROSE}") == whole  # items of a list


def test_sentences_are_prose_and_names_of_places_are_not() -> None:
    assert prose(PROSE)
    assert not prose("Bus du cœur")
    assert not prose("Paris, Lyon, Marseille, Toulouse, Bordeaux, Nantes, Rennes, Lille, Strasbourg, Metz, Nancy")


# Headers of tables

ROWS = [("N°", "Porteur", "Projet"), *((str(n), CARRIERS[n], TITLES[n]) for n in range(N))]


def test_the_header_of_a_ruled_table_is_found(rules: Rules) -> None:
    header = headers([cover(), table_page(2, ROWS), table_page(3, ROWS)], rules)[0]
    assert header == Header(("N°", "Porteur", "Projet"), True)
    assert table_layout(header, rules) == {
        "columns": {"number": ["N°"], "carrier": ["Porteur"], "title": ["Projet"]},
        "key": "number",
    }


def test_a_header_may_be_without_rules_and_a_column_without_a_known_name(rules: Rules) -> None:
    cells = [(100, "Porteur"), (250, "Couleur"), (400, "Projet")]
    page = make_page(1, *(put(x, 100, text, STRONG) for x, text in cells), put(100, 130, "Ligue"))
    (header,) = headers([page], rules)
    assert header == Header(("Porteur", "Couleur", "Projet"), False)
    layout = table_layout(header, rules)
    assert list(layout["columns"]) == ["carrier", "column_2", "title"]
    assert (layout["key"], layout["ruled"]) == ("title", False)


def test_two_columns_are_a_table_where_both_are_named(rules: Rules) -> None:
    rows = [("Porteur", "Projet"), ("Ligue", "Bus")]
    assert headers([table_page(1, rows)], rules)[0] == Header(rows[0], True)
    assert headers([make_page(1, put(100, 100, "Porteur", STRONG), put(300, 100, "Couleur", STRONG))], rules) == []


def test_a_header_may_name_two_fields_and_be_broken_by_a_narrow_column(rules: Rules) -> None:
    page = table_page(2, [("Zone géogra-\nphique", "Projet et porteur de projet", "Montant"), ("Brest", "Bus", "1 €")])
    header = next(one for one in headers([page], rules) if one.ruled)
    assert header.cells[0] == "Zone géographique"
    layout = table_layout(header, rules)
    assert (list(layout["columns"]), layout["key"]) == (["zone", "title_and_carrier", "amount"], "title_and_carrier")


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        (("Porteur", "Opération", "Coût total", "Aide ADEME"), ["carrier", "title", "cost", "amount"]),
        (("Porteur", "Opération", "Coût total", "Gris"), ["carrier", "title", "amount", "column_4"]),
    ],
)
def test_what_a_project_costs_is_no_amount_where_another_column_tells_it(
    cells: tuple[str, ...], columns: list[str], rules: Rules
) -> None:
    assert list(table_layout(Header(cells, True), rules)["columns"]) == columns


@pytest.mark.parametrize(
    ("cell", "slot"),
    [
        ("Thématique", "theme"),
        ("AXES", "theme"),
        ("Axe de l’appel à projets", "theme"),
        ("Thème et porteur", "carrier"),  # a field has the first word
        ("Grand axe", "column_2"),
    ],
)
def test_a_column_of_themes_is_told_by_its_first_word(cell: str, slot: str, rules: Rules) -> None:
    assert list(table_layout(Header(("N°", cell, "Projet"), True), rules)["columns"]) == ["number", slot, "title"]


def test_bands_over_rows_are_sections_and_looks_of_cells_are_not(rules: Rules) -> None:
    rows = [("Porteur", "Projet", "Montant"), ("Santé", "", ""), ("Ligue", "Bus", "1 €"), ("Foyer", "Radio", "2 €")]
    page = table_page(1, rows)
    bold = page.words[0].style._replace(bold=True)
    words = tuple(w._replace(style=bold) if w.text in ("Santé", "Ligue", "Foyer") else w for w in page.words)
    layout = {"table": table_layout(Header(rows[0], True), rules), "fields": {}}
    for changed, found in (
        (words, 0),
        (tuple(w._replace(style=bold) if w.text == "Santé" else w for w in page.words), 1),
    ):
        blocks = order_blocks([page._replace(words=changed)], profile_of(layout), rules)
        assert len(table_sections(Flow(blocks, rules))) == found


def over(*headings: str) -> list[Page]:
    """A table a page, under a heading that looks like its titles."""
    page = table_page(1, [("Porteur", "Projet", "Montant"), ("Ligue", "Bus", "1 €"), ("Foyer", "Radio", "2 €")])
    body, bold = page.words[0].style, page.words[0].style._replace(bold=True)
    words = [w._replace(style=bold) if w.text in ("Bus", "Radio") else w for w in page.words]
    above = page.words[0].top - 40
    return [
        make_page(n, put(60, above, head, bold), words, put(60, 700, PROSE, body)) for n, head in enumerate(headings, 1)
    ]


def test_the_largest_line_of_each_page_with_a_table_is_a_heading_whatever_stands_between(rules: Rules) -> None:
    layout = {"table": table_layout(Header(("Porteur", "Projet", "Montant"), False), rules), "fields": {}}
    large, small = style(20, bold=True), style(8, italic=True)

    def found(*headings: str) -> list[float]:
        document = [
            page._replace(
                words=(
                    *put(60, 40, head, large),
                    *(word for n in range(4) for word in put(60, 60 + 15 * n, PROSE)),
                    *put(60, 140, "« Ce projet a tout changé pour nous. »", small),
                    *put(60, 155, "— Une voisine", small),
                    *page.words,
                )
            )
            for page, head in zip(over(*[""] * len(headings)), headings, strict=True)
        ]
        return [one["size"] for one in table_sections(Flow(order_blocks(document, profile_of(layout), rules), rules))]

    assert found("Santé", "Emploi") == [20]
    assert found("Santé", "Santé") == []  # the same title over both tables


def test_headings_that_look_like_cells_are_told_by_their_count(rules: Rules) -> None:
    layout = {"table": table_layout(Header(("Porteur", "Projet", "Montant"), False), rules), "fields": {}}

    def found(*headings: str) -> list[str | None]:
        flow = Flow(order_blocks(over(*headings), profile_of(layout), rules), rules)
        return [one.get("match") for one in table_sections(flow)]

    assert found("Axe 1 – Santé", "Axe 2 – Emploi") == [r"axe \d"]
    assert found("1. Santé", "2. Emploi") == [r"\d"]
    assert found("Axe 1 – Santé", "Emploi") == []
    assert found("75 – Paris", "33 – Gironde") == []  # codes do not count up


def test_a_heading_of_tables_may_look_like_those_of_the_front_matter(rules: Rules) -> None:
    layout = {"table": table_layout(Header(("Porteur", "Projet", "Montant"), False), rules), "fields": {}}
    front = make_page(
        1, *(put(60, 100 * n, text, STRONG) + put(60, 100 * n + 40, PROSE) for n, text in enumerate("ABC", 1))
    )
    rows = table_page(2, [("Porteur", "Projet", "Montant"), ("Ligue", "Bus", "1 €"), ("Foyer", "Radio", "2 €")])
    page = make_page(2, put(60, rows.words[0].top - 40, "Santé", STRONG), list(rows.words))
    flow = Flow(order_blocks([front, page], profile_of(layout), rules), rules)
    assert [(one["size"], one["bold"]) for one in table_sections(flow)] == [(STRONG.size, True)]


@pytest.mark.parametrize(
    "cells", [("Bleu", "Vert", "Gris"), ("Porteur", "Vert", "Gris"), ("Porteur", "Porteur", "Gris")]
)
def test_words_side_by_side_that_name_no_two_fields_are_no_header(cells: tuple[str, ...], rules: Rules) -> None:
    page = make_page(1, *(put(100 + 150 * n, 100, text, STRONG) for n, text in enumerate(cells)))
    assert headers([page, table_page(2, [cells, ("1", "Un", "Deux")])], rules) == []


def test_unknown_words_head_columns_where_their_look_says_so(rules: Rules) -> None:
    """In a ruled table the row below looks otherwise; without rules they return on further pages."""
    rows = [("Bleu", "Vert", "Gris"), ("Ligue", "Bus", "1 €"), ("Foyer", "Radio", "2 €")]
    page = table_page(1, rows)
    bold = page.words[0].style._replace(bold=True)
    assert headers([page], rules) == []
    headed = tuple(w._replace(style=bold) if w.text in rows[0] else w for w in page.words)
    assert headers([page._replace(words=headed)], rules)[0] == Header(rows[0], True)

    def listed(number: int) -> Page:
        return make_page(number, *(put(100 + 150 * n, 100, text, STRONG) for n, text in enumerate(rows[0])))

    assert headers([listed(1)], rules) == []
    assert headers([listed(1), listed(2)], rules) == [Header(rows[0], False)]


# What begins a record


def begun(rules: Rules, document: Sequence[Page]) -> list[dict[str, Any]]:
    """What begins a record by the most promising starter."""
    plain = profile_of({"reading": "lines", "record": {"begins": {"size": 999}}, "fields": {}})
    return starters(Flow(order_blocks(document, plain, rules), rules))[0].looks


def test_a_heading_that_returns_begins_records_and_a_larger_one_sections(rules: Rules) -> None:
    document = labelled()
    document[1] = document[1]._replace(words=(*put(100, 60, "Mobilité", SECTION), *document[1].words))
    document[2] = document[2]._replace(words=(*put(100, 60, "Alimentation", SECTION), *document[2].words))
    assert begun(rules, document) == [{"size": 12, "bold": True, "italic": False}]
    discovery = found(rules, document)
    assert discovery.profile is not None
    reading = Reading(document, discovery.profile, rules)
    assert [one["heading"] for one in reading.slots()] == TITLES
    assert [project.theme for project in reading.records.projects] == ["Mobilité"] * 2 + ["Alimentation"] * 4


def test_labels_in_bold_begin_no_records(rules: Rules) -> None:
    """A label returns as often as a title does, and may look the same."""
    document = pages(
        [
            [
                *put(100, y, TITLES[n], STRONG),
                *row(100, y + 20, ("Porteur :", STRONG), (CARRIERS[n], BODY)),
                *put(100, y + 50, TEXTS[n]),
            ]
            for n, y in enumerate([100, 300] * (N // 2))
        ]
    )
    assert values(rules, document, "title") == TITLES
    assert values(rules, document, "carrier") == CARRIERS


def test_fewer_than_three_headings_that_look_alike_begin_nothing(rules: Rules) -> None:
    plain = profile_of({"reading": "lines", "record": {"begins": {"size": 999}}, "fields": {}})
    document = [make_page(1, put(100, 100, TEXTS[0]), put(100, 200, "Bus", HEAD), put(100, 230, TEXTS[1]))]
    assert starters(Flow(order_blocks(document, plain, rules), rules)) == []


# Where fields stand


def test_labels_are_found(rules: Rules) -> None:
    document = labelled()
    assert values(rules, document, "title") == TITLES
    assert values(rules, document, "carrier") == CARRIERS
    assert values(rules, document, "zone") == ZONES
    assert values(rules, document, "description") == [text.replace("\n", " ") for text in TEXTS]


@pytest.mark.parametrize("heads", [("Contexte", "Description de l’action"), ("Description de l’action", "Résultats")])
def test_sub_headings_are_a_part_of_the_description(heads: tuple[str, str], rules: Rules) -> None:
    """« Description de l’action » is a label, but here it is one heading of several."""
    document = labelled()
    for index, page in enumerate(document[1:], 1):
        more = [
            word
            for y, own in zip((100, 300), TEXTS[2 * index - 2 : 2 * index], strict=True)
            for word in (
                *put(100, y + 60, heads[0], STRONG),
                *put(100, y + 75, own),
                *put(100, y + 105, heads[1], STRONG),
                *put(100, y + 120, own.split("\n")[1].capitalize()),
            )
        ]
        kept = tuple(word for word in page.words if (word.top - 80) % 200 < 65)
        document[index] = page._replace(words=(*kept, *more))
    first = values(rules, document, "description")[0]
    whole = TEXTS[0].replace("\n", " ")
    assert first == f"{heads[0]}\n{whole}\n{heads[1]}\nPour aller à la rencontre des familles isolées."


@pytest.mark.parametrize("themes", [["Santé"] * 3 + ["Sport pour tous"] * 3, ["Santé", "Sport"] * 3, ["Santé"] * 6])
def test_a_line_that_changes_over_the_pages_is_their_theme(themes: list[str], rules: Rules) -> None:
    """Over each record on a page of its own; a line that stays the same or takes turns is none."""
    records = [[*put(100, 50, themes[n], style(7.0, italic=True)), *own.words] for n, own in enumerate(alone())]
    given = values(rules, pages(records, each=1), "theme")
    assert given == (themes if len(set(themes)) == 2 and themes[1] == themes[0] else [None] * N)


def alone() -> list[Page]:
    """The records of `labelled`, one a page."""
    return [
        make_page(
            n,
            put(100, 100, TITLES[n], HEAD),
            put(100, 120, f"Porteur : {CARRIERS[n]}"),
            put(100, 140, f"Zone : {ZONES[n]}"),
            put(100, 160, TEXTS[n]),
        )
        for n in range(N)
    ]


def test_a_badge_gives_the_territories(rules: Rules) -> None:
    document = labelled()
    codes = ["75", "33", "29", "69", "38", "85"]
    for index, code in enumerate(codes):
        page = document[1 + index // 2]
        words, rects = badge(40, 100 + 200 * (index % 2), code)
        document[1 + index // 2] = page._replace(words=(*page.words, *words), rects=(*page.rects, *rects))
    layout = found(rules, document).layout
    assert layout is not None
    assert layout["fields"]["territories"][0] == {"in": "badge"}
    assert [[str(one) for one in own] for own in values(rules, document, "territories")] == [[code] for code in codes]


def test_a_quoted_title_is_found_in_a_heading_that_says_more(rules: Rules) -> None:
    document = pages(
        [
            [
                *put(100, y, f"Projet « {TITLES[n]} » porté par {CARRIERS[n]}", HEAD),
                *put(100, y + 30, TEXTS[n]),
            ]
            for n, y in enumerate([100, 300] * (N // 2))
        ]
    )
    assert values(rules, document, "title") == TITLES
    assert values(rules, document, "carrier") == CARRIERS


def test_the_columns_of_a_table_are_found_and_preferred(rules: Rules) -> None:
    """The headings over the text before the table return as well; the table's header names fields."""
    before = make_page(2, *(put(100, 100 + 100 * n, TEXTS[n]) for n in range(4)))
    document = [cover(), before, table_page(3, ROWS)]
    discovery = found(rules, document)
    assert discovery.layout is not None
    assert discovery.layout["table"]["columns"] == {"number": ["N°"], "carrier": ["Porteur"], "title": ["Projet"]}
    assert (values(rules, document, "title"), values(rules, document, "carrier")) == (TITLES, CARRIERS)


# Refusals, and what discovery may not do


def test_a_document_that_speaks_of_no_award_is_refused(rules: Rules) -> None:
    """« Porteur » alone is no award; the same pages are believed as soon as the cover says what they are."""
    said = {"Association": "Amicale"}
    document = [
        page._replace(words=tuple(word._replace(text=said.get(word.text, word.text)) for word in page.words))
        for page in labelled(first=cover("Annuaire de la ville"))
    ]
    refused = discover(document, rules)
    assert (refused.profile, refused.layout) == (None, None)
    assert refused.score > 0.9
    assert discover([cover(), *document[1:]], rules).layout == {**(refused.tried[0].layout), "theme": False}


def test_three_records_are_no_list(rules: Rules) -> None:
    document = labelled()
    heading = next(at for at, word in enumerate(document[2].words) if word.text == TITLES[3].split()[0])
    short = document[2]._replace(words=document[2].words[:heading])
    assert discover([*document[:2], short], rules).profile is None
    assert discover(document[:3], rules).profile is not None


@pytest.mark.parametrize("document", [[], [cover()], [cover(), make_page(2, put(100, 100, TEXTS[0]))]])
def test_a_document_without_anything_that_returns_is_refused(document: list[Page], rules: Rules) -> None:
    discovery = discover(document, rules)
    assert (discovery.profile, discovery.tried) == (None, [])


def test_carriers_that_are_told_by_their_place_alone_stand_in_nearly_all_records() -> None:
    """A place that is empty in a third of the records is one where running text happens to be."""

    def lacking(source: dict[str, Any], presence: float) -> list[Message]:
        projects = tuple(make_block(n, heading="Bus") for n in range(1, 7))
        fit = Fit({"carrier": source}, 2.0, {"carrier": presence}, 0.6, 0.0, 1, [], {})
        return list(Hypothesis({}, projects, fit).lacks())

    assert lacking({"in": "body", "nth": 1}, 0.67)
    assert not lacking({"in": "body", "nth": 1}, 0.95)
    assert not lacking({"in": "body", "label": ["Porteur"]}, 0.67)


@pytest.mark.parametrize(
    ("told", "believed"),
    [
        ({"amount": 0.8, "sited": 0.8}, True),
        ({"amount": 0.8, "territories": 0.8}, True),
        ({"amount": 0.8}, False),
        ({"sited": 0.8, "amount": 0.5}, False),
        ({"amount": 0.8, "sited": 0.8, "named": 0.1}, False),
    ],
)
def test_where_amounts_and_places_are_told_fewer_carriers_need_look_like_one(
    told: dict[str, float], believed: bool
) -> None:
    projects = tuple(make_block(n, heading="Bus") for n in range(1, 7))
    presence = {"carrier": 1.0, **{field: told.get(field, 0.0) for field in ("amount", "territories")}}
    sources: dict[str, Source] = {"carrier": {"in": "body", "nth": 1}}
    fit = Fit(sources, 2.0, presence, told.get("named", 0.3), told.get("sited", 0.0), 1, [], {})
    assert (not list(Hypothesis({}, projects, fit).lacks())) is believed


def test_nothing_is_remembered_and_the_same_pages_give_the_same_layout(rules: Rules) -> None:
    document, other = labelled(), [cover(), table_page(2, ROWS)]
    before = discover(document, rules)
    assert discover(other, rules).layout != before.layout
    after = discover(document, rules)
    assert (after.layout, after.score, after.profile) == (before.layout, before.score, before.profile)
    assert [one.layout for one in after.tried] == [one.layout for one in before.tried]


def test_a_layout_found_is_a_profile_like_any_other(rules: Rules) -> None:
    discovery = found(rules, labelled())
    assert discovery.layout is not None
    assert discovery.profile == make_profile(
        {"version": 1, "title": "found by the program", "recognise": {}, "layouts": [discovery.layout]}
    )


@pytest.mark.parametrize(
    ("name", "sure"),
    [
        ("Secours populaire français", True),
        ("la Croix Rouge française", True),
        ("ASKORIA", True),
        ("ESPERER 95", True),
        ("Puzzle", False),
        ("MONTREUIL", False),  # a commune
        ("Un café des aidants", False),
    ],
)
def test_networks_and_names_in_capitals_are_organisations(rules: Rules, name: str, sure: bool) -> None:
    assert (Judge(rules).organisation(name) > 0.8) is sure


def headed(territories: Sequence[str], label: str = "") -> list[Page]:
    """Records under a heading that counts them, the carrier and what it is beside a territory in the next lines."""
    return pages(
        [
            [
                *put(100, y, f"{n + 1}. {TITLES[n]}", HEAD),
                *put(100, y + 20, f"Porteur : {CARRIERS[n]}"),
                *put(100, y + 40, f"{label}{territories[n % len(territories)]}"),
                *put(100, y + 60, TEXTS[n]),
            ]
            for n, y in enumerate([100, 300] * (N // 2))
        ]
    )


def test_a_zone_that_only_ever_names_a_territory_is_the_territory(rules: Rules) -> None:
    own = found(rules, headed(["Rhône (69)", "Ain (01)"], "Territoire : "))
    assert own.layout is not None
    assert own.layout["fields"]["territories"][0]["label"] == ["Territoire"]
    assert "zone" not in own.layout["fields"]


def test_a_label_is_begun_with_for_the_field_that_it_suits_best() -> None:
    """Where two fields begin with one label, no step away from them is better: the climb would end there."""
    place, towns = ({"in": "body", "label": [word]} for word in ("Où", "Chez"))
    whole: Source = {"in": "heading"}
    offered = {"zone": [(1.2, place), (0.9, towns)], "title": [(0.5, whole)], "territories": [(1.3, place)]}
    assert begun_with(offered) == {"territories": place, "zone": towns, "title": whole}


def test_a_field_that_a_wording_fills_with_rubbish_is_left_out_of_it(
    rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {field: {"in": "heading", "reads": reads} for field, reads in (("title", "{} – …"), ("carrier", "… – {}"))}
    rubbish = {**said, "territories": {"in": "heading", "reads": "… – {}"}}
    monkeypatch.setattr("dossier_extract.discovery.trial.wordings", lambda *_: [rubbish, said])
    blocks = [make_block(n, heading=f"{TITLES[n]} – {CARRIERS[n]}") for n in range(N)]
    assert Trial(blocks, rules, Judge(rules)).wordings == [said, said]


def test_the_last_line_of_records_without_a_heading_has_a_wording(rules: Rules) -> None:
    towns = ["Sète, Béziers", "Alès", "Revel et Muret", "Castres", "Tarbes, Lourdes", "Mende"]
    lines = [f"{carrier} / {town}" for carrier, town in zip(CARRIERS, towns, strict=False)]
    blocks = [make_block(n, body=make_text(f"{TITLES[n]}. {TEXTS[n]}", line)) for n, line in enumerate(lines)]
    said = Trial(blocks, rules, Judge(rules)).wordings
    assert {
        "carrier": {"in": "body", "nth": -1, "reads": "{} / …"},
        "zone": {"in": "body", "nth": -1, "reads": "… / {}"},
    } in said


def test_what_stands_behind_a_label_may_be_two_values(rules: Rules) -> None:
    towns = ["Forbach", "Strasbourg et Bischwiller", "Sedan", "Troyes", "Neufchâteau, Vittel", "Reims"]
    records = [
        [
            *put(100, y, TITLES[n], HEAD),
            *put(100, y + 20, f"Porteur : {CARRIERS[n]} – {towns[n]}"),
            *put(100, y + 40, TEXTS[n]),
        ]
        for n, y in enumerate([100, 300] * (N // 2))
    ]
    assert values(rules, pages(records), "carrier") == CARRIERS
    assert values(rules, pages(records), "zone") == towns


def test_a_title_among_sentences_is_no_sentence(rules: Rules) -> None:
    said = "Le bus emmène les familles isolées vers les services sociaux de la ville"
    texts = [make_text(f"{said} {n}", f"{said.title()} {n}", "Un texte.") for n in range(N)]
    trial = Trial([make_block(n, body=text) for n, text in enumerate(texts)], rules, Judge(rules))
    assert trial.together({"title": {"in": "body", "nth": 2}}) > trial.together({"title": {"in": "body", "nth": 1}})


def test_two_lines_may_share_the_fields_between_them(rules: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    def line(nth: int, *fields: str) -> dict[str, Source]:
        place = {"in": "body"} if nth == 1 else {"in": "body", "nth": nth}
        marks = ("{} / …", "… / {}")
        return {field: {**place, "reads": reads} for field, reads in zip(fields, marks, strict=True)}

    first, second = line(1, "title", "carrier"), line(2, "zone", "amount")
    third = {"carrier": {"in": "body", "nth": 2, "reads": "… / … / {}"}}  # which the first line tells, too
    said = {None: [first], 2: [{**second, **third}, second], -1: []}
    monkeypatch.setattr("dossier_extract.discovery.trial.wordings", lambda _, place, *__: said[place.get("nth")])
    blocks = [
        make_block(
            n, body=make_text(f"{TITLES[n]} / {CARRIERS[n]}", f"{ZONES[n]} / {n + 1} 000 € / {CARRIERS[n]}", TEXTS[n])
        )
        for n in range(N)
    ]
    wordings = Trial(blocks, rules, Judge(rules)).wordings
    assert wordings == [first, {**second, **third}, second, {**first, **second}]


def test_a_value_that_a_wording_takes_over_the_end_of_a_paragraph_counts_less(rules: Rules) -> None:
    def together(*paragraphs: str) -> float:
        blocks = [make_block(n, body=make_text(*paragraphs)) for n in range(N)]
        return Trial(blocks, rules, Judge(rules)).together({"title": {"in": "body", "reads": "{} / …"}})

    assert together("Un bus pour les", "habitants / Ligue") < together("Un bus pour les habitants / Ligue") - 0.1


def test_zones_that_name_a_place_are_counted(rules: Rules) -> None:
    towns = ["Sète, Béziers", "Alès", "Le grand large", "Castres", "Plus loin", "Commune en Gironde"]
    trial = Trial([make_block(n, body=make_text(town, TEXTS[n])) for n, town in enumerate(towns)], rules, Judge(rules))
    assert trial.sited({"zone": {"in": "body", "nth": 1}}) == pytest.approx(4 / 6)
    assert trial.sited({"carrier": {"in": "body", "nth": 1}}) == 0.0


def test_a_label_of_zones_has_the_last_word(rules: Rules) -> None:
    own = found(rules, headed(["Rhône (69)", "Ain (01)"], "Zone d’intervention : "))
    assert own.layout is not None
    assert "zone" in own.layout["fields"]


def test_records_do_not_begin_behind_their_title(rules: Rules) -> None:
    assert values(rules, headed(["Rhône (69)"], "Territoire : "), "title") == TITLES


def test_records_that_run_on_are_told_by_a_wording_or_by_lines_of_their_own() -> None:
    def told(title: Source, territories: float) -> bool:
        line: Source = {"in": "body", "nth": 2}
        sources = {"title": title, "carrier": line, "territories": {"in": "body", "looks": "territory"}}
        fit = Fit(sources, 2.0, {"territories": territories}, 0.6, 0.0, 1, [], {})
        return Hypothesis({"record": {"heading": False}}, (), fit).told

    assert told({"in": "body", "reads": "{}, …"}, 0.1)
    assert told({"in": "body", "nth": 1}, 0.9)
    assert not told({"in": "body", "nth": 1}, 0.5)
    assert not told({"in": "body", "rest": True}, 0.9)


def test_lines_of_facts_give_the_fields_that_have_one_each(rules: Rules) -> None:
    towns = ["Sète et Béziers", "Alès", "Revel et Muret", "Castres", "Tarbes et Lourdes", "Mende"]
    blocks = [
        make_block(n, body=make_text("12 000 €", CARRIERS[n], TITLES[n], "Gard (30)", towns[n], TEXTS[n]))
        for n in range(N)
    ]
    sources = fit_fields(blocks, rules, Judge(rules)).sources
    assert {name: sources[name].get("nth") for name in ("carrier", "title", "zone")} == {
        "carrier": 2,
        "title": 3,
        "zone": 5,
    }


@pytest.mark.parametrize(("lines", "share"), [(1, 0.0), (2, 1.0)])
def test_a_record_that_has_the_wording_twice_is_two(rules: Rules, lines: int, share: float) -> None:
    told = ["• Ligue du Rhône – Un café (500 €)", "• Ligue de l’Ain – Un jardin (600 €)"]
    trial = Trial([make_block(n, body=make_text(*told[:lines], TEXTS[n])) for n in range(N)], rules, Judge(rules))
    assert told_twice(trial, {"title": {"in": "body", "reads": "… - {} (…)"}}) == share


@pytest.mark.parametrize(("lines", "share"), [(1, 0.0), (2, 1.0)])
def test_a_record_with_two_lines_of_facts_is_two(rules: Rules, lines: int, share: float) -> None:
    told = ["Ligue du Rhône / Lyon", "Ligue de l’Ain / Bourg"]
    trial = Trial([make_block(n, body=make_text(*told[:lines], TEXTS[n])) for n in range(N)], rules, Judge(rules))
    carrier = {"in": "body", "nth": 1, "reads": "{} / …"}
    assert told_twice(trial, {"title": {"in": "heading"}, "carrier": carrier}) == share


@pytest.mark.parametrize(("title", "share"), [(1, 0.0), (3, 1.0)])
def test_a_title_below_its_description_is_that_of_the_next_record(rules: Rules, title: int, share: float) -> None:
    blocks = [make_block(n, body=make_text(TITLES[n], TEXTS[n], TITLES[n])) for n in range(N)]
    sources = {"title": {"in": "body", "nth": title}, "description": {"in": "body", "nth": 2}}
    assert belated(Trial(blocks, rules, Judge(rules)), sources) == share


def test_records_that_begin_where_nothing_parts_them_reach_less() -> None:
    """Cut one label late, they are just as regular: each has the title of the next."""
    apart, inside = (Guess({}, (make_block(),) * 4, apart=share) for share in (1.0, 0.0))
    assert inside.reach(100) < apart.reach(100) == Guess({}, (make_block(),) * 4).reach(100)
