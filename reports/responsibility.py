"""Who answered for what in each reporting year, and who does now."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import User
from institutions.models import Institution, InstitutionVersion, ReportingUnit
from institutions.responsibility import Responsibility
from submissions.asked import Standing, ever_answering_through, standing_through
from submissions.models import AnnualFigure, ReportingYear, Submission


@dataclass(frozen=True)
class Duty:
    """An institution in a year: who answered for it then, in whose returns its figures are, who answers now.

    `then` None: nobody was known to; `now` None: nobody, or it no longer stands (`closed_on`). Returns that the user
    may not read are left out. `since`: the day from which `now` has stood.
    """

    year: ReportingYear
    standing: Standing
    then: ReportingUnit | None
    returns: list[Submission]
    now: ReportingUnit | None
    closed_on: datetime.date | None

    @property
    def has_changed_hands(self) -> bool:
        return self.then != self.now


@dataclass(frozen=True)
class YearOfUnit:
    """A reporting unit in a year: its own return, what it answered for, and who answers for that now, by number."""

    year: ReportingYear
    submission: Submission | None
    duties: list[Duty]
    now: list[tuple[ReportingUnit | None, int]] = field(default_factory=list)

    @property
    def closed(self) -> int:
        """How many of its institutions no longer stand."""
        return sum(duty.closed_on is not None for duty in self.duties)


def years_of_unit(unit: ReportingUnit, user: User, *, only: ReportingYear | None = None) -> list[YearOfUnit]:
    """Each reporting year, the newest first, with what the unit answered for in it. The number of queries is fixed.

    The duties of all years are read where no year is named, without the returns in which their figures are.
    """
    rule = user.scope().responsibility
    years = [only] if only else list(ReportingYear.objects.order_by("-number"))
    institutions = ever_answering_through({unit.pk}, years, rule)
    standing = standing_through(years, institutions, rule)
    rows = {year.pk: [row for row in standing[year.pk].values() if row.reporting_unit_id == unit.pk] for year in years}
    answered = {row.institution_id for some in rows.values() for row in some}
    now = answering_now(answered, rule)
    returns = returns_of(answered, only, user) if only else {}
    visible = Submission.objects.visible_to(user).filter(reporting_unit=unit)
    own = {row.year_id: row for row in visible.select_related("handed_to", "year", "reporting_unit")}
    return [_year_of_unit(year, own.get(year.pk), rows[year.pk], now, returns, rule) for year in years]


def _year_of_unit(
    year: ReportingYear,
    submission: Submission | None,
    rows: Sequence[Standing],
    now: "dict[int, Answering]",
    returns: dict[tuple[int, int], list[Submission]],
    rule: Responsibility,
) -> YearOfUnit:
    duties = [_duty(year, row, now, returns, rule) for row in sorted(rows, key=lambda row: (row.name, row.code))]
    standing = (duty.now for duty in duties if duty.closed_on is None)
    totals = Counter(unit.pk if unit else None for unit in standing)
    counted = [(rule.reporting_units[pk] if pk is not None else None, total) for pk, total in totals.most_common()]
    return YearOfUnit(year, submission, duties, counted)


def _duty(
    year: ReportingYear,
    row: Standing,
    now: "dict[int, Answering]",
    returns: dict[tuple[int, int], list[Submission]],
    rule: Responsibility,
) -> Duty:
    then = rule.reporting_units.get(row.reporting_unit_id) if row.reporting_unit_id is not None else None
    answering = now.get(row.institution_id, Answering(None, None))
    return Duty(year, row, then, returns.get((row.institution_id, year.pk), []), answering.unit, answering.closed_on)


def years_of_institution(institution: Institution, user: User) -> list[Duty]:
    """Each reporting year to which the institution belongs, the newest first. The number of queries is fixed."""
    rule = user.scope().responsibility
    years = list(ReportingYear.objects.order_by("-number"))
    standing = standing_through(years, [institution.pk], rule)
    now = answering_now([institution.pk], rule)
    returns = returns_of([institution.pk], None, user)
    return [
        _duty(year, standing[year.pk][institution.pk], now, returns, rule)
        for year in years
        if institution.pk in standing[year.pk]
    ]


@dataclass(frozen=True)
class Answering:
    """Who answers for an institution today; or the last day on which it stood, where that is over."""

    unit: ReportingUnit | None
    closed_on: datetime.date | None


def answering_now(institutions: Sequence[int] | set[int], rule: Responsibility) -> dict[int, Answering]:
    """Who answers today for these institutions. One query."""
    today = timezone.localdate()
    last = InstitutionVersion.objects.last_versions().filter(institution__in=institutions).order_by()
    found = {}
    for pk, named, unit, until in last.values_list("institution", "reporting_unit", "unit", "valid_until"):
        if until is not None and until < today:
            found[pk] = Answering(None, until)
        else:
            answering = rule.of(named, unit, today)
            found[pk] = Answering(rule.reporting_units[answering] if answering is not None else None, None)
    return found


def returns_of(
    institutions: Sequence[int] | set[int], year: ReportingYear | None, user: User
) -> dict[tuple[int, int], list[Submission]]:
    """The returns that have figures of these institutions and that the user may read, by institution and year."""
    figures = AnnualFigure.objects.filter(institution__in=institutions)
    figures = figures.filter(year=year) if year else figures
    pairs = set(figures.order_by().values_list("institution", "year", "submission").distinct())
    visible = Submission.objects.visible_to(user).select_related("reporting_unit", "handed_to", "year")
    rows = visible.in_bulk({submission for _institution, _year, submission in pairs})
    found: dict[tuple[int, int], list[Submission]] = {}
    for institution, year_id, submission in sorted(pairs):
        if submission in rows:
            found.setdefault((institution, year_id), []).append(rows[submission])
    return found
