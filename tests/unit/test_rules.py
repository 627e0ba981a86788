"""Rule files: what ships is sound, what a user adds is layered over it, what is wrong is named."""

from __future__ import annotations

import dataclasses
import gc
import pickle
import weakref
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
import regex

from dossier_extract import rulefiles
from dossier_extract import rules as module
from dossier_extract.errors import ExitCode, RulesError
from dossier_extract.rules import (
    Pattern,
    Rules,
    builtin_dir,
    expand,
    load_rules,
    run_examples,
    selectors,
)
from dossier_extract.schema import FINDING_CODES
from dossier_extract.text import fold

Tree = Callable[..., Path]
SHIPPED = load_rules()
FILES = sorted(path.relative_to(builtin_dir()).as_posix() for path in builtin_dir().rglob("*.yml"))
NAMED = [*SHIPPED.patterns.values(), *(pattern for _, pattern in SHIPPED.claims.values())]
INLINE = sorted(
    {selector.match for one in SHIPPED.profiles.values() for layout in one.layouts for selector in selectors(layout)}
    - {None}
    | {SHIPPED.dossier.date, SHIPPED.dossier.leading_articles}
    | {
        *SHIPPED.dossier.kicker,
        *SHIPPED.dossier.contents,
        *SHIPPED.dossier.contacts,
        *SHIPPED.dossier.captions,
        *(issuer.pattern for issuer in SHIPPED.dossier.issuers),
    }
)
SLOW = r"(?:\w|\w\w)+[!?]"  # twice as long with each further letter
PROFILE = """
version: 1
title: Mine
recognise: {all: [Nulle part]}
record: {begins: {bold: true}}
fields: {title: {in: heading}}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Write a user's rule files and return their folder."""

    def write(files: dict[str, str | bytes], name: str = "mine") -> Path:
        for path, content in files.items():
            target = tmp_path / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / name

    return write


# What ships


@pytest.mark.parametrize("name", FILES)
def test_every_shipped_file_is_a_rule_file_that_loads(name: str) -> None:
    assert str(builtin_dir() / name) in SHIPPED.files


@pytest.mark.parametrize("pattern", NAMED, ids=lambda pattern: pattern.name)
def test_every_shipped_pattern_gives_what_its_examples_say(pattern: Pattern) -> None:
    alone = dataclasses.replace(SHIPPED, patterns={pattern.name: pattern}, claims={}, issuers=())
    ((ran, wrong, count),) = run_examples(alone)
    assert [str(error) for error in wrong] == []
    assert (ran, count) == (pattern, len(pattern.examples))


@pytest.mark.parametrize("pattern", NAMED, ids=lambda pattern: pattern.name)
def test_every_shipped_pattern_has_an_example_that_matches(pattern: Pattern) -> None:
    assert any(example.gives is not None for example in pattern.examples)


@pytest.mark.parametrize("source", INLINE)
def test_every_shipped_inline_pattern_compiles(source: str) -> None:
    assert SHIPPED.pattern(source).compiled


@pytest.mark.parametrize("pattern", SHIPPED.patterns.values(), ids=lambda pattern: pattern.name)
def test_every_shipped_finding_is_a_known_one(pattern: Pattern) -> None:
    assert pattern.finding is None or pattern.finding in FINDING_CODES


def test_an_example_that_fails_is_told_with_its_text() -> None:
    example = module.shapes.PatternExample(text="Projet Été par la Ligue", gives={"title": "Hiver"})
    wrong = Pattern("mine", r"^projet (?P<title>\w+)", "parts.yml", examples=(example,))
    alone = dataclasses.replace(SHIPPED, patterns={"mine": wrong}, claims={}, issuers=())
    ((_, (error,), _),) = run_examples(alone)
    assert str(error) == "parts.yml: mine: example « Projet Été par la Ligue »: title is 'Été'"


@pytest.mark.parametrize(
    ("text", "gives"), [("rien", {"title": "rien"}), ("projet Été", None)], ids=["no match", "a match not wanted"]
)
def test_an_example_fails_where_it_should(text: str, gives: dict[str, str | None] | None) -> None:
    example = module.shapes.PatternExample(text=text, gives=gives)
    wrong = Pattern("mine", r"^projet (?P<title>\w+)", "parts.yml", examples=(example,))
    alone = dataclasses.replace(SHIPPED, patterns={"mine": wrong}, claims={}, issuers=())
    ((_, errors, _),) = run_examples(alone)
    assert len(errors) == 1


# What is wrong is named

MINE = "profiles/mine.yml"
WRONG: dict[str, tuple[str, str | bytes, str, str]] = {
    "unknown key": (MINE, PROFILE + "sectoin: {size: 16}", "layouts.0.sectoin", "unknown key; did you mean `section`?"),
    "unknown key, deep": (
        MINE,
        PROFILE.replace("bold: true", "blod: true"),
        "layouts.0.record.begins.blod",
        "unknown key; did you mean `bold`?",
    ),
    "unknown key, nothing near": (MINE, PROFILE + "zzzzz: 1", "layouts.0.zzzzz", "unknown key"),
    "unknown field": (
        MINE,
        PROFILE.replace("title: {in", "titel: {in"),
        "layouts.0.fields.titel.[key]",
        "did you mean `title`?",
    ),
    "unknown choice": (MINE, PROFILE + "reading: colums", "layouts.0.reading", "did you mean `columns`?"),
    "bad YAML": (MINE, "version: 1\ntitle: 'Mine\nrecognise: {}\n", "line 4", "not YAML: "),
    "a date that is none": (MINE, PROFILE.replace("Mine", "2021-13-45"), "", ""),
    "no mapping": (MINE, "- a\n- b\n", "", "expected keys and values at the top"),
    "empty": (MINE, "", "", "expected keys and values at the top"),
    "an alias": (MINE, PROFILE + "section: &one {size: 16}\npart: *one", "", "aliases (*name) are not allowed"),
    "a key given twice": (MINE, PROFILE + "title: Again", "line 7", "key `title` is given twice"),
    "not UTF-8": (MINE, "title: Été".encode("latin-1"), "", "not UTF-8; save it as UTF-8"),
    "wrong type": (MINE, PROFILE.replace("true", "maybe"), "layouts.0.record.begins.bold", "valid boolean"),
    "a size that is none": (
        MINE,
        PROFILE + "section: {size: big}",
        "layouts.0.section.0.size",
        'expected a number or a range such as "11..12.5"',
    ),
    "another version": (MINE, PROFILE.replace("version: 1", "version: 2"), "version", "should be 1"),
    "no fields": (MINE, "\n".join(PROFILE.splitlines()[:-1]), "layouts.0.fields", "this key is missing"),
    "neither record nor table": (
        MINE,
        PROFILE.replace("record: {begins: {bold: true}}", ""),
        "layouts.0",
        "give either record (what a record begins with) or table",
    ),
    "two ways in one source": (
        MINE,
        PROFILE.replace("{in: heading}", "{label: Titre, rest: true}"),
        "layouts.0.fields.title.0",
        "label and rest cannot stand together; give one source each",
    ),
    "unknown pattern": (
        MINE,
        PROFILE.replace("{in: heading}", "{pattern: project_quotd}"),
        "layouts.0.fields.title.pattern",
        "unknown pattern `project_quotd`; did you mean `project_quoted`?",
    ),
    "unknown pattern of a further field": (
        MINE,
        PROFILE + "extra: {wave: {sources: {pattern: nope}}}",
        "layouts.0.extra.wave.pattern",
        "unknown pattern `nope`",
    ),
    "unknown part in a selector": (
        MINE,
        PROFILE.replace("bold: true", "match: '{numbre}'"),
        "{numbre}",
        "unknown part {numbre}; did you mean `number`?",
    ),
    "unknown part": (
        "parts.yml",
        "patterns: {mine: {pattern: 'le {numbre}'}}",
        "mine",
        "unknown part {numbre}; did you mean `number`?",
    ),
    "parts in a circle": (
        "parts.yml",
        "parts: {a: '{b}', b: '{a}'}\npatterns: {mine: {pattern: '{a}'}}",
        "mine",
        "its parts name each other in a circle",
    ),
    "unknown finding": (
        "parts.yml",
        "patterns: {mine: {pattern: 'a', finding: title-quote-unclosd}}",
        "mine",
        "did you mean `title-quote-unclosed`?",
    ),
    "unknown blank in an issuer": (
        "dossier.yml",
        "issuers: [{pattern: '(?P<office>maire)', value: '{ofice}'}]",
        "issuers",
        "ofice",
    ),
    "no rule file": ("vocabulry/labels.yml", "version: 1", "", "not a rule file; known are parts.yml, "),
    "no rule file by its ending": ("profiles/mine.yaml", PROFILE, "", "yml"),
}


@pytest.mark.parametrize(("name", "content", "key", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_named_with_key_and_reason(
    name: str, content: str | bytes, key: str, reason: str, tree: Tree
) -> None:
    folder = tree({name: content})
    with pytest.raises(RulesError) as caught:
        load_rules(folder)
    error = caught.value
    assert (error.file, error.key) == (str(folder / name), key)
    assert reason in error.reason
    assert "\n" not in str(error)
    assert error.exit_code == ExitCode.BAD_RULES


@pytest.mark.parametrize("path", ["nowhere", "file.yml"], ids=["missing", "a file"])
def test_a_rule_folder_that_is_none_is_named(path: str, tmp_path: Path) -> None:
    (tmp_path / "file.yml").write_text(PROFILE)
    with pytest.raises(RulesError, match=r"not a folder; .*rules export") as caught:
        load_rules(tmp_path / path)
    assert caught.value.file == str(tmp_path / path)


def test_a_missing_built_in_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "builtin_dir", lambda: tmp_path)
    with pytest.raises(RulesError, match=r"^parts\.yml: the file is missing from the rules$"):
        load_rules()


def test_a_huge_file_is_refused(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tree({MINE: PROFILE})
    monkeypatch.setattr(rulefiles, "MAX_BYTES", len(PROFILE) - 1)
    with pytest.raises(RulesError, match=r"larger than \d+ bytes"):
        rulefiles.read_yaml(folder / MINE)


@pytest.mark.parametrize("source", ["(", "[a", "a{2,1}", r"(?P<a>x)(?P<a"])
def test_a_pattern_that_is_no_regular_expression_is_named(source: str, tree: Tree) -> None:
    folder = tree({"parts.yml": f"patterns: {{mine: {{pattern: '{source}'}}}}"})
    with pytest.raises(RulesError, match=r"parts\.yml: mine: not a regular expression: "):
        list(run_examples(load_rules(folder)))


def test_a_selector_that_is_no_regular_expression_is_found_by_the_check(tree: Tree) -> None:
    folder = tree({MINE: PROFILE.replace("bold: true", "match: 'projet ('")})
    with pytest.raises(RulesError, match=r"mine\.yml: .*not a regular expression: "):
        load_rules(folder)


def test_a_profile_outside_any_tree_is_checked_too(tmp_path: Path) -> None:
    path = tmp_path / "own.yml"
    path.write_text(PROFILE.replace("{in: heading}", "{pattern: nope}"))
    with pytest.raises(RulesError, match=r"own\.yml: layouts\.0\.fields\.title\.pattern: unknown pattern `nope`"):
        load_rules(profile=path)


# Layers


def test_without_a_folder_the_built_in_rules_are_loaded() -> None:
    assert all(Path(file).is_relative_to(builtin_dir()) for file in SHIPPED.files)


def test_a_users_profile_is_added_and_tried_first(tree: Tree) -> None:
    loaded = load_rules(tree({"profiles/zz.yml": PROFILE}))
    assert list(loaded.profiles) == ["zz", *SHIPPED.profiles]
    assert loaded.profiles["zz"].title == "Mine"


def test_a_users_profile_replaces_the_one_of_its_name_whole(tree: Tree) -> None:
    loaded = load_rules(tree({"profiles/idf-2021.yml": PROFILE}))
    assert list(loaded.profiles) == list(SHIPPED.profiles)
    (layout,) = loaded.profiles["idf-2021"].layouts
    assert set(layout.fields) == {"title"}
    assert layout.badge is None


def test_a_users_labels_are_added_and_replace_list_by_list(tree: Tree) -> None:
    loaded = load_rules(tree({"vocabulary/labels.yml": "labels: {budget: [Budget], zone: [Aire]}"}))
    assert loaded.labels == {**SHIPPED.labels, "budget": ("Budget",), "zone": ("Aire",)}


def test_a_users_part_changes_the_built_in_patterns_made_of_it(tree: Tree) -> None:
    loaded = load_rules(tree({"parts.yml": "parts: {by: offert par}"}))
    text = fold("Projet « Été » offert par Ligue")
    assert SHIPPED.patterns["project_quoted"].search(text) is None
    assert loaded.patterns["project_quoted"].search(text) is not None
    assert loaded.patterns.keys() == SHIPPED.patterns.keys()


def test_what_a_users_file_leaves_out_stays(tree: Tree) -> None:
    loaded = load_rules(tree({"dossier.yml": "contents: [^plan]"}))
    assert loaded.dossier == SHIPPED.dossier.model_copy(update={"contents": ("^plan",)})


def test_files_that_are_not_yaml_are_no_rules(tree: Tree) -> None:
    with_readme, without = tree({"README.md": "# Mine", MINE: PROFILE}, "a"), tree({MINE: PROFILE}, "b")
    assert load_rules(with_readme).digest == load_rules(without).digest


def test_the_digest_follows_what_the_rules_say_and_nothing_else(tree: Tree) -> None:
    once = load_rules(tree({MINE: PROFILE}, "a")).digest
    assert regex.fullmatch("[0-9a-f]{16}", once)
    assert load_rules(tree({MINE: PROFILE + "# a remark\n"}, "b")).digest == once
    assert load_rules(tree({MINE: PROFILE.replace("Mine", "Yours")}, "c")).digest != once
    assert load_rules(tree({"profiles/other.yml": PROFILE}, "d")).digest != once
    assert SHIPPED.digest != once


# Patterns


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("L’Été", "l'ete", "l'ete"),
        (r"^\S+$", "a b", None),
        (r"\S+", "  été", "ete"),
        (r"\D\W\B", "a  1", "a "),
        (r"\P{L}+", "abc 12", " 12"),
        (r"\p{L}+", "12 ÉTÉ", "ete"),
        ("[À-Ý]+", "Été", "ete"),
        ("«É»", "« é »", None),
        ("(?P<Nom>É)(?P=Nom)", "éé", "ee"),
        (r"n°\s*\d", "N° 5", "n° 5"),
    ],
)
def test_a_pattern_is_folded_but_for_its_escapes(source: str, text: str, found: str | None) -> None:
    match = Pattern("p", source, "f").search(fold(text))
    assert (match and match.group()) == found


def test_a_groups_name_keeps_its_case() -> None:
    match = Pattern("p", "(?P<Nom>É)", "f").search("e")
    assert match is not None
    assert match.groupdict() == {"Nom": "e"}


def test_search_match_and_bounds() -> None:
    pattern = Pattern("p", "b+", "f")
    assert pattern.match("abb") is None
    assert [m.span() for m in (pattern.search("abb"), pattern.match("abb", 1), pattern.search("abb", 0, 2)) if m] == [
        (1, 3),
        (1, 3),
        (1, 2),
    ]
    assert pattern.search("abb", 0, 1) is None


@pytest.mark.parametrize(
    ("source", "text"), [("a+", "aba"), ("a*", "baab"), (r"\b", "ab cd"), ("$", "ab"), ("x", ""), ("", "")]
)
def test_finditer_gives_each_match_once_and_ends(source: str, text: str) -> None:
    expected = [match.span() for match in regex.finditer(source, text)]
    assert [match.span() for match in islice(Pattern("p", source, "f").finditer(text), 20)] == expected


@pytest.mark.parametrize("way", ["search", "match", "finditer"])
def test_a_pattern_that_takes_too_long_is_stopped_with_a_reason(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TIMEOUT", 0.05)
    pattern = Pattern("slow", SLOW, "parts.yml")
    with pytest.raises(RulesError, match=r"^parts\.yml: slow: took more than 0\.05 s on a text of 60 characters; "):
        list(getattr(pattern, way)("a" * 60) or ())


def test_parts_are_put_in_as_groups_of_their_own() -> None:
    assert expand("le {a}s", {"a": "x|{b}", "b": "y"}, "f", "k") == "le (?:x|(?:y))s"
    assert expand("a{2,3}{4}", {}, "f", "k") == "a{2,3}{4}"


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("month", "Août"),
        ("region", "Provence Alpes Côte d’Azur"),
        ("region", "ILE-DE-FRANCE"),
        ("departement", "Côtes d'Armor"),
        ("date", "1er mars 2021"),
    ],
)
def test_vocabularies_make_parts(part: str, text: str) -> None:
    match = SHIPPED.pattern(f"^{{{part}}}$").search(fold(text))
    assert match is not None


def test_label_words_come_longest_first_and_an_unknown_list_is_a_word(rules: Rules) -> None:
    words = rules.label_words(("zone", "Aire"))
    assert set(words) == {*rules.labels["zone"], "Aire"}
    assert [len(word) for word in words] == sorted(map(len, words), reverse=True)


def test_patterns_of_layouts_that_were_found_do_not_pile_up() -> None:
    rules = load_rules()
    first, kept = (weakref.ref(rules.pattern(source)) for source in ("first", "kept"))
    for number in range(module.PATTERNS):
        rules.pattern(f"word {number}")
        assert rules.pattern("kept") is kept()
    gc.collect()
    assert first() is None
    assert pickle.loads(pickle.dumps(rules)).pattern("kept") == kept()
