"""Things put elsewhere on the page: badges, fields on one line, headers, sidebars, furniture; pages turned."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import TypeVar

from benchmarks.perturb.dossier import Dossier, Run, flat, joined, moved, typed
from benchmarks.perturb.labels import labels_of
from dossier_extract.model import Image, Page, Rect, Rule, Style, Word

Box = TypeVar("Box", Word, Rect, Rule, Image)
BADGE = (130.0, 50.0)  # points; a badge's box is at most this wide and high
EDGE = 0.12  # of the page's height, at its top and its bottom, where furniture stands
SIDEBAR = 130.0  # points by which a page is made wider for one
NOTE = Style("Arial", 8.0, False, False, 0x333333)
SMALL = Style("Arial", 7.0, False, False, 0x666666)
FOREIGN = (
    "Repères", "Le saviez-vous ?", "La feuille de route compte douze mesures", "et sera révisée au printemps prochain.",
    "Un guichet unique a ouvert ses portes", "dans chaque sous-préfecture.", "Pour en savoir plus, appelez",
    "le numéro vert, gratuit et anonyme.", "Le comité se réunit deux fois l’an", "sous la présidence du préfet.",
    "Trois ateliers ont nourri", "la réflexion commune.", "Une évaluation indépendante", "paraîtra l’an prochain.",
)  # fmt: skip


def badge_joined(dossier: Dossier, _: Random) -> Dossier:
    """The badge's words open the record's heading, in its style, without box: "93 Horizon Fait maison"."""
    changed: dict[int, Sequence[Word]] = {}
    boxes = set()
    for _away, title, badge, box in sorted(_badges(dossier)):  # the nearest first, each once
        if changed.keys().isdisjoint((title, badge)):
            run, heading = dossier.runs[badge], dossier.runs[title]
            words = typed(heading.x0, heading.baseline, run.text, heading.words[0].style)
            changed |= {badge: (), title: joined(words, heading.words)}
            boxes.add((run.page, box))
    pages = [
        page._replace(rects=tuple(rect for rect in page.rects if (number, rect[:4]) not in boxes))
        for number, page in enumerate(dossier.with_runs(changed).pages)
    ]
    return dossier.with_pages(pages)


def _badges(dossier: Dossier) -> Iterator[tuple[float, int, int, tuple[float, ...]]]:
    """Small filled boxes that hold what a record's badge says, beside its title: distance, runs of both, box."""
    texts = [flat(run.text) for run in dossier.runs]
    for places, record in zip(dossier.places, dossier.gold.records, strict=True):
        badge = flat(record["territories_printed"] or "")
        if "title" not in places or not badge:
            continue
        title = places["title"].first
        heading = dossier.runs[title]
        for index, run in enumerate(dossier.runs):
            down = abs(run.baseline - heading.baseline)
            if texts[index] != badge or run.page != heading.page or index == title or down > BADGE[1]:
                continue
            for rect in dossier.pages[run.page].rects:
                small = rect.x1 - rect.x0 <= BADGE[0] and rect.bottom - rect.top <= BADGE[1]
                inside = rect.x0 <= run.x0 + 1 and run.x1 - 1 <= rect.x1 and rect.top < run.baseline < rect.bottom
                if small and inside and rect.fill is not None:
                    yield down + abs(run.x0 - heading.x0), title, index, rect[:4]


def carrier_and_amount_joined(dossier: Dossier, _: Random) -> Dossier:
    """Carrier and amount on one line, " · " between, where they stood on consecutive ones."""
    changed: dict[int, Sequence[Word]] = {}
    for places in dossier.places:
        if {"carrier", "amount_eur"} <= places.keys():
            first, second = sorted((places["carrier"], places["amount_eur"]))
            if first.last + 1 == second.first == second.last:
                changed |= _on_one_line(dossier, first.last, second.first, "·")
    return dossier.with_runs(changed)


def first_line_shared(dossier: Dossier, _: Random) -> Dossier:
    """The carrier goes on in the title's last line, told apart by its style alone, where it stood below it."""
    changed: dict[int, Sequence[Word]] = {}
    for places in dossier.places:
        if {"title", "carrier"} <= places.keys():
            title, carrier = places["title"], places["carrier"]
            parted = dossier.runs[title.last].words[-1].style != dossier.runs[carrier.last].words[0].style
            if title.last + 1 == carrier.first == carrier.last and parted:
                changed |= _on_one_line(dossier, title.last, carrier.first)
    return dossier.with_runs(changed)


def _on_one_line(dossier: Dossier, above: int, below: int, separator: str = "") -> dict[int, Sequence[Word]]:
    """Two runs joined on the first one's baseline; none where the second is not below it, or the page too narrow."""
    first, second = dossier.runs[above], dossier.runs[below]
    step = second.baseline - first.baseline
    if first.page != second.page or not 0 < step < 4 * first.words[0].style.size:
        return {}
    words = joined(first.words, second.words, separator)
    return {above: words, below: ()} if words[-1].x1 <= dossier.pages[first.page].width else {}


def header_repeated(dossier: Dossier, _: Random) -> Dossier:
    """The header of a table, or else the running header, once more between two records in mid-page."""
    pages, by_page = list(dossier.pages), defaultdict(list)
    for places in dossier.places:
        if "title" in places:
            first = min(places[field].first for field in ("title", "carrier"))
            by_page[dossier.runs[first].page].append(first)
    for number, header in _headers(dossier):
        page = pages[number]
        tops = [_gap(page, min(w.top for w in dossier.runs[first].words)) for first in by_page[number]]
        middle = sorted((top for top in tops if top is not None), key=lambda top: abs(top - page.height / 2))
        if not middle or len(tops) < 2 or not 0.25 < middle[0] / page.height < 0.75:
            continue
        top, bottom = min(word.top for word in header), max(word.bottom for word in header)
        height = bottom - top + 8.0
        opened = _opened(page, middle[0], height)
        copy = moved(header, 0.0, middle[0] + 4.0 - top)
        at = next((i for i, word in enumerate(opened.words) if word.top > middle[0] + height), len(opened.words))
        pages[number] = opened._replace(words=(*opened.words[:at], *copy, *opened.words[at:]))
    return dossier.with_pages(pages)


def _headers(dossier: Dossier) -> Iterator[tuple[int, list[Word]]]:
    """For each page that has one, the words of the header of its table, or of its running header."""
    rows: dict[tuple[int, int], list[Run]] = defaultdict(list)
    for label in labels_of(dossier):
        run = dossier.runs[label.run]
        rows[run.page, round(run.baseline)].append(run)
    table: dict[int, list[Word]] = {}
    for (number, level), runs in sorted(rows.items()):
        if len(runs) >= 3:  # labels side by side
            cells = [run for run in dossier.runs if run.page == number and abs(run.baseline - level) <= 1]
            table.setdefault(number, [word for run in cells for word in run.words])
    heads = {run.page: list(run.words) for run in _furniture(dossier) if run.baseline < dossier.pages[0].height / 2}
    yield from sorted((table or heads).items())


def _furniture(dossier: Dossier) -> list[Run]:
    """Runs at the edge of a page that stand, figures apart, on three pages at one height."""
    edge = []
    for run in dossier.runs:
        height = dossier.pages[run.page].height
        if not EDGE * height < run.baseline < (1 - EDGE) * height:
            edge.append((run, ("".join(c for c in run.text if not c.isdigit()), round(run.baseline))))
    counts = Counter(key for _, key in edge)
    return [run for run, key in edge if counts[key] >= 3]


def _gap(page: Page, top: float) -> float | None:
    """A height just above `top` that no words cross; None where columns stand side by side."""
    above = max((word.bottom for word in page.words if word.bottom <= top + 1), default=0.0)
    rows = [rule.top for rule in page.rules if above < rule.top <= top and rule.x1 - rule.x0 > rule.bottom - rule.top]
    at = rows[-1] if rows else (above + top) / 2
    return None if any(word.top < at - 1 and at + 1 < word.bottom for word in page.words) else at


def _opened(page: Page, y: float, height: float) -> Page:
    """A page made longer: what is below `y` moves down, what crosses it is stretched."""

    def lower(edge: float) -> float:
        return edge + height if edge >= y else edge

    return page._replace(
        height=page.height + height,
        words=tuple(word if word.baseline < y else moved([word], 0.0, height)[0] for word in page.words),
        rects=tuple(rect._replace(top=lower(rect.top), bottom=lower(rect.bottom)) for rect in page.rects),
        rules=tuple(rule._replace(top=lower(rule.top), bottom=lower(rule.bottom)) for rule in page.rules),
        images=tuple(image._replace(top=lower(image.top), bottom=lower(image.bottom)) for image in page.images),
    )


def sidebar_added(dossier: Dossier, rng: Random) -> Dossier:
    """Beside the text of pages with records, in a margin made wider, a tinted column that speaks of other things."""
    held = {dossier.runs[places["title"].first].page for places in dossier.places if "title" in places}
    pages = list(dossier.pages)
    for number in sorted(held):
        page = pages[number]
        left, top = page.width + 5.0, rng.uniform(0.1, 0.4) * page.height
        lines = FOREIGN[:1] + tuple(rng.sample(FOREIGN[1:], 9))
        words = [
            word
            for step, line in enumerate(_wrapped(lines, 24))
            for word in typed(left + 8.0, top + 14.0 + 10.0 * step, line, NOTE)
        ]
        box = Rect(left, top, left + SIDEBAR - 10.0, words[-1].bottom + 8.0, 0xE8EEF7, None)
        pages[number] = page._replace(width=page.width + SIDEBAR, words=(*page.words, *words), rects=(*page.rects, box))
    return dossier.with_pages(pages)


def _wrapped(lines: Sequence[str], most: int) -> Iterator[str]:
    """Lines of at most `most` characters, as far as words allow."""
    line = ""
    for word in " ".join(lines).split():
        if line and len(line) + len(word) >= most:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line


def furniture_added(dossier: Dossier, _: Random) -> Dossier:
    """A running header and a footer with the page's number, on every page."""

    def page(old: Page) -> Page:
        middle = old.width / 2
        header = typed(middle - 90.0, 12.0, "Document de travail – Direction de la communication", SMALL)
        footer = typed(middle - 60.0, old.height - 6.0, f"Service de presse – page {old.number}", SMALL)
        return old._replace(words=(*header, *old.words, *footer))

    return dossier.each_page(page)


def page_numbers_removed(dossier: Dossier, _: Random) -> Dossier:
    """No page numbers: figures at the edge that grow with the page go, with the signs or words that they end."""
    found: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for index, run in enumerate(dossier.runs):
        height, letters = dossier.pages[run.page].height, "".join(c for c in run.text if not c.isdigit())
        for place, word in enumerate(run.words):
            figure = flat(word.text)
            if figure.isdecimal() and not EDGE * height < run.baseline < (1 - EDGE) * height:
                found[int(figure) - run.page, place, letters].append(index)
    values = {i for places in dossier.places for place in places.values() for i in range(place.first, place.last + 1)}
    changed: dict[int, Sequence[Word]] = {}
    for (_gap, place, _letters), runs in found.items():
        if len({dossier.runs[index].page for index in runs}) >= 3 and values.isdisjoint(runs):
            for index in runs:
                words = dossier.runs[index].words
                changed[index] = words[place + 1 :] if place < len(words) / 2 else words[: max(place - 1, 0)]
    return dossier.with_runs(changed)


def _turned(page: Page) -> Page:
    """A page of upright text as the reader gives it when the file asks for a quarter turn clockwise.

    Words are no longer upright; their baseline is where they begin, their box is the turned one.
    """

    def box(old: Box) -> Box:
        return old._replace(x0=page.height - old.bottom, top=old.x0, x1=page.height - old.top, bottom=old.x1)

    return page._replace(
        width=page.height,
        height=page.width,
        rotation=(page.rotation + 90) % 360,
        words=tuple(box(word)._replace(baseline=word.x0, upright=False) for word in page.words),
        rects=tuple(map(box, page.rects)),
        rules=tuple(map(box, page.rules)),
        images=tuple(map(box, page.images)),
    )


def _one_changed(dossier: Dossier, rng: Random, change: Callable[[Page], Page]) -> Dossier:
    """One page changed among those on which records begin."""
    held = sorted({dossier.runs[places["title"].first].page for places in dossier.places if "title" in places})
    chosen = rng.choice(held) if held else -1
    return dossier.with_pages([change(page) if index == chosen else page for index, page in enumerate(dossier.pages)])


def page_turned(dossier: Dossier, rng: Random) -> Dossier:
    """One page with records lies on its side, as a wide table that was scanned or bound the other way."""
    return _one_changed(dossier, rng, _turned)


def page_flagged(dossier: Dossier, rng: Random) -> Dossier:
    """One page is turned by the file and its content drawn to match: it looks as ever, only `rotation` says it."""
    return _one_changed(dossier, rng, lambda page: page._replace(rotation=90))
