"""Tell which carriers are one body, whatever the spelling: an identifier made of the name alone.

The identifier says itself why two names are one: a network and what tells its local body (`restos-du-coeur/paris`),
or the name's own words. It needs no other dossier, so that a corpus can grow without identifiers that change.
"""

from __future__ import annotations

import re
from functools import lru_cache

import regex

from dossier_extract.rules import Rules
from dossier_extract.text import fold

KEPT = 5_000  # names that are remembered: the same bodies carry projects in dossier after dossier
_INITIALS = re.compile(r"\b(?:\w\.){2,}")
_WORD = re.compile(r"[^\W_]+")
_JOINTS = r"\s*[/+&;]\s*"


@lru_cache(KEPT)
def carrier_id(name: str, rules: Rules) -> str:
    """The identifier of a body: network, and the words that tell the local body; or the words of its name."""
    known = _networks(rules)
    words = _words(name)
    own: list[str] = []
    network = None
    at = 0
    while at < len(words):
        found = next(((one, n) for one, n in known.starting(words[at]) if words[at : at + len(n)] == list(n)), None)
        if found is not None and network in (None, found[0]):
            network, at = found[0], at + len(found[1])
        else:
            own.append(words[at])
            at += 1
    told = [word for word in own if word not in known.empty]
    rest = [word for word in told if word not in known.local] or told
    if network is not None:
        return f"{network}/{'-'.join(rest)}" if rest else network
    return "-".join(rest or own)


@lru_cache(KEPT)
def bodies(carrier: str, rules: Rules) -> tuple[str, ...]:
    """The bodies that carry a project together: « X / Y », « X et Y » where both are bodies by their words.

    A name that holds « et » itself (« Habitat et Humanisme ») stays whole.
    """
    parts = [part for part in re.split(_JOINTS, carrier) if part]
    if len(parts) > 1 and all(len(_words(part)) > 1 for part in parts):
        return tuple(parts)
    known = _networks(rules)
    folded = fold(carrier)
    for joint in known.joints.finditer(folded):
        left, right = carrier[: joint.start()], carrier[joint.end() :]
        if known.is_body(left) and known.is_body(right) and not known.within(carrier, joint.start()):
            return (*bodies(left, rules), *bodies(right, rules))
    return (carrier,)


def _words(name: str) -> list[str]:
    """The words of a name, folded; initials with dots as one word."""
    folded = fold(name).replace("œ", "oe")
    folded = _INITIALS.sub(lambda match: match.group().replace(".", "") + " ", folded)
    return [match.group() for match in _WORD.finditer(folded)]


@lru_cache(maxsize=4)
def _networks(rules: Rules) -> _Networks:
    return _Networks(rules)


class _Networks:
    """The networks of some rules, by the first word of their names."""

    def __init__(self, rules: Rules) -> None:
        table = rules.networks
        self.empty = {word for text in table.empty for word in _words(text)}
        self.local = {word for text in table.local for word in _words(text)}
        self.names: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for network, names in table.networks.items():
            for name in names:
                words = tuple(_words(name))
                self.names.setdefault(words[0], []).append((network, words))
        for every in self.names.values():
            every.sort(key=lambda one: -len(one[1]))
        self.organisations = {tuple(_words(word)) for word in rules.kinds.organisations}
        self.joints = regex.compile(rf"\s+(?:{'|'.join(regex.escape(fold(word)) for word in table.joint)})\s+")

    def starting(self, word: str) -> list[tuple[str, tuple[str, ...]]]:
        """Networks whose name begins with a word, the longest name first."""
        return self.names.get(word, [])

    def is_body(self, text: str) -> bool:
        """Whether a text begins with a network's name or with a word for a kind of body."""
        words = [word for word in _words(text) if word not in ("le", "la", "les", "l")]
        if not words or not text.strip()[:1].isupper():
            return False
        known = any(tuple(words[: len(name)]) == name for _, name in self.starting(words[0]))
        return known or any(tuple(words[: len(one)]) == one for one in self.organisations)

    def within(self, carrier: str, at: int) -> bool:
        """Whether the place at which a name would be cut lies inside a network's name."""
        before, after = _words(carrier[:at]), _words(carrier[at:])
        words = before + after
        return any(
            tuple(words[begin : begin + len(name)]) == name and begin < len(before) < begin + len(name)
            for begin, word in enumerate(words)
            for _, name in self.starting(word)
        )
