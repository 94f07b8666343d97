"""The page of a return: who opens it, what each may do in each state, and its steps."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions.models import Submission
from submissions.workflow import approve, close_year, reopen, return_for_correction

from .ungated import hand_in


def page(client, user, submission):
    client.force_login(user)
    return client.get(reverse("submissions:submission", args=[submission.pk]))


def step(client, user, submission, name, reason=""):
    client.force_login(user)
    return client.post(reverse(f"submissions:{name}", args=[submission.pk]), {"reason": reason}, follow=True)


def bring(submission, status, cast):
    """Let a draft reach the state."""
    if status == "draft":
        return
    hand_in(submission, by=cast.reporter)
    if status == "returned":
        return_for_correction(submission=submission, by=cast.reviewer, reason="Thiếu")
    elif status == "approved":
        approve(submission=submission, by=cast.reviewer)


@pytest.mark.parametrize(
    ("role", "status"),
    [("reporter", 200), ("reviewer", 200), ("viewer", 200), ("administrator", 200), ("outsider", 404), ("nobody", 404)],
)
def test_submission_opens_within_the_scope(client, cast, returns, role, status):
    returns.say(returns.commune, returns.library, returns.visits, 987654)
    response = page(client, getattr(cast, role), returns.commune)
    assert response.status_code == status
    assert ("987654" in response.content.decode() or "987.654" in response.content.decode()) is (status == 200)


ENTER = "Lưu và kiểm tra"


@pytest.mark.parametrize(
    ("role", "status", "steps", "sentence"),
    [
        ("reporter", "draft", {"submit"}, ENTER),
        ("reporter", "submitted", set(), "Chỉ xem: báo cáo đã nộp."),
        ("reporter", "returned", {"submit"}, ENTER),
        ("reporter", "approved", set(), "Chỉ xem: báo cáo đã duyệt."),
        ("reviewer", "draft", {"submit"}, ENTER),
        ("reviewer", "submitted", {"approve", "return"}, ENTER),
        ("reviewer", "returned", {"submit"}, ENTER),
        ("reviewer", "approved", {"reopen"}, "Chỉ xem: báo cáo đã duyệt."),
        ("viewer", "draft", set(), "Bạn chỉ xem"),
        ("viewer", "submitted", set(), "Bạn chỉ xem"),
        ("administrator", "draft", set(), "Bạn chỉ xem"),
        ("administrator", "approved", set(), "Bạn chỉ xem"),
    ],
)
def test_submission_offers_what_role_and_state_allow(client, cast, returns, role, status, steps, sentence):
    bring(returns.commune, status, cast)
    response = page(client, getattr(cast, role), returns.commune)
    assert response.context["steps"] == steps
    text = response.content.decode()
    assert sentence in text
    assert (ENTER in text) is (sentence == ENTER)


def test_submission_of_a_closed_year_is_to_look_at(client, cast, returns):
    close_year(year=returns.this_year, by=cast.reviewer)
    response = page(client, cast.reviewer, returns.commune)
    assert response.context["steps"] == set()
    assert "Năm báo cáo 2025 đã khóa: " in response.content.decode()
    assert ENTER not in response.content.decode()


def test_submission_goes_through_its_round(client, cast, returns):
    hand_in(returns.commune, by=cast.reporter)
    step(client, cast.reviewer, returns.commune, "return", "Thiếu số lượt")
    hand_in(returns.commune, by=cast.reporter)
    step(client, cast.reviewer, returns.commune, "approve")
    response = step(client, cast.reviewer, returns.commune, "reopen", "Sửa TV1")
    assert [(event.new_status, event.by, event.reason) for event in returns.commune.events.all()] == [
        ("draft", None, ""),
        ("submitted", cast.reporter, ""),
        ("returned", cast.reviewer, "Thiếu số lượt"),
        ("submitted", cast.reporter, ""),
        ("approved", cast.reviewer, ""),
        ("returned", cast.reviewer, "Sửa TV1"),
    ]
    assert "Sửa TV1" in response.content.decode()


@pytest.mark.parametrize(
    ("role", "name", "code"),
    [
        ("reporter", "approve", 403), ("reporter", "return", 403), ("reporter", "reopen", 403),
        ("viewer", "submit", 403), ("viewer", "approve", 403), ("viewer", "return", 403), ("viewer", "reopen", 403),
        ("administrator", "submit", 403), ("administrator", "approve", 403),
        ("outsider", "submit", 404), ("outsider", "approve", 404), ("nobody", "submit", 404),
    ],
)  # fmt: skip
def test_steps_are_refused_to_others(client, cast, returns, role, name, code):
    bring(returns.commune, "submitted" if name != "submit" else "draft", cast)
    before = returns.commune.events.count()
    assert step(client, getattr(cast, role), returns.commune, name, "Thử").status_code == code
    assert returns.commune.events.count() == before


@pytest.mark.parametrize(
    ("status", "name", "reason", "sentence"),
    [
        ("draft", "approve", "", "đang nhập nên không làm được bước này"),
        ("submitted", "submit", "", "đã nộp nên không làm được bước này"),
        ("submitted", "return", "  ", "Hãy nêu lý do."),
        ("submitted", "return", "\0", "Hãy nêu lý do."),
        ("approved", "reopen", "", "Hãy nêu lý do."),
        ("returned", "approve", "", "trả lại để sửa nên không làm được bước này"),
    ],
)
def test_steps_in_the_wrong_state_say_so(client, cast, returns, status, name, reason, sentence):
    bring(returns.commune, status, cast)
    response = step(client, cast.reviewer, returns.commune, name, reason)
    assert sentence in response.content.decode()
    assert Submission.objects.get(pk=returns.commune.pk).status == status


@pytest.mark.parametrize(
    ("name", "status", "meaning", "other"),
    [
        ("approve", "submitted", "số liệu như bây giờ được dùng để tính kết quả", "draft"),
        ("reopen", "approved", "kết quả vẫn dùng số đã duyệt cho đến khi duyệt lại", "submitted"),
    ],
)
def test_steps_say_what_they_mean_before_they_are_taken(client, cast, returns, name, status, meaning, other):
    url = reverse(f"submissions:{name}", args=[returns.commune.pk])
    client.force_login(cast.reviewer)
    for state in (other, status):
        bring(returns.commune, state, cast)
        text = client.get(url).content.decode()
        assert (meaning in text) is (state == status)
        assert ("của năm đang mở" in text) is (state == other)
        Submission.objects.filter(pk=returns.commune.pk).update(status="draft")
    assert returns.commune.events.filter(by=cast.reviewer).count() == (name == "reopen")


def test_submission_shows_last_year_that_the_district_reported(client, cast, returns):
    returns.say(returns.district, returns.library, returns.visits, 4321)
    returns.say(returns.district, returns.foreign_library, returns.visits, 8765)
    text = page(client, cast.reporter, returns.commune).content.decode()
    assert "4.321" in text
    assert "8.765" not in text


def test_submission_tells_zero_unknown_and_silence_apart(client, cast, returns):
    returns.say(returns.commune, returns.library, returns.visits, 0)
    figure = returns.say(returns.commune, returns.other_library, returns.visits, 5)
    figure.state, figure.value = "unknown", None
    figure.save()
    text = page(client, cast.viewer, returns.commune).content.decode()
    assert '<span class="figure-value">0</span>' in text
    assert "không rõ" in text
    assert "chưa báo cáo" in text


def test_submission_keeps_reopened_figures_approved(client, cast, returns):
    figure = returns.say(returns.commune, returns.library, returns.visits, 10)
    bring(returns.commune, "approved", cast)
    reopen(submission=returns.commune, by=cast.reviewer, reason="Sửa")
    figure.refresh_from_db()
    assert (figure.approved_state, figure.approved_value) == ("reported", 10)


def test_submission_without_institutions_says_so(client, cast, province, returns):
    empty = Submission.objects.create(reporting_unit=province.offices["new:24538"], year=returns.this_year)
    assert "Báo cáo này không có cơ sở nào" in page(client, cast.reviewer, empty).content.decode()


def test_submission_filters_by_words_category_and_what_is_missing(client, cast, province, returns):
    returns.say(returns.commune, returns.library, returns.service, 1)
    returns.say(returns.commune, returns.library, returns.visits, 3)
    province.institution("NVH", "Nhà văn hóa xã Krông Búk", "house_commune", "old:24493")
    client.force_login(cast.reporter)
    url = reverse("submissions:submission", args=[returns.commune.pk])

    def names(**query):
        sections = client.get(url, query).context["sections"]
        return [line.standing.name for section in sections for line in section.lines]

    assert names() == ["Thư viện Krông Búk", "Thư viện Phước An", "Nhà văn hóa xã Krông Búk"]
    assert names(q="thu vien buk") == ["Thư viện Krông Búk"]
    assert names(q="thu vien xa krong pac") == ["Thư viện Krông Búk", "Thư viện Phước An"]
    assert names(category=province.categories["house_commune"].pk) == ["Nhà văn hóa xã Krông Búk"]
    # Nothing is asked of a house here, so nothing is missing of it.
    assert names(missing="1") == ["Thư viện Krông Búk"]
    assert "Không có cơ sở nào khớp" in client.get(url, {"q": "zzz"}).content.decode()


def test_submission_takes_the_same_queries_for_one_institution_and_for_many(client, cast, province, returns):
    url = reverse("submissions:submission", args=[returns.foreign.pk])
    client.force_login(cast.outsider)
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for number in range(202):
        institution = province.institution(f"N{number:03}", f"Thư viện {number}", "library_commune", "old:22015")
        if number < 3:
            returns.say(returns.foreign, institution, returns.visits, number)
    with CaptureQueriesContext(connection) as many:
        response = client.get(url)
    assert sum(len(section.lines) for section in response.context["sections"]) == 50
    assert len(many) == len(one) <= 34
    assert "Trang sau" in response.content.decode()
    assert "203 cơ sở, trang 1/5" in " ".join(response.content.decode().split())
    rest = client.get(url, {"page": "5"}).context["sections"]
    names = [line.standing.name for section in rest for line in section.lines]
    assert names == ["Thư viện 200", "Thư viện 201", "Thư viện Phường 1"]


def test_submission_tells_what_is_approved_where_it_differs_and_how_much_changed(client, cast, returns):
    returns.say(returns.district, returns.library, returns.visits, 1000)
    returns.say(returns.commune, returns.library, returns.visits, 1500)
    bring(returns.commune, "approved", cast)
    assert "đã duyệt:" not in page(client, cast.viewer, returns.commune).content.decode()
    reopen(submission=returns.commune, by=cast.reviewer, reason="Sửa")
    returns.say(returns.commune, returns.library, returns.visits, 875, note="Đếm lại theo sổ")
    text = page(client, cast.viewer, returns.commune).content.decode()
    assert "-125 (-13 %)" in text
    assert "đã duyệt:" in text
    assert "1.500" in text
    assert "Đếm lại theo sổ" in text
    assert "1 số liệu đã đổi từ khi duyệt lúc" in text


def test_submission_lets_only_its_reviewers_ask_about_a_figure(client, cast, returns):
    link = f"?institution={returns.library.code}&amp;measure={returns.visits.code}"
    found = {
        role: link in page(client, getattr(cast, role), returns.commune).content.decode()
        for role in ("reporter", "reviewer", "viewer", "administrator")
    }
    assert found == {"reporter": False, "reviewer": True, "viewer": False, "administrator": False}


def test_submission_can_be_looked_at_without_inputs_by_whoever_may_write(client, cast, returns):
    client.force_login(cast.reviewer)
    url = reverse("submissions:submission", args=[returns.commune.pk])
    assert ENTER not in client.get(url, {"look": "1"}).content.decode()
    assert "Xem dạng bảng đối chiếu" in client.get(url).content.decode()


@pytest.mark.parametrize("tab", ["submission", "submission_changes", "submission_history", "submission_checks"])
def test_tabs_say_which_page_is_open_and_share_the_head(client, cast, returns, tab):
    client.force_login(cast.viewer)
    url = reverse(f"submissions:{tab}", args=[returns.commune.pk])
    text = client.get(url).content.decode()
    assert f'aria-current="page"\n         href="{url}"' in text.replace("           href", "         href")
    assert "Hạn nộp 15/01/2026" in text
    assert "năm thống kê (01/01 - 31/12)" in text
    assert "0/2 cơ sở đã đủ số liệu" in text


def test_submission_leads_its_reviewers_to_handing_over_where_its_author_ended(client, cast, province, returns):
    url = reverse("submissions:hand_over", args=[returns.commune.pk])

    def leads(user):
        return url in page(client, user, returns.commune).content.decode()

    assert not leads(cast.reviewer)
    office = province.offices["new:24490"]
    office.valid_until = datetime.date(2026, 1, 31)
    office.save()
    assert leads(cast.reviewer)
    assert not leads(cast.viewer)
    bring(returns.commune, "submitted", cast)
    assert not leads(cast.reviewer)
