"""Last year's figures of the institutions of a return, whoever reported them then."""

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest

from ..contents import Contents
from ..models import ReportingYear, State, Submission
from .loading import readable_submission
from .paging import ListPage
from .trail import below_return


def last_year(request: SignedInRequest, pk: int) -> HttpResponse:
    """What these institutions answered the year before, even to a unit that has ended since. Nothing is written."""
    row = readable_submission(request, pk)
    contents = Contents.of(row, request.user.scope().responsibility)
    number = row.year.number - 1
    before = ReportingYear.objects.filter(number=number).first()
    page = ListPage.of(contents.rows, request)
    ids = [standing.institution_id for standing in contents.rows]
    then = Submission.objects.filter(figures__institution__in=ids, year__number=number)
    then = then.exclude(figures__state=State.NOT_REPORTED).select_related("reporting_unit")
    context = {
        "submission": row,
        "year": before or ReportingYear.calendar(number),
        "last_number": number - 1,
        "sections": contents.sections(list(page.rows), before) if before else [],
        "page": page,
        "returns": then.annotate(institutions=Count("figures__institution", distinct=True)).order_by("-institutions"),
        "visible": set(
            Submission.objects.visible_to(request.user).filter(year__number=number).values_list("pk", flat=True)
        ),
        "total": len(contents.rows),
        "breadcrumbs": below_return(row, (_("Năm trước"), "")),
    }
    return render(request, "submissions/last_year.html", context)
