"""Approving: one return after a look at what it holds, or many at once; and taking an approved one up again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from institutions.requests import SignedInRequest

from ..contents import Contents
from ..findings import ReturnFindings, findings_in, findings_of
from ..forms.years import ReasonForm
from ..gathering import Gathered
from ..models import ReportingYear, Submission
from ..overview import Progress, progress_of
from ..permissions import may_judge
from ..summary import summary_of
from ..workflow import Refused, approve, reopen
from .frame import frame
from .loading import readable_submission, reporting_year, whole_number
from .trail import below_return, below_year

_TOLD_ONE_BY_ONE = 10
_LOOKED_INTO = 40
"""As many returns the checks go through for one page: a dozen queries each."""


def approve_submission(request: SignedInRequest, pk: int) -> HttpResponse:
    """Submitted → approved, by the reviewer; first what the return holds and what the checks find in it."""
    row = _judged(request, pk)
    if request.method == "POST":
        try:
            approve(submission=row, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Đã duyệt báo cáo."))
        return redirect("submissions:submission", pk)
    rule = request.user.scope().responsibility
    contents = Contents.of(row, rule)
    gathered = Gathered.of(row, rule, contents.rows, asked=contents.asked)
    context = frame(request, row, "checks", contents)
    context |= {"findings": findings_in(gathered), "summary": summary_of(gathered)}
    context["breadcrumbs"] = below_return(row, (_("Duyệt báo cáo"), ""))
    return render(request, "submissions/approve.html", context)


def reopen_submission(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approved → returned with a reason, by the reviewer; what was approved stays published until it is again."""
    row = _judged(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reopen(submission=row, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Đã mở lại báo cáo. Số liệu đã duyệt vẫn được dùng cho đến khi duyệt lại."))
        return redirect("submissions:submission", pk)
    context = frame(request, row, "history") | {"form": form}
    context["breadcrumbs"] = below_return(row, (_("Mở lại để sửa"), ""))
    return render(request, "submissions/reopen.html", context, status=422 if form.errors else 200)


@require_POST
def approve_many(request: SignedInRequest, year: int) -> HttpResponse:
    """Several submitted returns at once: first the list of what was chosen; confirmed, each is approved by itself."""
    row = reporting_year(year)
    chosen = _chosen(request, row)
    if not chosen:
        messages.error(request, _("Hãy chọn ít nhất một báo cáo đã nộp."))
        return redirect("submissions:board", year)
    if "confirmed" in request.POST:
        _approve_each(request, chosen)
        return redirect("submissions:board", year)
    context = {
        "year": row,
        "chosen": _with_findings(request, chosen),
        "ready": sum(one.may_approve for one in chosen),
        "breadcrumbs": below_year(row, (_("Duyệt nhiều báo cáo"), "")),
    }
    return render(request, "submissions/approve_many.html", context)


def _chosen(request: SignedInRequest, year: ReportingYear) -> list[Progress]:
    """The chosen returns, all of which the user must review (404, 403)."""
    ids = {whole_number(text) for text in request.POST.getlist("submission")}
    if not ids:
        return []
    rows = {row.submission.pk: row for row in progress_of(year, request.user) if row.submission}
    if not ids <= rows.keys():
        raise Http404
    if Submission.objects.reviewable_by(request.user).filter(pk__in=ids).count() != len(ids):
        raise PermissionDenied
    return [row for pk, row in rows.items() if pk in ids]


def _with_findings(
    request: SignedInRequest, chosen: list[Progress]
) -> list[tuple[Progress, ReturnFindings | None]]:  # fmt: skip
    """Each with what the checks find in it; None for all of them where looking would take too long."""
    if len(chosen) > _LOOKED_INTO:
        return [(row, None) for row in chosen]
    rule = request.user.scope().responsibility
    return [(row, findings_of(row.submission, rule) if row.submission else None) for row in chosen]


def _approve_each(request: SignedInRequest, chosen: list[Progress]) -> None:
    """Each on its own: what cannot be approved is told with why, and does not hold up the rest."""
    done, refused = 0, []
    for row in chosen:
        if row.submission is None:
            continue
        try:
            approve(submission=row.submission, by=request.user)
        except Refused as refusal:
            refused.append(str(refusal))
        else:
            done += 1
    if done:
        told = ngettext("Đã duyệt %(number)d báo cáo.", "Đã duyệt %(number)d báo cáo.", done)
        messages.success(request, told % {"number": done})
    for sentence in refused[:_TOLD_ONE_BY_ONE]:
        messages.error(request, sentence)
    if (more := len(refused) - _TOLD_ONE_BY_ONE) > 0:
        told = ngettext("%(number)d báo cáo khác chưa duyệt được.", "%(number)d báo cáo khác chưa duyệt được.", more)
        messages.error(request, told % {"number": more})


def _judged(request: SignedInRequest, pk: int) -> Submission:
    row = readable_submission(request, pk)
    if not may_judge(row, request.user):
        raise PermissionDenied
    return row
