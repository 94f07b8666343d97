"""The results of a plan for a year as they were known on a moment, beside those of now."""

import datetime
from contextlib import suppress
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


_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
_MINUTES = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M")


def moment_of(text: str) -> datetime.datetime:
    """The moment that a text names, local time: a day means its end. Raises ValueError."""
    text = text.strip()
    for format in (*_DAYS, *_MINUTES):
        with suppress(ValueError):
            found = datetime.datetime.strptime(text, format)  # noqa: DTZ007 (local time follows)
            break
    else:
        format, found = "", datetime.datetime.fromisoformat(text)
    if not 1 < found.year < datetime.MAXYEAR:  # at the edges of what there is no time zone can be reckoned
        raise ValueError(text)
    if format in _DAYS:
        return end_of(found.date())
    return found if timezone.is_aware(found) else timezone.make_aware(found)


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
