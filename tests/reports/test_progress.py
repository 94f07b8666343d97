"""The arithmetic of shares, growth and rounding: literal cases first, then properties against exact decimals."""

from decimal import ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.progress import (
    Answer,
    Comparison,
    Method,
    Status,
    Tally,
    Verdict,
    YearSum,
    compound_rate,
    integer_root,
    judge_criterion,
    judge_growth,
    judge_requirement,
    judge_share,
    mean_of_yearly_rates,
    reaches,
    rounded,
)

EXACT, WHOLE = Comparison.EXACT, Comparison.WHOLE_PERCENT
YES, NO, SILENT, UNKNOWN = Answer("reported", 1), Answer("reported", 0), Answer(None), Answer("unknown")
NOT_APPLICABLE = Answer("not_applicable")


@pytest.mark.parametrize(
    ("answers", "minimum", "status"),
    [
        ([YES], 1, Status.MET),
        ([NO], 1, Status.NOT_MET),
        ([SILENT], 1, Status.SILENT),
        ([UNKNOWN], 1, Status.SILENT),
        ([NOT_APPLICABLE], 1, Status.NOT_MET),
        ([Answer("not_reported")], 1, Status.SILENT),
        ([YES, SILENT, SILENT], 1, Status.MET),
        ([NO, NO, SILENT], 1, Status.SILENT),
        ([NO, NO, NOT_APPLICABLE], 1, Status.NOT_MET),
        ([Answer("reported", 2), Answer("reported", 1)], 3, Status.MET),
        ([Answer("reported", 2), NO], 3, Status.NOT_MET),
    ],
)
def test_requirement(answers, minimum, status):
    assert judge_requirement(answers, minimum) is status


@pytest.mark.parametrize(
    ("requirements", "status"),
    [
        ([Status.MET, Status.MET], Status.MET),
        ([Status.MET, Status.SILENT], Status.SILENT),
        ([Status.NOT_MET, Status.SILENT], Status.NOT_MET),
        ([Status.NOT_MET, Status.MET], Status.NOT_MET),
    ],
)
def test_criterion(requirements, status):
    assert judge_criterion(requirements) is status


@pytest.mark.parametrize(
    ("tally", "target", "comparison", "verdict", "turns", "needed"),
    [
        # 13 of 15 is 86.67 %: the situation from which 87 % was written is refused exactly, accepted when rounded.
        (Tally(15, 13, 2), 87, EXACT, "not_met", True, 1),
        (Tally(15, 13, 2), 87, WHOLE, "met", True, 0),
        (Tally(13, 11, 1), 87, EXACT, "open", False, 1),
        (Tally(3, 2, 1), 70, EXACT, "not_met", False, 1),
        (Tally(3, 2, 0), 70, EXACT, "open", False, 1),
        (Tally(1, 1, 0), 100, EXACT, "met", False, 0),
        (Tally(0, 0, 0), 100, EXACT, "not_applicable", False, None),
        (Tally(184, 37, 147), 20, EXACT, "met", False, 0),
        (Tally(10, 0, 10), 0, EXACT, "met", False, 0),
        (Tally(4, 4, 0), 120, EXACT, "not_met", False, None),
        (Tally(200, 1, 199), 1, WHOLE, "met", True, 0),  # 0.5 % rounds half up to 1
    ],
)
def test_share(tally, target, comparison, verdict, turns, needed):
    share = judge_share(tally, Fraction(target), comparison)
    assert (share.verdict, share.rounding_turns_it, share.needed) == (verdict, turns, needed)


tallies = st.integers(0, 60).flatmap(
    lambda n: st.integers(0, n).flatmap(lambda m: st.builds(Tally, st.just(n), st.just(m), st.integers(0, n - m)))
)
targets = st.integers(0, 4400).map(lambda quarter: Fraction(quarter, 40))


@given(tallies, targets, st.sampled_from(Comparison))
def test_share_needed_is_the_least_that_reaches(tally, target, comparison):
    share = judge_share(tally, target, comparison)
    if tally.eligible == 0:
        assert share.needed is None
        return
    enough = [
        k for k in range(tally.eligible - tally.met + 1) if reaches(tally.met + k, tally.eligible, target, comparison)
    ]
    assert share.needed == (enough[0] if enough else None)


@given(tallies, targets, st.sampled_from(Comparison))
def test_share_open_means_that_silence_decides(tally, target, comparison):
    """Open exactly when some way of filling the silence gives met and another gives not met."""
    share = judge_share(tally, target, comparison)
    if tally.eligible == 0:
        return
    ends = {
        judge_share(
            Tally(tally.eligible, tally.met + yes, tally.not_met + tally.silent - yes), target, comparison
        ).verdict
        for yes in range(tally.silent + 1)
    }
    assert Verdict.OPEN not in ends
    assert (share.verdict is Verdict.OPEN) == (len(ends) == 2)
    if len(ends) == 1:
        assert ends == {share.verdict}


def years(*values, reported=None, first=2022):
    return [
        YearSum(first + index, 10, 10 if reported is None else reported[index], 10, v) for index, v in enumerate(values)
    ]


def growth(series, target=10, upper=None, method=Method.COMPOUND):
    n = series[-1].year - series[0].year
    limit = None if upper is None else Fraction(upper)
    return judge_growth(series, years=n, target=Fraction(target), upper=limit, method=method)


def test_growth_compound_reaches_ten_percent_exactly():
    found = growth(years(1000, 1100, 1210, 1331))
    assert (found.growth, found.mean_of_yearly_rates, found.verdict) == ("10.00", "10.00", "met")


def test_growth_one_visit_less_is_not_met_although_it_prints_alike():
    found = growth(years(1000000, 1100000, 1210000, 1330999))
    assert (found.growth, found.verdict) == ("10.00", "not_met")


def test_growth_compound_and_mean_differ():
    series = years(1000, 2000, 1000, 1331)
    assert (growth(series).growth, growth(series).verdict) == ("10.00", "met")
    mean = growth(series, target=30, method=Method.MEAN)
    assert (mean.mean_of_yearly_rates, mean.verdict) == ("27.70", "not_met")


def test_growth_missing_year_leaves_the_mean_open_and_compound_decided():
    series = years(1000, 900, 1331, reported=[10, 9, 10])
    assert growth(series, method=Method.MEAN).mean_of_yearly_rates is None
    assert growth(series, method=Method.MEAN).verdict == "open"
    assert growth(series).verdict == "met"


@pytest.mark.parametrize(
    ("base_reported", "last_reported", "last", "verdict"),
    [
        (10, 10, 1331, "met"),
        (10, 4, 1331, "met"),  # late reports can only add
        (9, 10, 1331, "open"),  # a late base could still lower it
        (10, 9, 1300, "open"),  # a late report could still lift it
        (9, 10, 1300, "not_met"),  # a late base only makes it harder
    ],
)
def test_growth_verdict_with_silence(base_reported, last_reported, last, verdict):
    assert growth(years(1000, 1, 1, last, reported=[base_reported, 1, 1, last_reported])).verdict == verdict


def test_growth_without_anything_to_measure():
    empty = YearSum(2023, 10, 0, 0, 0)
    assert growth([YearSum(2022, 10, 5, 5, 100), empty]).verdict == "open"
    assert growth([YearSum(2022, 10, 5, 5, 100), empty]).growth is None
    assert growth(years(0, 100)).verdict == "not_applicable"
    assert growth(years(100)).verdict == "not_applicable"
    assert growth([YearSum(2022, 10, 10, 10, 100), YearSum(2023)]).verdict == "not_applicable"


def test_growth_official_base_is_complete():
    found = growth([YearSum(2022, 10, 0, 0, 1000, official=True), YearSum(2023, 10, 3, 3, 1100)])
    assert (found.growth, found.verdict) == ("10.00", "met")


def test_growth_needed_is_the_least_number_of_visits():
    assert growth(years(1000, 1100, 1210, 1330)).needed == 1
    assert growth(years(1000, 1100, 1210, 1331)).needed == 0
    assert growth(years(999, 1098)).needed == 1  # 1,098.9 is reached by 1,099
    assert growth(years(0, 5)).needed is None


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 5), st.integers(0, 40))
def test_growth_needed_turns_the_verdict(base, value, n, target):
    def judged(last):
        series = [YearSum(2022, 1, 1, 1, base), YearSum(2022 + n, 1, 1, 1, last)]
        return judge_growth(series, years=n, target=Fraction(target), upper=None, method=Method.COMPOUND)

    needed = judged(value).needed
    assert judged(value + needed).verdict is Verdict.MET
    assert needed == 0 or judged(value + needed - 1).verdict is Verdict.NOT_MET


def test_growth_above_range():
    assert not growth(years(100, 115), upper=15).above_range
    assert growth(years(100, 116), upper=15).above_range


def test_mean_of_yearly_rates_needs_no_zero_before_the_last():
    assert mean_of_yearly_rates(years(10, 0, 10)) is None
    assert mean_of_yearly_rates(years(10, 5, 0)) == Fraction(-75)


@given(st.integers(0, 10**40), st.integers(1, 9))
def test_integer_root(number, degree):
    root = integer_root(number, degree)
    assert root**degree <= number < (root + 1) ** degree


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(1, 9))
def test_compound_rate_is_the_exact_root_rounded_half_away_from_zero(base, value, n):
    getcontext().prec = 60
    exact = (Decimal(value) / Decimal(base)) ** (Decimal(1) / n) * 100 - 100 if value else Decimal(-100)
    expected = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert compound_rate(base, value, n) == ("0.00" if expected == 0 else str(expected))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(200, 3), "66.67"),
        (Fraction(-1, 1000), "0.00"),
        (Fraction(-1, 200), "-0.01"),
        (Fraction(1, 200), "0.01"),
        (Fraction(100), "100.00"),
    ],
)
def test_rounded(number, text):
    assert rounded(number) == text
