"""Sending a file of figures, seeing what it would change, and confirming exactly that."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions.models import AnnualFigure, FigureChange, ImportBatch, KeptFile, Submission
from submissions.tables import read_sheets
from submissions.workflow import approve, close_year

from ..ungated import hand_in
from .conftest import FILE, text_of


def test_a_file_is_checked_shown_and_stored_when_confirmed(page, returns):
    returns.say(returns.commune, returns.library, returns.visits, 1000)
    shown = page.send(FILE)
    assert not FigureChange.objects.filter(through="file").exists()
    text = text_of(shown)
    assert "2 dòng: 2 dòng có số liệu mới hoặc thay đổi, 0 dòng có lỗi hoặc chờ trả lời. Chưa có gì được ghi." in text
    assert "Lượt tại chỗ (ô C2) 1.000 → 1.200" in text
    assert "Có phục vụ học tập (ô B3) chưa báo cáo → Không" in text
    done = page.apply(shown)
    assert "Đã ghi tệp: 1 dòng mới, 1 dòng thay đổi." in text_of(done)
    assert list(AnnualFigure.objects.order_by("pk").values_list("institution__code", "value")) == [
        ("TV1", 1200), ("TV1", 1), ("TV2", 0), ("TV2", 0),
    ]  # fmt: skip
    trace = FigureChange.objects.filter(through="file").values_list("by__username", "batch__file_name").distinct()
    assert list(trace.order_by()) == [("reporter", "so-lieu.csv")]
    assert done.context["batch"].stage == "applied"


def test_errors_are_shown_with_their_column_and_nothing_can_be_stored(page):
    shown = page.send("institution,visits_onsite\nTV1,-1\nTV3,5\n")
    text = text_of(shown)
    assert "Lỗi visits_onsite “-1”: Số đếm không thể âm" in text
    assert "Không có trong danh sách cơ sở của bạn" in text
    assert "Ghi tất cả" not in text
    assert "Chỉ ghi" not in text
    assert not page.apply(shown).context["batch"].is_applied
    assert not AnnualFigure.objects.exists()


def test_what_changed_since_the_check_is_shown_again_before_it_is_overwritten(page, returns):
    shown = page.send(FILE)
    returns.say(returns.commune, returns.library, returns.visits, 999)
    again = page.apply(shown)
    assert "Số liệu vừa thay đổi" in text_of(again)
    assert AnnualFigure.objects.get().value == 999
    page.apply(again)
    assert AnnualFigure.objects.get(institution=returns.library, measure=returns.visits).value == 1200


def test_a_file_waits_for_its_sender_alone(page, as_other, cast):
    batch = page.send(FILE).context["batch"]
    for name in ("reviewer", "viewer", "administrator", "outsider"):
        other = as_other(getattr(cast, name))
        for address in ("file", "file_original", "file_marked", "file_columns", "file_progress", "file_undo"):
            assert other.get(address, batch).status_code == 404, (name, address)
        for address in ("file_apply", "file_discard", "file_again", "file_undo", "file_columns"):
            assert other.post(address, batch, {"seal": batch.seal}).status_code == 404, (name, address)
    assert not AnnualFigure.objects.exists()


def test_a_second_file_leaves_the_first_waiting(page):
    first = page.send(FILE)
    second = page.send("institution,visits_onsite\nTV1,7\n")
    assert first.context["batch"].pk != second.context["batch"].pk
    text = text_of(page.client.get(reverse("submissions:import", args=[2025])))
    assert text.count("so-lieu.csv chờ xác nhận") == 2


def test_a_waiting_file_is_thrown_away_with_its_bytes(page):
    page.send(FILE)
    batch = page.send(FILE).context["batch"]  # the same bytes once more
    page.post("file_discard", batch)
    assert KeptFile.objects.count() == ImportBatch.objects.count() == 1
    gone = page.post("file_discard", ImportBatch.objects.get())
    assert "Đã bỏ tệp so-lieu.csv" in text_of(gone)
    assert "Chưa có tệp nào" in text_of(gone)
    assert not KeptFile.objects.exists()


def test_an_applied_file_is_never_thrown_away(page):
    done = page.apply(page.send(FILE))
    assert "đã được ghi" in text_of(page.post("file_discard", done.context["batch"]))
    assert ImportBatch.objects.count() == 1


@pytest.mark.parametrize("name", ["viewer", "administrator", "nobody"])
def test_who_enters_no_figures_sends_none(as_other, returns, cast, name):
    page = as_other(getattr(cast, name))
    for url in ("submissions:import", "submissions:import_template"):
        assert page.client.get(reverse(url, args=[2025])).status_code == 403
    assert page.send(FILE).status_code == 403


def test_a_year_that_nobody_opened_has_no_page(page):
    assert page.client.get(reverse("submissions:import", args=[1999])).status_code == 404


def test_a_closed_year_says_so_and_takes_nothing(page, returns):
    shown = page.send(FILE)
    close_year(year=returns.this_year, by=None)
    assert "đã khóa" in text_of(page.apply(shown))
    assert "đã khóa" in text_of(page.send(FILE))
    assert not AnnualFigure.objects.exists()


def test_a_reporter_submits_with_the_file_and_cannot_approve(page, returns):
    refused = page.send(FILE, status="approved")
    assert "status" in refused.context["form"].errors
    page.apply(page.send(FILE, status="submitted"))
    returns.commune.refresh_from_db()
    assert returns.commune.status == "submitted"


def test_a_file_submits_nothing_past_the_checks(page, returns):
    """Nobody said anything about TV2: the figure is stored, and the return waits as it does on its own page."""
    done = page.apply(page.send("institution,visits_onsite\nTV1,1200\n", status="submitted"))
    returns.commune.refresh_from_db()
    assert returns.commune.status == "draft"
    assert AnnualFigure.objects.get(institution=returns.library, measure=returns.visits).value == 1200
    assert "1 báo cáo chưa nộp được" in text_of(done)


def test_a_reviewer_approves_with_the_file(as_other, returns, cast):
    page = as_other(cast.reviewer)
    page.apply(page.send(FILE, status="approved"))
    assert Submission.objects.get(pk=returns.commune.pk).status == "approved"
    assert AnnualFigure.objects.get(institution=returns.library, measure=returns.visits).approved_value == 1200


def test_an_approved_return_says_so(page, returns):
    hand_in(returns.commune, by=None)
    approve(submission=returns.commune, by=None)
    assert "đã được duyệt" in text_of(page.send(FILE))


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("so-lieu.csv", b"", "Tệp không có nội dung"),
        ("so-lieu.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "không phải bảng"),
        ("so-lieu.xlsx", b"PK\x03\x04rest", "không phải bảng Excel đọc được"),
    ],
    ids=["empty", "picture", "torn-workbook"],
)
def test_files_that_are_no_tables_get_one_sentence(page, name, data, sentence):
    assert sentence in text_of(page.send(data, name=name))
    for batch in ImportBatch.objects.all():
        for step in ("columns", "reading", "numbers", "institutions", "explanations"):
            assert page.get(f"file_{step}", batch).status_code == 200
        assert sentence in text_of(page.client.get(reverse("submissions:file_marked", args=[batch.pk]), follow=True))


def test_a_file_beyond_the_limit_is_not_kept(page, settings):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    assert "lớn hơn 1 MB. Hãy chia thành nhiều tệp nhỏ hơn." in text_of(page.send(b"x" * (1024 * 1024 + 1)))
    assert not KeptFile.objects.exists()


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_file_to_fill_in_changes_nothing_when_sent_back(page, returns, format):
    returns.say(returns.commune, returns.library, returns.visits, 1500, is_estimate=True)
    returns.say(returns.commune, returns.other_library, returns.service, 0)
    answer = page.client.get(reverse("submissions:import_template", args=[2025]), {"format": format})
    cells = [row.cells for row in read_sheets(answer.content, f"mau.{format}")[0].rows]
    assert ["TV1", "Thư viện Phước An", "Xã Krông Pắc", None, "ước 1500"] in cells
    shown = page.send(answer.content, name=f"mau.{format}")
    assert shown.context["counts"].of["unchanged"] == 2
    assert "không có gì để ghi thêm" in text_of(shown)


def test_the_same_file_again_says_so_and_has_nothing_to_store(page):
    page.apply(page.send(FILE))
    again = page.send(FILE)
    text = text_of(again)
    assert "Tệp này đã được nhập lúc" in text
    assert "không có gì để ghi thêm" in text
    assert "Ghi tất cả" not in text


def test_the_queries_of_the_page_do_not_grow_with_the_rows(page, province, returns):
    for index in range(100):
        province.institution(f"L{index}", f"Thư viện {index}", "library_commune", "old:24490")
    counts = []
    for number in (1, 3, 100):
        lines = ["institution,visits_onsite", *(f"L{index},{index}" for index in range(number))]
        batch = page.send("\n".join(lines)).context["batch"]
        with CaptureQueriesContext(connection) as queries:
            assert page.get("file", batch).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


def test_the_list_shows_ones_own_files_and_a_reviewer_the_applied_ones_of_the_place(page, as_other, cast):
    page.apply(page.send(FILE, name="da-ghi.csv"))
    page.send(FILE, name="dang-cho.csv")
    text = text_of(page.client.get(reverse("submissions:import", args=[2025])))
    assert "da-ghi.csv đã ghi" in text
    assert "2: 2 mới, 0 thay đổi" in text
    assert "dang-cho.csv chờ xác nhận" in text
    reviewers = text_of(as_other(cast.reviewer).client.get(reverse("submissions:import", args=[2025])))
    assert "da-ghi.csv" in reviewers
    assert "dang-cho.csv" not in reviewers
    assert ".csv" not in text_of(as_other(cast.outsider).client.get(reverse("submissions:import", args=[2025])))
