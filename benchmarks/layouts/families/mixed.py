"""A dossier of several layouts: a chapter as blocks, one as small tables, one as cards, one as a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from .. import canvas, content, front, ruling, tables, typeset
from ..content import Dossier, Section
from ..dice import Dice
from ..style import Look, Style, Wording
from . import _cards, _grids, blocks, cards, key_value

Body = Callable[[Section, int], Any]  # markup or flowables of a section, counted from 0
Chapter = tuple[Section, ...]


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print a dossier of at least two layouts."""
    dossier = content.drawn(rng)
    style, wording = Style.drawn(rng, landscape=0), Wording.drawn(rng)
    parts = _parts(rng, _chapters(rng, dossier))
    dossier = replace(dossier, sections=tuple(section for _, part in parts for section in part))
    again = rng.happens("words_change", 0.25)
    bodies: list[Body] = []  # one a section
    last: set[int] = set()  # the sections that end a part
    for name, part in parts:
        words = Wording.drawn(rng) if again and bodies else wording
        bodies += [LAYOUTS[name](rng, style, words, replace(dossier, sections=part))] * len(part)
        last.add(len(bodies) - 1)
    new_page = rng.happens("layouts_on_new_pages", 0.6) and style.heading != "divider"
    ends = last - {len(bodies) - 1} if new_page else set()
    matter = front.before(rng, dossier), front.after(rng, dossier)
    _print(folder, (style, dossier, matter), bodies, ends)
    return dossier


def _print(folder: Path, what: tuple[Style, Dossier, Any], bodies: list[Body], ends: set[int]) -> None:
    """`ends`: the sections after which a new page begins."""

    def typst(section: Section, index: int) -> str:
        return str(bodies[index](section, index)) + "#pagebreak(weak: true)\n" * (index in ends)

    if what[0].engine == "typst":
        typeset.print_dossier(folder, *what, typst)
    else:
        canvas.print_dossier(
            folder, *what, lambda s, i: [*bodies[i](s, i), *([canvas.page_break(what[0])] if i in ends else [])]
        )


def _chapters(rng: Dice, dossier: Dossier) -> list[Chapter]:
    """The sections of each theme, or of each place; where there are no headings, parts of two sevenths or more."""
    if len(dossier.sections) > 1:
        by_theme = [tuple(group) for _, group in groupby(dossier.sections, key=lambda section: section.theme)]
        return by_theme if len(by_theme) > 1 else [(section,) for section in dossier.sections]
    (whole,) = dossier.sections
    count = len(whole.records)
    cut = rng.randint(count * 2 // 7, count * 5 // 7)
    return [(replace(whole, records=part),) for part in (whole.records[:cut], whole.records[cut:])]


def _parts(rng: Dice, chapters: list[Chapter]) -> list[tuple[str, Chapter]]:
    """Two or three layouts, each with the chapters that it prints."""
    names = rng.sample(list(LAYOUTS), min(len(chapters), rng.choice((2, 2, 3))))
    rng.choices_made["layouts"] = names
    cuts = [0, *sorted(rng.sample(range(1, len(chapters)), len(names) - 1)), len(chapters)]
    parts = []
    for at, name in enumerate(names):
        part = tuple(section for chapter in chapters[cuts[at] : cuts[at + 1]] for section in chapter)
        parts.append((name, _bare(part) if name == "tables" and rng.chance(0.7) else part))
    return parts


def _bare(chapter: Chapter) -> Chapter:
    """The sections without descriptions, as tables often are."""
    return tuple(replace(s, records=tuple(replace(r, description=()) for r in s.records)) for s in chapter)


def _blocks(rng: Dice, style: Style, wording: Wording, dossier: Dossier) -> Body:
    plan = blocks.Plan.drawn(rng, wording, _short(dossier))
    if style.engine == "typst":
        return lambda s, i: "".join(blocks._typst(style, wording, plan, r, i) for r in s.records)
    return lambda s, i: [f for r in s.records for f in blocks._reportlab(style, wording, plan, r, i)]


def _key_value(rng: Dice, style: Style, wording: Wording, dossier: Dossier) -> Body:
    plan = replace(_grids.Plan.drawn(rng, wording.words["title"]), notes=0)  # notes want room at the foot
    style = _grids.smaller(style) if plan.pair else style
    return key_value.of(rng, style, wording, plan, dossier).section


def _as_cards(rng: Dice, style: Style, wording: Wording, dossier: Dossier) -> Body:
    plan = _cards.Plan.drawn(rng, wording, _short(dossier))
    plan = replace(plan, columns=min(plan.columns, 2))  # three would want other margins
    printed = cards.Printed(cards._fitted(dossier, style, plan)[1], wording, plan)
    return printed.typst if style.engine == "typst" else printed.reportlab


def _tables(rng: Dice, style: Style, wording: Wording, dossier: Dossier) -> Body:
    """A table a section; small tables where its columns do not fit on an upright page."""
    plan = replace(tables.Plan.drawn(rng, wording, dossier), whole=False, totals="none", note="")
    rules = ruling.Rules.drawn(rng, style)
    looks = rules, Look(0, True, colour="#ffffff" if rules.header_fill else style.colour())
    page, cells, widths = ruling._fitted(rng, (style, wording), plan, dossier, looks)
    if page.page != style.page:
        return _key_value(rng, style, wording, dossier)

    def body(section: Section, index: int) -> Any:
        rows = [
            replace(row, section=index)
            for row in tables.rows(cells, wording, plan, replace(dossier, sections=(section,)), 0)
        ]
        printed = (ruling.typst if style.engine == "typst" else ruling.reportlab)(cells, plan, rules, rows, widths)
        return printed

    return body


def _short(dossier: Dossier) -> bool:
    return all(len(record.badge or "") <= 8 for record in dossier.records)


LAYOUTS = {"blocks": _blocks, "key-value": _key_value, "cards": _as_cards, "tables": _tables}
