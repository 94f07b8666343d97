"""The six main tasks by keyboard alone: after the door is opened nothing is pointed at, and no address is typed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from reports.demo.people import PASSWORD

from .keyboard import Keyboard
from .sample_portal import served

LIBRARY, OFFICE = "Thư viện xã Hòa An", "UBND xã Krông Pắc"
ON_SITE, MOBILE = "Lượt người sử dụng tại chỗ", "Lượt người sử dụng lưu động"
RED = "còn cần 62 cơ sở"
"""The one link of this name: of the libraries of schools, which miss their target whatever the silent ones say."""

Begin = Callable[[str], tuple[Page, Keyboard]]


@pytest.fixture
def sample_portal(sample_database, tmp_path):
    """One for each task: they write."""
    with served(sample_database, tmp_path) as portal:
        yield portal


@pytest.fixture
def begin(meet) -> Begin:
    """Somebody signs in by keyboard: `page, keys = begin("krong.pac")`."""

    def sign_in(username: str) -> tuple[Page, Keyboard]:
        page = meet().open("/sign-in/")
        keys = Keyboard(page)
        assert keys.focused() == ("textbox", "Tên đăng nhập"), "one may type at once"
        keys.look()
        keys.type(username)
        keys.tab_to("Mật khẩu", within=1)
        keys.type(PASSWORD)
        with page.expect_navigation():
            keys.press("Enter")
        return page, keys

    return sign_in


def test_reporter_enters_figures(begin):
    page, keys = begin("krong.pac")
    keys.activate("Cả bảng số liệu")
    keys.tab_to(f"{LIBRARY}: {ON_SITE}")
    keys.press("Control+a")
    keys.type("1250")
    keys.press("ArrowRight")
    keys.look()
    assert keys.focused() == ("textbox", f"{LIBRARY}: {MOBILE}")
    keys.type("75")
    keys.press("ArrowLeft", "ArrowLeft", "ArrowLeft")  # within the text, then out of it
    keys.look()
    assert keys.focused() == ("textbox", f"{LIBRARY}: {ON_SITE}")
    expect(page.get_by_label(f"{LIBRARY}: {ON_SITE}", exact=True)).to_have_value("1250")
    keys.sees(re.compile(r"^Đã lưu lúc \d\d:\d\d\.$"))
    expect(page.locator("[data-cell]").filter(has_text="đã lưu")).to_have_count(2)


def test_reporter_explains_and_submits(begin):
    _page, keys = begin("krong.pac")
    keys.activate("Cả bảng số liệu")
    keys.activate("Kiểm tra")
    keys.sees(re.compile("Chưa nộp được"))
    keys.tab_to(re.compile(r"^Giải thích \("))
    keys.type("Mới đếm theo sổ mượn.")
    keys.press("Escape")  # what was written before is offered: not wanted
    keys.tab_to("Một lời cho mọi điểm cùng loại")
    keys.type("Chưa hoạt động trong năm.")
    keys.press("Escape")
    keys.activate(re.compile(r"^Ghi lời này cho cả \d+ điểm$"))
    keys.sees("lời giải thích.")
    keys.activate("Nộp báo cáo…")
    keys.activate("Nộp báo cáo", role="button")
    keys.sees("Đã nộp báo cáo.")


def test_reporter_sends_a_file_and_stores_it(begin):
    page, keys = begin("krong.pac")
    keys.activate("Gửi tệp Excel, CSV")
    page.on("filechooser", lambda _chooser: None)  # from now on the browser asks us, not a window of its own
    keys.tab_to("Tệp số liệu (Excel hoặc CSV)")
    with page.expect_file_chooser() as chooser:
        keys.press("Enter")
    chooser.value.set_files({
        "name": "so-lieu.csv", "mimeType": "text/csv",
        "buffer": b"institution,lifelong_service,visits_onsite\n66-00045,1,912\n",
    })  # fmt: skip
    keys.activate("Kiểm tra tệp")
    keys.sees("912")
    keys.activate("Ghi tất cả")
    keys.sees("Đã ghi tệp: 0 dòng mới, 1 dòng thay đổi.")


def test_reviewer_returns_one_and_approves_another(begin):
    _page, keys = begin("tham.tra")
    keys.activate("Báo cáo")
    keys.activate("2025")
    keys.activate(re.compile(r"^đã nộp: 9$"))
    keys.activate("UBND xã Cư Yang")
    keys.activate("Trả lại để sửa…")
    keys.tab_to("Lý do chung")
    keys.type("Số lượt năm nay chưa khớp với sổ theo dõi.")
    keys.activate("Trả lại")
    keys.sees("Đã trả lại báo cáo để sửa.")
    keys.activate("Năm 2025")
    keys.activate(re.compile(r"^đã nộp: 8$"))
    keys.activate("Bảo tàng Phú Yên")
    keys.activate("Duyệt…")
    keys.activate("Duyệt báo cáo")
    keys.sees("Đã duyệt báo cáo.")


def test_director_goes_behind_a_missed_target_and_back(begin):
    page, keys = begin("giam.doc")
    keys.activate(RED)
    keys.sees("378 không đạt")
    keys.activate(re.compile("^Thư viện Trường"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thư viện Trường")
    keys.tab_to("2025")  # by the first criterion of the page
    keys.activate("2025")  # by the second
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thư viện có ứng dụng công nghệ thông tin")
    keys.activate("Kết quả năm 2025")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kết quả năm 2025")
    keys.activate("2024")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kết quả năm 2024")
    keys.tab_to("Đơn vị", role="combobox")
    keys.press("ArrowDown")
    unit = page.get_by_label("Đơn vị", exact=True).locator("option:checked").inner_text()
    keys.activate("Xem", within=1)
    expect(page.get_by_label("Đơn vị", exact=True).locator("option:checked")).to_have_text(unit)
    expect(page).to_have_url(re.compile("/2024/.*unit="))


def test_reviewer_finds_an_institution_and_renames_it(begin):
    page, keys = begin("tham.tra")
    keys.press("/")
    keys.look()
    assert keys.focused() == ("searchbox", "Tìm trong cổng")
    keys.type("thu vien xa hoa an")
    with page.expect_navigation():
        keys.press("Enter")
    keys.activate(LIBRARY)
    keys.activate("Ghi một thay đổi")
    keys.tab_to("Thay đổi có hiệu lực từ ngày")
    keys.type("1/3/2026")
    keys.tab_to("Tên")
    keys.press("Control+a")
    keys.type("Thư viện Hòa An")
    keys.tab_to("Căn cứ (số, ngày của văn bản)")
    keys.type("Quyết định 12/QĐ-UBND ngày 20/02/2026")
    keys.activate("Ghi thay đổi")
    keys.sees("Đã ghi thay đổi từ ngày 01/03/2026.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thư viện Hòa An")
    timeline = page.get_by_role("listitem").filter(has_text="01/03/2026").filter(has_text="12/QĐ-UBND")
    expect(timeline.first).to_be_visible()
