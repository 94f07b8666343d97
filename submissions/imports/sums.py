"""Sums that a table prints, compared with what its rows add up to. A difference is told; neither is ever changed."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from ..cells import CellProblem, Reading, read_cell
from ..tables import Row
from .columns import FigureTable, MeasureColumn
from .findings import FileFinding, Finding, Severity
from .layout import SumCheck, Values, totals


class Sums:
    """The sums of one table. Rows of data are added in their order; those that say no number leave a sum unsure."""

    def __init__(self, table: FigureTable) -> None:
        self.table = table
        self.counts = [column for column in table.columns if not column.measure.is_yes_no]
        found = totals(table.rows, table.kinds, table.layout) if self.counts else []
        self.check = SumCheck(table.rows, found) if found else None
        self.printed = [total.index for total in found]

    def add(self, index: int, row: Row, readings: Sequence[tuple[MeasureColumn, Reading]]) -> None:
        """A row of data by its place below the heading. A cell that says something but no number is unsure."""
        if self.check is None:
            return
        values: dict[int, int | None] = {column.index: reading.value for column, reading in readings}
        for column in self.counts:
            has_text = column.index < len(row.cells) and row.cells[column.index] is not None
            if has_text and column.index not in values:
                values[column.index] = None
        self.check.add(index, values)

    def differences(self) -> Iterator[FileFinding]:
        """Each printed sum that no reading of the table explains."""
        if self.check is None:
            return
        headings = {column.index: column.heading for column in self.counts}
        for one in self.check.differences({index: self._values(self.table.rows[index]) for index in self.printed}):
            message = _("Dòng tổng ghi %(printed)s, còn cộng các dòng được %(computed)s. Không số nào bị sửa.") % {
                "printed": one.printed, "computed": one.computed,
            }  # fmt: skip
            finding = Finding(
                Severity.NOTICE, "sum", message, one.column, headings.get(one.column, ""), str(one.printed)
            )
            yield FileFinding(finding, self.table.sheet.name, one.line)

    def _values(self, row: Row) -> Values:
        found: dict[int, int | None] = {}
        for column in self.counts:
            cell = row.cells[column.index] if column.index < len(row.cells) else None
            try:
                reading = read_cell(cell, yes_no=False, thousands=column.thousands or (".", ",", " "))
            except CellProblem:
                continue
            if reading is not None and reading.value is not None:
                found[column.index] = reading.value
        return found
