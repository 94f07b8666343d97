"""The life of an institution as the reviewer records it: added, changed from a day, corrected, closed; and placed."""

from playwright.sync_api import expect


def test_institution_is_added_changed_corrected_and_closed(meet):
    page = meet("tham.tra").page
    page.get_by_role("link", name="Cơ sở", exact=True).click()
    page.get_by_role("link", name="Thêm cơ sở", exact=True).click()
    page.get_by_role("textbox", name="Tên", exact=True).fill("Thư viện xã Hoà An")  # written with the other tone mark
    page.get_by_label("Loại hình").select_option(label="Thư viện công cộng cấp xã")
    page.get_by_label("Ngày thành lập").fill("2026-01-05")
    page.get_by_label("Đơn vị hành chính").fill("24490")
    page.get_by_role("button", name="Thêm").click()
    hint = page.get_by_role("alert")
    expect(hint).to_contain_text("có thể cơ sở này đã có trong danh sách")
    expect(hint.get_by_role("link", name="Thư viện xã Hòa An")).to_be_visible()
    page.get_by_role("button", name="Vẫn thêm").click()
    expect(page.get_by_text("Đã thêm cơ sở")).to_be_visible()

    page.get_by_role("link", name="Ghi một thay đổi").click()
    page.get_by_label("Thay đổi có hiệu lực từ ngày").fill("2026-03-01")
    page.get_by_role("textbox", name="Tên", exact=True).fill("Thư viện Hoà An - Krông Pắc")
    page.get_by_role("button", name="Ghi thay đổi").click()
    expect(page.get_by_text("Đã ghi thay đổi từ ngày 01/03/2026.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thư viện Hoà An - Krông Pắc")
    page.get_by_label("Vào ngày").fill("2026-02-28")
    page.get_by_role("button", name="Xem vào ngày này").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thư viện xã Hoà An")
    page.get_by_role("link", name="Xem hôm nay").click()

    page.get_by_role("link", name="Đính chính chỗ ghi sai").click()
    page.get_by_role("textbox", name="Tên", exact=True).fill("Thư viện Hòa An - Krông Pắc")
    page.get_by_role("button", name="Đính chính").click()
    expect(page.get_by_text("Đã đính chính hồ sơ của cơ sở.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thư viện Hòa An - Krông Pắc")

    page.get_by_role("link", name="Ngừng hoạt động").click()
    page.get_by_label("ngày").first.fill("2026-06-30")
    page.get_by_role("button", name="Ghi ngừng hoạt động").click()
    expect(page.get_by_text("cơ sở ngừng hoạt động sau ngày 30/06/2026")).to_be_visible()
    expect(page.get_by_text("cơ sở không hoạt động")).to_be_visible()


def test_institution_that_waits_is_placed(meet):
    page = meet("tham.tra").page
    page.get_by_role("link", name="Cơ sở", exact=True).click()
    page.get_by_role("link", name="Xếp vào xã, phường").click()
    group = page.get_by_role("region", name="Huyện Ea H'leo")
    group.get_by_label("Thư viện huyện Ea H'leo").check()
    group.get_by_label("Về xã, phường").select_option(label="Xã Ea Drăng")
    group.get_by_role("button", name="Xếp những cơ sở đã chọn").click()
    expect(page.get_by_role("alert").or_(page.get_by_role("status")).first).to_contain_text("Đã xếp 1 cơ sở")
    expect(page.get_by_label("Thư viện huyện Ea H'leo")).to_have_count(0)
    expect(page.get_by_label("Trung tâm Văn hóa - Thể thao huyện Ea H'leo")).to_be_visible()
