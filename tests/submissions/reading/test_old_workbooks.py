"""XLS: what stands in each cell, what Excel does not show, and what other programs do not compute."""

import datetime
import struct

import pytest
import xlwt

from submissions.reading.compound import stream_of
from submissions.reading.old_workbooks import read_old_workbook
from submissions.reading.sheets import UnreadableFile

from .written import OTHER_PROGRAMS, by_xlwt, compound, old_book, old_formula, old_number, record

UNCOMPUTED = "Ô này là công thức chưa có kết quả. Hãy mở tệp bằng Excel hoặc LibreOffice, lưu lại thành .xlsx rồi gửi."
TORN = "Tệp “a.xls” không phải bảng Excel đọc được. Hãy mở bằng Excel và lưu lại thành .xlsx."
EMPTY_TEXT = b"\x03\0\0\0\0\0\xff\xff"


def book(data):
    return read_old_workbook(data, "a.xls")


def rows(data):
    [sheet] = book(data).sheets
    return [row.cells for row in sheet.rows]


def refusal(data):
    with pytest.raises(UnreadableFile) as caught:
        book(data)
    return str(caught.value)


def formatted(number_format):
    return xlwt.easyxf(num_format_str=number_format)


def test_rows_keep_the_numbers_of_excel_and_are_as_long_as_what_stands_in_them():
    def write(book):
        sheet = book.add_sheet("Số liệu")
        sheet.write(2, 1, "Mã")
        sheet.write(2, 2, " Thư viện xã Ea H'leo\u00a0")
        sheet.write(4, 1, "01")
        sheet.write(4, 2, 1234)
        sheet.write(4, 4, True)
        sheet.write(4, 7, "", formatted("General"))

    read = book(by_xlwt(write))
    assert (read.kind, read.remarks, read.doubt) == ("xls", [], "")
    [sheet] = read.sheets
    assert sheet.name == "Số liệu"
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (1, []),
        (2, []),
        (3, [None, "Mã", "Thư viện xã Ea H'leo"]),
        (4, []),
        (5, [None, "01", 1234.0, None, True]),
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (1234, "#,##0", 1234.0),
        (0.4878, "0.00%", "48,78%"),
        (123, "00000", "00123"),
        (datetime.date(2025, 4, 3), "dd/mm/yyyy", datetime.date(2025, 4, 3)),
        (45750.5, "dd/mm/yyyy hh:mm", datetime.datetime(2025, 4, 3, 12, 0)),
        (59, "d/m/yyyy", datetime.date(1900, 2, 28)),
        (60, "d/m/yyyy", "########"),
        (-5, "d/m/yyyy", "########"),
    ],
)
def test_a_number_is_what_its_format_makes_of_it(value, number_format, expected):
    data = by_xlwt(lambda book: book.add_sheet("a").write(0, 0, value, formatted(number_format)))
    assert rows(data) == [[expected]]


def test_dates_count_from_1904_where_the_workbook_says_so():
    def write(book):
        book.dates_1904 = True
        book.add_sheet("a").write(0, 0, datetime.date(2025, 4, 3), formatted("dd/mm/yyyy"))

    assert rows(by_xlwt(write)) == [[datetime.date(2025, 4, 3)]]


def test_digits_that_are_raised_or_struck_out_belong_to_no_number():
    def write(book):
        raised, struck = xlwt.Font(), xlwt.Font()
        raised.escapement, struck.struck_out = xlwt.Font.ESCAPEMENT_SUPERSCRIPT, True
        sheet = book.add_sheet("S")
        sheet.write_rich_text(0, 0, ["12", ("1", raised)])
        sheet.write_rich_text(0, 1, [("12", struck), ("15", xlwt.Font())])

    [sheet] = read_old_workbook(by_xlwt(write), "a.xls").sheets
    assert sheet.rows[0].cells == ["12¹", "¹²15"]


def test_errors_are_their_own_text():
    errors = b"".join(
        record(0x205, struct.pack("<HHHBB", 0, column, 15, code, 1))
        for column, code in enumerate([0, 7, 15, 23, 29, 36, 42])
    )
    assert rows(old_book([errors])) == [["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"]]


def test_hidden_rows_columns_and_sheets_are_told():
    def write(book):
        sheet = book.add_sheet("X")
        for number in range(9):
            sheet.write(number, 0, number)
            sheet.write(number, 1, "b")
        for number in (4, 5, 6, 8):
            sheet.row(number).hidden = True
        sheet.col(1).hidden = True
        book.add_sheet("Nháp").visibility = 1
        book.add_sheet("Danh mục").visibility = 2

    read = book(by_xlwt(write))
    assert [sheet.name for sheet in read.sheets] == ["X"]
    assert read.sheets[0].hidden == {5, 6, 7, 9}
    assert read.sheets[0].rows[4].cells == [4.0, "b"]
    assert read.remarks == [
        "Trang “X”: các dòng 5–7, 9 đang ẩn trong Excel vẫn được đọc.",
        "Trang “X”: cột B đang ẩn trong Excel vẫn được đọc.",
        "Trang đang ẩn trong Excel không được đọc: “Nháp”, “Danh mục”.",
    ]


def test_merged_areas_go_no_further_than_the_table():
    def write(book):
        sheet = book.add_sheet("a")
        sheet.write_merge(0, 1, 0, 2, "gộp")
        sheet.write(2, 2, 1)
        sheet.write_merge(2, 40, 3, 9, "")

    [sheet] = book(by_xlwt(write)).sheets
    assert sheet.merged == [(1, 0, 2, 2)]
    assert [row.cells for row in sheet.rows] == [["gộp"], [], [None, None, 1.0]]


def test_a_formula_that_was_never_computed_is_not_blank():
    def write(book):
        sheet = book.add_sheet("a")
        sheet.write(0, 0, "TV1")
        sheet.write(0, 1, xlwt.Formula("1+1"))

    [sheet] = book(by_xlwt(write)).sheets
    assert sheet.rows[0].cells == ["TV1", "=…"]
    assert sheet.unsound == {(1, 1): UNCOMPUTED}


def test_results_that_excel_stored_are_results():
    cells = old_formula(0, 0, bytes(8)) + old_formula(0, 1, EMPTY_TEXT) + old_formula(0, 2, struct.pack("<d", 5))
    cells += old_formula(0, 3, b"\x02\0\x07\0\0\0\xff\xff") + old_formula(0, 4, b"\x01\0\x01\0\0\0\xff\xff")
    cells += old_formula(0, 5, b"\0\0\0\0\0\0\xff\xff") + record(0x207, b"\x02\0\x00ab")
    [sheet] = book(old_book([cells])).sheets
    assert sheet.rows[0].cells == [0.0, None, 5.0, "#DIV/0!", True, "ab"]
    assert sheet.unsound == {}


def test_libreoffice_stores_a_nought_where_the_result_is_a_text():
    """Seen with 7.4: ="a"&"b" is saved as XLS with the number 0 for its result and without its text."""
    recalculated = record(0x1C1, bytes(8))
    cells = old_formula(0, 0, bytes(8)) + old_formula(0, 1, EMPTY_TEXT) + old_formula(0, 2, struct.pack("<d", 5))
    [sheet] = book(old_book([cells + old_number(0, 3, 0)], more=recalculated, year=OTHER_PROGRAMS)).sheets
    assert sheet.rows[0].cells == ["=…", None, 5.0, 0.0]
    assert sheet.unsound == {(1, 0): UNCOMPUTED}


def test_a_sheet_that_waited_for_its_results_when_it_was_saved():
    [sheet] = book(
        old_book([record(0x5E, b"\0\0") + old_formula(0, 0, struct.pack("<d", 5)) + old_number(0, 1, 6)])
    ).sheets
    assert sheet.rows[0].cells == ["=…", 6.0]


def test_charts_and_names_between_the_cells_do_not_matter():
    chart = record(0x809, bytes(16)) + old_number(0, 0, 99) + record(0x0A)
    doubling = b"\x23\1\0\0\0" * 2 + b"\x08"
    name = record(0x18, struct.pack("<HBBHHHBBBB", 0, 0, 1, len(doubling), 0, 0, 0, 0, 0, 0) + b"\0A" + doubling)
    assert rows(old_book([chart + old_number(0, 0, 7)], more=name * 50)) == [[7.0]]


def test_a_text_with_what_is_no_text_bears_the_sign_of_damage():
    text = record(0x204, struct.pack("<HHHHB", 0, 0, 15, 3, 0) + b"a\0b")
    assert rows(old_book([text])) == [["a\ufffdb"]]


def test_a_password():
    data = old_book([old_number(0, 0)], more=record(0x2F, bytes(6)))
    assert refusal(data) == "Tệp “a.xls” có mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu mở tệp, lưu lại rồi gửi."


def test_a_long_cell_is_named_by_its_line(settings):
    settings.MAX_CELL_CHARACTERS = 50
    data = by_xlwt(lambda book: book.add_sheet("a").write(2, 0, "x" * 51))
    assert refusal(data) == "Tệp “a.xls”, dòng 3: có ô dài hơn 50 ký tự. Hãy rút ngắn ô đó."


def test_limits_of_rows_and_columns(settings):
    settings.MAX_TABLE_ROWS, settings.MAX_TABLE_COLUMNS = 3, 4
    assert len(rows(old_book([old_number(2, 3)]))) == 3
    assert refusal(old_book([old_number(3, 0)])) == "Tệp “a.xls” có hơn 3 dòng. Hãy chia thành nhiều tệp nhỏ hơn."
    assert refusal(old_book([old_number(0, 4)])) == "Tệp “a.xls” có hơn 4 cột. Hãy bỏ các cột không dùng."


def test_a_small_stream_lies_inside_another(tmp_path):
    """A stream below 4096 bytes stands in pieces of 64 inside the root's own; only other streams make it so small."""
    data = bytearray(compound(b"x" * 5000))
    assert stream_of(bytes(data), ["workbook"]) == b"x" * 5000
    directory = data.index("Workbook".encode("utf-16-le"))
    home, pieces = 512 + 512, 1 + 10  # the stream becomes the home of small ones; a sector more tells their chain
    data[directory + 116 : directory + 124] = struct.pack("<ii", 2, 150)
    root = directory - 128
    data[root + 116 : root + 124] = struct.pack("<ii", 1, 5000)
    data[home + 128 : home + 128 + 192] = b"a" * 64 + b"b" * 64 + b"c" * 64
    data += struct.pack("<128i", -1, -1, 3, 4, -2, *[-1] * 123)
    table = data.index(struct.pack("<i", -2) + struct.pack("<i", 2))
    data[table + 4 * (pieces + 1) : table + 4 * (pieces + 2)] = struct.pack("<i", -2)
    data[60:64] = struct.pack("<i", pieces + 1)
    assert stream_of(bytes(data), ["workbook"]) == b"a" * 64 + b"b" * 64 + b"c" * 22


@pytest.mark.parametrize(
    ("at", "value"),
    [
        pytest.param(76, 2**32 - 1, id="no-table-of-chains"),
        pytest.param(48, 2**30, id="directory-beyond-the-end"),
        pytest.param(30, 0xFFFF, id="sectors-of-any-size"),
        pytest.param(512 + 128 + 116, 2**30, id="stream-beyond-the-end"),
        pytest.param(512 + 128 + 120, 2**30, id="stream-longer-than-the-file"),
        pytest.param(512 + 66, 0, id="no-root"),
    ],
)
def test_a_container_that_contradicts_itself(at, value):
    data = bytearray(old_book([old_number(0, 0)]))
    data[at : at + 4] = struct.pack("<I", value)
    assert refusal(bytes(data)) == TORN


def test_a_chain_that_bites_its_tail():
    data = bytearray(old_book([old_number(0, 0)] * 40))
    table = data.rindex(struct.pack("<3i", -2, 2, 3))
    data[table + 4 : table + 8] = struct.pack("<i", 1)
    assert refusal(bytes(data)) == TORN


def test_a_directory_woven_into_itself_is_walked_once():
    data = bytearray(old_book([old_number(0, 0, 7)]))
    entry = 512 + 128
    data[entry + 68 : entry + 80] = struct.pack("<iii", 1, 1, 1)
    assert rows(bytes(data)) == [[7.0]]
