"""What happened to the institutions of the sample from 2022 to 2025, done with the verbs that people use."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from accounts.models import User
from institutions import reorganisation
from institutions.models import AdministrativeUnit, Institution, Level
from institutions.timeline import Timeline

from .counts import CLOSED, DAK_LAK, LEFT_TO_BE_PLACED, MERGED_SCHOOLS, PHU_YEN, RENAMED_SCHOOLS
from .names import in_text
from .registry import Registry

ONE_DAY = datetime.timedelta(days=1)
CHANGES_OF_2024 = datetime.date(2024, 11, 1)
MERGER = datetime.date(2025, 7, 1)
BASIS_OF_2024 = "Nghị quyết 1193/NQ-UBTVQH15"
BASIS_OF_MERGER = "Nghị quyết 1660/NQ-UBTVQH15"
DECISION = "Quyết định (dữ liệu mẫu)"


@dataclass
class Happenings:
    """Each institution meets with one thing at most, apart from being placed."""

    registry: Registry
    by: User
    _taken: set[str] = field(default_factory=set)
    _placed: set[str] = field(default_factory=set)

    def happen(self) -> None:
        """Everything, in the order of time."""
        self._rename_centres()
        self._close_houses()
        self._merge_schools()
        self._place(CHANGES_OF_2024, BASIS_OF_2024, leave={})
        self._make_satellites()
        self._place(MERGER, BASIS_OF_MERGER, leave=LEFT_TO_BE_PLACED)
        self._rename_schools()
        self._make_commune_libraries()
        self._hand_over_a_house()
        self._open_after_the_merger()

    def _some(self, timelines: Sequence[Timeline], number: int) -> list[Institution]:
        """So many of those to which nothing happened yet; at most a third of them, in a small sample."""
        free = [timeline.institution for timeline in timelines if timeline.institution.code not in self._taken]
        chosen = self.registry.rng.sample(free, min(number, len(free) // 3))
        self._taken.update(institution.code for institution in chosen)
        return chosen

    def _rename_centres(self) -> None:
        for institution in self._some(self.registry.of("centre_district", DAK_LAK), 3):
            name = self._first_name(institution).replace("Văn hóa", "Truyền thông - Văn hóa")
            day = datetime.date(2023, 4, 1)
            reorganisation.change(institution, on=day, by=self.by, legal_basis=DECISION, name=name)

    def _close_houses(self) -> None:
        old = [one for one in self.registry.of("house_village") if one.first.valid_from < datetime.date(2022, 1, 1)]
        for institution in self._some(old, CLOSED):
            last_day = datetime.date(2023, 2, 28) + datetime.timedelta(days=self.registry.rng.randrange(840))
            reason = "Xuống cấp, không còn sử dụng"
            reorganisation.close(institution, last_day=last_day, by=self.by, legal_basis=DECISION, note=reason)

    def _merge_schools(self) -> None:
        """A school goes into another of its commune at the end of a school year, and its library with it."""
        by_commune: dict[int, list[Timeline]] = defaultdict(list)
        for one in self.registry.of("library_education"):
            if one.first.valid_from < datetime.date(2022, 1, 1):
                by_commune[one.first.unit_id].append(one)
        pairs = [schools[:2] for schools in by_commune.values() if len(schools) > 1]
        for kept, gone in self.registry.rng.sample(pairs, min(MERGED_SCHOOLS, len(pairs))):
            reorganisation.merge(
                [gone.institution], into=kept.institution, on=datetime.date(2024, 8, 1), by=self.by,
                legal_basis=DECISION, note="Nhập trường",
            )  # fmt: skip
            self._taken.update((kept.institution.code, gone.institution.code))

    def _make_satellites(self) -> None:
        for category in ("library_province", "centre_province"):
            official, other = self.registry.of(category, DAK_LAK)[0], self.registry.of(category, PHU_YEN)[0]
            reorganisation.make_satellite(
                other.institution, of=official.institution, on=MERGER, by=self.by, legal_basis=DECISION
            )

    def _place(self, on: datetime.date, legal_basis: str, leave: Mapping[str, int]) -> None:
        """Place what stood in units that ended on the eve without one whole successor; leave some as they are."""
        left = dict(leave)
        waiting: dict[int, list[Institution]] = defaultdict(list)
        for (_province, category), timelines in self.registry.opened.items():
            for timeline in timelines:
                if not self._is_waiting(timeline, on):
                    continue
                if left.get(category, 0):
                    left[category] -= 1
                else:
                    self._placed.add(timeline.institution.code)
                    waiting[self._new_place(timeline, on).pk].append(timeline.institution)
        for unit_id, institutions in waiting.items():
            unit = self.registry.tree.units[unit_id]
            note = f"Xếp vào {in_text(unit.name)}"
            reorganisation.place(institutions, unit=unit, by=self.by, on=on, legal_basis=legal_basis, note=note)

    def _is_waiting(self, timeline: Timeline, on: datetime.date) -> bool:
        code, version = timeline.institution.code, timeline.first
        place = self.registry.tree.placed(version.unit_id, on) if version.valid_from < on else None
        is_settled = code in self._placed or (code in self._taken and version.category.level == Level.VILLAGE)
        return place is not None and place.to_be_placed and not is_settled

    def _new_place(self, timeline: Timeline, on: datetime.date) -> AdministrativeUnit:
        """One of the communes that the old one went into; for a district, where its first commune lies now."""
        tree, eve = self.registry.tree, on - ONE_DAY
        unit = tree.units[tree.line(timeline.first.unit_id, eve)[0]]
        if unit.level == Level.DISTRICT:
            seats = sorted(tree.children(unit.pk, eve), key=lambda commune: commune.code)
            places = (tree.placed(seat.pk, on) for seat in seats)
            return next(tree.units[place.unit_id] for place in places if place and not place.to_be_placed)
        successors = [pk for pk, old in tree.predecessors.items() if unit.pk in old and tree.holds(pk, on)]
        return tree.units[self.registry.rng.choice(sorted(successors))]

    def _rename_schools(self) -> None:
        """Schools that share a name with another of their new commune; every fourth is renamed again soon after."""
        seen: set[tuple[int, str]] = set()
        doubles: list[Timeline] = []
        for one in self.registry.of("library_education"):
            place = self.registry.tree.placed(one.first.unit_id, MERGER)
            if place is None or place.to_be_placed or one.institution.code in self._taken:
                continue
            if (place.unit_id, one.first.name) in seen:
                doubles.append(one)
            seen.add((place.unit_id, one.first.name))
        for turn, one in enumerate(doubles[:RENAMED_SCHOOLS]):
            self._rename(one, datetime.date(2025, 8, 15), f"{one.first.name} 2")
            if turn % 4 == 0:
                old_commune = self.registry.tree.units[one.first.unit_id].name.split(" ", 1)[-1]
                self._rename(one, datetime.date(2025, 10, 10), f"{one.first.name} {old_commune}")

    def _rename(self, one: Timeline, on: datetime.date, name: str) -> None:
        reorganisation.change(one.institution, on=on, by=self.by, legal_basis=DECISION, name=name)

    def _make_commune_libraries(self) -> None:
        """Some district libraries that were placed became libraries of their commune."""
        placed = [one for one in self.registry.of("library_district") if one.institution.code in self._placed]
        for institution in self._some(placed, 5):
            reorganisation.change(
                institution, on=datetime.date(2025, 9, 1), by=self.by, legal_basis=DECISION,
                note="Chuyển thành thư viện cấp xã", category=self.registry.categories["library_commune"],
            )  # fmt: skip

    def _hand_over_a_house(self) -> None:
        """Of several commune houses that came into one new commune, one is surplus."""
        houses: dict[int, list[Timeline]] = defaultdict(list)
        for one in self.registry.of("house_commune", DAK_LAK):
            place = self.registry.tree.placed(one.first.unit_id, MERGER)
            if place is not None and not place.to_be_placed:
                houses[place.unit_id].append(one)
        unit_id, several = next((pk, some) for pk, some in sorted(houses.items()) if len(some) > 1)
        receiver = in_text(self.registry.tree.units[unit_id].name)
        reorganisation.change(
            several[1].institution, on=datetime.date(2025, 9, 1), by=self.by, is_counted=False,
            legal_basis="Biên bản bàn giao (dữ liệu mẫu)", note="Trụ sở dôi dư sau sắp xếp",
            not_counted_reason=f"Dôi dư, đã bàn giao cho UBND {receiver}; biên bản bàn giao (dữ liệu mẫu)",
        )  # fmt: skip

    def _open_after_the_merger(self) -> None:
        """Opened under the merged province: outside a plan of the old one until a person says otherwise."""
        for code, category, name in (
            ("24490", "house_village", "Nhà văn hóa thôn Phước Lộc, xã Krông Pắc"),
            ("24133", "library_commune", "Thư viện phường Buôn Ma Thuột"),
            ("22015", "library_commune", "Thư viện phường Tuy Hòa"),
        ):
            unit = next(one for one in self.registry.tree.standing(MERGER) if one.code == code)
            reorganisation.open_institution(
                by=self.by, on=datetime.date(2025, 10, 1), legal_basis=DECISION, name=name, unit=unit,
                category=self.registry.categories[category],
            )  # fmt: skip

    def _first_name(self, institution: Institution) -> str:
        return self.registry.ledger.timelines[institution.code].first.name
