"""One target as a bar: what meets it, who is silent, what is still needed, and the thresholds of every plan."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from reports.definition import CriterionRule, GroupRule, PlanRule
from reports.progress import Method
from reports.results import GrowthRow, Row, ShareRow
from reports.templatetags.results import growth_of, share_of, threshold

from . import ChartTable

WIDTH, HEIGHT = 240, 26
_LEAST_GROWTH = 20
"""The axis of a growth goes at least this far (%), so that a usual range of 10–15 % stands in its middle."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a plan asks of a group by a milestone, in %. `own`: the plan asked; `now`: the milestone judged by."""

    plan: str
    milestone: int
    value: Fraction
    own: bool
    now: bool
    upper: Fraction | None = None

    @property
    def asked(self) -> str:
        """The percentage, or the range, as the plan writes it."""
        upper = "" if self.upper is None else f"–{threshold(self.upper)}"
        return f"{threshold(self.value)}{upper} %"

    @property
    def label(self) -> str:
        named = {"plan": self.plan, "year": self.milestone, "value": self.asked}
        return _("%(plan)s, năm %(year)d: %(value)s") % named


def thresholds_of(row: Row, year: int, own: str, others: Iterable[tuple[str, PlanRule]]) -> list[Threshold]:
    """What the plan asked, and each other plan with the same criterion and group, ask of a row: now and later."""
    judged = row.target.milestone
    found = [
        Threshold(own, milestone, target.threshold, True, milestone == judged, target.upper)
        for milestone, target in sorted(row.group.targets.items())
        if milestone >= judged
    ]
    for name, plan in others:
        milestone = plan.milestone(year)
        group = _same_group(plan.criterion(row.criterion.code), row.group)
        if group and milestone:
            found += [
                Threshold(name, number, target.threshold, False, number == milestone, target.upper)
                for number, target in sorted(group.targets.items())
                if number >= milestone
            ]
    return found


def _same_group(criterion: CriterionRule | None, group: GroupRule) -> GroupRule | None:
    groups = criterion.groups if criterion else ()
    return next((found for found in groups if found.category_ids == group.category_ids), None)


@dataclass(frozen=True, slots=True)
class Mark:
    """A threshold where it stands on the bar."""

    x: float
    threshold: Threshold

    @property
    def kind(self) -> str:
        """How it is drawn: a stroke through the bar for the plan asked, a triangle for another; hollow when later."""
        return ("own" if self.threshold.own else "other") + ("" if self.threshold.now else "-later")

    @property
    def triangle(self) -> str:
        """The corners of a triangle that stands on the bar, as SVG writes them."""
        return f"{self.x - 4:.1f},0.5 {self.x + 4:.1f},0.5 {self.x:.1f},7"


@dataclass(frozen=True)
class Bullet:
    """The bar. Lengths are of its view box; from `zero` (0 %) to the right or, where visits shrank, to the left.

    `band` is the range of a growth target, `is_partial` a growth of which not everything is in.
    """

    name: str
    title: str
    thresholds: Sequence[Threshold]
    marks: Sequence[Mark]
    table: ChartTable
    met: tuple[float, float] = (0, 0)
    silent: tuple[float, float] = (0, 0)
    needed: tuple[float, float] = (0, 0)
    band: tuple[float, float] | None = None
    zero: float = 0
    is_partial: bool = False
    width: int = WIDTH
    height: int = HEIGHT
    template: str = "charts/bullet.svg"

    @property
    def description(self) -> str:
        return "; ".join(item.label for item in self.thresholds)


def bullet_of(row: Row, thresholds: Sequence[Threshold]) -> Bullet | None:
    """The bar of a row; None where there is nothing to draw: no institution, no growth."""
    return share_bullet(row, thresholds) if isinstance(row, ShareRow) else growth_bullet(row, thresholds)


def share_bullet(row: ShareRow, thresholds: Sequence[Threshold]) -> Bullet | None:
    """Met from the left, the silent behind it, a strip over what is still needed; the whole bar is everybody."""
    tally = row.result.tally
    if not tally.eligible:
        return None
    each = WIDTH / tally.eligible
    met, silent, needed = tally.met * each, tally.silent * each, (row.result.needed or 0) * each
    said = {"met": _grouped(tally.met), "all": _grouped(tally.eligible), "share": share_of(row)}
    title = _("Đạt %(met)s trên %(all)s (%(share)s %%)") % said
    if tally.silent:
        title += _(", chưa báo cáo %s") % _grouped(tally.silent)
    if row.result.needed:
        title += _(", còn cần %s") % _grouped(row.result.needed)
    return Bullet(
        name=f"bullet-{row.group.pk}",
        title=title,
        thresholds=thresholds,
        marks=_marks(thresholds, 0, 100),
        table=_table(
            [
                (_("Đạt"), _grouped(tally.met)),
                (_("Không đạt"), _grouped(tally.not_met)),
                (_("Chưa báo cáo"), _grouped(tally.silent)),
            ],
            thresholds,
        ),
        met=_placed(0, met),
        silent=_placed(met, silent),
        needed=_placed(met, needed),
    )


def growth_bullet(row: GrowthRow, thresholds: Sequence[Threshold]) -> Bullet | None:
    """The rate from 0 on, the range that is asked as a band behind it, a strip over what is still needed."""
    result = row.result
    rate = result.mean_of_yearly_rates if row.target.method is Method.MEAN else result.growth
    if rate is None:
        return None
    value = Fraction(rate)
    upper = row.target.upper
    asked = [item.upper or item.value for item in thresholds]
    highest = max([value, Fraction(_LEAST_GROWTH), *asked])
    low, high = min(0, 5 * math.floor(value / 5)), 5 * math.ceil(highest / 5)
    zero, end, wanted = (_at(Fraction(number), low, high) for number in (0, value, row.target.threshold))
    return Bullet(
        name=f"bullet-{row.group.pk}",
        title=_("Tăng bình quân %(rate)s %% mỗi năm") % {"rate": growth_of(row)},
        thresholds=thresholds,
        marks=_marks(thresholds, low, high),
        table=_table([(_("Tăng bình quân mỗi năm"), f"{growth_of(row)} %")], thresholds),
        met=_placed(min(zero, end), abs(end - zero)),
        needed=_placed(end, max(0.0, wanted - end)),
        band=None if upper is None else _placed(wanted, _at(upper, low, high) - wanted),
        zero=zero,
        is_partial=not (result.base.complete and result.last.complete),
    )


def _marks(thresholds: Sequence[Threshold], low: int, high: int) -> list[Mark]:
    """Where the thresholds stand, those of now on top; a later one that stays where it is now is not drawn twice."""
    marks = [Mark(_at(item.value, low, high), item) for item in thresholds]
    now = {(mark.threshold.plan, mark.x) for mark in marks if mark.threshold.now}
    later = [mark for mark in marks if not mark.threshold.now and (mark.threshold.plan, mark.x) not in now]
    return [*later, *(mark for mark in marks if mark.threshold.now)]


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)


def _at(value: Fraction, low: int, high: int) -> float:
    """Where a percentage stands; a pixel inside the edges, so that a stroke at 100 % is seen whole."""
    return round(min(max(WIDTH * float((value - low) / (high - low)), 1.0), WIDTH - 1.0), 1)


def _placed(start: float, length: float) -> tuple[float, float]:
    return round(start, 1), round(length, 1)


def _table(lines: list[tuple[str, str]], thresholds: Sequence[Threshold]) -> ChartTable:
    asked = [(f"{item.plan}, {item.milestone}", item.asked) for item in thresholds]
    return ChartTable((_("Nội dung"), _("Giá trị")), [*lines, *asked])
