"""Entry point: `dossier-extract` and `python -m dossier_extract`."""

from __future__ import annotations

import gc
import sys

from dossier_extract import imports
from dossier_extract.errors import DossierError

# Objects made before Python looks for cycles (it would do so every 700): the libraries' own stay to the end anyway, and
# walking through them over and over, once more at the exit, was a sixth of the time of a short run.
ALLOCATIONS = 100_000


def main() -> None:
    """Run a command line; the program's own errors end it with one line and their exit code."""
    from dossier_extract.cli import app, terminal

    try:
        app()
    except DossierError as error:
        terminal.complain("dossier-extract: {error}", error=error.message)
        sys.exit(int(error.exit_code))


def run() -> None:
    """Run the command line in a process of its own, set up to start and end quickly."""
    gc.set_threshold(ALLOCATIONS)
    imports.hide()
    try:
        main()
    finally:
        gc.freeze()  # what is left dies with the process; there is nothing to find in it


if __name__ == "__main__":
    run()
