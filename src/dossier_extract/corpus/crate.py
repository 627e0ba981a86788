"""What is packed, for programs that read RO-Crate 1.1: `ro-crate-metadata.json`, JSON-LD with schema.org's words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from dossier_extract import __version__
from dossier_extract.textformats import Row

CRATE = "ro-crate-metadata.json"
ISSUER = "Source-Organization"  # the key of bag-info.txt
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
_PROGRAM, _RUN, _ORGANISATION = "#dossier-extract", "#extraction", "#organisation"
_FILES = {
    "dictionary.csv": ("Data dictionary", "Every column of every table, with its type and description.", "text/csv"),
    "sources/sources.csv": ("List of sources", "What each source was called, and how it ended.", "text/csv"),
    "schemas/result.schema.json": ("Schema", "The JSON Schema of the results.", "application/schema+json"),
}
Entity = dict[str, Any]


def crate_files(root: Path, sources: Sequence[Row], info: Mapping[str, str]) -> Iterator[bytes]:
    """The metadata of a package of the output folder `root`; `sources` are the rows of sources.csv."""
    graph = [*_packaged(info), *_corpus(root), *_sources(sources)]
    metadata = {"@context": f"{_SPECIFICATION}/context", "@graph": graph}
    yield json.dumps(metadata, ensure_ascii=False, indent=1).encode() + b"\n"


def _packaged(info: Mapping[str, str]) -> Iterator[Entity]:
    """The metadata itself, the package, and who is behind it."""
    yield {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _SPECIFICATION},
        "about": {"@id": "./"},
    }
    organisation = info.get(ISSUER)
    yield {
        "@id": "./",
        "@type": "Dataset",
        "name": "Project winners announced in press kits",
        "description": "Records of French press kits (PDF), with the origin of every value, and their sources.",
        "datePublished": date.today().isoformat(),
        **({"publisher": {"@id": _ORGANISATION}} if organisation else {}),
        "hasPart": _links("corpus/", "sources/", *_FILES),
        "mentions": {"@id": _RUN},
    }
    if organisation:
        yield {"@id": _ORGANISATION, "@type": "Organization", "name": organisation}


def _corpus(root: Path) -> Iterator[Entity]:
    """The results, and how they were made."""
    yield {
        "@id": "corpus/",
        "@type": "Dataset",
        "name": "Records",
        "description": "Parquet tables, and a JSON file a dossier.",
    }
    for path, (name, description, kind) in _FILES.items():
        yield {"@id": path, "@type": "File", "name": name, "description": description, "encodingFormat": kind}
    yield {"@id": _PROGRAM, "@type": "SoftwareApplication", "name": "dossier-extract", "softwareVersion": __version__}
    ended = _finished(root)
    yield {
        "@id": _RUN,
        "@type": "CreateAction",
        "name": "Extraction",
        "instrument": {"@id": _PROGRAM},
        "object": {"@id": "sources/"},
        "result": {"@id": "corpus/"},
        **({"endTime": ended} if ended else {}),
    }


def _sources(sources: Sequence[Row]) -> Iterator[Entity]:
    """The PDF files; the same bytes are one file, named as the first source of them."""
    names = {row["file"]: Path(row["path"]).name for row in reversed(sources) if row["file"]}
    held = {f"sources/{file}": name for file, name in sorted(names.items())}
    yield {"@id": "sources/", "@type": "Dataset", "name": "Sources", "hasPart": _links("sources/sources.csv", *held)}
    for path, name in held.items():
        sha256 = Path(path).stem
        yield {"@id": path, "@type": "File", "name": name, "encodingFormat": "application/pdf", "identifier": sha256}


def _links(*ids: str) -> list[Entity]:
    return [{"@id": one} for one in ids]


def _finished(root: Path) -> str | None:
    """When the run ended, by its manifest."""
    try:
        said = json.loads((root / "manifest.json").read_bytes()).get("finished")
    except (OSError, ValueError, AttributeError):
        return None
    return str(said) if said else None
