"""Pictures of what the program saw: the marks stand where the things stand, and nothing is left half-written."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from reportlab.pdfgen.canvas import Canvas as Drawing

from dossier_extract import Rules, load_rules, source_of
from dossier_extract.__main__ import main
from dossier_extract.errors import ExitCode, InputError, OutputError
from dossier_extract.model import Page
from dossier_extract.picture import draw_page, write_pictures
from dossier_extract.picture.canvas import Canvas, plain
from dossier_extract.picture.legend import WIDTH as LEGEND
from dossier_extract.picture.looks import LOOKS, Look
from dossier_extract.picture.marks import Bounds, Mark, bounds_of, marks_of, overlap
from dossier_extract.pipeline import Trace, read_dossier, trace_dossier
from dossier_extract.schema import ProfileUse
from dossier_extract.stages.account import account_residue

ROOT = Path(__file__).parents[2]
WIDTH, HEIGHT = 300, 200  # points, of the pages drawn here, before rotation
FOOT = 14  # points, of the footer's baseline above the bottom
SCALE = 150 / 72  # pixels a point of their pictures
CARDS = ROOT / "tests" / "dossiers" / "dev-occitanie"  # cards in two columns


@pytest.fixture(scope="module")
def sample() -> Trace:
    return trace_dossier(read_dossier(source_of(ROOT / "input" / "idf-2021.pdf")), load_rules())


@pytest.fixture(scope="module")
def cards() -> Trace:
    return trace_dossier(
        read_dossier(source_of(CARDS / "dossier.pdf")), load_rules(profile=CARDS / "profile.yml"), "profile"
    )


@pytest.fixture
def drawn(tmp_path: Path, rules: Rules) -> Callable[..., Trace]:
    """Draws three pages that no profile fits: a line of text, and a footer that is the same on all."""

    def draw(turn: int = 0, crop: Bounds | None = None) -> Trace:
        path = tmp_path / "Été.pdf"
        drawing = Drawing(str(path), pagesize=(WIDTH, HEIGHT))
        if crop:
            drawing.setCropBox(crop)
        for number in range(3):
            drawing.setPageRotation(turn)
            drawing.drawString(40, 150 - 10 * number, ("Alpha", "Beta", "Gamma")[number])
            drawing.drawString(100, FOOT, "Pied de page")
            drawing.showPage()
        drawing.save()
        return trace_dossier(read_dossier(source_of(path)), rules)

    return draw


def paper(trace: Trace, page: Page, marks: Sequence[Mark]) -> Image.Image:
    """The picture of a page without its legend."""
    picture = draw_page(trace, page, marks)
    return picture.crop((0, 0, picture.width - LEGEND - 1, picture.height))


def around(box: Bounds, scale: float, more: int) -> tuple[int, int, int, int]:
    """A box in points as pixels, `more` pixels wider on each side."""
    x0, top, x1, bottom = (round(edge * scale) for edge in box)
    return x0 - more, top - more, x1 + more, bottom + more


def holds(image: Image.Image, color: tuple[int, int, int]) -> bool:
    return any(found == color for _, found in image.getcolors(image.width * image.height) or [])


def test_the_colour_of_a_field_is_where_its_boxes_are_and_nowhere_else(sample: Trace) -> None:
    page = sample.pages[7]
    assert sample.result is not None
    image = paper(sample, page, marks_of(sample)[page.number])
    for field in ("title", "carrier", "zone", "description", "theme"):
        color = LOOKS[field].color
        places = [
            around(bounds_of(box), image.height / page.height, 3)
            for project in sample.result.projects
            for origin in project.origins.get(field, [])
            for box in origin.boxes
            if box.page == page.number
        ]
        assert places
        assert all(holds(image.crop(place), color) for place in places), field
        for place in places:
            image.paste("white", place)
        assert not holds(image, color), field


def test_furniture_is_marked_where_it_is_printed(drawn: Callable[..., Trace]) -> None:
    trace = drawn()
    page = trace.pages[1]
    furniture = [mark for mark in marks_of(trace)[2] if mark.look == "furniture"]
    changed = ImageChops.difference(paper(trace, page, []), paper(trace, page, furniture)).getbbox()
    assert changed is not None
    x0, top, x1, bottom = (edge / SCALE for edge in changed)
    assert 97 < x0 < 100
    assert 168 < x1 < 180
    assert HEIGHT - FOOT - 14 < top < HEIGHT - FOOT - 6 < HEIGHT - FOOT < bottom < HEIGHT - FOOT + 8


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_words_are_boxed_where_they_are_painted_on_a_turned_or_cropped_page(
    drawn: Callable[..., Trace], turn: int
) -> None:
    trace = drawn(turn, (20, 10, 180, 190))
    page = trace.pages[0]
    image = paper(trace, page, [])
    assert page.turned == (360 - turn) % 360  # its text lies as the file turns it, and is set upright again
    assert image.size == tuple(round(edge * SCALE) for edge in (160, 180))
    assert holds(image, (0, 0, 0))
    for word in page.words:
        image.paste("white", around(bounds_of(word), SCALE, 2))
    assert not holds(image.point(lambda level: 255 * (level > 128)), (0, 0, 0)), "ink outside all words"


def test_a_large_page_stays_within_the_size_of_a_picture(sample: Trace, drawn: Callable[..., Trace]) -> None:
    image = paper(sample, sample.pages[0], [])
    assert image.height == 1600
    assert image.width == round(1600 / sample.pages[0].height * sample.pages[0].width)
    trace = drawn()
    huge = trace.pages[0]._replace(width=14400, height=2)
    assert paper(trace, huge, []).width == 2400


def test_no_record_is_outlined_over_another_in_two_columns(cards: Trace) -> None:
    assert cards.result is not None
    marks = marks_of(cards)
    outlined = 0
    for page in cards.pages:
        outlines = [mark for mark in marks[page.number] if mark.look == "record"]
        outlined += len(outlines)
        for project in cards.result.projects:
            boxes = [bounds_of(box) for one in project.origins["title"] for box in one.boxes if box.page == page.number]
            for mark in outlines:
                own = mark.tag == str(project.n)
                assert all((sum(overlap(box, one) for one in mark.boxes) > 0) == own for box in boxes)
    assert outlined >= len(cards.result.projects)


def test_what_no_field_took_is_marked_as_unclaimed_on_the_pages_where_it_is_counted(sample: Trace) -> None:
    assert sample.segmentation is not None
    marks = marks_of(replace(sample, raw_fields=()))
    marked = {number for number, found in marks.items() if any(mark.look == "unclaimed" for mark in found)}
    residue = account_residue(sample.pages, sample.segmentation, ())
    assert marked == {page.page for page in residue if page.unclaimed} != set()
    assert not [mark for found in marks_of(sample).values() for mark in found if mark.look == "unclaimed"]


def test_labels_are_told_from_values_and_a_theme_is_drawn_once(sample: Trace) -> None:
    found = marks_of(sample)[8]
    assert sample.result is not None
    label = sample.result.projects[1].origins["zone_label"][0].boxes[0]
    assert any(overlap(box, bounds_of(label)) for mark in found if mark.look == "label" for box in mark.boxes)
    (theme,) = [mark for mark in found if mark.look == "theme"]
    same = [one.n for one in sample.result.projects if one.theme == sample.result.projects[0].theme]
    assert theme.tag == f"{same[0]}-{same[-1]} theme"
    assert [mark.tag for mark in found if mark.look == "inferred"] == ["1 territories"]


def test_a_dossier_that_no_profile_fits_shows_what_was_read(drawn: Callable[..., Trace]) -> None:
    trace = drawn()
    assert {mark.look for mark in marks_of(trace)[1]} == {"word", "line", "text", "furniture"}


def test_a_page_that_cannot_be_painted_is_white_under_its_marks(drawn: Callable[..., Trace]) -> None:
    trace = drawn()
    broken = replace(trace, source=replace(trace.source, data=b"none"))
    white = paper(broken, trace.pages[0], [])
    assert white.getcolors() == [(white.width * white.height, (255, 255, 255))]
    assert holds(paper(broken, trace.pages[0], [Mark("record", ((50, 50, 90, 90),))]), (0, 0, 0))


def test_a_tag_keeps_off_text_and_other_tags() -> None:
    image = Image.new("RGB", (400, 200), "white")
    text: list[Bounds] = [(100, 100, 200, 120), (200, 100, 400, 120), (0, 100, 100, 120), (0, 125, 400, 145)]
    Canvas(image, 1).tags([Mark("title", (text[0],), "1 title"), Mark("zone", (text[0],), "1 zone")], text)
    for box in text:
        assert image.crop(box).getcolors() == [(20 * int(box[2] - box[0]), (255, 255, 255))]
    marked = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    assert marked is not None
    assert marked[3] <= 100


def test_a_box_beyond_all_measure_is_drawn_in_no_time() -> None:
    canvas = Canvas(Image.new("RGB", (100, 100), "white"), 2)
    hostile = [(-1e12, 5.0, 1e12, 6.0), (float("nan"), 1.0, float("inf"), 9.0), (30.0, 30.0, 20.0, 20.0)]
    for box in hostile:
        pixels = canvas.pixels(box)
        assert all(-20 <= edge <= 120 for edge in pixels)
        canvas.box(Look("", (0, 0, 0), fill=90, outline=255, dash=1, hatch=90), pixels)
        canvas.box(Look("", (0, 0, 0), outline=255), pixels)


@pytest.mark.parametrize(
    ("text", "written"), [("Été 2021", "Ete 2021"), ("cœur – l’Œuvre", "coeur - l?OEuvre"), ("日", "?")]
)
def test_names_are_written_in_the_letters_that_the_font_has(text: str, written: str) -> None:
    assert plain(text) == written


def test_pictures_are_named_by_dossier_and_page(drawn: Callable[..., Trace], tmp_path: Path) -> None:
    trace = drawn()
    paths = list(write_pictures(trace, tmp_path / "out"))
    assert [path.name for path in paths] == [f"{trace.source.id}-page-00{number}.png" for number in (1, 2, 3)]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [path.name for path in paths]
    with Image.open(paths[1]) as image:
        assert image.size == draw_page(trace, trace.pages[1], marks_of(trace)[2]).size
    assert list(write_pictures(trace, tmp_path / "one.png", 2)) == [tmp_path / "one.png"]


@pytest.mark.parametrize("number", [0, -1, 4])
def test_a_page_that_is_not_there_is_refused(drawn: Callable[..., Trace], tmp_path: Path, number: int) -> None:
    with pytest.raises(InputError, match=rf"^page {number}: no such page; the document ends with page 3$"):
        list(write_pictures(drawn(), tmp_path / "out", number))
    assert not (tmp_path / "out").exists()


def test_a_picture_is_written_whole_or_not_at_all(
    drawn: Callable[..., Trace], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = drawn()
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"^cannot write .*no folder"):
        list(write_pictures(trace, tmp_path / "file" / "out"))
    before = (tmp_path / "kept.png").write_bytes(b"older")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"^cannot write .*the disk is full") as caught:
        list(write_pictures(trace, tmp_path / "kept.png", 1))
    assert "\n" not in str(caught.value)
    assert (tmp_path / "kept.png").stat().st_size == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "kept.png", "Été.pdf"]


def test_the_command_says_what_it_wrote_and_what_it_cannot(
    drawn: Callable[..., Trace], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn()

    def run(*arguments: object) -> int:
        monkeypatch.setattr(sys, "argv", ["dossier-extract", "inspect", *map(str, arguments)])
        monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    png = tmp_path / "p.png"
    assert run(tmp_path / "Été.pdf", "--page", 3, "-o", png) == ExitCode.OK
    assert capsys.readouterr().out == f"{png}\n"
    assert png.read_bytes().startswith(b"\x89PNG")
    assert run(tmp_path / "Été.pdf", "-o", png) == ExitCode.USAGE
    assert run(tmp_path / "none.pdf") == ExitCode.NO_INPUT
    assert "none.pdf: no such file" in capsys.readouterr().err


@pytest.mark.parametrize("draft", [False, True])
def test_the_legend_says_that_a_layout_was_found_and_whether_it_is_a_draft(
    draft: bool, sample: Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sample.result is not None
    use = ProfileUse(name="discovered", how="discovered", confidence=0.75, draft=draft)
    dossier = sample.result.dossier.model_copy(update={"profile": use})
    trace = replace(sample, result=sample.result.model_copy(update={"dossier": dossier}))
    headings: list[Sequence[str]] = []
    monkeypatch.setattr(
        "dossier_extract.picture.draw_legend",
        lambda heading, looks: headings.append(heading) or Image.new("RGB", (LEGEND, 10)),
    )
    draw_page(trace, trace.pages[7], [])
    assert "found by the program, confidence 0.75" in headings[0]
    assert ("DRAFT TO CONFIRM" in headings[0]) is draft
