"""What the program says to people: English texts that know how they were made, so that they can be said in French.

A `Message` is the English text; results, logs and manifests hold it as it is. The command line says it in the user's
language (`spoken`). `FRENCH` (french.py) has a sentence for each template, and a test sees that none is missing.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping
from typing import Literal, Self

Language = Literal["en", "fr"]


class Message(str):
    """An English sentence made of a template and its values; values may be messages themselves."""

    __slots__ = ("template", "values")
    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        self = super().__new__(cls, template.format(**values) if values else template)
        self.template, self.values = template, values
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.template,), self.values  # so that it survives the way between two processes

    @classmethod
    def joined(cls, separator: str, parts: Iterable[str]) -> Message:
        """Messages one after the other."""
        listed = {f"part{number}": part for number, part in enumerate(parts)}
        return cls(separator.join(f"{{{name}}}" for name in listed), **listed)


def spoken(text: str, language: Language, catalogue: Mapping[str, str]) -> str:
    """Say a message in a language; a text that is no message, and English, stay as they are."""
    if language == "en" or not isinstance(text, Message):
        return text
    template = catalogue.get(text.template, text.template)
    if not text.values:
        return template
    said = {
        name: spoken(value, language, catalogue) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return template.format(**said)


_REASONS = {
    errno.ENOENT: Message("no such file or folder"),
    errno.EACCES: Message("no permission"),
    errno.EPERM: Message("no permission"),
    errno.EISDIR: Message("it is a folder"),
    errno.ENOTDIR: Message("a part of its path is no folder"),
    errno.ENOSPC: Message("the disk is full"),
    errno.EDQUOT: Message("the disk quota is used up"),
    errno.EROFS: Message("the disk is read-only"),
    errno.EFBIG: Message("the file is too large"),
    errno.EEXIST: Message("there is a file of that name"),
    errno.ENAMETOOLONG: Message("the name is too long"),
    errno.ELOOP: Message("its symbolic links lead in a circle"),
}


def system_reason(error: OSError) -> str:
    """Why the system refused, in plain words where it is one of the usual reasons."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def language_of(environment: Mapping[str, str] = os.environ) -> Language:
    """French where the environment is (LC_ALL, LC_MESSAGES, LANG: the first that is set), else English."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    return "fr" if named.lower().startswith("fr") else "en"
