"""What a user would write for the Île-de-France dossier alone: pdfplumber, regular expressions, JSON, Parquet.

The bar that the program is timed against: one pass over the pages, nothing done twice, nothing slowed down.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pyarrow as pa
import pyarrow.parquet as pq

MARGIN = 100  # points; badges stand left of it
BEGINS = re.compile(r"Projet\s*«")
HEADING = re.compile(r"Projet\s*«\s*(?P<title>.+?)\s*(?:»\s*(?:par|de)|\bpar)\s+(?P<carrier>.+?)\.?$")
ZONE = re.compile(r"\n?Zones? d.intervention\s*:\s*")
Word = dict[str, Any]


def lines_of(words: list[Word]) -> Iterator[tuple[float, float, str]]:
    """Lines as (top, font size, text)."""
    line: list[Word] = []
    for word in [*words, None]:
        if line and (word is None or word["bottom"] - line[0]["bottom"] > 3):
            yield line[0]["top"], line[0]["size"], " ".join(w["text"] for w in sorted(line, key=lambda w: w["x0"]))
            line = []
        if word is not None:
            line.append(word)


def read_projects(path: Path) -> list[dict[str, Any]]:
    """One record a "Projet « … » par …" heading; badges go to the block that they stand beside."""
    blocks: list[dict[str, Any]] = []
    block: dict[str, Any] | None = None
    theme: list[str] = []
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            words = page.extract_words(extra_attrs=["size", "non_stroking_color"])
            dark = [
                c
                for c in page.curves + page.rects
                if c["fill"] and c["x0"] < MARGIN and sum(c["non_stroking_color"]) < 1
            ]
            marks: list[tuple[float, dict[str, Any]]] = [(0, block)] if block else []
            for top, size, text in lines_of([w for w in words if w["x0"] >= MARGIN and w["bottom"] < page.height - 50]):
                if size > 14:  # a thematic heading (15 to 16.5) or a divider ends the block before it
                    theme = [] if size > 17 else [text] if block else [*theme, text]
                    block = None
                elif size > 11.5 and BEGINS.match(text):
                    block = {"page": page.page_number, "theme": theme, "heading": [text], "body": [], "badge": []}
                    blocks.append(block)
                    marks.append((top, block))
                elif block:
                    block["heading" if size > 11.5 and not block["body"] else "body"].append(text)
            for word in words:
                if any(c["x0"] <= word["x0"] <= c["x1"] and c["top"] <= word["top"] <= c["bottom"] for c in dark):
                    owner = next((b for top, b in reversed(marks) if top < word["bottom"]), None)
                    if owner and word["text"] not in owner["badge"]:
                        owner["badge"].append(word["text"])
            page.close()
    return [record_of(block) for block in blocks]


def record_of(block: dict[str, Any]) -> dict[str, Any]:
    """Split a block's text into fields."""
    heading = HEADING.match(" ".join(block["heading"]))
    description, *zone = ZONE.split("\n".join(block["body"]), maxsplit=1)
    return {
        "page": block["page"],
        "theme": " ".join(block["theme"]),
        "title": heading["title"] if heading else None,
        "carrier": heading["carrier"] if heading else None,
        "territories": re.findall(r"\w+", " ".join(block["badge"])),
        "zone": zone[0].replace("\n", " ") if zone else None,
        "description": description,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("output"))
    arguments = parser.parse_args()
    projects = read_projects(arguments.file)
    arguments.output.mkdir(parents=True, exist_ok=True)
    target = arguments.output / arguments.file.stem
    target.with_suffix(".json").write_text(json.dumps(projects, ensure_ascii=False, indent=1), encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(projects), target.with_suffix(".parquet"))
    print(f"{len(projects)} projects")


if __name__ == "__main__":
    main()
