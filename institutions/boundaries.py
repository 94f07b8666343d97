"""Outlines of units: sent and checked, put to use, withdrawn; and which of them a map draws.

A code in a file is read as at the day that its sender names, and the outline hangs on the unit row from then on.
"""

import datetime
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .geojson import Outlines, read_geojson
from .geometry import Shape, number_of_points, packed, simplified, unpacked
from .models import AdministrativeUnit, Boundary, BoundarySet, Level
from .names import normal
from .refusals import Refused
from .tree import UnitTree

if TYPE_CHECKING:
    from accounts.models import User

TOLERANCES = (20, 30, 45, 70, 100, 150, 250, 400)
"""In steps of the grid (about 11 m): the first that leaves few enough points is taken."""
FEW_POINTS_A_UNIT, FEW_POINTS = 40, 1_500
TOO_MANY_TIMES = 4
"""So many times the points that are wanted no page carries, however few tolerance leaves."""


@dataclass
class Checked:
    """What a file is found to be: the shapes of which units, of which province and level; problems; who is missing."""

    problems: list[str] = field(default_factory=list)
    units: dict[int, Shape] = field(default_factory=dict)
    province: AdministrativeUnit | None = None
    level: str = ""
    missing: list[AdministrativeUnit] = field(default_factory=list)
    points: int = 0


class Unreadable(Refused):
    """A file with problems; all of them in `problems`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(_("Tệp có %s chỗ phải sửa; chưa nhận.") % len(problems))
        self.problems = problems


def may_draw(user: "User", province: AdministrativeUnit, tree: UnitTree) -> bool:
    """Whether the user keeps the maps of a province: its reviewer, or the administrator."""
    scope = user.scope()
    return scope.is_administrator or scope.reviews_unit(province.pk)


def may_draw_somewhere(user: "User") -> bool:
    """Whether the user keeps the maps of some province."""
    scope = user.scope()
    whole = (scope.tree.units[pk].level == Level.PROVINCE for pk in scope.review_units)
    return scope.is_administrator or scope.reviews_all or any(whole)


def check_boundaries(data: bytes, on: datetime.date, tree: UnitTree) -> Checked:
    """A file held against the units of a day: known codes, one level, one province; who is missing is no problem."""
    outlines = read_geojson(data)
    found = _known_units(outlines, on, tree)
    checked = Checked(problems=outlines.problems, points=outlines.points)
    levels = {unit.level for unit in found.values()}
    provinces = {tree.province_of(unit.pk, on) for unit in found.values()}
    if len(levels) > 1:
        names = ", ".join(sorted(str(Level(level).label).lower() for level in levels))
        checked.problems.append(_("Tệp có đơn vị của nhiều cấp (%s); hãy gửi mỗi cấp một tệp.") % names)
    elif levels == {Level.PROVINCE}:
        checked.problems.append(_("Tệp là ranh giới của tỉnh; hãy gửi ranh giới của các huyện hoặc xã trong tỉnh."))
    elif len(provinces) > 1:
        checked.problems.append(_("Tệp có đơn vị của nhiều tỉnh; hãy gửi mỗi tỉnh một tệp."))
    elif found:
        checked.level, checked.province = levels.pop(), tree.units[min(provinces)]
        standing = [u for u in tree.standing(on, checked.level) if tree.province_of(u.pk, on) == checked.province.pk]
        present = {unit.pk for unit in found.values()}
        checked.missing = [unit for unit in standing if unit.pk not in present]
        checked.units = {unit.pk: outlines.shapes[code] for code, unit in found.items()}
    return checked


def _known_units(outlines: Outlines, on: datetime.date, tree: UnitTree) -> dict[str, AdministrativeUnit]:
    found = {}
    for code in outlines.shapes:
        unit = tree.at(code, on)
        if unit is None:
            outlines.problem(
                _("Không có đơn vị nào mang mã %(code)s vào ngày %(day)s."), code=code, day=f"{on:%d/%m/%Y}"
            )
        else:
            found[code] = unit
    return found


@transaction.atomic
def receive_boundaries(
    *, data: bytes, file_name: str, on: datetime.date, source: str, licence: str, by: "User"
) -> BoundarySet:
    """Check, simplify and keep a file; it waits until somebody puts it to use. Raises Unreadable, Refused."""
    tree = by.scope().tree
    checked = check_boundaries(data, on, tree)
    if checked.problems or checked.province is None:
        raise Unreadable(checked.problems)
    if not may_draw(by, checked.province, tree):
        raise Refused(_("Bạn không phụ trách %s nên không gửi được ranh giới của tỉnh này.") % checked.province.name)
    row = BoundarySet.received(data=data, file_name=file_name, by=by)
    shapes = simple_enough({str(pk): shape for pk, shape in checked.units.items()})
    row.province, row.level, row.on = checked.province, checked.level, on
    row.source, row.licence = normal(source), normal(licence)
    row.points_sent, row.points_kept = checked.points, number_of_points(shapes)
    row.save()
    Boundary.objects.bulk_create(
        [Boundary(set=row, unit_id=int(pk), outline=packed(shape)) for pk, shape in shapes.items()]
    )
    return row


def simple_enough(shapes: dict[str, Shape]) -> dict[str, Shape]:
    """The shapes with as few points as a page can carry: simplified as little as that takes. Raises Unreadable."""
    few = max(FEW_POINTS, FEW_POINTS_A_UNIT * len(shapes))
    most = simplified(shapes, TOLERANCES[-1])
    if number_of_points(most) > few:
        _refuse_too_many(number_of_points(most), TOO_MANY_TIMES * few)
        return most
    # More tolerance never leaves more points: halving finds the first that will do.
    tried = {TOLERANCES[-1]: most}

    def fits(tolerance: int) -> bool:
        tried.setdefault(tolerance, simplified(shapes, tolerance))
        return number_of_points(tried[tolerance]) <= few

    first = bisect_left(TOLERANCES, True, hi=len(TOLERANCES) - 1, key=fits)
    return tried[TOLERANCES[first]]


def _refuse_too_many(points: int, most: int) -> None:
    if points > most:
        sentence = _(
            "Giản lược hết mức vẫn còn %(points)s điểm, nhiều hơn %(most)s điểm mà bản đồ mang được. "
            "Hãy bỏ bớt các đảo nhỏ rồi gửi lại."
        )
        words = {"points": points, "most": most}
        raise Unreadable([sentence % {name: number_format(n, force_grouping=True) for name, n in words.items()}])


@transaction.atomic
def use_boundaries(*, row: BoundarySet, by: "User") -> None:
    """Draw maps with this set from now on. Raises Refused for one that is in use or was withdrawn."""
    row = BoundarySet.objects.select_for_update(of=("self",)).defer("content").get(pk=row.pk)
    if row.used_at or row.withdrawn_at:
        raise Refused(_("Bộ ranh giới này đã được dùng hoặc đã rút."))
    row.used_at, row.used_by = timezone.now(), by
    row.save(update_fields=["used_at", "used_by"])


@transaction.atomic
def withdraw_boundaries(*, row: BoundarySet, reason: str, by: "User") -> None:
    """Draw no map with this set any more. It stays, with the reason. Raises Refused for one withdrawn before."""
    row = BoundarySet.objects.select_for_update(of=("self",)).defer("content").get(pk=row.pk)
    if row.withdrawn_at:
        raise Refused(_("Bộ ranh giới này đã rút."))
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_why = timezone.now(), by, normal(reason)
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])


def outlines_of(units: Iterable[int]) -> tuple[BoundarySet | None, dict[int, Shape]]:
    """The newest set in use that has every one of these units, and their outlines. Two queries at most."""
    wanted = list(units)
    if not wanted:
        return None, {}
    sets = BoundarySet.objects.in_use().filter(boundaries__unit__in=wanted).defer("content")
    row = sets.annotate(drawn=Count("boundaries")).filter(drawn=len(wanted)).order_by("-used_at", "-pk").first()
    if row is None:
        return None, {}
    rows = Boundary.objects.filter(set=row, unit__in=wanted).values_list("unit", "outline")
    return row, {unit: unpacked(outline) for unit, outline in rows}
