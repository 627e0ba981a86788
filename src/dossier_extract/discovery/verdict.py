"""What is said of a layout that the program found: how sure it is, if a person must look, or why none is believed."""

from __future__ import annotations

from dossier_extract.discovery import Discovery
from dossier_extract.messages import Message
from dossier_extract.profile import Profile
from dossier_extract.rules import Rules
from dossier_extract.schema import Finding, ProfileUse, Severity
from dossier_extract.stages.recognise import Choice

UNKNOWN = "no profile knows this layout"
FOUND = (
    "{lack}: the program found the layout by itself, confidence {confidence}; compare some records with "
    "the pages. `dossier-extract profile draft FILE` writes it as a profile, to correct or to confirm"
)
DRAFT = (
    "a draft to confirm: {lack}, the program found the layout by itself, and is not sure (confidence "
    "{confidence}, {sure} is wanted). Compare the records with the pages; `dossier-extract profile draft FILE` writes "
    "the layout as a profile, to correct or to confirm"
)
REFUSED = (
    "{lack}. A layout was searched for, but {why}. `dossier-extract explain FILE` shows more; write a profile "
    "(docs/rules.md), or name one with --profile"
)
UNCONFIRMED = (
    "a draft to confirm: the program found the layout of profile {profile}, and nobody has confirmed it. Compare the "
    "records with the pages, correct the profile, then write `confirmed: true` under `found`"
)


def use_of(choice: Choice, profile: Profile, rules: Rules) -> ProfileUse:
    """How the profile came about. What a person confirmed, or wrote, has no confidence: that person answers for it."""
    found = profile.found
    if choice.discovered:
        return _found(choice.name, round(choice.confidence or 0.0, 2), rules)
    if found is None:
        return ProfileUse(name=choice.name, how="known")
    if found.confirmed:
        return ProfileUse(name=choice.name, how="confirmed")
    return _found(choice.name, found.confidence if found.layout == profile.fingerprint else None, rules)


def _found(name: str, confidence: float | None, rules: Rules) -> ProfileUse:
    unsure = confidence is None or confidence < rules.discovery.draft_below
    return ProfileUse(name=name, how="discovered", confidence=confidence, draft=unsure)


def finding_of(use: ProfileUse, choice: Choice, rules: Rules) -> Finding | None:
    """The warning that a result carries whose layout nobody has confirmed."""
    if use.how != "discovered":
        return None
    return Finding(code="layout-discovered", severity=Severity.WARNING, message=said_of(use, choice, rules))


def said_of(use: ProfileUse, choice: Choice, rules: Rules) -> Message:
    """What to say of a layout that nobody has confirmed, with what to do next."""
    if not choice.discovered:
        return Message(UNCONFIRMED, profile=use.name)
    about = {"lack": choice.reason or Message(UNKNOWN), "confidence": f"{use.confidence or 0:.2f}"}
    if use.draft:
        return Message(DRAFT, sure=f"{rules.discovery.draft_below:g}", **about)
    return Message(FOUND, **about)


def refusal(found: Discovery, lack: Message | None) -> Message:
    """Why a dossier is not read: what the nearest profile lacks, why no layout was believed, and what to do next."""
    return Message(REFUSED, lack=lack or "", why=found.refused or "")
