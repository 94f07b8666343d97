"""XLSX as people's programs write it: what stands in each cell, and where it stands."""

import datetime

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from submissions.reading.sheets import UnreadableFile, clean_text
from submissions.reading.workbooks import read_workbook

from .written import MAIN, OFFICE, by_hand, by_openpyxl, by_xlsxwriter, packed

UNCOMPUTED = "Ô này là công thức chưa có kết quả. Hãy mở tệp bằng Excel hoặc LibreOffice, lưu lại thành .xlsx rồi gửi."
TORN = "Tệp “a.xlsx” không phải bảng Excel đọc được. Hãy mở bằng Excel và lưu lại thành .xlsx."


def book(data):
    return read_workbook(data, "a.xlsx")


def rows(data):
    [sheet] = book(data).sheets
    return [row.cells for row in sheet.rows]


def row(cells: bytes, **parts):
    """The cells of row 1 of a sheet written by hand."""
    [only] = rows(by_hand(b'<row r="1">' + cells + b"</row>", **parts))
    return only


def refusal(data):
    with pytest.raises(UnreadableFile) as caught:
        book(data)
    return str(caught.value)


def test_rows_keep_the_numbers_of_excel_and_are_as_long_as_what_stands_in_them():
    def write(book):
        sheet = book.add_worksheet("Số liệu")
        sheet.write_row(2, 1, ["Mã", "Lượt"])
        sheet.write_row(4, 1, ["TV1", 1234])
        sheet.write_blank(90_000, 5, None, book.add_format({"bold": True}))

    read = book(by_xlsxwriter(write))
    assert (read.kind, read.encoding, read.remarks, read.doubt) == ("xlsx", "", [], "")
    [sheet] = read.sheets
    assert sheet.name == "Số liệu"
    assert [(each.number, each.cells) for each in sheet.rows] == [
        (1, []),
        (2, []),
        (3, [None, "Mã", "Lượt"]),
        (4, []),
        (5, [None, "TV1", 1234.0]),
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (1234, "General", 1234.0),
        (1234, "#,##0", 1234.0),
        (1234, '#,##0 "lượt"', 1234.0),
        (0.4878, "0.00%", "48,78%"),
        (1, "0%", "100%"),
        (123, "00000", "00123"),
        (1, "00", "01"),
        (7, '"TV"000', "TV007"),
        (500, '"ước "#,##0', "ước 500"),
        (12, '0" nghìn"', "12 nghìn"),
        (48, '0"%"', "48%"),
        (1, '[=1]"Có";[=0]"Không";General', "Có"),
        (0, '#,##0;-#,##0;"-"', "-"),
        (45750, "dd/mm/yyyy", datetime.date(2025, 4, 3)),
        (45750.5, "dd/mm/yyyy hh:mm", datetime.datetime(2025, 4, 3, 12, 0)),
        (0.5, "h:mm", "12:00"),
        (1.5, "[h]:mm:ss", "36:00"),
        (3_000_000, "dd/mm/yyyy", "########"),
        (1234.5, "#,##0", 1234.5),
        (11.999999999999998, "0", 12.0),
    ],
)
def test_a_number_is_what_its_format_makes_of_it(value, number_format, expected):
    def write(book):
        book.add_worksheet().write_number(0, 0, value, book.add_format({"num_format": number_format}))

    assert rows(by_xlsxwriter(write)) == [[expected]]


def test_dates_count_from_1904_where_the_workbook_says_so():
    def write(book):
        book.add_worksheet().write(0, 0, datetime.date(2025, 4, 3), book.add_format({"num_format": "dd/mm/yyyy"}))

    assert rows(by_xlsxwriter(write, date_1904=True)) == [[datetime.date(2025, 4, 3)]]


def test_numbers_stored_as_text_stay_text_and_the_sign_of_a_text_is_no_part_of_it():
    def write(book):
        sheet = book.active
        sheet.append(["01", "1234", True, False, "'=1+1", " Ea H'leo\u00a0"])
        sheet["A1"].quotePrefix = True

    assert rows(by_openpyxl(write)) == [["01", "1234", True, False, "=1+1", "Ea H'leo"]]


def test_texts_in_runs_in_the_cell_itself_and_with_a_pronunciation():
    strings = (
        b"<sst><si><r><t>Th\xc6\xb0 </t></r><r><rPr><b/></rPr><t>vi\xe1\xbb\x87n</t></r></si>"
        b"<si><t>A</t><rPh sb='0' eb='1'><t>nghe</t></rPh><phoneticPr fontId='1'/></si>"
        b"<si><t>a_x000A_b_x005F_x0041_</t></si>"
        b"<si/><si><t>_x0000__xD800_</t></si></sst>"
    )
    cells = b"".join(b'<c r="%s1" t="s"><v>%d</v></c>' % (letter.encode(), i) for i, letter in enumerate("ABCDE"))
    cells += b'<c t="inlineStr"><is><r><t>m</t></r><r><t>n</t></r><rPh><t>x</t></rPh></is></c>'
    assert row(cells, strings=strings) == ["Thư viện", "A", "a\nb_x0041_", None, "\ufffd\ufffd", "mn"]


def test_digits_that_are_raised_or_struck_out_belong_to_no_number():
    def write(book):
        sheet = book.add_worksheet()
        above, below = book.add_format({"font_script": 1}), book.add_format({"font_script": 2})
        struck = book.add_format({"font_strikeout": True})
        sheet.write_rich_string(0, 0, "12", above, "1")
        sheet.write_rich_string(0, 1, "Số lớp ", below, "3", " khác")
        sheet.write_rich_string(0, 2, struck, "12", "15")

    assert rows(by_xlsxwriter(write)) == [["12¹", "Số lớp ³ khác", "¹²15"]]
    runs = (
        b'<c r="A1" t="inlineStr"><is><r><t>12</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></is></c>'
    )
    assert row(runs + b'<c r="B1" t="str"><v>12</v></c>') == ["12¹", "12"]


def test_errors_are_their_own_text():
    cells = (
        b'<c t="e"><f>1/0</f><v>#DIV/0!</v></c><c t="e"><v>#N/A</v></c><c t="str"><f>""</f><v></v></c><c><v>1</v></c>'
    )
    assert row(cells) == ["#DIV/0!", "#N/A", None, 1.0]


def test_a_formula_that_was_never_computed_is_not_blank():
    def write(book):
        book.active.append(["TV1", "=SUM(C1:D1)", 5])

    [sheet] = book(by_openpyxl(write)).sheets
    assert sheet.rows[0].cells == ["TV1", "=SUM(C1:D1)", 5.0]
    assert sheet.unsound == {(1, 1): UNCOMPUTED}


def test_the_nought_of_a_program_that_does_not_compute_is_no_result():
    def write(book):
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=A2+1")
        sheet.write_formula(0, 1, "=A2+2", None, 7)
        sheet.write_number(0, 2, 0)

    [sheet] = book(by_xlsxwriter(write)).sheets
    assert sheet.rows[0].cells == ["=A2+1", 7.0, 0.0]
    assert list(sheet.unsound) == [(1, 0)]


def test_a_formula_with_a_result_is_its_result():
    cells = b'<c><f>B1</f><v>0</v></c><c t="str"><f>C1</f><v>x\xc3\xa3</v></c><c t="b"><f>TRUE()</f><v>1</v></c>'
    assert row(cells) == [0.0, "xã", True]


def test_a_formula_shared_from_another_cell_and_never_computed():
    [sheet] = book(by_hand(b'<row><c><f t="shared" si="0"/></c></row>')).sheets
    assert sheet.rows[0].cells == ["=…"]
    assert sheet.unsound == {(1, 0): UNCOMPUTED}


def test_numbers_that_are_none_stay_text():
    cells = b"<c><v>1_000</v></c><c><v>NaN</v></c><c><v>1E400</v></c><c><v>1E3</v></c>"
    assert row(cells) == ["1_000", "NaN", "1E400", 1000.0]


def test_cells_and_rows_without_addresses_follow_one_another():
    cells = (
        b'<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row><row r="4"/><row><c r="B5"><v>4</v></c></row>'
    )
    assert rows(by_hand(cells)) == [[1.0, None, None, 2.0, 3.0], [], [], [], [None, 4.0]]


def test_names_with_a_prefix_and_a_workbook_elsewhere():
    def relations(*targets):
        found = "".join(
            f'<Relationship Id="r{i}" Type="{OFFICE}/{kind}" Target="{to}"/>' for i, (kind, to) in enumerate(targets)
        )
        return f"<Relationships>{found}</Relationships>".encode()

    data = packed(
        {
            "_rels\\.rels": relations(("officeDocument", "/xl/workbook2.xml")),
            "XL/workbook2.xml": f'<x:workbook xmlns:x="{MAIN}" xmlns:q="{OFFICE}"><x:sheets>'
            '<x:sheet name="S &amp; T" sheetId="1" q:id="r0"/></x:sheets></x:workbook>'.encode(),
            "xl/_rels/workbook2.xml.rels": relations(("worksheet", "../tables/one.xml"), ("sharedStrings", "s.xml")),
            "tables/one.xml": f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2" hidden="1">'
            '<x:c r="B2" t="s"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>'.encode("utf-16"),
            "xl/s.xml": f'<x:sst xmlns:x="{MAIN}"><x:si><x:t>Mã</x:t></x:si></x:sst>'.encode(),
        }
    )
    [sheet] = book(data).sheets
    assert (sheet.name, sheet.rows[1].cells, sheet.hidden) == ("S & T", [None, "Mã"], {2})


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(b'<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', id="a-cell-twice"),
        pytest.param(
            b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>', id="a-row-twice"
        ),
        pytest.param(b'<row r="1"><c r="A2"><v>1</v></c></row>', id="a-cell-of-another-row"),
        pytest.param(b'<row r="0"><c><v>1</v></c></row>', id="row-nought"),
        pytest.param(b'<row r="1"><c r="AAAA1"><v>1</v></c></row>', id="no-such-column"),
        pytest.param(b'<row><c t="s"><v>5</v></c></row>', id="no-such-text"),
        pytest.param(b'<row><c t="s"><v>-1</v></c></row>', id="a-text-from-the-end"),
        pytest.param(b"<row><c><v>1</v><c><v>2</v></c></c></row>", id="a-cell-in-a-cell"),
        pytest.param(b"<row><c><v>1</v></row>", id="an-open-tag"),
    ],
)
def test_what_contradicts_itself_is_refused(cells):
    assert refusal(by_hand(cells, strings=b"<sst><si><t>a</t></si></sst>")) == TORN


def test_a_long_cell_is_named_by_its_line(settings):
    settings.MAX_CELL_CHARACTERS = 50
    sentence = "Tệp “a.xlsx”, dòng 3: có ô dài hơn 50 ký tự. Hãy rút ngắn ô đó."
    long = "x" * 51
    assert refusal(by_xlsxwriter(lambda book: book.add_worksheet().write(2, 0, long))) == sentence
    inline = f'<row r="3"><c t="inlineStr"><is><t>{long * 9}</t></is></c></row>'
    assert refusal(by_hand(inline.encode())) == sentence
    assert rows(by_xlsxwriter(lambda book: book.add_worksheet().write(0, 0, long[1:]))) == [[long[1:]]]


def test_limits_of_rows_and_columns(settings):
    settings.MAX_TABLE_ROWS, settings.MAX_TABLE_COLUMNS = 3, 4
    assert len(rows(by_xlsxwriter(lambda book: book.add_worksheet().write(2, 3, "a")))) == 3
    sentence = "Tệp “a.xlsx” có hơn 3 dòng. Hãy chia thành nhiều tệp nhỏ hơn."
    assert refusal(by_xlsxwriter(lambda book: book.add_worksheet().write(3, 0, "a"))) == sentence
    sentence = "Tệp “a.xlsx” có hơn 4 cột. Hãy bỏ các cột không dùng."
    assert refusal(by_xlsxwriter(lambda book: book.add_worksheet().write(0, 4, "a"))) == sentence


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e14, 1e14, allow_nan=False).map(lambda value: float(f"{value:.15g}")),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20).filter(
        lambda text: "_x" not in text
    ),
)


@examples(max_examples=150, deadline=None)
@given(st.lists(st.lists(values, max_size=6), min_size=1, max_size=8))
def test_any_table_is_read_as_it_was_written(table):
    def kept(value):
        return clean_text(value) if isinstance(value, str) else value

    def write(book):
        sheet = book.add_worksheet()
        for number, cells in enumerate(table):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)

    def trimmed(cells):
        while cells and cells[-1] is None:
            cells = cells[:-1]
        return cells

    expected = [trimmed([kept(value) for value in cells]) for cells in table]
    while expected and not expected[-1]:
        expected.pop()
    found = rows(by_xlsxwriter(write))
    assert found == expected
    assert [[type(cell) is bool for cell in cells] for cells in found] == [
        [type(cell) is bool for cell in cells] for cells in expected
    ]
