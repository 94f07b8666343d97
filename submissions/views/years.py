"""Reporting years: the list, adding and changing one, closing and reopening."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from institutions.requests import SignedInRequest

from ..forms.years import YearForm, YearReasonForm
from ..models import ReportingYear, Submission
from ..workflow import Refused, change_year, close_year, open_year, reopen_year
from .loading import may_keep_years, refuse_others_years, reporting_year


def years(request: SignedInRequest) -> HttpResponse:
    """All reporting years, each with how many of the returns that the user may read are in which state."""
    user = request.user
    counts = _counts(user)
    rows = [(year, counts.get(year.pk, [])) for year in ReportingYear.objects.select_related("closed_by")]
    context = {"rows": rows, "may_keep": may_keep_years(user), "breadcrumbs": [(_("Báo cáo"), "")]}
    return render(request, "submissions/years.html", context)


def _counts(user: User) -> dict[int, list[tuple[str, str, int]]]:
    """By year: (state, its label, number of returns), in the order of the states."""
    found = Submission.objects.visible_to(user).order_by().values_list("year", "status").annotate(total=Count("pk"))
    totals = {(year, status): total for year, status, total in found}
    return {
        year_id: [
            (status, str(label), totals[year_id, status])
            for status, label in Submission.Status.choices
            if (year_id, status) in totals
        ]
        for year_id in {year for year, _status in totals}
    }


def year_add(request: SignedInRequest) -> HttpResponse:
    """Open a reporting year with its days."""
    refuse_others_years(request.user)
    following = (ReportingYear.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    suggested = following if following > 1 else timezone.localdate().year
    form = YearForm(request.POST or None, initial={"number": suggested})
    if request.method == "POST" and form.is_valid():
        try:
            year = open_year(**form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã mở năm báo cáo %(year)s.") % {"year": year.number})
            return redirect("submissions:board", year.number)
    return _year_page(request, form, title=_("Mở năm báo cáo"))


def year_edit(request: SignedInRequest, year: int) -> HttpResponse:
    """The days of a year; closing and reopening beside them."""
    refuse_others_years(request.user)
    row = reporting_year(year)
    form = YearForm(None if row.is_closed else request.POST or None, instance=row)
    if request.method == "POST" and row.is_closed:
        messages.error(request, _("Năm %(year)s đã khóa; hãy mở lại trước khi sửa.") % {"year": year})
        return redirect("submissions:year_edit", year)
    if request.method == "POST" and form.is_valid():
        days = {name: day for name, day in form.cleaned_data.items() if name != "number"}
        try:
            change_year(year=row, **days, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã lưu năm báo cáo %(year)s.") % {"year": year})
            return redirect("submissions:years")
    title = _("Năm báo cáo %(year)s") % {"year": year}
    return _year_page(request, form, title=title, year=row, reason_form=YearReasonForm())


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
        title = _("Năm báo cáo %(year)s") % {"year": year}
        return _year_page(request, YearForm(instance=row), title=title, year=row, reason_form=form)
    try:
        reopen_year(year=row, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("Đã mở lại năm %(year)s.") % {"year": year})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("submissions:year_edit", year)


def _year_page(request: SignedInRequest, form: YearForm, *, title: str, **context: Any) -> HttpResponse:
    context["form"], context["title"] = form, title
    context["breadcrumbs"] = [(_("Báo cáo"), reverse("submissions:years")), (title, "")]
    return render(request, "submissions/year_form.html", context)
