"""What is checked when figures are given: the page for those who answer, made from the checks themselves."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest

from ..checks import CHECKS, Family
from ..models import ReportingYear, Tolerance
from ..workflow.tolerances import INSTITUTIONS_LEAST
from .trail import below_years


def checks(request: SignedInRequest) -> HttpResponse:
    """Every edit check by family: what it compares, with which limit, and what it asks of whoever answers; and the
    usual changes of the newest year that was opened."""
    year = ReportingYear.objects.exclude(stage=ReportingYear.Stage.PLANNED).order_by("-number").first()
    context = {
        "families": [(family, [check for check in CHECKS if check.family == family]) for family in Family],
        "number": len(CHECKS),
        "year": year,
        "tolerances": Tolerance.objects.filter(year=year).select_related("category", "measure"),
        "least": INSTITUTIONS_LEAST,
        "breadcrumbs": below_years((_("Kiểm tra số liệu"), "")),
    }
    return render(request, "submissions/checks.html", context)
