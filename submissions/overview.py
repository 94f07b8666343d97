"""How far the returns of a year are: one row for each reporting unit that answers for an institution in it."""

import datetime
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from institutions.models import ReportingUnit
from institutions.names import fold

from .asked import answering_through, asked_measures, standing_in
from .entry import answered, is_complete
from .models import FigureChange, ReportingYear, Submission, SubmissionEvent

NOT_OPENED = "none"
STATUSES = [(NOT_OPENED, _("chưa mở")), *Submission.Status.choices]
"""What the state of a return can be on the board: a unit that never opened its return has none."""


@dataclass(slots=True)
class Progress:
    """A reporting unit in a year: its return (None: never opened), how many of its institutions are complete."""

    year: ReportingYear
    reporting_unit: ReportingUnit
    submission: Submission | None
    institutions: int
    complete: int
    last_change: datetime.datetime | None
    reason: str
    may_open: bool

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


def progress_of(year: ReportingYear, user: User, of: Collection[int] | None = None) -> list[Progress]:
    """The returns of the year that the user may read, or those of `of`; a fixed number of queries."""
    if of is None and not user.scope().everything:
        of = user.scope().readable_reporting_units()
    total, complete = _counted(year, user, of)
    submissions = Submission.objects.filter(year=year)
    submissions = submissions if of is None else submissions.filter(reporting_unit__in=of)
    opened = {row.reporting_unit_id: row for row in submissions}
    changes, reasons = _last_changes(year), _reasons(year)
    editable = set(ReportingUnit.objects.editable_by(user).values_list("pk", flat=True))
    found = []
    for pk in total.keys() | opened.keys():
        submission = opened.get(pk)
        found.append(
            Progress(
                year=year,
                reporting_unit=user.scope().responsibility.reporting_units[pk],
                submission=submission,
                institutions=total[pk],
                complete=complete[pk],
                last_change=changes.get(submission.pk) if submission else None,
                reason=reasons.get(submission.pk, "") if submission else "",
                may_open=not submission and not year.is_closed and pk in editable,
            )
        )
    return sorted(found, key=lambda row: (row.reporting_unit.sort_key, row.reporting_unit.pk))


def _counted(year: ReportingYear, user: User, of: Collection[int] | None) -> tuple[Counter[int], Counter[int]]:
    """By reporting unit: for how many institutions it answers, and how many of them are complete."""
    rule = user.scope().responsibility
    rows = list(standing_in(year, rule=rule).values()) if of is None else answering_through(of, year, rule)
    done = answered(year, None if of is None else [row.institution_id for row in rows])
    asked = asked_measures()
    total: Counter[int] = Counter()
    complete: Counter[int] = Counter()
    for row in rows:
        if row.reporting_unit_id is not None:
            total[row.reporting_unit_id] += 1
            complete[row.reporting_unit_id] += is_complete(row, asked, done)
    return total, complete


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
    return dict(events.order_by("at", "pk").values_list("submission", "reason"))


def filtered(rows: Sequence[Progress], *, text: str = "", status: str = "", order: str = "") -> list[Progress]:
    """The rows whose name contains the words and whose return is in the state, in the order asked for."""
    words = fold(text).split()
    found = [
        row for row in rows
        if (not status or row.status == status) and all(f" {word}" in row.reporting_unit.search_key for word in words)
    ]  # fmt: skip
    never = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    if order == "complete":
        found.sort(key=lambda row: (row.percent, -row.institutions))
    elif order == "changed":
        found.sort(key=lambda row: row.last_change or never, reverse=True)
    elif order == "status":
        ranks = {value: rank for rank, (value, _label) in enumerate(STATUSES)}
        found.sort(key=lambda row: ranks[row.status])
    return found
