"""The way in: where each person's own work begins; and what the sample data was made from."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import SampleData
from institutions.requests import SignedInRequest
from reports.charts.files import Source, chart_file
from submissions.models import ReportingYear

from .design import parts
from .design_charts import examples


def home(request: SignedInRequest) -> HttpResponse:
    """Reporters go to what they have to fill in, everybody else to the results of the newest year that began."""
    scope = request.user.scope()
    if scope.is_reporter and not (scope.is_reviewer or scope.everything):
        return redirect("submissions:mine")
    begun = ReportingYear.objects.exclude(stage=ReportingYear.Stage.PLANNED)
    newest = begun.order_by("-number").values_list("number", flat=True).first()
    return redirect("reports:dashboard", settings.DEFAULT_PLAN, newest or timezone.localdate().year)


def sample_data(request: SignedInRequest) -> HttpResponse:
    """What the made-up data of this database assumes. Where there is none, there is no such page."""
    sample = SampleData.objects.order_by("loaded_at", "pk").last()
    if sample is None:
        raise Http404
    return render(request, "sample_data.html", {"sample": sample, "breadcrumbs": [(_("Dữ liệu mẫu"), "")]})


def design(request: SignedInRequest) -> HttpResponse:
    """Every part that pages are made of, for whoever builds or judges them."""
    if file := chart_file(request, examples, Source(_("số liệu bịa ra"), timezone.localdate().year, "")):
        return file
    return render(request, "design.html", parts() | {"breadcrumbs": [(_("Các phần của giao diện"), "")]})
