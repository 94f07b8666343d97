"""How far the returns of a year are: one row for each reporting unit that answers for an institution in it."""

import datetime
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from institutions.models import ReportingUnit
from institutions.responsibility import Responsibility

from .asked import answering_through, asked_measures, standing_in
from .deadlines import Deadline, deadlines_of, how_it_stands
from .entry import answered, is_complete
from .models import FigureChange, ReportingYear, Submission, SubmissionEvent
from .questions import open_counts

NOT_OPENED = "none"
STATUSES = [(NOT_OPENED, _("chưa mở")), *Submission.Status.choices]
"""What the state of a return can be on the board: a unit that never opened its return has none."""


@dataclass(slots=True)
class Progress:
    """A reporting unit in a year: its return (None: never opened), how many of its institutions are complete.

    `reporting` are those of which anything is known.
    """

    year: ReportingYear
    reporting_unit: ReportingUnit
    submission: Submission | None
    institutions: int
    complete: int
    reporting: int
    last_change: datetime.datetime | None
    reason: str
    may_open: bool
    may_approve: bool
    open_questions: int
    deadline: Deadline
    today: datetime.date

    @property
    def status(self) -> str:
        return self.submission.status if self.submission else NOT_OPENED

    @property
    def status_label(self) -> str:
        return str(dict(STATUSES)[self.status])

    @property
    def percent(self) -> int:
        """Whole percent of institutions that are complete, rounded down: 100 only when all are."""
        return self.complete * 100 // self.institutions if self.institutions else 0

    @property
    def is_complete(self) -> bool:
        return self.complete == self.institutions

    @property
    def is_late(self) -> bool:
        return self.deadline.is_late(self.today)

    @property
    def days_late(self) -> int:
        """Days from when it was due until it was submitted, or until today; 0 where it is not late."""
        arrived = self.deadline.submitted_on if self.deadline.arrived else None
        return self.deadline.days_over(arrived or self.today) if self.is_late else 0

    @property
    def how_it_stands(self) -> str:
        """Days left or over, in words; empty where there is nothing to say."""
        return how_it_stands(self.deadline, self.today)


def progress_of(year: ReportingYear, user: User, of: Collection[int] | None = None) -> list[Progress]:
    """The returns of the year that the user may read, or those of `of`; a fixed number of queries."""
    submissions = Submission.objects.filter(year=year).select_related("handed_to")
    if of is not None:
        submissions = submissions.filter(Q(reporting_unit__in=of) | Q(handed_to__in=of))
    elif not user.scope().everything:
        of, submissions = user.scope().readable_reporting_units(), submissions.visible_to(user)
    opened = {row.reporting_unit_id: row for row in submissions}
    counts = _counted(year, user, of if of is None else {*of, *opened})
    known = _Known.of(year, user, opened)
    rows = (known.row(pk, counts) for pk in counts.total.keys() | opened.keys())
    return sorted(rows, key=lambda row: (row.reporting_unit.sort_key, row.reporting_unit.pk))


@dataclass(frozen=True)
class _Known:
    """What is told of each return besides its figures, and what the user may do with it."""

    year: ReportingYear
    rule: Responsibility
    opened: Mapping[int, Submission]
    changes: Mapping[int, datetime.datetime]
    reasons: Mapping[int, str]
    questions: Mapping[int, int]
    deadlines: Mapping[int, Deadline]
    today: datetime.date
    editable: Collection[int]
    reviewed: Collection[int] | None

    @classmethod
    def of(cls, year: ReportingYear, user: User, opened: Mapping[int, Submission]) -> "_Known":
        scope, ids = user.scope(), {row.pk for row in opened.values()}
        return cls(
            year, scope.responsibility, opened,
            changes=_last_changes(year),
            reasons=_reasons(year),
            questions=open_counts(ids),
            deadlines=deadlines_of(year),
            today=timezone.localdate(),
            editable=set(ReportingUnit.objects.editable_by(user).values_list("pk", flat=True)),
            reviewed=scope.reviewed_reporting_units(),
        )  # fmt: skip

    def row(self, pk: int, counts: "_Counts") -> Progress:
        """The row of one reporting unit."""
        submission = self.opened.get(pk)
        key = submission.pk if submission else 0
        is_submitted = submission is not None and submission.status == Submission.Status.SUBMITTED
        return Progress(
            year=self.year,
            reporting_unit=self.rule.reporting_units[pk],
            submission=submission,
            institutions=counts.total[pk],
            complete=counts.complete[pk],
            reporting=counts.reporting[pk],
            last_change=self.changes.get(key),
            reason=self.reasons.get(key, ""),
            may_open=not submission and self.year.is_open and pk in self.editable,
            may_approve=is_submitted and self.year.is_open and (self.reviewed is None or pk in self.reviewed),
            open_questions=self.questions.get(key, 0),
            deadline=self.deadlines.get(key, Deadline(self.year.due_date, self.year.grace_days)),
            today=self.today,
        )


@dataclass(slots=True)
class _Counts:
    """By reporting unit: for how many institutions it answers, how many are complete, of how many anything is known."""

    total: Counter[int] = field(default_factory=Counter)
    complete: Counter[int] = field(default_factory=Counter)
    reporting: Counter[int] = field(default_factory=Counter)


def _counted(year: ReportingYear, user: User, of: Collection[int] | None) -> _Counts:
    rule = user.scope().responsibility
    rows = list(standing_in(year, rule=rule).values()) if of is None else answering_through(of, year, rule)
    done = answered(year, None if of is None else [row.institution_id for row in rows])
    asked, known = asked_measures(), {institution_id for institution_id, _measure in done}
    counts = _Counts()
    for row in rows:
        if row.reporting_unit_id is not None:
            counts.total[row.reporting_unit_id] += 1
            counts.complete[row.reporting_unit_id] += is_complete(row, asked, done)
            counts.reporting[row.reporting_unit_id] += row.institution_id in known
    return counts


def _last_changes(year: ReportingYear) -> dict[int, datetime.datetime]:
    """When a figure or the state of each submission last changed."""
    figures = FigureChange.objects.filter(figure__year=year).values_list("figure__submission")
    states = SubmissionEvent.objects.filter(submission__year=year).values_list("submission")
    found = dict(figures.annotate(last=Max("at")).order_by())
    for pk, last in states.annotate(last=Max("at")).order_by():
        found[pk] = max(last, found.get(pk, last))
    return found


def _reasons(year: ReportingYear) -> dict[int, str]:
    """Why each submission that now is returned was."""
    returned = Submission.Status.RETURNED
    events = SubmissionEvent.objects.filter(submission__year=year, submission__status=returned, new_status=returned)
    events = events.filter(handed_to=None)  # to hand a return over is not to send it back
    return dict(events.order_by("at", "pk").values_list("submission", "reason"))
