"""A return as the edit checks see it: all that they are told, read in a fixed number of queries."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from institutions.models import InstitutionVersion
from institutions.responsibility import Responsibility
from institutions.tree import UnitTree

from .answers import Stored, stored_figures
from .asked import Asked, Standing, answering_through, asked_measures, batches, standing_in
from .checks import Facts, ReturnFacts, Stray
from .models import AnnualFigure, ReportingYear, State, Submission, Tolerance

Figures = Mapping[int, Mapping[int, Stored]]
"""By institution and measure."""

_NONE: Mapping[int, Stored] = {}


class _Version(NamedTuple):
    """What the registry says of an institution in the version that counts, and when it first opened."""

    opened_on: datetime.date
    is_counted: bool
    satellite_of: int | None


@dataclass(frozen=True)
class Gathered:
    """The institutions of a return, what each is asked, their figures this year and last, and what is filed astray."""

    submission: Submission
    asked: Asked
    tree: UnitTree
    standings: Sequence[Standing]
    now: Figures
    last: Figures
    versions: Mapping[int, _Version]
    tolerances: Mapping[tuple[int, int], tuple[float, float]]
    not_standing: Sequence[Stray]

    @classmethod
    def of(
        cls, submission: Submission, rule: Responsibility, standings: Sequence[Standing] | None = None, *,
        asked: Asked | None = None, whole: bool = True,
    ) -> "Gathered":  # fmt: skip
        """All institutions of the return, which `standings` are where they were read already; or some of them.
        `asked`: where it was read already, too.
        """
        year = submission.year
        if standings is None:
            standings = answering_through({submission.reporting_unit_id}, year, rule)
        ids = [row.institution_id for row in standings]
        return cls(
            submission, asked or asked_measures(), rule.tree, standings,
            now=_by_institution(stored_figures(year.number, ids).values()),
            last=_by_institution(stored_figures(year.number - 1, ids).values()),
            versions=_versions(standings),
            tolerances={
                (row.category_id, row.measure_id): (row.lowest, row.highest)
                for row in Tolerance.objects.filter(year=year)
            },
            not_standing=list(_not_standing(submission, ids)) if whole else [],
        )  # fmt: skip

    def facts(self, standing: Standing) -> Facts:
        """What the checks are told about one institution."""
        year, version = self.submission.year, self.versions[standing.institution_id]
        now = self.now.get(standing.institution_id, _NONE)
        place = self.tree.placed(standing.unit_id, standing.day)
        return Facts(
            standing, year.number, now, self.last.get(standing.institution_id, _NONE),
            notes={pk: figure.note for pk, figure in now.items()},
            expected=[measure.pk for measure in self.asked.of(standing)],
            tolerances=self.tolerances,
            unit_code=self.tree.units[place.unit_id if place else standing.unit_id].code,
            stood_on_reference_date=standing.day == year.reference_date,
            is_counted=version.is_counted,
            opened_in_year=version.opened_on >= year.start,
            satellite_of=version.satellite_of,
            complete=True,
        )  # fmt: skip

    def facts_of_return(self) -> ReturnFacts:
        """What the checks are told about the return as a whole."""
        institutions = [self.facts(row) for row in self.standings]
        ours = self.versions.keys()
        mains = {row.satellite_of for row in institutions if row.satellite_of and row.satellite_of not in ours}
        return ReturnFacts(
            self.submission.year.number, institutions, self.strays,
            categories={pk: category.name for pk, category in self.asked.categories.items()},
            reporting_mains=_reporting(mains, self.submission.year),
        )  # fmt: skip

    @cached_property
    def strays(self) -> list[Stray]:
        """Figures that nobody is asked for."""
        return [*self._not_asked(), *self.not_standing]

    def _not_asked(self) -> Iterator[Stray]:
        """Figures of its institutions that no category of theirs is asked."""
        for row in self.standings:
            for pk, figure in self.now.get(row.institution_id, _NONE).items():
                if figure.state != State.NOT_REPORTED and not self.asked.is_asked(pk, row):
                    yield Stray(row.institution_id, row.name, pk, figure, stands=True)


def _not_standing(submission: Submission, ours: Collection[int]) -> Iterator[Stray]:
    """Figures filed under the return whose institutions stand on no day of the year. `ours` are those that do."""
    filed = AnnualFigure.objects.filter(submission=submission).exclude(state=State.NOT_REPORTED)
    others = set(filed.order_by().values_list("institution_id", flat=True).distinct()).difference(ours)
    gone = others - standing_in(submission.year, others).keys() if others else others
    names = dict(_last_names(gone))
    for (pk, measure_id), figure in stored_figures(submission.year.number, gone).items():
        if figure.submission_id == submission.pk and figure.state != State.NOT_REPORTED:
            yield Stray(pk, names[pk], measure_id, figure, stands=False)


def _by_institution(figures: Iterable[Stored]) -> dict[int, dict[int, Stored]]:
    found: dict[int, dict[int, Stored]] = defaultdict(dict)
    for figure in figures:
        found[figure.institution_id][figure.measure_id] = figure
    return dict(found)


def _versions(standings: Sequence[Standing]) -> dict[int, _Version]:
    """What the registry says of these institutions on the day on which each is asked about."""
    days = {row.institution_id: row.day for row in standings}
    found: dict[int, _Version] = {}
    for ids in batches(sorted(days)):
        rows = InstitutionVersion.objects.filter(institution__in=ids).order_by("valid_from")
        fields = rows.values_list("institution_id", "valid_from", "is_counted", "satellite_of_id")
        for pk, valid_from, is_counted, satellite_of in fields:
            if pk not in found:
                found[pk] = _Version(valid_from, is_counted, satellite_of)
            elif valid_from <= days[pk]:
                found[pk] = _Version(found[pk].opened_on, is_counted, satellite_of)
    return found


def _last_names(institutions: Collection[int]) -> "Iterable[tuple[int, str]]":
    """The names that institutions had last, the earlier ones before them."""
    for ids in batches(sorted(institutions)):
        rows = InstitutionVersion.objects.filter(institution__in=ids).order_by("valid_from")
        yield from rows.values_list("institution_id", "name")


def _reporting(institutions: Collection[int], year: ReportingYear) -> set[int]:
    """Those of these institutions that have figures in the year."""
    if not institutions:
        return set()
    figures = AnnualFigure.objects.filter(year=year, institution__in=institutions).exclude(state=State.NOT_REPORTED)
    return set(figures.order_by().values_list("institution_id", flat=True).distinct())
