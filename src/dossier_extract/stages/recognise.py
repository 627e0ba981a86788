"""Choose the profile of a dossier: the one whose cues stand in its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dossier_extract.errors import NoText
from dossier_extract.messages import Message
from dossier_extract.model import Page
from dossier_extract.profile import Profile
from dossier_extract.rules import Rules
from dossier_extract.text import fold


@dataclass(frozen=True, slots=True)
class Choice:
    """The profile chosen, or why there is none."""

    name: str
    profile: Profile | None
    reason: Message | None = None
    named: bool = False  # by the user, whatever its cues
    discovered: bool = False  # found by the program, no cues known
    confidence: float | None = None  # in what was found


def recognise(pages: Sequence[Page], rules: Rules, wanted: str = "auto") -> Choice:
    """Return the profile to read `pages` with.

    Raises `NoText` where there is no text to read, `RulesError` for a profile that does not exist.
    """
    if not any(page.words for page in pages):
        raise NoText("no text in it, only pictures; run OCR on it first")
    if wanted != "auto":
        return Choice(wanted, rules.profile(wanted), named=True)
    texts = _Texts(pages)
    lacking: list[tuple[int, Message]] = []
    for name, profile in rules.profiles.items():
        missing = [cue for cue in profile.recognise.all if cue not in texts]
        either = profile.recognise.any
        if either and not any(cue in texts for cue in either):
            missing.append(" / ".join(either))
        if not missing:
            return Choice(name, profile)
        cues = ", ".join(f"« {cue} »" for cue in missing)
        lacking.append((len(missing), Message("{name} (lacks {cues})", name=name, cues=cues)))
    if not lacking:
        return Choice("", None, Message("the rules hold no profile"))
    return Choice("", None, Message("no profile fits; the nearest is {nearest}", nearest=min(lacking)[1]))


class _Texts:
    """The folded text of each page, put together as far as a cue is looked for: most stand on the first pages."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.ahead = iter(pages)
        self.read: list[str] = []

    def __contains__(self, cue: str) -> bool:
        wanted = _flat(cue)
        if any(wanted in text for text in self.read):
            return True
        for page in self.ahead:
            self.read.append(fold("".join([word.text for word in page.words])))
            if wanted in self.read[-1]:
                return True
        return False


def _flat(cue: str) -> str:
    return "".join(fold(cue).split())
