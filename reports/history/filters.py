"""What of the journal is asked for."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from .entries import Kind

SUBJECTS = ("institution", "reporting_unit", "submission", "plan", "target", "person", "year")
"""What a line may be about."""


@dataclass(frozen=True)
class Filters:
    """What lines must be about (by subject, the ids of which one must be met), by whom, of which kinds, when."""

    about: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    by: tuple[int, ...] | None = None
    kinds: frozenset[Kind] = frozenset()
    first: datetime.date | None = None
    last: datetime.date | None = None

    def asks_for(self, kind: Kind) -> bool:
        return not self.kinds or kind in self.kinds

    @property
    def every_figure(self) -> bool:
        """Whether each figure of a file is wanted by itself: elsewhere the line of the file stands for all of them."""
        return Kind.FIGURE in self.kinds or "institution" in self.about

    def since(self) -> datetime.datetime | None:
        """The first moment of the period."""
        return _midnight(self.first) if self.first else None

    def until(self) -> datetime.datetime | None:
        """The first moment after the period."""
        return _midnight(self.last + datetime.timedelta(days=1)) if self.last else None


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def ids(rows: Iterable[int]) -> tuple[int, ...]:
    """Ids as a filter holds them: each once, in order."""
    return tuple(sorted(set(rows)))
