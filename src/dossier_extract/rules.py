"""Load the rule files: built-in tree, a user's tree layered over it, every error with file, key and reason.

Precedence: a profile of the user's replaces the built-in one of the same name and is tried first; in the other files
the user's entries are added, entry by entry, and replace those of the same name; what the user's file leaves out stays.
"""

from __future__ import annotations

import hashlib
import re as plain
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

import regex
from pydantic import BaseModel

from dossier_extract import profile as shapes
from dossier_extract.errors import RulesError, SlowPattern
from dossier_extract.messages import Message
from dossier_extract.references import Reference, open_reference
from dossier_extract.rulefiles import did_you_mean, parse, read_yaml
from dossier_extract.schema import FINDING_CODES
from dossier_extract.text import fold

TIMEOUT = 2.0  # seconds that one pattern may take on one text; rules and PDFs are untrusted
PATTERNS = 500  # of inline sources that are kept; a dossier uses some 150
LEADS_OUT = "leads out of the folder of rules; copy the file there"
_PART = plain.compile(r"\{([a-z][a-z0-9_]*)\}")
_FILES: dict[str, type[BaseModel]] = {
    "parts.yml": shapes.Parts,
    "claims.yml": shapes.Claims,
    "dossier.yml": shapes.DossierRules,
    "discovery.yml": shapes.Discovered,
    "trust.yml": shapes.Trust,
    "vocabulary/labels.yml": shapes.Labels,
    "vocabulary/kinds.yml": shapes.Kinds,
    "vocabulary/territories.yml": shapes.TerritoryTable,
    "vocabulary/networks.yml": shapes.Networks,
    "vocabulary/persons.yml": shapes.Persons,
    "places.yml": shapes.PlaceRules,
    "references.yml": shapes.References,
}


@dataclass(frozen=True)
class Pattern:
    """A regular expression that runs on folded text, with a timeout. Compiled at first use."""

    name: str
    source: str  # with its parts put in
    file: str
    finding: str | None = None
    examples: tuple[shapes.PatternExample, ...] = ()

    @cached_property
    def compiled(self) -> regex.Pattern[str]:
        try:
            return regex.compile(_fold_pattern(self.source))  # both sides are folded: no need to ignore case
        except regex.error as error:
            reason = Message("not a regular expression: {problem}", problem=str(error))
            raise RulesError(self.file, self.name, reason) from None

    def search(self, folded: str, start: int = 0, end: int | None = None) -> regex.Match[str] | None:
        """First match in folded[start:end]; `RulesError` if the pattern takes too long."""
        try:
            return self.compiled.search(folded, start, end, timeout=TIMEOUT)
        except TimeoutError:
            raise self._too_slow(folded) from None

    def match(self, folded: str, start: int = 0, end: int | None = None) -> regex.Match[str] | None:
        """Match that begins at `start`; `RulesError` if the pattern takes too long."""
        try:
            return self.compiled.match(folded, start, end, timeout=TIMEOUT)
        except TimeoutError:
            raise self._too_slow(folded) from None

    def may_begin(self, folded: str) -> bool:
        """Whether a match may begin with this text, whatever follows it; `RulesError` if that takes too long."""
        try:
            return self.compiled.match(folded, partial=True, timeout=TIMEOUT) is not None
        except TimeoutError:
            raise self._too_slow(folded) from None

    def finditer(self, folded: str) -> Iterator[regex.Match[str]]:
        """All matches."""
        at = 0
        while at <= len(folded) and (found := self.search(folded, at)) is not None:
            yield found
            at = found.end() + (found.end() == found.start())

    def _too_slow(self, folded: str) -> SlowPattern:
        reason = "took more than {seconds} s on a text of {length} characters; make it more specific"
        return SlowPattern(self.file, self.name, Message(reason, seconds=f"{TIMEOUT:g}", length=len(folded)))


def _fold_pattern(source: str) -> str:
    """Fold the letters of a pattern but not its escapes: \\S must not become \\s."""
    return "".join(
        token if token.startswith(("\\", "(?P", "(?&")) else fold(token)
        for token in plain.split(r"(\\[pP]\{[^}]*\}|\\.|\(\?P[<=>][^>)]*[>)]|\(\?&[^)]*\))", source)
    )


@dataclass(frozen=True, eq=False)
class Rules:
    """All rules, checked. Built once, passed explicitly, never changed; told apart by identity."""

    patterns: dict[str, Pattern]
    claims: dict[str, tuple[shapes.ClaimRule, Pattern]]
    claim_words: shapes.Claims
    dossier: shapes.DossierRules
    issuers: tuple[tuple[Pattern, str], ...]
    labels: dict[str, tuple[str, ...]]
    territories: shapes.TerritoryTable
    kinds: shapes.Kinds
    discovery: shapes.Discovered
    trust: shapes.Trust
    places: shapes.PlaceRules
    networks: shapes.Networks
    persons: shapes.Persons
    references: dict[str, Reference]
    profiles: dict[str, shapes.Profile]
    parts: dict[str, str]
    digest: str
    files: tuple[str, ...]

    @cached_property
    def _made(self) -> Callable[[str, str], Pattern]:
        """Patterns of inline sources; the least used go: every dossier whose layout is searched for brings some."""
        return lru_cache(PATTERNS)(
            lambda source, where: Pattern(source, expand(source, self.parts, where, source), where)
        )

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_made"}

    def pattern(self, source: str, where: str = "profile") -> Pattern:
        """The pattern of an inline source such as a selector's `match`."""
        return self._made(source, where)

    @cached_property
    def label_fields(self) -> dict[str, str]:
        """Label, folded → the field that it stands before."""
        return {fold(word): field for field, words in self.labels.items() for word in words}

    def field_of_label(self, folded: str) -> str | None:
        """The field that a label stands before, with or without an article; None for a word that is no label."""
        return _field_of_label(folded, self)

    def profile(self, name: str) -> shapes.Profile:
        """The profile of that name; `RulesError` where there is none."""
        if name not in self.profiles:
            known = Message("no such profile; known are {names}", names=", ".join(sorted(self.profiles)))
            near = did_you_mean(unknown := Message("no such profile"), name, set(self.profiles))
            raise RulesError("--profile", name, known if near is unknown else near)
        return self.profiles[name]

    def label_words(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The labels meant by `names`: lists of the vocabulary put in, longest first.

        A word in small letters names a list; a label itself is written with a capital.
        """
        words = {word for name in names for word in self.labels.get(name, (name,))}
        return tuple(sorted(words, key=lambda word: (-len(word), word)))

    @cached_property
    def inner(self) -> Pattern:
        """What stands in the middle of a record: labels of other fields than the title, « porté par », an amount."""
        words = {fold(word) for field, listed in self.labels.items() if field != "title" for word in listed}
        words -= {fold(word) for word in self.labels.get("title", ())}
        every = "|".join(regex.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
        return self.pattern(rf"(?:(?:{every})s?\s*(?::|$)|{{carried}} |\W*{{figure}}\W*$|[^a-z]*$)", "labels.yml")


@lru_cache(maxsize=4096)
def _field_of_label(folded: str, rules: Rules) -> str | None:
    """See `Rules.field_of_label`: asked of the same words in every layout that is tried."""
    article = rules.pattern("{article}").match(folded)
    return rules.label_fields.get(folded) or (rules.label_fields.get(folded[article.end() :]) if article else None)


@lru_cache(maxsize=4096)
def claims_some(folded: str, rules: Rules) -> bool:
    """Whether a text states a figure of some kind: asked of the same texts in every layout that is tried."""
    return any(claim.search(folded) for _, claim in rules.claims.values())


def builtin_dir() -> Path:
    """The rule tree that comes with the program: package data in a wheel, `rules/` in a checkout."""
    packaged = Path(__file__).parent / "_rules"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "rules"


def load_rules(directory: Path | None = None, profile: Path | None = None) -> Rules:
    """Load the built-in rules, with the tree in `directory` and then the one file `profile` layered over them.

    Raises `RulesError` naming file, key and reason; a file that does not load is never skipped.
    """
    trees = [builtin_dir()] if directory is None else [builtin_dir(), directory]
    if directory is not None and not directory.is_dir():
        raise RulesError(str(directory), "", Message("not a folder; `dossier-extract rules export DIR` writes one"))
    documents: dict[str, dict[str, Any]] = {}
    origin: dict[str, str] = {}
    for tree in trees:
        for path in _rule_files(tree):
            name, data = path.relative_to(tree).as_posix(), read_yaml(path)
            if not name.startswith("profiles/") and name not in _FILES:
                known = ", ".join([*_FILES, "profiles/NAME.yml"])
                raise RulesError(str(path), "", Message("not a rule file; known are {names}", names=known))
            documents[name] = data if name.startswith("profiles/") else _layer(documents.get(name, {}), data)
            origin[name] = str(path)
    if profile is not None:
        name = f"profiles/{profile.stem}.yml"
        documents[name], origin[name] = read_yaml(profile), str(profile)
    return _build(documents, origin)


def _rule_files(tree: Path) -> list[Path]:
    files = sorted(path for path in tree.rglob("*.y*ml") if path.is_file())
    for path in files:
        if path.suffix != ".yml":
            raise RulesError(str(path), "", Message("rule files end in .yml; rename it"))
        if tree.resolve() not in path.resolve().parents:
            raise RulesError(str(path), "", Message(LEADS_OUT))
    return files


def _layer(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = {**merged[key], **value} if both else value
    return merged


def expand(source: str, parts: dict[str, str], file: str, key: str, depth: int = 0) -> str:
    """Put the named parts into a pattern."""
    if depth > 10:
        raise RulesError(file, key, Message("its parts name each other in a circle"))

    def put(found: plain.Match[str]) -> str:
        name = found.group(1)
        if name not in parts:
            unknown = Message("unknown part {name}", name=f"{{{name}}}")
            raise RulesError(file, key, did_you_mean(unknown, name, set(parts)))
        return f"(?:{expand(parts[name], parts, file, key, depth + 1)})"

    return _PART.sub(put, source)


def _build(documents: dict[str, dict[str, Any]], origin: dict[str, str]) -> Rules:
    for name in _FILES:
        if name not in documents:
            raise RulesError(name, "", Message("the file is missing from the rules"))
    checked: dict[str, Any] = {name: parse(shape, documents[name], origin[name]) for name, shape in _FILES.items()}
    parts: shapes.Parts = checked["parts.yml"]
    claims: shapes.Claims = checked["claims.yml"]
    dossier: shapes.DossierRules = checked["dossier.yml"]
    territories: shapes.TerritoryTable = checked["vocabulary/territories.yml"]
    kinds: shapes.Kinds = checked["vocabulary/kinds.yml"]
    references = _references(checked["references.yml"], Path(origin["references.yml"]))
    fragments = {**parts.parts, **_name_parts(dossier, territories, kinds)}

    def made(name: str, source: str, file: str, rule: shapes.PatternRule | shapes.ClaimRule | None = None) -> Pattern:
        whole = expand(source, fragments, origin[file], name)
        finding = rule.finding if isinstance(rule, shapes.PatternRule) else None
        if finding is not None and finding not in FINDING_CODES:
            unknown = Message("unknown finding `{name}`", name=finding)
            raise RulesError(origin[file], name, did_you_mean(unknown, finding, set(FINDING_CODES)))
        return Pattern(name, whole, origin[file], finding, rule.examples if rule else ())

    for issuer in dossier.issuers:
        try:
            blanks = {blank for _, blank, _, _ in Formatter().parse(issuer.value) if blank is not None}
        except ValueError as error:
            raise RulesError(
                origin["dossier.yml"], "issuers", Message("value: {problem}", problem=str(error))
            ) from None
        if unknown := blanks - set(plain.findall(r"\(\?P<(\w+)>", issuer.pattern)):
            reason = Message("value names no group of its pattern: {name}", name=unknown.pop())
            raise RulesError(origin["dossier.yml"], "issuers", reason)
    rules = Rules(
        patterns={name: made(name, rule.pattern, "parts.yml", rule) for name, rule in parts.patterns.items()},
        claims={name: (rule, made(name, rule.pattern, "claims.yml", rule)) for name, rule in claims.claims.items()},
        claim_words=claims,
        dossier=dossier,
        issuers=tuple((made("issuers", rule.pattern, "dossier.yml"), rule.value) for rule in dossier.issuers),
        labels={name: tuple(words) for name, words in checked["vocabulary/labels.yml"].labels.items()},
        territories=territories,
        kinds=kinds,
        discovery=checked["discovery.yml"],
        trust=checked["trust.yml"],
        places=checked["places.yml"],
        networks=checked["vocabulary/networks.yml"],
        persons=checked["vocabulary/persons.yml"],
        references=references,
        profiles={
            name.removeprefix("profiles/").removesuffix(".yml"): parse(shapes.Profile, documents[name], origin[name])
            for name in sorted(documents, key=lambda name: (origin[name].startswith(str(builtin_dir())), name))
            if name.startswith("profiles/")
        },
        parts=fragments,
        digest=_digest(documents, references),
        files=tuple(sorted(origin.values())),
    )
    for name, one in rules.profiles.items():
        check_profile(rules, one, origin[f"profiles/{name}.yml"])
    return rules


def _name_parts(
    dossier: shapes.DossierRules, territories: shapes.TerritoryTable, kinds: shapes.Kinds
) -> dict[str, str]:
    """The parts that vocabularies make: {month}, {region}, {departement}, {front}; hyphens and spaces are alike."""

    def names(every: list[str]) -> str:
        return "|".join(
            plain.sub(r"\\[- ]|[- ]", "[- ]", plain.escape(name)) for name in sorted(every, key=len, reverse=True)
        )

    return {
        "date": dossier.date,
        "front": names(list(kinds.front)),
        "month": "|".join(dossier.months),
        "region": names([region.name for region in territories.regions]),
        "departement": names([one.name for one in territories.departements]),
    }


def check_profile(rules: Rules, one: shapes.Profile, file: str) -> None:
    """Check what a profile names: slots, patterns, parts and lists of labels must exist."""
    for number, layout in enumerate(one.layouts):
        every = [("fields." + name, source) for name, sources in layout.fields.items() for source in sources]
        every += [("extra." + name, source) for name, extra in layout.extra.items() for source in extra.sources]
        for key, source in every:
            where = f"layouts.{number}.{key}"
            _check_slot(layout, source, file, f"{where}.in")
            for name in source.pattern:
                if name not in rules.patterns:
                    unknown = Message("unknown pattern `{name}`", name=name)
                    raise RulesError(file, f"{where}.pattern", did_you_mean(unknown, name, set(rules.patterns)))
            for name in source.split:
                if (part := f"split_{name}") not in rules.parts and name.isalpha() and name.islower():
                    known = {one for one in rules.parts if one.startswith("split_")}
                    unknown = Message("unknown part {name}", name=f"{{{part}}}")
                    raise RulesError(file, f"{where}.split", did_you_mean(unknown, part, known))
            _check_labels(rules, source.label, file, f"{where}.label")
        if layout.record is not None:
            _check_labels(rules, layout.record.label, file, f"layouts.{number}.record.label")
        for selector in selectors(layout):
            if selector.match:
                assert rules.pattern(selector.match, file).compiled


def _check_slot(layout: shapes.Layout, source: shapes.FieldSource, file: str, key: str) -> None:
    """What is inferred stands in no slot of its own."""
    known = [name for name in layout.slots if name != "badge"] + ["badge"]
    if layout.table is None and "above" not in known:
        known.insert(1, "above")
    if source.slot not in known and not source.infer:
        unknown = Message("there is no slot `{slot}` here, only {known}", slot=source.slot, known=", ".join(known))
        raise RulesError(file, key, did_you_mean(unknown, source.slot, set(known)))


def _check_labels(rules: Rules, labels: tuple[str, ...], file: str, key: str) -> None:
    for name in labels:
        if name.isalpha() and name.islower() and name not in rules.labels:
            unknown = Message("no list `{name}` in vocabulary/labels.yml (a label itself takes a capital)", name=name)
            raise RulesError(file, key, did_you_mean(unknown, name, set(rules.labels)))


def selectors(layout: shapes.Layout) -> Iterator[shapes.Selector]:
    """Every selector of a layout."""
    own = (layout.body, layout.pages.having)
    yield from (selector for selector in own if selector is not None)
    yield from (*layout.part, *layout.section, *layout.group, *layout.ignore)
    if layout.record is not None:
        yield from (*layout.record.begins, *layout.record.above)


def run_examples(rules: Rules) -> Iterator[tuple[Pattern, list[RulesError], int]]:
    """Compile every pattern and run its examples; yield each with what failed and how many examples it has.

    Raises `RulesError` for a pattern that is no regular expression.
    """
    for pattern in (*rules.patterns.values(), *(p for _, p in rules.claims.values()), *(p for p, _ in rules.issuers)):
        wrong = [error for example in pattern.examples if (error := _try_example(pattern, example)) is not None]
        assert pattern.compiled
        yield pattern, wrong, len(pattern.examples)


def _try_example(pattern: Pattern, example: shapes.PatternExample) -> RulesError | None:
    found = pattern.search(fold(example.text))
    if found is None or example.gives is None:
        if found is None and example.gives is None:
            return None
        got = Message("nothing") if found is None else f"« {example.text[slice(*found.span())]} »"
        reason = Message("example « {text} »: takes {got}", text=example.text, got=got)
        return RulesError(pattern.file, pattern.name, reason)
    for group, expected in example.gives.items():
        given = group in found.groupdict() and found.group(group) is not None
        value = example.text[slice(*found.span(group))] if given else None
        if value != expected:
            reason = Message("example « {text} »: {group} is {got}", text=example.text, group=group, got=repr(value))
            return RulesError(pattern.file, pattern.name, reason)
    return None


def _references(table: shapes.References, file: Path) -> dict[str, Reference]:
    """The user's own lists, which lie in the folder of the file that names them."""
    found: dict[str, Reference] = {}
    for kind, name in table.tables.items():
        path = file.parent / name
        if file.parent.resolve() not in path.resolve().parents:
            raise RulesError(str(file), f"tables.{kind}", Message(LEADS_OUT))
        found[kind] = open_reference(kind, path, table.columns[kind].items())
    return found


def _digest(documents: dict[str, dict[str, Any]], references: dict[str, Reference]) -> str:
    """16 hex digits over what the rules and the user's lists say, the same whatever their layers."""
    own = [(kind, one.digest) for kind, one in references.items()]
    text = repr(sorted([*((name, repr(data)) for name, data in documents.items()), *own]))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
