"""What a field may be taken from: the labels, looks, places and marks that the records themselves show."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from dossier_extract.discovery.headers import COST, fields_in
from dossier_extract.discovery.heads import SAME, heads_of
from dossier_extract.discovery.looks import run_looks
from dossier_extract.discovery.refrains import refrains
from dossier_extract.drafts import THEME, ProjectBlock
from dossier_extract.places import territories_of
from dossier_extract.rules import Rules
from dossier_extract.text import Text, fold

FIELDS = ("territories", "amount", "carrier", "zone", "title", "description")
TITLED = ("title", "carrier", "zone")  # what looks, places and separators may tell
RETURNING = ("territories", "amount", "carrier", "zone")  # what a sentence may tell that returns
EXTRA = "extra"  # instead of a field: what stands behind a label that names none of them
SPLITS = {
    "dash": 1.0,
    "bar": 1.0,
    "by": 1.0,
    "colon": 0.75,
    "comma": 0.75,
    "semicolon": 0.9,
}  # kind of separator → trust
SIGNED = 120  # characters of a last line that says who carries the project and where
KNOWN_LABEL, NEW_LABEL = 0.06, 0.35  # share of records that it stands in
NEW = 1.3  # trust in a label that no vocabulary knows; no title stands behind one below a heading
NEW_LABELS = 8  # of a slot; more are no labels
CARRIED = 0.8  # of the records in which a paragraph must begin with « par »
LINES, LINE = 6, 90  # lines of facts at most; characters of one
COUNTED, STEP = 0.8, 2  # of the badges that are numbers of the records; by which they rise at most, times their ranks
RUN_SHARE = 0.4  # of the records that must hold a run in a look, a mark or a separator

_SUM = re.compile(r"([^\W\d_][^\d:.;|]{2,44}?) \d[\d\s.,]*\s?(?:[Mk]?€|euros?)\W*")  # all of a paragraph
_ALONE = re.compile(r"\d[\d\s.,]*\s?(?:[Mk]?€|euros?)\W*")  # all of a paragraph
_PRICED = re.compile(r"[(\[][^()\[\]]*\d\s*(?:k?€|euros?)[^()\[\]]*[)\]]")  # an amount in brackets

Source = dict[str, Any]  # the keys of a `profile.FieldSource`
Offer = tuple[str, Source, float]  # field, source, and how much it is to be trusted before it is tried


def candidates(projects: Sequence[ProjectBlock], rules: Rules) -> Iterator[Offer]:
    """Field, source and how much the source is to be trusted before it is tried."""
    slots = Counter(name for block in projects for name in block.slots)
    for slot in ("heading", "body", "above", "panel"):
        if slots[slot]:
            texts = [block.slots[slot] for block in projects if slot in block.slots]
            headed = slot == "body" and slots["heading"] > 0
            for offer in _labelled(slot, texts, len(projects), rules):
                if not (headed and offer[0] == "title" and offer[2] == NEW):
                    yield offer
            yield from _unlabelled(slot, texts, len(projects), rules)
            if slot == "body" and not headed:
                yield from _lines(texts, len(projects))
    if slots["badge"] and not _count_up(projects):
        yield from _badges()
    for slot in slots:
        if slot in ("badge", "number", COST, THEME):  # numbers of rows are no codes of départements
            continue
        yield "territories", {"in": slot, "looks": "territory"}, 0.9
        yield "amount", {"in": slot, "looks": "amount"}, 0.8 if slot == "body" else 0.9
        if slot not in ("heading", "body", "above", "panel"):
            texts = [block.slots[slot] for block in projects if slot in block.slots]
            yield from _column(slot, texts, len(projects), rules)


def _badges() -> Iterator[Offer]:
    """Sources in the badges of the records."""
    yield "territories", {"in": "badge"}, 1.2
    yield "territories", {"in": "badge", "looks": "territory"}, 1.0
    yield "amount", {"in": "badge", "looks": "amount"}, 1.0
    for nth in (1, 2, -1):
        yield "territories", {"in": "badge", "nth": nth}, 1.1
        yield "zone", {"in": "badge", "nth": nth}, 1.1
    yield "zone", {"in": "badge", "rest": True}, 1.0


def _count_up(projects: Sequence[ProjectBlock]) -> bool:
    """Whether the badges are the records' own numbers: they rise with their ranks, by hardly more than these."""
    badges = [(block.slots["badge"].folded.strip(), block.n) for block in projects if "badge" in block.slots]
    steps = pairwise((int(badge), n) for badge, n in badges if badge.isdecimal())
    rising = sum(0 < after - before <= STEP * (n - m) for (before, m), (after, n) in steps)
    return len(badges) > 1 and rising >= COUNTED * (len(badges) - 1)


def _column(slot: str, texts: Sequence[Text], n: int, rules: Rules) -> Iterator[Offer]:
    """Sources in a table's column: all of it, or a part of a cell that holds several fields."""
    for field in FIELDS:
        yield field, {"in": slot}, 1.5 if slot == field else 0.9
    yield from _labelled(slot, texts, len(texts), rules)
    own = fields_in(slot)
    yield from ((field, {"in": slot, "rest": True}, 1.0) for field in own if field in ("title", "carrier"))
    for field, source, prior in _unlabelled(slot, texts, n, rules):
        if slot == field and source.get("nth", 1) != 1:
            continue  # a cell begins with the field that its column is named after
        if field != "description" or {"title", "description"} & set(own) or slot.startswith("column"):
            yield field, source, prior * (1.1 if field in own else 0.85)


def _labelled(slot: str, texts: Sequence[Text], n: int, rules: Rules) -> Iterator[Offer]:
    """Sources by the labels that stand in the records: known words, and new ones that return."""
    known: dict[str, dict[str, str]] = defaultdict(dict)
    new: list[str] = []
    heads = heads_of(texts, rules)
    for head, (records, printed) in sorted(heads.items()):
        field, count = rules.field_of_label(head), len(records)
        named = territories_of(rules).strangers(printed) == 0  # « Somme », a département
        if field is not None and count >= max(2, (NEW_LABEL if named else KNOWN_LABEL) * n):
            known[field][head] = printed
        elif field is None and count >= max(3, NEW_LABEL * n) and not named:
            new.append(printed)
    for printed in (*_costs(known["amount"], rules), *new[:NEW_LABELS]):
        yield EXTRA, {"in": slot, "label": [printed], "ending": "any", "where": "anywhere", "extent": "paragraph"}, 1.0
    for field, words in known.items():
        groups = _rivals({head: heads[head][0] for head in words}) if field == "zone" else [list(words)]
        for listed in (sorted(words[head] for head in group) for group in groups if group):
            for own in (field, "territories") if len(groups) > 1 else (field,):
                yield from _known(own, {"in": slot, "label": listed, "ending": "any"})
            if field in ("carrier", "zone"):
                yield from _first_part(field, {"in": slot, "label": listed, "ending": "any"}, texts, rules)
    for printed in new[:NEW_LABELS]:
        source = {"in": slot, "label": [printed], "ending": "any", "where": "anywhere"}
        for field in FIELDS:
            if not known[field]:
                for extent in ("label", "paragraph"):
                    yield field, {**source, "extent": extent}, NEW


def _known(field: str, source: Source) -> Iterator[Offer]:
    """What stands behind labels that the vocabulary knows."""
    for extent in ("label", "paragraph"):
        yield field, {**source, "extent": extent}, 1.6 if extent == "label" else 1.5
        yield field, {**source, "where": "anywhere", "extent": extent}, 1.45


def _first_part(field: str, source: Source, texts: Sequence[Text], rules: Rules) -> Iterator[Offer]:
    """What stands behind a label up to what parts it from another value: « Commune : Reims | 35 000 € »."""
    heads = tuple(map(fold, source["label"]))
    lines = [line for text in texts for line in text.folded.split("\n") if line.startswith(heads)]
    for kind in ("dash", "bar"):
        separator = rules.pattern(rules.parts[f"split_{kind}"])
        if sum(separator.search(line) is not None for line in lines) >= max(2, RUN_SHARE * len(lines)):
            yield field, {**source, "extent": "paragraph", "split": [kind], "part": 1}, 1.45


def _rivals(records: Mapping[str, frozenset[int]]) -> list[list[str]]:
    """Labels of zones by kind: of two that stand in the same records one tells the territory, the other the zone."""
    groups: list[list[str]] = []
    for head, own in sorted(records.items(), key=lambda item: -len(item[1])):
        beside = (group for group in groups if not any(len(own & records[one]) >= SAME * len(own) for one in group))
        group = next(beside, None)
        if group is None:
            groups.append([head])
        else:
            group.append(head)
    return groups


def _costs(heads: dict[str, str], rules: Rules) -> list[str]:
    """Takes out the labels of what a project costs where others tell what it is given."""
    words = [fold(word) for word in rules.kinds.costs]
    costs = [head for head in heads if any(head.startswith(word) for word in words)]
    return [heads.pop(head) for head in costs] if len(costs) < len(heads) else []


def _unlabelled(slot: str, texts: Sequence[Text], n: int, rules: Rules) -> Iterator[Offer]:
    """Sources by place, look and marks."""
    heading = slot != "body"
    if slot == "panel":
        yield "zone", {"in": slot, "rest": True}, 0.8
    else:
        yield "title", {"in": slot, "rest": True}, 1.0 if slot == "heading" else 0.4
    if slot not in ("heading", "above", "panel"):
        yield "description", {"in": slot, "rest": True}, 1.0
    for field in TITLED:
        for nth in (1, 2, 3, -1):
            if (heading and nth == 3) or (field == "title" and nth not in (1, 2)):
                continue
            late = 0.6 if field == "title" and not heading else 1.0
            yield field, {"in": slot, "nth": nth}, late * (0.9 if nth > 0 else 0.8)
    yield from _priced(slot, texts, n)
    for nth in (1, 2, -1):
        if sum(_paragraph(text, nth).startswith("par ") for text in texts) >= CARRIED * n:
            yield "carrier", {"in": slot, "nth": nth, "reads": "par {}"}, 1.2
    if slot == "body":
        for said in refrains(texts):
            yield from ((field, {"in": slot, "reads": said}, 1.2) for field in RETURNING)
    for look in run_looks(texts, RUN_SHARE * n):
        for field in TITLED:
            yield field, {"in": slot, "style": look}, 1.05
        yield "territories", {"in": slot, "style": look}, 1.05
        yield "amount", {"in": slot, "style": look, "looks": "amount"}, 1.05
    yield from _marked(slot, texts, n)
    yield from _split(slot, texts, n, rules)


def _priced(slot: str, texts: Sequence[Text], n: int) -> Iterator[Offer]:
    """Sources by an amount alone on the last line, or words right before it: « Subvention accordée 9 000 € »."""
    lasts = [_paragraph(text, -1) for text in texts]
    if slot == "body" and sum(_ALONE.fullmatch(last) is not None for last in lasts) >= RUN_SHARE * n:
        yield "amount", {"in": slot, "nth": -1, "looks": "amount"}, 1.0  # not what a text tells of costs
    paragraphs = (text.repaired[start:end] for text in texts for start, end in text.paragraphs)
    heads = Counter(found[1] for one in paragraphs if (found := _SUM.fullmatch(one)) is not None)
    for head, times in heads.items():
        if times >= RUN_SHARE * n:
            yield "amount", {"in": slot, "label": [head], "ending": " ", "extent": "paragraph"}, 1.5


def _paragraph(text: Text, nth: int) -> str:
    """The folded Nth paragraph of a text, empty if there are too few."""
    at = nth - 1 if nth > 0 else nth
    return text.folded[slice(*text.paragraphs[at])] if -len(text.paragraphs) <= at < len(text.paragraphs) else ""


def _lines(texts: Sequence[Text], n: int) -> Iterator[Offer]:
    """Sources by the lines of records that begin with a list of facts, one a line, the title among them."""
    for nth in range(3, LINES + 1):
        lines = [text.paragraphs[nth - 1] for text in texts if len(text.paragraphs) > nth]
        if sum(stop - start <= LINE for start, stop in lines) >= RUN_SHARE * n:
            yield from ((field, {"in": "body", "nth": nth}, 0.9) for field in TITLED)


def _marked(slot: str, texts: Sequence[Text], n: int) -> Iterator[Offer]:
    """Sources by quotes and brackets."""
    quoted = sum(any(mark in text.repaired for mark in '«“"') for text in texts)
    if quoted >= RUN_SHARE * n:
        yield "title", {"in": slot, "quoted": True}, 1.25 if slot != "body" else 0.8
    if sum(_PRICED.search(text.folded) is not None for text in texts) >= RUN_SHARE * n:
        yield "amount", {"in": slot, "bracketed": True, "looks": "amount"}, 1.05
    if sum("(" in text.repaired for text in texts) >= RUN_SHARE * n:
        yield "carrier", {"in": slot, "bracketed": True}, 0.9
        yield "zone", {"in": slot, "bracketed": True}, 0.8


def _split(slot: str, texts: Sequence[Text], n: int, rules: Rules) -> Iterator[Offer]:
    """Sources by separators: a heading is cut as a whole, of a body its first paragraph, and a short last one."""
    if slot == "body":
        firsts = [_paragraph(text, 1) for text in texts]
        lasts = [_paragraph(text, -1) for text in texts if len(text.paragraphs) > 1]
        yield from _parts({"in": slot, "nth": 1}, firsts, n, rules, TITLED)
        yield from _parts({"in": slot, "nth": -1}, [one for one in lasts if len(one) <= SIGNED], n, rules, TITLED[1:])
        return
    if sum(len(text.stretches) > 1 for text in texts) >= RUN_SHARE * n:
        yield from _cut({"in": slot}, "line", TITLED)
    yield from _parts({"in": slot}, [text.folded for text in texts], n, rules, TITLED)


def _parts(place: Source, folded: Sequence[str], n: int, rules: Rules, fields: Sequence[str]) -> Iterator[Offer]:
    for kind in SPLITS:
        separator = rules.pattern(rules.parts[f"split_{kind}"])
        if sum(separator.search(text) is not None for text in folded) >= RUN_SHARE * n:
            yield from _cut(place, kind, fields)


def _cut(place: Source, kind: str, fields: Sequence[str]) -> Iterator[Offer]:
    for part in (1, 2, -1):
        yield from ((field, {**place, "split": [kind], "part": part}, SPLITS.get(kind, 1.0)) for field in fields)
