"""Who answers for an institution at a date: the rule of the contract, in one place.

A named reporting unit answers as long as it stands, then its successor. Where none is named, the office of the
place does: of the district, of the commune where there are no districts, of the province for what lies directly
under it or is still to be placed.
"""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Q

from . import revision
from .models import Level, ReportingUnit
from .tree import UnitTree, current_tree


@dataclass
class Responsibility:
    """Reporting units by id, offices by the unit row whose they are, and the tree."""

    tree: UnitTree
    reporting_units: dict[int, ReportingUnit]
    offices: dict[int, int]
    _answers: dict[tuple[int | None, int, datetime.date], int | None] = field(default_factory=dict)

    @classmethod
    def read(cls, tree: UnitTree) -> "Responsibility":
        """All reporting units, in one query."""
        rows = {row.pk: row for row in ReportingUnit.objects.order_by("valid_from", "pk")}
        offices = {row.unit_id: row.pk for row in rows.values() if row.is_office}
        return cls(tree, rows, offices)

    def of(self, reporting_unit_id: int | None, unit_id: int, on: datetime.date) -> int | None:
        """Who answers on `on` for a version that names this reporting unit (or none) and stands in this unit row."""
        key = (reporting_unit_id, unit_id, on)
        if key not in self._answers:
            self._answers[key] = (
                self.office_of(unit_id, on) if reporting_unit_id is None else self.successor(reporting_unit_id, on)
            )
        return self._answers[key]

    def office_of(self, unit_id: int, on: datetime.date) -> int | None:
        """The office of the place on that day."""
        line = [self.tree.units[pk] for pk in self.tree.line(unit_id, on)]
        for level in (Level.DISTRICT, Level.COMMUNE, Level.PROVINCE):
            for unit in line:
                if unit.level == level:
                    return self.offices.get(unit.pk)
        return None

    def successor(self, reporting_unit_id: int, on: datetime.date) -> int | None:
        """The reporting unit itself while it stands, else who took over its duties by that day."""
        seen: set[int] = set()
        while reporting_unit_id not in seen:
            seen.add(reporting_unit_id)
            row = self.reporting_units[reporting_unit_id]
            if row.valid_until is None or on <= row.valid_until:
                return row.pk
            if row.successor_id is None:
                place = self.tree.placed(row.unit_id, on)
                return self.offices.get(place.unit_id) if place else None
            reporting_unit_id = row.successor_id
        return None

    def versions_of(self, reporting_units: Collection[int], on: datetime.date) -> Q:
        """The versions for which these reporting units answer on that day: a condition on InstitutionVersion."""
        if not reporting_units:
            return Q(pk__in=[])
        named = [pk for pk in self.reporting_units if self.successor(pk, on) in reporting_units]
        places = [pk for pk in self.tree.units if self.office_of(pk, on) in reporting_units]
        return Q(reporting_unit__in=named) | Q(reporting_unit=None, unit__in=places)

    def heir(self, reporting_unit_id: int, on: datetime.date) -> int | None:
        """Whose people the people of a reporting unit are on that day; None when its duties went without them.

        They go along to a named successor, and from an office to that of its unit's one whole successor. Duties that
        fell to the province (or to an office, from another body) for want of such a successor bring nobody along:
        somebody from one district must not become the province's reporter by default.
        """
        seen: set[int] = set()
        while reporting_unit_id not in seen:
            seen.add(reporting_unit_id)
            row = self.reporting_units[reporting_unit_id]
            if row.valid_until is None or on <= row.valid_until:
                return row.pk
            if row.successor_id is None:
                place = self.tree.placed(row.unit_id, on) if row.is_office else None
                return self.offices.get(place.unit_id) if place and not place.to_be_placed else None
            reporting_unit_id = row.successor_id
        return None

    def forerunners(self, reporting_unit_id: int, on: datetime.date) -> set[int]:
        """The reporting units, itself included, whose people are its people on that day."""
        return {pk for pk in self.reporting_units if self.heir(pk, on) == reporting_unit_id}


@lru_cache(maxsize=2)
def _kept(stamp: int) -> Responsibility:
    return Responsibility.read(current_tree({"units": stamp}))


def current_responsibility(revisions: dict[str, int] | None = None) -> Responsibility:
    """The rule over the units as stored now, read again only when units or reporting units have changed."""
    return _kept((revisions or revision.current())["units"])
