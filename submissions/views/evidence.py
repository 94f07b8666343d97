"""The files beside a figure: handed out to those who may see it, put there and taken off by those who may write it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from institutions.requests import SignedInRequest

from ..entry import obstacle
from ..forms.evidence import EvidenceForm
from ..models import AnnualFigure, Evidence, State
from ..permissions import may_judge, may_write
from ..workflow import Refused
from ..workflow.evidence import attach, remove
from .handing_out import as_attachment


@require_safe
def evidence(request: SignedInRequest, pk: int) -> HttpResponse:
    """The file as it was sent. One that was taken off is handed to the reviewers of the return alone."""
    row = get_object_or_404(_visible_to(request.user).select_related("file"), pk=pk)
    if row.removed_at and not may_judge(row.figure.submission, request.user):
        raise Http404
    return as_attachment(bytes(row.file.content), row.file.name)


@require_POST
def evidence_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a file beside a figure."""
    visible = AnnualFigure.objects.visible_to(request.user).select_related("submission")
    figure = get_object_or_404(visible, pk=pk)
    _refuse_readers(request.user, figure)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            attach(figure=figure, data=sent.read(), file_name=sent.name, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Đã thêm tệp minh chứng."))
    else:
        messages.error(request, " ".join(str(error) for error in form.errors.get("file", ())))
    return redirect(_page_of(figure))


@require_POST
def evidence_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a file off a figure."""
    row = get_object_or_404(_visible_to(request.user), pk=pk)
    _refuse_readers(request.user, row.figure)
    try:
        remove(evidence=row, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã gỡ tệp minh chứng. Tệp vẫn được lưu trong lịch sử."))
    return redirect(_page_of(row.figure))


def evidence_on_page(request: SignedInRequest, figure: AnnualFigure) -> dict[str, Any]:
    """What the page of a figure shows of its files: those that are there, those taken off, and whether to send one."""
    rows = list(figure.evidence.select_related("file", "by", "removed_by").defer("file__content"))
    problem = obstacle(figure.submission, request.user)
    if not problem and figure.state == State.NOT_REPORTED:
        problem = _("Muốn gửi minh chứng, hãy nhập số liệu trước.")
    return {
        "evidence": [row for row in rows if not row.removed_at],
        "removed_evidence": [row for row in rows if row.removed_at],
        "evidence_problem": problem,
        "evidence_form": EvidenceForm(),
        "may_read_removed": may_judge(figure.submission, request.user),
    }


def _visible_to(user: User) -> "QuerySet[Evidence]":
    figures = AnnualFigure.objects.visible_to(user).values("pk")
    return Evidence.objects.filter(figure__in=figures).select_related("figure__submission")


def _refuse_readers(user: User, figure: AnnualFigure) -> None:
    """Only who answers for the return touches its files (others: 403); whether now, the verb says."""
    if not may_write(figure.submission, user):
        raise PermissionDenied


def _page_of(figure: AnnualFigure) -> str:
    return reverse("submissions:figure_history", args=[figure.pk]) + "#evidence"
