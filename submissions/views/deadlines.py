"""Exceptions to the due date: of one return, and of several at once."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutions.requests import SignedInRequest

from ..deadlines import ARRIVED, Deadline, deadline_of, deadlines_of, how_it_stands
from ..forms.deadlines import ExtensionForm, ManyExtensionsForm
from ..models import Submission
from ..permissions import may_judge
from ..workflow import Refused, extend, extend_many
from .loading import readable_submission, reporting_year
from .trail import below_return, below_year


def extension(request: SignedInRequest, pk: int) -> HttpResponse:
    """By when a return is due and was due before; its reviewers give it another day."""
    row = readable_submission(request, pk)
    may_extend = may_judge(row, request.user)
    if request.method == "POST" and not may_extend:
        raise PermissionDenied
    form = ExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            extend(submission=row, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã gia hạn. Đơn vị báo cáo thấy hạn mới và lý do."))
            return redirect("submissions:extension", pk)
    title, deadline, today = _("Hạn nộp"), deadline_of(row), timezone.localdate()
    context = {
        "submission": row,
        "year": row.year,
        "deadline": deadline,
        "is_late": deadline.is_late(today),
        "how_it_stands": how_it_stands(deadline, today),
        "extensions": row.extensions.select_related("by").order_by("-at", "-pk"),
        "form": form if may_extend and row.year.is_open and row.status not in ARRIVED else None,
        "breadcrumbs": below_return(row, (title, "")),
    }
    return render(request, "submissions/extension.html", context)


def extensions(request: SignedInRequest, year: int) -> HttpResponse:
    """Another due date for several returns that are still under way."""
    row = reporting_year(year)
    if not request.user.scope().is_reviewer:
        raise PermissionDenied
    mine = Submission.objects.reviewable_by(request.user).filter(year=row)
    waiting = {one.pk: one for one in mine.exclude(status__in=ARRIVED).select_related("reporting_unit")}
    deadlines = deadlines_of(row, list(waiting))
    choices = [(str(pk), _named(one, deadlines[pk])) for pk, one in waiting.items()]
    form = ManyExtensionsForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        chosen = [waiting[int(pk)] for pk in form.cleaned_data.pop("returns")]
        try:
            extend_many(submissions=chosen, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            number = len(chosen)
            done = ngettext("Đã gia hạn cho %(number)s đơn vị.", "Đã gia hạn cho %(number)s đơn vị.", number)
            messages.success(request, done % {"number": number})
            return redirect("submissions:extensions", year)
    title = _("Gia hạn cho nhiều đơn vị")
    context = {
        "year": row,
        "form": form,
        "choices": choices,
        "title": title,
        "breadcrumbs": below_year(row, (title, "")),
    }
    return render(request, "submissions/extensions.html", context)


def _named(row: Submission, deadline: Deadline) -> str:
    words = {"unit": row.reporting_unit.name, "status": row.get_status_display()}
    if deadline.due_date is None:
        return _("%(unit)s (%(status)s, không đặt hạn)") % words
    return _("%(unit)s (%(status)s, hạn %(due)s)") % (words | {"due": f"{deadline.due_date:%d/%m/%Y}"})
