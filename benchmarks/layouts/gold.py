"""Gold of a printed dossier: gold.jsonl and meta.json, by the conventions of tests/dossiers/CONVENTIONS.md."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from .content import Dossier, Record, Section
from .dice import Dice


def write(rng: Dice, folder: Path, dossier: Dossier) -> None:
    """gold.jsonl and meta.json beside dossier.pdf."""
    rows = [_row(section, record) for section in dossier.sections for record in section.records]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "gold.jsonl").write_text(text, encoding="utf-8")
    meta = json.dumps(_meta(rng, dossier), ensure_ascii=False, indent=1, default=str)
    (folder / "meta.json").write_text(meta + "\n", encoding="utf-8")


def _row(section: Section, record: Record) -> dict[str, Any]:
    codes = record.codes if record.badge else section.place_codes or (record.zone_codes if record.zone else ())
    return {
        "n": record.n,
        "theme": section.theme,
        "title": record.title,
        "carrier": record.carrier,
        "territories": list(codes),
        "territories_printed": record.badge,
        "zone": record.zone,
        "description": "\n".join(record.description) or None,
        "amount_eur": _number(record.amount),
    }


def _number(amount: Decimal | None) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == int(amount) else float(amount)


def _meta(rng: Dice, dossier: Dossier) -> dict[str, Any]:
    records, claims = dossier.records, dossier.claims
    amounts = [record.amount for record in records if record.amount is not None]
    themes = groupby(dossier.sections, key=lambda section: (section.theme, section.stated))
    meta = {
        "title": dossier.title,
        "subtitle": dossier.subtitle,
        "issuer": dossier.issuer,
        "published": dossier.date.isoformat(),
        "region": dossier.region.code,
        "region_acronym": dossier.acronym,
        "stated_total": claims.total,
        "stated_total_amount": _number(claims.amount),
        "n_records": len(records),
        "sum_amounts": _number(sum(amounts, Decimal())) if amounts else None,
        "sections": [
            {"theme": theme, "stated_count": stated, "n_records": sum(len(section.records) for section in group)}
            for (theme, stated), group in themes
        ],
        "family": rng.family,
        "seed": rng.number,
        "engine": rng.choices_made.get("engine"),
        "words": "rare" if rng.rare else "usual",
        "choices": rng.choices_made,
    }
    if claims.wrong:
        meta["stated_total_disagrees"] = f"the dossier claims {claims.total}, it prints {len(records)}"
    return meta
