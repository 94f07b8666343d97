"""The reporter's home: what is asked, by when, how far, what came back, where to go on, and what was last year."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from submissions.models import Extension, FigureQuestion, ReportingYear, Submission
from submissions.workflow import approve, close_year, return_for_correction

from .ungated import hand_in


@pytest.fixture
def home(client, cast):
    """The page of the commune's reporter, and what it is made from."""

    def open_page():
        client.force_login(cast.reporter)
        response = client.get(reverse("submissions:mine"))
        return response.content.decode(), response.context["assignments"]

    return open_page


def due_in(year, days):
    ReportingYear.objects.filter(pk=year.pk).update(due_date=timezone.localdate() + datetime.timedelta(days=days))


def test_mine_says_what_is_asked_by_category(home, returns, province):
    province.institution("BT1", "Bảo tàng Krông Pắc", "museum", "old:24490")
    text, (row,) = home()
    assert [(part.category.code, part.institutions, [m.code for m in part.measures]) for part in row.asked_of] == [
        ("library_commune", 2, ["lifelong_service", "visits_onsite"]),
        ("museum", 1, []),
    ]
    assert "Phải trả lời những gì cho 3 cơ sở" in text
    assert "Lượt tại chỗ" in text
    assert "Phường Tuy Hòa" not in text
    assert "Thư viện Phường 1" not in text


@pytest.mark.parametrize(("days", "words"), [(3, "còn 3 ngày"), (0, "hôm nay là ngày cuối"), (-5, "quá hạn 5 ngày")])
def test_mine_says_by_when_in_words(home, returns, days, words):
    due_in(returns.this_year, days)
    assert words in home()[0]


def test_mine_goes_by_the_extension_of_the_return(home, returns, cast):
    due_in(returns.this_year, -5)
    new = timezone.localdate() + datetime.timedelta(days=2)
    Extension.objects.create(submission=returns.commune, due_date=new, reason="Lũ lụt", by=cast.reviewer)
    text, _rows = home()
    assert f"Hạn nộp {new:%d/%m/%Y}" in text
    assert "Lũ lụt" in text
    assert "quá hạn" not in text


def test_mine_leads_to_the_first_question_without_an_answer(home, returns):
    # In dictionary order Krông Búk stands before Phước An.
    returns.say(returns.commune, returns.other_library, returns.service, 1)
    text, (row,) = home()
    assert (row.next.standing.name, row.next.measure) == ("Thư viện Krông Búk", returns.visits)
    url = reverse("submissions:submission", args=[returns.commune.pk])
    assert f'href="{url}?missing=1#value-{returns.other_library.pk}-{returns.visits.pk}"' in text
    assert "0/2 cơ sở đã đủ số liệu" in text

    for library in (returns.library, returns.other_library):
        returns.say(returns.commune, library, returns.service, 1)
        returns.say(returns.commune, library, returns.visits, 5)
    text, (row,) = home()
    assert row.next is None
    assert "2/2 cơ sở đã đủ số liệu" in text
    assert "Xem lại rồi nộp" in text


def test_mine_tells_what_was_returned_by_whom_and_why(home, returns, cast):
    hand_in(returns.commune, cast.reporter)
    assert "Thiếu lượt" not in home()[0]
    return_for_correction(submission=returns.commune, by=cast.reviewer, reason="Thiếu lượt tại chỗ")
    text, (row,) = home()
    assert "Reviewer" in text
    assert "Thiếu lượt tại chỗ" in text
    assert row.is_open


def test_mine_lists_the_questions_that_wait_with_links(home, returns, cast):
    for submission, library, words in [
        (returns.commune, returns.library, "Sao giảm một nửa?"), (returns.foreign, returns.foreign_library, "Bí mật"),
    ]:  # fmt: skip
        FigureQuestion.objects.create(
            submission=submission, institution=library, measure=returns.visits, text=words, by=cast.reviewer
        )
    settled = FigureQuestion.objects.create(
        submission=returns.commune,
        institution=returns.library,
        measure=returns.service,
        text="Đã xong",
        by=cast.reviewer,
    )
    settled.settled_at = timezone.now()
    settled.save()
    text, _rows = home()
    assert "Sao giảm một nửa?" in text
    assert "Bí mật" not in text
    assert "Đã xong" not in text
    assert f'href="{reverse("submissions:institution_form", args=[2025, "TV1"])}#question-visits_onsite"' in text


def test_mine_offers_last_years_figures_even_of_a_district(home, returns, client):
    returns.say(returns.district, returns.library, returns.visits, 4321)
    returns.say(returns.district, returns.other_library, returns.visits, 1234)
    text, (row,) = home()
    assert (row.before.submission, row.before.institutions, row.before.is_readable) == (returns.district, 2, False)
    assert "do Cơ quan Huyện Krông Pắc báo cáo" in text
    url = reverse("submissions:last_year", args=[returns.commune.pk])
    assert url in text
    page = client.get(url).content.decode()
    assert "4.321" in page
    assert "1.234" in page
    assert "Cơ quan Huyện Krông Pắc" in page


def test_last_year_shows_nothing_of_others(home, returns, client):
    returns.say(returns.foreign, returns.foreign_library, returns.visits, 777)
    returns.say(returns.district, returns.library, returns.visits, 4321)
    home()
    page = client.get(reverse("submissions:last_year", args=[returns.commune.pk])).content.decode()
    assert "777" not in page
    assert client.get(reverse("submissions:last_year", args=[returns.foreign.pk])).status_code == 404


def test_last_year_says_when_nobody_reported(home, returns, client):
    home()
    page = client.get(reverse("submissions:last_year", args=[returns.commune.pk])).content.decode()
    assert "chưa ai báo cáo cho các cơ sở này" in page
    ReportingYear.objects.filter(number=2024).update(number=2019)
    page = client.get(reverse("submissions:last_year", args=[returns.commune.pk])).content.decode()
    assert "Năm 2024, chưa ai báo cáo cho các cơ sở này" in page


def test_mine_has_the_return_that_was_handed_over(home, returns, province):
    office = province.offices["new:24490"]
    Submission.objects.filter(pk=returns.foreign.pk).update(handed_to=office)
    text, rows = home()
    assert {row.progress.reporting_unit.code for row in rows} == {"24490", "22015"}
    assert "Giao cho Cơ quan Xã Krông Pắc hoàn thành." in text


def test_mine_lists_closed_years_apart(client, cast, province, returns):
    Membership.objects.create(
        user=cast.reporter, role="reporter", reporting_unit=province.offices["new:66"], valid_from="2020-01-01"
    )
    close_year(year=returns.last_year, by=cast.reviewer)
    client.force_login(cast.reporter)
    response = client.get(reverse("submissions:mine"))
    # The district's duties went to the province's office, for want of one whole successor.
    assert [str(row) for row in response.context["closed"]] == ["Cơ quan Huyện Krông Pắc 2024"]
    assert [row.progress.reporting_unit.code for row in response.context["assignments"]] == ["24490"]


def test_mine_names_the_year_that_is_only_planned(home, returns):
    planned = ReportingYear.calendar(2026)
    planned.stage = ReportingYear.Stage.PLANNED
    planned.save()
    text, rows = home()
    assert "Năm 2026 chưa mở nên chưa nhập số liệu." in text
    assert [row.progress.year.number for row in rows] == [2025]


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        ("reviewer", "Bạn không phải là người báo cáo của đơn vị nào"),
        ("nobody", "Bạn không phải là người báo cáo của đơn vị nào"),
        ("reporter", "Hiện không có báo cáo nào cần nộp"),
    ],
)
def test_mine_says_why_it_is_empty(client, cast, role, sentence):
    client.force_login(getattr(cast, role))
    assert sentence in client.get(reverse("submissions:mine")).content.decode()


def test_mine_takes_the_same_queries_for_more_units_and_institutions(home, returns, cast, province):
    def queries():
        home()
        with CaptureQueriesContext(connection) as found:
            home()
        return len(found)

    returns.say(returns.district, returns.library, returns.visits, 1)
    few = queries()
    for number, (unit, office) in enumerate([("old:24538", "new:24538"), ("old:22015", "new:22015")]):
        Membership.objects.create(
            user=cast.reporter, role="reporter", reporting_unit=province.offices[office], valid_from="2020-01-01"
        )
        for place in range(3):
            library = province.institution(f"M{number}{place}", f"Thư viện {number}{place}", "library_commune", unit)
            returns.say(returns.district, library, returns.visits, 1)
    assert len(home()[1]) == 3
    assert queries() == few <= 60


def test_mine_has_one_next_step_in_each_state(home, returns, cast):
    assert "Còn 1 báo cáo chờ bạn nhập và nộp." in home()[0]
    assert home()[0].count("btn-primary btn-lg") == 1
    for library in (returns.library, returns.other_library):
        returns.say(returns.commune, library, returns.service, 1)
        returns.say(returns.commune, library, returns.visits, 5)
    checks = reverse("submissions:submission_checks", args=[returns.commune.pk])
    assert f'href="{checks}">Xem lại rồi nộp</a>' in " ".join(home()[0].split())
    hand_in(returns.commune, cast.reporter)
    text = home()[0]
    assert "Bạn đã nộp đủ: không còn báo cáo nào chờ bạn." in text
    assert "Đã nộp, đang chờ duyệt." in text
    assert "btn-lg" not in text
    approve(submission=returns.commune, by=cast.reviewer)
    assert "Đã duyệt: số liệu được tính vào kết quả." in home()[0]


def test_mine_opens_a_return_that_nobody_began(home, returns):
    returns.commune.events.all().delete()
    Submission.objects.filter(pk=returns.commune.pk).delete()
    text, (row,) = home()
    assert row.submission is None
    assert f'action="{reverse("submissions:open", args=[2025])}"' in text
    assert "Bắt đầu nhập" in text


def test_mine_waits_where_the_only_year_is_planned(home, returns):
    ReportingYear.objects.update(stage=ReportingYear.Stage.PLANNED)
    text, rows = home()
    assert rows == []
    assert "Chưa đến kỳ báo cáo" in text
