"""What stands beside records and is not data: further rows, sidebars, footnotes. Drawn before printing, by record."""

from __future__ import annotations

from dataclasses import dataclass

from .. import sentences, words
from ..content import Dossier, Record
from ..dice import Dice
from ..lines import Line, Run
from ..people import person, phone

_NOTES = (
    "Sous réserve du vote du conseil d'administration.",
    "Convention pluriannuelle signée avec l'État.",
    "Au sens de l'article 59 de la loi du 31 juillet 2014 relative à l'économie sociale et solidaire.",
    "Données transmises par la structure, non auditées.",
    "Projet déjà soutenu lors de la précédente édition.",
    "Voir le glossaire en fin de dossier.",
)
EXTRAS = ("Public visé", "Calendrier", "Coût total du projet", "Référent", "Partenaires", "Début de l'action")


@dataclass(frozen=True)
class Beside:
    """What goes with one record. Texts are plain, as in content."""

    extras: tuple[tuple[str, str], ...] = ()  # label and value of rows that are not fields
    sidebar: tuple[Line, ...] = ()
    note: str | None = None


def drawn(rng: Dice, dossier: Dossier, sidebar: str, notes: float) -> dict[int, Beside]:
    """By record number. `sidebar`: "contacts", "figures" or ""; `notes`: the share of records with a footnote."""
    names = rng.sample(EXTRAS, rng.choice((1, 1, 2, 3))) if rng.happens("extra_rows", 0.3) else []
    if all(record.amount is None for record in dossier.records):  # a cost alone would read as the award
        names = [name for name in names if name != "Coût total du projet"]
    return {r.n: _of(rng, dossier, r, (names, sidebar, notes)) for r in dossier.records}


def _of(rng: Dice, dossier: Dossier, record: Record, what: tuple[list[str], str, float]) -> Beside:
    names, sidebar, notes = what
    extras = tuple((name, _extra(rng, name, dossier)) for name in names)
    lines = {"contacts": _contacts, "figures": _figures}[sidebar](rng) if sidebar else ()
    noted = rng.chance(notes) and bool(record.description) and not record.description[-1].startswith("- ")
    return Beside(extras, lines, rng.choice(_NOTES) if noted else None)


def _extra(rng: Dice, name: str, dossier: Dossier) -> str:
    year, month = dossier.date.year, rng.choice(words.MONTHS)
    departement = rng.choice(dossier.region.departements)
    return {
        "Public visé": rng.choice(("tout public", "jeunes de 16 à 25 ans", "familles", "seniors isolés", "étudiants")),
        "Calendrier": f"{month} {year} – décembre {year + rng.randint(1, 2)}",
        "Coût total du projet": f"{rng.randint(90, 400)} 000 €",
        "Référent": person(rng),
        "Partenaires": f"{sentences.carrier(rng, departement)[1]}, bailleurs sociaux, services de l'État",
        "Début de l'action": f"{month} {year}",
    }[name]


def _contacts(rng: Dice) -> tuple[Line, ...]:
    name = person(rng)
    mail = f"{name[0].lower()}.contact@{rng.choice(('asso-exemple.fr', 'structure.example.org'))}"
    texts = [rng.choice(("Chargée de projet", "Directeur", "Présidente", "Coordinateur")), f"Tél. : {phone(rng)}", mail]
    return (Line((Run("Contact", "strong"),)), Line((Run(name),)), *(Line((Run(text),)) for text in texts))


def _figures(rng: Dice) -> tuple[Line, ...]:
    counted = (
        (rng.randint(4, 90) * 10, "bénéficiaires"), (rng.randint(2, 14), "communes"), (rng.randint(1, 9), "salariés"),
        (rng.randint(5, 60), "bénévoles"), (rng.randint(20, 95), "% de femmes"),
    )  # fmt: skip
    rows = (Line((Run(str(number), "strong"), Run(f" {what}"))) for number, what in rng.sample(counted, 3))
    return (Line((Run("En chiffres", "strong"),)), *rows)
