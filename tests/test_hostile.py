"""PDFs made to hurt: each ends with a clear word or a result, in bounded time and memory; no bytes raise."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossier_extract.dataset import read_documents
from dossier_extract.errors import RulesError
from dossier_extract.pipeline import extract_dossier, source_from
from dossier_extract.profile import Profile
from dossier_extract.rulefiles import parse, read_yaml
from dossier_extract.rules import builtin_dir, load_rules
from tests.conftest import Run

TEXT = b"BT /F 12 Tf 100 600 Td (Un texte) Tj ET\n"
HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
READ, EMPTY = "no profile fits", "no text in it"  # what is said of one line of text, and of none
MEGABYTES = 800  # of memory that a quick case may take in all; a run at rest takes 60


def pdf(objects: dict[int, bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, size))
    return bytes(out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start))


def stream(data: bytes, entries: bytes = b"") -> bytes:
    data = zlib.compress(data, 9)
    return b"<< /Length %d /Filter /FlateDecode %b >>\nstream\n%b\nendstream" % (len(data), entries, data)


def page(content: bytes, entries: bytes = b"", kids: bytes = b"3 0 R", count: int = 1, **more: bytes) -> bytes:
    """A document of one page; `more` are resources of the page, as objects from 6 on."""
    named = b" ".join(b"/%b %d 0 R" % (name.encode(), 6 + n) for n, name in enumerate(more))
    fonts = b"/Resources << /Font << /F 5 0 R >> /XObject << %b >> >>" % named
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %b %b >>" % (fonts, entries)
    return pdf({
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count),
        3: leaf,
        4: content,
        5: HELVETICA,
        **dict(enumerate(more.values(), 6)),
    })  # fmt: skip


def form(content: bytes, name: bytes, number: int) -> bytes:
    resources = b"/Resources << /Font << /F 5 0 R >> /XObject << /%b %d 0 R >> >>" % (name, number)
    return stream(content, b"/Type /XObject /Subtype /Form /BBox [0 0 999 999] " + resources)


def doubling(depth: int) -> bytes:
    """A form that draws another twice, which draws another twice…: 2 ** depth texts."""
    forms = {f"X{n}": form(TEXT + b"/Y Do /Y Do", b"Y", 7 + n) for n in range(depth)}
    return page(stream(b"/X0 Do"), **forms)


def nested(depth: int) -> bytes:
    """A page in a node of the page tree in a node…"""
    nodes = {n: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (n + 1) for n in range(6, 6 + depth)}
    leaf = b"<< /Type /Page /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
    tree = {1: b"<< /Type /Catalog /Pages 6 0 R >>", 4: stream(TEXT), 5: HELVETICA, **nodes, 6 + depth: leaf}
    return pdf(tree)


def drawn_glyphs(saved: int) -> bytes:
    """A font of 200 letters, each a drawing of its own that saves and restores its state very often."""
    names = b" ".join(b"/g%d" % n for n in range(256))
    drawings = b" ".join(b"/g%d 6 0 R" % n for n in range(256))
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 0 /LastChar 255 "
        b"/Widths [%b] /Encoding << /Differences [0 %b] >> /CharProcs << %b >> >>" % (b"9 " * 256, names, drawings)
    )
    text = b"BT /F 12 Tf 9 9 Td <%b> Tj ET" % bytes(range(1, 201)).hex().encode()
    return page(stream(text), X=stream(b"9 0 0 0 9 9 d1 " + b"q Q " * saved)).replace(HELVETICA, font)


def plain_page() -> bytes:
    """A page of which nothing is packed."""
    return page(b"<< /Length %d >>\nstream\n%bendstream" % (len(TEXT), TEXT), X=form(TEXT, b"X", 6))


def boxed(box: bytes) -> bytes:
    return page(stream(TEXT)).replace(b"[0 0 595 842]", b"[%b]" % box)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a form that draws itself": (lambda: page(stream(TEXT + b"/X Do"), X=form(TEXT + b"/X Do", b"X", 6)), READ),
    "pages that hold themselves": (lambda: page(stream(TEXT), kids=b"2 0 R 3 0 R", count=2), "page 2 cannot be read"),
    "contents that are their own": (lambda: page(b"[4 0 R]"), EMPTY),
    "an object that is itself": (lambda: page(b"4 0 R"), EMPTY),
    "a length that is its stream": (lambda: page(b"<< /Length 4 0 R >>\nstream\n%bendstream" % TEXT), READ),
    "a billion pages, it says": (lambda: page(stream(TEXT), count=10**9), READ),
    "100,000 times the same page": (lambda: page(stream(TEXT), kids=b"3 0 R " * 10**5, count=10**5), "100000 pages"),
    "a million brackets": (lambda: page(stream(TEXT), b"/X " + b"[" * 10**6 + b"]" * 10**6), ""),
    "a million brackets drawn": (lambda: page(stream(b"[" * 10**6 + TEXT)), EMPTY),
    "a million saved states": (lambda: page(stream(b"q " * 10**6 + TEXT)), READ),
    "a million objects": (
        lambda: page(stream(TEXT), **{f"X{n}": b"<< /A %d 0 R >>" % n for n in range(10**6)}),
        READ,
    ),
    "a page 500 nodes deep": (lambda: nested(500), READ),
    "a page 100,000 nodes deep": (lambda: nested(10**5), "page 1 cannot be read"),
    "letters that are drawings": (lambda: drawn_glyphs(1000), READ),
    "14,400 points": (lambda: boxed(b"0 0 14400 14400"), READ),
    "a page of kilometres": (lambda: boxed(b"-1000000000 -1000000000 1000000000 1000000000"), READ),
    "no numbers": (lambda: page(stream(b"BT /F 1e39 Tf 9" + b"9" * 50 + b" 0 Td (Un texte) Tj ET")), EMPTY),
    "a million texts": (lambda: page(stream(b"BT /F 9 Tf 9 9 Td " + b"(a b) Tj " * 10**6 + b"ET")), "200000 objects"),
    "a million rects": (lambda: page(stream(TEXT + b"1 1 9 9 re f " * 10**6)), "200000 objects"),
    "a form of many rules": (
        lambda: page(
            stream(
                TEXT + b"".join(b"%d %d m %d %d l S " % (n % 500, n % 700, n % 500 + 9, n % 700) for n in range(30000))
            )
        ),
        READ,
    ),
    "many letters": (
        lambda: page(stream(b"BT /F 1 Tf 9 9 Td " + b"(%b) Tj " % (b"a" * 30_000) * 10 + b"ET")),
        "200000 characters",
    ),
    "many words off the page": (lambda: page(stream(b"BT /F 9 Tf 9 9 Td " + b"(a b) Tj " * 60000 + b"ET")), READ),
    "an image of 10 gigabytes": (
        lambda: page(
            stream(b"/I Do " + TEXT),
            I=stream(b" " * 10**6, b"/Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB"),
        ),
        READ,
    ),
}
RUN = f"""
import json, resource, sys, time
from pathlib import Path
resource.setrlimit(resource.RLIMIT_DATA, ({MEGABYTES} << 20, {MEGABYTES} << 20))
from dossier_extract import extract_dossier, load_rules, source_of
rules = load_rules()
for path in sorted(Path(sys.argv[1]).iterdir()):
    began = time.monotonic()
    outcome = extract_dossier(source_of(path), rules)
    print(json.dumps([path.stem, outcome.status, str(outcome.reason), time.monotonic() - began]), flush=True)
"""


def test_what_is_made_to_hurt_ends_with_a_clear_word_in_bounded_time_and_memory(tmp_path: Path) -> None:
    for name, (make, _) in HOSTILE.items():
        (tmp_path / f"{name}.pdf").write_bytes(make())
    ran = subprocess.run(
        [sys.executable, "-c", RUN, tmp_path], capture_output=True, text=True, check=False, timeout=240
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    ended = {name: (reason, seconds) for name, _, reason, seconds in map(json.loads, ran.stdout.splitlines())}
    assert ended.keys() == HOSTILE.keys()
    assert {name: ended[name][0] for name, (_, said) in HOSTILE.items() if said not in ended[name][0]} == {}
    assert {name: seconds for name, (_, seconds) in ended.items() if seconds > 30} == {}


@pytest.mark.slow
def test_what_only_limits_stop_costs_a_corpus_its_worker_and_no_more(run: Run, tmp_path: Path) -> None:
    """PDFium unpacks and parses a page in one call, which nothing in this process can break off."""
    folder = tmp_path / "in"
    folder.mkdir()
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(b" " * (1 << 24)) for _ in range(64)) + packer.flush()
    packed = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(bomb), bomb)
    hurting = {"bomb": page(packed), "doubling": doubling(30), "glyphs": drawn_glyphs(10**7)}
    for name, data in {**hurting, "good": page(stream(TEXT))}.items():
        (folder / f"{name}.pdf").write_bytes(data)
    began = time.monotonic()
    run("corpus", "run", folder, "-o", tmp_path / "out", "--workers", "1", "--deadline", "20", "--memory", "600")
    statuses = {Path(row["path"]).stem: row["status"] for row in read_documents(tmp_path / "out")}
    assert statuses["good"] == "unrecognised"
    assert statuses["bomb"] in ("out-of-memory", "timed-out")
    assert statuses["doubling"] in ("out-of-memory", "timed-out")
    assert statuses["glyphs"] == "timed-out"
    assert time.monotonic() - began < 180


# Made-up bytes: a valid file of which pieces are replaced, left out or doubled

EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12), st.integers(1, 3)), min_size=1, max_size=6
)
MADE_UP = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def edited(data: bytes, edits: list[tuple[float, int, bytes, int]]) -> bytes:
    """The data after some pieces of it, each at a share of its length, were replaced."""
    for share, length, new, times in edits:
        at = int(share * len(data))
        data = data[:at] + new * times + data[at + length :]
    return data


@pytest.mark.slow
@MADE_UP
@given(edits=EDITS)
def test_no_bytes_make_the_reader_raise(edits: list[tuple[float, int, bytes, int]]) -> None:
    outcome = extract_dossier(source_from(Path("made-up.pdf"), edited(plain_page(), edits)), load_rules())
    assert outcome.status in ("failed", "unrecognised")
    assert "fault of the program" not in str(outcome.reason)


def test_a_line_without_width_is_a_line() -> None:
    """Found so: a font whose letters have no width, read by the second engine."""
    outcome = extract_dossier(
        source_from(Path("made-up.pdf"), edited(plain_page(), [(0.0, 1, b"", 1), (0.484375, 3, b"", 1)])), load_rules()
    )
    assert "fault of the program" not in str(outcome.reason)


@pytest.mark.slow
@MADE_UP
@given(edits=EDITS)
def test_no_bytes_make_the_rule_loader_raise(
    edits: list[tuple[float, int, bytes, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / "made-up.yml"
    file.write_bytes(edited((builtin_dir() / "profiles" / "idf-2021.yml").read_bytes(), edits))
    with contextlib.suppress(RulesError):
        read = read_yaml(file)
        assert yaml.safe_load(file.read_bytes()) == read
        parse(Profile, read, file.name)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["reader", "rules"])
def test_a_fuzzer_finds_nothing(kind: str, tmp_path: Path) -> None:
    """Guided by what the bytes reach; seeded, and as many tries each time as a minute allows."""
    pytest.importorskip("atheris")
    options = [
        "-seed=2026",
        "-runs=20000",
        "-max_total_time=60",
        "-timeout=60",
        "-rss_limit_mb=2000",
        "-max_len=20000",
    ]
    fuzzing = [sys.executable, "-m", "tests.fuzz", kind, tmp_path, *options]
    ran = subprocess.run(fuzzing, cwd=Path(__file__).parents[1], capture_output=True, check=False, timeout=400)
    assert ran.returncode == 0, ran.stderr[-3000:].decode("utf-8", "replace")
