"""The board of a year and a reporter's own page: which reporting units, how far, and who sees them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions.models import Submission
from submissions.workflow import close_year

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
    assert lines[0] == "Mã,Đơn vị báo cáo,Tình trạng,Số cơ sở,Số cơ sở đủ số liệu,Sửa cuối"
    assert lines[1].startswith("24490,Cơ quan Xã Krông Pắc,đang nhập,2,0,20")
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
    assert len(many) == len(few) <= 20


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
