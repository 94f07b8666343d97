"""The verb that takes a file back as a whole: each figure says again what it said before, with its trace.

A figure that was changed after the file stays as it is now, and is listed. A return goes back into the state it had,
and what was approved is approved again, unless a later step of the return stands on it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.refusals import Refused

from ..answers import Answer, Origin, Stored
from ..asked import batches
from ..bulk import update
from ..changes import Changes
from ..models import (
    AnnualFigure,
    FigureChange,
    ImportBatch,
    ReportingYear,
    State,
    Submission,
    TouchedSubmission,
)
from ..saving import locked_submissions, refuse_approved, refuse_closed, refuse_submitted
from .states import Status, record

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(slots=True)
class Undo:
    """What undoing a file does: figures that go back, and those that stay because they were changed since."""

    back: list[FigureChange] = field(default_factory=list)
    changed_since: list[FigureChange] = field(default_factory=list)


def what_undoing_does(batch: ImportBatch) -> Undo:
    """The file's changes, by whether they still stand: whether nothing but files taken back came after them."""
    found = Undo()
    changes = batch.changes.exclude(through=FigureChange.Through.UNDO).order_by("line", "column", "pk")
    rows = list(changes.select_related("figure__institution", "figure__measure", "by"))
    newest = {pk: history[-1].revision for pk, history in _standing_changes(row.figure_id for row in rows).items()}
    for row in rows:
        (found.back if newest[row.figure_id] == row.revision else found.changed_since).append(row)
    return found


def _standing_changes(figures: Iterable[int]) -> dict[int, list[FigureChange]]:
    """The changes of each figure in their order, without those of files that were taken back (and the taking back)."""
    found: dict[int, list[FigureChange]] = defaultdict(list)
    for ids in batches(sorted(set(figures))):
        rows = FigureChange.objects.filter(figure__in=ids).exclude(batch__stage=ImportBatch.Stage.UNDONE)
        for row in rows.order_by("figure", "revision").iterator(chunk_size=5_000):
            found[row.figure_id].append(row)
    return found


@transaction.atomic
def undo_file(*, batch: ImportBatch, by: "User | None") -> Undo:
    """Take the file back. Raises Refused where the year is closed or a return may not be changed."""
    batch.refresh_from_db(from_queryset=ImportBatch.objects.select_for_update(of=("self",)).defer("choices"))
    if not batch.is_applied:
        raise Refused(_("Tệp này chưa được ghi, hoặc đã được hoàn tác rồi."))
    touched = {row.submission_id: row for row in batch.touched.all()}
    held = locked_submissions({*touched, *_owners(batch)})
    refuse_closed(ReportingYear.objects.get(pk=batch.year_id))
    undo = what_undoing_does(batch)
    origin = Origin(by, FigureChange.Through.UNDO, batch)
    untouched_since = _without_later_steps(batch, touched.values())
    for pk in {change.figure.submission_id for change in undo.back}:
        if pk not in untouched_since or touched[pk].new_status != Status.APPROVED:
            refuse_approved(held[pk])
        refuse_submitted(held[pk], origin)
    _write_back(batch, undo.back, origin)
    _put_back(untouched_since, touched, held, by, batch)
    batch.stage, batch.undone_at, batch.undone_by = ImportBatch.Stage.UNDONE, timezone.now(), by
    batch.save(update_fields=["stage", "undone_at", "undone_by"])
    return undo


def _owners(batch: ImportBatch) -> set[int]:
    return set(batch.changes.order_by().values_list("figure__submission", flat=True).distinct())


def _without_later_steps(batch: ImportBatch, touched: Iterable[TouchedSubmission]) -> set[int]:
    """Returns on which no step was taken since the file: their state is still the one that the file gave them."""
    ids = [row.submission_id for row in touched]
    later = Submission.objects.filter(pk__in=ids, events__at__gt=batch.applied_at)
    return set(ids) - set(later.values_list("pk", flat=True))


def _write_back(batch: ImportBatch, back: Sequence[FigureChange], origin: Origin) -> None:
    histories = _standing_changes(change.figure_id for change in back)
    changes = Changes(batch.year)
    for change in back:
        figure = change.figure
        history = histories[figure.pk]
        said = history[-2] if len(history) > 1 else None
        answer = Answer(
            figure.institution_id, figure.measure_id,
            state=said.new_state if said else State.NOT_REPORTED, value=said.new_value if said else None,
            is_estimate=bool(said and said.is_estimate), note=said.note if said else "",
        )  # fmt: skip
        stored = Stored(
            figure.pk, figure.institution_id, figure.measure_id, figure.submission_id, figure.revision, figure.state,
            figure.value, figure.is_estimate, figure.note,
        )  # fmt: skip
        changes.changed.append(((said and said.submission_id) or figure.submission_id, answer, stored))
    changes.apply(origin, {})


def _put_back(
    ids: Iterable[int],
    touched: dict[int, TouchedSubmission],
    held: dict[int, Submission],
    by: "User | None",
    batch: ImportBatch,
) -> None:
    """States and approvals as they were before the file, each state with its event."""
    by_status: dict[str, list[int]] = defaultdict(list)
    moved = []
    for pk in sorted(ids):
        row, old = touched[pk], touched[pk].old_status or Status.DRAFT
        update(AnnualFigure, ["approved_state", "approved_value"], ((s, v, figure) for figure, s, v in row.published))
        if held[pk].status != old:
            moved.append((held[pk], held[pk].status))
            held[pk].status = old
            by_status[old].append(pk)
    for status, some in by_status.items():
        Submission.objects.filter(pk__in=some).update(status=status)
    record(moved, by=by, reason=_("hoàn tác tệp %(file)s") % {"file": batch.file_name})
