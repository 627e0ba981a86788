"""Reading, by either engine: words, styles and shapes of PDFs drawn here, held against what PDFium renders of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pypdfium2
import pytest
from PIL import Image as Pillow
from reportlab.lib import pdfencrypt
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from dossier_extract.errors import DocumentError
from dossier_extract.model import Page, Source, Word
from dossier_extract.stages import read as reading
from dossier_extract.stages.read import Engine

WIDTH, HEIGHT = 300, 200  # points, of the drawn pages before rotation
SCALE = 4  # pixels a point of the renderings
Box = tuple[float, float, float, float]
Draw = Callable[[Canvas], object]

_engine: Engine = "pdfium"


@pytest.fixture(params=get_args(Engine), autouse=True)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Every test of this module runs with every engine."""
    monkeypatch.setattr(sys.modules[__name__], "_engine", request.param)
    chosen: Engine = request.param
    return chosen


def read_pages(document: Source) -> Iterator[Page]:
    return reading.read_pages(document, _engine)


def read_information(document: Source) -> dict[str, str]:
    return reading.read_information(document, _engine)


def source(data: bytes) -> Source:
    return Source("a-01234567", "a.pdf", "0" * 64, data)


def drawn(path: Path, draw: Draw, **settings: object) -> bytes:
    """A PDF of one page, WIDTH × HEIGHT."""
    canvas = Canvas(str(path / "a.pdf"), pagesize=(WIDTH, HEIGHT), **settings)  # type: ignore[arg-type]
    draw(canvas)
    canvas.save()
    return (path / "a.pdf").read_bytes()


def read(path: Path, draw: Draw) -> Page:
    return only_page(drawn(path, draw))


def only_page(data: bytes) -> Page:
    (page,) = read_pages(source(data))
    return page


def texts(page: Page) -> list[str]:
    return [word.text for word in page.words]


def ink(data: bytes) -> Box:
    """Where the rendered page is not white, in points: what a reader of the page sees."""
    with pypdfium2.PdfDocument(data) as document:
        bitmap = document[0].render(scale=SCALE, grayscale=True)
        rows = [bytes(bitmap.buffer)[y * bitmap.stride :][: bitmap.width] for y in range(bitmap.height)]
    dark_rows = [y for y, row in enumerate(rows) if min(row) < 128]
    dark_columns = [x for x in range(len(rows[0])) if min(row[x] for row in rows) < 128]
    edges = dark_columns[0], dark_rows[0], dark_columns[-1] + 1, dark_rows[-1] + 1
    x0, top, x1, bottom = (edge / SCALE for edge in edges)
    return x0, top, x1, bottom


def box(word: Word) -> Box:
    return word.x0, word.top, word.x1, word.bottom


def near(wanted: Box, slack: float = 0.5) -> object:
    return pytest.approx(wanted, abs=slack)


# --- the page as displayed -------------------------------------------------------------------------------------------

ANGLES = [0, 90, 180, 270]
CROPPED = (30, 20, 280, 190)  # left, bottom, right, top


def displayed(path: Path, angle: int, crop: Box | None, draw: Draw) -> bytes:
    """A PDF whose page is turned by `angle`, drawn as it is displayed, with the origin at its bottom left."""
    left, bottom, right, top = crop or (0, 0, WIDTH, HEIGHT)

    def turned(canvas: Canvas) -> None:
        canvas.translate(*{0: (left, bottom), 90: (right, bottom), 180: (right, top), 270: (left, top)}[angle])
        canvas.rotate(angle)
        draw(canvas)

    with pypdfium2.PdfDocument(drawn(path, turned)) as document:
        document[0].set_cropbox(left, bottom, right, top)
        document[0].set_rotation(angle)
        document.save(path / "turned.pdf")
    return (path / "turned.pdf").read_bytes()


@pytest.mark.parametrize("crop", [None, CROPPED])
@pytest.mark.parametrize("angle", ANGLES)
def test_words_of_a_turned_page_stand_where_they_are_displayed(tmp_path: Path, angle: int, crop: Box | None) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 20)
        canvas.drawString(40, 60, "HEUREUX")

    data = displayed(tmp_path, angle, crop, draw)
    page = only_page(data)
    (word,) = page.words
    wide, high = (250, 170) if crop else (WIDTH, HEIGHT)
    assert (page.width, page.height) == ((high, wide) if angle in (90, 270) else (wide, high))
    assert page.rotation == angle
    assert word.upright
    assert word.baseline == pytest.approx(page.height - 60, abs=0.01)
    assert (word.x0, word.x1) == pytest.approx((40, 40 + stringWidth("HEUREUX", "Helvetica", 20)), abs=0.05)
    assert (word.top, word.bottom) == pytest.approx((word.baseline - 15, word.baseline + 5), abs=0.01)
    x0, top, x1, bottom = ink(data)
    assert (word.x0, word.x1, word.baseline) == pytest.approx((x0, x1, bottom), abs=2)
    assert word.top == pytest.approx(top, abs=2)


@pytest.mark.parametrize("angle", ANGLES)
def test_words_that_a_turned_page_shows_lying_are_not_upright(tmp_path: Path, angle: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(100, 40)
        canvas.rotate(90)
        canvas.setFont("Helvetica", 20)
        canvas.drawString(0, 0, "HEUREUX")

    data = displayed(tmp_path, angle, None, draw)
    (word,) = only_page(data).words
    assert not word.upright
    x0, top, x1, bottom = ink(data)
    assert x0 - 8 < word.x0 < x0 + 0.5
    assert x1 - 0.5 < word.x1 < x1 + 8
    assert (word.top, word.bottom) == pytest.approx((top, bottom), abs=2)


@pytest.mark.parametrize("crop", [None, CROPPED])
@pytest.mark.parametrize("angle", ANGLES)
def test_rects_of_a_turned_page(tmp_path: Path, angle: int, crop: Box | None) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(20, 30, 100, 50, stroke=0, fill=1)

    data = displayed(tmp_path, angle, crop, draw)
    page = only_page(data)
    (rect,) = page.rects
    assert rect[:4] == near((20, page.height - 80, 120, page.height - 30), 0.01)
    assert rect[:4] == near(ink(data))


def test_a_slightly_tilted_line_keeps_a_baseline_of_its_own_for_each_word(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(20, 100)
        canvas.rotate(0.5)
        canvas.drawString(0, 0, "gauche" + 40 * " " + "droite")

    left, right = read(tmp_path, draw).words
    assert (left.upright, right.upright) == (True, True)
    assert left.baseline - right.baseline == pytest.approx((right.x0 - left.x0) * 0.0087, abs=0.1)


def test_what_lies_off_the_page_is_left_out(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((50, 50, 250, 150))
        for x, y, word in (
            (100, 100, "dedans"),
            (100, 20, "dessous"),
            (100, 170, "dessus"),
            (260, 100, "droite"),
            (5, 100, "loin"),
        ):
            canvas.drawString(x, y, word)
        canvas.drawString(40, 100, "bord")

    page = read(tmp_path, draw)
    assert sorted(texts(page)) == ["bord", "dedans"]
    inside = next(word for word in page.words if word.text == "dedans")
    assert (inside.x0, inside.baseline) == pytest.approx((50, 50), abs=0.01)


# --- what is drawn, and how often ------------------------------------------------------------------------------------


def test_invisible_text_is_no_word(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for y, mode, words in ((150, 3, "caché dessous"), (100, 0, "vu"), (80, 1, "tracé"), (60, 2, "les deux")):
            canvas.saveState()
            text = canvas.beginText(20, y)
            text.setTextRenderMode(mode)
            text.textOut(words)
            canvas.drawText(text)
            canvas.restoreState()
        canvas.setFillAlpha(0)
        canvas.drawString(20, 30, "transparent")

    assert texts(read(tmp_path, draw)) == ["vu", "tracé", "les", "deux"]


def test_invisible_letters_beside_visible_ones_are_cut_off(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(20, 100)
        text.textOut("visi")
        text.setTextRenderMode(3)
        text.textOut("XX")
        text.setTextRenderMode(0)
        text.textOut("ble")
        canvas.drawText(text)

    assert texts(read(tmp_path, draw)) == ["visi", "ble"]


def test_text_drawn_twice_on_one_spot_counts_once(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.8):
            canvas.drawString(20 + shift, 150, "gras")
            for y in range(20, 140, 12):  # PDFium itself drops what repeats one of the objects just before it
                canvas.drawString(20, y + shift, f"ligne{y}")

    found = texts(read(tmp_path, draw))
    assert sorted(found) == sorted(["gras", *(f"ligne{y}" for y in range(20, 140, 12))])


def test_the_same_word_a_little_further_is_another(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(20, 100, "a")
        canvas.drawString(20, 86, "a")
        canvas.drawString(34, 100, "a")

    assert texts(read(tmp_path, draw)).count("a") == 3


def test_single_characters_one_below_the_other_are_words_of_their_own(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for y in (100, 86, 72):
            canvas.drawString(20, y, "7")

    words = read(tmp_path, draw).words
    assert [(w.text, round(w.baseline), w.glued) for w in words] == [
        ("7", 100, False),
        ("7", 114, False),
        ("7", 128, False),
    ]


# --- forms -----------------------------------------------------------------------------------------------------------


def test_text_and_shapes_inside_forms_are_where_they_are_displayed(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("inner")
        canvas.rect(0, 0, 20, 10, stroke=0, fill=1)
        canvas.endForm()
        canvas.beginForm("outer")
        canvas.translate(5, 5)
        canvas.doForm("inner")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(30, 0, "Forme")
        canvas.endForm()
        canvas.translate(40, 50)
        canvas.scale(2, 2)
        canvas.doForm("outer")

    data = drawn(tmp_path, draw)
    page = only_page(data)
    (rect,), (word,) = page.rects, page.words
    assert rect[:4] == near((50, 120, 90, 140), 0.01)
    assert box(word) == near((110, 125, 110 + stringWidth("Forme", "Helvetica", 20), 145), 0.05)
    assert word.style.size == 20
    x0, _, x1, bottom = ink(data)
    assert (rect.x0, word.x1, rect.bottom) == pytest.approx((x0, x1, bottom), abs=2)


@pytest.mark.parametrize("form", [False, True])
def test_of_a_disc_only_what_its_clip_shows_is_read(tmp_path: Path, engine: Engine, form: bool) -> None:
    def draw(canvas: Canvas) -> None:
        if form:
            canvas.beginForm("inner")
        clip = canvas.beginPath()
        clip.rect(100, 50, 60, 40)
        canvas.clipPath(clip, stroke=0, fill=0)
        canvas.circle(100, 90, 30, stroke=0, fill=1)
        if form:
            canvas.endForm()
            canvas.translate(20, 0)
            canvas.doForm("inner")

    data, off = drawn(tmp_path, draw), 20.0 * form
    (rect,) = only_page(data).rects
    if engine == "pdfium":
        assert rect[:4] == near((100 + off, 110, 130 + off, 140), 0.01)
        assert rect[:4] == near(ink(data))
    else:  # which knows no clips
        assert rect[:4] == near((70 + off, 80, 130 + off, 140), 0.01)


def test_a_clip_leaves_rectangles_whole(tmp_path: Path) -> None:
    """The sides of a box's border may be drawn as all of it, each time clipped to one of them."""

    def draw(canvas: Canvas) -> None:
        clip = canvas.beginPath()
        clip.rect(100, 50, 60, 40)
        canvas.clipPath(clip, stroke=0, fill=0)
        canvas.rect(70, 60, 60, 60, stroke=0, fill=1)
        side = canvas.beginPath()  # begun in the middle of a side
        side.moveTo(100, 60)
        for x, y in ((70, 60), (70, 120), (130, 120), (130, 60)):
            side.lineTo(x, y)
        side.close()
        canvas.drawPath(side, stroke=0, fill=1)

    assert [rect[:4] for rect in read(tmp_path, draw).rects] == [near((70, 80, 130, 140), 0.01)] * 2


# --- words -----------------------------------------------------------------------------------------------------------


def pieces(canvas: Canvas, *runs: tuple[str, float, float]) -> None:
    """Draw runs of (text, size, rise) one after the other on one line."""
    text = canvas.beginText(20, 100)
    for run, size, rise in runs:
        text.setFont("Helvetica", size)
        text.setRise(rise)
        text.textOut(run)
    canvas.drawText(text)


def test_a_raised_ending_belongs_to_its_number(tmp_path: Path) -> None:
    page = read(tmp_path, lambda canvas: pieces(canvas, ("le 1", 12, 0), ("er", 7, 4), (" prix", 12, 0)))
    assert texts(page) == ["le", "1er", "prix"]
    number = page.words[1]
    assert number.x1 - number.x0 == pytest.approx(
        stringWidth("1", "Helvetica", 12) + stringWidth("er", "Helvetica", 7), abs=0.05
    )
    assert (number.baseline, number.style.size) == (page.words[0].baseline, 12)


def test_text_that_touches_a_raised_ending_is_glued_to_it(tmp_path: Path) -> None:
    page = read(tmp_path, lambda canvas: pieces(canvas, ("la 2", 12, 0), ("e", 7, 4), (", puis", 12, 0)))
    assert [(word.text, word.glued) for word in page.words] == [
        ("la", False),
        ("2e", False),
        (",", True),
        ("puis", False),
    ]


@pytest.mark.parametrize(("size", "rise"), [(7, 0), (12, 4), (7, -3), (7, 12)])
def test_what_is_not_small_and_raised_is_no_ending(tmp_path: Path, size: float, rise: float) -> None:
    page = read(tmp_path, lambda canvas: pieces(canvas, ("le 1", 12, 0), (" er", size, rise)))
    assert "1er" not in texts(page)


def test_a_word_is_cut_where_its_style_changes(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(20, 100)
        text.setFont("Helvetica-Bold", 12)
        text.textOut("un Porteur")
        text.setFont("Helvetica", 12)
        text.setFillColorRGB(1, 0, 0)
        text.textOut(": deux")
        canvas.drawText(text)

    words = read(tmp_path, draw).words
    assert [(w.text, w.glued, w.style.bold, w.style.color) for w in words] == [
        ("un", False, True, 0),
        ("Porteur", False, True, 0),
        (":", True, False, 0xFF0000),
        ("deux", False, False, 0xFF0000),
    ]
    assert words[2].x0 == pytest.approx(words[1].x1, abs=0.05)


def test_a_leader_is_a_word_of_its_own(tmp_path: Path) -> None:
    words = read(tmp_path, lambda canvas: canvas.drawString(20, 100, "Bus........28 000")).words
    assert [word.text for word in words] == ["Bus", "........", "28", "000"]
    assert not any(word.glued for word in words)


def test_a_word_of_several_objects_in_one_style_is_whole(tmp_path: Path) -> None:
    page = read(tmp_path, lambda canvas: pieces(canvas, ("Por", 12, 0), ("te", 12, 0), ("ur suit", 12, 0)))
    assert texts(page) == ["Porteur", "suit"]
    assert page.words[0].x1 - page.words[0].x0 == pytest.approx(stringWidth("Porteur", "Helvetica", 12), abs=0.05)


@pytest.mark.parametrize(
    ("font", "bold", "italic"),
    [("Helvetica", False, False), ("Helvetica-Bold", True, False), ("Times-Italic", False, True)],
)
def test_style(tmp_path: Path, font: str, bold: bool, italic: bool) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.scale(1.5, 1.5)
        canvas.setFont(font, 8.1)
        canvas.setFillColorRGB(0, 0.2, 1)
        canvas.drawString(20, 60, "mot")

    (word,) = read(tmp_path, draw).words
    assert word.style == (font.partition("-")[0], 12.0, bold, italic, 0x0033FF)
    assert word.bottom - word.top == pytest.approx(12.15, abs=0.01)  # the house box keeps the exact size


def test_a_line_end_hyphen_stays_and_the_next_line_is_glued(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(20, 100, "un dévelop-")
        canvas.drawString(20, 85, "pement")

    assert [(w.text, w.glued) for w in read(tmp_path, draw).words] == [
        ("un", False),
        ("dévelop-", False),
        ("pement", True),
    ]


@pytest.mark.parametrize(
    ("right", "up", "words"),
    [
        (0, 0, ["un", "dévelop-", "pement"]),
        (4, 0, ["un", "dévelop", "-", "pement"]),
        (0, 2, ["un", "dévelop", "-", "pement"]),
    ],
    ids=["at its word", "apart", "raised"],
)
def test_a_line_end_hyphen_that_is_marked_as_such_behind_a_space_belongs_to_the_word_that_it_stands_at(
    right: float, up: float, words: list[str], tmp_path: Path, engine: Engine
) -> None:
    """As page-making programs write it."""
    if engine != "pdfium":
        pytest.skip("the other engine takes the space for one")

    def draw(canvas: Canvas) -> None:
        canvas.drawString(20, 100, "un dévelop ")
        canvas._code.append("/Span <</ActualText <FEFF00AD>>> BDC")
        canvas.drawString(20 + stringWidth("un dévelop", "Helvetica", 12) + right, 100 + up, "-")
        canvas._code.append("EMC")
        canvas.drawString(20, 85, "pement")

    assert texts(read(tmp_path, draw)) == words


# --- characters ------------------------------------------------------------------------------------------------------

CODES = {"A": "D835", "B": "D835DC00", "E": "DC00", "F": "0000", "L": "00660069", "M": "FB01", "n": "006E"}


def encoded(shown: str) -> bytes:
    """A PDF, written by hand, that shows letters whose Unicode values are those of CODES."""
    pairs = " ".join(f"<{ord(letter):02X}> <{value}>" for letter, value in CODES.items())
    cmap = f"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def
1 begincodespacerange <00> <FF> endcodespacerange {len(CODES)} beginbfchar {pairs} endbfchar
endcmap end end"""
    content = f"BT /F1 12 Tf 20 100 Td ({shown}) Tj ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
        *(f"<</Length {len(stream)}>>stream\n{stream}\nendstream" for stream in (content, cmap)),
    ]
    body = "%PDF-1.4\n" + "".join(f"{n} 0 obj\n{item}\nendobj\n" for n, item in enumerate(objects, 1))
    return f"{body}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n%%EOF".encode("latin-1")


@pytest.mark.parametrize(
    ("shown", "word"),
    [
        ("nAn", "n\ufffdn"),  # half a character beyond the BMP
        ("nEn", "n\ufffdn"),
        ("nEAn", "n\ufffd\ufffdn"),
        ("A", "\ufffd"),
        ("nBn", "n𝐀n"),  # a whole one
        ("nBnAn", "n𝐀n\ufffdn"),  # both on one page
        ("B" * 50, "𝐀" * 50),
        ("nFn", "n\ufffdn"),  # no value at all; not a line-end hyphen
        ("nF", "n\ufffd"),
        ("nFBn", "n\ufffd𝐀n"),
    ],
)
def test_only_whole_characters_reach_a_word(shown: str, word: str) -> None:
    page = only_page(encoded(shown))
    assert texts(page) == [word]
    assert page.words[0].text.encode()  # raises on a lone surrogate
    assert page.words[0].x1 - page.words[0].x0 == pytest.approx(stringWidth(shown, "Helvetica", 12), abs=0.05)


def test_words_after_a_character_of_two_halves_keep_their_place() -> None:
    first, second = only_page(encoded("nBBBn nn")).words
    assert (first.text, second.text) == ("n𝐀𝐀𝐀n", "nn")
    assert second.x0 == pytest.approx(20 + stringWidth("nBBBn ", "Helvetica", 12), abs=0.05)


@pytest.mark.parametrize("shown", ["nLn", "Ln", "nL", "L", "nMn", "M"])
def test_a_ligature_is_two_letters_in_one_box(shown: str) -> None:
    (word,) = only_page(encoded(shown)).words
    assert word.text == shown.replace("L", "fi").replace("M", "fi")
    assert (word.x0, word.x1) == pytest.approx((20, 20 + stringWidth(shown, "Helvetica", 12)), abs=0.05)


# --- shapes ----------------------------------------------------------------------------------------------------------


def test_rects_and_rules_with_their_colours(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(1, 0, 0)
        canvas.setStrokeColorRGB(0, 0, 1)
        canvas.rect(20, 20, 50, 30, stroke=1, fill=1)
        canvas.rect(100, 20, 50, 30, stroke=1, fill=0)
        canvas.rect(20, 100, 200, 1, stroke=0, fill=1)  # a thin filled rect is a rule
        canvas.line(20, 150, 220, 150)
        canvas.setFillAlpha(0)
        canvas.rect(200, 20, 50, 30, stroke=0, fill=1)

    page = read(tmp_path, draw)
    assert [(*map(round, rect[:4]), *rect[4:]) for rect in page.rects] == [
        (20, 150, 70, 180, 0xFF0000, 0x0000FF),
        (100, 150, 150, 180, None, 0x0000FF),
    ]
    assert [(*map(round, rule[:4]), rule.color) for rule in page.rules] == [
        (20, 99, 220, 100, 0xFF0000),
        (20, 50, 220, 50, 0x0000FF),
    ]


def test_one_path_can_hold_many_rules(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        path = canvas.beginPath()
        for y in (50, 100, 150):
            path.moveTo(20, y)
            path.lineTo(220, y)
        canvas.drawPath(path)

    assert [round(rule.top) for rule in read(tmp_path, draw).rules] == [150, 100, 50]


def test_a_line_that_is_neither_level_nor_upright_is_no_box(tmp_path: Path) -> None:
    page = read(tmp_path, lambda canvas: canvas.line(20, 20, 120, 100))
    assert (page.rects, page.rules) == ((), ())


def test_the_space_between_two_rects_of_one_path_is_a_border(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        path = canvas.beginPath()
        path.rect(20, 20, 100, 50)
        path.rect(22, 22, 96, 46)
        canvas.setFillColorRGB(0, 1, 0)
        canvas.drawPath(path, stroke=0, fill=1, fillMode=0)

    (rect,) = read(tmp_path, draw).rects
    assert (rect[:4], rect.fill, rect.stroke) == (near((20, 130, 120, 180), 0.01), None, 0x00FF00)


@pytest.mark.parametrize(("space", "boxes"), [(4, 1), (24, 3)], ids=["a space", "a cell"])
def test_the_ground_of_a_text_drawn_word_by_word_is_one_box(space: int, boxes: int, tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for x0, x1 in ((20, 40), (40, 40 + space), (40 + space, 100)):
            canvas.rect(x0, 100, x1 - x0, 15, stroke=0, fill=1)

    rects = read(tmp_path, draw).rects
    assert (len(rects), round(rects[-1].x1)) == (boxes, 100)


def test_pictures(tmp_path: Path) -> None:
    picture = ImageReader(Pillow.new("RGB", (4, 4)))
    page = read(tmp_path, lambda canvas: canvas.drawImage(picture, 20, 30, 80, 40))
    (image,) = page.images
    assert image == near((20, 130, 100, 170), 0.01)


# --- documents -------------------------------------------------------------------------------------------------------


def test_pages_come_in_order_with_their_number(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for word in ("une", "", "trois"):
            canvas.drawString(20, 100, word)
            canvas.showPage()

    pages = list(read_pages(source(drawn(tmp_path, draw))))
    assert [(page.number, texts(page)) for page in pages] == [(1, ["une"]), (2, []), (3, ["trois"])]


def test_information(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle("Lauréats – œuvre")

    found = read_information(source(drawn(tmp_path, draw)))
    assert found["Title"] == "Lauréats – œuvre"
    assert "ReportLab" in found["Producer"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"PK\x03\x04 no document", "not a PDF"), (b"%PDF-1.7\nand then nothing", "damaged")],
)
def test_bytes_that_cannot_be_opened_say_why(data: bytes, reason: str) -> None:
    for reader in (lambda: list(read_pages(source(data))), lambda: read_information(source(data))):
        with pytest.raises(DocumentError, match=reason):
            reader()


def test_a_password_is_asked_for(tmp_path: Path) -> None:
    lock = pdfencrypt.StandardEncryption("secret", ownerPassword="owner")
    data = drawn(tmp_path, lambda canvas: canvas.drawString(20, 100, "mot"), encrypt=lock)
    with pytest.raises(DocumentError, match="password"):
        list(read_pages(source(data)))
