"""A reporter's own page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from institutions.requests import SignedInRequest

from ..models import ReportingYear, Submission
from ..overview import progress_of


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
