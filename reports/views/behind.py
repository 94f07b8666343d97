"""What stands behind a row of results: its years, the units below, the institutions, and the pictures of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutions.models import AdministrativeUnit
from reports.addresses import known_query
from reports.census import Census
from reports.charts import Chart
from reports.charts.bullet import Bullet, Threshold, bullet_of, thresholds_of
from reports.charts.multiples import Multiples
from reports.charts.of_results import multiples_of, strip_of, trend_of
from reports.charts.strip import Strip
from reports.charts.trend import Trend
from reports.definition import CriterionRule, GroupRule, TargetRule
from reports.listing import ALL, PAGE, REPORTED, InstitutionList, Listing
from reports.path import Path, paths_of
from reports.progress import judge_share
from reports.results import Row, ShareRow, judged

from .asking import Asked

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST_ID = 19  # digits: no database has a larger one


def _reached(result: Any) -> Fraction:
    """The share; where nobody has answered there is none, and such a unit comes last."""
    return Fraction(101) if result.tally.silent == result.tally.eligible else result.share or Fraction(0)


UnitLine = tuple[AdministrativeUnit | None, Any]


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the table of units; None leaves them in the order of the tree."""

    name: str
    label: "StrPromise"
    key: Callable[[Any], Any] | None = None


SHARE_ORDERS = (
    Order("unit", gettext_lazy("tên đơn vị")),
    Order("share", gettext_lazy("tỷ lệ thấp trước"), _reached),
    Order("needed", gettext_lazy("còn cần nhiều trước"), lambda result: -(result.needed or 0)),
    Order("silent", gettext_lazy("chưa báo cáo nhiều trước"), lambda result: -result.tally.silent),
)
GROWTH_ORDERS = (
    Order("unit", gettext_lazy("tên đơn vị")),
    Order("value", gettext_lazy("nhiều lượt trước"), lambda result: -result.value),
    Order("silent", gettext_lazy("chưa báo cáo nhiều trước"), lambda result: result.reported - result.eligible),
)


class Behind:
    """What stands behind a row. Each part is counted only where it is written: a kept part of the page asks nothing."""

    def __init__(self, request: HttpRequest, asked: Asked, row: Row, rows: Sequence[Row]) -> None:
        self.request, self.asked, self.row, self.rows = request, asked, row, rows

    @property
    def key(self) -> str:
        """What the list depends on besides the question: the reader's scope and the choices of the query string."""
        return repr((self.request.user.scope().key, sorted(self.request.GET.items())))  # type: ignore[union-attr]

    @property
    def address(self) -> str:
        """What the links of the other kept part say of the address that it is written for."""
        return known_query(self.request, "sort").urlencode()

    @cached_property
    def tabs(self) -> dict[str, int]:
        return numbers_by_status(self.asked, self.row)

    @cached_property
    def status(self) -> str:
        """The status asked for, else the first that has institutions: what asks for action comes first."""
        status = self.request.GET.get("status", "")
        return status if status in self.tabs else next((name for name, number in self.tabs.items() if number), ALL)

    @cached_property
    def listing(self) -> Listing:
        key, _sep, version = self.request.GET.get("after", "").rpartition("~")
        after = (key, int(version)) if version.isdecimal() and len(version) < LONGEST_ID else None
        limit = None if "export" in self.request.GET else PAGE
        found = InstitutionList(self.asked.census, self.row.criterion, self.row.group, self.row.target)
        return found.page(self.status, self.request.user, after, limit)  # type: ignore[arg-type]  # signed in everywhere

    @property
    def page(self) -> dict[str, str]:
        return {"previous_url": "", "next_url": next_url(self.request, self.listing)}

    @property
    def started(self) -> bool:
        return "after" in self.request.GET

    def years(self) -> list[tuple[int, Row]]:
        return self._years

    @cached_property
    def _years(self) -> list[tuple[int, Row]]:
        return through_the_years(self.asked, self.row)

    def units(self) -> list[UnitLine]:
        return self._units

    @cached_property
    def _units(self) -> list[UnitLine]:
        row = self.row
        return units_table(self.asked.census, row.criterion, row.group, row.target)

    @property
    def orders(self) -> tuple[Order, ...]:
        return SHARE_ORDERS if isinstance(self.row, ShareRow) else GROWTH_ORDERS

    @cached_property
    def order(self) -> Order:
        """The order asked for by `?sort=`, else that of the tree."""
        name = self.request.GET.get("sort")
        return next((order for order in self.orders if order.name == name), self.orders[0])

    def sorted_units(self) -> list[UnitLine]:
        """The units in the order asked for; those that are equal stay in the order of the tree."""
        key = self.order.key
        return self._units if key is None else sorted(self._units, key=lambda line: key(line[1]))

    # Pictures -------------------------------------------------------------------------------------------------------

    @cached_property
    def thresholds(self) -> list[Threshold]:
        return thresholds_of(self.row, self.asked.question.year, self.asked.plan_name, self.asked.other_plans)

    @cached_property
    def paths(self) -> dict[int, Path]:
        return paths_of(self.asked.question, self.asked.stamps)

    @property
    def bullet(self) -> Bullet | None:
        """The bar of the row, under a name of its own: the table of groups has it too."""
        found = bullet_of(self.row, self.thresholds)
        return replace(found, name="bullet") if found else None

    @property
    def trend(self) -> Trend | None:
        """The group through those years in which the unit's code meant the same ground."""
        census = self.asked.census
        alike = [
            (number, row)
            for number, row in self._years
            if census.same_extent(row.reference_date, self.row.reference_date)
        ]
        path = self.paths.get(self.row.group.pk)
        return trend_of(self.row, alike, path, self.thresholds, self.asked.question.year)

    @property
    def strip(self) -> Strip | None:
        return strip_of(self.row, self._units, self.asked.question.year)

    @property
    def groups(self) -> Multiples | None:
        """All groups of the criterion through the years."""
        found = [(row.group.name, row, self.paths.get(row.group.pk, Path(()))) for row in self.rows]
        return multiples_of("groups", _("%s: các nhóm cơ sở qua các năm") % self.row.criterion.code, found)

    def charts(self) -> list[Chart]:
        """All pictures of the page, for whoever asks for one as a file."""
        found: list[Chart | None] = [self.bullet, self.trend, self.strip, self.groups]
        return [chart for chart in found if chart is not None]


def numbers_by_status(asked: Asked, row: Row) -> dict[str, int]:
    """How many institutions have each status that a list can show, what asks for action first."""
    if isinstance(row, ShareRow):
        tally = asked.census.tally_of_institutions(row.criterion, row.group, row.target)
        return {"not_met": tally.not_met, "silent": tally.silent, "met": tally.met, ALL: tally.eligible}
    last = row.result.last
    return {"silent": row.silent, REPORTED: last.reported, ALL: last.eligible}


def next_url(request: HttpRequest, listing: Listing) -> str:
    """The address of the page after this one, "" where there is none."""
    if listing.next is None:
        return ""
    query = request.GET.copy()
    query["after"] = f"{listing.next[0]}~{listing.next[1]}"
    return f"?{query.urlencode()}#institutions"


def through_the_years(asked: Asked, row: Row) -> list[tuple[int, Row]]:
    """The group in each reporting year, each held against the target of that year's milestone."""
    found = []
    for number in sorted({*asked.census.known_years(), asked.question.year}):
        at = asked.question.at if number == asked.question.year else None
        census = Census(asked.stamps, replace(asked.question, year=number, at=at))
        target = row.group.targets.get(asked.plan.milestone(number) or 0)
        if target:
            found.append((number, judged(census, row.criterion, row.group, target)))
    return found


def units_table(
    census: Census, rule: CriterionRule, group: GroupRule, target: TargetRule
) -> list[tuple[AdministrativeUnit | None, Any]]:
    """By unit below: the share of each (share), or the sum of each (growth); units without an institution left out."""
    if census.lapsed(target, census.question.year):
        return []
    cells = [(unit, found) for unit, found in census.by_unit(rule, group, target) if found]
    if not rule.is_share:
        return [(unit, census.year_sum_of_cells(census.question.year, found)) for unit, found in cells]
    tallies = [(unit, census.sum_of_cells(found)) for unit, found in cells]
    return [(unit, judge_share(tally, target.threshold, target.comparison)) for unit, tally in tallies]
