"""Read a rule file and check its shape; every error names file, key and reason, with a "did you mean"."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from dossier_extract.errors import RulesError

MAX_BYTES = 1_000_000  # of one rule file
_Shape = TypeVar("_Shape", bound=BaseModel)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe loader, in C where it exists, that takes no key twice: the last one would win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key `{key.value}` is given twice", key.start_mark)
            seen.add(key.value)
        made: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return made


def read_yaml(path: Path) -> dict[str, Any]:
    """Read one YAML file that must hold a mapping."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RulesError(str(path), "", f"cannot be read: {error.strerror}") from None
    if len(raw) > MAX_BYTES:
        raise RulesError(str(path), "", f"larger than {MAX_BYTES} bytes; no rule file needs that")
    try:
        raw.decode()
    except UnicodeDecodeError:
        raise RulesError(str(path), "", "not UTF-8; save it as UTF-8") from None
    try:
        aliased = b"&" in raw and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(raw, Loader=_Loader))
        data = None if aliased else yaml.load(raw, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else ""
        raise RulesError(str(path), place, f"not YAML: {getattr(error, 'problem', None) or error}") from None
    except ValueError as error:  # a date that is none, a number too long
        raise RulesError(str(path), "", f"not YAML: {error}") from None
    except RecursionError:
        raise RulesError(str(path), "", "nested too deeply") from None
    if aliased:  # a few lines of aliases can stand for gigabytes
        raise RulesError(str(path), "", "YAML aliases (*name) are not allowed; write the value out")
    if not isinstance(data, dict):
        raise RulesError(str(path), "", "expected keys and values at the top")
    return data


def parse(shape: type[_Shape], data: dict[str, Any], file: str) -> _Shape:
    """Check `data` against `shape`; the first error is raised as `RulesError`, with a "did you mean"."""
    try:
        return shape.model_validate(data)
    except ValidationError as errors:
        error = min(errors.errors(), key=lambda one: one["type"] != "extra_forbidden")  # a misspelt key explains more
        key = ".".join(str(part) for part in error["loc"])
        reason = error["msg"].removeprefix("Value error, ")
        if error["type"] == "extra_forbidden":
            reason = "unknown key" + did_you_mean(str(error["loc"][-1]), _known_keys(shape))
        elif error["type"] == "literal_error":
            reason += did_you_mean(str(error["input"]), set(re.findall(r"'([^']+)'", reason)))
        raise RulesError(file, key, reason) from None


def did_you_mean(word: str, known: set[str]) -> str:
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"; did you mean `{near[0]}`?" if near else ""


def _known_keys(shape: type[BaseModel]) -> set[str]:
    """All keys that a file of this shape may hold, at any depth."""
    schema = json.dumps(shape.model_json_schema(by_alias=True))
    return set(re.findall(r'"([a-z_]+)": \{', schema))
