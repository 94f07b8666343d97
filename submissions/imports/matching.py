"""Which institution a row of figures means: by its code, or by name and unit; and whether the sender may speak for it.

About an institution that does not exist, and about somebody else's, the sender hears the same sentence.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from institutions.models import Institution, InstitutionVersion, ReportingUnit, UnitAlias
from institutions.names import key, levels_written, unit_key
from institutions.responsibility import current_responsibility

from ..asked import Standing, batches, standing_in
from ..models import ReportingYear

if TYPE_CHECKING:
    from accounts.models import User


Place = tuple[str, str]
"""What a row says about where the institution lies: a name or code, and the level that its column means, if any."""


class NotMatched(Exception):
    """The row means no institution that the sender may report for. The message is the sentence."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose file it is: a user with what they may enter, or the command (no user, everything); one unit or all.

    `for_anybody`: the user runs the command on others' behalf, and is held to nothing of their own.
    """

    user: "User | None" = None
    reporting_unit: ReportingUnit | None = None
    for_anybody: bool = False

    def enterable(self) -> set[int] | None:
        """The reporting units for which the sender enters figures; None means all."""
        approvable = self.approvable()
        if self.user is None or approvable is None:
            return None
        return approvable | self.user.scope().answered_reporting_units

    def approvable(self) -> set[int] | None:
        """The reporting units whose returns the sender approves; None means all."""
        if self.user is None or self.for_anybody:
            return None
        return self.user.scope().reviewed_reporting_units()


class Matcher:
    """The institutions that a file names, read in a fixed number of queries."""

    def __init__(self, year: ReportingYear, sender: Sender, codes: Iterable[str], *, by_name: bool) -> None:
        self.year = year
        self.sender = sender
        self.enterable = sender.enterable()
        ids = _ids(codes)
        self.known = ids
        standing = standing_in(year, None if by_name else ids.values())
        self.by_code = {row.code: row for row in standing.values()}
        self.by_name: Mapping[str, list[Standing]] = _by_name(standing.values()) if by_name else {}
        self.unit_keys = _UnitKeys(year) if by_name else None
        self.ended = self._enterable_ended(set(ids.values()) - standing.keys())

    def find(self, code: str, name: str, units: Iterable[Place]) -> Standing:
        """The institution of a row. Raises NotMatched."""
        if code:
            found = self.by_code.get(code)
            if found is None and self.known.get(code) in self.ended:
                raise NotMatched(
                    _("Cơ sở không hoạt động ngày nào trong năm %(year)s. Hãy bỏ dòng này, hoặc sửa danh sách cơ sở.")
                    % {"year": self.year}
                )
        else:
            found = self._named(name, [(text, level) for text, level in units if text])
        if found is None or not self._may_enter(found.reporting_unit_id):
            raise NotMatched(_not_yours())
        if found.reporting_unit_id is None:
            raise NotMatched(_("Cơ sở chưa có đơn vị báo cáo. Hãy bổ sung trong danh sách cơ sở."))
        named = self.sender.reporting_unit
        if named is not None and named.pk != found.reporting_unit_id:
            raise NotMatched(_("Cơ sở không do đơn vị báo cáo %(code)s báo cáo.") % {"code": named.code})
        return found

    def _may_enter(self, reporting_unit_id: int | None) -> bool:
        return self.enterable is None or reporting_unit_id in self.enterable

    def _named(self, name: str, units: list[Place]) -> Standing | None:
        if not name or not units or self.unit_keys is None:
            raise NotMatched(_("Dòng này chưa ghi mã cơ sở (hoặc tên và xã/phường)."))
        candidates = [
            row for row in self.by_name.get(key(name), [])
            if self._may_enter(row.reporting_unit_id) and self.unit_keys.lies_in_all(row, units)
        ]  # fmt: skip
        if len(candidates) > 1:
            codes = ", ".join(sorted(row.code for row in candidates))
            raise NotMatched(_("Có nhiều cơ sở cùng tên ở đó (%(codes)s). Hãy ghi mã cơ sở.") % {"codes": codes})
        return candidates[0] if candidates else None

    def _enterable_ended(self, ids: set[int]) -> set[int]:
        """Of institutions that stood on no day of the year, those about which the sender may hear it."""
        if not ids or self.enterable is None:
            return ids
        rule = current_responsibility()
        versions = InstitutionVersion.objects.last_versions().filter(institution__in=ids)
        return {
            version.institution_id
            for version in versions
            if rule.of(version.reporting_unit_id, version.unit_id, version.valid_until or version.valid_from)
            in self.enterable
        }


def _not_yours() -> str:
    return _("Không có trong danh sách cơ sở của bạn. Hãy kiểm tra lại mã, hoặc tên và xã/phường.")


def _ids(codes: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in batches(sorted({code for code in codes if code})):
        found.update(Institution.objects.filter(code__in=some).values_list("code", "pk"))
    return found


def _by_name(standing: Iterable[Standing]) -> dict[str, list[Standing]]:
    found: dict[str, list[Standing]] = defaultdict(list)
    for row in standing:
        found[key(row.name)].append(row)
    return found


class _UnitKeys:
    """What the units around a place are called, at the year's start and on the institution's own day.

    A commune may bear the name of the district that was abolished, so a name counts with its level: that of the word
    before it (Xã, Huyện), else that of the column, else any.
    """

    def __init__(self, year: ReportingYear) -> None:
        self.year = year
        self.tree = current_responsibility().tree
        self.aliases: dict[int, set[str]] = defaultdict(set)
        for unit_id, alias in UnitAlias.objects.values_list("unit_id", "alias"):
            self.aliases[unit_id].add(alias)
        self._around: dict[tuple[int, datetime.date], set[str]] = {}

    def lies_in_all(self, row: Standing, units: list[Place]) -> bool:
        around = self._keys_around(row)
        return all(text in around or not around.isdisjoint(_level_keys(text, level)) for text, level in units)

    def _keys_around(self, row: Standing) -> set[str]:
        cached = (row.unit_id, row.day)
        if cached not in self._around:
            first = max(self.year.start, self.tree.units[row.unit_id].valid_from)
            lines = {*self.tree.line(row.unit_id, row.day), *self.tree.line(row.unit_id, min(first, row.day))}
            keys: set[str] = set()
            for unit_id in lines:
                unit = self.tree.units[unit_id]
                keys.add(unit.code)
                for name in {unit.name, *self.aliases[unit_id]}:
                    keys |= {f"{unit.level}:{unit_key(name)}", f":{unit_key(name)}"}
            self._around[cached] = keys
        return self._around[cached]


def _level_keys(text: str, level: str) -> set[str]:
    return {f"{each}:{unit_key(text)}" for each in levels_written(text) or (level,)}
