"""How many reporting units have not given in their returns of a year: a number without names, open to every reader."""

import datetime
from functools import lru_cache

from institutions.responsibility import current_responsibility
from submissions.asked import standing_in
from submissions.board import GIVEN
from submissions.models import ReportingYear, Submission

from .census import Census, Stamps


def awaited(census: Census) -> int | None:
    """The reporting units of the year asked, inside the unit asked, whose return is neither submitted nor approved.

    They are those of the year's board. None for a year that is not open yet.
    """
    year = census.year(census.question.year)
    if not year.pk or year.stage == ReportingYear.Stage.PLANNED:
        return None
    given, opened = _returns(census.stamps, year.pk)
    answering = _answering(_registry(census.stamps), year.pk, year.start, year.end, year.reference_date)
    if census.question.unit is None:
        return len(({reporting_unit for reporting_unit, _unit, _day in answering} | opened) - given)
    inside = {
        reporting_unit for reporting_unit, unit, day in answering if unit in (census.units_inside(day) or frozenset())
    }
    return len(inside - given)


def answering_of(census: Census) -> set[int]:
    """The reporting units that answer for an institution of the year asked, inside the unit asked."""
    year = census.year(census.question.year)
    found = _answering(_registry(census.stamps), year.pk or 0, year.start, year.end, year.reference_date)
    if census.question.unit is None:
        return {reporting_unit for reporting_unit, _unit, _day in found}
    return {reporting_unit for reporting_unit, unit, day in found if unit in (census.units_inside(day) or frozenset())}


def _registry(stamps: Stamps) -> Stamps:
    """What decides who answers for whom; figures do not."""
    return tuple((topic, stamp) for topic, stamp in stamps if topic in ("units", "registry"))


@lru_cache(maxsize=16)
def _returns(stamps: Stamps, year: int) -> tuple[frozenset[int], frozenset[int]]:
    """The reporting units that gave in a return of the year, and all that have one."""
    found = list(Submission.objects.filter(year=year).values_list("reporting_unit", "status"))
    return frozenset(pk for pk, status in found if status in GIVEN), frozenset(pk for pk, _status in found)


@lru_cache(maxsize=16)
def _answering(
    stamps: Stamps, pk: int, start: datetime.date, end: datetime.date, reference_date: datetime.date
) -> frozenset[tuple[int, int, datetime.date]]:
    """Who answers for an institution of the year, in which unit row it stood, and on which day."""
    year = ReportingYear(pk=pk, number=start.year, start=start, end=end, reference_date=reference_date)
    rows = standing_in(year, rule=current_responsibility(dict(stamps))).values()
    return frozenset((row.reporting_unit_id, row.unit_id, row.day) for row in rows if row.reporting_unit_id is not None)
