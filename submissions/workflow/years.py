"""The verbs of reporting years: planned, opened with a return for everybody who is asked, changed, closed, reopened."""

import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from institutions.refusals import Refused

from ..asked import called_in
from ..models import ReportingYear, Submission
from ..saving import locked_submissions, refuse_closed, refuse_unless_open
from .reasons import given_reason
from .states import begin
from .tolerances import set_tolerances

if TYPE_CHECKING:
    from accounts.models import User

Stage = ReportingYear.Stage


@transaction.atomic
def add_year(
    *,
    number: int,
    start: datetime.date,
    end: datetime.date,
    reference_date: datetime.date,
    due_date: datetime.date | None,
    grace_days: int = 0,
    by: "User | None",
) -> ReportingYear:
    """A new reporting year with its own calendar: planned, so that nobody is asked and nothing is entered yet."""
    year = ReportingYear(
        number=number, start=start, end=end, reference_date=reference_date, due_date=due_date,
        grace_days=grace_days, stage=Stage.PLANNED,
    )  # fmt: skip
    _save_year(year, by)
    return year


@transaction.atomic
def open_year(*, year: ReportingYear, by: "User | None", calling: bool = True) -> int:
    """A planned year opens: everybody who is asked on the reference date gets a return. Tells how many.

    Without `calling` it opens for those who send something, as when a file brings in a year of the past: who answered
    then is often nobody's office today, and nobody is to be reminded of it.
    """
    lock_year(year)
    if year.stage != Stage.PLANNED:
        raise Refused(
            _("Năm báo cáo %(year)s %(stage)s nên không mở được.")
            % {"year": year, "stage": year.get_stage_display()}
        )  # fmt: skip
    year.stage = Stage.OPEN
    _save_year(year, by)
    set_tolerances(year=year)
    return begin(called_in(year), year, by=by) if calling else 0


@transaction.atomic
def call_for_returns(*, year: ReportingYear, by: "User | None") -> int:
    """Begin the returns still missing, of whom the registry asks by now. Tells how many."""
    lock_year(year)
    refuse_unless_open(year)
    return begin(called_in(year), year, by=by)


@transaction.atomic
def change_year(
    *,
    year: ReportingYear,
    start: datetime.date,
    end: datetime.date,
    reference_date: datetime.date,
    due_date: datetime.date | None,
    grace_days: int = 0,
    by: "User | None",
) -> None:
    """Give a planned or open year other days.

    Figures of institutions that no longer belong to it stay, unseen, and are there again when the days are put back.
    """
    lock_year(year)
    refuse_closed(year)
    values = {
        "start": start, "end": end, "reference_date": reference_date, "due_date": due_date, "grace_days": grace_days,
    }  # fmt: skip
    if any(getattr(year, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(year, name, value)
        _save_year(year, by)


@transaction.atomic
def close_year(*, year: ReportingYear, by: "User | None") -> None:
    """From now on nothing of an open year changes. Waits for those who are writing at this moment."""
    lock_year(year)
    if year.is_closed:
        raise Refused(_("Năm báo cáo %(year)s đã khóa rồi.") % {"year": year})
    refuse_unless_open(year)
    locked_submissions(Submission.objects.filter(year=year).values_list("pk", flat=True))
    year.stage, year.closed_at, year.closed_by = Stage.CLOSED, timezone.now(), by
    _save_year(year, by)


@transaction.atomic
def reopen_year(*, year: ReportingYear, by: "User | None", reason: str) -> None:
    """Take the closing back, with a reason."""
    reason = given_reason(reason)
    lock_year(year)
    if not year.is_closed:
        raise Refused(_("Năm báo cáo %(year)s không khóa nên không cần mở lại.") % {"year": year})
    year.stage, year.closed_at, year.closed_by = Stage.OPEN, None, None
    _save_year(year, by, reason)


def lock_year(year: ReportingYear) -> None:
    """Make the year what it is now, and keep it so for others. Always before submissions are locked, never after.

    Rows that name the year may still come in (`no_key`): whoever writes figures holds a submission for which closing
    waits, and would wait for the year in turn.
    """
    year.refresh_from_db(from_queryset=ReportingYear.objects.select_for_update(of=("self",), no_key=True))


def _save_year(year: ReportingYear, by: "User | None", reason: str | None = None) -> None:
    _refuse_far_days(year)
    try:
        year.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    year._history_user = by  # type: ignore[attr-defined]
    year._change_reason = reason  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            year.save()
    except IntegrityError as error:  # somebody else planned it between the look and the write
        raise Refused(_("Năm báo cáo này đã có.")) from error


def _refuse_far_days(year: ReportingYear) -> None:
    """A day far from its year is a slip of the pen, and days of grace after the last day there is are none."""
    first, last = datetime.date(year.number - 1, 1, 1), datetime.date(year.number + 2, 12, 31)
    days = (year.start, year.end, year.reference_date, year.due_date)
    if not all(day is None or first <= day <= last for day in days):
        words = {"year": year, "first": date_format(first, "d/m/Y"), "last": date_format(last, "d/m/Y")}
        raise Refused(_("Các ngày của năm báo cáo %(year)s phải từ %(first)s đến %(last)s.") % words)
