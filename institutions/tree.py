"""The administrative units as at any date, read once and asked often.

All of it is small (400 rows in a province, 15,000 in the country) and is kept for as long as no unit changes.
Where an institution lies is derived here, never written: `placed` follows the succession from the row that a version
names to the row that holds on a date.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from . import revision
from .models import AdministrativeUnit, Level, UnitSuccession
from .models.units import FIRST_DAY


@dataclass(frozen=True, slots=True)
class Place:
    """Where something lies on a date: the unit that holds then, and whether a person must still say which commune."""

    unit_id: int
    to_be_placed: bool


@dataclass
class UnitTree:
    """Units by id, their successions both ways, and the questions that are asked of them."""

    units: dict[int, AdministrativeUnit]
    whole_successors: dict[int, list[int]]
    predecessors: dict[int, list[int]]
    by_code: dict[str, list[AdministrativeUnit]]
    _places: dict[tuple[int, datetime.date], Place | None] = field(default_factory=dict)
    _lines: dict[tuple[int, datetime.date], tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "UnitTree":
        """The tree as stored now, in two queries."""
        return cls.of(
            AdministrativeUnit.objects.order_by("valid_from", "pk"),
            UnitSuccession.objects.values_list("predecessor_id", "successor_id", "extent"),
        )

    @classmethod
    def of(cls, rows: Iterable[AdministrativeUnit], successions: Iterable[tuple[int, int, str]]) -> "UnitTree":
        """The tree of these units, by their first days, and successions (old, new, extent)."""
        units = {unit.pk: unit for unit in rows}
        by_code: dict[str, list[AdministrativeUnit]] = defaultdict(list)
        for unit in units.values():
            by_code[unit.code].append(unit)
        whole: dict[int, list[int]] = defaultdict(list)
        predecessors: dict[int, list[int]] = defaultdict(list)
        for old, new, extent in successions:
            predecessors[new].append(old)
            if extent == UnitSuccession.Extent.WHOLE:
                whole[old].append(new)
        return cls(units, dict(whole), dict(predecessors), dict(by_code))

    def holds(self, unit_id: int, on: datetime.date) -> bool:
        """Whether the row holds on that day; before the first recorded day the oldest rows do."""
        unit = self.units[unit_id]
        return unit.valid_from <= max(on, FIRST_DAY) and (unit.valid_until is None or on <= unit.valid_until)

    def at(self, code: str, on: datetime.date) -> AdministrativeUnit | None:
        """The unit that bears this code on that day, or None."""
        return next((unit for unit in self.by_code.get(code, []) if self.holds(unit.pk, on)), None)

    def placed(self, unit_id: int, on: datetime.date) -> Place | None:
        """Where something that stands in this row lies on `on` (a day not before the row's own).

        A row that ended hands over to its one whole successor; without exactly one, the thing belongs to the province
        of its time and is to be placed by a person. None: not even the province has a successor.
        """
        found = self._places.get((unit_id, on))
        if found is None:
            found = self._places[unit_id, on] = self._follow(unit_id, on)
        return found

    def _follow(self, unit_id: int, on: datetime.date) -> Place | None:
        to_be_placed = False
        while True:
            unit = self.units[unit_id]
            if unit.valid_until is None or on <= unit.valid_until:
                return Place(unit_id, to_be_placed)
            successors = self.whole_successors.get(unit_id, [])
            if len(successors) == 1:
                unit_id = successors[0]
            elif unit.level == Level.PROVINCE:
                return None
            else:
                unit_id, to_be_placed = self.province_of(unit_id, unit.valid_until), True

    def line(self, unit_id: int, on: datetime.date) -> tuple[int, ...]:
        """The unit that holds on `on` and those above it on that day, upwards: commune, district, province."""
        found = self._lines.get((unit_id, on))
        if found is None:
            chain: list[int] = []
            place = self.placed(unit_id, on)
            while place is not None:
                chain.append(place.unit_id)
                parent = self.units[place.unit_id].parent_id
                place = self.placed(parent, on) if parent else None
            found = self._lines[unit_id, on] = tuple(chain)
        return found

    def inside(self, unit_id: int, outer_id: int, on: datetime.date) -> bool:
        """Whether what stands in row `unit_id` lies in unit `outer_id` (or is it) on that day."""
        return outer_id in self.line(unit_id, on)

    def rows_inside(self, outer_id: int, on: datetime.date) -> set[int]:
        """All rows, ended ones too, in which a version may stand that lies inside `outer_id` on that day."""
        return {
            unit.pk for unit in self.units.values() if unit.valid_from <= max(on, FIRST_DAY)
            and self.inside(unit.pk, outer_id, on)
        }  # fmt: skip

    def province_of(self, unit_id: int, on: datetime.date) -> int:
        """The province above a unit on that day (itself, when it is one)."""
        unit = self.units[unit_id]
        while unit.parent_id is not None:
            place = self.placed(unit.parent_id, on)
            unit = self.units[place.unit_id if place else unit.parent_id]
        return unit.pk

    def origins(self, unit_id: int, on: datetime.date) -> set[int]:
        """The rows that held on `on` from which this row came, through all its predecessors; itself when it is as old.

        A row without recorded predecessors stands for itself.
        """
        if self.units[unit_id].valid_from <= max(on, FIRST_DAY) or unit_id not in self.predecessors:
            return {unit_id}
        return set().union(*(self.origins(old, on) for old in self.predecessors[unit_id]))

    def children(self, unit_id: int, on: datetime.date) -> list[AdministrativeUnit]:
        """The units directly under this one on that day, in dictionary order."""
        found = [
            unit for unit in self.units.values()
            if unit.parent_id and self.holds(unit.pk, on) and self.line(unit.pk, on)[1:2] == (unit_id,)
        ]  # fmt: skip
        return sorted(found, key=lambda unit: (unit.sort_key, unit.pk))

    def standing(self, on: datetime.date, level: str | None = None) -> list[AdministrativeUnit]:
        """All units that hold on that day, of one level where one is named, in dictionary order."""
        found = [
            unit for unit in self.units.values() if self.holds(unit.pk, on) and (level is None or unit.level == level)
        ]
        return sorted(found, key=lambda unit: (unit.sort_key, unit.pk))


@lru_cache(maxsize=2)
def _kept(stamp: int) -> UnitTree:
    return UnitTree.read()


def current_tree(revisions: dict[str, int] | None = None) -> UnitTree:
    """The tree, read again only when units have changed. Pass the revisions where they were read already."""
    return _kept((revisions or revision.current())["units"])
