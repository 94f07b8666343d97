"""What is checked when figures are given: the page for those who answer, made from the checks themselves."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest

from ..checks import CHECKS


def checks(request: SignedInRequest) -> HttpResponse:
    """Every edit check: what it compares, with which limit, and what it asks of whoever answers."""
    breadcrumbs = [(_("Báo cáo"), reverse("submissions:years")), (_("Kiểm tra số liệu"), "")]
    return render(request, "submissions/checks.html", {"checks": CHECKS, "breadcrumbs": breadcrumbs})
