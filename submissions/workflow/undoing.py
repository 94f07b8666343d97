"""The verb that takes a file back as a whole: each figure says again what it said before, with its trace.

A figure that was changed after the file stays as it is now, and is listed. A return goes back into the state it had,
and what was approved is approved again, unless a later step of the return stands on it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.refusals import Refused

from ..answers import Answer, Origin, Stored
from ..asked import batches
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
from ..saving import locked_submissions, may_review, refuse_approved, refuse_submitted, refuse_unless_open
from .approvals import put_approved_back
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
    refuse_unless_open(ReportingYear.objects.get(pk=batch.year_id))
    undo = what_undoing_does(batch)
    origin = Origin(by, FigureChange.Through.UNDO, batch)
    untouched_since = _without_later_steps(batch, touched, held)
    before = _before(undo.back)
    _refuse(undo.back, before, touched, untouched_since, held, origin)
    approved = _approved_before(touched, untouched_since)
    _write_back(batch, undo.back, before, origin)
    put_approved_back(approved, by=by)
    _put_back(untouched_since, touched, held, by, batch)
    batch.stage, batch.undone_at, batch.undone_by = ImportBatch.Stage.UNDONE, timezone.now(), by
    batch.save(update_fields=["stage", "undone_at", "undone_by"])
    return undo


def _owners(batch: ImportBatch) -> set[int]:
    """The returns that have the figures of the file now, and those that had them before."""
    now = batch.changes.order_by().values_list("figure__submission", flat=True).distinct()
    changes = FigureChange.objects.filter(figure__in=batch.changes.order_by().values("figure"))
    ever = changes.exclude(submission=None).order_by().values_list("submission", flat=True).distinct()
    return {*now, *(pk for pk in ever if pk)}


def _without_later_steps(
    batch: ImportBatch, touched: Mapping[int, TouchedSubmission], held: Mapping[int, Submission]
) -> set[int]:
    """Returns on which no step was taken since the file: their state is still the one that the file gave them."""
    later = Submission.objects.filter(pk__in=touched.keys(), events__at__gt=batch.applied_at)
    moved = {pk for pk, row in touched.items() if held[pk].status != row.new_status}  # whatever the clock says
    return touched.keys() - set(later.values_list("pk", flat=True)) - moved


def _before(back: Sequence[FigureChange]) -> dict[int, FigureChange | None]:
    """What each figure said before the file, by figure: None where nobody had said anything."""
    histories = _standing_changes(change.figure_id for change in back)
    return {pk: history[-2] if len(history) > 1 else None for pk, history in histories.items()}


def _return_before(change: FigureChange, said: FigureChange | None) -> int:
    return (said and said.submission_id) or change.figure.submission_id


def _refuse(
    back: Sequence[FigureChange],
    before: Mapping[int, FigureChange | None],
    touched: Mapping[int, TouchedSubmission],
    untouched_since: set[int],
    held: Mapping[int, Submission],
    origin: Origin,
) -> None:
    """Raises Refused where a return may not be changed: one that gives a figure back, that takes it, or that moves."""
    concerned = {(change.figure.submission_id, _return_before(change, before[change.figure_id])) for change in back}
    concerned |= {(pk, pk) for pk in untouched_since if held[pk].status != touched[pk].old_status}
    for gives, takes in sorted(concerned):
        is_taken_back = gives in untouched_since and touched[gives].new_status == Status.APPROVED
        if not (is_taken_back and may_review(held[gives], origin)):
            refuse_approved(held[gives])
            refuse_approved(held[takes])
        refuse_submitted(held[gives], origin)
        refuse_submitted(held[takes], origin)


def _approved_before(
    touched: Mapping[int, TouchedSubmission], untouched_since: set[int]
) -> list[tuple[object, object, int]]:
    """What was approved before the file: state, value, figure. Figures that another return has by now are its own."""
    found: list[tuple[object, object, int]] = []
    for pk in sorted(untouched_since):
        if published := touched[pk].published:
            own = set(AnnualFigure.objects.filter(submission=pk).values_list("pk", flat=True))
            found += [(state, value, figure) for figure, state, value in published if figure in own]
    return found


def _write_back(
    batch: ImportBatch, back: Sequence[FigureChange], before: Mapping[int, FigureChange | None], origin: Origin
) -> None:
    changes = Changes(batch.year)
    for change in back:
        figure, said = change.figure, before[change.figure_id]
        answer = Answer(
            figure.institution_id, figure.measure_id,
            state=said.new_state if said else State.NOT_REPORTED, value=said.new_value if said else None,
            is_estimate=bool(said and said.is_estimate), note=said.note if said else "",
        )  # fmt: skip
        stored = Stored(
            figure.pk, figure.institution_id, figure.measure_id, figure.submission_id, figure.revision, figure.state,
            figure.value, figure.is_estimate, figure.note,
        )  # fmt: skip
        changes.changed.append((_return_before(change, said), answer, stored))
    changes.apply(origin, {})


def _put_back(
    ids: Iterable[int],
    touched: dict[int, TouchedSubmission],
    held: dict[int, Submission],
    by: "User | None",
    batch: ImportBatch,
) -> None:
    """States as they were before the file, each with its event."""
    by_status: dict[str, list[int]] = defaultdict(list)
    moved = []
    for pk in sorted(ids):
        old = touched[pk].old_status or Status.DRAFT
        if held[pk].status != old:
            moved.append((held[pk], held[pk].status))
            held[pk].status = old
            by_status[old].append(pk)
    for status, some in by_status.items():
        Submission.objects.filter(pk__in=some).update(status=status)
    record(moved, by=by, reason=_("hoàn tác tệp %(file)s") % {"file": batch.file_name})
