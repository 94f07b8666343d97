"""Registry: figures for institutions that the registry does not have, or has otherwise."""

import pytest

from submissions.checks import Stray

from .ask import ID, Finds, Passes, all_found, each, finding, found, one, passing, said, together, whole

SAID = {"visits_onsite": 120}
GONE = [
    Stray(7, "Thư viện cũ", ID["visits_onsite"], said(120), stands=False),
    Stray(7, "Thư viện cũ", ID["lifelong_service"], said("?"), stands=False),
]
NOT_ASKED = [Stray(1, "Thư viện 1", ID["study_visits"], said(5), stands=True)]

FINDS: Finds = {
    "did_not_stand": [(each(SAID, stray=GONE), [(7, None, "lifelong_service=unknown visits_onsite=120")])],
    "not_asked": [(each(SAID, stray=NOT_ASKED), [(1, "study_visits", "study_visits=5")])],
    "closed_before_reference": [
        (one(SAID, stood_on_reference_date=False, day="2025-06-30"), [(None, "2025-06-30")]),
    ],
    "not_counted": [(one(SAID, is_counted=False), [(None, "1")])],
    "opened_but_reported_before": [(one(SAID, {"visits_onsite": 0}, opened_in_year=True), [(None, "1")])],
    "category_changed": [(one(SAID, categories=frozenset({1, 2})), [(None, "2")])],
    "satellite_and_main": [
        (
            together(whole(SAID, pk=1), whole({"visits_onsite": 4}, pk=2, satellite_of=1)),
            [(2, None, "visits_onsite=4")],
        ),
        (
            together(whole({"visits_onsite": 4}, pk=2, satellite_of=9), reporting_mains={9}),
            [(2, None, "visits_onsite=4")],
        ),
    ],
}

PASSES: Passes = {
    "did_not_stand": [each(SAID), each(SAID, stray=NOT_ASKED)],
    "not_asked": [each(SAID), each(SAID, stray=GONE)],
    "closed_before_reference": [
        one(SAID),
        one({}, stood_on_reference_date=False),
        one({"clubs": ""}, stood_on_reference_date=False),
    ],
    "not_counted": [one(SAID), one({}, is_counted=False)],
    "opened_but_reported_before": [
        one(SAID, SAID),
        one(SAID, {}, opened_in_year=True),
        one(SAID, {"visits_onsite": ""}, opened_in_year=True),
    ],
    "category_changed": [one(SAID), one({}, categories=frozenset({1, 2}))],
    "satellite_and_main": [
        together(whole({"visits_onsite": 0}, pk=1), whole(SAID, pk=2, satellite_of=1)),
        together(whole(SAID, pk=1), whole({"visits_onsite": 0}, pk=2, satellite_of=1)),
        together(whole(SAID, pk=1), whole(SAID, pk=2)),
        together(whole(SAID, pk=2, satellite_of=9)),
    ],
}


@pytest.mark.parametrize(("code", "facts", "expected"), finding(FINDS))
def test_check_finds(code, facts, expected):
    assert found(code, facts) == expected


@pytest.mark.parametrize(("code", "facts"), passing(PASSES))
def test_check_passes(code, facts):
    assert found(code, facts) == []


def test_messages_say_what_to_do():
    assert [row.message for row in all_found(each(SAID, stray=[*GONE, *NOT_ASKED]))] == [
        "Thư viện cũ không hoạt động ngày nào trong năm, nhưng có 2 số liệu."
        " Hãy rút số liệu, hoặc báo người quản lý danh sách cơ sở.",
        "Thư viện 1: loại hình này không được hỏi “<study_visits>”. Hãy rút số liệu.",
    ]
    (closed,) = all_found(one(SAID, stood_on_reference_date=False, day="2025-06-30"))
    assert closed.message == (
        "Cơ sở không hoạt động vào ngày chốt danh sách (ngày cuối trong năm: 30/06/2025) nên không được tính."
    )
