"""What somebody may read and do on a day, from their memberships: the predicates that verbs, views and templates ask.

Results and the registry are readable by everyone signed in. Single figures, and who reported what, only inside the
scope: the units of reviewers and viewers with all that lies in them, the institutions for which reporters answer.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q

from institutions.responsibility import Responsibility, current_responsibility
from institutions.tree import UnitTree

if TYPE_CHECKING:
    from .models import Membership


@dataclass
class Scope:
    """The units are those of the day: an ended unit or office stands for the one that took it over whole.

    What went to the province only because it had no such successor gives nothing: a membership in one district never
    becomes one in the whole province. The administrator sees it marked, and gives a new one.
    """

    on: datetime.date
    is_administrator: bool
    reviews_all: bool
    reads_all: bool
    _review_units: frozenset[int]
    _read_units: frozenset[int]
    _reporting_units: frozenset[int]

    @classmethod
    def of(cls, memberships: "Sequence[Membership]", on: datetime.date, *, is_superuser: bool) -> "Scope":
        """The scope that memberships give together. They must be those that stand on the day."""
        review = [m.unit_id for m in memberships if m.role == "reviewer"]
        view = [m.unit_id for m in memberships if m.role == "viewer"]
        is_administrator = is_superuser or any(m.role == "administrator" for m in memberships)
        return cls(
            on=on,
            is_administrator=is_administrator,
            reviews_all=None in review,
            reads_all=None in review or None in view or is_administrator,
            _review_units=frozenset(unit for unit in review if unit is not None),
            _read_units=frozenset(unit for unit in [*review, *view] if unit is not None),
            _reporting_units=frozenset(m.reporting_unit_id for m in memberships if m.reporting_unit_id is not None),
        )

    @property
    def everything(self) -> bool:
        """Reads every figure of every province."""
        return self.reads_all

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for two people who may read the same: under it, what was written for one may be kept for the other."""
        return self.on, self.reads_all, tuple(sorted(self.read_units)), tuple(sorted(self.own_reporting_units))

    @property
    def is_reviewer(self) -> bool:
        """Reviews somewhere: may open the reviewer's pages; which rows, the querysets say."""
        return self.reviews_all or bool(self._review_units and self.review_units)

    @property
    def is_reporter(self) -> bool:
        """Answers for a reporting unit that stands today."""
        return bool(self._reporting_units and self.own_reporting_units)

    @cached_property
    def responsibility(self) -> Responsibility:
        return current_responsibility()

    @property
    def tree(self) -> UnitTree:
        return self.responsibility.tree

    @cached_property
    def review_units(self) -> frozenset[int]:
        """The rows of today in which, with all below, the user reviews."""
        return self._placed(self._review_units)

    @cached_property
    def read_units(self) -> frozenset[int]:
        """The rows of today in which, with all below, the user reads every figure."""
        return self._placed(self._read_units)

    @cached_property
    def own_reporting_units(self) -> frozenset[int]:
        """The reporting units for which the user answers today: ended ones stand for their heirs."""
        found = (self.responsibility.heir(pk, self.on) for pk in self._reporting_units)
        return frozenset(pk for pk in found if pk is not None)

    def _placed(self, units: frozenset[int]) -> frozenset[int]:
        places = (self.tree.placed(pk, self.on) for pk in units)
        return frozenset(place.unit_id for place in places if place and not place.to_be_placed)

    def _rows_inside(self, outer: frozenset[int]) -> set[int]:
        return set().union(*(self.tree.rows_inside(pk, self.on) for pk in outer))

    def reviews_unit(self, unit_id: int) -> bool:
        """Whether the user reviews what stands in this unit row today."""
        return self.reviews_all or not self.review_units.isdisjoint(self.tree.line(unit_id, self.on))

    def _reporting_units_of(self, units: frozenset[int]) -> set[int]:
        rows = self.responsibility.reporting_units.values()
        return {row.pk for row in rows if not units.isdisjoint(self.tree.line(row.unit_id, self.on))}

    @cached_property
    def answered_reporting_units(self) -> set[int]:
        """All rows, ended ones too, whose duties are the reporter's today."""
        rows = self.responsibility.reporting_units
        return {pk for pk in rows if self.responsibility.successor(pk, self.on) in self.own_reporting_units}

    def readable_reporting_units(self) -> set[int]:
        """The reporting units whose returns the user reads (where `everything` is false)."""
        return self._reporting_units_of(self.read_units) | self.answered_reporting_units

    def reviewed_reporting_units(self) -> set[int] | None:
        """The reporting units whose returns the user reviews; None means all."""
        return None if self.reviews_all else self._reporting_units_of(self.review_units)

    def readable_units(self) -> Q:
        """What stands in a unit whose every figure the user reads: a condition on anything that has a `unit`."""
        return Q() if self.reads_all else Q(unit__in=self._rows_inside(self.read_units))

    def reviewed_units(self) -> Q:
        """What stands in a unit that the user reviews: a condition on anything that has a `unit`."""
        return Q() if self.reviews_all else Q(unit__in=self._rows_inside(self.review_units))

    def readable_versions(self) -> Q:
        """Which last versions lie in the scope: a condition on InstitutionVersion."""
        if self.reads_all:
            return Q()
        return self.readable_units() | self.responsibility.versions_of(self.own_reporting_units, self.on)

    def reviewed_versions(self) -> Q:
        """Which last versions the user may edit in the registry: a condition on InstitutionVersion."""
        return self.reviewed_units()


def has_lapsed(membership: "Membership", responsibility: Responsibility, on: datetime.date) -> bool:
    """Whether a membership gives nothing on that day because its place ended and nobody took it over whole."""
    if membership.reporting_unit_id is not None:
        return responsibility.heir(membership.reporting_unit_id, on) is None
    if membership.unit_id is None:
        return False
    place = responsibility.tree.placed(membership.unit_id, on)
    return place is None or place.to_be_placed
