"""A call for projects: who may apply, for what, how much, until when. It has all the words and no winner."""

from __future__ import annotations

from pathlib import Path

from .. import sentences, words
from ..content import Dossier
from ..dice import Dice
from ._document import Grid, Part, about, letterhead, line, region_of, write

_KINDS = (
    "Cahier des charges",
    "Règlement de l'appel à projets",
    "Appel à candidatures",
    "Notice à l'attention des porteurs",
)


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print the rules."""
    region = region_of(rng)
    issuer = rng.choice(words.ISSUERS).format(name=region.name, of=region.of, dep=region.departements[0].of)
    document = about(rng, region, rng.choice(words.PLANS), issuer, rng.choice(_KINDS))
    parts: list[Part] = []
    articles = rng.happens("articles", 0.5)
    chapters = _chapters(rng, document)
    middle = rng.sample(chapters[1:], len(chapters) - 1)
    for number, (heading, body) in enumerate([chapters[0], *middle], 1):
        parts += [line("h1", f"Article {number} – {heading}" if articles else heading), *body]
    if rng.happens("form", 0.5):
        fields = [*words.LABELS["carrier"][:1], "Intitulé du projet", "Territoire", "Description", "Montant demandé"]
        parts += [None, line("h1", "Annexe : fiche de candidature")]
        parts += [Grid(tuple((field, "……………………………………") for field in fields), (1, 2), "grid", head=False)]
    cover = rng.happens("cover", 0.6)
    return write(rng, folder, document, parts if cover else [*letterhead(document), *parts], cover)


def _chapters(rng: Dice, document: Dossier) -> list[tuple[str, list[Part]]]:
    region, year = document.region, document.date.year
    labels = {field: rng.choice(options) for field, options in words.LABELS.items()}
    least, most = rng.randint(3, 15), rng.randint(40, 150)
    weights = rng.sample(("10 %", "15 %", "20 %", "25 %", "30 %"), 4)
    criteria = ("Qualité du projet", "Ancrage sur le territoire", "Capacité du porteur", "Effet de levier du montant")
    themes: list[Part] = [line("li", f"{theme} ;") for theme in rng.sample(words.THEMES, rng.randint(3, 5))]
    return [
        ("Objet", [line("p", f"Le présent appel à projets vise la région {region.name}. {sentences.sentence(rng)}")]),
        ("Thématiques", [line("p", "Les projets s'inscrivent dans l'un des axes suivants :"), *themes]),
        ("Qui peut candidater ?", [
            line("p", f"{labels['carrier']} : associations loi 1901, communes, intercommunalités, CCAS, bailleurs."),
            line("p", "Un même porteur ne peut déposer qu'un dossier ; les projets communs désignent un chef de file."),
        ]),
        (labels["zone"].rstrip(" ?"), [
            line("p", f"{labels['zone'].rstrip(' ?')} : {', '.join(d.name for d in region.departements)}."),
            line("p", "Une attention particulière est portée aux quartiers prioritaires et aux communes rurales."),
        ]),
        ("Montant et dépenses éligibles", [
            line("p", f"{labels['amount']} : de {least} 000 € à {most} 000 € par projet, dans la limite de 80 %."),
            line("p", f"L'enveloppe totale est de {rng.randint(2, 30)} M€."),
            *(line("li", f"{item} ;") for item in rng.sample(sentences.ITEMS, 4)),
        ]),
        ("Critères de sélection", [
            Grid((("Critère", "Pondération"), *zip(criteria, weights, strict=True)), (3, 1)),
        ]),
        ("Calendrier", [
            line("p", f"Dépôt des dossiers : avant le {rng.randint(2, 28)} {rng.choice(words.MONTHS)} {year + 1}."),
            line("p", f"Annonce des lauréats : {rng.choice(words.MONTHS)} {year + 1}."),
        ]),
        ("Dépôt des dossiers", [
            line("p", "Intitulé, résumé, budget et périmètre du projet sont à saisir en ligne."),
            line("p", f"Renseignements : appel@{region.acronym.lower()}.exemple.fr"),
        ]),
    ]  # fmt: skip
