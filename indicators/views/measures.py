"""One measure: what the question means, for whom, since when, and a new wording by the administrator."""

from copy import copy

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest

from ..forms import DefinitionForm
from ..history import entries
from ..models import Measure
from ..permissions import may_change_plans
from ..plan_changes import change_definition
from .steps import carried_out


def measure_detail(request: SignedInRequest, code: str) -> HttpResponse:
    """A measure with every wording that it has had."""
    measure = get_object_or_404(Measure, code=code)
    may_change = may_change_plans(request.user)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    form = DefinitionForm(request.POST or None, instance=copy(measure)) if may_change else None
    if request.method == "POST" and form and form.is_valid():
        data = form.cleaned_data
        if carried_out(
            request,
            form,
            lambda: change_definition(
                measure=measure,
                definition=data["definition"],
                seen=data["seen"],
                reason=data["reason"],
                by=request.user,
            ),
            told=_("Đã ghi định nghĩa mới; bản cũ còn trong lịch sử."),
        ):
            return redirect("indicators:measure", code)
    context = {
        "measure": get_object_or_404(
            Measure.objects.select_related("part_of").prefetch_related("categories"), code=code
        ),
        "form": form,
        "entries": entries(measure, ["label", "type", "definition"]),
        "breadcrumbs": [(_("Kế hoạch"), reverse("indicators:plans")), (measure.label, "")],
    }
    return render(request, "indicators/measure.html", context)
