"""A page of the journal: every source gives a page of its traces at most; the newest of all are put into words."""

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from . import figures, files, offices, people, plans, registry, returns, years
from .entries import Entry, Key
from .filters import Filters
from .reader import Reader
from .sources import Source

SOURCES: list[Source] = [
    *figures.SOURCES, *returns.SOURCES, *files.SOURCES, *registry.SOURCES, *offices.SOURCES, *plans.SOURCES,
    *years.SOURCES, *people.SOURCES,
]  # fmt: skip
LINES_A_PAGE = 50


@dataclass(frozen=True)
class Page:
    """Lines, the newest first, and the key after which the next page begins (None: there is none)."""

    entries: list[Entry]
    next: Key | None


def read_page(reader: Reader, filters: Filters, after: Key | None = None, size: int = LINES_A_PAGE) -> Page:
    """The lines after a key. The number of queries does not depend on how many traces there are."""
    found = [_of_source(rank, source, reader, filters, after, size + 1) for rank, source in enumerate(SOURCES)]
    merged = list(islice(heapq.merge(*found, key=lambda pair: pair[0], reverse=True), size + 1))
    entries = _told(merged[:size], reader)
    return Page(entries, entries[-1].key if len(merged) > size else None)


def all_entries(reader: Reader, filters: Filters, most: int, size: int = 1_000) -> Iterator[Entry]:
    """The newest lines, up to so many, read a page at a time."""
    after: Key | None = None
    while most > 0:
        page = read_page(reader, filters, after, min(size, most))
        yield from page.entries
        most -= len(page.entries)
        if page.next is None:
            return
        after = page.next


def _of_source(
    rank: int, source: Source, reader: Reader, filters: Filters, after: Key | None, size: int
) -> list[tuple[Key, Any]]:
    rows = source.page(reader, filters, rank, after, size)
    return [(Key(getattr(row, source.at), rank, row.pk), row) for row in rows]


def _told(merged: Sequence[tuple[Key, Any]], reader: Reader) -> list[Entry]:
    """Each source puts its own rows into words, all at once; the lines stay in their order."""
    by_source: dict[int, list[tuple[Key, Any]]] = defaultdict(list)
    for key, row in merged:
        by_source[key.source].append((key, row))
    entries: dict[Key, Entry] = {}
    for rank, pairs in by_source.items():
        source = SOURCES[rank]
        told = source.tell([row for _key, row in pairs], reader)
        for (key, row), said in zip(pairs, told, strict=True):
            entries[key] = Entry(key, str(getattr(row, source.by) or ""), source.kind, said)
    return [entries[key] for key, _row in merged]
