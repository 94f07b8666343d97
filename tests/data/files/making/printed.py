"""Tables as they are printed, in workbooks: merged headings, titles, sections, repeated headings, notes, signatures."""

from .tables import HOUSES, LIBRARIES, SERVICE, cells
from .writing import plain, rows, workbook


def files() -> dict[str, bytes]:
    return {
        "layout-two-heading-rows-merged.xlsx": workbook(_two_heading_rows),
        "layout-three-heading-rows-merged.xlsx": workbook(_three_heading_rows),
        "layout-title-above.xlsx": workbook(_title_above),
        "layout-numbered-columns.xlsx": plain(_numbered()),
        "layout-sections-with-subtotals.xlsx": plain(_sections()),
        "layout-of-which.xlsx": plain(_of_which()),
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
