"""The results of a plan for a year as they were known on a moment, beside those of now."""

import datetime
from dataclasses import replace
from functools import lru_cache

from django.utils import timezone

from .census import Question, Stamps, current_stamps
from .recorded import Recorded
from .recount import Recount
from .results import Row, rows_beside


class NothingKnown(LookupError):
    """The plan was not recorded yet on the moment."""


def end_of(day: datetime.date) -> datetime.datetime:
    """The last moment of a day, local time."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))


def known(question: Question, moment: datetime.datetime, stamps: Stamps | None = None) -> list[Row]:
    """The rows of the question as they were known on a moment. Raises NothingKnown where nothing of the plan was.

    Every row goes through the same arithmetic as those of now; only where the counts come from differs.
    """
    return list(_kept(stamps or current_stamps(), question, moment))


@lru_cache(maxsize=16)
def _kept(stamps: Stamps, question: Question, moment: datetime.datetime) -> tuple[Row, ...]:
    # The traces only grow, and a stamp is renewed with whatever a trace tells: the stamps are more than is needed.
    source = Recorded(moment)
    try:
        census = Recount(source, question)
    except LookupError as unknown:
        raise NothingKnown(question.plan) from unknown
    return tuple(rows_beside(census, Recount(source, replace(question, year=question.year - 1, at=None))))
