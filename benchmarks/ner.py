"""What the model of names adds: carriers exactly right by rules alone, by the model alone, asked, and by both.

    python benchmarks/ner.py                      the table of docs/ner.md: given dossiers, and families drawn with
                                                  seeds 0, 1, 3, 4
    python benchmarks/ner.py --model DIR          the same with another model; `stock` is spaCy's
    python benchmarks/ner.py --unlabelled         families alone, without their label words

"Model alone" takes the first organisation that it finds in a record's text. "Asked" is what it answers where the rules'
carrier is taken away in all records. Records are cut by the rules in all columns.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # run as a file, only its own folder is on the path

from benchmarks import layouts
from benchmarks.accuracy import tasks
from benchmarks.scoring import Task, folder_of, without_labels
from dossier_extract import load_rules, ner, source_of
from dossier_extract.drafts import ProjectBlock, RawField
from dossier_extract.evaluate import NO_RESULT, Gold, evaluate, load_gold
from dossier_extract.pipeline import Trace, read_dossier, trace_dossier
from dossier_extract.stages.extract.questions import open_questions

SEEDS = (0, 1, 3, 4)
COLUMNS = {"rules": "rules", "model": "model alone", "asked": "asked", "both": "both"}


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
    """The result as it is (`both`), and the same with the carriers of each of the other columns."""
    if trace.result is None or trace.segmentation is None:
        return dict.fromkeys(COLUMNS, NO_RESULT)
    both, rules, model, asked = (trace.result.model_dump(mode="json") for _ in range(4))
    for project in rules["projects"]:
        if any(origin["method"] == "ner" for origin in project["origins"].get("carrier", ())):
            project["carrier"] = None
    texts = ["\n".join(text.repaired for text in block.slots.values()) for block in trace.segmentation.projects]
    for text, names, project in zip(texts, ner.names_in(texts, "carriers"), model["projects"], strict=True):
        project["carrier"] = next((text[one.start : one.end] for one in names if one.label == "ORG"), None)
    answers = _answers(trace.segmentation.projects, trace.raw_fields)
    for index, project in enumerate(asked["projects"]):
        project["carrier"] = answers.get(index)
    return {"rules": rules, "model": model, "asked": asked, "both": both}


def _answers(projects: Sequence[ProjectBlock], raw_fields: Sequence[RawField]) -> dict[int, str]:
    """What the model answers by record, as if the rules had found no carrier."""
    questions = open_questions(projects, [raw for raw in raw_fields if raw.name != "carrier"])
    return {
        one.project: projects[one.project].slots[one.slot].repaired[slice(*one.spans[0])]
        for one in ner.answer(questions, projects)
    }


def use(model: str) -> None:
    """Ask this model, a folder or `stock`, for as long as the process lasts."""
    import spacy

    loaded = ner._model("stock") if model == "stock" else spacy.load(model)
    ner._model = lambda which: loaded  # type: ignore[assignment]


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
    yield "| dossiers | carriers | " + " | ".join(f"{column}: right, wrong" for column in COLUMNS.values()) + " |"
    yield "|---" * (2 + len(COLUMNS)) + "|"
    for label in [*(name for name in counts if name != "all"), "all"]:
        asked, *pairs = counts[label]
        cells = [f"{right}, {wrong}" for right, wrong in zip(pairs[::2], pairs[1::2], strict=True)]
        yield f"| {label} | {asked} | {' | '.join(cells)} |"


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", help="folder of a spaCy model, or `stock`")
    parser.add_argument("--unlabelled", action="store_true", help="families alone, without their label words")
    asked = parser.parse_args()
    if asked.model:
        use(asked.model)
    seen = [family for family in layouts.FAMILIES if family not in layouts.UNSEEN]
    chosen = tasks([*([] if asked.unlabelled else ["given"]), *seen], SEEDS)
    print("\n".join(rows([replace(task, unlabelled=True) for task in chosen] if asked.unlabelled else chosen)))


if __name__ == "__main__":
    main()
