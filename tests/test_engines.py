"""The two engines held against each other on every dossier: words, styles, boxes, shapes, and the records made of them.

Where they differ, `docs/decisions/0007-two-engines.md` says why.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from dossier_extract import extract_dossier, load_rules, source_of
from dossier_extract.evaluate import evaluate, load_gold
from dossier_extract.model import Page, Word
from tests.conftest import NAMES, Case
from tests.readings import pages_of

NEAR = 2.0  # points; a word of the same text further off is another one
SAME = 0.05  # points; PDFium reckons with single precision
Pair = tuple[Word, Word]
Shape = tuple[float, float, float, float, *tuple[object, ...]]


# --- the measure -----------------------------------------------------------------------------------------------------


@dataclass
class Agreement:
    """What two readings of the same pages have in common."""

    words: int = 0  # in both readings together
    pairs: list[Pair] = field(default_factory=list)
    in_order: int = 0

    def share(self, alike: Callable[[Word, Word], bool]) -> float:
        """Share of the words found by both that are alike."""
        return sum(alike(one, other) for one, other in self.pairs) / len(self.pairs)

    def shares(self) -> dict[str, float]:
        """Every measure by its name, between 0 and 1."""
        found = {
            "tokens": 2 * len(self.pairs) / self.words,
            "order": self.in_order / len(self.pairs),
            "upright": self.share(lambda a, b: a.upright == b.upright),
            "glued": self.share(lambda a, b: a.glued == b.glued),
            "baseline": self.share(lambda a, b: abs(a.baseline - b.baseline) < SAME),
            "height": self.share(lambda a, b: max(abs(a.top - b.top), abs(a.bottom - b.bottom)) < SAME),
            "box within 1 pt": self.share(lambda a, b: _apart(a, b) <= 1),
            "box": self.share(lambda a, b: _apart(a, b) < SAME),
        }
        for name in ("font", "size", "bold", "italic", "color"):
            found[name] = self.share(lambda a, b, name=name: getattr(a.style, name) == getattr(b.style, name))
        return found


def compare(these: Iterable[Page], those: Iterable[Page]) -> Agreement:
    """Match the words of two readings page by page: same text, nearest place."""
    agreement = Agreement()
    for one, other in zip(these, those, strict=True):
        matched = list(_matched(one.words, other.words))
        agreement.words += len(one.words) + len(other.words)
        agreement.pairs += [(one.words[i], other.words[j]) for i, j in matched]
        agreement.in_order += _longest_rise([j for _, j in matched])
    return agreement


def _matched(these: Sequence[Word], those: Sequence[Word]) -> Iterator[tuple[int, int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for index, word in enumerate(those):
        places[word.text].append(index)
    for index, word in enumerate(these):
        left = places[word.text]
        nearest = min(left, key=lambda at: _distance(word, those[at]), default=None)
        if nearest is not None and _distance(word, those[nearest]) < NEAR:
            left.remove(nearest)
            yield index, nearest


def _distance(one: Word, other: Word) -> float:
    return abs(one.x0 - other.x0) + abs(one.baseline - other.baseline)


def _apart(one: Word, other: Word) -> float:
    sides = zip((one.x0, one.top, one.x1, one.bottom), (other.x0, other.top, other.x1, other.bottom), strict=True)
    return max(abs(a - b) for a, b in sides)


def _longest_rise(numbers: Sequence[int]) -> int:
    """Length of the longest rising subsequence: the words that stand in the same order in both readings."""
    ends: list[int] = []
    for number in numbers:
        at = bisect_left(ends, number)
        ends[at : at + 1] = [number]
    return len(ends)


# --- the engines agree -----------------------------------------------------------------------------------------------

# Measured: 1.0 for every dossier, but for the boxes.
FLOORS = dict.fromkeys(
    ("tokens", "order", "upright", "glued", "baseline", "height", "font", "size", "bold", "italic", "color"), 1.0
)
BOX_FLOORS = {  # share of boxes within 1 point, and within 0.05; what is left is ink (see OVERHANG)
    "dev-bretagne": (1.0, 0.98),  # measured 1.0, 0.9886
    "dev-grand-est": (1.0, 0.98),  # measured 1.0, 0.9855
    "dev-occitanie": (0.999, 0.98),  # measured 0.9995, 0.9851
    "idf-2021": (0.999, 0.96),  # measured 0.9999, 0.9639
}
OVERHANG = 0.16  # of the font size, by which ink reaches over a glyph's advance; measured 0.155 at most: a « J »


@pytest.mark.parametrize("name", NAMES)
def test_both_engines_read_the_same_words(name: str) -> None:
    shares = compare(pages_of(name, "pdfium"), pages_of(name, "pdfplumber")).shares()
    floors = FLOORS | dict(zip(("box within 1 pt", "box"), BOX_FLOORS[name], strict=True))
    assert {key: share for key, share in shares.items() if share < floors[key]} == {}


@pytest.mark.parametrize("name", NAMES)
def test_boxes_differ_only_by_ink_that_hangs_over(name: str) -> None:
    """PDFium's box of a character holds its advance and its ink, pdfplumber's the advance alone."""
    agreement = compare(pages_of(name, "pdfium"), pages_of(name, "pdfplumber"))
    for wide, narrow in agreement.pairs:
        room = OVERHANG * wide.style.size
        assert -SAME < narrow.x0 - wide.x0 < room, (wide, narrow)
        assert -SAME < wide.x1 - narrow.x1 < room, (wide, narrow)


def _nearest(shape: Shape, others: list[Shape]) -> int | None:
    for index, other in enumerate(others):
        if shape[4:] == other[4:] and all(abs(a - b) < SAME for a, b in zip(shape[:4], other[:4], strict=True)):
            return index
    return None


def _unmatched(these: Sequence[Shape], those: Sequence[Shape]) -> list[Shape]:
    """Shapes of one reading, of the same place and colours as none of the other, and what is then left of the other."""
    left, alone = list(those), []
    for shape in these:
        found = _nearest(shape, left)
        if found is None:
            alone.append(shape)
        else:
            del left[found]
    return alone + left


@pytest.mark.parametrize("kind", ["rects", "rules", "images"])
@pytest.mark.parametrize("name", NAMES)
def test_both_engines_see_the_same_shapes(name: str, kind: str) -> None:
    readings = zip(pages_of(name, "pdfium"), pages_of(name, "pdfplumber"), strict=True)
    assert {a.number: alone for a, b in readings if (alone := _unmatched(getattr(a, kind), getattr(b, kind)))} == {}


@pytest.mark.parametrize("name", NAMES)
def test_both_engines_see_the_same_pages(name: str) -> None:
    sizes = [
        [(page.number, round(page.width, 2), round(page.height, 2), page.rotation) for page in pages_of(name, engine)]
        for engine in ("pdfium", "pdfplumber")
    ]
    assert sizes[0] == sizes[1]
    assert sum(len(page.words) for page in pages_of(name, "pdfplumber")) > 1500


def _without_boxes(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_boxes(value) for key, value in data.items() if key not in ("box", "boxes")}
    return [_without_boxes(item) for item in data] if isinstance(data, list) else data


def test_the_records_are_the_same(case: Case) -> None:
    """Read with pdfplumber, every field is as right as with PDFium, and all else is the same but for ink in boxes."""
    own = case.folder / "profile.yml"
    rules = load_rules(profile=own) if own.exists() else load_rules()
    source = source_of(case.folder / "dossier.pdf")
    outcome = extract_dossier(source, rules, own.stem if own.exists() else "auto", engine="pdfplumber")
    assert outcome.result is not None, outcome.reason
    result = json.loads(outcome.result.model_dump_json())
    evaluation = evaluate(load_gold(case.folder), result)
    assert evaluation.misses == []
    assert evaluation.records_right == evaluation.segmentation.n_gold == len(case.gold)
    for part in ("projects", "sections", "findings", "residue", "pages"):
        assert _without_boxes(result[part]) == _without_boxes(case.result[part]), part


# --- the measure sees faults -----------------------------------------------------------------------------------------


def _swapped(words: list[Word]) -> None:
    words[3], words[4] = words[4], words[3]


def _restyled(words: list[Word], **changes: object) -> None:
    words[3] = words[3]._replace(style=words[3].style._replace(**changes))


def _moved(words: list[Word], **shifts: float) -> None:
    words[3] = words[3]._replace(**{side: getattr(words[3], side) + shift for side, shift in shifts.items()})


FAULTS: dict[str, tuple[Callable[[list[Word]], object], set[str]]] = {
    "a word lost": (lambda words: words.pop(3), {"tokens"}),
    "a word doubled": (lambda words: words.insert(3, words[3]), {"tokens"}),
    "a word misread": (lambda words: words.__setitem__(3, words[3]._replace(text="¿")), {"tokens"}),
    "two words exchanged": (_swapped, {"order"}),
    "another size": (partial(_restyled, size=1.5), {"size"}),
    "another family": (partial(_restyled, font="¿"), {"font"}),
    "another colour": (partial(_restyled, color=0x123456), {"color"}),
    "bold": (partial(_restyled, bold=None), {"bold"}),
    "italic": (partial(_restyled, italic=None), {"italic"}),
    "a point to the side": (partial(_moved, x0=1.1, x1=1.1), {"box within 1 pt", "box"}),
    "a little to the side": (partial(_moved, x0=0.2, x1=0.2), {"box"}),
    "too low": (partial(_moved, top=0.2, baseline=0.2, bottom=0.2), {"baseline", "height", "box"}),
    "too high a box": (partial(_moved, top=-0.2), {"height", "box"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_measure_sees_a_planted_fault(fault: str) -> None:
    plant, seen_by = FAULTS[fault]
    (page, *_) = pages_of("dev-bretagne", "pdfplumber")
    words = list(page.words)
    plant(words)
    shares = compare([page], [page._replace(words=tuple(words))]).shares()
    assert {key for key, share in shares.items() if share < 1} == seen_by


@pytest.mark.parametrize("change", [{"fill": 0x123456}, {"x1": 1.0}, {"stroke": 0x123456}])
def test_a_shape_of_another_place_or_colour_is_seen(change: dict[str, float]) -> None:
    rects = next(page.rects for page in pages_of("dev-occitanie", "pdfplumber") if page.rects)
    assert _unmatched(rects, rects) == []
    assert len(_unmatched(rects, [rects[0]._replace(**change), *rects[1:]])) == 2
    assert _unmatched(rects, rects[1:]) == [rects[0]]
