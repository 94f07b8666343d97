"""What became of a file: its result, its bytes, its traces, and taking it back."""

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions.imports.running import bring_up_to_date
from submissions.models import AnnualFigure, FigureChange, ImportBatch, KeptFile
from submissions.workflow import approve

from ..ungated import hand_in
from .conftest import FILE, Page, text_of


@pytest.fixture
def applied(page):
    """A stored file of the reporter's."""
    batch = page.apply(page.send(FILE)).context["batch"]
    assert batch.is_applied
    return batch


def test_the_result_leads_from_each_cell_to_its_figure_and_back(page, applied, returns):
    shown = page.get("file", applied)
    text = text_of(shown)
    assert "2 dòng: 2 mới, 0 thay đổi, 0 giữ nguyên, 0 bỏ qua" in text
    assert "C2 Thư viện Phước An Lượt tại chỗ chưa báo cáo 1.200" in text
    figure = AnnualFigure.objects.get(institution=returns.library, measure=returns.visits)
    assert reverse("submissions:figure_history", args=[figure.pk]) in shown.content.decode()
    history = page.client.get(reverse("submissions:figure_history", args=[figure.pk]))
    assert reverse("submissions:file", args=[applied.pk]) in history.content.decode()
    assert "tệp so-lieu.csv , ô C2" in text_of(history)


def test_who_reads_all_its_returns_sees_the_result(applied, as_other, cast):
    for name in ("reviewer", "viewer", "administrator"):
        other = as_other(getattr(cast, name))
        assert "Thư viện Phước An" in text_of(other.get("file", applied))
        assert other.get("file_original", applied).content == FILE.encode()
    for name in ("outsider", "nobody"):
        other = as_other(getattr(cast, name))
        assert other.get("file", applied).status_code == 404
        assert other.get("file_original", applied).status_code == 404


def test_a_name_in_the_history_is_a_link_only_for_who_sees_the_file(applied, as_other, cast, returns):
    ImportBatch.objects.filter(pk=applied.pk).update(by=cast.administrator)
    applied.touched.create(submission=returns.foreign, old_status="draft", new_status="draft")
    figure = AnnualFigure.objects.get(institution=returns.library, measure=returns.visits)
    page = as_other(cast.reporter).client.get(reverse("submissions:figure_history", args=[figure.pk]))
    assert "so-lieu.csv" in text_of(page)
    assert reverse("submissions:file", args=[applied.pk]) not in page.content.decode()


def test_the_original_is_handed_out_as_bytes_and_never_shown(page, cast):
    hostile = b"institution,visits_onsite\nTV1,<script>alert(1)</script>\n"
    batch = page.send(hostile, name="trang.html").context["batch"]
    answer = page.get("file_original", batch)
    assert answer.content == hostile
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "<script>alert" not in page.get("file", batch).content.decode()
    assert page.post("file_original", batch).status_code == 405
    assert KeptFile.objects.get().sha256 == hashlib.sha256(hostile).hexdigest()


def test_a_batch_without_bytes_has_no_original(page, applied):
    ImportBatch.objects.filter(pk=applied.pk).update(file=None)
    assert page.get("file", applied).status_code == 200
    assert page.get("file_original", applied).status_code == 404
    assert page.get("file_marked", applied).status_code == 404


def test_undoing_takes_all_back_but_what_was_changed_since(page, applied, returns):
    returns.say(returns.commune, returns.library, returns.visits, 1300)
    asked = page.get("file_undo", applied)
    text = text_of(asked)
    assert "3 số liệu trở lại như trước khi nhập tệp" in text
    assert "1 số liệu đã được sửa sau khi nhập tệp nên giữ nguyên" in text
    assert FigureChange.objects.filter(through="undo").count() == 0
    done = page.post("file_undo", applied)
    text = text_of(done)
    assert "Đã hoàn tác: 3 số liệu trở lại như trước khi nhập tệp." in text
    assert "1 số liệu đã được sửa sau đó nên giữ nguyên." in text
    assert "đã hoàn tác" in text
    states = AnnualFigure.objects.values_list("institution__code", "measure__code", "state", "value")
    assert sorted(states) == [
        ("TV1", "lifelong_service", "not_reported", None), ("TV1", "visits_onsite", "reported", 1300),
        ("TV2", "lifelong_service", "not_reported", None), ("TV2", "visits_onsite", "not_reported", None),
    ]  # fmt: skip
    assert "Hoàn tác tệp này" not in text
    once_more = page.client.get(reverse("submissions:file_undo", args=[applied.pk]), follow=True)
    assert "Tệp này đã được hoàn tác rồi." in text_of(once_more)
    assert "hoàn tác rồi" in text_of(page.post("file_undo", applied))
    figure = AnnualFigure.objects.get(institution=returns.other_library, measure=returns.visits)
    history = text_of(page.client.get(reverse("submissions:figure_history", args=[figure.pk])))
    assert "hoàn tác tệp so-lieu.csv" in history


def test_a_refused_undo_says_why(page, applied, returns):
    hand_in(returns.commune, by=None)
    assert "hãy đề nghị người thẩm tra trả lại" in text_of(page.post("file_undo", applied))
    assert ImportBatch.objects.get().is_applied


def test_who_may_undo(page, applied, as_other, cast, returns):
    for name, status in (("viewer", 403), ("administrator", 403), ("outsider", 404), ("nobody", 404)):
        assert as_other(getattr(cast, name)).get("file_undo", applied).status_code == status
        assert as_other(getattr(cast, name)).post("file_undo", applied).status_code == status
    assert "Hoàn tác tệp này" not in text_of(as_other(cast.viewer).get("file", applied))
    hand_in(returns.commune, by=None)
    approve(submission=returns.commune, by=None)
    reviewer = as_other(cast.reviewer)
    assert "Hãy mở lại báo cáo" in text_of(reviewer.post("file_undo", applied))


def test_a_reviewer_of_all_its_returns_undoes_anothers_file(applied, as_other, cast):
    done = as_other(cast.reviewer).post("file_undo", applied)
    assert "Đã hoàn tác" in text_of(done)
    applied.refresh_from_db()
    assert applied.undone_by == cast.reviewer


def test_the_queries_of_the_result_do_not_grow_with_the_rows(page, province):
    for index in range(100):
        province.institution(f"L{index}", f"Thư viện {index}", "library_commune", "old:24490")
    counts = []
    for start, number in ((0, 1), (1, 3), (10, 90)):
        lines = ["institution,visits_onsite", *(f"L{index},{index}" for index in range(start, start + number))]
        batch = page.apply(page.send("\n".join(lines))).context["batch"]
        with CaptureQueriesContext(connection) as queries:
            assert page.get("file", batch).status_code == 200
        with CaptureQueriesContext(connection) as undoing:
            assert page.get("file_undo", batch).status_code == 200
        counts.append((len(queries), len(undoing)))
    assert len(set(counts)) == 1, counts


def test_a_file_that_broke_waits_for_another_try(page):
    batch = page.send(FILE).context["batch"]
    broken = {**batch.report, "refused": "Việc xử lý tệp bị gián đoạn", "broken": True, "choices": None}
    ImportBatch.objects.filter(pk=batch.pk).update(report=broken)
    shown = page.get("file", batch)
    assert "Việc xử lý tệp bị gián đoạn" in text_of(shown)
    assert "Ghi tất cả" not in text_of(shown)
    assert "Ghi tất cả" in text_of(page.post("file_again", batch))


@pytest.mark.django_db(transaction=True)
class TestInTheBackground:
    """Long files: the page says how far the work is, and leaving it loses nothing."""

    @pytest.fixture(autouse=True)
    def _everything_is_long(self, settings, monkeypatch):
        settings.CHECK_AT_ONCE_BYTES = 0
        self.works = []
        # The work itself runs in a thread; here it is done when the test says so, in the thread of the test.
        monkeypatch.setattr("submissions.imports.running.Thread", self._thread)

    def _thread(self, *, target, args, daemon):
        works = self.works

        class Waiting:
            def start(self) -> None:
                works.append((target, args))

        return Waiting()

    def work(self, monkeypatch) -> None:
        monkeypatch.setattr("submissions.imports.running.connections.close_all", lambda: None)
        for target, args in self.works:
            target(*args)
        self.works.clear()

    def test_a_long_file_is_checked_and_stored_while_its_page_shows_how_far_it_is(self, page: Page, monkeypatch):
        shown = page.send(FILE)
        batch = shown.context["batch"]
        assert "<progress" in shown.content.decode()
        assert "Bạn có thể rời trang này" in text_of(shown)
        state = page.get("file_progress", batch).json()
        assert state == {"working": True, "checking": True, "done": 0, "rows": 0, "text": "Đang đọc tệp…"}
        ImportBatch.objects.filter(pk=batch.pk).update(rows=10_000, done_rows=2_000)
        assert page.get("file_progress", batch).json()["text"] == "Đã kiểm tra 2.000 trên 10.000 dòng."
        assert 'value="2000" max="10000"' in " ".join(page.get("file", batch).content.decode().split())
        for step in ("columns", "institutions", "explanations"):
            assert "<progress" in page.client.get(
                reverse(f"submissions:file_{step}", args=[batch.pk]), follow=True
            ).content.decode()  # fmt: skip
        assert "đang được xử lý" in text_of(page.post("file_discard", batch))
        self.work(monkeypatch)
        assert page.get("file_progress", batch).json()["working"] is False
        checked = page.get("file", batch)
        assert "Ghi tất cả" in text_of(checked)
        storing = page.apply(checked)
        assert "Đang ghi số liệu" in text_of(storing)
        assert "value=" not in storing.content.decode().split("<progress")[1].split(">")[0]
        self.work(monkeypatch)
        assert page.get("file", batch).context["batch"].is_applied
        assert AnnualFigure.objects.count() == 4

    def test_leaving_rows_out_of_a_long_file_checks_it_again_first(self, page: Page, monkeypatch):
        batch = page.send("institution,visits_onsite\nTV1,5\nTV2,-1\n").context["batch"]
        self.work(monkeypatch)
        chosen = page.apply(page.get("file", batch), only_good="1")
        assert "Tệp đang được kiểm tra lại" in text_of(chosen)
        self.work(monkeypatch)
        assert not AnnualFigure.objects.exists()
        page.apply(page.get("file", batch), only_good="1")
        self.work(monkeypatch)
        assert AnnualFigure.objects.get().value == 5

    def test_a_refusal_in_the_background_is_told_on_the_page(self, page: Page, returns, monkeypatch):
        batch = page.send(FILE).context["batch"]
        self.work(monkeypatch)
        page.apply(page.get("file", batch))
        returns.say(returns.commune, returns.library, returns.visits, 999)
        self.work(monkeypatch)
        batch.refresh_from_db()
        assert batch.report["refused"].startswith("Có người vừa sửa số liệu này")
        again = page.get("file", batch)  # begins to check anew
        assert "<progress" in again.content.decode()
        bring_up_to_date(batch)
        self.work(monkeypatch)
        assert "999 → 1.200" in text_of(page.get("file", batch))
