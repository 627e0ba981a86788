"""Misspelt names: what is compared is told by the length of a name, and nothing is lost by it."""

import pytest
from rapidfuzz import fuzz, process

from dossier_extract.gazetteer import place_of
from dossier_extract.stages.link.spelling import MOST, _lines, nearly


@pytest.mark.parametrize("least", [60, 86, 92])
@pytest.mark.parametrize("name", ["noisseau", "montfermeille", "champigny marne", "gouverne", "montevrai"])
@pytest.mark.parametrize("departement", ["77", "94", "2A"])
def test_the_nearest_names_are_those_among_all(departement: str, name: str, least: int) -> None:
    """Of names as near as each other (« gouverne »: Guermantes, Rouvres), those that stand first are kept."""
    lines = _lines(departement)
    nearest = process.extract(name, list(lines), scorer=fuzz.ratio, limit=MOST, score_cutoff=least)
    assert nearly(departement, name, least) == tuple(
        (place_of(line), percent / 100) for own, percent, _ in nearest for line in lines[own]
    )
