"""Projects as flat rows, and those rows as JSON Lines and CSV, for readers who do not read Parquet.

One record a project, without origins. `csv` is for programs: RFC 4180, UTF-8, comma, decimal point, values exactly as
they are. `csv-excel` is for people who double-click in a French Excel, which guesses types: `_excel_cell` says what is
altered so that it guesses right. Programs should not read `csv-excel`.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

import pydantic_core

from dossier_extract import schema

LIST_SEPARATOR = "|"  # stands in no code, and is neither CSV's delimiter
_LINE_BREAKS = {ord(char): f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"}
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
# Digits and what joins them into numbers, dates and times (08, 2021-05, 1e5, 12 %), with at most one word (3 mai 2021).
_TYPED = re.compile(r"(?=.*\d)[\d .,:/%€()+\-\u00a0\u202f]*[^\W\d_]{0,9}[\d .,:/%€()+\-\u00a0\u202f]*")

Row = dict[str, Any]
NESTED = ("origins", "places", "mentions")  # of a project: tables of their own
PROJECT_COLUMNS = [name for name in schema.Project.model_fields if name not in NESTED]
PROFILE_COLUMNS = ("profile", *(f"profile_{name}" for name in schema.ProfileUse.model_fields if name != "name"))
FLAT_COLUMNS = ["dossier_id", *PROJECT_COLUMNS, "published", *PROFILE_COLUMNS]


def flat_row(result: schema.Result, project: schema.Project, mode: str = "python") -> Row:
    """A project without its origins, with what people want at hand of its dossier."""
    dossier = result.dossier
    return {
        "dossier_id": dossier.id,
        **project.model_dump(mode=mode, exclude=set(NESTED)),
        "published": dossier.published,
        **profile_columns(dossier.profile),
    }


def profile_columns(use: schema.ProfileUse) -> Row:
    """How the layout of a dossier is known, as columns."""
    return dict(zip(PROFILE_COLUMNS, use.model_dump().values(), strict=True))


def plain_text(value: object) -> str | None:
    """A single value as text: plain decimals (never 3E+5), true and false; null stays null."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return None if value is None else str(value)


def rows_of(name: str, result: schema.Result) -> list[Row]:
    """The projects of a dossier as rows of the format `name`."""
    return [flat_row(result, project, "json" if name == "jsonl" else "python") for project in result.projects]


def extras_of(rows: Iterable[Row]) -> list[str]:
    """The names of the further fields that rows have, in the order in which they come."""
    return list(dict.fromkeys(name for row in rows for name in row["extra"]))


def render(name: str, rows: Iterable[Row], extras: Sequence[str]) -> Iterator[bytes]:
    """Rows in one of the formats `jsonl`, `csv`, `csv-excel`; the CSVs have a column a name in `extras`."""
    return _RENDERERS[name](rows, extras)


def _jsonl(rows: Iterable[Row], extras: Sequence[str]) -> Iterator[bytes]:
    """JSON Lines; Unicode's own line breaks are escaped, since many readers split lines at them."""
    for row in rows:
        yield f"{pydantic_core.to_json(row).decode().translate(_LINE_BREAKS)}\n".encode()


def _csv(rows: Iterable[Row], extras: Sequence[str]) -> Iterator[bytes]:
    """RFC 4180: CRLF, quotes where needed. Null and empty text are both an empty cell; lists are joined with `|`."""
    return _table(rows, extras, ",", lambda value: plain_text(value) or "")


def _csv_excel(rows: Iterable[Row], extras: Sequence[str]) -> Iterator[bytes]:
    """The same with what a French Excel expects: byte-order mark, semicolons, `_excel_cell`."""
    yield codecs.BOM_UTF8
    yield from _table(rows, extras, ";", _excel_cell)


_RENDERERS: dict[str, Callable[[Iterable[Row], Sequence[str]], Iterator[bytes]]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "csv-excel": _csv_excel,
}


def _table(
    rows: Iterable[Row], extras: Sequence[str], delimiter: str, cell: Callable[[object], str]
) -> Iterator[bytes]:
    """A header and one record a project; `extra` becomes the last columns, `extra.<name>` each."""
    columns = [name for name in FLAT_COLUMNS if name != "extra"]
    values = (
        [*(cell(_joined(row[name])) for name in columns), *(cell(row["extra"].get(name)) for name in extras)]
        for row in rows
    )
    return csv_lines([[*columns, *(f"extra.{name}" for name in extras)]], values, delimiter=delimiter)


def csv_lines(*parts: Iterable[Sequence[object]], delimiter: str = ",") -> Iterator[bytes]:
    """Rows of cells as CSV (RFC 4180, UTF-8), a line at a time; null is an empty cell."""
    import csv
    import io

    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    for row in chain.from_iterable(parts):
        writer.writerow(row)
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def _joined(value: object) -> object:
    return LIST_SEPARATOR.join(map(str, value)) if isinstance(value, list) else value


def _excel_cell(value: object) -> str:
    """A cell that Excel shows as it is printed in the dossier.

    - Amounts have a decimal comma.
    - Text that looks like a number, a date or a time is written ="08": a code keeps its zero, 2021-05 stays no day.
    - Text that begins like a formula (= + - @ tab, line break) gets a leading apostrophe, list items (« - ») too: Excel
      shows the apostrophe and computes nothing.
    """
    text = plain_text(value) or ""
    if isinstance(value, Decimal):
        return text.replace(".", ",")
    if not isinstance(value, str):
        return text
    if _TYPED.fullmatch(text):
        return f'="{text}"'
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
