"""Tables with a known heading: finds it in a file, and gives the rows below by the name of the column.

What stands above the heading, blank rows and repeated headings are layout and are skipped. A column that nobody knows,
one that is there twice and one that is missing are errors.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from submissions.tables import Cell, ImportReport, Problem, Row, Sheet, read_sheets

from .names import fold

_HEADING_WITHIN = 30
_RUNNING_NUMBERS = {"stt", "tt", "so tt", "so thu tu"}


@dataclass(frozen=True)
class Column:
    """A column by its name in the contract; `headings` are other texts under which it is met."""

    name: str
    headings: tuple[str, ...] = ()
    required: bool = False

    @property
    def known(self) -> set[str]:
        return {fold(heading) for heading in (self.name, *self.headings)}


@dataclass(frozen=True)
class Record:
    """A row of the table: its cells as text, an absent column absent."""

    line: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        return cell_text(self.cells.get(column))

    def has(self, column: str) -> bool:
        """Whether the file has the column at all."""
        return column in self.cells


@dataclass
class HeadedTable:
    """The table of a file: which heading stands for which column, and the rows."""

    headings: dict[str, str] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)

    def heading(self, column: str) -> str:
        """The text that the file has above a column; the column's own name where it has none."""
        return self.headings.get(column, column)


def cell_text(cell: Cell) -> str:
    """A cell as a code or a name: workbooks keep 24490 as the number 24490.0."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def read_headed_table(data: bytes, file_name: str, columns: Sequence[Column], report: ImportReport) -> HeadedTable:
    """The one table of a file. Errors and counts of layout go into the report. Raises UnreadableFile."""
    sheets = read_sheets(data, file_name)
    found = [(sheet, row) for sheet in sheets if (row := _heading(sheet, columns))]
    if not found:
        wanted = ", ".join(column.name for column in columns if column.required)
        _error(report, None, "", "", _("Không tìm thấy dòng tiêu đề có các cột: %(columns)s.") % {"columns": wanted})
        return HeadedTable()
    if len(found) > 1:
        names = ", ".join(f"“{sheet.name}”" for sheet, _row in found)
        message = _("Tệp có nhiều trang tính có bảng: %(sheets)s. Hãy gửi từng trang một.") % {"sheets": names}
        _error(report, None, "", "", message)
        return HeadedTable()
    [(sheet, heading)] = found
    table = HeadedTable()
    positions = _positions(heading, columns, table, report)
    table.records.extend(_records(sheet, heading, positions, report))
    return table


def _heading(sheet: Sheet, columns: Sequence[Column]) -> Row | None:
    """The first row that names most of the required columns."""
    required = [column for column in columns if column.required]
    for row in sheet.rows[:_HEADING_WITHIN]:
        texts = {fold(cell_text(cell)) for cell in row.cells}
        if sum(not texts.isdisjoint(column.known) for column in required) * 2 > len(required):
            return row
    return None


def _positions(heading: Row, columns: Sequence[Column], table: HeadedTable, report: ImportReport) -> dict[int, str]:
    positions: dict[int, str] = {}
    by_text = {text: column.name for column in columns for text in column.known}
    for position, cell in enumerate(heading.cells):
        text = cell_text(cell)
        name = by_text.get(fold(text))
        if not text or fold(text) in _RUNNING_NUMBERS:
            continue
        if name is None:
            known = ", ".join(column.name for column in columns)
            message = _("Cột không có trong mẫu. Hãy xóa cột này, hoặc đặt tên theo mẫu: %(columns)s.")
            _error(report, heading.number, text, "", message % {"columns": known})
        elif name in table.headings:
            message = _("Cột này có hai lần (cột kia là “%(other)s”). Hãy chỉ để một cột.")
            _error(report, heading.number, text, "", message % {"other": table.headings[name]})
        else:
            positions[position] = name
            table.headings[name] = text
    for column in columns:
        if column.required and column.name not in table.headings:
            _error(report, heading.number, column.name, "", _("Thiếu cột này. Hãy thêm cột vào bảng."))
    return positions


def _records(sheet: Sheet, heading: Row, positions: dict[int, str], report: ImportReport) -> Iterator[Record]:
    width = max(positions, default=0) + 1
    for row in sheet.rows:
        if row is heading:
            continue
        report.rows += 1
        cells = [*row.cells, *[None] * (width - len(row.cells))]
        record = Record(row.number, {name: cells[position] for position, name in positions.items()})
        if row.number < heading.number or row.is_blank or row.cells == heading.cells:
            report.skipped += 1
        else:
            yield record


def _error(report: ImportReport, line: int | None, column: str, value: str, message: str) -> None:
    report.errors.append(Problem(line=line, column=column, value=value, message=message))
