"""Projects that a document tells of twice: a layout whose records repeat titles, and say what the others lack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dossier_extract.discovery.hypothesis import FEWEST, Hypothesis, profile_of
from dossier_extract.discovery.takings import taking
from dossier_extract.drafts import ProjectBlock
from dossier_extract.profile import Profile
from dossier_extract.rules import Rules
from dossier_extract.stages.extract import extract_fields
from dossier_extract.stages.join import title_of

SAME = 0.8  # of its records that bear the title of one told before
NEW = 0.5  # of these that say what that one lacks
AGREED = 0.5  # of the values of a field told before, that say the same there: else they are none of it

Said = dict[str, str]  # field → value; title as `title_of` has it


def retold(tried: Iterable[Hypothesis], known: Sequence[Said], rules: Rules) -> dict[str, Any] | None:
    """The first layout that tells again of known projects, with the fields that they lack or that agree with them."""
    titles = {one["title"]: one for one in known if "title" in one}
    for hypothesis in tried:
        said = values_of(hypothesis.projects, profile_of(hypothesis.layout), rules)
        pairs = [(titles[one["title"]], one) for one in said if one.get("title") in titles]
        if len(pairs) < max(FEWEST, SAME * len(said)):
            continue
        sources = hypothesis.layout["fields"]
        new = {name for name in sources if _lacks(name, pairs)}
        if new or not any(hypothesis.lacks()):  # else records to be believed would be told twice
            fields = {name: own for name, own in sources.items() if name in new or _agrees(name, pairs)}
            return {**hypothesis.layout, "again": True, "fields": fields}
    return None


def values_of(projects: Sequence[ProjectBlock], profile: Profile, rules: Rules) -> list[Said]:
    """What a profile takes from each record."""
    said: list[Said] = [{} for _ in projects]
    for raw in extract_fields(projects, profile, rules):
        block = projects[raw.project]
        own = title_of(raw, block) if raw.name == "title" else taking(raw, block.slots[raw.slot]).folded
        said[raw.project][raw.name] = own
    return said


def _lacks(name: str, pairs: Sequence[tuple[Said, Said]]) -> bool:
    """Whether most second tellings have a field that the first ones hardly have."""
    return sum(name in again and name not in known for known, again in pairs) >= NEW * len(pairs)


def _agrees(name: str, pairs: Sequence[tuple[Said, Said]]) -> bool:
    """Whether a field says the same in both tellings, where both have it."""
    both = [(known[name], again[name]) for known, again in pairs if name in known and name in again]
    return bool(both) and sum(one == other for one, other in both) >= AGREED * len(both)
