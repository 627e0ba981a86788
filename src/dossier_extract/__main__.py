"""Entry point: `dossier-extract` and `python -m dossier_extract`."""

from __future__ import annotations

import sys

from dossier_extract.errors import DossierError, ExitCode


def main() -> None:
    """Run the command line; the program's own errors end it with one line and their exit code."""
    from dossier_extract.cli import app

    # pyarrow imports pandas, where it is installed, only to ask whether our lists are pandas objects: 0.25 s of
    # start-up. This process is ours and has no use for pandas; as a library the program leaves it alone.
    sys.modules.setdefault("pandas", None)  # type: ignore[arg-type]
    try:
        app()
    except DossierError as error:
        print(f"dossier-extract: {error}", file=sys.stderr)
        sys.exit(int(error.exit_code))
    except KeyboardInterrupt:
        print("dossier-extract: interrupted; what was written so far is whole", file=sys.stderr)
        sys.exit(int(ExitCode.INTERRUPTED))


if __name__ == "__main__":
    main()
