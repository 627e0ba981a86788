"""What the headings over a record say: the theme and the place that it inherits, over two levels of headings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from dossier_extract.drafts import SectionBlock
from dossier_extract.places import Territories, territories_of
from dossier_extract.rules import Rules
from dossier_extract.text import Text, fold

OUTER = 2  # headings of one look with another kind's heading right below; one alone is the title of a list

_WORD = re.compile(r"\w+")


_Look = tuple[float, bool]  # size in points, and weight: colours vary from theme to theme


class Above(NamedTuple):
    """The headings that a section's records inherit from."""

    theme: Text | None
    place: Text | None


class _Kind(StrEnum):
    THEME = "theme"
    PLACE = "place"
    DISTRICT = "district"  # a part of the place that stands above it: tells neither
    FRONT = "front"  # no project stands under such a heading, or none has a theme from it


def headings_over(sections: Sequence[SectionBlock], rules: Rules) -> list[Above]:
    """The theme and the place of each section: from its own heading, and from the one around it.

    Headings of one level follow one another; what is said again below each of them is the title of a list. Where a
    theme's heading has no records of its own and a place's stands right below it, that look is the outer level: its
    theme holds until the next one. So too the other way round.
    """
    kinds = [_kind(section.heading, rules) for section in sections]
    outer, lists = _outer_looks(sections, kinds), _titles_of_lists(sections, kinds)
    over: dict[_Kind, Text] = {}
    found = []
    for section, kind in zip(sections, kinds, strict=True):
        heading = section.heading
        if heading is not None and heading.folded not in lists and kind is not _Kind.DISTRICT:
            keeps = kind is not _Kind.FRONT and (kind, _look(heading)) not in outer
            around = {other: text for other, text in over.items() if other != kind and (other, _look(text)) in outer}
            begun = over.get(kind)
            over = {**(around if keeps else {}), kind: heading}
            if begun is not None and _goes_on(begun, heading, rules):
                over[kind] = begun
        found.append(Above(over.get(_Kind.THEME), over.get(_Kind.PLACE)))
    return found


def outline(sections: Sequence[SectionBlock], rules: Rules) -> list[SectionBlock]:
    """The sections with those of one theme as one: its places below it, what goes on over the page."""
    outlined: list[SectionBlock] = []
    at: dict[int, int] = {}  # theme's heading → index in `outlined`
    for section, above in zip(sections, headings_over(sections, rules), strict=True):
        index = at.get(id(above.theme)) if above.theme is not None else None
        if index is None:
            at[id(above.theme)] = len(outlined)
            outlined.append(section)
            continue
        whole = outlined[index]
        outlined[index] = replace(
            whole,
            texts=(*whole.texts, *section.texts),
            pages=tuple(sorted({*whole.pages, *section.pages})),
            n_projects=whole.n_projects + section.n_projects,
        )
    return outlined


def is_front(heading: Text | None, rules: Rules) -> bool:
    """Whether nothing under a heading has a theme from it: « Les lauréats », or no heading at all."""
    return heading is None or rules.pattern(r"(?:\d+[.)]? ?)?{front}").match(heading.folded) is not None


def _goes_on(begun: Text, heading: Text, rules: Rules) -> bool:
    """Whether a heading says that the one before goes on: « Santé (suite) »."""
    mark = rules.pattern("{going_on}").search(heading.folded)
    return mark is not None and heading.folded[: mark.start()] == begun.folded


def _outer_looks(sections: Sequence[SectionBlock], kinds: Sequence[_Kind]) -> set[tuple[_Kind, _Look]]:
    """Kinds and looks of headings that stand over headings of the other kind."""
    counts: Counter[tuple[_Kind, _Look]] = Counter()
    for (above, kind), (below, other) in pairwise(zip(sections, kinds, strict=True)):
        alone = above.heading is not None and below.heading is not None and not above.n_projects
        if alone and {kind, other} == {_Kind.THEME, _Kind.PLACE}:
            counts[kind, _look(above.heading)] += 1
    return {one for one, count in counts.items() if count >= OUTER}


def _titles_of_lists(sections: Sequence[SectionBlock], kinds: Sequence[_Kind]) -> set[str]:
    """What stands, folded, in smaller type below one theme's heading after the other: « Également soutenus »."""
    themes = [one.heading for one, kind in zip(sections, kinds, strict=True) if one.heading and kind is _Kind.THEME]
    texts: dict[_Look, set[str]] = defaultdict(set)
    for heading in themes:
        texts[_look(heading)].add(heading.folded)
    below: dict[str, list[bool]] = defaultdict(list)  # whether a larger heading stands above each
    for above, heading in pairwise(themes):
        if len(texts[_look(heading)]) == 1:
            below[heading.folded].append(_look(above)[0] > _look(heading)[0])
    return {text for text, larger in below.items() if len(larger) > 1 and all(larger)}


def _look(heading: Text | None) -> _Look:
    style = heading.stretches[0].line.style if heading is not None and heading.stretches else None
    return (style.size, style.bold) if style is not None else (0.0, False)


def _kind(heading: Text | None, rules: Rules) -> _Kind:
    if heading is None or is_front(heading, rules):
        return _Kind.FRONT
    words = frozenset(fold(word) for word in rules.dossier.territory_words)
    if only_territory(without_figures(heading.folded, rules), territories_of(rules), words):
        return _Kind.PLACE
    return _Kind.DISTRICT if rules.pattern("{district}").match(heading.folded) else _Kind.THEME


def without_figures(folded: str, rules: Rules) -> str:
    """A heading with blanks for what it counts: « Gironde (33) – 6 lauréats, 71 500 € » names a place alone."""
    return _blanked(folded, (found.span() for found in rules.pattern("{counted}|{figure}").finditer(folded)))


def _blanked(folded: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with blanks for some of its parts."""
    rest = list(folded)
    for start, end in spans:
        rest[start:end] = " " * (end - start)
    return "".join(rest)


def only_territory(folded: str, territories: Territories, words: frozenset[str]) -> bool:
    """Whether a heading names a territory and says nothing else."""
    in_prose = territories.in_prose(folded, label=True)
    named = [*territories.in_label(folded, in_prose), *in_prose]
    rest = _blanked(folded, ((one.start, one.end) for one in named))
    others = (word for word in _WORD.findall(rest) if not word.isdigit())
    return bool(named) and all(word in words for word in others)
