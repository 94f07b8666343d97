"""One institution: what it is on a day, and its life."""

import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..forms.filters import DayForm
from ..life import corrections, events_of, line_of_life, moments_of, stay_on, stays, versions_of
from ..models import Institution, InstitutionVersion, ReportingUnit
from ..requests import SignedInRequest
from ..responsibility import Responsibility


def detail(request: SignedInRequest, code: str) -> HttpResponse:
    """What an institution is on a day, where it lay, who answers for it, and all that happened to it."""
    institution = get_object_or_404(Institution, code=code)
    form = DayForm(request.GET)
    day = form.day()
    versions = versions_of(institution)
    if not versions:
        return render(
            request, "institutions/detail_empty.html", {"institution": institution, "breadcrumbs": _crumbs(code)}
        )
    standing = next((version for version in versions if _holds(version, day)), None)
    shown, now = standing or versions[-1], versions[-1]
    scope = request.user.scope()
    places = stays(versions, scope.tree)
    context = {
        "institution": institution,
        "form": form,
        "day": day,
        "is_today": day == timezone.localdate(),
        "version": shown,
        "stands": standing is not None,
        "opened_on": versions[0].valid_from,
        "stay": stay_on(stays([shown], scope.tree), day),
        "reporting_unit": _answering(scope.responsibility, shown, day) if standing else None,
        "stays": places,
        "moments": line_of_life(moments_of(versions, events_of(institution)), places),
        "corrections": corrections(institution),
        "main": _main_of(shown, day),
        "satellites": InstitutionVersion.objects.standing(day)
        .filter(satellite_of=institution)
        .select_related("institution"),
        "aliases": institution.aliases.select_related("by"),
        "now": now,
        "answering_now": _answering(scope.responsibility, now, timezone.localdate()),
        "may_edit": scope.reviews_unit(now.unit_id),
        "has_closed": now.valid_until is not None and now.valid_until < timezone.localdate(),
        "breadcrumbs": _crumbs(shown.name),
    }
    return render(request, "institutions/detail.html", context)


def _crumbs(name: str) -> list[tuple[str, str]]:
    return [(_("Cơ sở"), reverse("institutions:list")), (name, "")]


def _holds(version: InstitutionVersion, day: datetime.date) -> bool:
    return version.valid_from <= day and (version.valid_until is None or version.valid_until >= day)


def _main_of(satellite: InstitutionVersion, day: datetime.date) -> InstitutionVersion | None:
    """What the institution of which this one is a satellite was called on the day, or first where it opened later."""
    if satellite.satellite_of_id is None:
        return None
    versions = InstitutionVersion.objects.filter(institution=satellite.satellite_of_id).select_related("institution")
    in_order = versions.order_by("valid_from")
    return in_order.filter(valid_from__lte=day).last() or in_order.first()


def _answering(rule: Responsibility, version: InstitutionVersion, day: datetime.date) -> ReportingUnit | None:
    pk = rule.of(version.reporting_unit_id, version.unit_id, day)
    return rule.reporting_units[pk] if pk is not None else None
