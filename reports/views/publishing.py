"""Publishing the results of a plan for a year: what will be frozen, what is missing, and the act itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.models import Plan
from institutions.refusals import Refused
from institutions.requests import SignedInRequest
from reports.census import Question
from reports.forms import PublishForm
from reports.headline import Headline
from reports.models import Publication
from reports.publishing import publish
from reports.results import rows_of
from submissions.models import ReportingYear, Submission
from submissions.overview import progress_of
from submissions.views.loading import refuse_others_years, reporting_year


def publish_results(request: SignedInRequest, plan: str, year: int) -> HttpResponse:
    """What a publication of the plan for the year would hold; POST publishes. For those who keep the years."""
    refuse_others_years(request.user)
    found, row = get_object_or_404(Plan, code=plan), reporting_year(year)
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = publish(plan=found, year=row, by=request.user, note=form.cleaned_data["note"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Đã công bố bản số %(number)s.") % {"number": made.number})
            return redirect("reports:publication", made.pk)
    return render(request, "reports/publish.html", _context(request, found, row, form))


def _context(request: SignedInRequest, plan: Plan, year: ReportingYear, form: PublishForm) -> dict[str, Any]:
    rows = rows_of(Question(plan.code, year.number))
    returns = progress_of(year, request.user)
    waiting = [one for one in returns if one.status != Submission.Status.APPROVED]
    title = _("Công bố kết quả năm %(year)s") % {"year": year}
    return {
        "plan": plan,
        "year": year,
        "form": form,
        "rows": rows,
        "headline": Headline.of(rows, None),
        "waiting": waiting,
        "asked": len(returns),
        "earlier": Publication.objects.filter(plan=plan, year=year).defer("results", "registry").order_by("number"),
        "title": title,
        "breadcrumbs": [
            (_("Kết quả năm %(year)s") % {"year": year}, reverse("reports:dashboard", args=[plan.code, year.number])),
            (title, ""),
        ],
    }
