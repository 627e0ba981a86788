"""Install the program as a user does, from its wheel into an empty environment far from the checkout, and try it there.

python tools/try_wheel.py                               with the Python that runs this
python tools/try_wheel.py --python python3.11 python3.13    with each of these

Needs a package index. Prints a line a check; exits 1, with a line that says what failed, when one does.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOSSIERS = ROOT / "tests" / "dossiers"
MOST_DISTRIBUTIONS = 60  # that one install may bring, pip and setuptools apart
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
OURS = ("PYTHONPATH", "PYTHONHOME", "PYTHONPYCACHEPREFIX", "VIRTUAL_ENV")  # would lead back to this environment


class Failure(Exception):
    """A check that failed, in one line."""


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints; `Failure` with its last line if it ends with anything but 0."""
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).rpartition("\n")[2]
        raise Failure(f"{' '.join(map(str, command))}: exit {done.returncode}: {last}")
    return done.stdout


def expect(what: str, found: object, wanted: object) -> None:
    """Say a check that holds; `Failure` if it does not."""
    if found != wanted:
        raise Failure(f"{what}: {found}, not {wanted}")
    print(f"  {what}: {found}")


class Install:
    """One environment with the wheel in it."""

    def __init__(self, wheel: Path, python: str, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        run(python, "-m", "venv", folder / "venv", cwd=folder)
        self.python = folder / "venv" / SCRIPTS / "python"
        self.program = folder / "venv" / SCRIPTS / "dossier-extract"
        self.pip("install", "-q", wheel)

    def pip(self, *arguments: str | Path) -> str:
        return run(self.python, "-m", "pip", "--disable-pip-version-check", *arguments, cwd=self.folder)

    def distributions(self) -> list[str]:
        """Names of what the install brought, its own included."""
        listed = [row["name"] for row in json.loads(self.pip("list", "--format", "json"))]
        return sorted(name for name in listed if name not in ("pip", "setuptools"))

    def extracted(self, *arguments: str | Path, command: tuple[str | Path, ...] = ()) -> bytes:
        """The JSON file that `extract` writes of one dossier."""
        target = Path(tempfile.mkdtemp(dir=self.folder))
        run(*(command or (self.program,)), "extract", *arguments, "-o", target, cwd=self.folder)
        [file] = target.glob("dossiers/*.json")
        return file.read_bytes()


def gold(name: str) -> int:
    """How many projects a dossier holds, counted by hand."""
    return len((DOSSIERS / name / "gold.jsonl").read_text(encoding="utf-8").splitlines())


def projects(result: bytes) -> int:
    return len(json.loads(result)["projects"])


def try_install(install: Install, version: str) -> None:
    """Every check on one install; the first that fails ends it."""
    brought = install.distributions()
    print(f"  {len(brought)} distributions: {', '.join(brought)}")
    if len(brought) > MOST_DISTRIBUTIONS:
        raise Failure(f"{len(brought)} distributions, more than {MOST_DISTRIBUTIONS}")
    home = Path(run(install.python, "-c", "import dossier_extract as d; print(d.__file__)", cwd=install.folder).strip())
    expect("the package is the installed one", install.folder.resolve() in home.resolve().parents, True)
    said = run(install.program, "--version", cwd=install.folder).strip()
    expect(f"--version ({said})", said.split()[:2], ["dossier-extract", version])

    sample = shutil.copy(ROOT / "input" / "idf-2021.pdf", install.folder)
    first = install.extracted(sample)
    expect("projects of the sample, built-in rules", projects(first), gold("idf-2021"))
    module = (install.python, "-m", "dossier_extract")
    expect("the same bytes with python -m", install.extracted(sample, command=module) == first, True)

    exported = install.folder / "exported"
    run(install.program, "rules", "export", exported, cwd=install.folder)
    run(install.program, "rules", "check", "--rules", exported, cwd=install.folder)
    expect("the same bytes with exported rules", install.extracted(sample, "--rules", exported) == first, True)

    own = install.folder / "own" / "profiles"
    own.mkdir(parents=True)
    shutil.copy(DOSSIERS / "dev-bretagne" / "profile.yml", own / "bretagne.yml")
    other = shutil.copy(DOSSIERS / "dev-bretagne" / "dossier.pdf", install.folder)
    found = install.extracted(other, "--rules", own.parent)
    expect("projects of a dossier, by a user's own profile", projects(found), gold("dev-bretagne"))


def main() -> int:
    """Build the wheel once, try it with each Python; 1 if a check failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", nargs="+", default=[sys.executable], metavar="EXE", help="which Pythons to try")
    failed = False
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT, cwd=folder)
        [wheel] = folder.glob("*.whl")
        for number, python in enumerate(parser.parse_args().python):
            print(f"{wheel.name}, {python}")
            try:
                try_install(Install(wheel, python, folder / str(number)), wheel.name.split("-")[1])
            except (Failure, OSError) as failure:
                failed = True
                print(f"{python}: {failure}", file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
