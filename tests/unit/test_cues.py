"""Cues: which of them a text may hold is told by its words, and never too few."""

import pytest

from dossier_extract.rules import Rules
from dossier_extract.stages.link.cues import cues_of
from dossier_extract.text import fold


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("les (villes de Clichy", "kind"),
        ("l'agglomération d'Agen", "kind"),
        ("C.C. du Pays", "kind"),
        ("golfe\ndu Morbihan", "feature"),
        ("dans l'ensemble de la région", "whole"),
        ("les départements de la région francilienne", "whole"),
        ("nord-est parisien", "whole"),
        ("à 3 km (Q.P.V. Maurepas)", "district"),
        ("tout, à l'exception de Paris", "excluding"),
    ],
)
def test_a_text_says_which_cues_it_may_hold(rules: Rules, text: str, cue: str) -> None:
    assert cue in cues_of(rules).begun(fold(text))


def test_words_that_only_begin_like_a_cue_are_none(rules: Rules) -> None:
    text = "C'est à l'accueil que d'autres habitants, au nord de l'ensemble, sont reçus : le lieu est ouvert à tous."
    assert cues_of(rules).begun(fold(text)) == frozenset()


@pytest.mark.parametrize(
    ("before", "kind"),
    [("les communes de ", "commune"), ("communauté de communes du ", "epci"), ("les communes voisines de ", None)],
)
def test_the_end_of_a_text_says_the_kind_of_the_next_name(rules: Rules, before: str, kind: str | None) -> None:
    assert cues_of(rules).kind_before(fold(before)) == kind
