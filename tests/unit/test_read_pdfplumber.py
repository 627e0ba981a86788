"""The second engine alone: when it is asked, what it opens that PDFium does not, and what hostile input does to it.

What both engines must do is in test_read.py; that they agree on the dossiers, in tests/test_engines.py.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import get_args

import pytest
from reportlab.lib import pdfencrypt
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from dossier_extract.errors import DocumentError
from dossier_extract.model import Page, Source
from dossier_extract.pipeline import source_from
from dossier_extract.stages import read
from dossier_extract.stages.read import PasswordNeeded, read_document, read_information, read_pages

SHOWN = "BT /F1 12 Tf 20 100 Td (trois mots lus) Tj ET"
CATALOG = "<</Type/Catalog/Pages 2 0 R>>"
PAGES = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
FORM = "20 20 50 50 re f"


def source(data: bytes) -> Source:
    return Source("a-01234567", "a.pdf", "0" * 64, data)


def written(contents: str = SHOWN, trailer: str = "/Root 1 0 R", more: str = "", **others: str) -> bytes:
    """A PDF of one page written by hand; `more` goes into its resources, `others` are objects: catalog, pages, font.

    Its form `/Form` is FORM at twice its size.
    """
    objects = [
        others.get("catalog", CATALOG),
        others.get("pages", PAGES),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 5 0 R"
        f"/Resources<</Font<</F1 4 0 R>>/XObject<</Form 6 0 R>>{more}>>>>",
        others.get("font", FONT),
        f"<</Length {len(contents)}>>stream\n{contents}\nendstream",
        f"<</Type/XObject/Subtype/Form/BBox[0 0 100 100]/Matrix[2 0 0 2 0 0]/Length {len(FORM)}>>"
        f"stream\n{FORM}\nendstream",
    ]
    body, places = "%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{item}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    ending = f"xref\n0 7\n0000000000 65535 f \n{table}trailer\n<</Size 7 {trailer}>>\nstartxref\n{len(body)}\n%%EOF\n"
    return (body + ending).encode("latin-1")


def by_both(data: bytes) -> tuple[Page, Page]:
    """The one page of a PDF, as each engine reads it."""
    (one,), (other,) = (read_pages(source(data), engine) for engine in get_args(read.Engine))
    return one, other


def page_of(data: bytes) -> Page:
    (page,) = read_pages(source(data), "pdfplumber")
    return page


def texts(pages: list[Page]) -> list[str]:
    return [word.text for page in pages for word in page.words]


# --- which engine is asked -------------------------------------------------------------------------------------------


def test_pdfplumber_is_imported_only_when_it_is_used() -> None:
    code = (
        "import sys; from dossier_extract.stages.read import Engine, read_document; "
        "from dossier_extract.model import Source; "
        f"read_document(Source('a', 'a', '0', {written()!r}), 'auto'); "
        "assert not {'pdfplumber', 'pdfminer'} & set(sys.modules); "
        f"read_document(Source('a', 'a', '0', {written()!r}), 'pdfplumber'); assert 'pdfplumber' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


UNREADABLE_BY_PDFIUM = {
    "its header behind 2000 bytes of something else": b"x" * 2000 + written(),
    "the answer of a web server before it": b"HTTP/1.1 200 OK\r\nSet-Cookie: " + b"a" * 1500 + b"\r\n\r\n" + written(),
    "its header overwritten": written().replace(b"%PDF-1.4", b"%\xe2\xe3\xcf\xd3   "),
    "no page tree": written(catalog="<</Type/Catalog>>"),
    "a page tree that is not there": written(catalog="<</Type/Catalog/Pages 9 0 R>>"),
    "an empty page tree beside a page": written(pages="<</Type/Pages/Kids[]/Count 0>>"),
    "a page tree that is no list": written(pages="<</Type/Pages/Kids 3 0 R/Count 1>>"),
    "a catalog that is not there": written(trailer="/Root 9 0 R"),
}


@pytest.mark.parametrize("kind", UNREADABLE_BY_PDFIUM)
def test_what_pdfium_cannot_open_is_read_by_pdfplumber(kind: str) -> None:
    document = source(UNREADABLE_BY_PDFIUM[kind])
    with pytest.raises(DocumentError) as refused:
        list(read_pages(document, "pdfium"))
    seen: list[int] = []
    pages, engine, reason = read_document(document, "auto", seen.append)
    assert (texts(pages), engine, reason) == (["trois", "mots", "lus"], "pdfplumber", str(refused.value))
    assert seen == [1]
    with pytest.raises(DocumentError):
        read_document(document, "pdfium")


def test_what_pdfium_opens_is_read_by_pdfium() -> None:
    pages, engine, reason = read_document(source(written()))
    assert (texts(pages), engine, reason) == (["trois", "mots", "lus"], "pdfium", None)
    assert read_document(source(written()), "pdfplumber")[1:] == ("pdfplumber", None)


def test_a_page_that_pdfium_cannot_load_is_read_by_pdfplumber(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pypdfium2.raw.FPDF_LoadPage", lambda document, index: None)
    pages, engine, reason = read_document(source(written()))
    assert (texts(pages), engine) == (["trois", "mots", "lus"], "pdfplumber")
    assert reason == "page 1 cannot be read; the PDF is damaged"


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"%PDF-1.7\n1 0 obj", written()[:300], written(pages="<</Type/Pages/Kids[]/Count 7>>")]
)
def test_when_both_fail_the_first_error_stands(data: bytes) -> None:
    with pytest.raises(DocumentError) as first:
        list(read_pages(source(data)))
    with pytest.raises(DocumentError) as both:
        read_document(source(data))
    assert str(both.value) == str(first.value)


def test_a_password_is_no_reason_for_a_second_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), encrypt=pdfencrypt.StandardEncryption("secret", strength=128))
    canvas.drawString(20, 100, "mot")
    canvas.save()
    locked = source((tmp_path / "a.pdf").read_bytes())
    asked: list[str] = []
    ask = read._all_pages
    monkeypatch.setattr(
        read, "_all_pages", lambda document, engine, told: (asked.append(engine), ask(document, engine, told))[1]
    )
    for engine in ("auto", "pdfplumber"):
        with pytest.raises(PasswordNeeded, match="password"):
            read_document(locked, engine)
    assert asked == ["pdfium", "pdfplumber"]


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 no document", "not a PDF"),
        (b"x" * 2000 + b"%PDF-1.4 and nothing", "only after 2000 bytes"),
        (written()[:-60], "damaged or truncated"),
        (
            written(catalog="<</Type/Catalog/Pages 2 0 R>>", pages="<</Type/Pages/Kids[3 0 R]/Count 4>>"),
            "only 1 of its 4",
        ),
        (written().replace(b"/Type/Page/", b"/Type/Xage/"), "no page"),
        (written(trailer="/Root 1 0 R/Encrypt<</Filter/Unheard/V 1>>"), "encrypted"),
    ],
)
def test_what_cannot_be_opened_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason) as caught:
        list(read_pages(source(data), "pdfplumber"))
    assert "\n" not in str(caught.value)


def test_a_document_locked_for_its_owner_only_is_read(tmp_path: Path) -> None:
    for strength in (40, 128):
        canvas = Canvas(str(tmp_path / "a.pdf"), encrypt=pdfencrypt.StandardEncryption("", "owner", strength=strength))
        canvas.drawString(20, 100, "mot")
        canvas.save()
        assert texts(list(read_pages(source((tmp_path / "a.pdf").read_bytes()), "pdfplumber"))) == ["mot"]


HOSTILE = {
    "lists within lists": written(contents="[" * 5000 + "]" * 5000 + SHOWN),
    "dictionaries within dictionaries": written(
        catalog=CATALOG.replace(">>", "/A" + "<</A" * 3000 + " 1" + ">>" * 3001)
    ),
    "a page tree that bites its tail": written(pages="<</Type/Pages/Kids[2 0 R]/Count 1>>"),
    "a state saved without end": written(contents="q " * 20000 + SHOWN),
    "operators without operands": written(contents="Tf Tj Td cm re Do gs TJ ' \" " * 50 + SHOWN),
    "operands of the wrong kind": written(contents="/a (b) [1] << >> cm (x) Tf [(y) /z null] TJ true rg " + SHOWN),
}
REFUSED = {
    "tables that follow one another in a circle": written(trailer=f"/Root 1 0 R/Prev {written().index(b'xref')}"),
    "a font without its parts": written().replace(b"/Subtype/Type1/", b"/Subtype/Type0/"),
    "a box that is no box": written().replace(b"[0 0 300 200]", b"[0 0 300 /ab]"),
    "a turn that is no number": written(pages=PAGES.replace(">>", "/Rotate/Left>>")),
}


@pytest.mark.parametrize("kind", [*HOSTILE, *REFUSED])
def test_hostile_documents_are_read_or_refused_and_soon(kind: str) -> None:
    began = time.perf_counter()
    document = source((HOSTILE | REFUSED)[kind])
    if kind in REFUSED:
        with pytest.raises(DocumentError, match="damaged"):
            list(read_pages(document, "pdfplumber"))
    else:
        assert texts(list(read_pages(document, "pdfplumber"))) == ["trois", "mots", "lus"]
    assert time.perf_counter() - began < 5


def test_damage_anywhere_is_read_or_refused() -> None:
    """Whatever pdfminer raises on damaged bytes comes as DocumentError."""
    draw = random.Random(7)
    whole = written(contents=f"/G gs {SHOWN}", more="/ExtGState<</G<</ca 1>>>>/XObject<</X 5 0 R>>")
    refused = 0
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(draw.randint(1, 6)):
            data[draw.randrange(len(data))] = draw.choice(b"<>[]()/ 019azR%\x00\xff")
        try:
            list(read_pages(source(bytes(data)), "pdfplumber"))
            read_information(source(bytes(data)), "pdfplumber")
        except DocumentError:
            refused += 1
    assert 0 < refused < 300


# --- what pdfminer leaves out, or gets wrong -------------------------------------------------------------------------


def test_a_form_is_drawn_in_the_state_around_it_and_leaves_it_alone() -> None:
    for page in by_both(written("1 0 0 rg /Form Do 200 20 50 50 re f")):
        assert [(rect.x0, rect.top, rect.x1, rect.bottom, rect.fill) for rect in page.rects] == [
            (40, 60, 140, 160, 0xFF0000),
            (200, 130, 250, 180, 0xFF0000),
        ]


@pytest.mark.parametrize("state", ["5 Tw", "150 Tz", "150 Tz 5 Tw 2 Tc", "3 Ts", "-0.4 Tc"])
def test_spacing_stretching_and_rise_move_words_as_in_pdfium(state: str) -> None:
    one, other = by_both(written(f"BT /F1 10 Tf {state} 20 100 Td (un deux) Tj ( trois quatre) Tj ET"))
    assert texts([one]) == texts([other]) == ["un", "deux", "trois", "quatre"]
    for mine, yours in zip(one.words, other.words, strict=True):
        assert (mine.x0, mine.x1, mine.baseline) == pytest.approx((yours.x0, yours.x1, yours.baseline), abs=0.1)


@pytest.mark.parametrize(("stem", "angle"), [(150, 0), (80, -12), (119, 0), (120, 0)])
def test_a_font_whose_name_says_nothing_is_judged_by_its_stems_and_slope(stem: int, angle: int) -> None:
    descriptor = f"<</Type/FontDescriptor/FontName/Plain/Flags 32/StemV {stem}/ItalicAngle {angle}>>"
    widths = " ".join(["500"] * 95)
    font = f"<</Type/Font/Subtype/TrueType/BaseFont/Plain/FirstChar 32/LastChar 126/Widths[{widths}]"
    for page in by_both(written(font=f"{font}/FontDescriptor{descriptor}>>")):
        style = page.words[0].style
        assert (style.font, style.bold, style.italic) == ("Plain", stem >= 120, angle != 0)


def test_a_word_ends_where_the_direction_changes() -> None:
    page = page_of(written("BT /F1 10 Tf 20 100 Td (a) Tj 0 1 -1 0 25.56 100 Tm (b) Tj ET"))
    assert [(word.text, word.upright) for word in page.words] == [("a", True), ("b", False)]


def test_letters_set_apart_are_one_word_over_several_strings() -> None:
    word, _ = page_of(written("BT /F1 10 Tf 3 Tc 20 100 Td (ES) Tj (PA) Tj (CE puis) Tj ET")).words
    assert word.text == "ESPACE"
    assert word.x1 - word.x0 == pytest.approx(stringWidth("ESPACE", "Helvetica", 10) + 5 * 3, abs=0.01)


def test_a_gap_without_a_space_parts_words() -> None:
    assert texts([page_of(written("BT /F1 10 Tf 20 100 Td [(un) -400 (deux) -100 (trois)] TJ ET"))]) == [
        "un",
        "deuxtrois",
    ]


def test_the_second_hyphen_of_winansi_is_a_hyphen() -> None:
    for page in by_both(written("BT /F1 10 Tf 20 100 Td (d\xe9velop\xad) Tj 0 -12 Td (pement) Tj ET")):
        assert [(word.text, word.glued) for word in page.words] == [("dévelop-", False), ("pement", True)]


@pytest.mark.parametrize(
    ("operator", "color"),
    [
        ("0.5 g", 0x808080),
        ("1 0 0 rg", 0xFF0000),
        ("0 1 1 0 k", 0xFF0000),
        ("0 0 0 1 k", 0x000000),
        ("/Spot cs 1 scn", 0x000000),
        ("/Spot cs 0 scn", 0xFFFFFF),
        ("/Pattern cs /P scn", 0x000000),
    ],
)
def test_colours(operator: str, color: int) -> None:
    spot = "/ColorSpace<</Spot[/Separation/All/DeviceGray<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>]>>"
    (page,) = [page_of(written(f"{operator} 20 20 50 50 re f {SHOWN}", more=spot))]
    assert (page.rects[0].fill, page.words[0].style.color) == (color, color)


def test_transparent_shapes_and_text_are_not_there() -> None:
    state = "/ExtGState<</Gone<</ca 0/CA 0>>>>"
    page = page_of(written(f"q /Gone gs 20 20 50 50 re B {SHOWN} Q 100 20 50 50 re f", more=state))
    assert (texts([page]), [rect.x0 for rect in page.rects]) == ([], [100])


@pytest.mark.parametrize("loop", [b"3 0 R", b"4 0 R"])
def test_references_that_lead_back_to_themselves_lead_nowhere(loop: bytes) -> None:
    """A fuzzer's find: pdfminer followed them for ever."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", loop, b"3 0 R"]
    data = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1))
    data += b"trailer\n<< /Size 5 /Root 1 0 R >>\n%%EOF\n"
    with pytest.raises(DocumentError):
        read_document(source_from(Path("loop.pdf"), data), "pdfplumber", None)
