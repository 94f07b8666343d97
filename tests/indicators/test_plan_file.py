"""A faulty plan file: every fault at once, each told with file, table and key, and nothing written."""

import pytest

from indicators.models import Measure, Plan
from indicators.plan_loading import FaultyFile, read_files

from .conftest import SMALL, load_text


def faults(path, text: str | bytes) -> list[str]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(FaultyFile) as faulty:
        read_files(path)
    return faulty.value.problems


TARGET = "criterion L1 › group 1 › target 2025"
GROWTH = "criterion L3 › group 1 › target 2030"


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        (
            "milestone = 2025",
            'milestone = "2025"',
            f"{TARGET}, milestone",
            "“2025” phải là số nguyên từ 2000 đến 2100.",
        ),
        (
            "threshold = 87",
            "threshold = -1",
            f"{TARGET}, threshold",
            "-1 phải từ 0 trở lên, nhiều nhất hai chữ số thập phân.",
        ),
        (
            "threshold = 87",
            "threshold = 101",
            f"{TARGET}, threshold",
            "101: một tỷ lệ không thể quá 100.",
        ),
        (
            "threshold = 87",
            "threshold = nan",
            f"{TARGET}, threshold",
            "“NaN” phải là một số phần trăm.",
        ),
        (
            "threshold = 87",
            "threshold = 86.666",
            f"{TARGET}, threshold",
            "86.666 phải từ 0 trở lên, nhiều nhất hai chữ số thập phân.",
        ),
        (
            "threshold = 87",
            "threshold = true",
            f"{TARGET}, threshold",
            "“True” phải là một số phần trăm.",
        ),
        (
            "upper = 15",
            "upper = 9",
            f"{GROWTH}, upper",
            "đầu trên 9 nhỏ hơn ngưỡng 10.",
        ),
        (
            "threshold = 87",
            "treshold = 87",
            f"{TARGET}, treshold",
            "khóa này không có trong mẫu; có thể gõ nhầm.",
        ),
        (
            'title = "Kế hoạch nhỏ"',
            'tittle = "Kế hoạch nhỏ"',
            "title",
            "thiếu khóa này.",
        ),
        (
            'citation = "trang 3"',
            "",
            f"{TARGET}, citation",
            "thiếu khóa này.",
        ),
        (
            '"lifelong_service"',
            '"lifelong_servise"',
            "criterion L1 › requirement 1, measures",
            "mã “lifelong_servise” không có trong danh mục.",
        ),
        (
            'categories = ["library_district"]',
            'categories = ["library_districts"]',
            "criterion L1 › group 1, categories",
            "mã “library_districts” không có trong danh mục.",
        ),
        (
            'categories = ["library_district"]',
            'categories = ["museum"]',
            "criterion L1, group",
            "nhóm có “museum”, nhưng loại hình này không được hỏi “lifelong_service”.",
        ),
        (
            'categories = ["library_district"]',
            'categories = ["library_district", "library_district"]',
            "criterion L1 › group 1, categories",
            "mã “library_district” ghi hai lần.",
        ),
        (
            'territory = "66"',
            'territory = "99"',
            "territory",
            "không có đơn vị hành chính mã 99 vào ngày 10/01/2023; hãy chạy “load_units --commit” trước.",
        ),
        (
            "issued_on = 2023-01-10",
            'issued_on = "10/01/2023"',
            "issued_on",
            "“10/01/2023” phải là một ngày viết như 2025-06-30, không ngoặc kép.",
        ),
        (
            'kind = "share"',
            'kind = "ratio"',
            "criterion L1, kind",
            "“ratio” không phải một trong “share”, “growth”.",
        ),
        (
            "minimum = 1",
            "minimum = 2",
            "criterion L1 › requirement 1, minimum",
            "các câu có/không này cộng lại không bao giờ tới 2.",
        ),
        (
            'summed = ["visits_onsite"]',
            'summed = ["lifelong_service"]',
            "criterion L3, summed",
            "“lifelong_service” là câu có/không, không cộng được.",
        ),
        (
            "base_year = 2025",
            "base_year = 2030",
            f"{GROWTH}, base_year",
            "năm gốc 2030 phải trước mốc.",
        ),
        (
            "base_year = 2025",
            "base_year = 2025\nbase_value = 5",
            f"{GROWTH}, base_citation",
            "giá trị gốc chính thức cần nguồn trích dẫn.",
        ),
        (
            "base_year = 2025",
            'base_year = 2025\ncounted = "units"',
            f"{GROWTH}, counted",
            "khóa này không có trong mẫu; có thể gõ nhầm.",
        ),
        (
            "number = 1",
            "number = 0",
            "task_group 0, number",
            "“0” phải là số nguyên từ 1 đến 99.",
        ),
        (
            'code = "small"',
            'code = "kế hoạch"',
            "code",
            "mã “kế hoạch” chỉ gồm chữ không dấu, số, “-” và “_”.",
        ),
    ],
)
def test_a_fault_is_told_with_its_place(old, new, where, message, province, plan_path):
    assert SMALL.count(old) >= 1
    assert f"small.toml, {where}: {message}" in faults(plan_path, SMALL.replace(old, new, 1))


def test_all_faults_are_told_at_once(province, plan_path):
    text = SMALL.replace("threshold = 87", "threshold = -1").replace("upper = 15", "upper = 9").replace('"66"', '"99"')
    assert len(faults(plan_path, text)) == 3


@pytest.mark.parametrize(
    ("categories", "is_refused"),
    [
        (["library_district"], False),
        (["library_commune"], False),
        (["library_district", "library_commune"], True),  # two levels
        (["library_education"], True),  # no level
    ],
)
def test_units_are_counted_only_for_one_administrative_level(categories, is_refused, province, plan_path):
    text = SMALL.replace('"library_district"]', ", ".join(f'"{code}"' for code in categories) + "]", 1)
    plan_path.write_text(text.replace("threshold = 87", 'threshold = 87\ncounted = "units"'), encoding="utf-8")
    if is_refused:
        with pytest.raises(FaultyFile, match="cùng một cấp tỉnh, huyện hoặc xã"):
            read_files(plan_path)
    else:
        assert read_files(plan_path).plan.criteria[0].groups[0].targets[0].counted == "units"


def test_houses_of_villages_are_no_administrative_units(province, plan_path):
    text = SMALL.replace('"library_district"]', '"house_village"]', 1).replace('"lifelong_service"', '"clubs"')
    problems = faults(plan_path, text.replace("threshold = 87", 'threshold = 87\ncounted = "units"'))
    assert len(problems) == 1
    assert "counted: đếm đơn vị hành chính" in problems[0]


def test_a_target_twice_is_refused(province, plan_path):
    twice = '[[criterion.group.target]]\nmilestone = 2025\nthreshold = 88\ncitation = "trang 3"\n'
    text = SMALL.replace('[[criterion]]\ncode = "L3"', f'{twice}\n[[criterion]]\ncode = "L3"')
    assert faults(plan_path, text) == ["small.toml, criterion L1 › group 1, target: “2025” ghi hai lần."]


def test_a_group_or_criterion_twice_is_refused(province, plan_path):
    group = '[[criterion.group]]\nname = "Lần nữa"\ncategories = ["library_district"]\n'
    text = SMALL.replace('[[criterion]]\ncode = "L3"', f'{group}\n[[criterion]]\ncode = "L1"')
    assert faults(plan_path, text) == [
        "small.toml, criterion L1, group: “library_district” ghi hai lần.",
        "small.toml, criterion: “L1” ghi hai lần.",
    ]


def test_a_file_that_is_no_toml_gets_one_sentence(province, plan_path):
    (problem,) = faults(plan_path, SMALL.replace('code = "small"', "code = small"))
    assert problem.startswith("small.toml: không đọc được TOML (")
    assert faults(plan_path, SMALL.encode("utf-16")) == ["small.toml: tệp không phải UTF-8; hãy lưu lại bằng mã UTF-8."]


def test_a_byte_order_mark_does_no_harm(province, plan_path):
    plan_path.write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    assert read_files(plan_path).plan.code == "small"


def test_faults_of_the_catalogue_beside_the_file_are_told_too(province, plan_path):
    plan_path.with_name("catalogue.toml").write_text(
        '[[measure]]\ncode = "clubs"\nlabel = "Câu lạc bộ"\ntype = "number"\ncategories = ["no_such"]\n',
        encoding="utf-8",
    )
    problems = faults(plan_path, SMALL)
    assert problems[:3] == [
        "catalogue.toml, measure clubs, type: “number” không phải một trong “count”, “yes_no”.",
        "catalogue.toml, measure clubs, definition: thiếu khóa này.",
        "catalogue.toml, measure clubs, categories: mã “no_such” không có trong danh mục.",
    ]


def test_a_catalogue_beside_the_file_comes_before_the_shipped_one(province, plan_path):
    plan_path.with_name("catalogue.toml").write_text(
        """
        [[category]]
        code = "book_cafe"
        name = "Cà phê sách"
        kind = "library"
        level = "none"

        [[measure]]
        code = "lifelong_service"
        label = "Có phục vụ"
        type = "yes_no"
        definition = "Có mở cửa."
        categories = ["book_cafe"]
        """,
        encoding="utf-8",
    )
    text = SMALL[: SMALL.index('[[criterion]]\ncode = "L3"')].replace('"library_district"', '"book_cafe"')
    load_text(plan_path, text)
    assert Measure.objects.get(code="lifelong_service").label == "Có phục vụ"
    assert [c.code for c in Plan.objects.get().criteria.get().groups.get().categories.all()] == ["book_cafe"]


def test_a_faulty_file_writes_nothing(province, plan_path):
    faults(plan_path, SMALL.replace("threshold = 87", "threshold = -1"))
    assert not Plan.objects.exists()
    assert not Measure.objects.exists()
