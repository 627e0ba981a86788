"""Header rows of tables: words that name columns, side by side, in one look."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from dossier_extract.drafts import THEME
from dossier_extract.model import Page, Word
from dossier_extract.rules import Rules
from dossier_extract.tables import find_grids
from dossier_extract.text import fold

FEWEST_COLUMNS = 3  # where no known names head them
LONGEST = 45  # characters of a column's name
AND = "_and_"  # in the slot of a column that holds two fields
COST = "cost"  # slot of the column that tells what a project costs
GAP = 0.9  # em; fragments of a line that stand further apart are two cells
NEAR = 2.6  # line heights; a header's words may wrap over three lines
NUMBER_WORDS = frozenset(
    ("n°", "no", "num", "numero", "#", "n", "rang", "dossier n°", "n° dossier", "ref", "reference")
)


class Header(NamedTuple):
    """Texts of a header row from left to right, and whether rules draw its cells."""

    cells: tuple[str, ...]
    ruled: bool


_Look = tuple[float, bool, bool, int]  # size, bold, italic, colour

_Seen = Collection[tuple[str, _Look]]


class _Piece(NamedTuple):
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    look: _Look


def headers(pages: Sequence[Page], rules: Rules) -> list[Header]:
    """The header rows of a document, the commonest first."""
    fields = rules.label_fields
    pieces = [list(_pieces(page)) for page in pages]
    seen = Counter(one for own in pieces for one in {(piece.text, piece.look) for piece in own})
    returning = {one for one, count in seen.items() if count > 1}
    found: Counter[Header] = Counter()
    for page, own in zip(pages, pieces, strict=True):
        for header in (*_ruled(page, fields), *_aligned(own, fields, returning)):
            found[header] += 1
    return [header for header, _ in found.most_common(4)]


def field_of(text: str, fields: Mapping[str, str]) -> str | None:
    """The field that a column's header names: the whole text, or its first label word."""
    return next(fields_of(text, fields), None)


def fields_of(text: str, fields: Mapping[str, str]) -> Iterator[str]:
    """The fields that a column's header names: the whole text, or each of its label words (« Projet et porteur »)."""
    folded = re.sub(r"\s*\(.*?\)|[:*]", "", fold(text)).strip()
    for form in (folded, folded.removesuffix("s"), re.sub(r"^(?:le|la|les|l')\s*", "", folded)):
        if form in fields:
            yield fields[form]
            return
    parts = re.split(r"\s+(?:et|/|-|–)\s+|\s*[/,]\s*", folded)
    whole = [fields[part] for part in parts if part in fields]
    words = re.split(r"\s+(?:du|de la|de l'|des|de)\s*", folded)
    yield from whole or [fields[word] for word in words if word in fields][:1]


def fields_in(slot: str) -> list[str]:
    """The fields that a column's slot is named after."""
    return slot.split(AND)


def is_number(text: str) -> bool:
    """Whether a column's header announces numbers."""
    return fold(text).strip(" .") in NUMBER_WORDS


def table_layout(header: Header, rules: Rules) -> dict[str, Any]:
    """The `table` of a layout with this header: a slot for each column, named by its field where one is known."""
    columns: dict[str, list[str]] = {}
    every = _told(header.cells, rules)
    for number, (text, named) in enumerate(zip(header.cells, every, strict=True), 1):
        name = AND.join(named) or f"column_{number}"
        columns[name if name not in columns else f"column_{number}"] = [text]
    held = {field: name for name in reversed(columns) for field in fields_in(name)}
    key = next((held[field] for field in ("number", "title", "carrier") if field in held), next(iter(columns)))
    return {"columns": columns, "key": key, **({} if header.ruled else {"ruled": False})}


def _told(texts: Sequence[str], rules: Rules) -> list[list[str]]:
    """What each column's header names; what a project costs is no amount where another column tells what it is given.

    A name may go on behind the word that tells it: « Aide de la Région », « Montant voté ».
    """
    fields, themes = rules.label_fields, frozenset(map(fold, rules.kinds.themes))
    told = []
    for text in texts:
        leads = " ".join(fold(text).split()[:1])
        own = list(fields_of(text, fields)) or ([fields[leads]] if leads in fields else [])
        own = own or [THEME] * (leads.removesuffix("s") in themes)
        told.append(["number"] if is_number(text) else list(dict.fromkeys(own)))
    if not any("title" in own for own in told):  # « L'initiative » may head what is done, or its name
        named = rules.pattern(r"(?:l'|les? )?(?:{deed}|initiatives?)$")
        deed = next((index for index, text in enumerate(texts) if named.match(fold(text)) is not None), -1)
        told = [["title"] if index == deed else own for index, own in enumerate(told)]
    costs = rules.pattern("|".join(rf"\b{re.escape(fold(word))}" for word in rules.kinds.costs), "kinds.yml")
    dear = [index for index, text in enumerate(texts) if costs.search(fold(text)) is not None]
    given = any("amount" in own for index, own in enumerate(told) if index not in dear)
    return [[COST] if given and index in dear else own for index, own in enumerate(told)]


def _ruled(page: Page, fields: Mapping[str, str]) -> Iterator[Header]:
    for grid in find_grids(page):
        rows: dict[tuple[int, int], list[Word]] = {}
        for word in page.words:
            at = grid.cell((word.x0 + word.x1) / 2, (word.top + word.bottom) / 2)
            if at is not None and at[0] < 3:
                rows.setdefault(at, []).append(word)
        for row in (0, 1):
            cells = [rows[row, column] for column in range(len(grid.xs) - 1) if (row, column) in rows]
            below = [word for column in range(len(grid.xs) - 1) for word in rows.get((row + 1, column), ())]
            texts = [
                _joined(word.text for word in sorted(own, key=lambda w: (round(w.baseline), w.x0))) for own in cells
            ]
            if _names_columns(texts, fields) or (len(texts) >= FEWEST_COLUMNS and _heads(cells, texts, below)):
                yield Header(tuple(texts), True)
                break


def _read(words: Sequence[Word]) -> str:
    return _joined(word.text for word in sorted(words, key=lambda w: (round(w.baseline), w.x0)))


def _heads(cells: Sequence[Sequence[Word]], texts: Sequence[str], below: Sequence[Word]) -> bool:
    """Whether a row of unknown words heads columns: short names in one look, which the row below has not."""
    looks = {_look(word) for own in cells for word in own}
    named = all(len(text) <= LONGEST and not any(map(str.isdigit, text)) for text in texts)
    return named and len(looks) == 1 and bool(below) and looks.isdisjoint(_look(word) for word in below)


def _look(word: Word) -> _Look:
    return word.style[1:]


def _aligned(
    pieces: Sequence[_Piece], fields: Mapping[str, str], returning: Collection[tuple[str, _Look]]
) -> Iterator[Header]:
    """Header rows without rules: two names of fields at least, or unknown names that return on further pages."""
    seen: set[tuple[str, ...]] = set()
    for piece in pieces:
        if field_of(piece.text, fields) is None and (piece.text, piece.look) not in returning:
            continue
        height = piece.bottom - piece.top
        near = [
            one
            for one in pieces
            if one.look == piece.look
            and abs(one.top - piece.top) < NEAR * height
            and len(one.text) < LONGEST
            and not any(map(str.isdigit, one.text))
        ]
        texts = tuple(text for text, _ in _stacked(near))
        again = piece.look[1] and all(
            (one.text, one.look) in returning for one in near
        )  # bold, the same on several pages
        if texts not in seen and (_names_columns(texts, fields) or (again and len(texts) >= FEWEST_COLUMNS)):
            seen.add(texts)
            yield Header(texts, False)


def _names_columns(texts: Sequence[str], fields: Mapping[str, str]) -> bool:
    """Whether two columns at least bear a known name, no two of them the same field, and none is prose."""
    named = [field for text in texts if (field := field_of(text, fields)) is not None]
    return len(set(named)) >= 2 and max(map(len, texts)) < 60


def _pieces(page: Page) -> Iterator[_Piece]:
    """The fragments of the page's lines."""
    row: list[Word] = []
    for word in sorted(page.words, key=lambda w: (round(w.baseline), w.x0)):
        if row and (
            round(word.baseline) != round(row[0].baseline)
            or word.x0 - row[-1].x1 > GAP * word.style.size
            or word.style[1:] != row[-1].style[1:]
        ):
            yield _piece(row)
            row = []
        row.append(word)
    if row:
        yield _piece(row)


def _piece(row: Sequence[Word]) -> _Piece:
    style = row[0].style
    text = " ".join(word.text for word in row)
    return _Piece(text, row[0].x0, row[-1].x1, row[0].top, row[0].bottom, style[1:])


def _stacked(pieces: Sequence[_Piece]) -> list[tuple[str, float]]:
    """Pieces one above the other as one cell; cells from left to right."""
    cells: list[tuple[list[_Piece], float, float]] = []
    for piece in sorted(pieces, key=lambda one: one.top):
        for cell, x0, x1 in cells:
            if piece.x0 < x1 and x0 < piece.x1:
                cell.append(piece)
                cells[cells.index((cell, x0, x1))] = (cell, min(x0, piece.x0), max(x1, piece.x1))
                break
        else:
            cells.append(([piece], piece.x0, piece.x1))
    ordered = sorted(cells, key=lambda cell: cell[1])
    return [(_joined(piece.text for piece in cell), x0) for cell, x0, _ in ordered]


def _joined(texts: Iterable[str]) -> str:
    """Texts with spaces between them; a word that a narrow column broke is whole again."""
    return re.sub(r"(?<=\w)- (?=[^\W\dA-Z])", "", " ".join(texts))
