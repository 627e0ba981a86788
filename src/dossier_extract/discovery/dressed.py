"""The look that a field's paragraphs share: what stands in their place in a few records and looks otherwise is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from dossier_extract.discovery.candidates import Source
from dossier_extract.discovery.looks import run_looks
from dossier_extract.discovery.takings import Taking
from dossier_extract.discovery.trial import Trial
from dossier_extract.look import color_class

ALIKE = 0.8  # of the paragraphs, that begin in one look


def dressed(tried: Trial, chosen: Mapping[str, Source]) -> Mapping[str, Source]:
    """The same with the look of the paragraphs that are counted from the end: notes and boxes may follow a record."""
    for field, source in chosen.items():
        taken = list(tried.run(source).values()) if source.get("nth", 1) < 0 and source["in"] == "body" else []
        if not taken or "style" in source:
            continue
        looks = Counter(_begun(tried, one) for one in taken)
        look, times = looks.most_common(1)[0]
        own = dict(look)
        texts = [project.slots["body"] for project in tried.projects if "body" in project.slots]
        if times >= ALIKE * len(taken) and own in run_looks(texts, ALIKE * times):
            trial = {**chosen, field: {**source, "style": own}}
            if tried.together(trial) >= tried.together(chosen):
                chosen = trial
    return chosen


def _begun(tried: Trial, taking: Taking) -> tuple[tuple[str, object], ...]:
    """The look of the first word that was taken, as the keys of a style."""
    text = tried.projects[taking.raw.project].slots[taking.raw.slot]
    style = next(iter(text.pieces_in(*taking.raw.spans[0])))[2].style
    size, bold, italic = style.size, style.bold, style.italic
    return ("size", size), ("bold", bold), ("italic", italic), ("color", color_class(style.color))
