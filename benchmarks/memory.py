"""Peak memory and time on long dossiers: the sample, many times over, in one PDF. Each case is a process of its own.

    read     all pages read, each dropped before the next
    extract  bytes → validated records → JSON and Parquet written     bar: 150 MB at 2,000 pages

Time is counted after imports and rules, so that time a page can be compared between lengths: it must not grow by more
than a fifth. It reports; with --assert it exits 1 when a bar is missed. Repeated pages share their words and fonts as
the pages of one dossier do; a dossier of many different pages needs somewhat more.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
MEMORY_BAR = 150.0  # megabytes (10**6 bytes) at the largest length
GROWTH_BAR = 1.2  # time a page, largest length : smallest
LENGTHS = (250, 500, 1000, 2000)  # pages, rounded up to whole copies of the dossier


class Measured(NamedTuple):
    """What one process found: `base` and `peak` in megabytes resident, before the work and at most; seconds of work."""

    pages: int
    found: int  # words, or projects
    base: float
    peak: float
    seconds: float


def peak_megabytes() -> float:
    """The most memory that this process had resident so far.

    (Linux' own `getrusage` also counts the parent's memory at the moment of the fork.)
    """
    status = Path("/proc/self/status")
    if status.exists():
        [kilobytes] = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
        return int(kilobytes) * 1024 / 1e6
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6


def read(file: Path) -> Measured:
    """Read all pages, keep none."""
    from dossier_extract.pipeline import source_of
    from dossier_extract.stages.read import read_pages

    base, started = peak_megabytes(), perf_counter()
    pages = words = 0
    for page in read_pages(source_of(file)):
        pages, words = pages + 1, words + len(page.words)
    return Measured(pages, words, base, peak_megabytes(), perf_counter() - started)


def extract(file: Path) -> Measured:
    """Extract and write, as the command line does for one input."""
    import pyarrow.parquet  # noqa: F401  (loaded at the first write otherwise; its time does not depend on pages)

    from dossier_extract import extract_dossier, load_rules, source_of
    from dossier_extract.dataset import Dataset, Versions

    rules = load_rules()
    base, started = peak_megabytes(), perf_counter()
    outcome = extract_dossier(source_of(file), rules)
    if outcome.result is None:
        raise SystemExit(f"{file}: {outcome.status}: {outcome.reason}")
    Dataset(file.parent / "output", Versions("0", rules.digest)).write(outcome.result)
    result = outcome.result
    return Measured(len(result.pages), len(result.projects), base, peak_megabytes(), perf_counter() - started)


def join(file: Path, pages: int, target: Path) -> None:
    """Write a PDF of at least that many pages: copies of `file`, one after the other."""
    import pypdfium2

    with pypdfium2.PdfDocument(file) as source, pypdfium2.PdfDocument.new() as long:
        while len(long) < pages:
            long.import_pages(source)
        long.save(target)


CASES: dict[str, Callable[[Path], Measured]] = {"read": read, "extract": extract}


def measure(case: str, file: Path) -> Measured:
    """Run one case in a process of its own, in which numpy and pandas are hidden as the command line hides them."""
    code = (
        "import json, sys; sys.path[:0] = sys.argv[1:2]; sys.modules |= dict.fromkeys(('numpy', 'pandas'));"
        "from pathlib import Path; from benchmarks import memory;"
        "print(json.dumps(memory.CASES[sys.argv[2]](Path(sys.argv[3]))))"
    )
    command = [sys.executable, "-c", code, str(ROOT), case, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{case}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return Measured(*json.loads(done.stdout))


def main() -> None:
    """Measure, report, and with --assert hold to the bars."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=ROOT / "input" / "idf-2021.pdf")
    parser.add_argument(
        "--pages", type=int, nargs="+", default=LENGTHS, help="lengths to measure (default: %(default)s)"
    )
    parser.add_argument("--assert", dest="strict", action="store_true", help="exit 1 when a bar is missed")
    arguments = parser.parse_args()
    line = "{:8} {:>6} {:>7} {:>9} {:>8} {:>7} {:>8}"
    print(line.format("", "pages", "found", "at start", "peak", "time", "a page"))
    measured: dict[str, list[Measured]] = {case: [] for case in CASES}
    with tempfile.TemporaryDirectory() as folder:
        for pages in sorted(arguments.pages):
            long = Path(folder, f"dossier-{pages}.pdf")
            join(arguments.file, pages, long)
            for case, rows in measured.items():
                row = measure(case, long)
                rows.append(row)
                figures = (f"{row.base:.0f} MB", f"{row.peak:.0f} MB", f"{row.seconds:.1f} s")
                print(line.format(case, row.pages, row.found, *figures, f"{row.seconds / row.pages * 1000:.2f} ms"))
    first, last = measured["extract"][0], measured["extract"][-1]
    growth = (last.seconds / last.pages) / (first.seconds / first.pages)
    bars = {
        f"peak of extract, {last.pages} pages, MB": (last.peak, MEMORY_BAR),
        f"time a page, {last.pages} pages : {first.pages} pages": (growth, GROWTH_BAR),
    }
    print()
    for what, (figure, bar) in bars.items():
        print(f"{what}: {figure:.4g}; bar ≤ {bar:g}: {'yes' if figure <= bar else 'no'}")
    if arguments.strict and any(figure > bar for figure, bar in bars.values()):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
