"""The shipped files say what the two documents say."""

import datetime
from decimal import Decimal

import pytest

from indicators.models import Criterion, Measure, Plan, Target
from indicators.plan_loading import PLANS, load, read_files
from institutions.models import Category

MID_2025 = datetime.date(2025, 6, 30)

# criterion, categories → (threshold, upper, judged until, base year) of 2025 and of 2030
PLAN_06 = {
    ("L1", "library_province"): [(100, None, None, None), (100, None, None, None)],
    ("L1", "library_district"): [(87, None, MID_2025, None), (93, None, MID_2025, None)],
    ("L1", "library_commune"): [(36, None, None, None), (50, None, None, None)],
    ("L1", "library_education"): [(60, None, None, None), (100, None, None, None)],
    ("L2", "library_province"): [(100, None, None, None), (100, None, None, None)],
    ("L2", "library_district"): [(87, None, MID_2025, None), (93, None, MID_2025, None)],
    ("L2", "library_commune"): [(20, None, None, None), (30, None, None, None)],
    ("L2", "library_education"): [(60, None, None, None), (100, None, None, None)],
    ("L3", "library_province library_district library_commune library_education"): [
        (10, None, None, 2022),
        (10, 15, None, 2025),
    ],
    ("M1", "museum"): [(70, None, None, None), (100, None, None, None)],
    ("M2", "museum"): [(10, None, None, 2022), (10, 15, None, 2025)],
    ("C1", "centre_province centre_district"): [(80, None, MID_2025, None), (95, None, None, None)],
    ("C2", "house_commune house_village"): [(70, None, None, None), (90, None, None, None)],
}

DECISION_1520 = {
    ("L1", "library_province"): {2025: 100, 2030: 100},
    ("L1", "library_district"): {2025: 70, 2030: 90},
    ("L1", "library_commune"): {2025: 40, 2030: 60},
    ("L1", "library_education"): {2025: 70, 2030: 90},
    ("L1", "library_university library_specialised"): {2025: 90, 2030: 100},
    ("L1", "library_armed_forces"): {2025: 80, 2030: 100},
    ("L2", "library_province"): {2025: 100},
    ("L2", "library_district"): {2025: 60},
    ("L2", "library_commune"): {2025: 20},
    ("L2", "library_education"): {2025: 70},
    ("L2", "library_university library_specialised"): {2025: 90},
    ("L2", "library_armed_forces"): {2025: 80},
    ("M1", "museum"): {2025: 70, 2030: 100},
    ("M2", "museum"): {2025: 10},
    ("C1", "centre_province centre_district"): {2025: 80, 2030: 100},
}

# From the table of measures: code → (label, type, how many categories are asked)
MEASURES = {
    "lifelong_service": ("Có cung cấp dịch vụ phục vụ học tập suốt đời", "yes_no", 7),
    "digital_applied": ("Có ứng dụng CNTT, chuyển đổi số", "yes_no", 7),
    "visits_onsite": ("Lượt người sử dụng tại chỗ", "count", 7),
    "visits_mobile": ("Lượt người sử dụng lưu động", "count", 7),
    "visits_online": ("Lượt người sử dụng trực tuyến", "count", 7),
    "education_plan": ("Có xây dựng và triển khai kế hoạch giáo dục", "yes_no", 1),
    "digital_display": ("Có trưng bày chuyên đề trên không gian số", "yes_no", 1),
    "study_visits": ("Lượt khách nghiên cứu, học tập", "count", 1),
    "creative_support": ("Có tổ chức, hỗ trợ hoạt động sáng tạo, hưởng thụ văn hóa", "yes_no", 2),
    "classes": ("Số lớp năng khiếu", "count", 2),
    "clubs": ("Số câu lạc bộ", "count", 2),
    "interest_groups": ("Số nhóm sở thích", "count", 2),
    "regular_activities": ("Có hoạt động thường xuyên", "yes_no", 2),
}


@pytest.fixture
def decision(province) -> Plan:
    load(read_files(PLANS / "1520-qd-ttg-2022.toml"), reason="load_plan 1520", commit=True)
    return Plan.objects.get(code="1520-qd-ttg-2022")


def groups_of(plan: Plan) -> dict[tuple[str, str], list[Target]]:
    return {
        (criterion.code, " ".join(category.code for category in group.categories.all())): list(group.targets.all())
        for criterion in plan.criteria.all()
        for group in criterion.groups.all()
    }


def test_plan_06_has_every_group_and_threshold_in_the_order_of_the_document(plan):
    found = {
        key: [(target.threshold, target.upper, target.judged_until, target.base_year) for target in targets]
        for key, targets in groups_of(plan).items()
    }
    assert found == PLAN_06
    assert list(found) == list(PLAN_06)
    assert {target.milestone for target in Target.objects.all()} == {2025, 2030}


def test_plan_06_is_compared_exactly_and_counts_institutions_until_the_department_decides(plan):
    settings = set(Target.objects.values_list("comparison", "counted", "method"))
    assert settings == {("exact", "institutions", "compound")}


def test_every_target_of_both_plans_carries_its_citation(plan, decision):
    assert Target.objects.count() == 26 + 23
    assert not Target.objects.filter(citation="").exists()


def test_plan_06_stands_on_the_province_as_it_was_on_the_day_of_issue(plan, province):
    assert plan.issued_on == datetime.date(2023, 1, 10)
    assert plan.territory == province.units["old:66"]
    assert [group.position for group in plan.task_groups.all()] == [1, 2, 3, 4, 5]


def test_decision_1520_has_what_is_known_and_nothing_else(decision):
    found = {
        key: {target.milestone: target.threshold for target in targets} for key, targets in groups_of(decision).items()
    }
    assert found == DECISION_1520
    assert decision.territory is None
    assert [criterion.code for criterion in decision.criteria.all()] == ["L1", "L2", "L3", "M1", "M2", "C1", "C2"]
    assert not Target.objects.filter(judged_until__isnull=False).exists()


@pytest.mark.parametrize("code", ["06-kh-ubnd-2023", "1520-qd-ttg-2022"])
def test_what_an_institution_must_report_is_the_same_in_both_plans(code, plan, decision):
    rules = {
        criterion.code: [
            ([measure.code for measure in requirement.measures.all()], requirement.minimum)
            for requirement in criterion.requirements.all()
        ]
        for criterion in Criterion.objects.filter(plan__code=code, kind="share")
    }
    assert rules == {
        "L1": [(["lifelong_service"], 1)],
        "L2": [(["digital_applied"], 1)],
        "M1": [(["education_plan"], 1), (["digital_display"], 1)],
        "C1": [(["creative_support"], 1)],
        "C2": [(["classes", "clubs", "interest_groups"], 1), (["regular_activities"], 1)],
    }
    summed = {
        criterion.code: [measure.code for measure in criterion.summed.all()]
        for criterion in Criterion.objects.filter(plan__code=code, kind="growth")
    }
    assert summed == {"L3": ["visits_onsite", "visits_mobile", "visits_online"], "M2": ["study_visits"]}


def test_the_catalogue_asks_what_the_contract_says(plan):
    found = {m.code: (m.label, m.type, m.categories.count()) for m in Measure.objects.all()}
    assert found == MEASURES
    assert list(found) == list(MEASURES)
    asked_of_museums = set(Category.objects.get(code="museum").measures.values_list("code", flat=True))
    assert asked_of_museums == {"education_plan", "digital_display", "study_visits"}
    assert Category.objects.count() == 12


def test_each_definition_says_that_it_is_the_departments_own(plan):
    assert all(m.definition.startswith("Cách hiểu mặc định của Sở") for m in Measure.objects.all())


def test_a_threshold_is_stored_exactly(plan):
    assert Target.objects.filter(threshold=Decimal("87")).count() == 2
