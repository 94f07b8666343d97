"""A return: its summary, the grid of its institutions and measures, the buttons that its state allows."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutions.models import Category
from institutions.names import fold
from institutions.requests import SignedInRequest
from institutions.tree import UnitTree

from ..asked import Asked, Standing, answering_through, asked_measures
from ..entry import (
    Answered,
    Section,
    answered,
    in_dictionary_order,
    is_complete,
    obstacle,
    place_of,
    sections,
)
from ..forms.grid import YES_NO, Typed, read_grid
from ..forms.years import ReasonForm
from ..models import FigureChange, ReportingYear, Submission
from ..workflow import Conflict, Refused, Saved, save_figures, submit
from .loading import readable_submission

PER_PAGE = 200


@dataclass(frozen=True)
class Contents:
    """The institutions of a return, by category and name; what each is asked, and what is answered."""

    rows: list[Standing]
    categories: list[Category]
    asked: Asked
    done: Answered
    tree: UnitTree

    @classmethod
    def of(cls, submission: Submission, request: SignedInRequest) -> "Contents":
        rule = request.user.scope().responsibility
        rows = in_dictionary_order(answering_through({submission.reporting_unit_id}, submission.year, rule))
        present = {row.category_id for row in rows}
        categories = [category for category in Category.objects.all() if category.pk in present]
        ranks = {category.pk: rank for rank, category in enumerate(categories)}
        rows.sort(key=lambda row: ranks[row.category_id])
        done = answered(submission.year, [row.institution_id for row in rows])
        return cls(rows, categories, asked_measures(), done, rule.tree)

    def is_complete(self, row: Standing) -> bool:
        return is_complete(row, self.asked, self.done)

    def chosen(self, query: QueryDict) -> list[Standing]:
        """The institutions that the filters of the page leave."""
        words, category = fold(query.get("q", "")).split(), query.get("category", "")
        return [
            row for row in self.rows
            if (not category or str(row.category_id) == category)
            and ("missing" not in query or not self.is_complete(row))
            and (not words or self._mentions(row, words))
        ]  # fmt: skip

    def _mentions(self, row: Standing, words: list[str]) -> bool:
        """Whether each word begins one of the institution's name or of its place."""
        text = f" {fold(row.name)} {fold(place_of(row, self.tree))}"
        return all(f" {word}" in text for word in words)

    def sections(self, rows: list[Standing], year: ReportingYear) -> list[Section]:
        """The questions to these institutions."""
        return sections(rows, year, self.asked, self.tree)


def submission(request: SignedInRequest, pk: int) -> HttpResponse:
    """One return: its figures as a grid, its state, and the steps that are open to whoever looks."""
    row = readable_submission(request, pk)
    contents = Contents.of(row, request)
    if request.method == "POST":
        return _save(request, row, contents)
    chosen = contents.chosen(request.GET)
    page = request.GET.get("page", "")
    number = max(int(page) if page.isdecimal() and len(page) < 10 else 1, 1)
    first = (number - 1) * PER_PAGE
    return _page(
        request, row, contents,
        sections=contents.sections(chosen[first : first + PER_PAGE], row.year),
        obstacle=obstacle(row, request.user),
        found=len(chosen),
        page={
            "previous_url": _page_url(request, number - 1) if number > 1 else "",
            "next_url": _page_url(request, number + 1) if first + PER_PAGE < len(chosen) else "",
        },
    )  # fmt: skip


def _save(request: SignedInRequest, row: Submission, contents: Contents) -> HttpResponse:
    """Store what was typed, all or nothing. What cannot be stored comes back as it was typed, each cell with why."""
    if not Submission.objects.editable_by(request.user).filter(pk=row.pk).exists():
        raise PermissionDenied
    wanted = set(request.POST.getlist("line"))
    rows = [standing for standing in contents.rows if str(standing.institution_id) in wanted]
    grid = contents.sections(rows, row.year)
    typed, problem = read_grid(grid, request.POST), obstacle(row, request.user)
    if not problem and typed.can_be_stored:
        try:
            saved = _store(request, row, typed)
        except Conflict as conflict:  # somebody was quicker in this very moment: look again, the cells will say so
            grid = contents.sections(rows, row.year)
            typed = read_grid(grid, request.POST)
            problem = "" if typed.disputed else str(conflict)
        except Refused as refusal:
            problem = str(refusal)
        else:
            tell(request, saved, typed)
            return redirect(request.get_full_path())
    status = 409 if problem or typed.disputed else 422
    return _page(request, row, contents, status=status, sections=grid, typed=typed, refusal=problem, obstacle="")


@transaction.atomic
def _store(request: SignedInRequest, row: Submission, typed: Typed) -> Saved:
    """Save what was typed and, where its author asked for both, submit the return with it."""
    saved = save_figures(submission=row, answers=typed.answers, by=request.user, through=FigureChange.Through.GRID)
    if "submit" in request.POST:
        submit(submission=row, by=request.user)
        messages.success(request, _("Đã nộp báo cáo."))
    return saved


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
    context |= {
        "submission": row,
        "year": row.year,
        "last_number": row.year.number - 1,
        "typed": typed,
        "total": len(contents.rows),
        "complete": sum(contents.is_complete(standing) for standing in contents.rows),
        "categories": contents.categories,
        "events": row.events.select_related("by"),
        "steps": steps(request, row),
        "reason_form": ReasonForm(),
        "yes_no": YES_NO,
        "chosen": request.GET,
        "breadcrumbs": [
            (_("Báo cáo"), reverse("submissions:years")),
            (_("Năm %(year)s") % {"year": row.year}, reverse("submissions:board", args=[row.year.number])),
            (row.reporting_unit.name, ""),
        ],
    }
    return render(request, "submissions/submission.html", context, status=status)


def steps(request: SignedInRequest, row: Submission) -> set[str]:
    """Which steps this user may take with the return as it stands."""
    if row.year.is_closed:
        return set()
    mine = Submission.objects.filter(pk=row.pk)
    if row.status in (Submission.Status.DRAFT, Submission.Status.RETURNED):
        return {"submit"} if mine.editable_by(request.user).exists() else set()
    if not mine.reviewable_by(request.user).exists():
        return set()
    return {"approve", "return"} if row.status == Submission.Status.SUBMITTED else {"reopen"}
