"""The verbs of the yearly round. Nothing else changes a year, a submission's state, or a figure.

Each is atomic, locks what it changes, writes its trace, and refuses what the state does not allow. Whether the person
may do it is asked before, through the querysets (`editable_by`, `reviewable_by`).
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import ReportingUnit
from institutions.refusals import Refused

from .answers import Answer, Conflict, Origin, Saved, stored_figures
from .models import AnnualFigure, ImportBatch, ReportingYear, State, Submission, SubmissionEvent
from .saving import locked_submissions, refuse_closed, write

if TYPE_CHECKING:
    from accounts.models import User

__all__ = [
    "Answer", "Conflict", "Refused", "Saved", "approve", "change_year", "close_year", "ensure_submission",
    "ensure_submissions", "open_year", "reopen", "reopen_year", "return_for_correction", "save_figures", "save_file",
    "submit", "withdraw",
]  # fmt: skip

Status = Submission.Status
_RANK = {Status.DRAFT: 0, Status.RETURNED: 0, Status.SUBMITTED: 1, Status.APPROVED: 2}


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
    _lock_year(year)
    refuse_closed(year)
    days = {"start": start, "end": end, "reference_date": reference_date, "due_date": due_date}
    if any(getattr(year, name) != day for name, day in days.items()):
        for name, day in days.items():
            setattr(year, name, day)
        _save_year(year, by)


@transaction.atomic
def close_year(*, year: ReportingYear, by: "User | None") -> None:
    """From now on nothing of the year changes. Waits for those who are writing at this moment."""
    _lock_year(year)
    if year.is_closed:
        raise Refused(_("Năm báo cáo %(year)s đã khóa rồi.") % {"year": year})
    locked_submissions(Submission.objects.filter(year=year).values_list("pk", flat=True))
    year.closed_at, year.closed_by = timezone.now(), by
    _save_year(year, by)


@transaction.atomic
def reopen_year(*, year: ReportingYear, by: "User | None", reason: str) -> None:
    """Take the closing back, with a reason."""
    reason = _reason(reason)
    _lock_year(year)
    if not year.is_closed:
        raise Refused(_("Năm báo cáo %(year)s đang mở.") % {"year": year})
    year.closed_at = year.closed_by = None
    _save_year(year, by, reason)


def _lock_year(year: ReportingYear) -> None:
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


def ensure_submission(*, reporting_unit: ReportingUnit, year: ReportingYear, by: "User | None") -> Submission:
    """The reporting unit's return for the year, begun as a draft where there is none."""
    return ensure_submissions(reporting_units=[reporting_unit.pk], year=year, by=by)[reporting_unit.pk]


@transaction.atomic
def ensure_submissions(
    *, reporting_units: Iterable[int], year: ReportingYear, by: "User | None"
) -> dict[int, Submission]:
    """The returns of these reporting units for the year, by reporting unit."""
    wanted = set(reporting_units)
    of_year = Submission.objects.filter(year=year).select_related("reporting_unit", "year")
    found = {row.reporting_unit_id: row for row in of_year.filter(reporting_unit__in=wanted)}
    if found.keys() != wanted:
        # Whoever begins returns of this year queues here, so that each is begun once.
        _lock_year(year)
        refuse_closed(year)
        there = set(of_year.filter(reporting_unit__in=wanted).values_list("reporting_unit", flat=True))
        begun = Submission.objects.bulk_create(
            Submission(reporting_unit_id=pk, year=year) for pk in sorted(wanted - there)
        )
        _record([(row, "") for row in begun], by=by)
        found = {row.reporting_unit_id: row for row in of_year.filter(reporting_unit__in=wanted)}
    return found


def save_figures(
    *,
    submission: Submission,
    answers: Sequence[Answer],
    by: "User | None",
    through: str,
    batch: ImportBatch | None = None,
) -> Saved:
    """Store answers of one return, all or none; what is stored already writes nothing.

    Raises Conflict, with all conflicts, when somebody changed a figure since it was seen; Refused otherwise.
    """
    return write(year=submission.year, answers={submission.pk: answers}, origin=Origin(by, through, batch))


@transaction.atomic
def save_file(
    *,
    year: ReportingYear,
    answers: Mapping[int, Sequence[Answer]],
    by: "User | None",
    through: str,
    batch: ImportBatch | None,
    status: str | None = None,
) -> Saved:
    """Store the answers of a file, filed under the ids of the submissions it touches; all or none.

    `status` is what the touched submissions become, step by step and never backward. Figures of approved ones change
    only with status approved, and then are approved again.
    """
    to_approve = status == Status.APPROVED
    saved = write(year=year, answers=answers, origin=Origin(by, through, batch), approved_too=to_approve)
    if status is not None:
        touched = locked_submissions(answers)
        approved_before = [row for row in touched.values() if row.status == Status.APPROVED]
        for target in (Status.SUBMITTED, Status.APPROVED):
            if _RANK[target] <= _RANK[Status(status)]:
                _move([row for row in touched.values() if _RANK[Status(row.status)] < _RANK[target]], target, by=by)
        if approved_before and batch:
            _approve_again(approved_before, batch, by=by)
    return saved


@transaction.atomic
def withdraw(
    *,
    submission: Submission,
    institution_id: int,
    measure_id: int,
    by: "User | None",
    through: str,
    seen_revision: int | None = None,
) -> None:
    """Take a figure back: it counts as not reported from now on. Its trace stays."""
    key = (institution_id, measure_id)
    figure = stored_figures(submission.year, [institution_id]).get(key)
    if figure is None or figure.state == State.NOT_REPORTED:
        raise Refused(_("Chưa có số liệu nào để rút."))
    answer = Answer(institution_id, measure_id, State.NOT_REPORTED, seen_revision=seen_revision)
    write(year=submission.year, answers={submission.pk: [answer]}, origin=Origin(by, through), withdrawing=True)


def submit(*, submission: Submission, by: "User | None") -> None:
    """A draft or returned return goes to the reviewers."""
    _step(submission, from_=(Status.DRAFT, Status.RETURNED), to=Status.SUBMITTED, by=by)


def return_for_correction(*, submission: Submission, by: "User | None", reason: str) -> None:
    """A submitted return goes back, with the reason."""
    _step(submission, from_=(Status.SUBMITTED,), to=Status.RETURNED, by=by, reason=_reason(reason))


def approve(*, submission: Submission, by: "User | None") -> None:
    """A submitted return is approved: its figures, as they are now, are what is published."""
    _step(submission, from_=(Status.SUBMITTED,), to=Status.APPROVED, by=by)


def reopen(*, submission: Submission, by: "User | None", reason: str) -> None:
    """An approved return goes back for correction. The values as approved stay published until it is approved again."""
    _step(submission, from_=(Status.APPROVED,), to=Status.RETURNED, by=by, reason=_reason(reason))


def _reason(text: str) -> str:
    if not text.strip():
        raise Refused(_("Hãy nêu lý do."))
    return text.strip()


@transaction.atomic
def _step(submission: Submission, *, from_: Sequence[Status], to: Status, by: "User | None", reason: str = "") -> None:
    """One step of one return, from one of these states."""
    locked = locked_submissions([submission.pk])[submission.pk]
    refuse_closed(ReportingYear.objects.get(pk=locked.year_id))
    if locked.status not in from_:
        raise Refused(
            _("Báo cáo của %(unit)s %(status)s nên không làm được bước này.")
            % {"unit": locked.reporting_unit, "status": locked.get_status_display()}
        )
    _move([locked], to, by=by, reason=reason)
    submission.status = to


def _move(submissions: Sequence[Submission], to: Status, *, by: "User | None", reason: str = "") -> None:
    """Bring locked submissions into a state, with an event each."""
    ids = [row.pk for row in submissions]
    if not ids:
        return
    before = [(row, row.status) for row in submissions]
    Submission.objects.filter(pk__in=ids).update(status=to)
    for row in submissions:
        row.status = to
    if to == Status.APPROVED:
        _publish(ids)
    _record(before, by=by, reason=reason)


def _publish(ids: Iterable[int]) -> None:
    """What the figures of these submissions say now is what was approved."""
    AnnualFigure.objects.filter(submission__in=ids).update(approved_state=F("state"), approved_value=F("value"))


def _approve_again(submissions: Sequence[Submission], batch: ImportBatch, *, by: "User | None") -> None:
    """Approved returns in which a file, sent as approved, changed figures: the change is approved with it."""
    changed = set(batch.changes.values_list("figure__submission", flat=True).distinct().order_by())
    again = [row for row in submissions if row.pk in changed]
    _publish([row.pk for row in again])
    _record([(row, row.status) for row in again], by=by, reason=batch.file_name)


def _record(moves: Iterable[tuple[Submission, str]], *, by: "User | None", reason: str = "") -> None:
    """An event for each submission and the state it had."""
    SubmissionEvent.objects.bulk_create(
        SubmissionEvent(submission=row, old_status=old, new_status=row.status, reason=reason, by=by)
        for row, old in moves
    )
