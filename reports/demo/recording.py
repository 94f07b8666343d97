"""When the sample was recorded: each thing about when it happened, so that "as known on" has something to tell."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from indicators.models import Criterion, Measure, Plan, Requirement, Target, TargetGroup, TaskGroup
from institutions.models import (
    AdministrativeUnit,
    Category,
    InstitutionEvent,
    InstitutionVersion,
    ReportingUnit,
    UnitSuccession,
)
from submissions.models import ReportingYear

BEGINNING = datetime.date(2022, 1, 4)
"""The first day of the portal in the sample: on it everything older was entered."""
PLANS_ENTERED = datetime.date(2023, 1, 16)
CATALOGUE = (AdministrativeUnit, UnitSuccession, ReportingUnit, Category, Measure)
PLANS = (Plan, Criterion, Requirement, TargetGroup, Target, TaskGroup)
ONE_DAY = datetime.timedelta(days=1)


def date_records() -> None:
    """Give the histories that loading wrote just now the days of what they tell."""
    for models, day in ((CATALOGUE, BEGINNING), (PLANS, PLANS_ENTERED)):
        for model in models:
            model.history.update(history_date=_morning(day))
    versions = InstitutionVersion.history.all()
    versions.update(history_date=_morning(BEGINNING))
    _date(versions.filter(history_type="+"), "valid_from", datetime.timedelta())
    _date(versions.filter(history_type="~"), "valid_from", datetime.timedelta())
    _date(versions.filter(history_type="~", valid_until__isnull=False), "valid_until", ONE_DAY)
    InstitutionEvent.objects.update(recorded_at=_morning(BEGINNING))
    for day in InstitutionEvent.objects.filter(on__gt=BEGINNING).order_by("on").values_list("on", flat=True).distinct():
        InstitutionEvent.objects.filter(on=day).update(recorded_at=_morning(day))
    for year in ReportingYear.objects.all():
        opened = _morning(datetime.date(year.number, 12, 15))
        year.history.exclude(stage=ReportingYear.Stage.CLOSED).update(history_date=opened)


def _date(records: "QuerySet[Any]", field: str, later: datetime.timedelta) -> None:
    """Records of something that happened after the beginning were entered on that day."""
    recent = records.filter(**{f"{field}__gt": BEGINNING}).order_by(field)
    for day in recent.values_list(field, flat=True).distinct():
        records.filter(**{field: day}).update(history_date=_morning(day + later))


def _morning(day: datetime.date) -> datetime.datetime:
    """Eight o'clock, when offices are open."""
    return datetime.datetime.combine(day, datetime.time(8), timezone.get_default_timezone())
