"""The page that takes a file of figures: check, then confirm exactly what was shown."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from submissions.models import AnnualFigure, FigureChange, FigureFile, ImportBatch, Submission
from submissions.tables import read_sheets
from submissions.workflow import approve, close_year, submit

FILE = "institution,lifelong_service,visits_onsite\nTV1,x,1200\nTV2,không,-\n"


@pytest.fixture
def page(client, returns, cast):
    """The reporter of commune 24490, on the page of 2025; TV1 and TV2 are theirs, TV3 is not."""
    client.force_login(cast.reporter)
    return client


def send(client, text, *, year=2025, name="so-lieu.csv", **fields):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post(
        reverse("submissions:import", args=[year]), {"file": SimpleUploadedFile(name, data), **fields}, follow=True
    )


def confirm(client, checked, **fields):
    url = checked.request["PATH_INFO"]
    return client.post(url, {"seal": checked.context["seal"], **fields}, follow=True)


def test_a_file_is_checked_shown_and_stored_when_confirmed(page, returns):
    returns.say(returns.commune, returns.library, returns.visits, 1000)
    checked = send(page, FILE)
    assert not FigureChange.objects.filter(through="file").exists()
    text = checked.content.decode()
    assert "2 dòng: 1 mới, 1 thay đổi, 0 giữ nguyên, 0 bỏ qua; mới kiểm tra, chưa ghi gì." in text
    assert "1.000" in text
    assert "1.200" in text
    done = confirm(page, checked)
    assert "2 dòng: 1 mới, 1 thay đổi, 0 giữ nguyên, 0 bỏ qua; đã ghi." in done.content.decode()
    assert list(AnnualFigure.objects.order_by("pk").values_list("institution__code", "value")) == [
        ("TV1", 1200), ("TV1", 1), ("TV2", 0), ("TV2", 0),
    ]  # fmt: skip
    trace = FigureChange.objects.filter(through="file").values_list("by__username", "batch__file_name").distinct()
    assert list(trace.order_by()) == [("reporter", "so-lieu.csv")]
    assert not FigureFile.objects.exists()


def test_errors_are_shown_and_can_be_taken_away(page):
    checked = send(page, "institution,visits_onsite\nTV1,-1\nTV3,5\n")
    text = checked.content.decode()
    assert "Số đếm không thể âm" in text
    assert "Không có trong danh sách cơ sở của bạn" in text
    assert "Xác nhận và ghi" not in text
    for format in ("csv", "xlsx"):
        answer = page.get(checked.request["PATH_INFO"], {"format": format})
        rows = read_sheets(answer.content, f"loi.{format}")[0].rows
        assert [str(row.cells[0]).removesuffix(".0") for row in rows] == ["Dòng", "2", "3"]
    assert "confirm" not in text
    assert not confirm(page, checked).context["report"].committed
    assert not AnnualFigure.objects.exists()


def test_what_changed_since_the_check_is_shown_again_before_it_is_overwritten(page, returns):
    checked = send(page, FILE)
    returns.say(returns.commune, returns.library, returns.visits, 999)
    again = confirm(page, checked)
    assert "Số liệu vừa thay đổi" in again.content.decode()
    assert AnnualFigure.objects.get().value == 999
    confirm(page, again)
    assert AnnualFigure.objects.get(institution=returns.library, measure=returns.visits).value == 1200


def test_a_file_waits_for_its_sender_alone(page, client, cast):
    address = send(page, FILE).request["PATH_INFO"]
    client.force_login(cast.reviewer)
    assert client.get(address).status_code == 404
    assert client.post(address, {"seal": ""}).status_code == 404
    assert not AnnualFigure.objects.exists()


def test_a_second_file_takes_the_place_of_the_first(page):
    first = send(page, FILE)
    send(page, "institution,visits_onsite\nTV1,7\n")
    assert page.post(first.request["PATH_INFO"], {"seal": first.context["seal"]}).status_code == 404
    assert FigureFile.objects.count() == 1


@pytest.mark.parametrize("name", ["viewer", "administrator", "nobody"])
def test_who_enters_no_figures_sends_none(client, returns, cast, name):
    client.force_login(getattr(cast, name))
    for url in (
        reverse("submissions:import", args=[2025]),
        reverse("submissions:import_file", args=[2025, 1]),
        reverse("submissions:import_template", args=[2025]),
    ):
        assert client.get(url).status_code == 403
    assert send(client, FILE).status_code == 403


def test_a_year_that_nobody_opened_has_no_page(page):
    assert page.get(reverse("submissions:import", args=[1999])).status_code == 404


def test_a_closed_year_says_so_and_takes_nothing(page, returns):
    checked = send(page, FILE)
    close_year(year=returns.this_year, by=None)
    assert "đã khóa" in confirm(page, checked).content.decode()
    assert "đã khóa" in send(page, FILE).content.decode()
    assert not AnnualFigure.objects.exists()


def test_a_reporter_submits_with_the_file_and_cannot_approve(page, returns):
    refused = send(page, FILE, status="approved")
    assert "status" in refused.context["form"].errors
    confirm(page, send(page, FILE, status="submitted"))
    returns.commune.refresh_from_db()
    assert returns.commune.status == "submitted"


def test_a_reviewer_approves_with_the_file(client, returns, cast):
    client.force_login(cast.reviewer)
    confirm(client, send(client, FILE, status="approved"))
    assert Submission.objects.get(pk=returns.commune.pk).status == "approved"
    assert AnnualFigure.objects.get(institution=returns.library, measure=returns.visits).approved_value == 1200


def test_an_approved_return_says_so(page, returns):
    submit(submission=returns.commune, by=None)
    approve(submission=returns.commune, by=None)
    assert "đã được duyệt" in send(page, FILE).content.decode()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("so-lieu.csv", b"", "Tệp không có nội dung"),
        ("so-lieu.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "là tệp PNG, không phải bảng"),
        ("so-lieu.xlsx", b"PK\x03\x04rest", "không phải bảng Excel đọc được"),
        ("so-lieu.csv", "institution,visits_onsite\nTV1,5\n".encode("utf-16-le"), "không phải bảng"),
        ("so-lieu.csv", b"institution,visits_onsite\nTV\xe91,5\n", "dòng 2"),
    ],
    ids=["empty", "picture", "torn-workbook", "utf-16-without-mark", "not-utf-8"],
)
def test_files_that_are_no_tables_get_one_sentence(page, name, data, sentence):
    assert sentence in send(page, data, name=name).content.decode()


def test_a_file_beyond_the_limit_is_not_kept(page, settings):
    settings.MAX_UPLOAD_BYTES = 1024 * 1024
    answer = send(page, b"x" * (1024 * 1024 + 1))
    assert "lớn hơn 1 MB. Hãy chia thành nhiều tệp nhỏ hơn." in answer.content.decode()
    assert not FigureFile.objects.exists()


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_the_file_to_fill_in_holds_ones_own_and_changes_nothing_when_sent_back(page, returns, format):
    returns.say(returns.commune, returns.library, returns.visits, 1500, is_estimate=True)
    returns.say(returns.commune, returns.other_library, returns.service, 0)
    answer = page.get(reverse("submissions:import_template", args=[2025]), {"format": format})
    rows = read_sheets(answer.content, f"mau.{format}")[0].rows
    assert [row.cells for row in rows] == [
        ["Mã", "Tên", "Xã/phường", "Có phục vụ học tập", "Lượt tại chỗ"],
        ["TV1", "Thư viện Phước An", "Xã Krông Pắc", None, "ước 1500"],
        ["TV2", "Thư viện Krông Búk", "Xã Krông Pắc", "không", None],
    ]
    checked = send(page, answer.content, name=f"mau.{format}")
    assert checked.context["report"].unchanged == 2
    assert "không có gì để ghi thêm" in checked.content.decode()


def test_the_queries_of_the_check_do_not_grow_with_the_rows(page, province):
    counts = []
    for number in (1, 3, 30):
        lines = ["institution,visits_onsite"]
        for index in range(number):
            code = f"L{number}-{index}"
            province.institution(code, f"Thư viện {code}", "library_commune", "old:24490")
            lines.append(f"{code},{index}")
        address = send(page, "\n".join(lines)).request["PATH_INFO"]
        with CaptureQueriesContext(connection) as queries:
            assert page.get(address).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


def test_the_batch_is_listed_for_its_sender(page):
    confirm(page, send(page, FILE))
    assert ImportBatch.objects.count() == 1
    answer = page.get(reverse("submissions:import", args=[2025]))
    assert "so-lieu.csv, 2 dòng" in answer.content.decode()
    assert "đã được nhập lúc" in send(page, io.BytesIO(FILE.encode()).getvalue()).content.decode()
