"""Looks of the headings that stand over records."""

from __future__ import annotations

import pytest

from dossier_extract.discovery.flow import Flow
from dossier_extract.discovery.sections import asides, sections, shared, table_sections
from dossier_extract.model import Page
from dossier_extract.rules import Rules
from dossier_extract.stages.layout import order_blocks
from tests.pages import BLACK, BLUE, GREEN, RED, make_page, make_profile, put, style


def flow(rules: Rules, *lines: tuple[str, float, int]) -> Flow:
    """Blocks of lines given as text, size in points, colour."""
    pages = [
        make_page(n // 9 + 1, *[put(100, 80 + 60 * i, t, style(s, c, bold=s > 10)) for i, (t, s, c) in enumerate(part)])
        for n in range(0, len(lines), 9)
        if (part := lines[n : n + 9])
    ]
    return flowing(pages, rules)


def flowing(pages: list[Page], rules: Rules) -> Flow:
    return Flow(order_blocks(pages, make_profile(record={"begins": {"size": 99}}, reading="columns"), rules), rules)


def headings(blocks: Flow, size: float) -> list[tuple[float, str]]:
    """Size and colour of the headings over records that begin with lines of this size."""
    fits = [look.size == size for look in blocks.looks]
    found = sections(blocks, fits, {i for i, fit in enumerate(fits) if fit})
    return [(one["size"], one["color"]) for one in found]


def test_a_smaller_heading_right_above_records_is_one(rules: Rules) -> None:
    record = [("Bus du cœur", 14.0, BLACK), ("Une action pour tous les habitants du quartier.", 10.0, BLACK)]
    lines = [("Gironde", 12.0, RED), *record, *record, ("Landes", 12.0, RED), *record, *record]
    assert headings(flow(rules, *lines), 14.0) == [(12.0, "red")]


def test_a_smaller_line_elsewhere_is_none(rules: Rules) -> None:
    record = [("Bus du cœur", 14.0, BLACK), ("Une action pour tous les habitants du quartier.", 10.0, BLACK)]
    note = [record[0], ("À noter", 12.0, RED), record[1]]
    assert headings(flow(rules, *note, *record, *note, *record), 14.0) == []


def test_a_sentence_in_larger_type_is_no_heading(rules: Rules) -> None:
    record = [("Bus du cœur", 14.0, BLACK), ("Une action pour tous les habitants du quartier.", 10.0, BLACK)]
    for end, found in ((".", []), ("", [(16.0, "red")])):
        lines = [(f"Les projets qui suivent sont les plus récents{end}", 16.0, RED), *record, *record]
        assert headings(flow(rules, *lines, *lines), 14.0) == found


def test_the_title_on_the_cover_is_none(rules: Rules) -> None:
    record = [("Bus du cœur", 14.0, BLACK), ("Une action pour tous les habitants du quartier.", 10.0, BLACK)]
    cover = [("21 projets pour nos quartiers", 30.0, RED), *[("Dossier de presse", 10.0, BLACK)] * 8]
    assert headings(flow(rules, *cover, *record * 4), 14.0) == []
    assert headings(flow(rules, cover[0], *record * 4), 14.0) == [(30.0, "red")]  # the records begin below it


def test_a_small_heading_alone_on_its_page_is_one(rules: Rules) -> None:
    """A page that only divides, though more than a line of it stands before the next record."""
    record = [
        *put(100, 200, "Bus du cœur", style(14.0, bold=True)),
        *put(100, 240, "Une action pour tous les voisins."),
    ]
    divider = [*put(100, 200, "Un thème", style(12.0, RED, bold=True)), *put(100, 240, "4 projets retenus")]
    pages = [make_page(n, *[divider if n % 3 == 1 else record]) for n in range(1, 7)]
    blocks = flowing(pages, rules)
    assert (12.0, "red") in headings(blocks, 14.0)
    wordy = [page._replace(words=(*page.words, *put(100, 320, "Un mot de plus. " * 20))) for page in pages]
    blocks = flowing(wordy, rules)
    assert (12.0, "red") not in headings(blocks, 14.0)


def test_theme_colours_count_as_one_look(rules: Rules) -> None:
    record = [("Bus du cœur", 12.0, BLACK), ("Une action pour tous les habitants du quartier.", 10.0, BLACK)]
    front = [("Un élan", 12.0, GREEN), *[("Un texte de plusieurs mots au début du dossier.", 10.0, BLACK)] * 4] * 2
    themes = [line for color in (GREEN, RED, BLUE) for line in (("Un thème", 12.0, color), *record, *record)]
    blocks = flow(rules, *front, *themes)
    fits = [look.size == 12.0 and look.color == "black" for look in blocks.looks]
    found = sections(blocks, fits, {i for i, fit in enumerate(fits) if fit})
    assert {one["color"] for one in found} == {"green", "red", "blue"}


def test_amounts_set_like_the_title_of_the_dossier_are_no_headings(rules: Rules) -> None:
    record = [("Bus du cœur", 14.0, BLACK), ("Une action pour tous les habitants du quartier.", 10.0, BLACK)]
    blocks = flow(rules, ("Dossier de presse", 26.0, RED), *[*record, ("12 000 €", 26.0, RED)] * 4)
    starts = {i for i, look in enumerate(blocks.looks) if look.size == 14.0}
    found = list(sections(blocks, [i in starts or told for i, told in enumerate(blocks.told)], starts))
    assert [(one["size"], one.get("labelled")) for one in found] == [(26.0, False)]


def test_a_heading_may_stand_over_two_lines_above_a_record(rules: Rules) -> None:
    lines = [
        ("Axe 1", 10.0, BLUE),
        ("Ligue de Pau", 11.0, BLUE),
        ("Bus du cœur", 14.0, BLACK),
        ("Un texte.", 10.0, BLACK),
    ]
    blocks = flow(rules, ("Gironde", 12.0, RED), *lines, *lines, ("Landes", 12.0, RED), *lines, *lines)
    starts = {i for i, look in enumerate(blocks.looks) if look.size == 14.0}
    fits = [i in starts for i in range(len(blocks.blocks))]
    assert any(one["size"] == 12.0 for one in sections(blocks, fits, starts, {i - 1 for i in starts}))


def test_a_document_without_tables_has_no_headings_over_rows(rules: Rules) -> None:
    assert table_sections(flow(rules, ("Un thème", 14.0, RED), ("Un texte de plusieurs mots.", 10.0, BLACK))) == []


def test_a_small_heading_on_a_page_of_its_own_is_one(rules: Rules) -> None:
    record = [put(100, 100, "Bus du cœur", style(14.0, bold=True)), put(100, 160, "Une action pour les habitants.")]
    heads = [[put(100, 300, f"Axe {n} – {name}", style(12.0, RED))] for n, name in ((1, "Santé"), (2, "Logement"))]
    pages = [heads[0], record, record, heads[1], record, record]
    blocks = flowing([make_page(n, *one) for n, one in enumerate(pages, 1)], rules)
    assert headings(blocks, 14.0) == [(12.0, "red")]


def test_headings_before_and_after_the_records_do_not_count(rules: Rules) -> None:
    record = [("Bus du cœur", 14.0, BLACK), ("Une action pour tous les habitants du quartier.", 10.0, BLACK)]
    front = [("Un mot", 14.0, RED), *[("Un texte de plusieurs mots au début du dossier.", 10.0, BLACK)] * 4] * 3
    blocks = flow(rules, *front, ("Un thème", 14.0, RED), *record * 4, ("Un autre", 14.0, RED), *record * 4)
    fits = [look.size == 14.0 and look.color == "black" for look in blocks.looks]
    found = sections(blocks, fits, {i for i, fit in enumerate(fits) if fit})
    assert [one["color"] for one in found] == ["red"]


def test_what_somebody_says_between_two_records_is_no_heading(rules: Rules) -> None:
    record = [("Bus du cœur", 14.0, BLACK), ("Une action pour tous les habitants du quartier.", 10.0, BLACK)]
    said = ("« Ce soutien nous aide à tenir dans la durée. » – une lauréate", 12.0, RED)
    blocks = flow(rules, *record, *record, said, *record, *record, *record)
    starts = [i for i, look in enumerate(blocks.looks) if look.size == 14.0]
    assert [look["size"] for look in asides(blocks, starts)] == [12.0]
    titled = flow(rules, *record, *record, ("« La durée pour tous »", 12.0, RED), *record, *record)
    assert asides(titled, [i for i, look in enumerate(titled.looks) if look.size == 14.0]) == []


def test_what_somebody_says_in_each_record_is_no_part_of_it_nor_is_the_name_below(rules: Rules) -> None:
    head, prose = ("Bus du cœur", 14.0, BLACK), ("Une action pour tous les habitants du quartier.", 10.0, BLACK)
    said, name = ("« Nous n'y serions jamais parvenus sans ce soutien »", 12.0, RED), ("Claire V.", 8.0, BLACK)
    blocks = flow(rules, *[head, prose, prose, said, name] * 5)
    starts = [i for i, look in enumerate(blocks.looks) if look.size == 14.0]
    assert [look["size"] for look in asides(blocks, starts)] == [12.0, 8.0]
    titled = flow(rules, *[("Projet", 14.0, BLACK), said, prose, prose] * 5)  # below the line that begins a record
    assert asides(titled, [i for i, look in enumerate(titled.looks) if look.size == 14.0]) == []


def test_numbers_drawn_apart_from_what_they_number_are_no_part_of_it(rules: Rules) -> None:
    def numbered(*numbers: str) -> list[dict[str, object]]:
        prose = "Une action pour tous les habitants du quartier."
        lines = [((n, 24.0, RED), ("Bus du cœur", 14.0, BLACK), (prose, 10.0, BLACK)) for n in numbers]
        blocks = flow(rules, *[line for record in lines for line in record])
        return asides(blocks, [i for i, look in enumerate(blocks.looks) if look.size == 14.0])

    assert [look["size"] for look in numbered("01", "02", "03", "04")] == [24.0]
    assert numbered("01", "75", "33", "69") == []  # départements


def test_the_line_that_ends_a_record_is_no_heading_of_the_next(rules: Rules) -> None:
    def spaced(above: float, below: float) -> list[str]:
        words, y = [], 60.0
        for n in range(5):
            words += put(100, y, f"Bus {n}", style(10.0, BLUE, bold=True)) + put(100, y + 20, "Il va partout.")
            if n % 2:
                words += put(100, y + 20 + above, "Ligue, Dax", style(10.0, RED, bold=True))
            y += 40 + above + below
        blocks = flowing([make_page(1, words)], rules)
        fits = [look.color == "blue" for look in blocks.looks]
        return [look["color"] for look in sections(blocks, fits, {i for i, fit in enumerate(fits) if fit})]

    assert spaced(40, 0) == ["red"]
    assert spaced(15, 40) == []


@pytest.mark.parametrize(("each", "found"), [(8, True), (2, True), (1, False)])
def test_a_line_below_few_records_of_one_paragraph_may_head_the_next_ones(each: int, found: bool, rules: Rules) -> None:
    """Records of two lines have their second one below most of what begins them; a heading stands below the last.

    Where each record has such a line above, it is the record's.
    """
    lines: list[tuple[str, float, int]] = []
    for theme in ("Santé", "Culture", "Logement"):
        lines += [(theme, 12.0, RED), ("Une phrase sur ce que le thème rassemble.", 10.0, BLACK)]
        lines += [("Bus du cœur, à Lyon : une action pour tous", 10.0, BLUE)] * each
    blocks = flow(rules, *lines)
    fits = [look.color == "blue" for look in blocks.looks]
    looks = list(sections(blocks, fits, {i for i, fit in enumerate(fits) if fit}))
    assert ("red" in [look["color"] for look in looks]) is found


def test_one_line_below_a_record_of_one_paragraph_heads_nothing(rules: Rules) -> None:
    record = ("Bus du cœur, à Lyon : une action pour tous", 10.0, BLUE)
    note = [("À noter", 12.0, RED), ("Une phrase sur ce qui vient.", 10.0, BLACK)]
    blocks = flow(rules, *[record] * 8, *note, *[record] * 8)
    fits = [look.color == "blue" for look in blocks.looks]
    looks = list(sections(blocks, fits, {i for i, fit in enumerate(fits) if fit}))
    assert "red" not in [look["color"] for look in looks]


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("6 lauréats", True),
        ("– 6 lauréats", True),
        ("27 projets soutenus pour un montant total de 927 850 €", True),
        ("Loire-Atlantique (44) – 6 lauréats", False),
    ],
)
def test_a_figure_behind_a_name_is_a_heading_of_its_own(text: str, claimed: bool, rules: Rules) -> None:
    assert flow(rules, (text, 12.0, RED)).claimed == [claimed]


def test_places_over_each_record_are_headings_however_many(rules: Rules) -> None:
    record = [("Bus du cœur", 14.0, BLACK), ("Une action pour tous les habitants du quartier.", 10.0, BLACK)]
    places = [("Gironde", 12.0, RED), ("27 – Eure", 12.0, RED), ("Département des Landes", 12.0, RED)]
    lines = [line for place in places for line in (place, *record)]
    assert headings(flow(rules, *lines), 14.0) == [(12.0, "red")]
    others = [line for name in ("Vélos", "Jardins", "Repas") for line in ((name, 12.0, RED), *record)]
    assert headings(flow(rules, *others), 14.0) == []


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["Ligue de l'enseignement", "La Fabrique", "Association Terre d'ici", "Centre social Les Tilleuls"], 1),
        (["Limoux", "Narbonne", "Quillan", "Lourdes"], 1),
        (["Gironde", "Landes", "Vosges", "Aude"], 0),  # a section's: the records' territories are told from it
        (["Vivre ensemble", "Santé", "Culture et lien social", "Logement"], 0),
        (["Limoux", "Narbonne", "Quillan"], 0),
        (["Limoux", "Narbonne", "Quillan", "Lourdes", "Gironde", "Landes", "Vosges", "Aude"], 1),
        (["Limoux", "Narbonne", "Quillan", "Lourdes", "Gironde", "Landes", "Vosges", "Aude", "Lozère"], 0),
    ],
)
def test_headings_that_name_carriers_or_towns_tell_a_field_of_the_records(
    names: list[str], found: int, rules: Rules
) -> None:
    record = [("Bus du cœur", 11.0, BLACK), ("Une action pour tous les habitants du quartier.", 10.0, BLACK)]
    blocks = flow(rules, *(line for name in names for line in ((name, 13.0, RED), *record, *record)))
    starts = {i for i, look in enumerate(blocks.looks) if look.size == 11}
    heads = [{"size": 13.0, "bold": True, "italic": False, "color": "red"}]
    assert len(list(shared(blocks, heads, starts))) == found


def test_who_is_quoted_and_what_titles_all_facts_are_no_part_of_a_record(rules: Rules) -> None:
    def record(town: str) -> list[tuple[str, float, int]]:
        return [
            ("Bus du cœur", 14.0, BLACK),
            ("En bref", 11.0, BLUE),
            ("Porteur : Ligue", 10.0, BLACK),
            (town, 10.0, BLACK),
        ]

    quote = [("« Ce soutien nous aide à tenir dans la durée. »", 12.0, RED), ("Élise, habitante", 8.0, GREEN)]
    lines = [*record("Dax"), *quote, *(line for town in ("Sète", "Revel", "Mende", "Alès") for line in record(town))]
    blocks = flow(rules, *lines)
    found = asides(blocks, [i for i, look in enumerate(blocks.looks) if look.size == 14.0])
    assert [(look.get("size"), look.get("match")) for look in found] == [
        (12.0, None),
        (8.0, None),
        (None, r"en\ bref$"),
    ]


def test_how_many_records_follow_is_no_heading(rules: Rules) -> None:
    record = [("Bus du cœur", 14.0, BLACK), ("Une action pour tous les habitants du quartier.", 10.0, BLACK)]
    lines = [line for n in (2, 3) for line in [(f"Axe {n}", 18.0, RED), (f"{n} actions", 11.0, GREEN), *record * n]]
    assert headings(flow(rules, *lines), 14.0) == [(18.0, "red")]


@pytest.mark.parametrize(("look", "found"), [(BLUE, False), (BLACK, True)])
def test_a_line_between_two_labels_is_a_value_however_often_it_returns(look: int, found: bool, rules: Rules) -> None:
    records = [
        [
            *[put(100, 100, f"{n}. Le bus", style(12.0, RED, bold=True)), put(100, 130, "Clé", style(9.0, look))],
            *[put(100, 160, "974"), put(100, 190, "Zone", style(9.0, BLUE)), put(100, 220, "Saint-Denis")],
        ]
        for n in range(1, 6)
    ]
    blocks = flowing([make_page(n, *record) for n, record in enumerate(records, 1)], rules)
    starts = [i for i, look in enumerate(blocks.looks) if look.size == 12.0]
    assert ({"match": "974$"} in asides(blocks, starts)) is found


def test_headings_of_the_front_matter_that_look_so_spoil_no_section(rules: Rules) -> None:
    record = [("Bus du cœur", 14.0, BLACK), ("Une action pour tous les habitants du quartier.", 10.0, BLACK)]
    front = [("Un élan", 12.0, RED), *[("Un texte de plusieurs mots au début du dossier.", 10.0, BLACK)] * 4] * 3
    lines = [("Se loger", 12.0, RED), *record * 4, ("Bouger", 12.0, RED), *record * 4]
    assert headings(flow(rules, *front, *lines), 14.0) == [(12.0, "red")]
    assert headings(flow(rules, *record, *front, *record, *lines), 14.0) == []  # among the records they do


@pytest.mark.parametrize(("names", "found"), [(["Landes", "Gironde", "Aude"], []), (["Nouvelle-Aquitaine"], [20.0])])
def test_names_on_a_map_are_no_headings(names: list[str], found: list[float], rules: Rules) -> None:
    record = [("Bus du cœur", 14.0, BLACK), ("Une action pour tous les habitants du quartier.", 10.0, BLACK)]
    drawn = [(name, 20.0, RED) for name in names]
    rest = [("Un mot au début du dossier.", 10.0, BLACK)] * (9 - len(drawn))
    cover = [("Dossier de presse", 10.0, BLACK)] * 9
    assert [size for size, _ in headings(flow(rules, *cover, *drawn, *rest, *record * 4), 14.0)] == found
