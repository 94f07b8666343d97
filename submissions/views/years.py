"""Reporting years: the list, planning one, and the page of one with its days and steps."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from institutions.requests import SignedInRequest

from ..asked import called_in, standing_in
from ..forms.years import YearForm, YearReasonForm
from ..models import ReportingYear, Submission
from ..workflow import Refused, add_year, change_year
from .loading import may_keep_years, refuse_others_years, reporting_year
from .trail import below_years


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
    """Plan a reporting year with its days."""
    refuse_others_years(request.user)
    following = (ReportingYear.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    suggested = following if following > 1 else timezone.localdate().year
    form = YearForm(request.POST or None, initial={"number": suggested})
    if request.method == "POST" and form.is_valid():
        try:
            year = add_year(**form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Đã lập năm báo cáo %(year)s. Xem lại các ngày rồi mở năm.") % {"year": year.number}
            )
            return redirect("submissions:year_edit", year.number)
    return year_page(request, form, title=_("Lập năm báo cáo"))


def year_edit(request: SignedInRequest, year: int) -> HttpResponse:
    """The days of a year, and beside them what comes next: opening, calling, closing, reopening."""
    refuse_others_years(request.user)
    row = reporting_year(year)
    form = YearForm(None if row.is_closed else request.POST or None, instance=row)
    if request.method == "POST" and row.is_closed:
        messages.error(request, _("Năm %(year)s đã khóa; hãy mở lại trước khi sửa.") % {"year": year})
        return redirect("submissions:year_edit", year)
    if request.method == "POST" and form.is_valid():
        days = {name: day for name, day in form.cleaned_data.items() if name != "number"}
        try:
            # The form has written its days on its own row already: the verb compares with what is stored.
            change_year(year=reporting_year(year), **days, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã lưu năm báo cáo %(year)s.") % {"year": year})
            return redirect("submissions:year_edit", year)
    return year_page(request, form, year=reporting_year(year))


def year_page(
    request: SignedInRequest,
    form: YearForm,
    *,
    title: str = "",
    year: ReportingYear | None = None,
    reason_form: YearReasonForm | None = None,
) -> HttpResponse:
    """The form of a year; of one that is there, with its steps."""
    title = title or _("Năm báo cáo %(year)s") % {"year": year}
    context: dict[str, Any] = {
        "form": form,
        "title": title,
        "year": year,
        "reason_form": reason_form or YearReasonForm(),
        "may_extend": request.user.scope().is_reviewer,
        "breadcrumbs": below_years((title, "")),
    }
    if year and not year.is_closed:
        context |= _what_calling_does(year)
    return render(request, "submissions/year_form.html", context)


def _what_calling_does(year: ReportingYear) -> dict[str, int]:
    """How many reporting units are asked for how many institutions, and how many of them have no return yet."""
    standing = standing_in(year)
    called = called_in(year, standing)
    begun = Submission.objects.filter(year=year).values_list("reporting_unit", flat=True)
    open_ones = Submission.objects.filter(year=year).exclude(status=Submission.Status.APPROVED)
    return {
        "called": len(called),
        "institutions": sum(
            row.day == year.reference_date and row.reporting_unit_id is not None for row in standing.values()
        ),
        "missing": len(called - set(begun)),
        "not_approved": 0 if year.stage == ReportingYear.Stage.PLANNED else open_ones.count(),
    }
