"""A file on its way: sent as it is, asked about, compared, stored, handed back, mended, sent again, taken back."""

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Visitor
from .looking import look_at
from .sample_portal import served

LIBRARY = "Thư viện xã Hòa An"
ROWS = [
    ["BÁO CÁO SỐ LIỆU NĂM 2024"],
    [],
    ["STT", "Tên cơ sở", "Xã/phường", "Lượt người sử dụng tại chỗ", "Lượt bạn đọc vãng lai", "Số câu lạc bộ"],
    [1, "Thư viện huyện Krông Pắc", "Krông Pắc", "11.234", None, None],
    [2, "Thư viện xã Hoà An", "Krông Pắc", "1,500", 25, None],
    [3, "Nhà sinh hoạt cộng đồng buôn Mrưm", "Krông Pắc", None, None, 3],
    [4, "Nhà văn hóa tổ dân phố 1, thị trấn Phước An", "Krông Pắc", None, None, "ba"],
]


@pytest.fixture
def sample_portal(sample_database, tmp_path):
    """One for each story: they write."""
    with served(sample_database, tmp_path) as portal:
        yield portal


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Biểu 1"
    for row in ROWS:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(page: Page, data: bytes, name: str = "bao-cao.xlsx") -> None:
    page.get_by_label("Tệp số liệu").set_input_files({
        "name": name, "mimeType": "application/octet-stream", "buffer": data,
    })  # fmt: skip
    page.get_by_role("button", name="Kiểm tra tệp").click()


def step(page: Page, label: str) -> None:
    page.get_by_role("region", name="Các bước").get_by_role("link", name=label, exact=True).click()


def row_of(page: Page, name: str) -> Locator:
    return page.get_by_role("table", name="Số đang ghi và số trong tệp").locator("tbody").filter(has_text=name)


def answer_all(visitor: Visitor, wrong: dict[str, list[str]]) -> None:
    """Each question, in its order; every page is looked at on the way."""
    page = visitor.page

    def look(name: str) -> None:
        if found := look_at(visitor, f"file-{name}"):
            wrong[name] = found

    step(page, "Cách đọc tệp")
    look("reading")
    page.get_by_role("link", name="Thôi").click()
    step(page, "Các cột")
    look("columns")
    page.get_by_label("Ý nghĩa của cột Lượt bạn đọc vãng lai").select_option(label="Lượt người sử dụng lưu động")
    page.get_by_role("button", name="Lưu và kiểm tra lại").click()
    step(page, "Cách viết số")
    look("numbers")
    page.get_by_label("Dấu ngăn hàng nghìn, bỏ đi khi đọc").check()
    page.get_by_role("button", name="Lưu và kiểm tra lại").click()
    step(page, "Cơ sở")
    look("institutions")
    page.get_by_role("link", name="đề nghị thêm").click()
    look("propose")
    page.get_by_role("link", name="Thôi").click()
    page.get_by_label("Nhà sinh hoạt cộng đồng buôn Mrưm, xã Hòa An").check()
    page.get_by_role("button", name="Lưu và kiểm tra lại").click()
    step(page, "Giải thích")
    look("explanations")
    for field in page.get_by_role("textbox").all():
        field.fill("Tiêu đề chưa sửa; số liệu đúng.")
    page.get_by_role("button", name="Lưu và kiểm tra lại").click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_file_is_asked_about_stored_mended_and_taken_back(meet, script, tmp_path):
    visitor = meet("krong.pac", script=script)
    page, wrong = visitor.page, {}

    def look(name: str) -> None:
        if script and (found := look_at(visitor, f"file-{name}")):
            wrong[name] = found

    page.get_by_role("link", name="Gửi tệp Excel, CSV").click()
    send(page, workbook())
    look("waiting")
    expect(page.get_by_role("button", name="Ghi tất cả")).to_have_count(0)
    answer_all(visitor, wrong if script else {})

    expect(row_of(page, LIBRARY)).to_contain_text("709")
    expect(row_of(page, LIBRARY)).to_contain_text("1.500")
    page.get_by_role("link", name="Có lỗi").click()
    expect(row_of(page, "tổ dân phố 1")).to_contain_text("Không phải số đếm")
    with page.expect_download() as handed_back:
        page.get_by_role("link", name="Tải tệp có đánh dấu chỗ cần sửa").click()
    marked = Path(tmp_path) / "marked.xlsx"
    handed_back.value.save_as(marked)
    page.get_by_role("button", name="Chỉ ghi 3 dòng không có lỗi").click()
    expect(page.get_by_text("Đã ghi tệp: 0 dòng mới, 3 dòng thay đổi.")).to_be_visible()
    look("stored")
    stored = page.url

    book = openpyxl.load_workbook(marked)
    assert book["Biểu 1"]["F7"].comment.text
    book["Biểu 1"]["F7"] = 4
    book.save(marked)
    page.get_by_role("link", name="Tệp số liệu").click()
    look("list")
    send(page, marked.read_bytes(), "bao-cao - đã kiểm tra.xlsx")
    # What was said about headings and names is remembered; how numbers are written, and the title, are of this file.
    step(page, "Cách viết số")
    page.get_by_label("Dấu ngăn hàng nghìn, bỏ đi khi đọc").check()
    page.get_by_role("button", name="Lưu và kiểm tra lại").click()
    step(page, "Giải thích")
    page.get_by_role("textbox").first.fill("Tiêu đề chưa sửa; số liệu đúng.")
    page.get_by_role("button", name="Lưu và kiểm tra lại").click()
    expect(row_of(page, LIBRARY)).to_contain_text("giữ nguyên")
    expect(row_of(page, "tổ dân phố 1")).to_contain_text("4")
    page.get_by_role("button", name="Ghi tất cả").click()
    expect(page.get_by_text("Đã ghi tệp: 0 dòng mới, 1 dòng thay đổi.")).to_be_visible()

    page.goto(stored)
    page.get_by_role("row", name=LIBRARY).first.get_by_role("link").click()
    expect(page.get_by_role("cell", name="tệp bao-cao.xlsx, trang Biểu 1, ô D5")).to_be_visible()
    page.get_by_role("link", name="bao-cao.xlsx").first.click()
    page.get_by_role("link", name="Hoàn tác tệp này").click()
    look("undo")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("Đã hoàn tác: 4 số liệu trở lại như trước khi nhập tệp.")).to_be_visible()
    look("undone")
    assert wrong == {}


def test_the_same_file_again_has_nothing_to_store(meet):
    page = meet("krong.pac").page

    def send_it() -> None:
        page.get_by_role("link", name="Báo cáo của tôi").click()
        page.get_by_role("link", name="Gửi tệp Excel, CSV").click()
        send(page, b"institution,lifelong_service,visits_onsite\n66-00045,1,912\n", "so-lieu.csv")

    send_it()
    page.get_by_role("button", name="Ghi tất cả").click()
    expect(page.get_by_text("Đã ghi tệp: 0 dòng mới, 1 dòng thay đổi.")).to_be_visible()
    send_it()
    expect(page.get_by_text("Mọi số liệu trong tệp đã được ghi từ trước")).to_be_visible()
    expect(page.get_by_text("Tệp này đã được nhập lúc")).to_be_visible()
    expect(page.get_by_role("button", name="Ghi tất cả")).to_have_count(0)
