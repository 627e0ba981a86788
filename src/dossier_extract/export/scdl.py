"""Subsidies in the columns of the SCDL « subventions » 2.1.1, as far as the dossiers go, and what they do not say.

A press kit is no convention: most columns stay empty. Nothing is invented; `gaps.csv` says for each row and column why
it is empty, `columns.csv` how many rows of a column are filled. Columns and their meaning: the schema of the Socle
commun des données locales (OpenDataFrance).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from dossier_extract.export.contacts import Contacts
from dossier_extract.export.results import results
from dossier_extract.messages import Message
from dossier_extract.schema import Project
from dossier_extract.textformats import Row, csv_lines, flat_row, plain_text

SILENT = Message("a press kit does not say it")
LONGEST = 256  # characters of `objet`
NEVER = {  # columns that stay empty, and why
    "idAttribuant": Message("the SIRET of the issuer is not read"),
    "dateConvention": Message("the date of a press kit is not that of a convention"),
    "referenceDecision": SILENT,
    "nature": SILENT,
    "conditionsVersement": SILENT,
    "datesPeriodeVersement": SILENT,
    "idRAE": SILENT,
    "notificationUE": SILENT,
    "pourcentageSubvention": Message("the shares of beneficiaries are not read"),
    "dispositifAide": Message("the identifier of the scheme is not read"),
}
COLUMNS = (
    "nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire", "idBeneficiaire",
    "rnaBeneficiaire", "objet", "montant", "nature", "conditionsVersement", "datesPeriodeVersement", "idRAE",
    "notificationUE", "pourcentageSubvention", "dispositifAide",
)  # fmt: skip


class Grant(NamedTuple):
    """A row of the file: the project it is made of, its cells, and why a cell is empty or not whole, by column."""

    dossier_id: str
    project: Project
    cells: dict[str, str | None]
    gaps: dict[str, str]


def grant_files(root: Path, contacts: Contacts, say: Callable[[str], str]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The files: subventions.csv, gaps.csv (a line a row and column), columns.csv (a line a column)."""
    filled: Counter[str] = Counter()
    yield "subventions.csv", csv_lines([COLUMNS], (_counted(one, filled) for one in _grants(root, contacts)))
    head = ("row", "column", "reason", "dossier_id", "project_id", "n")
    yield "gaps.csv", csv_lines([head], _gaps(_grants(root, contacts), say))
    told = ((name, filled[name], filled[""] - filled[name], say(NEVER.get(name, ""))) for name in COLUMNS)
    yield "columns.csv", csv_lines([("column", "filled", "empty", "reason")], told)


def _counted(grant: Grant, filled: Counter[str]) -> list[str | None]:
    filled.update(["", *(name for name in COLUMNS if grant.cells.get(name))])
    return [grant.cells.get(name) for name in COLUMNS]


def _gaps(grants: Iterable[Grant], say: Callable[[str], str]) -> Iterator[tuple[object, ...]]:
    for row, (dossier_id, project, _, gaps) in enumerate(grants, 1):
        for column, reason in gaps.items():
            yield row, column, say(reason), dossier_id, project.id, project.n


def _grants(root: Path, contacts: Contacts) -> Iterator[Grant]:
    for result in results(root):
        for project in result.projects:
            row = contacts.project(flat_row(result, project))
            cells = {"nomAttribuant": contacts.cleaned(result.dossier.issuer), **_cells(row)}
            gaps = {name: NEVER.get(name) or _why(name, project, row) for name in COLUMNS if not cells.get(name)}
            if (row["title"] or "") != (cells["objet"] or ""):
                gaps["objet"] = Message("cut after {most} characters", most=LONGEST)
            if len(project.carriers) > 1:
                gaps["nomBeneficiaire"] = Message("{n} bodies carry the project together", n=len(project.carriers))
            yield Grant(result.dossier.id, project, cells, gaps)


def _cells(row: Row) -> dict[str, str | None]:
    return {
        "nomBeneficiaire": row["carrier"],
        "idBeneficiaire": row["carrier_siret"],
        "rnaBeneficiaire": row["carrier_rna"],
        "objet": row["title"] and row["title"][:LONGEST],
        "montant": plain_text(row["amount_eur"]),
    }


def _why(column: str, project: Project, row: Row) -> str:
    """Why a column that dossiers may fill is empty."""
    if column.endswith("Beneficiaire") and project.carrier and not row["carrier"]:
        return Message("a natural person, left out")
    if column == "idBeneficiaire" and project.carrier_siren:
        return Message("only the SIREN is known")
    return Message("not printed, or not found")
