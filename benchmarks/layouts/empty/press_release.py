"""A press release of two pages: an announcement, prose, a quotation, figures; no list of winners."""

from __future__ import annotations

from pathlib import Path

from .. import sentences, words
from ..content import Dossier
from ..dice import Dice
from ..people import person, phone
from ..places import of
from ._document import Part, about, letterhead, line, region_of, write

_NEWS = (
    ("Lancement de la {n}e édition de l'appel à projets « Mieux vivre ensemble »", "l'appel à projets"),
    ("La préfecture et ses partenaires signent un accord-cadre pour l'emploi", "l'accord-cadre"),
    ("Inauguration de la maison France services {town}", "la maison France services"),
    ("Vigilance canicule : les services de l'État mobilisés", "le plan départemental"),
    ("Un nouveau guichet pour les associations {town}", "le guichet unique"),
    ("Avant-propos : {n} ans d'engagement au service des habitants", "ce programme"),
)


def draw(rng: Dice, folder: Path) -> Dossier:
    """Print a press release."""
    region = region_of(rng)
    place = rng.choice(region.departements)
    title, thing = rng.choice(_NEWS)
    issuer = f"{rng.choice(('Préfet', 'Préfète'))} de la région {region.name}"
    document = about(rng, region, title.format(n=rng.randint(2, 9), town=of(rng.choice(place.towns))), issuer)
    head = [line("strong", "COMMUNIQUÉ DE PRESSE")] if "Avant" not in title else []
    said = _facts(rng, document, thing)
    rng.shuffle(said)
    more = rng.sample(_MORE, len(_MORE))
    paragraphs = [f"{fact} {more[at]}" for at, fact in enumerate(said)]
    first, rest = paragraphs[:5], paragraphs[5:]
    parts: list[Part] = [*head, *letterhead(document), *(line("p", text) for text in first)]
    if rng.chance(0.5):
        parts.append(line("picture", f"{rng.choice(place.towns)}, {document.written_date} – © DR"))
    parts += [None, line("h2", rng.choice(("Une mobilisation collective", "Des moyens renforcés", "Et après ?")))]
    parts += [line("p", text) for text in rest]
    if rng.chance(0.6):
        parts.append(line("p", rng.choice(("Les mesures principales :", "En pratique :"))))
        parts += [line("li", f"{item} ;") for item in rng.sample(sentences.ITEMS, rng.randint(3, 5))]
    parts += [line("p", f"« {quote} »") for quote in rng.sample(_QUOTES, rng.randint(1, 2))]
    if rng.chance(0.7):
        parts += [line("h2", "Contact presse"), line("p", person(rng)), line("p", f"Tél. : {phone(rng)}")]
    return write(rng, folder, document, parts)


_QUOTES = (
    "La solidarité ne se décrète pas, elle se construit chaque jour avec les acteurs de terrain.",
    "Nous voulons que chacun, où qu'il habite, trouve près de chez lui une réponse à ses besoins.",
    "C'est une étape ; le travail continue avec les élus, les associations et les entreprises.",
)
_MORE = (
    "Cette démarche associe les collectivités, les entreprises, les associations et les habitants eux-mêmes.",
    "Elle répond à une attente forte, exprimée lors des réunions publiques tenues depuis le début de l'année.",
    "Les services déconcentrés accompagneront chaque territoire, avec un interlocuteur unique par arrondissement.",
    "Il s'agit de simplifier les démarches et de réduire les délais, sans rien céder sur la qualité.",
    "Les premiers effets sont attendus dès le prochain semestre ; un bilan sera rendu public.",
    "Une attention particulière sera portée aux quartiers prioritaires, aux zones rurales et aux publics isolés.",
    "Le détail des mesures est consultable sur le site de la préfecture.",
    "Les élus ont rappelé leur attachement à des services publics accessibles à moins de trente minutes.",
    "Des ateliers de concertation se tiendront à l'automne, ouverts à tous sur simple inscription.",
    "Les crédits seront engagés par tranches, après avis du comité des financeurs.",
)


def _facts(rng: Dice, document: Dossier, thing: str) -> list[str]:
    region, year, thing = document.region, document.date.year, thing[0].upper() + thing[1:]
    one, two = rng.sample(region.departements, 2)
    return [
        f"{thing} a été présenté ce jour à {one.towns[0]}, en présence de {rng.randint(20, 120)} élus et partenaires.",
        f"Doté de {rng.randint(2, 40)} millions d'euros sur {rng.randint(2, 4)} ans, {thing[0].lower()}{thing[1:]} "
        f"s'adresse aux communes, aux intercommunalités et aux associations de la région {region.name}.",
        f"En {year - 1}, {rng.randint(12, 90)} porteurs avaient été accompagnés dans la région, pour un montant total "
        f"de {rng.randint(200, 900)} 000 euros.",
        f"Les départements {one.of} et {two.of} sont les premiers concernés.",
        f"Selon l'INSEE, {rng.randint(9, 22)},{rng.randint(0, 9)} % des habitants vivent sous le seuil de pauvreté.",
        f"Les candidatures seront ouvertes du {rng.randint(2, 27)} {rng.choice(words.MONTHS)} au "
        f"{rng.randint(2, 27)} {rng.choice(words.MONTHS)} {year + 1}.",
        "Trois priorités ont été retenues : l'accès aux droits, la mobilité et le logement.",
        f"Un comité de suivi se réunira chaque trimestre à {two.towns[0]} ; il rassemblera l'État, les collectivités "
        "et les organismes de sécurité sociale.",
        f"Le dispositif complète les {rng.randint(5, 60)} mesures déjà engagées dans le cadre du plan régional.",
    ]
