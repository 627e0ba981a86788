"""Which source gives which field: of all that the records offer, the set that leaves the best records wins."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import product
from typing import NamedTuple

from dossier_extract.discovery.boundaries import miscut
from dossier_extract.discovery.candidates import FIELDS, Source
from dossier_extract.discovery.dressed import dressed
from dossier_extract.discovery.headers import fields_in
from dossier_extract.discovery.plausible import Judge
from dossier_extract.discovery.takings import CODES, inner_lines
from dossier_extract.discovery.trial import SITED, Trial
from dossier_extract.drafts import ProjectBlock
from dossier_extract.model import Style
from dossier_extract.rules import Rules
from dossier_extract.text import Text, fold
from dossier_extract.wording import OTHER, SPACES, VALUE

MERGED = 1.0  # what a record loses that is two in one, or part of two
SEEN = 0.25  # of the records, for a value told by nothing but what it looks like
ONLY = 0.9  # of the zones are nothing but a territory: then all of them are meant as such
SHARED = 0.8  # of the records must name a territory beside their zone
TWOFOLD = {"label", "reads", "bracketed", "style", "nth"}  # what tells a value that may be two
HALVES = {"dash": " - ", "bar": " | ", "comma": ", "}  # what parts two values behind one label
CODED, CODE = f"{VALUE} ({OTHER})", f"{OTHER} ({VALUE})"
WHOLE = 0.5  # of the places end with their territory in brackets: then both are the zone
TOP = 5  # candidates of a field that are tried together with others'
LEFT = 0.8  # of the text of descriptions, where notes that stand in it are taken out in one go
SLIGHT = 0.01  # by which a set is as good as another
MUCH = 0.1  # by which a set with a wording must be better to be begun with
TITLES = 2  # of them for a title that are begun with: a look in the body may be that of the labels
ROUNDS = 4  # over all fields in turn, at most


class Fit(NamedTuple):
    """Field → source, and how good the records are that come out: 1 is every field right-looking."""

    sources: dict[str, Source]
    score: float
    presence: dict[str, float]
    named: float  # share of the records whose carrier has a label or is an organisation by its words
    sited: float  # share of the records whose zone names a place
    labelled: int  # fields told by a label or by a column's header
    labels: list[str]  # labels that no field uses: they end the value before them
    extra: dict[str, Source]  # what stands behind labels of no field, by these labels


def fit_fields(
    projects: Sequence[ProjectBlock], rules: Rules, judge: Judge, said: Mapping[str, Source] | None = None
) -> Fit:
    """Find the sources for the records of one starter. `said`: sources that go together, told from more records."""
    tried = Trial(projects, rules, judge)
    tried.wordings += [dict(said)] if said else []
    offered = _offered(tried)
    offers = {
        field: [one for n, (_, one) in enumerate(own) if n < TOP or one == {"in": "panel", "rest": True}]
        for field, own in offered.items()
    }
    begun = _begun(tried, offers, begun_with(offered))
    for wording in tried.wordings:
        for field, source in wording.items():
            offers.setdefault(field, []).append(source)
    chosen = _climbed(tried, offers, begun)
    others = [*_shared(tried, offers, chosen), *_halved(tried, chosen), *_beside(tried, chosen), *_done(tried, chosen)]
    if others:
        chosen = max((chosen, *(_climbed(tried, offers, one) for one in others)), key=tried.together)
    whole = (one for one in coded(chosen) if tried.together(one) > tried.together(chosen) - MUCH)
    chosen = max((one for one in whole if _keeps_places(tried, chosen, one)), key=tried.together, default=chosen)
    if (placed := _placed(tried, chosen)) is not chosen:  # now the zone may stand elsewhere
        zoned = ({**placed, "zone": source} for source in offers.get("zone", ()) if source not in placed.values())
        placed = max((placed, *filter(_labels_once, zoned)), key=tried.together)
    chosen = dressed(tried, _whole(tried, offers, _noted(tried, offers, _headed(tried, placed))))
    best = tried.together(chosen)
    used = {word for source in chosen.values() for word in source.get("label", ())}
    free = [word for word in tried.labels if word not in used]
    sources = {name: source for name, source in chosen.items() if name in FIELDS}
    told = [name for name, source in sources.items() if "label" in source or name in fields_in(source["in"])]
    return Fit(
        sources,
        best - MERGED * miscut(tried, sources),
        tried.presence(sources),
        tried.named(sources),
        tried.sited(sources),
        len(told),
        free,
        {name: source for name, source in chosen.items() if name not in FIELDS},
    )


def _offered(tried: Trial) -> dict[str, list[tuple[float, Source]]]:
    """The sources of each field that give it good values, the best first."""
    offered: dict[str, list[tuple[float, Source]]] = defaultdict(list)
    for field, source, prior in tried.candidates:
        score = prior * tried.alone(field, source)
        if "looks" in source and "label" not in source and len(tried.run(source)) < SEEN * len(tried.projects):
            continue  # a figure or a place's name in running text
        if score > 0.02 or source.get("rest"):
            offered[field].append((score, source))
    for own in offered.values():
        own.sort(key=lambda pair: -pair[0])
    if offered["amount"] and "label" in offered["amount"][0][1]:  # then a figure elsewhere is another one
        offered["amount"] = [pair for pair in offered["amount"] if "label" in pair[1]]
    return offered


def _begun(tried: Trial, offers: Mapping[str, Sequence[Source]], alone: Mapping[str, Source]) -> Mapping[str, Source]:
    """The set to begin with: the best one; one with a wording must be much better than one without."""
    titled = ({**alone, "title": source} for source in offers.get("title", ())[1:TITLES])
    plain = max((alone, *titled), key=tried.together)
    labelled = {field: source for field, source in alone.items() if "label" in source}
    # With a wording: what else is offered, or only what it leaves.
    rest = {field: source for field, source in alone.items() if source.get("rest")}
    read = [
        {**own, **said, **kept} for said in tried.wordings for own, kept in ((alone, {}), (alone, labelled), (rest, {}))
    ]
    best = max((plain, *read), key=tried.together)
    return best if tried.together(best) > tried.together(plain) + MUCH else plain


def begun_with(offered: Mapping[str, Sequence[tuple[float, Source]]]) -> dict[str, Source]:
    """The best source of each field alone; a source, or a label, goes to the field that it suits best."""
    every = sorted(
        ((field, *pair) for field in FIELDS for pair in offered.get(field, ())[:TOP]), key=lambda one: -one[1]
    )
    chosen: dict[str, Source] = {}
    for field, _, source in every:
        if field not in chosen and source not in chosen.values() and _labels_once({**chosen, field: source}):
            chosen[field] = source
    return {field: chosen[field] for field in FIELDS if field in chosen}


def _whole(tried: Trial, offers: Mapping[str, Sequence[Source]], chosen: Mapping[str, Source]) -> Mapping[str, Source]:
    """The same with a look that tells the title as well, by which the records do not seem two in one."""
    looks = [{**chosen, "title": one} for one in offers.get("title", ()) if "style" in one and "title" in chosen]
    return max((chosen, *looks), key=lambda own: tried.together(own) - MERGED * miscut(tried, own))


def _placed(tried: Trial, chosen: Mapping[str, Source]) -> Mapping[str, Source]:
    """The same with a zone that never says more than a territory as territory; a label « Zone… » has the last word."""
    zone = chosen.get("zone", {})
    said = _said(zone)
    coded = chosen.get("territories", {}).get("reads", OTHER) == said.replace(CODED, CODE)
    if coded:  # « Vosges (88) »: the name with its code
        zone = {**zone, "reads": said.replace(CODED, VALUE)}
    elif "territories" in chosen:
        return chosen
    if not zone or any(fold(word).startswith("zone") for word in zone.get("label", ())):
        return chosen
    values = [one.value for one in tried.run(zone).values()]
    if sum(tried.judge.territory(value) > 0.9 for value in values) < ONLY * max(len(values), 1):
        return chosen
    return {**{field: own for field, own in chosen.items() if field != "zone"}, "territories": zone}


def _headed(tried: Trial, chosen: Mapping[str, Source]) -> Mapping[str, Source]:
    """The same where the label of the description is the first of several sub-headings: they are all a part of it."""
    source = chosen.get("description", {})
    if "label" not in source:
        return chosen
    values = list(tried.run(source).values())
    label, inner = set(map(fold, source["label"])), inner_lines(values, tried.judge)
    texts = [tried.projects[one.raw.project].slots[one.raw.slot] for one in values]
    alike = sum(bool(_looks(text, label) & _looks(text, inner)) for text in texts)
    trial = {**chosen, "description": {"in": source["in"], "rest": True}}
    parts = 2 * alike > len(values) and tried.together(trial) > tried.together(chosen) - MUCH
    return trial if parts else chosen


def _looks(text: Text, heads: Set[str]) -> set[Style]:
    """The looks of lines that hold nothing but one of these heads."""
    return {line.words[0].style for start, end, line in text.stretches if text.folded[start:end].rstrip(" :") in heads}


def _noted(tried: Trial, offers: Mapping[str, Sequence[Source]], chosen: Mapping[str, Source]) -> Mapping[str, Source]:
    """The same with extra fields for labels of none, where that leaves better values to the others.

    A description that took what is now theirs may stand elsewhere.
    """
    best = tried.together(chosen) - tried.swallowed(chosen)
    own = {source["label"][0]: source for source in tried.extras}
    # Of several that are swallowed, one alone may seem no better: they are tried in one go, too. If they do not stand
    # before a text, the records must be better for it by themselves.
    least = -math.inf if tried.begun(chosen) else tried.together(chosen)
    for labels in (*([label] for label in own), list(own)):
        trial = {**chosen, **{label: own[label] for label in labels}}
        score = tried.together(trial) - tried.swallowed(trial)
        worse = len(labels) > 1 and (tried.together(trial) < least or _shrunk(tried, chosen, trial))
        if _labels_once(trial) and score > best + 1e-6 and not worse:
            best, chosen = score, trial
    others = ({**chosen, "description": one} for one in offers.get("description", ())) if set(own) & set(chosen) else ()
    return max((chosen, *filter(_labels_once, others)), key=lambda one: tried.together(one) - tried.swallowed(one))


def _shrunk(tried: Trial, chosen: Mapping[str, Source], trial: Mapping[str, Source]) -> bool:
    """Whether much of the descriptions is gone: what stands behind labels there is no note, but a part of them."""
    described = [
        [own["description"].value for own in tried.records(one) if "description" in own] for one in (chosen, trial)
    ]
    before, after = (sum(map(len, values)) for values in described)
    return not tried.begun(chosen) and after < LEFT * before


def _climbed(
    tried: Trial, offers: Mapping[str, Sequence[Source]], chosen: Mapping[str, Source]
) -> Mapping[str, Source]:
    """The best set that is reached by changing one field after the other."""
    best = tried.together(chosen)
    for _ in range(ROUNDS):
        before = best
        for field in FIELDS:
            for other in [*offers.get(field, ()), None]:
                trial = {name: own for name, own in chosen.items() if name != field}
                if other is not None:
                    trial[field] = other
                least = 1e-6
                if not _labels_once(trial):  # a carrier must gain much by the label of another field
                    if field != "carrier":
                        continue
                    trial, least = _alone(trial, field), MUCH
                least += best
                if tried.at_most(trial) > least and (score := tried.together(trial)) > least:
                    best, chosen = score, trial
        if best == before:
            break
    return chosen


def _alone(sources: Mapping[str, Source], field: str) -> dict[str, Source]:
    """The same without the other fields that stand behind the labels of one."""
    own = set(sources[field].get("label", ())) if field in sources else set()
    return {name: one for name, one in sources.items() if name == field or not own & set(one.get("label", ()))}


def _shared(
    tried: Trial, offers: Mapping[str, Sequence[Source]], chosen: Mapping[str, Source]
) -> list[dict[str, Source]]:
    """The same where the zone, which has a whole slot, leaves the territories that nearly every record names in it."""
    zone = chosen.get("zone", {})
    inside = [one for one in offers.get("territories", ()) if "looks" in one and zone == {"in": one["in"]}]
    inside = [one for one in inside if len(tried.run(one)) >= SHARED * len(tried.projects)]
    return [{**chosen, "zone": {**zone, "rest": True}, "territories": one} for one in inside]


def _halved(tried: Trial, chosen: Mapping[str, Source]) -> Iterator[dict[str, Source]]:
    """The same where what stands behind a label, in a bracket or a column is two: « Porteur : Ligue – Limoges »."""
    ends = ("carrier", "zone")
    source = chosen.get("carrier", {})
    if source.keys() <= {"in", "rest"} and source.get("in") not in (None, "heading", "body"):
        paragraphs = [{"in": source["in"], "nth": nth} for nth in (1, 2)]
        if len(tried.run(paragraphs[1])) >= SHARED * len(tried.run(paragraphs[0])):
            for two in (paragraphs, paragraphs[::-1]):
                yield {**chosen, **dict(zip(ends, two, strict=True))}
    if "label" in chosen.get("zone", {}) or not (TWOFOLD & source.keys()) or "split" in source:
        return
    for halves in _halves(source):
        if len(tried.run(halves[1])) >= SHARED * len(tried.projects):
            for one, other in (halves[::2], halves[::-2]):
                yield {**chosen, **dict(zip(ends, (one, other), strict=True))}


def _halves(source: Source) -> Iterator[list[Source]]:
    """What is taken from a source as its first, second and last part, for each mark that may part them."""
    if "reads" in source:
        said = _said(source)
        for mark in HALVES.values() if said else ():  # several ways part their values themselves
            first, last = (said.replace(VALUE, text) for text in (f"{VALUE}{mark}{OTHER}", f"{OTHER}{mark}{VALUE}"))
            yield [{**source, "reads": own} for own in (first, last, last)]
        return
    extents: list[Source] = [{"extent": "paragraph"}, {"extent": "label"}] if "label" in source else [{}]
    for kind, extent in product(HALVES, extents):
        yield [{**source, **extent, "split": [kind], "part": part} for part in (1, 2, -1)]


def _beside(tried: Trial, chosen: Mapping[str, Source]) -> Iterator[dict[str, Source]]:
    """The same where a place, or a carrier, and the territory that it lies in are said in one: « Sète, Hérault »."""
    for field, source in (
        ("zone", chosen.get("zone", {})),
        ("zone", chosen.get("territories", {})),
        ("carrier", {} if "territories" in chosen else chosen.get("carrier", {})),
    ):
        values = [one.value for one in tried.run(source).values()] if source else []
        labelled = "label" in source or f": {VALUE}" in _said(source)
        coded = sum(value.endswith(")") for value in values) > WHOLE * len(values)
        whole = field == "zone" and (labelled or coded)  # then all of it is the zone: « Sète (34) »
        alone = field == "carrier" and ("label" in source or source.keys() == {"in"})
        parted = alone if field == "carrier" else len(source) > 1
        if parted and not whole and not {"rest", "looks"} & source.keys():
            parts = {field: {**source, "looks": "place"}, "territories": {**source, "looks": "territory"}}
            often = len(tried.run(parts["territories"])) >= SHARED * len(tried.run(source))
            if often and tried.together(trial := {**chosen, **parts}) > tried.together(chosen):
                yield trial


def _done(tried: Trial, chosen: Mapping[str, Source]) -> Iterator[dict[str, Source]]:
    """The same where a word that may name the title, « Action », heads the description instead."""
    title, description = chosen.get("title", {}), chosen.get("description", {})
    if "label" not in title and "label" not in description:
        heads = (one for field, one, _ in tried.candidates if field == "title" and one.get("extent") == "label")
        yield from ({**chosen, "description": one} for one in heads if "where" not in one)


def coded(chosen: Mapping[str, Source]) -> Iterator[dict[str, Source]]:
    """The same where a place and the code behind it are one zone: « Sète (34) »."""
    rest = {field: own for field, own in chosen.items() if field not in ("zone", "territories")}
    for source, apart in ((chosen.get("zone", {}), CODED), (chosen.get("territories", {}), CODE)):
        if apart in _said(source):
            whole = _said(source).replace(apart, VALUE)
            if not whole[: whole.index(VALUE)].rstrip(SPACES)[-1:].isalpha():  # « à Sète (34) » is said in a sentence
                yield {**rest, "zone": {**source, "reads": whole}}
            return


def _keeps_places(tried: Trial, chosen: Mapping[str, Source], whole: Mapping[str, Source]) -> bool:
    """Whether no record loses its territory to a zone: one as good, or one of places before a bracket."""
    values = [one.value for one in tried.run(whole["zone"]).values()]
    if "territories" in chosen and len(tried.run(chosen["territories"])) > len(values):
        return False
    ends = [value[:-1].rpartition("(") for value in values if value.endswith(")") and "(" in value]
    if sum(CODES.fullmatch(code) is None for _, _, code in ends) > len(ends) / 2:
        return False  # « (Hérault) »
    heads = [head.strip() for head, _, _ in ends]
    places = sum(tried.judge.value("zone", head) > SITED for head in heads)
    return places > len(heads) / 2 or tried.together(whole) > tried.together(chosen) - SLIGHT


def _said(source: Source) -> str:
    """The wording of a source; empty where it has none, or several."""
    reads = source.get("reads", "")
    return reads if isinstance(reads, str) else ""


def _labels_once(sources: Mapping[str, Source]) -> bool:
    """Whether no label is used for two fields."""
    labels = [(label, source.get("part")) for source in sources.values() for label in source.get("label", ())]
    return len(labels) == len(set(labels))
