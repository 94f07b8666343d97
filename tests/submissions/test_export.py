"""Tables as files: formulas defused, dates as dates, nothing lost on the way through Excel."""

import datetime
import io

import openpyxl
import pytest
from django.http import Http404

from submissions.export import table_response

HEADINGS = ["Mã", "Tên", "Lượt", "Từ ngày", "Đạt"]
ROWS = [
    ["TV1", "=HYPERLINK(\"http://x\")", 1234, datetime.date(2025, 6, 30), True],
    ["+84", "Thư viện Ea H'leo", None, None, False],
    ["-", "@cmd", 9_007_199_254_740_993, None, None],
]  # fmt: skip


def response(format):
    return table_response(name="số liệu [2025]", headings=HEADINGS, rows=ROWS, format=format)


def test_csv_is_what_excel_reads_and_never_computes():
    answer = response("csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "s%E1%BB%91%20li%E1%BB%87u" in answer["Content-Disposition"]
    assert answer.content.decode("utf-8").splitlines() == [
        "\ufeffMã,Tên,Lượt,Từ ngày,Đạt",
        'TV1,"\'=HYPERLINK(""http://x"")",1234,2025-06-30,có',
        "'+84,Thư viện Ea H'leo,,,không",
        "-,'@cmd,9007199254740993,,",
    ]


def test_workbook_has_texts_numbers_and_dates_as_such():
    sheet = openpyxl.load_workbook(io.BytesIO(response("xlsx").content)).active
    assert sheet.title == "số liệu 2025"
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert [cell.value for cell in sheet[2]] == [
        "TV1", "'=HYPERLINK(\"http://x\")", 1234, datetime.datetime(2025, 6, 30), "có",
    ]  # fmt: skip
    assert sheet["D2"].number_format == "dd/mm/yyyy"
    assert sheet["C4"].value == "9007199254740993"  # Excel would round it to …992
    assert all(cell.data_type != "f" for row in sheet for cell in row)


def test_other_formats_do_not_exist():
    with pytest.raises(Http404):
        response("pdf")
