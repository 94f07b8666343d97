"""The verb by which the open return of a reporting unit that no longer answers goes to those who answer now.

What others answer for, as at the year's reference date, moves into their returns, figure by figure with its trace. The
rest stays the ended unit's return, and its receiver finishes it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.models import ReportingUnit
from institutions.refusals import Refused
from institutions.responsibility import Responsibility, current_responsibility

from ..answers import Answer, Origin, Stored
from ..asked import answering_through, standing_in
from ..changes import Changes
from ..models import AnnualFigure, FigureChange, ReportingYear, Submission, SubmissionEvent
from ..saving import locked_submissions, refuse_unless_open
from .reasons import given_reason
from .returns import ensure_submissions
from .states import Status
from .years import lock_year

if TYPE_CHECKING:
    from accounts.models import User

OPEN = (Status.DRAFT, Status.RETURNED)


@dataclass(slots=True)
class HandingOver:
    """What handing a return over does: figures that move, by the reporting unit that they go to, and those that stay.

    `staying` are the institutions of the year for which the ended unit itself answered on the reference date.
    """

    moving: dict[int, list[AnnualFigure]] = field(default_factory=dict)
    kept: int = 0
    staying: int = 0

    @property
    def moved(self) -> int:
        return sum(len(figures) for figures in self.moving.values())


def no_longer_answers(submission: Submission, rule: Responsibility) -> bool:
    """Whether a return has lost its author: the reporting unit ended, or nothing in the year is its to answer."""
    row = rule.reporting_units[submission.reporting_unit_id]
    if row.valid_until is not None and row.valid_until < timezone.localdate():
        return True
    return not answering_through({row.pk}, submission.year, rule)


def what_handing_over_does(submission: Submission) -> HandingOver:
    """The figures of the return, by who answers in the year for the institutions that they are about."""
    own, rule = submission.reporting_unit_id, current_responsibility()
    figures = list(submission.figures.order_by("pk"))
    standing = standing_in(submission.year, {figure.institution_id for figure in figures}, rule)
    moving: dict[int, list[AnnualFigure]] = defaultdict(list)
    for figure in figures:
        here = standing.get(figure.institution_id)
        if here is not None and here.reporting_unit_id not in (None, own):
            moving[here.reporting_unit_id].append(figure)
    kept = len(figures) - sum(len(some) for some in moving.values())
    return HandingOver(dict(moving), kept, len(answering_through({own}, submission.year, rule)))


@transaction.atomic
def hand_over(*, submission: Submission, to: ReportingUnit, by: "User | None", reason: str) -> HandingOver:
    """Hand the open return to `to`, which must stand today. Approved values stay with their figures.

    Raises Refused where the return is not open or still has its author, and where a figure would go into a return that
    is submitted or approved.
    """
    reason = given_reason(reason)
    year = submission.year
    lock_year(year)
    refuse_unless_open(year)
    _refuse_receiver(submission, to)
    plan = what_handing_over_does(submission)
    returns = ensure_submissions(reporting_units=plan.moving, year=year, by=by)
    held = locked_submissions({submission.pk, *(row.pk for row in returns.values())})
    row = held[submission.pk]
    _refuse(row, returns, held)
    plan = what_handing_over_does(row)  # as it is now that nobody else writes
    if not plan.moving.keys() <= returns.keys():
        raise Refused(_("Có người vừa ghi số liệu của báo cáo này. Hãy tải lại trang rồi thử lại."))
    _move(year, plan.moving, returns, by)
    row.handed_to = submission.handed_to = to
    row.save(update_fields=["handed_to"])
    SubmissionEvent.objects.create(
        submission=row, old_status=row.status, new_status=row.status, reason=reason, handed_to=to, by=by
    )
    return plan


def _refuse_receiver(submission: Submission, to: ReportingUnit) -> None:
    if to.pk == submission.reporting_unit_id:
        raise Refused(_("Hãy chọn một đơn vị khác để nhận bàn giao."))
    if not ReportingUnit.objects.standing(timezone.localdate()).filter(pk=to.pk).exists():
        raise Refused(_("%(unit)s hôm nay không còn hoạt động nên không nhận bàn giao được.") % {"unit": to})


def _refuse(row: Submission, returns: Mapping[int, Submission], held: Mapping[int, Submission]) -> None:
    if row.status not in OPEN:
        raise Refused(
            _("Báo cáo của %(unit)s %(status)s nên không bàn giao được.")
            % {"unit": row.reporting_unit, "status": row.get_status_display()}
        )
    if not no_longer_answers(row, current_responsibility()):
        raise Refused(_("%(unit)s còn hoạt động và tự báo cáo, không cần bàn giao.") % {"unit": row.reporting_unit})
    for receiver in returns.values():
        there = held[receiver.pk]
        if there.status not in OPEN:
            told = _("Số liệu phải chuyển vào báo cáo %(status)s của %(unit)s. Hãy trả lại hoặc mở lại trước.")
            raise Refused(told % {"unit": there.reporting_unit, "status": there.get_status_display()})


def _move(
    year: ReportingYear,
    moving: Mapping[int, list[AnnualFigure]],
    returns: Mapping[int, Submission],
    by: "User | None",
) -> None:
    """The same answers, from now on of other returns: one more revision of each figure, with its trace."""
    changes = Changes(year)
    for unit, figures in moving.items():
        for figure in figures:
            said = figure.state, figure.value, figure.is_estimate, figure.note
            answer = Answer(figure.institution_id, figure.measure_id, *said)
            stored = Stored(
                figure.pk, figure.institution_id, figure.measure_id, figure.submission_id, figure.revision, *said
            )
            changes.changed.append((returns[unit].pk, answer, stored))
    changes.apply(Origin(by, FigureChange.Through.HANDED_OVER), {})
