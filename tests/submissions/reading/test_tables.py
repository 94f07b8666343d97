"""The door: what a file is by its content, and the one sentence about what is no table."""

import contextlib
import csv
import datetime
import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from submissions.export import as_csv, as_xlsx
from submissions.reading.sheets import clean_text
from submissions.tables import UnreadableFile, read_book, read_sheets


def cells(data: bytes, name: str = "a.csv") -> list[list[object]]:
    [sheet] = read_sheets(data, name)
    return [row.cells for row in sheet.rows]


def workbook(write, **options) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options) as book:
        write(book)
    return out.getvalue()


def refusal(data: bytes, name: str = "a.csv") -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_sheets(data, name)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_in_each_encoding_and_delimiter(encoding, delimiter, end):
    text = end.join(delimiter.join(row) for row in [["Mã", "Tên"], ["TV1", "Thư viện Ea H'leo"]])
    assert cells(text.encode(encoding)) == [["Mã", "Tên"], ["TV1", "Thư viện Ea H'leo"]]


def test_numbers_with_commas_do_not_hide_the_delimiter():
    assert cells(b"institution;visits;more\nA;1,234;5,678\nB;2,000;3,000\n")[1] == ["A", "1,234", "5,678"]


def test_lines_are_those_of_the_file_where_a_cell_breaks_over_lines():
    [sheet] = read_sheets(b'a,b\n"one\ntwo\nthree",1\n\nx,2\n', "a.csv")
    assert [(row.number, row.is_blank) for row in sheet.rows] == [(1, False), (2, False), (5, True), (6, False)]


def test_text_is_composed_and_without_space_around_it():
    assert cells("a,b\n\u00a0Thu\u031b vie\u0323\u0302n\u00a0,\u200b\n".encode())[1] == ["Thư viện", None]


def test_workbook_rows_are_numbered_as_excel_does():
    def write(book):
        sheet = book.add_worksheet("Số liệu")
        sheet.write_row(2, 1, ["Mã", "Lượt"])
        sheet.write_row(4, 1, ["TV1", 1234])
        sheet.write_datetime(4, 3, datetime.datetime(2025, 4, 3), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_formula(5, 2, "=1/0", None, "#DIV/0!")
        sheet.write_boolean(5, 3, True)
        sheet.write_blank(90_000, 5, None, book.add_format({"bold": True}))

    [sheet] = read_sheets(workbook(write), "a.xlsx")
    assert sheet.name == "Số liệu"
    assert [(row.number, row.cells) for row in sheet.rows if not row.is_blank] == [
        (3, [None, "Mã", "Lượt"]),
        (5, [None, "TV1", 1234, datetime.date(2025, 4, 3)]),
        (6, [None, None, "#DIV/0!", True]),
    ]


def test_hidden_sheets_are_left_out():
    def write(book):
        book.add_worksheet("Thấy").write(0, 0, "a")
        hidden = book.add_worksheet("Ẩn")
        hidden.write(0, 0, "b")
        hidden.hide()

    assert [sheet.name for sheet in read_sheets(workbook(write), "a.xlsx")] == ["Thấy"]


def test_the_content_decides_not_the_name():
    data = workbook(lambda book: book.add_worksheet().write(0, 0, "a"))
    assert cells(data, "renamed.csv") == [["a"]]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        pytest.param(b" \r\n ", "Tệp “a.csv” không có nội dung.", id="empty"),
        pytest.param(b",,,\n,,,\n", "Tệp “a.csv” không có dòng nào.", id="only-delimiters"),
        pytest.param(
            b"\x89PNG\r\n\x1a\n\0\0",
            "Tệp “a.csv” là tệp PNG, không phải bảng. Hãy gửi tệp CSV hoặc XLSX.",
            id="picture",
        ),
        pytest.param(
            b"\xff\xd8\xff\xe0jpeg",
            "Tệp “a.csv” là tệp JPEG, không phải bảng. Hãy gửi tệp CSV hoặc XLSX.",
            id="photograph",
        ),
        pytest.param(
            b"a,b\nc\xe3,1\n",
            "Tệp “a.csv”: Chưa rõ tệp dùng bảng mã nào: “că” theo Windows-1258, hay “có” theo TCVN3 (ABC, .VnTime). "
            "Hãy chọn bảng mã.",
            id="doubtful-encoding",
        ),
        pytest.param(b"a,b\n\0\1,2", "Tệp “a.csv” không phải bảng. Hãy gửi tệp CSV hoặc XLSX.", id="binary"),
        pytest.param(
            b'a,b\n1,2\n"open,3\n4,5\n',
            "Tệp “a.csv”, dòng 3: dấu ngoặc kép không khép lại đúng chỗ. Hãy sửa dòng này.",
            id="open-quote",
        ),
        pytest.param(
            b"a,b\n" + b"x" * 5_001 + b",1\n",
            "Tệp “a.csv”, dòng 2: có ô dài hơn 5000 ký tự. Hãy rút ngắn ô đó.",
            id="long-cell",
        ),
        pytest.param(b"a,b\n" + b"1," * 600, "Tệp “a.csv”, dòng 2: có hơn 500 cột.", id="many-columns"),
        pytest.param(
            b"PK\x03\x04 no archive",
            "Tệp “a.csv” không phải bảng Excel đọc được. Hãy mở bằng Excel và lưu lại thành .xlsx.",
            id="torn-workbook",
        ),
    ],
)
def test_what_is_no_table_gets_one_sentence(data, sentence):
    assert refusal(data) == sentence


def test_a_file_beyond_the_limit(settings):
    settings.MAX_UPLOAD_BYTES = 2**20
    assert refusal(b"a" * (2**20 + 1)) == "Tệp “a.csv” lớn hơn 1 MB. Hãy chia thành nhiều tệp nhỏ hơn."


def test_more_rows_than_the_limit(settings):
    settings.MAX_TABLE_ROWS = 3
    sentence = "Tệp “a.csv” có hơn 3 dòng. Hãy chia thành nhiều tệp nhỏ hơn."
    assert refusal(b"a,b\n" * 4) == sentence
    assert refusal(workbook(lambda book: book.add_worksheet().write(3, 0, "a"))) == sentence


def test_one_cell_far_away_is_refused_before_it_is_laid_out():
    """The whole rectangle up to XFD1048576 would take hundreds of gigabytes."""
    sentence = refusal(workbook(lambda book: book.add_worksheet().write(1_048_575, 16_383, "a")))
    assert "có hơn 300000 dòng" in sentence
    sentence = refusal(workbook(lambda book: book.add_worksheet().write(0, 16_383, "a")))
    assert sentence == "Tệp “a.csv” có hơn 500 cột. Hãy bỏ các cột không dùng."


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_small_archive_of_a_huge_sheet_is_refused(settings):
    settings.MAX_UNPACKED_BYTES = 2**20
    data = _packed({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * (21 * 2**20)})
    assert len(data) < 2**20
    assert "khi mở ra vượt giới hạn 1 MB" in refusal(data)


def test_an_archive_that_is_no_workbook():
    assert "là tệp nén ZIP" in refusal(_packed({"readme.txt": b"text"}))


WORKBOOK = workbook(lambda book: book.add_worksheet().write_row(0, 0, ["Mã", 12, "Tên"]))


@settings(max_examples=200, deadline=None)
@given(at=st.integers(4, len(WORKBOOK) - 1), by=st.binary(min_size=1, max_size=8), gone=st.integers(0, 30))
def test_a_torn_workbook_is_read_or_gets_a_sentence(at, by, gone):
    with contextlib.suppress(UnreadableFile):  # anything else would be a stack trace
        read_sheets(WORKBOOK[:at] + by + WORKBOOK[at + gone :], "a.xlsx")


@settings(max_examples=200, deadline=None)
@example(b"\x00")
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_get_a_sentence(data):
    with contextlib.suppress(UnreadableFile):
        read_sheets(data, "a.csv")


text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.just("\n"), max_size=20)
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(text, min_size=width, max_size=width), min_size=1, max_size=8)
)


def left_as_they_are(data: bytes) -> list[list[object]]:
    """The cells of a file whose letters a person has vouched for: arbitrary ones may look like an older table's."""
    [sheet] = read_book(data, "a", encoding="utf-8").sheets
    return [row.cells for row in sheet.rows]


@settings(max_examples=150, deadline=None)
@given(rows=tables, delimiter=st.sampled_from(",;\t|"), mark=st.booleans())
def test_any_table_reads_back_from_csv_in_any_delimiter(rows, delimiter, mark):
    heading = [f"column{index}" for index in range(len(rows[0]))]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([heading, *rows])
    found = left_as_they_are(out.getvalue().encode("utf-8-sig" if mark else "utf-8"))
    assert found == [heading, *([clean_text(value) for value in row] for row in rows)]


@settings(max_examples=60, deadline=None)
@given(rows=tables)
def test_any_table_reads_back_from_an_export(rows):
    rows = [[clean_text(value) for value in row] for row in rows]
    heading = [f"column{index}" for index in range(len(rows[0]))]
    assert left_as_they_are(as_csv(heading, rows)) == [heading, *rows]
    found = left_as_they_are(as_xlsx("bảng", heading, rows))
    width = len(heading)
    padded = [(row + [None] * width)[:width] for row in found]
    while rows and not any(rows[-1]):
        rows.pop()
    assert padded == [heading, *rows]
