"""How an explanation is worded: texts quoted, rules in the profile's own words, like cases together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from dossier_extract.messages import Message

QUOTED = 60  # characters shown of a text
RULE = 120  # characters shown of a rule
NUMBERS = 8  # ranges of numbers named in one line
_PLAIN = re.compile(r"[\w°./-][\w°./ -]*")  # what YAML reads as a string without quotes; more quotes do no harm


def line(depth: int, *parts: str) -> Message:
    """Messages and texts as one line, two spaces a step further in."""
    return Message.joined("", ["  " * depth, *parts])


def flat(text: str, limit: int = QUOTED) -> str:
    """A text on one line, cut to `limit` characters; what a terminal might obey instead of showing becomes a mark."""
    words = " ".join(text[: 8 * limit].split())
    safe = "".join(char if char.isprintable() else "\ufffd" for char in words)
    return safe if len(safe) <= limit else safe[: limit - 1].rstrip() + "…"


def quoted(text: str, limit: int = QUOTED) -> str:
    """A text of the dossier between guillemets."""
    return f"« {flat(text, limit)} »"


def rule_text(rule: BaseModel | object) -> str:
    """A selector, a source or one of their values, as a profile would say it."""
    return flat(_yaml(rule), RULE)


def _yaml(value: object) -> str:
    match value:
        case BaseModel():
            given = value.model_dump(by_alias=True, exclude_unset=True).items()
            return "{" + ", ".join(f"{key}: {_yaml(one)}" for key, one in given if one is not None) + "}"
        case dict():
            return "{" + ", ".join(f"{key}: {_yaml(one)}" for key, one in value.items() if one is not None) + "}"
        case bool():
            return str(value).lower()
        case (float(low), float(high)):
            return "..".join("" if abs(end) == float("inf") else f"{end:g}" for end in (low, high))
        case float():
            return f"{value:g}"
        case tuple() | list():
            every = [_yaml(one) for one in value]
            return every[0] if len(every) == 1 else f"[{', '.join(every)}]"
        case str():
            return value if _PLAIN.fullmatch(value) else "'" + value.replace("'", "''") + "'"
        case _:
            return str(value)


def ranges(numbers: Iterable[int]) -> str:
    """Numbers in order, runs drawn together: 1–3, 7."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    shown = ["–".join(map(str, run)) for run in runs[:NUMBERS]]
    return ", ".join([*shown, "…"] if len(runs) > NUMBERS else shown)


@dataclass
class _Group:
    rank: int
    page: int
    text: str
    why: Message
    count: int = 0


@dataclass
class Groups:
    """Texts with what is to be said of each, like ones together; the lowest rank first, then the most frequent."""

    found: dict[object, _Group] = field(default_factory=dict)

    def add(self, key: object, page: int, text: str, why: Message, rank: int = 0) -> None:
        """Count one more of `key`; the first one with the lowest rank stands for all."""
        group = self.found.get(key)
        if group is None or rank < group.rank:
            group = self.found[key] = _Group(rank, page, text, why, group.count if group else 0)
        group.count += 1

    def lines(self, depth: int, limit: int) -> list[Message]:
        """At most `limit` lines, and one that says how many are left out."""
        every = sorted(self.found.values(), key=lambda group: (group.rank, -group.count, group.page))
        made = [line(depth, self._one(group)) for group in every[:limit]]
        return [*made, *more(depth, every[limit:])]

    @staticmethod
    def _one(group: _Group) -> Message:
        place = {"page": group.page, "text": quoted(group.text), "why": group.why}
        if group.count == 1:
            return Message("page {page}, {text}: {why}", **place)
        return Message("page {page}, {text} and {n} more: {why}", n=group.count - 1, **place)


def more(depth: int, rest: Sequence[object]) -> list[Message]:
    """A line that says how many are not shown; none for none."""
    return [line(depth, Message("… and {n} more", n=len(rest)))] if rest else []
