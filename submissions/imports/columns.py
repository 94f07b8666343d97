"""Where the table of figures stands in a file, and what each of its columns is. Knows measures, no institution."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from django.utils.translation import gettext as _

from indicators.models import Measure
from institutions.models import Level
from institutions.names import fold

from ..cells import cell_text, group_separator
from ..tables import Cell, Problem, Row, Sheet

ROWS_ABOVE_HEADING = 30
"""How far down the heading is looked for: above it may stand a title."""


class Key(Enum):
    """What names the institution of a row."""

    CODE = "code"
    NAME = "name"
    UNIT = "unit"
    COMMUNE = "commune"
    DISTRICT = "district"


_KEYS = {
    "institution": Key.CODE, "ma": Key.CODE, "ma co so": Key.CODE,
    "name": Key.NAME, "ten": Key.NAME, "ten co so": Key.NAME,
    "unit": Key.UNIT, "xa phuong": Key.COMMUNE, "huyen": Key.DISTRICT,
}  # fmt: skip
PLACES = {Key.UNIT: "", Key.COMMUNE: Level.COMMUNE, Key.DISTRICT: Level.DISTRICT}
"""The columns that say where an institution lies, and the level that is meant where the cell itself names none."""

_NUMBERING = frozenset({"stt", "tt", "so tt"})


@dataclass(frozen=True, slots=True)
class MeasureColumn:
    """A column of answers. `separator` is the sign of thousands in it, None without one."""

    index: int
    heading: str
    measure: Measure
    separator: str | None


@dataclass(slots=True)
class FigureTable:
    """The heading's line, the columns, and the rows below. With problems there may be neither columns nor rows."""

    sheet: str = ""
    line: int | None = None
    headings: list[str] = field(default_factory=list)
    keys: dict[Key, int] = field(default_factory=dict)
    columns: list[MeasureColumn] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    rows_above: int = 0
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    def text(self, row: Row, key: Key) -> str:
        """What the row has in a key column, as text; nothing where there is no such column."""
        index = self.keys.get(key)
        return cell_text(row.cells[index]) if index is not None and index < len(row.cells) else ""

    def heading(self, key: Key) -> str:
        return self.headings[self.keys[key]] if key in self.keys else ""


def find_table(sheets: Sequence[Sheet], measures: Iterable[Measure]) -> FigureTable:
    """The one table of figures in the sheets, with everything that is wrong with its heading."""
    found = [(sheet, index) for sheet in sheets if (index := _heading_index(sheet)) is not None]
    if not found:
        return FigureTable(problems=[_no_heading(sheets)])
    if len(found) > 1:
        names = ", ".join(sheet.name for sheet, _index in found)
        message = _("Tệp có nhiều trang tính có số liệu: %(names)s. Hãy để lại một trang tính.") % {"names": names}
        return FigureTable(problems=[Problem(None, "", "", message)])
    sheet, index = found[0]
    rows = _trimmed(sheet.rows, index)
    above = [row for row in sheet.rows[:index] if not row.is_blank]
    table = FigureTable(
        sheet=sheet.name, line=sheet.rows[index].number, rows=rows, rows_above=len(above),
        headings=[cell_text(cell) for cell in sheet.rows[index].cells],
    )  # fmt: skip
    if above:
        table.notices.append(
            Problem(above[0].number, "", "", _("Bỏ qua %(count)d dòng phía trên tiêu đề bảng.") % {"count": len(above)})
        )
    _read_headings(table, _by_heading(measures))
    _check_columns(table)
    return table


def _heading_index(sheet: Sheet) -> int | None:
    """The first row that names institutions: by code, or by name."""
    for index, row in enumerate(sheet.rows[:ROWS_ABOVE_HEADING]):
        if any(_KEYS.get(fold(cell)) in (Key.CODE, Key.NAME) for cell in row.cells if isinstance(cell, str)):
            return index
    return None


def _no_heading(sheets: Sequence[Sheet]) -> Problem:
    first = next(row for sheet in sheets for row in sheet.rows if not row.is_blank)
    text = next(cell_text(cell) for cell in first.cells if cell is not None)
    return Problem(
        first.number, "", text[:100],
        _("Không thấy dòng tiêu đề. Bảng cần có cột “Mã” (hoặc “Tên” và “Xã/phường”) và các cột chỉ tiêu."),
    )  # fmt: skip


def _trimmed(rows: list[Row], heading: int) -> list[Row]:
    """The rows below the heading, down to the last that says something."""
    last = max(index for index, row in enumerate(rows) if index == heading or not row.is_blank)
    return rows[heading + 1 : last + 1]


def _by_heading(measures: Iterable[Measure]) -> dict[str, list[Measure]]:
    """Measures by code and by label, folded. Two measures may bear one label; their codes still tell them apart."""
    found: dict[str, list[Measure]] = {}
    for measure in measures:
        for text in {fold(measure.code), fold(measure.label)}:
            found.setdefault(text, []).append(measure)
    return found


def _read_headings(table: FigureTable, measures: Mapping[str, list[Measure]]) -> None:
    seen: dict[Key | int, str] = {}
    for index, heading in enumerate(table.headings):
        folded = fold(heading)
        key, named = _KEYS.get(folded), measures.get(folded, [])
        if not heading or folded in _NUMBERING:
            continue
        if key is None and len(named) != 1:
            _problem(table, heading, _unknown_heading(named))
            continue
        what = named[0].pk if key is None else key
        if what in seen:
            _problem(table, heading, _("Cột này có hai lần. Hãy bỏ một cột."))
        elif key is not None:
            table.keys[key] = index
        else:
            values = [row.cells[index] for row in table.rows if index < len(row.cells)]
            separator = None if named[0].is_yes_no else group_separator(values)
            table.columns.append(MeasureColumn(index, heading, named[0], separator))
            _say_separator(table, index, heading, separator)
        seen[what] = heading


def _unknown_heading(named: Sequence[Measure]) -> str:
    if named:
        codes = ", ".join(measure.code for measure in named)
        return _("Có nhiều chỉ tiêu cùng tên này. Hãy ghi mã chỉ tiêu (%(codes)s) làm tiêu đề cột.") % {"codes": codes}
    return _("Không có chỉ tiêu nào tên này. Hãy sửa tiêu đề cột theo tệp mẫu, hoặc bỏ cột.")


def _say_separator(table: FigureTable, index: int, heading: str, separator: str | None) -> None:
    if separator is None:
        return
    for row in table.rows:
        cell = row.cells[index] if index < len(row.cells) else None
        if isinstance(cell, str) and separator in cell_text(cell):
            text = cell_text(cell)
            read = text.replace(separator, "")
            message = _("“%(text)s” trong cột này được đọc là %(read)s.") % {"text": text, "read": read}
            table.notices.append(Problem(row.number, heading, text, message))
            return


def _check_columns(table: FigureTable) -> None:
    """What the columns must be together, and values that stand outside them."""
    if Key.CODE not in table.keys and not table.keys.keys() & PLACES.keys():
        _problem(table, table.heading(Key.NAME), _("Cột “Tên” cần đi cùng cột “Xã/phường” hoặc “Huyện”."))
    if not table.columns and not table.problems:
        _problem(table, "", _("Không có cột chỉ tiêu nào. Hãy lấy tiêu đề cột từ tệp mẫu."))
    nameless = {index for index, heading in enumerate(table.headings) if not heading}
    for row in table.rows:
        for index in sorted(nameless):
            if index < len(row.cells) and row.cells[index] is not None:
                _outside(table, row, row.cells[index])
                nameless.discard(index)
        for cell in row.cells[len(table.headings) :]:
            if cell is not None:
                _outside(table, row, cell)
                break


def _outside(table: FigureTable, row: Row, cell: Cell) -> None:
    message = _("Giá trị này nằm ở cột không có tiêu đề. Hãy đặt tên cột, hoặc kiểm tra dấu phân cách trong dòng.")
    table.problems.append(Problem(row.number, "", cell_text(cell)[:100], message))


def _problem(table: FigureTable, heading: str, message: str) -> None:
    table.problems.append(Problem(table.line, heading, "", message))
