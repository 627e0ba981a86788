"""Which pages of a long document are searched: enough for every layout to show, so few that time stays bounded."""

from __future__ import annotations

from collections.abc import Collection

LONG = 60  # pages of a document from which the search looks at some of them; all 60 were looked at before
PARTS = 4  # of a long document that are searched where a sample of it all gives nothing: layouts that hide one another
RUNS, RUN = 6, 10  # runs of pages, spread evenly; a run holds several records whole, and what returns on every page


def sampled(numbers: Collection[int]) -> frozenset[int]:
    """Runs of these pages from the first to the last of them; all where they are few."""
    pages = sorted(numbers)
    if len(pages) <= LONG:
        return frozenset(pages)
    firsts = [run * (len(pages) - RUN) // (RUNS - 1) for run in range(RUNS)]
    return frozenset(page for first in firsts for page in pages[first : first + RUN])


def parts(numbers: Collection[int]) -> list[frozenset[int]]:
    """What is searched, one after the other until something is found: all these pages; of many, also a part of them."""
    pages = sorted(numbers)
    size = -(-len(pages) // PARTS)
    some = [pages[first : first + size] for first in range(0, len(pages), size)] if len(pages) > LONG else []
    return [frozenset(own) for own in (pages, *some)]
