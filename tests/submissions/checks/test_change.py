"""Change: this year beside last year."""

import pytest
from django.utils.translation import override

from submissions.checks import BY_CODE

from .ask import Finds, Passes, all_found, finding, found, one, passing

FINDS: Finds = {
    "large_change": [
        (one({"visits_onsite": 4_800}, {"visits_onsite": 120}), [("visits_onsite", "120→4800")]),
        (one({"visits_onsite": 120}, {"visits_onsite": 4_800}), [("visits_onsite", "4800→120")]),
        (one({"visits_onsite": 0}, {"visits_onsite": 100}), [("visits_onsite", "100→0")]),
        (one({"visits_onsite": 100}, {"visits_onsite": 0}), [("visits_onsite", "0→100")]),
        (one({"visits_onsite": "ước 4800"}, {"visits_onsite": 120}), [("visits_onsite", "120→4800")]),
        (
            one({"visits_onsite": 1_501}, {"visits_onsite": 1_000}, tolerances={"visits_onsite": (0.5, 1.5)}),
            [("visits_onsite", "1000→1501")],
        ),
        (
            one({"visits_onsite": 499}, {"visits_onsite": 1_000}, tolerances={"visits_onsite": (0.5, 1.5)}),
            [("visits_onsite", "1000→499")],
        ),
        (
            one({"visits_onsite": 140}, {"visits_onsite": 0}, tolerances={"visits_onsite": (0.2, 8)}),
            [("visits_onsite", "0→140")],
        ),
    ],
    "became_zero": [(one({"visits_onsite": 0}, {"visits_onsite": 10}), [("visits_onsite", "10→0")])],
    "from_zero": [(one({"visits_onsite": 99}, {"visits_onsite": 0}), [("visits_onsite", "0→99")])],
    "yes_became_no": [(one({"lifelong_service": 0}, {"lifelong_service": 1}), [("lifelong_service", "1→0")])],
    "no_became_yes": [(one({"lifelong_service": 1}, {"lifelong_service": 0}), [("lifelong_service", "0→1")])],
    "became_unknown": [
        (one({"visits_onsite": "?"}, {"visits_onsite": 1_200}), [("visits_onsite", "1200→?")]),
        (one({"lifelong_service": "?"}, {"lifelong_service": 1}), [("lifelong_service", "1→?")]),
    ],
    "became_not_applicable": [
        (one({"visits_onsite": "kad"}, {"visits_onsite": 1_200}), [("visits_onsite", "1200→kad")]),
    ],
    "became_applicable": [
        (one({"visits_onsite": 0}, {"visits_onsite": "kad"}), [("visits_onsite", "kad→0")]),
        (one({"lifelong_service": 1}, {"lifelong_service": "kad"}), [("lifelong_service", "kad→1")]),
    ],
    "estimated_again": [(one({"visits_onsite": "ước 510"}, {"visits_onsite": "ước 500"}), [("visits_onsite", "510")])],
    "unknown_again": [(one({"visits_onsite": "?"}, {"visits_onsite": "?"}), [("visits_onsite", "?")])],
    "digit_too_many": [
        (one({"visits_onsite": 12_300}, {"visits_onsite": 1_230}), [("visits_onsite", "1230→12300")]),
        (one({"visits_onsite": 1_242}, {"visits_onsite": 123_000}), [("visits_onsite", "123000→1242")]),
        (one({"visits_onsite": 10}, {"visits_onsite": 10_100}), [("visits_onsite", "10100→10")]),
    ],
    "digits_transposed": [
        (one({"visits_onsite": 8_412}, {"visits_onsite": 4_812}), [("visits_onsite", "4812→8412")]),
        (one({"visits_onsite": 561}, {"visits_onsite": 651}), [("visits_onsite", "651→561")]),
    ],
    "columns_swapped": [
        (
            one({"visits_onsite": 500, "visits_online": 40}, {"visits_onsite": 40, "visits_online": 500}),
            [("visits_onsite", "visits_online: 500 40")],
        ),
    ],
}

PASSES: Passes = {
    "large_change": [
        one({"visits_onsite": 360}, {"visits_onsite": 120}),
        one({"visits_onsite": 120}, {"visits_onsite": 360}),
        one({"visits_onsite": 0}, {"visits_onsite": 99}),
        one({"visits_onsite": 99}, {"visits_onsite": 0}),
        one({"visits_onsite": 4_800}),
        one({"visits_onsite": 4_800}, {"visits_onsite": "?"}),
        one({"visits_onsite": 4_800}, {"visits_online": 120}),
        one({"visits_onsite": 1_500}, {"visits_onsite": 1_000}, tolerances={"visits_onsite": (0.5, 1.5)}),
        one({"visits_onsite": 4_800}, {"visits_onsite": 1_000}, tolerances={"visits_onsite": (0.2, 5)}),
        one({"visits_onsite": 199}, {"visits_onsite": 100}, tolerances={"visits_onsite": (0.67, 1.5)}),
        one({"visits_onsite": 2_900}, {"visits_onsite": 1_000}, tolerances={"visits_online": (0.67, 1.5)}),
    ],
    "became_zero": [
        one({"visits_onsite": 0}, {"visits_onsite": 9}),
        one({"visits_onsite": 0}, {"visits_onsite": 100}),
        one({"visits_onsite": "?"}, {"visits_onsite": 10}),
        one({"lifelong_service": 0}, {"lifelong_service": 1}),
    ],
    "from_zero": [
        one({"visits_onsite": 9}, {"visits_onsite": 0}),
        one({"visits_onsite": 100}, {"visits_onsite": 0}),
        one({"visits_onsite": 50}, {"visits_onsite": "?"}),
    ],
    "yes_became_no": [
        one({"lifelong_service": now}, {"lifelong_service": before})
        for before, now in [(1, 1), (0, 0), (0, 1), (1, "?"), ("?", 0)]
    ]
    + [one({"visits_onsite": 0}, {"visits_onsite": 1})],
    "no_became_yes": [
        one({"lifelong_service": now}, {"lifelong_service": before})
        for before, now in [(1, 1), (0, 0), (1, 0), (0, "?"), ("?", 1)]
    ],
    "became_unknown": [
        one({"visits_onsite": "?"}, {"visits_onsite": 0}),
        one({"visits_onsite": "?"}, {"visits_onsite": "?"}),
        one({"visits_onsite": "kad"}, {"visits_onsite": 12}),
        one({"visits_onsite": ""}, {"visits_onsite": 12}),
    ],
    "became_not_applicable": [
        one({"visits_onsite": "kad"}, {"visits_onsite": 0}),
        one({"visits_onsite": "?"}, {"visits_onsite": 12}),
    ],
    "became_applicable": [
        one({"visits_onsite": "kad"}, {"visits_onsite": "kad"}),
        one({"visits_onsite": 3}, {"visits_onsite": "?"}),
        one({"visits_onsite": ""}, {"visits_onsite": "kad"}),
    ],
    "estimated_again": [
        one({"visits_onsite": "ước 510"}, {"visits_onsite": 500}),
        one({"visits_onsite": 510}, {"visits_onsite": "ước 500"}),
    ],
    "unknown_again": [
        one({"visits_onsite": "?"}, {"visits_onsite": 5}),
        one({"visits_onsite": 5}, {"visits_onsite": "?"}),
    ],
    "digit_too_many": [
        one({"visits_onsite": 90}, {"visits_onsite": 9}),
        one({"visits_onsite": 12_500}, {"visits_onsite": 1_230}),
        one({"visits_onsite": 1_230}, {"visits_onsite": 1_230}),
        one({"visits_onsite": 0}, {"visits_onsite": 0}),
    ],
    "digits_transposed": [
        one({"visits_onsite": 4_821}, {"visits_onsite": 4_812}),
        one({"visits_onsite": 10_901}, {"visits_onsite": 10_091}),
        one({"visits_onsite": 1_284}, {"visits_onsite": 4_281}),
        one({"visits_onsite": 900}, {"visits_onsite": 90}),
    ],
    "columns_swapped": [
        one({"visits_onsite": 500, "visits_online": 500}, {"visits_onsite": 500, "visits_online": 500}),
        one({"visits_onsite": 500, "visits_online": 9}, {"visits_onsite": 9, "visits_online": 500}),
        one({"visits_onsite": 500, "visits_online": 41}, {"visits_onsite": 40, "visits_online": 500}),
    ],
}


@pytest.mark.parametrize(("code", "facts", "expected"), finding(FINDS))
def test_check_finds(code, facts, expected):
    assert found(code, facts) == expected


@pytest.mark.parametrize(("code", "facts"), passing(PASSES))
def test_check_passes(code, facts):
    assert found(code, facts) == []


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (120, 4_800, "4.800, năm trước 120 (gấp 40 lần)"),
        (120, 470, "470, năm trước 120 (gấp hơn 3 lần)"),
        (4_800, 120, "120, năm trước 4.800 (giảm 40 lần)"),
        (470, 120, "120, năm trước 470 (giảm hơn 3 lần)"),
        (100, 0, "0, năm trước 100 (giảm về 0)"),
        (0, 100, "100, năm trước 0 (tăng từ 0)"),
    ],
)
def test_large_change_says_how_large(before, now, change):
    (large,) = all_found(one({"visits_onsite": now}, {"visits_onsite": before}))
    assert large.message == f"<visits_onsite>: {change}. Hãy kiểm tra hoặc giải thích."


def test_large_change_within_twice_says_percent():
    facts = one({"visits_onsite": 1_610}, {"visits_onsite": 1_007}, tolerances={"visits_onsite": (0.7, 1.5)})
    (large,) = all_found(facts)
    assert large.message == ("<visits_onsite>: 1.610, năm trước 1.007 (tăng 59 %). Hãy kiểm tra hoặc giải thích.")


def test_large_change_has_its_limits_from_the_settings(settings):
    settings.IMPORT_LARGE_CHANGE_FACTOR, settings.IMPORT_LARGE_CHANGE_LEAST = 10, 5_000
    assert found("large_change", one({"visits_onsite": 4_800}, {"visits_onsite": 120})) == []
    assert found("large_change", one({"visits_onsite": 5_200}, {"visits_onsite": 120})) == [
        ("visits_onsite", "120→5200")
    ]
    assert "quá 10 lần" in BY_CODE["large_change"].text
    assert "từ 5.000 trở lên" in BY_CODE["large_change"].text


def test_messages_are_in_the_reader_s_language_and_what_is_explained_is_not():
    with override("en"):
        (large,) = all_found(one({"visits_onsite": 4_800}, {"visits_onsite": 120}))
    assert "4,800" in large.message
    assert large.severity == "explain"
    assert large.about == "120→4800"
