"""A file built anew for its marks: the same values in the same cells. Row by row, so that long files need no memory."""

import datetime
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ..export import EXACT_IN_EXCEL, defused
from ..reading.sheets import Area, Book, Cell, Row, Sheet
from .findings import MARKS_SHEET
from .marks import AUTHOR, NOTE_WIDTH, NOTES_AT_MOST, Mark, fill_of, in_cells, note_height, note_text
from .marks_summary import LAST_COLUMN, LOOKS, WIDTHS, Line

_ONLY_SHEET = "Số liệu"
_FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]+")
_LONGEST_SHEET_NAME = 31
_WIDEST, _NARROWEST, _ROWS_MEASURED = 50, 8, 200
_LARGEST_MERGED = 5_000
_DATE, _MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
_A4 = 9

_OfSheet = dict[int, dict[int, list[Mark]]]
"""Marks by line and column."""


def sheet_names(book: Book) -> dict[str, str]:
    """The sheets of the new file by their names in the old one; a former summary is left out."""
    names: dict[str, str] = {}
    taken = {MARKS_SHEET.casefold()}
    for sheet in book.sheets:
        if sheet.name == MARKS_SHEET:
            continue
        plain = _FORBIDDEN_IN_SHEET_NAMES.sub(" ", sheet.name).strip("' ") or _ONLY_SHEET
        name, number = plain[:_LONGEST_SHEET_NAME], 2
        while name.casefold() in taken:
            name, number = f"{plain[: _LONGEST_SHEET_NAME - 5]} ({number})", number + 1
        taken.add(name.casefold())
        names[sheet.name] = name
    return names


def rebuilt(book: Book, names: Mapping[str, str], marks: Sequence[Mark], lines: Sequence[Line]) -> bytes:
    """The workbook with its marks, texts as texts, and the lines of the summary on its last sheet."""
    of_sheet: dict[str, _OfSheet] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for line, column, mark in in_cells(marks):
        of_sheet[mark.sheet][line][column].append(mark)
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        writer = _Writer(workbook)
        for sheet in book.sheets:
            if sheet.name in names:
                writer.write(sheet, names[sheet.name], of_sheet[sheet.name])
        _write_summary(workbook, lines)
    return out.getvalue()


class _Writer:
    """Writes the sheets of one workbook; counts the notes that they have together."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.workbook = workbook
        self.notes = 0
        self._formats: dict[tuple[str, str], Format] = {}

    def write(self, sheet: Sheet, name: str, marks: _OfSheet) -> None:
        into: Worksheet = self.workbook.add_worksheet(name)
        merged = list(_beside_one_another(sheet.merged))
        # The writer's own way of merging needs all rows in memory; here the areas are only noted, for the sheet's end.
        into.merge += [[top - 1, left, bottom - 1, right] for top, left, bottom, right in merged]
        waiting = _at_first_cells(marks, merged)
        widths: dict[int, int] = {}
        last = 0
        for row in sheet.rows:
            last = row.number
            self._row(into, row, waiting.pop(last, {}))
            if last <= _ROWS_MEASURED:
                _widen(widths, row)
        for line in sorted(line for line in waiting if line > last):
            self._row(into, Row(line, []), waiting[line])
        for column, width in widths.items():
            into.set_column(column, column, min(width + 2, _WIDEST))
        into.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def _row(self, into: Worksheet, row: Row, marks: Mapping[int, list[Mark]]) -> None:
        line = row.number - 1
        for column in range(max([len(row.cells), *(column + 1 for column in marks)])):
            cell = row.cells[column] if column < len(row.cells) else None
            found = marks.get(column)
            if cell is not None or found:
                self._cell(into, line, column, cell, fill_of(found) if found else "")
            if found and self.notes < NOTES_AT_MOST:
                self.notes += 1
                text = note_text(found)
                look = {"author": AUTHOR, "width": NOTE_WIDTH, "height": note_height(text)}
                into.write_comment(line, column, text, look)

    def _cell(self, into: Worksheet, line: int, column: int, cell: Cell, fill: str) -> None:
        if cell is None:
            into.write_blank(line, column, None, self._format(fill))
        elif isinstance(cell, bool):
            into.write_boolean(line, column, cell, self._format(fill))
        elif isinstance(cell, datetime.date):
            shown = _MOMENT if isinstance(cell, datetime.datetime) else _DATE
            into.write_datetime(line, column, cell, self._format(fill, shown))
        elif isinstance(cell, int | float) and abs(cell) < EXACT_IN_EXCEL:
            into.write_number(line, column, cell, self._format(fill))
        else:
            into.write_string(line, column, defused(str(cell)), self._format(fill))

    def _format(self, fill: str, shown: str = "") -> Format | None:
        if not fill and not shown:
            return None
        if (fill, shown) not in self._formats:
            look = {"bg_color": f"#{fill}"} if fill else {}
            self._formats[fill, shown] = self.workbook.add_format(look | ({"num_format": shown} if shown else {}))
        return self._formats[fill, shown]


def _widen(widths: dict[int, int], row: Row) -> None:
    """Make room for what stands in the row, unless it is a title: it runs on over the blank cells beside it."""
    written = {column: len(str(cell)) for column, cell in enumerate(row.cells) if cell is not None}
    if len(written) > 2:
        widths |= {column: max(widths.get(column, _NARROWEST), length) for column, length in written.items()}


def _beside_one_another(areas: Sequence[Area]) -> Iterator[Area]:
    """The merged areas that may stand in one workbook: Excel throws away a sheet on which two of them overlap."""
    covered: set[tuple[int, int]] = set()
    for area in areas:
        cells = _cells(area)
        if covered.isdisjoint(cells):
            covered |= cells
            yield area


def _cells(area: Area) -> set[tuple[int, int]]:
    top, left, bottom, right = area
    if not 1 < (bottom - top + 1) * (right - left + 1) <= _LARGEST_MERGED:
        return set()
    return {(line, column) for line in range(top, bottom + 1) for column in range(left, right + 1)}


def _at_first_cells(marks: _OfSheet, merged: Sequence[Area]) -> _OfSheet:
    """The marks, those within a merged area at its first cell: the others are not to be seen."""
    first = {cell: area[:2] for area in merged for cell in _cells(area)}
    moved: _OfSheet = defaultdict(lambda: defaultdict(list))
    for line, of_line in marks.items():
        for column, found in of_line.items():
            at_line, at_column = first.get((line, column), (line, column))
            moved[at_line][at_column] += found
    return moved


def _write_summary(workbook: xlsxwriter.Workbook, lines: Sequence[Line]) -> None:
    sheet = workbook.add_worksheet(MARKS_SHEET)
    looks = {name: workbook.add_format(_look(look)) for name, look in LOOKS.items()}
    for column, width in enumerate(WIDTHS[:LAST_COLUMN]):
        sheet.set_column(column, column, width)
    for number, line in enumerate(lines):
        if line.height:
            sheet.set_row(number, line.height)
        for column, shown in enumerate(line.cells[:LAST_COLUMN]):
            if shown.target:
                sheet.write_url(number, column, f"internal:{shown.target}", looks[shown.look], str(shown.value))
            elif isinstance(shown.value, int):
                sheet.write_number(number, column, shown.value, looks[shown.look])
            else:
                sheet.write_string(number, column, shown.value, looks[shown.look])
        if line.is_heading:
            sheet.freeze_panes(number + 1, 0)
            sheet.repeat_rows(number)
            sheet.autofilter(number, 0, len(lines) - 1, LAST_COLUMN - 1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _look(look: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {"bold": look.get("bold", False), "font_size": look.get("size", 11)}
    if look.get("border"):
        found |= {"border": 1, "border_color": "#B0B7BF", "text_wrap": True, "valign": "top"}
    if fill := look.get("fill"):
        found["bg_color"] = f"#{fill}"
    if look.get("link"):
        found |= {"font_color": "#0B5CAD", "underline": 1}
    return found
