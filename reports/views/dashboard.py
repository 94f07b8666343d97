"""The dashboard: every target of a plan for a year."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reports.awaited import awaited
from reports.forms import MomentForm
from reports.headline import Headline
from reports.results import rows_of
from reports.sections import Sections
from submissions.export import table_response
from submissions.views.loading import may_keep_years

from .asking import ask, export_urls
from .files import results_file


def dashboard(request: HttpRequest, plan: str, year: int) -> HttpResponse:
    """All targets of a plan for a year, by criterion and group; as a file with `?export=csv` or `xlsx`."""
    asked = ask(request, plan, year)
    rows = rows_of(asked.question, asked.stamps)
    if "export" in request.GET:
        name = f"{plan}-{year}"
        headings, lines = results_file(rows)
        return table_response(name=name, headings=headings, rows=lines, format=request.GET["export"])
    scope = request.user.scope()  # type: ignore[union-attr]  # signed in everywhere
    context = {
        "asked": asked,
        "sections": [(criterion, list(group)) for criterion, group in groupby(rows, key=lambda row: row.criterion)],
        "kinds": Sections(asked.question, asked.stamps, rows),
        "headline": Headline.of(rows, awaited(asked.census)),
        "sees_board": asked.year.pk and (scope.is_reviewer or scope.everything or not scope.is_reporter),
        "may_publish": asked.year.is_closed and may_keep_years(request.user),  # type: ignore[arg-type]  # signed in
        "moment_form": MomentForm(initial={"basis": str(asked.question.basis), "unit": asked.question.unit}),
        **export_urls(request),
    }
    return render(request, "reports/dashboard.html", context)
