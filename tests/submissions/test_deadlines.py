"""By when a return is due, when it is late, and who is given another day."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions.deadlines import Deadline, deadline_of, deadlines_of, how_it_stands
from submissions.models import Extension, SubmissionEvent
from submissions.workflow import Refused, close_year, extend, extend_many

DUE = datetime.date(2026, 1, 15)
FEBRUARY = datetime.date(2026, 2, 10)


def day(number: int, month: int = 1) -> datetime.date:
    return datetime.date(2026, month, number)


@pytest.mark.parametrize(
    ("deadline", "on", "late"),
    [
        (Deadline(DUE), day(15), False),
        (Deadline(DUE), day(16), True),
        (Deadline(DUE, grace_days=5), day(20), False),
        (Deadline(DUE, grace_days=5), day(21), True),
        (Deadline(DUE, arrived=True, submitted_on=day(15)), day(1, 12), False),
        (Deadline(DUE, arrived=True, submitted_on=day(16)), day(1, 12), True),
        (Deadline(DUE, grace_days=1, arrived=True, submitted_on=day(16)), day(1, 12), False),
        (Deadline(DUE, submitted_on=day(2)), day(16), True),  # came in time, and went back since
        (Deadline(None), day(1, 12), False),
        (Deadline(DUE, arrived=True), day(1, 12), False),  # nobody noted when it came
    ],
)
def test_is_late(deadline, on, late):
    assert deadline.is_late(on) is late


@pytest.mark.parametrize(
    ("deadline", "on", "words"),
    [
        (Deadline(DUE), day(1), "còn 14 ngày"),
        (Deadline(DUE), day(15), "hôm nay là ngày cuối"),
        (Deadline(DUE), day(17), "quá hạn 2 ngày"),
        (Deadline(DUE, arrived=True, submitted_on=day(10)), day(17), ""),
        (Deadline(DUE, arrived=True, submitted_on=day(20)), day(21), "nộp trễ hạn"),
        (Deadline(None), day(1), ""),
    ],
)
def test_how_it_stands(deadline, on, words):
    assert how_it_stands(deadline, on) == words


def test_the_newest_extension_holds(returns, cast):
    assert deadline_of(returns.commune).due_date == DUE
    extend(submission=returns.commune, due_date=FEBRUARY, reason="Lũ ở xã", by=cast.reviewer)
    extend(submission=returns.commune, due_date=day(20), reason="Ghi nhầm", by=cast.reviewer)
    assert deadline_of(returns.commune).due_date == day(20)
    assert deadline_of(returns.foreign).due_date == DUE
    rows = Extension.objects.values_list("due_date", "reason", "by__username")
    assert list(rows) == [(FEBRUARY, "Lũ ở xã", "reviewer"), (day(20), "Ghi nhầm", "reviewer")]


def test_what_came_last_counts(returns):
    event = SubmissionEvent.objects.create(submission=returns.commune, old_status="draft", new_status="submitted")
    SubmissionEvent.objects.filter(pk=event.pk).update(at=datetime.datetime(2026, 1, 15, 17, 30, tzinfo=datetime.UTC))
    returns.commune.status = "submitted"
    returns.commune.save()
    found = deadline_of(returns.commune)
    assert found.submitted_on == day(16)  # half past midnight in Đắk Lắk
    assert found.is_late(FEBRUARY)


@pytest.mark.parametrize(
    ("due_date", "reason", "sentence"),
    [
        (day(10), "Lũ", "Hạn nộp mới phải từ 15/01/2026 đến 31/12/2027."),
        (datetime.date(2206, 2, 10), "Lũ", "Hạn nộp mới phải từ 15/01/2026"),
        (DUE, "Lũ", "Cơ quan Xã Krông Pắc đã có hạn nộp này rồi."),
        (FEBRUARY, "  ", "Hãy nêu lý do."),
    ],
)
def test_extend_refuses(returns, due_date, reason, sentence):
    with pytest.raises(Refused, match=sentence):
        extend(submission=returns.commune, due_date=due_date, reason=reason, by=None)
    assert not Extension.objects.exists()


def test_extend_refuses_what_was_submitted_and_a_closed_year(returns):
    returns.commune.status = "submitted"
    returns.commune.save()
    with pytest.raises(Refused, match="đã nộp nên không cần gia hạn"):
        extend_many(submissions=[returns.foreign, returns.commune], due_date=FEBRUARY, reason="Lũ", by=None)
    close_year(year=returns.this_year, by=None)
    with pytest.raises(Refused, match="đã khóa"):
        extend(submission=returns.foreign, due_date=FEBRUARY, reason="Lũ", by=None)
    assert not Extension.objects.exists()


def test_deadlines_take_the_same_queries_for_one_and_for_many(returns):
    for number in range(3):
        extend(submission=returns.foreign, due_date=day(20 + number), reason="Lũ", by=None)
    with CaptureQueriesContext(
        connection,
    ) as one:
        deadlines_of(returns.this_year, [returns.commune.pk])
    with CaptureQueriesContext(connection) as all_of_them:
        assert len(deadlines_of(returns.this_year)) == 2
    assert len(one) == len(all_of_them) == 3


def test_extension_page_shows_the_reporter_the_new_day_and_why(client, cast, returns):
    url = reverse("submissions:extension", args=[returns.commune.pk])
    client.force_login(cast.reviewer)
    response = client.post(url, {"due_date": "10/02/2026", "reason": "Lũ ở xã"})
    assert response.url == url
    client.force_login(cast.reporter)
    page = client.get(url).content.decode()
    assert "10/02/2026" in page
    assert "Lũ ở xã" in page
    assert "Reviewer" in page
    assert 'name="reason"' not in page
    assert client.post(url, {"due_date": "2026-03-10", "reason": "Thêm"}).status_code == 403
    client.force_login(cast.outsider)
    assert client.get(url).status_code == 404
    assert Extension.objects.count() == 1


def test_extension_page_says_what_is_wrong(client, cast, returns):
    client.force_login(cast.reviewer)
    url = reverse("submissions:extension", args=[returns.commune.pk])
    assert "Hãy nêu lý do." in client.post(url, {"due_date": "2026-02-10", "reason": ""}).content.decode()
    assert "Hạn nộp mới phải từ" in client.post(url, {"due_date": "2025-02-10", "reason": "x"}).content.decode()


def test_extensions_page_gives_several_units_another_day(client, cast, returns):
    client.force_login(cast.reviewer)
    url = reverse("submissions:extensions", args=[2025])
    assert "Cơ quan Xã Krông Pắc (đang nhập, hạn 15/01/2026)" in client.get(url).content.decode()
    chosen = [str(returns.commune.pk), str(returns.foreign.pk)]
    client.post(url, {"returns": chosen, "due_date": "2026-02-10", "reason": "Bão"})
    assert set(Extension.objects.values_list("submission", "due_date")) == {
        (returns.commune.pk, FEBRUARY),
        (returns.foreign.pk, FEBRUARY),
    }


def test_extensions_page_takes_no_return_of_others(client, cast, returns):
    client.force_login(cast.reviewer)
    url = reverse("submissions:extensions", args=[2025])
    response = client.post(url, {"returns": [str(returns.district.pk)], "due_date": "2026-02-10", "reason": "Bão"})
    assert response.status_code == 200
    client.force_login(cast.reporter)
    assert client.get(url).status_code == 403
    assert not Extension.objects.exists()
