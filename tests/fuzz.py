"""Bytes that a coverage-guided fuzzer makes up, for the reader of documents and the loader of rules.

`python -m tests.fuzz reader|rules FOLDER [options of libFuzzer]` ends with 0 if nothing came of it; bytes that make the
program fail are written into the folder.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["dossier_extract"], enable_loader_override=False):
    from dossier_extract.errors import RulesError
    from dossier_extract.pipeline import extract_dossier, source_from
    from dossier_extract.profile import Profile
    from dossier_extract.rulefiles import parse, read_yaml
    from dossier_extract.rules import builtin_dir, load_rules
    from tests.test_hostile import plain_page


def reader(folder: Path) -> Callable[[bytes], None]:
    """What is done with the bytes of a document."""
    (folder / "seeds" / "plain.pdf").write_bytes(plain_page())
    rules = load_rules()

    def read(data: bytes) -> None:
        outcome = extract_dossier(source_from(Path("made-up.pdf"), data), rules)
        if "fault of the program" in str(outcome.reason):
            raise AssertionError(outcome.reason)

    return read


def rules(folder: Path) -> Callable[[bytes], None]:
    """What is done with the bytes of a rule file."""
    for path in builtin_dir().glob("profiles/*.yml"):
        (folder / "seeds" / path.name).write_bytes(path.read_bytes())
    file = folder / "made-up.yml"

    def load(data: bytes) -> None:
        file.write_bytes(data)
        with contextlib.suppress(RulesError):
            parse(Profile, read_yaml(file), file.name)

    return load


def main() -> None:
    kind, folder, *options = sys.argv[1:]
    (Path(folder) / "seeds").mkdir()
    target = {"reader": reader, "rules": rules}[kind](Path(folder))
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={folder}/", f"{folder}/seeds"], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
