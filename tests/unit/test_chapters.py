"""Dossiers of several layouts: each page to the layout that reads it best, annexes to none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from dossier_extract import Rules
from dossier_extract.discovery import chapters, discover
from dossier_extract.discovery.chapters import (
    Chapter,
    Run,
    _on,
    _refit_runs,
    _taken,
    _takes,
    divided,
    follow,
    page_worths,
    runs,
)
from dossier_extract.discovery.plausible import Judge
from dossier_extract.model import Page, line_of
from dossier_extract.stages.layout import order_blocks
from dossier_extract.stages.segment import segment_projects
from dossier_extract.text import Hyphens, build_text
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
    make_block,
    make_page,
    make_profile,
    put,
    row,
    table_page,
)

ROWS = [
    "Le camion des lettres",
    "Permis solidaire",
    "Maison des aînés",
    "École de voile",
    "Fil d’Ariane",
    "Potager fleuri",
]
ROW_CARRIERS = [
    "Union des lecteurs",
    "Centre social Nord",
    "Amicale Jeanne",
    "Club nautique",
    "Mission locale",
    "Régie verte",
]


def sheets(first: int) -> list[Page]:
    """Headings with labels and a text below them, two a page."""
    records = [
        [
            *put(100, 100 + 200 * (n % 2), TITLES[n], HEAD),
            *put(100, 120 + 200 * (n % 2), f"Porteur : {CARRIERS[n]}"),
            *put(100, 140 + 200 * (n % 2), f"Zone : {ZONES[n]}"),
            *put(100, 160 + 200 * (n % 2), TEXTS[n]),
        ]
        for n in range(6)
    ]
    return [make_page(first + n, *records[2 * n : 2 * n + 2]) for n in range(3)]


def listed(number: int, heading: str = "") -> Page:
    """A table of projects."""
    rows = [("N°", "Porteur", "Projet"), *((str(n), ROW_CARRIERS[n], ROWS[n]) for n in range(6))]
    return table_page(number, rows, before=put(50, 60, heading, SECTION) if heading else ())


def cover() -> Page:
    return make_page(1, put(100, 100, "Dossier de presse : les lauréats de l’appel à projets", STRONG))


def read(document: Sequence[Page], rules: Rules) -> Reading:
    profile = discover(document, rules).profile
    assert profile is not None
    return Reading(document, profile, rules)


def titles(document: Sequence[Page], rules: Rules) -> list[str | None]:
    return [project.title for project in read(document, rules).records.projects]


def test_sheets_and_a_table_are_read_each_with_a_layout_of_its_own(rules: Rules) -> None:
    document = [cover(), *sheets(2), listed(5)]
    discovery = discover(document, rules)
    assert discovery.profile is not None
    assert [(one.table is not None, one.pages.first, one.pages.last) for one in discovery.profile.layouts] == [
        (False, 1, 4),  # the cover may head a section
        (True, 5, 5),
    ]
    assert titles(document, rules) == TITLES + ROWS


def test_a_heading_that_one_layout_finds_stands_over_the_records_of_the_others(rules: Rules) -> None:
    """The theme before the table stands on a page of its own, with too much else that looks so for the table alone."""
    first, second, third = sheets(3)
    notes = [put(100, 100 + 60 * n, f"Un mot du comité {n}", SECTION) for n in range(3)]
    document = [
        cover(),
        make_page(2, put(100, 100, "Se déplacer", SECTION)),
        first,
        make_page(4, put(100, 60, "Se nourrir", SECTION), list(second.words)),
        third,
        listed(6, heading="Apprendre"),
        make_page(7, *notes),
    ]
    profile = discover(document, rules).profile
    assert profile is not None
    themes = [project.theme for project in Reading(document, profile, rules).records.projects]
    assert themes == ["Se déplacer"] * 2 + ["Se nourrir"] * 4 + ["Apprendre"] * 6


def described(number: int, *, again: bool = True) -> Page:
    """The projects of `listed`, or others, each with a text below its title and number."""
    names = ROWS if again else [f"Un autre projet {letter}" for letter in "ABCDEF"]
    records = [
        [*put(100, 80 + 100 * n, f"{name} (n° {n + 1})", HEAD), *put(100, 100 + 100 * n, TEXTS[n])]
        for n, name in enumerate(names)
    ]
    return make_page(number, *records)


def test_what_is_told_elsewhere_of_the_projects_of_a_table_is_joined_to_them(rules: Rules) -> None:
    found = read([cover(), listed(2), described(3)], rules)
    projects = found.records.projects
    assert [(one.n, one.title, one.carrier, one.description) for one in projects] == [
        (n + 1, ROWS[n], ROW_CARRIERS[n], TEXTS[n].replace("\n", " ")) for n in range(6)
    ]
    assert not found.residue[2].unclaimed  # what is said twice, too
    assert {box.page for box in projects[0].origins["description"][0].boxes} == {3}


def test_texts_under_other_titles_are_joined_to_none(rules: Rules) -> None:
    found = read([cover(), listed(2), described(3, again=False)], rules)
    assert [(one.title, one.description) for one in found.records.projects] == [(name, None) for name in ROWS]


def test_the_order_of_the_layouts_does_not_matter(rules: Rules) -> None:
    assert titles([cover(), listed(2), *sheets(3)], rules) == ROWS + TITLES


@pytest.mark.parametrize("heading", ["Pour mémoire : les lauréats 2018", "Annexe : rappel des projets"])
def test_a_list_of_other_years_is_no_further_layout(heading: str, rules: Rules) -> None:
    assert titles([cover(), *sheets(2), listed(5, heading=heading)], rules) == TITLES


def test_a_dossier_of_one_layout_has_no_page_numbers_in_its_profile(rules: Rules) -> None:
    layout = discover([cover(), *sheets(2)], rules).layout
    assert layout is not None
    assert "layouts" not in layout
    assert "pages" not in layout


def test_pages_without_records_go_with_those_before_them() -> None:
    assert runs({2: 0, 3: 0, 5: 1, 7: 0}, range(1, 9)) == [Run(2, 4, 0), Run(5, 6, 1), Run(7, 8, 0)]


def test_layouts_that_take_turns_page_by_page_are_two_views_of_one() -> None:
    """A table between sheets is a chapter; a layout that is better on every other page reads the same records."""
    pages = range(1, 9)
    assert follow({2: 0, 3: 0, 5: 1, 7: 0}, pages)
    assert follow({2: 0, 4: 1, 6: 2}, pages)
    assert not follow({2: 0, 3: 1, 5: 0, 7: 1}, pages)


def test_a_page_is_worth_as_much_as_its_records(rules: Rules) -> None:
    """A layout that finds nothing on a page makes nothing of it."""
    document = [cover(), *sheets(2)]
    profile = discover(document, rules).profile
    assert profile is not None
    projects = segment_projects(order_blocks(document, profile, rules), profile, rules).projects
    whole = page_worths(projects, profile, rules, Judge(rules))
    half = page_worths(projects[:-1], profile, rules, Judge(rules))
    assert set(whole) == {2, 3, 4}
    assert half[4] < 0.7 * whole[4]


def test_pages_beside_the_records_on_which_something_only_looks_like_some_are_left_out(rules: Rules) -> None:
    def steps(number: int) -> Page:
        lines = [put(100, 100 + 60 * n, text, HEAD) for n, text in enumerate(("Mars : dépôt", "Mai : clôture"))]
        return make_page(number, *lines, put(100, 400, "Voir le site de la région."))

    assert titles([cover(), steps(2), *sheets(3), steps(6)], rules) == TITLES


@pytest.mark.parametrize(
    ("headings", "theme"), [(["Nos voisins"], None), (["Nos voisins", "Se nourrir"], "Nos voisins")]
)
def test_a_heading_over_all_records_is_no_theme(headings: list[str], theme: str | None, rules: Rules) -> None:
    document = [cover(), *sheets(2)]
    for page, heading in zip((1, 3), headings, strict=False):
        document[page] = document[page]._replace(words=(*put(100, 60, heading, SECTION), *document[page].words))
    profile = discover(document, rules).profile
    assert profile is not None
    assert Reading(document, profile, rules).records.projects[0].theme == theme


def chapter(worths: dict[int, float], counts: dict[int, int]) -> Chapter:
    """A layout that finds so many records on pages, worth so much together."""
    made = Chapter.__new__(Chapter)
    made.worths, made.counts = worths, Counter(counts)
    return made


@pytest.mark.parametrize(
    ("worth", "count", "takes"),
    [
        (5.0, 10, False),  # many poor ones
        (7.0, 10, True),
        (3.3, 3, False),  # hardly better
        (3.6, 3, True),
    ],
)
def test_many_poor_records_do_not_outweigh_fewer_good_ones(worth: float, count: int, takes: bool) -> None:
    held = chapter({2: 3.0}, {2: 3})
    assert _takes(chapter({2: worth}, {2: count}), held, 2) is takes
    assert _takes(chapter({4: worth}, {4: count}), held, 4)  # of which nothing was made so far


@pytest.mark.parametrize(
    ("worths", "counts", "pages"),
    [
        ({2: 3.6, 3: 1.0}, {2: 1, 3: 1}, []),
        ({2: 3.6, 3: 3.6}, {2: 1, 3: 1}, [2, 3]),
        ({2: 3.6, 3: 1.0}, {2: 2, 3: 1}, [2]),
    ],
    ids=["one record", "two pages", "two records"],
)
def test_one_record_that_is_better_makes_no_further_layout(
    worths: dict[int, float], counts: dict[int, int], pages: list[int]
) -> None:
    held = chapter({2: 2.0, 3: 2.0}, {2: 1, 3: 1})
    assert _taken(chapter(worths, counts), [held, held]) == pages


class Made(Chapter):
    """A layout with worths that are given; fields told from its own pages make them three times as good."""

    def __init__(self, search: Any, layout: dict[str, Any]) -> None:
        self.search, self.layout = search, layout
        self.worths, self.counts = layout["worths"], Counter(layout["counts"])

    def again(self, pages: frozenset[int]) -> None:
        return None

    def refitted(self, pages: frozenset[int]) -> Chapter:
        worths = {page: worth * (3 if page in pages else 1) for page, worth in self.worths.items()}
        return Made(self.search, {**self.layout, "worths": worths})


def test_pages_that_a_further_layout_reads_badly_are_searched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[int]] = []
    one = {"worths": {2: 6.0}, "counts": {2: 3}}
    other = {"worths": {3: 6.0, 4: 1.0}, "counts": {3: 3, 4: 3}}
    found = SimpleNamespace(layout=other, projects=[SimpleNamespace(page=page) for page in (3, 4)])

    def best(pages: frozenset[int]) -> Any:
        asked.append(sorted(pages))
        return found if len(asked) == 1 else None

    search: Any = SimpleNamespace(numbers=[2, 3, 4], annexes=frozenset(), best=best)
    monkeypatch.setattr(chapters, "Chapter", Made)
    divided(search, SimpleNamespace(layout=one, projects=()))
    assert asked == [[3, 4], [4]]


@pytest.mark.parametrize(("count", "apart"), [(4, True), (3, False)])
def test_pages_apart_from_others_of_their_layout_may_have_fields_of_their_own(count: int, apart: bool) -> None:
    one = Made(None, {"worths": {2: 6.0, 4: 6.0}, "counts": {2: count, 4: 9}})
    every, owners = [one, chapter({3: 6.0}, {3: 3})], {2: 0, 3: 1, 4: 0}
    _refit_runs(every, owners, [2, 3, 4])
    assert owners == {2: 2 if apart else 0, 3: 1, 4: 3 if apart else 2}


def test_what_the_last_record_of_a_run_holds_of_other_pages_does_not_count() -> None:
    lines = [line_of(row(50, 100, (text, BODY)), page) for page, text in ((2, "Un bus."), (3, "Une autre liste."))]
    text = build_text([lines], Hyphens([], frozenset()))
    assert [_on(frozenset(pages), text) for pages in ([2], [2, 3])] == [len("Un bus."), len("Un bus.Une autre liste.")]


def test_sub_headings_take_nothing_from_the_worth_of_a_page(rules: Rules) -> None:
    """One line alone that returns is a label, and what stands behind it another value."""

    def worth(*heads: str) -> float:
        body = "\n".join([*(f"{head}\n{{0}}" for head in heads), "{0}"])
        texts = [make_block(heading=TITLES[n], body=body.format(TEXTS[n].replace("\n", " "))) for n in range(6)]
        profile = make_profile(fields={"title": {"in": "heading"}, "description": {"rest": True}})
        return page_worths(texts, profile, rules, Judge(rules))[1]

    assert worth("Contexte", "Objectifs") == pytest.approx(worth(), rel=0.03)
    assert worth("Contexte") < 0.8 * worth()
