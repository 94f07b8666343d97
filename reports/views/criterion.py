"""The page of one criterion: its groups, the years, the units, and the institutions on either side of the share."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from reports.answer import answer_of
from reports.charts.files import chart_file
from reports.definition import CriterionRule
from reports.results import rows_of
from submissions.export import table_response

from .asking import Asked, ask, export_urls, source_of
from .behind import Behind
from .files import institutions_file, units_file, years_file


def criterion(request: HttpRequest, plan: str, year: int, code: str) -> HttpResponse:
    """One criterion for a year. `?group=` and `?status=` choose the list, `?sort=` the order of the units.

    `?export=` with `?table=` gives a table as a file, `?chart=` with `?as=` a picture.
    """
    asked = ask(request, plan, year)
    rule = asked.plan.criterion(code)
    if rule is None:
        raise Http404(_("Kế hoạch không có tiêu chí %s.") % code)
    rows = [row for row in rows_of(asked.question, asked.stamps) if row.criterion.code == code]
    row = next((row for row in rows if str(row.group.pk) == request.GET.get("group")), rows[0] if rows else None)
    if row is None:
        return render(request, "reports/criterion.html", {"asked": asked, "criterion": rule, "rows": []})
    behind = Behind(request, asked, row, rows)
    if "export" in request.GET:
        return export(request, asked, behind)
    if picture := chart_file(request, behind.charts, source_of(asked)):
        return picture
    context = {
        "asked": asked,
        "criterion": rule,
        "requirements": in_words(asked, rule),
        "rows": rows,
        "row": row,
        "answer": answer_of(row),
        "behind": behind,
        "years_files": export_urls(request, also=(), table="years"),
        "units_files": export_urls(request, also=("sort",), table="units"),
        "institutions_files": export_urls(request, table="institutions"),
    }
    return render(request, "reports/criterion.html", context)


def in_words(asked: Asked, rule: CriterionRule) -> list[dict[str, Any]]:
    """Each requirement as the labels of its measures and the least sum."""
    measures = asked.plan.measures
    return [{"measures": [measures[m] for m in each.measures], "minimum": each.minimum} for each in rule.requirements]


def export(request: HttpRequest, asked: Asked, behind: Behind) -> HttpResponse:
    """The table of units (`?table=units`), of years (`years`) or of the institutions as a file."""
    rule = behind.row.criterion
    name = f"{asked.question.plan}-{asked.question.year}-{rule.code}"
    if request.GET.get("table") == "units":
        headings, lines = units_file(behind.sorted_units(), rule.is_share)
        return table_response(name=f"{name}-units", headings=headings, rows=lines, format=request.GET["export"])
    if request.GET.get("table") == "years":
        headings, lines = years_file(behind.years())
        return table_response(name=f"{name}-years", headings=headings, rows=lines, format=request.GET["export"])
    measures = [asked.plan.measures[measure] for measure in rule.measures]
    headings, lines = institutions_file(behind.listing.rows, measures, rule.is_share)
    return table_response(name=f"{name}-{behind.status}", headings=headings, rows=lines, format=request.GET["export"])
