"""What the checks find in one return: errors to mend, findings to explain, and whether it can be submitted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.forms import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from institutions.requests import SignedInRequest

from ..checks import Stray
from ..contents import Contents
from ..entry import obstacle
from ..explaining import explain
from ..findings import ReturnFinding, findings_in
from ..forms.explanations import COMMON, REASONS, Beside, WordsForm, all_of
from ..gathering import Gathered
from ..listing import Group, Kind, Listing
from ..models import FigureChange, Submission
from ..permissions import may_write
from ..summary import summary_of
from ..workflow import Refused, withdraw
from .frame import frame
from .loading import readable_submission

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A group of findings with the fields for words, where whoever looks may write them."""

    group: Group
    for_all: BoundField | None
    rows: Sequence[Beside]

    @classmethod
    def of(cls, group: Group, form: WordsForm | None) -> "Shown":
        if form is None:
            return cls(group, None, [(row, None, None) for row in group.rows])
        name = all_of(group.code)
        for_all = form[name] if group.kind == Kind.OPEN and name in form.fields else None
        return cls(group, for_all, form.beside(group.rows))


def submission_checks(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything that the checks find in a return, page by page; words for what must be explained."""
    row = readable_submission(request, pk)
    if request.method == "POST" and not may_write(row, request.user):
        raise PermissionDenied
    contents = Contents.of(row, request.user.scope().responsibility)
    gathered = Gathered.of(row, request.user.scope().responsibility, contents.rows, asked=contents.asked)
    findings = findings_in(gathered)
    listing = Listing.of(findings, request.GET)
    page = Paginator(listing.rows, PER_PAGE).get_page(request.GET.get("page"))
    problem = obstacle(row, request.user)
    form = None if problem else WordsForm(_posted(request), shown=page.object_list, owed=listing.owed)
    if form and request.method == "POST" and form.is_valid():
        problem = _explain(request, row, form, listing)
        if not problem:
            return redirect(request.get_full_path())
    context = frame(request, row, "checks", contents) | {
        "findings": findings, "listing": listing, "form": form, "obstacle": problem, "chosen": request.GET,
        "shown": [Shown.of(group, form) for group in listing.groups(page.object_list)],
        "page": _neighbours(request, page),
        "summary": summary_of(gathered),
        "reasons": [*COMMON, *_said_already(findings.explained)], "reasons_id": REASONS,
    }  # fmt: skip
    return render(request, "submissions/submission_checks.html", context, status=_status(request, problem))


@require_POST
def withdraw_stray(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back figures that nobody is asked for; `stray` names the institution and the measure, or all (None)."""
    row = readable_submission(request, pk)
    if not may_write(row, request.user):
        raise PermissionDenied
    gathered = Gathered.of(row, request.user.scope().responsibility)
    named = request.POST.get("stray", "")
    strays = [
        one for one in gathered.strays
        if named in (f"{one.institution_id}-{one.measure_id}", f"{one.institution_id}-None")
    ]  # fmt: skip
    if not strays:
        raise Http404
    try:
        if problem := obstacle(row, request.user):
            raise Refused(problem)
        _withdraw(row, strays, request)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã rút số liệu của %(institution)s.") % {"institution": strays[0].name})
    return redirect("submissions:submission_checks", pk)


@transaction.atomic
def _withdraw(row: Submission, strays: Iterable[Stray], request: SignedInRequest) -> None:
    for stray in strays:
        withdraw(
            submission=row, institution_id=stray.institution_id, measure_id=stray.measure_id, by=request.user,
            through=FigureChange.Through.FORM,
        )  # fmt: skip


def _posted(request: SignedInRequest) -> "dict[str, str] | None":
    return request.POST.dict() if request.method == "POST" else None


def _explain(request: SignedInRequest, row: Submission, form: WordsForm, listing: Listing) -> str:
    """Store the words, for one finding each or for all of a check; the reason where that is refused."""
    code = request.POST.get("for_all", "")
    words = form.words_for_all(code, listing.rows) if code else form.words()
    try:
        number = explain(year=row.year, explained=words, by=request.user, submission=row)
    except Refused as refusal:
        return str(refusal)
    if number:
        told = ngettext("Đã ghi %(number)d lời giải thích.", "Đã ghi %(number)d lời giải thích.", number)
        messages.success(request, told % {"number": number})
    else:
        messages.info(request, _("Không có lời giải thích nào mới."))
    if form.is_stale:
        messages.warning(request, stale_words())
    return ""


def stale_words() -> str:
    """Why some words were not stored."""
    return _("Có số liệu vừa được sửa, nên lời giải thích cho giá trị cũ không được ghi. Hãy xem lại.")


def _status(request: SignedInRequest, problem: str) -> int:
    if request.method != "POST":
        return 200
    return 409 if problem else 422


def _said_already(explained: Sequence[ReturnFinding]) -> list[str]:
    """Words that were used in this return, the latest first: what holds for one school often holds for the next."""
    words = sorted((row.explanation for row in explained if row.explanation), key=lambda said: said.at, reverse=True)
    return list(dict.fromkeys(said.text for said in words))[:10]


def _neighbours(request: SignedInRequest, page: "Page[ReturnFinding]") -> dict[str, str]:
    def url(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "previous_url": url(page.previous_page_number()) if page.has_previous() else "",
        "next_url": url(page.next_page_number()) if page.has_next() else "",
    }
