"""Which project of a result is which record of the gold, and what became of those that have no counterpart."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from operator import itemgetter

from dossier_extract.evaluate.gold import Json
from dossier_extract.evaluate.matching import row, soft_key

# Likeness from which two records may be the same one. Of the 3907 pairs of different records in the four test dossiers
# 2 reach it (twins of one carrier) on 200 characters of description; on 80 characters, 16 do.
ALIKE = 0.5
GIST = "{title} {carrier} {description!s:.200}"
TELLING = 20  # letters and digits from which a phrase is taken to stand in another record's text by no chance

Couple = tuple[Json, Json]  # record and project; {} where there is none


def align(records: Sequence[Json], projects: Sequence[Json]) -> list[Couple]:
    """Each record with its project: same title and carrier, same title, same description, most alike; {} for none."""
    wanted, found = ([row(record) for record in side] for side in (records, projects))
    pairs: dict[int, int] = {}
    left = set(range(len(found)))
    for first, *more in (("title", "carrier"), ("title",), ("description",)):
        key = itemgetter(first, *more)
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for j in sorted(left):
            waiting[key(found[j])].append(j)
        for i, keys in enumerate(wanted):
            if i not in pairs and keys[first] and waiting[key(keys)]:
                pairs[i] = waiting[key(keys)].popleft()
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


def merged(couples: Sequence[Couple]) -> int:
    """How many of the missed records stand in the project of another one, beyond what that other one says itself."""
    holders = [(_text(project), _text(record)) for record, project in couples if record and project]
    missed = (record for record, project in couples if not project)
    return sum(any(_stands(record, *holder) for holder in holders) for record in missed)


def split(couples: Sequence[Couple]) -> int:
    """How many of the invented projects are pieces: they stand in a record, beyond what its own project says."""
    wholes = [(_text(record), _text(project)) for record, project in couples if record]
    invented = (project for record, project in couples if not record)
    return sum(any(_stands(project, *whole) for whole in wholes) for project in invented)


def _stands(record: Json, where: str, already: str) -> bool:
    return any(phrase in where and phrase not in already for phrase in _phrases(record))


def _phrases(record: Json) -> Iterator[str]:
    """What tells a record in another's text: its title, either half of its description; short ones are left out."""
    words = (record.get("description") or "").split()
    halves = (" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :]))
    for text in (record.get("title") or "", *halves):
        if len(phrase := soft_key(text)) >= TELLING:
            yield phrase


def _text(record: Json) -> str:
    return soft_key(" ".join(record.get(field) or "" for field in ("title", "carrier", "zone", "description")))
