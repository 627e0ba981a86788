"""Scores a result against a gold file, strictly by the conventions of tests/dossiers/CONVENTIONS.md.

Filling against the gold costs precision, leaving empty recall, a wrong value both; a lost record loses all its fields.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections import defaultdict, deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import chain, groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dossier_extract.errors import InputError
from dossier_extract.messages import Message, system_reason
from dossier_extract.schema import Euros, Record

# Likeness from which two records may be the same one. Of the 3907 pairs of different records in the four test dossiers
# 2 reach it (twins of one carrier) on 200 characters of description; on 80 characters, 16 do.
ALIKE = 0.5
GIST = "{title} {carrier} {description!s:.200}"

STRAIGHT_QUOTES = str.maketrans("’‘“”", "''\"\"")
SOFT_HYPHEN = re.compile(r"\u00ad(?:[^\S\n]*\n[^\S\n]*)?")
LIST_MARKER = re.compile(r"^[^\S\n]*[-–—•▪■●◦○‣·](?=\s)", re.MULTILINE)
LINE_END_HYPHEN = re.compile(r"(?<=(\w))[-‐][^\S\n]*\n[^\S\n]*(?=(\w))")
IDLE_SPACE = re.compile(r" (?=[,.;:?!%)»])|(?<=«) ")

Json = Mapping[str, Any]
Row = Mapping[str, Hashable]  # what must be equal for each field of a record to be right; None where it is empty


class GoldRecord(Record):
    """One line of gold.jsonl; closed, since a misspelt key would silently count as an empty field."""

    n: int
    title: str | None = None
    carrier: str | None = None
    territories: list[str] | None = None
    territories_printed: str | None = None
    zone: str | None = None
    description: str | None = None
    theme: str | None = None
    amount_eur: Euros | None = None


FIELDS = tuple(GoldRecord.model_fields)[1:]


@dataclass(frozen=True)
class Gold:
    """What a dossier should give: its records, and what meta.json says of it (nothing if there is none)."""

    records: Sequence[Json]
    meta: Json


@dataclass(frozen=True)
class Score:
    """Counts of one field, or of the records themselves; where nothing was asked and nothing given, all is right."""

    n_gold: int
    n_result: int
    correct: int
    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, cells: Sequence[tuple[Hashable, Hashable]]) -> Score:
        """Count pairs of keys (asked, given), None for nothing."""
        n_gold, n_result = (sum(cell[side] is not None for cell in cells) for side in (0, 1))
        correct = sum(asked == given is not None for asked, given in cells)
        parts = ((correct, n_result), (correct, n_gold), (2 * correct, n_gold + n_result))
        return cls(n_gold, n_result, correct, *(part / whole if whole else 1.0 for part, whole in parts))


@dataclass(frozen=True)
class Miss:
    """A wrong field, as printed. The fields of a missed record have no `found_n`, those of an invented one no `n`."""

    n: int | None
    field: str
    expected: Any
    found: Any
    found_n: int | None


@dataclass(frozen=True)
class MetaCheck:
    """One thing that meta.json says, and what the result says of it."""

    key: str
    expected: Any
    found: Any
    right: bool


@dataclass(frozen=True)
class Evaluation:
    """How a result compares with its gold."""

    fields: dict[str, Score]
    micro: Score  # all fields together
    macro_f1: float  # mean over the fields that either side fills: one that nobody fills would flatter it
    segmentation: Score  # of the records: in gold, in the result, in both
    missed: int
    invented: int
    out_of_order: int  # found records that stand before the one they should follow
    records_right: int  # gold records with every field right
    meta: list[MetaCheck]
    misses: list[Miss]

    def to_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        return asdict(self)


def load_gold(path: Path) -> Gold:
    """Read gold.jsonl (or the folder that holds it), and meta.json beside it if there is one."""
    file = path / "gold.jsonl" if path.is_dir() else path
    beside = file.with_name("meta.json")
    records, meta, place = [], {}, f"{file}"
    try:
        for number, line in enumerate(file.read_bytes().split(b"\n"), 1):
            place = f"{file}: line {number}"
            if line.strip():  # padded, so that what is said of bad JSON names the same line
                records.append(GoldRecord.model_validate_json(b"\n" * (number - 1) + line).model_dump(mode="json"))
        place = f"{beside}"
        if beside.exists():
            meta = TypeAdapter(dict[str, Any]).validate_json(beside.read_bytes())
    except OSError as error:
        raise InputError("{place}: cannot be read: {reason}", place=place, reason=system_reason(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(Message.joined(": ", [place, *map(str, first["loc"]), first["msg"]])) from error
    if not records:
        raise InputError("{file}: no record: against an empty gold an empty result would be perfect", file=file)
    return Gold(records, meta)


def strict_key(text: str | None) -> str:
    """The form under which two strings are equal by the conventions; empty for no text.

    Which line-end hyphens a word owns cannot be known from one string: before a small letter they are taken as
    hyphenation, before a capital or beside a digit as the word's own ("Saint-⏎Denis"). A hyphen within a line stays.
    """
    key = SOFT_HYPHEN.sub("", "\n".join((text or "").splitlines()))
    key = unicodedata.normalize("NFKC", key).translate(STRAIGHT_QUOTES)
    key = LINE_END_HYPHEN.sub(lambda at: "" if at[1].isalpha() and at[2].islower() else "-", LIST_MARKER.sub("-", key))
    key = IDLE_SPACE.sub("", " ".join(key.split()))
    return key.rstrip(" .;,") or key  # a lone "." is still something that was filled in


def _key(value: Any) -> Hashable:
    if isinstance(value, str):
        return strict_key(value) or None
    if isinstance(value, list):
        return frozenset(map(_key, value)) or None
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


def _row(record: Json) -> Row:
    return {field: _key(record.get(field)) for field in FIELDS}


def evaluate(gold: Gold, result: dict[str, Any]) -> Evaluation:
    """Score a result (`schema.Result` as read from its JSON file) against the gold."""
    couples = _align(gold.records, result["projects"])
    rows = [(_row(record), _row(project)) for record, project in couples]
    cells = {field: [(wanted[field], found[field]) for wanted, found in rows] for field in FIELDS}
    fields = {field: Score.of(cells[field]) for field in FIELDS}
    used = [score.f1 for score in fields.values() if score.n_gold + score.n_result]
    segmentation = Score.of([(bool(record) or None, bool(project) or None) for record, project in couples])
    return Evaluation(
        fields=fields,
        micro=Score.of(list(chain(*cells.values()))),
        macro_f1=sum(used) / len(used) if used else 1.0,
        segmentation=segmentation,
        missed=segmentation.n_gold - segmentation.correct,
        invented=segmentation.n_result - segmentation.correct,
        out_of_order=sum(a > b for a, b in pairwise(p["n"] for record, p in couples if record and p)),
        records_right=sum(wanted == found != _row({}) for wanted, found in rows),
        meta=[MetaCheck(*row, _key(row[1]) == _key(row[2])) for row in _meta_rows(gold.meta, result)],
        misses=[
            Miss(record.get("n"), field, record.get(field), project.get(field), project.get("n"))
            for (record, project), (wanted, found) in zip(couples, rows, strict=True)
            for field in FIELDS
            if wanted[field] != found[field]
        ],
    )


def _align(records: Sequence[Json], projects: Sequence[Json]) -> list[tuple[Json, Json]]:
    """Each record with its project: same title and carrier, same title, same description, most alike; {} for none."""
    wanted, found = ([_row(record) for record in side] for side in (records, projects))
    pairs: dict[int, int] = {}
    left = set(range(len(found)))
    for first, *more in (("title", "carrier"), ("title",), ("description",)):
        key = itemgetter(first, *more)
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for j in sorted(left):
            waiting[key(found[j])].append(j)
        for i, row in enumerate(wanted):
            if i not in pairs and row[first] and waiting[key(row)]:
                pairs[i] = waiting[key(row)].popleft()
        left -= set(pairs.values())
    candidates, matcher = [], SequenceMatcher(autojunk=False)
    for i in set(range(len(wanted))) - set(pairs):
        matcher.set_seq2(GIST.format_map(wanted[i]))
        for j in left:
            matcher.set_seq1(GIST.format_map(found[j]))
            if matcher.quick_ratio() >= ALIKE and (ratio := matcher.ratio()) >= ALIKE:
                candidates.append((-ratio, abs(i - j), i, j))  # of equals, those that stand nearest
    for _, _, i, j in sorted(candidates):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    couples = [(record, projects[pairs[i]] if i in pairs else {}) for i, record in enumerate(records)]
    return couples + [({}, projects[j]) for j in sorted(left - set(pairs.values()))]


def _meta_rows(meta: Json, result: Json) -> Iterator[tuple[str, Any, Any]]:
    """Key, expected, found. Where a section of the gold has no theme, any heading may stand over it in the result."""
    sections, dossier = meta.get("sections", []), result["dossier"]
    themes = [strict_key(section["theme"]) for section in sections]

    def theme_of(heading: str | None) -> str:
        return "" if "" in themes and strict_key(heading) not in themes else strict_key(heading)

    def stated(**where: Any) -> Any:  # all figures if the claims disagree: one right beside a wrong one is not right
        figures = {claim["quantity"] for claim in claims if where.items() <= claim.items()}
        return sorted(figures) if len(figures) > 1 else next(iter(figures), None)

    claims = [c | {"section": theme_of(c["section"])} for c in dossier["claims"] if c["subject"] == "awarded"]
    said = {key: dossier[key] for key in ("title", "subtitle", "issuer", "published", "region")} | {
        "stated_total": stated(scope="dossier", unit="projects"),
        "stated_total_amount": stated(scope="dossier", unit="euros"),
        "n_records": len(result["projects"]),
    }
    yield from ((key, meta[key], said[key]) for key in said if key in meta)
    counts: dict[str, int] = defaultdict(int)
    for part in (part for part in result["sections"] if part["kind"] == "projects"):
        counts[theme_of(part["title"])] += part["n_projects"]
    if sections:
        yield "themes", themes, list(counts)
    for theme, section in zip(themes, sections, strict=True):
        here = {"scope": "section", "unit": "projects", "section": theme}
        said = {"n_records": counts[theme], "stated_count": stated(**here, wave=None)}
        yield from ((f"section {theme or '—'}: {key}", section[key], said[key]) for key in said if key in section)
        for wave, expected in enumerate(section.get("stated_by_wave", []), 1):
            yield f"section {theme or '—'}: stated in wave {wave}", expected, stated(**here, wave=wave)


def report_lines(evaluation: Evaluation, width: int) -> list[str]:
    """The scores as a table, then every error, in the form that was compared; no line is longer than `width`."""
    rows = {**evaluation.fields, "all fields": evaluation.micro, "records": evaluation.segmentation}
    room = min(max(map(len, rows)), max(width - 36, 4))
    lines = [f"{'field':<{room}.{room}}  gold found right prec. recall   F1"]
    for name, s in rows.items():
        rates = f"{s.precision:6.2f}{s.recall:7.2f}{s.f1:5.2f}"
        lines.append(f"{name:<{room}.{room}}{s.n_gold:6}{s.n_result:6}{s.correct:6}{rates}")
    lines += textwrap.wrap(
        f"{evaluation.records_right} of {evaluation.segmentation.n_gold} records right, {evaluation.missed} missed, "
        f"{evaluation.invented} invented, {evaluation.out_of_order} out of order; macro F1 {evaluation.macro_f1:.2f}; "
        f"meta {sum(check.right for check in evaluation.meta)} of {len(evaluation.meta)} right",
        width,
    )
    for check in evaluation.meta:
        lines += [] if check.right else _contrast(f"meta {check.key}", check.expected, check.found, width)
    for (n, found_n), group in groupby(evaluation.misses, key=lambda miss: (miss.n, miss.found_n)):
        if n and found_n:
            lines += [line for m in group for line in _contrast(f"{n} {m.field}", m.expected, m.found, width)]
        else:
            first = next(group)
            lines.append(f"{n} missed: {_shown(first.expected)}" if n else f"{found_n} invented: {_shown(first.found)}")
    return [line if len(line) <= width else f"{line[: width - 1]}…" for line in lines]


def _contrast(label: str, expected: Any, found: Any, width: int) -> list[str]:
    """Both values, begun at the same place so that the first difference shows, one under the other."""
    texts, room = [_shown(expected), _shown(found)], max(width - 12, 8)
    same = next((at for at, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), min(map(len, texts)))
    start = same - room // 3 if same > room * 2 // 3 and max(map(len, texts)) > room else 0
    begun = [f"{'…' if start else ''}{text[start:]}" for text in texts]
    return [label, f"  expected  {begun[0]}", f"  found     {begun[1]}"]


def _shown(value: Any) -> str:
    parts = value if isinstance(value, list) else [value]
    return ", ".join(strict_key(str(part)) for part in parts if part is not None) or "—"
