"""What a dossier looks like, changed: shapes, styles, sizes, quotes, margins, how words are cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar

from benchmarks.perturb.dossier import ASCENT, DESCENT, Dossier, moved
from dossier_extract.evaluate import Gold
from dossier_extract.model import Image, Page, Rect, Rule, Style, Word

Box = TypeVar("Box", Rect, Rule, Image)
CUT = 0.1  # share of the longer words that are cut in two
BINDING = 14.0  # points by which margins differ on left and right pages


def shapes_removed(dossier: Dossier, _: Random) -> Dossier:
    """No rules, frames and fills: what a reader sees of layouts set with white space alone."""
    return dossier.each_page(lambda page: page._replace(rects=(), rules=()))


def _black(word: Word) -> Word:
    return word._replace(style=word.style._replace(bold=False, italic=False, color=0))


def plain(dossier: Dossier, _: Random) -> Dossier:
    """All text black, regular, upright: size alone tells headings."""
    return dossier.each_word(_black)


def level(dossier: Dossier, _: Random) -> Dossier:
    """As `plain`, and headings no larger than the body, as in a text pasted from a mail."""
    size = dossier.body.size
    changed = {
        index: [_black(word) for word in _resized(run.words, size)]
        for index, run in enumerate(dossier.runs)
        if max(word.style.size for word in run.words) > size
    }
    return dossier.with_runs(changed).each_word(_black)


def _resized(words: Sequence[Word], most: float) -> list[Word]:
    """A line with no word larger than `most`; its start and baseline stay."""
    out, share, start = [], min(most / max(word.style.size for word in words), 1.0), words[0].x0
    for word in words:
        size = min(word.style.size, most)
        top, bottom = word.baseline - ASCENT * size, word.baseline + DESCENT * size
        x0, x1 = (start + (x - start) * share for x in (word.x0, word.x1))
        out.append(word._replace(x0=x0, x1=x1, top=top, bottom=bottom, style=word.style._replace(size=size)))
    return out


def _scaled(dossier: Dossier, factor: float) -> Dossier:
    """Everything larger or smaller, the page too; sizes to the half point, as the reader gives them."""
    styles: dict[Style, Style] = {}

    def style(old: Style) -> Style:
        return styles.setdefault(old, old._replace(size=round(2 * old.size * factor) / 2))

    def word(old: Word) -> Word:
        _, x0, top, x1, bottom, baseline, look, _, _ = old
        x0, top, x1, bottom, baseline = (factor * length for length in (x0, top, x1, bottom, baseline))
        return old._replace(x0=x0, top=top, x1=x1, bottom=bottom, baseline=baseline, style=style(look))

    def box(old: Box) -> Box:
        return old._replace(x0=factor * old.x0, top=factor * old.top, x1=factor * old.x1, bottom=factor * old.bottom)

    def page(old: Page) -> Page:
        return old._replace(
            width=factor * old.width,
            height=factor * old.height,
            words=tuple(map(word, old.words)),
            rects=tuple(map(box, old.rects)),
            rules=tuple(map(box, old.rules)),
            images=tuple(map(box, old.images)),
        )

    return dossier.each_page(page)


def smaller(dossier: Dossier, _: Random) -> Dossier:
    """The same dossier at 0.8 of its size, page and all."""
    return _scaled(dossier, 0.8)


def larger(dossier: Dossier, _: Random) -> Dossier:
    """The same dossier at 1.25 of its size, page and all."""
    return _scaled(dossier, 1.25)


def margins_shifted(dossier: Dossier, _: Random) -> Dossier:
    """Inner margins wider than outer ones: left and right pages do not begin at one place."""

    def box(old: Box, by: float) -> Box:
        return old._replace(x0=old.x0 + by, x1=old.x1 + by)

    def page(old: Page) -> Page:
        room = min((word.x0 for word in old.words), default=0.0), min((old.width - w.x1 for w in old.words), default=0)
        by = min(BINDING, max(room[1], 0.0)) if old.number % 2 else -min(BINDING, max(room[0], 0.0))
        return old._replace(
            words=tuple(moved(old.words, by)),
            rects=tuple(box(rect, by) for rect in old.rects),
            rules=tuple(box(rule, by) for rule in old.rules),
            images=tuple(box(image, by) for image in old.images),
        )

    return dossier.each_page(page)


def words_cut(dossier: Dossier, rng: Random) -> Dossier:
    """Some words come in two pieces that touch, as from producers that place letters one by one."""

    def pieces(word: Word) -> list[Word]:
        if len(word.text) < 6 or not word.upright or rng.random() > CUT:
            return [word]
        cut = rng.randrange(2, len(word.text) - 2)
        x = word.x0 + (word.x1 - word.x0) * cut / len(word.text)
        return [word._replace(text=word.text[:cut], x1=x), word._replace(text=word.text[cut:], x0=x, glued=True)]

    return dossier.each_page(
        lambda page: page._replace(words=tuple(piece for word in page.words for piece in pieces(word)))
    )


def _quoted(dossier: Dossier, opening: str, closing: str) -> Dossier:
    """Guillemets replaced, without the space inside; in the gold too, where it keeps inner ones."""

    def text(old: str) -> str:
        return old.replace("« ", "«").replace(" »", "»").replace("«", opening).replace("»", closing)

    changed = {}
    for index, run in enumerate(dossier.runs):
        if "«" in run.text or "»" in run.text:
            changed[index] = _touching(run.words, text)
    records = [
        {key: text(_spaced(value)) if isinstance(value, str) else value for key, value in record.items()}
        for record in dossier.gold.records
    ]
    return replace(dossier.with_runs(changed), gold=Gold(records, dossier.gold.meta))


def _spaced(value: str) -> str:
    return value.replace("\u00a0", " ").replace("\u202f", " ") if "«" in value or "»" in value else value


def _touching(words: Sequence[Word], text: Callable[[str], str]) -> list[Word]:
    """A guillemet that stands alone becomes part of the word that it encloses."""
    out: list[Word] = []
    opened: Word | None = None
    for word in words:
        new = word._replace(text=text(word.text))
        if opened is not None:
            new = new._replace(text=opened.text + new.text, x0=opened.x0, glued=opened.glued)
        opened = new if word.text.endswith("«") and len(word.text) <= 2 else None  # with a bracket before it, perhaps
        if opened is not None:
            continue
        if word.text[0] == "»" and out:
            out[-1] = out[-1]._replace(text=out[-1].text + new.text, x1=word.x1)
        else:
            out.append(new)
    return [*out, opened] if opened is not None else out


def quotes_straight(dossier: Dossier, _: Random) -> Dossier:
    """Straight quotes in place of guillemets: opening and closing look the same."""
    return _quoted(dossier, '"', '"')


def quotes_curly(dossier: Dossier, _: Random) -> Dossier:
    """Curly quotes in place of guillemets."""
    return _quoted(dossier, "“", "”")
