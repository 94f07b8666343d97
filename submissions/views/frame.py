"""What every page of a return shows around its own part: the head, the steps that are open, the row of tabs."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.requests import SignedInRequest

from ..contents import Contents
from ..deadlines import deadline_of, how_it_stands
from ..models import Submission, SubmissionEvent
from ..permissions import may_judge, may_write
from ..since import Step, differences, steps_of
from .trail import Crumb, below_return

Status = Submission.Status


def frame(request: SignedInRequest, row: Submission, tab: str, contents: Contents | None = None) -> dict[str, Any]:
    """The context of `_head.html` and `_tabs.html`, in a fixed number of queries.

    `tab` is one of figures, checks, changes, questions, history; `contents` where the page has read them already.
    """
    contents = contents or Contents.of(row, request.user.scope().responsibility)
    total, complete = len(contents.rows), contents.complete
    events = list(row.events.select_related("by", "handed_to"))
    compared = steps_of(events, row)
    return (
        {
            "submission": row,
            "year": row.year,
            "tab": tab,
            "total": total,
            "complete": complete,
            "percent": complete * 100 // total if total else 0,
            "events": events,
            "returned": _return_of(row, events),
            "compared": compared,
            "changed": _changed(row, compared),
            "open_questions": row.questions.aggregate(open=Count("pk", filter=Q(settled_at=None)))["open"],
            "steps": steps(request, row),
            "breadcrumbs": below_return(row, *_here(tab)),
        }
        | _deadline(row)
        | _judging(request, row)
    )


def _here(tab: str) -> list[Crumb]:
    """The page of a tab; the figures are the return itself."""
    labels = {
        "checks": _("Kiểm tra"), "changes": _("Đã thay đổi"), "questions": _("Câu hỏi"), "history": _("Quá trình"),
    }  # fmt: skip
    return [(labels[tab], "")] if tab in labels else []


def _deadline(row: Submission) -> dict[str, Any]:
    """By when it is due, and how it stands to that day."""
    deadline, today = deadline_of(row), timezone.localdate()
    return {
        "deadline": deadline,
        "is_late": deadline.is_late(today),
        "how_it_stands": how_it_stands(deadline, today),
    }


def _judging(request: SignedInRequest, row: Submission) -> dict[str, Any]:
    """What only its reviewers find on the page: asking about figures, and handing it over."""
    judges = may_judge(row, request.user)
    under_way = judges and row.year.is_open and row.status in (Status.DRAFT, Status.RETURNED)
    last_day = row.reporting_unit.valid_until
    return {
        "may_judge": judges,
        "ask_url": reverse("submissions:question_ask", args=[row.pk]) if judges and not row.year.is_closed else "",
        "may_hand_over": under_way and last_day is not None and last_day < timezone.localdate(),
    }


def _return_of(row: Submission, events: Sequence[SubmissionEvent]) -> SubmissionEvent | None:
    """The step by which it went back, where it lies with the reporter because of it."""
    if row.status != Status.RETURNED:
        return None
    back = [event for event in events if event.new_status == Status.RETURNED and event.handed_to_id is None]
    return back[-1] if back else None


def _changed(row: Submission, compared: Sequence[Step]) -> tuple[int, Step] | None:
    """How many figures changed since somebody last looked at it, of a return that is under way again."""
    since = next((step for step in compared if step.is_default), None)
    if since is None or row.status not in (Status.RETURNED, Status.SUBMITTED):
        return None
    return len(differences(row, since.event.at)), since


def steps(request: SignedInRequest, row: Submission) -> set[str]:
    """Which steps this user may take with the return as it stands."""
    if not row.year.is_open:
        return set()
    if row.status in (Status.DRAFT, Status.RETURNED):
        return {"submit"} if may_write(row, request.user) else set()
    if not may_judge(row, request.user):
        return set()
    return {"approve", "return"} if row.status == Status.SUBMITTED else {"reopen"}
