"""XLSX: what a reader of the sheet in Excel does not see, and cells that are one to the eye."""

from submissions.reading.workbooks import read_workbook

from .written import by_hand, by_xlsxwriter


def book(data):
    return read_workbook(data, "a.xlsx")


def test_hidden_rows_are_read_and_told():
    def write(book):
        sheet = book.add_worksheet("X")
        for number in range(12):
            sheet.write(number, 0, number)
        for number in (4, 5, 6, 9, 40):
            sheet.set_row(number, None, None, {"hidden": True})

    read = book(by_xlsxwriter(write))
    assert read.sheets[0].hidden == {5, 6, 7, 10}
    assert [each.cells for each in read.sheets[0].rows][5] == [5.0]
    assert read.remarks == ["Trang “X”: các dòng 5–7, 10 đang ẩn trong Excel vẫn được đọc."]


def test_rows_hidden_by_a_filter_by_no_height_and_in_a_folded_group():
    cells = b'<row r="1"><c><v>1</v></c></row><row r="2" ht="0" customHeight="1"><c><v>2</v></c></row>'
    cells += b'<row r="3" hidden="true" outlineLevel="1"><c><v>3</v></c></row>'
    read = book(by_hand(cells, after=b'<autoFilter ref="A1:A3"/>'))
    assert read.sheets[0].hidden == {2, 3}
    read = book(by_hand(cells.replace(b"<row r=", b'<row ht="15" hidden="0" r=', 1)))
    assert read.remarks == ["Trang “S”: các dòng 2–3 đang ẩn trong Excel vẫn được đọc."]


def test_hidden_columns_are_read_and_told_only_where_something_stands():
    def write(book):
        sheet = book.add_worksheet("X")
        sheet.write_row(0, 0, ["a", "b", "c", "d"])
        sheet.set_column(1, 2, None, None, {"hidden": True})
        sheet.set_column(5, 9, None, None, {"hidden": True})

    read = book(by_xlsxwriter(write))
    assert read.sheets[0].rows[0].cells == ["a", "b", "c", "d"]
    assert read.remarks == ["Trang “X”: các cột B–C đang ẩn trong Excel vẫn được đọc."]


def test_hidden_sheets_are_not_read_and_told():
    def write(book):
        book.add_worksheet("Thấy").write(0, 0, "a")
        for name, hide in (("Ẩn", "hide"), ("Rất ẩn", "very_hidden")):
            sheet = book.add_worksheet(name)
            sheet.write(0, 0, "b")
            getattr(sheet, hide)()
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Thấy!$A$1"})
        book.add_chartsheet("Biểu đồ").set_chart(chart)

    read = book(by_xlsxwriter(write))
    assert [(sheet.name, sheet.rows[0].cells) for sheet in read.sheets] == [("Thấy", ["a"])]
    assert read.remarks == ["Trang đang ẩn trong Excel không được đọc: “Ẩn”, “Rất ẩn”."]


def test_noughts_that_excel_does_not_show_are_noughts_and_told():
    told = ["Trang “Sheet1”: có ô Excel không hiện số (ví dụ số 0 bị ẩn) vẫn được đọc."]

    def by_view(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [0, 5])
        sheet.hide_zero()

    def by_format(book):
        book.add_worksheet().write_row(0, 0, [0, 5], book.add_format({"num_format": "#,##0;-#,##0;"}))

    for write in (by_view, by_format):
        read = book(by_xlsxwriter(write))
        assert read.sheets[0].rows[0].cells == [0.0, 5.0]
        assert read.remarks == told


def test_merged_areas_go_no_further_than_the_table():
    def write(book):
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 1, 2, "gộp")
        sheet.write_row(2, 0, [1, 2, 3])
        sheet.merge_range(2, 4, 9, 9, "")
        sheet.merge_range(20, 0, 21, 0, "")

    [sheet] = book(by_xlsxwriter(write)).sheets
    assert sheet.merged == [(1, 0, 2, 2)]
    assert sheet.rows[0].cells == ["gộp"]
    [sheet] = book(
        by_hand(
            b"<row><c><v>1</v></c><c><v>2</v></c></row>",
            after=b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        )
    ).sheets
    assert sheet.merged == [(1, 0, 1, 1)]
