"""Files of figures: what they mean, what they change, what they are told."""

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Measure
from submissions.imports.applying import apply_batch, import_file, receive, year_for
from submissions.imports.sending import Sender, Sending
from submissions.imports.staging import check_batch
from submissions.models import AnnualFigure, FigureChange, ImportBatch, KeptFile, ReportingYear, Submission
from submissions.tables import UnreadableFile
from submissions.workflow import Refused, approve, close_year, ensure_submission

from .ungated import hand_in

NOT_YOURS = "Không có trong danh sách cơ sở của bạn. Hãy kiểm tra lại mã, hoặc tên và xã/phường."


@pytest.fixture
def registry(province):
    """Two commune libraries and a museum in district 654, a library in 655, one that opened in 2025."""
    for code, name, category, unit in [
        ("TV1", "Thư viện Ea Kly", "library_commune", "old:24496"),
        ("TV2", "Thư viện Krông Búk", "library_commune", "old:24493"),
        ("BT1", "Bảo tàng Phước An", "museum", "old:24490"),
        ("TV3", "Thư viện Ea Na", "library_commune", "old:24541"),
    ]:
        province.institution(code, name, category, unit)
    province.institution("TV9", "Mở sau", "library_commune", "old:24490", datetime.date(2025, 1, 1))
    catalogue = [
        ("lifelong_service", "Có cung cấp dịch vụ phục vụ học tập suốt đời", "yes_no", ["library_commune"]),
        ("visits_onsite", "Lượt người sử dụng tại chỗ", "count", ["library_commune"]),
        ("study_visits", "Lượt khách nghiên cứu, học tập", "count", ["museum"]),
    ]
    for position, (code, label, type_, categories) in enumerate(catalogue):
        measure = Measure.objects.create(code=code, label=label, type=type_, position=position)
        measure.categories.set([province.categories[category] for category in categories])
    return province


def table(*rows: str, delimiter: str = ",") -> bytes:
    """Rows as they are written here, cells apart by commas."""
    return "\n".join(row.replace(",", delimiter) for row in rows).encode()


def sent(year=2024, user=None, reporting_unit=None, status=None):
    return Sending(year_for(year), Sender(user, reporting_unit), status)


def checked(data: bytes, **options):
    return import_file(data, "so-lieu.csv", sent(**options), commit=False)


def imported(data: bytes, **options):
    return import_file(data, "so-lieu.csv", sent(**options), commit=True)


def errors(data: bytes, **options):
    report = imported(data, **options)
    assert not AnnualFigure.objects.exists()
    assert not ReportingYear.objects.exclude(closed_at__isnull=False).exists()
    return [(problem.line, problem.column, problem.value, problem.message) for problem in report.errors]


def counts(report):
    return report.rows, report.new, report.changed, report.unchanged, report.skipped


def stored():
    rows = AnnualFigure.objects.order_by("institution__code", "measure__position")
    return list(rows.values_list("institution__code", "measure__code", "state", "value"))


GOOD = (
    "institution,lifelong_service,visits_onsite,study_visits",
    "TV1,x,1200,",
    "TV2,không,-,",
    "BT1,,,?",
    "TV3,,,",
)


def test_a_file_is_stored_with_its_year_returns_and_trace(registry):
    report = imported(table(*GOOD))
    assert report.committed
    assert counts(report) == (4, 3, 0, 0, 1)
    assert stored() == [
        ("BT1", "study_visits", "unknown", None),
        ("TV1", "lifelong_service", "reported", 1),
        ("TV1", "visits_onsite", "reported", 1200),
        ("TV2", "lifelong_service", "reported", 0),
        ("TV2", "visits_onsite", "reported", 0),
    ]
    year = ReportingYear.objects.get()
    assert (year.number, year.start, year.end, year.reference_date) == (
        2024, datetime.date(2024, 1, 1), datetime.date(2024, 12, 31), datetime.date(2024, 12, 31),
    )  # fmt: skip
    # The row of TV3 says nothing, but its return is touched by the file.
    assert set(Submission.objects.values_list("reporting_unit__code", "status")) == {("654", "draft"), ("655", "draft")}
    batch = ImportBatch.objects.get()
    assert (batch.file_name, batch.rows, len(batch.sha256)) == ("so-lieu.csv", 4, 64)
    change = FigureChange.objects.get(figure__institution__code="TV1", figure__measure__code="visits_onsite")
    assert (change.line, change.through, change.batch, change.by) == (2, "command", batch, None)


def test_checking_alone_writes_nothing(registry):
    report = checked(table(*GOOD))
    assert (report.committed, counts(report)) == (False, (4, 3, 0, 0, 1))
    assert not AnnualFigure.objects.exists()
    assert not ReportingYear.objects.exists()


def test_the_same_file_again_changes_nothing_and_is_told(registry):
    imported(table(*GOOD))
    before = list(FigureChange.objects.values_list("pk"))
    report = imported(table(*GOOD))
    assert counts(report) == (4, 0, 0, 3, 1)
    assert [notice.message[:24] for notice in report.notices] == ["Tệp này đã được nhập lúc"]
    assert list(FigureChange.objects.values_list("pk")) == before
    assert list(ImportBatch.objects.order_by("pk").values_list("changes", flat=True).distinct())[-1] is None
    assert KeptFile.objects.count() == 1


def test_a_corrected_file_applies_only_what_changed(registry):
    imported(table(*GOOD))
    report = imported(table(GOOD[0], "TV1,x,1300,", "TV2,không,-,", "TV3,,5,"))
    assert counts(report) == (3, 1, 1, 1, 0)
    assert AnnualFigure.objects.filter(revision=2).values_list("measure__code", "value").get() == (
        "visits_onsite",
        1300,
    )


def test_a_blank_cell_leaves_what_is_stored(registry):
    imported(table(*GOOD))
    imported(table("institution,lifelong_service", "TV1,không"))
    assert ("TV1", "visits_onsite", "reported", 1200) in stored()
    assert ("TV1", "lifelong_service", "reported", 0) in stored()


def test_not_applicable_takes_the_file_as_its_reason_and_stays_when_sent_again(registry):
    imported(table("institution,visits_onsite", "TV1,KAD"))
    assert AnnualFigure.objects.get().note == "ghi trong tệp so-lieu.csv"
    again = import_file(table("institution,visits_onsite", "TV1,KAD"), "khac.csv", sent(), commit=False)
    assert again.unchanged == 1


def test_vietnamese_headings_name_and_unit(registry):
    report = imported(
        table(
            "STT;Tên;Xã/phường;Huyện;Lượt người sử dụng tại chỗ",
            "1;thư viện  EA KLY;Ea Kly;Krông Pắc;1.200",
            "2;Thư viện Ea Na;X. Ea Na;huyện Krông A Na;3.400",
        )
    )
    assert report.errors == []
    assert stored() == [("TV1", "visits_onsite", "reported", 1200), ("TV3", "visits_onsite", "reported", 3400)]
    assert [(notice.line, notice.message) for notice in report.notices] == [
        (None, "Các cột cách nhau bằng dấu chấm phẩy (;)."),
        (2, "“1.200” trong cột này được đọc là 1200."),
    ]


def test_two_of_one_name_in_one_place_need_their_code(registry):
    registry.institution("TV8", "Thư viện Ea Kly", "library_commune", "old:24496")
    assert errors(table("name,unit,visits_onsite", "Thư viện Ea Kly,24496,5")) == [
        (2, "name", "Thư viện Ea Kly", "Có nhiều cơ sở cùng tên ở đó (TV1, TV8). Hãy ghi mã cơ sở.")
    ]


def test_a_commune_is_not_the_district_whose_name_it_took(registry):
    """In 2025 the new commune Krông Pắc bears the name of the district that ended; TV3 lies in neither."""
    registry.institution("N1", "Nhà văn hóa", "library_commune", "old:24490")
    registry.institution("N2", "Nhà văn hóa", "library_commune", "old:24538")
    assert imported(table("name,Xã/phường,visits_onsite", "Nhà văn hóa,Krông Pắc,5"), year=2025).errors == []
    assert stored() == [("N1", "visits_onsite", "reported", 5)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(["institution,visits_onsite", "TV7,5"], (2, "institution", "TV7", NOT_YOURS), id="unknown"),
        pytest.param(
            ["institution,visits_onsite,số lạ", "TV1,5,6"],
            (1, "số lạ", "", "Không có chỉ tiêu nào tên này. Hãy sửa tiêu đề cột theo tệp mẫu, hoặc bỏ cột."),
            id="unknown-column",
        ),
        pytest.param(
            ["institution,visits_onsite,Lượt người sử dụng tại chỗ", "TV1,5,6"],
            (1, "Lượt người sử dụng tại chỗ", "", "Cột này có hai lần. Hãy bỏ một cột."),
            id="doubled-column",
        ),
        pytest.param(
            ["Mã,institution,visits_onsite", "TV1,TV1,5"],
            (1, "institution", "", "Cột này có hai lần. Hãy bỏ một cột."),
            id="doubled-key",
        ),
        pytest.param(
            ["institution,visits_onsite", "TV1,-3"],
            (2, "visits_onsite", "-3", "Số đếm không thể âm. Hãy ghi một số nguyên từ 0 trở lên."),
            id="negative",
        ),
        pytest.param(
            ["institution,visits_onsite", "TV1,1.5"],
            (2, "visits_onsite", "1.5", "Số đếm phải là số nguyên. Hãy bỏ phần lẻ, và ghi không có dấu phân cách."),
            id="fraction",
        ),
        pytest.param(
            ["institution,lifelong_service", "TV1,một phần"],
            (
                2, "lifelong_service", "một phần",
                "Không phải câu trả lời có/không. Hãy ghi “có” hoặc “không” (hoặc x, 1, 0).",
            ),
            id="neither-yes-nor-no",
        ),
        pytest.param(
            ["institution,visits_onsite", "TV9,5"],
            (
                2, "institution", "TV9",
                "Cơ sở không hoạt động ngày nào trong năm 2024. Hãy bỏ dòng này, hoặc sửa danh sách cơ sở.",
            ),
            id="stood-on-no-day",
        ),
        pytest.param(
            ["institution,study_visits", "TV1,5"],
            (2, "study_visits", "5", "Chỉ tiêu này không hỏi loại hình của cơ sở. Hãy để trống ô này."),
            id="not-asked",
        ),
        pytest.param(
            ["institution,visits_onsite", "TV1,5", "TV2,6", "TV1,5"],
            (4, "institution", "TV1", "Cơ sở này đã có ở dòng 2."),
            id="twice",
        ),
        pytest.param(
            ["institution,visits_onsite", ",5"],
            (2, "institution", "", "Dòng này chưa ghi mã cơ sở (hoặc tên và xã/phường)."),
            id="nobody",
        ),
        pytest.param(
            ["institution,visits_onsite", "TV1,5,6"],
            (
                2, "", "6",
                "Giá trị này nằm ở cột không có tiêu đề. Hãy đặt tên cột, hoặc kiểm tra dấu phân cách trong dòng.",
            ),
            id="outside",
        ),
        pytest.param(
            ["cơ sở,visits_onsite", "TV1,5"],
            (
                1, "", "", "Chưa rõ cột nào cho biết cơ sở: cần cột “Mã”, hoặc “Tên” và “Xã/phường”.",
            ),
            id="nothing-names-the-institution",
        ),
        pytest.param(
            ["cơ sở,số lạ", "TV1,5"],
            (
                1, "", "cơ sở",
                "Không thấy dòng tiêu đề. Bảng cần có cột “Mã” (hoặc “Tên” và “Xã/phường”) và các cột chỉ tiêu.",
            ),
            id="no-heading",
        ),
        pytest.param(
            ["institution", "TV1"],
            (1, "", "", "Không có cột chỉ tiêu nào. Hãy lấy tiêu đề cột từ tệp mẫu."),
            id="no-measure",
        ),
        pytest.param(
            ["name,visits_onsite", "Thư viện Ea Kly,5"],
            (1, "name", "", "Cột “Tên” cần đi cùng cột “Xã/phường” hoặc “Huyện”."),
            id="name-alone",
        ),
    ],
)  # fmt: skip
def test_bad_input_is_named_by_line_and_column(registry, rows, expected):
    assert expected in errors(table(*rows))


def test_all_errors_are_told_at_once_and_an_error_in_the_last_row_leaves_nothing(registry):
    found = errors(table("institution,visits_onsite,lifelong_service", "TV1,-1,vâng", "TV2,5,x", "TV7,5,", "TV3,9e9,"))
    assert [(line, column) for line, column, _value, _message in found] == [
        (2, "visits_onsite"), (2, "lifelong_service"), (4, "institution"), (5, "visits_onsite"),
    ]  # fmt: skip


def test_rows_with_errors_count_only_as_rows(registry):
    report = checked(table("institution,visits_onsite", "TV1,-1", "TV2,5", "TV3,"))
    assert counts(report) == (3, 1, 0, 0, 1)


def test_a_closed_year_takes_no_file(registry):
    ensure_submission(reporting_unit=registry.offices["old:654"], year=_saved(2024), by=None)
    close_year(year=year_for(2024), by=None)
    assert errors(table(*GOOD))[0][3].startswith("Năm báo cáo 2024 đã khóa: người quản trị máy chủ khóa lúc ")


def _saved(number):
    year = year_for(number)
    year.save()
    return year


def test_somebody_elses_institution_and_an_unknown_one_get_one_sentence(registry, cast):
    """In 2025 the reporter's office (new commune 24490) answers for TV2; TV3 lies in another commune."""
    found = errors(table("institution,visits_onsite", "TV2,1", "TV3,2", "XX,3"), year=2025, user=cast.reporter)
    assert found == [(3, "institution", "TV3", NOT_YOURS), (4, "institution", "XX", NOT_YOURS)]


def test_somebody_elses_institution_outside_the_year_gets_the_same_sentence(registry, cast):
    registry.institution("TVX", "Đã đóng", "library_commune", "old:24541", valid_until=datetime.date(2023, 1, 1))
    assert errors(table("institution,visits_onsite", "TVX,1"), year=2025, user=cast.reporter) == [
        (2, "institution", "TVX", NOT_YOURS)
    ]


def test_names_of_others_are_not_found_out_by_guessing(registry, cast):
    found = errors(table("name,unit,visits_onsite", "Thư viện Ea Na,Xã Krông Ana,2"), year=2025, user=cast.reporter)
    assert found == [(2, "name", "Thư viện Ea Na", NOT_YOURS)]


def test_a_reviewer_sends_for_all_in_scope(registry, cast):
    report = imported(table("institution,visits_onsite", "TV2,1", "TV3,2"), year=2025, user=cast.reviewer)
    assert counts(report) == (2, 2, 0, 0, 0)
    assert set(FigureChange.objects.values_list("by__username", flat=True)) == {"reviewer"}


def test_who_reads_does_not_send(registry, cast):
    for user in (cast.viewer, cast.administrator, cast.nobody, cast.outsider):
        assert errors(table("institution,visits_onsite", "TV2,1"), year=2025, user=user)[0][3] == NOT_YOURS


def test_a_named_reporting_unit_refuses_rows_of_others(registry):
    found = errors(table("institution,visits_onsite", "TV1,1", "TV3,2"), reporting_unit=registry.offices["old:654"])
    assert found == [(3, "institution", "TV3", "Cơ sở không do đơn vị báo cáo 654 báo cáo.")]


def test_an_institution_that_closed_in_the_year_reports_through_its_office_of_its_last_day(registry):
    registry.institution("TVX", "Đóng giữa năm", "library_commune", "old:24490", valid_until=datetime.date(2025, 3, 1))
    imported(table("institution,visits_onsite", "TVX,1"), year=2025)
    assert AnnualFigure.objects.get().submission.reporting_unit == registry.offices["old:654"]


def test_status_moves_touched_returns_forward_and_never_back(registry, cast):
    imported(table(*GOOD), status="submitted")
    assert set(Submission.objects.values_list("reporting_unit__code", "status")) == {
        ("654", "submitted"), ("655", "submitted"),
    }  # fmt: skip
    imported(table("institution,visits_onsite", "TV1,7"), status="draft")
    assert set(Submission.objects.values_list("status", flat=True)) == {"submitted"}


def test_an_approved_return_takes_changes_only_as_approved(registry):
    imported(table(*GOOD), status="submitted")
    approve(submission=Submission.objects.get(reporting_unit__code="654"), by=None)
    report = imported(table(GOOD[0], "TV1,x,7,", "TV3,,8,"))
    assert [(problem.line, problem.message) for problem in report.errors] == [
        (2, "Báo cáo của Cơ quan Huyện Krông Pắc đã được duyệt. Hãy mở lại báo cáo trước khi sửa số liệu.")
    ]
    assert ("TV1", "visits_onsite", "reported", 1200) in stored()
    imported(table(GOOD[0], "TV1,x,7,", "TV3,,8,"), status="approved")
    published = AnnualFigure.objects.filter(measure__code="visits_onsite").order_by("institution__code")
    assert list(published.values_list("institution__code", "approved_value")) == [("TV1", 7), ("TV2", 0), ("TV3", 8)]
    again = Submission.objects.get(reporting_unit__code="654").events.last()
    assert (again.old_status, again.new_status, again.reason) == ("approved", "approved", "so-lieu.csv")


def test_an_approved_return_takes_the_same_file_again(registry):
    imported(table(*GOOD), status="approved")
    assert counts(imported(table(*GOOD))) == (4, 0, 0, 3, 1)


def test_a_change_after_the_check_stops_the_file(registry):
    imported(table(*GOOD))
    late = receive(data=table(GOOD[0], "TV1,x,5,"), file_name="muộn.csv", year=year_for(2024), by=None)
    check_batch(late)
    imported(table(GOOD[0], "TV1,x,6,"))
    with pytest.raises(Refused, match="Có người vừa sửa"):
        apply_batch(batch=late, by=None)
    assert ("TV1", "visits_onsite", "reported", 6) in stored()


def test_a_withdrawn_figure_is_as_none_and_can_be_given_anew(registry):
    imported(table("institution,visits_onsite", "TV1,5"))
    AnnualFigure.objects.update(state="not_reported", value=None)
    assert counts(imported(table("institution,visits_onsite", "TV1,5"))) == (1, 1, 0, 0, 0)


def test_thousands_beside_fractions_are_not_guessed(registry):
    found = errors(table("institution,visits_onsite", "TV1,1.234", "TV2,1.5"))
    assert [(line, value) for line, _column, value, _message in found] == [(1, ""), (2, "1.234"), (3, "1.5")]
    assert found[0][3].startswith("Cột này viết số theo nhiều cách")
    assert found[1][3].startswith("Không rõ là 1234 hay số lẻ")


def test_title_rows_above_the_heading_are_skipped_and_said(registry):
    report = imported(table("BÁO CÁO NĂM 2024,,,", ",,,", *GOOD))
    assert counts(report) == (5, 3, 0, 0, 2)
    assert report.notices[0].message == "Bỏ qua dòng 1 (phía trên tiêu đề)."
    assert FigureChange.objects.get(figure__measure__code="study_visits").line == 6


def test_no_table_at_all(registry):
    with pytest.raises(UnreadableFile, match="không có nội dung"):
        checked(b"")


def test_the_queries_do_not_grow_with_the_rows(registry):
    numbers = {5: [], 6: []}  # all new, all changed
    for count in (1, 3, 120):
        codes = [f"L{count}-{index}" for index in range(count)]
        for code in codes:
            registry.institution(code, f"Thư viện {code}", "library_commune", "old:24490")
        for value in (5, 6):
            out = io.StringIO()
            csv.writer(out).writerows([["institution", "visits_onsite"], *([code, value] for code in codes)])
            imported(table("institution,visits_onsite", "TV1,1"))  # year and return are there
            with CaptureQueriesContext(connection) as queries:
                imported(out.getvalue().encode())
            numbers[value].append(len(queries))
    assert all(len(set(counts)) == 1 for counts in numbers.values()), numbers


def test_submit_is_recorded_under_the_sender(registry, cast):
    imported(table("institution,visits_onsite", "TV2,1"), year=2025, user=cast.reporter, status="submitted")
    events = Submission.objects.get().events.values_list("new_status", "by__username")
    assert list(events) == [("draft", "reporter"), ("submitted", "reporter")]
    submission = Submission.objects.get()
    with pytest.raises(Refused):
        hand_in(submission, by=cast.reporter)
