"""What is done under a plan's task groups."""

from copy import copy

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest

from ..forms import ActionForm, NewActionForm
from ..history import entries
from ..models import TaskAction, TaskGroup
from ..permissions import may_track_tasks
from ..plan_changes import add_action, change_action
from .steps import carried_out, crumbs


def action_add(request: SignedInRequest, code: str, number: int) -> HttpResponse:
    """A new action under the plan's task group of that number."""
    group = get_object_or_404(TaskGroup.objects.select_related("plan"), plan__code=code, position=number)
    if not may_track_tasks(request.user, group.plan):
        raise PermissionDenied
    form = NewActionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if carried_out(
            request,
            form,
            lambda: add_action(task_group=group, values=values, by=request.user),
            told=_("Đã thêm việc."),
        ):
            return redirect(reverse("indicators:plan", args=[code]) + f"#task-{number}")
    context = {"form": form, "group": group, "breadcrumbs": crumbs(group.plan, (_("Thêm việc"), ""))}
    return render(request, "indicators/action_add.html", context)


def action_detail(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """One action with its history, and its change by those who keep the plan's actions."""
    action = _action(code, pk)
    group = action.task_group
    may_track = may_track_tasks(request.user, group.plan)
    if request.method == "POST" and not may_track:
        raise PermissionDenied
    form = ActionForm(request.POST or None, instance=copy(action)) if may_track else None
    if request.method == "POST" and form and form.is_valid():
        data, values = form.cleaned_data, form.values()
        if carried_out(
            request,
            form,
            lambda: change_action(
                action=action, values=values, seen=data["seen"], reason=data["reason"], by=request.user
            ),
            told=_("Đã ghi."),
        ):
            return redirect("indicators:action", code, pk)
    context = {
        "action": _action(code, pk),
        "group": group,
        "form": form,
        "entries": entries(action, NewActionForm.Meta.fields),
        "breadcrumbs": crumbs(group.plan, (action.title, "")),
    }
    return render(request, "indicators/action.html", context)


def _action(code: str, pk: int) -> TaskAction:
    return get_object_or_404(TaskAction.objects.select_related("task_group__plan"), pk=pk, task_group__plan__code=code)
