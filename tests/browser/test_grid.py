"""The grid with its script: autosave, keys, pasting, two editors, a network that fails; and without it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from indicators.models import Measure
from submissions.models import AnnualFigure, FigureChange

from ..submissions.conftest import returns  # noqa: F401  (a fixture)

SERVES, VISITS = "Có phục vụ học tập", "Lượt tại chỗ"
FIRST, SECOND, THIRD = "Thư viện Krông Búk", "Thư viện Phước An", "Thư viện Xã"


@pytest.fixture
def grid(province, cast, returns) -> str:  # noqa: F811
    """The path of a return with three libraries and four questions each."""
    for position, (code, label) in enumerate(
        [("visits_mobile", "Lượt lưu động"), ("visits_online", "Lượt trực tuyến")]
    ):
        measure = Measure.objects.create(code=code, label=label, type="count", position=3 + position)
        measure.categories.set([province.categories["library_commune"]])
    province.institution("TV5", THIRD, "library_commune", "old:24490")
    return f"/submissions/{returns.commune.pk}/"


def control(page: Page, library: str, question: str) -> Locator:
    return page.get_by_label(f"{library}: {question}", exact=True)


def cell(page: Page, library: str, question: str) -> Locator:
    return page.locator(".cell").filter(has=control(page, library, question))


def state(page: Page, library: str, question: str) -> Locator:
    return cell(page, library, question).locator(".cell-state")


def status(page: Page) -> Locator:
    return page.locator("[data-grid-status]")


def stored(code: str, measure: str = "visits_onsite") -> tuple[str, int | None, bool, str] | None:
    figure = AnnualFigure.objects.filter(institution__code=code, measure__code=measure, year__number=2025).first()
    return (figure.state, figure.value, figure.is_estimate, figure.note) if figure else None


def paste(page: Page, target: Locator, text: str) -> None:
    """As Ctrl+V does, with this text on the clipboard."""
    target.focus()
    target.evaluate(
        """(control, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            control.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def test_cell_is_saved_when_one_leaves_it(visit: Callable, cast, grid):
    visitor = visit(cast.reporter)
    page = visitor.open(grid)
    control(page, FIRST, VISITS).fill("1.234")
    expect(state(page, FIRST, VISITS)).to_have_text("chưa lưu")
    control(page, FIRST, VISITS).press("Tab")
    expect(state(page, FIRST, VISITS)).to_have_text("đã lưu")
    expect(control(page, FIRST, VISITS)).to_have_value("1234")
    expect(status(page)).to_have_text(re.compile(r"Đã lưu lúc \d\d:\d\d\."))
    expect(cell(page, FIRST, VISITS).get_by_role("link", name="1.234")).to_be_visible()
    assert stored("TV2") == ("reported", 1234, False, "")
    control(page, FIRST, SERVES).select_option("1")
    expect(state(page, FIRST, SERVES)).to_have_text("đã lưu")
    page.reload()
    expect(control(page, FIRST, SERVES)).to_have_value("1")
    assert visitor.told() == []


def test_refused_cell_says_why_and_keeps_what_was_typed_until_it_is_mended(visit, cast, grid):
    page = visit(cast.reporter).open(grid)
    control(page, FIRST, VISITS).fill("1.5")
    control(page, FIRST, VISITS).press("Enter")
    expect(state(page, FIRST, VISITS)).to_have_text("không lưu được")
    expect(cell(page, FIRST, VISITS).locator(".field-error")).to_contain_text("Số đếm phải là số nguyên.")
    expect(control(page, FIRST, VISITS)).to_have_value("1.5")
    expect(control(page, FIRST, VISITS)).to_have_attribute("aria-invalid", "true")
    expect(status(page)).to_have_text("1 ô chưa lưu được.")
    control(page, FIRST, VISITS).fill("15")
    control(page, FIRST, VISITS).press("Enter")
    expect(state(page, FIRST, VISITS)).to_have_text("đã lưu")
    expect(cell(page, FIRST, VISITS).locator(".field-error")).to_be_hidden()
    assert stored("TV2") == ("reported", 15, False, "")


def test_estimates_notes_and_reasons_are_saved_too(visit, cast, grid):
    page = visit(cast.reporter).open(grid)
    control(page, FIRST, VISITS).fill("500")
    cell(page, FIRST, VISITS).get_by_role("button", name="Số ước tính").click()
    expect(state(page, FIRST, VISITS)).to_have_text("đã lưu")
    expect(control(page, FIRST, VISITS)).to_have_value("ước 500")
    control(page, FIRST, VISITS).press("Shift+F2")
    note = cell(page, FIRST, VISITS).get_by_label("Ghi chú")
    expect(note).to_be_focused()
    note.fill("theo sổ mượn")
    note.press("Enter")
    expect(state(page, FIRST, VISITS)).to_have_text("đã lưu")
    assert stored("TV2") == ("reported", 500, True, "theo sổ mượn")

    control(page, SECOND, VISITS).fill("KAD")
    control(page, SECOND, VISITS).press("Tab")
    expect(state(page, SECOND, VISITS)).to_have_text("không lưu được")
    page.get_by_label(f"{SECOND}: Lý do không áp dụng").fill("Đang xây lại")
    page.get_by_label(f"{SECOND}: Lý do không áp dụng").press("Tab")
    expect(state(page, SECOND, VISITS)).to_have_text("đã lưu")
    assert stored("TV1") == ("not_applicable", None, False, "Đang xây lại")


def test_keys_go_from_cell_to_cell_and_take_back(visit, cast, grid, returns):  # noqa: F811
    returns.say(returns.commune, returns.other_library, returns.visits, 7)
    page = visit(cast.reporter).open(grid)
    start = control(page, FIRST, VISITS)
    start.focus()
    start.press("Enter")
    expect(control(page, SECOND, VISITS)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(control(page, THIRD, VISITS)).to_be_focused()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("ArrowUp")
    expect(start).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(control(page, FIRST, "Lượt lưu động")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    page.keyboard.type("88")
    page.keyboard.press("ArrowLeft")  # within the text: the cell stays
    expect(start).to_be_focused()
    page.keyboard.press("Escape")
    expect(start).to_have_value("7")
    expect(state(page, FIRST, VISITS)).to_have_text("")
    page.keyboard.press("Tab")
    expect(control(page, FIRST, "Lượt lưu động")).to_be_focused()
    assert FigureChange.objects.count() == 1


def test_sheet_of_keys_opens_by_key_and_by_button_and_gives_the_focus_back(visit, cast, grid):
    page = visit(cast.reporter).open(grid)
    page.locator("h1").click()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Phím tắt trong bảng")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    opener = page.get_by_role("button", name="Phím tắt trong bảng")
    opener.click()
    expect(sheet).to_be_visible()
    for _times in range(3):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    control(page, FIRST, VISITS).focus()
    page.keyboard.press("?")  # in a cell it says "not known"
    expect(sheet).to_be_hidden()
    page.keyboard.press("F1")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(control(page, FIRST, VISITS)).to_be_focused()


def test_sheet_of_keys_names_the_keys_that_there_are(visit, cast, grid):
    page = visit(cast.reporter).open(grid)
    keys = page.locator("#grid-keys dt").all_text_contents()
    assert [" ".join(key.split()) for key in keys] == [
        "Enter ↓", "Shift+Enter ↑", "← →", "Tab", "Esc", "Ctrl+S", "Alt+↓", "Shift+F2", "Ctrl+V", "F1",
    ]  # fmt: skip  # each is pressed in a test of this file, but for Alt+↓, which is the browser's own


def test_ctrl_s_saves_what_is_being_typed(visit, cast, grid):
    page = visit(cast.reporter).open(grid)
    control(page, FIRST, VISITS).fill("21")
    page.keyboard.press("Control+s")
    expect(state(page, FIRST, VISITS)).to_have_text("đã lưu")
    expect(control(page, FIRST, VISITS)).to_be_focused()
    assert stored("TV2") == ("reported", 21, False, "")


def test_head_and_names_stay_in_sight_and_what_has_the_focus_is_not_hidden(visit, cast, grid, province):
    for number in range(30):
        province.institution(f"M{number:02}", f"Thư viện Buôn {number:02}", "library_commune", "old:24490")
    page = visit(cast.reporter, width=900).open(grid)
    page.locator("#grid h2").scroll_into_view_if_needed()
    control(page, "Thư viện Buôn 00", "Lượt trực tuyến").focus()
    for _times in range(29):
        page.keyboard.press("ArrowDown")
    last = control(page, "Thư viện Buôn 29", "Lượt trực tuyến")
    expect(last).to_be_focused()
    head = page.get_by_role("columnheader", name="Lượt trực tuyến").bounding_box()
    name = page.get_by_role("rowheader", name="Thư viện Buôn 29").bounding_box()
    cell_box, bar = last.bounding_box(), page.locator(".save-bar").bounding_box()
    assert 0 <= head["y"] < cell_box["y"] - head["height"] + 1
    assert name["x"] + name["width"] <= cell_box["x"] + 1
    assert cell_box["y"] + cell_box["height"] <= bar["y"]
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(control(page, "Thư viện Buôn 29", SERVES)).to_be_focused()
    assert control(page, "Thư viện Buôn 29", SERVES).bounding_box()["x"] >= name["x"] + name["width"] - 1


def test_block_from_a_spreadsheet_fills_right_and_down(visit, cast, grid):
    visitor = visit(cast.reporter)
    page = visitor.open(grid)
    block = "có\t1.234\t0\tước 50\r\nKhông\t12\t\t7\r\nx\tnhiều\t3\t4\r\n"
    paste(page, control(page, FIRST, SERVES), block)
    expect(page.get_by_text("Đã dán 11 ô: 10 lưu, 1 cần xem lại.")).to_be_visible()
    expect(control(page, FIRST, SERVES)).to_have_value("1")
    expect(control(page, SECOND, SERVES)).to_have_value("0")
    expect(control(page, THIRD, SERVES)).to_have_value("1")
    expect(control(page, FIRST, VISITS)).to_have_value("1234")
    expect(control(page, SECOND, "Lượt lưu động")).to_have_value("")
    expect(control(page, THIRD, VISITS)).to_have_value("nhiều")
    expect(state(page, THIRD, VISITS)).to_have_text("không lưu được")
    assert AnnualFigure.objects.count() == 10
    assert stored("TV2", "visits_online") == ("reported", 50, True, "")
    assert [said for said in visitor.told() if "422" not in said] == []


def test_block_beyond_the_table_says_what_was_left_out(visit, cast, grid):
    page = visit(cast.reporter).open(grid)
    paste(page, control(page, THIRD, "Lượt trực tuyến"), "1\t2\n3\t4\n")
    expect(page.get_by_text("Đã dán 1 ô: 1 lưu, 0 cần xem lại. 3 ô nằm ngoài bảng, không dán.")).to_be_visible()


def test_leaving_with_something_unsaved_asks_first(visit, cast, grid):
    page = visit(cast.reporter).open(grid)
    asked: list[str] = []

    def stay(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    control(page, FIRST, VISITS).fill("1.5")
    control(page, FIRST, VISITS).press("Tab")
    expect(state(page, FIRST, VISITS)).to_have_text("không lưu được")
    page.evaluate("window.location.assign('/')")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(control(page, FIRST, VISITS)).to_have_value("1.5")


def test_network_that_fails_is_said_and_tried_again(visit, cast, grid):
    page = visit(cast.reporter).open(grid)
    failing = [True]

    def abort(route: Route) -> None:
        route.abort() if failing[0] else route.continue_()

    page.route("**/cells/", abort)
    control(page, FIRST, VISITS).fill("12")
    control(page, FIRST, VISITS).press("Tab")
    expect(state(page, FIRST, VISITS)).to_have_text("chưa lưu được, đang thử lại")
    expect(status(page)).to_contain_text("Mất kết nối.")
    control(page, SECOND, VISITS).fill("34")
    control(page, SECOND, VISITS).press("Tab")
    failing[0] = False
    expect(state(page, FIRST, VISITS)).to_have_text("đã lưu")
    expect(state(page, SECOND, VISITS)).to_have_text("đã lưu")
    assert (stored("TV2"), stored("TV1")) == (("reported", 12, False, ""), ("reported", 34, False, ""))


def test_session_that_ended_loses_nothing(visit, cast, grid):
    visitor = visit(cast.reporter)
    page = visitor.open(grid)
    visitor.context.clear_cookies(name="sessionid")
    control(page, FIRST, VISITS).fill("12")
    control(page, FIRST, VISITS).press("Tab")
    expect(status(page)).to_contain_text("Phiên làm việc đã hết.")
    expect(status(page).get_by_role("link", name="đăng nhập lại ở thẻ khác")).to_be_visible()
    expect(control(page, FIRST, VISITS)).to_have_value("12")
    visitor.sign_in(cast.reporter)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(state(page, FIRST, VISITS)).to_have_text("đã lưu")
    assert stored("TV2") == ("reported", 12, False, "")


@pytest.mark.parametrize(("choice", "value", "number"), [("Dùng:", "30", 30), ("Giữ:", "20", 20)])
def test_second_of_two_editors_sees_both_values_and_chooses(visit, cast, grid, choice, value, number):
    reporter, reviewer = visit(cast.reporter).open(grid), visit(cast.reviewer).open(grid)
    control(reviewer, FIRST, VISITS).fill("20")
    control(reviewer, FIRST, VISITS).press("Tab")
    expect(state(reviewer, FIRST, VISITS)).to_have_text("đã lưu")

    control(reporter, FIRST, VISITS).fill("30")
    control(reporter, FIRST, VISITS).press("Tab")
    expect(state(reporter, FIRST, VISITS)).to_have_text("người khác vừa sửa")
    dispute = reporter.get_by_role("group", name="Người khác vừa sửa")
    expect(dispute.get_by_label("Giữ: 20")).not_to_be_checked()
    expect(dispute).to_contain_text("Reviewer")
    assert stored("TV2") == ("reported", 20, False, "")
    dispute.get_by_label(choice).check()
    expect(control(reporter, FIRST, VISITS)).to_have_value(value)
    expect(dispute).to_have_count(0)
    assert stored("TV2") == ("reported", number, False, "")


def test_without_script_the_form_saves_and_shows_both_values(visit, cast, grid):
    reporter, reviewer = (visit(user, script=False).open(grid) for user in (cast.reporter, cast.reviewer))
    for page, value in [(reviewer, "20"), (reporter, "30")]:
        control(page, FIRST, VISITS).fill(value)
        with page.expect_navigation():  # the second comes when the first is stored
            page.get_by_role("button", name="Lưu", exact=True).click()
    dispute = reporter.get_by_role("group", name="Người khác vừa sửa")
    expect(dispute.get_by_label("Giữ: 20")).not_to_be_checked()
    dispute.get_by_label("Dùng: 30").check()
    reporter.get_by_role("button", name="Lưu", exact=True).click()
    expect(reporter.get_by_text("1 số liệu sửa")).to_be_visible()
    assert stored("TV2") == ("reported", 30, False, "")


def test_answer_of_last_year_is_taken_over_and_confirmed_in_its_cell(visit, cast, grid, returns):  # noqa: F811
    returns.say(returns.district, returns.library, returns.service, 1)
    page = visit(cast.reporter).open(grid)
    page.get_by_role("button", name="Lấy 1 câu trả lời có/không của năm trước").click()
    taken = cell(page, SECOND, SERVES)
    expect(taken.get_by_text("lấy từ năm trước")).to_be_visible()
    taken.get_by_label("năm nay vẫn đúng").check()
    expect(state(page, SECOND, SERVES)).to_have_text("đã lưu")
    expect(taken.get_by_text("lấy từ năm trước")).to_have_count(0)
    expect(taken.get_by_label("năm nay vẫn đúng")).to_have_count(0)
    assert [row.through for row in FigureChange.objects.filter(figure__year=returns.this_year)] == [
        "taken_over",
        "grid",
    ]


@pytest.mark.parametrize("width", [320, 1280])
def test_page_never_scrolls_sideways(visit, cast, grid, width):
    page = visit(cast.reporter, width=width).open(grid)
    control(page, FIRST, VISITS).fill("1.5")
    control(page, FIRST, VISITS).press("Tab")
    expect(state(page, FIRST, VISITS)).to_have_text("không lưu được")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
