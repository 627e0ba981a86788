"""Grammars of titles, carriers and descriptions: each call draws one from many thousand combinations."""

from __future__ import annotations

from .dice import Dice
from .places import COUNTRIES, DISTRICTS, Departement, of

_THINGS = (
    ("une", "épicerie", "solidaire"), ("un", "garage", "associatif"), ("une", "ressourcerie", "de quartier"),
    ("un", "café", "des parents"), ("une", "laverie", "partagée"), ("un", "jardin", "nourricier"),
    ("une", "cuisine", "mobile"), ("un", "bus", "de la santé"), ("une", "halte", "de jour"), ("un", "atelier", "vélo"),
    ("une", "plateforme", "de mobilité"), ("un", "verger", "participatif"), ("une", "conciergerie", "rurale"),
    ("un", "tiers-lieu", "nourricier"), ("une", "ludothèque", "itinérante"), ("un", "point", "d'écoute jeunes"),
    ("une", "boutique", "gratuite"), ("un", "dispensaire", "dentaire"), ("une", "bagagerie", "de nuit"),
)  # fmt: skip
_STARTS = ("Création d'", "Ouverture d'", "Déploiement d'", "Extension d'", "Lancement d'", "Équipement d'")
_NICKS = (
    "Au fil de l'eau", "La clé des champs", "Tous en selle", "Le temps d'une pause", "Droit devant",
    "Coup de fourchette",
    "Ma place au soleil", "Roue libre", "Le bon tuyau", "Demain commence ici", "Un toit d'abord",
    "Ensemble, c'est mieux",
    "Pas à pas", "Le grand bain", "Pousse-pousse", "Les mots pour le dire", "Cap sur l'emploi", "Bouge ta ville",
    "Mille et une recettes", "La tête hors de l'eau", "Le fil rouge", "Numéro d'appui", "Graine de moutarde",
    "Repaires",
)  # fmt: skip
_ACTIONS = (
    "Accompagnement vers le logement", "Accès aux soins", "Ateliers sociolinguistiques",
    "Permanences d'accès aux droits",
    "Collecte de denrées", "Aide à la mobilité", "Formation des bénévoles", "Soutien scolaire", "Visites à domicile",
    "Médiation numérique", "Insertion par la culture", "Lutte contre le gaspillage", "Réemploi des matériaux",
    "Maraudes de nuit", "Repas partagés", "Prévention du surendettement", "Auto-réhabilitation accompagnée",
)  # fmt: skip
_PUBLICS = (
    "les familles monoparentales", "les jeunes sans solution", "les personnes âgées isolées", "les étudiants précaires",
    "les gens du voyage", "les femmes victimes de violences", "les habitants des quartiers prioritaires",
    "les travailleurs saisonniers", "les allocataires du RSA", "les personnes sans domicile", "les aidants",
    "les sortants de détention", "les réfugiés et demandeurs d'asile", "les enfants des écoles rurales",
)  # fmt: skip
_NAMES = (
    "Les Mains ouvertes", "La Passerelle", "L'Escale", "Terre d'accueil", "Le Phare", "Horizon commun", "L'Éveil",
    "Les Tisseurs de liens", "Par tous les temps", "La Main à la pâte", "Le Relais des possibles", "L'Arbre à palabres",
    "Vivre et agir", "Les Semeurs", "Le Pas de côté", "Agir par l'emploi", "Coup d'envoi", "L'Atelier du coin",
    "Trait d'union", "Les Voisins de palier", "La Ruche", "Solidarité Plein Sud", "Nouvelle Donne", "Bric et Broc",
)  # fmt: skip
_NETWORKS = (
    ("les ", "Foyers ruraux"), ("la ", "Fédération des centres sociaux"), ("", "Familles solidaires"), ("",
    "Habitat partagé"),
    ("la ", "Ligue des quartiers"), ("l'", "Union des associations familiales"), ("la ", "Maison des aidants"),
    ("le ", "Comité d'entraide"), ("le ", "Groupement d'employeurs solidaires"), ("", "Toits et Liens"),
    ("la ", "Mission jeunesse"), ("l'", "Entraide protestante et laïque"), ("", "France Tutorat"),
)  # fmt: skip
_SUBJECTS = (
    ("Le projet", "s"), ("L'action", "s"), ("L'association", "s"), ("Ce dispositif", "s"), ("Le porteur", "s"),
    ("L'équipe", "s"), ("Cette initiative", "s"), ("Les bénévoles", "p"), ("Deux salariés", "p"), ("Les partenaires",
    "p"),
)  # fmt: skip
_VERBS = (
    ("propose", "proposent"), ("organise", "organisent"), ("renforce", "renforcent"), ("développe", "développent"),
    ("prévoit", "prévoient"), ("poursuit", "poursuivent"), ("met en place", "mettent en place"), ("anime", "animent"),
)  # fmt: skip
_OBJECTS = (
    "des ateliers hebdomadaires", "une permanence sans rendez-vous", "la distribution de paniers de produits frais",
    "un accompagnement individuel de six mois", "des visites à domicile", "un parcours de formation aux gestes de base",
    "la collecte quotidienne d'invendus", "un réseau de parrainage", "des chantiers participatifs",
    "une tournée de villages",
    "des sorties culturelles", "des consultations médicales gratuites", "un service de prêt de véhicules",
    "l'achat d'un véhicule frigorifique", "l'aménagement d'un local de 120 m²", "un numéro d'appel unique",
)  # fmt: skip
_PURPOSES = (
    "afin de rompre l'isolement", "pour lever les freins à l'emploi", "en lien avec les services sociaux",
    "pour garantir une alimentation de qualité", "avec l'appui d'une conseillère en économie sociale et familiale",
    "dans une démarche d'aller-vers", "afin de favoriser l'autonomie", "grâce à une équipe pluridisciplinaire",
    "en complémentarité avec les acteurs déjà présents", "pour faciliter l'accès aux droits et à la santé",
    "tout en réduisant le gaspillage", "en s'appuyant sur le pouvoir d'agir des habitants",
)  # fmt: skip
_ENDS = (
    "Près de {n} personnes en bénéficieront dès la première année.", "L'objectif est d'accompagner {n} foyers par an.",
    "Les bénéficiaires participent à la gouvernance : ils élisent {m} représentants.",
    "Une évaluation est prévue fin {y}.",
    "L'action, engagée en {y}, sera étendue à {m} communes voisines.", "{n} repas sont servis chaque semaine.",
    "Le budget global s'élève à {k} 000 €, dont une part d'autofinancement.", "Le lieu ouvrira {m} jours par semaine.",
    "« Ici, on ne juge pas », résume la coordinatrice.", "Un comité de suivi se réunit {m} fois par an.",
    "Plus de {n} heures de bénévolat sont mobilisées chaque mois (hors périodes scolaires).",
    "À terme, {m} emplois en insertion seront créés ; les contrats durent de quatre à vingt-quatre mois.",
)  # fmt: skip
ITEMS = (
    "achat de matériel et de petits équipements", "recrutement d'un animateur à mi-temps",
    "ateliers de cuisine et de couture",
    "formation de vingt bénévoles", "création d'un site internet collaboratif",
    "sorties familiales pendant les vacances",
    "accueil individuel sur rendez-vous", "mise en réseau des acteurs locaux (associations, communes, bailleurs)",
    "collecte, tri et remise en état d'objets", "transport à la demande pour les habitants des hameaux isolés",
    "prêt de vélos, de trottinettes et de sièges pour enfants", "aide aux démarches administratives en ligne",
)  # fmt: skip


def title(rng: Dice, departement: Departement) -> str:
    """A project's title, with «  » inside where it has any, between 2 and some 25 words."""
    article, noun, rest = rng.choice(_THINGS)
    town, nick, public = (rng.choice(x) for x in (departement.towns, _NICKS, _PUBLICS))
    action, other = rng.sample(_ACTIONS, 2)
    return rng.choice(
        (
            nick,
            nick,
            f"{rng.choice(_STARTS)}{article} {noun} {rest}",
            f"{rng.choice(_STARTS)}{article} {noun} {rest} à {town}",
            f"{noun.capitalize()} {rest} {of(town)}",
            f"{noun.capitalize()} {rest} « {nick} »",
            f"{nick} : {article} {noun} {rest} pour {public}",
            f"{action} pour {public}",
            f"{action} et {other.lower()} pour {public} : {article} {noun} {rest} au cœur du territoire",
            f"« {nick} », {article} {noun} {rest}",
            f"{action} – {rng.choice(('phase 2', 'saison 3', 'édition 2024', 'volet jeunesse', 'suite'))}",
            f"Et si on ouvrait {article} {noun} {rest} ?",
            f"{noun.upper()} {rest.upper()}",
            f"{action} en milieu rural",
        )
    )


def carrier(rng: Dice, departement: Departement) -> tuple[str, str]:
    """(article as it stands within a sentence: "", "le ", "la ", "les " or "l'"; the carrier's name)."""
    town, name, (article, network) = rng.choice(departement.towns), rng.choice(_NAMES), rng.choice(_NETWORKS)
    letters = rng.sample("ADEILMNOPRSTV", rng.randint(4, 7))
    return rng.choice(
        (
            ("", name),
            ("", name),
            ("", f"{name} {departement.code}"),
            ("l'", f"association « {name} »"),
            ("", f"Association {name}"),
            ("", f"Association {of(town)} pour l'insertion par le travail"),
            (article, f"{network} {departement.of}"),
            (article, f"{network} – délégation {departement.of}"),
            ("le ", f"CCAS {of(town)}"),
            ("le ", f"Centre communal d'action sociale {of(town)}"),
            ("la ", f"Commune {of(town)}"),
            ("la ", f"Communauté de communes {rng.choice(COUNTRIES)}"),
            ("", f"{town} Agglomération"),
            ("le ", f"Centre social {rng.choice(_NICKS)} ({town})"),
            ("", name.upper()),
            ("", "".join(f"{letter}." for letter in letters)),
            ("", f"{''.join(letters)} {departement.code}"),
            ("", f"Union départementale des associations locales (UDAL {departement.code})"),
            ("", f"{name} et {network} {departement.of}"),
            ("", f"SCIC {name}"),
            ("", f"Régie de quartiers {of(town)}"),
        )
    )


def zone(rng: Dice, departements: list[Departement]) -> tuple[str, tuple[str, ...]]:
    """(the area in words, the codes of the départements that it names)."""
    first, codes = departements[0], tuple(d.code for d in departements)
    towns = [town for d in departements for town in rng.sample(d.towns, rng.randint(1, 3))]
    listed = ", ".join(towns)
    last = f"{', '.join(towns[:-1])} et {towns[-1]}" if len(towns) > 1 else towns[0]
    names = " et ".join(d.name for d in departements)
    return rng.choice(
        (
            (listed, ()),
            (last, ()),
            (f"{towns[0]} (quartiers {rng.choice(DISTRICTS)} et {rng.choice(DISTRICTS)})", ()),
            (f"Communauté de communes {rng.choice(COUNTRIES)}, {listed}", ()),
            (names, codes),
            (f"{listed} ({names})", codes),
            (f"{listed} ({', '.join(codes)})", codes),
            (f"ensemble du département {first.of}", codes[:1]) if len(codes) == 1 else (names, codes),
            (f"{last} ainsi que les communes rurales alentour", ()),
            (f"quartier prioritaire {of(rng.choice(DISTRICTS))} à {towns[0]}", ()),
        )
    )


def sentence(rng: Dice) -> str:
    """A sentence that says what a project does."""
    subject, number = rng.choice(_SUBJECTS)
    verb = rng.choice(_VERBS)[number == "p"]
    public = f" pour {rng.choice(_PUBLICS)}" if rng.chance(0.6) else ""
    return f"{subject} {verb} {rng.choice(_OBJECTS)}{public} {rng.choice(_PURPOSES)}."


def description(rng: Dice, year: int) -> tuple[str, ...]:
    """Paragraphs; an item of a list begins with "- "."""
    paragraphs = [
        " ".join(sentence(rng) for _ in range(rng.choice((1, 1, 2, 2, 3)))) for _ in range(rng.choice((1, 1, 2)))
    ]
    if rng.chance(0.2):
        marks = (";", ";", ";", ".")[-rng.choice((2, 3, 4)) :]
        items = rng.sample(ITEMS, len(marks))
        paragraphs += [
            f"{sentence(rng)[:-1]} :",
            *(f"- {i} {m}".replace(" .", ".") for i, m in zip(items, marks, strict=True)),
        ]
    if rng.chance(0.6):
        end = rng.choice(_ENDS).format(n=rng.randint(3, 60) * 10, m=rng.randint(2, 9), k=rng.randint(30, 250), y=year)
        if rng.chance(0.5) and not paragraphs[-1].startswith("- "):
            paragraphs[-1] += f" {end}"
        else:
            paragraphs.append(end)
    return tuple(paragraphs)
