"""A list of press contacts: names, offices, telephones, by département or in a table."""

from __future__ import annotations

from pathlib import Path

from ..content import Dossier
from ..dice import Dice
from ..people import person, phone
from ._document import Grid, Part, about, letterhead, line, region_of, write

_DESKS = (
    "Service de presse", "Bureau de la communication interministérielle", "Relations avec les médias",
    "Cabinet du préfet", "Direction de la communication", "Astreinte presse (soirs et week-ends)",
)  # fmt: skip


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print the list."""
    region = region_of(rng)
    issuer = rng.choice((f"Préfecture de la région {region.name}", f"Conseil régional {region.of}"))
    document = about(rng, region, rng.choice(("Contacts presse", "Vos contacts presse", "Annuaire presse")), issuer)
    parts: list[Part] = [*letterhead(document)]
    table = rng.happens("table", 0.4)
    for departement in region.departements:
        people = [(person(rng), rng.choice(_DESKS), phone(rng)) for _ in range(rng.randint(1, 4))]
        if table:
            parts.append(line("h2", f"{departement.name} ({departement.code})"))
            parts.append(Grid((("Nom", "Service", "Téléphone"), *people), (2, 4, 2), "rows"))
            continue
        parts.append(line("h2", f"Préfecture {departement.of}"))
        for name, desk, number in people:
            parts += [
                line("strong", name),
                line("p", desk),
                line("p", f"Tél. : {number}"),
                line("p", f"presse-{departement.code}@exemple.fr"),
            ]
    parts.append(line("small", "Ces coordonnées sont réservées aux journalistes."))
    return write(rng, folder, document, parts)
