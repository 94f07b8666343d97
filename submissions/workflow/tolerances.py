"""How much counts usually change from one year to the next, by category: worked out when a year opens.

The limits are robust: most institutions decide, and those that jumped do not widen them. docs/method.md has the formula
and where it comes from.
"""

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from statistics import median
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q

from indicators.models import Measure

from ..models import AnnualFigure, ReportingYear, State, Tolerance
from ..saving import refuse_unless_open

INSTITUTIONS_LEAST = 20
SPREADS = 3
NARROWEST = 1.5
"""Institutions that hardly change do not make 10 % more a finding: half as much again is never large."""
WIDEST = 9
"""However much a category changes, a digit too many is outside."""
_NORMAL = 1.4826  # makes the median absolute deviation what the standard deviation is, where changes are normal


class Usual(NamedTuple):
    """The smallest and the largest usual ratio of two years, and from how many institutions."""

    lowest: float
    highest: float
    institutions: int


@transaction.atomic
def set_tolerances(*, year: ReportingYear) -> int:
    """Work out the year's limits from the two years before it, in place of those that it has. Tells how many.

    Raises Refused unless the year is open: a planned one gets its limits when it opens.
    """
    # With the year locked: two that work them out at once do so one after the other, and closing waits.
    refuse_unless_open(ReportingYear.objects.select_for_update(of=("self",), no_key=True).get(pk=year.pk))
    Tolerance.objects.filter(year=year).delete()
    found = usual_changes(year)
    Tolerance.objects.bulk_create(
        Tolerance(
            year=year, category_id=category_id, measure_id=measure_id,
            lowest=one.lowest, highest=one.highest, institutions=one.institutions,
        )
        for (category_id, measure_id), one in sorted(found.items())
    )  # fmt: skip
    return len(found)


def usual_changes(year: ReportingYear) -> Mapping[tuple[int, int], Usual]:
    """By category and measure, where enough institutions reported something in both years before this one."""
    changes: dict[tuple[int, int], array[float]] = defaultdict(lambda: array("d"))
    for category_id, measure_id, before, now in _pairs(year):
        changes[category_id, measure_id].append(math.log(now / before))
    return {key: usual(ratios) for key, ratios in changes.items() if len(ratios) >= INSTITUTIONS_LEAST}


def usual(changes: Iterable[float]) -> Usual:
    """The limits from logarithms of ratios: so that twice as much is as far away as half as much."""
    ratios = sorted(changes)
    middle = median(ratios)
    spread = SPREADS * _NORMAL * median(sorted(abs(ratio - middle) for ratio in ratios))
    return Usual(
        lowest=max(min(math.exp(max(middle - spread, -50)), 1 / NARROWEST), 1 / WIDEST),
        highest=min(max(math.exp(min(middle + spread, 50)), NARROWEST), WIDEST),
        institutions=len(ratios),
    )


def _pairs(year: ReportingYear) -> Iterator[tuple[int, int, int, int]]:
    """Category, measure, and the counts of one institution in the year before last and in the last. One query, read
    in portions; the category is that of the last year's reference date."""
    last = ReportingYear.objects.filter(number=year.number - 1).first()
    if last is None:
        return
    on = last.reference_date
    # Conditions on the institution's other rows stand in one `filter`, so that they are about the same row.
    stood = Q(institution__versions__valid_until=None) | Q(institution__versions__valid_until__gte=on)
    rows = AnnualFigure.objects.filter(
        stood,
        year=last, state=State.REPORTED, value__gt=0, measure__type=Measure.Type.COUNT,
        institution__versions__valid_from__lte=on,
        institution__figures__year__number=year.number - 2,
        institution__figures__measure=F("measure"),
        institution__figures__state=State.REPORTED, institution__figures__value__gt=0,
    ).order_by()  # fmt: skip
    fields = rows.values_list("institution__versions__category", "measure", "institution__figures__value", "value")
    yield from fields.iterator(chunk_size=10_000)  # type: ignore[misc]  # what is above 0 is not null
