"""One target: what it is, how it came to be so, and its change by the administrator."""

from copy import copy

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest

from ..forms import GROWTH_FIELDS, SHARE_FIELDS, TargetForm
from ..history import entries
from ..models import Criterion, Target
from ..permissions import may_change_plans
from ..plan_changes import change_target
from .steps import carried_out, crumbs


def target_detail(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """A target with its whole history."""
    target = _target(code, pk)
    return render(request, "indicators/target.html", _context(request, target))


def target_change(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The administrator's form, beside the values and the history that it is about."""
    target = _target(code, pk)
    if not may_change_plans(request.user):
        raise PermissionDenied
    # The form writes what was typed into its instance: the page still shows what is stored.
    form = TargetForm(request.POST or None, instance=copy(target))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if carried_out(
            request,
            form,
            lambda: change_target(
                target=target, values=form.values(), seen=data["seen"], reason=data["reason"], by=request.user
            ),
            told=_("Đã ghi mục tiêu mới; giá trị cũ còn trong lịch sử."),
        ):
            return redirect("indicators:target", code, pk)
        target = _target(code, pk)
    return render(request, "indicators/target_change.html", _context(request, target) | {"form": form})


def _target(code: str, pk: int) -> Target:
    targets = Target.objects.select_related("group__criterion__plan").prefetch_related("group__categories")
    return get_object_or_404(targets, pk=pk, group__criterion__plan__code=code)


def _context(request: SignedInRequest, target: Target) -> dict[str, object]:
    criterion = target.group.criterion
    is_growth = criterion.kind == Criterion.Kind.GROWTH
    name = f"{criterion.code} · {target.group.name} · {target.milestone}"
    return {
        "target": target,
        "criterion": criterion,
        "plan": criterion.plan,
        "is_growth": is_growth,
        "entries": entries(target, GROWTH_FIELDS if is_growth else SHARE_FIELDS),
        "may_change": may_change_plans(request.user),
        "breadcrumbs": crumbs(criterion.plan, (name, "")),
    }
