"""Which pages of a long document are searched."""

from dossier_extract.discovery.sampling import LONG, PARTS, RUN, RUNS, parts, sampled


def test_a_short_document_is_looked_at_whole() -> None:
    assert sampled(range(1, LONG + 1)) == frozenset(range(1, LONG + 1))
    assert parts(range(1, LONG + 1)) == [frozenset(range(1, LONG + 1))]


def test_of_a_long_document_as_many_pages_are_looked_at_however_long_it_is() -> None:
    for pages in (LONG + 1, 300, 2000):
        some = sampled(range(1, pages + 1))
        assert len(some) <= RUNS * RUN
        assert {1, pages} <= some


def test_the_parts_of_a_long_document_hold_all_its_pages_once() -> None:
    whole, *some = parts([*range(1, 100), *range(200, 300)])
    assert len(some) == PARTS
    assert sorted(page for part in some for page in part) == sorted(whole)
