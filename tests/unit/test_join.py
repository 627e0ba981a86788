"""Records that are told twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dossier_extract import Rules
from dossier_extract.drafts import ProjectBlock, RawField, Segmentation
from dossier_extract.stages.extract import extract_fields
from dossier_extract.stages.join import join_retold
from tests.pages import make_block, make_profile

FIRST = {"pages": {"to": 1}, "record": {"begins": {}}, "fields": {"title": {"in": "heading"}, "zone": {"in": "zone"}}}
SECOND = {
    "again": True,
    "record": {"begins": {}},
    "fields": {"title": {"in": "heading"}, "zone": {"in": "zone"}, "description": {}},
}


def told(*blocks: ProjectBlock, rules: Rules) -> list[dict[str, str]]:
    """The fields of the records that are left, by name, of blocks of two layouts; each stands at the place of its n."""
    profile = make_profile({}, layouts=[FIRST, SECOND])
    segmentation, fields = join_retold(Segmentation((), blocks, ()), extract_fields(blocks, profile, rules), profile)
    assert [block.n for block in segmentation.projects] == list(range(1, len(segmentation.projects) + 1))
    return [
        {raw.name: _value(raw, block) for raw in fields if raw.project == index}
        for index, block in enumerate(segmentation.projects)
    ]


def _value(raw: RawField, block: ProjectBlock) -> str:
    return "".join(block.slots[raw.slot].repaired[slice(*span)] for span in raw.spans)


def again(n: int, **slots: Any) -> ProjectBlock:
    return replace(make_block(n, **slots), layout=1)


def test_a_record_gains_what_it_lacks_and_keeps_what_it_has(rules: Rules) -> None:
    first, other = make_block(1, heading="Le bus", zone="Lens"), make_block(2, heading="Radio")
    found = told(first, other, again(1, heading="LE BUS", zone="Arras", body="Un bus."), rules=rules)
    assert found == [
        {"title": "Le bus", "zone": "Lens", "description": "Un bus.", "again.title": "LE BUS", "again.zone": "Arras"},
        {"title": "Radio"},
    ]


def test_numbers_before_titles_do_not_count_and_titles_that_return_go_one_by_one(rules: Rules) -> None:
    blocks = make_block(1, heading="Le bus"), make_block(2, heading="12. Le bus")
    found = told(
        *blocks, again(1, heading="1 Le bus", body="Un."), again(2, heading="2 Le bus", body="Deux."), rules=rules
    )
    assert [one["description"] for one in found] == ["Un.", "Deux."]


def test_the_second_telling_may_come_first_and_what_is_told_once_stays(rules: Rules) -> None:
    blocks = again(1, heading="Radio", body="Une radio."), again(2, heading="Le bus", body="Un bus.")
    found = told(*blocks, make_block(1, heading="Le bus"), rules=rules)
    assert [(one["title"], one["description"]) for one in found] == [("Radio", "Une radio."), ("Le bus", "Un bus.")]
