"""How right a result is: counts, rates and every miss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from math import ceil
from typing import Any

from dossier_extract.evaluate.align import align, merged, split
from dossier_extract.evaluate.carriers import CarrierGold, pair_counts
from dossier_extract.evaluate.claims import TEXTS, MetaCheck, Verdicts, check_meta, judge_claims
from dossier_extract.evaluate.gold import FIELDS, Gold, Json
from dossier_extract.evaluate.links import LinkMiss, link_counts
from dossier_extract.evaluate.matching import MATCHINGS, Matching, Row, row
from dossier_extract.evaluate.reliability import Reliability, Stated, reliability_of, stated_values

# What a dossier has come to that ended without a result: nothing found, nothing said.
NO_RESULT: Json = {"dossier": dict.fromkeys(TEXTS) | {"claims": []}, "sections": [], "projects": [], "findings": []}


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
    def of(cls, n_gold: int, n_result: int, correct: int) -> Score:
        """Work out the rates."""
        parts = ((correct, n_result), (correct, n_gold), (2 * correct, n_gold + n_result))
        return cls(n_gold, n_result, correct, *(part / whole if whole else 1.0 for part, whole in parts))

    @classmethod
    def summed(cls, scores: Sequence[Score]) -> Score:
        """The score of all their values together."""
        return cls.of(*(sum(getattr(s, name) for s in scores) for name in ("n_gold", "n_result", "correct")))


@dataclass(frozen=True)
class Scores:
    """Fields and whole records under one matching."""

    fields: dict[str, Score]
    micro: Score  # all fields together
    macro_precision: float  # means over the fields that either side fills: one that nobody fills would flatter them
    macro_recall: float
    macro_f1: float
    records_right: int  # gold records with every field right


@dataclass(frozen=True)
class Miss:
    """A wrong field, as printed. The fields of a missed record have no `found_n`, those of an invented one no `n`."""

    n: int | None
    field: str
    expected: Any
    found: Any
    found_n: int | None


@dataclass(frozen=True)
class Evaluation(Scores):
    """How a result compares with its gold; the scores of its own are the strict ones.

    Records are aligned one to one. A record of the gold with a project is *found*, one without is *missed*; a project
    without a record is *invented*. A missed record whose title or half of whose description stands in the project of
    another record, and not in that other record, is *merged*. An invented project that stands likewise in a record,
    and not in that record's own project, is *split* off from it. So merged records are among the missed, split ones
    among the invented; a second copy of a found record is invented and not split.
    """

    lenient: dict[str, Scores]  # under the other matchings, by name
    segmentation: Score  # of the records: in gold, in the result, in both
    missed: int
    merged: int
    invented: int
    split: int
    out_of_order: int  # found records that stand before the one they should follow
    meta: list[MetaCheck]
    verdicts: Verdicts
    misses: list[Miss]
    links: Score | None = None  # codes of places; None where the gold links none
    link_misses: list[LinkMiss] = field(default_factory=list)
    carriers: Score | None = None  # pairs of records with one body; None without carriers.json
    carrier_ids: dict[int, str | None] = field(default_factory=dict)  # what each record's carrier was told to be
    stated: list[Stated] = field(default_factory=list)  # the confidence of each value, and whether it is right

    @property
    def reliability(self) -> Reliability:
        """What the confidences were worth."""
        return reliability_of(self.stated)

    def to_json(self) -> dict[str, Any]:
        """All of it as plain values; what the confidences were worth in place of each of them."""
        ids = {str(n): id_ for n, id_ in self.carrier_ids.items()}  # keys of JSON are texts
        told = {"carrier_ids": ids, "reliability": asdict(self.reliability)}
        return {name: value for name, value in asdict(self).items() if name != "stated"} | told


def evaluate(gold: Gold, result: Json) -> Evaluation:
    """Score a result (`schema.Result` as read from its JSON file, or `NO_RESULT`) against the gold."""
    couples = align(gold.records, result["projects"])
    rows = [(row(record), row(project)) for record, project in couples]
    scores = {name: _scores(rows, matches) for name, matches in MATCHINGS.items()}
    found = sum(bool(record and project) for record, project in couples)
    *linked, link_misses = link_counts(couples, gold.links)
    ids = {record["n"]: project.get("carrier_id") for record, project in couples if record}
    segmentation = Score.of(len(gold.records), len(result["projects"]), found)
    return Evaluation(
        **vars(scores.pop("strict")),
        lenient=scores,
        segmentation=segmentation,
        missed=segmentation.n_gold - found,
        merged=merged(couples),
        invented=segmentation.n_result - found,
        split=split(couples),
        out_of_order=sum(a > b for a, b in pairwise(p["n"] for record, p in couples if record and p)),
        meta=check_meta(gold.meta, result),
        verdicts=judge_claims(gold.meta, result),
        misses=[
            Miss(record.get("n"), field, record.get(field), project.get(field), project.get("n"))
            for (record, project), (wanted, given) in zip(couples, rows, strict=True)
            for field in FIELDS
            if wanted[field] != given[field]
        ],
        links=Score.of(*linked) if gold.links else None,
        link_misses=link_misses,
        carriers=carrier_score(gold.carriers, {gold.name: ids}) if gold.carriers else None,
        carrier_ids=ids if gold.carriers else {},
        stated=[*stated_values(couples)],
    )


def carrier_score(gold: CarrierGold, ids: Mapping[str, Mapping[int, str | None]]) -> Score:
    """How right the carriers' identifiers are, by pairs of records. `ids`: dossier → record → identifier."""
    return Score.of(*pair_counts(gold, {(name, n): one for name, own in ids.items() for n, one in own.items()}))


def _scores(rows: Sequence[tuple[Row, Row]], matches: Matching) -> Scores:
    right = [{field: matches(wanted[field], given[field]) for field in FIELDS} for wanted, given in rows]
    fields = {
        field: Score.of(
            sum(wanted[field] is not None for wanted, _ in rows),
            sum(given[field] is not None for _, given in rows),
            sum(wanted[field] is not None and same[field] for (wanted, _), same in zip(rows, right, strict=True)),
        )
        for field in FIELDS
    }
    used = [score for score in fields.values() if score.n_gold + score.n_result]
    return Scores(
        fields=fields,
        micro=Score.summed(list(fields.values())),
        macro_precision=mean([score.precision for score in used]),
        macro_recall=mean([score.recall for score in used]),
        macro_f1=mean([score.f1 for score in used]),
        records_right=sum(
            all(same.values()) and any(key is not None for key in wanted.values())
            for (wanted, _), same in zip(rows, right, strict=True)
        ),
    )


def mean(values: Sequence[float]) -> float:
    """The mean; 1.0 of nothing, as with scores."""
    return sum(values) / len(values) if values else 1.0


def worst_tenth(values: Sequence[float]) -> float:
    """The mean of the lowest tenth of the values, one at least; 1.0 of nothing."""
    return mean(sorted(values)[: ceil(len(values) / 10)])
