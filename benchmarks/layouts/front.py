"""What surrounds the records: foreword, figures, sommaire, contacts, annexes, full of figures that are not data."""

from __future__ import annotations

from decimal import Decimal

from . import sentences, words
from .content import Dossier, town_of
from .dice import Dice
from .lines import Line, Run

Pages = list[list[Line]]  # lines of each page; kinds: h1, h2, p, li, figure, picture, entry (sommaire), row (table)


def _line(kind: str, *texts: str) -> Line:
    roles = {"h1": "h1", "h2": "h2", "figure": "h1", "picture": "quiet"}
    first, *others = texts
    return Line((Run(first, roles.get(kind, "body")), *(Run(text) for text in others)), kind)


def before(rng: Dice, dossier: Dossier) -> Pages:
    """The pages between the cover and the first record. The claims stand here (and in the title)."""
    pages = [_foreword(rng, dossier)]
    if rng.happens("sommaire", 0.5):
        pages.insert(0, _sommaire(rng, dossier))
    figures = _figures(rng, dossier)
    if rng.chance(0.5):
        pages.append(figures)
    else:
        pages[-1] += figures
    if rng.happens("map", 0.3):
        where = f"Répartition des projets en {dossier.date.year - 1} – source : services de l'État"
        pages[-1] += [_line("picture", where)]
    return pages


def after(rng: Dice, dossier: Dossier) -> Pages:
    """The pages after the last record: annexes and press contacts, or nothing."""
    pages: Pages = []
    if rng.happens("annex", 0.35):
        pages.append(_annex(rng, dossier))
    if rng.happens("last_year", 0.08):
        pages.append(_last_year(rng, dossier))
    if rng.happens("contacts", 0.75):
        pages.append(_contacts(rng, dossier))
    return pages


def money(amount: Decimal) -> str:
    """A claimed amount: 12,9 millions d'euros, 826 000 €, 781 800,50 €."""
    if amount >= 1_000_000 and amount % 100_000 == 0:
        return f"{amount / 1_000_000:.1f} millions d'euros".replace(".", ",")
    return (f"{amount:,.2f} €" if amount % 1 else f"{amount:,.0f} €").replace(",", " ").replace(".", ",")


def _foreword(rng: Dice, dossier: Dossier) -> list[Line]:
    year, name = dossier.date.year, dossier.region.name
    sent = len(dossier.records) * rng.randint(3, 9)
    heading = rng.choice(("Éditorial", "Avant-propos", "Contexte", "Le mot de la préfète", "Un élan collectif"))
    past = rng.randint(15, 60)
    paragraphs = [
        f"Lancé le {rng.randint(2, 28)} {rng.choice(words.MONTHS)} {year - 1}, l'appel à projets a suscité une forte "
        f"mobilisation : {sent} dossiers ont été déposés dans la région {name}, dont {sent // 3} jugés éligibles.",
        f"En {year - 2}, une première édition avait distingué {past} associations pour {past * 12} 000 euros.",
        f"Doté de {rng.randint(20, 120)} millions d'euros au niveau national, il complète les crédits existants.",
        f"La région {name} a {rng.randint(10, 19)},{rng.randint(1, 9)} % d'habitants sous le seuil de pauvreté.",
        f"{sentences.sentence(rng)} {sentences.sentence(rng)}",
        f"Les dossiers ont été instruits par un comité de sélection réuni à {town_of(dossier)} au printemps.",
    ]
    lines = [_line("h1", heading), *(_line("p", text) for text in rng.sample(paragraphs, rng.randint(3, 6)))]
    if rng.chance(0.3):
        criteria = rng.sample(sentences.ITEMS, 3)
        lines += [_line("p", "Étaient éligibles :"), *(_line("li", f"{item} ;") for item in criteria)]
    return lines


def _figures(rng: Dice, dossier: Dossier) -> list[Line]:
    """The claims, as large figures or as sentences."""
    total, amount = dossier.claims.total, dossier.claims.amount
    many, name = rng.choice(words.MANY), dossier.region.name
    lines = [_line("h2", rng.choice(("Chiffres clés", "Les résultats", "L'appel à projets en bref", "Bilan")))]
    if total is None:
        lines.append(_line("p", f"Les projets présentés ci-après sont soutenus dans la région {name}."))
    elif rng.happens("large_figures", 0.5):
        lines.append(_line("figure", str(total), f" {many}"))
        lines += [_line("figure", money(amount), " de subventions attribuées")] if amount is not None else []
        lines.append(_line("figure", str(rng.randint(30, 95)), " % des projets en zone rurale"))
    else:
        sum_up = f" pour un montant total de {money(amount)}" if amount is not None else ""
        lines.append(_line("p", f"Après instruction, {total} projets ont été retenus dans la région {name}{sum_up}."))
    return lines


def _sommaire(rng: Dice, dossier: Dossier) -> list[Line]:
    page = 3
    lines = [_line("h1", rng.choice(("Sommaire", "SOMMAIRE", "Au sommaire")))]
    themes = [section.theme or section.place for section in dossier.sections]
    for heading in ["Contexte", *dict.fromkeys(h for h in themes if h), "Contacts presse"]:
        lines.append(_line("entry", heading, str(page)))
        page += rng.randint(1, 4)
    return lines


def _annex(rng: Dice, dossier: Dossier) -> list[Line]:
    heading = rng.choice(("Annexe : chiffres par département", "Repères statistiques", "La pauvreté en chiffres"))
    rows = [("Département", "Habitants", "Taux de pauvreté")]
    for departement in dossier.region.departements:
        people = f"{rng.randint(180, 1900)} {rng.randint(100, 999)}"
        rows.append((f"{departement.name} ({departement.code})", people, f"{rng.randint(9, 27)},{rng.randint(0, 9)} %"))
    return [_line("h1", heading), *(_line("row", *row) for row in rows), _line("p", "Source : INSEE, Filosofi.")]


def _last_year(rng: Dice, dossier: Dossier) -> list[Line]:
    rows = [("Projet", "Porteur", "Aide")]
    for _ in range(rng.randint(4, 9)):
        departement = rng.choice(dossier.region.departements)
        amount = f"{rng.randint(3, 60)} 000 €"
        rows.append((sentences.title(rng, departement), sentences.carrier(rng, departement)[1], amount))
    return [
        _line("h1", f"Pour mémoire : les lauréats {dossier.date.year - 1}"),
        *(_line("row", *row) for row in rows),
    ]


def _contacts(rng: Dice, dossier: Dossier) -> list[Line]:
    phone = " ".join(f"{rng.randint(10, 99)}" for _ in range(4))
    return [
        _line("h1", rng.choice(("Contacts presse", "Contact presse", "Vos contacts"))),
        _line(
            "p", rng.choice(("Service régional de la communication", "Bureau de la communication interministérielle"))
        ),
        _line("p", f"Tél. : 0{rng.randint(1, 5)} {phone}"),
        _line("p", f"presse@{dossier.acronym.lower()}.exemple.fr"),
        _line("p", f"{rng.randint(1, 90)} rue de la République, {town_of(dossier)}"),
    ]
