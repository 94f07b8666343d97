"""The results of a plan for a year: what a census counted (census.py), judged (progress.py), row by row."""

import datetime
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from .census import Census, Question, Stamps, current_stamps
from .definition import CriterionRule, GroupRule, TargetRule
from .progress import Growth, LikeForLike, Share, judge_growth, judge_share


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One group of a share criterion. `change` on the year before is in percentage points."""

    criterion: CriterionRule
    group: GroupRule
    target: TargetRule
    reference_date: datetime.date
    result: Share
    change: Fraction | None = None


@dataclass(frozen=True, slots=True)
class GrowthRow:
    """One group of a growth criterion. `same_extent`: the unit's code meant the same ground in the base year.

    `change` on the year before is in percent of that year's sum; it is `partial` when one of the two years is not
    complete, so that part of it may be silence.
    """

    criterion: CriterionRule
    group: GroupRule
    target: TargetRule
    reference_date: datetime.date
    result: Growth
    years: int
    like_for_like: LikeForLike
    change: Fraction | None = None
    partial: bool = False
    same_extent: bool = True

    @property
    def silent(self) -> int:
        """Institutions that have not reported every measure."""
        return self.result.last.eligible - self.result.last.reported

    @property
    def like_growth(self) -> str | None:
        """The compound rate of the same institutions in %."""
        return self.like_for_like.growth(self.years)


Row = ShareRow | GrowthRow


def rows_of(question: Question, stamps: Stamps | None = None) -> list[Row]:
    """The rows of a plan for a year, in the plan's order, each with its change on the year before."""
    return list(_kept_rows(stamps or current_stamps(), question))


@lru_cache(maxsize=128)
def _kept_rows(stamps: Stamps, question: Question) -> tuple[Row, ...]:
    census = Census(stamps, question)
    return tuple(rows_beside(census, Census(stamps, replace(question, year=question.year - 1, at=None))))


def rows_beside(census: Census, before: Census) -> list[Row]:
    """The rows of what a census counted, each with its change on the year before, which is asked of `before`."""
    rows = rows_of_census(census)
    if not census.same_extent(before.year(before.question.year).reference_date, census.reference_date):
        return rows
    return [with_change(row, before) for row in rows]


def rows_of_census(census: Census) -> list[Row]:
    """The rows of what a census counted, without the change on the year before."""
    milestone = census.plan.milestone(census.question.year)
    return [
        judged(census, criterion, group, group.targets[milestone])
        for criterion in census.plan.criteria
        for group in criterion.groups
        if milestone in group.targets
    ]


def judged(census: Census, criterion: CriterionRule, group: GroupRule, target: TargetRule) -> Row:
    """The row of one group held against one target, without the change on the year before."""
    if not criterion.is_share:
        return _growth(census, criterion, group, target)
    result = judge_share(census.tally(criterion, group, target), target.threshold, target.comparison)
    return ShareRow(criterion, group, target, census.date(target, census.question.year), result)


def _growth(census: Census, criterion: CriterionRule, group: GroupRule, target: TargetRule) -> GrowthRow:
    number = census.question.year
    base_year = number if target.base_year is None else target.base_year
    years = number - base_year
    between = range(base_year, number + 1) if years > 0 else (base_year, number)
    series = [census.year_sum(criterion, group, target, year) for year in between]
    if target.base_value is not None:
        series[0] = replace(series[0], value=target.base_value, official=True)
    result = judge_growth(series, years=years, target=target.threshold, upper=target.upper, method=target.method)
    pairs = census.like_for_like(criterion, group, target, base_year)
    on = census.date(target, number)
    same = census.same_extent(census.date(target, base_year), on)
    return GrowthRow(criterion, group, target, on, result, years, pairs, same_extent=same)


def with_change(row: Row, before: Census) -> Row:
    """The row with its change on the year that `before` asks for; None where one of the two is missing."""
    if isinstance(row, ShareRow):
        tally = before.tally(row.criterion, row.group, row.target)
        # Where nobody has answered yet there is no change to speak of, only silence.
        if row.result.share is None or not tally.eligible or row.result.tally.silent == row.result.tally.eligible:
            return row
        return replace(row, change=row.result.share - Fraction(100 * tally.met, tally.eligible))
    last, earlier = row.result.last, before.year_sum(row.criterion, row.group, row.target, before.question.year)
    if not (earlier.value and last.has_value):
        return row
    change = Fraction(100 * last.value, earlier.value) - 100
    return replace(row, change=change, partial=not (earlier.complete and last.complete))
