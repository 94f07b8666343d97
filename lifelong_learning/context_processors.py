"""What every page shows: the department's name, and whether its figures are made up."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from institutions.models import SampleData


def portal(request: HttpRequest) -> dict[str, object]:
    """`department` and `sample_data` (whether the database holds sample data; asked once a page)."""
    return {
        "department": settings.DEPARTMENT_NAME,
        "sample_data": SimpleLazyObject(SampleData.objects.exists),
    }
