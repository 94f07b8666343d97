"""Who may read, write and judge one return: the predicates that verbs, views and templates ask.

A return that was handed to another reporting unit is that one's to finish; one that is not stored yet has only the
reporting unit that would answer.
"""

from accounts.models import User
from institutions.models import ReportingUnit

from .models import ReportingYear, Submission


def may_read(submission: Submission, user: User) -> bool:
    """Whether the user reads the return."""
    if submission._state.adding:
        return ReportingUnit.objects.visible_to(user).filter(pk=submission.reporting_unit_id).exists()
    return Submission.objects.visible_to(user).filter(pk=submission.pk).exists()


def may_write(submission: Submission, user: User) -> bool:
    """Whether the user answers for the return: its reporters, those it was handed to, its reviewers."""
    if submission._state.adding:
        return ReportingUnit.objects.editable_by(user).filter(pk=submission.reporting_unit_id).exists()
    return Submission.objects.editable_by(user).filter(pk=submission.pk).exists()


def may_judge(submission: Submission, user: User) -> bool:
    """Whether the user reviews the return: sends it back, approves it, hands it over."""
    return ReportingUnit.objects.reviewable_by(user).filter(pk=submission.reporting_unit_id).exists()


def answered_in(year: ReportingYear, user: User) -> set[int]:
    """The reporting units whose returns of the year the user answers: their own, and those that were handed to them."""
    own = user.scope().answered_reporting_units
    handed = Submission.objects.filter(year=year, handed_to__in=own) if own and year.pk else Submission.objects.none()
    return own | set(handed.values_list("reporting_unit", flat=True))
