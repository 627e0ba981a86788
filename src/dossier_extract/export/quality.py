"""How good exported data are: counted while they go by, and said in the README of the package."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from statistics import median

from dossier_extract.messages import Message
from dossier_extract.textformats import Row

NAMED = 50  # drafts and dossiers with failed checks that the README names


class Quality:
    """Rows, empty cells, findings, drafts and confidence of the tables that were counted."""

    def __init__(self) -> None:
        self.rows: Counter[str] = Counter()
        self.empty: dict[str, Counter[str]] = defaultdict(Counter)
        self.findings: Counter[tuple[str, str, str]] = Counter()
        self.drafts: list[str] = []
        self.faulty: list[str] = []  # dossiers with findings of severity error
        self.sure: list[float] = []  # confidence of layouts that the program found
        self.versions: set[str] = set()

    def counted(self, table: str, rows: Iterable[Row]) -> Iterator[Row]:
        """Let rows go by, and count them."""
        for row in rows:
            self.rows[table] += 1
            for column, value in row.items():
                self.empty[table][column] += value is None or value in ("", [], {})
            if table == "findings":
                self.findings[row["code"], row["severity"], row["verdict"] or ""] += 1
            if table == "dossiers":
                self._dossier(row)
            yield row

    def _dossier(self, row: Row) -> None:
        self.versions.add(f"{row['program_version']} ({row['schema_version']})")
        if row["profile_draft"]:
            self.drafts.append(row["id"])
        if row["n_errors"]:
            self.faulty.append(row["id"])
        if row["profile_confidence"] is not None:
            self.sure.append(row["profile_confidence"])

    @property
    def title(self) -> Message:
        """The name of the package."""
        return Message("Projects announced by press kits")

    @property
    def summary(self) -> Message:
        """What it holds, in a sentence."""
        return Message(
            "{projects} projects of {dossiers} dossiers, taken from PDF press kits, each value with its place on the "
            "page.",
            projects=self.rows["projects"],
            dossiers=self.rows["dossiers"],
        )


def readme(quality: Quality, licence: str | None, contacts: bool, say: Callable[[str], str]) -> str:
    """The README of a package, as Markdown."""
    parts: list[list[str]] = [
        [Message("# Projects announced by press kits"), quality.summary],
        [Message("## Method"), *_method(quality)],
        [Message("## Tables"), *_tables(quality)],
        [Message("## Quality"), *_quality(quality)],
        [Message("## Known gaps"), *_gaps(quality, contacts)],
        [
            Message("## Licence"),
            licence or Message("None was given: ask the publisher of this package before you reuse it."),
        ],
    ]
    return "\n\n".join(say(text) for part in parts for text in part) + "\n"


def _method(quality: Quality) -> Iterator[str]:
    yield Message(
        "The values were read from the pages by rules (dossier-extract, with its schema: {versions}). Nothing was "
        "completed by hand. `fields` says for each value the page, the box and the rule; method `inferred` marks what "
        "is not printed as such. Spelling is that of the documents.",
        versions=", ".join(sorted(quality.versions)),
    )


def _tables(quality: Quality) -> Iterator[str]:
    rows = [f"| [{name}](data/{name}.csv) | {count} |" for name, count in quality.rows.items()]
    yield _table(Message("| table | rows |"), 2, rows)
    yield Message("Columns are described in datapackage.json; lists and further fields are JSON inside their cells.")


def _table(head: Message, columns: int, rows: Iterable[str]) -> Message:
    body = "\n".join(["|" + "---|" * columns, *rows])
    return Message.joined("\n", [head, body])


def _quality(quality: Quality) -> Iterator[str]:
    if quality.findings:
        rows = [f"| {' | '.join(key)} | {count} |" for key, count in sorted(quality.findings.items())]
        yield _table(Message("| finding | severity | verdict | count |"), 4, rows)
    if quality.sure:
        yield Message(
            "{n} dossiers were read with a layout that the program found by itself; its confidence is {low} at the "
            "lowest, {middle} in the middle (it orders finds and is no probability).",
            n=len(quality.sure),
            low=f"{min(quality.sure):.2f}",
            middle=f"{median(quality.sure):.2f}",
        )
    empty = [
        f"| {table} | {column} | {count} | {count / quality.rows[table]:.0%} |"
        for table, columns in quality.empty.items()
        for column, count in columns.items()
        if count
    ]
    if empty:
        yield _table(Message("| table | column | empty | share |"), 4, empty)


def _gaps(quality: Quality, contacts: bool) -> Iterator[str]:
    if quality.drafts:
        yield Message(
            "Drafts, whose records nobody has compared with the pages ({n}): {names}",
            n=len(quality.drafts),
            names=_names(quality.drafts),
        )
    if quality.faulty:
        yield Message(
            "Dossiers of which a check failed, see `findings` ({n}): {names}",
            n=len(quality.faulty),
            names=_names(quality.faulty),
        )
    never = [f"{t}.{c}" for t, columns in quality.empty.items() for c, n in columns.items() if n == quality.rows[t]]
    if never:
        yield Message("Columns without any value: {names}", names=", ".join(never))
    if not contacts:
        yield Message(
            "Contacts were left out: fields that hold some, carriers that look like natural persons, mail addresses "
            "and telephone numbers inside texts. Names of persons inside titles and descriptions are not searched for."
        )
    yield Message("A press kit announces projects; it is no decision, and amounts and carriers may have changed since.")


def _names(ids: list[str]) -> str:
    return ", ".join(ids[:NAMED]) + (", …" if ids[NAMED:] else "")
