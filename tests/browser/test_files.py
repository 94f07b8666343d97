"""A file with figures: its errors, each with line and column; old and new before it is written; a second time."""

from playwright.sync_api import Page, expect

WRONG = "institution,visits_onsite,visits_mobile\n66-00045,nhiều,15\n66-99999,1,2\n"
RIGHT = "institution,visits_onsite,visits_mobile\n66-00045,912,15\n"
LIBRARY = "Thư viện xã Hòa An"


def send(page: Page, text: str) -> None:
    page.get_by_label("Tệp số liệu").set_input_files(
        {"name": "so-lieu.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Kiểm tra tệp").click()


def test_file_is_checked_then_written_and_changes_nothing_twice(meet):
    page = meet("krong.pac").page
    page.get_by_role("link", name="Nhập từ tệp Excel, CSV").click()
    send(page, WRONG)
    expect(page.get_by_text("Tệp còn lỗi nên chưa ghi gì.")).to_be_visible()
    errors = page.get_by_role("table", name="2 lỗi trong tệp").get_by_role("row")
    for row, line, value in ((errors.nth(1), "2", "nhiều"), (errors.nth(2), "3", "66-99999")):
        expect(row.get_by_role("cell").nth(0)).to_have_text(line)
        expect(row.get_by_role("cell").nth(2)).to_have_text(value)
    expect(errors.nth(1).get_by_role("cell").nth(1)).to_have_text("visits_onsite")

    page.get_by_role("link", name="Gửi tệp đã sửa").click()
    send(page, RIGHT)
    changes = page.get_by_role("table", name="Những gì tệp thay đổi").get_by_role("row")
    expect(changes.nth(1)).to_contain_text(LIBRARY)
    expect(changes.nth(1).get_by_role("cell").nth(2)).to_have_text("709")
    expect(changes.nth(1).get_by_role("cell").nth(3)).to_have_text("912")
    page.get_by_role("button", name="Xác nhận và ghi").click()
    expect(page.get_by_text("1 dòng: 0 mới, 1 thay đổi, 0 giữ nguyên, 0 bỏ qua; đã ghi.")).to_be_visible()
    page.get_by_role("link", name="Báo cáo của tôi").click()
    page.get_by_role("link", name="Nhập tiếp").click()
    expect(page.get_by_label(f"{LIBRARY}: Lượt người sử dụng tại chỗ")).to_have_value("912")
    expect(page.get_by_label(f"{LIBRARY}: Lượt người sử dụng lưu động")).to_have_value("15")

    page.goto(page.url.split("/submissions/")[0] + "/figures/2025/import/")
    send(page, RIGHT)
    expect(page.get_by_text("Mọi số liệu trong tệp đã được ghi từ trước")).to_be_visible()
    expect(page.get_by_role("button", name="Xác nhận và ghi")).to_have_count(0)
