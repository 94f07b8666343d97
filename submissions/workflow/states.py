"""From one state of a return to the next, with the event that tells it. Whoever calls holds the returns locked."""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from ..models import ReportingYear, Submission, SubmissionEvent
from .approvals import publish

if TYPE_CHECKING:
    from accounts.models import User

Status = Submission.Status
RANK = {Status.DRAFT: 0, Status.RETURNED: 0, Status.SUBMITTED: 1, Status.APPROVED: 2}
"""How far a return has come: a file brings it forward, never back."""


def begin(reporting_units: Collection[int], year: ReportingYear, *, by: "User | None") -> int:
    """A draft for each of these reporting units that has none. Whoever calls holds the year locked. Tells how many."""
    there = set(Submission.objects.filter(year=year).values_list("reporting_unit", flat=True))
    wanted = sorted(set(reporting_units) - there)
    begun = Submission.objects.bulk_create(Submission(reporting_unit_id=pk, year=year) for pk in wanted)
    record([(row, "") for row in begun], by=by)
    return len(begun)


def move(submissions: Sequence[Submission], to: Status, *, by: "User | None", reason: str = "") -> None:
    """Bring locked submissions into a state, with an event each."""
    ids = [row.pk for row in submissions]
    if not ids:
        return
    before = [(row, row.status) for row in submissions]
    Submission.objects.filter(pk__in=ids).update(status=to)
    for row in submissions:
        row.status = to
    if to == Status.APPROVED:
        publish(ids, by=by)
    record(before, by=by, reason=reason)


def record(moves: Iterable[tuple[Submission, str]], *, by: "User | None", reason: str = "") -> None:
    """An event for each submission and the state it had."""
    SubmissionEvent.objects.bulk_create(
        SubmissionEvent(submission=row, old_status=old, new_status=row.status, reason=reason, by=by)
        for row, old in moves
    )
