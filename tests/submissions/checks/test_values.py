"""Range: what is unusual about a value taken by itself."""

import pytest

from .ask import Finds, Passes, all_found, finding, found, one, passing, whole

REPORTED = {"visits_onsite": 1_240, "lifelong_service": 1}

FINDS: Finds = {
    "round_thousands": [
        (
            one({"visits_onsite": 1_000, "visits_online": 25_000}),
            [("visits_onsite", "1000"), ("visits_online", "25000")],
        ),
    ],
    "repeated_digits": [
        (one({"visits_onsite": 1_111}), [("visits_onsite", "1111")]),
        (one({"visits_onsite": 99_999}), [("visits_onsite", "99999")]),
    ],
    "running_digits": [
        (one({"visits_onsite": 12_345}), [("visits_onsite", "12345")]),
        (one({"visits_onsite": 876_543}), [("visits_onsite", "876543")]),
    ],
    "equals_year": [(one({"visits_onsite": 2_025, "visits_mobile": 2_024}), [("visits_onsite", "2025")])],
    "equals_code": [
        (one({"visits_onsite": 24_490}, unit_code="24490"), [("visits_onsite", "24490")]),
        (one({"visits_onsite": 10_077}, code="10077"), [("visits_onsite", "10077")]),
    ],
    "estimate_small": [(one({"classes": "ước 9"}), [("classes", "9")])],
    "estimate_exact": [(one({"visits_onsite": "ước 31287"}), [("visits_onsite", "31287")])],
    "estimate_without_note": [
        (one({"visits_onsite": "ước 500"}, notes={}), [("visits_onsite", "500")]),
        (one({"visits_onsite": "ước 500"}, notes={"visits_onsite": " "}), [("visits_onsite", "500")]),
    ],
    "unknown_without_note": [(one({"visits_onsite": "?"}, notes={}), [("visits_onsite", "?")])],
    "reason_too_short": [
        (one({"visits_onsite": "kad"}, notes={"visits_onsite": "-"}), [("visits_onsite", "-")]),
        (one({"visits_onsite": "kad"}, notes={"visits_onsite": "kad 2025"}), [("visits_onsite", "kad 2025")]),
    ],
    "all_unknown": [
        (whole({"visits_onsite": "?", "lifelong_service": "?"}), [(None, "lifelong_service visits_onsite")]),
    ],
    "all_not_applicable": [
        (whole({"visits_onsite": "kad", "lifelong_service": "kad"}), [(None, "lifelong_service visits_onsite")]),
    ],
    "many_activities": [(one({"clubs": 101, "classes": 3}), [("clubs", "101")])],
    "many_visits": [(one({"visits_online": 10_000_001}), [("visits_online", "10000001")])],
}

PASSES: Passes = {
    "round_thousands": [one({"visits_onsite": "ước 1000", "visits_mobile": 1_100, "clubs": 0})],
    "repeated_digits": [one({"visits_onsite": 111, "visits_mobile": 1_112, "visits_online": 0})],
    "running_digits": [one({"visits_onsite": 1_234, "visits_mobile": 12_346, "visits_online": 13_579})],
    "equals_year": [one({"visits_onsite": 2_026, "lifelong_service": 1})],
    "equals_code": [
        one({"visits_onsite": 66}, unit_code="66"),
        one({"visits_onsite": 24_490}, unit_code="24493", code="TV24490"),
    ],
    "estimate_small": [one({"classes": "ước 10", "clubs": 9})],
    "estimate_exact": [one({"visits_onsite": "ước 31280", "visits_mobile": "ước 999", "visits_online": 31_287})],
    "estimate_without_note": [
        one({"visits_onsite": "ước 500"}, notes={"visits_onsite": "theo sổ 6 tháng"}),
        one({"visits_onsite": "ước 500"}),
        one(REPORTED, notes={}),
    ],
    "unknown_without_note": [
        one({"visits_onsite": "?"}, notes={"visits_onsite": "mất sổ"}),
        one({"visits_onsite": "?"}),
    ],
    "reason_too_short": [
        one({"visits_onsite": "kad"}, notes={"visits_onsite": "mới mở"}),
        one({"visits_onsite": "kad"}, notes={"visits_onsite": "ko có 123"}),
        one({"visits_onsite": "kad"}),
        one(REPORTED, notes={"visits_onsite": "-"}),
    ],
    "all_unknown": [
        whole({"visits_onsite": "?"}),
        whole({"visits_onsite": "?", "lifelong_service": 0}),
        whole({"visits_onsite": "?", "visits_mobile": "kad"}),
        one({"visits_onsite": "?", "lifelong_service": "?"}),
    ],
    "all_not_applicable": [
        whole({"visits_onsite": "kad", "visits_mobile": "?"}),
        one({"visits_onsite": "kad", "clubs": "kad"}),
    ],
    "many_activities": [one({"clubs": 100, "visits_onsite": 5_000})],
    "many_visits": [one({"visits_online": 10_000_000, "readers": 10_000_001})],
}


@pytest.mark.parametrize(("code", "facts", "expected"), finding(FINDS))
def test_check_finds(code, facts, expected):
    assert found(code, facts) == expected


@pytest.mark.parametrize(("code", "facts"), passing(PASSES))
def test_check_passes(code, facts):
    assert found(code, facts) == []


def test_messages_say_what_was_found():
    (round_one, code) = all_found(one({"visits_onsite": 24_000}, unit_code="24000"))
    assert round_one.message == "<visits_onsite>: 24.000 là số tròn nghìn. Nếu là số ước tính, hãy ghi “ước”."
    assert code.message == "<visits_onsite>: 24000 trùng với mã đơn vị hoặc mã cơ sở. Hãy kiểm tra hoặc giải thích."
