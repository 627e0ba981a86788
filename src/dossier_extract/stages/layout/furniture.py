"""What repeats at the edge of pages: running heads, footers, page numbers; and what else a block is on its page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from dossier_extract.look import color_class
from dossier_extract.model import BlockKind, Image, Line, Page, Style
from dossier_extract.rules import Rules
from dossier_extract.stages.layout.frames import Frame
from dossier_extract.text import fold

MARGIN_SHARE = 0.12  # of the page's height, at its top and bottom, where furniture stands
FURNITURE_PAGES = 3  # furniture needs repetition on three pages or more
OPPOSITE = 2  # furniture comes again on the next page or the one after; a heading that returns after more is none
NUMBER_NEAR = 3  # a page number may lie so far from the page's own: covers are often not counted
BAND_HEIGHT = 0.25  # of the page's height, for a box of a heading with what stands beside it
MOST = 0.5  # of the pages, for what stays the same in boxes whose other text does not
CAPTION_LINES, CAPTION_WORDS, SMALL = 2, 3, 0.85  # of what stands below a picture; times the body's size
BELOW, EDGE = 24.0, 3.0  # points from a picture to the bottom of its caption; points by which one may be wider
APART = 1.8  # em between the baselines of a caption and of what is none
BADGE_WIDTH, BADGE_HEIGHT, BADGE_CHARS = 0.25, 72.0, 24  # share of the page's width; points; characters

ALIKE = 0.9  # of the boxes of one kind that must hold so few characters

_DIGITS = re.compile(r"\d+")
_Key = tuple[str, int]
_Kind = tuple[bool, float, bool, int]  # of a box with text: whether it has no fill; size, weight, colour of its text


class Furniture:
    """The lines that repeat; of a running head that looks like a heading, the first of each run of pages is none."""

    def __init__(self, lines: Iterable[tuple[Page, Line]], heads: Callable[[Line, Page], bool]) -> None:
        seen: dict[_Key, dict[int, list[int]]] = defaultdict(dict)
        first: dict[_Key, tuple[Line, Page]] = {}
        inside: set[tuple[str, Style]] = set()  # text in mid-page: what is printed there, too, is a part of records
        for page, line in lines:
            if (key := _key(line, page)) is None:
                inside.add((_flat(line), line.style))
            else:
                digits = [one for word in line.words for one in _DIGITS.findall(word.text)]  # « 2024 7 »: two numbers
                seen[key][page.number] = [int(one[-9:]) for one in digits]
                first.setdefault(key, (line, page))
        self.keys = {
            key
            for key, numbers in seen.items()
            if _is_repeated(key[0], numbers, _is_low(*first[key])) and (key[0], first[key][0].style) not in inside
        }
        self.kept: set[tuple[str, int, int]] = set()  # what is none, and the page on which it is not
        self.numbers = {key: frozenset(numbers) for key, numbers in seen.items() if key in self.keys}
        heights = {height for _, height in self.keys}
        for key, numbers in seen.items():
            line, page = first[key]
            running = key[1] in heights and not _is_low(line, page) and len(numbers) > 1
            if running and heads(line, page):
                self.keys.add(key)
                self.kept |= {(*key, number) for number in numbers if number - 1 not in numbers}

    def keep(self, bands: Iterable[tuple[Page, Sequence[Line]]], pages: int) -> None:
        """Keep what stands in a band with text that does not repeat, unless most pages have it.

        A département or an amount beside the titles of several records is a part of each.
        """
        for page, lines in bands:
            repeated = [line for line in lines if self.holds(line, page)]
            others = "".join([line.text for line in lines if line not in repeated])
            if any(map(str.isalpha, others)):
                rare = [key for line in repeated if (key := _key(line, page)) and self._pages(key) < MOST * pages]
                self.kept |= {(*key, page.number) for key in rare}

    def _pages(self, key: _Key) -> int:
        return len(self.numbers.get(key, ()))

    def holds(self, line: Line, page: Page) -> bool:
        key = _key(line, page)
        return key in self.keys and key is not None and (*key, page.number) not in self.kept


class Badges:
    """The badges of a dossier: small boxes of one kind that, nearly all of them, hold a few characters."""

    def __init__(self, texts: Iterable[tuple[Page, Mapping[Frame, Sequence[Line]]]], rules: Rules) -> None:
        kinds: dict[_Kind, list[bool]] = defaultdict(list)
        for page, frames in texts:
            for frame, lines in frames.items():
                if frame.panel >= 0 and _is_small(frame, page):
                    # A label in its cell, or over its value.
                    whole, first = fold(" ".join(line.text for line in lines)), fold(lines[0].text).rstrip(" :")
                    named = whole in rules.label_fields or (len(lines) > 1 and first in rules.label_fields)
                    kinds[_kind(frame, lines)].append(is_badge(lines, frame, page) and not named)
        self.kinds = {kind for kind, own in kinds.items() if sum(own) >= ALIKE * len(own)}

    def holds(self, lines: Sequence[Line], frame: Frame, page: Page) -> bool:
        """Whether lines are those of a badge: one may be longer than the others of its kind."""
        small = frame.panel >= 0 and _is_small(frame, page) and not lines[-1].words[-1].text.endswith(":")
        return small and _kind(frame, lines) in self.kinds


def _kind(frame: Frame, lines: Sequence[Line]) -> _Kind:
    style = lines[0].words[0].style
    return frame.fill is None, style.size, style.bold, style.color


class Classifier:
    """Tells furniture, badges, captions and asides from text. `size`: the body's, in points."""

    def __init__(self, furniture: Furniture, badges: Badges, firsts: Iterable[Line], rules: Rules, size: float) -> None:
        self.badges, self.size = badges, size
        self.caption = rules.pattern("|".join(rules.dossier.captions), "dossier.yml")
        self.furniture = furniture
        self.headers: dict[str, int] = {}  # a header is repeated, too, but must be read once: text → page
        for line in firsts:
            self.headers.setdefault(_flat(line), line.page)

    def kind(self, lines: Sequence[Line], frame: Frame, page: Page) -> BlockKind:
        if self.badges.holds(lines, frame, page):
            return BlockKind.BADGE
        if frame.pair is not None:  # so are labels
            return BlockKind.TEXT
        is_new = frame.cell is not None and self.headers.get(_flat(lines[0])) == page.number
        if not is_new and self.furniture.holds(lines[0], page):
            return BlockKind.FURNITURE
        if frame.cell is not None:
            return BlockKind.CELL
        first = fold(lines[0].text)
        if self.caption.search(first) or self._under_image(lines, page):
            return BlockKind.CAPTION
        return BlockKind.ASIDE if frame.aside or not lines[0].words[0].upright else BlockKind.TEXT

    def captions(self, lines: Sequence[Line], frame: Frame, page: Page) -> list[Line]:
        """The captions among lines: those of one line right below a picture, with no other line near."""
        below = [line for line in lines if any(_is_below(line, image) for image in page.images)]
        return [
            line for line in below if _is_alone(line, lines) and self.kind([line], frame, page) is BlockKind.CAPTION
        ]

    def _under_image(self, lines: Sequence[Line], page: Page) -> bool:
        """Whether a few small words, set apart as captions are, stand right below a picture."""
        style, words = lines[0].style, [word.text for line in lines for word in line.words]
        apart = style.italic or color_class(style.color) == "grey" or words[-1].endswith(".")
        if len(lines) > CAPTION_LINES or style.size > SMALL * self.size or len(words) < CAPTION_WORDS or not apart:
            return False
        x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
        return not any(map(str.isdigit, "".join(words))) and any(
            _is_below(lines[0], image) and image.x0 - EDGE <= x0 and x1 <= image.x1 + EDGE for image in page.images
        )


def _is_below(line: Line, image: Image) -> bool:
    return 0 <= line.bottom - image.bottom <= BELOW and image.x0 - EDGE <= line.x0 < image.x1


def _is_alone(line: Line, lines: Sequence[Line]) -> bool:
    near = APART * line.style.size
    return not any(one is not line and abs(one.baseline - line.baseline) < near for one in lines)


def is_band(frame: Frame, page: Page) -> bool:
    """Whether a frame is a filled box that is not high."""
    rect = frame.rect
    return rect is not None and frame.fill is not None and rect.bottom - rect.top < BAND_HEIGHT * page.height


def is_badge(lines: Sequence[Line], frame: Frame, page: Page) -> bool:
    """Whether a frame is a small box that holds a few characters; what ends in a colon is a label in a box."""
    if not _is_small(frame, page) or lines[-1].words[-1].text.endswith(":"):
        return False
    return sum(len(word.text) for line in lines for word in line.words) <= BADGE_CHARS


def _is_small(frame: Frame, page: Page) -> bool:
    rect = frame.rect
    return rect is not None and rect.x1 - rect.x0 <= BADGE_WIDTH * page.width and rect.bottom - rect.top <= BADGE_HEIGHT


def _key(line: Line, page: Page) -> _Key | None:
    """What makes a line the same on other pages: its text without digits, and its height; None in mid-page."""
    if MARGIN_SHARE * page.height < line.baseline < (1 - MARGIN_SHARE) * page.height:
        return None
    text = "\n".join([word.text for word in line.words])  # numbers that touch are two
    return fold(_DIGITS.sub("#", text).replace("\n", "")), round(line.baseline / 4)


def _is_low(line: Line, page: Page) -> bool:
    return line.baseline > page.height / 2


def _is_repeated(text: str, numbers: dict[int, list[int]], low: bool) -> bool:
    """Whether lines alike but for their digits are furniture: on pages enough, their numbers the same or the page's.

    A page number keeps its distance from the page's own; "Lot 1", "Lot 2"… at the head of three pages are titles, and
    a bare number that stays the same is a code. At the foot any distance will do: dossiers may be bound together.
    """
    pages = sorted(numbers)
    near = sum(after - before <= OPPOSITE for before, after in pairwise(pages))
    if len(pages) < FURNITURE_PAGES or not near:
        return False
    for column in zip(*numbers.values(), strict=True):
        commonest = Counter(column).most_common(1)[0][1]
        placed = list(zip(numbers, column, strict=True))
        stays = commonest == len(numbers) and text != "#"
        if not (stays or _counts_pages(placed, 1, text == "#" or low) or _counts_pages(placed, 2)):
            return False
    return True


def _counts_pages(placed: Sequence[tuple[int, int]], sheet: int, anywhere: bool = False) -> bool:
    """Whether numbers, each with its page's own, count pages, `sheet` of them each (two on a spread)."""
    offsets = Counter(value - sheet * page for page, value in placed)
    offset, numbering = offsets.most_common(1)[0]
    return numbering >= FURNITURE_PAGES and (anywhere or abs(offset) <= NUMBER_NEAR)


def _flat(line: Line) -> str:
    return fold(line.text.replace(" ", ""))
