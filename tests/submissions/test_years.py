"""Reporting years: who adds, changes, closes and reopens them, and what the list says."""

import datetime

import pytest
from django.urls import reverse

from indicators.models import Measure
from submissions.models import AnnualFigure, ReportingYear, Submission, SubmissionEvent
from submissions.saving import why_not_open
from submissions.workflow import (
    Answer,
    Refused,
    add_year,
    call_for_returns,
    change_year,
    close_year,
    ensure_submission,
    open_year,
    reopen_year,
    save_figures,
)


@pytest.mark.parametrize("role", ["reviewer", "administrator"])
def test_year_add_fills_in_the_calendar_year(client, cast, role):
    client.force_login(getattr(cast, role))
    response = client.post(reverse("submissions:year_add"), {"number": "2026"})
    year = ReportingYear.objects.get()
    assert response.url == reverse("submissions:year_edit", args=[2026])
    assert year.stage == "planned"
    assert (year.start, year.end) == (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    assert (year.reference_date, year.due_date) == (datetime.date(2026, 12, 31), None)
    assert year.history.get().history_user == getattr(cast, role)


def test_year_add_takes_its_own_days_written_either_way(client, cast):
    client.force_login(cast.reviewer)
    days = {"start": "2024-12-15", "end": "14/12/2025", "reference_date": "", "due_date": "03/01/2026"}
    client.post(reverse("submissions:year_add"), {"number": "2025", **days})
    year = ReportingYear.objects.get()
    assert (year.start, year.end) == (datetime.date(2024, 12, 15), datetime.date(2025, 12, 14))
    assert year.reference_date == datetime.date(2025, 12, 14)
    assert year.due_date == datetime.date(2026, 1, 3)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"number": "2025"}, "Năm báo cáo này đã có."),
        ({"number": "25"}, "Năm phải từ 2000 đến 2100."),
        ({"number": "2026", "start": "2026-12-31", "end": "2026-01-01"}, "Ngày cuối năm báo cáo không thể trước"),
        ({"number": "2026", "reference_date": "2027-02-01"}, "Ngày chốt danh sách phải nằm trong năm báo cáo."),
        ({"number": "2026", "due_date": "31/02/2026"}, "Không có ngày 31/02/2026."),
    ],
    ids=["twice", "two-digits", "backwards", "reference-outside", "no-such-day"],
)  # fmt: skip
def test_year_add_says_what_is_wrong(client, cast, returns, data, sentence):
    client.force_login(cast.reviewer)
    response = client.post(reverse("submissions:year_add"), data)
    assert sentence in response.content.decode()
    assert list(ReportingYear.objects.values_list("number", flat=True)) == [2025, 2024]


@pytest.mark.parametrize("role", ["reporter", "viewer", "outsider", "nobody"])
@pytest.mark.parametrize("page", ["year_add", "year_edit", "year_open", "year_call", "year_close", "year_reopen"])
def test_years_are_kept_by_reviewers_and_administrators_alone(client, cast, returns, role, page):
    client.force_login(getattr(cast, role))
    url = reverse(f"submissions:{page}", args=[] if page == "year_add" else [2025])
    response = client.post(url, {"number": "2030", "reason": "thử", "due_date": "2027-01-01"})
    assert response.status_code == 403
    assert ReportingYear.objects.count() == 2
    assert ReportingYear.objects.get(number=2025).closed_at is None
    assert ReportingYear.objects.get(number=2025).due_date == datetime.date(2026, 1, 15)


def test_year_edit_changes_its_days_and_never_its_number(client, cast, returns):
    client.force_login(cast.reviewer)
    client.post(reverse("submissions:year_edit", args=[2025]), {"number": "2031", "due_date": "2026-02-20"})
    year = ReportingYear.objects.get(number=2025)
    assert year.due_date == datetime.date(2026, 2, 20)
    assert year.reference_date == datetime.date(2025, 12, 31)
    assert year.history.first().history_user == cast.reviewer


def test_year_edit_says_what_is_wrong_and_changes_nothing(client, cast, returns):
    client.force_login(cast.reviewer)
    response = client.post(reverse("submissions:year_edit", args=[2025]), {"reference_date": "2027-02-01"})
    assert "Ngày chốt danh sách phải nằm trong năm báo cáo." in response.content.decode()
    assert ReportingYear.objects.get(number=2025).reference_date == datetime.date(2025, 12, 31)


def test_year_close_and_reopen_tell_who_and_when(client, cast, returns):
    client.force_login(cast.reviewer)
    client.post(reverse("submissions:year_close", args=[2025]))
    page = client.get(reverse("submissions:year_edit", args=[2025])).content.decode()
    assert "Reviewer đã khóa năm này lúc" in page
    refused = client.post(reverse("submissions:year_edit", args=[2025]), {"due_date": "2030-01-01"}, follow=True)
    assert "Năm 2025 đã khóa; hãy mở lại trước khi sửa." in refused.content.decode()
    unexplained = client.post(reverse("submissions:year_reopen", args=[2025]), {"reason": " "})
    assert "Hãy nêu lý do." in unexplained.content.decode()
    assert ReportingYear.objects.get(number=2025).is_closed
    client.post(reverse("submissions:year_reopen", args=[2025]), {"reason": "Bổ sung xã Ea Kly"})
    year = ReportingYear.objects.get(number=2025)
    assert not year.is_closed
    assert year.history.first().history_change_reason == "Bổ sung xã Ea Kly"


def test_year_close_twice_says_so(client, cast, returns):
    close_year(year=returns.this_year, by=cast.administrator)
    client.force_login(cast.reviewer)
    response = client.post(reverse("submissions:year_close", args=[2025]), follow=True)
    assert "Năm báo cáo 2025 đã khóa rồi." in response.content.decode()


def test_years_counts_only_returns_within_the_scope(client, cast, returns):
    client.force_login(cast.reporter)
    page = client.get(reverse("submissions:years"))
    counts = {year.number: [row[1:] for row in found] for year, found in page.context["rows"]}
    assert counts == {2025: [("đang nhập", 1)], 2024: []}
    client.force_login(cast.viewer)
    page = client.get(reverse("submissions:years"))
    counts = {year.number: [row[1:] for row in found] for year, found in page.context["rows"]}
    assert counts == {2025: [("đang nhập", 2)], 2024: [("đang nhập", 1)]}


def test_years_offers_the_first_year_where_there_is_none(client, cast):
    client.force_login(cast.reviewer)
    assert "Chưa có năm báo cáo nào" in client.get(reverse("submissions:years")).content.decode()


@pytest.fixture
def planned(province):
    """The year 2026, planned: the commune library is asked of the new commune, the museum of the province's office."""
    province.institution("TV1", "Thư viện Phước An", "library_commune", "old:24490")
    province.institution("TV2", "Thư viện Krông Búk", "library_commune", "old:24493")
    province.institution("BT", "Bảo tàng", "museum", "new:66", datetime.date(2025, 7, 1))
    gone = datetime.date(2026, 3, 31)
    province.institution("TV3", "Thư viện Phường 1", "library_commune", "old:22015", valid_until=gone)
    return add_year(
        number=2026, start=datetime.date(2026, 1, 1), end=datetime.date(2026, 12, 31),
        reference_date=datetime.date(2026, 12, 31), due_date=datetime.date(2027, 1, 15), grace_days=3, by=None,
    )  # fmt: skip


def units_of(year):
    return sorted(Submission.objects.filter(year=year).values_list("reporting_unit__code", "status"))


def test_opening_begins_a_return_for_everybody_who_is_asked_on_the_reference_date(planned, cast):
    assert planned.stage == "planned"
    assert open_year(year=planned, by=cast.reviewer) == 2
    assert planned.stage == "open"
    # Of the third library, which closed in March, nothing stands on the reference date.
    assert units_of(planned) == [("24490", "draft"), ("66", "draft")]
    events = SubmissionEvent.objects.values_list("old_status", "new_status", "by__username")
    assert list(events) == [("", "draft", "reviewer")] * 2
    assert [row.history_user for row in planned.history.all()] == [cast.reviewer, None]


def test_opening_takes_the_same_queries_for_few_and_for_many(planned, province, django_assert_max_num_queries):
    for number in range(5):
        province.institution(f"X{number}", f"Nhà văn hóa {number}", "house_commune", "old:24538")
    with django_assert_max_num_queries(40):
        open_year(year=planned, by=None)
    assert len(units_of(planned)) == 3


def test_a_year_opens_once_and_closes_only_when_open(planned):
    with pytest.raises(Refused, match="Năm báo cáo 2026 chưa mở"):
        close_year(year=planned, by=None)
    with pytest.raises(Refused, match="không khóa nên không cần mở lại"):
        reopen_year(year=planned, by=None, reason="thử")
    open_year(year=planned, by=None)
    with pytest.raises(Refused, match="Năm báo cáo 2026 đang mở nên không mở được"):
        open_year(year=planned, by=None)
    close_year(year=planned, by=None)
    for verb in (open_year, call_for_returns, close_year):
        with pytest.raises(Refused, match="đã khóa"):
            verb(year=planned, by=None)
    assert ReportingYear.objects.get().stage == "closed"


def test_calling_again_begins_only_what_is_missing(planned, province):
    open_year(year=planned, by=None)
    assert call_for_returns(year=planned, by=None) == 0
    province.institution("TV4", "Thư viện Ea Na", "library_commune", "old:24541")
    assert call_for_returns(year=planned, by=None) == 1
    assert units_of(planned) == [("24490", "draft"), ("24538", "draft"), ("66", "draft")]
    assert SubmissionEvent.objects.count() == 3


def test_a_planned_year_takes_nothing_and_says_why(planned, province, returns_measure, settings):
    settings.DEPARTMENT_NAME = "Sở X"
    sentence = "Năm báo cáo 2026 chưa mở nên chưa nhập số liệu. Sở X sẽ mở khi bắt đầu kỳ báo cáo."
    assert why_not_open(planned) == sentence
    with pytest.raises(Refused, match="chưa mở"):
        ensure_submission(reporting_unit=province.offices["new:24490"], year=planned, by=None)
    row = Submission.objects.create(reporting_unit=province.offices["new:24490"], year=planned)
    library = province.institution("TV9", "Thư viện", "library_commune", "old:24490")
    answer = Answer(library.pk, returns_measure.pk, "reported", 5)
    with pytest.raises(Refused, match="chưa mở"):
        save_figures(submission=row, answers=[answer], by=None, through="form")
    assert not AnnualFigure.objects.exists()


@pytest.fixture
def returns_measure(province):
    measure = Measure.objects.create(code="visits_onsite", label="Lượt tại chỗ", type="count", position=2)
    measure.categories.set([province.categories["library_commune"]])
    return measure


def test_a_closed_year_says_who_closed_it_when_and_whom_to_ask(planned, cast, settings):
    settings.DEPARTMENT_NAME = "Sở X"
    open_year(year=planned, by=None)
    close_year(year=planned, by=cast.reviewer)
    ReportingYear.objects.update(closed_at=datetime.datetime(2027, 2, 1, 1, 30, tzinfo=datetime.UTC))
    assert why_not_open(ReportingYear.objects.get()) == (
        "Năm báo cáo 2026 đã khóa: Reviewer khóa lúc 01/02/2027 08:30. Nếu cần sửa, hãy đề nghị người thẩm tra của "
        "Sở X mở lại năm, nêu rõ lý do."
    )


def test_a_planned_year_is_given_other_days(planned):
    days = {"start": planned.start, "end": planned.end, "reference_date": planned.reference_date}
    change_year(year=planned, **days, due_date=None, grace_days=0, by=None)
    stored = ReportingYear.objects.get()
    assert (stored.due_date, stored.grace_days, stored.stage) == (None, 0, "planned")


def test_page_says_what_opening_does_before_it_is_done(client, cast, planned):
    client.force_login(cast.reviewer)
    page = client.get(reverse("submissions:year_edit", args=[2026])).content.decode()
    assert "<strong>2 báo cáo</strong>" in page
    assert "<strong>3 cơ sở</strong> hoạt động vào ngày 31/12/2026" in page
    assert "Khóa năm 2026" not in page
    response = client.post(reverse("submissions:year_open", args=[2026]), follow=True)
    assert "Đã mở năm báo cáo 2026. Đã lập 2 báo cáo." in response.content.decode()


def test_page_offers_to_call_those_whose_return_is_missing(client, cast, planned, province):
    open_year(year=planned, by=None)
    client.force_login(cast.administrator)
    url = reverse("submissions:year_edit", args=[2026])
    page = client.get(url).content.decode()
    assert "chưa có báo cáo của năm này" not in page
    assert "Còn 2 báo cáo chưa được duyệt" in page
    province.institution("TV4", "Thư viện Ea Na", "library_commune", "old:24541")
    assert "1 trong 3 đơn vị phải báo cáo" in client.get(url).content.decode()
    response = client.post(reverse("submissions:year_call", args=[2026]), follow=True)
    assert "Đã lập 1 báo cáo." in response.content.decode()


def test_page_warns_where_nobody_would_be_asked(client, cast):
    client.force_login(cast.reviewer)
    client.post(reverse("submissions:year_add"), {"number": "2026"})
    assert "Danh sách chưa có cơ sở nào" in client.get(reverse("submissions:year_edit", args=[2026])).content.decode()


@pytest.mark.parametrize(
    ("data", "start", "end", "reference"),
    [
        ({"calendar": "administrative"}, (2025, 12, 15), (2026, 12, 14), (2026, 12, 14)),
        ({"calendar": "statistical"}, (2026, 1, 1), (2026, 12, 31), (2026, 12, 31)),
        # Days that stood there before the other calendar was chosen are not those that are meant.
        (
            {"calendar": "administrative", "start": "2026-01-01", "end": "2026-12-31"},
            (2025, 12, 15), (2026, 12, 14), (2026, 12, 14),
        ),
        (
            {"calendar": "own", "start": "2026-07-01", "end": "2026-12-31", "reference_date": "2026-09-30"},
            (2026, 7, 1), (2026, 12, 31), (2026, 9, 30),
        ),
        ({"calendar": "statistical", "start": "2026-02-01"}, (2026, 2, 1), (2026, 12, 31), (2026, 12, 31)),
    ],
)  # fmt: skip
def test_year_add_takes_the_days_of_the_calendar_chosen(client, cast, data, start, end, reference):
    client.force_login(cast.reviewer)
    client.post(reverse("submissions:year_add"), {"number": "2026", **data})
    year = ReportingYear.objects.get()
    assert (year.start, year.end) == (datetime.date(*start), datetime.date(*end))
    assert year.reference_date == datetime.date(*reference)


def test_year_edit_moves_the_reference_date_with_the_calendar_unless_it_was_changed_too(client, cast, planned):
    client.force_login(cast.reviewer)
    url = reverse("submissions:year_edit", args=[2026])
    days = {"start": "2026-01-01", "end": "2026-12-31", "due_date": "2027-01-15", "grace_days": "3"}
    client.post(url, days | {"calendar": "administrative", "reference_date": "2026-12-31"})
    year = ReportingYear.objects.get()
    assert (year.end, year.reference_date) == (datetime.date(2026, 12, 14), datetime.date(2026, 12, 14))
    assert year.calendar_name == "năm hành chính (15/12 - 14/12)"
    days |= {"start": "2025-12-15", "end": "2026-12-14", "reference_date": "2026-06-30"}
    client.post(url, days | {"calendar": "statistical"})
    year = ReportingYear.objects.get()
    assert (year.end, year.reference_date) == (datetime.date(2026, 12, 31), datetime.date(2026, 6, 30))


def test_grace_days_are_few(client, cast):
    client.force_login(cast.reviewer)
    response = client.post(reverse("submissions:year_add"), {"number": "2026", "grace_days": "61"})
    assert "Nhiều nhất là 60 ngày." in response.content.decode()
    assert not ReportingYear.objects.exists()


def test_years_tells_the_stage_the_calendar_and_who_closed_it(client, cast, planned):
    open_year(year=planned, by=None)
    close_year(year=planned, by=cast.reviewer)
    client.force_login(cast.nobody)
    page = " ".join(client.get(reverse("submissions:years")).content.decode().split())
    assert "năm thống kê (01/01 - 31/12)" in page
    assert "thêm 3 ngày chưa tính muộn" in page
    assert "<strong>Đã khóa</strong> lúc" in page
    assert ", Reviewer" in page
