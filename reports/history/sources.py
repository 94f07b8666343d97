"""What a source of the journal is, and how a page of one is read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from .entries import Key, Kind, Said
from .filters import Filters
from .reader import Reader

About = Callable[[tuple[int, ...]], Q]
"""From the ids of a subject to the traces that are about one of them."""


def path(*paths: str) -> About:
    """Traces of which one of these paths leads to the subject."""

    def condition(wanted: tuple[int, ...]) -> Q:
        found = Q()
        for one in paths:
            found |= Q(**{f"{one}__in": wanted})
        return found

    return condition


@dataclass(frozen=True)
class Source:
    """Traces of one kind of thing.

    `rows` gives those that the reader may see (None: this reader sees none), with what `tell` needs of them; `at` and
    `by` name the fields that say when and who. What is not in `about` the source knows nothing of: asked about it, it
    is silent. `tell` puts the rows of a page into words, in a number of queries that does not grow with them.
    """

    kind: Kind
    rows: Callable[[Reader, Filters], "QuerySet[Any] | None"]
    tell: Callable[[Sequence[Any], Reader], list[Said]]
    about: Mapping[str, About]
    at: str = "at"
    by: str = "by"

    def page(self, reader: Reader, filters: Filters, rank: int, after: Key | None, size: int) -> list[Any]:
        """At most `size` rows, the newest first, that come after the key. One query, or none."""
        if not filters.asks_for(self.kind) or not filters.about.keys() <= self.about.keys():
            return []
        rows = self.rows(reader, filters)
        if rows is None:
            return []
        for subject, wanted in filters.about.items():
            rows = rows.filter(self.about[subject](wanted))
        if filters.by is not None:
            rows = rows.filter(**{f"{self.by}__in": filters.by})
        rows = rows.filter(self._period(filters))
        if after is not None:
            rows = rows.filter(self._after(after, rank))
        return list(rows.select_related(self.by).order_by(f"-{self.at}", "-pk")[:size])

    def _period(self, filters: Filters) -> Q:
        found = Q()
        if since := filters.since():
            found &= Q(**{f"{self.at}__gte": since})
        if until := filters.until():
            found &= Q(**{f"{self.at}__lt": until})
        return found

    def _after(self, key: Key, rank: int) -> Q:
        """Rows that are older than the key; of the same moment, those of this source that come after it."""
        older, not_newer = Q(**{f"{self.at}__lt": key.at}), Q(**{f"{self.at}__lte": key.at})
        if rank > key.source:
            return older
        if rank < key.source:
            return not_newer
        # The outer condition is what an index walks from.
        return not_newer & (older | Q(pk__lt=key.pk))
