"""What every page shows: the department's name, whether its figures are made up, and the reader's look."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from institutions.models import SampleData

from .look import LOOKS, chosen_look


def portal(request: HttpRequest) -> dict[str, object]:
    """`department`, `sample_data` (whether the database holds sample data; asked once a page), and `look`.

    `dark_media` tells the browser when the dark colours hold.
    """
    look = chosen_look(request)
    return {
        "look": look,
        "dark_media": LOOKS[look],
        "department": settings.DEPARTMENT_NAME,
        "sample_data": SimpleLazyObject(SampleData.objects.exists),
    }
