"""The look that the lines of a field share: another line in their place, of prose or of a note, is none of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from dossier_extract.discovery.candidates import Source
from dossier_extract.discovery.looks import as_run, run_look, run_looks
from dossier_extract.discovery.trial import Trial

ALIKE = 0.8  # of the lines, that begin in one look


def dressed(tried: Trial, chosen: Mapping[str, Source]) -> Mapping[str, Source]:
    """The same where the lines of fields that are told by their number are told by their look as well.

    That must gain something, but for lines counted from the end: what follows the last records is in no sample.
    """
    looked = dict(_looked(tried, chosen))
    for field, source in looked.items():
        trial = {**chosen, field: source}
        if source["nth"] < 0 and tried.together(trial) >= tried.together(chosen):
            chosen = trial
    trial = {**chosen, **looked}
    return trial if looked and tried.together(trial) > tried.together(chosen) else chosen


def _looked(tried: Trial, chosen: Mapping[str, Source]) -> Iterator[tuple[str, Source]]:
    """The sources that are a line by its number, or a part of one, told by its look as well."""
    for field, source in chosen.items():
        if "nth" not in source or not source.keys() <= {"in", "nth", "split", "part", "reads"}:
            continue
        taken = [(tried.projects[index].slots[source["in"]], one) for index, one in tried.run(source).items()]
        begun = (piece.word.style for text, one in taken for piece in text.pieces_in(*one.raw.spans[0])[:1])
        look, times = next(iter(Counter(map(run_look, begun)).most_common(1)), (None, 0))
        texts = [project.slots[source["in"]] for project in tried.projects if source["in"] in project.slots]
        if look is not None and times >= ALIKE * len(taken) and as_run(look) in run_looks(texts, ALIKE * times):
            yield field, {**source, "style": as_run(look)}
