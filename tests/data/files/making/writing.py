"""How workbooks are written: by XlsxWriter, by openpyxl, by xlwt; the same bytes every time."""

import datetime
import io
import re
import zipfile

import openpyxl
import xlsxwriter
import xlwt

CREATED = datetime.datetime(2025, 1, 10, 8, 0, 0)


def workbook(fill) -> bytes:
    """What XlsxWriter makes of a book that `fill` fills."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"created": CREATED})
    fill(book)
    book.close()
    return target.getvalue()


def rows(sheet, values: list[list], first: int = 0) -> None:
    for number, row in enumerate(values, start=first):
        for place, value in enumerate(row):
            if value is not None:
                sheet.write(number, place, value)


def plain(table: list[list], name: str = "Số liệu") -> bytes:
    """A workbook of one sheet with this table and nothing else, by XlsxWriter."""
    return workbook(lambda book: rows(book.add_worksheet(name), table))


def by_openpyxl(sheets: dict[str, list[list]], change=None) -> bytes:
    """A workbook of these sheets; `change` may change the book before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in sheets.items():
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(row)
    if change:
        change(book)
    book.properties.created = book.properties.modified = CREATED
    target = io.BytesIO()
    book.save(target)
    return _without_clock(target.getvalue())


def _without_clock(data: bytes) -> bytes:
    """The same archive with one date throughout: openpyxl writes the hour of saving into it."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2025-01-10T08:00:00Z", content)
            copy.writestr(zipfile.ZipInfo(part.filename, (2025, 1, 10, 8, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def xls(table: list[list]) -> bytes:
    """An old workbook of one sheet."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Số liệu")
    for number, row in enumerate(table):
        for place, value in enumerate(row):
            if value is not None:
                sheet.write(number, place, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
