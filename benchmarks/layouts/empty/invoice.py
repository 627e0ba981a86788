"""An invoice: two addresses, a table of services with amounts, totals, terms of payment."""

from __future__ import annotations

from pathlib import Path

from ..content import Dossier
from ..dice import Dice
from ..people import person, phone, street
from ..places import of
from ._document import Grid, Part, about, euros, letterhead, line, region_of, write

_SERVICES = (
    "Location de la salle des fêtes", "Impression de dépliants A5", "Prestation de traduction", "Ramettes de papier A4",
    "Maintenance du photocopieur", "Animation d'un atelier", "Repas (buffet froid)", "Nettoyage des locaux",
    "Transport en autocar", "Hébergement du site internet", "Fourniture de mobilier", "Conseil et accompagnement",
)  # fmt: skip
_SELLERS = ("Imprimerie", "Traiteur", "Ateliers", "SARL", "Société")


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print an invoice or an estimate."""
    region = region_of(rng)
    home, other = rng.sample(region.departements, 2)
    seller = f"{rng.choice(_SELLERS)} {person(rng).split(' ', 1)[1]} et fils"
    kind = rng.choice(("Facture", "Facture", "Devis"))
    document = about(rng, region, f"{kind} n° {rng.randint(2019, 2025)}-{rng.randint(100, 999)}", seller)
    client = rng.choice((f"Commune {of(other.towns[0])}", f"CCAS {of(other.towns[1])}", person(rng)))
    addresses = (
        ("Émetteur", "Client"),
        (seller, client),
        (street(rng), street(rng)),
        (f"{home.code}000 {home.towns[0]}", f"{other.code}{rng.randint(100, 900)} {other.towns[0]}"),
        (f"Tél. : {phone(rng)}", f"Réf. client : C{rng.randint(1000, 9999)}"),
    )
    rows, total = [("Désignation", "Quantité", "Prix unitaire HT", "Montant HT")], 0
    for service in rng.sample(_SERVICES, rng.randint(3, 9)):
        count, price = rng.randint(1, 40), rng.randint(150, 24_000)
        total += count * price
        rows.append((service, str(count), euros(price), euros(count * price)))
    tax = round(total * 0.2)
    sums = (("Total HT", euros(total)), ("TVA 20 %", euros(tax)), ("Total TTC", euros(total + tax)))
    parts: list[Part] = [*letterhead(document), Grid(addresses, (1, 1), "", head=True)]
    parts += [line("p", f"Objet : {rng.choice(('prestations', 'fournitures', 'commande'))} du mois")]
    parts += [Grid(tuple(rows), (4, 1.2, 1.6, 1.6), rng.choice(("grid", "rows")), right=(1, 2, 3))]
    parts += [Grid(sums, (4, 1.6), "rows", head=False, right=(1,))]
    parts += [line("p", "Règlement à 30 jours par virement. Pénalités de retard : trois fois le taux d'intérêt légal.")]
    parts += [line("small", f"SIRET {rng.randint(300, 899)} {rng.randint(100, 999)} {rng.randint(100, 999)} 00017")]
    return write(rng, folder, document, parts)
