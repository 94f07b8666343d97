"""Who is asked what in a reporting year: its institutions, who answers for each, which measures it has.

An institution belongs to a year when it stood on some day of it. Who answers for it, and where it lies, is asked on
the year's reference date, or on the day nearest to it on which the institution stood.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet

from indicators.models import Measure
from institutions.models import InstitutionVersion
from institutions.responsibility import Responsibility, current_responsibility

from .models import ReportingYear

BATCH = 5_000
T = TypeVar("T")


def batches(keys: Sequence[T]) -> Iterable[Sequence[T]]:
    """Keys in portions that every database takes as parameters of one statement."""
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


@dataclass(frozen=True, slots=True)
class Standing:
    """An institution in a year. `day`: the reference date, or its last (else first) day in the year.

    `categories` are all that it had in the year: a measure is asked of it when it is asked of one of them.
    """

    institution_id: int
    code: str
    name: str
    category_id: int
    categories: frozenset[int]
    unit_id: int
    day: datetime.date
    reporting_unit_id: int | None
    province_code: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Measures by id, and which categories each is asked."""

    measures: Mapping[int, Measure]
    categories: Mapping[int, frozenset[int]]

    def is_asked(self, measure_id: int, standing: Standing) -> bool:
        return not self.categories.get(measure_id, frozenset()).isdisjoint(standing.categories)

    def of(self, standing: Standing) -> list[Measure]:
        """The measures that this institution is asked, in the catalogue's order."""
        return [measure for measure in self.measures.values() if self.is_asked(measure.pk, standing)]


def asked_measures() -> Asked:
    """The catalogue, in two queries."""
    categories: dict[int, set[int]] = defaultdict(set)
    for measure_id, category_id in Measure.categories.through.objects.values_list("measure_id", "category_id"):
        categories[measure_id].add(category_id)
    measures = {measure.pk: measure for measure in Measure.objects.order_by("position", "pk")}
    return Asked(measures, {pk: frozenset(found) for pk, found in categories.items()})


def standing_in(year: ReportingYear, institution_ids: Iterable[int] | None = None) -> dict[int, Standing]:
    """The institutions that belong to the year (all, or of these), by id."""
    versions = InstitutionVersion.objects.standing_between(year.start, year.end)
    found: dict[int, list[_Version]] = defaultdict(list)
    if institution_ids is None:
        _collect(found, versions)
    else:
        for ids in batches(sorted(set(institution_ids))):
            _collect(found, versions.filter(institution__in=ids))
    rule = current_responsibility()
    return {pk: _standing(pk, rows, year, rule) for pk, rows in found.items()}


_Version = tuple[str, str, int, int, int | None, datetime.date, datetime.date | None]


def _collect(found: dict[int, list[_Version]], versions: QuerySet[InstitutionVersion]) -> None:
    rows = versions.order_by("valid_from").values_list(
        "institution_id",
        "institution__code",
        "name",
        "category_id",
        "unit_id",
        "reporting_unit_id",
        "valid_from",
        "valid_until",
    )
    for institution_id, *version in rows.iterator(chunk_size=BATCH):
        found[institution_id].append(tuple(version))  # type: ignore[arg-type]


def _standing(pk: int, versions: list[_Version], year: ReportingYear, rule: Responsibility) -> Standing:
    on = year.reference_date
    begun = [version for version in versions if version[5] <= on]
    code, name, category_id, unit_id, reporting_unit_id, first, last = begun[-1] if begun else versions[0]
    day = max(first, on if last is None else min(on, last))
    line = rule.tree.line(unit_id, day)
    return Standing(
        institution_id=pk,
        code=code,
        name=name,
        category_id=category_id,
        categories=frozenset(version[2] for version in versions),
        unit_id=unit_id,
        day=day,
        reporting_unit_id=rule.of(reporting_unit_id, unit_id, day),
        province_code=rule.tree.units[line[-1]].code if line else "",
    )
