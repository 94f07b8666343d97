"""Where the heading stands, and what the rows below it are, in tables as they arrive."""

import pytest

from submissions.imports.layout import Columns, Kind, find_heading, heading_at, kinds, said, sections_above
from submissions.reading.sheets import Row, Sheet

from .sketches import columns, headings, kinds_below, recognises, sheet

DATA_ROWS = """
1|Thư viện Ea Kly|Ea Kly|10|20
2|Thư viện Ea Na|Ea Na|30|40
"""
HOUSES = "STT|Tên|Xã/phường|Số lớp năng khiếu|Số câu lạc bộ"
VISITS = ["Lượt người sử dụng tại chỗ", "Lượt người sử dụng lưu động", "Lượt người sử dụng trực tuyến"]


# The heading


def test_heading_in_the_first_line():
    assert headings("institution|visits_onsite\nTV1|5") == (1, 1, ["institution", "visits_onsite"])


def test_heading_below_a_title_block():
    drawn = """
UBND HUYỆN KRÔNG PẮC|||CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHÒNG VĂN HÓA VÀ THÔNG TIN|||Độc lập - Tự do - Hạnh phúc

DANH SÁCH MÃ CƠ SỞ
BÁO CÁO SỐ LIỆU NĂM 2024
Tên đơn vị báo cáo:|Phòng Văn hóa
Mã đơn vị|654
||||Đơn vị tính: lượt
STT|Mã cơ sở|Tên cơ sở|Xã/phường|Lượt người sử dụng tại chỗ
1|TV1|Thư viện Ea Kly|Ea Kly|10
"""
    assert headings(drawn) == (
        9, 9, ["STT", "Mã cơ sở", "Tên cơ sở", "Xã/phường", "Lượt người sử dụng tại chỗ"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "drawn",
    ["", "\n\n", "DANH SÁCH MÃ CƠ SỞ", "BÁO CÁO NĂM 2024\nKính gửi: Sở Văn hóa", "1|Thư viện Ea Kly|Ea Kly|10|20",
     "Ghi chú|\nsố liệu ước|", "Số câu lạc bộ|trên địa bàn\nkhông|có"],
)  # fmt: skip
def test_no_heading_is_made_up(drawn):
    assert headings(drawn) is None


def test_heading_beyond_the_first_rows_is_not_looked_for():
    title = "x\n" * 30
    assert headings(title + HOUSES) is None
    assert headings(title[2:] + HOUSES) == (30, 30, HOUSES.split("|"))


def test_unknown_name_column_is_found_with_two_measures_or_a_number_below():
    """ "Đơn vị" may be many things; which one is asked later."""
    assert headings("Đơn vị|Số câu lạc bộ|Số nhóm sở thích\nEa Kly|5|6") == (
        1, 1, ["Đơn vị", "Số câu lạc bộ", "Số nhóm sở thích"],
    )  # fmt: skip
    assert headings("Đơn vị|Số câu lạc bộ\nEa Kly|5") == (1, 1, ["Đơn vị", "Số câu lạc bộ"])
    assert headings("Đơn vị|Số câu lạc bộ\nEa Kly|nhiều") is None


def test_two_rows_with_merged_cells():
    drawn = """
STT|Tên|Xã/phường|Lượt người sử dụng|||Ghi chú
|||tại chỗ|lưu động|trực tuyến|
1|Thư viện Ea Kly|Ea Kly|1|2|3|
"""
    merged = [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 5), (1, 6, 2, 6)]
    assert headings(drawn, merged) == (
        1, 2, ["STT", "Tên", "Xã/phường", *VISITS, "Ghi chú"],
    )  # fmt: skip
    assert headings(drawn) == headings(drawn, merged)  # as a CSV, where merges are gone


def test_three_rows_with_words_between_that_change_nothing():
    drawn = """
Mã|Tên|Hoạt động của thư viện|||
||Tổng số|Trong đó||
|||Lượt người sử dụng tại chỗ|Lượt người sử dụng lưu động|Lượt người sử dụng trực tuyến
TV1|Thư viện|6|1|2|3
"""
    assert headings(drawn) == (1, 3, ["Mã", "Tên", "Tổng số", *VISITS])


def test_group_heading_over_three_rows_is_read_with_the_lowest():
    drawn = """
Mã|Lượt người sử dụng||
|Tổng số|Trong đó|
||Tại chỗ|Lưu động
TV1|3|1|2
"""
    assert headings(drawn) == (
        1, 3, ["Mã", "Lượt người sử dụng Tổng số", "Lượt người sử dụng Tại chỗ", "Lượt người sử dụng Lưu động"],
    )  # fmt: skip


def test_group_heading_that_says_nothing_stays_above():
    drawn = "Thông tin chung|||Nhà văn hóa|\nSTT|Mã|Tên|Số lớp năng khiếu|Số câu lạc bộ\n1|N1|a|5|6"
    assert headings(drawn) == (2, 2, ["STT", "Mã", "Tên", "Số lớp năng khiếu", "Số câu lạc bộ"])


def test_units_and_totals_below_a_heading_are_left_out():
    drawn = "Mã|Số câu lạc bộ||Có hoạt động thường xuyên\n|Tổng số|Trong đó: thể thao|(có/không)\nN1|5|2|có"
    assert headings(drawn) == (
        1, 2, ["Mã", "Số câu lạc bộ", "Số câu lạc bộ Trong đó: thể thao", "Có hoạt động thường xuyên (có/không)"],
    )  # fmt: skip


def test_year_of_a_group_is_never_lost():
    drawn = (
        "||Năm 2023||Năm 2024|\nMã|Tên|Số lớp năng khiếu|Số câu lạc bộ|Số lớp năng khiếu|Số câu lạc bộ\nN1|a|1|2|3|4"
    )
    found = headings(drawn)
    assert found is not None
    assert found[:2] == (1, 2)
    assert found[2][:2] == ["Mã", "Tên"]
    assert ["2023" in text for text in found[2][2:]] == [True, True, False, False]
    assert ["2024" in text for text in found[2][2:]] == [False, False, True, True]


@pytest.mark.parametrize("group", ["Kế hoạch", "Cùng kỳ năm trước", "Ước thực hiện năm 2023", "Số liệu năm 2023"])
def test_group_of_other_figures_is_not_read_as_this_years(group):
    found = headings(f"||{group}|\nMã|Tên|Số lớp năng khiếu|Số câu lạc bộ\nN1|a|1|2")
    assert found is not None
    assert found[2][2] != "Số lớp năng khiếu"


def test_part_of_a_measure_is_not_read_as_the_measure():
    found = headings("Mã|Lượt người sử dụng tại chỗ|\n|nữ|thiếu nhi\nTV1|1|2")
    assert found is not None
    assert not {"Lượt người sử dụng tại chỗ"} & set(found[2]) or found[:2] == (1, 1)


def test_year_in_a_title_right_above_changes_nothing():
    drawn = "BÁO CÁO NĂM 2024||||\n" + HOUSES + DATA_ROWS
    assert headings(drawn) == (2, 2, HOUSES.split("|"))
    assert headings(drawn, [(1, 0, 1, 4)]) == (2, 2, HOUSES.split("|"))


def test_row_of_data_below_is_no_second_row_of_the_heading():
    assert headings("Mã|Tên|Số câu lạc bộ\nN1|Tên|5") == (1, 1, ["Mã", "Tên", "Số câu lạc bộ"])
    assert headings("Tên|Số câu lạc bộ|Số nhóm sở thích\nCộng||") == (
        1, 1, ["Tên", "Số câu lạc bộ", "Số nhóm sở thích"],
    )  # fmt: skip


def test_numbers_of_columns_are_no_part_of_the_heading():
    assert headings(HOUSES + "\nA|B|C|1|2" + DATA_ROWS) == (1, 1, HOUSES.split("|"))


def test_years_as_numbers_in_the_second_row():
    found = headings("Mã|Số câu lạc bộ|\n|2023|2024\nN1|5|6")
    assert found == (1, 2, ["Mã", "Số câu lạc bộ 2023", "Số câu lạc bộ 2024"]) or found == (
        1, 1, ["Mã", "Số câu lạc bộ", ""],
    )  # fmt: skip


def test_repeated_heading_does_not_hide_the_first():
    assert headings(HOUSES + DATA_ROWS + HOUSES + DATA_ROWS) == (1, 1, HOUSES.split("|"))


def test_blank_row_parts_a_heading_from_what_is_above():
    drawn = "Lượt người sử dụng||\n\nMã|tại chỗ|lưu động\nTV1|1|2"
    assert headings(drawn) == (3, 3, ["Mã", "tại chỗ", "lưu động"])


def test_line_that_a_person_chose():
    drawn = sheet("Danh sách|\nĐơn vị|Kết quả\nEa Kly|5\n\n" + HOUSES)
    chosen = heading_at(drawn, 2, recognises)
    assert chosen is not None
    assert (chosen.first, chosen.last, chosen.texts) == (1, 1, ["Đơn vị", "Kết quả"])
    assert heading_at(drawn, 4, recognises) is None  # blank
    assert heading_at(drawn, 99, recognises) is None
    assert [row.cells[0] for row in chosen.below(drawn)] == ["Ea Kly", None, "STT"]


@pytest.mark.parametrize("line", [2, 3])
def test_either_row_of_a_heading_may_be_chosen(line):
    drawn = sheet("Báo cáo\nMã|Lượt người sử dụng|\n|tại chỗ|lưu động\nTV1|1|2")
    chosen = heading_at(drawn, line, recognises)
    assert chosen is not None
    assert (chosen.first, chosen.last) == (1, 2)
    assert chosen.texts == ["Mã", "Lượt người sử dụng tại chỗ", "Lượt người sử dụng lưu động"]


def test_lines_of_a_file_are_not_places_in_the_sheet():
    """A quoted line break makes one row of two lines."""
    rows = [Row(1, ["Báo cáo\nnăm 2024"]), Row(3, ["Mã", "Số câu lạc bộ"]), Row(4, ["N1", "5"])]
    chosen = heading_at(Sheet("", rows), 3, recognises)
    assert chosen is not None
    assert chosen.first == 1


# The rows


def test_a_whole_report():
    drawn = """
PHÒNG VĂN HÓA
STT|Tên thư viện|Xã/phường|Lượt người sử dụng|||Ghi chú
|||Tại chỗ|Lưu động|Trực tuyến|
A|B|C|1|2|3|4
|TỔNG SỐ||127|37|14|
|Trong đó: cấp xã||127|37|14|
I|Huyện Krông Pắc||120|30|5|
1|Thư viện Ea Kly|Ea Kly|100|30|5|
2|Thư viện Krông Búk|Krông Búk|20|||ước

II|Huyện Cư M'gar
1|Thư viện Tổng hợp|Quảng Phú|7|7|9|
2|Nhà văn hóa thôn 1|Quảng Phú
|Cộng huyện Cư M'gar||7|7|9
Biểu 01 (tiếp theo)
STT|Tên thư viện|Xã/phường|Lượt người sử dụng|||Ghi chú
|||Tại chỗ|Lưu động|Trực tuyến|
(1)|(2)|(3)|(4)|(5)|(6)|(7)
3|Cộng đồng buôn Kla|Ea Kao|0|0|0
|Tổng cộng||127|37|14

Ghi chú: số liệu ước đến 15/12/2025
- Lượt trực tuyến lấy theo bộ đếm.
|||Đắk Lắk, ngày 15 tháng 12 năm 2025
|Người lập biểu||Thủ trưởng đơn vị
|(Ký, họ tên)||(Ký tên, đóng dấu)

|Nguyễn Văn A||Trần Thị B
"""
    assert kinds_below(drawn).split() == [
        "NUMBERING", "TOTAL", "OF_WHICH", "SECTION", "DATA", "DATA", "BLANK", "SECTION", "DATA", "DATA", "TOTAL",
        "HEADING", "HEADING", "HEADING", "NUMBERING", "DATA", "TOTAL", "BLANK", "NOTE", "NOTE", "NOTE", "NOTE", "NOTE",
        "BLANK", "NOTE",
    ]  # fmt: skip


NAMES_LIKE_LAYOUT = [
    "Thư viện Tổng hợp", "Cộng đồng buôn Ea Kly", "Nhà cộng đồng buôn A", "Nhà văn hóa thôn 1", "Thôn 1", "Thôn I",
    "Tổ dân phố 2", "Trung tâm Văn hóa tỉnh", "TT. Văn hóa huyện Krông Pắc", "Ia Rvê", "Ia Lốp", "I Blang", "Tổng hợp",
    "Toàn Thắng", "Toàn", "Cộng Hòa", "Công đoàn", "Công ty Cà phê", "Tổng công ty Cà phê", "Trong", "Buôn A",
    "A Ma Thuột", "Xã đoàn Ea Kly", "Huyện hội", "Ngày Mới", "Lưu Hữu Phước", "Nguồn Sống",
    "X", "Vinh Quang", "V", "Mục tiêu", "Các Mác", "Khối 3", "1", "Buôn Cấp", "CONG DONG BUON KLA", "TONG HOP",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES_LIKE_LAYOUT)
@pytest.mark.parametrize("number", ["1", ""])
def test_names_that_look_like_layout_are_data(name, number):
    assert kinds_below(f"{HOUSES}\n{number}|{name}|Ea Kly|5|6\n2|Thư viện Ea Na|Ea Na|1|1") == "DATA DATA"


@pytest.mark.parametrize("name", NAMES_LIKE_LAYOUT)
def test_numbered_names_without_figures_are_data(name):
    assert kinds_below(f"{HOUSES}\n1|{name}|Ea Kly||\n2|Thư viện Ea Na|Ea Na|1|1") == "DATA DATA"


@pytest.mark.parametrize(
    "name",
    ["Tổng cộng", "Cộng", "Tổng số", "Toàn tỉnh", "Cộng huyện Krông Pắc", "I. Huyện Krông Pắc", "Trong đó", "Ghi chú",
     "Xã Ea Kly", "Người lập biểu", "Tên", "Số câu lạc bộ", "1"],
)  # fmt: skip
@pytest.mark.parametrize("code", ["66-00001", "TV1", "TVT", "1", "Krông", "tv_ea-kly"])
def test_row_with_a_code_is_always_data(code, name):
    assert kinds_below(f"Mã|Tên|Số câu lạc bộ\nTV0|x|1\n{code}|{name}|5\n{code}|{name}|") == "DATA DATA DATA"


@pytest.mark.parametrize(
    "label",
    ["Tổng cộng", "TỔNG CỘNG:", "Cộng", "Tổng số", "Tổng", "Toàn tỉnh", "TOÀN HUYỆN", "Cộng huyện Krông Pắc",
     "Cộng mục I", "Tổng cộng (I+II)", "Cộng (1+2)",
     "Tong cong", "TONG SO", "Cộng cấp xã", "Cộng thư viện cấp xã", "Tổng II",
     "Cộng dồn", "Toàn ngành", "- Tổng số"],
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 1, 2])
def test_total_in_whatever_column_it_stands(label, place):
    cells = ["", "", "", "40", "60"]
    cells[place] = label
    assert kinds_below(HOUSES + DATA_ROWS + "|".join(cells)) == "DATA DATA TOTAL"


@pytest.mark.parametrize("label", ["Trong đó", "Trong đó:", "Trong đó: nữ", "- Trong đó cấp xã", "Chia ra", "Bao gồm"])
def test_of_which(label):
    assert kinds_below(HOUSES + DATA_ROWS + f"|{label}||4|6") == "DATA DATA OF_WHICH"


def test_dashes_under_a_total_are_its_parts_and_elsewhere_institutions():
    parts = "|Trong đó:|||\n|- Ea Kly||10|20\n|- Ea Na||30|40"
    assert kinds_below(f"{HOUSES}{DATA_ROWS}|Tổng số||40|60\n{parts}").endswith("TOTAL OF_WHICH OF_WHICH OF_WHICH")
    assert kinds_below(f"{HOUSES}{DATA_ROWS}{parts}").endswith("DATA OF_WHICH DATA DATA")
    assert kinds_below(f"{HOUSES}\n-|Nhà văn hóa thôn 1|Ea Kly|1|2\n|- Nhà văn hóa thôn 2|Ea Kly|1|2") == "DATA DATA"


@pytest.mark.parametrize(
    "row",
    ["A|B|C|1|2", "(1)|(2)|(3)|(4)|(5)", "1|2|3|4|5", "1|2|3|4|5=3+4", "[1]|[2]|[3]|[4]|[5]", "A|B|C|(1)|(2)=(1)",
     "A|B||1|2", "1|2||3|4", "|B|C|1|2", "||1|2|3"],
)  # fmt: skip
def test_numbers_of_columns(row):
    assert kinds_below(f"{HOUSES}\n{row}{DATA_ROWS}") == "NUMBERING DATA DATA"
    assert kinds_below(f"{HOUSES}\n\n{row}{DATA_ROWS}") == "BLANK NUMBERING DATA DATA"


@pytest.mark.parametrize("row", ["1|Thôn 1|2|3|4", "1|1|2|3|4", "2|1|3|4|5", "1|2|4|3|5", "1|A|B|2|3"])
def test_data_that_looks_like_numbers_of_columns(row):
    assert kinds_below(f"{HOUSES}\n{row}") == "DATA"


def test_numbers_of_columns_stand_below_a_heading_only():
    assert kinds_below(f"{HOUSES}{DATA_ROWS}1|2|3|4|5") == "DATA DATA DATA"


def test_codes_may_be_numbers():
    """Where no name tells, a row of plain numbers may be an institution, and is asked about."""
    assert kinds_below("institution|classes|clubs\n1|2|3\n2|3|4") == "DATA DATA"
    assert kinds_below("institution|classes|clubs\n(1)|(2)|(3)\n2|3|4") == "NUMBERING DATA"
    assert kinds_below("institution|classes|clubs\nA|1|2\n2|3|4") == "NUMBERING DATA"
    assert kinds_below("Mã|Tên|Số câu lạc bộ\nA|B|1\n1|2|3") == "NUMBERING DATA"


@pytest.mark.parametrize(
    "section",
    ["I|Huyện Krông Pắc|||", "I.|Thư viện cấp xã|||", "A|KHU VỰC PHÍA BẮC|||", "|Xã Ea Kly|||", "Xã Ea Kly||||",
     "I. Thư viện công cộng||||", "|II. NHÀ VĂN HÓA|||", "|H. Krông Pắc|||", "|THƯ VIỆN CÔNG CỘNG|||",
     "Các đơn vị phía Tây||||", "IV|Khối trường học|||", "|Thư viện các trường học|||", "|Phía Tây|||"],
)  # fmt: skip
def test_section_without_figures(section):
    assert kinds_below(f"{HOUSES}\n{section}{DATA_ROWS}") == "SECTION DATA DATA"


@pytest.mark.parametrize(
    "section", ["I. Thư viện công cộng cấp xã", "IV. Nhà văn hóa thôn", "X. Bảo tàng", "V. Xã Ea Kly"]
)
def test_section_in_the_column_of_codes(section):
    """As the template writes it."""
    drawn = f"Mã|Tên|Số câu lạc bộ\n{section}||\nN1|Nhà văn hóa|5\n{section}||\nN2|Nhà văn hóa|5"
    assert kinds_below(drawn) == "SECTION DATA SECTION DATA"


@pytest.mark.parametrize("section", ["I|Huyện Krông Pắc||40|60", "I|Thư viện cấp xã||1|1", "A|Phía Bắc||40|60",
                                     "|Xã Ea Kly||40|60", "I|THƯ VIỆN CÔNG CỘNG||40|60", "|Huyện X||9|9"])  # fmt: skip
def test_section_with_sums(section):
    assert kinds_below(f"{HOUSES}\n{section}{DATA_ROWS}") == "SECTION DATA DATA"


@pytest.mark.parametrize(
    "row", ["I|Thư viện tỉnh||7|8", "I|Thư viện tỉnh Đắk Lắk||7|8", "A|Phía Bắc||7|8", "I|THƯ VIỆN CÔNG CỘNG||40|61"]
)
def test_figures_of_what_may_be_an_institution_are_not_passed_over(row):
    """No sum of what stands below, and no name of a group: in doubt it is data."""
    assert kinds_below(f"{HOUSES}\n{row}{DATA_ROWS}") == "DATA DATA DATA"


def test_roman_numbers_alone_make_no_sections():
    assert (
        kinds_below(f"{HOUSES}\nI|Thư viện A|x|5|6\nII|Thư viện cấp tỉnh||5|6\nIII|Xã Ea Kly||1|1") == "DATA DATA DATA"
    )
    assert kinds_below(f"{HOUSES}\nI|Thư viện A|||\nII|Thư viện B||5|6") == "DATA DATA"


def test_nested_sections_with_sums():
    drawn = f"""
{HOUSES}
A|THƯ VIỆN||46|60
I|Huyện Krông Pắc||40|50
1|Thư viện Ea Kly|Ea Kly|10|20
2|Thư viện Ea Na|Ea Na|30|30
II|Huyện Cư M'gar||6|10
1|Thư viện Quảng Phú|Quảng Phú|6|10
B|NHÀ VĂN HÓA||
1|Xã Ea Kly||3|
1.1|Nhà văn hóa thôn 1||1|
1.2|Nhà văn hóa thôn 2||2|
2|Xã Ea Na||4|
a|Nhà văn hóa thôn 1||4|
"""
    assert kinds_below(drawn).split() == [
        "SECTION", "SECTION", "DATA", "DATA", "SECTION", "DATA",
        "SECTION", "SECTION", "DATA", "DATA", "SECTION", "DATA",
    ]  # fmt: skip


def test_communes_are_institutions_where_nothing_stands_under_them():
    assert kinds_below(f"{HOUSES}\n1|Xã Ea Kly||5|6\n2|Xã Ea Na||7|8\n3|Phường Tân An||1|") == "DATA DATA DATA"
    assert kinds_below("Đơn vị|Số câu lạc bộ|Số nhóm sở thích\nXã Ea Kly|5|6\nXã Ea Na|7|8") == "DATA DATA"


def test_communes_with_the_sums_of_their_villages_are_sections():
    drawn = """
Đơn vị|Số câu lạc bộ|Số lớp năng khiếu
Toàn tỉnh|33|5
Xã Ea Kly|12|1
Thôn 1|5|1
Thôn 2|7|
Xã Ea Na|18|2
Tổ dân phố 2|18|2
Xã Ea Rốk|3|2
"""
    assert kinds_below(drawn) == "TOTAL SECTION DATA DATA SECTION DATA DATA"


@pytest.mark.parametrize(
    "note",
    ["Ghi chú: số liệu ước", "|Ghi chú||", "* Số liệu đến 31/12", "(*) ước tính", "(1) Gồm cả lưu động",
     "Nguồn: Sở VHTTDL", "|||Đắk Lắk, ngày     tháng    năm 2025|",
     "|||Ea Kly, ngày 05/01/2026|", "|Người lập biểu||Thủ trưởng đơn vị|",
     "|NGƯỜI TỔNG HỢP||KT. CHỦ TỊCH|", "|||TM. ỦY BAN NHÂN DÂN|", "Nơi nhận:||||", "|Giám đốc Thư viện tỉnh||Kế toán|",
     "|(Ký, ghi rõ họ tên)|||", "Xác nhận của lãnh đạo||||", "NGUOI LAP BIEU||||"],
)  # fmt: skip
def test_note(note):
    assert kinds_below(HOUSES + DATA_ROWS + note) == "DATA DATA NOTE"


def test_names_below_signatures_and_further_notes():
    below = "|Người lập||Giám đốc|\n\n|Nguyễn Văn A||Trần Thị B|\nLưu: VT\n- Như trên;\n1 bản chính"
    assert kinds_below(HOUSES + DATA_ROWS + below) == "DATA DATA NOTE BLANK NOTE NOTE NOTE NOTE"


@pytest.mark.parametrize(
    "row",
    [
        "|Ghi chú||5|",
        "|Người lập biểu|||6",
        "Nguồn: sở||||5",
        "|||5|",
        "||Ea Kly|5|6",
        "|(Ký tên)||x|",
        "|||có|",
        "5|||1|",
    ],
)
def test_row_with_a_figure_is_never_a_note(row):
    assert kinds_below(HOUSES + DATA_ROWS + row) == "DATA DATA DATA"
    assert kinds_below(f"{HOUSES}{DATA_ROWS}|Người lập biểu||Giám đốc|\n{row}") == "DATA DATA NOTE DATA"


def test_table_goes_on_after_a_note():
    below = "Ghi chú: trang 1\nXã Ea Na\n3|Nhà văn hóa thôn 1|Ea Na|1|2"
    assert kinds_below(HOUSES + DATA_ROWS + below) == "DATA DATA NOTE SECTION DATA"


def test_numbers_before_empty_rows_are_blank():
    assert kinds_below(f"{HOUSES}{DATA_ROWS}3||||\n4||||") == "DATA DATA BLANK BLANK"


def test_repeated_heading_in_other_letters():
    assert kinds_below(f"{HOUSES}{DATA_ROWS}{HOUSES.upper()}{DATA_ROWS}") == "DATA DATA HEADING DATA DATA"
    assert kinds_below("institution|clubs\nN1|5\ninstitution|clubs\nN2|5") == "DATA HEADING DATA"


def test_rows_of_other_lengths_and_no_rows():
    assert kinds_below(f"{HOUSES}\n1|Thư viện A\n2|Thư viện B|x|1|2|3|4|5") == "DATA DATA"
    assert kinds_below(HOUSES) == ""


def test_without_any_column_that_names_institutions_figures_are_data():
    found = find_heading(sheet(HOUSES + DATA_ROWS), recognises)
    assert found is not None
    rows = [Row(2, ["1", "Thư viện Ea Kly", "Ea Kly", "10", "20"]), Row(3, [None, "Tổng cộng", None, "10", "20"])]
    assert kinds(rows, found, Columns(figures=(3, 4))) == [Kind.DATA, Kind.TOTAL]


def test_texts_in_place_of_numbers_are_data_that_is_asked_about():
    assert kinds_below(f"{HOUSES}\n1|Thư viện Ea Kly|Ea Kly|nhiều|rất nhiều\nx|Ea Na|Ea Na|nhiều|") == "DATA DATA"


# What is said, and where rows stand


def test_what_was_passed_over_is_said_with_its_lines():
    drawn = sheet(f"""
PHÒNG VĂN HÓA
BÁO CÁO

NĂM 2024
{HOUSES}
A|B|C|1|2
I|Huyện Krông Pắc|||
1|Thư viện Ea Kly|Ea Kly|10|20
|Cộng||10|20
II|Huyện Cư M'gar|||
2|Thư viện Quảng Phú|Quảng Phú|10|20
|Tổng cộng||20|40
|Trong đó: cấp xã||20|40

Ghi chú: ước

|Người lập
""")
    found = find_heading(drawn, recognises)
    assert found is not None
    rows = found.below(drawn)
    assert said(drawn, found, rows, kinds(rows, found, columns(found.texts))) == [
        (1, "Bỏ qua dòng 1–4 (phía trên tiêu đề), 6 (đánh số cột), 7, 10 (đề mục), 13 (“trong đó”),"
            " 15–17 (ghi chú, chữ ký)."),
        (9, "Dòng tổng 9, 12 chỉ dùng để kiểm tra, không ghi."),
    ]  # fmt: skip


def test_nothing_is_said_of_a_plain_table():
    drawn = sheet(HOUSES + DATA_ROWS + "\n\n3|Thư viện X|x|1|1")
    found = find_heading(drawn, recognises)
    assert found is not None
    rows = found.below(drawn)
    assert said(drawn, found, rows, kinds(rows, found, columns(found.texts))) == []


def test_many_lines_are_counted():
    rows = "".join(f"\n|Cộng||{n}|1\n{n}|Thư viện {n}|x|{n}|1" for n in range(1, 31))
    drawn = sheet(HOUSES + rows)
    found = find_heading(drawn, recognises)
    assert found is not None
    below = found.below(drawn)
    assert said(drawn, found, below, kinds(below, found, columns(found.texts))) == [
        (2, "Dòng tổng 2, 4, 6, 8, 10, 12, 14, 16, 18, 20 và 20 chỗ khác chỉ dùng để kiểm tra, không ghi.")
    ]


def test_sections_above_each_row():
    drawn = sheet(f"""
{HOUSES}
I|Huyện Krông Pắc|||
|Xã Ea Kly|||
1|Nhà văn hóa thôn 1||1|
|Cộng xã Ea Kly||1|
2|Nhà văn hóa thôn 2||2|
|Xã Ea Na|||
3|Nhà văn hóa thôn 3||2|
II|Huyện Cư M'gar|||
4|Nhà văn hóa thôn 4||2|
""")
    found = find_heading(drawn, recognises)
    assert found is not None
    rows, which = found.below(drawn), columns(found.texts)
    above = list(sections_above(rows, kinds(rows, found, which), which))
    assert [above[index] for index in (2, 4, 6, 8)] == [
        ("huyện krông pắc", "xã ea kly"), ("huyện krông pắc",), ("huyện krông pắc", "xã ea na"), ("huyện cư m'gar",),
    ]  # fmt: skip
