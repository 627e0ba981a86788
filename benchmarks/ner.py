"""What the model of names adds: carriers exactly right by rules alone, by the model alone, and by both.

    python benchmarks/ner.py        the table of docs/ner.md: given dossiers, and families drawn with seeds 0, 1, 3, 4

"Model alone" takes the first organisation that it finds in a record's text. Records are cut by the rules in all
columns.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # run as a file, only its own folder is on the path

from benchmarks import layouts
from benchmarks.accuracy import tasks
from benchmarks.scoring import Task, folder_of, without_labels
from dossier_extract import load_rules, source_of
from dossier_extract.evaluate import NO_RESULT, Gold, evaluate, load_gold
from dossier_extract.ner import names_in
from dossier_extract.pipeline import Trace, read_dossier, trace_dossier

SEEDS = (0, 1, 3, 4)
COLUMNS = ("rules", "model", "both")


def traced(task: Task) -> Trace:
    """A dossier read as the task says."""
    folder = folder_of(task)
    own = folder / "profile.yml" if task.own else None
    rules = load_rules(profile=own if own is not None and own.exists() else None)
    if task.unlabelled:
        rules = without_labels(rules, folder / "dossier.pdf")
    profile = "auto" if not task.own else "profile" if own is not None and own.exists() else task.family
    return trace_dossier(read_dossier(source_of(folder / "dossier.pdf")), rules, profile)


def by_column(trace: Trace) -> dict[str, Any]:
    """The result as it is, without the model's answers, and with the model's first organisation as carrier."""
    if trace.result is None or trace.segmentation is None:
        return dict.fromkeys(COLUMNS, NO_RESULT)
    both, rules, model = (trace.result.model_dump(mode="json") for _ in range(3))
    for project in rules["projects"]:
        if any(origin["method"] == "ner" for origin in project["origins"].get("carrier", ())):
            project["carrier"] = None
    texts = ["\n".join(text.repaired for text in block.slots.values()) for block in trace.segmentation.projects]
    for text, names, project in zip(texts, names_in(texts), model["projects"], strict=True):
        project["carrier"] = next((text[one.start : one.end] for one in names if one.label == "ORG"), None)
    return {"rules": rules, "model": model, "both": both}


def right_and_wrong(gold: Gold, result: Any) -> tuple[int, int]:
    """Carriers that are exactly right, and those filled with something else; those of invented records are wrong."""
    misses = [miss for miss in evaluate(gold, result).misses if miss.field == "carrier"]
    asked = sum(bool(record["carrier"]) for record in gold.records)
    return asked - sum(bool(miss.expected) for miss in misses), sum(bool(miss.found) for miss in misses)


def rows(scored: Sequence[Task]) -> Iterator[str]:
    """A line of a Markdown table for each given dossier and family, and their sum."""
    counts: dict[str, list[int]] = {}
    for task in scored:
        gold, results = load_gold(folder_of(task)), by_column(traced(task))
        own = [sum(bool(record["carrier"]) for record in gold.records)]
        own += [n for name in COLUMNS for n in right_and_wrong(gold, results[name])]
        for label in (task.name if task.kind == "given" else task.family, "all"):
            counts[label] = [a + b for a, b in zip(counts.get(label, [0] * len(own)), own, strict=True)]
    yield "| dossiers | carriers | rules: right, wrong | model alone: right, wrong | both: right, wrong |"
    yield "|---|---|---|---|---|"
    for label in [*(name for name in counts if name != "all"), "all"]:
        asked, *pairs = counts[label]
        yield f"| {label} | {asked} | " + " | ".join(f"{pairs[at]}, {pairs[at + 1]}" for at in (0, 2, 4)) + " |"


if __name__ == "__main__":
    seen = [family for family in layouts.FAMILIES if family not in layouts.UNSEEN]
    print("\n".join(rows(tasks(["given", *seen], SEEDS))))
