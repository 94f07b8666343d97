"""Sending a file of figures, the files that were sent, and the file to fill in."""

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from indicators.models import Measure
from institutions.models import ReportingUnit
from institutions.requests import SignedInRequest
from institutions.short_lists import NumberedPage

from ...asked import answering_through
from ...forms.figure_file import FigureFileForm
from ...imports.applying import receive
from ...imports.sending import Sender
from ...imports.template import file_name, template, template_csv
from ...imports.template_workbook import template_xlsx
from ...models import ImportBatch, ReportingYear
from ...saving import why_not_open
from ..loading import reporting_year, whole_number
from ..trail import below_year
from .access import refuse_who_enters_nothing

FILES_A_PAGE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def import_figures(request: SignedInRequest, year: int) -> HttpResponse:
    """Send a file; it waits, unseen by others, until its sender confirms what it would change."""
    refuse_who_enters_nothing(request.user)
    row = reporting_year(year)
    form = FigureFileForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and row.is_open and form.is_valid():
        sent = form.cleaned_data["file"]
        batch = receive(
            data=sent.read(), file_name=sent.name, year=row, by=request.user, status=form.cleaned_data["status"]
        )
        return redirect("submissions:file", batch.pk)
    context = {
        "year": row,
        "obstacle": "" if row.is_open else why_not_open(row),
        "form": form,
        "measures": Measure.objects.all(),
        "units": _units_to_fill_in(request, row),
        "page": NumberedPage.of(_files(request, row), request, FILES_A_PAGE),
        "breadcrumbs": below_year(row, (_("Tệp số liệu"), "")),
    }
    return render(request, "submissions/files/send.html", context)


def import_template(request: SignedInRequest, year: int) -> HttpResponse:
    """The file to fill in: one's own institutions, or those of one reporting unit, with what is stored."""
    refuse_who_enters_nothing(request.user)
    row, unit = reporting_year(year), None
    if named := request.GET.get("unit"):
        enterable = ReportingUnit.objects.editable_by(request.user)
        unit = get_object_or_404(enterable, pk=whole_number(named))
    made = template(row, Sender(request.user), unit)
    if request.GET.get("format") == "csv":
        return _download(template_csv(made), f"{file_name(made)}.csv", "text/csv; charset=utf-8")
    return _download(template_xlsx(made), f"{file_name(made)}.xlsx", XLSX)


def _download(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _units_to_fill_in(request: SignedInRequest, year: ReportingYear) -> list[ReportingUnit]:
    """The reporting units for which a reporter gets a file of its own, where there are several."""
    scope = request.user.scope()
    if scope.is_reviewer:
        return []
    rows = answering_through(scope.answered_reporting_units, year, scope.responsibility)
    answering = {row.reporting_unit_id for row in rows}
    units = [scope.responsibility.reporting_units[pk] for pk in answering if pk is not None]
    return sorted(units, key=lambda unit: (unit.name, unit.code)) if len(units) > 1 else []


def _files(request: SignedInRequest, year: ReportingYear) -> "QuerySet[ImportBatch]":
    """The files of the year that the user sees, with the counts of rows of their last check."""
    found = ImportBatch.objects.visible_to(request.user).filter(year=year).select_related("by")
    counts = {f"{name}_rows": F(f"report__{name}") for name in ("new", "changed", "unchanged", "errors", "questions")}
    # Of the report only its counts: what was found can be long.
    return found.defer("report", "choices", "stamps").annotate(**counts)
