"""Autosave: cells of a return's grid sent by its script, answered as JSON that says what became of each."""

from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from institutions.requests import SignedInRequest

from ..asked import Standing
from ..autosave import Autosaved, CellState, Outcome, save_cells
from ..contents import Contents
from ..entry import closed_to, text_of
from ..findings import ReturnFinding, findings_in
from ..gathering import Gathered
from ..models import Submission
from ..permissions import may_write
from .loading import readable_submission

MOST_CELLS = 2_000

Findings = dict[str, list[dict[str, str]]]
"""By institution, or by the key of a cell: code, severity and its label, message."""


@login_not_required  # a script follows no redirect to a page: it is told (401), and asks the person to sign in again
@require_POST
def cell(request: HttpRequest, pk: int) -> JsonResponse:
    """Save the cells that are named as the grid's form names them, each for itself.

    200: all are stored; 409: somebody else changed one, or the return cannot be written now; 422: one is refused.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"problem": _("Phiên làm việc đã hết.")}, status=401)
    return _save(cast(SignedInRequest, request), pk)


def _save(request: SignedInRequest, pk: int) -> JsonResponse:
    submission = readable_submission(request, pk)
    if not may_write(submission, request.user):
        raise PermissionDenied
    if problem := closed_to(submission, request.user):
        return JsonResponse({"problem": problem}, status=409)
    number = sum(name.startswith("value-") for name in request.POST)
    if not 0 < number <= MOST_CELLS:
        many, none = _("Nhiều ô quá. Hãy dán từng phần, hoặc gửi tệp Excel."), _("Không có ô nào để lưu.")
        return JsonResponse({"problem": many if number else none}, status=422)
    contents = Contents.of(submission, request.user.scope().responsibility)
    wanted = set(request.POST.getlist("line"))
    rows = [row for row in contents.rows if str(row.institution_id) in wanted]
    done = save_cells(submission=submission, contents=contents, rows=rows, data=request.POST, by=request.user)
    if not done.outcomes:
        raise Http404
    return JsonResponse(_answer(request, submission, contents, rows, done), status=_status(done))


def _status(done: Autosaved) -> int:
    if CellState.DISPUTED in done.states:
        return 409
    return 422 if CellState.REFUSED in done.states else 200


def _answer(
    request: SignedInRequest, submission: Submission, contents: Contents, rows: list[Standing], done: Autosaved
) -> dict[str, Any]:
    total = len(contents.rows)
    progress = {"complete": done.complete, "total": total, "percent": done.complete * 100 // total}
    return {
        "cells": [_told(outcome, submission.year.number - 1) for outcome in done.outcomes],
        "findings": _findings(request, submission, contents, rows),
        "complete": done.complete,
        "total": total,
        "progress": render_to_string("submissions/_progress.html", progress).strip(),
        "at": date_format(timezone.localtime(), "H:i"),
    }


def _told(outcome: Outcome, last_number: int) -> dict[str, Any]:
    """A cell as the page shows it now: its text, what is stored, and both values where they are disputed."""
    cell = outcome.cell
    context = {"cell": cell, "last_number": last_number}
    told: dict[str, Any] = {
        "key": cell.key,
        "institution": cell.standing.code,
        "measure": cell.measure.code,
        "state": outcome.state,
        "message": outcome.message,
        "text": cell.text,
        "note": cell.note,
        "stored": cell.stored_text,
        "stored_note": cell.stored_note,
        "revision": cell.revision,
        "html": render_to_string("submissions/_stored.html", context),
    }
    if outcome.state == CellState.DISPUTED:
        told["mine"] = {"text": text_of(cell.said), "note": cell.note}
        told["theirs"] = {
            "text": cell.stored_text,
            "note": cell.stored_note,
            "by": str(cell.between.by or _("hệ thống")) if cell.between else "",
            "at": date_format(timezone.localtime(cell.between.at), "d/m/Y H:i") if cell.between else "",
        }
        told["dispute"] = render_to_string("submissions/_dispute.html", context)
    return told


def _findings(request: SignedInRequest, submission: Submission, contents: Contents, rows: list[Standing]) -> Findings:
    """What the edit checks find in these institutions by now, beside each cell and institution as the grid shows it."""
    rule = request.user.scope().responsibility
    gathered = Gathered.of(submission, rule, rows, asked=contents.asked, whole=False)
    found = findings_in(gathered, whole=False)
    places: dict[str, tuple[int, int | None]] = {}
    for row in rows:
        places[str(row.institution_id)] = row.institution_id, None
        for measure in contents.asked.of(row):
            places[f"{row.institution_id}-{measure.pk}"] = row.institution_id, measure.pk
    return {
        place: [_finding(one) for one in found.by_question.get(about, ()) if not one.is_missing]
        for place, about in places.items()
    }


def _finding(one: ReturnFinding) -> dict[str, str]:
    if one.explanation:
        told = f"{one.message} “{one.explanation.text}”"
        return {"code": one.code, "severity": "explained", "label": _("Đã giải thích"), "message": told}
    return {
        "code": one.code, "severity": one.severity.value, "label": str(one.severity.label), "message": one.message,
    }  # fmt: skip
