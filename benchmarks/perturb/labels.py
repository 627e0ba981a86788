"""Label words taken away, replaced, glued, ended otherwise; fields swapped; a column of labels set otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random
from typing import NamedTuple

from benchmarks.perturb.dossier import LEVEL, Dossier, Place, Run, flat, moved, retyped
from dossier_extract.model import Word

FIELDS = {"amount_eur": "amount", "territories_printed": "territories"}  # of the gold, as vocabularies name them
SURE = ("title", "carrier", "zone", "description")  # values that cannot be mistaken for others; they hold no labels
ENDINGS = ":–—•>|"  # signs that part a label from its value
# Words that no vocabulary lists, by field.
UNKNOWN = {
    "title": ("Ce que nous saluons", "Pépite"),
    "carrier": ("À la manœuvre", "Cheville ouvrière", "Meneur"),
    "zone": ("Terrain de jeu", "Rayon", "Ancrage"),
    "description": ("Coup d'œil", "L'histoire", "Pourquoi c'est bien"),
    "amount": ("Obole", "Coût pour la collectivité", "Mise"),
    "territories": ("Numéro minéralogique", "Maille"),
}


class Label(NamedTuple):
    """A label at the start of a run: `length` words, and `ended` words that its ending stands alone in (0 or 1)."""

    field: str
    run: int  # index
    length: int
    ended: int

    @property
    def stop(self) -> int:
        return self.length + self.ended


def labels_of(dossier: Dossier) -> list[Label]:
    """The labels on the pages: known words at a run's start, parted from what follows by a sign, a style or a line."""
    known = {flat(word): field for field, words in dossier.labels.items() for word in words}
    longest = max((len(word.split()) for words in dossier.labels.values() for word in words), default=0)
    places = [place for places in dossier.places for field, place in places.items() if field in SURE]
    inside = {run for place in places for run in range(place.first + (place.start > 0), place.last + 1)}
    return [
        label
        for index, run in enumerate(dossier.runs)
        if index not in inside and (label := _label(run, index, known, longest, dossier)) is not None
    ]


def _label(run: Run, index: int, known: dict[str, str], longest: int, dossier: Dossier) -> Label | None:
    words = run.words
    for count in range(min(longest, len(words)), 0, -1):
        last = words[count - 1]
        field = known.get(flat("".join(word.text for word in words[:count])))
        if field is None or not flat(last.text):  # a sign alone is the ending, counted below
            continue
        ended = int(count < len(words) and words[count].text in ENDINGS)
        if ended or last.text[-1] in ENDINGS:
            return Label(field, index, count, ended)
        if last.text[-1] != "." and (count == len(words) or words[count].style != last.style):
            return Label(field, index, count, 0) if last.style != dossier.body else None
    return None


def _retyped(dossier: Dossier, text: Callable[[Label], str | None]) -> Dossier:
    """Labels said otherwise, their ending kept; None takes label and ending away."""
    changed = {}
    for label in labels_of(dossier):
        words, new = dossier.runs[label.run].words, text(label)
        if new is None:
            changed[label.run] = retyped(words, 0, label.stop, ())
        else:
            said = f"{new}{_ending(words[label.length - 1])}"
            capitals = "".join(word.text for word in words[: label.length]).isupper()
            changed[label.run] = retyped(words, 0, label.length, (said.upper() if capitals else said).split())
    return dossier.with_runs(changed)


def _ending(word: Word) -> str:
    return word.text[len(word.text.rstrip(ENDINGS)) :]


def labels_deleted(dossier: Dossier, _: Random) -> Dossier:
    """Label words and their endings are gone, as where values follow one another unnamed."""
    return _retyped(dossier, lambda label: None)


def labels_replaced(dossier: Dossier, rng: Random) -> Dossier:
    """Other usual label words of the same fields, one for each field throughout."""
    usual = {
        field: sorted(word for word in words if "?" not in word) for field, words in sorted(dossier.labels.items())
    }
    words = {field: rng.choice(words) for field, words in usual.items()}
    return _retyped(dossier, lambda label: words[label.field])


def labels_unknown(dossier: Dossier, rng: Random) -> Dossier:
    """Label words that no vocabulary lists, one for each field throughout."""
    words = {field: rng.choice(words) for field, words in sorted(UNKNOWN.items())}
    return _retyped(dossier, lambda label: words.get(label.field, "Divers"))


def _ended(dossier: Dossier, sign: str) -> Dossier:
    changed = {}
    for label in labels_of(dossier):
        words = dossier.runs[label.run].words
        last = words[label.length - 1]
        if label.ended and words[label.length].text == ":":
            changed[label.run] = retyped(words, label.length, label.stop, sign.split())
        elif last.text.endswith(":"):
            changed[label.run] = retyped(words, label.length - 1, label.length, [last.text[:-1], *sign.split()])
    return dossier.with_runs(changed)


def colon_dropped(dossier: Dossier, _: Random) -> Dossier:
    """Labels without ":", told from values by their style at best."""
    return _ended(dossier, "")


def colon_dash(dossier: Dossier, _: Random) -> Dossier:
    """Labels that end in "–" in place of ":"."""
    return _ended(dossier, "–")


def colon_bullet(dossier: Dossier, _: Random) -> Dossier:
    """Labels that end in "•" in place of ":"."""
    return _ended(dossier, "•")


def colon_chevron(dossier: Dossier, _: Random) -> Dossier:
    """Labels that end in ">" in place of ":"."""
    return _ended(dossier, ">")


def labels_glued(dossier: Dossier, _: Random) -> Dossier:
    """No space between label, ending and value, as from producers that write no spaces at a change of font."""
    changed = {}
    for label in labels_of(dossier):
        words = list(dossier.runs[label.run].words)
        if label.stop == len(words):
            continue
        for index in range(label.length, label.stop + 1):
            shift = words[index - 1].x1 - words[index].x0
            words[index:] = [words[index]._replace(glued=True), *words[index + 1 :]]
            words[index:] = moved(words[index:], shift)
        changed[label.run] = merged(words)
    return dossier.with_runs(changed)


def merged(words: Sequence[Word]) -> list[Word]:
    """Glued words of one style as the one word that a reader takes them for."""
    out: list[Word] = []
    for word in words:
        if out and word.glued and word.style == out[-1].style:
            out[-1] = out[-1]._replace(text=out[-1].text + word.text, x1=word.x1)
        else:
            out.append(word)
    return out


def fields_swapped(dossier: Dossier, rng: Random) -> Dossier:
    """Two labelled paragraphs of each record, one below the other, change places."""
    changed: dict[int, Sequence[Word]] = {}
    for record in _labelled(dossier):
        parts = sorted((label.run, place.last) for label, place in record.values())
        pairs = [pair for pair in pairwise(parts) if _stacked(dossier, *pair)]
        if pairs:
            changed |= _swapped(dossier, *rng.choice(pairs))
    return dossier.with_runs(changed)


def _stacked(dossier: Dossier, above: tuple[int, int], below: tuple[int, int]) -> bool:
    """Whether the second paragraph follows the first, close below it in one column."""
    runs = dossier.runs[above[0] : below[1] + 1]
    steps = [low.baseline - high.baseline for high, low in pairwise(runs)]
    near = all(LEVEL < step < 4 * runs[0].words[0].style.size for step in steps)
    return above[1] + 1 == below[0] and len({run.page for run in runs}) == 1 and near


def _swapped(dossier: Dossier, above: tuple[int, int], below: tuple[int, int]) -> dict[int, Sequence[Word]]:
    """All words of both, in their new order, in place of the first run of the first; its other runs are empty."""
    runs = dossier.runs
    up = runs[above[0]].baseline - runs[below[0]].baseline
    down = runs[below[1]].baseline - runs[above[1]].baseline
    upper = [word for run in runs[above[0] : above[1] + 1] for word in moved(run.words, 0, down)]
    lower = [word for run in runs[below[0] : below[1] + 1] for word in moved(run.words, 0, up)]
    return dict.fromkeys(range(above[0] + 1, below[1] + 1), ()) | {above[0]: [*lower, *upper]}


def _labelled(dossier: Dossier) -> list[dict[str, tuple[Label, Place]]]:
    """For each record, the fields whose value stands in the run of its label, or in the next: label and value."""
    labels = {(label.run, label.field): label for label in labels_of(dossier)}
    records = []
    for places in dossier.places:
        found = {}
        for field, place in places.items():
            name = FIELDS.get(field, field)
            label = labels.get((place.first, name)) or labels.get((place.first - 1, name))
            if label is not None:
                found[name] = label, place
        records.append(found)
    return records


def _column(dossier: Dossier) -> list[tuple[Label, Place]]:
    """Labels that stand beside their values, in a column of their own; fewer than three are none."""
    found = []
    for label, place in (pair for record in _labelled(dossier) for pair in record.values()):
        run, value = dossier.runs[label.run], dossier.runs[place.first]
        beside = abs(run.baseline - value.baseline) <= LEVEL and run.page == value.page and value.x0 > run.x1
        if beside and label.run != place.first:
            found.append((label, place))
    return found if len(found) >= 3 else []


def label_column_centred(dossier: Dossier, _: Random) -> Dossier:
    """In a key/value table the labels stand in the middle of their cells, across and down."""
    column, changed = _column(dossier), {}
    left = min((dossier.runs[label.run].x0 for label, _ in column), default=0.0)
    for label, place in column:
        run, first, last = (dossier.runs[index] for index in (label.run, place.first, place.last))
        across = (left + first.x0 - run.words[0].style.size) / 2 - (run.x0 + run.x1) / 2
        down = (last.baseline - first.baseline) / 2 if last.page == first.page else 0.0
        changed[label.run] = moved(run.words, max(across, 0.0), max(down, 0.0))
    return dossier.with_runs(changed)


def label_column_wrapped(dossier: Dossier, _: Random) -> Dossier:
    """In a key/value table labels of several words go over two lines, as in a narrow column."""
    changed = {}
    for label, _place in _column(dossier):
        words = dossier.runs[label.run].words
        if label.length > 1:
            cut = (label.length + 1) // 2
            lower = moved(words[cut:], words[0].x0 - words[cut].x0, 1.2 * words[0].style.size)
            changed[label.run] = [*words[:cut], *lower]
    return dossier.with_runs(changed)
