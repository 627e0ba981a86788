"""How a corpus run scales: processes against one, against a plain loop; memory; a resume over 10,000 entries.

python benchmarks/corpus.py                 240 small and given dossiers; a plain loop over 12 of them, scaled
python benchmarks/corpus.py --count 1000

All is measured in one run, and said as ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pdfplumber
import psutil

from dossier_extract import __version__
from dossier_extract.corpus.state import Document, Key, Seen
from dossier_extract.errors import Ending
from dossier_extract.rules import load_rules

ROOT = Path(__file__).parents[1]
GIVEN = sorted((ROOT / "tests" / "dossiers").glob("*/dossier.pdf"))
PLAIN = 12  # dossiers of the plain loop, which takes seconds for each
ENTRIES = 10_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=240, help="dossiers of the corpus")
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder, "in")
        copies(sources, count)
        plain = plain_loop(sorted(sources.iterdir())[:PLAIN]) * count / PLAIN
        one, _ = corpus_run(sources, Path(folder, "one"), 1)
        two, memory = corpus_run(sources, Path(folder, "two"), 2)
        print(f"{count} dossiers: 1 worker {one:.1f} s, 2 workers {two:.1f} s: {one / two:.2f} times (bar 1.7)")
        print(f"a plain loop over {PLAIN}, scaled: {plain:.0f} s, {plain / two:.1f} times that of 2 workers (bar 15)")
        middle, last = quarter(memory, 1), quarter(memory, 3)
        print(f"memory: {middle:.0f} MB in the second quarter, {last:.0f} in the last: {last / middle - 1:+.1%}")
    with tempfile.TemporaryDirectory() as folder:
        print(f"resume over {ENTRIES} finished entries: {resume(Path(folder)):.1f} s (bar 5)")


def copies(folder: Path, count: int) -> None:
    """The given dossiers again and again, each with other bytes: a comment after the end of the file."""
    folder.mkdir()
    for number in range(count):
        data = GIVEN[number % len(GIVEN)].read_bytes()
        (folder / f"{number:05}.pdf").write_bytes(data + b"\n%% %d\n" % number)


def plain_loop(paths: list[Path]) -> float:
    """Seconds to read words with font, size and colour by pdfplumber: the least that a plain script does."""
    began = time.perf_counter()
    for path in paths:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_words(extra_attrs=["fontname", "size", "non_stroking_color"])
    return time.perf_counter() - began


def corpus_run(sources: Path, out: Path, workers: int) -> tuple[float, list[float]]:
    """Seconds of a run, and the mean memory of its workers in MB, looked at ten times a second."""
    command = [sys.executable, "-m", "dossier_extract", "corpus", "run", str(sources), "-o", str(out)]
    began, seen = time.perf_counter(), list[float]()
    with subprocess.Popen([*command, "--workers", str(workers)], stderr=subprocess.DEVNULL) as process:
        driver = psutil.Process(process.pid)
        while process.poll() is None:
            seen += resident(driver)
            time.sleep(0.1)
    return time.perf_counter() - began, seen


def resident(driver: psutil.Process) -> list[float]:
    """Mean memory of the workers at work, in MB."""
    try:
        workers = [one for one in driver.children() if "spawn_main" in str(one.cmdline())]
        sizes = [one.memory_info().rss / 1e6 for one in workers]
    except psutil.Error:
        return []
    return [sum(sizes) / len(sizes)] if sizes else []


def quarter(values: list[float], number: int) -> float:
    """Mean of a quarter of the values, from 0."""
    part = values[len(values) * number // 4 : len(values) * (number + 1) // 4]
    return sum(part) / len(part)


def resume(folder: Path) -> float:
    """Seconds of a run over sources that are all done; sources and results are empty files that nobody reads."""
    sources, out = folder / "in", folder / "out"
    sources.mkdir()
    (out / "dossiers").mkdir(parents=True)
    key = Key(load_rules().digest, __version__, "auto auto")
    with (out / "state.jsonl").open("w", encoding="utf-8") as journal:
        for number in range(ENTRIES):
            path, sha256, own = sources / f"{number:05}.pdf", f"{number:064x}", f"dossier-{number:08x}"
            path.touch()
            os.utime(path, ns=(10**18, 10**18))
            (out / "dossiers" / f"{own}.parquet").touch()
            seen = Seen(str(path), f"0-{10**18}", 0, sha256)
            document = Document(sha256, str(path), Ending.DONE, None, own, 20, key)
            journal.write(json.dumps({"Seen": seen}) + "\n" + json.dumps({"Document": document}) + "\n")
    seconds, _ = corpus_run(sources, out, 1)
    assert json.loads((out / "manifest.json").read_text("utf-8"))["worked"] == 0
    shutil.rmtree(folder / "in")
    return seconds


if __name__ == "__main__":
    main()
