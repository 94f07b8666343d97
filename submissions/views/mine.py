"""A reporter's home: what is asked of their reporting units now, by when, how far it is, and where to go on."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest

from ..assignments import assignments_of, earlier_returns
from ..models import ReportingYear

Stage = ReportingYear.Stage


def mine(request: SignedInRequest) -> HttpResponse:
    """What the user has to answer in each open year, and their returns of closed ones."""
    scope = request.user.scope()
    years = list(ReportingYear.objects.exclude(stage=Stage.CLOSED)) if scope.answered_reporting_units else []
    assignments = [row for year in years if year.stage == Stage.OPEN for row in assignments_of(year, request.user)]
    context = {
        "assignments": assignments,
        "to_do": sum(row.is_open for row in assignments),
        "planned": [year for year in years if year.stage == Stage.PLANNED],
        "closed": earlier_returns(request.user) if scope.answered_reporting_units else [],
        "is_reporter": scope.is_reporter,
        "breadcrumbs": [(_("Báo cáo của tôi"), "")],
    }
    return render(request, "submissions/mine.html", context)
