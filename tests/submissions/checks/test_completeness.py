"""Completeness: what is missing, and what is answered without saying much."""

import pytest

from .ask import Finds, Passes, all_found, each, finding, found, one, passing, together, whole

ASKED = ("visits_onsite", "visits_online", "lifelong_service")
SAID = {"visits_onsite": 120}

FINDS: Finds = {
    "unanswered": [
        (whole(SAID, expected=ASKED), [(None, "lifelong_service visits_online")]),
        (
            whole(SAID | {"visits_online": "", "lifelong_service": "?"}, expected=ASKED),
            [(None, "visits_online")],
        ),
    ],
    "silent": [
        (whole({}, expected=ASKED), [(None, "3")]),
        (whole({"visits_onsite": ""}, expected=ASKED), [(None, "3")]),
    ],
    "empty_return": [
        (
            together(whole({}, pk=1, expected=ASKED), whole({"visits_onsite": ""}, pk=2, expected=ASKED)),
            [(None, None, "2")],
        ),
    ],
    "mostly_estimates": [
        (each(*[{"visits_onsite": "ước 50"}] * 3, *[SAID] * 2), [(None, None, "3/5")]),
    ],
    "many_unknown": [(each(*[{"visits_onsite": "?"}] * 2, *[SAID] * 4), [(None, None, "2/6")])],
    "many_not_applicable": [(each(*[{"visits_onsite": "kad"}] * 3, *[SAID] * 2), [(None, None, "3/5")])],
}

PASSES: Passes = {
    "unanswered": [
        one(SAID, expected=ASKED),
        whole({}, expected=ASKED),
        whole(SAID | {"visits_online": "?", "lifelong_service": "kad"}, expected=ASKED),
    ],
    "silent": [one({}, expected=ASKED), whole({}), whole({"visits_onsite": "?"}, expected=ASKED)],
    "empty_return": [
        together(whole({}, pk=1, expected=ASKED), whole({"visits_onsite": "?"}, pk=2, expected=ASKED)),
        together(),
        together(whole({}, pk=1)),
    ],
    "mostly_estimates": [
        each(*[{"visits_onsite": "ước 50"}] * 3, *[SAID] * 3),
        each(*[{"visits_onsite": "ước 50"}] * 4),
        each(*[{"lifelong_service": 1}] * 9),
    ],
    "many_unknown": [
        each({"visits_onsite": "?"}, *[SAID] * 4),
        each(*[{"visits_onsite": "?"}] * 4),
        each(*[{"visits_onsite": ""}] * 4, *[SAID] * 5),
    ],
    "many_not_applicable": [each(*[{"visits_onsite": "kad"}] * 3, *[SAID] * 3), each(*[{"visits_onsite": "kad"}] * 4)],
}


@pytest.mark.parametrize(("code", "facts", "expected"), finding(FINDS))
def test_check_finds(code, facts, expected):
    assert found(code, facts) == expected


@pytest.mark.parametrize(("code", "facts"), passing(PASSES))
def test_check_passes(code, facts):
    assert found(code, facts) == []


def test_what_is_missing_is_named():
    (missing,) = all_found(whole({"clubs": 3}, expected=("clubs", "classes", "visits_onsite", "readers", "children")))
    assert missing.message == (
        "Còn 4 câu hỏi chưa trả lời: <classes>; <visits_onsite>; <readers>; …."
        " Hãy trả lời, ghi “không rõ”, hoặc giải thích."
    )
