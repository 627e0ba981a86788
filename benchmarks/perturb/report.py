"""What perturbations cost, as a table: a line each, a column a given dossier or family of drawn ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.perturb import PERTURBATIONS

if TYPE_CHECKING:
    from benchmarks.scoring import Scored, Task  # which imports this package

Pair = tuple[float, float]  # micro F1 without and with


def chosen(wanted: str) -> list[str]:
    """The perturbations named, parted by commas; all for `all`. Exits on an unknown name, and tells the known ones."""
    names = list(PERTURBATIONS) if wanted == "all" else wanted.split(",")
    if unknown := [name for name in names if name not in PERTURBATIONS]:
        known = "\n".join(f"  {name:<28}{_first_line(name)}" for name in PERTURBATIONS)
        raise SystemExit(f"no perturbation {', '.join(unknown)}; known are\n{known}")
    return names


def _first_line(name: str) -> str:
    return " ".join((PERTURBATIONS[name].__doc__ or "").split())


def table(scored: Iterable[Scored]) -> Iterator[str]:
    """F1 with each perturbation and, beside it, what it changes; "–" where it does not apply.

    A drawn family's figures are means of the dossiers that the perturbation applies to. `loss` is the mean over all
    dossiers that score without it; `n/a` counts those that it does not apply to.
    """
    every = list(scored)
    base = {_dossier(s.task): s.f1 for s in every if not s.task.change}
    columns = list(dict.fromkeys(_column(s.task) for s in every))
    yield "Micro F1, strict, with each perturbation, and what it changes:"
    yield from (f"{number:>4}  {column}" for number, column in enumerate(columns, 1))
    yield f"\n{'':<28}" + "".join(f"{number:^15}" for number in range(1, len(columns) + 1)) + "   loss  n/a"
    whole = {column: [base[_dossier(s.task)] for s in every if _column(s.task) == column] for column in columns}
    yield f"{'as it is':<28}" + "".join(f"  {sum(f1) / len(f1):.3f}{'':8}" for f1 in whole.values())
    for name in dict.fromkeys(s.task.change for s in every if s.task.change):
        line = [s for s in every if s.task.change == name]
        applied = [s for s in line if s.status != "inapplicable"]
        cells = []
        for column in columns:
            pairs = [(base[_dossier(s.task)], s.f1) for s in applied if _column(s.task) == column]
            cells.append(_cell(pairs))
        losses = [base[_dossier(s.task)] - s.f1 for s in applied if base[_dossier(s.task)] > 0]
        mean = f"{sum(losses) / len(losses):7.3f}" if losses else f"{'–':>7}"
        yield f"{name:<28}{''.join(cells)}{mean}{len(line) - len(applied):5}"
    crashes = [s for s in every if s.status in ("crashed", "timeout")]
    yield f"\n{len(crashes)} crashed or hung" + "".join(f"\n  {s.task.name}: {s.reason}" for s in crashes)[:2000]


def _cell(pairs: Sequence[Pair]) -> str:
    if not pairs:
        return f"{'–':>6}{'':9}"
    before, after = (sum(side) / len(pairs) for side in zip(*pairs, strict=True))
    return f"  {after:.3f} " + (f"{after - before:+.3f} " if abs(after - before) > 0.0005 else f"{'=':>4}   ")


def _dossier(task: Task) -> Task:
    """What a task reads, unchanged."""
    return replace(task, change="")


def _column(task: Task) -> str:
    return f"{task.family} (drawn)" if task.kind != "given" else _dossier(task).name
