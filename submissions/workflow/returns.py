"""The verbs of returns and their figures: begun, saved, withdrawn, submitted, returned, approved, reopened."""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutions.models import ReportingUnit
from institutions.refusals import Refused

from ..answers import Answer, Origin, Saved, stored_figures
from ..asked import standing_in
from ..models import ImportBatch, ReportingYear, State, Submission
from ..saving import locked_submissions, refuse_unless_open, write
from .gate import refuse_unready
from .questions import Reason, ask_many, bind
from .reasons import given_reason
from .states import Status, begin, move
from .years import lock_year

if TYPE_CHECKING:
    from accounts.models import User


def ensure_submission(*, reporting_unit: ReportingUnit, year: ReportingYear, by: "User | None") -> Submission:
    """The reporting unit's return for the year, begun as a draft where there is none."""
    return ensure_submissions(reporting_units=[reporting_unit.pk], year=year, by=by)[reporting_unit.pk]


@transaction.atomic
def ensure_submissions(
    *, reporting_units: Iterable[int], year: ReportingYear, by: "User | None"
) -> dict[int, Submission]:
    """The returns of these reporting units for the year, by reporting unit."""
    wanted = set(reporting_units)
    of_year = Submission.objects.filter(year=year).select_related("reporting_unit", "year")
    found = {row.reporting_unit_id: row for row in of_year.filter(reporting_unit__in=wanted)}
    if found.keys() != wanted:
        # Whoever begins returns of this year queues here, so that each is begun once.
        lock_year(year)
        refuse_unless_open(year)
        begin(wanted, year, by=by)
        found = {row.reporting_unit_id: row for row in of_year.filter(reporting_unit__in=wanted)}
    return found


def save_figures(
    *,
    submission: Submission,
    answers: Sequence[Answer],
    by: "User | None",
    through: str,
    batch: ImportBatch | None = None,
) -> Saved:
    """Store answers of one return, all or none; what is stored already writes nothing.

    Raises Conflict, with all conflicts, when somebody changed a figure since it was seen; Refused otherwise.
    """
    return write(year=submission.year, answers={submission.pk: answers}, origin=Origin(by, through, batch))


@transaction.atomic
def withdraw(
    *,
    submission: Submission,
    institution_id: int,
    measure_id: int,
    by: "User | None",
    through: str,
    seen_revision: int | None = None,
) -> None:
    """Take a figure back: it counts as not reported from now on. Its trace stays.

    Also one that nobody is asked for any more, since the institution turned out not to stand in the year or to be of
    another category: through the return under which it is filed.
    """
    key = (institution_id, measure_id)
    figure = stored_figures(submission.year.number, [institution_id]).get(key)
    if figure is None or figure.state == State.NOT_REPORTED:
        raise Refused(_("Chưa có số liệu nào để rút."))
    if figure.submission_id != submission.pk and not standing_in(submission.year, [institution_id]):
        raise Refused(_("Số liệu này thuộc báo cáo khác. Hãy rút ở báo cáo đó."))
    answer = Answer(institution_id, measure_id, State.NOT_REPORTED, seen_revision=seen_revision)
    write(year=submission.year, answers={submission.pk: [answer]}, origin=Origin(by, through), withdrawing=True)


def submit(*, submission: Submission, by: "User | None") -> None:
    """A draft or returned return goes to the reviewers. Raises Unready, a Refused, while the checks find errors in it
    or something that is not explained."""
    _step(submission, from_=(Status.DRAFT, Status.RETURNED), to=Status.SUBMITTED, by=by)


@transaction.atomic
def return_for_correction(
    *,
    submission: Submission,
    by: "User | None",
    reason: str = "",
    reasons: Sequence[Reason] = (),
    questions: Collection[int] = (),
) -> None:
    """A submitted return goes back, with a reason as a whole, about single figures, or both.

    `reasons` are asked with this step; `questions` are open ones that were only asked and now are its reasons.
    """
    number = len(reasons) + len(set(questions))
    told = reason.strip() or (_about_figures(number) if number else "")
    _step(submission, from_=(Status.SUBMITTED,), to=Status.RETURNED, by=by, reason=given_reason(told))
    event = submission.events.latest("pk")
    bind(submission=submission, questions=questions, event=event)
    ask_many(submission=submission, reasons=reasons, by=by, event=event)


def _about_figures(number: int) -> str:
    """The reason of a step that only says what is wrong with single figures."""
    return ngettext("%(number)d số liệu cần xem lại.", "%(number)d số liệu cần xem lại.", number) % {"number": number}


def approve(*, submission: Submission, by: "User | None") -> None:
    """A submitted return is approved: its figures, as they are now, are what is published."""
    _step(submission, from_=(Status.SUBMITTED,), to=Status.APPROVED, by=by)


def reopen(*, submission: Submission, by: "User | None", reason: str) -> None:
    """An approved return goes back for correction. The values as approved stay published until it is approved again."""
    _step(submission, from_=(Status.APPROVED,), to=Status.RETURNED, by=by, reason=given_reason(reason))


@transaction.atomic
def _step(submission: Submission, *, from_: Sequence[Status], to: Status, by: "User | None", reason: str = "") -> None:
    """One step of one return, from one of these states."""
    locked = locked_submissions([submission.pk])[submission.pk]
    refuse_unless_open(ReportingYear.objects.get(pk=locked.year_id))
    if locked.status not in from_:
        raise Refused(
            _("Báo cáo của %(unit)s %(status)s nên không làm được bước này.")
            % {"unit": locked.reporting_unit, "status": locked.get_status_display()}
        )
    if to == Status.SUBMITTED:  # with the return locked: what is submitted is what was checked
        refuse_unready(locked)
    move([locked], to, by=by, reason=reason)
    submission.status = to
