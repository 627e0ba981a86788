"""Render dossiers: python -m benchmarks.layouts [--family F] [--seed N] [-o DIR] [--all N] [--list]."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from . import EMPTY, FAMILIES, UNSEEN, digest, dossier


def main() -> None:
    """Print the folder of each dossier rendered."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.layouts", description=__doc__)
    parser.add_argument("--family", choices=sorted(FAMILIES | EMPTY), help="one family; all of them by default")
    parser.add_argument("--seed", type=int, default=0, help="which dossier")
    parser.add_argument("--all", type=int, metavar="N", help="the seeds 0 to N - 1 instead of one")
    parser.add_argument("-o", type=Path, metavar="DIR", dest="output", help="copy the folders to DIR")
    parser.add_argument("--list", action="store_true", help="list the families and stop")
    options = parser.parse_args()
    if options.list:
        for name in FAMILIES | EMPTY:
            print(name, "(unseen)" if name in UNSEEN else "")
        print("digest", digest())
        return
    for family in [options.family] if options.family else FAMILIES:
        for seed in range(options.all) if options.all else [options.seed]:
            folder = dossier(family, seed)
            if options.output:
                folder = Path(shutil.copytree(folder, options.output / folder.name, dirs_exist_ok=True))
            print(folder)


if __name__ == "__main__":
    main()
