"""What became of a file: stored, with every figure that it changed; and taken back as a whole."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest
from institutions.short_lists import NumberedPage

from ...asked import standing_in
from ...imports.choices import Choices
from ...models import FigureChange, ImportBatch, ReportingYear, Submission
from ...workflow import Refused, undo_file, what_undoing_does
from .access import breadcrumbs, may_undo, reads_whole, visible_file
from .comparison import ROWS_A_PAGE, by_weight, counted, file_findings, shown_rows

MOST_LEFT_OUT = 200
MOST_GOING_BACK = 100


def outcome_page(request: SignedInRequest, batch: ImportBatch) -> HttpResponse:
    """An applied file: when, by whom, each figure that it changed, the rows that were left out."""
    changes = batch.changes.exclude(through=FigureChange.Through.UNDO).order_by("sheet", "line", "column", "pk")
    page = NumberedPage.of(changes.select_related("figure__measure", "figure__institution"), request, ROWS_A_PAGE)
    undone = batch.changes.filter(through=FigureChange.Through.UNDO).count() if batch.undone_at else 0
    is_whole = reads_whole(request.user, batch)
    left_out = batch.checked_rows.order_by("position")[:MOST_LEFT_OUT] if is_whole else []
    context = {
        "batch": batch,
        "page": page,
        "changes": _named(batch.year, page.rows),
        "went_back": undone,
        "stayed": page.total - undone,
        "returns": _returns(request, batch),
        "held_up": _held_up(batch),
        "choices": Choices.from_json(batch.choices),
        "left_out": shown_rows(batch.year, left_out),
        "has_original": is_whole and batch.file_id is not None,
        "counts": counted(batch),
        "several_sheets": len(batch.report.get("tables", ())) > 1,
        "may_undo": batch.is_applied and may_undo(request.user, batch),
        "breadcrumbs": breadcrumbs(batch),
        **by_weight(file_findings(batch) if is_whole else []),
    }
    return render(request, "submissions/files/outcome.html", context)


def _held_up(batch: ImportBatch) -> int:
    """How many returns were to be submitted with the file, and were not ready."""
    if batch.status != Submission.Status.SUBMITTED:
        return 0
    return batch.touched.filter(new_status__in=(Submission.Status.DRAFT, Submission.Status.RETURNED)).count()


def _named(year: ReportingYear, changes: Sequence[FigureChange]) -> list[tuple[FigureChange, str, bool]]:
    """Changes with the names of their institutions in the year, and whether what they replaced was an estimate."""
    standing = standing_in(year, [change.figure.institution_id for change in changes])
    names = {pk: row.name for pk, row in standing.items()}
    estimates = FigureChange.objects.filter(figure__in={change.figure_id for change in changes}, is_estimate=True)
    estimated = set(estimates.values_list("figure", "revision"))
    return [
        (
            change,
            names.get(change.figure.institution_id, change.figure.institution.code),
            (change.figure_id, change.revision - 1) in estimated,
        )
        for change in changes
    ]


def _returns(request: SignedInRequest, batch: ImportBatch) -> list[dict[str, Any]]:
    """The returns that the file touched, and whether the user may open each."""
    touched = list(batch.touched.select_related("submission__reporting_unit").order_by("submission__reporting_unit"))
    visible = set(
        Submission.objects.visible_to(request.user)
        .filter(pk__in=[row.submission_id for row in touched])
        .values_list("pk", flat=True)
    )
    statuses = dict(Submission.Status.choices)
    return [
        {
            "submission": row.submission,
            "old": statuses.get(row.old_status, ""),
            "new": statuses.get(row.new_status, ""),
            "is_visible": row.submission_id in visible,
        }
        for row in touched
    ]


def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """What goes back and what stays; on POST it is done, all or nothing."""
    batch = get_object_or_404(ImportBatch.objects.applied(), pk=visible_file(request, pk).pk)
    if not may_undo(request.user, batch):
        raise PermissionDenied
    if request.method == "POST":
        return _undone(request, batch)
    if not batch.is_applied:
        messages.info(request, _("Tệp này đã được hoàn tác rồi."))
        return redirect("submissions:file", pk)
    found = what_undoing_does(batch)
    context = {
        "batch": batch,
        "back": _named(batch.year, found.back[:MOST_GOING_BACK]),
        "back_total": len(found.back),
        "changed_since": _named(batch.year, found.changed_since[:MOST_LEFT_OUT]),
        "changed_since_total": len(found.changed_since),
        "returns": _returns(request, batch),
        "breadcrumbs": breadcrumbs(batch, _("Hoàn tác")),
    }
    return render(request, "submissions/files/undo.html", context)


def _undone(request: SignedInRequest, batch: ImportBatch) -> HttpResponse:
    try:
        done = undo_file(batch=batch, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("submissions:file_undo" if batch.is_applied else "submissions:file", batch.pk)
    told = _("Đã hoàn tác: %(back)d số liệu trở lại như trước khi nhập tệp.") % {"back": len(done.back)}
    messages.success(request, told)
    if done.changed_since:
        kept = _("%(kept)d số liệu đã được sửa sau đó nên giữ nguyên.") % {"kept": len(done.changed_since)}
        messages.warning(request, kept)
    return redirect("submissions:file", batch.pk)
