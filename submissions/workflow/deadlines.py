"""The verb that gives returns another day on which they are due."""

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from institutions.refusals import Refused

from ..deadlines import ARRIVED, deadlines_of
from ..models import Extension, ReportingYear, Submission
from ..saving import locked_submissions, refuse_unless_open
from .reasons import given_reason
from .years import lock_year

if TYPE_CHECKING:
    from accounts.models import User

LONGEST = datetime.timedelta(days=2 * 365)
"""So long after the end of its year a return may be due at most: further away is a slip of the pen."""


def extend(*, submission: Submission, due_date: datetime.date, reason: str, by: "User | None") -> Extension:
    """The return is due on this day from now on, for the reason given."""
    return extend_many(submissions=[submission], due_date=due_date, reason=reason, by=by)[0]


@transaction.atomic
def extend_many(
    *, submissions: Sequence[Submission], due_date: datetime.date, reason: str, by: "User | None"
) -> list[Extension]:
    """These returns of one year are due on this day from now on; all or none. Raises Refused for what was submitted,
    for a day before the year's own, and for the day that holds already."""
    if not submissions:
        raise Refused(_("Hãy chọn ít nhất một đơn vị."))
    reason, year = given_reason(reason), ReportingYear.objects.get(pk=submissions[0].year_id)
    lock_year(year)
    refuse_unless_open(year)
    held = locked_submissions(row.pk for row in submissions)
    _refuse_day(year, due_date)
    deadlines = deadlines_of(year, list(held))
    for pk, row in held.items():
        unit = {"unit": row.reporting_unit}
        if row.status in ARRIVED:
            raise Refused(_("Báo cáo của %(unit)s đã nộp nên không cần gia hạn.") % unit)
        if deadlines[pk].due_date == due_date:
            raise Refused(_("%(unit)s đã có hạn nộp này rồi.") % unit)
    rows = [Extension(submission=row, due_date=due_date, reason=reason, by=by) for row in held.values()]
    return Extension.objects.bulk_create(rows)


def _refuse_day(year: ReportingYear, due_date: datetime.date) -> None:
    first = year.due_date or year.start
    if not first <= due_date <= year.end + LONGEST:
        words = {
            "first": date_format(first, "d/m/Y"),
            "last": date_format(year.end + LONGEST, "d/m/Y"),
        }
        raise Refused(_("Hạn nộp mới phải từ %(first)s đến %(last)s.") % words)
