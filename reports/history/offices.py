"""What was changed about reporting units and the people to ask there: within the scope, for contacts are personal."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from institutions.models import Contact, ReportingUnit

from .entries import Kind
from .recorded import Recorded, Subjects
from .sources import path


def _units(rows: Sequence[Any]) -> Subjects:
    return {row.pk: (row.name, reverse("institutions:reporting_unit", args=[row.id])) for row in rows}


def _contacts(rows: Sequence[Any]) -> Subjects:
    units = dict(ReportingUnit.objects.filter(pk__in={row.reporting_unit_id for row in rows}).values_list("pk", "name"))
    return {
        row.pk: (
            f"{row.name}, {units.get(row.reporting_unit_id, '')}",
            reverse("institutions:reporting_unit", args=[row.reporting_unit_id]),
        )
        for row in rows
    }


_REPORTING_UNITS = Recorded(
    model=ReportingUnit,
    fields=["name", "code", "unit", "valid_from", "valid_until", "successor"],
    subjects=_units,
    visible=lambda reader: reader.of_reporting_unit("id"),
)

_CONTACTS = Recorded(
    model=Contact,
    fields=["name", "position", "phone", "email"],
    subjects=_contacts,
    visible=lambda reader: reader.of_reporting_unit("reporting_unit"),
)

SOURCES = [
    _REPORTING_UNITS.source(Kind.OFFICE, {"reporting_unit": path("id")}),
    _CONTACTS.source(Kind.OFFICE, {"reporting_unit": path("reporting_unit")}),
]
