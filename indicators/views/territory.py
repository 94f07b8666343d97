"""What people ruled about a plan's territory."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest

from ..forms import RulingForm, WithdrawalForm
from ..models import Plan, TerritoryRuling
from ..permissions import institutions_to_rule, may_rule
from ..plan_changes import rule_on_territory, withdraw_ruling
from ..territory import rulings_of, undecided
from .steps import carried_out, crumbs


def territory(request: SignedInRequest, code: str) -> HttpResponse:
    """The rulings of a plan, what waits for one, and a new ruling."""
    plan = get_object_or_404(Plan.objects.select_related("territory"), code=code)
    allowed = may_rule(request.user) and plan.territory is not None
    if request.method == "POST" and not allowed:
        raise PermissionDenied
    form = RulingForm(request.POST or None, user=request.user) if allowed else None
    if request.method == "POST" and form and form.is_valid():
        values = form.cleaned_data
        if carried_out(
            request,
            form,
            lambda: rule_on_territory(plan=plan, by=request.user, **values),
            told=_("Đã ghi quyết định về %(code)s.") % {"code": values["institution"].code},
        ):
            return redirect("indicators:territory", code)
    context = {
        "plan": plan,
        "form": form,
        "rulings": rulings_of(plan, request.user),
        "undecided": undecided(plan),
        "breadcrumbs": crumbs(plan, (_("Phạm vi"), "")),
    }
    return render(request, "indicators/territory.html", context)


def ruling_withdraw(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Take a ruling back, with a reason."""
    rulings = TerritoryRuling.objects.select_related("plan", "institution").filter(plan__code=code)
    ruling = get_object_or_404(rulings, pk=pk)
    if not institutions_to_rule(request.user).filter(pk=ruling.institution_id).exists():
        raise PermissionDenied
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if carried_out(
            request,
            form,
            lambda: withdraw_ruling(ruling=ruling, reason=reason, by=request.user),
            told=_("Đã rút quyết định."),
        ):
            return redirect("indicators:territory", code)
    context = {"form": form, "ruling": ruling, "breadcrumbs": crumbs(ruling.plan, (_("Rút quyết định"), ""))}
    return render(request, "indicators/ruling_withdraw.html", context)
