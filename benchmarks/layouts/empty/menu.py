"""A restaurant's menu: courses, dishes with prices, formulas, hours."""

from __future__ import annotations

from pathlib import Path

from ..content import Dossier
from ..dice import Dice
from ..people import phone, street
from ._document import Grid, Part, about, letterhead, line, region_of, write

_COURSES = {
    "Entrées": (
        "Œuf parfait, crème de cèpes", "Velouté de potimarron", "Terrine de campagne maison", "Poireaux vinaigrette",
        "Salade de chèvre chaud", "Saumon gravlax à l'aneth",
    ),
    "Plats": (
        "Blanquette de veau à l'ancienne", "Risotto aux légumes de saison", "Pavé de lieu, beurre blanc",
        "Magret de canard au miel", "Tartare de bœuf, frites", "Parmentier de lentilles",
    ),
    "Desserts": (
        "Tarte fine aux pommes", "Crème brûlée à la vanille", "Mousse au chocolat", "Île flottante",
        "Assiette de fromages affinés", "Riz au lait, caramel au beurre salé",
    ),
    "Boissons": ("Jus de pomme fermier", "Limonade artisanale", "Verre de vin du pays", "Café", "Infusion du jardin"),
}  # fmt: skip
_PRICES = {"Entrées": (6, 14), "Plats": (14, 27), "Desserts": (6, 11), "Boissons": (2, 7)}  # euros
_NAMES = ("Le Bistrot du marché", "La Table d'Élise", "Auberge du Pont", "Chez Marius", "L'Ardoise", "Le Relais")
_DETAILS = ("servi avec une salade", "produits de la ferme voisine", "selon arrivage", "plat végétarien", "pour deux")


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print a menu."""
    region = region_of(rng)
    document = about(rng, region, rng.choice(("La carte", "Menu de la semaine", "Notre carte")), rng.choice(_NAMES))
    parts: list[Part] = [*letterhead(document)]
    table, details = rng.happens("table", 0.5), rng.happens("details", 0.5)
    for course, dishes in _COURSES.items():
        parts.append(line("h2", course))
        rows = [
            (dish, f"{rng.randint(*_PRICES[course])},{rng.choice(('00', '50'))} €") for dish in rng.sample(dishes, 4)
        ]
        if table:
            parts.append(Grid(tuple(rows), (4, 1), "", head=False, right=(1,)))
            continue
        for dish, price in rows:
            parts.append(line("strong", dish, f" – {price}"))
            parts += [line("small", rng.choice(_DETAILS))] if details and rng.chance(0.6) else []
    parts += [line("h2", "Nos formules"), line("p", f"Entrée + plat : {rng.randint(16, 22)} €")]
    parts += [
        line("p", f"Entrée + plat + dessert : {rng.randint(23, 34)} €"),
        line("small", "Prix nets, service compris."),
    ]
    place = rng.choice(region.departements)
    parts += [line("p", f"{street(rng)}, {place.towns[0]} – Réservations : {phone(rng)}")]
    return write(rng, folder, document, parts)
