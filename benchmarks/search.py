"""What the search for a layout costs: seconds of `discover` over seconds of an extraction with what it found.

    python benchmarks/search.py              the given dossiers, one of each family, and the sample repeated
    python benchmarks/search.py --seeds 3    more dossiers a family

An extraction is bytes → validated records, without the model of names; the collector is at rest in both. Seconds are
those of the process, so that other work on the machine counts little. Dossiers in which nothing is found do not count.
It reports; with --assert it exits 1 when the bar is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import process_time
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # run as a file, only its own folder is on the path

from benchmarks.memory import join  # noqa: E402
from benchmarks.scoring import GIVEN  # noqa: E402
from dossier_extract import extract_dossier, load_rules, source_of  # noqa: E402
from dossier_extract.discovery import discover  # noqa: E402
from dossier_extract.pipeline import collector_at_rest, read_dossier  # noqa: E402
from dossier_extract.rules import Rules  # noqa: E402

BAR = 1.0  # median of seconds of a search over seconds of an extraction
LENGTHS = (27, 100, 300)  # pages that the sample is repeated to, rounded up to whole copies
SAMPLE = ROOT / "input" / "idf-2021.pdf"
NAME = "found"  # of the profile that a search gives


class Measured(NamedTuple):
    """One dossier: `search` and `extraction` in seconds; no records where no layout was found."""

    name: str
    pages: int
    records: int
    search: float
    extraction: float

    @property
    def ratio(self) -> float:
        return self.search / self.extraction


def measure(name: str, file: Path, rules: Rules) -> Measured:
    """Search for the layout of one dossier, then extract it with what was found."""
    source = source_of(file)
    pages = read_dossier(source).pages
    with collector_at_rest():  # as wherever a dossier is extracted
        begun = process_time()
        found = discover(pages, rules)
        search = process_time() - begun
    if found.profile is None:
        return Measured(name, len(pages), 0, search, 0.0)
    rules.profiles[NAME] = found.profile
    begun = process_time()
    result = extract_dossier(source, rules, NAME, ner="never").result
    extraction = process_time() - begun
    del rules.profiles[NAME]
    return Measured(name, len(pages), len(result.projects) if result is not None else 0, search, extraction)


def dossiers(seeds: int) -> Iterator[tuple[str, Path]]:
    """Name and file of the given dossiers, and of some of each family that discovery was developed with."""
    from benchmarks import layouts

    for folder in sorted(path.parent for path in GIVEN.glob("*/gold.jsonl")):
        yield folder.name, folder / "dossier.pdf"
    for family in layouts.FAMILIES:
        for seed in range(seeds if family not in layouts.UNSEEN else 0):
            yield f"{family}-{seed}", layouts.dossier(family, seed) / "dossier.pdf"


def show(one: Measured) -> None:
    """A line of the report."""
    a_page = f"{one.search / one.pages * 1000:.0f} ms"
    ratio = f"{one.ratio:.1f}" if one.records else "nothing found"
    print(f"{one.name:22} {one.pages:5} {one.records:7} {one.search:7.2f} s {a_page:>9} {ratio:>8}", flush=True)


def main() -> None:
    """Measure, report, and with --assert hold to the bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=1, help="dossiers of each family (default: %(default)s)")
    parser.add_argument("--assert", dest="strict", action="store_true", help="exit 1 when the bar is missed")
    arguments = parser.parse_args()
    rules = load_rules()
    measure("", SAMPLE, rules)  # what is made at first use
    print(f"{'':22} {'pages':>5} {'records':>7} {'search':>9} {'a page':>9} {'× extr.':>8}")
    ratios = []
    for name, file in dossiers(arguments.seeds):
        show(one := measure(name, file, rules))
        ratios += [one.ratio] if one.records else []
    print(f"\nsearch over extraction: median {median(ratios):.1f}, worst {max(ratios):.1f} (bar: {BAR:g})\n")
    with tempfile.TemporaryDirectory() as scratch:
        for pages in LENGTHS:
            join(SAMPLE, pages, target := Path(scratch) / f"{pages}.pdf")
            show(measure(f"sample, {pages} pages", target, rules))
    if arguments.strict and median(ratios) > BAR:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
