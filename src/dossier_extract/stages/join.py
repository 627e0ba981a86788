"""Projects that a dossier tells of twice, in a table and elsewhere in full: one record each, with what both say."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dossier_extract.drafts import AGAIN, ProjectBlock, RawField, Segmentation
from dossier_extract.profile import Profile
from dossier_extract.text import Text

_NUMBER = re.compile(r"\W*\d{1,3}\W+")


def join_retold(
    segmentation: Segmentation, raw_fields: Sequence[RawField], profile: Profile
) -> tuple[Segmentation, list[RawField]]:
    """Return the records and their fields, those of layouts marked `again` joined to the ones with their titles.

    A record gains the fields that it lacks; one `again` that has no other's title stays a record of its own.
    """
    projects = segmentation.projects
    again = {number for number, layout in enumerate(profile.layouts) if layout.again}
    if not again:
        return segmentation, list(raw_fields)
    owners = _owners(projects, raw_fields, again)
    kept = [index for index in range(len(projects)) if index not in owners]
    ranks = {index: rank for rank, index in enumerate(kept)}
    retold: dict[int, dict[str, Text]] = defaultdict(dict)
    for index, owner in owners.items():
        retold[owner] = {AGAIN + name: text for name, text in projects[index].slots.items()}
    joined = (
        replace(projects[index], n=ranks[index] + 1, slots=projects[index].slots | retold[index]) for index in kept
    )
    counts = Counter(projects[index].section for index in kept)
    sections = (replace(one, n_projects=counts[number]) for number, one in enumerate(segmentation.sections))
    fields = sorted(_joined(raw_fields, owners, ranks), key=lambda raw: raw.project)
    return replace(segmentation, projects=tuple(joined), sections=tuple(sections)), fields


def _owners(projects: Sequence[ProjectBlock], raw_fields: Sequence[RawField], again: set[int]) -> dict[int, int]:
    """The record that each of those told again belongs to, by index."""
    titles = {raw.project: title_of(raw, projects[raw.project]) for raw in raw_fields if raw.name == "title"}
    free: dict[str, list[int]] = defaultdict(list)
    for index, title in titles.items():
        if projects[index].layout not in again:
            free[title].append(index)
    retold = (index for index in titles if projects[index].layout in again)
    return {index: free[titles[index]].pop(0) for index in retold if free[titles[index]]}


def title_of(raw: RawField, block: ProjectBlock) -> str:
    """What two tellings of one project have in common: letters and figures of its title, without a number before it."""
    folded = " ".join(block.slots[raw.slot].folded[slice(*span)] for span in raw.spans)
    number = _NUMBER.match(folded)
    return "".join(filter(str.isalnum, folded[number.end() if number is not None else 0 :]))


def _joined(raw_fields: Sequence[RawField], owners: Mapping[int, int], ranks: Mapping[int, int]) -> Iterator[RawField]:
    """The fields of the joined records; what one has of its own is read no second time."""
    told = {(raw.project, raw.name) for raw in raw_fields}
    for raw in raw_fields:
        owner = owners.get(raw.project)
        if owner is None:
            yield replace(raw, project=ranks[raw.project])
        else:
            new = (owner, raw.name) not in told and not raw.name.startswith("extra.")
            name = raw.name if new else AGAIN + raw.name
            yield replace(raw, project=ranks[owner], name=name, slot=AGAIN + raw.slot)
