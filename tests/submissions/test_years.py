"""Reporting years: who adds, changes, closes and reopens them, and what the list says."""

import datetime

import pytest
from django.urls import reverse

from submissions.models import ReportingYear
from submissions.workflow import close_year


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
        ({"number": "2026", "due_date": "31/02/2026"}, "Nhập một ngày hợp lệ."),
    ],
    ids=["twice", "two-digits", "backwards", "reference-outside", "no-such-day"],
)  # fmt: skip
def test_year_add_says_what_is_wrong(client, cast, returns, data, sentence):
    client.force_login(cast.reviewer)
    response = client.post(reverse("submissions:year_add"), data)
    assert sentence in response.content.decode()
    assert list(ReportingYear.objects.values_list("number", flat=True)) == [2025, 2024]


@pytest.mark.parametrize("role", ["reporter", "viewer", "outsider", "nobody"])
@pytest.mark.parametrize("page", ["year_add", "year_edit", "year_close", "year_reopen"])
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
