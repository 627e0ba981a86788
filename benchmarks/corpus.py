"""How a corpus run scales: processes against one, against a plain loop; memory; a resume over 10,000 entries.

python benchmarks/corpus.py                 the given dossiers and the seen families, 240 files; a plain loop, scaled
python benchmarks/corpus.py --count 1000

The corpus is read twice: with a profile for each layout, as an archivist has who reads a series (that of a given
dossier, or what `profile draft` writes), and without any but the built-in one, so that layouts are searched for. Each
layout comes again and again, with other bytes. Load on the machine shows in all times alike, or hits the second
processor alone: beside each time stand the seconds that the processes computed, which say what a quiet machine gives.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import psutil
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # run as a file, only its own folder is on the path

from benchmarks import layouts, naive  # noqa: E402
from dossier_extract import __version__, load_rules  # noqa: E402
from dossier_extract.corpus.run import key_of  # noqa: E402
from dossier_extract.corpus.state import Document, Seen  # noqa: E402
from dossier_extract.corpus.work import Worker  # noqa: E402
from dossier_extract.dataset import Versions, read_documents  # noqa: E402
from dossier_extract.errors import Ending  # noqa: E402
from dossier_extract.pipeline import extract_dossier, source_of  # noqa: E402

GIVEN = sorted((ROOT / "tests" / "dossiers").glob("*/dossier.pdf"))
SEEDS = (0, 1, 3, 4)  # of the seen families; those with remainder 2 by three are set aside
ENTRIES = 10_000
PROGRAM = [sys.executable, "-m", "dossier_extract"]


@dataclass(frozen=True)
class Ran:
    """A run: seconds on the clock, seconds computed by all its processes, memory of its workers in MB over time."""

    seconds: float
    computed: float
    memory: Sequence[float]

    def growth(self) -> str:
        """Mean memory of a worker in the second quarter of the run, and in the last."""
        size = len(self.memory) // 4
        middle, last = (sum(part) / len(part) for part in (self.memory[size : 2 * size], self.memory[-size:]))
        return f"a worker held {middle:.0f} MB in the second quarter, {last:.0f} in the last: {last / middle - 1:+.1%}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=240, help="dossiers of the corpus")
    parser.add_argument("--seeds", type=int, default=2, help="layouts of each family, 4 at most")
    parser.add_argument("--known-only", action="store_true", help="leave out the search, which takes ten times as long")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sources, rules = Path(folder, "in"), Path(folder, "rules")
        originals = known_layouts(rules, SEEDS[: options.seeds])
        copies(originals, sources, options.count)
        plain = plain_loop(originals, Path(folder), options.count)
        print(f"{options.count} files of {len(originals)} layouts; a plain loop over one of each, scaled:")
        print(f"  {plain.seconds:.0f} s, {plain.computed:.0f} s computed")
        report("known layouts", plain, *both(sources, Path(folder, "known"), "--rules", str(rules)))
        if not options.known_only:
            report("unknown layouts", plain, *both(sources, Path(folder, "unknown")))
    with tempfile.TemporaryDirectory() as folder:
        print(f"resume over {ENTRIES} finished entries: {resume(Path(folder)):.1f} s (bar 5)")


def report(name: str, plain: Ran, one: Ran, two: Ran) -> None:
    """Print what the runs of one and of two workers came to."""
    print(f"{name}:")
    for workers, ran in ((1, one), (2, two)):
        print(f"  {workers} worker(s) {ran.seconds:.1f} s, {ran.computed:.1f} s computed; {ran.growth()} (bar +5 %)")
    print(f"  two against one: {one.seconds / two.seconds:.2f} times as fast (bar 1.7)")
    seconds, computed = plain.seconds / two.seconds, 2 * plain.computed / two.computed
    print(f"  two against the plain loop: {seconds:.1f} times as fast (bar 15), {computed:.1f} by what was computed")


def known_layouts(rules: Path, seeds: Sequence[int]) -> list[Path]:
    """The dossiers of the corpus, with the profile of each in `rules`.

    A drawn dossier is left out if no layout is found, or if its profile does not read it beside the others': what an
    archivist would mend by hand.
    """
    profiles = rules / "profiles"
    profiles.mkdir(parents=True)
    found = {}
    for path in GIVEN:
        name = path.parent.name
        found[name] = path
        if (own := path.with_name("profile.yml")).exists():
            copyfile(own, profiles / f"{name}.yml")
    for family in (one for one in layouts.FAMILIES if one not in layouts.UNSEEN):
        for seed in seeds:
            name, path = f"{family}-{seed}", layouts.dossier(family, seed) / "dossier.pdf"
            drafted = [*PROGRAM, "profile", "draft", str(path), "-o", str(profiles / f"{name}.yml")]
            if subprocess.run(drafted, capture_output=True, check=False).returncode == 0:
                found[name] = path
    loaded = load_rules(rules)
    read = {name: extract_dossier(source_of(path), loaded).result for name, path in found.items()}
    good = [name for name, result in read.items() if result is not None and result.dossier.profile.name == name]
    for name in found.keys() - set(good):
        (profiles / f"{name}.yml").unlink(missing_ok=True)
    return [found[name] for name in good]


def copies(originals: Sequence[Path], folder: Path, count: int) -> None:
    """The dossiers again and again, each with other bytes: a comment after the end of the file."""
    folder.mkdir()
    for number in range(count):
        data = originals[number % len(originals)].read_bytes()
        (folder / f"{number:05}.pdf").write_bytes(data + b"\n%% %d\n" % number)


def plain_loop(paths: Sequence[Path], folder: Path, count: int) -> Ran:
    """A plain script over some files, scaled: words and shapes by pdfplumber, records by patterns, JSON and Parquet.

    Its patterns are those of one layout (`naive`); where they find nothing it has less to do, and that is its gain.
    """
    began, before = time.perf_counter(), time.process_time()
    for path in paths:
        projects = naive.read_projects(path)
        (folder / "plain.json").write_text(json.dumps(projects, ensure_ascii=False, indent=1), encoding="utf-8")
        pq.write_table(pa.Table.from_pylist(projects), folder / "plain.parquet")
    scale = count / len(paths)
    return Ran((time.perf_counter() - began) * scale, (time.process_time() - before) * scale, [])


def both(sources: Path, out: Path, *more: str) -> tuple[Ran, Ran]:
    """A run with one worker, and one with two; every source must have ended well."""
    one, two = (corpus_run(sources, out.with_name(f"{out.name}-{n}"), n, *more) for n in (1, 2))
    failed = [row["path"] for row in read_documents(out.with_name(f"{out.name}-2")) if Ending(row["status"]).failed]
    if failed:
        print(f"{len(failed)} sources failed, such as {failed[0]}")
    return one, two


def corpus_run(sources: Path, out: Path, workers: int, *more: str) -> Ran:
    """Run, and look at the memory of the workers ten times a second."""
    command = [*PROGRAM, "corpus", "run", str(sources), "-o", str(out), "--workers", str(workers), *more]
    began, before, seen = time.perf_counter(), computed(), list[float]()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        driver = psutil.Process(process.pid)
        while process.poll() is None:
            seen += resident(driver)
            time.sleep(0.1)
    return Ran(time.perf_counter() - began, computed() - before, seen)


def computed() -> float:
    """Seconds that processes which ended have computed, their own children among them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def resident(driver: psutil.Process) -> list[float]:
    """Mean memory of the workers at work, in MB."""
    try:
        workers = [one for one in driver.children() if "spawn_main" in str(one.cmdline())]
        sizes = [one.memory_info().rss / 1e6 for one in workers]
    except psutil.Error:
        return []
    return [sum(sizes) / len(sizes)] if sizes else []


def resume(folder: Path) -> float:
    """Seconds of a run over sources that are all done; sources and results are empty files that nobody reads."""
    sources, out = folder / "in", folder / "out"
    sources.mkdir()
    (out / "dossiers").mkdir(parents=True)
    rules = load_rules()
    key = key_of(Worker(rules, Versions(__version__, rules.digest)))
    with (out / "state.jsonl").open("w", encoding="utf-8") as journal:
        for number in range(ENTRIES):
            path, sha256, own = sources / f"{number:05}.pdf", f"{number:064x}", f"dossier-{number:08x}"
            path.touch()
            os.utime(path, ns=(10**18, 10**18))
            (out / "dossiers" / f"{own}.parquet").touch()
            seen = Seen(str(path), f"0-{10**18}", 0, sha256)
            document = Document(sha256, str(path), Ending.DONE, None, own, 20, key)
            journal.write(json.dumps({"Seen": seen}) + "\n" + json.dumps({"Document": document}) + "\n")
    ran = corpus_run(sources, out, 1)
    assert json.loads((out / "manifest.json").read_text("utf-8"))["worked"] == 0
    return ran.seconds


if __name__ == "__main__":
    main()
