"""The verb that stores a file of figures."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from institutions.responsibility import current_responsibility

from ..answers import Answer, Origin, Saved
from ..findings import findings_of
from ..models import AnnualFigure, FigureChange, ImportBatch, ReportingYear, Submission, TouchedSubmission
from ..saving import locked_submissions, write_portions
from .approvals import publish
from .returns import ensure_submissions
from .states import RANK, Status, move, record

if TYPE_CHECKING:
    from accounts.models import User

AnswersByUnit = Mapping[int, Sequence[Answer]]
"""Answers of a part of the file, by the reporting unit through whose return they are given."""


@transaction.atomic
def save_file(
    *,
    year: ReportingYear,
    portions: Iterable[AnswersByUnit],
    reporting_units: Collection[int],
    institutions: Collection[int],
    by: "User | None",
    through: str,
    batch: ImportBatch,
    status: str | None = None,
) -> Saved:
    """Store the answers of a file; all or none. What it does to each return is noted for undoing it.

    `reporting_units` and `institutions` are all that the file touches. `status` is what the touched returns become,
    step by step and never backward; one that a person wants submitted stays as it is while the checks hold it up (a
    command, or a reviewer who approves, is not asked). Figures of approved ones change only with status approved, and
    then are approved again. Raises Refused, or Conflict when somebody changed a figure since it was seen.
    """
    there = set(Submission.objects.filter(year=year).values_list("reporting_unit", flat=True))
    returns = ensure_submissions(reporting_units=reporting_units, year=year, by=by)
    before = {row.pk: row.status if unit in there else "" for unit, row in returns.items()}
    saved = write_portions(
        year=year,
        portions=({returns[unit].pk: answers for unit, answers in portion.items()} for portion in portions),
        submissions=before.keys(), institutions=institutions, origin=Origin(by, through, batch),
        approved_too=status == Status.APPROVED,
    )  # fmt: skip
    touched = locked_submissions(before)
    asks = status == Status.SUBMITTED and by is not None and through != FigureChange.Through.COMMAND
    ready = _ready(touched) if asks else touched
    published = _bring_forward(ready, status, batch, by) if status else {}
    TouchedSubmission.objects.bulk_create(
        TouchedSubmission(
            batch=batch, submission=row, old_status=before[pk], new_status=row.status,
            published=published.get(pk, []),
        )
        for pk, row in touched.items()
    )  # fmt: skip
    return saved


def _ready(touched: Mapping[int, Submission]) -> dict[int, Submission]:
    """Those that submitting would let through; and those that lie with the reviewers already."""
    rule = current_responsibility()
    return {
        pk: row
        for pk, row in touched.items()
        if RANK[Status(row.status)] or not findings_of(row, rule).blocks_submitting
    }


def _bring_forward(
    touched: Mapping[int, Submission], status: str, batch: ImportBatch, by: "User | None"
) -> dict[int, list[list[object]]]:
    """Bring the returns into the state; gives the approved answers that this replaced, by return."""
    approved_before = [row for row in touched.values() if row.status == Status.APPROVED]
    if approved_before:
        changed = set(batch.changes.values_list("figure__submission", flat=True).distinct().order_by())
        approved_before = [row for row in approved_before if row.pk in changed]
    forward = [row for row in touched.values() if RANK[Status(row.status)] < RANK[Status(status)]]
    replaced: dict[int, list[list[object]]] = {}
    if status == Status.APPROVED:
        replaced = _unpublished([row.pk for row in (*approved_before, *forward)])
        publish([row.pk for row in approved_before], by=by)
        record([(row, row.status) for row in approved_before], by=by, reason=batch.file_name)
    for target in (Status.SUBMITTED, Status.APPROVED):
        if RANK[target] <= RANK[Status(status)]:
            move([row for row in forward if RANK[Status(row.status)] < RANK[target]], target, by=by)
    return replaced


def _unpublished(ids: Collection[int]) -> dict[int, list[list[object]]]:
    """The figures of these returns that say something else than what was approved: [figure, state, value] approved."""
    rows = AnnualFigure.objects.filter(submission__in=ids).differing_from_approved()
    found: dict[int, list[list[object]]] = {}
    for pk, submission_id, *approved in rows.values_list("pk", "submission", "approved_state", "approved_value"):
        found.setdefault(submission_id, []).append([pk, *approved])
    return found
