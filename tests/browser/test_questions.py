"""A doubt about one figure, from the reviewer's question to the answer with its evidence; as people click it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from submissions.models import Evidence, FigureQuestion, Submission
from submissions.workflow import return_for_correction

from ..one_of_everything import one_of_everything
from ..submissions.documents import PDF
from .conftest import Visitor
from .looking import look_at


@pytest.fixture
def world(province, cast):
    found = one_of_everything(province, cast)
    FigureQuestion.objects.all().delete()
    Evidence.objects.all().delete()
    return found


def look(visitor: Visitor, name: str) -> None:
    """The page is accessible and fits, and the browser refused nothing on it."""
    assert look_at(visitor, name) == []


def address(world, path: str) -> str:
    return path.format(**world.values)


def ask(page: Page, text: str) -> None:
    page.get_by_label("Câu hỏi").fill(text)
    page.get_by_role("button", name="Gửi câu hỏi").click()
    expect(page.get_by_text("Đã gửi câu hỏi.")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_question_is_asked_answered_with_evidence_and_settled(visit, world, cast, script, tmp_path):
    reviewer, reporter = visit(cast.reviewer, script=script), visit(cast.reporter, script=script)
    page = reviewer.open("/years/2025/institutions/A/")
    page.get_by_role("link", name="Hỏi về số liệu này").click()
    ask(page, "Năm ngoái chỉ có 98.765 lượt. Sao nhiều thế?")

    page = reporter.open(address(world, "/submissions/{submission}/"))
    expect(page.get_by_text("Còn 1 số liệu người thẩm tra hỏi mà chưa sửa, chưa trả lời.")).to_be_visible()
    page.get_by_role("link", name="trả lời", exact=True).click()
    page.get_by_label("Trả lời").fill("Có thêm thư viện lưu động, xin xem bảng kê.")
    page.get_by_role("button", name="Gửi trả lời").click()
    expect(page.get_by_text("chờ người thẩm tra")).to_be_visible()

    page.get_by_role("link", name="987.654").click()
    paper = tmp_path / "bang-ke.pdf"
    paper.write_bytes(PDF)
    page.get_by_label("Tệp minh chứng").set_input_files(paper)
    page.get_by_role("button", name="Gửi tệp").click()
    expect(page.get_by_text("Đã thêm tệp minh chứng.")).to_be_visible()

    page = reviewer.open(address(world, "/figures/{figure}/"))
    with page.expect_download() as download:
        page.get_by_role("link", name="bang-ke.pdf").click()
    assert Path(download.value.path()).read_bytes() == PDF
    page.get_by_role("link", name="Năm ngoái chỉ có").click()
    page.get_by_role("button", name="Đánh dấu đã xong").click()
    expect(page.get_by_text("Xong: Reviewer")).to_be_visible()

    page = reporter.open(address(world, "/figures/{figure}/"))
    page.locator("summary", has_text="Gỡ…").click()
    page.get_by_role("button", name="Gỡ tệp").click()
    page.locator("summary", has_text="1 tệp đã gỡ").click()
    expect(page.get_by_text("bang-ke.pdf")).to_be_visible()
    expect(page.get_by_role("link", name="bang-ke.pdf")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_return_goes_back_with_a_reason_at_its_figure(visit, world, cast, script):
    Submission.objects.update(status="submitted")
    reviewer, reporter = visit(cast.reviewer, script=script), visit(cast.reporter, script=script)
    page = reviewer.open(address(world, "/submissions/{submission}/"))
    page.get_by_role("link", name="Trả lại để sửa…").click()
    page.get_by_role("button", name="Thêm dòng").click()
    row = page.locator(".reason-row").nth(3)
    row.get_by_label("Cơ sở").fill("Thư viện Phước An (A)")
    row.get_by_label("Chỉ tiêu").select_option(label="Lượt tại chỗ")
    row.get_by_label("Cần xem lại điều gì").fill("Gõ thừa một số?")
    page.get_by_role("button", name="Trả lại", exact=True).click()
    expect(page.get_by_text("Đã trả lại báo cáo để sửa.")).to_be_visible()

    page = reporter.open(address(world, "/submissions/{submission}/"))
    expect(page.get_by_text("1 số liệu cần xem lại.")).to_be_visible()
    expect(page.get_by_text("Gõ thừa một số?").last).to_be_visible()


def test_the_pages_are_accessible_and_fit(visit, world, cast):
    row = Submission.objects.get(pk=world.values["submission"])
    reviewer, reporter = visit(cast.reviewer), visit(cast.reporter)
    page = reviewer.open("/years/2025/institutions/A/")
    page.get_by_role("link", name="Hỏi về số liệu này").click()
    look(reviewer, "question-ask")
    ask(page, "Sao nhiều thế? " * 20)
    look(reviewer, "questions-reviewer")
    Submission.objects.update(status="submitted")
    reviewer.open(address(world, "/submissions/{submission}/return/"))
    look(reviewer, "return")
    page.get_by_label("Cần xem lại điều gì").first.fill("Sai")
    with reviewer.refused(422):
        page.get_by_role("button", name="Trả lại", exact=True).click()
    look(reviewer, "return-refused")
    row.refresh_from_db()
    return_for_correction(submission=row, by=cast.reviewer, reason="Xem các ô được hỏi")
    for name, path in [
        ("grid", "/submissions/{submission}/"), ("form", "/years/2025/institutions/A/"),
        ("figure", "/figures/{figure}/"), ("questions", "/submissions/{submission}/questions/"),
    ]:  # fmt: skip
        reporter.open(address(world, path))
        look(reporter, f"{name}-reporter")
