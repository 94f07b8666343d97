"""A figure on its way: entered by the reporter, approved by the reviewer, found again by the director; two at once."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .sample_portal import served

LIBRARY = "Thư viện xã Hòa An"
SERVES = f"{LIBRARY}: Có cung cấp dịch vụ phục vụ học tập suốt đời"
VISITS = f"{LIBRARY}: Lượt người sử dụng tại chỗ"


@pytest.fixture
def sample_portal(sample_database, tmp_path):
    """One for each story: they are about the same return."""
    with served(sample_database, tmp_path) as portal:
        yield portal


def target_of_commune_libraries(page: Page) -> Locator:
    """The first row of that group on the dashboard: of criterion L1."""
    return page.get_by_role("row").filter(has=page.get_by_role("link", name="Thư viện công cộng cấp xã")).first


def open_my_return(page: Page) -> None:
    page.get_by_role("link", name="Báo cáo của tôi").click()
    page.get_by_role("link", name="Cả bảng số liệu").click()
    page.get_by_role("link", name="Số liệu", exact=True).click()  # all institutions, also those that are complete


def explain_everything(page: Page) -> None:
    """Words for each finding that the page asks about."""
    save = page.get_by_role("button", name="Lưu lời giải thích")
    expect(save).to_be_visible()  # the page is there: a list of fields is not waited for
    for field in page.get_by_label(re.compile(r"Giải thích \(")).all():
        field.fill("Đã đối chiếu với sổ theo dõi của cơ sở.")
    save.click()
    expect(page.get_by_text("lời giải thích.").first).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_figure_is_entered_and_approved_and_counted(meet, script):
    director = meet("giam.doc", script=script).page
    row = target_of_commune_libraries(director)
    expect(row).to_contain_text("11 / 41")

    reporter = meet("krong.pac", script=script).page
    open_my_return(reporter)
    reporter.get_by_label(SERVES, exact=True).select_option("1")
    reporter.get_by_label(VISITS, exact=True).fill("1.250")
    reporter.get_by_role("button", name="Lưu", exact=True).click()
    # With script, cells are saved as they are left: the button finds little or nothing to save.
    expect(reporter.get_by_text(re.compile("Đã lưu: |Không có số liệu nào thay đổi")).first).to_be_visible()
    expect(reporter.get_by_label(VISITS, exact=True)).to_have_value("1250")
    reporter.get_by_role("button", name="Lưu và nộp").click()
    expect(reporter.get_by_text("Chưa nộp được").first).to_be_visible()
    explain_everything(reporter)
    reporter.get_by_role("button", name="Nộp báo cáo", exact=True).click()
    expect(reporter.get_by_text("Đã nộp báo cáo.")).to_be_visible()
    expect(reporter.get_by_label(SERVES, exact=True)).to_have_count(0)

    reviewer = meet("tham.tra", script=script).page
    reviewer.get_by_role("link", name="Báo cáo", exact=True).click()
    reviewer.get_by_role("link", name="2025", exact=True).click()
    reviewer.get_by_role("link", name="UBND xã Krông Pắc", exact=True).click()
    expect(reviewer.get_by_text("điểm đã giải thích")).to_be_visible()
    reviewer.get_by_role("link", name="Duyệt…").click()
    reviewer.get_by_role("button", name="Duyệt báo cáo").click()
    expect(reviewer.get_by_text("Đã duyệt báo cáo.")).to_be_visible()

    director.get_by_role("link", name="Kết quả", exact=True).click()
    expect(row).to_contain_text("12 / 41")
    row.get_by_role("link", name="12", exact=True).click()
    expect(director.get_by_role("link", name=LIBRARY, exact=True)).to_be_visible()


def test_second_of_two_editors_sees_both_values_and_chooses(meet):
    # With script, test_grid.py tells the same of single cells.
    reporter, reviewer = meet("krong.pac", script=False).page, meet("tham.tra", script=False).page
    open_my_return(reporter)
    reviewer.goto(reporter.url)
    reporter.get_by_label(VISITS, exact=True).fill("801")
    reporter.get_by_role("button", name="Lưu", exact=True).click()
    expect(reporter.get_by_text("1 số liệu sửa")).to_be_visible()

    reviewer.get_by_label(VISITS, exact=True).fill("802")
    reviewer.get_by_role("button", name="Lưu", exact=True).click()
    expect(reviewer.get_by_text("Trong lúc bạn nhập, người khác đã sửa")).to_be_visible()
    dispute = reviewer.get_by_role("group", name="Người khác vừa sửa")
    expect(dispute.get_by_label("Giữ: 801")).not_to_be_checked()
    expect(dispute).to_contain_text("Người báo cáo xã Krông Pắc")
    dispute.get_by_label("Dùng: 802").check()
    reviewer.get_by_role("button", name="Lưu", exact=True).click()
    expect(reviewer.get_by_text("1 số liệu sửa")).to_be_visible()

    reporter.reload()
    expect(reporter.get_by_label(VISITS, exact=True)).to_have_value("802")
    reporter.get_by_role("row").filter(has=reporter.get_by_label(VISITS, exact=True)).get_by_role(
        "link", name="802"
    ).click()
    history = reporter.get_by_role("table", name="Mọi lần thay đổi").get_by_role("row")
    expect(history.nth(1)).to_contain_text("Người thẩm tra mẫu")
    expect(history.nth(2)).to_contain_text("Người báo cáo xã Krông Pắc")
