"""The rows of one institution, applied to its timeline in memory: what is new, what changes, what stays.

A row without `valid_from` describes the institution from its opening, one with it from that day. Versions that the
file does not mention stay. A version ends on its closing day, or on the day before the next begins.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any, cast

from django.utils.translation import gettext as _

from .dates import END_OF_TIME, ONE_DAY
from .ledger import Ledger
from .models import AdministrativeUnit, InstitutionVersion
from .models.units import FIRST_DAY
from .refusals import Refused
from .registry_rows import RegistryRow
from .responsibility import Responsibility
from .timeline import Facts, Kind, Timeline, kind_of_change, values

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


@dataclass
class Outcome:
    """What became of one row: new, changed or unchanged, and which columns differ from what is stored."""

    row: RegistryRow
    kind: str
    differences: list[str] = field(default_factory=list)


@dataclass
class RegistryLife:
    """One institution: its timeline, the rows about it, and what they did."""

    ledger: Ledger
    responsibility: Responsibility
    timeline: Timeline
    rows: list[RegistryRow]
    outcomes: list[Outcome] = field(default_factory=list)
    _described: dict[int, Outcome] = field(default_factory=dict)

    def apply(self) -> list[Outcome]:
        """Apply the rows in order of time. A row that cannot be applied is an error in the report."""
        was_known = bool(self.timeline.versions)
        self._ends_before = {version.pk: version.valid_until for version in self.timeline.versions}
        for row in sorted(self.rows, key=lambda row: row.valid_from or datetime.date.min):
            try:
                version, outcome = self._apply(row)
            except Refused as refusal:
                row.reader.problem("valid_from" if row.is_change else "opened_on", str(refusal))
                return []
            self._described[id(version)] = outcome
            self.outcomes.append(outcome)
        self._set_ends()
        self._leave_events(was_known)
        return self.outcomes

    def _apply(self, row: RegistryRow) -> tuple[InstitutionVersion, Outcome]:
        timeline = self.timeline
        start = row.valid_from or row.opened_on or FIRST_DAY
        if not timeline.versions:
            return self._open(row, start)
        if row.is_change and row.opened_on and row.opened_on != timeline.first.valid_from:
            raise Refused(
                _("Ngày thành lập ở dòng này khác ngày %(day)s. Hãy ghi như nhau, hoặc để trống.")
                % {"day": f"{timeline.first.valid_from:%d/%m/%Y}"}
            )
        version = timeline.starting(start) if row.is_change else timeline.first
        if version is not None:
            return version, self._describe(version, row, start)
        if start < timeline.first.valid_from:
            raise Refused(
                _("Ngày này đứng trước ngày thành lập %(day)s.") % {"day": f"{timeline.first.valid_from:%d/%m/%Y}"}
            )
        if timeline.at(start) is None:
            return self._open(row, start)
        old, new = timeline.divide(start, row.facts)
        if row.waits_in and self._lies_elsewhere(new, row.waits_in):
            new.unit = row.waits_in
        self.ledger.event(timeline, kind_of_change(old, new, timeline.tree), start)
        return new, Outcome(row, NEW)

    def _open(self, row: RegistryRow, start: datetime.date) -> tuple[InstitutionVersion, Outcome]:
        if row.is_change and row.opened_on not in (None, start) and not self.timeline.versions:
            raise Refused(_("Thiếu dòng mô tả cơ sở từ ngày thành lập. Hãy thêm dòng ấy, để trống cột “valid_from”."))
        if "unit" not in row.facts:
            raise Refused(_("Hãy ghi mã đơn vị hành chính."))
        version = self.timeline.open(start, row.facts, row.closed_on)
        self.ledger.event(self.timeline, Kind.OPENED, start)
        return version, Outcome(row, NEW)

    def _describe(self, version: InstitutionVersion, row: RegistryRow, start: datetime.date) -> Outcome:
        if id(version) in self._described:
            raise Refused(_("Ngày này đã có ở một dòng khác của cùng cơ sở."))
        facts = self._differing(version, row.facts)
        differences = [str(name) for name in facts]
        if start != version.valid_from:
            self.timeline.move_start(version, start, row.facts.get("unit"))
            differences.append("opened_on")
        self.timeline.correct(version, facts)
        if row.waits_in and self._lies_elsewhere(version, row.waits_in):
            version.unit = row.waits_in
            differences.append("unit")
        return Outcome(row, CHANGED if differences else UNCHANGED, differences)

    def _lies_elsewhere(self, version: InstitutionVersion, unit: AdministrativeUnit) -> bool:
        on, tree = max(version.valid_from, FIRST_DAY), self.timeline.tree
        return tree.placed(version.unit_id, on) != tree.placed(unit.pk, on)

    def _differing(self, version: InstitutionVersion, facts: Facts) -> Facts:
        """The facts that differ from the stored ones. A place or a reporting unit counts by what it means that day."""
        before = values(version)
        on = max(version.valid_from, FIRST_DAY)
        place = self.timeline.tree.placed(version.unit_id, on)
        answering = version.reporting_unit_id and self.responsibility.successor(version.reporting_unit_id, on)
        before["unit_id"] = place.unit_id if place else version.unit_id
        before["reporting_unit_id"] = answering or version.reporting_unit_id
        differing: dict[str, Any] = {}
        for name, value in facts.items():
            column = f"{name}_id" if f"{name}_id" in before else name
            wanted = value.pk if column != name and value is not None else value  # type: ignore[attr-defined]
            if before[column] != wanted or (wanted is None and value is not None):
                differing[name] = value
        return cast(Facts, differing)

    def _set_ends(self) -> None:
        closing: datetime.date | None = None
        for version in self.timeline.versions:
            after = self.timeline.after(version)
            outcome = self._described.get(id(version))
            own = version.valid_until
            carried = closing if closing and closing >= version.valid_from else None
            if outcome and outcome.row.says_closing:
                own = outcome.row.closed_on or carried
                closing = outcome.row.closed_on or closing
            elif carried:
                own = min(own or END_OF_TIME, carried)
            next_start = after.valid_from - ONE_DAY if after else END_OF_TIME
            end = min(own or END_OF_TIME, next_start)
            version.valid_until = None if end == END_OF_TIME else end
            if outcome and version.pk and version.valid_until != self._ends_before[version.pk]:
                self._note_end(outcome, version, end == next_start and after is not None)

    def _note_end(self, outcome: Outcome, version: InstitutionVersion, ends_for_the_next: bool) -> None:
        if ends_for_the_next:
            return
        outcome.differences.append("closed_on")
        outcome.kind = CHANGED
        before = self._ends_before[version.pk]
        if version.valid_until is None and before is not None:
            outcome.row.reader.notice(
                "closed_on",
                _("Cơ sở đang ghi là ngừng hoạt động từ sau ngày %(day)s; dòng này xóa việc ấy.")
                % {"day": f"{before:%d/%m/%Y}"},
            )

    def _leave_events(self, was_known: bool) -> None:
        timeline = self.timeline
        end, before = timeline.last.valid_until, self._ends_before.get(timeline.last.pk)
        closes = end is not None and before is None
        if closes and end is not None:
            self.ledger.event(timeline, Kind.CLOSED, end)
        for version in timeline.versions:
            outcome = self._described.get(id(version))
            if outcome is None or outcome.kind != CHANGED:
                continue
            if outcome.differences != ["closed_on"] or not closes:
                self.ledger.event(timeline, Kind.CORRECTED, version.valid_from)
