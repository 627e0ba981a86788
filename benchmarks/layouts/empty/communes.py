"""A table of communes with their population, by département or in one go."""

from __future__ import annotations

from pathlib import Path

from ..content import Dossier
from ..dice import Dice
from ..places import Departement
from ._document import Grid, Part, about, letterhead, line, region_of, write


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print the table."""
    region = region_of(rng)
    year = rng.randint(2016, 2024)
    issuer = rng.choice(("INSEE – Direction régionale", f"Préfecture de la région {region.name}"))
    title = rng.choice(("Populations légales des communes", "Population municipale par commune"))
    document = about(rng, region, f"{title} {year}", issuer, f"Région {region.name}")
    ruled, split = rng.pick("ruled", ("grid", "rows", "")), rng.happens("by_departement", 0.5)
    parts: list[Part] = [*letterhead(document)]
    if rng.chance(0.7):
        parts.append(line("p", f"Les populations sont en vigueur au 1er janvier {year + 3}. Source : recensement."))
    groups = [(d,) for d in region.departements] if split else [region.departements]
    for group in groups:
        if split:
            parts.append(line("h2", f"{group[0].name} ({group[0].code})"))
        parts.append(_table(rng, group, (ruled, split)))
    parts.append(line("small", "Les résidences secondaires ne sont pas comptées. Total : somme des communes citées."))
    return write(rng, folder, document, parts)


def _table(rng: Dice, group: tuple[Departement, ...], how: tuple[str, bool]) -> Grid:
    ruled, split = how
    rows = []
    for departement in group:
        for town in departement.towns:
            people, part = rng.randint(2_000, 90_000), rng.randint(1, 400)
            numbers = (f"{people:,}".replace(",", " "), f"{people + part:,}".replace(",", " "))
            area = f"{rng.randint(4, 90)},{rng.randint(0, 9)}"
            rows.append((town, *numbers, area) if split else (departement.code, town, *numbers, area))
    head = ("Commune", "Population municipale", "Population totale", "Superficie (km²)")
    if split:
        return Grid((head, *rows), (3, 2, 2, 2), ruled, right=(1, 2, 3))
    return Grid((("Dép.", *head), *rows), (1, 3, 2, 2, 2), ruled, right=(2, 3, 4))
