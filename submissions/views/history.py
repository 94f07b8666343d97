"""The trace of one figure: what it was, who changed it when, through what, what was approved and explained."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from institutions.requests import SignedInRequest

from ..asked import standing_in
from ..checks import title_of
from ..explaining import explanations_of
from ..models import AnnualFigure, ImportBatch
from .evidence import evidence_on_page
from .questions import questions_on_page
from .trail import below_year

_LONG = ("batch__report", "batch__choices", "batch__stamps")  # what a file said and was asked: not of one figure


def figure_history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every change of one figure, the newest first: from what to what, who, when, through what; what explains it."""
    visible = AnnualFigure.objects.visible_to(request.user)
    figure = get_object_or_404(
        visible.select_related("institution", "year", "measure", "submission__reporting_unit", "submission__year"),
        pk=pk,
    )
    standing = standing_in(figure.year, [figure.institution_id]).get(figure.institution_id)
    name = standing.name if standing else figure.institution.code
    form_url = reverse("submissions:institution_form", args=[figure.year.number, figure.institution.code])
    context = {
        "figure": figure,
        "name": name,
        "changes": figure.changes.select_related("by", "batch").defer(*_LONG).order_by("-revision"),
        "visible_files": _visible_files(request, figure),
        "explanations": [(row, title_of(row.check_code)) for row in explanations_of(figure)],
        "differs": (figure.approved_state, figure.approved_value) != (figure.state, figure.value),
        "breadcrumbs": below_year(figure.year, (name, form_url), (figure.measure.label, "")),
    }
    context |= evidence_on_page(request, figure) | questions_on_page(request, figure)
    return render(request, "submissions/figure_history.html", context)


def _visible_files(request: SignedInRequest, figure: AnnualFigure) -> set[int]:
    """The files of its changes that the user may open."""
    files = ImportBatch.objects.visible_to(request.user).filter(pk__in=figure.changes.order_by().values("batch"))
    return set(files.values_list("pk", flat=True))
