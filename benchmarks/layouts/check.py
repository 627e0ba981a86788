"""Check that gold says what the pages say: python -m benchmarks.layouts.check [--family F] [--all N] [DIR…].

The text is PDFium's, page by page, without white space and hyphens. A value is *whole* if it stands there in one piece,
*parted* if its words follow one another with something between (furniture, a neighbouring column), else *missing*:
missing ones are listed, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2

from . import EMPTY, FAMILIES, dossier

BEFORE, AFTER, BETWEEN = 3000, 8000, 2500  # characters around a title where its record stands; between two words
FURNITURE = 900  # characters at most between two pages, other cells of a row that goes on included
_DROPPED = re.compile(r"[\s\u00ad\u200b\u0002\ufffe\uffff\-‐‑•▪–]")
_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


def squeezed(text: str) -> str:
    """The text without white space, hyphens and markers, quotes made alike."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).translate(_ALIKE))


def pages_of(pdf: Path) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def check(folder: Path) -> tuple[Counter[str], list[str]]:
    """(how many values are whole, parted, missing; a line for each missing one)."""
    text = squeezed("".join(pages_of(folder / "dossier.pdf")))
    counts: Counter[str] = Counter()
    faults: list[str] = []
    position = lost = 0
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    bare = meta["choices"].get("money_form") == "bare"  # the unit stands in the header
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        title = squeezed(row["title"])
        found = text.find(title, position)
        position = found if found >= 0 else max(text.find(title), position)
        lost = 0 if title in text else lost + 1  # titles in a row of which other columns' words are in between
        around = text[max(0, position - BEFORE) : position + AFTER + lost * BETWEEN]
        for field, values in _printed(row):
            ways = (*values, values[0].removesuffix(" €")) if bare and field == "amount_eur" else values
            state = min((_state(value, around) for value in ways), key=("whole", "parted", "missing").index)
            counts[state] += 1
            if state == "missing":
                faults.append(f"{folder.name} n° {row['n']} {field}: {values[0][:90]}")
    for field, values in _claimed(meta):
        if not any(squeezed(value).casefold() in text.casefold() for value in values):
            counts["missing"] += 1
            faults.append(f"{folder.name} {field}: {values[0]}")
    return counts, faults


def _state(value: str, text: str) -> str:
    if squeezed(value) in text:
        return "whole"
    pieces = [squeezed(word) for word in value.split()]
    starts = (match.start() for match in re.finditer(re.escape(pieces[0][:2]), text))  # it may be cut
    return "parted" if any(_follow(pieces, text, start) for start in starts) else "missing"


def _follow(pieces: list[str], text: str, position: int) -> bool:
    """Whether the pieces follow one another from that position, never too far apart."""
    for piece in pieces:
        end = position + len(piece) if text.startswith(piece, position) else _cut(piece, text, position)
        if end < 0:
            found = text.find(piece, position, position + BETWEEN)
            if found < 0:
                return False
            end = found + len(piece)
        position = end
    return True


def _cut(piece: str, text: str, position: int) -> int:
    """Where a word ends that a page break cuts, furniture between its halves; -1 if it does not follow."""
    for half in range(len(piece) - 2, 1, -1):
        if text.startswith(piece[:half], position):
            found = text.find(piece[half:], position + half, position + half + FURNITURE)
            return found + len(piece) - half if found >= 0 else -1
    return -1


def _printed(row: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The fields of a record with the ways in which each may be printed."""
    for field in ("title", "carrier", "territories_printed", "zone", "description"):
        if row[field]:
            yield field, (row[field],)
    if row["amount_eur"] is not None:
        yield "amount_eur", _ways(row["amount_eur"])


def _ways(amount: float) -> tuple[str, ...]:
    """An amount as it may be printed."""
    plain = f"{amount:.2f}".replace(".", ",").removesuffix(",00")
    millions = f"{amount / 1e6:.1f}".replace(".", ",")
    cents = f"{amount:.2f} €".replace(".", ",")
    return f"{plain} €", cents, f"{plain} euros", f"{millions} M€", f"{millions} millions d'euros"


def _claimed(meta: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for field in ("title", "subtitle", "issuer"):
        if meta[field]:
            yield field, (meta[field],)
    if meta["stated_total"] is not None:
        yield "stated_total", (str(meta["stated_total"]),)
    if meta["stated_total_amount"] is not None:
        yield "stated_total_amount", _ways(meta["stated_total_amount"])
    for section in meta["sections"]:
        if section["theme"]:
            yield "theme", (section["theme"],)
        if section["stated_count"] is not None:
            yield "stated_count", (f"{section['stated_count']} projets retenus",)


def main() -> int:
    """1 if a value of gold is missing on the pages."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.layouts.check", description=__doc__)
    parser.add_argument("--family", choices=sorted(FAMILIES | EMPTY))
    parser.add_argument("--all", type=int, default=12, metavar="N", help="the seeds 0 to N - 1")
    parser.add_argument("folders", nargs="*", type=Path, metavar="DIR", help="folders to check instead")
    options = parser.parse_args()
    names = [options.family] if options.family else list(FAMILIES)
    folders = options.folders or [dossier(name, seed) for name in names for seed in range(options.all)]
    total: Counter[str] = Counter()
    for folder in folders:
        counts, faults = check(folder)
        total += counts
        print(*faults, sep="\n", end="\n" if faults else "")
    print(f"{len(folders)} dossiers:", ", ".join(f"{total[state]} {state}" for state in ("whole", "parted", "missing")))
    return int(total["missing"] > 0)


if __name__ == "__main__":
    sys.exit(main())
