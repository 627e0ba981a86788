"""Scores for people: tables, then every error in the form that was compared; no line is wider than asked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from dossier_extract.evaluate.changes import Changes
from dossier_extract.evaluate.folders import FolderScores
from dossier_extract.evaluate.matching import strict_key
from dossier_extract.evaluate.reliability import Reliability
from dossier_extract.evaluate.scores import Evaluation, Miss, Score


def report_lines(evaluation: Evaluation, width: int, changes: Changes | None = None) -> list[str]:
    """The scores, then every error; or, if changes are given, only what was gained and lost."""
    rows = {**evaluation.fields, "all fields": evaluation.micro, "records": evaluation.segmentation}
    linked = {"links": evaluation.links, "carriers": evaluation.carriers}
    lines = [*_table(rows | {name: score for name, score in linked.items() if score is not None}, width)]
    lines += textwrap.wrap(
        f"{evaluation.records_right} of {evaluation.segmentation.n_gold} records right, {evaluation.missed} missed, "
        f"{evaluation.invented} invented, {evaluation.out_of_order} out of order; macro F1 {evaluation.macro_f1:.2f}; "
        f"meta {sum(check.right for check in evaluation.meta)} of {len(evaluation.meta)} right",
        width,
    )
    lines += [line for sentence in _sentences(evaluation) for line in textwrap.wrap(sentence, width)]
    if changes is not None:
        return _cut([*lines, *change_lines(changes, width)], width)
    for check in evaluation.meta:
        lines += [] if check.right else _contrast(f"meta {check.key}", check.expected, check.found, width)
    lines += _miss_lines(evaluation.misses, width)
    for one in evaluation.link_misses:
        lines += _contrast(f"{one.n} link « {one.text} »", one.expected, one.found, width)
    return _cut(lines, width)


def _table(rows: dict[str, Score], width: int) -> Iterator[str]:
    room = min(max(map(len, rows)), max(width - 36, 4))
    yield f"{'field':<{room}.{room}}  gold found right prec. recall   F1"
    for name, s in rows.items():
        rates = f"{s.precision:6.2f}{s.recall:7.2f}{s.f1:5.2f}"
        yield f"{name:<{room}.{room}}{s.n_gold:6}{s.n_result:6}{s.correct:6}{rates}"


def _sentences(evaluation: Evaluation) -> Iterator[str]:
    """What the table has no room for, where there is something to say."""
    if evaluation.merged or evaluation.split:
        yield (
            f"{evaluation.merged} of the missed merged into another record, "
            f"{evaluation.split} of the invented split off from one"
        )
    verdicts = evaluation.verdicts
    if verdicts.wrong + verdicts.right + verdicts.false_alarms:
        yield (
            f"claims: {verdicts.wrong_found} of {verdicts.wrong} wrong ones found, {verdicts.right_passed} of "
            f"{verdicts.right} right ones passed, {verdicts.false_alarms} false alarms"
        )
    if evaluation.misses:
        close = (
            f"{name.replace('_', '-')} {s.micro.f1:.2f} ({s.records_right} records)"
            for name, s in evaluation.lenient.items()
        )
        yield f"F1 with near matches: {', '.join(close)}"
    yield from _trust_lines(evaluation.reliability)


def _trust_lines(trust: Reliability) -> Iterator[str]:
    """What the confidences were worth: shares where enough values are wrong to tell, else their order alone."""
    if trust.rank is not None:
        yield f"confidence: a right value is surer than a wrong one in {trust.rank:.0%} of pairs ({trust.wrong} wrong)"
    for one in trust.bins:
        told = f"{one.low:.2f} to {one.high:.2f}: stated {one.stated:.3f}, right {one.right / one.values:.3f}"
        yield f"confidence {told} ({one.lower:.3f} to {one.upper:.3f}) of {one.values}"


def _miss_lines(misses: Iterable[Miss], width: int) -> Iterator[str]:
    for (n, found_n), group in groupby(misses, key=lambda miss: (miss.n, miss.found_n)):
        if n and found_n:
            yield from (line for m in group for line in _contrast(f"{n} {m.field}", m.expected, m.found, width))
        else:
            first = next(group)
            yield f"{n} missed: {_shown(first.expected)}" if n else f"{found_n} invented: {_shown(first.found)}"


def change_lines(changes: Changes, width: int) -> list[str]:
    """Each value that was gained, then each that was lost: what is right, and what stood or stands instead."""
    lines = [f"{len(changes.gains)} gained, {len(changes.losses)} lost"]
    for sign, instead, misses in (("+", "was", changes.gains), ("-", "is now", changes.losses)):
        for miss in misses:
            who = f"{miss.n} " if miss.n else "invented " if miss.found_n else ""
            lines += _contrast(f"{sign} {who}{miss.field}", miss.expected, miss.found, width, instead)
    return _cut(lines, width)


def folder_lines(scores: FolderScores, width: int) -> list[str]:
    """A line a dossier, then all of them."""
    room = min(max(map(len, [*scores.dossiers, "worst tenth"])), max(width - 47, 8))
    lines = [f"{'dossier':<{room}} records right missed invented   F1  meta"]
    for name, e in scores.dossiers.items():
        right = f"{e.segmentation.n_gold:8}{e.records_right:6}{e.missed:7}{e.invented:9}{e.micro.f1:5.2f}"
        meta = f"{sum(check.right for check in e.meta)}/{len(e.meta)}"
        lines.append(f"{name:<{room}.{room}}{right}{meta:>6}{'  no result' * (name in scores.without_result)}")
    s = scores.segmentation
    lost = f"{s.n_gold - s.correct:7}{s.n_result - s.correct:9}"
    lines.append(f"{'all':<{room}}{s.n_gold:8}{scores.records_right:6}{lost}{scores.micro.f1:5.2f}")
    lines += [f"{'median':<{room}}{scores.median_f1:35.2f}", f"{'worst tenth':<{room}}{scores.worst_tenth_f1:35.2f}"]
    if (c := scores.carriers) is not None:
        lines += textwrap.wrap(
            f"carriers: {c.n_gold} pairs of records have one body, {c.n_result} were told, {c.correct} rightly; "
            f"precision {c.precision:.2f}, recall {c.recall:.2f}",
            width,
        )
    lines += _trust_lines(scores.reliability)
    return _cut(lines, width)


def _contrast(label: str, expected: Any, found: Any, width: int, instead: str = "found") -> list[str]:
    """Both values, begun at the same place so that the first difference shows, one under the other."""
    texts, room = [_shown(expected), _shown(found)], max(width - 12, 8)
    same = next((at for at, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), min(map(len, texts)))
    start = same - room // 3 if same > room * 2 // 3 and max(map(len, texts)) > room else 0
    begun = [f"{'…' if start else ''}{text[start:]}" for text in texts]
    return [label, f"  expected  {begun[0]}", f"  {instead:<10}{begun[1]}"]


def _shown(value: Any) -> str:
    parts = value if isinstance(value, list) else [value]
    return ", ".join(strict_key(str(part)) for part in parts if part is not None) or "—"


def _cut(lines: Sequence[str], width: int) -> list[str]:
    return [line if len(line) <= width else f"{line[: width - 1]}…" for line in lines]
