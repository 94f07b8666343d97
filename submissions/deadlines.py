"""By when each return is due, how many days are left, and whether it is late.

A return is due on the day that its newest extension names, else on the year's. It is late when it does not lie with the
reviewers (submitted or approved) and the due day and the year's days of grace are over, or when it came to them only
after that.
"""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Extension, ReportingYear, Submission, SubmissionEvent

Status = Submission.Status
ARRIVED = (Status.SUBMITTED, Status.APPROVED)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a return is due, and how it stands to that day. Without a due date nothing is late."""

    due_date: datetime.date | None
    grace_days: int = 0
    extension: Extension | None = None
    arrived: bool = False
    submitted_on: datetime.date | None = None

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which it is not late."""
        return self.due_date and self.due_date + datetime.timedelta(days=self.grace_days)

    def days_left(self, on: datetime.date) -> int | None:
        """Days until it is due: 0 on the day itself, negative after it."""
        return (self.due_date - on).days if self.due_date else None

    def days_over(self, on: datetime.date) -> int:
        """Days since it was due; 0 until then."""
        return max(-(self.days_left(on) or 0), 0)

    def is_late(self, on: datetime.date) -> bool:
        """Whether it is late on that day, or was when it arrived."""
        if self.last_day is None:
            return False
        if not self.arrived:
            return on > self.last_day
        return self.submitted_on is not None and self.submitted_on > self.last_day


def due_date_of(year: ReportingYear, extension: Extension | None) -> datetime.date | None:
    """The day that holds: of the newest extension, else of the year."""
    return extension.due_date if extension else year.due_date


def deadlines_of(year: ReportingYear, of: Collection[int] | None = None) -> dict[int, Deadline]:
    """The deadlines of the year's returns (all, or these), by return; three queries."""
    returns = Submission.objects.filter(year=year)
    extensions = Extension.objects.filter(submission__year=year)
    steps = SubmissionEvent.objects.filter(submission__year=year, new_status=Status.SUBMITTED, handed_to=None)
    if of is not None:
        returns, extensions = returns.filter(pk__in=of), extensions.filter(submission__in=of)
        steps = steps.filter(submission__in=of)
    newest = {row.submission_id: row for row in extensions.order_by("at", "pk")}
    submitted = dict(steps.order_by().values_list("submission").annotate(last=Max("at")))
    return {
        pk: Deadline(
            due_date=due_date_of(year, newest.get(pk)),
            grace_days=year.grace_days,
            extension=newest.get(pk),
            arrived=status in ARRIVED,
            submitted_on=timezone.localdate(submitted[pk]) if pk in submitted else None,
        )
        for pk, status in returns.order_by().values_list("pk", "status")
    }


def deadline_of(submission: Submission) -> Deadline:
    """The deadline of one return."""
    return deadlines_of(submission.year, [submission.pk])[submission.pk]


def how_it_stands(deadline: Deadline, on: datetime.date) -> str:
    """Days left or over, in words, of a return that is still awaited; of one that arrived, whether it was late."""
    left = deadline.days_left(on)
    if left is None or (deadline.arrived and not deadline.is_late(on)):
        return ""
    if deadline.arrived:
        return _("nộp trễ hạn")
    if left == 0:
        return _("hôm nay là ngày cuối")
    if left > 0:
        return ngettext("còn %(days)s ngày", "còn %(days)s ngày", left) % {"days": left}
    return ngettext("quá hạn %(days)s ngày", "quá hạn %(days)s ngày", -left) % {"days": -left}
