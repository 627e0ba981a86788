"""Link the places that a text names to the official geographic code, each with its score; a doubtful name gets no code.

A name is looked up as a whole first, then by its parts, then by the longest known name in it; misspelt ones only among
the places of the record's own départements and their neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from dossier_extract.gazetteer import key_of, place_key
from dossier_extract.rules import Rules
from dossier_extract.stages.link.cues import cues_of
from dossier_extract.stages.link.names import Name, Sentence, Token, bared, pieces, stretches, together
from dossier_extract.stages.link.scope import KEPT, Scope, home_of, is_name
from dossier_extract.stages.link.settle import WITHIN, Link, margin, settled

DISTRICT = "qpv"
LONGEST = 14  # words; no official name has more
TOGETHER = 4  # pieces between « et » and dashes that may be one name
GROUPS = ("epci", "ept")
CITIES = {"paris": "75", "lyon": "69", "marseille": "13"}  # those with municipal arrondissements, by law
# Every repetition has a bound, here and in `names`: texts are untrusted, and an open one costs its square.
_ORDINALS = regex.compile(
    r"(?:\d{1,2}\s?(?:er|emes?|e)?\s?(?:,|&|et|-)\s?){0,19}\d{1,2}\s?\^?(?:er|emes?|e)(?!\w)(?P<said>\s?arrondissements?)?"
)


@lru_cache(maxsize=256)
def linker(territories: tuple[str, ...], region: str | None, rules: Rules) -> Linker:
    """The linker of records with these territories, in a dossier of that region (its code)."""
    return Linker(territories, region, rules)


class Linker:
    """Links the places of texts that belong to records of the same territories."""

    def __init__(self, territories: Sequence[str], region: str | None, rules: Rules) -> None:
        self.rules, self.cues = rules, cues_of(rules)
        own = home_of(tuple(territories), rules).departements
        if not own and region is not None:
            own = tuple(one.code for one in rules.territories.departements if one.region == region)
        self.scope, self.region = Scope(own, rules), region
        self.departements = {one.code: one.name for one in rules.territories.departements}
        self.unknown: dict[str, bool] = {}
        self.alone: dict[tuple[str, str | None], tuple[Link, ...] | None] = {}

    def link(self, text: str) -> list[Link]:
        """The places of a text, in order, each once."""
        sentence = Sentence(text, self.cues.begun)
        folded, cues, state = sentence.folded, sentence.cues, _State()
        districts = "district" in cues and self.cues.has_district(folded)
        found = [*self._numbered(folded), *(self._adjectives(folded) if "whole" in cues else ())]
        numbered = list(found)
        for start, end in stretches(text):
            if not districts and state.commune < 0 and self._is_unknown(folded[start:end]):
                continue
            if start < state.end or any(one.start < end and start < one.end for one in numbered):
                continue
            own = self._districts(sentence.name(start, end), state) if districts else None
            if own is None:
                own = self._meant(sentence, start, end)
                if state.narrow(sentence, start):
                    own = [one if self.is_home(one) else _district(one.start, one.end) for one in own]
            found += own
            state.note(end, own)
        excluding = self.cues.excluding if "excluding" in cues else None  # hardly a text leaves a place out
        return settled(sorted(found), folded, excluding, self.rules.places.margin) if found else []

    def _is_unknown(self, run: str) -> bool:
        """Whether a stretch is one word that names nothing here, whatever stands beside it: « Ce », « Cette »."""
        known = self.unknown.get(run)
        if known is None:
            key, kinds = key_of([run]), (None, "epci")
            known = run.isalnum() and run.upper() not in self.departements and self.cues.head(f"{run} ") is None
            known = known and (key in self.cues.never or not any(self.scope.candidates(key, kind) for kind in kinds))
            if len(self.unknown) >= KEPT:
                self.unknown.clear()
            self.unknown[run] = known
        return known

    def _districts(self, name: Name, state: _State) -> list[Link] | None:
        """Districts that a name names, or the place that has them; None where the text does not speak of districts."""
        head, before = self.cues.district_head.match(name.words), self.cues.district_before(name.before)
        if head is not None:
            name = name.cut(len(head.group().split()), len(name.tokens))
            if not name.tokens:  # « (QPV) à savoir A, B »
                state.pending = True
                return []
        elif before is None and not state.lists(name):
            return None
        filler = (head or before or {"filler": ""})["filler"]
        if filler.strip():  # « quartiers prioritaires de Toulouse »
            best = self._best(name, None, exact=True)
            if best is not None and self.is_home(best):
                return [best]
        state.pending, state.districts = False, name.part
        return [_district(one.start, one.end) for piece in pieces(name) if (one := bared(piece)) is not None]

    def is_home(self, one: Link) -> bool:
        """Whether the place lies in the record's départements."""
        return any(not self.scope.departements.isdisjoint(c.place.departements) for c in one.candidates[:1])

    def _meant(self, sentence: Sentence, start: int, end: int) -> list[Link]:
        """The places that a stretch of words names, by what stands before it; what its own words say is remembered."""
        before = sentence.before(start) if sentence.cues else ""
        if "feature" in sentence.cues and self.cues.is_feature(before):  # « golfe du Morbihan »
            return []
        kind = self.cues.kind_before(before) if "kind" in sentence.cues else None
        key = sentence.text[start:end], kind
        if key not in self.alone:
            if len(self.alone) >= KEPT:
                self.alone.clear()
            self.alone[key] = self._alone(*key)
        alone = self.alone[key]
        if alone is None:
            return list(self._named(sentence.name(start, end), kind))
        return [Link(start + one.start, start + one.end, *one[2:]) for one in alone]

    def _alone(self, run: str, kind: str | None) -> tuple[Link, ...] | None:
        """The places that a stretch of words names, whatever stands beside it; None where that matters."""
        name = Sentence(run, self.cues.begun).name(0, len(run))
        if any(token.word.isdigit() for token in name.tokens) or "kind" in self.cues.begun(name.words):
            return None
        return tuple(self._named(name, kind))

    def _named(self, name: Name, kind: str | None) -> Iterator[Link]:
        """The places that some words name."""
        every = pieces(name)
        best = self._best(name, kind, exact=len(every) > 1)
        if best is not None:
            yield best
            return
        if head := self.cues.head(words := name.words):
            own, rest = head[0], name.cut(head[1], len(name.tokens))
            after = (*rest.tokens, *name.after)
            yield from self._group(after, rest, own) if own in GROUPS else self._parts(pieces(rest), own)
        elif not self.cues.is_feature_head(words):
            yield from self._parts(every, kind)

    def _group(self, tokens: tuple[Token, ...], name: Name, kind: str) -> Iterator[Link]:
        """A body of communes, whose name may have small letters (« CC pays de Nemours »): the longest known one."""
        stop = next((index for index, token in enumerate(tokens) if token.word == "et" and index), len(tokens))
        for end in (*range(stop, 0, -1), *([len(tokens)] if stop < len(tokens) else [])):
            best = self._best(name._replace(tokens=tokens[:end]), kind)
            if best is not None and best.kind in GROUPS:
                yield best
                return

    def _parts(self, every: Sequence[Name], kind: str | None) -> Iterator[Link]:
        """The names between « et », « & » and dashes: as many together as are one known name."""
        at = 0
        while at < len(every):
            for stop in range(min(len(every), at + TOGETHER), at, -1):
                joined = bared(together(every[at:stop]))
                if joined is None:
                    continue
                best = self._best(joined, kind, exact=stop - at > 1)
                if best is not None:
                    yield best
                    at = stop - 1
                    break
                if stop - at == 1:
                    yield from self._piece(joined, kind)
            at += 1

    def _piece(self, name: Name, kind: str | None) -> Iterator[Link]:
        """The known name in a piece that is none as a whole: after words of its kind, before « d'Agen », hyphened."""
        tokens, words = name.tokens, name.words
        head = self.cues.head(words)
        if head is not None and head[1] < len(tokens):
            rest = name.cut(head[1], len(tokens))
            if not self.cues.is_feature(rest.before):
                yield from self._named(rest, head[0])
            return
        if self.cues.is_feature_head(words):
            return
        if len(tokens) == 2 and tokens[1].hyphened:  # « Garges-Sarcelle »
            both = [self._best(name.cut(i, i + 1), kind) for i in (0, 1)]
            yield from (one for one in both if one is not None and all(one and self.is_home(one) for one in both))
            return
        for begin in range(len(tokens)):
            for stop in range(len(tokens), begin, -1):
                if not (tokens[begin].capital and tokens[stop - 1].capital) or (begin and tokens[begin].hyphened):
                    continue
                if stop < len(tokens) and tokens[stop].word.isdigit():
                    return  # « Paris 8 » is a university
                best = self._best(name.cut(begin, stop), kind, exact=True)
                if best is not None:
                    if self.is_home(best) or best.kind in ("region", "departement") or stop == len(tokens):
                        yield best
                    return

    def _best(self, name: Name, kind: str | None, exact: bool = False) -> Link | None:
        """The place that a name means as a whole, if it is likely; what comes near it is kept as candidates.

        `exact`: only where the place is spelt so.
        """
        if len(name.tokens) > LONGEST:
            return None
        key = name.key
        if key in self.cues.never:
            return None
        if key.isdigit() and kind != "departement" and (len(name.tokens) > 1 or name.before or name.after):
            return None
        if key.upper() in self.departements:  # « départements du 93 », « Plaine Commune (93) »
            key, kind = place_key(self.departements[key.upper()]), "departement"
        if exact and not is_name(key):  # nothing is compared, which takes long
            return None
        candidates = self.scope.candidates(key, kind)
        if not candidates or candidates[0].score < self.rules.places.likely:
            return None
        if exact and candidates[0].method != "exact":
            return None
        return Link(name.start, name.end, candidates[0].place.kind, tuple(candidates[:5]), margin(candidates), False)

    def _numbered(self, folded: str) -> Iterator[Link]:
        """Municipal arrondissements: « Paris 14ème », « Paris (17, 18 & 20èmes arrondissements) », « (20è, 11è) »."""
        home = [city for city, code in CITIES.items() if code in self.scope.departements]
        for match in _ORDINALS.finditer(folded):
            before = folded[: match.start()]
            at, city = max((before.rfind(city), city) for city in CITIES)
            near = at >= 0 and match.start() - at - len(city) < WITHIN
            if not near and (match["said"] or before.rstrip()[-1:] in ("(", ",")) and len(home) == 1:
                near, city = True, home[0]  # « QPV Grand Belleville (20è, 10è, 11è) »
            if not near:
                continue
            for number in regex.finditer(r"\d{1,2}", match.group()):
                key = place_key(f"{city} {number.group()}{'er' if number.group() == '1' else 'e'} arrondissement")
                candidates = [one for one in self.scope.candidates(key, None) if one.method == "exact"]
                if candidates:
                    start, end = (match.start() + at for at in number.span())
                    yield Link(start, end, candidates[0].place.kind, tuple(candidates[:1]), 1.0, False)

    def _adjectives(self, folded: str) -> Iterator[Link]:
        for pattern, place in self.cues.wholes:
            for match in pattern.finditer(folded):
                yield from self._whole(place, *match.span())
        region = next((one.name for one in self.rules.territories.regions if one.code == self.region), None)
        if region is not None:
            for match in self.cues.region_whole.finditer(folded):
                yield from self._whole(region, *match.span())

    def _whole(self, place: str, start: int, end: int) -> Iterator[Link]:
        if candidates := self.scope.candidates(place_key(place), None):
            yield Link(start, end, candidates[0].place.kind, tuple(candidates[:5]), 1.0, False)


class _State:
    """What was read before a name: districts that are being listed, and the commune that a bracket explains."""

    def __init__(self) -> None:
        self.pending = False  # the next name is a district's
        self.districts = -1  # part of the text in which names are those of districts
        self.narrowed = -1  # part between the brackets after a commune
        self.commune = -1  # where the last commune's name ends
        self.end = -1

    def lists(self, name: Name) -> bool:
        """Whether a name goes on a list of districts."""
        return self.pending or (self.districts == name.part and not name.before.strip())

    def narrow(self, sentence: Sentence, start: int) -> bool:
        """Whether a name stands in brackets after a commune: there only the record's own places count."""
        if self.commune >= 0 and sentence.folded[self.commune : start].strip() == "(":
            self.narrowed = sentence.bracket(start)
        return self.narrowed >= 0 and self.narrowed == sentence.bracket(start)

    def note(self, end: int, own: Sequence[Link]) -> None:
        """Keep what the next names need."""
        if not any(one.kind == DISTRICT for one in own):
            self.districts = -1
        self.commune = own[-1].end if own and own[-1].kind == "commune" else -1
        self.end = max([end, *[one.end for one in own]])


def _district(start: int, end: int) -> Link:
    return Link(start, end, DISTRICT, (), 0.0, False)
