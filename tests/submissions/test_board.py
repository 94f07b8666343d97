"""The board of a year and a reporter's own page: which reporting units, how far, and who sees them."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from submissions.models import Extension, FigureQuestion, Submission
from submissions.workflow import approve, close_year

from .ungated import hand_in


def board(client, user, year=2025, **query):
    client.force_login(user)
    return client.get(reverse("submissions:board", args=[year]), query)


def shown(response):
    """(reporting unit, state, complete, institutions) of each row."""
    rows = response.context["rows"]
    return [(row.reporting_unit.code, row.status, row.complete, row.institutions) for row in rows]


def test_board_counts_complete_institutions_of_each_reporting_unit(client, cast, province, returns):
    province.institution("TV4", "Thư viện Ea Na", "library_commune", "old:24541")
    returns.say(returns.commune, returns.library, returns.service, 1)
    returns.say(returns.commune, returns.library, returns.visits, 0)
    returns.say(returns.commune, returns.other_library, returns.service, 0)
    assert shown(board(client, cast.reviewer)) == [
        ("22015", "draft", 0, 1), ("24538", "none", 0, 1), ("24490", "draft", 1, 2),
    ]  # fmt: skip


def test_board_asks_who_answered_on_the_reference_date_of_the_year(client, cast, returns):
    assert shown(board(client, cast.reviewer, 2024)) == [("654", "draft", 0, 2), ("555", "none", 0, 1)]


def test_board_counts_a_withdrawn_figure_as_missing_and_unknown_as_answered(client, cast, returns):
    returns.say(returns.commune, returns.library, returns.service, 1)
    figure = returns.say(returns.commune, returns.library, returns.visits, 5)
    figure.state, figure.value = "unknown", None
    figure.save()
    assert shown(board(client, cast.reviewer))[1] == ("24490", "draft", 1, 2)
    figure.state = "not_reported"
    figure.save()
    assert shown(board(client, cast.reviewer))[1] == ("24490", "draft", 0, 2)


def test_board_leads_whoever_enters_figures_to_files_until_the_year_is_closed(client, cast, returns):
    link = f'href="{reverse("submissions:import", args=[2025])}"'
    users = {"reviewer": cast.reviewer, "reporter": cast.reporter, "viewer": cast.viewer, "nobody": cast.nobody}
    found = {role for role, user in users.items() if link in board(client, user).content.decode()}
    assert found == {"reviewer", "reporter"}
    close_year(year=returns.this_year, by=cast.reviewer)
    assert link not in board(client, cast.reviewer).content.decode()


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        ("reviewer", ["22015", "24490"]),
        ("viewer", ["22015", "24490"]),
        ("administrator", ["22015", "24490"]),
        ("reporter", ["24490"]),
        ("outsider", ["22015"]),
        ("nobody", []),
    ],
)
def test_board_shows_what_lies_within_the_scope(client, cast, returns, role, codes):
    response = board(client, getattr(cast, role))
    assert [row[0] for row in shown(response)] == codes
    text = response.content.decode()
    assert ("Phường Tuy Hòa" in text) is ("22015" in codes)
    assert ("Xã Krông Pắc" in text) is ("24490" in codes)


@pytest.mark.parametrize(("role", "may"), [("reviewer", True), ("viewer", False), ("administrator", False)])
def test_board_offers_to_open_a_return_to_those_who_may(client, cast, province, returns, role, may):
    province.institution("TV4", "Thư viện Ea Na", "library_commune", "old:24541")
    assert ("Bắt đầu nhập" in board(client, getattr(cast, role)).content.decode()) is may


def test_board_filters_by_words_without_accents_and_by_state(client, cast, returns):
    hand_in(returns.foreign, by=cast.outsider)
    assert [row[0] for row in shown(board(client, cast.reviewer, q="krong pac"))] == ["24490"]
    assert [row[0] for row in shown(board(client, cast.reviewer, status="submitted"))] == ["22015"]
    assert [row[0] for row in shown(board(client, cast.reviewer, order="status"))] == ["24490", "22015"]
    assert "Không có đơn vị nào khớp" in board(client, cast.reviewer, q="không đâu").content.decode()


def test_board_exports_the_rows_that_it_shows(client, cast, returns):
    returns.say(returns.commune, returns.library, returns.service, 1)
    response = board(client, cast.reviewer, q="krong pac", format="csv")
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == (
        "Mã,Đơn vị báo cáo,Tình trạng,Hạn nộp,Được gia hạn,Số ngày quá hạn,Số cơ sở,Số cơ sở có số liệu,"
        "Số cơ sở đủ số liệu,Câu hỏi chưa xong,Giao cho,Hoạt động cuối,"
        "Kỳ số liệu từ,đến,Lịch"
    )
    late = (timezone.localdate() - datetime.date(2026, 1, 15)).days
    start = f"24490,Cơ quan Xã Krông Pắc,đang nhập,2026-01-15,không,{max(late, 0)},2,1,0,0,,20"
    assert lines[1].startswith(start)
    assert lines[1].endswith(",2025-01-01,2025-12-31,năm thống kê (01/01 - 31/12)")
    assert len(lines) == 2
    assert board(client, cast.reviewer, format="xlsx").content.startswith(b"PK")
    assert board(client, cast.reviewer, format="exe").status_code == 404


def test_board_of_no_year_does_not_exist(client, cast, returns):
    assert board(client, cast.reviewer, 2019).status_code == 404


def test_board_takes_the_same_queries_for_one_reporting_unit_and_for_many(client, cast, province, returns):
    client.force_login(cast.reviewer)
    url = reverse("submissions:board", args=[2025])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(12):
        unit = ["old:24538", "old:24541", "old:24490", "new:66"][number % 4]
        institution = province.institution(f"N{number}", f"Thư viện {number}", "library_commune", unit)
        if unit == "old:24490":
            returns.say(returns.commune, institution, returns.visits, number)
    with CaptureQueriesContext(connection) as many:
        response = client.get(url)
    assert len(shown(response)) == 4
    assert len(many) == len(few) <= 25


def test_open_begins_a_return_once(client, cast, province, returns):
    office = province.offices["new:24538"]
    client.force_login(cast.reviewer)
    for _time in range(2):
        response = client.post(reverse("submissions:open", args=[2025]), {"reporting_unit": office.pk})
        submission = Submission.objects.get(reporting_unit=office)
        assert response.url == reverse("submissions:submission", args=[submission.pk])
    assert submission.events.get().by == cast.reviewer


@pytest.mark.parametrize(
    ("role", "status"), [("viewer", 403), ("administrator", 403), ("reporter", 404), ("nobody", 404)]
)
def test_open_is_for_those_who_enter_figures(client, cast, province, returns, role, status):
    client.force_login(getattr(cast, role))
    data = {"reporting_unit": province.offices["new:24538"].pk}
    assert client.post(reverse("submissions:open", args=[2025]), data).status_code == status
    assert Submission.objects.count() == 3


def test_open_of_a_closed_year_is_refused_with_a_sentence(client, cast, province, returns):
    close_year(year=returns.this_year, by=cast.reviewer)
    client.force_login(cast.reviewer)
    data = {"reporting_unit": province.offices["new:24538"].pk}
    response = client.post(reverse("submissions:open", args=[2025]), data, follow=True)
    assert "Năm báo cáo 2025 đã khóa: Reviewer khóa lúc" in response.content.decode()
    assert Submission.objects.count() == 3


def test_open_of_nonsense_does_not_exist(client, cast, returns):
    client.force_login(cast.reviewer)
    for nonsense in ("x", "", "9" * 30, "²"):
        response = client.post(reverse("submissions:open", args=[2025]), {"reporting_unit": nonsense})
        assert response.status_code == 404
    assert client.get(reverse("submissions:open", args=[2025])).status_code == 405


def due_in(returns, days, **more):
    """The year's returns are due so many days from today."""
    for name, value in ({"due_date": timezone.localdate() + datetime.timedelta(days=days)} | more).items():
        setattr(returns.this_year, name, value)
    returns.this_year.save()


def by_code(response):
    return {row.reporting_unit.code: row for row in response.context["rows"]}


def test_board_says_who_is_late_in_words_and_who_has_another_day(client, cast, province, returns):
    province.institution("TV4", "Thư viện Ea Na", "library_commune", "old:24541")
    due_in(returns, -5)
    today = timezone.localdate()
    Extension.objects.create(submission=returns.foreign, due_date=today + datetime.timedelta(days=3), reason="Bão")
    response = board(client, cast.reviewer)
    rows = by_code(response)
    assert {code: (row.is_late, row.days_late) for code, row in rows.items()} == {
        "24490": (True, 5), "22015": (False, 0), "24538": (True, 5),
    }  # fmt: skip
    text = response.content.decode()
    assert text.count("quá hạn 5 ngày") == 2
    assert "được gia hạn" in text
    assert "còn 3 ngày" in text
    assert list(by_code(board(client, cast.reviewer, late="1"))) == ["24538", "24490"]


def test_board_counts_as_late_only_after_the_days_of_grace_and_what_came_too_late(client, cast, returns):
    due_in(returns, -5, grace_days=5)
    assert not any(row.is_late for row in board(client, cast.reviewer).context["rows"])
    due_in(returns, -5, grace_days=4)
    hand_in(returns.commune)
    rows = by_code(board(client, cast.reviewer))
    assert (rows["24490"].days_late, rows["24490"].how_it_stands) == (5, "nộp trễ hạn")


def test_board_tells_the_response_rate_of_the_whole_year_whatever_is_filtered(client, cast, returns):
    returns.say(returns.commune, returns.library, returns.visits, 5)
    hand_in(returns.commune)
    approve(submission=returns.commune, by=cast.reviewer)
    response = board(client, cast.reviewer, q="tuy hoa")
    assert [row[0] for row in shown(response)] == ["22015"]
    rate = response.context["response"]
    assert (rate.given, rate.approved, rate.returns, rate.rate) == (1, 1, 2, 50)
    assert (rate.reporting, rate.complete, rate.institutions, rate.reporting_rate) == (1, 0, 3, 33)
    text = response.content.decode()
    assert "Đã nộp 1/2 báo cáo (50 %), trong đó đã duyệt 1" in text
    assert "Có số liệu 1/3 cơ sở (33 %), trong đó đủ số liệu 0" in text


@pytest.mark.parametrize(
    ("order", "codes"),
    [
        ("name", ["22015", "24538", "24490"]),
        ("-name", ["24490", "24538", "22015"]),
        ("status", ["24538", "22015", "24490"]),
        ("-status", ["24490", "22015", "24538"]),
        ("-complete", ["24490", "22015", "24538"]),
        ("questions", ["22015", "24538", "24490"]),
        ("-questions", ["24490", "22015", "24538"]),
        ("due", ["24538", "24490", "22015"]),
        ("-late", ["24538", "24490", "22015"]),
        ("-changed", ["24490", "22015", "24538"]),
        ("nonsense", ["22015", "24538", "24490"]),
    ],
)
def test_board_is_sorted_by_any_column_both_ways(client, cast, province, returns, order, codes):
    province.institution("TV4", "Thư viện Ea Na", "library_commune", "old:24541")
    due_in(returns, -2)
    Extension.objects.create(submission=returns.foreign, due_date=datetime.date(2099, 1, 1), reason="Bão")
    for library, measure in [
        (returns.library, returns.visits), (returns.library, returns.service),
        (returns.other_library, returns.visits), (returns.other_library, returns.service),
    ]:  # fmt: skip
        returns.say(returns.commune, library, measure, 1)
    hand_in(returns.commune)
    FigureQuestion.objects.create(
        submission=returns.commune, institution=returns.library, measure=returns.visits, text="Đúng không?"
    )
    assert [row[0] for row in shown(board(client, cast.reviewer, order=order))] == codes


def test_board_heads_lead_the_other_way_and_keep_the_filters(client, cast, returns):
    response = board(client, cast.reviewer, order="complete", status="draft")
    heads = {head.column.name: head for head in response.context["heads"]}
    assert (heads["complete"].url, heads["complete"].aria_sort) == ("?status=draft&order=-complete", "ascending")
    assert (heads["name"].url, heads["name"].aria_sort) == ("?status=draft&order=name", "")
    assert response.content.decode().count("aria-sort") == 1


def test_board_filters_by_kind_of_unit_and_by_completeness(client, cast, province, returns):
    body = province.offices["new:22015"]
    body.is_office = False
    body.save()
    assert [row[0] for row in shown(board(client, cast.reviewer, kind="body"))] == ["22015"]
    assert [row[0] for row in shown(board(client, cast.reviewer, kind="office"))] == ["24490"]
    returns.say(returns.foreign, returns.foreign_library, returns.visits, 1)
    returns.say(returns.foreign, returns.foreign_library, returns.service, 1)
    assert [row[0] for row in shown(board(client, cast.reviewer, complete="1"))] == ["22015"]


def test_board_shows_a_return_to_whoever_it_was_handed_to(client, cast, province, returns):
    returns.say(returns.foreign, returns.foreign_library, returns.visits, 1)
    assert [row[0] for row in shown(board(client, cast.reporter))] == ["24490"]
    returns.foreign.handed_to = province.offices["new:24490"]
    returns.foreign.save()
    assert shown(board(client, cast.reporter)) == [("22015", "draft", 0, 1), ("24490", "draft", 0, 2)]
    assert "giao cho Cơ quan Xã Krông Pắc" in board(client, cast.reviewer).content.decode()


@pytest.mark.parametrize(
    ("role", "may"), [("reviewer", True), ("viewer", False), ("administrator", False), ("reporter", False)]
)
def test_board_lets_only_reviewers_choose_submitted_returns(client, cast, returns, role, may):
    hand_in(returns.commune)
    text = board(client, getattr(cast, role)).content.decode()
    assert text.count('name="submission"') == int(may)
    assert ('id="approve-many"' in text) is may


def test_bar_at_the_head_has_each_state_once_and_keeps_what_was_asked_for(client, cast, returns):
    hand_in(returns.foreign, by=cast.outsider)
    response = board(client, cast.reviewer, q="a", order="-late")
    told = [(part.status, part.number, part.start, part.url) for part in response.context["parts"]]
    assert told == [
        ("submitted", 1, 0, "?q=a&status=submitted&order=-late"),
        ("draft", 1, 1, "?q=a&status=draft&order=-late"),
    ]


def test_board_that_lists_nothing_says_how_to_widen_the_filter(client, cast, returns):
    text = board(client, cast.reviewer, q="khong co ten nay").content.decode()
    assert "Không có đơn vị nào khớp" in text
    assert "Viết ít từ hơn trong ô tên" in text
    assert f'href="{reverse("submissions:board", args=[2025])}">Xem tất cả đơn vị</a>' in text
