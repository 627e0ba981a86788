"""Dossiers of several layouts: a layout judged page by page, and the pages given away that another one reads better.

A table for one theme and cards for the next are two layouts. Each page goes to the layout whose records that begin
on it are worth most; a page on which no record begins goes on with the layout before it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from dossier_extract.discovery.hypothesis import FEWEST, Hypothesis, profile_of
from dossier_extract.discovery.plausible import Judge
from dossier_extract.discovery.retold import retold, values_of
from dossier_extract.discovery.takings import Taking, inner_lines, left, taking, without
from dossier_extract.discovery.trial import LEFT, LIKELY, MISSING, WEIGHTS
from dossier_extract.drafts import ProjectBlock
from dossier_extract.profile import Profile
from dossier_extract.rules import Rules
from dossier_extract.stages.extract import extract_fields
from dossier_extract.text import Text

POOR = 0.8  # of a layout's usual page: pages below are tried with other layouts
BETTER = 1.15  # times what the pages were worth, for another layout to take them
EACH = 0.6  # of what a record of theirs was worth, for one of the other layout: many poor ones add up, too
RUBBISH = 0.3  # of a usual page: less is an annex or a table of figures
KEPT = 0.95  # of the characters of records, with a further heading over them that stood in some
CHAPTERS = 4  # layouts of one dossier
RECORDS = 2  # of a further layout that are better, at least: one is better by chance
TURNS = 1  # runs of pages more than layouts: those that take turns page by page are two views of the same records
LEFT_OUT: dict[str, Any] = {"ignore": {}, "record": {"begins": {}}, "fields": {}}  # layout of pages without projects


class Found(Protocol):
    """A layout that was tried, and its records."""

    @property
    def layout(self) -> dict[str, Any]: ...
    @property
    def projects(self) -> tuple[ProjectBlock, ...]: ...


class Search(Protocol):
    """What looks for layouts: all pages' numbers, and the tools that a division needs."""

    rules: Rules
    judge: Judge
    numbers: list[int]

    @property
    def annexes(self) -> frozenset[int]:
        """Pages that no further layout may rest on."""

    def tried(self, numbers: frozenset[int]) -> list[Hypothesis]:
        """The hypotheses for some pages, the best first."""

    def best(self, pages: frozenset[int]) -> Found | None:
        """The best layout of some pages that is to be believed."""

    def records(self, layout: dict[str, Any]) -> tuple[ProjectBlock, ...]:
        """The records that a layout finds on all pages."""

    def fitted(self, layout: dict[str, Any], projects: tuple[ProjectBlock, ...]) -> Found:
        """The layout with its fields told from these records."""


class Run(NamedTuple):
    """Pages one after the other that one layout reads."""

    first: int
    last: int
    layout: int


def page_worths(projects: Sequence[ProjectBlock], profile: Profile, rules: Rules, judge: Judge) -> dict[int, float]:
    """What the records are worth that begin on each page, by the values that the profile takes from them."""
    taken: dict[int, list[Taking]] = defaultdict(list)
    for raw in extract_fields(projects, profile, rules):
        taken[raw.project].append(taking(raw, projects[raw.project].slots[raw.slot]))
    described = [one for own in taken.values() for one in own if one.raw.name == "description"]
    inner = inner_lines(described, judge)
    heads = inner if len(inner) > 1 else set[str]()
    worths: dict[int, float] = defaultdict(float)
    for index, block in enumerate(projects):
        worths[block.page] += max(0.0, _worth(block, taken[index], judge, heads))
    return worths


def _worth(block: ProjectBlock, taken: Sequence[Taking], judge: Judge, heads: set[str]) -> float:
    """What one record is worth. `heads`: sub-headings of descriptions, folded."""
    gained = -sum(cost for field, cost in MISSING.items() if field not in {one.raw.name for one in taken})
    for one in taken:
        if (field := one.raw.name) in WEIGHTS:
            value = without(one, heads) if field == "description" else one.value
            gained += WEIGHTS[field] * (judge.value(field, value) - LIKELY)
    return gained - LEFT * left(block, [span for one in taken for span in one.spans])


def runs(owners: Mapping[int, int], pages: Sequence[int]) -> list[Run]:
    """Pages one after the other with one owner; pages without one go with those before them."""
    owned = [page for page in pages if page in owners]
    if not owned:
        return []
    begins = [owned[0], *(after for before, after in pairwise(owned) if owners[before] != owners[after])]
    ends = [begin - 1 for begin in begins[1:]] + [pages[-1]]
    return [Run(first, last, owners[first]) for first, last in zip(begins, ends, strict=True)]


def follow(owners: Mapping[int, int], pages: Sequence[int]) -> bool:
    """Whether layouts follow one another as chapters do, instead of taking turns page by page."""
    return len(runs(owners, pages)) <= len(set(owners.values())) + TURNS


class Chapter:
    """One layout of several: its records on all pages, and what those that begin on each page are worth."""

    def __init__(self, search: Search, layout: dict[str, Any]) -> None:
        self.search, self.layout = search, layout
        self.projects = search.records(layout)
        self.counts = Counter(block.page for block in self.projects)
        self.worths = page_worths(self.projects, profile_of(layout), search.rules, search.judge)

    def refitted(self, pages: frozenset[int]) -> Chapter:
        """The same with its fields told from the records of its own pages alone."""
        own = tuple(block for block in self.projects if block.page in pages)
        fixed = not own or self.layout.get("again")
        return self if fixed else Chapter(self.search, self.search.fitted(self.layout, own).layout)

    def again(self, pages: frozenset[int]) -> Chapter | None:
        """The layout of other pages that tells again of its projects, and more of them; None where none does."""
        rules, own = self.search.rules, [block for block in self.projects if block.page not in pages]
        known = values_of(own, profile_of(self.layout), rules)
        layout = retold(self.search.tried(pages), known, rules) if pages else None
        return Chapter(self.search, layout) if layout is not None else None

    def headed(self, others: Sequence[Chapter], pages: frozenset[int]) -> dict[str, Any]:
        """The layout with the headings of sections that others found, where they part its records and take nothing."""
        layout = self.layout
        for look in [look for other in others for look in other.layout.get("section", ()) if "match" not in look]:
            if look not in layout.get("section", ()):
                tried = {**layout, "section": [*layout.get("section", ()), look]}
                if self._keeps(self.search.records(tried), pages):
                    layout = tried
        return layout

    def _keeps(self, projects: Sequence[ProjectBlock], pages: frozenset[int]) -> bool:
        """Whether these are its records on some pages, and hold all that they held but for some headings."""
        own, kept = ([one for one in some if one.page in pages] for some in (self.projects, projects))
        before, after = (sum(_on(pages, text) for one in some for text in one.slots.values()) for some in (own, kept))
        return len(kept) == len(own) and after >= KEPT * before

    def poor(self) -> frozenset[int]:
        """Pages on which it finds nothing, or records that are poorer than usual."""
        return frozenset(self.search.numbers) - self.good(POOR)

    def good(self, share: float) -> frozenset[int]:
        """Pages whose records are worth a share at least of what they usually are."""
        counts = self.counts
        each = sorted(self.worths[page] / counts[page] for page in counts)
        least = share * each[len(each) * 3 // 4] if each else 0.0
        return frozenset(page for page, count in counts.items() if self.worths[page] >= least * count > 0)


def divided(search: Search, best: Found) -> list[tuple[Run, dict[str, Any]]]:
    """The layouts of a dossier, each with its run of pages; one alone reads them all."""
    chapters = [Chapter(search, best.layout)]
    owners = dict.fromkeys(chapters[0].worths, 0)
    poor = chapters[0].poor() - search.annexes
    if (again := chapters[0].again(poor)) is not None:
        chapters.append(again)
        owners |= dict.fromkeys(poor & again.worths.keys(), 1)
        poor -= again.worths.keys()
    while poor and len(chapters) < CHAPTERS and (other := search.best(poor)) is not None:
        chapter = Chapter(search, other.layout)
        read = {block.page for block in other.projects}
        poor -= read & chapter.good(POOR) or read  # what it reads badly may be yet another one's
        taken = _taken(chapter, [chapters[owners.get(page, 0)] for page in chapter.worths])
        claimed = owners | dict.fromkeys(taken, len(chapters))
        if taken and follow(claimed, search.numbers):
            chapters.append(chapter)
            owners = claimed
            chapters = [one.refitted(_of(owners, number)) for number, one in enumerate(chapters)]
    if len(chapters) == 1:
        return _whole(search, chapters[0])
    _refit_runs(chapters, owners, search.numbers)
    owners = {page: owner for page, owner in owners.items() if page in chapters[owner].good(RUBBISH)}
    first, *later = runs(owners, search.numbers)
    front = [page for page in chapters[first.layout].worths if page < first.first]  # what only looks like records
    every = [first._replace(first=max(front) + 1 if front else search.numbers[0]), *later]
    layouts = [one.headed(chapters, _of(owners, number)) for number, one in enumerate(chapters)]
    return _closed([(run, layouts[run.layout]) for run in every], chapters, owners)


def _refit_runs(chapters: list[Chapter], owners: dict[int, int], numbers: Sequence[int]) -> None:
    """Let a run of pages apart from others of its layout have fields of its own where these make its records better."""
    every = [_of(owners, number) for number in range(len(chapters))]
    for run in runs(owners, numbers):
        pages = frozenset(page for page in owners if run.first <= page <= run.last)
        own = chapters[run.layout]
        if pages != every[run.layout] and sum(own.counts[page] for page in pages) >= FEWEST:
            other = own.refitted(pages)
            before, after = (sum(one.worths.get(page, 0.0) for page in pages) for one in (own, other))
            if after > BETTER * before:
                owners |= dict.fromkeys(pages, len(chapters))
                chapters.append(other)


def _whole(search: Search, chapter: Chapter) -> list[tuple[Run, dict[str, Any]]]:
    """One layout for all pages, without those before and after its records on which something only looks like some."""
    good = chapter.good(RUBBISH)
    if not good:
        return [(Run(search.numbers[0], search.numbers[-1], 0), chapter.layout)]
    pages, last = chapter.layout.get("pages", {}), search.numbers[-1]
    first = max((page for page in chapter.worths if page < min(good)), default=search.numbers[0] - 1) + 1
    stop = min((page for page in chapter.worths if page > max(good)), default=last + 1) - 1
    whole = Run(max(first, pages.get("from", first)), min(stop, pages.get("to", stop)), 0)
    return [(whole, chapter.layout), *([(Run(whole.last + 1, last, 1), LEFT_OUT)] if whole.last < last else [])]


def _closed(
    parts: list[tuple[Run, dict[str, Any]]], chapters: Sequence[Chapter], owners: Mapping[int, int]
) -> list[tuple[Run, dict[str, Any]]]:
    """The last run ends before what only looks like records: a table of figures, an annex."""
    run, layout = parts[-1]
    rubbish = [page for page in chapters[run.layout].worths if page > max(owners)]
    if not rubbish:
        return parts
    end = Run(min(rubbish), run.last, len(chapters))
    return [*parts[:-1], (run._replace(last=end.first - 1), layout), (end, LEFT_OUT)]


def _taken(chapter: Chapter, holders: Sequence[Chapter]) -> list[int]:
    """The pages that a further layout takes from those that hold its pages; none for one record alone."""
    taken = [page for page, holder in zip(chapter.worths, holders, strict=True) if _takes(chapter, holder, page)]
    return taken if sum(chapter.counts[page] for page in taken) >= RECORDS else []


def _takes(chapter: Chapter, holder: Chapter, page: int) -> bool:
    """Whether a page is worth more with another layout, by records that are not much poorer each."""
    worth, held = chapter.worths[page], holder.worths.get(page, 0.0)
    each, usual = (worth / chapter.counts[page], held / max(holder.counts[page], 1))
    return worth > BETTER * held and each > EACH * usual


def _on(pages: frozenset[int], text: Text) -> int:
    """The characters of a text that stand on some pages: the last record of a run may go on where others read."""
    return sum(end - start for start, end, line in text.stretches if line.page in pages)


def _of(owners: Mapping[int, int], number: int) -> frozenset[int]:
    return frozenset(page for page, owner in owners.items() if owner == number)
