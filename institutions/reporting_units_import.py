"""Files of reporting units: `code,name,unit,valid_from,valid_until`, checked as a whole, written all or not at all.

A row is known by its code and first day. Offices come with their administrative units: a file may name them
otherwise, and their dates stay the unit's.
"""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from submissions.tables import ImportReport, Problem, UnreadableFile

from .dates import END_OF_TIME
from .fields import refresh_derived
from .headed_tables import Column, HeadedTable, read_headed_table
from .models import AdministrativeUnit, Level, ReportingUnit
from .models.units import FIRST_DAY
from .registry_columns import RowReader
from .tree import UnitTree, current_tree

COLUMNS = [
    Column("code", ("Mã", "Mã đơn vị báo cáo"), required=True),
    Column("name", ("Tên", "Tên đơn vị báo cáo"), required=True),
    Column("unit", ("Đơn vị hành chính", "Mã đơn vị hành chính", "Mã đơn vị", "Địa bàn"), required=True),
    Column("valid_from", ("Từ ngày",)),
    Column("valid_until", ("Đến hết ngày", "Đến ngày")),
]
_REASON = "import_reporting_units"


def import_reporting_units(data: bytes, file_name: str, *, commit: bool) -> ImportReport:
    """What the file would do, or with `commit` has done. The changes are recorded as made by the command."""
    report = ImportReport(file=file_name)
    try:
        table = read_headed_table(data, file_name, COLUMNS, report)
    except UnreadableFile as error:
        report.errors.append(Problem(None, "", "", str(error)))
        return report
    if report.errors:
        return report
    with transaction.atomic():
        run = _Run(report, table, current_tree())
        run.compare()
        if commit and not report.errors:
            run.write()
            report.committed = True
    return report


class _Run:
    def __init__(self, report: ImportReport, table: HeadedTable, tree: UnitTree) -> None:
        self.report, self.table, self.tree = report, table, tree
        self.rows: dict[str, list[ReportingUnit]] = {}
        for row in ReportingUnit.objects.all():
            self.rows.setdefault(row.code, []).append(row)
        self.offices = {row.unit_id for rows in self.rows.values() for row in rows if row.is_office}
        self.new: list[ReportingUnit] = []
        self.changed: list[ReportingUnit] = []
        self.lines: dict[tuple[str, datetime.date], int] = {}

    def compare(self) -> None:
        for record in self.table.records:
            reader = RowReader(self.table, self.report, record)
            wanted = self._wanted(reader)
            if wanted is not None:
                self._compare(reader, wanted)

    def _wanted(self, reader: RowReader) -> dict[str, Any] | None:
        """The values of a row, or None when a cell is wrong."""
        code, name = reader.required("code", 30), reader.required("name", 200)
        begin, end = reader.date("valid_from") or FIRST_DAY, reader.date("valid_until")
        if end and end < begin:
            reader.problem("valid_until", _("Ngày kết thúc đứng trước ngày bắt đầu."))
        unit = self._unit(reader, begin)
        if (code, begin) in self.lines:
            message = _("Mã này đã có ở dòng %(line)d với cùng ngày bắt đầu. Hãy giữ một dòng.")
            reader.problem("code", message % {"line": self.lines[code, begin]})
        self.lines.setdefault((code, begin), reader.record.line)
        if not reader.is_sound or unit is None:
            return None
        return {"code": code, "name": name, "unit": unit, "valid_from": begin, "valid_until": end}

    def _unit(self, reader: RowReader, begin: datetime.date) -> AdministrativeUnit | None:
        code = reader.required("unit", 20)
        unit = self.tree.at(code, begin)
        if code and unit is None:
            day = f"{max(begin, FIRST_DAY):%d/%m/%Y}"
            message = _("Không có đơn vị hành chính mang mã này vào ngày %(day)s. Hãy xem lại mã và ngày.")
            reader.problem("unit", message % {"day": day})
        return unit

    def _compare(self, reader: RowReader, wanted: dict[str, Any]) -> None:
        rows = self.rows.setdefault(wanted["code"], [])
        stored = next((row for row in rows if row.valid_from == wanted["valid_from"]), None)
        if self._overlaps(reader, rows, stored, wanted):
            return
        if stored is None:
            self._add(rows, wanted)
            return
        if stored.is_office:
            # Its end and its place are the unit's.
            wanted = {"name": wanted["name"]}
        differing = {name: value for name, value in wanted.items() if getattr(stored, name) != value}
        for name, value in differing.items():
            setattr(stored, name, value)
        if differing:
            self.changed.append(stored)
            self.report.changed += 1
        else:
            self.report.unchanged += 1

    def _overlaps(
        self, reader: RowReader, rows: list[ReportingUnit], stored: ReportingUnit | None, wanted: dict[str, Any]
    ) -> bool:
        """Whether the code would stand for two at once; that is an error."""
        first, last = wanted["valid_from"], wanted["valid_until"] or END_OF_TIME
        for row in rows:
            if row is not stored and row.valid_from <= last and first <= (row.valid_until or END_OF_TIME):
                message = _(
                    "Mã này đang là của “%(name)s” từ ngày %(day)s. Hãy dùng mã khác, hoặc đúng ngày bắt đầu ấy."
                )
                reader.problem("code", message % {"name": row.name, "day": f"{row.valid_from:%d/%m/%Y}"})
                return True
        return False

    def _add(self, rows: list[ReportingUnit], wanted: dict[str, Any]) -> None:
        unit = wanted["unit"]
        row = ReportingUnit(**wanted, is_office=self._is_office(unit, wanted["code"]))
        if row.is_office:
            row.valid_until = unit.valid_until
            self.offices.add(unit.pk)
        rows.append(row)
        self.new.append(row)
        self.report.new += 1

    def _is_office(self, unit: AdministrativeUnit, code: str) -> bool:
        """An office bears its unit's code. Communes have one only where they stand directly under the province."""
        parent = self.tree.units.get(unit.parent_id) if unit.parent_id else None
        has_office = unit.level != Level.COMMUNE or (parent is not None and parent.level == Level.PROVINCE)
        return code == unit.code and has_office and unit.pk not in self.offices

    def write(self) -> None:
        if self.changed:
            for row in self.changed:
                refresh_derived(row)
            fields = ["name", "unit", "valid_until", "search_key", "sort_key"]
            bulk_update_with_history(self.changed, ReportingUnit, fields, batch_size=500, default_change_reason=_REASON)
        if self.new:
            bulk_create_with_history(self.new, ReportingUnit, batch_size=500, default_change_reason=_REASON)
