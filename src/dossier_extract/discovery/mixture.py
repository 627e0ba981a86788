"""Records that say the same in several ways by turns: « Avec « … », … intervient à … », « « … », porté par …, à … ».

Each way is learnt from the records that share a phrase of their first sentence, the last from what others leave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from dossier_extract.discovery.fields import Fit, fit_fields
from dossier_extract.discovery.marks import HEAD, phrases_of
from dossier_extract.discovery.phrasing import FIELDS, wordings
from dossier_extract.discovery.plausible import Judge
from dossier_extract.drafts import ProjectBlock
from dossier_extract.text import Text, fold
from dossier_extract.wording import OTHER, VALUE, flattened, opening, places, wording

WELL = 1.9  # score of records that need no several wordings
Way = dict[str, str]  # field → what its source reads
FEWEST, SHARE = 3, 0.12  # records of one way, and share of all
TRIED, WAYS = 3, 5  # phrases that are tried for a way, and ways
WHOLE = 0.8  # of the records that share a phrase have all steps of their way
TOLD = 0.7  # of all records have one of the ways
_STOP = re.compile(r"[^\W_]{2}[.!?] ")


def by_turns(fit: Fit, some: Sequence[ProjectBlock], more: Sequence[ProjectBlock], judge: Judge) -> Fit:
    """The fields of records that run on, told by several wordings where that reads them better."""
    if fit.score >= WELL:
        return fit
    said = mixture([one.slots["body"] for one in more if "body" in one.slots], judge)
    return max(fit, fit_fields(some, judge.rules, judge, said), key=lambda one: one.score) if said else fit


def mixture(texts: Sequence[Text], judge: Judge) -> dict[str, dict[str, Any]]:
    """Sources of the fields that most of these bodies of records have in one of several ways; nothing for one way."""
    left, ways = [_first(text) for text in texts], list[Way]()
    while len(ways) < WAYS and len(left) >= FEWEST:
        tried = [_fitting(group, judge) for group in _groups(left, len(texts))]
        best = max((one for one in tried if one), key=lambda one: len(one[1]), default=None) or _fitting(left, judge)
        if best is None:
            break
        way, held = best
        ways.append(way)
        left = [text for text in left if id(text) not in held]
    if len(ways) < 2 or len(left) > (1 - TOLD) * len(texts):
        return {}
    fields = [field for field in FIELDS if any(field in way for way in ways)]
    without = [way["title"].replace(VALUE, OTHER) for way in ways]
    return {
        field: {"in": "body", "reads": [way.get(field, none) for way, none in zip(ways, without, strict=True)]}
        for field in fields
    }


def _first(text: Text) -> Text:
    """Its first sentence, whatever its style."""
    head = text.folded[:HEAD].partition("\n")[0]
    stop = _STOP.search(head)
    n = stop.end() - 1 if stop is not None else len(head)
    return Text(text.repaired[:n], head[:n], (), ((0, n),), ())


def _groups(texts: Sequence[Text], n: int) -> Iterator[list[Text]]:
    """The sentences that share a phrase, by phrase."""
    heads = [flattened(text.folded) for text in texts]
    seen: list[list[Text]] = []
    for phrase in phrases_of(heads, max(FEWEST, SHARE * n))[:TRIED]:
        group = [text for text, head in zip(texts, heads, strict=True) if phrase in head]
        if group not in seen:
            seen.append(group)
            yield group


def _fitting(texts: Sequence[Text], judge: Judge) -> tuple[Way, set[int]] | None:
    """The best wording of some sentences, if it tells title and carrier, and those that have all its steps."""
    for said in wordings(texts, {"in": "body"}, judge)[:1]:
        if {"title", "carrier"} <= said.keys():
            way = {field: source["reads"].rstrip(" .") + ". " for field, source in said.items()}
            steps = wording(fold(way["title"]))
            whole = {
                id(text)
                for text in texts
                if len(places(steps, text.folded, opening(text.folded, judge.rules))) == len(steps.steps)
            }
            return (way, whole) if len(whole) >= max(FEWEST, WHOLE * len(texts)) else None
    return None
