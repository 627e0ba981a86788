"""Entry point: `dossier-extract` and `python -m dossier_extract`."""

from __future__ import annotations

import gc
import sys

from dossier_extract.errors import DossierError

# Objects made before Python looks for cycles (it would do so every 700): the libraries' own stay to the end anyway, and
# walking through them over and over, once more at the exit, was a sixth of the time of a short run.
ALLOCATIONS = 100_000

# pyarrow imports these where it finds them: pandas and numpy to ask whether our lists are theirs (0.3 s), file systems
# in the cloud to offer them (20 ms). It does without, and so do we.
HIDDEN = ("numpy", "pandas", "pyarrow._azurefs", "pyarrow._gcsfs", "pyarrow._hdfs", "pyarrow._s3fs")


class _Hider:
    """Makes what is hidden look as if it were not installed, in this process.

    (No base class: importing `importlib.abc` costs as much as reading three pages.)
    """

    @staticmethod
    def find_spec(fullname: str, path: object = None, target: object = None) -> None:
        if fullname in HIDDEN and not (fullname == "numpy" and "spacy" in sys.modules):  # which cannot do without
            raise ModuleNotFoundError(f"{fullname} is hidden from the command line", name=fullname)


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
    sys.meta_path.insert(0, _Hider())
    try:
        main()
    finally:
        gc.freeze()  # what is left dies with the process; there is nothing to find in it


if __name__ == "__main__":
    run()
