"""A workbook marked as it is: its formats, formulas, widths and other sheets stay. Former marks are taken off first."""

import io
import re
import warnings
from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ..reading.archives import Archive, plain_path
from .findings import MARKS_SHEET
from .formula_results import computed, put_back
from .marks import AUTHOR, FILLS, NOTE_WIDTH, NOTES_AT_MOST, SIGNATURE, Mark, fill_of, in_cells, note_height, note_text
from .marks_summary import LAST_COLUMN, LOOKS, WIDTHS, Line, Shown

_ADDRESS = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")
_OTHERS_NOTE = "\n\n———— {author}:\n{text}"
_WITH_OTHERS_NOTE = re.compile(r"\n\n———— ([^\n]*):\n(.*)\Z", re.DOTALL)
_OUR_COLOURS = {f"FF{fill}" for fill in FILLS.values()}
_A4 = 9

_Place = tuple[int, int]
_Fills = dict[tuple[str, int, int], Any]
"""By sheet, line and column, the background that a cell had before it was marked."""


def mark_in_place(data: bytes, marks: Sequence[Mark], lines: Sequence[Line], *, limit: int) -> bytes:
    """The workbook with its marks, and the lines of the summary on its last sheet.

    Raises TooHeavy beyond `limit` cells, and whatever the writer raises at a workbook that it does not understand.
    """
    was = computed(Archive(data, ""), limit)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that are not kept, such as the newest kinds of validation
        reader = ExcelReader(io.BytesIO(data), rich_text=True)
        reader.read()
    workbook = reader.wb
    if workbook.calculation is not None:
        workbook.calculation.fullCalcOnLoad = was.when_opened  # the writer would say so of any workbook
    targets = {sheet.name: plain_path(relation.target) for sheet, relation in reader.parser.find_sheets()}
    _take_off_marks(workbook)
    _write_summary(workbook, lines, _mark(workbook, marks))
    out = io.BytesIO()
    workbook.save(out)
    former = {sheet.path.lstrip("/"): targets.get(sheet.title) for sheet in workbook.worksheets}
    results = {path: was.of_parts[part] for path, part in former.items() if part in was.of_parts}
    return put_back(out.getvalue(), results)


def _take_off_marks(workbook: Workbook) -> None:
    """Take off what an earlier check left: the summary, notes, colours. What somebody else wrote stays."""
    former = _former_fills(workbook)
    for sheet in workbook.worksheets:
        # Only the cells that there are: going by rows would make all that lie between them.
        for (line, column), cell in list(sheet._cells.items()):
            if isinstance(cell, MergedCell):
                continue
            note = cell.comment
            if note is not None:
                cell.comment = _others_note(note)
            place = (sheet.title, line, column)
            is_marked = place in former or (note is not None and _is_ours(note))
            if is_marked and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in _OUR_COLOURS:
                cell.fill = former.get(place) or PatternFill()


def _others_note(note: Comment) -> Comment | None:
    """What remains of a note without ours, as large as its text: its size is lost when a workbook is opened."""
    if not _is_ours(note):
        return _note(note.text, note.author)
    others = _WITH_OTHERS_NOTE.search(note.text)
    return _note(others[2], others[1]) if others else None


def _is_ours(note: Comment) -> bool:
    return note.author == AUTHOR or SIGNATURE in note.text


def _note(text: str, author: str) -> Comment:
    return Comment(text, author, height=note_height(text), width=NOTE_WIDTH)


def _former_fills(workbook: Workbook) -> _Fills:
    """What the summary of an earlier check kept; the summary is taken out."""
    if MARKS_SHEET not in workbook.sheetnames:
        return {}
    summary = workbook[MARKS_SHEET]
    first = {sheet.title: _first_cells(sheet) for sheet in workbook.worksheets}
    kept: _Fills = {}
    for (line, column), cell in list(summary._cells.items()):
        if column != 2 or not isinstance(cell.value, str) or not _ADDRESS.fullmatch(cell.value):
            continue
        title, background = summary._cells.get((line, 1)), summary._cells.get((line, LAST_COLUMN + 1))
        if title is not None and title.value in first and background is not None:
            place = coordinate_to_tuple(cell.value)
            kept.setdefault((title.value, *first[title.value].get(place, place)), copy(background.fill))
    workbook.remove(summary)
    workbook.active = 0
    return kept


def _first_cells(sheet: Worksheet) -> dict[_Place, _Place]:
    """By each cell of a merged area, the one that is seen."""
    return {cell: (area.min_row, area.min_col) for area in sheet.merged_cells.ranges for cell in area.cells}


def _mark(workbook: Workbook, marks: Sequence[Mark]) -> dict[Mark, Any]:
    """Colour and annotate the cells; gives the background that each marked cell had."""
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    first = {title: _first_cells(sheet) for title, sheet in sheets.items()}
    of_cells: dict[tuple[str, int, int], list[Mark]] = defaultdict(list)
    for line, column, mark in in_cells(marks):
        if mark.sheet in sheets:
            place = (line, column + 1)
            of_cells[mark.sheet, *first[mark.sheet].get(place, place)].append(mark)
    backgrounds: dict[Mark, Any] = {}
    paint = _Paint()
    for number, ((title, line, column), found) in enumerate(of_cells.items()):
        sheet = sheets[title]
        cell = sheet.cell(line, column)
        backgrounds |= dict.fromkeys(found, copy(cell.fill))
        paint.fill(cell, fill_of(found))
        if number < NOTES_AT_MOST:
            text = note_text(found)
            if cell.comment is not None:
                text += _OTHERS_NOTE.format(author=cell.comment.author, text=cell.comment.text)
            cell.comment = _note(text, AUTHOR)
        if line in sheet.row_dimensions:
            sheet.row_dimensions[line].hidden = False  # what is to be mended must be seen
    return backgrounds


class _Paint:
    """Fills cells. Finding a style among all of a workbook takes long, and most cells of a column have the same."""

    def __init__(self) -> None:
        self._known: dict[tuple[tuple[int, ...], str], Any] = {}

    def fill(self, cell: Cell, colour: str) -> None:
        known = (tuple(cell._style), colour)
        if known in self._known:
            cell._style = copy(self._known[known])
        else:
            cell.fill = _solid(colour)
            self._known[known] = copy(cell._style)


def _solid(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=f"FF{colour}")  # the writer's own idea of opaque is 00


def _write_summary(workbook: Workbook, lines: Sequence[Line], backgrounds: Mapping[Mark, Any]) -> None:
    sheet = workbook.create_sheet(MARKS_SHEET)
    looks = {name: _style(sheet.cell(1, 1), look) for name, look in LOOKS.items()}
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, line in enumerate(lines, start=1):
        if line.height:
            sheet.row_dimensions[number].height = line.height
        for column, shown in enumerate(line.cells, start=1):
            _show(sheet, number, column, shown, looks[shown.look])
        if line.mark is not None and line.mark in backgrounds:
            sheet.cell(number, LAST_COLUMN + 1).fill = backgrounds[line.mark]
        if line.is_heading:
            sheet.freeze_panes = sheet.cell(number + 1, 1)
            sheet.print_title_rows = f"{number}:{number}"
            sheet.auto_filter.ref = f"A{number}:{get_column_letter(LAST_COLUMN)}{len(lines)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _show(sheet: Worksheet, line: int, column: int, shown: Shown, look: Any) -> None:
    cell = sheet.cell(line, column)
    cell.value = shown.value
    if isinstance(shown.value, str):
        cell.data_type = "s"  # a text, whatever it begins with
    cell._style = copy(look)
    if shown.target:
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=shown.target)


def _style(cell: Cell, look: Mapping[str, Any]) -> Any:
    """A look as the workbook keeps it, made on some cell."""
    is_link, fill = look.get("link", False), look.get("fill")
    cell.font = Font(
        name="Calibri", bold=look.get("bold", False), size=look.get("size", 11),
        color="0B5CAD" if is_link else None, underline="single" if is_link else None,
    )  # fmt: skip
    side = Side("thin", color="B0B7BF") if look.get("border") else None
    cell.border = Border(left=side, right=side, top=side, bottom=side) if side else Border()
    cell.alignment = Alignment(wrap_text=True, vertical="top") if side else Alignment()
    cell.fill = _solid(str(fill)) if fill else PatternFill()
    return copy(cell._style)
