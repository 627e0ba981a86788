"""What says how to reach a person, or who it is: left out of exports unless asked for.

Left out are further fields whose name says that they hold a contact, carriers that look like natural persons, and
mail addresses and telephone numbers inside any text. The words are in `vocabulary/persons.yml`,
the patterns in `parts.yml`.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from dossier_extract.rules import Rules
from dossier_extract.text import fold
from dossier_extract.textformats import Row

LEFT_OUT = "[…]"  # stands where a mail address or a telephone number was printed
PATTERNS = ("mail_address", "phone_number")
CARRIER = "carrier"  # fields whose name begins so tell the carrier


class Contacts:
    """Leaves contacts out of rows; with `kept`, leaves rows as they are."""

    def __init__(self, rules: Rules, kept: bool) -> None:
        self.rules, self.kept = rules, kept
        self.persons: set[tuple[str, str]] = set()  # dossier and project whose carrier looks like a natural person

    @cached_property
    def _labels(self) -> frozenset[str]:
        return frozenset(_key(word) for word in self.rules.persons.contact_labels)

    def hides(self, extra: str) -> bool:
        """Whether a further field is left out for its name."""
        return not self.kept and bool({_key(extra), *_key(extra).split()} & self._labels)

    def project(self, row: Row) -> Row:
        """A project's flat row without contacts."""
        if self.kept:
            return row
        given = row["extra"]
        extra = {k: v for k, v in (given.items() if isinstance(given, dict) else given) if not self.hides(k)}
        if row.get("carrier_person"):
            self.persons.add((row["dossier_id"], row["id"]))
            row = {name: _emptied(value) if _tells_carrier(name) else value for name, value in row.items()}
        return {name: self.cleaned(value) for name, value in row.items()} | {"extra": self.cleaned(extra)}

    def other(self, row: Row) -> Row | None:
        """A row of another table without contacts; None where the whole row is about one.

        The rows of the projects come first: they tell whose carriers are persons.
        """
        if self.kept:
            return row
        field = row.get("field") or ""
        extra = field.removeprefix("extra.")
        if extra != field and self.hides(extra):
            return None
        if _tells_carrier(field) and (row["dossier_id"], row["project_id"]) in self.persons:
            return None
        return {name: self.cleaned(value) for name, value in row.items()}

    def cleaned(self, value: Any) -> Any:
        """A value whose texts hold no mail address and no telephone number."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return [self.cleaned(one) for one in value]
        if isinstance(value, dict):
            return {name: self.cleaned(one) for name, one in value.items()}
        return value

    def _text(self, text: str) -> str:
        for name in PATTERNS:
            for one in reversed(list(self.rules.patterns[name].finditer(fold(text)))):
                text = text[: one.start()] + LEFT_OUT + text[one.end() :]
        return text


def _key(name: str) -> str:
    return " ".join(fold(name).replace("_", " ").replace("-", " ").split())


def _tells_carrier(field: str) -> bool:
    return field.startswith(CARRIER) and field != "carrier_person"


def _emptied(value: Any) -> Any:
    return [] if isinstance(value, list) else None
