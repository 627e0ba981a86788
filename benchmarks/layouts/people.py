"""People who are no carriers: names, telephones, streets, for contacts and signatures."""

from __future__ import annotations

from .dice import Dice

FIRST = (
    "Claire", "Mehdi", "Sophie", "Yann", "Aminata", "Hélène", "Bruno", "Laurence", "Karim", "Élodie", "Jean-Marc",
    "Nadia", "Gilles", "Océane", "Thierry", "Fatou", "Pascale", "Loïc",
)  # fmt: skip
LAST = (
    "Le Goff", "Perrin", "Diallo", "Marchand", "Bouvier", "Santini", "Lemoine", "Haddad", "Roussel", "Vasseur",
    "Carpentier", "Morel", "Nguyen", "Fabre", "Delattre", "Ollivier", "Schmitt", "Aubry",
)  # fmt: skip
STREETS = (
    "rue de la République", "avenue Jean-Jaurès", "place de l'Hôtel-de-Ville", "boulevard Victor-Hugo",
    "rue des Tanneurs", "allée des Platanes", "quai de la Gare", "rue Simone-Veil", "impasse du Moulin",
)  # fmt: skip


def person(rng: Dice) -> str:
    """A first and a last name."""
    return f"{rng.choice(FIRST)} {rng.choice(LAST)}"


def phone(rng: Dice) -> str:
    """A French telephone number."""
    return f"0{rng.randint(1, 6)} " + " ".join(f"{rng.randint(10, 99)}" for _ in range(4))


def street(rng: Dice) -> str:
    """A number and a street."""
    return f"{rng.randint(1, 140)}, {rng.choice(STREETS)}"
