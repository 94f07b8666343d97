"""The administrative units as at a day: the tree, how many institutions lie in each, and what became of units."""

import datetime
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext

from ..forms.filters import UnitsForm
from ..models import AdministrativeUnit, InstitutionVersion, Level, UnitSuccession
from ..requests import SignedInRequest
from ..tree import UnitTree

MOST_PROVINCES = 2
"""More provinces than these are chosen from a list first: a province has a hundred communes and more."""


@dataclass
class Node:
    """A unit of the tree with all below it. Institutions are counted inside, those to be placed apart.

    `year` is the last one, up to the day's, at whose end the unit stood: whose results its page shows.
    """

    unit: AdministrativeUnit
    year: int
    institutions: int
    to_be_placed: int
    came_from: list[UnitSuccession]
    went_into: list[UnitSuccession]
    children: list["Node"] = field(default_factory=list)


def units(request: SignedInRequest) -> HttpResponse:
    """The tree of a province as at a day; where there are several provinces, they are listed first."""
    form = UnitsForm(request.GET)
    day, tree = form.day(), request.user.scope().tree
    provinces = tree.standing(day, Level.PROVINCE)
    shown = [unit for unit in provinces if unit.code == request.GET.get("province")]
    if not shown and len(provinces) <= MOST_PROVINCES:
        shown = provinces
    context = {
        "form": form,
        "day": day,
        "is_today": day == timezone.localdate(),  # then a unit's page knows which year has results
        "provinces": provinces,
        "nodes": _nodes(tree, shown, day),
        "breadcrumbs": [(pgettext("several", "Đơn vị hành chính"), "")],
    }
    return render(request, "institutions/units.html", context)


def _nodes(tree: UnitTree, provinces: list[AdministrativeUnit], day: datetime.date) -> list[Node]:
    """The trees of these provinces, in two queries: institutions by unit row, and successions."""
    inside: Counter[int] = Counter()
    waiting: Counter[int] = Counter()
    counts = InstitutionVersion.objects.standing(day).order_by().values_list("unit").annotate(total=Count("pk"))
    for row, total in counts:
        for pk in tree.line(row, day):
            inside[pk] += total
        place = tree.placed(row, day)
        if place and place.to_be_placed:
            waiting[place.unit_id] += total
    came_from, went_into = _successions()
    below: dict[int, list[AdministrativeUnit]] = {}
    for unit in tree.standing(day):
        line = tree.line(unit.pk, day)
        if len(line) > 1:
            below.setdefault(line[1], []).append(unit)

    def node(unit: AdministrativeUnit) -> Node:
        return Node(
            unit,
            _last_whole_year(unit, day),
            inside[unit.pk],
            waiting[unit.pk],
            came_from.get(unit.pk, []),
            went_into.get(unit.pk, []),
            [node(child) for child in below.get(unit.pk, [])],
        )

    return [node(province) for province in provinces]


def _last_whole_year(unit: AdministrativeUnit, day: datetime.date) -> int:
    last = unit.valid_until
    if last is None or last >= datetime.date(day.year, 12, 31):
        return day.year
    return last.year - 1


def _successions() -> tuple[dict[int, list[UnitSuccession]], dict[int, list[UnitSuccession]]]:
    """All successions, by the unit that came of them and by the unit that went into them."""
    came_from: dict[int, list[UnitSuccession]] = {}
    went_into: dict[int, list[UnitSuccession]] = {}
    related = UnitSuccession.objects.select_related("predecessor", "successor").order_by("predecessor__sort_key", "pk")
    for succession in related:
        came_from.setdefault(succession.successor_id, []).append(succession)
        went_into.setdefault(succession.predecessor_id, []).append(succession)
    return came_from, went_into
