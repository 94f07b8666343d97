"""Last year's stable answers of a return, or of one of its institutions, taken over with one deliberate click."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from institutions.models import Institution
from institutions.requests import SignedInRequest

from ..permissions import may_write
from ..workflow import Refused, take_over
from .loading import readable_submission


@require_POST
def take_over_answers(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write last year's yes/no answers where there are none yet; `institution` (a code) limits it to that one."""
    submission = readable_submission(request, pk)
    if not may_write(submission, request.user):
        raise PermissionDenied
    code = request.POST.get("institution", "")
    only = set(Institution.objects.filter(code=code).values_list("pk", flat=True)) if code else None
    try:
        saved = take_over(submission=submission, institutions=only, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        told = ngettext(
            "Đã lấy %(number)d câu trả lời của năm trước. Hãy xem lại từng câu.",
            "Đã lấy %(number)d câu trả lời của năm trước. Hãy xem lại từng câu.",
            saved.new + saved.changed,
        )
        messages.success(request, told % {"number": saved.new + saved.changed})
    if only:
        return redirect("submissions:institution_form", submission.year.number, code)
    return redirect("submissions:submission", pk)
