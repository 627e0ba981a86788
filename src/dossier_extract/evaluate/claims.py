"""What the dossier says of itself: what meta.json has of it against the result, and what the result makes of claims."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dossier_extract.evaluate.gold import Json
from dossier_extract.evaluate.matching import strict_key, value_key

TEXTS = ("title", "subtitle", "issuer", "published", "region")


@dataclass(frozen=True)
class MetaCheck:
    """One thing that meta.json says, and what the result says of it."""

    key: str
    expected: Any
    found: Any
    right: bool


@dataclass(frozen=True)
class Verdicts:
    """Claims of the dossier that the gold contradicts (wrong) or bears out (right), and what the result says of them.

    A false alarm is a failed check beyond the wrong claims: of a right claim, or of a figure that claims nothing.
    """

    wrong: int
    wrong_found: int
    right: int
    right_passed: int
    false_alarms: int


def check_meta(meta: Json, result: Json) -> list[MetaCheck]:
    """Everything that meta.json says, held against the result."""
    return [
        MetaCheck(key, asked, found, value_key(asked) == value_key(found)) for key, asked, found in _rows(meta, result)
    ]


def _rows(meta: Json, result: Json) -> Iterator[tuple[str, Any, Any]]:
    """Key, expected, found."""
    sections, dossier, theme_of = meta.get("sections", []), result["dossier"], _theme_of(meta)
    themes = [strict_key(section["theme"]) for section in sections]

    def stated(**where: Any) -> Any:  # all figures if the claims disagree: one right beside a wrong one is not right
        figures = {claim["quantity"] for claim in claims if where.items() <= claim.items()}
        return sorted(figures) if len(figures) > 1 else next(iter(figures), None)

    claims = [c | {"section": theme_of(c["section"])} for c in dossier["claims"] if c["subject"] == "awarded"]
    said = {key: dossier[key] for key in TEXTS} | {
        "stated_total": stated(scope="dossier", unit="projects"),
        "stated_total_amount": stated(scope="dossier", unit="euros"),
        "n_records": len(result["projects"]),
    }
    yield from ((key, meta[key], said[key]) for key in said if key in meta)
    counts: dict[str, int] = defaultdict(int)
    for part in (part for part in result["sections"] if part["kind"] == "projects"):
        counts[theme_of(part["title"])] += part["n_projects"]
    if sections:
        yield "themes", themes, list(counts)
    for theme, section in zip(themes, sections, strict=True):
        here = {"scope": "section", "unit": "projects", "section": theme}
        said = {"n_records": counts[theme], "stated_count": stated(**here, wave=None)}
        yield from ((f"section {theme or '—'}: {key}", section[key], said[key]) for key in said if key in section)
        for wave, expected in enumerate(section.get("stated_by_wave", []), 1):
            yield f"section {theme or '—'}: stated in wave {wave}", expected, stated(**here, wave=wave)


def _theme_of(meta: Json) -> Callable[[str | None], str]:
    """The theme that a heading stands for: where a section of the gold has none, any heading may stand over it."""
    themes = [strict_key(section["theme"]) for section in meta.get("sections", [])]

    def theme_of(heading: str | None) -> str:
        return "" if "" in themes and strict_key(heading) not in themes else strict_key(heading)

    return theme_of


def judge_claims(meta: Json, result: Json) -> Verdicts:
    """Hold the result's verdicts on claims of this dossier against the truth, which is the gold, not what was found.

    A check and a claim belong together by kind and section. Only kinds that meta.json speaks of are judged.
    """
    truths = list(_truths(meta))
    wrong, right = (Counter(claim for claim, true in truths if true is wanted) for wanted in (False, True))
    judged = {code for (code, _), _ in truths}
    theme_of = _theme_of(meta)
    section_at = {
        str(origin): claim["section"] for claim in result["dossier"]["claims"] for origin in claim["origins"][:1]
    }
    verdicts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for finding in result["findings"]:
        if finding["code"] in judged:
            section = section_at.get(str(finding["origin"])) if finding["code"] == "claim-section" else None
            verdicts[finding["verdict"]][finding["code"], theme_of(section) if section else ""] += 1
    found = (verdicts["fail"] & wrong).total()
    return Verdicts(
        wrong=wrong.total(),
        wrong_found=found,
        right=right.total(),
        right_passed=(verdicts["pass"] & right).total(),
        false_alarms=verdicts["fail"].total() - found,
    )


def _truths(meta: Json) -> Iterator[tuple[tuple[str, str], bool]]:
    """The claims that meta.json has, as (kind, section), and whether they are true."""
    for code, stated, counted in (
        ("claim-dossier", "stated_total", "n_records"),
        ("claim-amount", "stated_total_amount", "sum_amounts"),
    ):
        if meta.get(stated) is not None and meta.get(counted) is not None:
            yield (code, ""), Decimal(str(meta[stated])) == Decimal(str(meta[counted]))
    for section in meta.get("sections", []):
        stated_count = section.get("stated_count") or sum(section.get("stated_by_wave", []))
        if stated_count:
            yield ("claim-section", strict_key(section["theme"])), stated_count == section["n_records"]
