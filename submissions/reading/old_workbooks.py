"""XLS files (Excel 97 to 2003, and 5.0/95) to sheets, through xlrd, within the limits."""

import io
import struct
from typing import Any

import xlrd

from .compound import TornContainer, stream_of
from .grids import Allowance, Contradiction, Grid, hidden_sheets, no_workbook, too_many_sheets, without_controls
from .kinds import with_password
from .number_formats import as_shown, is_plain, number
from .old_records import OldBook, OldSheet, TornRecords, look_through
from .sheets import APART, Book, Cell, UnreadableFile, clean_text

_MOST_SHEETS = 500
_STREAMS = ("workbook", "book")
# What torn files make xlrd raise, found by tearing thousands: it checks little and asserts much.
_TORN = (
    TornContainer, TornRecords, Contradiction, xlrd.XLRDError, struct.error, ValueError, LookupError, AssertionError,
    ArithmeticError, AttributeError, TypeError, RuntimeError, EOFError, NotImplementedError, MemoryError,
)  # fmt: skip


def read_old_workbook(data: bytes, file_name: str) -> Book:
    """The visible sheets with their rows as Excel numbers them, leading empty ones included. Raises UnreadableFile."""
    allowance = Allowance(file_name)
    try:
        stream = stream_of(data, _STREAMS)
        if stream is None:
            raise TornContainer
        looked = look_through(stream, allowance)
        if looked.has_password:
            raise UnreadableFile(with_password(file_name))
        if len(looked.sheets) > _MOST_SHEETS:
            raise UnreadableFile(too_many_sheets(file_name, _MOST_SHEETS))
        return _read(looked, allowance)
    except _TORN as error:
        raise UnreadableFile(no_workbook(file_name)) from error


def _read(looked: OldBook, allowance: Allowance) -> Book:
    book = Book("xls", [])
    hidden = []
    with xlrd.open_workbook(
        file_contents=bytes(looked.records),
        logfile=io.StringIO(),
        formatting_info=True,  # without it: no merged cells, no hidden rows
        on_demand=True,
        ragged_rows=True,
    ) as source:
        for index, announced in enumerate(looked.sheets):
            if announced.is_hidden:
                hidden.append(source.sheet_names()[index])
                continue
            grid = Grid(source.sheet_names()[index], allowance)
            _Filling(source, source.sheet_by_index(index), announced, grid).fill()
            source.unload_sheet(index)
            book.sheets.append(grid.sheet())
            book.remarks.extend(grid.remarks())
    book.remarks.extend(hidden_sheets(hidden))
    return book


class _Filling:
    """Puts what xlrd found in a sheet into a grid."""

    def __init__(self, source: Any, sheet: Any, announced: OldSheet, grid: Grid) -> None:
        self._sheet = sheet
        self._grid = grid
        self._uncomputed = announced.uncomputed
        self._runs, self._fonts = sheet.rich_text_runlist_map, source.font_list
        self._from_1904 = source.datemode == 1
        codes = [source.format_map[style.format_key].format_str for style in source.xf_list]
        self._formats = {style: code for style, code in enumerate(codes) if not is_plain(code)}

    def fill(self) -> None:
        for row in range(self._sheet.nrows):
            styles = self._sheet._cell_xf_indexes[row]
            for column, (kind, value) in enumerate(
                zip(self._sheet.row_types(row), self._sheet.row_values(row), strict=True)
            ):
                if (row, column) in self._uncomputed:
                    self._grid.put_uncomputed(row + 1, column, "")
                    continue
                if runs := self._runs.get((row, column)):
                    value = self._with_notes(value, runs)
                cell = self._cell(kind, value, styles[column])
                if cell is not None:
                    self._grid.put(row + 1, column, cell)
        self._layout()

    def _with_notes(self, text: str, runs: list[tuple[int, int]]) -> str:
        """A text in several fonts, with digits that are raised or struck out."""
        ends = [start for start, _font in runs[1:]] + [len(text)]
        for (start, font), end in zip(runs, ends, strict=True):
            if self._fonts[font].escapement or self._fonts[font].struck_out:
                text = text[:start] + text[start:end].translate(APART) + text[end:]
        return text

    def _cell(self, kind: int, value: Any, style: int) -> Cell:
        if kind == xlrd.XL_CELL_TEXT:
            return clean_text(without_controls(value))
        if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            return self._shown(value, style)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        if kind == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code[value])
        return None

    def _shown(self, value: float, style: int) -> Cell:
        code = self._formats.get(style)
        shown: Cell = number(value) if code is None else as_shown(value, code, from_1904=self._from_1904)
        if shown is None or (value == 0 and not self._sheet.show_zero_values):
            self._grid.has_unseen = True
        return number(value) if shown is None else shown

    def _layout(self) -> None:
        for row, info in self._sheet.rowinfo_map.items():
            if info.hidden or info.height == 0:
                self._grid.hide_row(row + 1)
        for column, info in self._sheet.colinfo_map.items():
            if info.hidden or info.width == 0:
                self._grid.hide_columns(column, column)
        for top, bottom, left, right in self._sheet.merged_cells:
            self._grid.merge((top + 1, left, bottom, right - 1))
