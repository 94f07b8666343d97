"""Sending a return back: a reason as a whole, reasons about single figures, or both."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest

from ..contents import Contents
from ..forms.questions import MOST_ROWS, ROWS_AT_ONCE, ReasonRow, ReturnForm, labelled, question_label
from ..models import Submission
from ..permissions import may_judge
from ..questions import open_questions
from ..workflow import Refused, return_for_correction
from .loading import readable_submission, whole_number
from .trail import below_return

Asked = list[tuple[int, str]]
"""The open questions that are no reason of a return yet, each as the list shows it."""


def return_submission(request: SignedInRequest, pk: int) -> HttpResponse:
    """Submitted → returned, by the reviewer; what was asked of single figures can be ticked, and more be said."""
    row = readable_submission(request, pk)
    if not may_judge(row, request.user):
        raise PermissionDenied
    contents = Contents.of(row, request.user.scope().responsibility)
    asked = _asked(row, contents)
    if request.method != "POST":
        if row.status != Submission.Status.SUBMITTED or not row.year.is_open:
            messages.error(request, _("Chỉ trả lại được báo cáo đã nộp của năm đang mở."))
            return redirect("submissions:submission", pk)
        rows = [ReasonRow(prefix=f"r{n}", contents=contents) for n in range(ROWS_AT_ONCE)]
        return _page(request, row, contents, ReturnForm(asked=asked), rows)
    if "more" in request.POST:
        return _with_more_rows(request, row, contents, asked)
    return _return(request, row, contents, asked)


def _return(request: SignedInRequest, row: Submission, contents: Contents, asked: Asked) -> HttpResponse:
    form = ReturnForm(request.POST, asked=asked)
    rows = [ReasonRow(request.POST, prefix=f"r{n}", contents=contents) for n in range(_number_of_rows(request))]
    if all([form.is_valid(), *(one.is_valid() for one in rows)]):
        reasons = [one.reason for one in rows if one.reason]
        if not (form.cleaned_data["reason"] or reasons or form.chosen):
            form.add_error("reason", _("Hãy nêu lý do."))
        else:
            try:
                return_for_correction(
                    submission=row, by=request.user, reason=form.cleaned_data["reason"], reasons=reasons,
                    questions=form.chosen,
                )  # fmt: skip
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("Đã trả lại báo cáo để sửa."))
            return redirect("submissions:submission", row.pk)
    return _page(request, row, contents, form, rows, status=422)


def _with_more_rows(request: SignedInRequest, row: Submission, contents: Contents, asked: Asked) -> HttpResponse:
    """The page again with what was typed so far and some more rows; nothing is judged yet."""
    number = min(_number_of_rows(request) + ROWS_AT_ONCE, MOST_ROWS)
    rows = []
    for n in range(number):
        typed = {name: request.POST.get(f"r{n}-{name}", "") for name in ("institution", "measure", "text")}
        rows.append(ReasonRow(prefix=f"r{n}", contents=contents, initial=typed))
    form = ReturnForm(asked=asked)
    form.initial = {"reason": request.POST.get("reason", ""), "questions": request.POST.getlist("questions")}
    return _page(request, row, contents, form, rows)


def _number_of_rows(request: SignedInRequest) -> int:
    return min(whole_number(request.POST.get("rows", "")), MOST_ROWS)


def _asked(row: Submission, contents: Contents) -> Asked:
    names = {standing.institution_id: standing.name for standing in contents.rows}
    found = open_questions(row).filter(event=None)
    return [
        (question.pk, question_label(question, names.get(question.institution_id, question.institution.code)))
        for question in found
    ]


def _page(
    request: SignedInRequest, row: Submission, contents: Contents, form: ReturnForm, rows: list[ReasonRow],
    *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "submission": row,
        "form": form,
        "rows": rows,
        "institutions": [labelled(standing) for standing in contents.rows],
        "breadcrumbs": below_return(row, (_("Trả lại để sửa"), "")),
    }
    return render(request, "submissions/return_form.html", context, status=status)
