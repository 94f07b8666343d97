"""What counts mean: whether an institution meets a criterion, shares, growth, verdicts, rounding.

Plain Python on integers and fractions; imports no Django and asks no database. The formulas are those of
docs/method.md, where each is worked through by hand. Percentages are numbers such as 87 for 87 %.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise


class Verdict(StrEnum):
    """What can be said of a target: `open` means that silence can still turn it."""

    MET = "met"
    NOT_MET = "not_met"
    OPEN = "open"
    NOT_APPLICABLE = "not_applicable"


class Status(StrEnum):
    """What can be said of one institution (or one requirement of it)."""

    MET = "met"
    NOT_MET = "not_met"
    SILENT = "silent"


class Comparison(StrEnum):
    """How a share is held against its target: exactly, or rounded half up to a whole percent."""

    EXACT = "exact"
    WHOLE_PERCENT = "whole_percent"

    @property
    def other(self) -> "Comparison":
        return Comparison.WHOLE_PERCENT if self is Comparison.EXACT else Comparison.EXACT


class Method(StrEnum):
    """How growth over several years is averaged: the compound rate, or the mean of the yearly rates."""

    COMPOUND = "compound"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an institution said to one question: `state` as stored (None: no figure), `value` only when reported."""

    state: str | None
    value: int | None = None

    @property
    def settled(self) -> bool:
        """Nothing more is expected: a value, or a stated not applicable."""
        return self.state in ("reported", "not_applicable")


def judge_requirement(answers: Sequence[Answer], minimum: int) -> Status:
    """Whether the sum of the reported answers reaches `minimum`.

    Met as soon as it does; not met when every answer is settled and it does not; otherwise silent.
    """
    total = sum(answer.value or 0 for answer in answers if answer.state == "reported")
    if total >= minimum:
        return Status.MET
    return Status.NOT_MET if all(answer.settled for answer in answers) else Status.SILENT


def judge_criterion(requirements: Iterable[Status]) -> Status:
    """All requirements must hold: not met when one is not, met when all are, otherwise silent."""
    found = list(requirements)
    if Status.NOT_MET in found:
        return Status.NOT_MET
    return Status.MET if all(status is Status.MET for status in found) else Status.SILENT


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of institutions (or of units): those eligible, and how many of them meet and do not meet."""

    eligible: int
    met: int
    not_met: int

    @property
    def silent(self) -> int:
        return self.eligible - self.met - self.not_met

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.eligible + other.eligible, self.met + other.met, self.not_met + other.not_met)


NOTHING = Tally(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Share:
    """A tally held against a target. `share` in %, exact, None without a denominator; `needed` more would do."""

    tally: Tally
    share: Fraction | None
    verdict: Verdict
    rounding_turns_it: bool
    needed: int | None


def judge_share(tally: Tally, target: Fraction, comparison: Comparison) -> Share:
    """The verdict on a share: met when those that meet reach the target, not met when even all silent ones could not.

    `needed` is the least number more that reaches the target, None when more would be needed than there are.
    """
    if tally.eligible == 0:
        return Share(tally, None, Verdict.NOT_APPLICABLE, False, None)
    verdict = _share_verdict(tally, target, comparison)
    return Share(
        tally=tally,
        share=Fraction(100 * tally.met, tally.eligible),
        verdict=verdict,
        rounding_turns_it=_share_verdict(tally, target, comparison.other) is not verdict,
        needed=_needed(tally, target, comparison),
    )


def _share_verdict(tally: Tally, target: Fraction, comparison: Comparison) -> Verdict:
    if reaches(tally.met, tally.eligible, target, comparison):
        return Verdict.MET
    if not reaches(tally.met + tally.silent, tally.eligible, target, comparison):
        return Verdict.NOT_MET
    return Verdict.OPEN


def reaches(met: int, eligible: int, target: Fraction, comparison: Comparison) -> bool:
    """Whether met of eligible (not 0) reach `target` %, compared as integers; no division is rounded."""
    if comparison is Comparison.WHOLE_PERCENT:
        return (200 * met + eligible) // (2 * eligible) >= target
    return met * 100 * target.denominator >= target.numerator * eligible


def _needed(tally: Tally, target: Fraction, comparison: Comparison) -> int | None:
    # The share grows with each institution, hence the least number is found by halving.
    low, high = 0, tally.eligible - tally.met
    if not reaches(tally.met + high, tally.eligible, target, comparison):
        return None
    while low < high:
        middle = (low + high) // 2
        if reaches(tally.met + middle, tally.eligible, target, comparison):
            high = middle
        else:
            low = middle + 1
    return low


@dataclass(frozen=True, slots=True)
class YearSum:
    """One year of a growth criterion: the sum (lượt) over its eligible institutions, and how much of it is in.

    `reported` institutions have settled every measure, `with_value` gave at least one value, in part too. An official
    base value stands for a complete year.
    """

    year: int
    eligible: int = 0
    reported: int = 0
    with_value: int = 0
    value: int = 0
    official: bool = False

    @property
    def complete(self) -> bool:
        return self.official or self.reported == self.eligible

    @property
    def has_value(self) -> bool:
        return self.official or self.with_value > 0


@dataclass(frozen=True, slots=True)
class Growth:
    """The growth from the base year to the year: compound and mean rates as rounded text in %, or None.

    `needed`: how many visits (lượt) more would reach the target; None where that cannot be said.
    """

    base: YearSum
    last: YearSum
    growth: str | None
    mean_of_yearly_rates: str | None
    above_range: bool
    verdict: Verdict
    needed: int | None


def judge_growth(
    series: Sequence[YearSum], *, years: int, target: Fraction, upper: Fraction | None, method: Method
) -> Growth:
    """The verdict on average growth a year.

    `series` holds the base year, then each year to the year judged (only those two where `years`, the year less the
    base year, is not positive). Compound growth g: value/base = (1 + g)^n; it is held against the target in integers.
    """
    base, last = series[0], series[-1]
    measurable = years > 0 and base.value > 0 and base.has_value and last.has_value
    mean = mean_of_yearly_rates(series) if years > 0 else None
    if not measurable:
        above = False
    elif method is Method.MEAN:
        above = upper is not None and mean is not None and mean > upper
    else:
        above = upper is not None and _compound_side(base.value, last.value, years, upper) > 0
    return Growth(
        base=base,
        last=last,
        growth=compound_rate(base.value, last.value, years) if measurable else None,
        mean_of_yearly_rates=None if mean is None else rounded(mean),
        above_range=above,
        verdict=_growth_verdict(base, last, years, target, method, mean),
        needed=_visits_needed(base.value, last.value, years, target)
        if measurable and method is Method.COMPOUND
        else None,
    )


def _growth_verdict(
    base: YearSum, last: YearSum, years: int, target: Fraction, method: Method, mean: Fraction | None
) -> Verdict:
    if years <= 0 or last.eligible == 0 or (base.complete and base.value == 0):
        return Verdict.NOT_APPLICABLE
    if not (base.has_value and last.has_value):
        return Verdict.OPEN
    if method is Method.MEAN:
        if mean is None:
            return Verdict.OPEN
        return Verdict.MET if mean >= target else Verdict.NOT_MET
    reached = _compound_side(base.value, last.value, years, target) >= 0
    if reached and base.complete:  # late reports can only add to the year
        return Verdict.MET
    if not reached and last.complete:  # and late reports of the base year only make it harder
        return Verdict.NOT_MET
    return Verdict.OPEN


def _visits_needed(base: int, value: int, years: int, rate: Fraction) -> int:
    """The least number of visits by which the year's sum must grow to reach `rate` % a year; 0 when it does."""
    wanted = base * (1 + rate / 100) ** years
    return max(0, -(-wanted.numerator // wanted.denominator) - value)


def _compound_side(base: int, value: int, years: int, rate: Fraction) -> int:
    """Negative, zero or positive as the compound growth is below, at or above `rate` %; in integers."""
    grown: int = value * (100 * rate.denominator) ** years
    wanted: int = base * (100 * rate.denominator + rate.numerator) ** years
    return (grown > wanted) - (grown < wanted)


def mean_of_yearly_rates(series: Sequence[YearSum]) -> Fraction | None:
    """The mean of the yearly rates in %, exact; None unless every year is complete and none but the last is 0."""
    if not all(year.complete for year in series) or any(year.value == 0 for year in series[:-1]):
        return None
    rates = [Fraction(later.value, earlier.value) - 1 for earlier, later in pairwise(series)]
    return 100 * sum(rates, Fraction(0)) / len(rates)


def compound_rate(base: int, value: int, years: int) -> str:
    """The compound growth a year in %, rounded half away from zero to two decimals, from integers alone.

    base > 0, value ≥ 0, years > 0. With f = 10000·(value/base)^(1/years), the hundredths of a percent are f - 10000.
    """
    # twice = 2·f rounded down; the half is decided on it, so no digit is lost.
    scaled = 20000**years * value
    twice = integer_root(scaled // base, years)
    if value >= base:
        hundredths = (twice + 1) // 2 - 10000
    else:
        if twice**years * base < scaled:
            twice += 1  # rounded up instead: half away from zero goes down here
        hundredths = twice // 2 - 10000
    return _decimal(hundredths)


def integer_root(number: int, degree: int) -> int:
    """The largest integer whose `degree`-th power is at most `number` (≥ 0)."""
    if number < 2 or degree == 1:
        return number
    guess = 1 << -(-number.bit_length() // degree)  # not below the root; Newton's steps come down to it
    while True:
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better


def rounded(number: Fraction) -> str:
    """Two decimals, half away from zero, with a dot, never `-0.00`."""
    hundredths = (abs(number.numerator) * 200 + number.denominator) // (2 * number.denominator)
    return _decimal(-hundredths if number < 0 else hundredths)


def _decimal(hundredths: int) -> str:
    whole, rest = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{whole}.{rest:02d}"


@dataclass(frozen=True, slots=True)
class LikeForLike:
    """Growth over the institutions that were eligible and reported in both years: their number and two sums (lượt)."""

    institutions: int
    base: int
    value: int

    def growth(self, years: int) -> str | None:
        """Their compound rate in %, None when their base sum is 0 or the years are not positive."""
        return compound_rate(self.base, self.value, years) if self.base > 0 and years > 0 else None
