"""What discovery offers as sources of the fields."""

from __future__ import annotations

import pytest

from dossier_extract import Rules
from dossier_extract.discovery.candidates import candidates
from dossier_extract.discovery.dressed import dressed
from dossier_extract.discovery.fields import Fit, coded, fit_fields
from dossier_extract.discovery.plausible import Judge
from dossier_extract.discovery.takings import inside, labelled, repeated, run_in, taking
from dossier_extract.discovery.trial import Trial
from dossier_extract.drafts import RawField
from dossier_extract.model import Style, line_of
from dossier_extract.text import Hyphens, build_text
from tests.pages import BODY, CARRIERS, ITALIC, STRONG, TEXTS, TITLES, ZONES, make_block, row

CODES = ["34", "30", "31", "81", "65", "48"]
TOWNS = ["Sète, Béziers", "Alès", "Revel et Muret", "Castres", "Tarbes, Lourdes", "Mende"]


def labels(rules: Rules, *bodies: str) -> set[str]:
    offers = candidates([make_block(body=body) for body in bodies], rules)
    return {word for _, source, _ in offers for word in source.get("label", ())}


def test_a_label_that_wraps_is_offered_whole(rules: Rules) -> None:
    bodies = [f"STRUCTURE\vPORTEUSE : Ligue {n}" for n in "ABCD"]
    found = labels(rules, *(body.replace("\v", "\n", 1) for body in bodies))
    assert "STRUCTURE" in found  # two paragraphs: the first stands alone
    assert "STRUCTURE PORTEUSE" in labels(rules, *(body.replace("\v", " ") for body in bodies))


def test_a_label_without_an_ending_is_offered(rules: Rules) -> None:
    assert "Porté par" in labels(rules, *(f"Porté par la Ligue des voisins de {town}" for town in TOWNS))


def test_a_label_ended_by_a_dash_or_an_arrow_is_offered(rules: Rules) -> None:
    for mark in "–▸":
        assert "Coup de pouce" in labels(
            rules, *(f"Un texte sur {town}.\nCoup de pouce {mark} 9 000 €" for town in TOWNS)
        )


def test_a_question_is_a_label_however_many_words_it_has(rules: Rules) -> None:
    for mark in "?!":
        asked = f"Où le projet se déroule-t-il {mark}"
        assert (asked in labels(rules, *(f"Un texte.\n{asked}\n{town}" for town in TOWNS))) is (mark == "?")


def test_a_label_of_two_letters_is_one_that_is_known(rules: Rules) -> None:
    bodies = [f"Où : {town}\nÇa : Un texte." for town in TOWNS]
    assert {"Où", "Ça"} & labels(rules, *bodies) == {"Où"}


@pytest.mark.parametrize(
    ("badges", "offered"),
    [("123456", False), ("345678", False), (["12", "13", "14", "17", "18", "19"], False), (CODES, True)],
)
def test_badges_that_count_the_records_are_no_territories(badges: list[str], offered: bool, rules: Rules) -> None:
    blocks = [make_block(n=n, heading="Bus", badge=badge) for n, badge in enumerate(badges, 1)]
    assert any(one["in"] == "badge" for _, one, _ in candidates(blocks, rules)) is offered


def test_a_short_last_line_may_say_who_and_where(rules: Rules) -> None:
    bodies = [f"Il aide les familles isolées, et bien d'autres.\nLigue {n}, {town}" for n, town in enumerate(TOWNS)]
    offers = candidates([make_block(heading="Bus", body=body) for body in bodies], rules)
    parts = {(field, one["part"]) for field, one, _ in offers if one.get("nth") == -1 and one.get("split") == ["comma"]}
    assert {("carrier", 1), ("zone", 2)} <= parts
    assert not any(field == "title" for field, _ in parts)


def test_words_before_an_amount_with_nothing_between_are_its_label(rules: Rules) -> None:
    bodies = [f"{text}\nSubvention accordée {n} 000 euros" for n, text in zip(CODES, TEXTS, strict=True)]
    fit = fitted(rules, *bodies)
    assert (fit.sources["amount"]["label"], fit.sources["amount"]["ending"]) == (["Subvention accordée"], " ")
    trial = Trial([make_block(heading="Bus", body=body) for body in bodies], rules, Judge(rules))
    assert trial.run(fit.sources["amount"])[0].value == "34 000 euros"


def test_an_amount_alone_on_the_last_line_is_not_one_that_the_text_tells_of(rules: Rules) -> None:
    bodies = [f"{text} Le tout coûte 99 000 euros.\n{n} 000 €" for n, text in zip(CODES, TEXTS, strict=True)]
    trial = Trial([make_block(heading="Bus", body=body) for body in bodies], rules, Judge(rules))
    assert trial.run(fitted(rules, *bodies).sources["amount"])[0].value == "34 000 €"


@pytest.mark.parametrize(
    ("joint", "whole"),
    [(", ", True), (" | ", True), (". lieu : ", True), (" a ", False)],  # « à Sète (34) » is said in a sentence
)
def test_a_place_and_the_code_behind_it_are_offered_as_one_zone(joint: str, whole: bool) -> None:
    front = f"porte par …{joint}"
    own = {"zone": {"in": "body", "reads": f"{front}{{}} (…). "}}
    one = [{"zone": {"in": "body", "reads": f"{front}{{}}. "}}] if whole else []
    assert list(coded({**own, "territories": {"in": "body", "reads": f"{front}… ({{}}). "}})) == one
    assert list(coded({"zone": {"in": "body", "nth": 2}})) == []


@pytest.mark.parametrize(("joint", "whole"), [("…, ", True), ("a ", False)])
def test_a_code_and_the_place_before_it_that_no_field_has_are_offered_as_one_zone(joint: str, whole: bool) -> None:
    own = {"title": {"in": "heading"}, "territories": {"in": "body", "reads": f"{joint}… ({{}}). "}}
    one = [{"title": {"in": "heading"}, "zone": {"in": "body", "reads": f"{joint}{{}}. "}}]
    assert list(coded(own)) == (one if whole else [])


def test_what_stands_behind_a_label_up_to_a_bar_is_offered(rules: Rules) -> None:
    def offered(*lines: str) -> list[tuple[str, list[str], int]]:
        blocks = [make_block(heading="Bus", body=line) for line in lines]
        return [
            (field, source["split"], source["part"])
            for field, source, _ in candidates(blocks, rules)
            if source.get("label") == ["Lieu"] and "split" in source
        ]

    assert offered(*(f"Lieu : {town} | {n} 000 €" for n, town in enumerate(TOWNS, 1))) == [("zone", ["bar"], 1)]
    assert offered(*(f"Lieu : {town} – aide" for town in TOWNS)) == [("zone", ["dash"], 1)]
    assert offered(*(f"Lieu : {town}{' | aide' * (n == 1)}" for n, town in enumerate(TOWNS))) == []


def test_values_that_a_semicolon_parts_are_offered(rules: Rules) -> None:
    blocks = [make_block(heading=f"{title} ; {town}") for title, town in zip(TITLES, TOWNS, strict=True)]
    parts = {(field, one["part"]) for field, one, _ in candidates(blocks, rules) if one.get("split") == ["semicolon"]}
    assert {("title", 1), ("zone", 2)} <= parts


def test_a_column_of_themes_gives_no_field(rules: Rules) -> None:
    blocks = [make_block(title=title, theme=f"Axe {code}") for title, code in zip(TITLES, CODES, strict=True)]
    assert {source["in"] for _, source, _ in candidates(blocks, rules)} == {"title"}


def apart(rules: Rules, joint: str, territories: list[str]) -> tuple[str, bool]:
    """What the zone of records reads like that tell a territory behind a place, and whether it is a value apart."""
    towns = (towns.split(",")[0] for towns in TOWNS)
    records = zip(CARRIERS, towns, territories, TITLES, TEXTS, strict=True)
    bodies = [f"{c}{joint}{town} ({n}), pour son projet « {t} ». {text}" for c, town, n, t, text in records]
    fit = fit_fields([make_block(body=body.replace("\n", " ")) for body in bodies], rules, Judge(rules))
    return fit.sources["zone"]["reads"], "territories" in fit.sources


def test_a_place_and_the_code_behind_it_are_one_zone_but_in_a_sentence(rules: Rules) -> None:
    assert apart(rules, " | ", CODES) == ("… | {}, pour son projet « …»", False)
    assert apart(rules, ", à ", CODES) == ("…, a {} (…), pour son projet « …»", True)


def test_a_territory_named_behind_a_place_is_a_value_apart(rules: Rules) -> None:
    names = ["Hérault", "Gard", "Haute-Garonne", "Tarn", "Hautes-Pyrénées", "Lozère"]
    assert apart(rules, " | ", names) == ("… | {} (…), pour son projet « …»", True)


def test_a_word_that_may_name_the_title_may_head_the_description(rules: Rules) -> None:
    prose = "Deux salariés organisent des visites à domicile pour les personnes âgées isolées du canton."
    fit = fitted(rules, *(f"Porteur : Ligue de {town}\nAction :\n{town} : {prose}" for town in TOWNS))
    assert fit.sources["description"].get("label") == ["Action"]
    assert fit.sources["title"]["in"] == "heading"


def test_what_sentences_begin_with_is_no_title(rules: Rules) -> None:
    judge = Judge(rules)
    assert judge.value("title", "Cette initiative ouvre un atelier") < 0.5 < judge.value("title", "Un atelier ouvert")


def test_two_values_stand_in_one_bracket(rules: Rules) -> None:
    headings = [
        f"{t.upper()} [{c} – {town} ({n})]" for t, c, town, n in zip(TITLES, CARRIERS, TOWNS, CODES, strict=True)
    ]
    blocks = [make_block(heading=one, body=text) for one, text in zip(headings, TEXTS, strict=True)]
    fit = fit_fields(blocks, rules, Judge(rules))
    trial = Trial(blocks, rules, Judge(rules))
    assert [one.value for one in trial.run(fit.sources["carrier"]).values()] == CARRIERS
    assert trial.run(fit.sources["zone"])[0].value == "Sète, Béziers (34)"  # with its territory: nothing parts them


def test_a_wording_keeps_what_it_tells_where_a_step_only_parts_the_others(rules: Rules) -> None:
    bodies = [
        f"« {t} », {c}, {z}. {text.split(' met')[0]}. Subvention : {n} 000 €".replace("\n", " ")
        for t, c, z, text, n in zip(TITLES, CARRIERS, ZONES, TEXTS, CODES, strict=True)
    ]
    trial = Trial([make_block(body=body) for body in bodies], rules, Judge(rules))
    assert any({"title", "carrier"} <= said.keys() for said in trial.wordings)


@pytest.mark.parametrize("mark", [".", " ·", " ;"])
def test_a_label_in_the_middle_of_a_paragraph_is_offered(mark: str, rules: Rules) -> None:
    bodies = (f"Il aide ceux de {town}{mark} Porteur : Ligue{mark} Lieu : {town}." for town in TOWNS)
    assert "Porteur" in labels(rules, *bodies)


def test_the_stop_behind_a_head_that_runs_in_ends_no_sentence() -> None:
    text = make_block(body="Le bus. Il aide.").slots["body"]
    assert run_in(text, ((0, 7),)) == ((0, 6),)
    assert run_in(text, ((8, 16),)) == ((8, 16),)


def test_words_that_join_values_are_told_from_paragraphs_of_their_own(rules: Rules) -> None:
    prose = "Deux salariés vont chaque semaine à la rencontre des familles isolées du canton et des hameaux."
    sums = ["9 000 €", "12 500 €", "7 000 €", "30 000 €", "4 000 €", "8 000 €"]
    bodies = [
        f"Ligue de {town} reçoit {s} pour son projet « {n} vélos » : {prose}"
        for n, (town, s) in enumerate(zip(TOWNS, sums, strict=True))
    ]
    blocks = [make_block(body=body) for body in bodies]
    trial = Trial(blocks, rules, Judge(rules))
    loose = {"amount": {"in": "body", "looks": "amount"}, "title": {"in": "body", "quoted": True}}
    loose["carrier"] = {"in": "body", "reads": "{} reçoit …"}
    own = trial.records({**loose, "description": {"in": "body", "rest": True}})
    left = [record["description"] for record in own]
    assert {"recoit", "pour son projet"} <= inside(left[0], blocks)


def fitted(rules: Rules, *bodies: str) -> Fit:
    blocks = [make_block(heading=f"Épicerie de {town}", body=body) for town, body in zip(TOWNS, bodies, strict=True)]
    return fit_fields(blocks, rules, Judge(rules))


def test_a_label_of_no_field_becomes_an_extra_field_where_the_rest_would_swallow_it(rules: Rules) -> None:
    prose = "Deux salariés organisent des visites à domicile pour les personnes âgées isolées du canton."
    fit = fitted(
        rules, *(f"Porteur : Ligue de {town}\nZone : {town}\n{prose}\nRéférente :\nNadia Diallo" for town in TOWNS)
    )
    assert fit.sources["description"] == {"in": "body", "rest": True}
    assert list(fit.extra) == ["Référente"]


@pytest.mark.parametrize("order", ["{notes}\n{prose}", "{prose}\n{notes}", "{prose}\n{notes}\n{prose}"])
@pytest.mark.parametrize(("end", "extra"), [("", {"Référente", "Complice"}), (".", set())])
def test_several_labels_of_no_field_become_extra_fields_together(
    order: str, end: str, extra: set[str], rules: Rules
) -> None:
    """Of two that a description swallowed, one taken out leaves it as bad. Sentences behind labels are a part of it."""
    prose = " ".join(5 * ["Deux salariés organisent des visites à domicile pour les personnes âgées du canton."])
    notes = f"Référente : Nadia de {{0}}{end}\nComplice : Le café de {{0}}{end}"
    body = f"Porteur : Ligue de {{0}}\nLieu : {{0}}\n{order.format(notes=notes, prose=prose)}"
    assert set(fitted(rules, *map(body.format, TOWNS)).extra) == extra


def test_labels_behind_which_much_of_a_description_stands_are_a_part_of_it(rules: Rules) -> None:
    prose = "Deux salariés organisent des visites à domicile pour les personnes âgées isolées du canton."
    body = f"Porteur : Ligue de {{0}}\nLieu : {{0}}\n{prose}\nRéférente : Nadia de {{0}}\nComplice : Le café de {{0}}"
    assert not fitted(rules, *map(body.format, TOWNS)).extra


def test_two_labels_of_one_field_in_each_record_are_two_facts(rules: Rules) -> None:
    prose = "Deux salariés organisent des visites à domicile pour les personnes âgées isolées du canton."
    places = zip(TOWNS, ("Hérault", "Gard", "Haute-Garonne", "Tarn", "Hautes-Pyrénées", "Lozère"), strict=True)
    fit = fitted(rules, *(f"Porteur : Ligue\nTerritoire : {where}\nLieu : {town}\n{prose}" for town, where in places))
    assert (fit.sources["zone"]["label"], fit.sources["territories"]["label"]) == (["Lieu"], ["Territoire"])


def test_what_a_project_costs_is_no_amount_where_another_label_tells_that(rules: Rules) -> None:
    bodies = [f"Porteur : Ligue de {town}\nCoût total : 9 {n}00 €\nAide : 1 {n}00 €" for n, town in enumerate(TOWNS)]
    assert fitted(rules, *bodies).sources["amount"]["label"] == ["Aide"]
    costs = [body.rpartition("\n")[0] for body in bodies]
    assert fitted(rules, *costs).sources["amount"]["label"] == ["Coût total"]


def test_a_heading_beside_a_panel_that_is_read_line_by_line_is_no_label_of_a_note(rules: Rules) -> None:
    prose = "Deux salariés organisent des visites à domicile pour les personnes âgées isolées du canton."
    fit = fitted(
        rules, *(f"Contexte et enjeux\nPorteur :\nLigue de {town}\n{prose}\nSuites\n{prose}" for town in TOWNS)
    )
    assert not fit.extra


def test_one_line_that_returns_inside_descriptions_is_a_label_and_two_are_sub_headings(rules: Rules) -> None:
    prose = "{} et ses voisins organisent des visites à domicile pour les personnes âgées isolées du canton."
    body = "Constat\n{0}\nRéponse apportée\n{0}\nPorteur : Ligue de {1}"
    fit = fitted(rules, *(body.format(prose.format(town), town) for town in TOWNS))
    assert fit.sources["description"] == {"in": "body", "rest": True}


def test_no_title_stands_behind_a_label_that_nobody_knows_where_records_have_headings(rules: Rules) -> None:
    body = "Porteur : Ligue de {0}\nInterlocuteur : Nadia de {0}"
    blocks = [make_block(heading=f"Épicerie de {town}", body=body.format(town)) for town in TOWNS]
    behind = {field for field, source, _ in candidates(blocks, rules) if source.get("label") == ["Interlocuteur"]}
    assert "zone" in behind
    assert "title" not in behind


def test_two_labels_of_zones_in_the_same_records_are_the_territory_and_the_zone(rules: Rules) -> None:
    places = ["Hérault", "Gard", "Lozère", "Aude", "Lot-et-Garonne", "Ariège"]
    pairs = list(zip(TOWNS, places, strict=True))
    fit = fitted(rules, *(f"Porteur : Ligue\nTerritoire : {place}\nLieu : {town}" for town, place in pairs))
    assert fit.sources["territories"]["label"] == ["Territoire"]
    assert fit.sources["zone"]["label"] == ["Lieu"]
    either = [f"Porteur : Ligue\n{'Lieu' if n % 2 else 'Territoire'} : {town}" for n, town in enumerate(TOWNS)]
    assert fitted(rules, *either).sources["zone"]["label"] == ["Lieu", "Territoire"]


def test_a_paragraph_that_begins_with_by_names_the_carrier(rules: Rules) -> None:
    def offered(word: str) -> list[dict[str, object]]:
        blocks = [make_block(heading=f"Bus {n}", body=f"{word} la Ligue {n}\nIl va partout.") for n in range(5)]
        return [source for field, source, _ in candidates(blocks, rules) if source.get("reads") == "par {}"]

    assert offered("par") == [{"in": "body", "nth": 1, "reads": "par {}"}]
    assert offered("pour") == []


def test_a_departement_called_like_a_label_is_none_unless_it_returns(rules: Rules) -> None:
    facts = ["Oise", "Somme", "Aisne", "Oise", "Somme", "Aisne"]
    assert "Somme" not in labels(rules, *(f"Lieu : {town}\n{fact}" for town, fact in zip(TOWNS, facts, strict=True)))
    assert "Somme" in labels(rules, *(f"Lieu : {town}\nSomme : {n} 000 €" for n, town in enumerate(TOWNS, 1)))


def test_the_label_of_an_amount_goes_with_it(rules: Rules) -> None:
    block = make_block(heading="Bus", body="Il va partout.\nAide de 9 000 €")
    own = Trial([block], rules, Judge(rules)).records(
        {"amount": {"in": "body", "looks": "amount"}, "description": {"in": "body", "rest": True}}
    )
    assert (own[0]["amount"].value, own[0]["description"].value) == ("9 000 €", "Il va partout.")


def test_no_set_of_sources_is_worth_more_than_it_may_be(rules: Rules) -> None:
    bodies = [f"Porteur : {who}\n{text}" for who, text in zip(CARRIERS, TEXTS, strict=True)]
    blocks = [make_block(heading=title, body=body) for title, body in zip(TITLES, bodies, strict=True)]
    trial = Trial(blocks, rules, Judge(rules))
    for field, source, _ in trial.candidates:
        for others in ({}, {"title": {"in": "heading", "rest": True}, "description": {"in": "body", "rest": True}}):
            sources = {**others, field: source}
            assert trial.together(sources) <= trial.at_most(sources)


def test_a_value_that_begins_with_a_label_in_another_look_holds_what_is_not_its_own(rules: Rules) -> None:
    def begins(*runs: tuple[str, Style]) -> bool:
        text = build_text([[line_of(row(100, 100, *runs), 1)]], Hyphens([], frozenset()))
        one = taking(RawField(0, "", "body", ((0, len(text.repaired)),), (), ""), text)
        return labelled(one, [make_block(body=text)], Judge(rules))

    assert begins(("Association", STRONG), ("Les Voisins", BODY))
    assert begins(("Association :", STRONG), ("Les Voisins", BODY))
    assert not begins(("Association Les Voisins", STRONG))
    assert not begins(("Voisins", STRONG), ("Association", BODY))


def test_lines_that_return_make_values_alike_unless_they_are_sub_headings() -> None:
    def alike(*heads: str) -> bool:
        blocks = [make_block(body=f"Constat du jour\n{text} À suivre.") for text in TEXTS]
        values = [
            RawField(n, "", "body", ((0, len(one.slots["body"].repaired)),), (), "") for n, one in enumerate(blocks)
        ]
        return repeated([taking(raw, blocks[raw.project].slots["body"]) for raw in values], set(heads))

    assert alike()
    assert not alike("constat du jour")


@pytest.mark.parametrize(("look", "has"), [(ITALIC, True), (BODY, False)], ids=["in italics", "like all"])
def test_a_field_on_the_last_line_has_its_look_where_that_is_its_own(look: Style, has: bool, rules: Rules) -> None:
    blocks = [
        make_block(
            n=n,
            heading=title,
            body=build_text(
                [
                    *[[line_of(row(50, 100, (text, BODY)), 1)] for _ in range(1 + n % 2)],
                    [line_of(row(50, 140, (carrier, look)), 1)],
                ],
                Hyphens([], frozenset()),
            ),
        )
        for n, (title, text, carrier) in enumerate(zip(TITLES, TEXTS, CARRIERS, strict=True), 1)
    ]
    found = dressed(Trial(blocks, rules, Judge(rules)), {"carrier": {"in": "body", "nth": -1}})
    assert ("style" in found["carrier"]) is has
