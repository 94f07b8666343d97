"""Files beside figures: who puts them there, who gets them, how they are handed out, and what stays of them."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions.imports.answering import discard
from submissions.imports.applying import receive
from submissions.models import AnnualFigure, Evidence, KeptFile, Submission
from submissions.workflow import Refused, close_year, withdraw
from submissions.workflow.evidence import attach, remove

from .documents import ACCEPTED, BOMB, HTML, PDF, PNG, REFUSED
from .files.conftest import text_of


@pytest.fixture
def figure(returns) -> AnnualFigure:
    return returns.say(returns.commune, returns.library, returns.visits, 8400)


def send(client, user, figure, name="bang-ke.pdf", data=PDF):
    client.force_login(user)
    sent = {"file": SimpleUploadedFile(name, data)}
    return client.post(reverse("submissions:evidence_add", args=[figure.pk]), sent, follow=True)


def fetch(client, user, evidence):
    client.force_login(user)
    return client.get(reverse("submissions:evidence", args=[evidence.pk]))


def take_off(client, user, evidence):
    client.force_login(user)
    return client.post(reverse("submissions:evidence_remove", args=[evidence.pk]), follow=True)


def status(submission, status):
    Submission.objects.filter(pk=submission.pk).update(status=status)


@pytest.mark.parametrize(("name", "data", "kind"), ACCEPTED, ids=[name for name, *_rest in ACCEPTED])
def test_each_kind_is_kept_as_it_was_sent(client, cast, figure, name, data, kind):
    shown = send(client, cast.reporter, figure, name, data)
    assert "Đã thêm tệp minh chứng." in text_of(shown)
    assert name in text_of(shown)
    row = Evidence.objects.get()
    assert (row.kind, row.by, row.file.name, bytes(row.file.content)) == (kind, cast.reporter, name, data)


@pytest.mark.parametrize(("name", "data", "sentence"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_only_looks_like_a_document_is_refused_with_a_sentence(client, cast, figure, name, data, sentence):
    shown = send(client, cast.reporter, figure, name, data)
    assert (sentence if data else "Tệp không có nội dung") in text_of(shown)
    assert not Evidence.objects.exists()
    assert not KeptFile.objects.exists()


def test_a_file_of_one_byte_too_many_is_refused(client, cast, figure, settings):
    settings.MAX_EVIDENCE_BYTES = 10 * 1024 * 1024
    whole = PDF + b"\n" * (settings.MAX_EVIDENCE_BYTES - len(PDF))
    assert "lớn hơn 10 MB" in text_of(send(client, cast.reporter, figure, data=whole + b"\n"))
    with pytest.raises(Refused, match="lớn hơn 10 MB"):
        attach(figure=figure, data=whole + b"\n", file_name="a.pdf", by=cast.reporter)
    assert not Evidence.objects.exists()
    assert "Đã thêm" in text_of(send(client, cast.reporter, figure, data=whole))


def test_a_name_loses_its_folders_and_its_unseen_signs(cast, figure):
    row = attach(figure=figure, data=PDF, file_name="C:\\tam\\bang\u202ekê\0  2025.pdf", by=cast.reporter)
    assert row.file.name == "bangkê 2025.pdf"
    decomposed = attach(figure=figure, data=PDF, file_name="bảng.pdf", by=cast.reporter)
    assert decomposed.file.name == "bảng.pdf"
    long = attach(figure=figure, data=PDF, file_name="x" * 400 + ".pdf", by=cast.reporter)
    assert len(long.file.name) == 255
    assert long.file.name.endswith("x.pdf")


@pytest.mark.parametrize(
    ("role", "expected"),
    [("reporter", 200), ("reviewer", 200), ("viewer", 403), ("administrator", 403), ("outsider", 404), ("nobody", 404)],
)
def test_who_writes_the_figure_puts_files_there_and_takes_them_off(client, cast, figure, role, expected):
    user = getattr(cast, role)
    assert send(client, user, figure).status_code == expected
    assert Evidence.objects.exists() is (expected == 200)
    row = Evidence.objects.first() or attach(figure=figure, data=PDF, file_name="a.pdf", by=cast.reporter)
    assert take_off(client, user, row).status_code == expected
    row.refresh_from_db()
    assert (row.removed_at is not None) is (expected == 200)


@pytest.mark.parametrize(
    ("role", "expected"),
    [("reporter", 200), ("reviewer", 200), ("viewer", 200), ("administrator", 200), ("outsider", 404), ("nobody", 404)],
)
def test_who_sees_the_figure_gets_the_file(client, cast, figure, role, expected):
    row = attach(figure=figure, data=PDF, file_name="a.pdf", by=cast.reporter)
    response = fetch(client, getattr(cast, role), row)
    assert response.status_code == expected
    assert (response.content == PDF) is (expected == 200)


def test_a_file_is_a_download_that_nothing_interprets_or_keeps(client, cast, figure):
    row = attach(figure=figure, data=PDF, file_name="Bảng kê “quý 4”.pdf", by=cast.reporter)
    headers = fetch(client, cast.viewer, row).headers
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment; filename*=utf-8''B%E1%BA%A3ng%20k%C3%AA")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_original_of_a_file_of_figures_is_handed_out_in_the_same_way(client, cast, returns):
    batch = receive(data=HTML, file_name="so-lieu.html", year=returns.this_year, by=cast.reporter)
    client.force_login(cast.reporter)
    headers = client.get(reverse("submissions:file_original", args=[batch.pk])).headers
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_what_was_taken_off_is_kept_for_the_reviewer_and_told(client, cast, figure):
    row = attach(figure=figure, data=PDF, file_name="bang-ke.pdf", by=cast.reporter)
    shown = take_off(client, cast.reporter, row)
    assert "1 tệp đã gỡ bang-ke.pdf Thêm: Reporter" in text_of(shown)
    assert "Gỡ: Reporter" in text_of(shown)
    assert reverse("submissions:evidence", args=[row.pk]) not in shown.content.decode()
    for role, expected in [("reporter", 404), ("viewer", 404), ("outsider", 404), ("reviewer", 200)]:
        assert fetch(client, getattr(cast, role), row).status_code == expected, role
    assert KeptFile.objects.filter(evidence=row).exists()
    assert "đã được gỡ rồi" in text_of(take_off(client, cast.reviewer, row))
    attach(figure=figure, data=PDF, file_name="bang-ke.pdf", by=cast.reporter)
    assert KeptFile.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "role", "sentence"),
    [
        ("draft", "reporter", ""), ("draft", "reviewer", ""), ("returned", "reporter", ""),
        ("submitted", "reporter", "báo cáo đã nộp"), ("submitted", "reviewer", ""),
        ("approved", "reporter", "đã được duyệt"), ("approved", "reviewer", "đã được duyệt"),
    ],
)  # fmt: skip
def test_files_follow_the_figure_in_who_may_write_when(client, cast, returns, figure, state, role, sentence):
    row = attach(figure=figure, data=PNG, file_name="a.png", by=cast.reviewer)
    status(returns.commune, state)
    user = getattr(cast, role)
    page = text_of(send(client, user, figure))
    assert (sentence or "Đã thêm") in page
    assert Evidence.objects.count() == (1 if sentence else 2)
    assert (sentence or "Đã gỡ") in text_of(take_off(client, user, row))
    client.force_login(user)
    shown = client.get(reverse("submissions:figure_history", args=[figure.pk])).content.decode()
    assert (reverse("submissions:evidence_add", args=[figure.pk]) in shown) is not bool(sentence)


def test_a_closed_year_keeps_its_files(client, cast, returns, figure):
    row = attach(figure=figure, data=PDF, file_name="a.pdf", by=cast.reporter)
    close_year(year=returns.this_year, by=cast.reviewer)
    assert "đã khóa" in text_of(send(client, cast.reviewer, figure, data=PNG, name="a.png"))
    assert "đã khóa" in text_of(take_off(client, cast.reviewer, row))
    assert Evidence.objects.filter(removed_at=None).count() == 1
    assert fetch(client, cast.reporter, row).status_code == 200


def test_a_figure_that_says_nothing_has_no_evidence(client, cast, returns, figure):
    withdraw(
        submission=returns.commune, institution_id=returns.library.pk, measure_id=returns.visits.pk, by=cast.reporter,
        through="form",
    )  # fmt: skip
    assert "Hãy nhập và lưu số liệu trước" in text_of(send(client, cast.reporter, figure))
    assert not Evidence.objects.exists()


def test_a_file_stands_once_beside_a_figure_and_no_more_than_allowed(client, cast, returns, figure, settings):
    settings.MAX_EVIDENCE_PER_FIGURE = 2
    assert "Đã thêm" in text_of(send(client, cast.reporter, figure))
    assert "đã có ở số liệu này" in text_of(send(client, cast.reporter, figure))
    assert "Đã thêm" in text_of(send(client, cast.reporter, figure, "hai.pdf"))
    assert "nhiều nhất 2 tệp" in text_of(send(client, cast.reporter, figure, "ba.pdf"))
    assert KeptFile.objects.count() == 2
    other = returns.say(returns.commune, returns.other_library, returns.visits, 5)
    send(client, cast.reporter, other)
    assert KeptFile.objects.count() == 2
    take_off(client, cast.reporter, figure.evidence.get(file__name="hai.pdf"))
    assert "Đã thêm" in text_of(send(client, cast.reporter, figure, "ba.pdf"))


def test_a_file_of_figures_that_is_thrown_away_leaves_the_evidence_with_its_bytes(cast, returns, figure):
    batch = receive(data=PDF, file_name="a.pdf", year=returns.this_year, by=cast.reporter)
    row = attach(figure=figure, data=PDF, file_name="a.pdf", by=cast.reporter)
    assert row.file_id == batch.file_id
    discard(batch=batch)
    assert bytes(KeptFile.objects.get().content) == PDF


def test_cells_tell_how_many_files_there_are(client, cast, returns, figure):
    attach(figure=figure, data=PDF, file_name="a.pdf", by=cast.reporter)
    removed = attach(figure=figure, data=PDF, file_name="b.pdf", by=cast.reporter)
    remove(evidence=removed, by=cast.reporter)
    client.force_login(cast.viewer)
    link = reverse("submissions:figure_history", args=[figure.pk]) + "#evidence"
    for name, argument in [("institution_form", [2025, "TV1"]), ("submission", [returns.commune.pk])]:
        page = client.get(reverse(f"submissions:{name}", args=argument))
        assert f'href="{link}">1 minh chứng</a>' in page.content.decode(), name


def test_the_page_of_a_figure_takes_the_same_queries_for_one_file_and_for_many(client, cast, figure):
    attach(figure=figure, data=PDF, file_name="a.pdf", by=cast.reporter)
    client.force_login(cast.reporter)
    address = reverse("submissions:figure_history", args=[figure.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    remove(evidence=attach(figure=figure, data=PDF, file_name="b.pdf", by=cast.reporter), by=cast.reviewer)
    attach(figure=figure, data=PDF, file_name="c.pdf", by=cast.reviewer)
    with CaptureQueriesContext(connection) as three:
        client.get(address)
    assert len(one) == len(three)
    assert not any('"content"' in query["sql"] for query in three)


def test_a_bomb_is_refused_before_it_unfolds(cast, figure):
    with pytest.raises(Refused, match="khi mở ra vượt giới hạn"):
        attach(figure=figure, data=BOMB, file_name="a.docx", by=cast.reporter)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_pass_the_limit(cast, figure, settings):
    settings.MAX_EVIDENCE_PER_FIGURE = 3
    ready, told = threading.Barrier(6), []

    def send_one(number: int) -> None:
        try:
            ready.wait()
            attach(figure=figure, data=PDF, file_name=f"{number}.pdf", by=cast.reporter)
            told.append("kept")
        except Refused as refusal:
            told.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send_one, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert told.count("kept") == Evidence.objects.count() == 3
    assert sum("nhiều nhất 3 tệp" in sentence for sentence in told) == 3
