"""The board of a year: how far every reporting unit is, and opening a return from there."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from institutions.models import ReportingUnit
from institutions.requests import SignedInRequest

from ..board import COLUMNS, Asked, Column, Response, parts_of
from ..export import table_response
from ..models import ReportingYear
from ..overview import STATUSES, Progress, progress_of
from ..tables import Cell
from ..workflow import Refused, ensure_submission
from .loading import may_keep_years, reporting_year, whole_number
from .trail import below_year


@dataclass(frozen=True)
class Head:
    """The head of a column: a link that sorts by it, the other way round where it is sorted by it already."""

    column: Column
    url: str
    aria_sort: str

    @classmethod
    def of(cls, column: Column, asked: Asked) -> "Head":
        current = asked.order or "name"
        is_upward, is_downward = current == column.name, current == f"-{column.name}"
        url = f"?{urlencode(asked.as_query(order=f'-{column.name}' if is_upward else column.name))}"
        return cls(column, url, "ascending" if is_upward else "descending" if is_downward else "")


def board(request: SignedInRequest, year: int) -> HttpResponse:
    """Every reporting unit that answers for an institution in the year, with the state of its return."""
    row, scope = reporting_year(year), request.user.scope()
    everything, asked = progress_of(row, request.user), Asked.of(request.GET.dict())
    rows = asked.rows(everything)
    if "format" in request.GET:
        return _export(row, rows, request.GET["format"])
    context = {
        "year": row,
        "years": ReportingYear.objects.values_list("number", flat=True),
        "rows": rows,
        "chosen": asked,
        "heads": [Head.of(column, asked) for column in COLUMNS],
        "counts": [(value, label, sum(r.status == value for r in everything)) for value, label in STATUSES],
        "response": Response.of(everything),
        "parts": parts_of(everything, asked),
        "late_url": f"?{urlencode(asked.as_query(late='1'))}",
        "may_send_files": row.is_open and (scope.is_reporter or scope.is_reviewer),
        "may_keep": may_keep_years(request.user),
        "may_extend": request.user.scope().is_reviewer,
        "may_approve": any(one.may_approve for one in rows),
        "printed_at": timezone.now(),
        "csv_url": f"?{urlencode(asked.as_query() | {'format': 'csv'})}",
        "xlsx_url": f"?{urlencode(asked.as_query() | {'format': 'xlsx'})}",
        "breadcrumbs": below_year(row),
    }
    return render(request, "submissions/board.html", context)


def _export(year: ReportingYear, rows: list[Progress], format: str) -> HttpResponse:
    headings = [
        _("Mã"), _("Đơn vị báo cáo"), _("Tình trạng"), _("Hạn nộp"), _("Được gia hạn"), _("Số ngày quá hạn"),
        _("Số cơ sở"), _("Số cơ sở có số liệu"), _("Số cơ sở đủ số liệu"), _("Câu hỏi chưa xong"), _("Giao cho"),
        _("Hoạt động cuối"), _("Kỳ số liệu từ"), _("đến"), _("Lịch"),
    ]  # fmt: skip
    period: list[Cell] = [year.start, year.end, year.calendar_name]
    table = ([*_cells(row), *period] for row in rows)
    return table_response(name=f"bao-cao-{year.number}", headings=headings, rows=table, format=format)


def _cells(row: Progress) -> list[Cell]:
    receiver = row.submission.handed_to if row.submission else None
    return [
        row.reporting_unit.code, row.reporting_unit.name, row.status_label,
        row.deadline.due_date, row.deadline.extension is not None, row.days_late,
        row.institutions, row.reporting, row.complete, row.open_questions,
        receiver.name if receiver else None,
        timezone.localtime(row.last_change).date() if row.last_change else None,
    ]  # fmt: skip


@require_POST
def open_submission(request: SignedInRequest, year: int) -> HttpResponse:
    """Open the return of a reporting unit for a year, or go to it where it is open already."""
    row, chosen = reporting_year(year), request.POST.get("reporting_unit", "")
    visible = ReportingUnit.objects.visible_to(request.user)
    reporting_unit = get_object_or_404(visible, pk=whole_number(chosen))
    if not ReportingUnit.objects.editable_by(request.user).filter(pk=reporting_unit.pk).exists():
        raise PermissionDenied
    try:
        submission = ensure_submission(reporting_unit=reporting_unit, year=row, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("submissions:board", year)
    return redirect("submissions:submission", submission.pk)
