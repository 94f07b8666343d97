"""What happens in the yearly round, step by step, as people click it."""

import hashlib
import re
from pathlib import Path

from django.core import mail
from playwright.sync_api import Page, expect

from ..submissions.documents import PDF
from ..submissions.gate import fill_and_submit
from .round_province import DUE, KRONG_BUK, LATE, MOBILE, OFFICE, OTHERS, PHUOC_AN, SERVES, VISITS, Round
from .test_a_return import explain_everything
from .test_grid import cell, control, paste, state


def go(page: Page, *links: str) -> None:
    """Click links by their whole names, one page after the other."""
    for name in links:
        page.get_by_role("link", name=name, exact=True).first.click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def told(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_text(text).first).to_be_visible()


def plan_and_open(the: Round) -> None:
    page, reporter = the.reviewer.open("/"), the.reporter.open("/")
    go(page, "Báo cáo", "Lập năm báo cáo")
    page.get_by_label("Hạn nộp").fill(f"{DUE:%Y-%m-%d}")
    page.get_by_label("Số ngày được nộp chậm").fill("5")
    press(page, "Lập năm báo cáo")
    told(page, "Đã lập năm báo cáo 2025.")
    reporter.goto(the.reporter.base)
    go(reporter, "Báo cáo của tôi")
    told(reporter, "Năm 2025 chưa mở nên chưa nhập số liệu.")
    told(page, "4 báo cáo")
    press(page, "Mở năm 2025")
    told(page, "Đã mở năm báo cáo 2025. Đã lập 4 báo cáo.")


def come_home(the: Round) -> Page:
    """What is asked, by when, how far it is, who answered last year; then on to where entry goes on."""
    page = the.reporter.open("/submissions/")
    told(page, f"Năm 2025: {OFFICE}")
    told(page, "0/2 cơ sở đã đủ số liệu")
    told(page, "quá hạn 10 ngày")
    told(page, "do Cơ quan Huyện Krông Pắc báo cáo")
    expect(page.get_by_role("link", name="Tải tệp mẫu Excel")).to_be_visible()
    go(page, "Nhập tiếp")
    return page


def take_over(page: Page) -> None:
    press(page, "Lấy 2 câu trả lời có/không của năm trước")
    expect(page.get_by_text("lấy từ năm trước")).to_have_count(2)
    expect(control(page, PHUOC_AN, SERVES)).to_have_value("1")


def enter_with_script(page: Page) -> None:
    """A block is pasted, a cell and its note are typed: each is saved by itself."""
    paste(page, control(page, KRONG_BUK, VISITS), "520\t45\r\n10.500\t55\r\n")
    told(page, "Đã dán 4 ô: 4 lưu, 0 cần xem lại.")
    control(page, KRONG_BUK, MOBILE).fill("KAD")
    control(page, KRONG_BUK, MOBILE).press("Tab")
    expect(state(page, KRONG_BUK, MOBILE)).to_have_text("không lưu được")
    page.get_by_label(f"{KRONG_BUK}: Lý do không áp dụng").fill("x")
    page.get_by_label(f"{KRONG_BUK}: Lý do không áp dụng").press("Tab")
    expect(state(page, KRONG_BUK, MOBILE)).to_have_text("đã lưu")
    control(page, PHUOC_AN, VISITS).press("Shift+F2")
    note = cell(page, PHUOC_AN, VISITS).get_by_label("Ghi chú")
    note.fill("theo sổ mượn")
    note.press("Enter")
    expect(state(page, PHUOC_AN, VISITS)).to_have_text("đã lưu")
    cell(page, KRONG_BUK, SERVES).get_by_label("năm nay vẫn đúng").check()
    expect(state(page, KRONG_BUK, SERVES)).to_have_text("đã lưu")


def enter_without_script(page: Page) -> None:
    """The same in the plain form."""
    for library, question, text in [
        (KRONG_BUK, VISITS, "520"), (KRONG_BUK, MOBILE, "KAD"), (PHUOC_AN, VISITS, "10.500"), (PHUOC_AN, MOBILE, "55"),
    ]:  # fmt: skip
        control(page, library, question).fill(text)
    page.get_by_label(f"{KRONG_BUK}: Lý do không áp dụng").fill("x")
    cell(page, PHUOC_AN, VISITS).locator("summary", has_text="ghi chú").click()
    cell(page, PHUOC_AN, VISITS).get_by_label("Ghi chú").fill("theo sổ mượn")
    press(page, "Lưu")
    told(page, "Đã lưu: 4 số liệu mới, 0 số liệu sửa.")


def attach_evidence(page: Page, folder: Path) -> None:
    paper = folder / "so-muon.pdf"
    paper.write_bytes(PDF)
    go(page, "10.500")
    told(page, "theo sổ mượn")
    page.get_by_label("Tệp minh chứng").set_input_files(paper)
    press(page, "Gửi tệp")
    told(page, "Đã thêm tệp minh chứng.")


def mend_and_submit(page: Page) -> None:
    """The checks hold the return up: an error is mended on the institution's form, the rest is explained."""
    go(page, "Kiểm tra")
    told(page, "Chưa nộp được")
    expect(page.get_by_role("button", name="Nộp báo cáo", exact=True)).to_have_count(0)
    finding = page.get_by_role("listitem").filter(has_text="quá ngắn").filter(has=page.get_by_role("link"))
    finding.get_by_role("link", name=KRONG_BUK).click()
    question = page.get_by_role("group", name=MOBILE)
    question.get_by_label("Có số liệu").check()
    question.get_by_label("Số liệu", exact=True).fill("45")
    press(page, "Lưu")
    told(page, "Đã lưu")
    go(page, OFFICE, "Kiểm tra")
    explain_everything(page)
    press(page, "Nộp báo cáo")
    told(page, "Đã nộp báo cáo.")


def ask_and_return(the: Round) -> None:
    """The reviewer sees on the board who is late, asks about one figure, sends the return back for that and another."""
    page = the.reviewer.open("/years/2025/")
    told(page, "Đã nộp 1/4 báo cáo (25 %)")
    go(page, "trễ hạn: 4")
    row = page.get_by_role("row").filter(has_text=OFFICE)
    expect(row).to_contain_text("đã nộp")
    expect(row).to_contain_text("nộp trễ hạn")
    expect(row).to_contain_text("2/2")
    go(page, OFFICE)
    cell(page, PHUOC_AN, VISITS).get_by_role("link", name="hỏi").click()
    told(page, "10.500")
    page.get_by_label("Câu hỏi").fill("Năm ngoái 1.000 lượt. Sao nhiều thế?")
    press(page, "Gửi câu hỏi")
    told(page, "Đã gửi câu hỏi.")
    go(page, "Trả lại để sửa…")
    expect(page.get_by_label(f"{PHUOC_AN}, {VISITS}: Năm ngoái 1.000 lượt. Sao nhiều thế?")).to_be_checked()
    row = page.locator(".reason-row").first
    row.get_by_label("Cơ sở").fill(f"{KRONG_BUK} (TV2)")
    row.get_by_label("Chỉ tiêu").select_option(label=MOBILE)
    row.get_by_label("Cần xem lại điều gì").fill("Đã có xe lưu động chưa?")
    press(page, "Trả lại")
    told(page, "Đã trả lại báo cáo để sửa.")


def correct_and_reply(the: Round) -> None:
    """The reporter finds each reason at its cell: corrects one figure, stands by the other, submits again."""
    page = the.reporter.open("/submissions/")
    told(page, "2 câu hỏi về số liệu đang chờ bạn:")
    go(page, "Cả bảng số liệu")
    expect(cell(page, PHUOC_AN, VISITS)).to_contain_text("Cần xem lại: Năm ngoái 1.000 lượt.")
    control(page, PHUOC_AN, VISITS).fill("1.050")
    if the.script:
        control(page, PHUOC_AN, VISITS).press("Tab")
        expect(state(page, PHUOC_AN, VISITS)).to_have_text("đã lưu")
    else:
        press(page, "Lưu")
        told(page, "1 số liệu sửa")
    expect(control(page, PHUOC_AN, VISITS)).to_have_value("1050")
    cell(page, KRONG_BUK, MOBILE).get_by_role("link", name="trả lời", exact=True).click()
    thread = page.get_by_role("article").filter(has_text="Đã có xe lưu động chưa?")
    thread.get_by_label("Trả lời").fill("Có từ tháng 3.")
    thread.get_by_role("button", name="Gửi trả lời").click()
    told(page, "Đã gửi câu trả lời.")
    go(page, "Kiểm tra")
    page.wait_for_url("**/checks/")
    if page.get_by_label(re.compile(r"Giải thích \(")).count():
        explain_everything(page)
    press(page, "Nộp báo cáo")
    told(page, "Đã nộp báo cáo.")


def look_at_changes_and_approve(the: Round) -> None:
    page = the.reviewer.open(f"/submissions/{the.returned('new:24490').pk}/")
    page.get_by_role("link", name=re.compile("^1 số liệu đã đổi")).click()
    changed = page.get_by_role("row").filter(has_text=PHUOC_AN)
    for text in (VISITS, "10.500", "1.050", "-9.450", "Reporter"):
        expect(changed).to_contain_text(text)
    expect(page.get_by_role("row").filter(has_text=KRONG_BUK)).to_have_count(0)
    page.get_by_role("link", name=re.compile(r"^Câu hỏi \(2\)")).click()
    for _thread in range(2):
        page.get_by_role("button", name="Đánh dấu đã xong").first.click()
        told(page, "Câu hỏi đã xong.")
    go(page, "Duyệt…")
    press(page, "Duyệt báo cáo")
    told(page, "Đã duyệt báo cáo.")


def approve_the_others(the: Round) -> None:
    for office in OTHERS:
        fill_and_submit(the.returned(office))
    page = the.reviewer.open("/years/2025/")
    for name in OTHERS.values():
        page.get_by_label(f"Chọn báo cáo của {name} để duyệt").check()
    press(page, "Duyệt các báo cáo đã chọn…")
    told(page, "2 báo cáo đã chọn")
    press(page, "Duyệt 2 báo cáo")
    told(page, "Đã duyệt 2 báo cáo.")


def remind(the: Round) -> None:
    page = the.reviewer.open("/years/2025/")
    go(page, "Nhắc nộp")
    letter = page.locator("details.letter")
    expect(letter).to_contain_text(LATE)
    letter.locator("summary").click()
    expect(letter).to_contain_text(f"{DUE:%d/%m/%Y}")
    press(page, "Gửi ngay 1 thư")
    told(page, "Đã gửi 1 thư.")
    assert [sent.to for sent in mail.outbox] == [["hoa@so.example"]]
    expect(page.get_by_role("row").filter(has_text="hoa@so.example")).to_contain_text(LATE)


def close(the: Round) -> None:
    """Once it is closed, the reporter reads who did it, when, and whom to ask."""
    page = the.reviewer.open("/years/2025/")
    go(page, "Thiết lập năm")
    press(page, "Khóa năm 2025")
    told(page, "Đã khóa năm 2025: không sửa được số liệu nữa.")
    page = the.reporter.open("/submissions/")
    go(page, f"2025: {OFFICE}")
    told(
        page,
        re.compile(r"Năm báo cáo 2025 đã khóa: Reviewer khóa lúc \d\d/\d\d/\d{4} \d\d:\d\d\. Nếu cần sửa, hãy đề nghị"),
    )
    expect(page.get_by_role("button", name="Lưu")).to_have_count(0)


def publish(the: Round) -> Page:
    page = the.reviewer.open("/")
    go(page, "2025") if "/2025/" not in page.url else None
    go(page, "Công bố kết quả năm này")
    page.get_by_label("Tôi hiểu rằng").check()
    press(page, "Công bố")
    told(page, "Đã công bố bản số 1.")
    told(page, "Số hiện hành không khác bản công bố ở dòng nào.")
    go(page, "Kiểm tra SHA-256")
    told(page, "đúng như khi công bố")
    with page.expect_download() as download:
        go(page, "Kết quả và cách tính (JSON)")
    told(page, hashlib.sha256(Path(download.value.path()).read_bytes()).hexdigest())
    return page
