"""Entry point: `dossier-extract` and `python -m dossier_extract`."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder

from dossier_extract.errors import DossierError


class _WithoutPandas(MetaPathFinder):
    """Hides pandas from this process, which has no use for it.

    pyarrow imports it, where it is installed, only to ask whether our lists are pandas objects: 0.25 s of start-up.
    """

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is hidden from the command line", name=fullname)


def main() -> None:
    """Run the command line; the program's own errors end it with one line and their exit code."""
    from dossier_extract.cli import app

    sys.meta_path.insert(0, _WithoutPandas())
    try:
        app()
    except DossierError as error:
        print(f"dossier-extract: {error}", file=sys.stderr)
        sys.exit(int(error.exit_code))


if __name__ == "__main__":
    main()
