"""Why a source gave a record nothing, and what came nearest."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

import regex

from dossier_extract.drafts import ProjectBlock
from dossier_extract.errors import RulesError
from dossier_extract.explain.looks import Keys, Miss, Printed, all_said
from dossier_extract.explain.phrases import flat, quoted
from dossier_extract.explain.prefix import reach
from dossier_extract.explain.readings import Readings, rank_of
from dossier_extract.look import color_fits
from dossier_extract.messages import Message
from dossier_extract.model import Block, BlockKind, Style
from dossier_extract.profile import FieldSource, Look, Selector
from dossier_extract.rules import Pattern, Rules
from dossier_extract.text import EMPTY, Text, fold

LINES = 100  # beginnings of lines that a label is compared with
NEAR = 40.0  # points, down the page and a tenth of those across, within which text may be what a record lacks
ALIKE = 0.8  # share of like characters (difflib) from which one label resembles another
LABEL_CHARS = 60  # of a line's beginning


class Misses:
    """Looks again at what failed: slower than reading, and only where it is asked for."""

    def __init__(self, readings: Readings, rules: Rules) -> None:
        self.readings, self.rules = readings, rules

    def why(self, block: ProjectBlock, name: str, rank: int, source: FieldSource) -> Message:
        """Why one source of a field gave a record nothing."""
        raw = self.readings.raw_of(block, name)
        if raw is not None and rank_of(raw) == rank:
            text = block.slots[raw.slot]
            taken = quoted(text.repaired[slice(*raw.spans[0])])
            return Message("it took {text}, which cannot be read as a value", text=taken)
        if source.infer:
            return self._inferred(block, source)
        text = block.slots.get(source.slot, EMPTY)
        if not text.repaired:
            return self._empty(block, source.slot)
        if source.pattern:
            patterns = [self.rules.patterns[one] for one in source.pattern]
            return Message.joined("; ", [self._pattern(pattern, name, text) for pattern in patterns])
        if source.label:
            return self._label(block, source, text)
        if source.style is not None:
            return self._style(source.style, text)
        cut = next((key for key in ("looks", "split", "bracketed", "quoted", "nth") if getattr(source, key)), None)
        if cut is not None:
            return Message("{pattern} does not match {text}", pattern=cut, text=quoted(text.repaired))
        return Message("other fields took all of it")

    def _empty(self, block: ProjectBlock, slot: str) -> Message:
        layout = self.readings.layout(block)
        if slot not in (known := layout.slots):
            return Message("there is no slot `{slot}` here, only {known}", slot=flat(slot), known=", ".join(known))
        near = self._unclaimed_near(block, slot) if slot in ("badge", "body") and not layout.table else None
        if near is None:
            return Message("its slot `{slot}` is empty", slot=slot)
        why = self.badge_miss(near) if slot == "badge" else self.body_miss(near)
        found = {"text": quoted(_words(near)), "page": near.page, "why": why}
        return Message("its slot `{slot}` is empty; {text} on page {page}: {why}", slot=slot, **found)

    def _unclaimed_near(self, block: ProjectBlock, slot: str) -> Block | None:
        """The badge, or the text, that went to no record and stands nearest to a line of this one, if it is near."""
        lines = [stretch.line for text in block.slots.values() for stretch in text.stretches]
        wanted = BlockKind.BADGE if slot == "badge" else BlockKind.TEXT
        nearest, near = NEAR, None
        for other, kind in self.readings.segmentation.others:
            if other.kind is wanted and kind == "unclaimed":
                beside = [one for one in lines if one.page == other.page]
                away = min((abs(one.top - other.top) + abs(one.x0 - other.x0) / 10 for one in beside), default=NEAR)
                if away < nearest:
                    nearest, near = away, other
        return near

    def body_miss(self, block: Block) -> Message:
        """Why a block of text is no part of a record's body: the keys that the likest word at a line's end misses."""
        keys, text = Keys(self.readings.profile.layouts[block.layout].body, self.rules), block.lines[0].text
        ends = {word.style for one in block.lines for word in (one.words[0], one.words[-1])}
        printed = Printed(block.style, block.fill, text, fold(text))
        misses = min((keys.misses(printed._replace(style=style)) for style in sorted(ends)), key=len)
        if misses:
            return Message("no part of `body`: {why}", why=all_said(misses))
        return Message("it stands in a box of its own")

    def badge_miss(self, badge: Block) -> Message:
        """Why a badge went to no record."""
        layouts = self.readings.profile.layouts
        wanted = layouts[badge.layout].badge if badge.layout >= 0 else None
        if wanted is None:
            return Message("the profile says nothing of a badge")
        if wanted.fill is not None and not color_fits(wanted.fill, badge.fill):
            printed = Printed(badge.style, badge.fill, "", "")
            return all_said(Keys(Selector.model_construct(fill=wanted.fill), self.rules).misses(printed))
        return Message("no record without a badge stands beside it (side: {side})", side=wanted.side)

    def _pattern(self, pattern: Pattern, name: str, text: Text) -> Message:
        said = {"pattern": flat(pattern.name)}
        folded = text.folded.replace("\n", " ")
        found = pattern.search(folded)
        if found is not None:
            group = name.removeprefix("extra.")
            return Message("{pattern} matches, but its group `{group}` is empty or missing", group=group, **said)
        try:
            got = reach(pattern, folded)
        except RulesError:  # a part of it is slower than the whole
            return Message("{pattern} does not match {text}", text=quoted(text.repaired), **said)
        if got is None:
            return Message("{pattern} does not even begin in {text}", text=quoted(text.repaired), **said)
        said["wanted"] = flat(got.wanted)
        if got.end >= len(text.repaired):
            return Message("{pattern} wants `{wanted}` where {text} ends", text=_tail(text.repaired), **said)
        before, after = _tail(text.repaired[: got.end]), quoted(text.repaired[got.end :], 40)
        message = "{pattern} wants `{wanted}` after {before}, not {after}"
        return Message(message, before=before, after=after, **said)

    def _label(self, block: ProjectBlock, source: FieldSource, text: Text) -> Message:
        words = self.rules.label_words(source.label)
        either = "|".join(regex.escape(word, special_only=True) for word in words)
        bare = self.rules.pattern(rf"(?<!\w)(?P<label>{either})(?!\w)")
        # Without a mark, any paragraph's last word might be meant: only its beginning counts.
        marks = [one for one in source.ending if one and one != "any"]
        every = [*map(regex.escape, marks), *(["{label_ending}"] if "any" in source.ending else [])]
        ending = rf"\s*(?:{'|'.join(every)})" if every else "[ ]*(?m:$)"
        ended = self.rules.pattern(rf"(?<!\w)(?P<label>{either}){ending}\s*")
        for stands, slot in ((text, ""), *((other, name) for name, other in block.slots.items() if other is not text)):
            found = ended.search(stands.folded)
            if found is not None and (every or found.start() in _starts(stands)):
                return self._misplaced(source, stands, found, slot)
        for start in _starts(text):
            found = bare.match(text.folded, start)
            if found is not None:
                said = {"label": quoted(text.repaired[slice(*found.span("label"))]), "page": page_at(text, start)}
                if every:
                    wanted = quoted(" ".join(source.ending))
                    return Message("{label} stands on page {page}, but {wanted} does not follow", wanted=wanted, **said)
                rest = quoted(text.repaired[found.end() :], 30)
                return Message("{label} on page {page} does not stand alone on its line: {rest}", rest=rest, **said)
        return self._elsewhere(block, ended, text, words)

    def _misplaced(self, source: FieldSource, text: Text, found: regex.Match[str], slot: str) -> Message:
        """A label with its ending that was not taken for one."""
        said = {"label": quoted(text.repaired[slice(*found.span("label"))]), "page": page_at(text, found.start())}
        if slot:
            return Message("{label} stands on page {page}, but in slot `{slot}`", slot=flat(slot), **said)
        if source.where == "start" and found.start() not in _starts(text):
            return Message("{label} stands on page {page} inside a paragraph: `where: anywhere`", **said)
        return Message("{label} stands on page {page}, but no value follows", **said)

    def _elsewhere(self, block: ProjectBlock, ended: Pattern, text: Text, words: tuple[str, ...]) -> Message:
        """A label that the record's slots do not have: one in text that went to no record, else the likest line."""
        pages = {stretch.line.page for one in block.slots.values() for stretch in one.stretches}
        for other, kind in self.readings.segmentation.others:
            if kind == "unclaimed" and other.page in pages:
                found = ended.search(fold(_words(other)))
                if found is not None:
                    label = quoted(_words(other)[slice(*found.span("label"))])
                    return Message("{label} stands on page {page}, in unclaimed text", label=label, page=other.page)
        folded = {fold(word)[:LABEL_CHARS]: word for word in words}
        for start in _starts(text)[:LINES]:
            for begun in _beginnings(text.folded[start : start + LABEL_CHARS]):
                near = get_close_matches(begun, folded, n=1, cutoff=ALIKE)
                if near:
                    printed = quoted(text.repaired[start : start + len(begun)])
                    said = {"text": printed, "page": page_at(text, start), "label": quoted(folded[near[0]])}
                    return Message("{text} on page {page} resembles the label {label}", **said)
        if len(words) == 1:
            return Message("the label {label} does not stand in it", label=quoted(words[0]))
        return Message("none of the {n} labels stands in it ({label}, …)", n=len(words), label=quoted(words[0]))

    def _style(self, wanted: Look, text: Text) -> Message:
        keys = Keys(wanted, self.rules)
        samples: dict[Style, list[str]] = {}
        for piece in text.pieces:
            words = samples.setdefault(piece.word.style, [])
            if len(words) < 8:
                words.append(piece.word.text)
        misses: list[tuple[int, str, list[Miss]]] = []
        for style, words in samples.items():
            lacking = keys.misses(Printed(style, None, "", ""))
            misses.append((len(lacking), " ".join(words), lacking))
        _, sample, nearest = min(misses, key=lambda one: one[0])
        return Message("nearest is {text}: {why}", text=quoted(sample, 40), why=all_said(nearest))

    def _inferred(self, block: ProjectBlock, source: FieldSource) -> Message:
        if source.infer == "zone":
            zone = self.readings.given(block, "zone")
            if zone is None:
                return Message("the record has no zone to infer it from")
            return Message("the zone {text} names no territory", text=quoted(zone.value))
        section = self.readings.section(block)
        if section is None or section.heading is None:
            return Message("no section's heading stands above the record")
        return Message("the heading {text} names no territory", text=quoted(section.heading.flat))


def page_at(text: Text, start: int) -> int:
    """The page on which a place of a slot's text stands."""
    return next((stretch.line.page for stretch in text.stretches if stretch.end > start), text.stretches[-1].line.page)


def _tail(text: str) -> str:
    """The last words of a text."""
    return quoted(text if len(text) <= 40 else f"…{text[-40:].partition(' ')[2]}")


def _starts(text: Text) -> list[int]:
    return [start for start, _ in text.paragraphs]


def _beginnings(folded: str) -> Iterator[str]:
    """What might be a label at the beginning of a paragraph: up to its first colon, else its first words."""
    head, colon, _ = folded.partition("\n")[0].partition(":")
    if colon:
        yield head.strip()
    words = head.split()
    yield from (" ".join(words[:n]) for n in range(1, 6) if len(words) >= n)


def _words(block: Block) -> str:
    return " ".join(word.text for line in block.lines for word in line.words)
