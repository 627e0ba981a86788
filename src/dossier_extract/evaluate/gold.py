"""Gold: records written by hand, and what meta.json says of their dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dossier_extract.errors import InputError
from dossier_extract.evaluate.carriers import CarrierGold
from dossier_extract.messages import Message, system_reason
from dossier_extract.schema import Euros, Record

Json = Mapping[str, Any]


class GoldRecord(Record):
    """One line of gold.jsonl; closed, since a misspelt key would silently count as an empty field."""

    n: int
    title: str | None = None
    carrier: str | None = None
    territories: list[str] | None = None
    territories_printed: str | None = None
    zone: str | None = None
    description: str | None = None
    theme: str | None = None
    amount_eur: Euros | None = None


_LINKS = TypeAdapter(dict[str, Any])
FIELDS = tuple(GoldRecord.model_fields)[1:]


@dataclass(frozen=True)
class Gold:
    """What a dossier should give: its records, what meta.json says of it, its places (nothing if there is none)."""

    records: Sequence[Json]
    meta: Json
    links: Mapping[int, Sequence[Json]] = field(default_factory=dict)  # by record: the places that its zone names
    name: str = ""  # of its folder
    carriers: CarrierGold | None = None  # of all dossiers in the folder above


def load_gold(path: Path) -> Gold:
    """Read gold.jsonl (or the folder that holds it), and what is there: meta.json and links.jsonl beside it,
    carriers.json in the folder above, which speaks of all dossiers in it.

    Raises `InputError`, which names the file and the line.
    """
    file = path / "gold.jsonl" if path.is_dir() else path
    beside, linked = file.with_name("meta.json"), file.with_name("links.jsonl")
    records, meta, carriers, place = [], {}, None, f"{file}"
    bodies = file.absolute().parent.with_name("carriers.json")
    try:
        for number, line in enumerate(file.read_bytes().split(b"\n"), 1):
            place = f"{file}: line {number}"
            if line.strip():  # padded, so that what is said of bad JSON names the same line
                records.append(GoldRecord.model_validate_json(b"\n" * (number - 1) + line).model_dump(mode="json"))
        place = f"{beside}"
        if beside.exists():
            meta = TypeAdapter(dict[str, Any]).validate_json(beside.read_bytes())
        links = meta.get("link_gold", [])
        place = f"{linked}"
        if linked.exists():
            links = [_LINKS.validate_json(line) for line in linked.read_bytes().splitlines() if line.strip()]
        place = f"{bodies}"
        if bodies.exists():
            carriers = CarrierGold.model_validate_json(bodies.read_bytes())
    except OSError as error:
        raise InputError("{place}: cannot be read: {reason}", place=place, reason=system_reason(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(Message.joined(": ", [place, *map(str, first["loc"]), first["msg"]])) from error
    if not records:
        raise InputError("{file}: no record: against an empty gold an empty result would be perfect", file=file)
    return Gold(records, meta, {row["n"]: row["places"] for row in links}, file.absolute().parent.name, carriers)
