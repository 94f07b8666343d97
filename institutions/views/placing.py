"""Institutions whose unit was split or abolished: a person says in which commune they stand."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import reorganisation
from ..forms.fields import unit_choices
from ..forms.placing import PlaceForm
from ..models import AdministrativeUnit, InstitutionVersion, Level
from ..requests import SignedInRequest
from ..search import rows_to_be_placed
from ..tree import UnitTree
from .acting import acted, require_reviewer

MOST_A_GROUP = 200
"""More of one old unit are offered when these are placed: a page has to stay one that a person can read."""


@dataclass
class Group:
    """What waits in one old unit, and the communes into which the unit, or what lay in it, went."""

    unit: AdministrativeUnit
    versions: list[InstitutionVersion]
    successors: list[AdministrativeUnit]
    form: PlaceForm


def to_place(request: SignedInRequest) -> HttpResponse:
    """The institutions that wait, by their old unit; one or many of a unit are placed at once."""
    require_reviewer(request.user)
    groups = _groups(request)
    if request.method == "POST":
        group = next((one for one in groups if str(one.unit.pk) == request.POST.get("group")), None)
        if group is None:
            messages.error(request, _("Các cơ sở này không còn chờ xếp."))
            return redirect("institutions:to_place")
        if group.form.is_valid() and acted(group.form, lambda: _place(group.form)):
            chosen = len(group.form.cleaned_data["institutions"])
            text = ngettext("Đã xếp %(n)s cơ sở.", "Đã xếp %(n)s cơ sở.", chosen) % {"n": chosen}
            messages.success(request, text)
            return redirect("institutions:to_place")
    context = {
        "groups": groups,
        "total": sum(len(group.versions) for group in groups),
        "most": MOST_A_GROUP,
        "unit_choices": unit_choices(request.user.scope().tree, timezone.localdate()),
        "breadcrumbs": [(_("Cơ sở"), reverse("institutions:list")), (_("Xếp vào xã, phường"), "")],
    }
    return render(request, "institutions/to_place.html", context)


def _place(form: PlaceForm) -> None:
    data = form.cleaned_data
    institutions = [version.institution for version in data["institutions"]]
    reorganisation.place(institutions, unit=data["commune"], on=data["on"], by=form.by, **form.reason())


def _groups(request: SignedInRequest) -> list[Group]:
    """Everything that waits where the user reviews, in one query."""
    today, tree = timezone.localdate(), request.user.scope().tree
    waiting = (
        InstitutionVersion.objects.standing(today)
        .filter(request.user.scope().reviewed_versions(), unit__in=rows_to_be_placed(tree, today))
        .select_related("institution", "category")
        .order_by("sort_key", "pk")
    )
    by_unit: dict[int, list[InstitutionVersion]] = {}
    for version in waiting:
        by_unit.setdefault(version.unit_id, []).append(version)
    units = sorted((tree.units[pk] for pk in by_unit), key=lambda unit: (unit.sort_key, unit.pk))
    return [_group(request, tree, unit, by_unit[unit.pk][:MOST_A_GROUP]) for unit in units]


def _group(
    request: SignedInRequest, tree: UnitTree, unit: AdministrativeUnit, versions: list[InstitutionVersion]
) -> Group:
    successors = _communes_after(tree, unit)
    is_posted = request.method == "POST" and request.POST.get("group") == str(unit.pk)
    form = PlaceForm(
        request.POST if is_posted else None,
        by=request.user, waiting=[version.pk for version in versions], choices=successors, prefix=f"u{unit.pk}",
    )  # fmt: skip
    return Group(unit, versions, successors, form)


def _communes_after(tree: UnitTree, unit: AdministrativeUnit) -> list[AdministrativeUnit]:
    """The communes of today into which this unit, or a commune that lay in it, went, whole or in part."""
    today = timezone.localdate()
    gone = {pk for pk in tree.units if unit.valid_until and unit.pk in tree.line(pk, unit.valid_until)}
    return [
        commune for commune in tree.standing(today, Level.COMMUNE)
        if not gone.isdisjoint(_all_before(tree, commune.pk))
    ]  # fmt: skip


def _all_before(tree: UnitTree, unit_id: int) -> set[int]:
    """Every row from which this one came, however long ago."""
    found: set[int] = set()
    rest = [unit_id]
    while rest:
        for old in tree.predecessors.get(rest.pop(), []):
            if old not in found:
                found.add(old)
                rest.append(old)
    return found
