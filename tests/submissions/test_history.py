"""The trace of a figure as a page: what it was, who, when, through what; within the scope alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions.models import FigureChange, ImportBatch
from submissions.workflow import Answer, approve, reopen, save_figures

from .ungated import hand_in


def page(client, user, figure):
    client.force_login(user)
    return client.get(reverse("submissions:figure_history", args=[figure.pk]))


@pytest.mark.parametrize(
    ("role", "status"),
    [("reporter", 200), ("reviewer", 200), ("viewer", 200), ("administrator", 200), ("outsider", 404), ("nobody", 404)],
)
def test_history_opens_within_the_scope(client, cast, returns, role, status):
    figure = returns.say(returns.commune, returns.library, returns.visits, 987654)
    response = page(client, getattr(cast, role), figure)
    assert response.status_code == status
    assert ("987.654" in response.content.decode()) is (status == 200)


def test_history_of_last_year_is_read_by_whoever_answers_now(client, cast, returns):
    figure = returns.say(returns.district, returns.library, returns.visits, 4321)
    assert page(client, cast.reporter, figure).status_code == 200
    foreign = returns.say(returns.district, returns.foreign_library, returns.visits, 8765)
    assert page(client, cast.reporter, foreign).status_code == 404


def test_history_tells_every_change(client, cast, returns):
    figure = returns.say(returns.commune, returns.library, returns.visits, 10, by=cast.reporter, note="theo sổ")
    batch = ImportBatch.objects.create(year=returns.this_year, file_name="xa.xlsx", sha256="0", rows=1)
    answer = Answer(returns.library.pk, returns.visits.pk, "reported", 2500, is_estimate=True, sheet="Biểu 1", line=7)
    save_figures(submission=returns.commune, answers=[answer], by=cast.reviewer, through="file", batch=batch)
    response = page(client, cast.viewer, figure)
    assert [change.revision for change in response.context["changes"]] == [2, 1]
    text = " ".join(response.content.decode().split())
    assert "Reporter" in text
    assert "theo sổ" in text
    assert "Reviewer" in text
    assert "tệp xa.xlsx, trang Biểu 1, dòng 7" in text
    assert "2.500" in text
    assert "chưa duyệt lần nào" in text


def test_history_tells_what_was_approved_beside_what_is_there_now(client, cast, returns):
    figure = returns.say(returns.commune, returns.library, returns.visits, 10)
    hand_in(returns.commune, by=cast.reporter)
    approve(submission=returns.commune, by=cast.reviewer)
    assert "khác số liệu hiện nay" not in page(client, cast.viewer, figure).content.decode()
    reopen(submission=returns.commune, by=cast.reviewer, reason="Sửa")
    returns.say(returns.commune, returns.library, returns.visits, 11)
    assert "khác số liệu hiện nay" in page(client, cast.viewer, figure).content.decode()


def test_history_takes_the_same_queries_for_one_change_and_for_many(client, cast, returns):
    figure = returns.say(returns.commune, returns.library, returns.visits, 1, by=cast.reporter)
    page(client, cast.reviewer, figure)
    with CaptureQueriesContext(connection) as one:
        page(client, cast.reviewer, figure)
    for value in (2, 3, 4):
        returns.say(returns.commune, returns.library, returns.visits, value, by=cast.reviewer)
    with CaptureQueriesContext(connection) as four:
        page(client, cast.reviewer, figure)
    assert FigureChange.objects.count() == 4
    assert len(one) == len(four)
