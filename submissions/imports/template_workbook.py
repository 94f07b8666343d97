"""The file to fill in as a workbook: what is to be typed is white and open, everything else is locked.

Two sheets: the table, and how to fill it in (`template_guide.py`). The protection has no password: it keeps from
accidents, not from people.
"""

import io
from collections.abc import Iterator, Sequence

import xlsxwriter
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from ..export import EXACT_IN_EXCEL, defused
from ..tables import Cell
from .row_heights import row_height
from .template import KEYS, Blank, Question, Section, Template
from .template_guide import write_guide

SHEET = "Số liệu"
"""The name of the sheet to fill in, the same in every language of the interface."""

_KEY_WIDTHS = (11, 42, 22)
_YES_NO_WIDTH, _COUNT_WIDTH, _LAST_WIDTH = 14, 14, 11
_ROWS_WORTH_FILTERING = 20
_NOTE_WIDTH, _CHARACTERS_A_LINE, _LINE_HEIGHT = 320, 46, 18
_A3, _A4 = 8, 9
_WIDE = 240  # characters; on A4 they would be too small to read
_PROTECTION = {"format_columns": True, "format_rows": True, "autofilter": True}  # what is allowed all the same
# A list in a validation would have to be a range: the spellings that a count may have beside a number, one by one.
_COUNT = (
    '=OR(AND(ISNUMBER({cell}),N({cell})>=0,N({cell})=INT(N({cell}))),{cell}="?",{cell}="-",{cell}="KAD",'
    '{cell}="không rõ",{cell}="không áp dụng",LEFT({cell},3)="ước")'
)


def template_xlsx(template: Template) -> bytes:
    """The workbook. What stands in it is data: no name of an institution is ever computed."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": _title(template), "author": settings.DEPARTMENT_NAME})
        _Table(book, template).write()
        write_guide(book, template)
    return out.getvalue()


def _title(template: Template) -> str:
    return _("Phiếu số liệu năm %(year)s") % {"year": template.year}


class _Formats:
    """How cells look. Only those to fill in are white, and open; closed ones are hatched, not only grey."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        cell = {"border": 1, "border_color": "#8A94A0", "valign": "vcenter", "text_wrap": True}
        shown = cell | {"bg_color": "#EEF1F4"}
        last = shown | {"italic": True, "font_color": "#5A6570"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.line = book.add_format()
        self.heading = book.add_format(cell | {"bold": True, "align": "center", "bg_color": "#D5DEE8"})
        self.last_heading = book.add_format(last | {"align": "center", "font_size": 9})
        self.section = book.add_format({"bold": True, "bg_color": "#D5DEE8", "bottom": 1, "border_color": "#8A94A0"})
        self.key = book.add_format(shown | {"indent": 1})
        self.last_count = book.add_format(last | {"align": "right"})
        self.last_yes_no = book.add_format(last | {"align": "center"})
        self.closed = book.add_format(cell | {"pattern": 14, "fg_color": "#A9B2BC", "bg_color": "#E3E7EB"})
        self.count = book.add_format(cell | {"align": "right", "locked": False})
        self.yes_no = book.add_format(cell | {"align": "center", "locked": False})


class _Table:
    """The sheet to fill in."""

    def __init__(self, book: xlsxwriter.Workbook, template: Template) -> None:
        self.template = template
        self.sheet: Worksheet = book.add_worksheet(SHEET)
        self.formats = _Formats(book)
        self.step = 1 if template.last_year is None else 2
        self.width = len(template.headings)
        self.widths = list(_KEY_WIDTHS)
        for question in template.questions:
            self.widths.append(_YES_NO_WIDTH if question.measure.is_yes_no else _COUNT_WIDTH)
            self.widths += [_LAST_WIDTH] * (self.step - 1)

    def write(self) -> None:
        heading = self._title_block()
        self._headings(heading)
        line = heading + 1
        for section in self.template.sections:
            self._section(line, section)
            line += 1 + len(section.lines)
        self._set_up(heading, line - 1)

    def _title_block(self) -> int:
        """What stands above the table. Gives the row of the headings, from 0."""
        template, plain = self.template, self.formats.line
        unit, due = template.reporting_unit, template.year.due_date
        how = _("Ghi vào các ô màu trắng; cách ghi xem ở trang “Hướng dẫn”.")
        if due:
            how = _("Hạn nộp: %(due)s. %(how)s") % {"due": date_format(due, "d/m/Y"), "how": how}
        self.sheet.write_string(0, 0, defused(settings.DEPARTMENT_NAME), plain)
        self.sheet.write_string(1, 0, _title(template), self.formats.title)
        self.sheet.set_row(1, 21)
        self.sheet.write_string(2, 0, defused(f"{unit} ({unit.code})" if unit else _("Nhiều đơn vị báo cáo")), plain)
        self.sheet.write_string(3, 0, how, plain)
        return 5

    def _headings(self, line: int) -> None:
        headings, formats = self.template.headings, self.formats
        for column, (text, width) in enumerate(zip(headings, self.widths, strict=True)):
            is_last = self.step == 2 and column >= len(KEYS) and (column - len(KEYS)) % 2 == 1
            self.sheet.write_string(line, column, defused(text), formats.last_heading if is_last else formats.heading)
            self.sheet.set_column(column, column, width)
        self.sheet.set_row(line, row_height(zip(headings, self.widths, strict=True), is_bold=True))
        for column, question in self._columns():
            if question.measure.definition:
                self.sheet.write_comment(line, column, question.measure.definition, _note(question.measure.definition))

    def _columns(self) -> Iterator[tuple[int, Question]]:
        """The questions, each with the column in which it is answered."""
        return zip(range(len(KEYS), self.width, self.step), self.template.questions, strict=True)

    def _section(self, line: int, section: Section) -> None:
        """A row that names the category, the institutions below it, and what may be typed there."""
        self.sheet.write_string(line, 0, defused(f"{roman(section.number)}. {section.title}"), self.formats.section)
        for column in range(1, self.width):
            self.sheet.write_blank(line, column, None, self.formats.section)
        first = line + 1
        for row, entry in enumerate(section.lines, start=first):
            keys = (entry.standing.code, entry.standing.name, entry.place)
            self.sheet.set_row(row, row_height(zip(keys, _KEY_WIDTHS, strict=True)))
            for column, text in enumerate(keys):
                self.sheet.write_string(row, column, defused(text), self.formats.key)
            for (column, question), blank in zip(self._columns(), entry.blanks, strict=True):
                self._blank(row, column, question, blank)
        for place, (column, question) in enumerate(self._columns()):
            for start, end in _runs([entry.blanks[place].is_asked for entry in section.lines]):
                self._check(first + start, first + end, column, question)

    def _blank(self, line: int, column: int, question: Question, blank: Blank) -> None:
        formats, is_yes_no = self.formats, question.measure.is_yes_no
        open_, last = (formats.yes_no, formats.last_yes_no) if is_yes_no else (formats.count, formats.last_count)
        self._cell(line, column, blank.said, open_ if blank.is_asked else formats.closed)
        if self.step == 2:
            self._cell(line, column + 1, blank.last, last if blank.is_asked else formats.closed)

    def _cell(self, line: int, column: int, value: Cell, form: xlsxwriter.format.Format) -> None:
        if value is None:
            self.sheet.write_blank(line, column, None, form)
        elif isinstance(value, int) and value < EXACT_IN_EXCEL:
            self.sheet.write_number(line, column, value, form)
        else:
            self.sheet.write_string(line, column, str(value), form)

    def _check(self, first: int, last: int, column: int, question: Question) -> None:
        """Excel warns of anything unusual and takes it all the same: the portal reads more than it can list."""
        rule: dict[str, object] = {"error_type": "warning", "error_title": _("Kiểm tra lại")}
        if question.measure.is_yes_no:
            rule |= {"validate": "list", "source": ["có", "không", "?", "KAD"]}
            rule["error_message"] = _("Ghi “có” hoặc “không”; “?” là không rõ, “KAD” là không áp dụng.")
        else:
            cell = xlsxwriter.utility.xl_rowcol_to_cell(first, column)
            rule |= {"validate": "custom", "value": _COUNT.format(cell=cell)}
            rule["error_message"] = _("Ghi một số nguyên từ 0 trở lên, hoặc: ước 500, -, ?, KAD.")
        self.sheet.data_validation(first, column, last, column, rule)

    def _set_up(self, heading: int, last: int) -> None:
        """Frozen headings, protection, paper."""
        sheet = self.sheet
        sheet.freeze_panes(heading + 1, 2)
        sheet.protect("", _PROTECTION)
        if last - heading > _ROWS_WORTH_FILTERING:
            sheet.autofilter(heading, 0, last, self.width - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A{heading + 1}:A{last + 1}"})
        sheet.set_landscape()
        sheet.set_paper(_A3 if sum(self.widths) > _WIDE else _A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(heading)
        sheet.set_footer("&C&P/&N")


def _note(text: str) -> dict[str, object]:
    """A note as large as its text."""
    lines = 1 + sum(1 + len(part) // _CHARACTERS_A_LINE for part in text.splitlines())
    return {"author": settings.DEPARTMENT_NAME, "width": _NOTE_WIDTH, "height": lines * _LINE_HEIGHT, "font_size": 9}


def _runs(asked: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The first and the last of each run of those that are asked."""
    start = None
    for place, is_asked in enumerate([*asked, False]):
        if is_asked and start is None:
            start = place
        elif not is_asked and start is not None:
            yield start, place - 1
            start = None


def roman(number: int) -> str:
    """The number of a section, as reports write it."""
    signs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    written = ""
    for value, sign in signs:
        count, number = divmod(number, value)
        written += sign * count
    return written
