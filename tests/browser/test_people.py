"""Somebody new: invited by the administrator, lets themselves in by the link, once."""

from playwright.sync_api import expect

PASSWORD = "dung-quen-mat-khau"


def test_person_is_invited_and_comes_in_by_the_link(meet):
    administrator = meet("quan.tri").page
    administrator.get_by_role("link", name="Người dùng", exact=True).click()
    administrator.get_by_role("link", name="Mời người dùng").click()
    administrator.get_by_label("Họ và tên").fill("H'Hoa Niê")
    administrator.get_by_label("Tên đăng nhập").fill("h.hoa")
    administrator.get_by_label("Vai trò").select_option(label="Người báo cáo")
    administrator.get_by_label("Đơn vị báo cáo").select_option(label="UBND xã Krông Búk (24310)")
    administrator.get_by_role("button", name="Mời").click()
    link = administrator.get_by_label("Liên kết đặt mật khẩu").input_value()
    administrator.reload()
    expect(administrator.get_by_label("Liên kết đặt mật khẩu")).to_have_count(0)

    newcomer = meet().page
    newcomer.goto(link)
    expect(newcomer.get_by_text("h.hoa")).to_be_visible()
    newcomer.get_by_label("Mật khẩu mới", exact=False).first.fill(PASSWORD)
    newcomer.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
    newcomer.get_by_role("button", name="Đặt mật khẩu").click()
    somebody = meet()
    page = somebody.sign_in_at_the_door("h.hoa", PASSWORD)
    expect(page.get_by_role("heading", name="Báo cáo của tôi")).to_be_visible()
    expect(page.get_by_text("UBND xã Krông Búk")).to_be_visible()

    late = meet().page
    late.goto(link)
    expect(late.get_by_text("Liên kết này đã dùng rồi hoặc đã hết hạn.")).to_be_visible()
