"""Write what the code already says: docs/fields.md, docs/result.schema.json and rules/profile.schema.json.

python tools/make_docs.py            writes them
python tools/make_docs.py --check    writes nothing; exits 1 and names those that are stale
"""

from __future__ import annotations

import argparse
import inspect
import json
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from dossier_extract import dataset, errors, profile, schema

ROOT = Path(__file__).parents[1]
INTRO = """\
# Fields

Made by `tools/make_docs.py` from `schema.py`, `dataset.py` and `errors.py`: change those, then run it.

Lengths are PDF points (1/72 inch); the origin is the top left corner of the page as displayed. Identifiers and codes
are text, dates are ISO 8601, amounts are euros. `docs/result.schema.json` says the same of the JSON file to programs.
"""
TABLES_INTRO = """\
## Parquet tables

One file a dossier and table: `output/<table>/<dossier_id>.parquet`. The row in `dossiers` is written last: a dossier
whose row stands there is complete. `corpus run` writes `documents/documents.parquet` beside them, one file with a row
for each source. Types are Arrow's. `extra` is a map of texts: each profile declares fields of
its own.
"""
PLAIN = {str: "text", bool: "true or false", int: "integer", float: "number", Decimal: "amount", NoneType: "null"}


def main() -> None:
    """Write the files, or say which are stale."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is stale")
    check = parser.parse_args().check
    stale = list(stale_files(ROOT))
    for path, text in stale:
        name = path.relative_to(ROOT)
        if check:
            print(f"{name} is stale: run `python tools/make_docs.py`", file=sys.stderr)
        else:
            path.write_text(text, encoding="utf-8")
            print(f"{name} written")
    sys.exit(1 if check and stale else 0)


def stale_files(root: Path) -> Iterator[tuple[Path, str]]:
    """Each file that does not say what it should, with what it should say."""
    wanted = {
        root / "docs" / "fields.md": fields_page(),
        root / "docs" / "result.schema.json": as_json(schema.result_schema()),
        root / "rules" / "profile.schema.json": as_json(profile.profile_schema()),
    }
    for path, text in wanted.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            yield path, text


def as_json(value: object) -> str:
    """JSON as the command `schema` prints it."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


# docs/fields.md


def fields_page() -> str:
    """The whole page."""
    lines = [INTRO, "## The JSON file", "", "`output/dossiers/<dossier_id>.json` is one `Result`.", ""]
    for model in published_models():
        lines += [f"### {model.__name__}", "", inspect.getdoc(model) or "", ""]
        fields = model.__pydantic_fields__.items()
        lines += table("field", [(f"`{name}`", type_name(f.annotation), f.description or "") for name, f in fields])
    lines.append(TABLES_INTRO)
    for name, columns in {**dataset.TABLES, "documents": dataset.DOCUMENTS}.items():
        arrow = dataset.arrow_schema(name)
        lines += [f"### Table `{name}`", ""]
        rows = [(f"`{c.name}`", f"`{arrow.field(c.name).type}`", c.description) for c in columns]
        lines += table("column", rows)
    lines += ["## Finding codes", "", "What `Finding.code` may say.", "", "| code | meaning |", "|---|---|"]
    lines += [f"| `{code}` | {cell(meaning)} |" for code, meaning in schema.FINDING_CODES.items()]
    lines += ["", "## Residue kinds", "", "Where each printed character of a page went (`PageResidue`).", ""]
    kinds = [(kind, schema.PageResidue.model_fields[kind].description or "") for kind in schema.RESIDUE_KINDS]
    lines += ["| kind | what it counts |", "|---|---|", *(f"| `{kind}` | {cell(said)} |" for kind, said in kinds)]
    lines += ["", "## Exit codes", "", "| code | name | meaning |", "|---|---|---|"]
    lines += [f"| {code.value} | `{code.name}` | {cell(said)} |" for code, said in exit_codes()]
    return "\n".join(lines) + "\n"


def published_models() -> list[type[Any]]:
    """All models of the schema, in the order in which a reader of the JSON meets them."""
    found: list[type[Any]] = [schema.Result]
    for model in found:  # grows while it is walked
        for field in model.__pydantic_fields__.values():
            found += [inner for inner in models_in(field.annotation) if inner not in found]
    defined = {kind for kind in vars(schema).values() if is_model(kind) and kind.__module__ == schema.__name__}
    if lost := defined - {schema.Record} - set(found):
        raise SystemExit(f"no field of a result leads to {', '.join(kind.__name__ for kind in lost)}")
    return found


def is_model(annotation: Any) -> bool:
    """Whether it is a published model: a pydantic one, or one of its slotted dataclasses."""
    return isinstance(annotation, type) and hasattr(annotation, "__pydantic_fields__")


def models_in(annotation: Any) -> Iterator[type[Any]]:
    """The published models that an annotation names."""
    if is_model(annotation):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


def type_name(annotation: Any) -> str:
    """An annotation in words."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_name(args[0])
    if origin in (Union, UnionType):
        return " or ".join(map(type_name, args))
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in args)
    if origin in (list, tuple, dict):
        inner = [type_name(arg) for arg in args]
        return f"[{', '.join(inner)}]" if origin is tuple else f"{origin.__name__} of {' to '.join(inner)}"
    if issubclass(annotation, Enum):
        return type_name(Literal[tuple(one.value for one in annotation)])
    if is_model(annotation):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    return PLAIN[annotation]


def table(first: str, rows: list[tuple[str, str, str]]) -> list[str]:
    """A Markdown table of three columns, and an empty line after it."""
    lines = [" | ".join(map(cell, row)) for row in rows]
    return [f"| {first} | type | description |", "|---|---|---|", *(f"| {line} |" for line in lines), ""]


def cell(text: str) -> str:
    """Text that breaks no table."""
    return text.replace("|", "\\|")


def exit_codes() -> list[tuple[errors.ExitCode, str]]:
    """Each exit code with the comment that stands beside it."""
    said = dict(re.findall(r"^ +([A-Z_]+) = \d+  # (.+)$", inspect.getsource(errors.ExitCode), re.MULTILINE))
    return [(code, said[code.name]) for code in errors.ExitCode]


if __name__ == "__main__":
    main()
