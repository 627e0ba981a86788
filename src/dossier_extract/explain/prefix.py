"""How far a pattern gets in a text: its longest beginning that still matches, cut where a cut means something.

A pattern is cut between elements (a word, a class, an escape, each with its quantifier). Groups without
alternatives are gone into; any other group is one element. Every beginning of a sequence matches where the whole does,
so the longest one is found by halving.
"""

from __future__ import annotations

from typing import NamedTuple

import regex

from dossier_extract.rules import Pattern

ELEMENTS = 400  # of a longer pattern, only the beginning is tried
_ATOM = regex.compile(r"\\[pP]\{[^}]*\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\w+(?![*+?{])|.", regex.DOTALL)
_TIMES = regex.compile(r"(?:[*+?]|\{\d*,?\d*\})[?+]?")
_OPEN = regex.compile(r"\((?:\?:|\?P<\w+>|(?!\?))")  # groups that may be gone into


class Reach(NamedTuple):
    """Where a pattern stops: the end of what its beginning matched, and the element that does not follow."""

    end: int
    wanted: str


class _Element(NamedTuple):
    text: str
    depth: int  # groups open behind it


def reach(pattern: Pattern, text: str) -> Reach | None:
    """How far `pattern` gets in a folded text; None where not even its first element matches.

    Raises `RulesError` where a beginning of it takes too long.
    """
    elements = _elements(pattern.source)[:ELEMENTS]
    low, high, end = 0, len(elements), 0
    while low < high:  # the first `low` elements match, the first `high` + 1 do not
        middle = (low + high + 1) // 2
        found = _beginning(pattern, elements[:middle]).search(text)
        if found is None:
            high = middle - 1
        else:
            low, end = middle, found.end()
    if not end or low == len(elements):
        return None
    return Reach(end, next((one.text for one in elements[low:] if not _opens(one.text)), ""))


def _beginning(pattern: Pattern, elements: list[_Element]) -> Pattern:
    closing = ")" * elements[-1].depth
    return Pattern(pattern.name, "".join(_greedy(element.text) for element in elements) + closing, pattern.file)


def _greedy(element: str) -> str:
    """Greedy instead of lazy: where a beginning matches at all, it shall say how far."""
    lazy = len(element) > 2 and element[-1] == "?" and element[-2] in "*+?}" and element[-3] != "\\"
    return element[:-1] if lazy else element


def _opens(element: str) -> bool:
    return _OPEN.fullmatch(element) is not None


def _elements(source: str) -> list[_Element]:
    """The elements of a pattern, in order; one of alternatives at the top is a single element."""
    if _has_alternatives(source):
        return [_Element(f"(?:{source})", 0)]
    made: list[_Element] = []
    at = depth = 0
    while at < len(source):
        opened = _OPEN.match(source, at)
        end = _group_end(source, at) if source[at] == "(" else at
        times = _TIMES.match(source, end) if end > at else None
        if opened is not None and times is None and not _has_alternatives(source[opened.end() : end - 1]):
            depth += 1
            made.append(_Element(opened.group(), depth))
            at = opened.end()
            continue
        if source[at] == ")":
            depth -= 1
            made.append(_Element(")", depth))
            at += 1
            continue
        atom = _ATOM.match(source, at)
        end = end if end > at else atom.end() if atom else at + 1
        times = _TIMES.match(source, end)
        end = times.end() if times else end
        made.append(_Element(source[at:end], depth))
        at = end
    return made


def _group_end(source: str, start: int) -> int:
    """Where the group that opens at `start` has closed."""
    depth = 0
    for atom in _ATOM.finditer(source, start):
        depth += (atom.group() == "(") - (atom.group() == ")")
        if depth == 0:
            return int(atom.end())
    return len(source)


def _has_alternatives(source: str) -> bool:
    """Whether a `|` stands outside any group."""
    depth = 0
    for atom in _ATOM.findall(source):
        depth += (atom == "(") - (atom == ")")
        if atom == "|" and depth == 0:
            return True
    return False
