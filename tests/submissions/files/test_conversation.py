"""The conversation about a file: what is asked, answered, remembered, and left out."""

from submissions.forms.field_names import field_name
from submissions.models import AnnualFigure, Explanation, FigureChange, RememberedColumn
from submissions.tables import read_sheets

from ..reading.written import sheets_by_openpyxl
from .conftest import FILE, open_steps, text_of


def value_of(returns, institution):
    return AnnualFigure.objects.get(institution=institution, measure=returns.visits, year=returns.this_year).value


# --- columns


def test_an_unknown_column_is_mapped_once_and_remembered(page, returns):
    text = "institution,Lượt bạn đọc vãng lai\nTV1,12\n"
    shown = page.send(text)
    assert open_steps(shown) == {"Các cột": 1}
    assert "Ghi tất cả" not in text_of(shown)
    batch = shown.context["batch"]
    asked = page.get("file_columns", batch)
    assert "Không có chỉ tiêu nào tên này" in text_of(asked)
    assert '<option value="" selected>– hãy chọn –</option>' in asked.content.decode()
    mapped = page.post("file_columns", batch, {field_name("!2"): "measure:visits_onsite"})
    assert open_steps(mapped) == {}
    page.apply(mapped)
    assert value_of(returns, returns.library) == 12
    assert list(RememberedColumn.objects.values_list("by__username", "heading", "meaning")) == [
        ("reporter", "luot ban doc vang lai", "measure:visits_onsite")
    ]
    again = page.send("institution,LƯỢT BẠN ĐỌC VÃNG LAI\nTV2,5\n")
    assert open_steps(again) == {}
    assert "Lượt tại chỗ (ô B2) chưa báo cáo → 5" in text_of(again)


def test_a_column_that_was_understood_can_be_read_as_another(page):
    batch = page.send(FILE).context["batch"]
    form = page.get("file_columns", batch).context["form"]
    understood = [column.shown for column in form.columns]
    assert understood == ["key:code", "measure:lifelong_service", "measure:visits_onsite"]
    answers = {field_name(column.place): column.shown for column in form.columns} | {field_name("!3"): "ignore"}
    shown = page.post("file_columns", batch, answers)
    assert "Không đọc các cột: “visits_onsite”" in text_of(shown)
    assert "Lượt tại chỗ" not in text_of(shown)
    assert RememberedColumn.objects.get().heading == "visits onsite"


def test_a_heading_that_stands_twice_is_answered_and_not_remembered(page):
    batch = page.send("institution,visits_onsite,visits_onsite\nTV1,5,6\n").context["batch"]
    form = page.get("file_columns", batch).context["form"]
    answers = {field_name(column.place): column.shown for column in form.columns} | {field_name("!3"): "ignore"}
    assert "→ 5" in text_of(page.post("file_columns", batch, answers))
    assert not RememberedColumn.objects.exists()


def test_a_suggested_meaning_is_offered_first_and_not_chosen(page):
    batch = page.send("institution,Lượt tại chổ ngồi\nTV1,12\n").context["batch"]
    _before, content = page.get("file_columns", batch).content.decode().split('<option value="" selected>')
    groups = 'label="Gần giống tiêu đề"', "Lượt tại chỗ", 'label="Chỉ tiêu"'
    assert [content.index(text) for text in groups] == sorted(content.index(text) for text in groups)
    assert '<option value="measure:visits_onsite" selected' not in content


# --- numbers


def test_signs_that_can_be_two_things_are_asked(page, returns):
    shown = page.send("institution;visits_onsite\nTV1;1.234\nTV2;1,234\n")
    assert open_steps(shown) == {"Cách viết số": 1}
    batch = shown.context["batch"]
    asked = page.get("file_numbers", batch)
    assert "1.234 1234 lỗi" in text_of(asked)
    answered = page.post("file_numbers", batch, {field_name("!2"): "thousands"})
    assert "Lượt tại chỗ (ô B2) chưa báo cáo → 1.234" in text_of(answered)
    assert open_steps(answered) == {}
    page.apply(answered)
    assert value_of(returns, returns.library) == 1234


def test_thousands_that_the_portal_found_can_be_refused(page):
    shown = page.send("institution;visits_onsite\nTV1;1.234\nTV2;12.500\n")
    assert open_steps(shown) == {}
    batch = shown.context["batch"]
    refused = page.post("file_numbers", batch, {field_name("!2"): "none"})
    assert "Ghi tất cả" not in text_of(refused)
    taken_back = page.post("file_numbers", batch, {field_name("!2"): "thousands"})
    assert "→ 12.500" in text_of(taken_back)


# --- explanations


def test_what_is_unusual_waits_for_a_word_of_explanation(page, returns):
    earlier = {"institution": returns.library, "measure": returns.visits}
    year_before = returns.district
    returns.say(year_before, **earlier, value=100)
    returns.say(year_before, returns.other_library, returns.visits, 100)
    shown = page.send("institution,visits_onsite\nTV1,90000\nTV2,50000\n")
    assert open_steps(shown) == {"Giải thích": 2}
    assert "chưa được giải thích" in text_of(shown)
    batch = shown.context["batch"]
    asked = page.get("file_explanations", batch)
    assert "Thay đổi lớn so với năm trước" in text_of(asked)
    labels = [str(field.label) for field in asked.context["form"]]
    assert len(labels) == len(set(labels)) == 3, "one for all, one for each"
    assert page.post("file_explanations", batch, {field_name("large_change"): "x" * 501}).status_code == 200
    explained = page.post("file_explanations", batch, {field_name("large_change@!2"): "Mở phòng đọc  mới."})
    assert open_steps(explained) == {"Giải thích": 1}
    assert "Mở phòng đọc mới." in text_of(page.get("file_explanations", batch))
    rest = {field_name("large_change@!2"): "Mở phòng đọc mới.", field_name("large_change@!3"): "Cũng vậy."}
    explained = page.post("file_explanations", batch, rest)
    assert open_steps(explained) == {}
    assert "Mở phòng đọc mới." in text_of(explained)
    page.apply(explained)
    assert sorted(Explanation.objects.values_list("text", flat=True)) == ["Cũng vậy.", "Mở phòng đọc mới."]
    assert value_of(returns, returns.library) == 90000


def test_one_explanation_serves_all_findings_of_a_check(page, returns):
    for institution in (returns.library, returns.other_library):
        returns.say(returns.district, institution, returns.visits, 100)
    shown = page.send("institution,visits_onsite\nTV1,90000\nTV2,80000\n")
    assert open_steps(shown) == {"Giải thích": 2}
    done = page.post("file_explanations", shown.context["batch"], {field_name("large_change"): "Đếm cả trực tuyến."})
    assert open_steps(done) == {}
    taken_back = page.post("file_explanations", shown.context["batch"], {field_name("large_change"): ""})
    assert open_steps(taken_back) == {"Giải thích": 2}


def test_a_title_of_another_year_must_be_explained(page, returns):
    shown = page.send("BÁO CÁO NĂM 2019,\ninstitution,visits_onsite\nTV1,5\n")
    assert open_steps(shown) == {"Giải thích": 1}
    done = page.post("file_explanations", shown.context["batch"], {field_name("year"): "Quên sửa tiêu đề."})
    assert open_steps(done) == {}
    assert page.apply(done).context["batch"].is_applied


# --- only the rows without errors


def test_only_good_rows_are_stored_when_the_person_says_so(page, returns):
    shown = page.send("institution,visits_onsite\nTV1,5\nTV2,-1\n", status="submitted")
    text = text_of(shown)
    assert "Ghi tất cả" not in text
    assert "Báo cáo giữ nguyên tình trạng" in text
    assert "Chỉ ghi 1 dòng không có lỗi" in text
    done = page.apply(shown, only_good="1")
    assert done.context["batch"].is_applied
    assert value_of(returns, returns.library) == 5
    returns.commune.refresh_from_db()
    assert returns.commune.status == "draft"
    text = text_of(done)
    assert "Các dòng bị để lại, chưa ghi" in text
    assert "Số đếm không thể âm" in text
    marked = page.get("file_marked", done.context["batch"])
    assert marked["Content-Disposition"].startswith("attachment")
    sheets = {sheet.name: sheet for sheet in read_sheets(marked.content, "da-kiem-tra.xlsx")}
    assert "Kết quả kiểm tra" in sheets


def test_rows_left_out_leave_the_approved_return_closed(as_other, cast, returns):
    page = as_other(cast.reviewer)
    page.apply(page.send(FILE, status="approved"))
    shown = page.send("institution,visits_onsite\nTV1,5\nTV2,-1\n", status="approved")
    assert "1.200 → 5" in text_of(shown)
    again = page.apply(shown, only_good="1")  # the return keeps its state: its figures cannot change
    assert "Lựa chọn này đổi kết quả kiểm tra." in text_of(again)
    assert again.context["counts"].of["error"] == 2
    assert value_of(returns, returns.library) == 1200


def test_leaving_rows_out_can_be_taken_back(page):
    shown = page.send("institution,visits_onsite\nTV1,5\nTV2,-1\n")
    batch = shown.context["batch"]
    page.post("file_apply", batch, {"seal": "another", "only_good": "1"})
    assert not AnnualFigure.objects.exists()
    chosen = page.get("file", batch)
    assert "Không để lại dòng nào" in text_of(chosen)
    taken_back = page.post("file_again", batch, {"all_rows": "1"})
    assert "Tệp còn lỗi hoặc câu hỏi" in text_of(taken_back)


# --- reading


def test_another_encoding_sheet_and_heading_line_can_be_chosen(page, returns):
    text = "ghi chú,\ninstitution,visits_onsite\nTV1,5\n"
    batch = page.send(text).context["batch"]
    asked = page.get("file_reading", batch)
    assert "institution" in text_of(asked)
    chosen = page.post("file_reading", batch, {"encoding": "utf-8", "heading_line": "2"})
    assert chosen.context["batch"].choices == {"encoding": "utf-8", "heading_line": 2}
    assert "Lượt tại chỗ (ô B3) chưa báo cáo → 5" in text_of(chosen)
    assert page.post("file_reading", batch, {"heading_line": "0"}).context["form"].errors


def test_a_heading_line_needs_its_sheet_and_the_guide_is_no_table(page, returns):
    heading = ["institution", "visits_onsite"]
    book = sheets_by_openpyxl(
        {"Năm 2025": [heading, ["TV1", 5]], "Bản cũ": [heading, ["TV1", 4]], "Hướng dẫn": [["Cách ghi"]]}
    )
    batch = page.send(book, name="so-lieu.xlsx").context["batch"]
    form = page.get("file_reading", batch).context["form"]
    assert [value for value, _label in form.fields["sheet"].choices] == ["", "Năm 2025", "Bản cũ"]
    again = page.post("file_reading", batch, {"heading_line": "1"})
    assert again.context["form"].errors == {"sheet": ["Hãy chọn trang tính có dòng tiêu đề ấy."]}
    chosen = page.post("file_reading", batch, {"sheet": "Năm 2025", "heading_line": "1"})
    assert chosen.context["counts"].changing == 1


def test_rows_are_filtered_and_paged(page, province):
    lines = ["institution,visits_onsite", *(f"X{index},{index}" for index in range(101)), "TV1,7", "TV2,-"]
    batch = page.send("\n".join(lines)).context["batch"]
    new = page.get("file", batch, show="new")
    assert [shown.row.line for shown in new.context["rows"]] == [103, 104]
    questions = page.get("file", batch, show="question")
    assert len(questions.context["rows"]) == 100
    assert "page=2" in questions.content.decode()
    assert [shown.row.line for shown in page.get("file", batch, show="question", page="2").context["rows"]] == [102]
    assert page.get("file", batch, show="nonsense").status_code == 200


def test_answers_about_a_stored_file_are_refused(page, returns):
    done = page.apply(page.send(FILE))
    batch = done.context["batch"]
    for step in ("reading", "columns", "numbers", "institutions", "explanations", "propose"):
        assert page.post(f"file_{step}", batch, {"encoding": "vni"}).request["PATH_INFO"] == f"/files/{batch.pk}/"
    batch.refresh_from_db()
    assert batch.choices == {}
    again = page.apply(done)
    assert FigureChange.objects.filter(through="file").count() == 4
    assert again.status_code == 200


def test_what_was_found_is_said_in_the_language_of_the_reader(page, returns):
    batch = page.send("institution,visits_onsite\nTV1,abc\nTV2,3\n").context["batch"]
    assert "Không phải số đếm. Hãy ghi một số nguyên" in text_of(page.get("file", batch))
    page.client.cookies["django_language"] = "en"
    english = page.get("file", batch)
    assert "Not a count. Write a whole number" in text_of(english)
    assert "Không phải số đếm" not in text_of(english)
    page.apply(english, only_good="1")
    page.apply(page.get("file", batch), only_good="1")
    assert FigureChange.objects.get(through="file").new_value == 3
