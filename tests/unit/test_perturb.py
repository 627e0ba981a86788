"""Perturbations: each does what it says, leaves the rest alone, and the gold's words where the gold is unchanged."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pikepdf
import pytest

from benchmarks.perturb import PERTURBATIONS, Dossier, perturb, read_dossier
from benchmarks.perturb.dossier import flat
from benchmarks.perturb.labels import UNKNOWN, labels_of
from benchmarks.perturb.report import chosen, table
from benchmarks.scoring import GIVEN, Scored, Task, score
from dossier_extract import load_rules
from dossier_extract.evaluate import Gold
from dossier_extract.model import Page, Source, Word
from dossier_extract.stages.read import read_document
from dossier_extract.stages.read.finish import set_upright
from tests.pages import BODY, HEAD, SECTION, STRONG, badge, make_page, put, row, table_page

IDF, BRETAGNE, GRAND_EST, OCCITANIE = "idf-2021", "dev-bretagne", "dev-grand-est", "dev-occitanie"
GOLD = {"n": 1, "title": None, "carrier": None, "territories_printed": None, "zone": None, "description": None,
        "amount_eur": None}  # fmt: skip
FOREIGN = {"sidebar-added", "furniture-added", "foreword-added", "pages-between", "two-bound", "three-bound",
           "header-repeated"}  # fmt: skip
OTHER_TEXT = {"labels-deleted", "labels-replaced", "labels-unknown", "page-numbers-removed"}
OTHER_GOLD = {"two-bound", "three-bound"}


@pytest.fixture(scope="module")
def given() -> dict[str, Dossier]:
    rules = load_rules()
    read = {name: read_dossier(GIVEN / name, rules) for name in (IDF, BRETAGNE, GRAND_EST, OCCITANIE)}
    return {name: replace(one, others=tuple(o for o in read.values() if o is not one)) for name, one in read.items()}


@pytest.fixture(scope="module")
def changed(given: dict[str, Dossier]) -> dict[tuple[str, str], Dossier]:
    """Every perturbation that applies, on every given dossier."""
    every = {(name, change): perturb(change, one) for name, one in given.items() for change in PERTURBATIONS}
    return {key: one for key, one in every.items() if one is not None}


def made(pages: list[Page], *records: dict[str, Any]) -> Dossier:
    labels = load_rules().labels
    gold = Gold([GOLD | {"n": n} | record for n, record in enumerate(records, 1)], {})
    return Dossier(Source("made", "made.pdf", "0" * 64, b""), tuple(pages), gold, labels)


def words(dossier: Dossier) -> list[Word]:
    return [word for page in dossier.pages for word in page.words]


def letters(dossier: Dossier) -> Counter[str]:
    return Counter("".join(flat(word.text) for word in words(dossier)))


def lines(dossier: Dossier) -> list[str]:
    return [run.text for run in dossier.runs]


def apply(change: str, dossier: Dossier) -> Dossier:
    found = perturb(change, dossier)
    assert found is not None, f"{change} does not apply"
    return found


# --- all of them


@pytest.mark.parametrize("change", PERTURBATIONS)
def test_letters_stay_but_where_text_is_added_or_replaced(
    change: str, given: dict[str, Dossier], changed: dict[tuple[str, str], Dossier]
) -> None:
    assert all(text in (PERTURBATIONS[change].__doc__ or "") for text in (".", " "))
    for name, before in given.items():
        after = changed.get((name, change))
        if after is None or change in OTHER_TEXT:
            continue
        if change in FOREIGN:
            assert not letters(before) - letters(after)
        else:
            assert letters(before) == letters(after), name


@pytest.mark.parametrize("change", sorted(PERTURBATIONS.keys() - OTHER_GOLD - {"page-turned"}))
def test_the_golds_values_still_stand_on_the_pages(
    change: str, given: dict[str, Dossier], changed: dict[tuple[str, str], Dossier]
) -> None:
    for name, before in given.items():
        after = changed.get((name, change))
        if after is not None:
            fields = ("title", "carrier", "zone", "amount_eur", "description")
            stood, stands = ([{f for f in place if f in fields} for place in d.places] for d in (before, after))
            lost = [f"{n}: {was - now}" for n, (was, now) in enumerate(zip(stood, stands, strict=True), 1) if was - now]
            assert not lost, name
            if not change.startswith("quotes"):
                assert after.gold is before.gold


def test_nearly_all_values_of_the_gold_are_found(given: dict[str, Dossier]) -> None:
    for dossier in given.values():
        asked = sum(record[field] is not None for record in dossier.gold.records for field in ("title", "carrier"))
        assert sum(len({"title", "carrier"} & place.keys()) for place in dossier.places) == asked


def test_the_same_seed_gives_the_same_pages(given: dict[str, Dossier]) -> None:
    once, again, other = (perturb("words-cut", given[BRETAGNE], seed) for seed in (1, 1, 2))
    assert once == again != other


def test_what_finds_nothing_to_change_does_not_apply() -> None:
    page = make_page(1, put(100, 100, "sans étiquette ni rien"))
    for change in ("labels-deleted", "colon-dash", "badge-joined", "fields-swapped", "quotes-curly", "level",
                   "label-column-centred", "carrier-and-amount-joined", "page-numbers-removed", "two-bound",
                   "pages-between", "header-repeated", "sidebar-added", "page-turned", "shapes-removed"):  # fmt: skip
        assert perturb(change, made([page], {"title": "Absent"})) is None, change


# --- looks


def test_shapes_styles_and_sizes_are_gone(changed: dict[tuple[str, str], Dossier]) -> None:
    assert not any(page.rects or page.rules for page in changed[BRETAGNE, "shapes-removed"].pages)
    styles = {word.style for word in words(changed[IDF, "plain"])}
    assert {(style.bold, style.italic, style.color) for style in styles} == {(False, False, 0)}
    assert len({style.size for style in styles}) > 3
    assert max(word.style.size for word in words(changed[IDF, "level"])) == 10.5
    page = make_page(1, put(100, 100, "Un titre long", SECTION), put(100, 130, "Un texte\nqui est\nplus long"))
    [run, *_] = apply("level", made([page])).runs  # the line closes up
    assert run.words[0]._replace(x1=0) == put(100, 100, "Un")[0]._replace(x1=0)
    assert run.x1 - 100 == pytest.approx((page.words[2].x1 - 100) * BODY.size / SECTION.size)


@pytest.mark.parametrize(("change", "factor"), [("smaller", 0.8), ("larger", 1.25)])
def test_everything_is_scaled(change: str, factor: float, given: dict[str, Dossier]) -> None:
    before, after = given[GRAND_EST], apply(change, given[GRAND_EST])
    assert after.pages[5].width == pytest.approx(factor * before.pages[5].width)
    for old, new in zip(words(before), words(after), strict=True):
        assert (new.x1, new.baseline) == pytest.approx((factor * old.x1, factor * old.baseline))
        assert abs(new.style.size - factor * old.style.size) <= 0.25


def test_margins_move_words_and_boxes_alike_and_nothing_off_the_page(given: dict[str, Dossier]) -> None:
    after = apply("margins-shifted", given[BRETAGNE])
    for old, new in zip(given[BRETAGNE].pages, after.pages, strict=True):
        by = {round(b.x0 - a.x0, 3) for a, b in zip(old.words + old.rects, new.words + new.rects, strict=True)}
        assert len(by) == 1
        assert all(word.x0 >= 0 and word.x1 <= new.width for word in new.words)
    assert after.pages[3].words[0].x0 < given[BRETAGNE].pages[3].words[0].x0


def test_cut_words_touch(changed: dict[tuple[str, str], Dossier], given: dict[str, Dossier]) -> None:
    cut = words(changed[IDF, "words-cut"])
    assert len(cut) > len(words(given[IDF])) + 100
    assert sum(second.glued and first.x1 == second.x0 for first, second in pairwise(cut)) > 100


def test_guillemets_become_quotes_that_touch_in_pages_and_gold() -> None:
    page = make_page(1, put(100, 100, "« Le « petit » jardin », ici"))
    before = made([page], {"title": "Le « petit » jardin"})
    straight, curly = apply("quotes-straight", before), apply("quotes-curly", before)
    assert lines(straight) == ['"Le "petit" jardin", ici']
    assert straight.gold.records[0]["title"] == 'Le "petit" jardin'
    assert lines(curly) == ["“Le “petit” jardin”, ici"]


# --- labels

LABELLED = (
    put(100, 100, "Le jardin", HEAD),
    row(100, 120, ("Porteur :", STRONG), ("Les Amis", BODY)),
    row(100, 140, ("Territoire :", STRONG), ("Melle", BODY)),
    put(100, 180, "Le territoire : dit en passant"),
)
RECORD = {"title": "Le jardin", "carrier": "Les Amis", "zone": "Melle"}


def labelled() -> Dossier:
    return made([make_page(1, *LABELLED)], RECORD)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("labels-deleted", ["Le jardin", "Les Amis", "Melle", "Le territoire : dit en passant"]),
        ("labels-glued", ["Le jardin", "Porteur: Les Amis", "Territoire: Melle", "Le territoire : dit en passant"]),
        ("colon-dropped", ["Le jardin", "Porteur Les Amis", "Territoire Melle", "Le territoire : dit en passant"]),
        ("colon-dash", ["Le jardin", "Porteur – Les Amis", "Territoire – Melle", "Le territoire : dit en passant"]),
        ("colon-bullet", ["Le jardin", "Porteur • Les Amis", "Territoire • Melle", "Le territoire : dit en passant"]),
        ("colon-chevron", ["Le jardin", "Porteur > Les Amis", "Territoire > Melle", "Le territoire : dit en passant"]),
        ("fields-swapped", ["Le jardin", "Territoire : Melle", "Porteur : Les Amis", "Le territoire : dit en passant"]),
        ("first-line-shared", ["Le jardin Porteur : Les Amis", "Territoire : Melle", "Le territoire : dit en passant"]),
    ],
)
def test_labels_change_and_prose_does_not(change: str, expected: list[str]) -> None:
    after = apply(change, labelled())
    assert lines(after) == expected
    assert all(run.words[0].x0 == 100 for run in after.runs)
    assert [run.baseline for run in after.runs] == sorted(
        {100, 120, 140, 180} - ({120} if "shared" in change else set())
    )


def test_a_sign_that_touches_its_label_is_replaced_too() -> None:
    page = make_page(1, row(100, 120, ("Porteur:", STRONG), ("Les Amis", BODY)))
    assert lines(apply("colon-dash", made([page]))) == ["Porteur – Les Amis"]


def test_paragraphs_of_several_lines_change_places_without_a_gap() -> None:
    page = make_page(1, put(100, 100, "Le jardin", HEAD), put(100, 120, "Porteur : Les Amis"),
                     put(100, 140, "Zone : Melle\net\nCelles"))  # fmt: skip
    record = {"title": "Le jardin", "carrier": "Les Amis", "zone": "Melle et Celles"}
    after = [(run.text, run.baseline) for run in apply("fields-swapped", made([page], record)).runs]
    assert after[1:] == [("Zone : Melle", 120), ("et", 132), ("Celles", 144), ("Porteur : Les Amis", 164)]


def test_a_glued_label_touches_its_value() -> None:
    after = apply("labels-glued", labelled())
    label, value = after.runs[1].words[:2]
    assert (value.glued, value.x0) == (True, label.x1)


def test_a_line_that_grows_is_set_closer_where_its_column_has_no_room() -> None:
    wide = put(100, 200, "Une ligne de texte qui va plus loin à droite que les autres")
    before = made([make_page(1, *LABELLED[:3])], RECORD)
    close = apply("first-line-shared", before).runs[0]
    loose = apply("first-line-shared", made([make_page(1, *LABELLED[:3], wide)], RECORD)).runs[0]
    assert close.text == loose.text == "Le jardin Porteur : Les Amis"
    assert close.x1 == pytest.approx(max(run.x1 for run in before.runs))
    assert close.x1 < loose.x1 < wide[-1].x1


def test_other_label_words_are_known_ones_or_unknown_ones(given: dict[str, Dossier]) -> None:
    for name in (IDF, GRAND_EST, OCCITANIE):
        fields = [label.field for label in labels_of(given[name])]
        assert len(fields) > 40
        assert labels_of(apply("labels-deleted", given[name])) == []
        assert labels_of(apply("labels-unknown", given[name])) == []
        assert [label.field for label in labels_of(apply("labels-replaced", given[name]))] == fields
    known = {flat(word) for words in load_rules().labels.values() for word in words}
    assert known.isdisjoint(flat(word) for words in UNKNOWN.values() for word in words)


@pytest.fixture
def column() -> Dossier:
    rows = [
        ("Structure porteuse", "Les Amis"),
        ("Territoire concerné", "Melle et\nalentours"),
        ("Montant accordé", "500 €"),
    ]
    parts = [
        put(50, y, label, STRONG) + put(200, y, value) for y, (label, value) in zip((150, 210, 270), rows, strict=True)
    ]
    record = {"title": "Le jardin", "carrier": "Les Amis", "zone": "Melle et alentours", "amount_eur": 500}
    prose = put(50, 400, "Un texte\nqui en dit plus\nque toutes les\nétiquettes de la\npage réunies, et\nplus encore")
    return made([make_page(1, put(50, 100, "Le jardin", HEAD), *parts, prose)], record)


def test_a_column_of_labels_is_centred_across_and_down(column: Dossier) -> None:
    after = apply("label-column-centred", column)
    runs = {run.text: run for run in after.runs}
    assert runs["Territoire concerné"].baseline == 216  # between the value's lines, at 210 and 222
    for label in ("Structure porteuse", "Territoire concerné", "Montant accordé"):
        assert runs[label].x0 + runs[label].x1 == pytest.approx(50 + 200 - 10)
    assert runs["Les Amis"] == next(run for run in column.runs if run.text == "Les Amis")


def test_a_column_of_labels_is_wrapped(column: Dossier) -> None:
    runs = {run.text: run for run in apply("label-column-wrapped", column).runs}
    assert (runs["Territoire"].x0, runs["concerné"].x0, runs["concerné"].baseline) == (50, 50, 222)


# --- moves


def test_a_badge_opens_its_heading() -> None:
    page = make_page(1, badge(40, 102, "93"), put(100, 100, "Le jardin", HEAD), put(100, 120, "Texte"))
    after = apply("badge-joined", made([page], {"title": "Le jardin", "territories_printed": "93"}))
    assert lines(after) == ["93 Le jardin", "Texte"]
    assert after.pages[0].rects == ()
    assert {word.style for word in after.runs[0].words} == {HEAD}
    assert after.runs[0].x0 == 100


def test_a_badge_goes_to_one_heading_the_nearest() -> None:
    page = make_page(1, put(100, 100, "Le jardin", HEAD), badge(300, 102, "93"), put(360, 100, "La halte", HEAD))
    records = [{"title": title, "territories_printed": "93"} for title in ("Le jardin", "La halte")]
    assert lines(apply("badge-joined", made([page], *records))) == ["Le jardin", "93 La halte"]


def test_carrier_and_amount_share_a_line() -> None:
    page = make_page(1, put(100, 100, "Le jardin", HEAD), put(100, 120, "Les Amis\nMontant : 12 000 €"))
    after = apply(
        "carrier-and-amount-joined", made([page], {"title": "Le jardin", "carrier": "Les Amis", "amount_eur": 12000})
    )
    assert lines(after) == ["Le jardin", "Les Amis · Montant : 12 000 €"]


def test_the_header_of_a_table_stands_again_between_two_rows() -> None:
    labels = ("Porteur", "Projet", "Montant")
    head = [word for x, one in zip((54, 104, 254), labels, strict=True) for word in row(x, 192, (one, STRONG))]
    rows = [(f"{n}", f"Porteurs {n * 11}", f"Jardins {n * 11}") for n in range(1, 9)]
    page = table_page(1, rows, before=head)
    records = [{"title": f"Jardins {n * 11}", "carrier": f"Porteurs {n * 11}"} for n in range(1, 9)]
    after = apply("header-repeated", made([page], *records))
    tops = [run.baseline for run in after.runs if run.text == "Porteur"]
    assert len(tops) == 2
    assert tops[1] > tops[0] + 80
    assert after.pages[0].height > page.height
    below = [run for run in after.runs if run.text.startswith("Jardins") and run.baseline > tops[1]]
    assert 0 < len(below) < 8
    assert max(rule.bottom for rule in after.pages[0].rules) > max(rule.bottom for rule in page.rules)


def test_a_sidebar_stands_outside_the_text(given: dict[str, Dossier], changed: dict[tuple[str, str], Dossier]) -> None:
    before, after = given[OCCITANIE], changed[OCCITANIE, "sidebar-added"]
    held = [(a, b) for a, b in zip(before.pages, after.pages, strict=True) if a != b]
    assert len(held) >= 5
    for old, new in held:
        [box] = set(new.rects) - set(old.rects)
        added = new.words[len(old.words) :]
        assert new.words[: len(old.words)] == old.words
        assert box.x0 >= old.width
        assert all(box.x0 < word.x0 and word.x1 < box.x1 <= new.width for word in added)
        assert all(box.top < word.top and word.bottom < box.bottom <= new.height for word in added)


def test_furniture_is_added_and_page_numbers_are_removed(given: dict[str, Dossier]) -> None:
    added = apply("furniture-added", given[BRETAGNE])
    assert [lines(made([page]))[-1] for page in added.pages][2:4] == [
        "Service de presse – page 3",
        "Service de presse – page 4",
    ]
    removed = lines(apply("page-numbers-removed", given[IDF]))
    assert "Dossier de presse – 29 juin 2021 | 6" in lines(given[IDF])
    assert "Dossier de presse – 29 juin 2021" in removed
    assert not any("2021 |" in line for line in removed)


def _place(word: Word) -> tuple[str, float, float]:
    return word.text, round(word.top), word.x0


def test_a_turned_page_is_what_the_reader_gives(given: dict[str, Dossier]) -> None:
    after = apply("page-turned", given[BRETAGNE])
    [number] = [n for n, (a, b) in enumerate(zip(given[BRETAGNE].pages, after.pages, strict=True)) if a != b]
    with pikepdf.open(GIVEN / BRETAGNE / "dossier.pdf") as pdf:
        pdf.pages[number].rotate(90, relative=True)
        out = io.BytesIO()
        pdf.save(out)
    read = read_document(replace(given[BRETAGNE].source, data=out.getvalue()))[0][number]
    made_up = set_upright(after.pages[number])  # as the reader does in the end
    assert (read.width, read.height, read.rotation) == pytest.approx((made_up.width, made_up.height, 90))
    assert read.turned == made_up.turned == 270
    pairs = list(zip(*(sorted(page.words, key=_place) for page in (read, made_up)), strict=True))
    for theirs, ours in pairs:  # in which order, is the engine's affair
        assert (theirs.text, theirs.upright, theirs.style) == (ours.text, ours.upright, ours.style)
        assert [theirs.top, theirs.bottom] == pytest.approx([ours.top, ours.bottom], abs=0.1)
        assert theirs.baseline == pytest.approx(ours.baseline, abs=1)  # the glyph's origin, not its edge
        assert [theirs.x0, theirs.x1] == pytest.approx([ours.x0, ours.x1], abs=3)  # the engine's box, not the house's
    for name in ("rects", "rules"):
        for theirs, ours in zip(getattr(read, name), getattr(made_up, name), strict=True):
            assert theirs[:4] == pytest.approx(ours[:4], abs=0.1)


# --- dossiers bound together


def test_bound_dossiers_have_all_pages_and_all_records_numbered_anew(given: dict[str, Dossier]) -> None:
    before = given[GRAND_EST]
    for change, count in (("two-bound", 2), ("three-bound", 3)):
        after = apply(change, before)
        parts = Counter(record["title"] for record in after.gold.records)
        inside = [one for one in given.values() if parts >= Counter(record["title"] for record in one.gold.records)]
        assert len(inside) == count
        assert [record["n"] for record in after.gold.records] == list(range(1, sum(parts.values()) + 1))
        assert sum(parts.values()) == sum(len(one.gold.records) for one in inside)
        assert [page.number for page in after.pages] == list(range(1, sum(len(one.pages) for one in inside) + 1))


@pytest.mark.parametrize("change", ["foreword-added", "pages-between"])
def test_pages_put_in_leave_the_own_ones_in_order(change: str, given: dict[str, Dossier]) -> None:
    after = apply(change, given[OCCITANIE])
    own = [page.words for page in given[OCCITANIE].pages]
    kept = [page.words for page in after.pages if page.words in own]
    assert kept == own
    assert len(after.pages) > len(own)
    assert [page.number for page in after.pages] == list(range(1, len(after.pages) + 1))
    added = "".join(flat(word.text) for page in after.pages if page.words not in own for word in page.words)
    assert not any(flat(record["title"]) in added for other in given[OCCITANIE].others for record in other.gold.records)


def test_no_page_is_put_into_a_record() -> None:
    front = made(
        [make_page(1, put(100, 100, "Avant-propos")), make_page(2, put(100, 100, "Autre", HEAD))], {"title": "Autre"}
    )
    for split, count in ((False, 3), (True, None)):
        head, rest = put(100, 100, "Le jardin", HEAD), put(100, 120, "Un texte qui finit")
        first, second = ([head], [rest]) if split else ([head, rest], [])
        pages = [make_page(1, *first), make_page(2, *second, put(100, 200, "La halte", HEAD))]
        records = {"title": "Le jardin", "description": "Un texte qui finit"}, {"title": "La halte"}
        after = perturb("pages-between", replace(made(pages, *records), others=(front,)))
        assert (len(after.pages) if after else None) == count


def test_hidden_text_is_in_the_file_and_not_on_the_pages(given: dict[str, Dossier]) -> None:
    after = apply("hidden-text", given[OCCITANIE])
    assert after.pages == given[OCCITANIE].pages
    with pikepdf.open(io.BytesIO(after.source.data)) as pdf:
        for page in pdf.pages:
            page.contents_coalesce()
            assert b"Association invisible" in page.Contents.read_bytes()


# --- scoring


def test_a_perturbed_dossier_is_scored_against_its_own_gold() -> None:
    before, after, bound = (
        score(Task("given", OCCITANIE, own=True, change=c)) for c in ("", "labels-deleted", "two-bound")
    )
    assert before.f1 == 1
    assert 0.3 < after.f1 < 0.9
    assert bound.records > after.records == before.records == 25
    assert bound.pages > after.pages == before.pages == 11
    assert score(Task("given", BRETAGNE, change="labels-glued")).status == "inapplicable"


def test_the_table_shows_the_loss_and_where_a_perturbation_does_not_apply() -> None:
    def one(name: str, change: str, f1: float, status: str = "done") -> Scored:
        return Scored(Task("given", name, change=change), status, f1=f1)

    every = [one("a", "", 0.9), one("b", "", 0.0), one("a", "plain", 0.6), one("b", "plain", 0.0),
             one("a", "level", 0.0, "inapplicable"), one("b", "level", 0.0, "crashed")]  # fmt: skip
    plain, level = (line.split() for line in table(every) if line.startswith(("plain", "level")))
    assert plain == ["plain", "0.600", "-0.300", "0.000", "=", "0.300", "0"]
    assert level == ["level", "–", "0.000", "=", "–", "1"]
    assert "1 crashed or hung" in "\n".join(table(every))


def test_names_are_checked() -> None:
    assert chosen("plain,level") == ["plain", "level"]
    assert chosen("all") == list(PERTURBATIONS)
    with pytest.raises(SystemExit, match="no perturbation flat; known are\n  shapes-removed"):
        chosen("flat")
