"""Sameness: answers alike where counting would have made them differ."""

import pytest

from indicators.models import Measure
from submissions.cells import Reading
from submissions.checks import Checks, Facts

from .ask import Finds, Passes, all_found, each, finding, found, one, passing, together, whole

YEAR = {"visits_onsite": 120, "visits_online": 80, "lifelong_service": 1}
OTHER = {"visits_onsite": 121, "visits_online": 80, "lifelong_service": 1}
HOUSE = {"classes": 1, "clubs": 1, "interest_groups": 0, "regular_activities": 1}
THREE = {"visits_onsite": 1_000, "visits_mobile": 200, "visits_online": 333}

FINDS: Finds = {
    "same_as_last_year": [
        (one(YEAR, YEAR), [(None, "lifelong_service=1 visits_online=80 visits_onsite=120")]),
        (one(YEAR | {"lifelong_service": ""}, YEAR), [(None, "visits_online=80 visits_onsite=120")]),
    ],
    "same_count": [
        (
            one({"visits_onsite": 100, "visits_online": 8}, {"visits_onsite": 100, "visits_online": 9}),
            [("visits_onsite", "100")],
        ),
        (one({"visits_onsite": 100}, {"visits_onsite": 100}), [("visits_onsite", "100")]),
    ],
    "same_factor": [
        (
            one({"visits_onsite": 1_100, "visits_mobile": 220, "visits_online": 366}, THREE),
            [(None, "visits_mobile=200→220 visits_online=333→366 visits_onsite=1000→1100")],
        ),
    ],
    "institutions_alike": [
        (each(YEAR, OTHER, YEAR), [(None, None, "visits_onsite=120 visits_online=80 TV1 TV3")]),
        (each(YEAR, YEAR | {"lifelong_service": 0}), [(None, None, "visits_onsite=120 visits_online=80 TV1 TV2")]),
    ],
    "category_alike": [
        (
            each(HOUSE, HOUSE, HOUSE, HOUSE, HOUSE, {}),
            [(None, None, "5 classes=1 clubs=1 interest_groups=0 regular_activities=1")],
        ),
    ],
    "rows_slipped": [
        (
            each(OTHER, {"visits_onsite": 7}, last=[{"visits_onsite": 9}, OTHER]),
            [(1, None, "TV2 visits_onsite=121 visits_online=80")],
        ),
        (
            each(OTHER, YEAR, last=[YEAR, OTHER]),
            [
                (1, None, "TV2 visits_onsite=121 visits_online=80"),
                (2, None, "TV1 visits_onsite=120 visits_online=80"),
            ],
        ),
    ],
    "return_as_last_year": [
        (each(YEAR, YEAR, YEAR, OTHER, OTHER, last=[YEAR] * 5), [(None, None, "3/5 TV1 TV2 TV3")]),
    ],
}

PASSES: Passes = {
    "same_as_last_year": [
        one(YEAR, OTHER),
        one(YEAR, YEAR | {"lifelong_service": 0}),
        one(YEAR, {"visits_onsite": 120, "visits_online": 80}),
        one(YEAR | {"lifelong_service": "?"}, YEAR | {"lifelong_service": ""}),
        one({"visits_onsite": 120, "visits_online": 0}, {"visits_onsite": 120, "visits_online": 0}),
        one({"lifelong_service": 1}, {"lifelong_service": 1}),
        one({}, {}),
    ],
    "same_count": [
        one({"visits_onsite": 99, "visits_online": 8}, {"visits_onsite": 99, "visits_online": 9}),
        one({"visits_onsite": 101}, {"visits_onsite": 100}),
        one(YEAR, YEAR),
    ],
    "same_factor": [
        one(THREE, THREE),
        one({"visits_onsite": 1_100, "visits_mobile": 220, "visits_online": 370}, THREE),
        one({"visits_onsite": 1_100, "visits_mobile": 220}, {"visits_onsite": 1_000, "visits_mobile": 200}),
        one(
            {"visits_onsite": 110, "visits_mobile": 99, "visits_online": 22},
            {"visits_onsite": 100, "visits_mobile": 90, "visits_online": 20},
        ),
        one({"visits_onsite": 0, "visits_mobile": 0, "visits_online": 0}, THREE),
    ],
    "institutions_alike": [
        each(YEAR, OTHER),
        each({"visits_onsite": 120, "visits_online": 9}, {"visits_onsite": 120, "visits_online": 9}),
        together(whole(YEAR, pk=1), whole(YEAR, pk=2, category=2)),
        each(YEAR, YEAR, YEAR, YEAR, YEAR),
    ],
    "category_alike": [
        each(HOUSE, HOUSE, HOUSE, HOUSE),
        each(HOUSE, HOUSE, HOUSE, HOUSE, HOUSE | {"clubs": 2}),
        each(*[{"classes": 0, "regular_activities": 0}] * 5),
        each(*[{"lifelong_service": 1}] * 5),
        together(*(whole(HOUSE, pk=pk, category=pk % 2) for pk in range(1, 9))),
    ],
    "rows_slipped": [
        each(YEAR, OTHER, last=[YEAR, OTHER]),
        each(YEAR, OTHER, last=[YEAR, YEAR]),
        each({"visits_onsite": 120, "visits_online": 9}, {}, last=[{}, {"visits_onsite": 120, "visits_online": 9}]),
        together(whole(YEAR, pk=1), whole({}, YEAR, pk=2, category=2)),
    ],
    "return_as_last_year": [
        each(YEAR, YEAR, YEAR, OTHER, OTHER, OTHER, last=[YEAR] * 6),
        each(YEAR, YEAR, YEAR, YEAR, last=[YEAR] * 4),
        each(*[{"lifelong_service": 1}] * 6, last=[{"lifelong_service": 1}] * 6),
    ],
}


@pytest.mark.parametrize(("code", "facts", "expected"), finding(FINDS))
def test_check_finds(code, facts, expected):
    assert found(code, facts) == expected


@pytest.mark.parametrize(("code", "facts"), passing(PASSES))
def test_check_passes(code, facts):
    assert found(code, facts) == []


def test_many_measures_that_stayed_are_told_apart_in_the_room_there_is():
    measures = {pk: Measure(pk=pk, code=f"measure_number_{pk}", label=f"Số {pk}", type="count") for pk in range(1, 31)}
    abouts = set()
    for changed in ({}, {9: 6}):
        now = {pk: Reading("reported", value) for pk, value in (dict.fromkeys(measures, 5) | changed).items()}
        (same,) = Checks(measures).of(Facts(one({}).standing, 2025, now, now))
        assert (same.code, len(same.about)) == ("same_as_last_year", 200)
        abouts.add(same.about)
    assert len(abouts) == 2


def test_a_whole_category_is_named_and_told_once():
    (alike,) = all_found(each(*[HOUSE | {"visits_onsite": 40, "visits_online": 50}] * 5))
    assert (alike.code, alike.institution_id) == ("category_alike", None)
    assert alike.message == "Thư viện xã: cả 5 cơ sở trả lời giống hệt nhau. Hãy kiểm tra hoặc giải thích."


def test_institutions_alike_are_named_three_at_most():
    alike = [row for row in all_found(each(YEAR, YEAR, YEAR, YEAR, OTHER)) if row.code == "institutions_alike"]
    assert [row.message for row in alike] == [
        "4 cơ sở có số đếm giống hệt nhau: Thư viện 1, Thư viện 2, Thư viện 3, …. Hãy kiểm tra hoặc giải thích."
    ]
