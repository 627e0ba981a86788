"""A report: a cover, a sommaire, numbered headings, prose with figures, lists, a table of statistics."""

from __future__ import annotations

from pathlib import Path

from .. import sentences
from ..content import Dossier
from ..dice import Dice
from ._document import Grid, Part, about, line, region_of, write

_HEADINGS = (
    "Contexte et méthode", "Évolution de la population", "L'emploi et le chômage", "Le parc de logements",
    "L'offre de soins", "Mobilités quotidiennes", "La vie associative", "Finances locales", "Perspectives",
    "Éducation et formation", "Agriculture et alimentation", "Énergie et climat",
)  # fmt: skip
_SUBJECTS = ("Rapport d'activité", "Diagnostic territorial", "Bilan annuel", "État des lieux", "Rapport d'évaluation")

_MORE = (
    "L'écart se réduit dans les territoires ruraux, plus lentement qu'attendu.",
    "Les données de l'année en cours ne sont pas encore disponibles à l'échelle communale.",
    "Les acteurs interrogés soulignent la difficulté de recruter et le vieillissement des équipes.",
    "Cette tendance est portée par les pôles urbains et par le littoral.",
    "Un suivi annuel permettra de mesurer l'effet des mesures engagées.",
    "Les ménages modestes restent les plus exposés, en particulier les familles monoparentales.",
)


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print a report."""
    region = region_of(rng)
    title = f"{rng.choice(_SUBJECTS)} {rng.randint(2018, 2025)}"
    issuer = rng.choice((f"DREETS {region.name}", f"Conseil régional {region.of}", f"ADEME {region.name}"))
    document = about(rng, region, title, issuer, rng.choice((None, f"Région {region.name}")))
    headings = rng.sample(_HEADINGS, rng.randint(5, 9))
    parts: list[Part] = []
    if rng.chance(0.6):
        parts = [line("h1", "Sommaire"), *(line("entry", h, str(3 + i)) for i, h in enumerate(headings)), None]
    numbered = rng.chance(0.5)
    for number, heading in enumerate(headings, 1):
        parts.append(line("h1", f"{number}. {heading}" if numbered else heading))
        parts += _chapter(rng, document)
    return write(rng, folder, document, parts, cover=True)


def _chapter(rng: Dice, document: Dossier) -> list[Part]:
    region, year = document.region, document.date.year
    parts: list[Part] = []
    for _ in range(rng.randint(1, 3)):
        one, two = rng.sample(region.departements, 2)
        text = rng.choice(
            (
                f"Entre {year - 6} et {year - 1}, l'indicateur progresse de {rng.randint(1, 9)},{rng.randint(0, 9)} % "
                f"dans le département {one.of}, contre {rng.randint(0, 4)} % en moyenne.",
                f"La région {region.name} compte {rng.randint(20, 90)} structures, dont {rng.randint(2, 19)} à "
                f"{one.towns[0]} et {rng.randint(2, 9)} à {two.towns[1]}.",
                f"Les dépenses s'élèvent à {rng.randint(3, 80)} M€, soit {rng.randint(20, 140)} € par habitant.",
                "Ces résultats, encore provisoires, doivent être lus avec prudence : la méthode a changé en "
                f"{year - 3}.",
            )
        )
        parts.append(line("p", f"{text} {' '.join(rng.sample(_MORE, 2))}"))
    match rng.randrange(5):
        case 0:
            parts += [line("h2", "Points à retenir"), *(line("li", f"{x} ;") for x in rng.sample(sentences.ITEMS, 4))]
        case 1:
            parts.append(line("figure", f"{rng.randint(11, 97)} %", " des ménages concernés"))
        case 2:
            rows = [(d.name, f"{rng.randint(4, 60)} 000", f"{rng.randint(2, 30)} %") for d in region.departements]
            parts.append(Grid((("Département", "Effectif", "Part"), *rows), (3, 1, 1), rng.choice(("grid", "rows"))))
        case 3:
            parts.append(line("picture", f"Figure : évolution {year - 6}-{year - 1}. Source : INSEE."))
    return parts
