"""The tables of figures in a file: what each of their columns means, and which rows are data.

A column means what its sender said about it, now or once before; else what its heading is known to mean. A heading
that nobody knows is a question, and so is a column that writes its numbers in two ways.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from indicators.models import Measure
from institutions.models import Level

from ..cells import cell_text, number_signs, read_cell, thousands_signs
from ..reading.sheets import column_letters
from ..tables import Book, Cell, Row, Sheet
from .choices import IGNORE, KEY, MEASURE, NO_SEPARATOR, THOUSANDS, TOTAL, Choices, place
from .column_checks import check_columns
from .findings import MARKS_SHEET, FileFinding, Finding, Severity
from .headings import Key
from .layout import Columns, Heading, Kind, find_heading, heading_at, kinds, said
from .meanings import NUMBERING, PASSED_OVER, Meanings
from .merged import spread
from .template_guide import GUIDE

PLACES = {Key.UNIT: "", Key.COMMUNE: Level.COMMUNE, Key.DISTRICT: Level.DISTRICT}
"""The columns that say where an institution lies, and the level that is meant where the cell itself names none."""

_OURS = (MARKS_SHEET, GUIDE)
"""Names of sheets that the portal adds to files."""


BESIDE = "beside"
"""The meaning of a blank column that belongs to another."""


@dataclass(frozen=True, slots=True)
class MeasureColumn:
    """A column of answers. `thousands` are the signs that group digits in it.

    `in_doubt`: it writes numbers in several ways, and nobody has said yet what they mean.
    """

    index: int
    heading: str
    measure: Measure
    thousands: frozenset[str] = frozenset()
    in_doubt: bool = False


@dataclass
class FigureTable:
    """The columns of one table and the rows below its heading, each with its kind. Without keys it has no rows."""

    sheet: Sheet
    heading: Heading
    meanings: dict[int, str] = field(default_factory=dict)
    keys: dict[Key, int] = field(default_factory=dict)
    columns: list[MeasureColumn] = field(default_factory=list)
    total: int | None = None
    numbering: int | None = None
    above: list[Row] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    layout: Columns = field(default_factory=Columns)
    findings: list[FileFinding] = field(default_factory=list)
    lines_outside: set[int] = field(default_factory=set)
    """Rows with a value in a column that has no heading."""

    @property
    def line(self) -> int:
        """The line of the heading's last row."""
        return self.sheet.rows[self.heading.last].number

    def text(self, row: Row, key: Key) -> str:
        """What the row has in a key column, as text; nothing where there is no such column."""
        index = self.keys.get(key)
        return cell_text(row.cells[index]) if index is not None and index < len(row.cells) else ""

    def title(self, key: Key) -> str:
        """The text above a key column."""
        return self.heading.texts[self.keys[key]] if key in self.keys else ""


def sheets_of_figures(book: Book) -> list[Sheet]:
    """The sheets of a file without those that the portal itself adds: the guide of the template, the list of marks."""
    return [sheet for sheet in book.sheets if sheet.name not in _OURS]


def find_tables(book: Book, meanings: Meanings) -> tuple[list[FigureTable], list[FileFinding]]:
    """The tables of figures in a file, and what is to be said about the file as a whole."""
    choices, tables, without = meanings.choices, [], []
    sheets = sheets_of_figures(book)
    if choices.sheet:
        sheets = [sheet for sheet in sheets if sheet.name == choices.sheet] or sheets
    for sheet in sheets:
        if choices.heading_line and (choices.sheet or len(sheets) == 1):
            heading = heading_at(sheet, choices.heading_line, meanings.recognises)
        else:
            heading = find_heading(sheet, meanings.recognises)
        if heading is None:
            without += [sheet] if any(not row.is_blank for row in sheet.rows) else []
        else:
            tables.append(_table(sheet, heading, meanings, book.delimiter))
    ours = _("Trang “%(sheet)s” mang tên trang do cổng lập nên không đọc. Nếu là số liệu, hãy đổi tên trang.")
    remarks = [
        _notice("sheet", ours % {"sheet": sheet.name}, sheet)
        for sheet in book.sheets if sheet.name in _OURS and find_heading(sheet, meanings.recognises)
    ]  # fmt: skip
    if not tables:
        return [], [_no_heading(sheets), *remarks]
    no_table = _("Trang “%(sheet)s” không có bảng số liệu nên không đọc.")
    remarks += [_notice("sheet", no_table % {"sheet": sheet.name}, sheet) for sheet in without]
    return tables, remarks


def _notice(code: str, message: str, sheet: Sheet, line: int | None = None) -> FileFinding:
    return FileFinding(Finding(Severity.NOTICE, code, message), sheet.name, line)


def _no_heading(sheets: Sequence[Sheet]) -> FileFinding:
    rows = ((sheet, row) for sheet in sheets for row in sheet.rows if not row.is_blank)
    message = _("Không thấy dòng tiêu đề. Bảng cần có cột “Mã” (hoặc “Tên” và “Xã/phường”) và các cột chỉ tiêu.")
    sheet, first = next(rows, (None, None))
    text = next((cell_text(cell) for cell in first.cells if cell is not None), "") if first else ""
    finding = Finding(Severity.QUESTION, "heading", message, value=text[:100])
    return FileFinding(finding, sheet.name if sheet else "", first.number if first else None)


def _table(sheet: Sheet, heading: Heading, meanings: Meanings, delimiter: str) -> FigureTable:
    last = max((i for i, row in enumerate(sheet.rows) if not row.is_blank), default=0)
    table = FigureTable(
        sheet, heading, rows=sheet.rows[heading.last + 1 : last + 1],
        above=[row for row in sheet.rows[: heading.first] if not row.is_blank],
    )  # fmt: skip
    _read_headings(table, meanings)
    places = [table.keys[key] for key in (*PLACES, Key.CATEGORY) if key in table.keys]
    spread(sheet, table.rows, places=places, figures=[column.index for column in table.columns])
    table.layout = Columns(
        code=table.keys.get(Key.CODE), name=table.keys.get(Key.NAME), numbering=table.numbering,
        places=tuple(table.keys[key] for key in PLACES if key in table.keys),
        figures=tuple(column.index for column in table.columns),
    )  # fmt: skip
    table.kinds = kinds(table.rows, heading, table.layout)
    table.columns = [_with_style(table, column, meanings.choices) for column in table.columns]
    check_columns(table, meanings, delimiter)
    table.findings += [
        _notice("layout", sentence, sheet, line) for line, sentence in said(sheet, heading, table.rows, table.kinds)
    ]
    return table


def _read_headings(table: FigureTable, meanings: Meanings) -> None:
    seen: set[str] = set()
    for index, text in enumerate(table.heading.texts):
        table.meanings[index] = meanings.of(table.sheet.name, index, text)
    for index in _blank_beside(table):
        table.meanings[index] = BESIDE
    for index, text in enumerate(table.heading.texts):
        meaning = table.meanings[index]
        if meaning in seen and meaning.startswith((KEY, MEASURE)):
            message = _("Cột này có hai lần. Hãy bỏ một cột.")
            _about_column(
                table, Severity.QUESTION, "key" if meaning.startswith(KEY) else "column", index, text, message
            )
            # Which of the two holds the figures nobody can tell: until a person says it, neither is read.
            table.columns = [one for one in table.columns if MEASURE + one.measure.code != meaning]
        elif meaning or text:
            seen.add(meaning)
            _give_meaning(table, index, text, meanings)
    if sum(meaning == TOTAL for meaning in table.meanings.values()) > 1:
        table.total = None  # of two totals nobody knows which is that of the row
    unread = {PASSED_OVER, IGNORE} | ({TOTAL} if table.total is None else set())
    passed_over = [
        table.heading.texts[index] or column_letters(index + 1)
        for index, meaning in table.meanings.items() if meaning in unread
    ]  # fmt: skip
    if passed_over:
        message = _("Không đọc các cột: %(columns)s.") % {"columns": ", ".join(f"“{text}”" for text in passed_over)}
        table.findings.append(_notice("column", message, table.sheet, table.line))


def _blank_beside(table: FigureTable) -> set[int]:
    """Columns with nothing in them whose heading stands over a filled one too, as of cells merged over both."""
    filled = {index for index in table.meanings if any(cell is not None for cell in _cells(table, index))}
    meant_by_filled = {table.meanings[index] for index in filled}
    return {
        index for index, meaning in table.meanings.items()
        if index not in filled and meaning in meant_by_filled and meaning.startswith((KEY, MEASURE, TOTAL))
    }  # fmt: skip


def _give_meaning(table: FigureTable, index: int, text: str, meanings: Meanings) -> None:
    meaning = table.meanings[index]
    if not meaning:
        _unknown_column(table, index, text, meanings.named(text))
    elif meaning == NUMBERING:
        table.numbering = index
    elif meaning == TOTAL:
        table.total = index
    elif meaning.startswith(KEY):
        table.keys[Key(meaning.removeprefix(KEY))] = index
    elif meaning.startswith(MEASURE):
        table.columns.append(MeasureColumn(index, text, meanings.by_code[meaning.removeprefix(MEASURE)]))


def _cells(table: FigureTable, index: int) -> list[Cell]:
    return [row.cells[index] for row in table.rows if index < len(row.cells)]


def _unknown_column(table: FigureTable, index: int, text: str, named: Sequence[Measure]) -> None:
    if all(cell is None for cell in _cells(table, index)):
        message = _("Cột “%(column)s” không có giá trị nào nên không đọc.") % {"column": text}
        table.findings.append(_notice("column", message, table.sheet, table.line))
        return
    if named:
        codes = ", ".join(measure.code for measure in named)
        message = _("Có nhiều chỉ tiêu cùng tên này. Hãy ghi mã chỉ tiêu (%(codes)s) làm tiêu đề cột.")
        message %= {"codes": codes}
    else:
        message = _("Không có chỉ tiêu nào tên này. Hãy sửa tiêu đề cột theo tệp mẫu, hoặc bỏ cột.")
    _about_column(table, Severity.QUESTION, "column", index, text, message)


def _about_column(
    table: FigureTable, severity: Severity, code: str, index: int, text: str, message: str, value: str = ""
) -> None:
    finding = Finding(severity, code, message, index, text, value)
    table.findings.append(FileFinding(finding, table.sheet.name, table.line))


def _data(table: FigureTable, index: int) -> Iterator[tuple[Row, Cell]]:
    """The cells of a column in the rows of data."""
    for row, kind in zip(table.rows, table.kinds, strict=True):
        if kind == Kind.DATA and index < len(row.cells):
            yield row, row.cells[index]


def _with_style(table: FigureTable, column: MeasureColumn, choices: Choices) -> MeasureColumn:
    """The column with the signs of thousands in it; asks, where they are in doubt."""
    if column.measure.is_yes_no:
        return column
    cells = [cell for _row, cell in _data(table, column.index)]
    grouped = number_signs(cells) - {""}
    chosen = choices.separators.get(place(table.sheet.name, column.index + 1))
    if not grouped or chosen == NO_SEPARATOR:
        return column
    thousands = frozenset(grouped) if chosen == THOUSANDS else thousands_signs(cells)
    if not thousands:
        message = _("Cột này viết số theo nhiều cách, nên không rõ “.” và “,” là dấu hàng nghìn hay dấu thập phân.")
        _about_column(table, Severity.QUESTION, "separator", column.index, column.heading, message)
        return replace(column, in_doubt=True)
    _say_thousands(table, column, thousands)
    return replace(column, thousands=thousands)


def _say_thousands(table: FigureTable, column: MeasureColumn, thousands: Collection[str]) -> None:
    """Say at the first such value how the column is read."""
    for row, cell in _data(table, column.index):
        if isinstance(cell, str) and not cell.isdigit() and number_signs([cell]) & set(thousands):
            text = cell_text(cell)
            value = read_cell(cell, yes_no=False, thousands=thousands)
            message = _("“%(text)s” trong cột này được đọc là %(read)s.")
            message %= {"text": text, "read": value.value if value else ""}
            finding = Finding(Severity.NOTICE, "separator", message, column.index, column.heading, text)
            table.findings.append(FileFinding(finding, table.sheet.name, row.number))
            return
