"""A dossier that no profile fits: what each profile lacks, and what the dossier looks like, to write a profile by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dossier_extract.explain.cues import Cues
from dossier_extract.explain.phrases import flat, line, more, quoted, rule_text
from dossier_extract.look import color_class
from dossier_extract.messages import Message
from dossier_extract.model import Block, BlockKind, Line, Word, line_of
from dossier_extract.pipeline import Trace
from dossier_extract.rules import Rules

PROFILES, GUESSES, LOOKS, LABELS = 10, 3, 12, 10  # shown
OFTEN = 3  # times that a look or a label stands in the dossier, from which it may mean something
COLUMN_GAP = 1.5  # of the font size, between words: wider than any space
LABEL_CHARS, LABEL_WORDS = 40, 5  # of the longest label


def explain_lack(trace: Trace, rules: Rules) -> list[Message]:
    """The explanation of a dossier that no profile fits: profiles, nearest first, then how to write one."""
    cues = Cues(trace.pages)
    tried = sorted((cues.lacking(profile.recognise), name) for name, profile in rules.profiles.items())
    lines = [Message("{file}: no profile fits; tried, the nearest first:", file=flat(trace.source.file))]
    for lacking, name in tried[:PROFILES]:
        wanted = rules.profiles[name].recognise
        total = len(wanted.all) + bool(wanted.any)
        lines.append(line(1, Message("{profile}: {n} of {total} cues missing", profile=name, n=lacking, total=total)))
        lines += cues.lines(wanted, 2)
    lines += more(1, tried[PROFILES:])
    lines += _searched(trace)
    lines.append(Message("Next: write a profile (docs/rules.md), and try it with --profile my.yml."))
    return [*lines, *describe_looks(trace.blocks)]


def _searched(trace: Trace) -> Iterator[Message]:
    """The layouts that were tried, the best first, and what each lacked."""
    found = trace.discovery
    if found is None or found.refused is None:
        return
    yield Message("A layout was searched for, but {why}", why=found.refused)
    for guess in found.tried[:GUESSES]:
        begins = guess.layout.get("record", guess.layout.get("table"))
        yield line(1, Message("tried: {n} records by {begins}", n=guess.n, begins=rule_text(begins)))
        lacking = list(guess.lacks())
        if lacking:
            yield line(2, Message("lacks: {why}", why=Message.joined("; ", lacking)))


def describe_looks(blocks: Sequence[Block]) -> list[Message]:
    """The looks of the lines, as selectors, and the labels: those that may begin a record or a value come first."""
    counted: dict[str, list[Line]] = {}
    labels: Counter[str] = Counter()
    fonts = {one.style.font for block in blocks for one in block.lines}
    for block in blocks:
        if block.kind is BlockKind.FURNITURE:
            continue
        labels.update(_labels(block))
        for one in (part for whole in block.lines for part in _parts(whole)):
            counted.setdefault(_look(one, block.fill, len(fonts) > 1), []).append(one)
    if not counted:
        return []
    usual = max(counted.values(), key=len)[0].style.size
    looks = sorted(counted.items(), key=lambda item: (_rank(item[1], usual), -len(item[1])))
    width = max(len(look) for look, _ in looks[:LOOKS])
    lines = [Message("Looks of its lines, those that may begin a record or a section first (lines, look, sample):")]
    for look, every in looks[:LOOKS]:
        first = every[0]
        sample = Message("{text}, page {page}", text=quoted(first.text, max(88 - width - 14, 16)), page=first.page)
        lines.append(line(1, f"{len(every):>5}  {look:<{width}}  ", sample))
    lines += more(1, looks[LOOKS:])
    often = [f"{quoted(label, LABEL_CHARS)} × {n}" for label, n in labels.most_common(LABELS) if n >= OFTEN]
    if often:
        lines.append(Message("Beginnings of lines that may be labels: {labels}", labels=", ".join(often)))
    return lines


def _look(one: Line, fill: int | None, font: bool) -> str:
    """How a line looks, in the words of a selector; with its font where that tells lines apart."""
    style = one.style
    said: dict[str, object] = {"size": style.size, "color": color_class(style.color)}
    said |= {"bold": True} if style.bold else {}
    said |= {"italic": True} if style.italic else {}
    said |= {"fill": color_class(fill)} if fill is not None and color_class(fill) != "white" else {}
    said |= {"font": flat(style.font, 20)} if font else {}
    return rule_text(said)


def _rank(lines: Sequence[Line], usual: float) -> int:
    """How little a look tells: headings that come again first, then text as most of it, then what stands once."""
    style = lines[0].style
    stands_out = style.size > usual or (style.bold and style.size >= usual)
    if len(lines) < OFTEN:
        return 2
    return 0 if stands_out else 1


def _labels(block: Block) -> Iterator[str]:
    """What may be a label at a block's beginning: a few words before a colon, or alone on their line."""
    alone = len(block.lines) == 1 or block.lines[0].style != block.lines[1].style
    for part in _parts(block.lines[0]):
        head, colon, _ = part.text.partition(":")
        words = head.split()
        if 0 < len(words) <= LABEL_WORDS and len(head) <= LABEL_CHARS and words[0][0].isupper() and (colon or alone):
            yield f"{' '.join(words)} :" if colon else " ".join(words)


def _parts(one: Line) -> Iterator[Line]:
    """A line cut where columns part: nothing has said yet that the pages have some."""
    words: list[Word] = []
    for word in one.words:
        if words and word.x0 - words[-1].x1 > COLUMN_GAP * one.style.size:
            yield line_of(words, one.page)
            words = []
        words.append(word)
    yield line_of(words, one.page)
