"""The way in: where each person's own work begins."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from institutions.requests import SignedInRequest
from submissions.models import ReportingYear


def home(request: SignedInRequest) -> HttpResponse:
    """Reporters go to what they have to fill in, everybody else to the results of the newest reporting year."""
    scope = request.user.scope()
    if scope.is_reporter and not (scope.is_reviewer or scope.everything):
        return redirect("submissions:mine")
    newest = ReportingYear.objects.order_by("-number").values_list("number", flat=True).first()
    return redirect("reports:dashboard", settings.DEFAULT_PLAN, newest or timezone.localdate().year)
