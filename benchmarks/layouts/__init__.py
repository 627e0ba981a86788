"""Random dossiers with gold, in families of layouts: what measures the program on layouts that nobody has seen.

`dossier(family, seed)` is all that a user needs. It imports nothing of the program. README.md says how to add a family.
"""

from __future__ import annotations

import ast
import hashlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from . import content, gold
from .dice import Dice
from .finish import finish

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache" / "layouts"
LIBRARIES = (
    "typst", "reportlab", "pyphen", "pikepdf", "font-roboto", "font-source-sans-pro", "font-source-serif-pro",
    "font-manrope", "font-caladea",
)  # fmt: skip
UNSEEN: tuple[str, ...] = ("lists", "flow")  # nobody may look at what the program does with these


@dataclass(frozen=True)
class Family:
    """A kind of layout. `draw(rng, folder)` prints `folder/dossier.pdf` and returns what it printed, for gold."""

    name: str
    path: Path  # its module
    draw: Callable[[Dice, Path], content.Dossier]


def _families(package: str, prefix: str = "") -> dict[str, Family]:
    """A family for each public module of a package here, imported when it first draws."""
    made = {}
    for path in sorted((HERE / package).glob("[a-z]*.py")):
        name = prefix + path.stem.replace("_", "-")
        made[name] = Family(name, path, _drawing(f".{package}.{path.stem}"))
    return made


def _drawing(module: str) -> Callable[[Dice, Path], content.Dossier]:
    def draw(rng: Dice, folder: Path) -> content.Dossier:
        printed: content.Dossier = import_module(module, __package__).draw(rng, folder)
        return printed

    return draw


FAMILIES: dict[str, Family] = _families("families")
EMPTY: dict[str, Family] = _families("empty", "empty-")  # documents that list no projects: gold is empty


def set_aside(seed: int) -> bool:
    """Whether the seed is for the last measurement alone."""
    return seed % 3 == 2


def rare_words(seed: int) -> bool:
    """Whether a third of the dossier's label words are rare ones."""
    return seed % 3 == 1


def digest(*names: str) -> str:
    """16 hex digits over the source that families print with, and the versions of the libraries; of all by default."""
    used: set[Path] = set()
    for name in names or (*FAMILIES, *EMPTY):
        used |= _used((FAMILIES | EMPTY)[name].path)
    sha = hashlib.sha256()
    for path in sorted(used.union(*(_used(HERE / f"{name}.py") for name in ("finish", "gold")))):
        sha.update(f"{path.relative_to(HERE)}\0".encode() + path.read_bytes() + b"\0")
    for library in LIBRARIES:
        sha.update(f"{library} {version(library)}\0".encode())
    return sha.hexdigest()[:16]


@cache
def _used(path: Path) -> frozenset[Path]:
    """The module and all of this package that it imports, directly or not; `__init__` prints nothing."""
    found, left = {path}, [path]
    while left:
        module = left.pop()
        for node in ast.walk(ast.parse(module.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.level:
                folder = module.parents[node.level - 1]
                stems = [node.module] if node.module else [alias.name for alias in node.names]
                new = {folder / f"{stem}.py" for stem in stems} - found
                found |= new
                left += sorted(new)
    return frozenset(found)


def dossier(family: str, seed: int) -> Path:
    """The folder with dossier.pdf, gold.jsonl and meta.json, rendered if it is not in the cache yet.

    Raises KeyError if there is no such family.
    """
    folder = CACHE / digest(family) / f"{family}-{seed}"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent, prefix="."))
        try:
            render((FAMILIES | EMPTY)[family], seed, made)
            made.rename(folder)
        except OSError:
            if not folder.exists():  # else another process was first, with the same bytes
                raise
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return folder


def render(family: Family, seed: int, folder: Path) -> None:
    """The three files of one dossier into an existing folder, whatever the cache holds."""
    rng = Dice(family.name, seed)
    printed = family.draw(rng, folder)
    finish(rng, folder / "dossier.pdf")
    gold.write(rng, folder, printed)
