"""A programme of events: days, hours, titles, speakers, places."""

from __future__ import annotations

from pathlib import Path

from .. import words
from ..content import Dossier
from ..dice import Dice
from ..people import person, phone
from ._document import Grid, Part, about, letterhead, line, region_of, write

_EVENTS = (
    "Concert de la fanfare", "Balade contée au bord du canal", "Visite guidée du centre ancien",
    "Atelier de poterie", "Projection en plein air", "Conférence : l'eau, bien commun", "Bal populaire",
    "Marché des producteurs",
    "Initiation au tir à l'arc", "Lecture publique", "Exposition de photographies", "Course des enfants",
    "Table ronde avec les associations", "Démonstration de danse", "Ouverture officielle", "Feu d'artifice",
)  # fmt: skip
_PLACES = ("place du marché", "salle polyvalente", "médiathèque", "parc municipal", "gymnase", "cour de l'école")
_NAMES = (
    "Fête de la ville",
    "Journées du patrimoine",
    "Semaine de la solidarité",
    "Festival d'été",
    "Forum des associations",
)


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print the programme."""
    region = region_of(rng)
    place = rng.choice(region.departements)
    town = rng.choice(place.towns)
    document = about(rng, region, f"{rng.choice(_NAMES)} – {town}", f"Ville de {town}", "Programme")
    how = rng.pick("how", ("table", "blocks", "lines"))
    parts: list[Part] = [*letterhead(document)]
    day, month = rng.randint(1, 20), rng.choice(words.MONTHS[4:9])
    for number in range(rng.randint(2, 4)):
        parts.append(line("h2", f"{('Vendredi', 'Samedi', 'Dimanche', 'Lundi')[number]} {day + number} {month}"))
        hours = sorted(rng.sample(range(9, 22), rng.randint(4, 7)))
        events = zip(hours, rng.sample(_EVENTS, len(hours)), strict=True)
        rows = [(f"{hour} h {rng.choice(('00', '30'))}", event, rng.choice(_PLACES)) for hour, event in events]
        parts += _day(rng, rows, how)
    parts += [
        line("p", f"Renseignements : {person(rng)}, {phone(rng)}"),
        line("small", "Entrée libre. Programme donné à titre indicatif."),
    ]
    return write(rng, folder, document, parts)


def _day(rng: Dice, rows: list[tuple[str, str, str]], how: str) -> list[Part]:
    if how == "table":
        return [Grid((("Heure", "Rendez-vous", "Lieu"), *rows), (1, 4, 2), rng.choice(("grid", "rows")))]
    if how == "lines":
        return [line("p", f"{hour} – {event} ({where})") for hour, event, where in rows]
    parts: list[Part] = []
    for hour, event, where in rows:
        parts += [line("strong", event), line("p", f"Horaire : {hour}"), line("p", f"Lieu : {where}")]
        parts += [line("p", f"Avec {person(rng)}, tout public")] if rng.chance(0.5) else []
    return parts
