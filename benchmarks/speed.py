"""Time the program beside other ways to read the same dossier: one run, interleaved repetitions, medians, ratios.

    P  pdfplumber: words with font, size and colour of all pages     the yardstick in process
    O  PDFium: pages and their text pages loaded, nothing read       the floor in process
    E  this program: bytes → validated records                       bar: 15 times as fast as P
    L  of E, linking: places, carriers, numbers of its records       bar: 10 ms for a dossier of 77 records
    N  process: benchmarks/naive.py                                  the yardstick for a process
    C  process: dossier-extract extract FILE -o DIR                  bar: 0.35 of N's time
    N0, C0  N and C with numpy and pandas hidden                     as the base install has neither
    B  process: pdftotext -bbox-layout                               where it is installed
    C:B  C beside B                                                  bar: 8 times B's time; aim: 3 times

pyarrow loads numpy and pandas wherever they are installed, and only the development tools bring them: N and C pay some
0.3 s for that in a checkout, N0 and C0 what a user's install pays. Processes find their modules compiled, as in every
install (pip compiles; a checkout that may not write __pycache__ pays 0.1 s for that at each start).

It reports; with --assert it exits 1 when a bar is missed. Times depend on the machine, ratios hardly do.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import pdfplumber
import pypdfium2

from dossier_extract import extract_dossier, load_rules, source_of
from dossier_extract.model import Source
from dossier_extract.pipeline import read_dossier, trace_dossier
from dossier_extract.rules import Rules
from dossier_extract.stages.assemble import assemble_records
from dossier_extract.stages.describe import describe_dossier
from dossier_extract.stages.link import link_records
from dossier_extract.stages.normalise import normalise_fields

ROOT = Path(__file__).parents[1]
WARM_BAR = 15.0  # times as fast as P
LINK_BAR = 10.0  # ms for 77 records, what was linked before being remembered
COLD_BAR = 0.35  # of N's time
TOOL_BAR, TOOL_AIM = 8.0, 3.0  # times B's time
HEAVY = ("numpy", "pandas", "pdfplumber", "pyarrow", "pydantic", "pypdfium2", "regex", "rich", "spacy", "typer", "yaml")


@dataclass
class Case:
    """One way to read the dossier; `run` says what it found."""

    key: str
    what: str
    yardstick: str  # key of the case that it is compared with
    run: Callable[[], str]
    seconds: list[float] = field(default_factory=list)
    found: str = ""

    def once(self) -> float:
        started = perf_counter()
        self.found = self.run()
        return perf_counter() - started


@dataclass
class Row:
    """One line of the report. `ratio` is speed in process, share of time for a process."""

    key: str
    what: str
    found: str
    seconds: float
    pages_per_second: float
    ratio: float
    unit: str
    bar: str  # empty where there is none
    met: bool | None


def pdfplumber_words(data: bytes) -> str:
    """P: what the usual library takes for words with their style."""
    count = 0
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            count += len(page.extract_words(extra_attrs=["fontname", "size", "non_stroking_color"]))
            page.close()
    return f"{count} words"


def pdfium_open(data: bytes) -> str:
    """O: nobody who uses PDFium can be faster."""
    document = pypdfium2.PdfDocument(data)
    count = 0
    for page in document:
        text = page.get_textpage()
        count += text.count_chars()
        text.close()
        page.close()
    document.close()
    return f"{count} characters"


def linking(source: Source, rules: Rules) -> Callable[[], str]:
    """L: what links the records of a dossier, all before it being done."""
    trace = trace_dossier(read_dossier(source), rules)
    profile, found = trace.choice.profile, trace.segmentation
    if profile is None or found is None:
        return lambda: "no profile"
    drafts = assemble_records(found, normalise_fields(trace.raw_fields, found, profile, rules), profile, rules)
    region = describe_dossier(trace.blocks, found, rules).region

    def link() -> str:
        linked = link_records(drafts, region, rules)
        return f"{sum(len(draft.linked.places) for draft in linked)} places"

    return link


def process(*command: str | Path, compiled: Path, hidden: Path | None = None) -> str:
    """Run a command to its end; its last line. A failure ends the benchmark: its time would mean nothing.

    Python keeps compiled modules in the folder `compiled`; the round that is not measured fills it.
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled), "PYTHONDONTWRITEBYTECODE": ""}
    if hidden:
        environment["PYTHONPATH"] = str(hidden)
    words = [str(part) for part in command]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout.strip().rpartition("\n")[2]


def hide(folder: Path, *modules: str) -> Path:
    """A folder that, put first on the path, makes modules look as if they were not installed."""
    folder.mkdir()
    for name in modules:
        (folder / f"{name}.py").write_text(f"raise ModuleNotFoundError('hidden', name='{name}')\n", encoding="utf-8")
    return folder


def cases(file: Path, scratch: Path) -> list[Case]:
    """All ways, in the order of the report."""
    data = file.read_bytes()
    rules, source, base = load_rules(), source_of(file), hide(scratch / "base", "numpy", "pandas")
    run = partial(process, compiled=scratch / "compiled")

    def ours() -> str:
        outcome = extract_dossier(source, rules)
        return f"{len(outcome.result.projects)} projects" if outcome.result else f"{outcome.status}: {outcome.reason}"

    def ours_cold(hidden: Path | None = None) -> str:
        target = Path(tempfile.mkdtemp(dir=scratch))
        run(sys.executable, "-m", "dossier_extract", "extract", file, "-o", target, hidden=hidden)
        written = [json.loads(path.read_text(encoding="utf-8")) for path in target.glob("dossiers/*.json")]
        return f"{sum(len(result['projects']) for result in written)} projects"

    def naive_cold(hidden: Path | None = None) -> str:
        target = Path(tempfile.mkdtemp(dir=scratch))
        return run(sys.executable, "benchmarks/naive.py", file, "-o", target, hidden=hidden)

    def bbox() -> str:
        target = scratch / "bbox.html"
        run("pdftotext", "-bbox-layout", file, target)
        return f"{target.read_text(encoding='utf-8').count('<word ')} words"

    every = [
        Case("P", "pdfplumber words, font, size, colour", "P", lambda: pdfplumber_words(data)),
        Case("O", "PDFium pages and text pages", "P", lambda: pdfium_open(data)),
        Case("E", "extract_dossier, validated records", "P", ours),
        Case("L", "of E, linking of its records", "P", linking(source, rules)),
        Case("N", "process: naive.py", "N", naive_cold),
        Case("C", "process: dossier-extract extract", "N", ours_cold),
        Case("N0", "process: naive.py, base install", "N0", lambda: naive_cold(base)),
        Case("C0", "process: extract, base install", "N0", lambda: ours_cold(base)),
    ]
    if shutil.which("pdftotext"):
        every.append(Case("B", "process: pdftotext -bbox-layout", "N", bbox))
    return every


def measure(every: list[Case], repeat: int) -> None:
    """One round unmeasured, then `repeat` rounds, the cases taking turns so that a slow moment hits them all."""
    for number in range(repeat + 1):
        for case in every:
            seconds = case.once()
            if number:
                case.seconds.append(seconds)


def report(every: list[Case], pages: int) -> list[Row]:
    """Medians, ratios to the yardsticks, bars."""
    medians = {case.key: median(case.seconds) for case in every}
    rows = []
    for case in every:
        own, yardstick = medians[case.key], medians[case.yardstick]
        warm = case.yardstick == "P"
        ratio = yardstick / own if warm else own / yardstick
        bar, met = "", None
        if case.key == "E":
            bar, met = f"≥ {WARM_BAR:g} × P", ratio >= WARM_BAR
        elif case.key == "L":
            bar, met = f"≤ {LINK_BAR:g} ms", own * 1000 <= LINK_BAR
        elif case.key in {"C", "C0"}:
            bar, met = f"≤ {COLD_BAR:g} × {case.yardstick}", ratio <= COLD_BAR
        unit = f"× {case.yardstick}'s " + ("speed" if warm else "time")
        rows.append(Row(case.key, case.what, case.found, own, pages / own, ratio, unit, bar, met))
    if "B" in medians:
        [row] = [row for row in rows if row.key == "C"]
        ratio, bar = medians["C"] / medians["B"], f"≤ {TOOL_BAR:g} × B, aim {TOOL_AIM:g}"
        rows.append(replace(row, key="C:B", ratio=ratio, unit="× B's time", bar=bar, met=ratio <= TOOL_BAR))
    return rows


def show(rows: list[Row]) -> None:
    """The report as a table."""
    lines = [("", "what", "found", "median", "pages/s", "ratio", "bar", "met")]
    for row in rows:
        met = {True: "yes", False: "no", None: ""}[row.met]
        speed, ratio = f"{row.pages_per_second:.0f}", f"{row.ratio:.2f} {row.unit}"
        lines.append((row.key, row.what, row.found, f"{row.seconds * 1000:.0f} ms", speed, ratio, row.bar, met))
    for line in lines:
        print("{:3} {:37} {:17} {:>9} {:>8} {:>17}  {:14} {}".format(*line).rstrip())


def imports() -> dict[str, Any]:
    """What `import dossier_extract` alone costs, and which heavy libraries it loads."""
    command = [sys.executable, "-X", "importtime", "-c", "import dossier_extract"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stderr
    found = re.findall(r"import time:\s+\d+ \|\s+(\d+) \|\s+([\w.]+)", lines)
    microseconds = {name: int(cumulative) for cumulative, name in found}
    heavy = {name: microseconds[name] / 1e6 for name in HEAVY if name in microseconds}
    return {"seconds": microseconds["dossier_extract"] / 1e6, "modules": len(microseconds), "heavy": heavy}


def main() -> None:
    """Measure, report, and with --assert hold to the bars."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=ROOT / "input" / "idf-2021.pdf")
    parser.add_argument("--repeat", type=int, default=9, help="rounds measured (default: %(default)s)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report there, too")
    parser.add_argument("--assert", dest="strict", action="store_true", help="exit 1 when a bar is missed")
    arguments = parser.parse_args()
    file = arguments.file.resolve()
    with pypdfium2.PdfDocument(file) as document:
        pages = len(document)
    with tempfile.TemporaryDirectory() as scratch:
        every = cases(file, Path(scratch))
        measure(every, max(1, arguments.repeat))
    rows, loaded = report(every, pages), imports()
    print(f"{file.name}, {pages} pages, {max(1, arguments.repeat)} rounds, Python {platform.python_version()}\n")
    show(rows)
    heavy = ", ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in loaded["heavy"].items()) or "none"
    print(
        f"\nimport dossier_extract: {loaded['seconds'] * 1000:.0f} ms, {loaded['modules']} modules; heavy ones: {heavy}"
    )
    if arguments.json:
        machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
        runs = {case.key: case.seconds for case in every}
        whole = {"file": file.name, "pages": pages, "machine": machine, "rows": [asdict(row) for row in rows]}
        text = json.dumps({**whole, "runs": runs, "import": loaded}, ensure_ascii=False, indent=1)
        arguments.json.write_text(text + "\n", encoding="utf-8")
    if arguments.strict and any(row.met is False for row in rows):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
