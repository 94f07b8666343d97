"""What changed in a return since one of its steps: the figures that whoever approves it again has to look at.

A figure is compared as it was when the step was taken with what it says now. What was changed and changed back is no
difference, and a note is no answer. Figures that came from another return or went to one are told as such.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.responsibility import Responsibility

from .asked import Standing, standing_in
from .contents import Contents
from .models import FigureChange, State, Submission, SubmissionEvent

Status = Submission.Status
_LOOKED_AT = (Status.SUBMITTED, Status.APPROVED)
_STEPS = (*_LOOKED_AT, Status.RETURNED)
_SINCE = {
    Status.DRAFT: _("từ khi thành bản nháp lúc %(at)s"),
    Status.SUBMITTED: _("từ khi nộp lúc %(at)s"),
    Status.APPROVED: _("từ khi duyệt lúc %(at)s"),
    Status.RETURNED: _("từ khi trả lại lúc %(at)s"),
}


class Said(NamedTuple):
    """What a figure says, as far as it is compared."""

    state: str = State.NOT_REPORTED
    value: int | None = None
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that says something else than at the step, or belongs to another return since.

    `now` is None for one that went to another return: what it says there is not this return's to show. `unit_id` is
    the reporting unit from whose return it came, or to whose it went.
    """

    figure_id: int
    institution_id: int
    measure_id: int
    then: Said
    now: Said | None
    times: int
    at: datetime.datetime
    by: str
    through: str
    file: str
    came: bool = False
    unit_id: int | None = None

    @property
    def left(self) -> bool:
        return self.now is None

    @property
    def through_label(self) -> str:
        return str(FigureChange.Through(self.through).label)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a return with which the present can be compared."""

    event: SubmissionEvent
    is_default: bool

    @property
    def since(self) -> str:
        """The step as the beginning of a comparison."""
        at = timezone.localtime(self.event.at)
        return _SINCE[Status(self.event.new_status)] % {"at": f"{at:%d/%m/%Y %H:%M}"}


def steps_of(events: Sequence[SubmissionEvent], submission: Submission) -> list[Step]:
    """The steps to compare with, the newest first. The default is what was last looked at before the present state.

    That is what was approved or submitted before the step that brought the return where it is; that step itself where
    there was nothing before.
    """
    taken = [row for row in events if row.new_status in _STEPS and row.handed_to_id is None]
    present = next((row for row in reversed(events) if row.handed_to_id is None and row.new_status in _STEPS), None)
    earlier = [row for row in taken if row.new_status in _LOOKED_AT and row != present]
    default = earlier[-1] if earlier else present
    return [Step(row, row == default) for row in reversed(taken)]


def differences(submission: Submission, since: datetime.datetime) -> list[Difference]:
    """The figures of the return, now or then, that are not as they were at that moment. Two queries."""
    ever = FigureChange.objects.filter(submission=submission).values("figure")
    concerned = FigureChange.objects.filter(figure__year=submission.year_id).filter(
        Q(figure__submission=submission) | Q(figure__in=ever)
    )
    later = concerned.filter(at__gt=since)
    before = concerned.filter(at__lte=since, figure__in=later.values("figure"))
    earlier = {row[0]: _Earlier(*row) for row in before.order_by("figure", "revision").values_list(*_Earlier._fields)}
    histories: dict[int, list[_Later]] = {}
    for row in later.order_by("figure", "revision").values_list(*_Later._fields):
        histories.setdefault(row[0], []).append(_Later(*row))
    found = (_difference(submission, changes, earlier.get(pk)) for pk, changes in histories.items())
    return [row for row in found if row]


class _Earlier(NamedTuple):
    """The last change of a figure up to the step."""

    figure: int
    submission: int | None
    submission__reporting_unit: int | None
    is_estimate: bool


class _Later(NamedTuple):
    """A change of a figure after the step, with where the figure is now."""

    figure: int
    figure__institution: int
    figure__measure: int
    figure__submission: int
    figure__submission__reporting_unit: int
    submission: int | None
    old_state: str
    old_value: int | None
    new_state: str
    new_value: int | None
    is_estimate: bool
    at: datetime.datetime
    by__full_name: str | None
    by__username: str | None
    through: str
    batch__file_name: str | None


def _difference(submission: Submission, changes: Sequence[_Later], before: _Earlier | None) -> Difference | None:
    """What became of one figure; None where it is here and says what it said."""
    first, last = changes[0], changes[-1]
    then = Said(first.old_state, first.old_value, before.is_estimate if before else False)
    now = Said(last.new_state, last.new_value, last.is_estimate)
    # Traces older than the column do not say through which return; then it was the one that has the figure.
    home = (before.submission or last.figure__submission) if before else submission.pk
    is_ours = last.figure__submission == submission.pk
    was_told = home == submission.pk and then.state != State.NOT_REPORTED
    is_told = is_ours and now.state != State.NOT_REPORTED
    if not (was_told or is_told) or (was_told and is_told and then == now):
        return None
    if not is_ours:
        return _gone(submission, changes, then)
    came = home != submission.pk and then.state != State.NOT_REPORTED
    return Difference(
        figure_id=last.figure, institution_id=last.figure__institution, measure_id=last.figure__measure,
        then=then, now=now, times=len(changes), at=last.at, by=last.by__full_name or last.by__username or "",
        through=last.through, file=last.batch__file_name or "", came=came,
        unit_id=before.submission__reporting_unit if before and came else None,
    )  # fmt: skip


def _gone(submission: Submission, changes: Sequence[_Later], then: Said) -> Difference:
    """A figure that belongs to another return now: when it went and to whom, and no more."""
    last_here = max((place for place, row in enumerate(changes) if row.submission == submission.pk), default=-1)
    went, last = changes[min(last_here + 1, len(changes) - 1)], changes[-1]
    return Difference(
        figure_id=last.figure, institution_id=last.figure__institution, measure_id=last.figure__measure,
        then=then, now=None, times=1, at=went.at, by="", through=went.through, file="",
        unit_id=last.figure__submission__reporting_unit,
    )  # fmt: skip


def in_order(found: Iterable[Difference], contents: Contents) -> list[Difference]:
    """By institution as the return lists them, those of other returns last; within one by the catalogue."""
    places = {row.institution_id: place for place, row in enumerate(contents.rows)}
    questions = {pk: place for place, pk in enumerate(contents.asked.measures)}
    beyond = len(places)
    return sorted(
        found,
        key=lambda row: (places.get(row.institution_id, beyond), row.institution_id, questions[row.measure_id]),
    )


def standings(
    found: Iterable[Difference], contents: Contents, submission: Submission, rule: Responsibility
) -> dict[int, Standing]:
    """The institutions of these figures, by id: at most one query, for those that the return no longer has."""
    known = {row.institution_id: row for row in contents.rows}
    missing = {row.institution_id for row in found} - known.keys()
    return known | standing_in(submission.year, missing, rule) if missing else known
