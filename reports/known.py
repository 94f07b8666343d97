"""The results of a plan for a year as they were known on a moment, beside those of now."""

import datetime
from dataclasses import replace
from functools import lru_cache

from django.db.models import Min
from django.utils import timezone

from indicators.models import Plan
from institutions.models import InstitutionVersion

from .census import Question, Stamps, current_stamps
from .recorded import Recorded
from .recount import Recount
from .results import Row, rows_beside


class NothingKnown(LookupError):
    """The plan was not recorded yet on the moment."""


_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M")
_DAYS = ("%Y-%m-%d", "%d/%m/%Y")


def moment_of(text: str) -> datetime.datetime:
    """The moment that a text names, local time: a day means its end. Raises ValueError."""
    for format in (*_FORMATS, *_DAYS):
        try:
            found = datetime.datetime.strptime(text.strip(), format)  # noqa: DTZ007 (local time follows)
        except ValueError:
            continue
        if found.year < 2:  # at the edge of what there is no time zone can be reckoned
            break
        return end_of(found.date()) if format in _DAYS else timezone.make_aware(found)
    raise ValueError(text)


def end_of(day: datetime.date) -> datetime.datetime:
    """The last moment of a day, local time."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))


def known(question: Question, moment: datetime.datetime, stamps: Stamps | None = None) -> list[Row]:
    """The rows of the question as they were known on a moment. Raises NothingKnown where nothing of the plan was.

    Every row goes through the same arithmetic as those of now; only where the counts come from differs.
    """
    return list(_kept(stamps or current_stamps(), question, moment))


def first_recorded(plan: str) -> datetime.datetime | None:
    """When the portal first knew a plan of this code and an institution; None where it never did."""
    begun = [
        row["first"]
        for rows in (Plan.history.filter(code=plan), InstitutionVersion.history.all())
        for row in [rows.aggregate(first=Min("history_date"))]
    ]
    return max(begun) if all(begun) else None


@lru_cache(maxsize=16)
def _kept(stamps: Stamps, question: Question, moment: datetime.datetime) -> tuple[Row, ...]:
    # The traces only grow, and a stamp is renewed with whatever a trace tells: the stamps are more than is needed.
    source = Recorded(moment)
    try:
        census = Recount(source, question)
    except LookupError as unknown:
        raise NothingKnown(question.plan) from unknown
    return tuple(rows_beside(census, Recount(source, replace(question, year=question.year - 1, at=None))))
