"""Columns that say nothing, that nobody named, or that somebody named before: nothing in them is passed over unsaid."""

import pytest

from indicators.models import Measure
from submissions.imports.applying import apply_batch, import_file, receive, year_for
from submissions.imports.checking import Check
from submissions.imports.choices import Choices
from submissions.imports.findings import Outcome
from submissions.imports.sending import Sender, Sending
from submissions.imports.staging import check_batch
from submissions.models import AnnualFigure, RememberedColumn

from ..reading.written import sheets_by_openpyxl

NAMELESS = "Giá trị này nằm ở cột không có tiêu đề. Hãy đặt tên cột, hoặc kiểm tra dấu phân cách trong dòng."
NO_MEASURE = "Không có cột chỉ tiêu nào. Hãy lấy tiêu đề cột từ tệp mẫu."


def sending(user=None, **choices) -> Sending:
    return Sending(year_for(2025), Sender(user), choices=Choices(**choices))


def checked(text: str, **said):
    return import_file(text.encode(), "so-lieu.csv", sending(**said), commit=False)


def errors(report):
    return [(problem.line, problem.column, problem.message) for problem in report.errors]


def notices(report):
    return [problem.message for problem in report.notices]


@pytest.mark.parametrize(
    "text",
    [
        "institution,Ghi chú\nTV1,gửi lại\n",
        "institution,STT\nTV1,1\n",
        "BÁO CÁO NĂM 2025,\ninstitution,Tên\nTV1,Thư viện Phước An\n",
    ],
)
def test_a_table_without_a_measure_is_asked_about_whatever_else_is_said_of_it(returns, text):
    report = checked(text)
    assert [(column, message) for _line, column, message in errors(report)] == [("", NO_MEASURE)]


def test_every_row_with_a_value_in_a_nameless_column_is_held_back(returns):
    text = "institution,,visits_onsite\nTV1,9,5\nTV2,8,6\nTV3,,7\n"
    check = Check(text.encode(), "so-lieu.csv", sending())
    assert [(row.line, row.outcome) for row in check.rows()] == [
        (2, Outcome.ERROR), (3, Outcome.ERROR), (4, Outcome.NEW),
    ]  # fmt: skip
    assert errors(check.report) == [(2, "", NAMELESS)]


def test_a_nameless_column_can_be_left_unread_or_given_a_meaning(returns):
    text = "institution,,lifelong_service\nTV1,9,x\n"
    unread = checked(text, columns={"!2": "ignore"})
    assert (errors(unread), unread.new, notices(unread)) == ([], 1, ["Không đọc các cột: “B”."])
    assert errors(checked(text, columns={"!2": "measure:visits_onsite"})) == []
    assert errors(checked(text, columns={"!2": "total"})) == []


def test_of_two_totals_neither_is_compared(returns):
    one = checked("institution,visits_onsite,Tổng cộng\nTV1,5,3\n")
    assert notices(one) == [
        "Tổng ghi trong tệp là 3, nhỏ hơn tổng các số đếm của dòng: 5. Hãy kiểm tra hoặc giải thích."
    ]
    two = checked("institution,Tổng số,visits_onsite,Tổng cộng\nTV1,9,5,3\n")
    assert notices(two) == ["Không đọc các cột: “Tổng số”, “Tổng cộng”."]
    assert errors(two) == []


def test_a_column_remembered_as_a_measure_that_is_gone_is_asked_about(returns, cast):
    RememberedColumn.objects.create(by=cast.reviewer, heading="luot doc", meaning="measure:readers")
    text = "institution,Lượt đọc,visits_onsite\nTV1,9,5\n"
    asked = [(1, "Lượt đọc", "Không có chỉ tiêu nào tên này. Hãy sửa tiêu đề cột theo tệp mẫu, hoặc bỏ cột.")]
    assert errors(checked(text, user=cast.reviewer)) == asked
    assert errors(checked(text, columns={"!2": "measure:readers"})) == asked
    readers = Measure.objects.create(code="readers", label="Bạn đọc", type="count", position=9)
    readers.categories.set(returns.visits.categories.all())
    assert errors(checked(text, user=cast.reviewer)) == []


def test_a_sign_that_somebody_said_is_no_thousand_makes_a_fraction(returns):
    text = "institution;visits_onsite\nTV1;1.234\n"
    assert errors(checked(text)) == []
    assert errors(checked(text, separators={"!2": "none"})) == [
        (2, "visits_onsite", "Số đếm phải là số nguyên. Hãy bỏ phần lẻ, và ghi không có dấu phân cách.")
    ]


def test_a_table_in_a_sheet_named_as_the_portals_own_is_not_passed_over_unsaid(returns):
    rows = [["institution", "visits_onsite"], ["TV1", 5]]
    data = sheets_by_openpyxl({"Kết quả kiểm tra": rows, "Xã": [rows[0], ["TV2", 6]]})
    report = import_file(data, "so-lieu.xlsx", sending(), commit=False)
    assert (report.rows, report.new, notices(report)) == (
        1, 1,
        ["Trang “Kết quả kiểm tra” mang tên trang do cổng lập nên không đọc. Nếu là số liệu, hãy đổi tên trang."],
    )  # fmt: skip


def test_without_the_rows_of_a_nameless_column_the_others_can_be_stored(returns, cast):
    text = "institution,,visits_onsite\nTV1,9,5\nTV2,,6\n"
    batch = receive(
        data=text.encode(), file_name="so-lieu.csv", year=returns.this_year, by=cast.reporter,
        choices=Choices(only_good=True),
    )  # fmt: skip
    check_batch(batch)
    batch.refresh_from_db()
    apply_batch(batch=batch, by=cast.reporter)
    assert list(AnnualFigure.objects.values_list("institution__code", "value")) == [("TV2", 6)]
    assert [row.line for row in batch.checked_rows.all()] == [2]
