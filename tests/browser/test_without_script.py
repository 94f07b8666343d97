"""The main pages where no script runs: they say all they have to say, and each step has its button."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

LIBRARY = "Thư viện xã Hòa An"
RESULTS = "/results/06-kh-ubnd-2023/2025"


def sees(page: Page, role: Literal["heading", "link", "button", "textbox"], *names: str) -> None:
    for name in names:
        expect(page.get_by_role(role, name=name, exact=True).first).to_be_visible()


def reads_the_table_of(page: Page, figure: str | re.Pattern[str]) -> None:
    """The table behind a chart is folded until somebody opens it."""
    chart = page.get_by_role("figure").filter(has_text=figure).first
    expect(chart.locator("svg").first).to_be_visible()
    expect(chart.get_by_role("table")).to_be_hidden()
    chart.get_by_text("Xem bảng số liệu").click()
    expect(chart.get_by_role("table")).to_be_visible()


def test_reporter_finds_home_grid_form_checks_and_files(meet):
    page = meet("krong.pac", script=False).page
    sees(page, "heading", "Báo cáo của tôi")
    sees(page, "link", "Nhập tiếp", "Gửi tệp Excel, CSV", "Tải tệp mẫu Excel")

    page.get_by_role("link", name="Cả bảng số liệu").click()
    sees(page, "textbox", f"{LIBRARY}: Lượt người sử dụng tại chỗ")
    sees(page, "button", "Lưu", "Lưu và kiểm tra", "Lưu và nộp", "Lọc")
    expect(page.get_by_role("button", name="Phím tắt")).to_have_count(0)  # nothing is offered that cannot work

    page.get_by_role("link", name=LIBRARY, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(LIBRARY)
    sees(page, "button", "Lưu", "Lưu và sang cơ sở tiếp theo")

    page.go_back()
    page.get_by_role("link", name="Kiểm tra", exact=True).click()
    sees(page, "button", "Lưu lời giải thích")
    sees(page, "link", "Nộp báo cáo…")

    page.get_by_role("link", name="Báo cáo của tôi").click()
    page.get_by_role("link", name="Gửi tệp Excel, CSV").click()
    sees(page, "button", "Kiểm tra tệp")


@pytest.mark.parametrize(
    ("path", "heading", "figure"),
    [
        (f"{RESULTS}/L2/", "Thư viện có ứng dụng công nghệ thông tin và chuyển đổi số", "qua các năm"),
        (f"{RESULTS}/map/", "Bản đồ kết quả năm 2025", "theo đơn vị hành chính"),
    ],
)
def test_director_reads_charts_and_the_tables_behind_them(meet, path, heading, figure):
    visitor = meet("giam.doc", script=False)
    page = visitor.open(path)
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    reads_the_table_of(page, figure)
    page.get_by_label("Đơn vị", exact=True).select_option(label="Xã Krông Pắc")
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(page.get_by_label("Đơn vị", exact=True).locator("option:checked")).to_have_text("Xã Krông Pắc")


def test_director_reads_the_dashboard(meet):
    page = meet("giam.doc", script=False).open(f"{RESULTS}/")
    expect(page.get_by_text("5 trong 13 mục tiêu đạt")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="11 / 41")
    expect(row.get_by_role("img").first).to_be_visible()
    expect(row).to_contain_text("Chưa kết luận")
    page.get_by_label("Đơn vị", exact=True).select_option(label="Xã Krông Pắc")
    page.get_by_role("button", name="Xem", exact=True).first.click()
    expect(page).to_have_url(re.compile("unit=24490"))
