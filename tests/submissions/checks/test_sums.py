"""Sums over a reporting unit."""

import pytest

from .ask import Finds, Passes, all_found, each, finding, found, passing


def visits(*values: int | str) -> list[dict[str, int | str]]:
    return [{"visits_onsite": value} for value in values]


def service(*values: int | str) -> list[dict[str, int | str]]:
    return [{"lifelong_service": value} for value in values]


FINDS: Finds = {
    "sum_changed": [
        (each(*visits(101, 60, 140), last=visits(50, 50, 50)), [(None, "visits_onsite", "3: 150→301")]),
        (each(*visits(50, 50, 50), last=visits(101, 60, 140)), [(None, "visits_onsite", "3: 301→150")]),
        (each(*visits(40, 40, 40), last=visits(0, 0, 0)), [(None, "visits_onsite", "3: 0→120")]),
    ],
    "sum_zero": [(each(*visits(0, 0, 0, 7), last=visits(1, 0, 2)), [(None, "visits_onsite", "3: 3→0")])],
    "share_fell": [
        (each(*service(1, 1, 0, 0, 0), last=service(1, 1, 1, 0, 0)), [(None, "lifelong_service", "5: 3→2")]),
    ],
    "all_yes": [
        (each(*service(1, 1, 1, 1, 1, 1), last=service(1, 1, 1, 0, 0, 0)), [(None, "lifelong_service", "6: 3→6")]),
    ],
    "one_holds_most": [(each(*visits(10, 10, 10, 970, 10)), [(4, "visits_onsite", "970/1010")])],
    "mostly_round": [
        (each(*visits(100, 200, 300, 400, 500, 1_600, 101, 102, 103, 104)), [(None, None, "6/10")]),
    ],
}

PASSES: Passes = {
    "sum_changed": [
        each(*visits(100, 60, 140), last=visits(50, 50, 50)),
        each(*visits(20, 20, 20), last=visits(5, 5, 5)),
        each(*visits(500, 500), last=visits(50, 50)),
        each(*visits(500, 500, 50, 900), last=visits("?", "?", 50, 850)),
        each(*visits(0, 0, 0), last=visits(100, 100, 100)),
    ],
    "sum_zero": [
        each(*visits(0, 0, 0), last=visits(0, 0, 0)),
        each(*visits(0, 0), last=visits(40, 40)),
        each(*visits(0, 0, "?"), last=visits(40, 40, 40)),
        each(*visits(0, 0, 1), last=visits(40, 40, 40)),
    ],
    "share_fell": [
        each(*service(1, 1, 1, 1, 0, 0), last=service(1, 1, 1, 1, 1, 0)),
        each(*service(0, 0, 0, 0), last=service(1, 1, 1, 1)),
        each(*service("?", "?", "?", "?", "?"), last=service(1, 1, 1, 1, 1)),
    ],
    "all_yes": [
        each(*service(1, 1, 1, 1, 1), last=service(1, 1, 1, 0, 0)),
        each(*service(1, 1, 1, 1, 0), last=service(0, 0, 0, 0, 0)),
        each(*service(1, 1, 1, 1), last=service(0, 0, 0, 0)),
    ],
    "one_holds_most": [
        each(*visits(25, 25, 25, 900, 25)),
        each(*visits(10, 10, 10, 970)),
        each(*visits(1, 1, 1, 970, 1)),
    ],
    "mostly_round": [
        each(*visits(100, 200, 300, 400, 500, 601, 101, 102, 103, 104)),
        each(*visits(*[100] * 9)),
        each(*visits(*["ước 100"] * 12)),
        each(*visits(*[0] * 12)),
    ],
}


@pytest.mark.parametrize(("code", "facts", "expected"), finding(FINDS))
def test_check_finds(code, facts, expected):
    assert found(code, facts) == expected


@pytest.mark.parametrize(("code", "facts"), passing(PASSES))
def test_check_passes(code, facts):
    assert found(code, facts) == []


def test_messages_name_both_years():
    (changed,) = [
        row for row in all_found(each(*visits(1_010, 600, 1_400), last=visits(500, 500, 500))) if row.measure_id
    ]
    assert changed.message == (
        "<visits_onsite>: tổng của 3 cơ sở là 3.010, năm trước 1.500. Hãy kiểm tra hoặc giải thích."
    )
