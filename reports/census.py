"""Who is eligible and what they add up to: cells (queries.py) summed by group, territory and unit, at a date.

Whatever is kept between requests is filed under the stamps of the data (institutions/revision.py) and therefore right
at the next request after any change.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from institutions import revision
from institutions.models import AdministrativeUnit, Level
from institutions.tree import UnitTree, current_tree
from submissions.models import ReportingYear

from . import queries
from .definition import CriterionRule, GroupRule, PlanRule, TargetRule, plan_rule
from .progress import NOTHING, LikeForLike, Tally, YearSum
from .queries import Basis, Cell, PairCell

Stamps = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a plan, a year, a unit by its official code (None: all), a basis, and a date instead of the
    year's reference date (None: that one)."""

    plan: str
    year: int
    unit: str | None = None
    basis: Basis = Basis.APPROVED
    at: datetime.date | None = None


def current_stamps() -> Stamps:
    """The state the data is in now; one query."""
    return tuple(sorted(revision.current().items()))


@lru_cache(maxsize=64)
def _kept_cells(
    stamps: Stamps, plan: str, year_id: int | None, on: datetime.date, basis: Basis
) -> dict[str, list[Cell]]:
    return queries.count_cells(_plan(stamps, plan), year_id, on, basis)


@lru_cache(maxsize=2)
def _kept_years(stamps: Stamps) -> dict[int, ReportingYear]:
    return {year.number: year for year in ReportingYear.objects.all()}


def _plan(stamps: Stamps, code: str) -> PlanRule:
    plan = plan_rule(code, dict(stamps)["plan"])
    if plan is None:
        raise LookupError(code)
    return plan


@dataclass(frozen=True)
class Ground:
    """What every count stands on: the plan, the units and which of them lie in its territory (None: all), the years."""

    plan: PlanRule
    tree: UnitTree
    territory: frozenset[int] | None
    years: Mapping[int, ReportingYear]


def current_ground(stamps: Stamps, code: str) -> Ground:
    """The ground as it is stored under these stamps. Raises LookupError for an unknown plan."""
    plan = _plan(stamps, code)
    territory = _kept_territory(dict(stamps)["units"], plan.territory, plan.issued_on)
    return Ground(plan, current_tree(dict(stamps)), territory, _kept_years(stamps))


class Census:
    """One question at one state of the data: who is eligible, and what they add up to."""

    def __init__(self, stamps: Stamps, question: Question) -> None:
        self.stamps = stamps
        self._stand_on(current_ground(stamps, question.plan), question)

    def _stand_on(self, ground: Ground, question: Question) -> None:
        self.question, self.plan, self.tree = question, ground.plan, ground.tree
        self._territory, self._years = ground.territory, ground.years
        self._units_inside: dict[datetime.date, frozenset[int] | None] = {}

    def year(self, number: int) -> ReportingYear:
        """The reporting year; one that was never opened is the calendar year."""
        return self._years.get(number) or ReportingYear.calendar(number)

    def known_years(self) -> list[int]:
        """The numbers of the reporting years that exist."""
        return sorted(self._years)

    @property
    def reference_date(self) -> datetime.date:
        """The day on which the question counts institutions, a target's own earlier day aside."""
        return self.question.at or self.year(self.question.year).reference_date

    def date(self, target: TargetRule, number: int) -> datetime.date:
        """The day on which a target's institutions are counted in a year."""
        year = self.year(number)
        day = self.question.at if self.question.at and number == self.question.year else year.reference_date
        return min(day, target.judged_until) if target.judged_until else day

    def lapsed(self, target: TargetRule, number: int) -> bool:
        """Whether the target was judged for the last time before the year began."""
        return self.date(target, number) < self.year(number).start

    # Share ----------------------------------------------------------------------------------------------------------

    def tally(self, criterion: CriterionRule, group: GroupRule, target: TargetRule) -> Tally:
        """What the target counts: institutions of a group that are eligible, meet and do not meet; or units."""
        if target.counts_units and not self.lapsed(target, self.question.year):
            return self._tally_of_units(criterion, group, self.date(target, self.question.year))
        return self.tally_of_institutions(criterion, group, target)

    def tally_of_institutions(self, criterion: CriterionRule, group: GroupRule, target: TargetRule) -> Tally:
        """Institutions of a group that are eligible, meet and do not meet in the year asked."""
        if self.lapsed(target, self.question.year):
            return NOTHING
        on = self.date(target, self.question.year)
        return self.sum_of_cells(self.eligible(criterion, group, self.question.year, on))

    def sum_of_cells(self, cells: Iterable[Cell]) -> Tally:
        return sum((Tally(cell.institutions, cell.met, cell.not_met) for cell in cells), NOTHING)

    def _tally_of_units(self, criterion: CriterionRule, group: GroupRule, on: datetime.date) -> Tally:
        """A unit is met when an institution of the group in it meets; not met when it has none or none can meet."""
        inside: dict[int, list[Cell]] = defaultdict(list)
        for cell in self.eligible(criterion, group, self.question.year, on):
            for unit in self.tree.line(cell.unit, on):
                inside[unit].append(cell)
        total = NOTHING
        for unit in self.units_counted(group, on):
            found = self.sum_of_cells(inside.get(unit, []))
            total += Tally(1, int(found.met > 0), int(found.not_met == found.eligible))
        return total

    def units_counted(self, group: GroupRule, on: datetime.date) -> list[int]:
        """The administrative units of the group's level in the territory, inside the unit asked, on a date."""
        allowed = self.units_inside(on)
        return [
            unit.pk
            for unit in self.tree.standing(on, group.level)
            if (allowed is None or unit.pk in allowed) and self.in_territory(unit.pk)
        ]

    # Who is eligible ------------------------------------------------------------------------------------------------

    def eligible(self, criterion: CriterionRule, group: GroupRule, number: int, on: datetime.date) -> list[Cell]:
        """The cells of a group inside the territory and the unit asked, on a date, with a year's figures."""
        return [cell for cell in self.cells(number, on)[criterion.code] if self.is_eligible(cell, group, on)]

    def is_eligible(self, cell: Cell, group: GroupRule, on: datetime.date) -> bool:
        """Whether a cell of a date is of the group, in the territory and inside the unit asked."""
        units = self.units_inside(on)
        return (
            cell.category in group.category_ids
            and (units is None or cell.unit in units)
            and self.in_territory(cell.origin, cell.inside)
        )

    def cells(self, number: int, on: datetime.date) -> dict[str, list[Cell]]:
        """By criterion: all its institutions that are counted on a date, with a year's figures, wherever they are."""
        return _kept_cells(self.stamps, self.plan.code, self.year(number).pk, on, self.question.basis)

    def units_inside(self, on: datetime.date) -> frozenset[int] | None:
        """The unit rows inside the unit asked as it stands on a date; None: no unit was asked, all are."""
        if self.question.unit is None:
            return None
        if on not in self._units_inside:
            unit = self.tree.at(self.question.unit, on)
            self._units_inside[on] = frozenset(self.tree.rows_inside(unit.pk, on)) if unit else frozenset()
        return self._units_inside[on]

    def same_extent(self, earlier: datetime.date, later: datetime.date) -> bool:
        """Whether the code of the unit asked meant the same ground on both days, as far as the territory goes.

        Codes are used again, often for a larger unit around the old one; a comparison between the two then misleads.
        """
        if self.question.unit is None:
            return True
        then, now = self.tree.at(self.question.unit, earlier), self.tree.at(self.question.unit, later)
        if then is None or now is None:
            return then is now
        before = {now.pk} if then == now else self.tree.origins(now.pk, earlier)
        return {pk for pk in before if self.in_territory(pk)} == {pk for pk in (then.pk,) if self.in_territory(pk)}

    def in_territory(self, origin: int, ruling: bool | None = None) -> bool:
        """Whether what came from this unit row lies in the plan's territory; a person's ruling comes first."""
        if ruling is not None:
            return ruling
        return self._territory is None or origin in self._territory

    # Growth ---------------------------------------------------------------------------------------------------------

    def year_sum(self, criterion: CriterionRule, group: GroupRule, target: TargetRule, number: int) -> YearSum:
        """The sum of a growth criterion over a group in one year, as that year's institutions reported it."""
        if self.lapsed(target, number):
            return YearSum(number)
        cells = self.eligible(criterion, group, number, self.date(target, number))
        return self.year_sum_of_cells(number, cells)

    def year_sum_of_cells(self, number: int, cells: Iterable[Cell]) -> YearSum:
        found = list(cells)
        return YearSum(
            year=number,
            eligible=sum(cell.institutions for cell in found),
            reported=sum(cell.reported for cell in found),
            with_value=sum(cell.with_value for cell in found),
            value=sum(cell.value for cell in found),
        )

    def pairs(
        self, criterion: CriterionRule, base: tuple[int, datetime.date], last: tuple[int, datetime.date]
    ) -> list[PairCell]:
        """Institutions that reported in both years (number and date of each), wherever they are."""
        (base_year, base_on), (last_year, last_on) = base, last
        before, after = (self.year(base_year).pk, base_on), (self.year(last_year).pk, last_on)
        return _kept_pairs(self.stamps, self.plan.code, criterion.code, before, after, self.question.basis)

    def like_for_like(
        self, criterion: CriterionRule, group: GroupRule, target: TargetRule, base_year: int
    ) -> LikeForLike:
        """The same institutions in both years: those eligible in both that reported in both."""
        number = self.question.year
        if self.lapsed(target, number) or self.lapsed(target, base_year):
            return LikeForLike(0, 0, 0)
        base_on, last_on = self.date(target, base_year), self.date(target, number)
        pairs = self.pairs(criterion, (base_year, base_on), (number, last_on))
        before, after = self.units_inside(base_on), self.units_inside(last_on)
        found = [
            pair
            for pair in pairs
            if set(pair.categories) <= group.category_ids
            and (before is None or pair.units[0] in before)
            and (after is None or pair.units[1] in after)
            and self.in_territory(pair.origin, pair.inside)
        ]
        return LikeForLike(
            sum(pair.institutions for pair in found),
            sum(pair.base for pair in found),
            sum(pair.value for pair in found),
        )

    # By unit --------------------------------------------------------------------------------------------------------

    def units_below(self, on: datetime.date) -> list[AdministrativeUnit]:
        """The units directly below the one asked, else below the plan's territory, else the provinces, on a date."""
        if self.question.unit is not None:
            unit = self.tree.at(self.question.unit, on)
            return self.tree.children(unit.pk, on) if unit else []
        if self.plan.territory is None:
            return self.tree.standing(on, Level.PROVINCE)
        origin = self.tree.placed(self.plan.territory, on)
        below = self.tree.children(origin.unit_id, on) if origin else []
        return [unit for unit in below if self.in_territory(unit.pk)]

    def by_unit(
        self, criterion: CriterionRule, group: GroupRule, target: TargetRule
    ) -> list[tuple[AdministrativeUnit | None, list[Cell]]]:
        """The eligible cells of a group by the unit below; None last: directly above them, or still to be placed."""
        on = self.date(target, self.question.year)
        units = self.units_below(on)
        found: dict[int | None, list[Cell]] = {unit.pk: [] for unit in units}
        for cell in self.eligible(criterion, group, self.question.year, on):
            below = next((unit for unit in self.tree.line(cell.unit, on) if unit in found), None)
            found.setdefault(below, []).append(cell)
        table: list[tuple[AdministrativeUnit | None, list[Cell]]] = [(unit, found[unit.pk]) for unit in units]
        return [*table, (None, found[None])] if None in found else table


@lru_cache(maxsize=8)
def _kept_territory(stamp: int, territory: int | None, issued_on: datetime.date) -> frozenset[int] | None:
    return rows_in_territory(current_tree({"units": stamp}), territory, issued_on)


def rows_in_territory(tree: UnitTree, territory: int | None, issued_on: datetime.date) -> frozenset[int] | None:
    """The unit rows that lie in a territory as it stood on a day: all from which each came lay inside. None: all."""
    if territory is None:
        return None
    return frozenset(
        unit
        for unit in tree.units
        if all(tree.inside(origin, territory, issued_on) for origin in tree.origins(unit, issued_on))
    )


@lru_cache(maxsize=64)
def _kept_pairs(
    stamps: Stamps,
    plan: str,
    criterion: str,
    base: tuple[int | None, datetime.date],
    last: tuple[int | None, datetime.date],
    basis: Basis,
) -> list[PairCell]:
    rule = _plan(stamps, plan)
    found = rule.criterion(criterion)
    return queries.count_pairs(rule, found, base, last, basis) if found else []
