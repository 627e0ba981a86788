"""How likely each value is right, from the evidence that the result itself holds: `Origin.confidence`.

The weights are those of a logistic regression over values of dossiers with gold (tools/fit_trust.py), kept in
rules/trust.yml with what they were fitted on; docs/trust.md has the reliability table of families kept out of the fit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from dossier_extract.discovery.plausible import Judge
from dossier_extract.rules import Rules
from dossier_extract.schema import Finding, Origin, ProfileUse, Project, unchecked

WEIGHED = ("title", "carrier", "territories", "territories_printed", "zone", "description", "theme", "amount_eur")
_SAME = {"carrier_printed": "carrier", "zone_label": "zone"}  # as sure as the value that they belong to
_NAMED = ("label", "slot", "quoted")  # a printed word, a column or a pair of quotes says where the value stands
_JUDGED = {"territories_printed": "territories", "amount_eur": "amount", "territories": "territories"}
_COPIED = attrgetter(*(name for name in Origin.__slots__ if name != "confidence"))
_CORE = ("title", "carrier", "territories")


class Value(NamedTuple):
    """A value of a project with its evidence: name of a sign → how much of it, from 0 to 1."""

    project: int  # index
    field: str
    evidence: dict[str, float]


def weigh_values(
    projects: Sequence[Project], use: ProfileUse, findings: Sequence[Finding], rules: Rules
) -> list[Project]:
    """Return the projects with a confidence in each origin of a published field."""
    weights = rules.trust
    found: list[dict[str, float]] = [{} for _ in projects]
    for value in evidence_of(projects, use, findings, Judge(rules)):
        score = weights.fields.get(value.field, 0.0) + weights.base
        score += sum(weights.signs.get(sign, 0.0) * much for sign, much in value.evidence.items() if much)
        found[value.project][value.field] = round(1 / (1 + math.exp(-score)), 3)
    return [_with(project, sure) for project, sure in zip(projects, found, strict=True)]


def _with(project: Project, sure: Mapping[str, float]) -> Project:
    origins = {
        field: [_weighed(one, sure.get(_SAME.get(field, field))) for one in listed]
        for field, listed in project.origins.items()
    }
    return project.model_copy(update={"origins": origins})


def _weighed(origin: Origin, confidence: float | None) -> Origin:
    """The origin with its confidence."""
    return origin if confidence == origin.confidence else unchecked(Origin, *_COPIED(origin), confidence)


def evidence_of(projects: Sequence[Project], use: ProfileUse, findings: Sequence[Finding], judge: Judge) -> list[Value]:
    """Every published value of the projects with what speaks for it or against it."""
    doubt = 1 - (1.0 if use.confidence is None else use.confidence)
    found = use.how == "discovered"
    warned = {finding.project for finding in findings if finding.code in ("place-elsewhere", "title-quote-unclosed")}
    bare = [sum(not getattr(one, name) for name in _CORE) / len(_CORE) for one in projects]
    values = []
    for field in WEIGHED:
        present = [(index, one) for index, one in enumerate(projects) if one.origins.get(field)]
        texts = [_text(one, field) for _, one in present]
        unsuited = [1 - judge.value(_JUDGED.get(field, field), text) if field != "theme" else 0.0 for text in texts]
        sparse = 1 - len(present) / max(len(projects), 1)
        for (index, project), bad in zip(present, unsuited, strict=True):
            signs = {
                "layout_doubt": found * doubt,
                "unsuited": bad,
                "unnamed": float(project.origins[field][0].source.rpartition(":")[2] not in _NAMED),
                "sparse": found * sparse,
                "bare": bare[index],
                "warned": float(project.id in warned),
                "unplaced": float(field in ("zone", "territories") and not _placed(project)),
            }
            values.append(Value(index, field, signs))
    return values


def _text(project: Project, field: str) -> str:
    value: Any = getattr(project, field)
    if field in ("amount_eur", "territories"):
        return project.origins[field][0].raw
    return str(value or "")


def _placed(project: Project) -> bool:
    """Whether the zone names a place that is linked, inside the record's territories."""
    own = set(project.departements)
    return any(one.field == "zone" and one.code and own & set(one.departements) for one in project.places)
