"""What is scored, read from its files: results, and scores of an earlier evaluation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from dossier_extract.errors import InputError
from dossier_extract.evaluate.gold import Gold
from dossier_extract.evaluate.scores import NO_RESULT, Evaluation, evaluate
from dossier_extract.messages import system_reason
from dossier_extract.schema import Result


def load_result(path: Path) -> dict[str, Any]:
    """Read a JSON file that `extract` wrote. Raises `InputError`."""
    try:
        found: dict[str, Any] = _json(path)
        Result.model_validate(found)
    except ValueError as error:
        wrong = "{file}: not a result of `extract` ({reason}); extract the dossier again"
        raise InputError(wrong, file=path, reason=str(error).splitlines()[0]) from None
    return found


def load_evaluation(path: Path, gold: Gold) -> Evaluation:
    """Read what a result is held against: scores that `evaluate --json` wrote, or another result, scored here.

    Raises `InputError`, also for scores against another gold.
    """
    try:
        found = _json(path)
        if "projects" in found:
            return evaluate(gold, load_result(path))
        earlier = TypeAdapter(Evaluation).validate_python(found)
    except (ValueError, TypeError) as error:
        wrong = "{file}: neither a result of `extract` nor scores of `evaluate --json` ({reason}); give one of them"
        raise InputError(wrong, file=path, reason=str(error).splitlines()[0]) from None
    asked = evaluate(gold, NO_RESULT).fields
    if {field: score.n_gold for field, score in earlier.fields.items()} != {f: asked[f].n_gold for f in asked}:
        raise InputError("{file}: scores against another gold; evaluate that result again", file=path)
    return earlier


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        wrong = "{file}: {reason}; give a JSON file that `extract` wrote"
        raise InputError(wrong, file=path, reason=system_reason(error)) from None
