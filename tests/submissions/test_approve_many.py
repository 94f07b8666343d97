"""Approving several returns at once: the list before it, each for itself, and who may."""

import pytest
from django.urls import reverse

from submissions.models import AnnualFigure, FigureQuestion, Submission
from submissions.workflow import close_year, return_for_correction

from .ungated import hand_in


def post(client, user, *submissions, confirmed=False, year=2025):
    client.force_login(user)
    data = {"submission": [getattr(row, "pk", row) for row in submissions]}
    if confirmed:
        data["confirmed"] = "1"
    return client.post(reverse("submissions:approve_many", args=[year]), data, follow=True)


def statuses(returns):
    rows = Submission.objects.filter(pk__in=[returns.commune.pk, returns.foreign.pk])
    return dict(rows.values_list("reporting_unit__code", "status"))


def test_approve_many_first_lists_what_was_chosen_and_changes_nothing(client, cast, returns):
    returns.say(returns.commune, returns.library, returns.visits, 5)
    FigureQuestion.objects.create(
        submission=returns.commune, institution=returns.library, measure=returns.visits, text="Đúng không?"
    )
    hand_in(returns.commune)
    hand_in(returns.foreign)
    response = post(client, cast.reviewer, returns.commune, returns.foreign)
    text = response.content.decode()
    assert "2 báo cáo đã chọn" in text
    assert "Cơ quan Xã Krông Pắc" in text
    assert "còn thiếu" in text
    assert "Mỗi báo cáo được duyệt riêng" in text
    found = {row.reporting_unit.code: (row.complete, row.open_questions) for row, _found in response.context["chosen"]}
    assert found == {"24490": (0, 1), "22015": (0, 0)}
    assert all(findings is not None for _row, findings in response.context["chosen"])
    assert statuses(returns) == {"24490": "submitted", "22015": "submitted"}


def test_approve_many_approves_each_and_publishes_its_figures(client, cast, returns):
    returns.say(returns.commune, returns.library, returns.visits, 5)
    hand_in(returns.commune)
    hand_in(returns.foreign)
    response = post(client, cast.reviewer, returns.commune, returns.foreign, confirmed=True)
    assert "Đã duyệt 2 báo cáo." in response.content.decode()
    assert statuses(returns) == {"24490": "approved", "22015": "approved"}
    assert AnnualFigure.objects.get().approved_value == 5
    assert [event.by for event in returns.commune.events.filter(new_status="approved")] == [cast.reviewer]


def test_approve_many_tells_what_cannot_be_and_approves_the_rest(client, cast, returns):
    hand_in(returns.commune)
    hand_in(returns.foreign)
    return_for_correction(submission=returns.foreign, by=cast.reviewer, reason="Thiếu")
    listed = post(client, cast.reviewer, returns.commune, returns.foreign).content.decode()
    assert "không duyệt được" in listed
    assert "Duyệt 1 báo cáo" in listed
    text = post(client, cast.reviewer, returns.commune, returns.foreign, confirmed=True).content.decode()
    assert "Đã duyệt 1 báo cáo." in text
    assert "Báo cáo của Cơ quan Phường Tuy Hòa trả lại để sửa nên không làm được bước này." in text
    assert statuses(returns) == {"24490": "approved", "22015": "returned"}


def test_approve_many_of_a_closed_year_approves_nothing_and_says_why(client, cast, returns):
    hand_in(returns.commune)
    close_year(year=returns.this_year, by=cast.reviewer)
    assert (
        "Không báo cáo nào trong số này duyệt được bây giờ."
        in post(client, cast.reviewer, returns.commune).content.decode()
    )
    text = post(client, cast.reviewer, returns.commune, confirmed=True).content.decode()
    assert "đã khóa" in text
    assert "Đã duyệt" not in text
    assert statuses(returns)["24490"] == "submitted"


def test_approve_many_of_nothing_asks_to_choose(client, cast, returns):
    assert "Hãy chọn ít nhất một báo cáo đã nộp." in post(client, cast.reviewer).content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [("viewer", 403), ("administrator", 403), ("reporter", 403), ("outsider", 404), ("nobody", 404)]
)
@pytest.mark.parametrize("confirmed", [False, True])
def test_approve_many_is_for_reviewers_of_all_that_was_chosen(client, cast, returns, role, status, confirmed):
    hand_in(returns.commune)
    assert post(client, getattr(cast, role), returns.commune, confirmed=confirmed).status_code == status
    assert statuses(returns)["24490"] == "submitted"


def test_approve_many_knows_no_returns_of_other_years_or_nonsense(client, cast, returns):
    hand_in(returns.district)
    for nonsense in (returns.district, "x", "9" * 30, 999_999):
        assert post(client, cast.reviewer, nonsense, confirmed=True).status_code == 404
    assert post(client, cast.reviewer, returns.commune, year=2019).status_code == 404
    client.force_login(cast.reviewer)
    assert client.get(reverse("submissions:approve_many", args=[2025])).status_code == 405
