"""Narrow boxes that stand in one place beside the text of several pages: no part of the flow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from dossier_extract.look import style_fits
from dossier_extract.model import Line, Page
from dossier_extract.profile import Layout, Profile
from dossier_extract.rules import Rules
from dossier_extract.stages.layout.frames import Frame
from dossier_extract.stages.layout.furniture import BADGE_CHARS, is_badge
from dossier_extract.stages.layout.pairs import label_phrases
from dossier_extract.tables import squeezed

NARROW, HIGH = 0.3, 0.08  # of the page's width and height: no wider, no lower
PAGES = 2  # with a box in that place
PLACE = 4.0  # points; boxes whose edges differ by less stand in one place


class PageText(NamedTuple):
    """A page's lines by frame, before they are put in order."""

    page: Page
    layout: int  # index of the profile's layout that the page is read with; -1 for none
    columned: bool
    frames: dict[Frame, list[Line]]
    starts: list[Line]  # that records begin with, if columns count


def without_sidebars(texts: Sequence[PageText], profile: Profile, rules: Rules) -> list[PageText]:
    """The same pages with their sidebars set aside; only pages that are read by columns or pairs have some."""
    phrases = {
        number: [phrase for phrase, _ in label_phrases(layout, rules)]
        for number, layout in enumerate(profile.layouts)
        if layout.reading != "lines"
    }
    places: dict[tuple[int, int], set[int]] = defaultdict(set)
    found: list[tuple[int, Frame]] = []
    for number, text in enumerate(texts):
        for frame, lines in text.frames.items() if text.columned else ():
            if _may_be(frame, lines, text, profile.layouts[text.layout], phrases[text.layout]):
                found.append((number, frame))
                places[_place(frame)].add(text.page.number)
    made = list(texts)
    for number, frame in found:
        if len(places[_place(frame)]) >= PAGES:
            frames = made[number].frames
            apart = {one._replace(aside=True) if one is frame else one: lines for one, lines in frames.items()}
            made[number] = made[number]._replace(frames=apart)
    return made


def _place(frame: Frame) -> tuple[int, int]:
    assert frame.rect is not None
    return round(frame.rect.x0 / PLACE), round(frame.rect.x1 / PLACE)


def _may_be(frame: Frame, lines: Sequence[Line], text: PageText, layout: Layout, phrases: Sequence[str]) -> bool:
    """Whether a box is narrow, filled and in no other, and holds no beginning, no label and nothing of the body."""
    rect, page = frame.rect, text.page
    if rect is None or rect.fill is None or frame.parent >= 0 or is_badge(lines, frame, page):
        return False
    if sum(len(line.text) for line in lines) <= BADGE_CHARS:  # an amount in a circle
        return False
    if rect.x1 - rect.x0 > NARROW * page.width or rect.bottom - rect.top < HIGH * page.height:
        return False
    inside = [
        line for line in text.starts if rect.x0 <= line.x0 <= rect.x1 and rect.top <= line.baseline <= rect.bottom
    ]
    labelled = any(squeezed(line.text).startswith(tuple(phrases)) for line in lines) if phrases else False
    around = any(
        one.pair is not None and rect.x0 <= own[0].x0 <= rect.x1 and rect.top <= own[0].baseline <= rect.bottom
        for one, own in text.frames.items()
    )
    bodily = layout.body.size is not None and any(style_fits(layout.body, line.style) for line in lines)
    return bool(text.starts) and not (inside or labelled or around or bodily)
