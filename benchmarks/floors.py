"""The gate: scores below which no change may fall, pinned with what they were measured on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

TOLERANCE = (
    0.005  # of a score of 1: the program always gives the same; this is for a rewording that moves a value or two
)


@dataclass(frozen=True)
class Measured:
    """What one run gave: scores between 0 and 1 by name, and what counts against it."""

    scores: Mapping[str, float]
    invented: int  # records that no record of the gold explains
    crashed: tuple[str, ...]  # dossiers that crashed or hung
    digests: Mapping[str, str]  # of what was measured on: gold, generator, seeds


@dataclass(frozen=True)
class Baseline:
    """What is pinned. `invented` is the most that may be; written by `--pin` alone."""

    floors: Mapping[str, float]
    invented: int
    tolerance: float
    digests: Mapping[str, str]

    @classmethod
    def read(cls, file: Path) -> Baseline | None:
        """What the file pins; None if there is no such file."""
        return cls(**json.loads(file.read_text(encoding="utf-8"))) if file.exists() else None

    def write(self, file: Path) -> None:
        """Write it, in an order that makes differences readable."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        file.write_text(f"{text}\n", encoding="utf-8")


def violations(measured: Measured, baseline: Baseline | None) -> list[str]:
    """Why the gate must not open, one line a reason; none if it may."""
    if baseline is None:
        return ["nothing is pinned yet: run --pin"]
    changed = [
        f"{name} has changed since the floors were pinned: run --pin"
        for name in sorted(measured.digests.keys() | baseline.digests.keys())
        if measured.digests.get(name) != baseline.digests.get(name)
    ]
    crashes = [f"{name} crashed or hung" for name in measured.crashed]
    return changed + crashes + lowered(measured, baseline)


def lowered(measured: Measured, baseline: Baseline) -> list[str]:
    """The floors that the run does not reach, and by how much."""
    lines = []
    for name, floor in sorted(baseline.floors.items()):
        score = measured.scores.get(name)
        if score is None:
            lines.append(f"{name}: floor {floor:.4f}, not measured any more")
        elif score < floor - baseline.tolerance:
            lines.append(f"{name}: {score:.4f}, {floor - score:.4f} below its floor {floor:.4f}")
    if measured.invented > baseline.invented:
        lines.append(f"invented records: {measured.invented}, at most {baseline.invented} may be")
    return lines


def pinned(measured: Measured, baseline: Baseline | None, allow_lower: bool) -> tuple[Baseline | None, list[str]]:
    """The baseline that this run pins, and which floors it lowers; None if it may not.

    A floor only rises, unless `allow_lower`: then one that was missed falls to what was measured. A score within the
    tolerance leaves its floor, so that floors do not sink step by step. A run in which a dossier crashed pins nothing.
    """
    old = baseline or Baseline({}, 0, TOLERANCE, {})
    lines = [f"{name} crashed or hung: nothing can be pinned" for name in measured.crashed]
    if lines:
        return None, lines
    lines = lowered(measured, old)
    if lines and not allow_lower:
        return None, lines
    floors = {}
    for name, score in measured.scores.items():
        floor = old.floors.get(name, 0.0)
        floors[name] = round(score, 4) if score < floor - old.tolerance else max(round(score, 4), floor)
    return Baseline(floors, measured.invented, old.tolerance, measured.digests), lines
