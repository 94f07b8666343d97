"""What reviewers ask about the figures of a return: all threads on one page, asking, replying, settling."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from indicators.models import Measure
from institutions.models import Institution
from institutions.requests import SignedInRequest

from ..asked import standing_in
from ..forms.questions import QuestionForm, ReplyForm
from ..models import AnnualFigure, FigureQuestion, Submission
from ..permissions import may_judge, may_write
from ..questions import CellKey, askable, threads
from ..workflow import Refused
from ..workflow.questions import ask, reply, settle
from .frame import frame
from .loading import readable_submission
from .trail import below_return


@dataclass(frozen=True, slots=True)
class Thread:
    """A question with what it is about: the institution as it is called in the year, the figure now and a year ago."""

    question: FigureQuestion
    name: str
    figure: AnnualFigure | None
    last: AnnualFigure | None
    form: ReplyForm

    @property
    def is_changed(self) -> bool:
        """Whether the figure says something else than when it was asked about."""
        before = (self.question.old_state, self.question.old_value)
        now = (self.figure.state, self.figure.value) if self.figure else (None, None)
        return self.question.old_state is not None and before != now


@require_safe
def questions(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that was asked about a return, open questions first."""
    row = readable_submission(request, pk)
    judges = may_judge(row, request.user)
    context = frame(request, row, "questions") | {
        "threads": _threads(row),
        "last_number": row.year.number - 1,
        "may_reply": not row.year.is_closed and (judges or may_write(row, request.user)),
        "may_settle": not row.year.is_closed and judges,
    }
    return render(request, "submissions/questions.html", context)


def question_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask about the figure that `?institution=CODE&measure=CODE` names, silent or not."""
    row = readable_submission(request, pk)
    if not may_judge(row, request.user):
        raise PermissionDenied
    institution = get_object_or_404(Institution, code=request.GET.get("institution", ""))
    measure = get_object_or_404(Measure, code=request.GET.get("measure", ""))
    key = (institution.pk, measure.pk)
    if not askable(row, [key]):
        raise Http404
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask(
                submission=row, institution_id=institution.pk, measure_id=measure.pk, by=request.user,
                text=form.cleaned_data["text"],
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã gửi câu hỏi."))
            return redirect(_place_of(asked))
    return _asking(request, row, institution, measure, form)


def _asking(
    request: SignedInRequest, row: Submission, institution: Institution, measure: Measure, form: QuestionForm
) -> HttpResponse:
    """The page that asks about a figure: what it says now, and what it said last year."""
    key = (institution.pk, measure.pk)
    standing = standing_in(row.year, [institution.pk]).get(institution.pk)
    now, last = (_figures([key], number).get(key) for number in (row.year.number, row.year.number - 1))
    context = {
        "submission": row,
        "year": row.year,
        "last_number": row.year.number - 1,
        "name": standing.name if standing else institution.code,
        "measure": measure,
        "figure": now,
        "last": last,
        "form": form,
        "breadcrumbs": below_return(
            row, (_("Câu hỏi"), reverse("submissions:questions", args=[row.pk])), (_("Hỏi"), "")
        ),
    }
    return render(request, "submissions/question_ask.html", context, status=422 if form.errors else 200)


@require_POST
def question_reply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Reply under a question, as the reporter or the reviewer."""
    question = _readable(request, pk)
    submission = question.submission
    if not (may_write(submission, request.user) or may_judge(submission, request.user)):
        raise PermissionDenied
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            reply(question=question, text=form.cleaned_data["text"], by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Đã gửi câu trả lời."))
    else:
        messages.error(request, " ".join(str(error) for error in form.errors.get("text", ())))
    return redirect(_place_of(question))


@require_POST
def question_settle(request: SignedInRequest, pk: int) -> HttpResponse:
    """The reviewer has what they asked for."""
    question = _readable(request, pk)
    if not may_judge(question.submission, request.user):
        raise PermissionDenied
    try:
        settle(question=question, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Câu hỏi đã xong."))
    return redirect(_place_of(question))


def questions_on_page(request: SignedInRequest, figure: AnnualFigure) -> dict[str, Any]:
    """What the page of a figure shows of what was asked about it, and where to ask."""
    row = figure.submission
    about = FigureQuestion.objects.visible_to(request.user).filter(
        submission__year=figure.year_id, institution=figure.institution_id, measure=figure.measure_id
    )
    ask_url = ""
    if not figure.year.is_closed and may_judge(row, request.user):
        named = urlencode({"institution": figure.institution.code, "measure": figure.measure.code})
        ask_url = f"{reverse('submissions:question_ask', args=[row.pk])}?{named}"
    return {"questions": about.with_answers().select_related("by"), "ask_url": ask_url}


def _readable(request: SignedInRequest, pk: int) -> FigureQuestion:
    visible = FigureQuestion.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("submission__year", "submission__reporting_unit"), pk=pk)


def _place_of(question: FigureQuestion) -> str:
    return reverse("submissions:questions", args=[question.submission_id]) + f"#question-{question.pk}"


def _threads(row: Submission) -> list[Thread]:
    """The threads of a return in a fixed number of queries."""
    found = list(threads(row))
    keys = [(question.institution_id, question.measure_id) for question in found]
    standing = standing_in(row.year, {institution_id for institution_id, _measure in keys})
    now, last = _figures(keys, row.year.number), _figures(keys, row.year.number - 1)
    return [
        Thread(
            question=question,
            name=standing[key[0]].name if key[0] in standing else question.institution.code,
            figure=now.get(key),
            last=last.get(key),
            form=ReplyForm(auto_id=f"reply-{question.pk}-%s"),
        )
        for key, question in zip(keys, found, strict=True)
    ]


def _figures(keys: list[CellKey], number: int) -> dict[CellKey, AnnualFigure]:
    institutions, measures = {key[0] for key in keys}, {key[1] for key in keys}
    rows = AnnualFigure.objects.filter(institution__in=institutions, measure__in=measures, year__number=number)
    return {(row.institution_id, row.measure_id): row for row in rows}
