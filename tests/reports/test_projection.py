"""A straight line through the last two settled years: worked through by hand, and held to what must always be true."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.progress import Comparison, reaches
from reports.projection import WHOLE, Point, is_settled, project, reaches_rate, shortfall, yearly_rate


def points(*pairs):
    return [Point(year, None if value is None else Fraction(value)) for year, value in pairs]


def test_line_through_the_last_two_years():
    # 60 % in 2023, 64 % in 2024: four points a year, six years to go.
    found = project(points((2022, 10), (2023, 60), (2024, 64)), 2030, ceiling=WHOLE)
    assert (found.first.year, found.last.year, found.value) == (2023, 2024, Fraction(88))
    assert [found.at(year) for year in (2023, 2024, 2025)] == [60, 64, 68]


def test_line_over_a_gap_goes_by_years_not_by_reports():
    # 11/15 in 2022 and 13/15 in 2024: a fifteenth a year; 2026 would be all of them, and stays there.
    found = project([Point(2022, Fraction(1100, 15)), Point(2024, Fraction(1300, 15))], 2025, ceiling=WHOLE)
    assert found.value == Fraction(1400, 15)
    assert project([found.first, found.last], 2030, ceiling=WHOLE).value == 100


def test_line_downwards_stops_at_nothing():
    assert project(points((2023, 30), (2024, 20)), 2030, ceiling=WHOLE).value == 0


def test_visits_have_no_ceiling():
    assert project(points((2023, 1000), (2024, 1331)), 2030).value == 1331 + 6 * 331


@pytest.mark.parametrize(
    "given_points",
    [
        [],
        points((2024, 50)),
        points((2023, None), (2024, 50)),
        [Point(2023, Fraction(40)), Point(2024, Fraction(0), settled=False)],
        points((2024, 50), (2030, 60)),  # what is projected does not stand on the line
    ],
)
def test_no_line_without_two_settled_years(given_points):
    assert project(given_points, 2030, ceiling=WHOLE) is None


def test_open_year_is_passed_over():
    found = project([*points((2022, 40), (2023, 44)), Point(2024, Fraction(5), settled=False, silent=9)], 2030)
    assert (found.first.year, found.last.year, found.value) == (2022, 2023, Fraction(72))


@pytest.mark.parametrize(
    ("eligible", "silent", "closed", "expected"),
    [(13, 0, False, True), (13, 1, False, False), (13, 1, True, True), (13, 13, True, False), (0, 0, True, False)],
)
def test_when_a_year_is_settled(eligible, silent, closed, expected):
    assert is_settled(eligible=eligible, silent=silent, closed=closed) is expected


def test_shortfall_is_held_as_the_target_is():
    share = Fraction(1300, 15)  # 86.67 %
    assert shortfall(share, Fraction(87), Comparison.EXACT) == Fraction(1, 3)
    assert shortfall(share, Fraction(87), Comparison.WHOLE_PERCENT) == 0
    assert shortfall(Fraction(712, 10), Fraction(80), Comparison.EXACT) == Fraction(88, 10)
    assert shortfall(Fraction(80), Fraction(80), Comparison.EXACT) == 0


def test_rate_that_a_line_of_visits_comes_to():
    # From 1,000 to 1,610.51 in five years: exactly 10 % a year.
    assert yearly_rate(Fraction(1000), Fraction(161051, 100), 5) == "10.00"
    assert reaches_rate(Fraction(1000), Fraction(161051, 100), 5, Fraction(10))
    assert not reaches_rate(Fraction(1000), Fraction(161050, 100), 5, Fraction(10))
    assert yearly_rate(Fraction(0), Fraction(5), 5) is None
    assert yearly_rate(Fraction(5), Fraction(5), 0) is None


def _counts(share):
    return share.numerator, 100 * share.denominator


shares = st.fractions(min_value=0, max_value=100, max_denominator=3000)
years = st.integers(min_value=1990, max_value=2029)
series = st.lists(
    st.builds(Point, years, st.none() | shares, st.booleans()), max_size=8, unique_by=lambda point: point.year
)


@given(series, st.randoms(use_true_random=False))
def test_projection_always(found, random):
    line = project(found, 2030, ceiling=WHOLE)
    usable = [point for point in found if point.settled and point.value is not None]
    assert (line is None) == (len(usable) < 2)
    shuffled = list(found)
    random.shuffle(shuffled)
    assert project(shuffled, 2030, ceiling=WHOLE) == line
    if line is None:
        return
    assert 0 <= line.value <= 100
    assert line.first.year < line.last.year == max(point.year for point in usable)
    assert line.at(line.first.year) == line.first.value
    assert line.at(line.last.year) == line.last.value
    if line.last.value >= line.first.value:
        assert line.value >= line.last.value
    else:
        assert line.value <= line.last.value
    step = (line.last.value - line.first.value) / (line.last.year - line.first.year)
    wanted = line.first.value + step * (2030 - line.first.year)
    assert line.value == min(max(wanted, 0), 100)


@given(shares, shares, st.sampled_from(Comparison))
def test_shortfall_is_never_negative_and_none_above_the_target(value, target, comparison):
    short = shortfall(value, target, comparison)
    reached = reaches(*_counts(value), target, comparison)  # as the verdicts of results are held
    assert (short == 0) == reached
    assert short >= 0
    assert value + short >= target or reached
    assert reached or reaches(*_counts(value + short), target, comparison)
