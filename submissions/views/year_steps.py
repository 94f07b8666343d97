"""The steps of a reporting year: opened with everybody's returns, called again, closed, opened again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from institutions.requests import SignedInRequest

from ..forms.years import YearForm, YearReasonForm
from ..workflow import Refused, call_for_returns, close_year, open_year, reopen_year
from .loading import refuse_others_years, reporting_year
from .years import year_page


@require_POST
def year_open(request: SignedInRequest, year: int) -> HttpResponse:
    """Open a planned year: everybody who is asked gets a return."""
    refuse_others_years(request.user)
    try:
        begun = open_year(year=reporting_year(year), by=request.user)
        opened = _("Đã mở năm báo cáo %(year)s.") % {"year": year}
        messages.success(request, f"{opened} {_begun(begun)}")
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("submissions:year_edit", year)
    return redirect("submissions:board", year)


@require_POST
def year_call(request: SignedInRequest, year: int) -> HttpResponse:
    """Begin the returns that are missing since the registry changed."""
    refuse_others_years(request.user)
    try:
        messages.success(request, _begun(call_for_returns(year=reporting_year(year), by=request.user)))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("submissions:year_edit", year)


def _begun(number: int) -> str:
    return ngettext("Đã lập %(number)s báo cáo.", "Đã lập %(number)s báo cáo.", number) % {"number": number}


@require_POST
def year_close(request: SignedInRequest, year: int) -> HttpResponse:
    """Close a year: its figures change no more."""
    refuse_others_years(request.user)
    try:
        close_year(year=reporting_year(year), by=request.user)
        messages.success(request, _("Đã khóa năm %(year)s: không sửa được số liệu nữa.") % {"year": year})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("submissions:year_edit", year)


@require_POST
def year_reopen(request: SignedInRequest, year: int) -> HttpResponse:
    """Open a closed year again, with a reason."""
    refuse_others_years(request.user)
    row, form = reporting_year(year), YearReasonForm(request.POST)
    if not form.is_valid():
        return year_page(request, YearForm(instance=row), year=row, reason_form=form)
    try:
        reopen_year(year=row, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Đã mở lại năm %(year)s.") % {"year": year})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("submissions:year_edit", year)
