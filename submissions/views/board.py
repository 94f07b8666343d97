"""How far everybody is: the board of a year, and a reporter's own page."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from institutions.models import ReportingUnit
from institutions.requests import SignedInRequest

from ..export import table_response
from ..models import ReportingYear, Submission
from ..overview import STATUSES, Progress, filtered, progress_of
from ..workflow import Refused, ensure_submission
from .loading import reporting_year, whole_number


def board(request: SignedInRequest, year: int) -> HttpResponse:
    """Every reporting unit that answers for an institution in the year, with the state of its return."""
    row, scope = reporting_year(year), request.user.scope()
    everything = progress_of(row, request.user)
    chosen = {name: request.GET.get(name, "").strip() for name in ("q", "status", "order")}
    rows = filtered(everything, text=chosen["q"], status=chosen["status"], order=chosen["order"])
    if "format" in request.GET:
        return _export(row, rows, request.GET["format"])
    context = {
        "year": row,
        "years": ReportingYear.objects.values_list("number", flat=True),
        "rows": rows,
        "chosen": chosen,
        "counts": [(value, label, sum(r.status == value for r in everything)) for value, label in STATUSES],
        "total": len(everything),
        "may_send_files": not row.is_closed and (scope.is_reporter or scope.is_reviewer),
        "institutions": sum(r.institutions for r in everything),
        "complete": sum(r.complete for r in everything),
        "csv_url": f"?{urlencode(chosen | {'format': 'csv'})}",
        "xlsx_url": f"?{urlencode(chosen | {'format': 'xlsx'})}",
        "breadcrumbs": [(_("Báo cáo"), reverse("submissions:years")), (_("Năm %(year)s") % {"year": year}, "")],
    }
    return render(request, "submissions/board.html", context)


def _export(year: ReportingYear, rows: list[Progress], format: str) -> HttpResponse:
    headings = [_("Mã"), _("Đơn vị báo cáo"), _("Tình trạng"), _("Số cơ sở"), _("Số cơ sở đủ số liệu"), _("Sửa cuối")]
    table = (
        [
            row.reporting_unit.code, row.reporting_unit.name, row.status_label, row.institutions, row.complete,
            timezone.localtime(row.last_change).date() if row.last_change else None,
        ]
        for row in rows
    )  # fmt: skip
    return table_response(name=f"bao-cao-{year.number}", headings=headings, rows=table, format=format)


def mine(request: SignedInRequest) -> HttpResponse:
    """A reporter's own page: what is asked of their reporting units now, and their returns of closed years."""
    scope = request.user.scope()
    own = scope.answered_reporting_units
    years = ReportingYear.objects.filter(closed_at=None) if own else ReportingYear.objects.none()
    closed = Submission.objects.filter(reporting_unit__in=own, year__closed_at__isnull=False)
    context = {
        "rows": [row for year in years for row in progress_of(year, request.user, of=own)],
        "closed": closed.select_related("year", "reporting_unit"),
        "today": timezone.localdate(),
        "is_reporter": scope.is_reporter,
    }
    return render(request, "submissions/mine.html", context)


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
