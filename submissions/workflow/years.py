"""The verbs of reporting years: opened, given other days, closed, opened again."""

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.refusals import Refused

from ..models import ReportingYear, Submission
from ..saving import locked_submissions, refuse_closed
from .reasons import given_reason

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def open_year(
    *,
    number: int,
    start: datetime.date,
    end: datetime.date,
    reference_date: datetime.date,
    due_date: datetime.date | None,
    by: "User | None",
) -> ReportingYear:
    """A new reporting year with its own calendar."""
    year = ReportingYear(number=number, start=start, end=end, reference_date=reference_date, due_date=due_date)
    _save_year(year, by)
    return year


@transaction.atomic
def change_year(
    *,
    year: ReportingYear,
    start: datetime.date,
    end: datetime.date,
    reference_date: datetime.date,
    due_date: datetime.date | None,
    by: "User | None",
) -> None:
    """Give an open year other days.

    Figures of institutions that no longer belong to it stay, unseen, and are there again when the days are put back.
    """
    lock_year(year)
    refuse_closed(year)
    days = {"start": start, "end": end, "reference_date": reference_date, "due_date": due_date}
    if any(getattr(year, name) != day for name, day in days.items()):
        for name, day in days.items():
            setattr(year, name, day)
        _save_year(year, by)


@transaction.atomic
def close_year(*, year: ReportingYear, by: "User | None") -> None:
    """From now on nothing of the year changes. Waits for those who are writing at this moment."""
    lock_year(year)
    if year.is_closed:
        raise Refused(_("Năm báo cáo %(year)s đã khóa rồi.") % {"year": year})
    locked_submissions(Submission.objects.filter(year=year).values_list("pk", flat=True))
    year.stage, year.closed_at, year.closed_by = ReportingYear.Stage.CLOSED, timezone.now(), by
    _save_year(year, by)


@transaction.atomic
def reopen_year(*, year: ReportingYear, by: "User | None", reason: str) -> None:
    """Take the closing back, with a reason."""
    reason = given_reason(reason)
    lock_year(year)
    if not year.is_closed:
        raise Refused(_("Năm báo cáo %(year)s đang mở.") % {"year": year})
    year.stage, year.closed_at, year.closed_by = ReportingYear.Stage.OPEN, None, None
    _save_year(year, by, reason)


def lock_year(year: ReportingYear) -> None:
    """Make the year what it is now, and keep it so for others. Always before submissions are locked, never after."""
    year.refresh_from_db(from_queryset=ReportingYear.objects.select_for_update(of=("self",)))


def _save_year(year: ReportingYear, by: "User | None", reason: str | None = None) -> None:
    try:
        year.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    year._history_user = by  # type: ignore[attr-defined]
    year._change_reason = reason  # type: ignore[attr-defined]
    year.save()
