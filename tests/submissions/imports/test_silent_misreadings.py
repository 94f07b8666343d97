"""Files that could be taken for something else without anybody noticing: each is asked about, or is an error.

They were found by writing tables in every style (`test_any_style.py`) and by thinking of what people do in Excel.
"""

import pytest

from submissions.imports.checking import Check
from submissions.imports.findings import Severity
from submissions.imports.sending import Sender, Sending

from ..reading.written import by_xlsxwriter


def read(corpus, data, *, by_reporter=False):
    """What would be stored, by institution and measure; and what is asked or wrong, with its line."""
    data = data.encode() if isinstance(data, str) else data
    check = Check(data, "a.csv", Sending(corpus.year, Sender(corpus.reporter if by_reporter else None)))
    stored, said = {}, [(one.line, one.finding) for one in check.findings]
    codes = {pk: measure.code for pk, measure in check.asked.measures.items()}
    for row in check.rows():
        said += [(row.line, one) for one in row.findings]
        for change in row.changes:
            stored.setdefault(row.standing.code, {})[codes[change.answer.measure_id]] = change.answer.value
    asks = (Severity.ERROR, Severity.QUESTION, Severity.WARNING)
    return stored, [(line, one.message) for line, one in said if one.severity in asks and one.code != "large_change"]


def workbook(fill):
    return by_xlsxwriter(lambda book: fill(book.add_worksheet("Số liệu"), book))


def test_several_numbers_in_one_cell(corpus):
    stored, said = read(corpus, 'Mã,visits_onsite,visits_online\nTX490,"120\n350",7\nTX493,5  300,8\nTX496,5 300,8\n')
    assert stored == {"TX496": {"visits_onsite": 5300, "visits_online": 8}}
    assert said == [(line, "Ô này có nhiều số. Hãy ghi một số nguyên từ 0 trở lên.") for line in (2, 4)]


def test_a_figure_merged_over_two_columns(corpus):
    def fill(sheet, _book):
        sheet.write_row(0, 0, ["Mã", "visits_onsite", "visits_mobile", "visits_online"])
        sheet.write_row(1, 0, ["TX490", None, None, 7])
        sheet.merge_range(1, 1, 1, 2, 1500)
        sheet.write_row(2, 0, ["TX493", 5, 6, 7])

    stored, said = read(corpus, workbook(fill))
    assert stored == {"TX493": {"visits_onsite": 5, "visits_mobile": 6, "visits_online": 7}}
    assert said == [(2, "Ô gộp nhiều cột: không rõ số của cột nào. Hãy bỏ gộp, ghi từng cột.")]


ELSEWHERE = "Cơ sở tên này của bạn (NT09) không ở nơi ghi phía trên. Hãy ghi mã cơ sở hoặc xã/phường."


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("TT,Tên,Số câu lạc bộ\nI,Xã KRông Búk,\n1,Nhà văn hóa thôn Hòa Bình,3\nII,Xã Ea Kly,\n1,{},1\n", 3),
        ("Tên,Số câu lạc bộ\nXã KRông Búk,\nNhà văn hóa thôn Hòa Bình,3\nXã Ea Kly,\n{},1\n", 3),
        ("Xã,Tên,Số câu lạc bộ\nXã KRông Búk,Nhà văn hóa thôn 3,3\n,Nhà văn hóa thôn Hòa Bình,3\nXã Ea Kly,{},1\n", 3),
    ],
    ids=["section", "section without a number", "commune written once"],
)  # fmt: skip
def test_the_only_house_of_a_name_lies_in_another_commune(corpus, text, line):
    stored, said = read(corpus, text.format("Nhà văn hóa thôn Thủy Lợi"), by_reporter=True)
    assert stored == {"NT10": {"clubs": 1}}
    assert (line, ELSEWHERE) in said


SECOND = "Dòng này là tiêu đề của một bảng khác. Hãy để mỗi bảng ở một trang (hoặc một tệp) riêng."


@pytest.mark.parametrize(
    "text",
    [
        "Mã,visits_onsite,visits_online\nTX490,12,7\nMã,visits_online,visits_onsite\nTX493,1,2\n",
        "Tên,Xã,Số câu lạc bộ,classes\nNhà văn hóa thôn 1,Xã Ea Kly,12,7\nTên,Xã,Số lớp năng khiếu,\n{},Xã Ea Kly,1,\n",
        "Mã,Lượt tại chỗ,Lượt trực tuyến\nTX490,12,7\nMã,Số đầu sách,Lượt trực tuyến\nTX493,1,2\n",
    ],
    ids=["other order", "fewer columns", "unknown column"],
)
def test_a_second_table_with_other_columns_below(corpus, text):
    _stored, said = read(corpus, text.format("Nhà văn hóa thôn 2"))
    assert SECOND in [message for _line, message in said]


def test_a_second_table_below_with_a_heading_of_two_rows(corpus):
    heading = "Mã,Lượt người sử dụng,\n,{},{}\n"
    first, same = heading.format("tại chỗ", "trực tuyến"), heading.format("trực tuyến", "tại chỗ")
    assert (5, SECOND) in read(corpus, f"{first}TX490,12,7\n{same}TX493,1,2\n")[1]
    assert read(corpus, f"{first}TX490,12,7\n{first}TX493,1,2\n") == (
        {"TX490": {"visits_onsite": 12, "visits_online": 7}, "TX493": {"visits_onsite": 1, "visits_online": 2}}, [],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Mã,Có ứng dụng CNTT, chuyển đổi số,visits_onsite\nTX490,1,500\n", "Có ứng dụng CNTT, chuyển đổi số"),
        ("Mã,Lượt khách nghiên cứu, học tập,education_plan\nBT1,5,0\n", "Lượt khách nghiên cứu, học tập"),
        ("Mã,Ghi chú, nếu có,Số câu lạc bộ,Số lớp năng khiếu\nNT01,,2,3\nNT02,,4,5\n", "Ghi chú, nếu có"),
    ],
)
def test_a_comma_in_a_heading_without_quotes(corpus, text, heading):
    _stored, said = read(corpus, text)
    message = f"Có lẽ dấu phẩy trong “{heading}” tách tiêu đề thành hai cột. Hãy đặt nó trong dấu ngoặc kép."
    assert (1, message) in said


@pytest.mark.parametrize("unit", ["Đơn vị tính: nghìn lượt", "(ĐVT: 1.000 lượt người)", "Don vi tinh: ngan luot"])
def test_figures_in_thousands(corpus, unit):
    _stored, said = read(corpus, f"{unit},,\nMã,visits_onsite,visits_online\nTX490,12,7\n")
    assert said == [(None, f"Bảng ghi “{unit}”. Hãy ghi số đầy đủ, rồi sửa dòng này.")]


@pytest.mark.parametrize("unit", ["Đơn vị tính: lượt", "Đơn vị tính: nghìn đồng", "Đơn vị: Trung tâm Văn hóa"])
def test_figures_that_are_not_in_thousands(corpus, unit):
    assert read(corpus, f"{unit},,\nMã,visits_onsite,visits_online\nTX490,12,7\n")[1] == []


TITLES = [
    "BÁO CÁO 6 THÁNG ĐẦU NĂM 2024", "Số liệu quý I năm 2024", "KẾ HOẠCH NĂM 2024", "Chỉ tiêu thư viện năm 2024",
    "SỐ LIỆU ƯỚC THỰC HIỆN NĂM 2024", "Năm học 2023-2024",
]  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
def test_figures_of_a_part_of_the_year_or_of_a_plan(corpus, title):
    _stored, said = read(corpus, f"{title},,\nMã,visits_onsite,visits_online\nTX490,12,7\n")
    assert said == [(None, f"Bảng ghi “{title}”: có thể không phải số liệu thực hiện cả năm. Hãy kiểm tra.")]


@pytest.mark.parametrize(
    "title",
    [
        "KẾT QUẢ THỰC HIỆN KẾ HOẠCH 06/KH-UBND NĂM 2024", "Kế hoạch số 06/KH-UBND ngày 10/01/2023", "12 tháng năm 2024",
        "Phước An, ngày 5 tháng 12 năm 2024",
    ],
)  # fmt: skip
def test_titles_of_the_whole_year(corpus, title):
    assert read(corpus, f'"{title}",,\nMã,visits_onsite,visits_online\nTX490,12,7\n')[1] == []


@pytest.mark.parametrize(
    "title", ["Năm: 2023", "Năm báo cáo:,2023", "Kỳ báo cáo 2023", "Số liệu tính đến ngày 31/12/2023", "NĂM 2023"]
)
def test_a_title_that_names_another_year(corpus, title):
    _stored, said = read(corpus, f"{title}\n\nMã,visits_onsite\nTX490,12\n")
    assert said == [(None, "Bảng ghi năm 2023, trong khi tệp được gửi cho năm 2024. Hãy kiểm tra.")]


GROUPS = ["Người lớn", "Chỉ tiêu giao", "Học sinh", "Kỳ trước", "Nghìn lượt", "Nam", "Thể thao", "Buổi sáng"]


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_of_columns_that_says_something_else(corpus, group):
    text = f"Mã,Lượt người sử dụng lưu động,{group},\n,,Lượt tại chỗ,Lượt trực tuyến\nTX490,5,12,7\n"
    stored, said = read(corpus, text)
    assert stored == {"TX490": {"visits_mobile": 5}}
    assert [line for line, _message in said] == [2, 2]


@pytest.mark.parametrize("group", ["Hoạt động của thư viện", "Kết quả năm 2024", "Phục vụ bạn đọc", "II. Trong đó"])
def test_a_group_of_columns_that_says_nothing(corpus, group):
    text = f"Mã,Lượt người sử dụng lưu động,{group},\n,,Lượt tại chỗ,Lượt trực tuyến\nTX490,5,12,7\n"
    assert read(corpus, text) == ({"TX490": {"visits_mobile": 5, "visits_onsite": 12, "visits_online": 7}}, [])


def test_a_comma_in_a_number_without_quotes(corpus):
    heading, row = "Mã,visits_onsite,visits_mobile,visits_online\n", "TX493,5,234,\n"
    stored, said = read(corpus, f"{heading}TX490,1,234,,\n{row}")
    assert stored == {"TX493": {"visits_onsite": 5, "visits_mobile": 234}}
    message = "Dòng này nhiều ô hơn tiêu đề: có lẽ “1,234” là một số. Hãy ghi số không có dấu phẩy."
    assert said == [(2, message), (2, message)]
    stored, said = read(corpus, f"TITLE\n{heading}TX490,,ước 1,234,\n{row}")
    assert (stored, {line for line, _message in said}) == ({"TX493": {"visits_onsite": 5, "visits_mobile": 234}}, {3})


def test_the_number_of_a_note_is_no_part_of_a_figure_or_a_name(corpus):
    def fill(sheet, book):
        raised = book.add_format({"font_script": 1})
        sheet.write_row(0, 0, ["Tên", "Xã/phường", "Số câu lạc bộ"])
        sheet.write_rich_string(1, 0, "Nhà văn hóa thôn 1", raised, "2")
        sheet.write_row(1, 1, ["Xã Ea Kly", "3"])
        sheet.write_row(2, 0, ["Nhà văn hóa thôn 2", "Xã Ea Kly"])
        sheet.write_rich_string(2, 2, "12", raised, "1")

    stored, said = read(corpus, workbook(fill))
    assert stored == {"NT02": {"clubs": 3}}
    assert said == [(3, "Không phải số đếm. Hãy ghi một số nguyên từ 0 trở lên.")]


def test_cells_that_slipped_to_the_left(corpus):
    text = "Mã,Tên,Xã,Số câu lạc bộ,Số lớp năng khiếu\nNT01,3,4\nNT02,Nhà văn hóa thôn 1,có,5\nNT03,,24493,5,6\n"
    stored, said = read(corpus, text)
    assert stored == {"NT03": {"clubs": 5, "classes": 6}}
    message = "“{}” không phải tên: các ô của dòng này có lẽ bị lệch cột. Hãy kiểm tra dòng này."
    assert said == [(2, message.format(3)), (2, message.format(4)), (3, message.format("có"))]


def test_columns_that_are_two_cells_wide(corpus):
    def fill(sheet, _book):
        for place, text in enumerate(["Tên", "Xã/phường", "Số câu lạc bộ"]):
            sheet.merge_range(0, 2 * place, 0, 2 * place + 1, text)
        for place, cell in enumerate(["Nhà văn hóa thôn 1", "Xã Ea Kly", 3]):
            sheet.merge_range(1, 2 * place, 1, 2 * place + 1, cell)

    assert read(corpus, workbook(fill)) == ({"NT02": {"clubs": 3}}, [])


def test_villages_together_are_not_another_village(corpus):
    corpus.province.institution("NT13", "Nhà văn hóa thôn 12", "house_village", "old:24496")
    text = "Tên,Xã,Số câu lạc bộ\nNhà văn hóa thôn {},Xã Ea Kly,3\n"
    assert [read(corpus, text.format(number))[0] for number in ("1+2", "1-2", "1.2", "12")] == [
        {}, {}, {}, {"NT13": {"clubs": 3}},
    ]  # fmt: skip
