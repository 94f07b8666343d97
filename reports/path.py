"""A group through the years: what it came to in each, and where a straight line leads by the plan's last milestone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from .census import Census, Question, Stamps, current_stamps
from .definition import CriterionRule, GroupRule, TargetRule
from .progress import Method
from .projection import WHOLE, Point, Projection, is_settled, project, reaches_rate, shortfall, yearly_rate

SPAN = 8
"""How many years are looked back on."""


@dataclass(frozen=True, slots=True)
class Path:
    """The points of a group, the target of the last milestone that is still ahead, and the line to it.

    Of a share `short` are the percentage points by which the line misses the target (0: it does not). Of a growth
    `rate` is the compound rate in % that the line comes to from the target's base year on. `reaches` is None where
    there is no line, or nothing to hold it against.
    """

    points: tuple[Point, ...]
    target: TargetRule | None = None
    projection: Projection | None = None
    short: Fraction | None = None
    rate: str | None = None
    reaches: bool | None = None


def paths_of(question: Question, stamps: Stamps | None = None) -> dict[int, Path]:
    """By the group's id: the path of every group of the plan up to the year asked."""
    return _kept_paths(stamps or current_stamps(), question)


@lru_cache(maxsize=64)
def _kept_paths(stamps: Stamps, question: Question) -> dict[int, Path]:
    years = list(_years(Census(stamps, question)))
    return {
        group.pk: path_of(years, criterion, group)
        for criterion in years[-1].plan.criteria
        for group in criterion.groups
    }


def _years(asked: Census) -> Iterator[Census]:
    """The question asked of each year up to its own: those in which the unit's code meant the same ground."""
    number = asked.question.year
    earlier = [year for year in asked.known_years() if year < number][-SPAN + 1 :]
    for year in earlier:
        if asked.same_extent(asked.year(year).reference_date, asked.reference_date):
            yield Census(asked.stamps, replace(asked.question, year=year, at=None))
    yield asked


def path_of(years: list[Census], criterion: CriterionRule, group: GroupRule) -> Path:
    """The path of one group through these years, the year asked last."""
    asked = years[-1]
    judged = [(census, group.targets.get(census.plan.milestone(census.question.year) or 0)) for census in years]
    found = [(target, _point(census, criterion, group, target)) for census, target in judged if target]
    points = tuple(point for _target, point in found if point)
    milestone = max(group.targets, default=0)
    ahead = group.targets.get(milestone)
    if ahead is None or _is_over(points, asked.question.year, milestone) or asked.lapsed(ahead, milestone):
        return Path(points)
    alike = [point for target, point in found if point and target.counts_units == ahead.counts_units]
    line = project(alike, milestone, ceiling=WHOLE if criterion.is_share else None)
    if line is None:
        return Path(points, ahead)
    return _share(points, ahead, line) if criterion.is_share else _growth(points, ahead, line)


def _is_over(points: tuple[Point, ...], year: int, milestone: int) -> bool:
    """Whether nothing is left to project: the milestone has passed, or its year has a result that stands."""
    return milestone < year or any(point.year == milestone and point.settled for point in points)


def _point(census: Census, criterion: CriterionRule, group: GroupRule, target: TargetRule) -> Point | None:
    """The group in one year; None where its target was not judged any more."""
    number = census.question.year
    if census.lapsed(target, number):
        return None
    if criterion.is_share:
        tally = census.tally(criterion, group, target)
        eligible, silent = tally.eligible, tally.silent
        # Where nobody has answered there is no share to draw, only silence.
        value = Fraction(100 * tally.met, eligible) if silent < eligible else None
    else:
        if number == target.base_year and target.base_value is not None:
            return Point(number, Fraction(target.base_value))
        total = census.year_sum(criterion, group, target, number)
        eligible, silent = total.eligible, total.eligible - total.reported
        value = Fraction(total.value) if total.has_value else None
    settled = is_settled(eligible=eligible, silent=silent, closed=census.year(number).is_closed)
    return Point(number, value, settled, silent)


def _share(points: tuple[Point, ...], target: TargetRule, line: Projection) -> Path:
    short = shortfall(line.value, target.threshold, target.comparison)
    return Path(points, target, line, short=short, reaches=short == 0)


def _growth(points: tuple[Point, ...], target: TargetRule, line: Projection) -> Path:
    base, years = _base(points, target, line), target.milestone - (target.base_year or target.milestone)
    if base is None or base <= 0 or years <= 0 or target.method is not Method.COMPOUND:
        return Path(points, target, line)
    rate = yearly_rate(base, line.value, years)
    return Path(points, target, line, rate=rate, reaches=reaches_rate(base, line.value, years, target.threshold))


def _base(points: tuple[Point, ...], target: TargetRule, line: Projection) -> Fraction | None:
    """The base of the growth: the official one, the year's own where it is settled, else what the line comes to."""
    if target.base_value is not None:
        return Fraction(target.base_value)
    year = target.base_year or 0
    own = next((point.value for point in points if point.year == year and point.settled), None)
    if own is not None:
        return own
    return line.at(year) if year >= line.last.year else None
