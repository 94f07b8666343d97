"""A return's figures: the grid of its institutions and measures, to fill in or to look at."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutions.requests import SignedInRequest

from ..contents import Contents
from ..entry import obstacle
from ..findings import findings_in, mark_cells
from ..forms.grid import YES_NO, Typed, read_grid
from ..gathering import Gathered
from ..models import FigureChange, Submission
from ..permissions import may_write
from ..questions import waiting_with_names
from ..workflow import Conflict, Refused, Saved, Unready, confirm_answers, save_figures, stable_answers, submit
from .frame import frame
from .loading import readable_submission

PER_PAGE = 50
"""Institutions of one page: compressed it is far below 40 kB, and an old computer lays it out in no time."""


def submission(request: SignedInRequest, pk: int) -> HttpResponse:
    """One return: its figures as a grid, its state, and the steps that are open to whoever looks."""
    row = readable_submission(request, pk)
    contents = Contents.of(row, request.user.scope().responsibility)
    if request.method == "POST":
        return _save(request, row, contents)
    chosen = contents.chosen(request.GET)
    page = request.GET.get("page", "")
    number = max(int(page) if page.isdecimal() and len(page) < 10 else 1, 1)
    first, problem = (number - 1) * PER_PAGE, obstacle(row, request.user)
    return _page(
        request, row, contents,
        sections=contents.sections(chosen[first : first + PER_PAGE], row.year),
        obstacle=problem,
        found=len(chosen),
        to_take_over=0 if problem else len(stable_answers(row.year, contents.rows, contents.asked)),
        page={
            "number": number,
            "pages": max(-(-len(chosen) // PER_PAGE), 1),
            "previous_url": _page_url(request, number - 1) if number > 1 else "",
            "next_url": _page_url(request, number + 1) if first + PER_PAGE < len(chosen) else "",
        },
    )  # fmt: skip


def _save(request: SignedInRequest, row: Submission, contents: Contents) -> HttpResponse:
    """Store what was typed, all or nothing. What cannot be stored comes back as it was typed, each cell with why."""
    if not may_write(row, request.user):
        raise PermissionDenied
    wanted = set(request.POST.getlist("line"))
    rows = [standing for standing in contents.rows if str(standing.institution_id) in wanted]
    grid = contents.sections(rows, row.year)
    typed, problem = read_grid(grid, request.POST), obstacle(row, request.user)
    if not problem and typed.can_be_stored:
        try:
            saved, unready = _store(request, row, typed)
        except Conflict as conflict:  # somebody was quicker in this very moment: look again, the cells will say so
            grid = contents.sections(rows, row.year)
            typed = read_grid(grid, request.POST)
            problem = "" if typed.disputed else str(conflict)
        except Refused as refusal:
            problem = str(refusal)
        else:
            tell(request, saved, typed)
            if unready:
                messages.error(request, unready)
            if unready or "check" in request.POST:
                return redirect("submissions:submission_checks", row.pk)
            return redirect(request.get_full_path())
    status = 409 if problem or typed.disputed else 422
    return _page(request, row, contents, status=status, sections=grid, typed=typed, refusal=problem, obstacle="")


@transaction.atomic
def _store(request: SignedInRequest, row: Submission, typed: Typed) -> tuple[Saved, str]:
    """Save what was typed and, where its author asked for both, submit the return with it; else why it is not ready:
    what was typed is saved then all the same."""
    through = FigureChange.Through.GRID
    saved = save_figures(submission=row, answers=typed.answers, by=request.user, through=through)
    if typed.confirmed:
        seen = [((cell.standing.institution_id, cell.measure.pk), cell.revision) for cell in typed.confirmed]
        saved += Saved(changed=confirm_answers(submission=row, seen=seen, by=request.user, through=through))
    if "submit" in request.POST:
        try:
            submit(submission=row, by=request.user)
        except Unready as refusal:
            return saved, str(refusal)
        messages.success(request, _("Đã nộp báo cáo."))
    return saved, ""


def tell(request: SignedInRequest, saved: Saved, typed: Typed) -> None:
    """What a save did, and what it deliberately did not do."""
    if saved.new or saved.changed:
        told = _("Đã lưu: %(new)d số liệu mới, %(changed)d số liệu sửa.") % {"new": saved.new, "changed": saved.changed}
        messages.success(request, told)
    else:
        messages.info(request, _("Không có số liệu nào thay đổi."))
    for text, value in typed.grouped[:3]:
        messages.info(request, _("“%(text)s” được đọc là %(value)d.") % {"text": text, "value": value})
    if typed.cleared:
        told = ngettext(
            "%(number)d ô bị xóa trống vẫn giữ số liệu cũ. Muốn rút số liệu, hãy mở phiếu của cơ sở.",
            "%(number)d ô bị xóa trống vẫn giữ số liệu cũ. Muốn rút số liệu, hãy mở phiếu của cơ sở.",
            typed.cleared,
        )
        messages.warning(request, told % {"number": typed.cleared})


def _page_url(request: SignedInRequest, number: int) -> str:
    return f"?{urlencode({**request.GET.dict(), 'page': number})}"


def _page(
    request: SignedInRequest, row: Submission, contents: Contents, *, typed: Typed | None = None, status: int = 200,
    **context: Any,
) -> HttpResponse:  # fmt: skip
    findings = findings_in(Gathered.of(row, request.user.scope().responsibility, contents.rows, asked=contents.asked))
    mark_cells(context["sections"], findings)
    context |= {
        "findings": findings,
        "last_number": row.year.number - 1,
        "typed": typed,
        "categories": contents.categories,
        "yes_no": YES_NO,
        "chosen": request.GET,
        "look": "look" in request.GET and typed is None,
        "waiting": waiting_with_names(row, contents.rows),
    }
    context = frame(request, row, "figures", contents) | context
    return render(request, "submissions/submission.html", context, status=status)
