"""A directory of services: names, addresses, hours, telephones, by département."""

from __future__ import annotations

from pathlib import Path

from ..content import Dossier
from ..dice import Dice
from ..people import person, phone, street
from ..places import Departement, of
from ._document import Grid, Part, about, line, region_of, write

_SERVICES = (
    "France services {town}", "Maison des solidarités {town}", "Mission locale {town}", "CCAS {town}",
    "Caisse primaire d'assurance maladie – agence {town}", "Point conseil budget {town}", "Centre social {town}",
    "Service social scolaire", "Permanence d'accès aux soins de santé", "Maison départementale de l'autonomie",
)  # fmt: skip
_HOURS = ("du lundi au vendredi, 9 h – 12 h", "sur rendez-vous", "mardi et jeudi, 14 h – 17 h 30", "fermé le mercredi")


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print the directory."""
    region = region_of(rng)
    title = rng.choice(("Annuaire des services", "Guide des adresses utiles", "Répertoire des structures d'accueil"))
    document = about(
        rng, region, title, f"Région {region.name}", rng.choice((None, f"Édition {rng.randint(2019, 2025)}"))
    )
    how = rng.pick("how", ("labels", "lines", "table"))
    parts: list[Part] = []
    for departement in region.departements:
        parts.append(line("h1", rng.choice((departement.name, f"{departement.name} ({departement.code})"))))
        parts += _services(rng, departement, how)
    return write(rng, folder, document, parts, cover=True)


def _services(rng: Dice, departement: Departement, how: str) -> list[Part]:
    rows: list[tuple[str, str, str]] = [("Structure", "Adresse", "Téléphone")]
    parts: list[Part] = []
    for service in rng.sample(_SERVICES, rng.randint(4, 8)):
        town = rng.choice(departement.towns)
        name, address, number = service.format(town=of(town)), f"{street(rng)}, {town}", phone(rng)
        rows.append((name, address, number))
        if how == "labels":
            parts += [line("strong", name), line("p", f"Adresse : {address}"), line("p", f"Téléphone : {number}")]
            parts += [line("p", f"Horaires : {rng.choice(_HOURS)}")] if rng.chance(0.7) else []
            parts += [line("p", f"Responsable : {person(rng)}")] if rng.chance(0.4) else []
        else:
            parts += [line("strong", name), line("p", f"{address} – {number}, {rng.choice(_HOURS)}")]
    return [Grid(tuple(rows), (3, 4, 2), rng.choice(("grid", "rows")))] if how == "table" else parts
