"""Figures from a file: sent, checked, confirmed. What is stored is exactly what its sender saw."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from indicators.models import Measure
from institutions.requests import SignedInRequest

from ..export import table_response
from ..figures_import import Change, Checked, Sender, Sending, apply, check
from ..figures_template import template
from ..forms.figure_file import FigureFileForm
from ..models import FigureChange, FigureFile, ImportBatch, ReportingYear
from ..tables import ImportReport, Problem, UnreadableFile
from ..workflow import Refused
from .loading import reporting_year

MOST_SHOWN = 500
"""Rows of one table on the page. All problems are in the export."""
LAST_BATCHES = 10


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row of the file with what it changes: measure, what is stored, what the file says."""

    line: int | None
    code: str
    name: str
    changes: list[tuple[Measure, Change]]


def import_figures(request: SignedInRequest, year: int) -> HttpResponse:
    """Send a file; it waits, unseen by others, until its sender confirms it."""
    _refuse_who_enters_nothing(request.user)
    row = reporting_year(year)
    form = FigureFileForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and not row.is_closed and form.is_valid():
        sent = form.cleaned_data["file"]
        content = {"file_name": sent.name[-255:], "content": sent.read(), "status": form.cleaned_data["status"]}
        # A new row each time: the address of the old file must not come to mean the new one.
        FigureFile.objects.filter(year=row, by=request.user).delete()
        file = FigureFile.objects.create(year=row, by=request.user, **content)
        return redirect("submissions:import_file", year, file.pk)
    context = {
        "year": row,
        "form": form,
        "measures": Measure.objects.all(),
        "batches": ImportBatch.objects.filter(year=row, by=request.user)[:LAST_BATCHES],
        "breadcrumbs": _breadcrumbs(row, (_("Nhập từ tệp"), "")),
    }
    return render(request, "submissions/import.html", context)


def import_file(request: SignedInRequest, year: int, pk: int) -> HttpResponse:
    """What the file would change, and all that is wrong with it; confirming stores that, or nothing."""
    _refuse_who_enters_nothing(request.user)
    waiting = FigureFile.objects.filter(by=request.user, year__number=year).select_related("year")
    file = get_object_or_404(waiting, pk=pk)
    if request.method == "POST" and _confirmed(request, file):
        return redirect("submissions:import", year)
    checked, report = _check(file, request.user)
    if "format" in request.GET:
        return _problems_file(file, report, request.GET["format"])
    context = {
        "file": file,
        "year": file.year,
        "report": report,
        "seal": checked.comparison() if checked else "",
        "status": file.get_status_display(),
        **_changed_rows(checked),
        "errors": report.errors[:MOST_SHOWN],
        "notices": report.notices[:MOST_SHOWN],
        "breadcrumbs": _breadcrumbs(
            file.year, (_("Nhập từ tệp"), reverse("submissions:import", args=[year])), (file.file_name, "")
        ),
    }
    return render(request, "submissions/import_file.html", context)


def import_template(request: SignedInRequest, year: int) -> HttpResponse:
    """The file to fill in: one's own institutions with what is stored."""
    _refuse_who_enters_nothing(request.user)
    row = reporting_year(year)
    table = template(row, Sender(request.user))
    name = _("so-lieu-%(year)s") % {"year": year}
    return table_response(name=name, headings=table.headings, rows=table.rows, format=request.GET.get("format", "xlsx"))


def _refuse_who_enters_nothing(user: User) -> None:
    """Figures are sent by reporters and reviewers (others: 403); for which institutions, the check says."""
    if not (user.scope().is_reporter or user.scope().is_reviewer):
        raise PermissionDenied


def _sending(file: FigureFile, user: User) -> Sending:
    return Sending(file.year, Sender(user), file.status or None)


def _check(file: FigureFile, user: User) -> tuple[Checked | None, ImportReport]:
    """The file as it stands to the data of this moment; a file that is no table is one error."""
    try:
        checked = check(bytes(file.content), file.file_name, _sending(file, user))
    except UnreadableFile as error:
        problem = Problem(None, "", file.file_name, str(error))
        return None, ImportReport(file=file.file_name, errors=[problem])
    return checked, checked.report


def _confirmed(request: SignedInRequest, file: FigureFile) -> bool:
    """Store the file if it still means what its sender saw. Otherwise a message says why not."""
    try:
        with transaction.atomic():
            checked, report = _check(file, request.user)
            if checked is None or report.errors:
                return False
            if checked.comparison() != request.POST.get("seal"):
                messages.warning(request, _("Số liệu vừa thay đổi, nên tệp được kiểm tra lại. Hãy xem rồi xác nhận."))
                return False
            apply(checked, through=FigureChange.Through.FILE)
            file.delete()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, report.summary())
    return True


def _changed_rows(checked: Checked | None) -> dict[str, Any]:
    """The first rows that change something, and how many more there are."""
    if checked is None:
        return {"rows": [], "more": 0}
    measures = Measure.objects.in_bulk()
    rows = [
        ChangedRow(
            line, some[0].standing.code, some[0].standing.name, [(measures[c.answer.measure_id], c) for c in some]
        )
        for line, group in groupby(checked.changes, key=lambda change: change.answer.line)
        if (some := list(group))
    ]
    return {"rows": rows[:MOST_SHOWN], "more": max(0, len(rows) - MOST_SHOWN)}


def _problems_file(file: FigureFile, report: ImportReport, format: str) -> HttpResponse:
    headings = [_("Dòng"), _("Cột"), _("Giá trị"), _("Lỗi và cách sửa")]
    rows = ([problem.line, problem.column, problem.value, problem.message] for problem in report.errors)
    name = _("loi-%(file)s") % {"file": file.file_name.rsplit(".", 1)[0]}
    return table_response(name=name, headings=headings, rows=rows, format=format)


def _breadcrumbs(year: ReportingYear, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Năm %(year)s") % {"year": year}, reverse("submissions:board", args=[year.number])), *more]
