"""Workbooks: several sheets, hidden and merged cells, formulas, old kinds, files under another kind's name."""

import datetime
import io
import unicodedata

import xlwt

from .legacy import tcvn3, tcvn3_capitals, vni
from .tables import HOUSES, LIBRARIES, ONLINE, ONSITE, SERVICE, cells, delimited
from .writing import by_openpyxl, plain, rows, workbook, xls


def files() -> dict[str, bytes]:
    return {**_texts(), **_sheets(), **_formulas(), **_old_and_disguised()}


def _texts() -> dict[str, bytes]:
    decomposed = [
        [unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row] for row in cells(HOUSES)
    ]
    whole = [[tcvn3(cell) if isinstance(cell, str) else cell for cell in row] for row in cells(LIBRARIES)]
    capitals = [cells(LIBRARIES)[0], *_some(cells(LIBRARIES)[1:], tcvn3_capitals, {0, 1, 2, 3})]
    return {
        "unicode-decomposed.xlsx": by_openpyxl({"Số liệu": decomposed}),
        "unicode-many-spellings.xlsx": plain(SPELLINGS),
        "tcvn3.xlsx": plain(whole, "So lieu"),
        "tcvn3-in-some-cells.xlsx": plain(_some(cells(LIBRARIES), tcvn3)),
        "tcvn3-capitals.xlsx": plain(capitals),
        "vni-in-some-cells.xlsx": plain(_some(cells(HOUSES), vni)),
        "damaged-marks-after-consonants.xlsx": plain([
            ["Tên", "Xã/phường", "Số câu lạc bộ"],
            ["Nhà văn hóa thôn H̉a B́nh", "Xã Ea Kly", 1],
            ["Nhà văn hóa thôn Ḥa B́nh", "Xã Ea Kly", 1],
            ["Nhà văn hóa thôn 1", "Xã Ea Kly", 2],
        ]),
        "formula-looking-names.xlsx": plain([
            ["Tên", "Xã/phường", "Số câu lạc bộ", "Số lớp năng khiếu"],
            ["=Nhà văn hóa thôn 1", "Xã KRông Búk", 1, None],
            ["-Nhà văn hóa thôn 2", "Xã KRông Búk", 2, "=1+1"],
            ["+ Nhà văn hóa thôn 1", "Xã Ea Kly", 3, None],
        ]),
    }  # fmt: skip


def _some(table: list[list], write, which: set[int] = frozenset({2, 4})) -> list[list]:
    """Names and places of some rows as another font needs them."""
    return [
        [write(cell) if number in which and place in (1, 2) else cell for place, cell in enumerate(row)]
        for number, row in enumerate(table)
    ]


def _sheets() -> dict[str, bytes]:
    guide = [
        ["HƯỚNG DẪN"],
        ["Điền số liệu vào trang “Số liệu”, không đổi tên cột."],
        ["Liên hệ: Phòng Quản lý văn hóa"],
    ]
    names = [["Danh mục xã"], ["Xã KRông Búk"], ["Xã Ea Kly"]]
    libraries, houses = cells(LIBRARIES), cells(HOUSES)
    both = {"Thư viện": libraries, "Nhà văn hóa": houses}

    def hidden_sheet(book) -> None:
        book["Năm trước"].sheet_state = "hidden"

    def hidden_rows(book) -> None:
        for number in (3, 5):
            book["Số liệu"].row_dimensions[number].hidden = True

    def hidden_columns(book) -> None:
        book["Số liệu"].column_dimensions["D"].hidden = True

    last_year = [row[:] for row in libraries]
    last_year[1][4] = 9999
    return {
        "workbook-one-sheet-has-the-table.xlsx": by_openpyxl(
            {"Hướng dẫn": guide, "Danh mục": names, "Số liệu": libraries}
        ),
        "workbook-two-sheets-with-tables.xlsx": by_openpyxl(both),
        "workbook-two-sheets-one-chosen-by-a-person.xlsx": by_openpyxl(both),
        "workbook-two-years.xlsx": by_openpyxl({"2023": last_year, "2024": libraries}),
        "workbook-hidden-sheet.xlsx": by_openpyxl({"Số liệu": libraries, "Năm trước": last_year}, hidden_sheet),
        "workbook-hidden-rows.xlsx": by_openpyxl({"Số liệu": libraries}, hidden_rows),
        "workbook-hidden-column.xlsx": by_openpyxl({"Số liệu": libraries}, hidden_columns),
        "workbook-without-table.xlsx": by_openpyxl({"Hướng dẫn": guide}),
        "workbook-empty.xlsx": by_openpyxl({"Sheet1": []}),
        "workbook-table-far-down-and-right.xlsx": by_openpyxl({"Số liệu": _moved(libraries, 12, 3)}),
    }


def _moved(table: list[list], down: int, right: int) -> list[list]:
    return [[] for _ in range(down)] + [[None] * right + row for row in table]


def _formulas() -> dict[str, bytes]:
    def with_results(book) -> None:
        sheet = book.add_worksheet("Số liệu")
        rows(sheet, [["Mã", ONSITE, ONLINE], ["TX490", None, 300], ["TX493", None, 10]])
        sheet.write_formula("B2", "=1000+250", value=1250)
        sheet.write_formula("B3", '=TEXT(840,"0")', value="840")

    def errors(book) -> None:
        sheet = book.add_worksheet("Số liệu")
        rows(sheet, [["Mã", ONSITE, SERVICE], ["TX490"], ["TX493"], ["TX496", 60, "x"]])
        sheet.write_formula("B2", "=1/0", value="#DIV/0!")
        sheet.write_formula("B3", "=VLOOKUP(1,X1:Y2,2,0)", value="#N/A")
        sheet.write_formula("C2", "=#REF!+1", value="#REF!")

    def fraction(book) -> None:
        sheet = book.add_worksheet("Số liệu")
        rows(sheet, [["Mã", ONSITE], ["TX490"], ["TX493"], ["TX496"]])
        sheet.write_formula("B2", "=2500/3", value=833.333333333333, cell_format=book.add_format({"num_format": "0"}))
        sheet.write_formula("B3", "=0.1*3*10", value=3.0000000000000004)
        sheet.write_formula("B4", "=SUM(B2:B3)*0", value=0)

    without = [["Mã", ONSITE, ONLINE], ["TX490", "=1000+250", 300], ["TX493", 840, "=B3*2"], ["TX496", 60, 7]]
    totals = [*cells(LIBRARIES), [None, "Tổng cộng", None, None, "=SUM(E2:E5)", "=SUM(F2:F5)"]]
    return {
        "formulas-with-results.xlsx": workbook(with_results),
        "formulas-without-results.xlsx": by_openpyxl({"Số liệu": without}),
        "formulas-without-results-in-the-total.xlsx": by_openpyxl({"Số liệu": totals}),
        "formulas-that-failed.xlsx": workbook(errors),
        "formulas-with-fractions.xlsx": workbook(fraction),
        "total-wrong.xlsx": plain([*cells(LIBRARIES), [None, "TỔNG CỘNG", None, 3, 7069, 300]]),
        "total-right.xlsx": plain([*cells(HOUSES), ["Cộng", None, None, 3, 6, 1, 3]]),
    }


def _old_and_disguised() -> dict[str, bytes]:
    return {
        "first-report-as-a-workbook.xlsx": plain(cells(LIBRARIES)),
        "old-excel.xls": xls(cells(LIBRARIES)),
        "old-excel-tcvn3-dates-and-errors.xls": _xls_with_traps(),
        "old-excel-which-is-html.xls": HTML.encode("utf-8-sig"),
        "old-excel-which-is-text.xls": b"\xff\xfe" + delimited(LIBRARIES, "\t").encode("utf-16-le"),
        "old-excel-which-is-xlsx.xls": plain(cells(HOUSES)),
        "csv-named-xlsx.xlsx": HOUSES.encode("utf-8-sig"),
        "picture-named-csv.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(64)),
    }


def _xls_with_traps() -> bytes:
    """TCVN3 in two names, a date where a count belongs, a truth value, an error, merged cells, a hidden sheet."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Biểu 01")
    sheet.write_merge(0, 0, 0, 4, "BÁO CÁO SỐ LIỆU THƯ VIỆN NĂM 2024")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    table = [
        ["Tên", "Xã/phường", SERVICE, ONSITE, ONLINE],
        [tcvn3("Thư viện thị trấn Phước An"), "Thị trấn Phước An", True, 1250, 300],
        ["Thư viện xã KRông Búk", tcvn3("Xã KRông Búk"), False, 840.0, "1.050"],
        ["Thư viện xã Ea Kly", "Xã Ea Kly", "x", None, 7],
        ["Thư viện Trường Tiểu học Trần Phú", "Xã Ea Kly", "x", None, 7],
    ]
    for number, row in enumerate(table, start=2):
        for place, value in enumerate(row):
            if value is not None:
                sheet.write(number, place, value)
    sheet.write(5, 3, datetime.date(2025, 4, 3), day)
    sheet.row(6).set_cell_error(3, "#DIV/0!")
    other = book.add_sheet("Nháp")
    other.visibility = 1
    for place, text in enumerate(["Mã", ONSITE]):
        other.write(0, place, text)
    other.write(1, 0, "TX490")
    other.write(1, 1, 1)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


SPELLINGS = [
    ["Tên cơ sở", "Xã, phường, thị trấn", "Huyện/thị xã/thành phố", "Số câu lạc bộ", ONSITE],
    ["Nhà văn hoá thôn Quí Mỹ", "TT. Phước An", "Krông Pắk", 1],
    ["Nhà văn hóa thôn Thuỷ Lợi", "Xã Ea-Kly", "H. Krông Păc", 2],
    ["Nhà văn hóa buôn M’Duk", "Xã Ea Tu", "TP Buôn Mê Thuột", 3],
    ["Thư viện huyện M´Ðrắk", None, "Huyện M'Drắk", None, 2100],
    ["Thư viện xã Ðliê Ya", "Xã Dliêya", "Krông Năng", None, 95],
]
HTML = """\
<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>
<body><table border="1">
<tr><td>Mã</td><td>Lượt người sử dụng tại chỗ</td></tr>
<tr><td>TX490</td><td x:num>1250</td></tr>
<tr><td>TX493</td><td x:num>840</td></tr>
</table></body></html>
"""
