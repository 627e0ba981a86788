"""What one run has and another has not: records and values added, changed and lost, each with the rule that gave it.

Dossiers correspond by the hash of their file, or else by its name; records by their anchor (where they stand), or else
by their id (what they say). Runs are read a few dossiers at a time, so their size does not matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from dossier_extract.dataset import read_dossiers, table_rows
from dossier_extract.textformats import Row

BATCH = 50  # dossiers that are held at a time: some 20,000 values
# Columns of a project that say which it is and where, or that hold for the whole dossier: no values of the record.
_NO_VALUES = ("dossier_id", "id", "anchor", "n", "extra", "pages", "published")
RECORD = "record"  # stands for a whole record where a field is named
_Key = Callable[[Row], Hashable]
What = Literal["added", "changed", "lost"]


class Value(NamedTuple):
    """A value of a field, and the rule that gave it; empty for a value that follows from others."""

    text: str
    rule: str


@dataclass(frozen=True)
class Change:
    """A value that only one run has, or that the runs give differently (`before`, `after`).

    A record that only one run has is one of the field `record`, told by its title; its values follow.
    """

    what: What
    dossier: str  # id, of the run in which it stands
    record: str  # id
    n: int
    field: str
    rule: str
    before: str | None
    after: str | None


@dataclass
class Summary:
    """How many dossiers and records correspond, and how many values differ, by field and rule."""

    dossiers: Counter[str] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    rules: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def to_json(self) -> dict[str, object]:
        """The same for programs."""
        rules = [{"field": name, "rule": rule, **_counts(n)} for (name, rule), n in sorted(self.rules.items())]
        return {"dossiers": _counts(self.dossiers, "same"), "records": _counts(self.records, "same"), "rules": rules}


def compare_runs(before: Path, after: Path, summary: Summary) -> Iterator[Change]:
    """Yield each value that differs between two output folders, and count what differs into `summary`.

    Raises `InputError` for a folder that is no output folder, or was written by another version of the schema.
    """
    by_file: list[_Key] = [lambda row: (row["sha256"], row["file"]), lambda row: row["sha256"], lambda row: row["file"]]
    pairs = _pair(read_dossiers(before), read_dossiers(after), by_file)
    for start in range(0, len(pairs), BATCH):
        some = pairs[start : start + BATCH]
        left = _records(before, [one["id"] for one, _ in some if one])
        right = _records(after, [other["id"] for _, other in some if other])
        for one, other in some:
            records = left[one["id"]] if one else [], right[other["id"]] if other else []
            changes = list(_compare_dossiers(*records, summary))
            summary.dossiers[_outcome(one, other, bool(changes))] += 1
            yield from changes


def _compare_dossiers(before: list[Row], after: list[Row], summary: Summary) -> Iterator[Change]:
    keys: list[_Key] = [lambda row: (row["anchor"], row["id"]), lambda row: row["anchor"], lambda row: row["id"]]
    for one, other in _pair(before, after, keys):
        changes = list(_compare_records(one, other))
        summary.records[_outcome(one, other, bool(changes))] += 1
        for change in changes:
            summary.rules[change.field, change.rule][change.what] += 1
        yield from changes


def _compare_records(before: Row | None, after: Row | None) -> Iterator[Change]:
    record = after or before or {}
    old, new = (one["values"] if one else {} for one in (before, after))
    if not (before and after):
        title = record["values"].get("title", [Value("", "")])
        old, new = ({**one, RECORD: title} if one else one for one in (old, new))
    for name in sorted({*old, *new}, key=lambda name: (name != RECORD, name)):
        gone, come = _left_over(old.get(name, []), new.get(name, []))
        for number in range(max(len(gone), len(come))):
            was, now = (some[number] if number < len(some) else None for some in (gone, come))
            given = now or was or Value("", "")
            what = _outcome(was, now, True)
            place = (record["dossier_id"], record["id"], record["n"], name, given.rule)
            yield Change(what, *place, was and was.text, now and now.text)


def _left_over(before: Sequence[Value], after: Sequence[Value]) -> tuple[list[Value], list[Value]]:
    """The values that the other side lacks, in their order; a text that stands twice counts twice."""
    common = Counter(value.text for value in before) & Counter(value.text for value in after)

    def rest(values: Sequence[Value]) -> list[Value]:
        spare = common.copy()
        left = []
        for value in values:
            if spare[value.text]:
                spare[value.text] -= 1
            else:
                left.append(value)
        return left

    return rest(before), rest(after)


def _pair(before: list[Row], after: list[Row], keys: Sequence[_Key]) -> list[tuple[Row | None, Row | None]]:
    """Rows that correspond by the first key, then of the rest those by the next; what is left stands alone."""
    partner: dict[int, Row] = {}
    taken: set[int] = set()
    for key in keys:
        free: dict[Hashable, deque[Row]] = defaultdict(deque)
        for row in after:
            if id(row) not in taken:
                free[key(row)].append(row)
        for row in before:
            if id(row) not in partner and free.get(key(row)):
                partner[id(row)] = free[key(row)].popleft()
                taken.add(id(partner[id(row)]))
    pairs: list[tuple[Row | None, Row | None]] = [(row, partner.get(id(row))) for row in before]
    return pairs + [(None, row) for row in after if id(row) not in taken]


def _records(root: Path, dossiers: list[str]) -> dict[str, list[Row]]:
    """The projects of some dossiers, each with its `values` by field."""
    values: dict[tuple[str, str], dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for row in table_rows(root, "fields", dossiers):
        if row["value"] is not None:
            values[row["dossier_id"], row["project_id"]][row["field"]].append(Value(row["value"], row["source"] or ""))
    for row in table_rows(root, "places", dossiers):
        said = Value(f"{row['text']}: {row['code'] or ''} {row['name'] or ''}".rstrip(" :"), row["method"])
        values[row["dossier_id"], row["project_id"]][f"places.{row['field']}"].append(said)
    found: dict[str, list[Row]] = defaultdict(list)
    for project in table_rows(root, "projects", dossiers):
        known = values[project["dossier_id"], project["id"]]
        for name, value in project.items():
            if name not in known and name not in _NO_VALUES and not name.startswith("profile") and value is not None:
                texts = value if isinstance(value, list) else [value]
                known[name] += [Value(str(text), "") for text in texts]
        found[project["dossier_id"]].append({**project, "values": known})
    return found


def _outcome(before: Any, after: Any, differs: bool) -> Any:
    if not before or not after:
        return "added" if after else "lost"
    return "changed" if differs else "same"


def _counts(counted: Counter[str], *more: str) -> dict[str, int]:
    return {name: counted[name] for name in (*more, "added", "changed", "lost")}
