"""Words of press kits: labels by field (usual and rare), themes, issuers, ways to name the carrier and the awards."""

from __future__ import annotations

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip

LABELS: dict[str, tuple[str, ...]] = {
    "title": ("Projet", "Intitulé", "Intitulé du projet", "Titre du projet", "Nom du projet", "Action", "Opération"),
    "carrier": (
        "Porteur", "Porteur du projet", "Porteur de projet", "Structure", "Structure porteuse", "Association porteuse",
        "Bénéficiaire", "Lauréat", "Organisme", "Association",
    ),
    "territories": ("Département", "Départements"),
    "zone": (
        "Zone d'intervention", "Territoire", "Territoire concerné", "Zone géographique", "Périmètre", "Secteur", "Lieu",
        "Localisation", "Communes", "Où ?", "Territoire d'intervention",
    ),
    "description": ("Description", "Objet", "Résumé", "Le projet en bref", "Présentation", "Objectif", "Le projet"),
    "amount": (
        "Montant", "Montant accordé", "Montant de la subvention", "Subvention", "Aide", "Soutien", "Financement",
        "Subvention accordée", "Aide de l'État",
    ),
}  # fmt: skip
# Words that a rule file would hardly list: they tell what a program does with labels that it does not know.
RARE: dict[str, tuple[str, ...]] = {
    "title": ("Dénomination de l'initiative", "L'initiative", "Nom de l'expérimentation", "Libellé"),
    "carrier": ("Chef de file", "Maître d'ouvrage", "Opérateur", "Attributaire", "Une initiative de", "Pilote"),
    "territories": ("Dép.", "Dpt", "N° de département"),
    "zone": ("Rayonnement", "Aire d'action", "Implantation", "Bassin de vie", "Terrain d'action", "Géographie"),
    "description": ("De quoi s'agit-il ?", "Ce qui va changer", "L'idée", "Contenu", "En quelques mots"),
    "amount": ("Concours financier", "Dotation", "Coup de pouce", "Participation de l'État", "Enveloppe allouée"),
}
BEFORE_CARRIER = (" par ", ", porté par ", " – présenté par ", ", une action menée par ", " – ", " | ")

THEMES = (
    "Alimentation et biens essentiels", "Accès aux droits et inclusion numérique", "Logement et hébergement",
    "Mobilité solidaire", "Santé et prévention", "Insertion par l'activité économique", "Soutien à la parentalité",
    "Jeunesse et citoyenneté", "Transition écologique et économie circulaire", "Culture et lien social",
    "Lutter contre l'isolement des personnes âgées", "Favoriser l'accès à l'emploi des publics éloignés",
    "Égalité entre les femmes et les hommes", "Agir pour la petite enfance", "Sport pour tous",
    "Rénovation énergétique et lutte contre la précarité", "Agriculture, jardins et circuits courts",
    "Accompagner les jeunes majeurs sortant de l'aide sociale", "Aller vers les publics invisibles",
)  # fmt: skip
PLANS = (
    "Plan de soutien aux associations de proximité", "Appel à projets « Quartiers solidaires »",
    "Fonds régional pour l'innovation sociale", "Programme « Bien vivre ensemble »", "Stratégie pour l'inclusion",
    "Appel à manifestation d'intérêt « Territoires ruraux »", "Fonds pour les transitions", "Trophées de la solidarité",
    "Budget participatif régional", "Appel à projets « Mieux manger »", "Plan d'action pour la jeunesse",
    "Fonds d'appui aux tiers-lieux", "Programme « Mobilités du quotidien »",
)  # fmt: skip
# {name} and {of} are the région's, {dep} its first département after "de".
ISSUERS = (
    "Préfet de la région {name}", "Préfète de la région {name}", "Conseil régional {of}", "DREETS {name}",
    "Agence régionale de santé {name}", "Région {name}", "ADEME {name}", "Fondation Terres communes",
    "Caisse d'allocations familiales {dep}", "Fondation Vial-Rémond",
    "Secrétariat général pour les affaires régionales",
)  # fmt: skip
MANY = ("projets", "lauréats", "initiatives", "projets lauréats", "projets retenus", "actions soutenues")
