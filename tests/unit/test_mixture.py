"""Records that say the same in several ways by turns."""

from __future__ import annotations

from dossier_extract import load_rules
from dossier_extract.discovery.fields import fit_fields
from dossier_extract.discovery.mixture import by_turns, mixture
from dossier_extract.discovery.plausible import Judge
from dossier_extract.text import Text, fold
from tests.pages import make_block

RULES = load_rules()
CARRIERS = ["Association Le Phare", "Centre social Horizon", "Ligue des quartiers", "Familles rurales"]
TITLES = ["Un café des parents", "La clé des champs", "Roue libre", "Repas partagés"]
TOWNS = ["Lyon", "Grenoble", "Bourg-en-Bresse", "Valence"]
WAYS = (
    "Avec « {} », {} intervient à {}.",
    "« {} », porté par {} à {}, est soutenu à hauteur de 9 000 €.",
    "Le projet « {} » de {} se déroule à {}.",
)


def bodies(*ways: str) -> list[Text]:
    lines = [way.format(*own) for own in zip(TITLES, CARRIERS, TOWNS, strict=True) for way in ways]
    texts = [f"{line} Les bénévoles animent des ateliers chaque semaine." for line in lines]
    return [Text(text, fold(text), (), ((0, len(text)),), ()) for text in texts]


def test_each_way_is_learnt_from_the_records_that_share_a_phrase() -> None:
    said = mixture(bodies(*WAYS), Judge(RULES))
    assert {one["in"] for one in said.values()} == {"body"}
    assert sorted(said["carrier"]["reads"]) == [
        "avec « …», {} intervient a …. ",
        "le projet « …» de {} se deroule a …. ",
        "« …», porte par {} a …, est soutenu a hauteur de …. ",
    ]
    assert len(said["title"]["reads"]) == len(WAYS)


def test_records_that_run_on_are_read_by_their_ways() -> None:
    blocks = [make_block(n, body=text.repaired) for n, text in enumerate(bodies(*WAYS))]
    fit = fit_fields(blocks, RULES, Judge(RULES))
    told = by_turns(fit._replace(score=0.0), blocks, blocks, Judge(RULES))
    assert {name: len(told.sources[name]["reads"]) for name in ("title", "carrier")} == {"title": 3, "carrier": 3}


def test_one_way_is_no_mixture_and_prose_has_none() -> None:
    assert mixture(bodies(WAYS[0]), Judge(RULES)) == {}
    assert mixture(bodies("Les bénévoles animent des ateliers."), Judge(RULES)) == {}
