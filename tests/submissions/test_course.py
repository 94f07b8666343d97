"""The course of a return: everything that happened to it, for whoever may read it, as a page and as a file."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from submissions.course import Kind, course_of
from submissions.imports.applying import apply_batch, receive
from submissions.imports.staging import check_batch
from submissions.models import Extension, FigureQuestion, FigureReply, SubmissionEvent
from submissions.workflow import return_for_correction, undo_file

from .ungated import hand_in


def page(client, user, submission, **query):
    client.force_login(user)
    return client.get(reverse("submissions:submission_history", args=[submission.pk]), query)


def full_course(cast, province, returns):
    """A return to which everything happened once."""
    commune = returns.commune
    returns.say(commune, returns.library, returns.visits, 5, by=cast.reporter)
    returns.say(commune, returns.other_library, returns.visits, 6, by=cast.reporter)
    data = b"institution,visits_onsite\nTV1,7\n"
    batch = receive(data=data, file_name="so-lieu.csv", year=returns.this_year, by=cast.reporter)
    check_batch(batch)
    batch.refresh_from_db()
    apply_batch(batch=batch, by=cast.reporter)
    undo_file(batch=batch, by=cast.reviewer)
    hand_in(commune, by=cast.reporter)
    return_for_correction(submission=commune, by=cast.reviewer, reason="Thiếu số lượt")
    Extension.objects.create(
        submission=commune, due_date=datetime.date(2026, 2, 1), reason="Bão số 12", by=cast.reviewer
    )
    question = FigureQuestion.objects.create(
        submission=commune, institution=returns.library, measure=returns.visits, text="Sao ít vậy?", by=cast.reviewer,
        settled_by=cast.reviewer, settled_at=timezone.now() + datetime.timedelta(hours=1),
    )  # fmt: skip
    FigureReply.objects.create(question=question, text="Đóng cửa sửa chữa.", by=cast.reporter)
    SubmissionEvent.objects.create(
        submission=commune, old_status="returned", new_status="returned", reason="Giải thể", by=cast.reviewer,
        handed_to=province.offices["new:24538"],
    )  # fmt: skip


def test_course_has_everything_that_happened_the_newest_first(cast, province, returns):
    full_course(cast, province, returns)
    entries = course_of(returns.commune)
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)
    found = sorted((str(entry.kind), entry.what, entry.by, entry.text) for entry in entries)
    assert found == sorted([
        ("step", "đang nhập", "", ""),
        ("step", "đã nộp", "Reporter", ""),
        ("step", "trả lại để sửa", "Reviewer", "Thiếu số lượt"),
        ("handed", "Giao cho Cơ quan Xã Krông Ana hoàn thành", "Reviewer", "Giải thể"),
        ("extension", "Hạn nộp mới 01/02/2026", "Reviewer", "Bão số 12"),
        ("question", "Hỏi về Thư viện Phước An, Lượt tại chỗ", "Reviewer", "Sao ít vậy?"),
        ("question", "Trả lời về Thư viện Phước An, Lượt tại chỗ", "Reporter", "Đóng cửa sửa chữa."),
        ("question", "Xong câu hỏi về Thư viện Phước An, Lượt tại chỗ", "Reviewer", ""),
        ("file", "Ghi số liệu từ tệp so-lieu.csv", "Reporter", ""),
        ("file", "Hoàn tác tệp so-lieu.csv", "Reviewer", ""),
        ("figures", "2 lần sửa số liệu", "Reporter", "qua lệnh"),
        ("figures", "1 lần sửa số liệu", "Reporter", "qua tệp"),
        ("figures", "1 lần sửa số liệu", "Reviewer", "qua hoàn tác tệp"),
    ])  # fmt: skip


def test_course_is_of_one_return_only(cast, province, returns):
    full_course(cast, province, returns)
    assert [(entry.kind, entry.what) for entry in course_of(returns.foreign)] == [(Kind.STEP, "đang nhập")]


def test_course_takes_the_same_queries_whatever_happened(client, cast, province, returns):
    url = reverse("submissions:submission_history", args=[returns.commune.pk])
    client.force_login(cast.viewer)
    full_course(cast, province, returns)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    full_course(cast, province, returns)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("role", "status"),
    [("reporter", 200), ("reviewer", 200), ("viewer", 200), ("administrator", 200), ("outsider", 404), ("nobody", 404)],
)
def test_course_is_the_same_for_everybody_who_may_read_the_return(client, cast, province, returns, role, status):
    full_course(cast, province, returns)
    response = page(client, getattr(cast, role), returns.commune)
    assert response.status_code == status
    text = response.content.decode()
    for words in ("Thiếu số lượt", "Bão số 12", "Sao ít vậy?", "Giải thể"):
        assert (words in text) is (status == 200)
    if status == 200:
        assert len(response.context["entries"]) == 13


def test_course_is_filtered_by_kind_and_exported(client, cast, province, returns):
    full_course(cast, province, returns)
    response = page(client, cast.reporter, returns.commune, kind="extension")
    assert [entry.text for entry in response.context["entries"]] == ["Bão số 12"]
    lines = page(client, cast.reporter, returns.commune, format="csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Lúc,Loại,Việc,Ai,Nội dung"
    assert len(lines) == 14
    few = page(client, cast.reporter, returns.commune, kind="file", format="csv").content.decode().splitlines()
    assert len(few) == 3
    assert page(client, cast.reporter, returns.commune, format="xlsx").content.startswith(b"PK")
    assert page(client, cast.reporter, returns.commune, format="exe").status_code == 404
