"""The versions of one institution in memory: the operations that keep them in order.

Nothing here reads or writes the database; `ledger.py` does. An operation that would make versions overlap, or leave
one without a valid place, raises Refused.
"""

import datetime
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from .dates import END_OF_TIME, ONE_DAY
from .models import (
    AdministrativeUnit,
    Category,
    Institution,
    InstitutionEvent,
    InstitutionVersion,
    ReportingUnit,
)
from .models.units import FIRST_DAY
from .names import normal
from .refusals import Refused
from .tree import UnitTree

Kind = InstitutionEvent.Kind


class Facts(TypedDict, total=False):
    """What a version says about an institution, apart from its dates. Absent means: as it was."""

    name: str
    category: Category
    unit: AdministrativeUnit
    reporting_unit: ReportingUnit | None
    ownership: str
    satellite_of: Institution | None
    is_counted: bool
    not_counted_reason: str


_COLUMNS = (
    "name", "category_id", "unit_id", "reporting_unit_id", "ownership", "satellite_of_id", "is_counted",
    "not_counted_reason",
)  # fmt: skip


def values(version: InstitutionVersion) -> dict[str, Any]:
    """The facts of a version by the name of their column, without the dates."""
    return {name: getattr(version, name) for name in _COLUMNS}


def stored_state(version: InstitutionVersion) -> dict[str, Any]:
    """Everything that is written of a version by the name of its column: two equal states need no write."""
    return {**values(version), "valid_from": version.valid_from, "valid_until": version.valid_until}


class Timeline:
    """An institution and its versions, in order of their first days."""

    def __init__(self, institution: Institution, versions: list[InstitutionVersion], tree: UnitTree) -> None:
        self.institution = institution
        self.versions = sorted(versions, key=lambda version: version.valid_from)
        self.tree = tree

    @property
    def first(self) -> InstitutionVersion:
        return self.versions[0]

    @property
    def last(self) -> InstitutionVersion:
        return self.versions[-1]

    def at(self, on: datetime.date) -> InstitutionVersion | None:
        """The version that holds on that day."""
        return next(
            (v for v in self.versions if v.valid_from <= on and (v.valid_until is None or on <= v.valid_until)), None
        )

    def starting(self, on: datetime.date) -> InstitutionVersion | None:
        """The version whose first day this is."""
        return next((v for v in self.versions if v.valid_from == on), None)

    def after(self, version: InstitutionVersion) -> InstitutionVersion | None:
        return next((v for v in self.versions if v.valid_from > version.valid_from), None)

    def before(self, version: InstitutionVersion) -> InstitutionVersion | None:
        return next((v for v in reversed(self.versions) if v.valid_from < version.valid_from), None)

    def standing_at(self, on: datetime.date) -> InstitutionVersion:
        """The version that holds on that day; refuses when the institution does not stand then."""
        version = self.at(on)
        if version is None:
            raise Refused(
                _("Cơ sở %(code)s không hoạt động vào ngày %(day)s.")
                % {"code": self.institution.code, "day": f"{on:%d/%m/%Y}"}
            )
        return version

    def open(self, on: datetime.date, facts: Facts, until: datetime.date | None = None) -> InstitutionVersion:
        """A version that no other precedes directly: the first, or the first after a closure."""
        version = InstitutionVersion(institution=self.institution, valid_from=on, valid_until=until)
        _apply(version, facts)
        self.check(version)
        self._check_given(version, facts)
        self._insert(version)
        return version

    def change(self, on: datetime.date, facts: Facts) -> tuple[InstitutionVersion, InstitutionVersion]:
        """A new version from that day to the end of the one that holds then; gives both. Something must differ."""
        old = self.standing_at(on)
        if old.valid_from == on:
            raise Refused(
                _("Cơ sở %(code)s đã có một thay đổi bắt đầu từ đúng ngày %(day)s; hãy đính chính thay đổi ấy.")
                % {"code": self.institution.code, "day": f"{on:%d/%m/%Y}"}
            )
        new = self._continued(old, on)
        before = values(new)
        _apply(new, facts)
        if values(new) == before:
            raise Refused(_("Không có gì thay đổi từ ngày %(day)s.") % {"day": f"{on:%d/%m/%Y}"})
        return old, self._divide(old, new, facts)

    def differs(self, on: datetime.date, facts: Facts) -> bool:
        """Whether these facts would change anything on that day."""
        now = self._continued(self.standing_at(on), on)
        before = values(now)
        _apply(now, facts)
        return values(now) != before

    def divide(self, on: datetime.date, facts: Facts) -> tuple[InstitutionVersion, InstitutionVersion]:
        """As `change`, for a file that says the same again from a day: a version begins even when nothing differs."""
        old = self.standing_at(on)
        new = self._continued(old, on)
        _apply(new, facts)
        return old, self._divide(old, new, facts)

    def _divide(self, old: InstitutionVersion, new: InstitutionVersion, facts: Facts) -> InstitutionVersion:
        self.check(new)
        self._check_given(new, facts)
        old.valid_until = new.valid_from - ONE_DAY
        self._insert(new)
        return new

    def _continued(self, old: InstitutionVersion, on: datetime.date) -> InstitutionVersion:
        new = InstitutionVersion(
            institution=self.institution, valid_from=on, valid_until=old.valid_until, **values(old)
        )
        place = self.tree.placed(old.unit_id, max(on, FIRST_DAY))
        # What is still to be placed keeps the unit that it stood in: so it stays on the list.
        if place and not place.to_be_placed:
            new.unit_id = place.unit_id
        return new

    def correct(self, version: InstitutionVersion, facts: Facts) -> None:
        """Other facts for a version that exists, from its first day on."""
        _apply(version, facts)
        self.check(version)
        self._check_given(version, facts)

    def move_start(
        self, version: InstitutionVersion, on: datetime.date, unit: AdministrativeUnit | None = None
    ) -> None:
        """Another first day: the version before, where it ends the day before, ends accordingly.

        The unit must be one of the new first day; another one can be given along.
        """
        before, after = self.before(version), self.after(version)
        too_late = (after and on >= after.valid_from) or (version.valid_until and on > version.valid_until)
        adjacent = before is not None and before.valid_until == version.valid_from - ONE_DAY
        too_early = before is not None and on <= (before.valid_from if adjacent else before.valid_until or on)
        if too_late or too_early:
            raise Refused(
                _("Ngày %(day)s không dùng được: nó chồng lên một thay đổi khác của cơ sở %(code)s.")
                % {"day": f"{on:%d/%m/%Y}", "code": self.institution.code}
            )
        if before is not None and adjacent:
            before.valid_until = on - ONE_DAY
        version.valid_from = on
        if unit is not None:
            version.unit = unit
        self.check_place(version)
        self._check_reporting_unit(version)

    def end(self, last_day: datetime.date | None) -> InstitutionVersion:
        """The last day of the last version; None takes a closure back."""
        version = self.last
        if last_day is not None and last_day < version.valid_from:
            raise Refused(
                _("Cơ sở %(code)s có một thay đổi từ ngày %(day)s, sau ngày cuối cùng mà bạn nêu.")
                % {"code": self.institution.code, "day": f"{version.valid_from:%d/%m/%Y}"}
            )
        version.valid_until = last_day
        return version

    def close(self, last_day: datetime.date) -> InstitutionVersion:
        """As `end`, for an institution that stands on that day."""
        version = self.standing_at(last_day)
        if version is not self.last:
            return self.end(last_day)
        if version.valid_until is not None:
            raise Refused(
                _("Cơ sở %(code)s đã ngừng hoạt động, ngày cuối cùng là %(day)s.")
                % {"code": self.institution.code, "day": f"{version.valid_until:%d/%m/%Y}"}
            )
        return self.end(last_day)

    def _insert(self, version: InstitutionVersion) -> None:
        self.versions.append(version)
        self.versions.sort(key=lambda one: one.valid_from)

    def check(self, version: InstitutionVersion) -> None:
        """What must be true of a version beyond the constraints of its row."""
        if not version.name:
            raise Refused(_("Cơ sở phải có tên."))
        if len(version.name) > 250:
            raise Refused(_("Tên dài hơn 250 ký tự; hãy rút ngắn."))
        if not version.is_counted and not version.not_counted_reason:
            raise Refused(_("Hãy nêu lý do và văn bản khi không tính cơ sở này."))
        if version.satellite_of_id is not None and version.satellite_of_id == self.institution.pk:
            raise Refused(_("Một cơ sở không thể là vệ tinh của chính nó."))

    def _check_given(self, version: InstitutionVersion, facts: Facts) -> None:
        """A place or reporting unit is judged when somebody names it: one that was there may have ended since."""
        if "unit" in facts:
            self.check_place(version)
        if "reporting_unit" in facts:
            self._check_reporting_unit(version)

    def _check_reporting_unit(self, version: InstitutionVersion) -> None:
        row, on = version.reporting_unit, max(version.valid_from, FIRST_DAY)
        if row is not None and not row.valid_from <= on <= (row.valid_until or END_OF_TIME):
            raise Refused(
                _("Đơn vị báo cáo “%(name)s” không có vào ngày %(day)s. Hãy chọn đơn vị báo cáo của ngày ấy.")
                % {"name": row.name, "day": f"{version.valid_from:%d/%m/%Y}"}
            )

    def check_place(self, version: InstitutionVersion) -> None:
        """That the unit is one of the version's first day, neither ended nor yet to come."""
        if not self.tree.holds(version.unit_id, version.valid_from):
            unit = self.tree.units[version.unit_id]
            raise Refused(
                _("%(unit)s (mã %(code)s) không có vào ngày %(day)s. Hãy chọn đơn vị hành chính của ngày ấy.")
                % {"unit": unit.name, "code": unit.code, "day": f"{version.valid_from:%d/%m/%Y}"}
            )


def _apply(version: InstitutionVersion, facts: Facts) -> None:
    for name, value in facts.items():
        setattr(version, name, normal(value) if name == "name" and isinstance(value, str) else value)
    if version.is_counted:
        version.not_counted_reason = ""


def kind_of_change(old: InstitutionVersion, new: InstitutionVersion, tree: UnitTree) -> str:
    """What to call a change, by the weightiest thing that differs."""
    if new.satellite_of_id and new.satellite_of_id != old.satellite_of_id:
        return Kind.MADE_SATELLITE
    if new.category_id != old.category_id:
        return Kind.LEVEL_CHANGED
    place = tree.placed(old.unit_id, max(new.valid_from, FIRST_DAY))
    if new.unit_id != old.unit_id and (place is None or place.unit_id != new.unit_id or place.to_be_placed):
        return Kind.PLACED if place and place.to_be_placed else Kind.MOVED
    return Kind.RENAMED if new.name != old.name else Kind.CHANGED
