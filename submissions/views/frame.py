"""What every page of a return shows around its own part: the head, the steps that are open, the row of tabs."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest

from ..contents import Contents
from ..models import Submission

_BACK = (Submission.Status.RETURNED,)


def frame(request: SignedInRequest, row: Submission, tab: str, contents: Contents | None = None) -> dict[str, Any]:
    """The context of `_head.html` and `_tabs.html`, in a fixed number of queries.

    `tab` is one of figures, checks, changes, questions, history; `contents` where the page has read them already.
    """
    contents = contents or Contents.of(row, request.user.scope().responsibility)
    total, complete = len(contents.rows), contents.complete
    return {
        "submission": row,
        "year": row.year,
        "tab": tab,
        "total": total,
        "complete": complete,
        "percent": complete * 100 // total if total else 0,
        "extension": row.extensions.select_related("by").last(),
        "returned": _return_of(row),
        "open_questions": row.questions.aggregate(open=Count("pk", filter=Q(settled_at=None)))["open"],
        "steps": steps(request, row),
        "breadcrumbs": [
            (_("Báo cáo"), reverse("submissions:years")),
            (_("Năm %(year)s") % {"year": row.year}, reverse("submissions:board", args=[row.year.number])),
            (row.reporting_unit.name, ""),
        ],
    }


def _return_of(row: Submission) -> Any:
    """The step by which it went back, where it lies with the reporter because of it."""
    if row.status not in _BACK:
        return None
    return row.events.filter(new_status=row.status).exclude(old_status=row.status).select_related("by").last()


def steps(request: SignedInRequest, row: Submission) -> set[str]:
    """Which steps this user may take with the return as it stands."""
    if not row.year.is_open:
        return set()
    mine = Submission.objects.filter(pk=row.pk)
    if row.status in (Submission.Status.DRAFT, Submission.Status.RETURNED):
        return {"submit"} if mine.editable_by(request.user).exists() else set()
    if not mine.reviewable_by(request.user).exists():
        return set()
    return {"approve", "return"} if row.status == Submission.Status.SUBMITTED else {"reopen"}
