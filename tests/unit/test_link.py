"""Places named in a text: what is linked, what is not, and how a homonym is told."""

import json
from pathlib import Path
from time import process_time

import pytest

from dossier_extract.rules import Rules
from dossier_extract.stages.link.linker import Linker, linker

GIVEN = Path(__file__).parents[1] / "dossiers"


def codes(rules: Rules, text: str, *territories: str, region: str | None = None) -> list[str]:
    return [one.code for one in linker(territories, region, rules).link(text) if one.code]


@pytest.mark.parametrize(
    ("text", "territories", "expected"),
    [
        ("villes de Clichy et de Montfermeil (Seine-Saint-Denis)", ("93",), ["93014", "93047"]),
        ("Paris 14ème", ("75",), ["75114"]),
        ("ville de Paris (17, 18 & 20èmes arrondissements)", ("75",), ["75117", "75118", "75120"]),
        ("le site universitaire de Paris 8", ("93",), []),
        ("CC des deux Morin, CC pays de Nemours", ("77",), ["200072544", "200023240"]),
        ("Plaine Commune (93).", ("93",), ["200057867"]),
        ("Communauté Urbaine de Grand Paris Seine & Oise", ("78",), ["200059889"]),
        ("Métropole du Grand Paris", ("MGP",), ["200054781"]),
        ("Garges-les-Gonesses, Sucy en Brie", ("95",), ["95268"]),  # Sucy is neither in 95 nor beside it
        ("Communes de Sucy en Brie et Noisseau", ("77",), ["94071", "94053"]),
        ("ville de Garges-Sarcelle", ("95",), ["95268", "95585"]),
        ("Rennes (Maurepas, Villejean)", ("35",), ["35238"]),  # Maurepas is a commune of the Yvelines, too
        ("QPV Stalingrad-Riquet et Rue de Nantes", ("75",), []),
        ("quartiers prioritaires de Toulouse (Reynerie)", ("31",), ["31555"]),
        ("golfe du Morbihan", ("56",), []),
        ("Pays de\nBrocéliande", ("35",), []),
        ("Combourg\nDol de Bretagne", ("35",), ["35085", "35095"]),
        ("à 30 km du bourg", ("30",), []),
        ("Les Sains du Cœur, un Bus à la Rue", ("80", "59"), []),
        ("arrondissement de Mantes-la-Jolie", ("78",), ["781"]),
        ("Noisseau", ("13",), []),  # misspelt names are looked for near home only
        ("toute la région", (), []),
        ("un bus pour le cœur du bourg", ("80",), []),  # Bus, Cœur and Bourg are communes, but names have capitals
        ("Y a-t-il un projet ?", ("80",), []),  # Y is a commune of the Somme
        ("Le Blanc-Mesnil (93)", ("93",), ["93007"]),
        ("Montfermeil et Clichy-sous-Bois", ("93",), ["93047", "93014"]),  # the longest name wins
    ],
)
def test_names_become_codes(rules: Rules, text: str, territories: tuple[str, ...], expected: list[str]) -> None:
    assert codes(rules, text, *territories) == expected


def test_the_dossiers_own_region_needs_no_name(rules: Rules) -> None:
    assert codes(rules, "toute la région", region="76") == ["76"]


def test_what_is_left_out_is_marked(rules: Rules) -> None:
    assert [(one.code, one.excluded) for one in linker(("IDF",), None, rules).link("Île-de-France (hors Paris)")] == [
        ("11", False),
        ("75056", True),
    ]


def test_a_homonym_is_told_by_the_other_names(rules: Rules) -> None:
    """Le Faouët is in the Côtes-d'Armor and in the Morbihan, where Gourin is."""
    assert codes(rules, "Gourin, Le Faouët", "22", "56") == ["56066", "56057"]


def test_doubt_leaves_no_code(rules: Rules) -> None:
    """Two communes of the region are called Perrigny, about as large, and nothing tells which."""
    assert codes(rules, "Perrigny", region="27") == []


@pytest.mark.parametrize(
    ("territory", "expected"),
    [
        ("93", {"93": ["93 93"], "à 93 km de Paris": ["Paris 75"]}),  # a figure is a code where it stands alone
        ("77", {"CC": [], "la CC pays de Nemours": ["pays de Nemours 200023240"]}),  # what follows is the body's name
        ("56", {"Morbihan": ["Morbihan 56"], "le golfe du Morbihan": [], "dans le Morbihan": ["Morbihan 56"]}),
        ("75", {"Paris": ["Paris 75056"], "département de Paris": ["Paris 75"], "à Paris": ["Paris 75056"]}),
    ],
)
def test_what_was_linked_before_changes_nothing(rules: Rules, territory: str, expected: dict[str, list[str]]) -> None:
    """A stretch of words that is met again is linked by what stands beside it there, and where it stands there."""
    for order in (list(expected), list(expected)[::-1]):
        used = Linker((territory,), None, rules)
        for text in (*order, *order):
            found = used.link(text)
            assert [f"{text[one.start : one.end]} {one.code}" for one in found if one.code] == expected[text]
            assert found == Linker((territory,), None, rules).link(text)


def test_links_agree_with_the_gold(rules: Rules) -> None:
    """Precision at least 0.99 and recall at least 0.95 of the places with a code, over the four dossiers."""
    right = found = named = 0
    for folder in (path.parent for path in GIVEN.glob("*/gold.jsonl")):
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        links = folder / "links.jsonl"
        rows = [json.loads(line) for line in links.open(encoding="utf-8")] if links.exists() else meta["link_gold"]
        gold = {row["n"]: [place for place in row["places"] if place["code"]] for row in rows}
        for record in map(json.loads, (folder / "gold.jsonl").open(encoding="utf-8")):
            if record["n"] in gold and record["zone"]:
                left = codes(rules, record["zone"], *record["territories"], region=meta.get("region"))
                found, named = found + len(left), named + len(gold[record["n"]])
                for place in gold[record["n"]]:
                    good = next((code for code in left if code in (place["code"], *place.get("also", ()))), None)
                    if good is not None:
                        left.remove(good)
                        right += 1
    assert named > 280
    assert right / found >= 0.99
    assert right / named >= 0.95


@pytest.mark.parametrize("piece", ["1, ", "a-", "A-", "Aa et ", "de la ", "((", "Saint-"])
def test_hostile_texts_cost_no_more_than_long_ones(rules: Rules, piece: str) -> None:
    """A text that is built to make a pattern try and try again is read in a moment (2 s is the limit of a pattern)."""
    started = process_time()
    linker(("75",), None, rules).link(piece * 20_000)
    assert process_time() - started < 10
