"""Minutes of a meeting: who was there, the agenda, one heading a point, votes, the next date."""

from __future__ import annotations

from pathlib import Path

from .. import words
from ..content import Dossier
from ..dice import Dice
from ..people import person
from ..places import COUNTRIES, of
from ._document import Part, about, letterhead, line, region_of, write

_POINTS = (
    "Approbation du procès-verbal de la séance précédente", "Budget primitif", "Subventions aux associations",
    "Marché de restauration scolaire", "Travaux de voirie", "Plan local d'urbanisme", "Personnel communal",
    "Règlement de la médiathèque", "Convention avec le département", "Point sur les projets en cours",
    "Calendrier des manifestations", "Questions diverses",
)  # fmt: skip
_SAID = (
    "{who} présente le dossier et rappelle le calendrier.", "{who} demande que le sujet soit revu en commission.",
    "{who} s'interroge sur le montant des travaux, estimé à {k} 000 € hors taxes.",
    "{who} précise que le porteur du projet sera reçu en mairie au mois de {month}.",
    "{who} regrette que le territoire soit mal desservi par les transports.",
    "Après débat, la proposition est adoptée ({v} voix pour, {a} abstentions).",
    "Le conseil décide d'ajourner ce point.", "La délibération est adoptée à l'unanimité.",
)  # fmt: skip


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print the minutes."""
    region = region_of(rng)
    place = rng.choice(region.departements)
    body = rng.choice((f"Commune {of(place.towns[0])}", f"Communauté de communes {rng.choice(COUNTRIES)}"))
    kind = rng.choice(("Compte rendu de réunion", "Procès-verbal de séance", "Relevé de décisions"))
    document = about(rng, region, kind, body, rng.choice((None, f"Séance du {rng.randint(2, 28)} mars")))
    people = sorted({person(rng) for _ in range(rng.randint(8, 16))})
    here, away = people[:-2], people[-2:]
    points = rng.sample(_POINTS, rng.randint(4, 8))
    parts: list[Part] = [*letterhead(document), line("p", f"Présents : {', '.join(here)}.")]
    parts += [line("p", f"Excusés : {', '.join(away)}."), line("p", f"Secrétaire de séance : {here[0]}")]
    parts += [line("h2", "Ordre du jour"), *(line("li", point) for point in points)]
    for number, point in enumerate(points, 1):
        parts.append(line("h2", f"{number}. {point}"))
        for _ in range(rng.randint(1, 4)):
            parts.append(line("p", _said(rng, here)))
    parts.append(line("p", f"La séance est levée à {rng.randint(19, 22)} h {rng.randint(10, 59)}."))
    return write(rng, folder, document, parts)


def _said(rng: Dice, people: list[str]) -> str:
    return rng.choice(_SAID).format(
        who=rng.choice(people), k=rng.randint(5, 400), month=rng.choice(words.MONTHS), v=rng.randint(9, 25),
        a=rng.randint(1, 5),
    )  # fmt: skip
