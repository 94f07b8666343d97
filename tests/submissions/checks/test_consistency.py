"""Consistency: figures of one institution that cannot all be right together."""

import pytest

from submissions.checks import Checks, Facts

from .ask import MEASURES, Finds, Passes, all_found, finding, found, one, passing, whole

HOUSE = ("classes", "clubs", "interest_groups", "regular_activities")
NONE = {"visits_onsite": 0, "visits_mobile": 0, "visits_online": 0}
PARTED = ("readers", "children", "adults")

FINDS: Finds = {
    "parts_above_whole": [
        (one({"readers": 1_000, "children": 1_200, "adults": 0}), [("children", "1200>1000")]),
        (one({"readers": 1_000, "children": 600, "adults": 401}), [("readers", "1001>1000")]),
        (one({"visits_onsite": 1_000, "visits_online": 500}, printed_total=1_499), [(None, "1500>1499")]),
    ],
    "total_differs": [
        (one({"visits_onsite": 1_000, "visits_online": 500}, printed_total=1_501), [(None, "1500<1501")]),
        (one({"visits_onsite": "?"}, printed_total=7), [(None, "0<7")]),
        (one({"readers": 1_000, "children": 600}, printed_total=1_600), [(None, "1000<1600")]),
    ],
    "whole_without_parts": [(whole({"readers": 900}, expected=PARTED), [("readers", "900")])],
    "parts_without_whole": [
        (whole({"children": 40, "adults": 0}, expected=PARTED), [("readers", "children=40")]),
        (whole({"readers": "?", "children": 40, "adults": 2}, expected=PARTED), [("readers", "children=40 adults=2")]),
    ],
    "parts_all_zero": [(one({"readers": 900, "children": 0, "adults": 0}), [("readers", "900")])],
    "active_without_activities": [
        (
            one({"regular_activities": 1, "classes": 0, "clubs": 0, "interest_groups": 0}),
            [("regular_activities", "1 0 0 0")],
        ),
    ],
    "activities_without_active": [
        (
            one({"regular_activities": 0, "classes": 2, "clubs": 0, "interest_groups": 1}),
            [("regular_activities", "classes=2 interest_groups=1")],
        ),
    ],
    "service_without_visits": [(one({"lifelong_service": 1, **NONE}), [("lifelong_service", "1 0 0 0")])],
    "visits_without_service": [
        (one({"lifelong_service": 0, "visits_onsite": 30, "visits_online": 12}), [("lifelong_service", "0 42")]),
    ],
    "online_without_digital": [(one({"digital_applied": 0, "visits_online": 12}), [("digital_applied", "0 12")])],
    "digital_without_online": [(one({"digital_applied": 1, "visits_online": 0}), [("digital_applied", "1 0")])],
    "plan_without_visits": [(one({"education_plan": 1, "study_visits": 0}), [("education_plan", "1 0")])],
    "channels_equal": [(one({"visits_onsite": 10, "visits_mobile": 10, "visits_online": 10}), [(None, "10")])],
    "counts_equal": [
        (
            one({"visits_onsite": 100, "visits_mobile": 7, "visits_online": 100}),
            [("visits_onsite", "100=visits_online")],
        ),
        (one({"children": 250, "adults": 250, "readers": 500}), [("children", "250=adults")]),
    ],
    "online_overwhelms": [
        (
            one({"visits_onsite": 200, "visits_mobile": 0, "visits_online": 10_001}),
            [("visits_online", "10001 200")],
        ),
    ],
    "all_zero_and_no": [
        (
            whole({"regular_activities": 0, "classes": 0, "clubs": 0, "interest_groups": ""}),
            [(None, "classes clubs regular_activities")],
        ),
    ],
}

PASSES: Passes = {
    "parts_above_whole": [
        one({"readers": 1_000, "children": 600, "adults": 400}),
        one({"readers": "?", "children": 600, "adults": 401}),
        one({"children": 600, "adults": 401}),
        one({"visits_onsite": 1_000, "visits_online": 500, "lifelong_service": 1}, printed_total=1_500),
        one({"readers": 1_000, "children": 600}, printed_total=1_000),
        one({"visits_onsite": 1_000, "visits_online": 500}, printed_total=1_000, totalled=("visits_onsite",)),
    ],
    "total_differs": [
        one({"visits_onsite": 1_000, "lifelong_service": 1}, printed_total=1_000),
        one({"visits_onsite": 1_000}),
    ],
    "whole_without_parts": [
        one({"readers": 900}, expected=PARTED),
        whole({"readers": 900}, expected=("readers",)),
        whole({"readers": 0}, expected=PARTED),
        whole({"readers": 900, "children": "?"}, expected=PARTED),
    ],
    "parts_without_whole": [
        one({"children": 40}, expected=PARTED),
        whole({"children": 40, "readers": 60}, expected=PARTED),
        whole({"children": 0, "readers": "?"}, expected=PARTED),
        whole({"children": 40}, expected=("children",)),
    ],
    "parts_all_zero": [
        one({"readers": 0, "children": 0, "adults": 0}),
        one({"readers": 9, "children": 0, "adults": 1}),
        one({"readers": 9, "children": 0}),
        one({"readers": 9, "children": 0, "adults": "?"}),
    ],
    "active_without_activities": [
        one({"regular_activities": 1, "classes": 0, "clubs": 1, "interest_groups": 0}),
        one({"regular_activities": 1, "classes": 0, "clubs": "?", "interest_groups": 0}),
        one({"regular_activities": 0, "classes": 0, "clubs": 0, "interest_groups": 0}),
    ],
    "activities_without_active": [
        one({"regular_activities": 1, "classes": 2}),
        one({"regular_activities": 0, "classes": 0, "clubs": "?"}),
        one({"regular_activities": "?", "classes": 2}),
    ],
    "service_without_visits": [
        one({"lifelong_service": 1, **NONE, "visits_online": 1}),
        one({"lifelong_service": 1, **NONE, "visits_online": "?"}),
        one({"lifelong_service": 0, **NONE}),
    ],
    "visits_without_service": [
        one({"lifelong_service": 1, "visits_onsite": 30}),
        one({"lifelong_service": 0, **NONE}),
        one({"visits_onsite": 30}),
        one({"lifelong_service": 0, "study_visits": 30}),
    ],
    "online_without_digital": [
        one({"digital_applied": 0, "visits_online": 0, "visits_onsite": 12}),
        one({"digital_applied": 1, "visits_online": 12}),
        one({"digital_applied": "?", "visits_online": 12}),
    ],
    "digital_without_online": [
        one({"digital_applied": 1, "visits_online": 1}),
        one({"digital_applied": 1, "visits_online": "?"}),
        one({"digital_applied": 0, "visits_online": 0}),
    ],
    "plan_without_visits": [
        one({"education_plan": 1, "study_visits": 3}),
        one({"education_plan": 0, "study_visits": 0}),
        one({"education_plan": 1, "study_visits": "kad"}),
    ],
    "channels_equal": [
        one({"visits_onsite": 9, "visits_mobile": 9, "visits_online": 9}),
        one(NONE),
        one({"visits_onsite": 10, "visits_mobile": 10, "visits_online": 11}),
        one({"visits_onsite": 10, "visits_mobile": 10}),
    ],
    "counts_equal": [
        one({"visits_onsite": 99, "visits_online": 99}),
        one({"visits_onsite": 100, "visits_online": 101}),
        one({"readers": 500, "children": 500}),
    ],
    "online_overwhelms": [
        one({"visits_onsite": 200, "visits_mobile": 0, "visits_online": 10_000}),
        one({"visits_onsite": 0, "visits_mobile": 0, "visits_online": 9_999}),
        one({"visits_onsite": "?", "visits_mobile": 0, "visits_online": 20_000}),
    ],
    "all_zero_and_no": [
        one({"regular_activities": 0, "classes": 0}),
        whole({"regular_activities": 0, "classes": 1}),
        whole({"regular_activities": 1, "classes": 0}),
        whole({"regular_activities": 0, "classes": 0, "clubs": "?"}),
        whole({"classes": 0, "clubs": 0}),
        whole({"regular_activities": 0}),
    ],
}


@pytest.mark.parametrize(("code", "facts", "expected"), finding(FINDS))
def test_check_finds(code, facts, expected):
    assert found(code, facts) == expected


@pytest.mark.parametrize(("code", "facts"), passing(PASSES))
def test_check_passes(code, facts):
    assert found(code, facts) == []


def test_a_catalogue_without_the_measures_has_nothing_to_say():
    measures = {pk: measure for pk, measure in MEASURES.items() if measure.code in ("visits_online", "classes")}
    facts = one({"digital_applied": 0, "visits_online": 12})
    known = {pk: answer for pk, answer in facts.now.items() if pk in measures}
    assert Checks(measures).of(Facts(facts.standing, 2025, known, {})) == []


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            one({"readers": 1_010, "children": 1_200}),
            "<children>: 1.200, lớn hơn “<readers>”: 1.010. Hãy kiểm tra hoặc giải thích.",
        ),
        (
            one({"readers": 1_010, "children": 600, "adults": 411}),
            "<readers>: 1.010, nhỏ hơn tổng các phần: 1.011. Hãy kiểm tra hoặc giải thích.",
        ),
        (
            one({"visits_onsite": 1_100, "visits_online": 400}, printed_total=1_499),
            "Tổng ghi trong tệp là 1.499, nhỏ hơn tổng các số đếm của dòng: 1.500. Hãy kiểm tra hoặc giải thích.",
        ),
        (
            one({"visits_onsite": 1_100, "visits_online": 400}, printed_total=1_501),
            "Tổng ghi trong tệp là 1.501, lớn hơn tổng các số đếm của dòng: 1.500.",
        ),
        (
            one({"lifelong_service": 0, "visits_onsite": 1_130}),
            "Không phục vụ học tập suốt đời, nhưng có 1.130 lượt người sử dụng. Hãy kiểm tra hoặc giải thích.",
        ),
    ],
)  # fmt: skip
def test_messages_say_what_was_found(facts, message):
    assert [row.message for row in all_found(facts)] == [message]
