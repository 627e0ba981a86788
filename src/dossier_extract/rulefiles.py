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
from dossier_extract.messages import Message, system_reason

MAX_BYTES = 1_000_000  # of one rule file
MAX_DEPTH = 100  # of lists and mappings in one another; rule files have 6
_OPENERS, _SAFE = (
    (b"[", b"{", b"-", b"?"),
    5000,
)  # what opens a list or mapping, and how many in one another PyYAML's C code survives
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


class _Dumper(yaml.SafeDumper):
    """Writes what stands twice twice: rule files know no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def read_yaml(path: Path) -> dict[str, Any]:
    """Read one YAML file that must hold a mapping."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RulesError(str(path), "", Message("cannot be read: {reason}", reason=system_reason(error))) from None
    if len(raw) > MAX_BYTES:
        raise RulesError(str(path), "", Message("larger than {most} bytes; no rule file needs that", most=MAX_BYTES))
    try:
        raw.decode()
    except UnicodeDecodeError:
        raise RulesError(str(path), "", Message("not UTF-8; save it as UTF-8")) from None
    try:
        aliased = b"&" in raw and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(raw, Loader=_Loader))
        deep = sum(map(raw.count, _OPENERS)) > _SAFE and _too_deep(raw)
        data = None if aliased or deep else yaml.load(raw, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Message("line {number}", number=mark.line + 1) if mark else ""
        problem = " ".join(str(getattr(error, "problem", None) or error).split())
        raise RulesError(str(path), place, Message("not YAML: {problem}", problem=problem)) from None
    except (ValueError, LookupError, AttributeError) as error:  # a date that is none, `!!int` or `!!bool` of nothing
        raise RulesError(str(path), "", Message("not YAML: {problem}", problem=str(error))) from None
    except RecursionError:
        deep = True
    if deep:
        raise RulesError(str(path), "", Message("nested too deeply"))
    if aliased:  # a few lines of aliases can stand for gigabytes
        raise RulesError(str(path), "", Message("YAML aliases (*name) are not allowed; write the value out"))
    if not isinstance(data, dict):
        raise RulesError(str(path), "", Message("expected keys and values at the top"))
    return data


def _too_deep(raw: bytes) -> bool:
    """Whether too many lists and mappings stand in one another: the C code that makes the data would crash."""
    depth = 0
    for event in yaml.parse(raw, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            return True
    return False


def yaml_text(data: dict[str, Any]) -> str:
    """A mapping as the text of a rule file, its keys in their order."""
    text: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=110)
    return text


def parse(shape: type[_Shape], data: dict[str, Any], file: str) -> _Shape:
    """Check `data` against `shape`; the first error is raised as `RulesError`, with a "did you mean"."""
    try:
        return shape.model_validate(data)
    except ValidationError as errors:
        error = min(errors.errors(), key=lambda one: one["type"] != "extra_forbidden")  # a misspelt key explains more
        key = ".".join(str(part) for part in error["loc"])
        reason = Message("{problem}", problem=error["msg"].removeprefix("Value error, "))
        if error["type"] == "extra_forbidden":
            reason = did_you_mean(Message("unknown key"), str(error["loc"][-1]), _known_keys(shape))
        elif error["type"] == "missing":
            reason = Message("this key is missing")
        elif error["type"] == "literal_error":
            reason = did_you_mean(reason, str(error["input"]), set(re.findall(r"'([^']+)'", reason)))
        raise RulesError(file, key, reason) from None


def did_you_mean(reason: Message, word: str, known: set[str]) -> Message:
    """The reason, with the nearest of the known words if one is near."""
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return Message("{reason}; did you mean `{near}`?", reason=reason, near=near[0]) if near else reason


def _known_keys(shape: type[BaseModel]) -> set[str]:
    """All keys that a file of this shape may hold, at any depth."""
    schema = json.dumps(shape.model_json_schema(by_alias=True))
    return set(re.findall(r'"([a-z_]+)": \{', schema))
