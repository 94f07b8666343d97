"""Where a straight line through the last two years of a group leads. A projection is not a result (docs/method.md §10).

Plain Python on fractions; imports no Django and asks no database.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from .progress import Comparison, compound_rate

WHOLE = Fraction(100)
"""No share goes beyond it."""


@dataclass(frozen=True, slots=True)
class Point:
    """One year of a group: its share in %, or its visits (lượt); None where there is nothing to divide by or to add.

    `settled`: the year can stand on a line, since nobody is silent or the year is closed. `silent` are those of its
    institutions that did not report all the same.
    """

    year: int
    value: Fraction | None
    settled: bool = True
    silent: int = 0


@dataclass(frozen=True, slots=True)
class Projection:
    """A straight line through two years, and its value in a later one, kept within 0 and the ceiling."""

    first: Point
    last: Point
    year: int
    value: Fraction
    ceiling: Fraction | None = None

    @property
    def rests_on_silence(self) -> bool:
        """Whether one of the two years was closed with institutions that had not reported."""
        return bool(self.first.silent or self.last.silent)

    def at(self, year: int) -> Fraction:
        """The line in any year from the first of the two on, kept within 0 and the ceiling."""
        return _on_line(self.first, self.last, year, self.ceiling)


def project(points: Iterable[Point], year: int, *, ceiling: Fraction | None = None) -> Projection | None:
    """The line through the last two settled years before `year`, in any order given; None where there are not two.

    Shares have the ceiling 100, visits none.
    """
    usable = sorted(
        (point for point in points if point.settled and point.value is not None and point.year < year),
        key=lambda point: point.year,
    )
    if len(usable) < 2:
        return None
    first, last = usable[-2:]
    return Projection(first, last, year, _on_line(first, last, year, ceiling), ceiling)


def _on_line(first: Point, last: Point, year: int, ceiling: Fraction | None) -> Fraction:
    begun, ended = first.value or Fraction(0), last.value or Fraction(0)
    value = ended + (ended - begun) * Fraction(year - last.year, last.year - first.year)
    value = max(value, Fraction(0))
    return value if ceiling is None else min(value, ceiling)


def is_settled(*, eligible: int, silent: int, closed: bool) -> bool:
    """Whether a year can stand on a line: nobody is silent, or the year is closed and somebody has reported."""
    return eligible > 0 and (silent == 0 or (closed and silent < eligible))


def shortfall(value: Fraction, target: Fraction, comparison: Comparison) -> Fraction:
    """By how many percentage points a projected share misses a target under its comparison; 0 where it does not."""
    if comparison is Comparison.EXACT:
        return max(Fraction(0), target - value)
    least = Fraction(math.ceil(target)) - Fraction(1, 2)  # what rounds to a whole percent that reaches the target
    return Fraction(0) if value >= least else max(target - value, least - value)


def yearly_rate(base: Fraction, value: Fraction, years: int) -> str | None:
    """The compound rate in % that leads from a base to a projected sum; None without a base or without years."""
    if base <= 0 or years <= 0:
        return None
    ratio = value / base
    return compound_rate(ratio.denominator, ratio.numerator, years)


def reaches_rate(base: Fraction, value: Fraction, years: int, rate: Fraction) -> bool:
    """Whether a projected sum is a growth of at least `rate` % a year over its base; exact."""
    return value >= base * (1 + rate / 100) ** years
