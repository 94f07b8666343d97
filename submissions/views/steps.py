"""The steps of a return: approved, reopened. Each is a POST that goes back to the return.

Submitting and returning it have pages of their own (`submitting.py`, `returning.py`).
"""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from institutions.requests import SignedInRequest

from ..forms.years import ReasonForm
from ..models import Submission
from ..workflow import Refused, approve, reopen
from .loading import readable_submission


@require_POST
def approve_submission(request: SignedInRequest, pk: int) -> HttpResponse:
    """Submitted → approved, by the reviewer."""
    row = _reviewable(request, pk)
    return _taken(request, row, lambda: approve(submission=row, by=request.user), _("Đã duyệt báo cáo."))


@require_POST
def reopen_submission(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approved → returned with a reason, by the reviewer; what was approved stays published."""
    row, reason = _reviewable(request, pk), _reason(request)
    done = _("Đã mở lại báo cáo. Số liệu đã duyệt vẫn được dùng cho đến khi duyệt lại.")
    return _taken(request, row, lambda: reopen(submission=row, by=request.user, reason=reason), done)


def _reason(request: SignedInRequest) -> str:
    """The reason that was given; empty, which the verbs refuse, where it cannot be stored."""
    form = ReasonForm(request.POST)
    return str(form.cleaned_data["reason"]) if form.is_valid() else ""


def _reviewable(request: SignedInRequest, pk: int) -> Submission:
    row = readable_submission(request, pk)
    if not Submission.objects.reviewable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return row


def _taken(request: SignedInRequest, row: Submission, verb: Callable[[], None], done: str) -> HttpResponse:
    try:
        verb()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("submissions:submission", row.pk)
