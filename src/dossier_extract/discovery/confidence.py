"""How sure a found layout is, told from all that came out of it: each reason with the factor by which it lowers trust.

The search scores a sample of records by what their values look like. What it cannot see are the records that lack
something, text that went nowhere and the figures that the document states: these tell right finds from wrong ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import NamedTuple

from dossier_extract.messages import Message
from dossier_extract.profile import Layout, Profile
from dossier_extract.schema import Finding, PageResidue, Project, Result, Verdict

# Set by the development families of benchmarks/layouts, where they part finds with an F1 of 0.95 from the others.
UNSTATED = 0.9  # no figure to compare with
BELIED = 0.7  # a figure that the document states is another
UNTOLD = 0.3  # taken off where no label names any field; each label halves it
FITS = 0.9  # of what its records should have and of the text among them, where a profile fits its dossier
STRAY = 0.05  # of the records, that have a field by chance
CHECKED = ("claim-dossier", "claim-section", "claim-wave", "claim-amount")


class Reason(NamedTuple):
    """What speaks for a find or against it. Confidence is the product of the weights."""

    said: Message
    weight: float  # 1 where nothing speaks against it


def reasons_of(
    profile: Profile, projects: Sequence[Project], findings: Sequence[Finding], residue: Sequence[PageResidue]
) -> list[Reason]:
    """What makes a find more or less sure; nothing where there are no records."""
    if not projects:
        return []
    return [_complete(projects), _explained(residue), _stated(findings), _told(profile, projects)]


def confidence_of(reasons: Sequence[Reason], searched: float) -> float:
    """From 0 to 1: no more than the search itself was sure."""
    return round(min(searched, prod(reason.weight for reason in reasons)), 2) if reasons else 0.0


def doubt_of(profile: Profile, result: Result) -> Message | None:
    """Why a profile whose cues stand in a dossier may be one of another layout; None where nothing says so."""
    projects = result.projects
    if not projects:
        return Message("nothing begins a record as it says")
    if lacking := [name for name in _fields(profile) if not _present(name, projects)]:
        return Message("hardly a record has what it tells of: {fields}", fields=", ".join(lacking))
    share, complete = _share(projects), _complete(projects)
    explained = _explained(result.residue)
    return complete.said if share < FITS else explained.said if explained.weight < FITS else None


def surety_of(profile: Profile, result: Result) -> float:
    """From 0 to 1: what speaks for a profile by its records alone, whoever wrote it."""
    told = _fields(profile)
    present = sum(_present(name, result.projects) for name in told) / max(len(told), 1)
    return present * confidence_of(reasons_of(profile, result.projects, result.findings, result.residue), 1.0)


def _fields(profile: Profile) -> list[str]:
    return list(dict.fromkeys(name for layout in profile.layouts for name in layout.fields))


def _present(field: str, projects: Sequence[Project]) -> bool:
    """Whether more than a stray record has a field, by the name that profiles call it."""
    values = [getattr(one, "amount_eur" if field == "amount" else field) for one in projects]
    return sum(value not in (None, []) for value in values) > STRAY * len(values)


def _complete(projects: Sequence[Project]) -> Reason:
    """Records that lack what every project has are cut or read wrongly; few records are soon alike by chance."""
    whole, total = sum(map(all, map(_needed, projects))), len(projects)
    said = Message("{n} of {total} records have a title, a carrier and a territory", n=whole, total=total)
    return Reason(said, _share(projects) * total / (total + 1))


def _share(projects: Sequence[Project]) -> float:
    """Of what every project has, how much the records have."""
    return sum(map(sum, map(_needed, projects))) / (3 * len(projects))


def _needed(project: Project) -> tuple[bool, bool, bool]:
    return bool(project.title), bool(project.carrier), bool(project.territories)


def _explained(residue: Sequence[PageResidue]) -> Reason:
    """Text beside records that is in none of them may be records that were missed."""
    inside, left = sum(page.record for page in residue), sum(page.unclaimed for page in residue)
    share = inside / max(inside + left, 1)
    return Reason(Message("{share} of the text among the records is in one of them", share=f"{share:.0%}"), share)


def _stated(findings: Sequence[Finding]) -> Reason:
    verdicts = [one.verdict for one in findings if one.code in CHECKED]
    agreed, belied = verdicts.count(Verdict.PASS), verdicts.count(Verdict.FAIL)
    if not agreed + belied:
        return Reason(Message("the document states no figure to compare the records with"), UNSTATED)
    said = Message("{n} of {total} figures that the document states agree", n=agreed, total=agreed + belied)
    return Reason(said, BELIED if belied else 1.0)


def _told(profile: Profile, projects: Sequence[Project]) -> Reason:
    """A word that is printed beside a value says what it is; without any, only looks do."""
    named = max(sum(_present(name, projects) for name in set(_named(layout))) for layout in profile.layouts)
    return Reason(Message("{n} fields are named by a label or a header", n=named), 1 - UNTOLD * 0.5**named)


def _named(layout: Layout) -> Iterator[str]:
    columns = layout.table.columns if layout.table is not None else {}
    for field, sources in layout.fields.items():
        if any(source.label or source.slot in columns for source in sources):
            yield field
