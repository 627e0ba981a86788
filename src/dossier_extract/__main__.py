"""Entry point: `dossier-extract` and `python -m dossier_extract`."""

from __future__ import annotations

import sys

from dossier_extract.errors import DossierError


class _WithoutPandas:
    """Hides pandas and numpy from this process, which has no use for them.

    pyarrow imports them, where they are installed, only to ask whether our lists are theirs: 0.3 s of start-up.
    (No base class: importing `importlib.abc` costs as much as reading three pages.)
    """

    @staticmethod
    def find_spec(fullname: str, path: object = None, target: object = None) -> None:
        if fullname in ("numpy", "pandas"):
            raise ModuleNotFoundError(f"{fullname} is hidden from the command line", name=fullname)


def main() -> None:
    """Run the command line; the program's own errors end it with one line and their exit code."""
    from dossier_extract.cli import app, terminal

    sys.meta_path.insert(0, _WithoutPandas())
    try:
        app()
    except DossierError as error:
        terminal.complain("dossier-extract: {error}", error=error.message)
        sys.exit(int(error.exit_code))


if __name__ == "__main__":
    main()
