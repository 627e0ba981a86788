"""Fit the weights of rules/trust.yml on the drawn dossiers of the development families, and say how well they do.

python tools/fit_trust.py [--seeds 0,1,3,4]    prints the weights, and the table of docs/trust.md

Every family is judged by weights fitted without it. Intervals: 95 %, by drawing whole dossiers anew, since the values
of one dossier are right or wrong together. Seeds with seed % 3 == 2 and the unseen families stay out: they measure the
program.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks import layouts
from dossier_extract import load_rules, source_of, trust
from dossier_extract.discovery.plausible import Judge
from dossier_extract.evaluate import evaluate, load_gold
from dossier_extract.evaluate.reliability import Stated, reliability_of
from dossier_extract.pipeline import extract_dossier
from dossier_extract.rules import Rules

Floats = NDArray[np.float64]
BOUNDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.001)
RIDGE = 1.0  # pulls weights to nought where values are few; from 0.1 to 10 the table stays the same
DRAWS = 500  # bootstrap samples


class Judged(NamedTuple):
    """A value with its evidence, and whether the gold says the same."""

    family: str
    dossier: str
    field: str
    evidence: dict[str, float]
    right: bool


def judged(seeds: Sequence[int], rules: Rules) -> Iterator[Judged]:
    """The values of all dossiers that give a result."""
    judge = Judge(rules)
    for family in (name for name in layouts.FAMILIES if name not in layouts.UNSEEN):
        for seed in seeds:
            folder = layouts.dossier(family, seed)
            result = extract_dossier(source_of(folder / "dossier.pdf"), rules).result
            if result is None:
                continue
            scored = evaluate(load_gold(folder), json.loads(result.model_dump_json()))
            wrong = {(miss.found_n, miss.field) for miss in scored.misses}
            for value in trust.evidence_of(result.projects, result.dossier.profile, result.findings, judge):
                right = (result.projects[value.project].n, value.field) not in wrong
                yield Judged(family, f"{family}-{seed}", value.field, value.evidence, right)


def fit(x: Floats, y: Floats) -> Floats:
    """Ridge logistic regression by Newton's steps; the last column is the base, which is not pulled."""
    weights, pull = np.zeros(x.shape[1]), np.eye(x.shape[1]) * RIDGE
    pull[-1, -1] = 0.01
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + pull, x.T @ (y - p) - pull @ weights)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def left_out(x: Floats, y: Floats, families: Sequence[str]) -> Floats:
    """Each value's confidence by weights fitted on the other families."""
    of, stated = np.array(families), np.zeros(len(y))
    for family in sorted(set(families)):
        stated[of == family] = 1 / (1 + np.exp(-x[of == family] @ fit(x[of != family], y[of != family])))
    return stated


def table(y: Floats, stated: Floats, dossiers: Sequence[str]) -> Iterator[str]:
    """The reliability table: what was stated, and what was right with its interval."""
    of = np.array(dossiers)
    names, random = sorted(set(dossiers)), np.random.default_rng(0)
    yield "| stated | values | mean | right | 95 % |"
    yield "|---|---|---|---|---|"
    for low, high in pairwise(BOUNDS):
        inside = (stated >= low) & (stated < high)
        if not inside.any():
            continue
        n = np.array([(inside & (of == name)).sum() for name in names])
        good = np.array([y[inside & (of == name)].sum() for name in names])
        drawn = random.integers(0, len(names), (DRAWS, len(names)))
        rates = good[drawn].sum(axis=1) / np.maximum(n[drawn].sum(axis=1), 1)
        lower, upper = np.percentile(rates, [2.5, 97.5])
        row = (f"{low:.2f} to {min(high, 1):.2f}", int(inside.sum()), f"{stated[inside].mean():.3f}")
        yield "| " + " | ".join(map(str, (*row, f"{y[inside].mean():.3f}", f"{lower:.3f} to {upper:.3f}"))) + " |"


def main() -> None:
    """Fit, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="0,1,3,4,6,7,9,10")
    seeds = [int(seed) for seed in parser.parse_args().seeds.split(",")]
    values = list(judged(seeds, load_rules()))
    signs, fields = list(values[0].evidence), trust.WEIGHED
    x = np.array([[*v.evidence.values(), *(float(v.field == name) for name in fields), 1.0] for v in values])
    y = np.array([float(v.right) for v in values])
    stated = left_out(x, y, [v.family for v in values])
    weights = [round(float(weight), 2) for weight in fit(x, y)]
    print(f"{len(y)} values of {len({v.dossier for v in values})} dossiers, {int((1 - y).sum())} wrong")
    print("signs:", dict(zip(signs, weights, strict=False)))
    print("fields:", dict(zip(fields, weights[len(signs) :], strict=False)), "base:", weights[-1])
    print(*table(y, stated, [v.dossier for v in values]), sep="\n")
    order = reliability_of([Stated(float(one), right == 1) for one, right in zip(stated, y, strict=True)])
    print(f"a right value is stated surer than a wrong one {order.rank or 0:.2f} of the time")


if __name__ == "__main__":
    main()
