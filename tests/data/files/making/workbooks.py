"""Workbooks: several sheets, hidden and merged cells, formulas, old kinds, files under another kind's name."""

import datetime
import io
import re
import unicodedata
import zipfile

import openpyxl
import xlwt

from .legacy import tcvn3, tcvn3_capitals, vni
from .numbers import rows, workbook
from .tables import HOUSES, LIBRARIES, ONLINE, ONSITE, SERVICE, cells, delimited

CREATED = datetime.datetime(2025, 1, 10, 8, 0, 0)


def files() -> dict[str, bytes]:
    return {**_texts(), **_sheets(), **_merged(), **_formulas(), **_old_and_disguised()}


def _plain(table: list[list], name: str = "Số liệu") -> bytes:
    return workbook(lambda book: rows(book.add_worksheet(name), table))


def _texts() -> dict[str, bytes]:
    decomposed = [
        [unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row] for row in cells(HOUSES)
    ]
    whole = [[tcvn3(cell) if isinstance(cell, str) else cell for cell in row] for row in cells(LIBRARIES)]
    return {
        "unicode-decomposed.xlsx": _openpyxl({"Số liệu": decomposed}),
        "tcvn3.xlsx": _plain(whole, "So lieu"),
        "tcvn3-in-some-cells.xlsx": _plain(_some(cells(LIBRARIES), tcvn3)),
        "tcvn3-capitals.xlsx": _plain([cells(LIBRARIES)[0], *_some(cells(LIBRARIES)[1:], tcvn3_capitals, {0, 1, 2, 3})]),
        "vni-in-some-cells.xlsx": _plain(_some(cells(HOUSES), vni)),
        "damaged-marks-after-consonants.xlsx": _plain([
            ["Tên", "Xã/phường", "Số câu lạc bộ"],
            ["Nhà văn hóa thôn H̉a B́nh", "Xã Ea Kly", 1],
            ["Nhà văn hóa thôn Ḥa B́nh", "Xã Ea Kly", 1],
            ["Nhà văn hóa thôn 1", "Xã Ea Kly", 2],
        ]),
        "formula-looking-names.xlsx": _plain([
            ["Tên", "Xã/phường", "Số câu lạc bộ", "Số lớp năng khiếu"],
            ["=Nhà văn hóa thôn 1", "=Xã KRông Búk", 1, None],
            ["-Nhà văn hóa thôn 2", "Xã KRông Búk", 2, "=1+1"],
            ["+ Nhà văn hóa thôn 1", "@Xã Ea Kly", 3, None],
        ]),
    }  # fmt: skip


def _some(table: list[list], write, which: set[int] = frozenset({2, 4})) -> list[list]:
    """Names and places of some rows as another font needs them."""
    return [
        [write(cell) if number in which and place in (1, 2) else cell for place, cell in enumerate(row)]
        for number, row in enumerate(table)
    ]


def _openpyxl(sheets: dict[str, list[list]], change=None) -> bytes:
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
        "workbook-one-sheet-has-the-table.xlsx": _openpyxl(
            {"Hướng dẫn": guide, "Danh mục": names, "Số liệu": libraries}
        ),
        "workbook-two-sheets-with-tables.xlsx": _openpyxl(both),
        "workbook-two-sheets-one-chosen-by-a-person.xlsx": _openpyxl(both),
        "workbook-two-years.xlsx": _openpyxl({"2023": last_year, "2024": libraries}),
        "workbook-hidden-sheet.xlsx": _openpyxl({"Số liệu": libraries, "Năm trước": last_year}, hidden_sheet),
        "workbook-hidden-rows.xlsx": _openpyxl({"Số liệu": libraries}, hidden_rows),
        "workbook-hidden-column.xlsx": _openpyxl({"Số liệu": libraries}, hidden_columns),
        "workbook-without-table.xlsx": _openpyxl({"Hướng dẫn": guide}),
        "workbook-empty.xlsx": _openpyxl({"Sheet1": []}),
        "workbook-table-far-down-and-right.xlsx": _openpyxl({"Số liệu": _moved(libraries, 12, 3)}),
    }


def _moved(table: list[list], down: int, right: int) -> list[list]:
    return [[] for _ in range(down)] + [[None] * right + row for row in table]


def _merged() -> dict[str, bytes]:
    return {
        "layout-two-heading-rows-merged.xlsx": workbook(_two_heading_rows),
        "layout-three-heading-rows-merged.xlsx": workbook(_three_heading_rows),
        "layout-title-above.xlsx": workbook(_title_above),
        "layout-numbered-columns.xlsx": _plain(_numbered()),
        "layout-sections-with-subtotals.xlsx": _plain(_sections()),
        "layout-of-which.xlsx": _plain(_of_which()),
        "layout-repeated-heading.xlsx": workbook(_repeated_heading),
        "layout-notes-below.xlsx": workbook(_notes_below),
        "layout-official-form.xlsx": workbook(_official_form),
        "merged-commune-of-several-houses.xlsx": workbook(_merged_commune),
        "merged-count-of-two-houses.xlsx": workbook(_merged_count),
    }


def _head(book, sheet, first: int) -> None:
    """Two rows: three channels under one heading, the others over both rows."""
    middle = book.add_format({"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1})
    for place, text in enumerate(["TT", "Tên", "Xã/phường", SERVICE]):
        sheet.merge_range(first, place, first + 1, place, text, middle)
    sheet.merge_range(first, 4, first, 6, "Lượt người sử dụng", middle)
    for place, text in enumerate(["tại chỗ", "lưu động", "trực\ntuyến"], start=4):
        sheet.write(first + 1, place, text, middle)


TWO_LIBRARIES = [
    [1, "Thư viện thị trấn Phước An", "Thị trấn Phước An", "có", 1250, 20, 300],
    [2, "Thư viện xã KRông Búk", "Xã KRông Búk", "có", 840, None, 0],
]


def _two_heading_rows(book) -> None:
    sheet = book.add_worksheet("Biểu 01")
    _head(book, sheet, 0)
    rows(sheet, TWO_LIBRARIES, 2)


def _three_heading_rows(book) -> None:
    sheet = book.add_worksheet("Biểu 02")
    sheet.merge_range(0, 0, 2, 0, "Tên")
    sheet.merge_range(0, 1, 2, 1, "Xã/phường")
    sheet.merge_range(0, 2, 0, 5, "Hoạt động của nhà văn hóa năm 2024")
    sheet.merge_range(1, 2, 1, 4, "Số lượng")
    sheet.merge_range(1, 5, 2, 5, "Có hoạt động thường xuyên")
    for place, text in enumerate(["Số lớp năng khiếu", "Số câu lạc bộ", "Số nhóm sở thích"], start=2):
        sheet.write(2, place, text)
    rows(
        sheet,
        [["Nhà văn hóa thôn 1", "Xã KRông Búk", 0, 2, 1, "có"], ["Nhà văn hóa thôn 2", "Xã Ea Kly", 1, 0, 0, "không"]],
        3,
    )


def _title(book, sheet) -> int:
    bold = book.add_format({"bold": True, "align": "center"})
    sheet.merge_range("A1:C1", "UBND HUYỆN KRÔNG PẮC", bold)
    sheet.merge_range("D1:G1", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold)
    sheet.merge_range("A2:C2", "PHÒNG VĂN HÓA VÀ THÔNG TIN", bold)
    sheet.merge_range("D2:G2", "Độc lập - Tự do - Hạnh phúc", bold)
    sheet.merge_range("A4:G4", "TỔNG HỢP SỐ LIỆU THƯ VIỆN NĂM 2024", bold)
    sheet.write("G5", "Đơn vị tính: lượt")
    return 5


def _title_above(book) -> None:
    sheet = book.add_worksheet("Biểu 01")
    rows(sheet, cells(LIBRARIES), _title(book, sheet) + 1)


def _numbered() -> list[list]:
    heading, *body = cells(HOUSES)
    return [heading, ["A", "B", "C", 1, 2, 3, 4], *body]


def _sections() -> list[list]:
    heading, *body = cells(LIBRARIES)
    return [
        heading,
        ["I", "THƯ VIỆN CÔNG CỘNG", None, None, 2090, 300], ["1", "Cấp xã", None, None, 2090, 300], *body[:3],
        ["II", "THƯ VIỆN TRƯỜNG HỌC", None, None, 5600, None], body[3],
    ]  # fmt: skip


def _of_which() -> list[list]:
    heading, *body = cells(HOUSES)
    return [heading, [None, "Tổng số", None, 3, 6, 1], [None, "Trong đó", None], body[0], body[1],
            [None, "- Trong đó: buôn đồng bào dân tộc thiểu số", None, 2, 3], *body[2:]]  # fmt: skip


def _repeated_heading(book) -> None:
    sheet = book.add_worksheet("Biểu 01")
    _head(book, sheet, 0)
    rows(sheet, TWO_LIBRARIES[:1], 2)
    sheet.merge_range(3, 0, 3, 6, "Biểu 01 (tiếp theo)")
    _head(book, sheet, 4)
    rows(sheet, TWO_LIBRARIES[1:], 6)


def _notes_below(book) -> None:
    sheet = book.add_worksheet("Biểu 01")
    table = cells(HOUSES)
    rows(sheet, table)
    below = len(table) + 1
    sheet.merge_range(below, 0, below, 6, "Ghi chú: (*) Nhà văn hóa thôn 1 xã Ea Kly đang sửa chữa từ tháng 10/2024.")
    sheet.merge_range(below + 2, 4, below + 2, 6, "Krông Pắc, ngày 10 tháng 01 năm 2025")
    rows(
        sheet,
        [
            [None, "Người lập biểu", None, None, "TRƯỞNG PHÒNG"],
            [None, "(Ký, ghi rõ họ tên)", None, None, "(Ký tên, đóng dấu)"],
        ],
        below + 3,
    )
    rows(sheet, [[None, "Nguyễn Thị Hoa", None, None, "Y Thắng Niê"]], below + 7)


def _official_form(book) -> None:
    """Everything at once, as a district's office prints it."""
    sheet = book.add_worksheet("Biểu 01-TV")
    first = _title(book, sheet) + 1
    _head(book, sheet, first)
    rows(sheet, [
        ["A", "B", "C", 1, 2, 3, 4],
        [None, "TỔNG SỐ", None, 3, 7690, 20, 300],
        ["I", "Thư viện cấp xã", None, 2, 2090, 20, 300],
        *TWO_LIBRARIES,
        [3, "Thư viện xã Ea Kly", "Xã Ea Kly", "không", "-", "-", None],
        ["II", "Thư viện trường học", None, 1, 5600],
        [1, "Thư viện Trường THPT Nguyễn Bỉnh Khiêm", "TT. Phước An", "x", 5600, None, "?"],
        [None, "Cộng", None, 3, 7690, 20, 300],
        [],
        ["Ghi chú: “-” là không có; để trống là chưa có số liệu."],
        [None, None, None, None, "Phước An, ngày 10 tháng 01 năm 2025"],
        [None, "NGƯỜI LẬP", None, None, "TRƯỞNG PHÒNG"],
        [None, None, None, None, "(đã ký)"],
        [None, "H'Hương Niê", None, None, "Trần Văn Bình"],
    ], first + 2)  # fmt: skip


def _merged_commune(book) -> None:
    sheet = book.add_worksheet("Số liệu")
    rows(sheet, [["TT", "Xã/phường", "Tên", "Số câu lạc bộ"]])
    rows(
        sheet,
        [[1, None, "Nhà văn hóa thôn 1", 2], [2, None, "Nhà văn hóa thôn 2", 1], [3, None, "Nhà văn hóa thôn 1", 5]],
        1,
    )
    rows(sheet, [[4, None, "Nhà văn hóa thôn 2", 0]], 4)
    sheet.merge_range("B2:B3", "Xã KRông Búk")
    sheet.merge_range("B4:B5", "Xã Ea Kly")


def _merged_count(book) -> None:
    """One figure stands for two houses together: whose it is cannot be known."""
    sheet = book.add_worksheet("Số liệu")
    rows(
        sheet,
        [
            ["Mã", "Tên", "Số câu lạc bộ"],
            ["NT01", "Nhà văn hóa thôn 1"],
            ["NT03", "Nhà văn hóa thôn 2"],
            ["NT02", "Nhà văn hóa thôn 1", 1],
        ],
    )
    sheet.merge_range("C2:C3", 5)


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
        "formulas-without-results.xlsx": _openpyxl({"Số liệu": without}),
        "formulas-without-results-in-the-total.xlsx": _openpyxl({"Số liệu": totals}),
        "formulas-that-failed.xlsx": workbook(errors),
        "formulas-with-fractions.xlsx": workbook(fraction),
        "total-wrong.xlsx": _plain([*cells(LIBRARIES), [None, "TỔNG CỘNG", None, 3, 7690, 3000]]),
        "total-right.xlsx": _plain([*cells(HOUSES), ["Cộng", None, None, 3, 6, 1, 3]]),
    }


def _old_and_disguised() -> dict[str, bytes]:
    return {
        "old-excel.xls": _xls(cells(LIBRARIES)),
        "old-excel-tcvn3-dates-and-errors.xls": _xls_with_traps(),
        "old-excel-which-is-html.xls": HTML.encode("utf-8-sig"),
        "old-excel-which-is-text.xls": b"\xff\xfe" + delimited(LIBRARIES, "\t").encode("utf-16-le"),
        "old-excel-which-is-xlsx.xls": _plain(cells(HOUSES)),
        "csv-named-xlsx.xlsx": HOUSES.encode("utf-8-sig"),
        "picture-named-csv.csv": b"\x89PNG\r\n\x1a\n" + bytes(range(64)),
    }


def _xls(table: list[list]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Số liệu")
    for number, row in enumerate(table):
        for place, value in enumerate(row):
            if value is not None:
                sheet.write(number, place, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


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


HTML = """\
<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>
<body><table border="1">
<tr><td>Mã</td><td>Lượt người sử dụng tại chỗ</td></tr>
<tr><td>TX490</td><td x:num>1250</td></tr>
<tr><td>TX493</td><td x:num>840</td></tr>
</table></body></html>
"""
