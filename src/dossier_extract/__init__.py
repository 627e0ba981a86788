"""Turn French press kits of project winners (PDF) into validated, structured records.

from pathlib import Path
from dossier_extract import extract_dossier, load_rules, source_of

outcome = extract_dossier(source_of(Path("dossier.pdf")), load_rules())
for project in outcome.result.projects if outcome.result else []:
    print(project.title, project.carrier, project.territories)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dossier_extract.pipeline import Outcome, extract_dossier, source_of
    from dossier_extract.rules import Rules, load_rules
    from dossier_extract.schema import Finding, Project, Result

__version__ = "0.1.0"
_HOMES = {
    "Outcome": "pipeline",
    "extract_dossier": "pipeline",
    "source_of": "pipeline",
    "Rules": "rules",
    "load_rules": "rules",
    "Finding": "schema",
    "Project": "schema",
    "Result": "schema",
}
__all__ = [
    "Finding",
    "Outcome",
    "Project",
    "Result",
    "Rules",
    "__version__",
    "extract_dossier",
    "load_rules",
    "source_of",
]


def __getattr__(name: str) -> Any:
    """Load a name's module at its first use: importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
