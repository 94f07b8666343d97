"""The plans, and one plan as a whole."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest
from submissions.export import table_response

from ..models import Plan
from ..overview import overview, plans, target_headings, target_rows
from ..permissions import may_rule, may_track_tasks


def plan_list(request: SignedInRequest) -> HttpResponse:
    """Which plans the portal judges by."""
    return render(request, "indicators/plans.html", {"plans": plans(), "breadcrumbs": [(_("Kế hoạch"), "")]})


def plan_detail(request: SignedInRequest, code: str) -> HttpResponse:
    """The whole plan: criteria in words, targets with their citations, task groups, definitions, how it is judged."""
    plan = get_object_or_404(Plan.objects.select_related("territory"), code=code)
    context = {
        "overview": overview(plan),
        "plan": plan,
        "task_groups": plan.task_groups.prefetch_related("actions"),
        "may_track": may_track_tasks(request.user, plan),
        "may_rule": may_rule(request.user),
        "breadcrumbs": [(_("Kế hoạch"), reverse("indicators:plans")), (plan.short_title, "")],
    }
    return render(request, "indicators/plan.html", context)


def target_export(request: SignedInRequest, code: str, format: str) -> HttpResponse:
    """The plan's targets as a file."""
    plan = get_object_or_404(Plan, code=code)
    name = _("muc-tieu-%(code)s") % {"code": plan.code}
    return table_response(name=name, headings=target_headings(), rows=target_rows(plan), format=format)
