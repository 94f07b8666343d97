"""Names of columns as reports write them: what is known, and what is rather asked."""

import pytest

from submissions.imports.headings import (
    Key,
    is_note,
    is_numbering,
    is_remark,
    is_total,
    known_key,
    last_year,
    measure_names,
    measures_named,
)

from .sketches import QUESTIONS, Question, asked


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("institution", Key.CODE), ("Mã", Key.CODE), ("MÃ CƠ SỞ", Key.CODE), ("Mã số", Key.CODE),
        ("mã đơn vị", Key.CODE), ("Mã (không sửa)", Key.CODE), ("Mã\nthư viện", Key.CODE),
        ("Mã TV", Key.CODE), ("1. Mã", Key.CODE),
        ("name", Key.NAME), ("Tên", Key.NAME), ("Tên cơ sở (*)", Key.NAME), ("TÊN ĐƠN VỊ", Key.NAME),
        ("Tên  thư viện", Key.NAME), ("Tên NVH", Key.NAME), ("Tên thiết chế", Key.NAME), ("(2) Tên", Key.NAME),
        ("unit", Key.UNIT), ("Địa bàn", Key.UNIT), ("Đơn vị hành chính", Key.UNIT),
        ("Xã/phường", Key.COMMUNE), ("Xã, phường", Key.COMMUNE), ("XÃ - PHƯỜNG", Key.COMMUNE),
        ("Xã/Phường/Thị trấn", Key.COMMUNE), ("Phường/xã", Key.COMMUNE), ("Xã, phường, thị trấn:", Key.COMMUNE),
        ("Huyện", Key.DISTRICT), ("Quận/huyện", Key.DISTRICT), ("Huyện/thị xã/thành phố", Key.DISTRICT),
        ("Huyện, TX, TP", Key.DISTRICT), ("Huyện/TP", Key.DISTRICT),
        ("category", Key.CATEGORY), ("Loại hình", Key.CATEGORY), ("Loại thiết chế", Key.CATEGORY),
        ("Xa/phuong", Key.COMMUNE), ("TEN CO SO", Key.NAME),
    ],
)  # fmt: skip
def test_key_is_known(heading, key):
    assert known_key(heading) == key


@pytest.mark.parametrize(
    "heading",
    [
        "Đơn vị", "Đơn vị tính", "ĐVT", "DANH SÁCH MÃ CƠ SỞ", "Mã số thuế", "Mã hiệu văn bản", "Tên người lập",
        "Tên đơn vị báo cáo: UBND xã Ea Kly", "Xã hội hóa", "Loại", "Cấp", "Địa chỉ", "Huyện ủy", "", "  ", "(*)", "1",
        "Tên (cũ)", "Tên trước 01/7/2025",
    ],
)  # fmt: skip
def test_what_may_mean_another_thing_is_no_key(heading):
    assert known_key(heading) is None


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.code)
@pytest.mark.parametrize(
    "dress",
    ["{}", "  {} ", "{}:", "{} (*)", "{}*", "{}¹", "{} (1)", "({}", "1. {}", "a) {}", "(3) {}", "II. {}", "{}\n(lượt)"],
)
def test_code_and_label_are_known_in_any_dress(question, dress):
    assert asked(dress.format(question.code)) == [question.code]
    assert asked(dress.format(question.label)) == [question.code]
    assert asked(dress.format(question.label.upper())) == [question.code]


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Lượt sử dụng tại chỗ", "visits_onsite"), ("Số lượt bạn đọc tại chỗ", "visits_onsite"),
        ("Bạn đọc tại chỗ", "visits_onsite"), ("SỐ LƯỢT NGƯỜI SỬ DỤNG\nTẠI CHỖ", "visits_onsite"),
        ("Tổng số lượt người sử dụng tại chỗ", "visits_onsite"), ("Lượt người sử dụng tại chỗ (lượt)", "visits_onsite"),
        ("Lượt phục vụ tại chỗ (ĐVT: lượt)", "visits_onsite"), ("Số lượt phục vụ lưu động, lượt", "visits_mobile"),
        ("Lượt bạn đọc trực tuyến", "visits_online"), ("Lượt người sử dụng online", "visits_online"),
        ("Phục vụ học tập suốt đời", "lifelong_service"), ("Phục vụ HTSĐ (x)", "lifelong_service"),
        ("Ứng dụng CNTT", "digital_applied"), ("Ứng dụng công nghệ thông tin", "digital_applied"),
        ("CÓ ỨNG DỤNG CNTT - CHUYỂN ĐỔI SỐ", "digital_applied"),
        ("Có ứng dụng công nghệ thông tin, chuyển đổi số", "digital_applied"),
        ("Ứng dụng CNTT, CĐS", "digital_applied"),
        ("Số CLB", "clubs"), ("Số câu lạc bộ (CLB)", "clubs"), ("Số lượng CLB", "clubs"),
        ("Tổng số câu lạc bộ", "clubs"),
        ("Số câu lạc bộ x)*", "clubs"), ("Số câu lạc bộ [CLB] (1)", "clubs"), ("So cau lac bo", "clubs"),
        ("Số lượng lớp năng khiếu", "classes"), ("Số nhóm cùng sở thích", "interest_groups"),
        ("Hoạt động thường xuyên (Có/Không)", "regular_activities"),
        ("Có hoạt động thường xuyên: có/không", "regular_activities"),
        ("Có hoạt động thường xuyên (có: 1, không: 0)", "regular_activities"),
        ("Khách nghiên cứu, học tập", "study_visits"),
        ("Trưng bày chuyên đề trên không gian số (đánh dấu x)", "digital_display"),
    ],
)  # fmt: skip
def test_variants_are_known(heading, code):
    assert asked(heading) == [code]


@pytest.mark.parametrize(
    "heading",
    [
        "Lượt người sử dụng", "Lượt khách", "Chuyển đổi số", "Câu lạc bộ", "CLB", "Lớp", "Kế hoạch giáo dục",
        "Lượt khách tham quan, nghiên cứu, học tập", "Tại chỗ", "Số lượng", "",
        "Số câu lạc bộ (năm 2024)", "Số câu lạc bộ 2024", "Số câu lạc bộ năm trước", "Số câu lạc bộ (kế hoạch)",
        "Số câu lạc bộ (trong đó: thể thao)", "Lượt người sử dụng tại chỗ (nghìn lượt)",
        "Lượt người sử dụng tại chỗ (1.000 lượt)", "Lượt người sử dụng tại chỗ (nữ)",
        "Lượt người sử dụng tại chỗ 6 tháng", "Tỷ lệ lượt người sử dụng tại chỗ", "Số câu lạc bộ thể thao",
        "Có hoạt động thường xuyên (có: 0, không: 1)", "Không hoạt động thường xuyên",
    ],
)  # fmt: skip
def test_what_changes_the_meaning_is_never_taken_off(heading):
    assert asked(heading) == []


def test_two_measures_of_one_label_are_told_apart_by_their_codes():
    twins = [Question("a_visits", "Lượt khách"), Question("b_visits", "Lượt  KHÁCH")]
    names = measure_names(twins)
    assert measures_named("Lượt khách", names) == twins
    assert measures_named("b_visits", names) == twins[1:]


def test_a_new_measure_needs_no_list_of_variants():
    names = measure_names([Question("loans", "Số lượt mượn tài liệu")])
    for heading in ("loans", "Lượt mượn tài liệu", "SỐ LƯỢT MƯỢN TÀI LIỆU (lượt)", "Tổng số lượt mượn tài liệu"):
        assert [one.code for one in measures_named(heading, names)] == ["loans"]


@pytest.mark.parametrize("heading", ["STT", "TT", "Số TT", "Số thứ tự", "STT (*)"])
def test_numbering_is_known(heading):
    assert is_numbering(heading)
    assert not is_remark(heading)


@pytest.mark.parametrize("heading", ["Ghi chú", "GHI CHÚ", "Ghi chú (nếu có)", "Chú thích"])
def test_remarks_are_known(heading):
    assert is_remark(heading)
    assert known_key(heading) is None


@pytest.mark.parametrize(
    "heading",
    ["Tổng số", "TỔNG CỘNG", "Cộng", "Tổng lượt", "Tổng số (lượt)", "Tổng số lượt người sử dụng",
     "Tổng số lượt bạn đọc", "Lượt người sử dụng Tổng số"],
)  # fmt: skip
def test_sums_of_a_row_are_known(heading):
    assert is_total(heading)
    assert asked(heading) == []


@pytest.mark.parametrize(
    "heading", ["Tổng số câu lạc bộ", "Tổng số lớp năng khiếu", "Tổng hợp", "Cộng đồng", "Tổng số lượt tại chỗ"]
)
def test_what_is_no_sum_of_a_row(heading):
    assert not is_total(heading)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Số lớp năng khiếu (năm 2024)", ("Số lớp năng khiếu", 2024)),
        ("Số lớp năng khiếu\n(Năm 2024)", ("Số lớp năng khiếu", 2024)),
        ("Số lớp năng khiếu - năm 2024", ("Số lớp năng khiếu", 2024)),
        ("Số lớp năng khiếu 2024", ("Số lớp năng khiếu", 2024)),
        ("Số lớp năng khiếu (2024)", ("Số lớp năng khiếu", 2024)),
        ("Số lớp năng khiếu (số liệu năm 2024)", ("Số lớp năng khiếu", 2024)),
        ("Số lớp năng khiếu, thực hiện năm 2024", ("Số lớp năng khiếu", 2024)),
        ("Năm 2024: Số lớp năng khiếu", ("Số lớp năng khiếu", 2024)),
        ("Năm 2024 Số lớp năng khiếu", ("Số lớp năng khiếu", 2024)),
        ("clubs (năm 2024)", ("clubs", 2024)),
        ("So lop nang khieu nam 2024", ("So lop nang khieu", 2024)),
        ("Số lớp năng khiếu", None), ("2024", None), ("Năm 2024", None), ("Biểu 2024a", None),
        ("Mã 12024", None), ("", None),
    ],
)  # fmt: skip
def test_year_in_a_heading(heading, expected):
    assert last_year(heading) == expected


@pytest.mark.parametrize("text", ["*" * 5000, "Tên " + "*" * 5000 + "x", "2024 " * 1000, "a, " * 1600, "(" * 5000])
def test_long_texts_are_no_headings_and_take_no_time(text):
    assert (known_key(text), asked(text), last_year(text)) == (None, [], None)


def test_notes_beside_a_heading_are_units_and_ways_to_fill_in_only():
    assert all(map(is_note, ["lượt", "CLB", "Có/Không", "ĐVT: lượt", "đánh dấu x"]))
    assert not any(map(is_note, ["nghìn lượt", "năm 2024", "nữ", "kế hoạch", "lũy kế"]))
