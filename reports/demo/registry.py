"""The registry of the sample as it opened: who stood where, made in memory and written at once."""

import datetime
import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from institutions.ledger import Ledger
from institutions.models import AdministrativeUnit, Category, InstitutionEvent, Level, ReportingUnit
from institutions.models.units import FIRST_DAY
from institutions.timeline import Facts, Timeline
from institutions.tree import Place, UnitTree

from . import names
from .counts import COMMUNITY_HOUSES, COUNTS, DAK_LAK, OPENED_LATER, Count

FIRST_OPENING = datetime.date(2022, 1, 3)
OPENING_DAYS = 1_200
"""Schools and village houses that opened later did so within so many days: before the merger of the provinces."""


@dataclass
class Registry:
    """Builds one category after the other; every choice comes from one seeded source of chance."""

    rng: random.Random
    ledger: Ledger
    bodies: dict[tuple[str, str], ReportingUnit]
    """Who reports for a category of an old province, where this is not the office of the place."""
    offices: dict[str, ReportingUnit]
    scale: float = 1.0
    opened: dict[tuple[str, str], list[Timeline]] = field(default_factory=lambda: defaultdict(list))
    """The institutions by old province and category, in the order of their codes."""
    categories: dict[str, Category] = field(default_factory=dict)
    _last_number: Counter[str] = field(default_factory=Counter)

    @property
    def tree(self) -> UnitTree:
        return self.ledger.tree

    def build(self) -> None:
        """Open all institutions of the stated counts."""
        self.categories = {category.code: category for category in Category.objects.all()}
        for row in COUNTS:
            self._build(row, max(1, round(row.number * self.scale)) if row.scales else row.number)
        self.ledger.write()

    def of(self, category: str, *provinces: str) -> list[Timeline]:
        """The institutions that were opened in a category, of some old provinces or of all."""
        return [
            timeline
            for (province, code), timelines in self.opened.items()
            if code == category and (not provinces or province in provinces)
            for timeline in timelines
        ]

    def _build(self, row: Count, number: int) -> None:
        if (row.province, row.category) in names.SINGLE_NAMES:
            self._build_single(row)
        elif row.category == "library_education":
            for unit, share in self._spread(row.province, number):
                self._open_some(row, unit, islice(names.schools(self.rng), share))
        elif row.category == "house_village":
            self._build_villages(row, number)
        else:
            self._build_one_a_unit(row, number)

    def _build_one_a_unit(self, row: Count, number: int) -> None:
        units = self._units(row.province, self.categories[row.category].level)
        for unit in sorted(self.rng.sample(units, number), key=lambda unit: unit.code):
            self._open(row, names.ONE_A_UNIT[row.category].format(names.in_text(unit.name)), unit)

    def _build_single(self, row: Count) -> None:
        """Museums and special libraries stand in the province's town; the office reports for most of them."""
        towns = self._units(row.province, Level.COMMUNE)
        for turn, name in enumerate(names.SINGLE_NAMES[row.province, row.category]):
            if row.category == "museum" and turn:
                self._open(row, name, towns[turn], reporting_unit=self.offices[row.province], ownership="private")
            else:
                body = self.bodies.get((row.province, row.category), self.offices[row.province])
                self._open(row, name, towns[turn], reporting_unit=body)

    def _build_villages(self, row: Count, number: int) -> None:
        highland = row.province == DAK_LAK
        community = round(number * COMMUNITY_HOUSES / row.number) if highland else 0
        for unit, share in self._spread(row.province, community):
            self._open_some(row, unit, islice(names.community_houses(self.rng, unit.name), share))
        for unit, share in self._spread(row.province, number - community):
            self._open_some(row, unit, islice(names.village_houses(self.rng, unit.name, numbered=highland), share))

    def _spread(self, province: str, number: int) -> list[tuple[AdministrativeUnit, int]]:
        """So many things over the communes of a province, unevenly."""
        units = self._units(province, Level.COMMUNE)
        weights = [self.rng.uniform(0.5, 1.5) for _ in units]
        shares = Counter(self.rng.choices(range(len(units)), weights, k=number))
        return [(unit, shares[index]) for index, unit in enumerate(units) if shares[index]]

    def _units(self, province: str, level: str) -> list[AdministrativeUnit]:
        """The units of a level in an old province as they stood on the first day, the province itself included."""
        outer = next(unit for unit in self.tree.standing(FIRST_DAY, Level.PROVINCE) if unit.code == province)
        found = [u for u in self.tree.standing(FIRST_DAY, level) if self.tree.inside(u.pk, outer.pk, FIRST_DAY)]
        return sorted(found, key=lambda unit: unit.code)

    def _open_some(self, row: Count, unit: AdministrativeUnit, found: Iterable[str]) -> None:
        for name in found:
            on = FIRST_DAY
            if self.rng.random() < OPENED_LATER:
                on = FIRST_OPENING + datetime.timedelta(days=self.rng.randrange(OPENING_DAYS))
            self._open(row, name, unit, on)

    def _open(
        self,
        row: Count,
        name: str,
        unit: AdministrativeUnit,
        on: datetime.date = FIRST_DAY,
        *,
        reporting_unit: ReportingUnit | None = None,
        ownership: str = "public",
    ) -> None:
        place = self.tree.placed(unit.pk, on)
        if place is None or place.to_be_placed:
            on, place = FIRST_DAY, Place(unit.pk, to_be_placed=False)
        self._last_number[row.province] += 1
        timeline = self.ledger.new(f"{row.province}-{self._last_number[row.province]:05d}")
        facts = Facts(
            name=name,
            category=self.categories[row.category],
            unit=self.tree.units[place.unit_id],
            reporting_unit=reporting_unit or self.bodies.get((row.province, row.category)),
            ownership=ownership,
        )
        timeline.open(on, facts)
        self.ledger.event(timeline, InstitutionEvent.Kind.OPENED, on)
        self.opened[row.province, row.category].append(timeline)
