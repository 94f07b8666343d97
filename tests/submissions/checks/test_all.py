"""What holds for every edit check: it is tested both ways, tells what it compares, and never breaks."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.checks import BY_CODE, CHECKS, Facts, Family, Scope, Unusual, title_of

from . import (
    test_change,
    test_completeness,
    test_consistency,
    test_reading,
    test_registry,
    test_sameness,
    test_sums,
    test_values,
)
from .ask import CHECKS_OF_ALL, COUNTS, ID, YES_NO, all_found, one, said, together

TABLES = (test_values, test_consistency, test_change, test_sameness, test_registry, test_completeness, test_sums)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_every_check_has_a_finding_and_a_passing_test(check):
    if check.scope == Scope.CELL:
        assert test_reading.both(check.code)
        return
    finds = [facts for table in TABLES for facts, expected in table.FINDS.get(check.code, []) if expected]
    passes = [facts for table in TABLES for facts in table.PASSES.get(check.code, [])]
    assert finds, "no test in which it finds something"
    assert passes, "no test in which it finds nothing"
    assert all(isinstance(facts, Facts) is (check.scope == Scope.INSTITUTION) for facts in [*finds, *passes])


def test_no_test_is_about_a_check_that_does_not_exist():
    assert {code for table in TABLES for code in (*table.FINDS, *table.PASSES)} <= BY_CODE.keys()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_check_says_what_it_compares_and_why_it_exists(check):
    assert re.fullmatch(r"[a-z_]{3,40}", check.code)
    assert BY_CODE[check.code] is check, "a code stands for one check"
    assert str(check.title)
    assert check.text.endswith(".")
    assert "%(" not in check.text
    assert "%%" not in check.text
    find = check.find or check.find_in_return
    assert (find is None) is (check.sentence is not None)
    assert find is None or find.__doc__


def test_there_are_checks_of_every_family_and_scope():
    assert {check.family for check in CHECKS} == set(Family)
    assert {check.scope for check in CHECKS} == set(Scope)
    assert len(CHECKS) >= 45


def test_severities():
    assert Counter(str(check.severity) for check in CHECKS) == {"error": 19, "explain": 36, "notice": 29}
    errors = [check.code for check in CHECKS if check.severity == "error" and check.scope != Scope.CELL]
    assert errors == ["reason_too_short", "did_not_stand", "not_asked", "empty_return"]
    assert BY_CODE["large_change"].severity == "explain"
    assert BY_CODE["yes_became_no"].severity == "notice"


@pytest.mark.parametrize(
    ("code", "limit"),
    [
        ("round_thousands", "từ 1.000 trở lên"),
        ("estimate_small", "nhỏ hơn 10:"),
        ("many_unknown", "quá 20 %"),
        ("one_holds_most", "quá 90 %"),
        ("large_change", "quá 3 lần"),
        ("too_large", "lớn hơn 10.000.000.000.000."),
    ],
)
def test_limits_are_printed(code, limit):
    assert limit in BY_CODE[code].text


def test_title_of_a_check_that_no_longer_exists_is_its_code():
    assert title_of("large_change") == "Thay đổi lớn so với năm trước"
    assert title_of("of_old") == "of_old"


def test_facts_of_a_row_are_not_looked_through_for_what_is_missing():
    row = one({"visits_onsite": 12}, expected=("visits_onsite", "visits_online"))
    assert all_found(row) == []


def test_finding_of_a_row_is_what_it_always_was():
    (found,) = all_found(one({"visits_onsite": 4_800}, {"visits_onsite": 120}))
    message = "<visits_onsite>: 4.800, năm trước 120 (gấp 40 lần). Hãy kiểm tra hoặc giải thích."
    assert found == Unusual("large_change", ID["visits_onsite"], "120→4800", message)


NUMBERS = st.one_of(st.integers(0, 12), st.integers(0, 10**13), st.sampled_from([100, 1_000, 2_025, 24_490, 10**13]))
COUNTED = st.one_of(NUMBERS, st.builds("ước {}".format, NUMBERS), st.sampled_from(["?", "kad", ""]))
JUDGED = st.sampled_from([0, 1, "?", "kad", ""])
ANSWERS = st.fixed_dictionaries(
    {}, optional={**dict.fromkeys(COUNTS, COUNTED), **dict.fromkeys(YES_NO, JUDGED)}
)  # fmt: skip


@st.composite
def some_facts(draw, pk: int = 1) -> Facts:
    now = draw(ANSWERS)
    # Half of the time last year is nearly this year, so that what compares the two has something to find.
    last = draw(st.one_of(ANSWERS, st.just(now)))
    return one(
        now, last, pk=pk, category=draw(st.integers(1, 2)), complete=draw(st.booleans()),
        code=draw(st.sampled_from(["", "24490", "²222", "TV 1"])), unit_code=draw(st.sampled_from(["", "66", "24490"])),
        notes=draw(st.none() | st.dictionaries(st.sampled_from(COUNTS), st.text(max_size=5), max_size=3)),
        expected=draw(st.lists(st.sampled_from(sorted(ID)), max_size=5, unique=True)),
        tolerances=draw(st.dictionaries(st.sampled_from(COUNTS), st.just((0.5, 2.0)), max_size=2)),
        printed_total=draw(st.none() | NUMBERS), stood_on_reference_date=draw(st.booleans()),
        is_counted=draw(st.booleans()), opened_in_year=draw(st.booleans()),
        satellite_of=draw(st.none() | st.integers(1, 4)),
        categories=draw(st.sampled_from([frozenset({1}), frozenset({1, 2})])),
    )  # fmt: skip


def sound(found: list[Unusual]) -> None:
    keys = [(row.institution_id, row.code, row.measure_id, row.about) for row in found]
    assert len(set(keys)) == len(keys), "a finding is told once"
    for row in found:
        assert row.code in BY_CODE
        assert len(row.about) <= 200, "an explanation has no more room"
        assert row.about or row.code == "reason_too_short"
        assert "%(" not in row.message


@given(some_facts())
def test_no_check_breaks_on_any_facts_and_findings_are_the_same_again(facts):
    found = CHECKS_OF_ALL.of(facts)
    sound(found)
    assert CHECKS_OF_ALL.of(facts) == found


@given(st.data(), st.integers(0, 7), st.lists(st.sampled_from([*COUNTS, *YES_NO]), max_size=2, unique=True))
def test_no_check_breaks_on_any_return(data, number, astray):
    rows = [data.draw(some_facts(pk)) for pk in range(1, number + 1)]
    stray = [test_registry.Stray(9, "Cũ", ID[code], said("?"), stands=code in COUNTS) for code in astray]
    facts = together(*rows, stray=stray, reporting_mains=data.draw(st.sets(st.integers(1, 9), max_size=2)))
    found = CHECKS_OF_ALL.of_return(facts)
    sound(found)
    assert CHECKS_OF_ALL.of_return(facts) == found
