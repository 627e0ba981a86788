"""Many results against many golds: each dossier's scores, and those of all."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from dossier_extract.errors import InputError
from dossier_extract.evaluate.gold import load_gold
from dossier_extract.evaluate.reliability import Reliability, reliability_of
from dossier_extract.evaluate.results import load_result
from dossier_extract.evaluate.scores import (
    NO_RESULT,
    Evaluation,
    Score,
    carrier_score,
    evaluate,
    worst_tenth,
)


@dataclass(frozen=True)
class FolderScores:
    """Evaluations by dossier, and strict F1 over all of them; a gold without result counts with all its fields lost."""

    dossiers: dict[str, Evaluation]
    without_result: list[str]
    micro: Score
    segmentation: Score
    records_right: int
    median_f1: float
    worst_tenth_f1: float  # mean of the lowest tenth of the dossiers
    reliability: Reliability  # of the values of all dossiers
    carriers: Score | None = None  # pairs of records with one body, over all dossiers; None without carriers.json

    def to_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        plain = asdict(replace(self, dossiers={}))
        return plain | {"dossiers": {name: evaluation.to_json() for name, evaluation in self.dossiers.items()}}


def evaluate_folders(golds: Path, results: Path) -> FolderScores:
    """Score the results in a folder (`output`, or its `dossiers`) against the golds in the folders of another one.

    A result belongs to the gold beside which the PDF lies that it was made from; if none lies there, to the folder
    whose name its file's name begins with. Raises `InputError` where there is no gold, or no result.
    """
    folders = sorted(path.parent for path in golds.rglob("gold.jsonl"))
    if not folders:
        raise InputError("{folder}: no gold.jsonl in it, nor in the folders in it", folder=golds)
    inner = results / "dossiers"
    files = sorted((inner if inner.is_dir() else results).glob("*.json"))
    if not files:
        raise InputError("{folder}: no JSON file that `extract` wrote; give its output folder", folder=results)
    loaded = {file.stem: load_result(file) for file in files}
    found = {str(folder.relative_to(golds)): _result_of(folder, loaded) for folder in folders}
    wanted = {name: load_gold(golds / name) for name in found}
    scored = {name: evaluate(wanted[name], result or NO_RESULT) for name, result in found.items()}
    bodies = next((gold.carriers for gold in wanted.values() if gold.carriers), None)
    ids = {wanted[name].name: evaluation.carrier_ids for name, evaluation in scored.items()}
    rates = [evaluation.micro.f1 for evaluation in scored.values()]
    return FolderScores(
        dossiers=scored,
        without_result=[name for name, result in found.items() if result is None],
        micro=Score.summed([evaluation.micro for evaluation in scored.values()]),
        segmentation=Score.summed([evaluation.segmentation for evaluation in scored.values()]),
        records_right=sum(evaluation.records_right for evaluation in scored.values()),
        median_f1=median(rates),
        worst_tenth_f1=worst_tenth(rates),
        reliability=reliability_of([value for evaluation in scored.values() for value in evaluation.stated]),
        carriers=carrier_score(bodies, ids) if bodies else None,
    )


def _result_of(folder: Path, results: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    hashes = {hashlib.sha256(pdf.read_bytes()).hexdigest() for pdf in folder.glob("*.pdf")}
    for stem, result in results.items():
        if result["dossier"]["source"]["sha256"] in hashes or (not hashes and stem.startswith(folder.name)):
            return result
    return None
