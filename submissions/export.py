"""Tables to files: CSV and XLSX that Excel opens as they are meant, and never as formulas. Knows no model."""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from .tables import DEFUSED, Cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']+")
EXACT_IN_EXCEL = 10**15  # beyond it Excel rounds: such a number goes as text
_WIDEST = 60
_ROWS_MEASURED = 200
_LINES_A_PIECE = 100


def table_response(*, name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], format: str) -> HttpResponse:
    """A download of the table: `name` without ending, `format` csv or xlsx; anything else does not exist (404)."""
    if format == "csv":
        response = HttpResponse(as_csv(headings, rows), content_type="text/csv; charset=utf-8")
    elif format == "xlsx":
        response = HttpResponse(as_xlsx(name, headings, rows), content_type=XLSX)
    else:
        raise Http404
    header = content_disposition_header(as_attachment=True, filename=f"{name}.{format}")
    response["Content-Disposition"] = header or "attachment"
    return response


def streamed_table(
    *, name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], format: str
) -> HttpResponseBase:
    """As `table_response`, for long tables: CSV goes out line by line, as the rows are read."""
    if format != "csv":
        return table_response(name=name, headings=headings, rows=rows, format=format)
    response = StreamingHttpResponse(_csv_lines(headings, rows), content_type="text/csv; charset=utf-8")
    header = content_disposition_header(as_attachment=True, filename=f"{name}.csv")
    response["Content-Disposition"] = header or "attachment"
    return response


def defused(text: str) -> str:
    """The text as a spreadsheet shows it and never computes it; reading the file takes the apostrophe off again."""
    return f"'{text}" if DEFUSED.match(text) else text


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([defused(heading) for heading in headings])
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The same bytes as `as_csv`, in pieces of a hundred lines."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow([defused(heading) for heading in headings])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_text(cell) for cell in row])
        if number % _LINES_A_PIECE == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _text(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "có" if cell else "không"
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return defused(str(cell)) if isinstance(cell, str) else cell


def as_xlsx(name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet: heading in bold and frozen, columns as wide as what stands in them."""
    out = io.BytesIO()
    # Row by row into a file on disk: a table of 250,000 rows needs no more memory than a small one.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(" ".join(_FORBIDDEN_IN_SHEET_NAMES.sub(" ", name).split())[:31] or None)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        date = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.freeze_panes(1, 0)
        widths = [len(heading) for heading in headings]
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, defused(heading), bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write(sheet, line, column, cell, date)
            if line <= _ROWS_MEASURED:
                widths = [max(width, len(str(_text(cell)))) for width, cell in zip(widths, row, strict=True)]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width, 6) + 2, _WIDEST))
    return out.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, line: int, column: int, cell: Cell, date: object) -> None:
    if cell is None:
        return
    if isinstance(cell, datetime.date):
        sheet.write_datetime(line, column, cell, date)
    elif isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < EXACT_IN_EXCEL:
        sheet.write_number(line, column, cell)
    else:
        sheet.write_string(line, column, str(_text(cell)))
