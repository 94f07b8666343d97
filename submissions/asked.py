"""Who is asked what in a reporting year: its institutions, who answers for each, which measures it has.

An institution belongs to a year when it stood on some day of it. One of its versions counts for the year: the one that
stood on the reference date; else the last of the year, on the institution's last day in it. What the institution is
called and is asked, where it lies and who answers for it is what holds for that version on that day. Grid, form,
board, files and the verbs all ask here.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import TypeVar

from django.db.models import Q, QuerySet

from indicators.models import Measure
from institutions import revision
from institutions.models import Category, InstitutionVersion
from institutions.responsibility import Responsibility, current_responsibility

from .models import ReportingYear

BATCH = 5_000
T = TypeVar("T")


def batches(keys: Sequence[T]) -> Iterable[Sequence[T]]:
    """Keys in portions that every database takes as parameters of one statement."""
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


@dataclass(frozen=True, slots=True)
class Standing:
    """An institution in a year: its version that counts, and the `day` on which that is asked.

    `sort_key` is the place of the name in the dictionary. `categories` are all that it had in the year: a target judged
    until an earlier day looks at the one of that day.
    """

    institution_id: int
    code: str
    name: str
    sort_key: str
    category_id: int
    unit_id: int
    day: datetime.date
    reporting_unit_id: int | None
    province_code: str
    categories: frozenset[int]


_NOTHING: Mapping[int, Measure] = {}


@dataclass(frozen=True, slots=True)
class Asked:
    """Measures by id, those that each category is asked, and the categories; all in the catalogue's order."""

    categories: Mapping[int, Category]
    measures: Mapping[int, Measure]
    by_category: Mapping[int, Mapping[int, Measure]]

    def is_asked(self, measure_id: int, standing: Standing) -> bool:
        """Whether an answer may be given: some category that the institution had in the year is asked the measure."""
        return any(measure_id in self.by_category.get(category, ()) for category in standing.categories)

    def of(self, standing: Standing) -> Collection[Measure]:
        """The measures whose answers are expected, of the category that counts, in the catalogue's order."""
        return self.by_category.get(standing.category_id, _NOTHING).values()


def asked_measures(revisions: Mapping[str, int] | None = None) -> Asked:
    """The catalogue as stored now, read again only when it has changed. `revisions`: where they were read already."""
    return _catalogue((revisions or revision.current())["plan"])


@lru_cache(maxsize=2)
def _catalogue(stamp: int) -> Asked:
    categories = {category.pk: category for category in Category.objects.all()}
    measures = {measure.pk: measure for measure in Measure.objects.order_by("position", "pk")}
    places = {pk: place for place, pk in enumerate(measures)}
    pairs = Measure.categories.through.objects.values_list("measure_id", "category_id")
    by_category: dict[int, dict[int, Measure]] = defaultdict(dict)
    for measure_id, category_id in sorted(pairs, key=lambda pair: places[pair[0]]):
        by_category[category_id][measure_id] = measures[measure_id]
    return Asked(categories, measures, by_category)


def standing_in(
    year: ReportingYear, institution_ids: Iterable[int] | None = None, rule: Responsibility | None = None
) -> dict[int, Standing]:
    """The institutions that belong to the year (all, or of these), by id. `rule`: where it was read already."""
    versions = InstitutionVersion.objects.standing_between(year.start, year.end)
    found: _Found = defaultdict(list)
    if institution_ids is None:
        _collect(found, versions)
    else:
        for ids in batches(sorted(set(institution_ids))):
            _collect(found, versions.filter(institution__in=ids))
    return _judged(found, year, rule or current_responsibility())


def called_in(year: ReportingYear, standing: Mapping[int, Standing] | None = None) -> set[int]:
    """The reporting units that are called on for a return: who answers for what stands on the reference date.

    Who answers only for what closed before it is not called, and may still report through a return of their own.
    """
    rows = (standing if standing is not None else standing_in(year)).values()
    return {row.reporting_unit_id for row in rows if row.reporting_unit_id and row.day == year.reference_date}


def answering_through(reporting_units: Collection[int], year: ReportingYear, rule: Responsibility) -> list[Standing]:
    """The institutions of the year for which these reporting units answer. One query."""
    versions = InstitutionVersion.objects.standing_between(year.start, year.end)
    candidates = versions.filter(_may_answer_through(reporting_units, year, rule))
    found: _Found = defaultdict(list)
    _collect(found, versions.filter(institution__in=candidates.order_by().values("institution")))
    return [row for row in _judged(found, year, rule).values() if row.reporting_unit_id in reporting_units]


def standing_through(
    years: Sequence[ReportingYear], institution_ids: Iterable[int], rule: Responsibility
) -> dict[int, dict[int, Standing]]:
    """As `standing_in` for several years at once, by the year's id. One query, whatever the number of years."""
    found: _Found = defaultdict(list)
    for ids in batches(sorted(set(institution_ids))):
        _collect(found, InstitutionVersion.objects.filter(institution__in=ids))
    return {year.pk: _judged(_within(found, year), year, rule) for year in years}


def ever_answering_through(
    reporting_units: Collection[int], years: Iterable[ReportingYear], rule: Responsibility
) -> set[int]:
    """The institutions for which one of these reporting units may answer in one of the years; `standing_through`
    decides. One query."""
    if not (conditions := [_may_answer_in(reporting_units, year, rule) for year in years]):
        return set()
    found = InstitutionVersion.objects.filter(reduce(or_, conditions))
    return set(found.order_by().values_list("institution", flat=True))


def _may_answer_in(of: Collection[int], year: ReportingYear, rule: Responsibility) -> Q:
    stands = Q(valid_from__lte=year.end) & (Q(valid_until=None) | Q(valid_until__gte=year.start))
    return stands & _may_answer_through(of, year, rule)


def _may_answer_through(of: Collection[int], year: ReportingYear, rule: Responsibility) -> Q:
    # Spares reading everybody's institutions; `_standing` alone decides. Who answers changes only on days on which a
    # unit or a reporting unit ends: asking on those days, and on the last ones, finds every row from which one of `of`
    # is reached in this year.
    ends = {row.valid_until for row in rule.tree.units.values()}
    ends |= {row.valid_until for row in rule.reporting_units.values()}
    days = {year.end, year.reference_date} | {day for day in ends if day and year.start <= day <= year.end}
    places = {pk for pk in rule.tree.units for day in days if rule.of(None, pk, day) in of}
    named = {pk for pk in rule.reporting_units for day in days if rule.successor(pk, day) in of}
    return Q(reporting_unit__in=named) | Q(reporting_unit=None, unit__in=places)


_Version = tuple[str, str, str, int, int, int | None, datetime.date, datetime.date | None]
_Found = dict[int, list[_Version]]
"""By institution, its versions that stood on a day of the year, the earliest first."""


def _collect(found: _Found, versions: QuerySet[InstitutionVersion]) -> None:
    rows = versions.order_by("valid_from").values_list(
        "institution_id",
        "institution__code",
        "name",
        "sort_key",
        "category_id",
        "unit_id",
        "reporting_unit_id",
        "valid_from",
        "valid_until",
    )
    for institution_id, *version in rows.iterator(chunk_size=BATCH):
        found[institution_id].append(tuple(version))  # type: ignore[arg-type]


def _within(found: _Found, year: ReportingYear) -> _Found:
    """Of the versions, those that stood on a day of the year."""
    there = {
        pk: [row for row in rows if row[6] <= year.end and (row[7] is None or row[7] >= year.start)]
        for pk, rows in found.items()
    }
    return {pk: rows for pk, rows in there.items() if rows}


def _judged(found: _Found, year: ReportingYear, rule: Responsibility) -> dict[int, Standing]:
    return {pk: _standing(pk, versions, year, rule) for pk, versions in found.items()}


def _standing(pk: int, versions: list[_Version], year: ReportingYear, rule: Responsibility) -> Standing:
    """The version that counts for the year, on its day."""
    on = year.reference_date
    there = [version for version in versions if version[6] <= on and (version[7] is None or on <= version[7])]
    code, name, sort_key, category_id, unit_id, reporting_unit_id, _first, last = there[0] if there else versions[-1]
    day = on if there else min(last or year.end, year.end)
    line = rule.tree.line(unit_id, day)
    return Standing(
        institution_id=pk,
        code=code,
        name=name,
        sort_key=sort_key,
        category_id=category_id,
        unit_id=unit_id,
        day=day,
        reporting_unit_id=rule.of(reporting_unit_id, unit_id, day),
        province_code=rule.tree.units[line[-1]].code if line else "",
        categories=frozenset(version[3] for version in versions),
    )
