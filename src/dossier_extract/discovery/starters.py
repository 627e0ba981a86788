"""What may begin a record: looks, marks and words that return over the document; and the headings over records."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from dossier_extract.discovery.looks import KINDS, LONGEST, Seen, as_selector, body_look, chars, seen, stands_out
from dossier_extract.discovery.sections import sections
from dossier_extract.model import Block
from dossier_extract.rules import Rules
from dossier_extract.text import fold

FEWEST = 3  # records; less is no list of projects
WORTH_TRYING = 0.3  # of the best rank
TRIED = 9  # starters of one reading order

_NUMBERED = re.compile(r"(?:n° ?)?\d{1,3} ?[.):–-]")


@dataclass
class Starter:
    """What may begin a record, as the keys of a layout, and how often it does."""

    begins: list[dict[str, Any]]
    sections: list[dict[str, Any]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)  # indices of blocks
    rank: float = 0.0


def starters(blocks: Sequence[Block], rules: Rules) -> list[Starter]:
    """The starters of a document in one reading order, the most promising first."""
    flow = [block for block in blocks if block.kind in KINDS]
    looks = [seen(block) for block in flow]
    claims = [pattern for rule, pattern in rules.claims.values() if rule.within in ("section", "any")]
    stated = [any(pattern.search(fold(block.lines[0].text)) for pattern in claims) for block in flow]
    found: list[Starter] = []
    done: set[str] = set()
    for begins, fits in _candidates(flow, looks, rules) if flow else ():
        if str(begins) in done:
            continue
        done.add(str(begins))
        starts = [
            i for i, good in enumerate(fits) if good and not (i and fits[i - 1] and _adjoin(flow[i - 1], flow[i]))
        ]
        if len(starts) < FEWEST:
            continue
        lengths = [chars(flow[i]) for i in starts]
        if sum(length > LONGEST for length in lengths) > 0.1 * len(lengths):
            continue
        starter = Starter(begins, starts=starts)
        starter.rank = _rank(flow, looks, starts)
        starter.sections = list(sections(flow, looks, [a or b for a, b in zip(fits, stated, strict=True)], set(starts)))
        found.append(starter)
    found.sort(key=lambda one: -one.rank)
    return [one for one in found[:TRIED] if one.rank >= WORTH_TRYING * found[0].rank]


def united(one: Starter, other: Starter) -> Starter:
    """Either of two begins a record; a heading of sections is one that neither of them is."""
    begins = one.begins + other.begins
    sections = [look for look in one.sections if look in other.sections]
    return Starter(begins, sections, sorted({*one.starts, *other.starts}), max(one.rank, other.rank))


def _adjoin(above: Block, below: Block) -> bool:
    return above.page == below.page and seen(above) == seen(below)


def _candidates(
    flow: Sequence[Block], looks: Sequence[Seen], rules: Rules
) -> Iterator[tuple[list[dict[str, Any]], list[bool]]]:
    """Selectors with the blocks that they mean: by look, by look whatever the colour, by a number or word in front."""
    counts = Counter(looks)
    body = body_look(flow, looks)
    plain: dict[tuple[float, bool, bool], set[Seen]] = defaultdict(set)
    for look in counts:
        plain[look[:3]].add(look)
    heads = [fold(block.lines[0].text) for block in flow]
    late = _late_words(rules)
    late_pattern, figure = rules.pattern(f"(?:{late})"), rules.pattern(r"\W*{figure}\W*$")
    labelled = [
        late_pattern.match(head) is not None or figure.match(head) is not None or not any(map(str.isalpha, head))
        for head in heads
    ]
    for look, count in counts.most_common():
        if count >= 2 and stands_out(look, body):
            for begins in _selectors(look, plain[look[:3]], body):
                fits = [_is(begins, one) for one in looks]
                if any(good and bad for good, bad in zip(fits, labelled, strict=True)):  # a label looks the same
                    fits = [good and not bad for good, bad in zip(fits, labelled, strict=True)]
                    yield [{**begins, "match": f"(?!{late})"}], fits
                else:
                    yield [begins], fits
    for alike in plain.values():  # theme colours: one look in several
        family = [look for look in alike if look.color not in (body.color, "grey", "black") or look.fill != body.fill]
        if body in alike and len(family) > 1:
            fits = [one in family and not bad for one, bad in zip(looks, labelled, strict=True)]
            yield [{**as_selector(look), "match": f"(?!{late})"} for look in family], fits
    for look, _ in counts.most_common(6):
        own = [one == look and not bad for one, bad in zip(looks, labelled, strict=True)]
        yield from _worded(look, heads, own)


def _worded(look: Seen, heads: Sequence[str], own: Sequence[bool]) -> Iterator[tuple[list[dict[str, Any]], list[bool]]]:
    """Selectors of the blocks of one look that begin with a number, or with a word that returns."""
    numbered = [good and _NUMBERED.match(head) is not None for good, head in zip(own, heads, strict=True)]
    if sum(numbered) >= FEWEST:
        yield [{**as_selector(look), "match": r"(?:n° ?)?\d{1,3} ?[.):–-]"}], numbered
    words = Counter(head.split(" ")[0] for good, head in zip(own, heads, strict=True) if good)
    for word, times in words.most_common(3):
        if FEWEST <= times < sum(own) and len(word) > 3 and word.isalpha():
            fits = [good and head.split(" ")[0] == word for good, head in zip(own, heads, strict=True)]
            yield [{**as_selector(look), "match": rf"{word}\b"}], fits


def _late_words(rules: Rules) -> str:
    """Pattern of what stands in the middle of a record: labels of other fields than the title, « porté par »."""
    words = {fold(word) for field, listed in rules.labels.items() if field != "title" for word in listed}
    words -= {fold(word) for word in rules.labels.get("title", ())}
    every = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return rf"(?:{every})s?\s*(?::|$)|{{carried}} |\W*{{figure}}\W*$|[^a-z]*$"


def _selectors(look: Seen, alike: set[Seen], body: Seen) -> Iterator[dict[str, Any]]:
    base: dict[str, Any] = {"size": look.size, "bold": look.bold, "italic": look.italic}
    if len(alike) > 1:
        filled = len({one.fill for one in alike if one.color == look.color}) > 1
        yield {**base, "color": look.color} | ({"fill": look.fill or "none"} if look.fill or filled else {})
    if look[:3] != body[:3]:
        yield base


def _is(begins: dict[str, Any], look: Seen) -> bool:
    return all(
        (getattr(look, key) or "none") == value if key == "fill" else getattr(look, key) == value
        for key, value in begins.items()
    )


def _rank(flow: Sequence[Block], looks: Sequence[Seen], starts: Sequence[int]) -> float:
    """How regular the stretches between starts are: looks and labels that stand in nearly all of them, or in few."""
    ends = [*starts[1:], min(len(flow), starts[-1] + 12)]
    features: Counter[str] = Counter()
    filled = 0
    for start, end in zip(starts, ends, strict=True):
        own = set()
        for index in range(start + 1, min(end, start + 40)):
            own.add(str(looks[index][:4]))
            head, colon, _ = fold(flow[index].lines[0].text).partition(":")
            if colon and len(head) < 40:
                own.add(head.strip())
        filled += bool(own)
        features.update(own)
    n = len(starts)
    regular = sum((count / n) ** 2 for count in features.values() if count > 0.3 * n)
    prominent = looks[starts[0]].size / 10 + 0.3 * looks[starts[0]].bold
    return (filled / n) * (min(regular, 4.0) + prominent) * min(1.0, n / 8)
