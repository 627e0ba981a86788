"""How accurate the program is: on the given dossiers (tests/dossiers), and on dossiers drawn at random with their gold.

    python benchmarks/accuracy.py                        a table by family, the worst dossiers, the most frequent misses
    python benchmarks/accuracy.py --against before.json  what a change gained and lost, dossier by dossier
    python benchmarks/accuracy.py --gate                 exits 1 where a score is below its floor in baseline.json
    python benchmarks/accuracy.py --pin                  raises the floors to what is measured now
    python benchmarks/accuracy.py --perturbed            what each perturbation costs (benchmarks/perturb)

F1 is micro, strict. A dossier that ends as `unrecognised` or `failed`, crashes or takes 120 s scores 0. "worst
10th" is the mean of the lowest tenth. Records invented where a document lists no projects are counted like all others.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # run as a file, only its own folder is on the path

from benchmarks.floors import Baseline, Measured, pinned, violations  # noqa: E402
from benchmarks.perturb import report as perturb  # noqa: E402
from benchmarks.scoring import CRASHED, GIVEN, Scored, Task, score_all  # noqa: E402
from dossier_extract.evaluate import worst_tenth  # noqa: E402

BASELINE = Path(__file__).with_name("baseline.json")
GATE_SEEDS = range(6)  # fixed, so that every run measures the same: four of each kind of seed, in minutes
PERTURBED = ["given", "blocks"]  # families that perturbations are tried on where none is named
NOTICED = 0.0005  # change of F1 that is listed

Group = tuple[str, Sequence[Scored]]


def tasks(families: Sequence[str], seeds: Sequence[int]) -> list[Task]:
    """The dossiers to score; no family named means all, `given` means those of tests/dossiers. Unknown names exit."""
    from benchmarks import layouts

    names = sorted(path.parent.name for path in GIVEN.glob("*/gold.jsonl"))
    ways = ((False, False), (True, False), (False, True))
    given = [Task("given", name, own=own, unlabelled=unlabelled) for name in names for own, unlabelled in ways]
    drawn = {name: [Task("drawn", name, seed) for seed in seeds] for name in layouts.FAMILIES}
    empty = {name: [Task("empty", name, seed) for seed in seeds] for name in getattr(layouts, "EMPTY", {})}
    known = {"given": given} | drawn | empty
    if unknown := set(families) - set(known):
        raise SystemExit(f"no family {', '.join(sorted(unknown))}; known are {', '.join(known)}")
    return [task for name in families or known for task in known[name]]


def groups(scored: Sequence[Scored]) -> Iterator[Group]:
    """The rows of the table: each given dossier, each family, and the drawn ones cut in other ways; empty ones go."""
    from benchmarks import layouts

    yield from ((s.task.name, [s]) for s in scored if s.task.kind == "given")
    drawn = [s for s in scored if s.task.kind == "drawn"]
    yield from _families(drawn)
    cuts = {
        "all seen families": [s for s in drawn if s.task.family not in layouts.UNSEEN],
        "all unseen families": [s for s in drawn if s.task.family in layouts.UNSEEN],
        "usual label words": [s for s in drawn if not layouts.rare_words(s.task.seed)],
        "rare label words": [s for s in drawn if layouts.rare_words(s.task.seed)],
        "not set aside": [s for s in drawn if not layouts.set_aside(s.task.seed)],
        "set aside": [s for s in drawn if layouts.set_aside(s.task.seed)],
    }
    yield from ((label, group) for label, group in cuts.items() if group)


def _families(scored: Sequence[Scored]) -> Iterator[Group]:
    names = dict.fromkeys(s.task.family for s in scored)
    yield from ((name, [s for s in scored if s.task.family == name]) for name in names)


def table(scored: Sequence[Scored]) -> Iterator[str]:
    """A line a group."""
    rows = list(groups(scored))
    room = max((len(label) for label, _ in rows), default=8)
    yield f"{'':<{room}}    n  median    mean  worst 10th  records right  segm. F1   meta  invented  crashed  s/page"
    for label, group in rows:
        rates = [s.f1 for s in group]
        right, asked = sum(s.records_right for s in group), sum(s.records for s in group)
        meta, pages = sum(s.meta_asked for s in group), sum(s.pages for s in group)
        yield (
            f"{label:<{room}}{len(group):5}{median(rates):8.3f}{sum(rates) / len(rates):8.3f}{worst_tenth(rates):12.3f}"
            f"{right:7} of{asked:5}{sum(s.segmentation for s in group) / len(group):10.3f}"
            f"{sum(s.meta_right for s in group) / max(meta, 1):7.2f}{sum(s.invented for s in group):10}"
            f"{_crashes(group):9}{sum(s.seconds for s in group) / max(pages, 1):8.3f}"
        )
    for label, group in _families([s for s in scored if s.task.kind == "empty"]):
        false = sum(s.invented for s in group)
        yield f"{label:<{room}}{len(group):5}  list no projects: {false} invented, {_crashes(group)} crashed"


def _withheld(scored: Scored) -> bool:
    """Whether nobody may look at how this dossier fared: a rule made for it would no longer be measured by it."""
    from benchmarks import layouts

    return scored.task.family in layouts.UNSEEN or (scored.task.kind == "drawn" and layouts.set_aside(scored.task.seed))


def _crashes(group: Sequence[Scored]) -> int:
    return sum(s.status in CRASHED for s in group)


def details(scored: Sequence[Scored], most: int = 10) -> Iterator[str]:
    """The worst dossiers, those with invented records, what is missed most: of those that may be looked at."""
    judged = [s for s in scored if s.task.kind != "empty" and not _withheld(s)]
    yield f"\nThe {most} worst dossiers (none of those kept unseen or set aside): F1, records right, what is wrong"
    for s in sorted((s for s in judged if s.f1 < 1), key=lambda s: (s.f1, s.task.name))[:most]:
        why = ", ".join(f"{miss} {n}" for miss, n in Counter(s.misses).most_common(3))
        merged = f"; {s.merged} merged, {s.split} split" if s.merged or s.split else ""
        said = why if s.status == "done" else f"{s.status}: {s.reason}"
        yield f"  {s.task.name}  {s.f1:.3f}  {s.records_right}/{s.records}  {said}{merged}"[:160]
    yield f"\nInvented records: {', '.join(f'{s.task.name} ({s.invented})' for s in scored if s.invented) or 'none'}"
    claims, misses, fields = Counter[str](), Counter[str](), Counter[str]()
    for s in judged:
        claims.update(s.verdicts)
        misses.update(s.misses)
    yield (
        f"\nClaims: {claims['wrong_found']} of {claims['wrong']} wrong ones found, {claims['right_passed']} of "
        f"{claims['right']} right ones passed, {claims['false_alarms']} false alarms"
    )
    yield "\nMisses by field:  wrong   empty  filled    lost  invented"
    for miss, n in misses.items():
        fields[miss.partition(":")[0]] += n
    for name, _ in fields.most_common():
        cells = [misses[f"{name}: {how}"] for how in ("wrong", "empty", "filled", "lost", "invented")]
        yield f"  {name:<20}" + "{:>3}{:>8}{:>8}{:>8}{:>10}".format(*cells)


def gains_and_losses(scored: Sequence[Scored], earlier: dict[str, float]) -> Iterator[str]:
    """Dossiers whose F1 changed, worst first; dossiers that only one of the runs has are left out."""
    moved = {s.task.name: s.f1 - earlier[s.task.name] for s in scored if s.task.name in earlier}
    gained, lost = (sum(sign * by > NOTICED for by in moved.values()) for sign in (1, -1))
    yield f"\nAgainst the earlier run: {gained} gained, {lost} lost, of {len(moved)} in both"
    for name, by in sorted(moved.items(), key=lambda item: (item[1], item[0])):
        if abs(by) > NOTICED:
            yield f"  {by:+.3f}  {name}  {earlier[name]:.3f} → {earlier[name] + by:.3f}"


def measured(scored: Sequence[Scored]) -> Measured:
    """What the gate looks at: a given dossier's own scores, a family's median and worst tenth."""
    from benchmarks import layouts

    scores = {}
    for s in (s for s in scored if s.task.kind == "given"):
        scores[f"{s.task.name}: F1"] = s.f1
        scores[f"{s.task.name}: records right"] = s.records_right / max(s.records, 1)
    for name, group in _families([s for s in scored if s.task.kind == "drawn"]):
        rates = [s.f1 for s in group]
        scores |= {f"{name}: median F1": median(rates), f"{name}: worst tenth": worst_tenth(rates)}
    return Measured(
        scores=scores,
        invented=sum(s.invented for s in scored),
        crashed=tuple(s.task.name for s in scored if s.status in CRASHED),
        digests={"gold": gold_digest(GIVEN), "generator": layouts.digest(), "seeds": f"{GATE_SEEDS}"},
    )


def gold_digest(folder: Path) -> str:
    """16 hex digits over the given dossiers: PDFs, gold and meta.json."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*/*")):
        if file.name in ("dossier.pdf", "gold.jsonl", "meta.json"):
            digest.update(f"{file.parent.name}/{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def judge(now: Measured, pin: bool, allow_lower: bool) -> int:
    """Hold the run against the baseline, or pin it; say what came of it. Returns the exit code."""
    baseline = Baseline.read(BASELINE)
    if not pin:
        problems = violations(now, baseline)
        print("\n".join(["", "gate: closed" if problems else "gate: open", *(f"  {line}" for line in problems)]))
        return 1 if problems else 0
    new, lines = pinned(now, baseline, allow_lower)
    if new is None:
        print("\n".join(["", "not pinned; lowering a floor needs --allow-lower", *(f"  {line}" for line in lines)]))
        return 1
    new.write(BASELINE)
    print("\n".join(["", f"{BASELINE.name}: {len(new.floors)} floors", *(f"  lowered: {line}" for line in lines)]))
    return 0


def arguments() -> argparse.Namespace:
    """What the command line asks for. Exits where it contradicts itself."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--families", default="", help="names parted by commas; `given` are those of tests/dossiers")
    parser.add_argument("--seeds", default=f"0..{len(GATE_SEEDS) - 1}", help="A..B, both included")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every dossier's score")
    parser.add_argument("--against", type=Path, metavar="FILE", help="compare with what --json wrote before")
    parser.add_argument("--perturbed", nargs="?", const="all", metavar="NAMES", help="score changed dossiers too")
    parser.add_argument("--gate", action="store_true", help="exit 1 where a score is below its floor")
    parser.add_argument("--pin", action="store_true", help="raise the floors to what is measured")
    parser.add_argument("--allow-lower", action="store_true", help="with --pin: floors may be lowered")
    options = parser.parse_args()
    if (options.gate or options.pin) and (options.families or options.seeds != parser.get_default("seeds")):
        parser.error("--gate and --pin measure a fixed choice: no --families, no --seeds")
    if options.perturbed and (options.gate or options.pin or options.against):
        parser.error("--perturbed is a measure of its own: no --gate, no --pin, no --against")
    if options.allow_lower and not options.pin:
        parser.error("--allow-lower goes with --pin")
    try:
        first, last = map(int, options.seeds.split(".."))
    except ValueError:
        parser.error(f"--seeds {options.seeds}: write A..B, such as 0..29")
    options.seeds = range(first, last + 1)
    if options.against and not options.against.exists():
        parser.error(f"--against {options.against}: no such file; --json writes one")
    return options


def main() -> int:
    """Score, report, judge."""
    options = arguments()
    earlier = json.loads(options.against.read_text(encoding="utf-8")) if options.against else None
    started = perf_counter()
    families = [name for name in options.families.split(",") if name]
    changes = ["", *perturb.chosen(options.perturbed)] if options.perturbed else [""]
    dossiers = tasks(families or PERTURBED if options.perturbed else families, options.seeds)
    scored = list(score_all([replace(task, change=change) for task in dossiers for change in changes], options.jobs))
    print("\n".join(perturb.table(scored) if options.perturbed else [*table(scored), *details(scored)]))
    print(f"\n{len(scored)} dossiers in {perf_counter() - started:.0f} s")
    if options.json:
        plain = [{"name": s.task.name, **asdict(s)} for s in scored]
        options.json.write_text(json.dumps(plain, ensure_ascii=False, indent=1), encoding="utf-8")
    if earlier is not None:
        print("\n".join(gains_and_losses(scored, {row["name"]: row["f1"] for row in earlier})))
    return judge(measured(scored), options.pin, options.allow_lower) if options.gate or options.pin else 0


if __name__ == "__main__":
    sys.exit(main())
