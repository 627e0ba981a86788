"""The results of an output folder, one dossier in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from dossier_extract.dataset.shards import find_places
from dossier_extract.errors import InputError
from dossier_extract.messages import system_reason
from dossier_extract.schema import Result


def committed(root: Path) -> list[Path]:
    """The JSON files of the dossiers that are written whole (see `dataset`), in the order of their ids."""
    return [root / "dossiers" / f"{dossier}.json" for dossier in find_places(root)]


def results(root: Path) -> Iterator[Result]:
    """Read the dossiers one after the other. Raises `InputError`, which names the file."""
    for path in committed(root):
        try:
            yield Result.model_validate_json(path.read_bytes())
        except OSError as error:
            raise InputError(
                "{file}: {reason}; give a JSON file that `extract` wrote", file=path, reason=system_reason(error)
            ) from None
        except ValidationError as error:
            wrong = "{file}: not a result of `extract` ({reason}); extract the dossier again"
            raise InputError(wrong, file=path, reason=error.errors()[0]["msg"]) from None
