"""Submitting a return: what is about to be handed in, read once more, and the step itself."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest

from ..contents import Contents
from ..entry import obstacle
from ..findings import findings_in
from ..gathering import Gathered
from ..models import Submission
from ..permissions import may_write
from ..questions import waiting_with_names
from ..summary import summary_of
from ..workflow import Refused, Unready, submit
from .frame import frame
from .loading import readable_submission
from .trail import below_return


def submit_submission(request: SignedInRequest, pk: int) -> HttpResponse:
    """Draft or returned → submitted, by the reporter or the reviewer; first what it holds, and what is in the way."""
    row = readable_submission(request, pk)
    if not may_write(row, request.user):
        raise PermissionDenied
    if request.method == "POST":
        return _submit(request, row)
    rule = request.user.scope().responsibility
    contents = Contents.of(row, rule)
    gathered = Gathered.of(row, rule, contents.rows, asked=contents.asked)
    context = frame(request, row, "checks", contents) | {
        "findings": findings_in(gathered), "summary": summary_of(gathered), "obstacle": obstacle(row, request.user),
        "waiting": waiting_with_names(row, contents.rows),
        "breadcrumbs": below_return(row, (_("Nộp báo cáo"), "")),
    }  # fmt: skip
    return render(request, "submissions/submit.html", context)


def _submit(request: SignedInRequest, row: Submission) -> HttpResponse:
    try:
        submit(submission=row, by=request.user)
    except Unready as refusal:
        messages.error(request, str(refusal))
        return redirect("submissions:submission_checks", row.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã nộp báo cáo."))
    return redirect("submissions:submission", row.pk)
