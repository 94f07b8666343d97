"""The page of an administrative unit: what it is, what it came from and became, and its results for a year."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import AdministrativeUnit, UnitSuccession
from reports.census import Census, Question, Stamps, current_stamps
from reports.charts import Chart
from reports.charts.files import chart_file
from reports.charts.multiples import Multiples
from reports.charts.of_results import multiples_of, response_chart
from reports.charts.response import Response
from reports.path import Path, paths_of
from reports.response import response_of
from reports.results import Row, rows_of
from submissions.models import Submission

from .asking import Asked, ask, source_of


def unit(request: HttpRequest, code: str) -> HttpResponse:
    """A unit by its official code as at the reference date of `?year=`; the code's other units are named beside it."""
    plan = request.GET.get("plan", settings.DEFAULT_PLAN)
    asked = ask(request, plan, year_asked(request, plan, code))
    found = asked.census.tree.at(code, asked.date)
    bearers = asked.census.tree.by_code.get(code, [])
    if not bearers:
        raise Http404(_("Không có đơn vị hành chính nào mang mã %s.") % code)
    question = replace(asked.question, unit=code)
    rows = rows_of(question, asked.stamps) if found else []
    pictures = Pictures(request, found, question, asked.stamps, rows)
    if picture := chart_file(request, pictures.charts, source_of(asked)):
        return picture
    context = {
        "asked": asked,
        "code": code,
        "breadcrumbs": [
            (
                _("Kết quả năm %s") % asked.question.year,
                reverse("reports:dashboard", args=[asked.question.plan, asked.question.year]),
            ),
            (found.name if found else code, ""),
        ],
        "unit": found,
        "bearers": [bearer for bearer in bearers if bearer != found],
        "line": [asked.census.tree.units[pk] for pk in asked.census.tree.line(found.pk, asked.date)[1:]]
        if found
        else [],
        "children": asked.census.tree.children(found.pk, asked.date) if found else [],
        "origins": [(each, each.on.year - 1) for each in successions(found, "successor")] if found else [],
        "successors": successions(found, "predecessor") if found else [],
        "choices": urlencode({"unit": code}),
        "sections": [(criterion, list(group)) for criterion, group in groupby(rows, key=lambda row: row.criterion)],
        "submissions": submissions(request, asked, found),
        "pictures": pictures,
        "other_place": other_places(asked, Census(asked.stamps, question), found),
    }
    return render(request, "reports/unit.html", context)


@dataclass(frozen=True)
class Pictures:
    """The pictures of a unit, drawn only where they are written."""

    request: HttpRequest
    unit: AdministrativeUnit | None
    question: Question
    stamps: Stamps
    rows: Sequence[Row]

    @property
    def years(self) -> Multiples | None:
        """Its share targets through the years in which its code meant the same ground."""
        if self.unit is None:
            return None
        paths = paths_of(self.question, self.stamps)
        found = [
            (f"{row.criterion.code} · {row.group.name}", row, paths.get(row.group.pk, Path(()))) for row in self.rows
        ]
        return multiples_of("years", _("%s: tỷ lệ đạt qua các năm") % self.unit.name, found)

    @property
    def response(self) -> Response | None:
        """The states of its returns by year, as far as the reader may read them."""
        if self.unit is None:
            return None
        years = response_of(self.question, self.stamps, self.request.user)  # type: ignore[arg-type]  # signed in
        return response_chart(_("%s: tình hình nộp báo cáo") % self.unit.name, years)

    def charts(self) -> list[Chart]:
        """All of them, for whoever asks for one as a file."""
        found: list[Chart | None] = [self.years, self.response]
        return [chart for chart in found if chart is not None]


def year_asked(request: HttpRequest, plan: str, code: str) -> int:
    """`?year=`, else the last reporting year in which the code is in use, else this year."""
    if request.GET.get("year", "").isdecimal():
        return int(request.GET["year"][:4])
    try:
        census = Census(current_stamps(), Question(plan, timezone.localdate().year))
    except LookupError as unknown:
        raise Http404(_("Không có kế hoạch %s.") % plan) from unknown
    years = [year for year in census.known_years() if census.tree.at(code, census.year(year).reference_date)]
    return years[-1] if years else timezone.localdate().year


def successions(unit: AdministrativeUnit, side: str) -> list[UnitSuccession]:
    """What the unit came from (side `successor`) or became (side `predecessor`)."""
    return list(UnitSuccession.objects.filter(**{side: unit}).select_related("predecessor", "successor"))


def submissions(request: HttpRequest, asked: Asked, unit: AdministrativeUnit | None) -> list[Submission]:
    """The returns of the reporting units of this unit for the year that the user may see."""
    if unit is None or asked.year.pk is None:
        return []
    visible = Submission.objects.visible_to(request.user)  # type: ignore[arg-type]  # signed in everywhere
    return list(visible.filter(year=asked.year, reporting_unit__unit=unit).select_related("reporting_unit"))


def other_places(asked: Asked, census: Census, unit: AdministrativeUnit | None) -> list[tuple[int, AdministrativeUnit]]:
    """Earlier years in which the same code meant other ground, so that a comparison with them would mislead."""
    if unit is None:
        return []
    found = []
    for year in census.known_years():
        on = census.year(year).reference_date
        then = census.tree.at(unit.code, on)
        if then and on < asked.date and not census.same_extent(on, asked.date):
            found.append((year, then))
    return found
