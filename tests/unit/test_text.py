"""Two texts and one map: folding keeps places, repairing mends words, and both lead back to the page."""

from __future__ import annotations

from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier_extract.model import Line, line_of
from dossier_extract.text import EMPTY, Hyphens, Text, Texts, build_text, fold
from tests.pages import make_text, plain_lines, put

LONG = 400  # characters; a long text is folded in another way than a short one

# Folding


@given(st.text())
@settings(max_examples=300)
def test_folding_keeps_the_length_and_folds_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.text(min_size=1, max_size=40))
@settings(max_examples=200)
def test_a_long_text_is_folded_as_its_characters_are(text: str) -> None:
    long = text * (LONG // len(text) + 1)
    assert fold(long) == "".join(fold(char) for char in long)


@pytest.mark.parametrize("codes", [range(0x3000), range(0xA000, 0x10000), range(0x1D400, 0x1F700)], ids=str)
def test_every_character_is_folded_to_one(codes: range) -> None:
    folded = [fold(chr(code)) for code in codes]
    assert {len(text) for text in folded} == {1}
    assert [fold(text) for text in folded] == folded


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ÉTÉ Çà Œuvre Ñ", "ete ca œuvre n"),
        ("L’Île d‘Yeu ʼ ´ ` ′", "l'ile d'yeu ' ' ' '"),
        ("a\u00a0b\u202fc\u2009d\te", "a b c d e"),
        ("a\nb", "a\nb"),
        ("Porte\u2010clés porte\u2011clés", "porte-cles porte-cles"),
        ("« Épicerie » “Bus” – 5 €", "« epicerie » “bus” – 5 €"),
        ("İSTANBUL", "istanbul"),
        ("ß ẞ ﬁ Ǆ", "ß ß ﬁ ǆ"),
        ("e\u0301", "e\u0301"),
        ("", ""),
    ],
)
def test_what_folding_does(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(text + "x" * LONG) == folded + "x" * LONG


# Hyphens


def joined(first: str, second: str, *seen: str, prefixes: frozenset[str] = frozenset()) -> str:
    """Two lines of one paragraph, in a dossier that also has the lines `seen`."""
    lines = plain_lines(f"{first}\n{second}")
    every = [*lines, *(line for text in seen for line in plain_lines(text))]
    return build_text([lines], Hyphens(every, prefixes)).repaired


@pytest.mark.parametrize(
    ("first", "second", "seen", "expected"),
    [
        ("une associa-", "tion active", ["association"], "une association active"),
        ("une associa-", "tion active", ["Association,"], "une association active"),
        ("une associa-", "tion, active", ["l’association"], "une association, active"),
        ("l’associa-", "tion active", ["association"], "l’association active"),
        ("(associa-", "tion)", ["association"], "(association)"),
        ("un rendez-", "vous", ["rendez-vous", "rendezvous"], "un rendez-vous"),
        ("un rendez-", "vous.", ["« Rendez-Vous »"], "un rendez-vous."),
        ("en Seine-", "Saint-Denis", ["seinesaint-denis"], "en Seine-Saint-Denis"),
        ("la COVID-", "19 passée", [], "la COVID-19 passée"),
        ("SEINE-", "et-marne", ["seineet-marne"], "SEINE-et-marne"),
        ("un ATE-", "LIER mobile", ["atelier"], "un ATELIER mobile"),
        ("à SAINT-", "DENIS", ["Saint-Denis"], "à SAINT-DENIS"),
        ("JEAN-", "LUC", [], "JEAN-LUC"),
        ("un ATE-", "LIER mobile", ["une associa-\ntion", "association"], "un ATELIER mobile"),
        ("de 10-", "douze ans", ["10douze"], "de 10-douze ans"),
        ("une page -", "la suite", [], "une page - la suite"),
        ("fin –", "suite", [], "fin – suite"),
    ],
)
def test_a_hyphen_at_a_lines_end(first: str, second: str, seen: list[str], expected: str) -> None:
    assert joined(first, second, *seen) == expected


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("une aide socio-", "une aide socio-économique"),
        ("l’Éco-", "l’Éco-économique"),
        ("une aide médico-socio-", "une aide médico-socio-économique"),
        ("une aide macro-", "une aide macroéconomique"),
    ],
)
def test_a_prefix_keeps_its_hyphen(first: str, expected: str) -> None:
    assert joined(first, "économique", prefixes=frozenset({"socio", "eco"})) == expected


def test_what_only_begins_like_a_prefix_is_told_by_the_whole_word() -> None:
    assert joined("en mi-", "lieu rural", "en milieu urbain", prefixes=frozenset({"mi"})) == "en milieu rural"


@pytest.mark.parametrize(
    ("habit", "soft"),
    [
        (["asso-\nciation", "association", "plu-\nsieurs", "plusieurs", "porte-\nclés", "porte-clés"], True),
        (["porte-\nclés", "porte-clés", "asso-\nciation", "association", "rendez-\nvous", "rendez-vous"], False),
        ([], True),
    ],
    ids=["soft", "own", "no habit"],
)
def test_a_hyphen_in_doubt_follows_the_dossiers_habit(habit: list[str], soft: bool) -> None:
    assert joined("maga-", "sin", *habit) == ("magasin" if soft else "maga-sin")


def test_only_hyphens_inside_words_tell_the_habit() -> None:
    """What goes on with a figure or a capital is none: names and ages, however many, own no other word's hyphen."""
    others = ["Seine-\nSaint-Denis", "Seine-\nMaritime", "la COVID-\n19"]
    assert joined("maga-", "sin", *others, "asso-\nciation", "association") == "magasin"


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        ("de 14–\n17 ans", "de 14–17 ans"),
        ("de 14—\n17 ans", "de 14—17 ans"),
        ("de 14 –\n17 ans", "de 14 – 17 ans"),
        ("en 2014–\nsuite", "en 2014– suite"),
        ("un bus–\n17 ans", "un bus– 17 ans"),
    ],
)
def test_a_range_of_figures_that_a_line_end_breaks_is_whole(lines: str, read: str) -> None:
    assert make_text(lines).repaired == read


def test_a_hyphen_in_mid_line_or_at_a_paragraphs_end_stays() -> None:
    assert make_text("le rez-de-chaussée et le sous-\nsol", prefixes=frozenset({"sous"})).repaired == (
        "le rez-de-chaussée et le sous-sol"
    )
    assert make_text("une associa-", "tion").repaired == "une associa-\ntion"


@pytest.mark.parametrize(
    ("printed", "repaired"),
    [
        ("ﬁn du ﬂot, eﬀet, eﬃcace, souﬄe", "fin du flot, effet, efficace, souffle"),
        ("asso\u00adcia\u00adtion", "association"),
        ("asso\u00ad\nciation", "association"),
        ("un mot\nd’une ligne", "un mot d’une ligne"),
        ("Œuvre « ici »", "Œuvre « ici »"),
    ],
)
def test_ligatures_and_soft_hyphens_are_undone(printed: str, repaired: str) -> None:
    text = make_text(printed)
    assert (text.repaired, text.printed) == (repaired, printed)


# The map


def glue(line: Line, *places: int) -> Line:
    """The same line with the words at these places glued to the word before."""
    return line_of([word._replace(glued=index in places) for index, word in enumerate(line.words)], line.page)


def test_dots_of_words_that_touch_are_no_leader() -> None:
    line = glue(plain_lines(".. .. . x")[0], 1, 2)
    text = build_text([[line]], Hyphens([], frozenset()))
    assert [(piece.start, piece.end) for piece in text.pieces] == [(0, 2), (2, 4), (4, 5), (6, 7)]


def test_the_dots_that_lead_to_a_figure_are_one_sign() -> None:
    text = make_text("Bus du cœur ........ 900 €")
    assert text.repaired == "Bus du cœur ‥ 900 €"
    assert [text.repaired[slice(*piece[:2])] for piece in text.pieces][3:] == ["‥", "900", "€"]
    assert make_text("Et si on ouvrait...").repaired == "Et si on ouvrait..."


def test_glued_words_have_no_space_between_them() -> None:
    (line,) = plain_lines("« Bus » , dit 1 er")
    text = build_text([[glue(line, 1, 2, 3, 6)]], Hyphens([], frozenset()))
    assert text.repaired == "«Bus», dit 1er"
    assert text.printed == text.repaired


def test_a_line_never_begins_glued() -> None:
    above, below = plain_lines("un mot\nsuivant")
    assert build_text([[above, glue(below, 0)]], Hyphens([], frozenset())).repaired == "un mot suivant"


def test_paragraphs_are_parted_by_a_line_feed() -> None:
    text = make_text("Un\ntexte", "Deux", "Trois\nfois")
    assert text.repaired == "Un texte\nDeux\nTrois fois"
    assert [text.repaired[slice(*span)] for span in text.paragraphs] == ["Un texte", "Deux", "Trois fois"]
    assert text.printed == "Un\ntexte\nDeux\nTrois\nfois"
    assert text.folded == "un texte\ndeux\ntrois fois"


def test_no_lines_make_an_empty_text() -> None:
    text = build_text([], Hyphens([], frozenset()))
    assert text == EMPTY
    assert (text.printed, text.boxes(0, 0), text.printed_span(0, 0), list(text.pieces_in(0, 9))) == ("", [], (0, 0), [])


def span_of(text: Text, part: str) -> tuple[int, int]:
    start = text.repaired.index(part)
    return start, start + len(part)


@pytest.mark.parametrize(
    ("part", "printed"),
    [
        ("association", "associa-\ntion"),
        ("une association", "une associa-\ntion"),
        ("tion", "tion"),
        ("associa", "associa-"),
        ("fin", "ﬁn"),
        ("active\nfin", "active\nﬁn"),
        (" ", ""),
        ("\n", ""),
        ("e a", "une associa-"),
    ],
)
def test_a_span_leads_back_to_whole_printed_words(part: str, printed: str) -> None:
    text = make_text("une associa-\ntion active", "ﬁn")
    assert text.repaired == "une association active\nfin"
    start, end = text.printed_span(*span_of(text, part))
    assert text.printed[start:end] == printed


def test_boxes_are_one_a_line() -> None:
    text = make_text("une associa-\ntion active", "Fin")
    boxes = text.boxes(*span_of(text, "association active\nF"))
    assert [(box.x0, box.x1, box.top, box.bottom) for box in boxes] == [
        (117.5, 157.5, 92.5, 102.5),
        (100.0, 152.5, 104.5, 114.5),
        (100.0, 115.0, 92.5, 102.5),
    ]


def test_a_box_holds_the_highest_and_the_lowest_word() -> None:
    (line,) = plain_lines("un grand mot")
    words = (line.words[0], line.words[1]._replace(top=80.123, bottom=110.456), line.words[2])
    tall = line_of(list(words), 1)
    (box,) = build_text([[tall]], Hyphens([], frozenset())).boxes(0, 12)
    assert (box.top, box.bottom) == (80.12, 110.46)


def test_boxes_know_their_page() -> None:
    lines = [*plain_lines("un", page=3), *plain_lines("mot", page=4)]
    text = build_text([lines], Hyphens([], frozenset()))
    assert [box.page for box in text.boxes(0, len(text.repaired))] == [3, 4]


WORDS = st.text(alphabet="aÉ’-1.«ﬁ\u00adœ", min_size=1, max_size=6).filter(lambda word: word.strip("\u00ad"))
LINES = st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=4)
PARAGRAPHS = st.lists(st.lists(LINES, min_size=1, max_size=3), max_size=3)


def lay(drawn: list[list[list[tuple[str, bool]]]]) -> list[list[Line]]:
    """Lines of words, each word with whether it is glued to the one before."""
    paragraphs = []
    for paragraph in drawn:
        lines = []
        for row in paragraph:
            words = [
                word._replace(glued=glued and index > 0)
                for index, (one, glued) in enumerate(row)
                for word in put(100 + 50 * index, 100, one)
            ]
            lines.append(line_of(words, 1))
        paragraphs.append(lines)
    return paragraphs


@given(PARAGRAPHS)
@settings(max_examples=200)
def test_every_word_has_its_place_in_both_texts(drawn: list[list[list[tuple[str, bool]]]]) -> None:
    paragraphs = lay(drawn)
    lines = [line for paragraph in paragraphs for line in paragraph]
    text = build_text(paragraphs, Hyphens(lines, frozenset({"a"})))
    assert [piece.word for piece in text.pieces] == [word for line in lines for word in line.words]
    assert len(text.folded) == len(text.repaired)
    assert len(text.paragraphs) == len(paragraphs)
    for piece in text.pieces:
        mended = piece.word.text.replace("ﬁ", "fi").replace("\u00ad", "")
        assert text.repaired[piece.start : piece.end] in (mended, mended.removesuffix("-"))
        start, end = text.printed_span(piece.start, piece.end)
        assert text.printed[start:end] == piece.word.text
        assert len(text.boxes(piece.start, piece.end)) == 1
    between = [text.repaired[one.end : other.start] for one, other in pairwise(text.pieces)]
    assert set(between) <= {"", " ", "\n"}
    assert "".join(text.repaired[piece.start : piece.end] for piece in text.pieces) == (
        text.repaired.replace(" ", "").replace("\n", "")
    )


@given(PARAGRAPHS, st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=200)
def test_any_span_has_the_boxes_of_the_words_it_touches(
    drawn: list[list[list[tuple[str, bool]]]], one: int, other: int
) -> None:
    paragraphs = lay(drawn)
    text = build_text(paragraphs, Hyphens([], frozenset()))
    start, end = min(one, other), max(one, other)
    touched = [piece for piece in text.pieces if piece.start < end and start < piece.end]
    if start < end:
        assert list(text.pieces_in(start, end)) == touched
        assert len(text.boxes(start, end)) == len([*groupby(touched, key=lambda piece: piece.line)])


def test_a_hyphen_that_only_a_typesetting_program_prints_is_soft_unless_words_hold_it_too() -> None:
    assert joined("l'inter‐", "venant", prefixes=frozenset({"inter"})) == "l'intervenant"
    assert joined("la porte‐", "clés", "rendez‐vous", "porte‐clés") == "la porte‐clés"


def test_the_same_lines_are_one_text() -> None:
    lines = plain_lines("Un bus\ndu cœur")
    texts = Texts(lines, frozenset())
    assert texts.of([lines]) is texts.of([list(lines)])
    assert texts.of([lines]) == build_text([lines], texts.hyphens)
    assert texts.of([lines[:1], lines[1:]]).paragraphs != texts.of([lines]).paragraphs
